"""The drafts of one visitor as they may be read now, and as they are kept when something is made of them.

Kept versions are never altered: what is closed comes back with the right to read it. Whatever is made of a draft is
made of what is open, so that a new version holds nothing that its writer could not read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.closed_drafts import close_draft, close_sheet
from assistant.confidentiality import CONFIDENTIAL, mark_draft
from assistant.workspace import MOST_SEARCH_WORDS, clean_title, searched_form
from assistant.workspace_drafts import DraftStore, NewVersion

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from assistant.closed_answers import IsOpen
    from assistant.confidentiality import IsConfidential
    from assistant.drafting.draft import Brief
    from assistant.drafting.kept_draft import DraftSummary, KeptDraft, OutlineChoices
    from ingest.database import Database


class ClosedDraftStore(DraftStore):
    """Reads drafts through ``is_open`` (``None``: everything is); marks those made from confidential reports."""

    def __init__(self, database: Database, is_open: IsOpen | None, confidential: Callable[[], IsConfidential]) -> None:
        super().__init__(database)
        self._is_open = is_open
        self._confidential = confidential

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        """List a user's drafts under titles that are open; words that are closed by now find nothing."""
        found = super().drafts(user, search)
        if self._is_open is None:
            return found
        words = searched_form(search).split()[:MOST_SEARCH_WORDS]
        kept = [self.draft(user, one.draft_id) for one in found]
        return tuple(one.summary for one in kept if all(word in _searched(one) for word in words))

    def add_version(
        self,
        user: str,
        draft_id: str,
        new: NewVersion,
        *,
        seen: int | None,
        asked: tuple[Brief, OutlineChoices] | None = None,
        keep_late: bool = False,
    ) -> KeptDraft:
        """Keep a text as the version that stands, with the mark if it was made from confidential reports."""
        draft = mark_draft(new.draft, self._confidential())
        mark = tuple(one for one in draft.notices if one.code == CONFIDENTIAL)
        others = tuple(one for one in new.sheet.notices if one.code != CONFIDENTIAL)
        marked = replace(new, draft=draft, sheet=replace(new.sheet, notices=(*mark, *others)))
        return super().add_version(user, draft_id, marked, seen=seen, asked=asked, keep_late=keep_late)

    def _read(self, connection: Connection, user: str, draft_id: str, version: int | None) -> KeptDraft:
        kept = super()._read(connection, user, draft_id, version)
        if self._is_open is None or kept.draft is None:
            return kept
        closed = self._closed(kept, self._is_open)
        if version is None or version == kept.summary.version:
            return closed
        return replace(closed, summary=self._read(connection, user, draft_id, None).summary)

    def _closed(self, kept: KeptDraft, is_open: IsOpen) -> KeptDraft:
        assert kept.draft is not None
        draft = close_draft(kept.draft, is_open)
        sheet = close_sheet(kept.sheet, kept.draft, is_open) if kept.sheet is not None else None
        summary = kept.summary
        if draft.title != kept.draft.title and summary.title == clean_title(kept.draft.title):
            summary = replace(summary, title=clean_title(draft.title))
        return replace(kept, draft=draft, sheet=sheet, summary=summary)


def _searched(kept: KeptDraft) -> str:
    texts = [block.text for block in kept.draft.blocks] if kept.draft else []
    title = kept.draft.title if kept.draft else ""
    return searched_form(" ".join([kept.summary.title, title, *texts]))
