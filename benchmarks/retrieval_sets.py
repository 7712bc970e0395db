"""Questions with known answers, as typed with care and as people really type them."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vectorstore.vietnamese_text import strip_tone_marks

LANGUAGES = ("vi", "zh", "en")
_SEED = 20_240_630


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the source file and, where known, the words that answer it."""

    text: str
    source: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions to be asked of one folder of documents."""

    name: str
    documents: str
    questions: tuple[Question, ...]


def parallel_sets(folder: Path, part: str = "all") -> Iterator[QuestionSet]:
    """Give the sets over parallel passages: each language, spelling variants, and across languages.

    ``part`` is ``all``, ``dev`` (questions on even passages) or ``test`` (on odd ones), for tuning without fitting.
    """
    content = {language: _read(folder / f"retrieval_{language}.json") for language in LANGUAGES}
    for asked in LANGUAGES:
        rows = [
            row for row in content[asked]["questions"] if part == "all" or (row["passage"] % 2 == 1) == (part == "test")
        ]
        for read in LANGUAGES:
            name = asked if asked == read else f"{asked}→{read}"
            questions = tuple(Question(row["question"], passage_file(row["passage"])) for row in rows)
            yield QuestionSet(name, read, questions)
            if asked == read:
                yield from _variants(QuestionSet(name, read, questions))


def _part_of(passage: int) -> str:
    return "dev" if passage % 2 == 0 else "test"


def passage_file(number: int) -> str:
    """The name of the file that a passage is written to."""
    return f"{number:03d}.txt"


def write_passages(folder: Path, language: str, target: Path) -> list[Path]:
    """Write each passage of a language as a plain text file."""
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, passage in enumerate(_read(folder / f"retrieval_{language}.json")["passages"]):
        paths.append(target / passage_file(number))
        paths[-1].write_text(passage, encoding="utf-8")
    return paths


def evidence_sets(questions: Path, documents: str) -> Iterator[QuestionSet]:
    """Give the answerable questions of a file of them, as one set and one for each kind."""
    rows = [row for row in json.loads(questions.read_text("utf-8")) if row["answerable"]]
    yield QuestionSet(documents, documents, tuple(map(_evidence_question, rows)))
    for kind in sorted({row["kind"] for row in rows}):
        chosen = tuple(_evidence_question(row) for row in rows if row["kind"] == kind)
        yield QuestionSet(f"{documents}: {kind}", documents, chosen)


def _evidence_question(row: dict[str, Any]) -> Question:
    source = row.get("source") or row["doc"]
    return Question(row["question"], source, (row["evidence_clean"],))


def _variants(whole: QuestionSet) -> Iterator[QuestionSet]:
    if whole.name == "vi":
        changes: tuple[tuple[str, Callable[[str], str]], ...] = (
            ("no tone marks", strip_tone_marks),
            ("half typed", half_typed),
            ("capitals", str.upper),
            ("decomposed", lambda text: unicodedata.normalize("NFD", text)),
        )
    elif whole.name == "zh":
        changes = (("traditional", _to_traditional()),)
    else:
        changes = (("lower case", str.lower),)
    for name, change in changes:
        questions = tuple(Question(change(one.text), one.source, one.evidence) for one in whole.questions)
        yield QuestionSet(f"{whole.name} {name}", whole.documents, questions)


def half_typed(text: str) -> str:
    """Leave the tone marks off about every second word, always the same ones."""
    chance = random.Random(f"{_SEED} {text}")
    return " ".join(word if chance.random() < 0.5 else strip_tone_marks(word) for word in text.split(" "))


def _to_traditional() -> Callable[[str], str]:
    import opencc

    return opencc.OpenCC("s2t").convert  # type: ignore[no-any-return]


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))
