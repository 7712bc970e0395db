"""What one visitor may do with drafts: ``VisitorService.drafts``, for writers and administrators.

Facts come from what the visitor may read, kept drafts are closed where it may not read any more
(``assistant.closed_draft_store``), and a draft belongs to the visitor: the name that a page sends along only has to
agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.closed_draft_store import ClosedDraftStore
from assistant.confidentiality import mark_draft
from assistant.drafting.kept_draft import DraftComposed
from assistant.errors import UnknownDraft
from ingest.catalogue_bin import recycled_records

if TYPE_CHECKING:
    from assistant.cancellation import Cancellation
    from assistant.drafting.draft import Brief
    from assistant.drafting.draft_desk import DraftDesk
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
    from assistant.people.values import AuditAction, Visitor
    from assistant.service import Service
    from vectorstore.records import Language, Period


class VisitorDrafts:
    """The drafts of a visitor; ``assistant.ui.draft_service.DraftService`` says what each call means."""

    def __init__(
        self,
        seen: Service,
        visitor: Visitor,
        *,
        note_text: Callable[[AuditAction, str, str], None],
        note_export: Callable[[str, str], None],
    ) -> None:
        """Give the drafts of a visitor over what it has ``seen``.

        ``note_text`` notes an action, a draft's id and a text as the setting says, ``note_export`` an id and a form.
        """
        self._seen, self._visitor = seen, visitor
        self._note_text, self._note_export = note_text, note_export
        is_open = None if visitor.readable is None else self._is_open
        store = ClosedDraftStore(seen.parts.workspace.database, is_open, seen.confidentiality)
        self._desk: DraftDesk = seen.drafts.keeping(store)

    # ---- brief and outline -------------------------------------------------------------------------------------

    def read_brief(
        self, request: str, *, genre: str | None = None, language: Language | None = None, sources: Sequence[str] = ()
    ) -> Brief:
        """Read a request in free words into a brief."""
        return self._desk.read_brief(request, genre=genre, language=language, sources=sources)

    def templates(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Requests to start from."""
        return self._desk.templates(language)

    def brief_again(
        self, user: str, period: Period, *, draft_id: str | None = None, document_id: str | None = None
    ) -> Brief:
        """The brief of a draft of the visitor, or of a report that it may read, for another period."""
        return self._desk.brief_again(self._own(user), period, draft_id=draft_id, document_id=document_id)

    def outline(self, brief: Brief, choices: OutlineChoices) -> Outline:
        """Find what the visitor's reports hold for each part."""
        return self._desk.outline(brief, choices)

    def find_facts(self, brief: Brief, words: str) -> tuple[tuple[FactPlace, str, str], ...]:
        """Search the visitor's reports for sentences to add by hand."""
        return self._desk.find_facts(brief, words)

    def begin(self, user: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep an outline as a draft of the visitor."""
        return self._desk.begin(self._own(user), brief, choices)

    def change_outline(self, user: str, draft_id: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep a corrected brief or other choices."""
        return self._desk.change_outline(self._own(user), draft_id, brief, choices)

    # ---- writing -----------------------------------------------------------------------------------------------

    def write(
        self, user: str, draft_id: str, *, with_model: bool, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Write a draft from its outline."""
        kept = self._desk.draft(self._own(user), draft_id)
        self._note_text("drafted", draft_id, kept.brief.request)
        name = self._visitor.name
        return self._marked(self._desk.write(name, draft_id, with_model=with_model, cancellation=cancellation))

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
        """Change a part or the whole as asked."""
        self._desk.draft(self._own(user), draft_id)
        self._note_text("drafted", draft_id, instruction)
        events = self._desk.revise(
            self._visitor.name,
            draft_id,
            version,
            instruction,
            part=part,
            with_model=with_model,
            cancellation=cancellation,
        )
        return self._marked(events)

    # ---- versions ----------------------------------------------------------------------------------------------

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        """List the visitor's drafts."""
        return self._desk.drafts(self._own(user), search)

    def draft(self, user: str, draft_id: str, version: int | None = None) -> KeptDraft:
        """Give a draft of the visitor; what it may not read any more is closed."""
        return self._desk.draft(self._own(user), draft_id, version)

    def restore(self, user: str, draft_id: str, version: int) -> KeptDraft:
        """Let what is open of an earlier version stand again."""
        return self._desk.restore(self._own(user), draft_id, version)

    def differences(self, user: str, draft_id: str, before: int, after: int) -> tuple[BlockChange, ...]:
        """Show what two versions do not have in common, of what is open."""
        return self._desk.differences(self._own(user), draft_id, before, after)

    def rename(self, user: str, draft_id: str, title: str) -> None:
        """Give a draft of the visitor another name."""
        self._desk.rename(self._own(user), draft_id, title)

    def delete(self, user: str, draft_id: str) -> None:
        """Forget a draft of the visitor."""
        self._desk.delete(self._own(user), draft_id)

    # ---- editing and files -------------------------------------------------------------------------------------

    def edit_block(self, user: str, draft_id: str, version: int, block: int, text: str) -> KeptDraft:
        """Replace the text of a block by hand and check it against the visitor's reports."""
        return self._desk.edit_block(self._own(user), draft_id, version, block, text)

    def add_block(self, user: str, draft_id: str, version: int, after: int, text: str) -> KeptDraft:
        """Put a paragraph behind a block by hand."""
        return self._desk.add_block(self._own(user), draft_id, version, after, text)

    def fill_blank(self, user: str, draft_id: str, version: int, block: int, blank: int, text: str) -> KeptDraft:
        """Put the writer's own words in the place of a blank."""
        return self._desk.fill_blank(self._own(user), draft_id, version, block, blank, text)

    def lock(self, user: str, draft_id: str, version: int, blocks: Sequence[int], locked: bool) -> KeptDraft:
        """Keep blocks from every rewriting, or let go of them."""
        return self._desk.lock(self._own(user), draft_id, version, blocks, locked)

    def export(
        self, user: str, draft_id: str, version: int, form: DraftFormat, *, clean: bool, house: str | None = None
    ) -> tuple[str, bytes]:
        """Give a draft of the visitor as a file, closed where it may not read any more."""
        file = self._desk.export(self._own(user), draft_id, version, form, clean=clean, house=house)
        self._note_export(draft_id, form)
        return file

    # ---- inside ------------------------------------------------------------------------------------------------

    def _own(self, user: str) -> str:
        """The visitor's name; asking under another finds nothing."""
        if user != self._visitor.name:
            raise UnknownDraft(draft_id="")
        return user

    def _marked(self, events: Iterator[DraftEvent]) -> Iterator[DraftEvent]:
        """Put the mark on what is shown before it is kept."""
        for event in events:
            if isinstance(event, DraftComposed):
                yield replace(event, draft=mark_draft(event.draft, self._seen.confidentiality()))
            else:
                yield event

    def _is_open(self, document_id: str) -> bool:
        """Tell whether a document may be read; one in the recycle bin as before it was taken out."""
        if document_id in self._seen.library.view.records:
            return True
        stood_in = self._recycled.get(document_id)
        return stood_in is not None and self._visitor.may("read", stood_in)

    @cached_property
    def _recycled(self) -> dict[str, str]:
        """The collection of each document in the recycle bin."""
        with self._seen.library.catalogue.reading() as connection:
            return {one.document_id: one.collection for one in recycled_records(connection)}
