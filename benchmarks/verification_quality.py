"""How many planted errors the check of a text catches, and how many honest sentences it wrongly flags.

``python -m benchmarks.verification_quality [--data LIBRARY] [--heldout] [--store] [--verbose]``. Three parts: errors
planted by code in the evidence of the known questions; the hand-written sentences of ``tests/evaluation/data`` (with
``--heldout`` those of ``tests/evaluation/heldout`` too); the same sentences over the whole library, without any
evidence given. ``--data`` uses a library that is already indexed. Prints each measure beside the last stored one.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.checking.sentence_cosines import sentence_cosines
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence, source_sentences
from assistant.checking.verification import CheckedText, check_text
from assistant.composition import build_service
from assistant.evaluation import read_known_questions
from assistant.service import Service
from assistant.settings import load_settings
from benchmarks.planted_errors import plant
from benchmarks.results_file import compare, load_results, store_results
from ingest.people import find_people
from vectorstore.models import model_folder
from vectorstore.records import Language

REPOSITORY = Path(__file__).resolve().parent.parent
SEED = 20_240_712
PAGES = 6_000
"""Characters on about three pages."""
KEY_KINDS = frozenset({"citation_shuffled", "key_out_of_range", "other_report"})
"""Errors of keys alone: the sentence may stand, the finding must tell of the key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One checked case: what was planted (``honest`` for nothing) and whether anything was found."""

    part: str
    kind: str
    language: str
    honest: bool
    flagged: bool
    text: str
    findings: str


@contextmanager
def opened(data: Path | None, *documents: Path, model: str | None = None) -> Iterator[Service]:
    """Open a library that is already indexed, or index folders in one of its own."""
    settings = load_settings()
    embedding = str(model_folder(settings.embedding_model, settings.models_dir).absolute())
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(update={"data_dir": data or Path(folder), "embedding_model": embedding})
        if model is not None:
            own = own.model_copy(update={"model": own.model.model_copy(update={"name": model})})
        service = build_service(own)
        try:
            if data is None:
                for _ in service.ingest(documents):
                    pass
            yield service
        finally:
            service.close()


class Sources:
    """Source sentences of documents by file name, and cosines of texts, each embedded once."""

    def __init__(self, service: Service) -> None:
        self._library = service._library
        self._embedder = service.engines.question_embedder
        self._records = {Path(record.source).name: record.document_id for record in self._library.documents()}
        self._cosines = sentence_cosines(self._embedder)

    def of(self, key: int, name: str, start: int, end: int) -> tuple[SourceSentence, ...]:
        """Read a stretch of a document as sources of one key."""
        identifier = self._records[name]
        clean = self._library.text(identifier).clean
        return source_sentences(key, clean, self._library.document(identifier), start, end)

    def names(self) -> list[str]:
        return sorted(self._records)

    def text(self, name: str) -> str:
        return self._library.text(self._records[name]).clean.text

    def identifier(self, name: str) -> str:
        return self._records[name]

    def cosines(self, first: Sequence[str], second: Sequence[str]) -> NDArray[Any]:
        """The cosine of each of the first with each of the second."""
        return np.asarray(self._cosines(first, second))


def outcome_of(part: str, kind: str, language: str, honest: bool, text: str, checked: CheckedText) -> Outcome:
    """Read off whether a case was flagged: any finding for errors of keys, an unsupported sentence for the others."""
    findings = [finding for sentence in checked.sentences for finding in sentence.findings]
    if kind in KEY_KINDS:
        flagged = bool(findings)
    else:
        flagged = any(sentence.status == "unsupported" for sentence in checked.sentences)
    told = "; ".join(f"{one.code} {one.surface!r} → {one.expected!r}" for one in findings)
    return Outcome(part, kind, language, honest, flagged, text, told)


def hand_written(path: Path, part: str, sources: Sources, service: Service) -> Iterator[Outcome]:
    """Check the cases of a file, against the stretches that it names or, where it names none, the whole library."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["sources"] is None:
            chosen = frozenset(sources.identifier(name) for name in row.get("documents") or ())
            verification = service.verify(row["text"], sources=chosen, language=row["lang"])
            checked = CheckedText(verification.sentences, verification.figures, verification.summary)
        else:
            given = [one for key, span in enumerate(row["sources"], 1) for one in sources.of(key, *span)]
            checked = check_text(row["text"], given, row["lang"], cosines=sources.cosines)
        yield outcome_of(part, row["kind"], row["lang"], row["honest"], row["text"], checked)


