"""What the page needs from the assistant: one facade, so that the page can be run over a scripted one as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answering.answer import AnswerEvent, Verification
from assistant.cancellation import Cancellation
from assistant.conversations import (
    ConversationSummary,
    Exchange,
    ExportFormat,
    Feedback,
    KeptConversation,
    KeptTurn,
)
from assistant.ui.care_service import CareService
from assistant.ui.draft_service import DraftService
from assistant.views import LibrarySummary, ModelState, Readiness, ReportSummary, ReportView, SourceView
from vectorstore.records import Language, SearchFilter


class PageService(Protocol):
    """The calls behind the page. All of them may be made from several threads at once.

    They raise ``assistant.errors.KNOWN_ERRORS`` for what a reader can be told; anything else is a bug.
    """

    def stream(
        self,
        question: str,
        *,
        filter: SearchFilter = ...,
        language: Language | None = None,
        ignored: frozenset[str] = ...,
        history: Sequence[Exchange] = ...,
        cancellation: Cancellation | None = None,
    ) -> Iterator[AnswerEvent]:
        """Answer step by step; closing the iterator or raising ``cancellation`` gives the work up.

        ``history`` is the conversation so far, oldest first; a question that leans on it is completed from it.
        ``ignored`` names fields of ``SearchFilter`` (``period``, ``issuers`` …) that must not be understood from the
        question, because the reader took that restriction away.
        """
        ...

    def reports(self, filter: SearchFilter = ...) -> list[ReportSummary]:
        """List documents, the refused and queued ones too while ``filter`` is empty, latest change first."""
        ...

    def report(self, document_id: str) -> ReportView:
        """Show one document whole; raises ``UnknownDocument``."""
        ...

    def source_view(self, document_id: str, char_start: int, char_end: int) -> SourceView:
        """Show ``clean[char_start:char_end]`` in its context; raises ``UnknownDocument``."""
        ...

    def library_summary(self) -> LibrarySummary:
        """Count what the library holds."""
        ...

    def example_questions(self, language: Language) -> tuple[str, ...]:
        """Suggest up to four questions that the library can answer, in ``language``."""
        ...

    def verify(
        self, text: str, *, sources: frozenset[str] = ..., cancellation: Cancellation | None = None
    ) -> Verification:
        """Check any text against the library (or against the documents ``sources``), sentence by sentence."""
        ...

    def model_state(self) -> ModelState:
        """Say which language model writes answers, and why not where none does."""
        ...

    def conversations(self, user: str, search: str = "") -> tuple[ConversationSummary, ...]:
        """List a user's conversations, latest change first; ``search`` keeps those whose questions or answers hold
        its words.
        """
        ...

    def conversation(self, user: str, conversation_id: str) -> KeptConversation:
        """Give a conversation whole; raises ``UnknownConversation``, for another user's too."""
        ...

    def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
        """Add an answered question to a conversation (``None`` begins one) and give the conversation's id.

        The turn's number is given by the store.
        """
        ...

    def rename_conversation(self, user: str, conversation_id: str, title: str) -> None:
        """Give a conversation another name; raises ``UnknownConversation``."""
        ...

    def delete_conversation(self, user: str, conversation_id: str) -> None:
        """Forget a conversation for good; raises ``UnknownConversation``."""
        ...

    def export_conversation(
        self, user: str, conversation_id: str, form: ExportFormat, language: Language
    ) -> tuple[str, bytes]:
        """Give a safe file name and the file; raises ``UnknownConversation``."""
        ...

    def give_feedback(self, user: str, conversation_id: str, number: int, feedback: Feedback | None) -> None:
        """Say whether an answer was useful, or take that back; raises ``UnknownConversation``."""
        ...

    @property
    def drafts(self) -> DraftService:
        """Everything about drafts."""
        ...

    @property
    def care(self) -> CareService:
        """What can be done to look after the library."""
        ...

    def ready(self) -> Readiness:
        """Tell whether questions can be answered now."""
        ...
