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
FindingCode = Literal[
    "no_source",
    "figure_changed",
    "figure_unsupported",
    "figure_unverifiable",
    "op_changed",
    "unit_changed",
    "role_changed",
    "period_changed",
    "date_changed",
    "name_unsupported",
    "post_changed",
    "number_changed",
    "negation_changed",
    "key_unknown",
    "key_wrong",
]
"""What can be wrong with a sentence.

``no_source``: nothing in the sources says it. ``figure_changed``: the source gives another value for the same thing.
``figure_unsupported``: no source holds the value. ``number_changed``: a document number. ``key_unknown``: a citation
key that no source has. ``key_wrong``: the cited source does not say it, another one does.
"""
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
class Finding:
    """Something in a checked text that its sources do not bear out.

    ``start``/``end`` are offsets in the whole checked text; ``expected`` is what the source says instead, where it
    says anything; ``citation`` is the key of the quotation that was compared.
    """

    code: FindingCode
    surface: str
    start: int
    end: int
    expected: str | None = None
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """One sentence that the answer states, with the keys it cites; lead-in phrases are not among them.

    ``start``/``end`` are its offsets in the whole text (−1 where it is no longer in it: dropped with a notice).
    """

    text: str
    citations: tuple[int, ...]
    status: SentenceStatus
    start: int = -1
    end: int = -1
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How much was checked and how much of it no source bears out."""

    sentences: int
    unsupported: int
    figures: int
    unsupported_figures: int


@dataclass(frozen=True, slots=True)
class Verification:
    """A text, ours or pasted, held sentence by sentence against sources; offsets are in ``text``."""

    text: str
    language: Language
    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]
    citations: tuple[Citation, ...]
    summary: CheckSummary


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
    standalone: str | None = None
    """The question as it was understood in its conversation; ``None`` where it stood alone already."""
    summary: CheckSummary | None = None
    """What was checked; ``None`` where nothing was stated."""
    provenance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """First event: what is being read, before anything is answered."""

    passages: tuple[Passage, ...]
    understood: SearchFilter


@dataclass(frozen=True, slots=True)
class QuestionRewritten:
    """Comes first where a follow-up was completed from its conversation: what is searched for instead."""

    standalone: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The language model is busy with ``ahead`` earlier questions; comes again whenever the number changes."""

    ahead: int


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer's text, in order."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A sentence of what has streamed was checked; its offsets are in the text streamed so far."""

    sentence: AnsweredSentence


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the whole checked answer. Its text replaces what was streamed."""

    answer: Answer


AnswerEvent = QuestionRewritten | PassagesFound | Waiting | TextDelta | SentenceChecked | Finished