def library_wide(path: Path, part: str, service: Service) -> Iterator[Outcome]:
    """Check the cases of a file as pasted text: nothing but the library is given."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["kind"] in KEY_KINDS:
            continue
        verification = service.verify(row["text"], language=row["lang"])
        checked = CheckedText(verification.sentences, verification.figures, verification.summary)
        yield outcome_of(part, row["kind"], row["lang"], row["honest"], row["text"], checked)


def time_pages(path: Path, service: Service) -> str:
    """Tell how long about three pages of pasted sentences take over the whole library."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    text = "\n".join(row["text"] for row in rows if row["lang"] == "vi" and row["honest"])[:PAGES]
    started = time.perf_counter()
    verification = service.verify(text, language="vi")
    took = time.perf_counter() - started
    return f"three pages ({len(text)} characters, {len(verification.sentences)} sentences): {took:.1f} s"


def planted(sources: Sources, questions: Path, documents: Path) -> Iterator[Outcome]:
    """Check the evidence of known questions as it stands and with each error that can be planted in it."""
    rng = random.Random(SEED)
    names = sorted({person.name for name in sources.names() for person in find_people(sources.text(name), "vi")})
    names += sorted({person.name for name in sources.names() for person in find_people(sources.text(name), "zh")})
    seen: set[str] = set()
    known = [
        one for one in read_known_questions(questions, documents) if one.evidence and one.document in sources.names()
    ]
    for number, one in enumerate(known):
        text = sources.text(one.document)
        start = text.find(one.evidence[0])
        if start < 0 or one.evidence[0] in seen:
            continue
        seen.add(one.evidence[0])
        given = _surroundings(sources, one.document, start, start + len(one.evidence[0]))
        other = known[(number + 7) % len(known)]
        claims = SourceClaims.of(given)
        for sentence in [one for one in given if one.key == 1]:
            yield from _with_errors(sentence, claims, names, rng, sources)
        if other.document != one.document:
            foreign = sources.of(1, other.document, *_place(sources, other.document, other.evidence[0]))
            for sentence in foreign[:1]:
                checked = check_text(f"{sentence.text} [1]", claims, sentence.language, cosines=sources.cosines)
                yield outcome_of("planted", "other_report", sentence.language, False, sentence.text, checked)


def _place(sources: Sources, name: str, evidence: str) -> tuple[int, int]:
    start = max(0, sources.text(name).find(evidence))
    return start, start + len(evidence)


def _surroundings(sources: Sources, name: str, start: int, end: int) -> list[SourceSentence]:
    """The evidence under key 1, what stands around it under the keys after: what an answer would have been given."""
    given = list(sources.of(1, name, start, end))
    reach = [*sources.of(2, name, max(0, start - 500), start), *sources.of(3, name, end, end + 500)]
    return given + [one for one in reach if all(one.start != other.start for other in given)]


