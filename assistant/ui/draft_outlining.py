"""Correcting the brief and choosing what the outline tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import OutlineChoices
from assistant.ui.brief_form import corrected, read_form
from assistant.ui.draft_screen import DraftScreen, Updates
from assistant.ui.draft_visit import DraftVisit, FactFinding
from assistant.ui.events import payload, text_value
from assistant.ui.render.draft_outline import FIND_CHARACTERS
from assistant.ui.source_pane import opened_by
from assistant.ui.visit import Visit


class DraftOutlining:
    """Handlers of the brief and the outline."""

    def __init__(self, screen: DraftScreen) -> None:
        self._screen = screen

    def connect(self, visit: gr.State, quick: dict[str, Any], slow: dict[str, Any]) -> None:
        """Join the events to their handlers."""
        parts = self._screen.parts
        parts.brief.update_brief(self.update_brief, **slow)
        often = {**slow, "trigger_mode": "multiple"}  # facts are gone through faster than an outline is made
        parts.main.pin_fact(self.pin_fact, **often)
        parts.main.drop_fact(self.drop_fact, **often)
        parts.main.drop_document(self.drop_document, **often)
        parts.main.move_fact(self.move_fact, **often)
        parts.main.add_fact(self.add_fact, **often)
        parts.main.find_facts(self.find_facts, **slow)
        for part in (parts.main, parts.side):
            part.open_source(self.open_source, **quick)

    def update_brief(self, visit: Visit, event: gr.EventData) -> Updates:
        """Keep what was corrected in the form and search the reports again."""

        def update(here: DraftVisit) -> None:
            if here.kept is None:
                return
            shown = here.outline.brief if here.outline is not None else here.kept.brief
            changes = read_form(shown, payload(event))
            if not changes:
                return
            here.kept = self._screen.drafts.change_outline(
                visit.user, here.kept.summary.draft_id, corrected(here.kept.brief, changes), here.choices
            )
            here.outline = self._screen.drafts.outline(here.kept.brief, here.choices)
            here.view, here.comparison = "outline", None

        if self._screen.attempt(visit, update):
            return self._screen.desk(visit)
        return self._screen.notice(visit)

    def pin_fact(self, visit: Visit, event: gr.EventData) -> Any:
        """Tell a fact whatever the length, or no longer."""
        place = _place(event)
        chosen = visit.drafting.choices
        return self._choose(visit, replace(chosen, pinned=chosen.pinned ^ {place}, dropped=chosen.dropped - {place}))

    def drop_fact(self, visit: Visit, event: gr.EventData) -> Any:
        """Never tell a fact, or take it back."""
        place = _place(event)
        chosen = visit.drafting.choices
        added = tuple(one for one in chosen.added if one[1] != place)
        return self._choose(
            visit,
            replace(chosen, dropped=chosen.dropped ^ {place}, pinned=chosen.pinned - {place}, added=added),
        )

    def drop_document(self, visit: Visit, event: gr.EventData) -> Any:
        """Leave a whole report out, or take it back."""
        chosen, document = visit.drafting.choices, text_value(event, "document")
        if not document:
            return gr.skip()
        return self._choose(visit, replace(chosen, dropped_documents=chosen.dropped_documents ^ {document}))

    def move_fact(self, visit: Visit, event: gr.EventData) -> Any:
        """Tell a fact in another part."""
        return self._put(visit, _place(event), text_value(event, "part"))

    def add_fact(self, visit: Visit, event: gr.EventData) -> Any:
        """Add a sentence that was found by searching to a part."""
        visit.drafting.finding = None
        return self._put(visit, _place(event), text_value(event, "part"))

    def _put(self, visit: Visit, place: FactPlace, part: str) -> Any:
        outline, chosen = visit.drafting.outline, visit.drafting.choices
        if outline is None or part not in {one.code for one in outline.parts}:
            return gr.skip()
        added = (*(one for one in chosen.added if one[1] != place), (part, place))
        return self._choose(visit, replace(chosen, added=added, dropped=chosen.dropped - {place}))

    def _choose(self, visit: Visit, choices: OutlineChoices) -> Any:
        """Keep a choice and show the outline that it leaves; a later choice shows its own."""
        here = visit.drafting
        if here.kept is None or here.writing:
            return gr.skip()
        before, here.choices = here.choices, choices

        def choose(here: DraftVisit) -> None:
            if here.kept is None:
                return
            kept = self._screen.drafts.change_outline(visit.user, here.kept.summary.draft_id, here.kept.brief, choices)
            outline = self._screen.drafts.outline(kept.brief, choices)
            if here.choices is choices:
                here.kept, here.outline = kept, outline

        if not self._screen.attempt(visit, choose):
            here.choices = before
            return self._screen.notice(visit)
        if here.choices is not choices:
            return gr.skip()
        return {**self._screen.notice(visit), **self._screen.main(visit)}

    def find_facts(self, visit: Visit, event: gr.EventData) -> Updates:
        """Search the reports for sentences to add to a part."""
        part, words = text_value(event, "part"), text_value(event, "words")[:FIND_CHARACTERS]

        def find(here: DraftVisit) -> None:
            if here.kept is None or not words.strip():
                return
            found = self._screen.drafts.find_facts(here.kept.brief, words)
            here.finding = FactFinding(part, words, found)

        self._screen.attempt(visit, find)
        return {**self._screen.notice(visit), **self._screen.main(visit)}

    def open_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show where a quotation stands."""
        visit.drafting.opened = opened_by(event)
        return self._screen.source(visit)


def _place(event: gr.EventData) -> FactPlace:
    return FactPlace(text_value(event, "document"), whole_number(event, "start"), whole_number(event, "end"))


def whole_number(event: gr.EventData, name: str) -> int:
    """A number of the event; forms send theirs as text. −1 where it makes no sense."""
    value = payload(event).get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
