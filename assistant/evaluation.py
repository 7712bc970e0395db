"""Measure answers to questions whose answers are known, over a folder of documents, in a library of their own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.answer import Answer
from assistant.answering.answer_gold import AnswerGold, missing_from, read_gold
from assistant.errors import InputFileInvalid

if TYPE_CHECKING:
    from assistant.service import Service
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question with what a good answer quotes; ``evidence`` is empty for one that the documents do not answer."""

    identifier: str
    language: str
    question: str
    document: str
    evidence: tuple[str, ...]
    gold: AnswerGold | None = None
    """What a correct answer holds, where that is known in a form that can be checked."""

    @property
    def answerable(self) -> bool:
        return bool(self.evidence)


def read_known_questions(
    path: Path, documents: Path | None = None, gold: Path | None = None
) -> tuple[KnownQuestion, ...]:
    """Read a JSON list of questions; raises ``InputFileInvalid``.

    A question may hold its ``gold``; else that is looked up by id in the file ``gold``, where one is given.

    Each has ``id``, ``lang``, ``question``, ``answerable`` and, where it is answerable, ``doc`` (a file name) and
    either ``evidence_clean`` (an exact stretch of the clean text, more of them in ``evidence_extra``) or
    ``evidence_span`` (``[[start, end], …]`` in the clean text of ``doc`` in the folder ``documents``).
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        texts = _CleanTexts(documents)
        golden = json.loads(gold.read_text(encoding="utf-8")) if gold is not None else {}
        return tuple(_known_question(row | _gold(row, golden), texts) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputFileInvalid(file=str(path), line=0, detail=str(error)) from error


def holds(texts: Sequence[str], evidence: str) -> bool:
    """Whether the evidence stands whole in one of the texts."""
    return any(evidence in text for text in texts)


def evaluate_folder(settings: Settings, questions: Path, documents: Path) -> dict[str, Any]:
    """Index ``documents`` in a temporary library, ask every question and count (all figures are shares, 0..1)."""
    from assistant.composition import build_service

    known = read_known_questions(questions, documents)
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "embedding_model": str(_model_folder(settings))})
        service = build_service(own)
        try:
            refused = [outcome.source for outcome in service.ingest([documents]) if outcome.outcome == "refused"]
            return measure(service, known) | {"documents_refused": len(refused)}
        finally:
            service.close()


def measure(service: Service, known: Sequence[KnownQuestion]) -> dict[str, Any]:
    """Ask every question of an open library and count."""
    answers = [(one, service.ask(one.question)) for one in known]
    answerable = [(one, answer) for one, answer in answers if one.answerable]
    unanswerable = [answer for one, answer in answers if not one.answerable]
    found = [
        holds([passage.text for passage in service.search(one.question, 5).passages], one.evidence[0])
        for one, _ in answerable
    ]
    return {
        "questions": len(known),
        "evidence_in_top_5": _share(found),
        "correct": _share([is_correct(answer, one) for one, answer in answerable if one.gold is not None]),
        "evidence_cited": _share([_cites(answer, one) for one, answer in answerable]),
        "answerable_refused": _share([answer.abstained for _, answer in answerable]),
        "unanswerable_refused": _share([answer.abstained for answer in unanswerable]),
        "median_ms": sorted(answer.timings.total for _, answer in answers)[len(answers) // 2] if answers else None,
    }


class _CleanTexts:
    """Clean texts of the files in a folder, each read once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def stretch(self, name: str, start: int, end: int) -> str:
        """Give a stretch of a file; raises ``ValueError`` where there is no such stretch."""
        from ingest.cleaner import clean_document
        from ingest.loaders import load_file

        if self._folder is None:
            raise ValueError("evidence_span needs the folder of the documents")
        if name not in self._texts:
            self._texts[name] = clean_document(load_file(self._folder / name)).text
        text = self._texts[name]
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no stretch {start}-{end} in {name}")
        return text[start:end]


def _evidence(row: dict[str, Any], texts: _CleanTexts) -> tuple[str, ...]:
    if not row["answerable"]:
        return ()
    if "evidence_span" in row:
        return tuple(texts.stretch(str(row["doc"]), int(start), int(end)) for start, end in row["evidence_span"])
    return (str(row["evidence_clean"]), *map(str, row.get("evidence_extra") or ()))


def _known_question(row: dict[str, Any], texts: _CleanTexts) -> KnownQuestion:
    evidence = _evidence(row, texts)
    gold = read_gold(row["gold"]) if row.get("gold") and evidence else None
    return KnownQuestion(
        str(row["id"]), str(row["lang"]), str(row["question"]), str(row.get("doc", "")), evidence, gold
    )


def _gold(row: dict[str, Any], golden: dict[str, Any]) -> dict[str, Any]:
    known = golden.get(str(row["id"]))
    return {"gold": known} if known is not None and "gold" not in row else {}


def is_correct(answer: Answer, one: KnownQuestion) -> bool:
    """Whether a question with known gold was answered and nothing of the gold is missing."""
    return one.gold is not None and not answer.abstained and not missing_from(answer.text, one.gold, answer.language)


def _cites(answer: Answer, one: KnownQuestion) -> bool:
    return not answer.abstained and holds([citation.quote for citation in answer.citations], one.evidence[0])


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None


def _model_folder(settings: Settings) -> Path:
    from vectorstore.models import model_folder

    return model_folder(settings.embedding_model, settings.models_dir).absolute()
