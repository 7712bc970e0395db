"""What one open page remembers: held by the browser session, shared with nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from assistant.answering.answer import Answer, AnsweredSentence, Verification
from assistant.conversations import LOCAL_USER, Feedback
from assistant.people.values import AuditFilter
from assistant.report_table import TableQuery
from assistant.ui.draft_visit import DraftVisit
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
    """Place on the page, 1, 2, …; questions that were stopped or failed count too."""
    question: str
    conversation: int = 1
    """Number, on this page, of the conversation that it was asked in."""
    filter: SearchFilter = field(default_factory=SearchFilter)
    ignored: frozenset[str] = frozenset()
    outcome: Outcome = "working"
    standalone: str | None = None
    """What was searched for instead, where the question leaned on the conversation."""
    passages: tuple[Passage, ...] | None = None
    """``None`` until the search has answered."""
    understood: SearchFilter = field(default_factory=SearchFilter)
    waiting: int | None = None
    """How many earlier questions the model answers first; ``None`` when it is not waited for."""
    text: str = ""
    """What has streamed so far; the checked answer replaces it."""
    checked: tuple[AnsweredSentence, ...] = ()
    """The sentences of ``text`` that have been checked already."""
    answer: Answer | None = None
    problem: Problem | None = None
    asked_at: datetime | None = None
    conversation_id: str | None = None
    """The kept conversation that it belongs to; ``None`` until its first answer is kept."""
    kept: int | None = None
    """Its number in the kept conversation; ``None`` for what lives on this page only."""
    unkept: Problem | None = None
    """Why an answer could not be kept."""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns that are shown, in order."""

    number: int
    conversation_id: str | None = None
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRun:
    """One check of a pasted text: running while it has neither a result nor a problem."""

    characters: int
    result: Verification | None = None
    problem: Problem | None = None
    stopped: bool = False

    @property
    def running(self) -> bool:
        return self.result is None and self.problem is None and not self.stopped


@dataclass(slots=True)
class LibraryVisit:
    """What is open in the Library tab."""

    query: TableQuery = field(default_factory=TableQuery)
    offset: int = 0
    """The first row of the table that is shown."""
    in_bin: bool = False
    """Whether the recycle bin is shown in the place of the table."""
    document: str | None = None
    """The document that is open beside it."""
    part: str = "details"
    """Which view of the document."""
    done: tuple[str, int] | None = None
    """What was done last: a key of the texts and its number."""
    problem: Problem | None = None
    """Why the last thing asked for was not done."""
    revision: int = -1
    """The library's revision that was shown last."""
    document_problem: Problem | None = None


@dataclass(slots=True)
class AdminVisit:
    """What is open in the Admin tab."""

    section: str = "state"
    audit: AuditFilter = field(default_factory=AuditFilter)
    notice: str | Problem | None = None
    """What was done last, as a key of the texts, or why it was not."""


@dataclass(slots=True)
class Visit:
    """The state of one open page. Handlers of one page change it; no other page can reach it.

    Conversations are kept by the service; here are only the one that is open and what is being answered now.
    """

    language: Language = "vi"
    user: str = LOCAL_USER
    """In whose name the page asks; ``assistant.ui.asker`` sets it from the request, never from what the page sends."""
    owner: str | None = None
    """The same once it has been set; nobody else can use the page from then on."""
    conversation: Conversation = field(default_factory=lambda: Conversation(1))
    live: dict[int, Turn] = field(default_factory=dict)
    """Questions being answered, by the number of their conversation."""
    numbered: int = 1
    """The highest number of a conversation so far."""
    search: str = ""
    """What the history is searched for."""
    history_problem: Problem | None = None
    filter: SearchFilter = field(default_factory=SearchFilter)
    library: LibraryVisit = field(default_factory=LibraryVisit)
    admin: AdminVisit = field(default_factory=AdminVisit)
    opened: tuple[str, int, int, int] | None = None
    """The open source: document, start and end in its clean text, and its number in the answer."""
    check: CheckRun | None = None
    check_sources: frozenset[str] = frozenset()
    """The documents that a pasted text is checked against; empty for the whole library."""
    check_search: str = ""
    check_opened: tuple[str, int, int, int] | None = None
    """The open source of the check, as ``opened``."""
    drafting: DraftVisit = field(default_factory=DraftVisit)

    def start_turn(
        self, question: str, *, ignored: frozenset[str] = frozenset(), asked_at: datetime | None = None
    ) -> Turn:
        """Begin a question in the open conversation; it is live until ``finish_turn``."""
        here = self.conversation
        turn = Turn(
            len(here.turns) + 1,
            question,
            here.number,
            self.filter,
            ignored,
            asked_at=asked_at,
            conversation_id=here.conversation_id,
        )
        self.live[here.number] = turn
        return turn

    def is_live(self, turn: Turn) -> bool:
        """Tell whether the turn is still wanted; its conversation may have been deleted meanwhile."""
        return turn.conversation in self.live

    def advance_turn(self, turn: Turn) -> None:
        """Remember how far a live question has come."""
        if self.is_live(turn):
            self.live[turn.conversation] = turn

    def finish_turn(self, turn: Turn) -> None:
        """Move a live question into its conversation, if that is still open; else it is found in the history."""
        if self.live.pop(turn.conversation, None) is None or self.conversation.number != turn.conversation:
            return
        here = self.conversation
        self.conversation = replace(
            here, conversation_id=turn.conversation_id or here.conversation_id, turns=(*here.turns, turn)
        )

    def change_turn(self, turn: Turn) -> None:
        """Put a finished turn in the place of what it was before."""
        turns = tuple(turn if one.number == turn.number else one for one in self.conversation.turns)
        self.conversation = replace(self.conversation, turns=turns)

    @property
    def live_here(self) -> Turn | None:
        """The question being answered, if it belongs to the conversation that is shown."""
        return self.live.get(self.conversation.number)

    def turn(self, number: int) -> Turn | None:
        """Find a finished turn of the open conversation."""
        return next((turn for turn in self.conversation.turns if turn.number == number), None)

    def start_conversation(self) -> None:
        """Open an empty conversation, the open one if it already is empty."""
        if self.conversation.turns or self.live_here is not None:
            self.numbered += 1
            self.conversation = Conversation(self.numbered)
            self.opened = None

    def show_conversation(self, conversation_id: str, turns: tuple[Turn, ...]) -> None:
        """Open a kept conversation; what is being answered in it stays live."""
        live = next((one for one in self.live.values() if one.conversation_id == conversation_id), None)
        if live is None:
            self.numbered += 1
        number = self.numbered if live is None else live.conversation
        self.conversation = Conversation(
            number, conversation_id, tuple(replace(turn, conversation=number) for turn in turns)
        )
        self.opened = None

    def forget_conversation(self, conversation_id: str | None) -> None:
        """Let go of a conversation that was deleted: nothing more is shown or kept for it."""
        for number, turn in list(self.live.items()):
            if turn.conversation_id == conversation_id:
                del self.live[number]
        if self.conversation.conversation_id == conversation_id:
            self.numbered += 1
            self.conversation = Conversation(self.numbered)
            self.opened = None
