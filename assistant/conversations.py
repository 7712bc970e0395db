"""What is kept of conversations: values only; ``assistant.workspace`` stores them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.answering.answer import Answer
from vectorstore.records import SearchFilter

LOCAL_USER = "local"
"""The one person of a page that only this machine can open."""

FeedbackReason = Literal[
    "wrong_figure", "wrong_source", "incomplete", "not_the_question", "should_have_refused", "other"
]
ExportFormat = Literal["markdown", "docx"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer as a later question may refer to them; ``standalone`` is the completed question."""

    question: str
    standalone: str
    answer: str
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of an answer."""

    useful: bool
    reason: FeedbackReason | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One answered question of a kept conversation; ``answer.provenance`` says how the answer came about."""

    number: int
    """1, 2, … in the order of asking."""
    question: str
    answer: Answer
    asked_at: datetime
    filter: SearchFilter = field(default_factory=SearchFilter)
    ignored: frozenset[str] = frozenset()
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as a row of the history."""

    conversation_id: str
    """Unguessable (128 random bits, hexadecimal)."""
    title: str
    """The first question until it is renamed."""
    created_at: datetime
    changed_at: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation whole."""

    summary: ConversationSummary
    turns: tuple[KeptTurn, ...]
