"""How well answers quote, and how often the assistant rightly and wrongly refuses, on any folder of documents.

Questions are a JSON list of ``{"id", "lang", "question", "answerable", "doc", "evidence_clean", "evidence_extra"?}``.
``python -m benchmarks.answer_quality [DOCUMENTS QUESTIONS]… [--store]``; without pairs, the sample library, and the
seed documents beside this checkout where there are any. Prints each measure beside the last stored one.
"""

from __future__ import annotations

import argparse
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.composition import build_service
from assistant.evaluation import KnownQuestion, read_known_questions
from assistant.service import Service
from assistant.settings import load_settings
from benchmarks.results_file import compare, load_results, store_results
from ingest.loaders import load_file
from vectorstore.models import model_folder

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Asked:
    """A known question with the answer it got; ``quotes_hold`` and ``raw_holds`` over all of its citations."""

    known: KnownQuestion
    answer: Answer
    quotes_hold: bool
    raw_holds: bool

    @property
    def cites_evidence(self) -> bool:
        quotes = [citation.quote for citation in self.answer.citations]
        return any(self.known.evidence[0] in quote for quote in quotes)

    @property
    def cites_everything(self) -> bool:
        quotes = [citation.quote for citation in self.answer.citations]
        return all(any(part in quote for quote in quotes) for part in self.known.evidence)


def default_pairs() -> list[tuple[Path, list[Path]]]:
    """The sample library and, where they stand beside this checkout, the seed documents with both question files."""
    pairs = [(REPOSITORY / "examples" / "reports", [REPOSITORY / "examples" / "questions.json"])]
    heldout = REPOSITORY / "tests" / "evaluation" / "heldout"
    pairs.append((heldout / "reports", [heldout / "questions.json"]))
    shared = REPOSITORY.parent / "shared"
    if (shared / "seeds").is_dir():
        own = REPOSITORY / "tests" / "evaluation" / "data" / "seed_questions.json"
        pairs.append((shared / "seeds", [shared / "eval" / "questions.json", own]))
    return pairs


def ask_all(service: Service, questions: Sequence[KnownQuestion]) -> list[Asked]:
    """Ask every question and hold each quotation against the stored texts."""
    asked = []
    for known in questions:
        answer = service.ask(known.question)
        checks = [_check(service, citation) for citation in (*answer.citations, *answer.nearest)]
        asked.append(Asked(known, answer, all(quote for quote, _ in checks), all(raw for _, raw in checks)))
    return asked


_REPAIRED = 2
"""Letters at either end of which one may stand in the file as a damaged character that cleaning repaired."""


def _check(service: Service, citation: Citation) -> tuple[bool, bool]:
    """Hold the quote against the clean text, and its ends against the stretch of the file that it came from."""
    clean = service.report(citation.document_id).window.text
    raw = _raw_text(citation.source)[citation.raw_start : citation.raw_end]
    letters = [letter for letter in unicodedata.normalize("NFC", citation.quote) if letter.isalnum()]
    source = unicodedata.normalize("NFC", raw)
    begins = any(letter in source[:40] for letter in letters[:_REPAIRED])
    held = not letters or (begins and any(letter in source[-40:] for letter in letters[-_REPAIRED:]))
    return clean[citation.char_start : citation.char_end] == citation.quote, held


@cache
def _raw_text(source: str) -> str:
    return load_file(Path(source)).text


def measure(asked: Sequence[Asked]) -> dict[str, Any]:
    """Count, over all and per language (shares 0..1, times in milliseconds)."""
    languages = sorted({one.known.language for one in asked})
    return {"all": _rates(asked)} | {
        language: _rates([one for one in asked if one.known.language == language]) for language in languages
    }


def _rates(asked: Sequence[Asked]) -> dict[str, Any]:
    answerable = [one for one in asked if one.known.answerable]
    others = [one for one in asked if not one.known.answerable]
    times = sorted(one.answer.timings.total for one in asked)
    return {
        "questions": len(asked),
        "evidence_cited": _share([one.cites_evidence for one in answerable]),
        "evidence_cited_whole": _share([one.cites_everything for one in answerable]),
        "answerable_refused": _share([one.answer.abstained for one in answerable]),
        "unanswerable_refused": _share([one.answer.abstained for one in others]),
        "quotes_exact": _share([one.quotes_hold for one in asked]),
        "raw_spans_hold": _share([one.raw_holds for one in asked]),
        "p50_ms": round(times[len(times) // 2], 1) if times else None,
        "p95_ms": round(times[int(len(times) * 0.95)], 1) if times else None,
    }


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None


def run(documents: Path, question_files: Sequence[Path]) -> dict[str, Any]:
    """Index a folder in a library of its own and measure each file of questions over it."""
    settings = load_settings()
    model = model_folder(settings.embedding_model, settings.models_dir).absolute()
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "embedding_model": str(model)})
        service = build_service(own)
        try:
            for _ in service.ingest([documents]):
                pass
            return {
                f"{documents.resolve().parent.name}/{path.stem}": measure(
                    ask_all(service, read_known_questions(path, documents))
                )
                for path in question_files
            }
        finally:
            service.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print beside the stored results, and store when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=Path, help="folders and their question files, by turns")
    parser.add_argument("--store", action="store_true", help="keep these results for the next comparison")
    options = parser.parse_args(arguments)
    if len(options.pairs) % 2:
        parser.error("give a file of questions for every folder")
    pairs = [(folder, [questions]) for folder, questions in zip(options.pairs[::2], options.pairs[1::2], strict=True)]
    results: dict[str, Any] = {}
    for documents, files in pairs or default_pairs():
        results |= run(documents, files)
    print(compare(load_results("answers"), results))
    if options.store:
        print(f"stored in {store_results('answers', results)}")


if __name__ == "__main__":
    main()
