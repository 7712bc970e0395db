"""The chips under the question box that limit the search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.ui.events import html_part, read_period, text_value, toggled
from assistant.ui.render.frame import render_filters
from assistant.ui.service import PageService
from assistant.ui.texts import load_texts
from assistant.ui.visit import Visit
from vectorstore.records import SearchFilter

Updates = dict[Any, Any]


class FilterBar:
    """Joins the chips to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    def __init__(self, service: PageService) -> None:
        self._service = service
        self._part: gr.HTML | None = None

    @property
    def part(self) -> gr.HTML:
        if self._part is None:
            raise RuntimeError("the chips have not been built")
        return self._part

    def build(self) -> None:
        """Lay the component out; call it inside the page's Blocks."""
        self._part = html_part("filters", "toggle_filter", "set_period", "clear_filters")

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        part = self.part
        for event, handler in (
            (part.toggle_filter, self.toggle_filter),
            (part.set_period, self.set_period),
            (part.clear_filters, self.clear_filters),
        ):
            event(
                handler,
                inputs=[visit],
                outputs=[part],
                queue=False,
                show_progress="hidden",
                api_visibility="private",
            )

    def show(self, visit: Visit) -> Updates:
        """Show what can be chosen and what is."""
        texts = load_texts(visit.language)
        return {self.part: render_filters(self._service.library_summary(), visit.filter, texts)}

    def toggle_filter(self, visit: Visit, event: gr.EventData) -> Updates:
        """Add a value to the filter or take it away."""
        visit.filter = toggled(visit.filter, text_value(event, "field"), text_value(event, "value"))
        return self.show(visit)

    def set_period(self, visit: Visit, event: gr.EventData) -> Updates:
        """Limit the search to the days that were typed in."""
        period = read_period(f"{text_value(event, 'start')}/{text_value(event, 'end')}")
        if period is not None:
            visit.filter = replace(visit.filter, period=period)
        return self.show(visit)

    def clear_filters(self, visit: Visit) -> Updates:
        """Search everything again."""
        visit.filter = SearchFilter()
        return self.show(visit)
