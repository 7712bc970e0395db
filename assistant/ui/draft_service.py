"""What the Draft tab needs from the assistant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.cancellation import Cancellation
from assistant.drafting.draft import Brief
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import (
    BlockChange,
    DraftEvent,
    DraftFormat,
    DraftSummary,
    KeptDraft,
    Outline,
    OutlineChoices,
)
from vectorstore.records import Language, Period


class DraftService(Protocol):
    """The calls behind the Draft tab, each for one user. They raise ``assistant.errors.KNOWN_ERRORS``.

    What changes a draft names the version that the writer saw: another one standing by now is ``DraftChanged``, and
    nothing is lost.
    """

    def read_brief(
        self, request: str, *, genre: str | None = None, language: Language | None = None, sources: Sequence[str] = ()
    ) -> Brief:
        """Read a request in free words into a brief."""
        ...

    def templates(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Requests to start from: title and request, with 〈 〉 around what is to be filled in."""
        ...

    def brief_again(
        self, user: str, period: Period, *, draft_id: str | None = None, document_id: str | None = None
    ) -> Brief:
        """The brief of a past draft or an indexed report for another period.

        Raises ``UnknownDraft`` and ``UnknownDocument``.
        """
        ...

    def outline(self, brief: Brief, choices: OutlineChoices) -> Outline:
        """Find what the reports hold for each part."""
        ...

    def begin(self, user: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep an outline, so that it survives the page."""
        ...

    def change_outline(self, user: str, draft_id: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep a corrected brief or other choices; the written text stays as it is until it is written again."""
        ...

    def write(
        self, user: str, draft_id: str, *, with_model: bool, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Write a draft from its outline, part by part; locked blocks of the version before stand."""
        ...

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        """List a user's drafts, the one changed last first."""
        ...

    def draft(self, user: str, draft_id: str, version: int | None = None) -> KeptDraft:
        """Give a draft as it stands, or one version of it; raises ``UnknownDraft``, for another user's too."""
        ...

    def edit_block(self, user: str, draft_id: str, version: int, block: int, text: str) -> KeptDraft:
        """Replace the text of a block by hand (empty removes it) and check it against the reports."""
        ...

    def add_block(self, user: str, draft_id: str, version: int, after: int, text: str) -> KeptDraft:
        """Put a paragraph behind a block by hand."""
        ...

    def fill_blank(self, user: str, draft_id: str, version: int, block: int, blank: int, text: str) -> KeptDraft:
        """Put the writer's own words in the place of a blank; they count as said by the writer."""
        ...

    def lock(self, user: str, draft_id: str, version: int, blocks: Sequence[int], locked: bool) -> KeptDraft:
        """Keep blocks from every rewriting, or let go of them."""
        ...

    def revise(
        self,
        user: str,
        draft_id: str,
        version: int,
        instruction: str,
        *,
        part: str | None = None,
        with_model: bool = True,
        cancellation: Cancellation | None = None,
    ) -> Iterator[DraftEvent]:
        """Change a part (or the whole) as asked in free words; raises ``InstructionUnclear``."""
        ...

    def restore(self, user: str, draft_id: str, version: int) -> KeptDraft:
        """Let an earlier version stand again, as a new one; undoing is restoring the version before."""
        ...

    def differences(self, user: str, draft_id: str, before: int, after: int) -> tuple[BlockChange, ...]:
        """Show what two versions do not have in common, in the order of the text."""
        ...

    def rename(self, user: str, draft_id: str, title: str) -> None:
        """Give a draft another name in the list; raises ``UnknownDraft``."""
        ...

    def delete(self, user: str, draft_id: str) -> None:
        """Forget a draft with all versions; raises ``UnknownDraft``."""
        ...

    def find_facts(self, brief: Brief, words: str) -> tuple[tuple[FactPlace, str, str], ...]:
        """Search the reports for sentences to add by hand: place, text, title of the report."""
        ...

    def export(
        self, user: str, draft_id: str, version: int, form: DraftFormat, *, clean: bool, house: str | None = None
    ) -> tuple[str, bytes]:
        """Give a safe file name and the file (review or clean copy); raises ``UnknownDraft``, ``PdfUnavailable``."""
        ...
