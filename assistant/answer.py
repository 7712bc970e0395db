"""The values that an answer is made of, and the events in which it arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from vectorstore.records import Language, Passage, SearchFilter

FigureStatus = Literal[
    "supported", "op_changed", "unit_changed", "role_changed", "derived", "unsupported", "unverifiable"
]
SentenceStatus = Literal["supported", "unsupported"]
Mode = Literal["extractive", "model"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quotation: ``clean[char_start:char_end] == quote`` in the document that it names."""

    key: int
    document_id: str
    source: str
    title: str | None
    page: int | None
    quote: str
    char_start: int
    char_end: int
    raw_start: int
    raw_end: int
    defects: tuple[str, ...] = ()
    """What is wrong with the source as a whole or near the quote (``truncated``, ``redacted``, ``mojibake`` …)."""


@dataclass(frozen=True, slots=True)
class AnsweredFigure:
    """A quantity that the answer states, with the outcome of checking it against what it cites.

    ``value`` and ``high`` are exact decimals in base units; ``start``/``end`` are offsets in ``Answer.text``.
    """

    surface: str
    value: Decimal
    high: Decimal | None
    unit: str
    op: str
    status: FigureStatus
    citation: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """One sentence that the answer states, with the keys it cites; lead-in phrases are not among them."""

    text: str
    citations: tuple[int, ...]
    status: SentenceStatus


@dataclass(frozen=True, slots=True)
class AnswerTimings:
    """Milliseconds since the question arrived (``first_token`` is ``None`` without a model)."""

    retrieval: float
    first_evidence: float
    first_token: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader must know beside the answer: a stable code and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer, or an abstention (``abstained``) with the nearest passages and better questions to ask."""

    question: str
    language: Language
    text: str
    """The answer with its keys as ``[1]``; for an abstention the sentence that says so."""
    abstained: bool
    reason: str | None
    mode: Mode
    support: float
    """Calibrated probability, 0..1, that the library answers the question."""
    citations: tuple[Citation, ...]
    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]
    timings: AnswerTimings
    nearest: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    understood: SearchFilter = field(default_factory=SearchFilter)
    """What the question was understood to be restricted to (shown as chips that can be removed)."""
    provenance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """First event: what is being read, before anything is answered."""

    passages: tuple[Passage, ...]
    understood: SearchFilter


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer's text, in order."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the whole checked answer. Its text replaces what was streamed."""

    answer: Answer


AnswerEvent = PassagesFound | TextDelta | Finished
