"""Everything behind the Draft tab: outline, writing, editing, revising, versions and files of a writer's drafts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from assistant.answering.answer import Notice
from assistant.cancellation import Cancellation
from assistant.drafting.block_check import BlockChecker, Verify
from assistant.drafting.brief_lengths import SHORTEST
from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.draft_brief import read_brief, wanted_words
from assistant.drafting.draft_check import CheckSheet, check_draft
from assistant.drafting.draft_choices import is_dropped
from assistant.drafting.draft_differences import differences
from assistant.drafting.draft_merging import merge_standing, places_of
from assistant.drafting.draft_outline import count_words
from assistant.drafting.draft_revising import Revised, Reviser
from assistant.drafting.draft_settling import is_free
from assistant.drafting.draft_sources import FactSearch, FactSource
from assistant.drafting.draft_templates import brief_for_period, brief_like, templates
from assistant.drafting.draft_writer import DraftWriter, fact_notices, with_length_notice
from assistant.drafting.fact_finding import find_facts
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.hand_editing import add_block, edit_block, fill_blank, lock_blocks
from assistant.drafting.kept_draft import (
    BlockChange,
    DraftComposed,
    DraftEvent,
    DraftFinished,
    DraftFormat,
    DraftRewritten,
    DraftSummary,
    KeptDraft,
    Outline,
    OutlineChoices,
    PartWritten,
    VersionKind,
)
from assistant.drafting.outline_reading import read_outline
from assistant.drafting.revision_parts import blocks_of, find_parts
from assistant.errors import InstructionUnclear, NothingToRevise, TextTooLong, UnknownDraft
from assistant.workspace_drafts import DraftStore, NewVersion
from ingest.errors import UnknownDocument
from vectorstore.records import Language, Period

if TYPE_CHECKING:
    from assistant.export.house_profile import HouseProfile

LONGEST_INSTRUCTION: Final = 2_000
"""Characters of an instruction beyond which it is not read."""
_COMPARED: Final = 20
"""Passages nearest to a title whose reports a draft is held against."""


class Rewriting(Protocol):
    """Whoever words a draft anew under a guard; both give ``DraftRewritten`` last."""

    def rewrite(
        self, draft: Draft, *, locked: Collection[int] = (), cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Word all prose of a composed draft anew, part by part, but for blocks that stand."""
        ...

    def revise(
        self, draft: Draft, numbers: Collection[int], instruction: str, *, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Word some blocks as an instruction asks."""
        ...


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desk is made of; ``rewriting`` is ``None`` without a language model.

    ``houses`` is the folder of house profiles, ``house`` the name of the one used where none is chosen (or empty).
    """

    writer: DraftWriter
    retriever: FactSearch
    library: FactSource
    verify: Verify
    store: DraftStore
    houses: Path
    house: str = ""
    rewriting: Rewriting | None = None


class DraftDesk:
    """The drafts of all users; ``assistant.ui.draft_service.DraftService`` says what each call means.

    Calls may come from several threads.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._library, self._store = parts.library, parts.store
        self._checker = BlockChecker(parts.library, parts.verify)
        self._reviser = Reviser(parts.writer, self._find_places)

    def keeping(self, store: DraftStore) -> DraftDesk:
        """Give the same desk over another store of drafts."""
        return DraftDesk(replace(self._parts, store=store))

    # ---- brief and outline -------------------------------------------------------------------------------------

    def read_brief(
        self, request: str, *, genre: str | None = None, language: Language | None = None, sources: Sequence[str] = ()
    ) -> Brief:
        """Read a request; raises ``EmptyRequest``, ``RequestTooLong`` and ``GenreUnknown``."""
        return read_brief(request, genre=genre, language=language, sources=sources)

    def templates(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Requests to start from: title and request, with 〈 〉 around what is to be filled in."""
        return templates(language)

    def brief_again(
        self, user: str, period: Period, *, draft_id: str | None = None, document_id: str | None = None
    ) -> Brief:
        """The brief of a past draft or an indexed report for another period.

        Raises ``UnknownDraft`` and ``UnknownDocument``.
        """
        if document_id is not None:
            return brief_like(self._library.document(document_id), period)
        if draft_id is None:
            raise UnknownDraft(draft_id="")
        return brief_for_period(self._store.draft(user, draft_id).brief, period)

    def outline(self, brief: Brief, choices: OutlineChoices) -> Outline:
        """Find what the reports hold for each part, and what a draft would tell of it."""
        return read_outline(brief, choices, self._parts.writer.compose(brief, choices), self._library)

    def find_facts(self, brief: Brief, words: str) -> tuple[tuple[FactPlace, str, str], ...]:
        """Search the reports for sentences to add by hand."""
        return find_facts(brief, words, self._parts.retriever, self._library)

    def _find_places(self, brief: Brief, words: str) -> list[FactPlace]:
        return [place for place, _, _ in self.find_facts(brief, words)]

    def begin(self, user: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep an outline."""
        return self._store.begin(user, brief.subject or brief.occasion or brief.request, brief, choices)

    def change_outline(self, user: str, draft_id: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep a corrected brief or other choices."""
        return self._store.change_outline(user, draft_id, brief, choices)

    # ---- writing -----------------------------------------------------------------------------------------------

    def write(
        self, user: str, draft_id: str, *, with_model: bool, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        """Write a draft from its outline; what was locked stands, blanks that were filled are filled again."""
        kept = self._store.draft(user, draft_id)
        draft = self._composed(kept, cancellation)
        rewriting = self._parts.rewriting
        if with_model and rewriting is not None:
            standing = [at for at, block in enumerate(draft.blocks) if not _may_be_reworded(block)]
            for event in rewriting.rewrite(draft, locked=standing, cancellation=cancellation):
                if isinstance(event, DraftRewritten):
                    draft = event.draft
                else:
                    yield event
        else:
            yield DraftComposed(draft)
        yield DraftFinished(self._add(user, draft_id, "written", "", draft))

    def _composed(self, kept: KeptDraft, cancellation: Cancellation | None) -> Draft:
        before, choices = kept.draft, kept.choices
        if before is None:
            return self._parts.writer.compose(kept.brief, choices, cancellation).draft
        told = OutlineChoices(dropped=places_of(before, _is_locked))
        brief = _shorter_by_what_stands(kept.brief, before)
        found = self._parts.writer.compose(
            brief, replace(choices, dropped=choices.dropped | told.dropped), cancellation
        )
        locked = [fact for fact, _ in found.usable if is_dropped(fact.place, told)]
        against = frozenset(place for fact in locked for place in fact.conflicts)
        if any(fact.place in against for part in found.parts for fact in part.facts):
            # what a locked paragraph tells must not be told with another figure beside it
            dropped = choices.dropped | told.dropped | against
            found = self._parts.writer.compose(brief, replace(choices, dropped=dropped), cancellation)
        notices = dict.fromkeys((*found.draft.notices, *fact_notices(locked, self._library)))
        asked = replace(found.draft.brief, words=kept.brief.words)
        fresh = replace(found.draft, brief=asked, notices=tuple(notices))
        return with_length_notice(merge_standing(fresh, before, _is_locked))

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
        """Change a part or the whole as asked: by rule where one understands it, else by the model under its guard."""
        if len(instruction) > LONGEST_INSTRUCTION:
            raise TextTooLong(limit=LONGEST_INSTRUCTION, found=len(instruction))
        kept, draft = self._standing(user, draft_id, version)
        choices = kept.choices
        try:
            revised = self._reviser.revise(draft, choices, instruction, part=part, cancellation=cancellation)
        except InstructionUnclear:
            rewriting = self._parts.rewriting
            if rewriting is None or not with_model or not any(one.isalnum() for one in instruction):
                raise
            changed = yield from self._reworded(draft, instruction, part, rewriting, cancellation)
            revised = Revised(changed, kept.brief, choices)
        else:
            yield from _parts_changed(draft, revised.draft)
        brief = kept.brief if revised.brief == draft.brief else revised.brief
        yield DraftFinished(
            self._add(
                user, draft_id, "revised", instruction, revised.draft, seen=version, asked=(brief, revised.choices)
            )
        )

    def _reworded(
        self,
        draft: Draft,
        instruction: str,
        part: str | None,
        rewriting: Rewriting,
        cancellation: Cancellation | None,
    ) -> Generator[DraftEvent, None, Draft]:
        """Let the model word a part or the whole; raises ``NothingToRevise`` where its guard took none of it."""
        parts = (part,) if part else find_parts(instruction, draft)
        if parts is None:
            raise InstructionUnclear(instruction=instruction)
        numbers = [at for at in blocks_of(draft, parts) if _may_be_reworded(draft.blocks[at])]
        changed = draft
        for event in rewriting.revise(draft, numbers, instruction, cancellation=cancellation):
            if isinstance(event, DraftRewritten):
                changed = event.draft
            else:
                yield event
        if changed.blocks == draft.blocks:
            raise NothingToRevise(instruction=instruction)
        return changed

    # ---- versions ----------------------------------------------------------------------------------------------

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        """List a user's drafts, the one changed last first."""
        return self._store.drafts(user, search)

    def draft(self, user: str, draft_id: str, version: int | None = None) -> KeptDraft:
        """Give a draft; a cited report that has left the library since is a notice of the draft and of its sheet."""
        kept = self._store.draft(user, draft_id, version)
        gone = self._gone(kept.draft) if kept.draft else ()
        if kept.draft is None or kept.sheet is None or not gone:
            return kept
        return replace(
            kept,
            draft=replace(kept.draft, notices=tuple(dict.fromkeys((*gone, *kept.draft.notices)))),
            sheet=replace(kept.sheet, notices=tuple(dict.fromkeys((*gone, *kept.sheet.notices)))),
        )

    def restore(self, user: str, draft_id: str, version: int) -> KeptDraft:
        """Let an earlier version stand again, as a new one."""
        draft = self._store.draft(user, draft_id, version).draft
        if draft is None:
            raise UnknownDraft(draft_id=draft_id)
        return self._add(user, draft_id, "restored", str(version), draft)

    def differences(self, user: str, draft_id: str, before: int, after: int) -> tuple[BlockChange, ...]:
        """Show what two versions do not have in common."""
        first, second = (self._store.draft(user, draft_id, one).draft for one in (before, after))
        if first is None or second is None:
            raise UnknownDraft(draft_id=draft_id)
        return differences(first, second)

    def rename(self, user: str, draft_id: str, title: str) -> None:
        """Give a draft another name in the list."""
        self._store.rename(user, draft_id, title)

    def delete(self, user: str, draft_id: str) -> None:
        """Forget a draft with all versions."""
        self._store.delete(user, draft_id)

    # ---- editing -----------------------------------------------------------------------------------------------

    def edit_block(self, user: str, draft_id: str, version: int, block: int, text: str) -> KeptDraft:
        """Replace the text of a block by hand and check it; raises ``BlockLocked`` and ``TextTooLong`` too."""
        return self._changed(
            user, draft_id, version, "edited", block, lambda draft: edit_block(draft, block, text, self._checker)
        )

    def add_block(self, user: str, draft_id: str, version: int, after: int, text: str) -> KeptDraft:
        """Put a paragraph behind a block by hand; raises ``TextTooLong`` too."""
        return self._changed(
            user, draft_id, version, "edited", after, lambda draft: add_block(draft, after, text, self._checker)
        )

    def fill_blank(self, user: str, draft_id: str, version: int, block: int, blank: int, text: str) -> KeptDraft:
        """Put the writer's own words in the place of a blank; raises ``BlockLocked`` too."""
        return self._changed(
            user, draft_id, version, "edited", block, lambda draft: fill_blank(draft, block, blank, text)
        )

    def lock(self, user: str, draft_id: str, version: int, blocks: Sequence[int], locked: bool) -> KeptDraft:
        """Keep blocks from every change, or let go of them."""
        return self._changed(
            user, draft_id, version, "locked", -1, lambda draft: lock_blocks(draft, blocks, locked=locked)
        )

    def _changed(
        self,
        user: str,
        draft_id: str,
        version: int,
        kind: VersionKind,
        block: int,
        change: Callable[[Draft], Draft],
    ) -> KeptDraft:
        kept, draft = self._standing(user, draft_id, version)
        part = draft.blocks[block].part if 0 <= block < len(draft.blocks) else ""
        changed = change(draft)
        if changed == draft:
            return kept
        return self._add(user, draft_id, kind, part, changed, seen=version)

    def _standing(self, user: str, draft_id: str, version: int) -> tuple[KeptDraft, Draft]:
        """The draft as the writer saw it; raises ``DraftChanged`` where another version stands."""
        kept = self._store.seen(user, draft_id, version)
        if kept.draft is None:
            raise UnknownDraft(draft_id=draft_id)
        return kept, kept.draft

    def _add(
        self,
        user: str,
        draft_id: str,
        kind: VersionKind,
        note: str,
        draft: Draft,
        *,
        seen: int | None = None,
        asked: tuple[Brief, OutlineChoices] | None = None,
    ) -> KeptDraft:
        new = NewVersion(kind, note, draft, self._sheet(draft))
        return self._store.add_version(user, draft_id, new, seen=seen, asked=asked, keep_late=kind == "revised")

    # ---- checking and files ------------------------------------------------------------------------------------

    def _sheet(self, draft: Draft) -> CheckSheet:
        """The sheet of a draft, held also against the reports nearest to its title."""
        near = self._parts.retriever.search(draft.title, _COMPARED).passages if draft.title.strip() else ()
        return check_draft(draft, self._library, [one.document_id for one in near])

    def _gone(self, draft: Draft) -> tuple[Notice, ...]:
        titles = {one.document_id: one.title or one.source for one in draft.citations if one.document_id}
        found = []
        for document_id, title in titles.items():
            try:
                self._library.document(document_id)
            except UnknownDocument:
                found.append(Notice("document_gone", (("document", document_id), ("source", f" (“{title}”)"))))
        return tuple(found)

    def export(
        self, user: str, draft_id: str, version: int, form: DraftFormat, *, clean: bool, house: str | None = None
    ) -> tuple[str, bytes]:
        """Give a safe file name and the file; raises ``HouseUnknown`` and ``HouseProfileInvalid`` too."""
        from assistant.export.draft_files import export_draft

        kept = self.draft(user, draft_id, version)
        if kept.draft is None or kept.sheet is None:
            raise UnknownDraft(draft_id=draft_id)
        profile = self.house(house) if form in {"docx", "pdf"} else None
        return export_draft(kept.draft, kept.sheet, form, clean=clean, house=profile)

    def house(self, name: str | None = None) -> HouseProfile | None:
        """A house profile by name, by default the one that is set; an empty name is the plain layout."""
        from assistant.export.draft_files import named_house

        wanted = self._parts.house if name is None else name
        return named_house(wanted, self._parts.houses) if wanted else None

    def houses(self) -> tuple[str, ...]:
        """The names of the house profiles that can be chosen."""
        from assistant.export.draft_files import house_names

        return house_names(self._parts.houses)


def _is_locked(block: DraftBlock) -> bool:
    return block.locked


def _shorter_by_what_stands(brief: Brief, before: Draft) -> Brief:
    """What locked paragraphs take of the length is not for composition to fill."""
    standing = [one for one in before.blocks if one.locked and one.citations]
    if not standing:
        return brief
    taken = sum(count_words(one.text, brief.language) for one in standing)
    return replace(brief, words=max(wanted_words(brief) - taken, SHORTEST))


def _may_be_reworded(block: DraftBlock) -> bool:
    """The words of a writer, also those in a blank that was filled, are never put otherwise."""
    return is_free(block) and not block.marks


def _parts_changed(before: Draft, after: Draft) -> Iterator[DraftEvent]:
    """The parts that a rule changed, as they stand now."""
    for part in dict.fromkeys(block.part for block in (*after.blocks, *before.blocks)):
        old = [one.text for one in before.blocks if one.part == part]
        new = tuple(one for one in after.blocks if one.part == part)
        if part and old != [one.text for one in new]:
            yield PartWritten(part, new, "composed")