def _with_errors(
    sentence: SourceSentence, claims: SourceClaims, names: Sequence[str], rng: random.Random, sources: Sources
) -> Iterator[Outcome]:
    language: Language = sentence.language
    for key in (" [1]", ""):
        checked = check_text(sentence.text + key, claims, language, cosines=sources.cosines)
        yield outcome_of("planted", "verbatim", language, True, sentence.text, checked)
    for error in plant(sentence.text, language, names, rng):
        key = " [1]" if rng.random() < 0.5 else ""
        checked = check_text(error.text + key, claims, language, cosines=sources.cosines)
        yield outcome_of("planted", error.kind, language, False, error.text, checked)
    others = [one for one in claims.sources if one.sentence.key > 1 and len(one.sentence.text) > 40]
    if others:
        swapped = f"{sentence.text} [{others[0].sentence.key}]"
        yield outcome_of(
            "planted", "citation_shuffled", language, False, swapped, check_text(swapped, claims, language)
        )


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Shares 0..1: caught of the wrong and flagged of the honest, over all, per language and per kind."""
    return {
        part: _rates([one for one in outcomes if one.part == part])
        | {
            f"language_{language}": _rates([one for one in outcomes if one.part == part and one.language == language])
            for language in sorted({one.language for one in outcomes if one.part == part})
        }
        | {"caught": _kinds(outcomes, part, honest=False), "flagged": _kinds(outcomes, part, honest=True)}
        for part in sorted({one.part for one in outcomes})
    }


def _rates(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    wrong = [one.flagged for one in outcomes if not one.honest]
    honest = [one.flagged for one in outcomes if one.honest]
    return {
        "wrong": len(wrong),
        "wrong_caught": round(sum(wrong) / len(wrong), 4) if wrong else None,
        "honest": len(honest),
        "honest_flagged": round(sum(honest) / len(honest), 4) if honest else None,
    }


def _kinds(outcomes: Sequence[Outcome], part: str, *, honest: bool) -> dict[str, float]:
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in outcomes:
        if one.part == part and one.honest == honest:
            kinds[one.kind].append(one.flagged)
    return {kind: round(sum(flags) / len(flags), 4) for kind, flags in sorted(kinds.items())}


def run(data: Path | None, *, parts: frozenset[str]) -> list[Outcome]:
    """Measure every part over the sample library."""
    evaluation = REPOSITORY / "tests" / "evaluation"
    examples = REPOSITORY / "examples" / "reports"
    outcomes: list[Outcome] = []
    with opened(data, examples) as service:
        sources = Sources(service)
        steps: dict[str, Callable[[], Iterator[Outcome]]] = {
            "planted": lambda: planted(sources, REPOSITORY / "examples" / "questions.json", examples),
            "written": lambda: hand_written(evaluation / "data" / "verification_dev.json", "written", sources, service),
            "pasted": lambda: library_wide(evaluation / "data" / "verification_dev.json", "pasted", service),
        }
        for name, step in steps.items():
            if not parts or name in parts:
                outcomes += step()
        if not parts or "pasted" in parts:
            print(time_pages(evaluation / "data" / "verification_dev.json", service))
    return outcomes


def run_seeds() -> list[Outcome]:
    """Plant errors in the evidence of the questions about the seed documents, where they stand beside this checkout."""
    folder = REPOSITORY.parent / "shared" / "seeds"
    if not folder.is_dir():
        return []
    questions = REPOSITORY / "tests" / "evaluation" / "data" / "seed_questions.json"
    with opened(None, folder) as service:
        return [
            Outcome("seeds", one.kind, one.language, one.honest, one.flagged, one.text, one.findings)
            for one in planted(Sources(service), questions, folder)
        ]


def run_heldout() -> list[Outcome]:
    """Check the held-out sentences, over the sample library and the held-out reports; never tune on them."""
    folder = REPOSITORY / "tests" / "evaluation" / "heldout"
    with opened(None, REPOSITORY / "examples" / "reports", folder / "reports") as service:
        return list(hand_written(folder / "verification.json", "heldout", Sources(service), service))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print beside the stored results, and store when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of a library of the sample reports that is already indexed")
    parser.add_argument("--heldout", action="store_true", help="run the held-out sentences too")
    parser.add_argument("--only", nargs="*", default=[], help="parts to run: planted, written, pasted, seeds, heldout")
    parser.add_argument("--store", action="store_true", help="keep these results for the next comparison")
    parser.add_argument("--verbose", action="store_true", help="print every case that came out wrong")
    options = parser.parse_args(arguments)
    parts = frozenset(options.only)
    started = time.perf_counter()
    outcomes = run(options.data, parts=parts) if parts != {"seeds"} else []
    if not parts or "seeds" in parts:
        outcomes += run_seeds()
    if options.heldout:
        outcomes += run_heldout()
    if options.verbose:
        for one in outcomes:
            if one.flagged == one.honest and one.part != "heldout":
                label = "honest but flagged" if one.honest else "wrong but passed"
                print(f"{label}: {one.part}/{one.kind}/{one.language}: {one.text}\n    {one.findings}")
    results = measure(outcomes)
    print(compare(load_results("verification"), results))
    print(f"{len(outcomes)} cases in {time.perf_counter() - started:.1f} s")
    if options.store:
        print(f"stored in {store_results('verification', results)}")


if __name__ == "__main__":
    main()
