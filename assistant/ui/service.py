"""What the page needs from the assistant: one facade, so that the page can be run over a scripted one as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.answer import AnswerEvent
from assistant.views import LibrarySummary, Readiness, ReportSummary, ReportView, SourceView
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
    ) -> Iterator[AnswerEvent]:
        """Answer step by step; closing the iterator (``close()`` of a generator) gives the work up.

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

    def ready(self) -> Readiness:
        """Tell whether questions can be answered now."""
        ...
