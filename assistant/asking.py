"""What travels down the chain from a question to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.answering.answer import Answer, Citation
from assistant.answering.answer_composition import Composition
from assistant.answering.answer_selection import Chosen
from assistant.answering.evidence import Evidence
from assistant.answering.question_analysis import QuestionAnalysis
from vectorstore.records import Language, RetrievalTimings, SearchFilter, SearchResult

EVERYTHING: Final = SearchFilter()
NOTHING: Final = SearchResult((), RetrievalTimings())


@dataclass(frozen=True, slots=True)
class Asking:
    """What travels down the chain; each step returns it with its own part filled in."""

    question: QuestionAnalysis
    language: Language
    filter: SearchFilter
    ignored: frozenset[str]
    started: float
    result: SearchResult = NOTHING
    retrieval_ms: float = 0.0
    ranked: tuple[Evidence, ...] = ()
    best: Evidence | None = None
    reason: str | None = None
    support: float = 0.0
    """Shown with the answer; below one half where it is refused."""
    measured: float = 0.0
    """The calibrated probability that the library answers, whatever was decided."""
    chosen: tuple[Chosen, ...] = ()
    citations: tuple[Citation, ...] = ()
    conflicting: frozenset[int] = frozenset()
    composition: Composition | None = None
    answer: Answer | None = None
    standalone: str | None = None
    """The question as completed from its conversation, where it had to be."""
    rewriting: str | None = None
    """Label of the prompt that completed it."""
