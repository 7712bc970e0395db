"""How well questions are answered, and how often the assistant rightly and wrongly refuses, on any folder of documents.

Questions are a JSON list of ``{"id", "lang", "question", "answerable", "doc", "evidence_clean", "evidence_extra"?,
"gold"?}``. ``python -m benchmarks.answer_quality [DOCUMENTS QUESTIONS]… [--model NAME] [--only SET]… [--out FILE]
[--store]``; without pairs, the sample library, the held-out reports, and the seed documents beside this checkout where
there are any. Prints each measure beside the last stored one; answers of a model are stored apart from quotations.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.answer import Answer, Citation
from assistant.answering.answer_gold import missing_from
from assistant.composition import build_service
from assistant.contract import encode_answer
from assistant.evaluation import KnownQuestion, is_correct, read_known_questions
from assistant.service import Service
from assistant.settings import Settings, load_settings
from benchmarks.results_file import compare, load_results, store_results
from ingest.figures import find_figures
from ingest.loaders import load_file
from vectorstore.models import model_folder
from vectorstore.models.language_models import language_model_file
from vectorstore.records import Language

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
    def is_correct(self) -> bool:
        return is_correct(self.answer, self.known)

    @property
    def citations_on_evidence(self) -> list[bool]:
        """For each citation of a sentence that is given as supported, whether it holds some of the known evidence."""
        used = {key for one in self.answer.sentences if one.status == "supported" for key in one.citations}
        quotes = [citation.quote for citation in self.answer.citations if citation.key in used]
        return [any(_overlaps(quote, part) for part in self.known.evidence) for quote in quotes]

    @property
    def unmarked_figures(self) -> list[str]:
        """Numbers in sentences given as supported that what they cite does not hold, by a check of its own."""
        quotes = {citation.key: citation.quote for citation in self.answer.citations}
        return [
            surface
            for one in self.answer.sentences
            if one.status == "supported"
            for surface in numbers_beyond(one.text, [quotes[key] for key in one.citations], self.answer.language)
        ]

    @property
    def cites_everything(self) -> bool:
        quotes = [citation.quote for citation in self.answer.citations]
        return all(any(part in quote for quote in quotes) for part in self.known.evidence)


QuestionFile = tuple[Path, Path | None]
"""Questions, and the gold of their answers where that is not beside them."""


def numbers_beyond(text: str, quotes: Sequence[str], language: Language) -> list[str]:
    """List the numbers in ``text`` whose digits stand in no quote and whose value no quote states either.

    Knows nothing of units and operators, and nothing of how answers are verified: a second opinion on them.
    """
    digits = {_bare(number) for quote in quotes for number in _NUMBER.findall(quote)}
    parts = {part for quote in quotes for part in re.findall(r"\d+", quote)}
    languages: tuple[Language, ...] = ("vi", "zh", "en")
    values = {
        value
        for quote in quotes
        for one in languages
        for figure in find_figures(quote, one)
        for value in (figure.value, figure.high)
    }
    beyond = []
    for figure in find_figures(text, language):
        written = _NUMBER.findall(figure.surface)
        known = all(
            _bare(number) in digits or number.lstrip("0") in {part.lstrip("0") for part in parts} for number in written
        )
        if not (written and known) and figure.value not in values and figure.confidence >= _SURE:
            beyond.append(figure.surface)
    return beyond


def _bare(number: str) -> str:
    return re.sub(r"[.,]", "", number)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SURE = 0.6


def _overlaps(quote: str, evidence: str) -> bool:
    return evidence in quote or quote in evidence


def default_pairs() -> list[tuple[Path, list[QuestionFile]]]:
    """The sample library and, where they stand beside this checkout, the seed documents with both question files."""
    pairs: list[tuple[Path, list[QuestionFile]]] = [
        (REPOSITORY / "examples" / "reports", [(REPOSITORY / "examples" / "questions.json", None)])
    ]
    heldout = REPOSITORY / "tests" / "evaluation" / "heldout"
    pairs.append((heldout / "reports", [(heldout / "questions.json", None)]))
    shared = REPOSITORY.parent / "shared"
    if (shared / "seeds").is_dir():
        data = REPOSITORY / "tests" / "evaluation" / "data"
        files: list[QuestionFile] = [
            (shared / "eval" / "questions.json", data / "shared_gold.json"),
            (data / "seed_questions.json", data / "seed_gold.json"),
        ]
        pairs.append((shared / "seeds", files))
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
    first = sorted(one.answer.timings.first_evidence for one in asked)
    model = [one for one in asked if one.answer.mode == "model"]
    prompts = sorted(int(dict(one.answer.provenance)["prompt_tokens"]) for one in model)
    sentences = [sentence for one in model for sentence in one.answer.sentences]
    return {
        "questions": len(asked),
        "correct": _share([one.is_correct for one in answerable if one.known.gold is not None]),
        "citation_precision": _share([hit for one in answerable for hit in one.citations_on_evidence]),
        "in_prose": _share([one.answer.mode == "model" for one in asked if not one.answer.abstained]),
        "sentences_dropped": _share([sentence.status == "unsupported" for sentence in sentences]),
        "unmarked_figures": sum(len(one.unmarked_figures) for one in asked),
        "prompt_tokens_p50": prompts[len(prompts) // 2] if prompts else None,
        "first_evidence_p95_ms": round(first[int(len(first) * 0.95)], 1) if first else None,
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


def run(
    documents: Path, question_files: Sequence[QuestionFile], model: str, only: Sequence[str], out: Path | None
) -> dict[str, Any]:
    """Index a folder in a library of its own and measure each file of questions over it."""
    settings = load_settings()
    embedding = model_folder(settings.embedding_model, settings.models_dir).absolute()
    with tempfile.TemporaryDirectory() as folder:
        updates = {"data_dir": Path(folder), "embedding_model": str(embedding)}
        chat = settings.model.model_copy(update={"name": _model_path(model, settings)})
        service = build_service(settings.model_copy(update=updates | {"model": chat}))
        try:
            service.need_model()
            for _ in service.ingest([documents]):
                pass
            service.warm()
            results = {}
            for path, gold in question_files:
                name = f"{documents.resolve().parent.name}/{path.stem}"
                if only and name not in only:
                    continue
                asked = ask_all(service, read_known_questions(path, documents, gold))
                results[name] = measure(asked)
                if out is not None:
                    _write_answers(out, name, asked)
            return results
        finally:
            service.close()


def _model_path(model: str, settings: Settings) -> str:
    """The file of a fetched model: the library of a measurement has a folder of its own without models."""
    if model == "none" or ":" in model:
        return model
    return str(language_model_file(model, settings.models_dir).absolute())


def _write_answers(out: Path, name: str, asked: Sequence[Asked]) -> None:
    """Add the answers to a file, for reading: each beside its question and what it lacks."""
    with out.open("a", encoding="utf-8") as stream:
        for one in asked:
            gold = one.known.gold
            lacking = missing_from(one.answer.text, gold, one.answer.language) if gold is not None else ()
            row = encode_answer(one.known.identifier, one.answer) | {"set": name, "lacking": lacking}
            stream.write(json.dumps(row | {"answerable": one.known.answerable}, ensure_ascii=False) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print beside the stored results, and store when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=Path, help="folders and their question files, by turns")
    parser.add_argument("--model", default="none", help="language model that writes the answers")
    parser.add_argument("--only", action="append", default=[], help="only this set, such as examples/questions")
    parser.add_argument("--out", type=Path, help="file that every answer is added to, as a line of JSON")
    parser.add_argument("--store", action="store_true", help="keep these results for the next comparison")
    options = parser.parse_args(arguments)
    if len(options.pairs) % 2:
        parser.error("give a file of questions for every folder")
    given: list[tuple[Path, list[QuestionFile]]] = [
        (folder, [(questions, None)]) for folder, questions in zip(options.pairs[::2], options.pairs[1::2], strict=True)
    ]
    results: dict[str, Any] = {}
    for documents, files in given or default_pairs():
        results |= run(documents, files, options.model, options.only, options.out)
    name = "answers" if options.model == "none" else "answers_model"
    stored = load_results(name)
    print(compare(stored, results))
    if options.store:
        sets = {key: value for key, value in stored.items() if isinstance(value, dict)}
        path = store_results(name, sets | results | {"model": options.model})
        print(f"stored in {path}")


if __name__ == "__main__":
    main()
