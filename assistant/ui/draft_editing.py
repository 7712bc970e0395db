"""Working on the text of a draft by hand: pointing, editing, locking, filling blanks, versions, files."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.drafting.kept_draft import KeptDraft
from assistant.ui.draft_outlining import whole_number
from assistant.ui.draft_screen import DraftScreen, Updates
from assistant.ui.draft_visit import Comparison, DraftVisit
from assistant.ui.events import payload, text_value
from assistant.ui.history_panel import safe_name
from assistant.ui.render.draft_bar import FORMS, render_draft_file
from assistant.ui.render.markup import Html
from assistant.ui.visit import Visit

_CELLS = re.compile(r"[ \t]*\|[ \t]*")
_FORMS = {name: (form, clean) for name, form, clean in FORMS}


class DraftEditing:
    """Handlers of the paper and of the column beside it."""

    def __init__(self, screen: DraftScreen) -> None:
        self._screen = screen

    def connect(self, visit: gr.State, quick: dict[str, Any], slow: dict[str, Any]) -> None:
        """Join the events to their handlers."""
        parts = self._screen.parts
        for part in (parts.main, parts.side):
            part.focus_block(self.focus_block, **quick)
        parts.bar.show_view(self.show_view, **quick)
        parts.side.edit_block(self.edit_block, **quick)
        parts.side.begin_block(self.begin_block, **quick)
        parts.main.cancel_edit(self.cancel_edit, **quick)
        parts.main.save_block(self.save_block, **slow)
        parts.main.add_block(self.add_block, **slow)
        parts.side.lock_block(self.lock_block, **slow)
        parts.side.lock_part(self.lock_part, **slow)
        parts.side.fill_blank(self.fill_blank, **slow)
        parts.side.compare_versions(self.compare_versions, **slow)
        parts.main.close_comparison(self.close_comparison, **quick)
        parts.side.restore_version(self.restore_version, **slow)
        parts.bar.download_draft(self.download_draft, **slow)

    # ---- pointing and typing ----

    def focus_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show the sources of a block beside the text; the page marks the block itself."""
        visit.drafting.focus = _block(visit, event)
        return self._screen.side(visit)

    def show_view(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show the outline or the text."""
        here = visit.drafting
        here.view = "outline" if text_value(event, "view") == "outline" else "text"
        here.comparison = None
        return self._screen.working(visit)

    def edit_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Open the box for a block."""
        here = visit.drafting
        here.editing, here.adding, here.comparison, here.view = _block(visit, event), None, None, "text"
        return self._screen.main(visit)

    def begin_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Open the box for a paragraph behind a block."""
        here = visit.drafting
        here.adding, here.editing, here.comparison, here.view = _block(visit, event), None, None, "text"
        return self._screen.main(visit)

    def cancel_edit(self, visit: Visit) -> Updates:
        """Close the box without saving."""
        visit.drafting.editing = visit.drafting.adding = None
        return self._screen.main(visit)

    def save_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put what was typed in the place of a block and check it."""
        block, written = _block(visit, event), text_value(event, "text")
        draft = visit.drafting.draft
        if block is not None and draft is not None and draft.blocks[block].kind == "table":
            written = _CELLS.sub("\t", written)
        return self._change(visit, block, written, lambda kept, at: self._edit(visit, kept, at, written))

    def _edit(self, visit: Visit, kept: KeptDraft, block: int, written: str) -> KeptDraft:
        return self._screen.drafts.edit_block(
            visit.user, kept.summary.draft_id, kept.summary.version, block, written.strip("\n")
        )

    def add_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put a paragraph behind a block and check it."""
        written = text_value(event, "text")
        block = _block(visit, event) if written.strip() else None

        def add(kept: KeptDraft, after: int) -> KeptDraft:
            return self._screen.drafts.add_block(
                visit.user, kept.summary.draft_id, kept.summary.version, after, written.strip()
            )

        return self._change(visit, block, written, add)

    def fill_blank(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put the writer's words in the place of a blank."""
        written, blank = " ".join(text_value(event, "text").split()), whole_number(event, "blank")
        block = _block(visit, event) if written and blank >= 0 else None

        def fill(kept: KeptDraft, at: int) -> KeptDraft:
            return self._screen.drafts.fill_blank(
                visit.user, kept.summary.draft_id, kept.summary.version, at, blank, written
            )

        return self._change(visit, block, written, fill)

    def lock_block(self, visit: Visit, event: gr.EventData) -> Updates:
        """Keep a block from every rewriting, or let go of it."""
        block = _block(visit, event)
        return self._lock(visit, () if block is None else (block,), payload(event).get("locked") is True)

    def lock_part(self, visit: Visit, event: gr.EventData) -> Updates:
        """Keep all blocks of a part, or let go of them."""
        draft, part = visit.drafting.draft, text_value(event, "part")
        blocks = () if draft is None else tuple(at for at, one in enumerate(draft.blocks) if part and one.part == part)
        return self._lock(visit, blocks, payload(event).get("locked") is True)

    def _lock(self, visit: Visit, blocks: tuple[int, ...], locked: bool) -> Updates:
        def lock(kept: KeptDraft, _: int) -> KeptDraft:
            return self._screen.drafts.lock(visit.user, kept.summary.draft_id, kept.summary.version, blocks, locked)

        return self._change(visit, blocks[0] if blocks else None, "", lock)

    def _change(
        self, visit: Visit, block: int | None, typed: str, change: Callable[[KeptDraft, int], KeptDraft]
    ) -> Updates:
        """Change the text; where that fails nothing is drawn anew but the notice, so that no typed word is lost."""
        kept = visit.drafting.kept
        if block is None or kept is None or visit.drafting.writing:
            return self._screen.notice(visit)

        def apply(here: DraftVisit) -> None:
            here.stand(change(kept, block))

        if self._screen.attempt(visit, apply):
            return self._screen.working(visit)
        visit.drafting.unsaved = typed
        return self._screen.notice(visit)

    # ---- versions and files ----

    def compare_versions(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show what two versions do not have in common."""
        before, after = whole_number(event, "before"), whole_number(event, "after")

        def compare(here: DraftVisit) -> None:
            if here.kept is not None:
                draft_id = here.kept.summary.draft_id
                changes = self._screen.drafts.differences(visit.user, draft_id, before, after)
                here.comparison, here.view = Comparison(before, after, changes), "text"

        self._screen.attempt(visit, compare)
        return {**self._screen.notice(visit), **self._screen.main(visit)}

    def close_comparison(self, visit: Visit) -> Updates:
        """Show the text again."""
        visit.drafting.comparison = None
        return self._screen.main(visit)

    def restore_version(self, visit: Visit, event: gr.EventData) -> Updates:
        """Let an earlier version stand again."""
        version = whole_number(event, "version")

        def restore(kept: KeptDraft, _: int) -> KeptDraft:
            return self._screen.drafts.restore(visit.user, kept.summary.draft_id, version)

        return self._change(visit, 0, "", restore)

    def download_draft(self, visit: Visit, event: gr.EventData) -> Updates:
        """Hand the text over as a file, inside the page's own answer."""
        form, clean = _FORMS.get(text_value(event, "file"), (None, False))
        kept = visit.drafting.kept
        files: list[Html] = []

        def export(_: DraftVisit) -> None:
            if form is None or kept is None:
                return
            name, content = self._screen.drafts.export(
                visit.user, kept.summary.draft_id, kept.summary.version, form, clean=clean
            )
            files.append(render_draft_file(safe_name(name), content, form, secrets.token_hex(4)))

        self._screen.attempt(visit, export)
        return {**self._screen.notice(visit), self._screen.parts.download: files[0] if files else Html("")}


def _block(visit: Visit, event: gr.EventData) -> int | None:
    """The block that is meant, if the text has it."""
    draft, number = visit.drafting.draft, whole_number(event, "block")
    return number if draft is not None and 0 <= number < len(draft.blocks) else None
