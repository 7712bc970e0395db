"""The Library tab: which documents there are, in which state, and the text of each. Read-only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import KNOWN_ERRORS
from assistant.ui.events import html_part, payload, text_value
from assistant.ui.library_list import LibraryQuery, matching_reports
from assistant.ui.problems import problem_of, problem_words, refusal_words
from assistant.ui.render.library import (
    render_library_controls,
    render_library_list,
    render_report,
    render_report_problem,
)
from assistant.ui.render.markup import Html
from assistant.ui.service import PageService
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import ROWS_AT_ONCE, Visit
from vectorstore.records import DocumentState

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """The components of the tab."""

    controls: gr.HTML
    listing: gr.HTML
    report: gr.HTML

    @property
    def all(self) -> list[Any]:
        return [self.controls, self.listing, self.report]


class LibraryTab:
    """Joins the list to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    name = "library"

    def __init__(self, service: PageService) -> None:
        self._service = service
        self._parts: LibraryParts | None = None

    @property
    def parts(self) -> LibraryParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    @property
    def components(self) -> list[Any]:
        """Everything that ``show`` fills."""
        return self.parts.all

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Row(elem_id="library-grid"):
            with gr.Column(elem_id="library-column"):
                controls = html_part("library-controls", "filter_library")
                listing = html_part("library-list", "open_report", "more_rows")
            report = html_part("report", "close_report")
        self._parts = LibraryParts(controls, listing, report)

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        parts = self.parts
        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
            "inputs": [visit],
        }
        both = [parts.listing, parts.report]
        parts.controls.filter_library(self.filter_library, outputs=[parts.listing], trigger_mode="always_last", **quick)
        parts.listing.open_report(self.open_report, outputs=both, **quick)
        parts.listing.more_rows(self.more_rows, outputs=[parts.listing], **quick)
        parts.report.close_report(self.close_report, outputs=both, **quick)

    def connect_opening(self, source: gr.HTML, visit: gr.State) -> None:
        """Let another part of the page open a whole report here."""
        parts = self.parts
        source.open_report(
            self.open_report,
            inputs=[visit],
            outputs=[parts.listing, parts.report],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        texts, parts = load_texts(visit.language), self.parts
        return {
            parts.controls: render_library_controls(self._service.library_summary(), texts),
            parts.listing: self._listing(visit, texts),
            parts.report: self._report(visit, texts),
        }

    def filter_library(self, visit: Visit, event: gr.EventData) -> Updates:
        """List what matches the search box and the filters."""
        visit.library_query = LibraryQuery.read(payload(event))
        visit.listed = ROWS_AT_ONCE
        return {self.parts.listing: self._listing(visit, load_texts(visit.language))}

    def more_rows(self, visit: Visit) -> Updates:
        """Show more of a long list."""
        visit.listed += ROWS_AT_ONCE
        return {self.parts.listing: self._listing(visit, load_texts(visit.language))}

    def open_report(self, visit: Visit, event: gr.EventData) -> Updates:
        """Open one document whole."""
        visit.document = text_value(event, "document") or None
        return self._list_and_report(visit)

    def close_report(self, visit: Visit) -> Updates:
        """Go back to the list."""
        visit.document = None
        return self._list_and_report(visit)

    def _list_and_report(self, visit: Visit) -> Updates:
        texts = load_texts(visit.language)
        return {self.parts.listing: self._listing(visit, texts), self.parts.report: self._report(visit, texts)}

    def _listing(self, visit: Visit, texts: Texts) -> Html:
        reports = [one for one in self._service.reports() if one.state is not DocumentState.REMOVED]
        matching = matching_reports(reports, visit.library_query)
        shown = matching[: visit.listed]
        return render_library_list(shown, len(matching), len(reports), texts, refusal_words, visit.document)

    def _report(self, visit: Visit, texts: Texts) -> Html:
        if visit.document is None:
            return Html("")
        try:
            view = self._service.report(visit.document)
        except KNOWN_ERRORS as error:
            return render_report_problem(problem_of(error), texts, problem_words)
        return render_report(view, texts, refusal_words)
