"""What one open page remembers: held by the browser session, shared with nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.answer import Answer
from assistant.ui.library_list import LibraryQuery
from vectorstore.records import Language, Passage, SearchFilter

ROWS_AT_ONCE = 50
Outcome = Literal["working", "answered", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done: the code of an error with its facts, as ``assistant.messages`` words it."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it. Data only: words and markup are made when it is shown."""

    number: int
    question: str
    conversation: int = 1
    """Number of the conversation that it was asked in."""
    filter: SearchFilter = field(default_factory=SearchFilter)
    ignored: frozenset[str] = frozenset()
    outcome: Outcome = "working"
    passages: tuple[Passage, ...] | None = None
    """``None`` until the search has answered."""
    understood: SearchFilter = field(default_factory=SearchFilter)
    text: str = ""
    """What has streamed so far; the checked answer replaces it."""
    answer: Answer | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order; named by its first question."""

    number: int
    turns: tuple[Turn, ...] = ()

    @property
    def name(self) -> str:
        return self.turns[0].question if self.turns else ""


@dataclass(slots=True)
class Visit:
    """The state of one open page. Handlers of one page change it; no other page can reach it."""

    language: Language = "vi"
    conversations: list[Conversation] = field(default_factory=lambda: [Conversation(1)])
    current: int = 1
    filter: SearchFilter = field(default_factory=SearchFilter)
    live: Turn | None = None
    library_query: LibraryQuery = field(default_factory=LibraryQuery)
    listed: int = ROWS_AT_ONCE
    """How many rows of the library's list are shown."""
    opened: tuple[str, int, int, int] | None = None
    """The open source: document, start and end in its clean text, and its number in the answer."""
    document: str | None = None
    """The report that is open in the library."""

    @property
    def conversation(self) -> Conversation:
        return next(one for one in self.conversations if one.number == self.current)

    def start_turn(self, question: str, *, ignored: frozenset[str] = frozenset()) -> Turn:
        """Begin a question; it is shown as live until ``finish_turn``."""
        number = len(self.conversation.turns) + 1
        self.live = Turn(number, question, self.current, self.filter, ignored)
        return self.live

    def finish_turn(self, turn: Turn) -> None:
        """Move the live question into the conversation that it was asked in, unless that was forgotten meanwhile."""
        self.live = None
        self.conversations = [
            replace(one, turns=(*one.turns, turn)) if one.number == turn.conversation else one
            for one in self.conversations
        ]

    @property
    def live_here(self) -> Turn | None:
        """The question being answered, if it belongs to the conversation that is shown."""
        return self.live if self.live is not None and self.live.conversation == self.current else None

    def turn(self, number: int) -> Turn | None:
        """Find a finished turn of the current conversation."""
        return next((turn for turn in self.conversation.turns if turn.number == number), None)

    def start_conversation(self) -> None:
        """Open an empty conversation, the current one if it already is empty."""
        if self.conversation.turns:
            number = max(one.number for one in self.conversations) + 1
            self.conversations.append(Conversation(number))
            self.current = number

    def open_conversation(self, number: int) -> None:
        """Go back to an earlier conversation; an unknown number changes nothing."""
        if any(one.number == number for one in self.conversations):
            self.current = number

    def delete_conversation(self) -> None:
        """Forget the current conversation."""
        self.conversations = [one for one in self.conversations if one.number != self.current]
        if not self.conversations:
            self.conversations = [Conversation(self.current + 1)]
        self.current = self.conversations[-1].number
