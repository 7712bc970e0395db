"""The Draft tab as it is shown: its components, and what each shows of a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from assistant.drafting.kept_draft import DraftSummary, KeptDraft
from assistant.errors import KNOWN_ERRORS
from assistant.report_table import ReportTable, TableQuery
from assistant.ui.draft_service import DraftService
from assistant.ui.draft_visit import DraftVisit
from assistant.ui.events import html_part
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.draft_bar import render_bar, render_notice, render_progress
from assistant.ui.render.draft_brief import render_brief
from assistant.ui.render.draft_changes import render_comparison
from assistant.ui.render.draft_outline import render_outline
from assistant.ui.render.draft_paper import PaperState, render_paper
from assistant.ui.render.draft_side import render_side
from assistant.ui.render.draft_start import render_draft_list, render_draft_request
from assistant.ui.render.markup import Html
from assistant.ui.render.source_picker import render_source_picker, report_name
from assistant.ui.service import PageService
from assistant.ui.source_pane import show_source
from assistant.ui.texts import HTML_LANGUAGES, Texts, load_texts
from assistant.ui.visit import Visit
from assistant.views import ReportSummary
from vectorstore.records import DocumentState

Updates = dict[Any, Any]
_OFFERED = 20
_LISTED = 60
"""How many drafts are listed; older ones are found by searching."""
DRAFT_CHANGED = "draft_changed"
"""Code of the error that another page changed the draft meanwhile."""


@dataclass(frozen=True, slots=True)
class DraftParts:
    """The components of the tab."""

    notice: gr.HTML
    request: gr.HTML
    scope: gr.HTML
    listing: gr.HTML
    bar: gr.HTML
    brief: gr.HTML
    progress: gr.HTML
    main: gr.HTML
    side: gr.HTML
    source: gr.HTML
    download: gr.HTML

    @property
    def all(self) -> list[Any]:
        return [getattr(self, one.name) for one in fields(self)]


class DraftScreen:
    """Lays the components out and fills them. Holds nothing of any user."""

    def __init__(self, service: PageService) -> None:
        self._service = service
        self._parts: DraftParts | None = None

    @property
    def parts(self) -> DraftParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    @property
    def drafts(self) -> DraftService:
        return self._service.drafts

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        notice = html_part("draft-notice", "reload_draft", "dismiss_problem")
        with gr.Column(elem_id="draft-begin"):
            request = html_part("draft-request", "begin_draft")
            scope = html_part("draft-scope", "find_sources", "toggle_source", "clear_sources")
            listing = html_part("draft-list", *_LIST_EVENTS)
        bar = html_part("draft-bar", "close_draft", "show_view", "write_draft", "download_draft", "reopen_draft")
        with gr.Row(elem_id="draft-grid"):
            brief = html_part("draft-brief", "update_brief")
            with gr.Column(elem_id="draft-column"):
                progress = html_part("draft-progress", "stop_draft")
                main = html_part("draft-main", *_MAIN_EVENTS)
            side = html_part("draft-side", *_SIDE_EVENTS)
            source = html_part("draft-source", "open_report")
        download = html_part("draft-file")
        self._parts = DraftParts(notice, request, scope, listing, bar, brief, progress, main, side, source, download)

    # ---- showing ----

    def everything(self, visit: Visit) -> Updates:
        """Show the whole tab in the visit's language."""
        return {**self.begin(visit), **self.desk(visit), **self.source(visit)}

    def begin(self, visit: Visit) -> Updates:
        """Show where a draft begins."""
        return {**self.request(visit), **self.scope(visit), **self.listing(visit)}

    def request(self, visit: Visit, *, busy: bool = False) -> Updates:
        """Show the box for the request."""
        here, texts = visit.drafting, load_texts(visit.language)
        return {self.parts.request: render_draft_request(here.request, here.prefilled, busy, texts)}

    def scope(self, visit: Visit) -> Updates:
        """Show which reports a new draft draws on."""
        here, texts = visit.drafting, load_texts(visit.language)
        reports = self._indexed()
        chosen = [one for one in reports if one.document_id in here.sources]
        found = ReportTable(reports).reports(TableQuery(words=here.source_search))
        offered = [one for one in found if one.document_id not in here.sources]
        lead = texts("draft.sources_chosen") if chosen else texts("draft.sources_all")
        picker = render_source_picker(
            "draft", lead, chosen, offered[:_OFFERED], len(offered), here.source_search, texts
        )
        return {self.parts.scope: picker}

    def listing(self, visit: Visit) -> Updates:
        """Show the kept drafts as they are now."""
        here, texts = visit.drafting, load_texts(visit.language)
        problem: Sequence[str] = ()
        found: tuple[DraftSummary, ...] = ()
        try:
            found = self.drafts.drafts(visit.user, here.list_search.strip())
        except KNOWN_ERRORS as error:
            problem = problem_words(problem_of(error), texts)
        templates = self.drafts.templates(visit.language)
        older = len(found[_LISTED:])
        rows = render_draft_list(found[:_LISTED], templates, here.list_search, problem, older, texts)
        return {self.parts.listing: rows}

    def desk(self, visit: Visit) -> Updates:
        """Show the open draft: bar, brief, text and what stands beside it."""
        here, texts = visit.drafting, load_texts(visit.language)
        return {
            **self.notice(visit),
            **self.progress(visit),
            **self.working(visit),
            self.parts.brief: self._brief(here, texts),
        }

    def working(self, visit: Visit) -> Updates:
        """Show what a change to the text touches: bar, text and the column beside it."""
        here, texts = visit.drafting, load_texts(visit.language)
        return {
            **self.notice(visit),
            self.parts.bar: render_bar(here.kept, here.view, here.writing, texts),
            **self.main(visit),
            **self.side(visit),
        }

    def main(self, visit: Visit) -> Updates:
        """Show the outline, the text, or two versions side by side."""
        return {self.parts.main: self._main(visit.drafting, load_texts(visit.language))}

    def side(self, visit: Visit) -> Updates:
        """Show what stands beside the text."""
        here = visit.drafting
        if here.kept is None or (here.view == "outline" and here.kept.draft is None):
            return {self.parts.side: Html("")}
        return {self.parts.side: render_side(here.kept, here.focus, here.writing, load_texts(visit.language))}

    def progress(self, visit: Visit) -> Updates:
        """Show how far the writing is."""
        return {self.parts.progress: render_progress(visit.drafting.run, load_texts(visit.language))}

    def notice(self, visit: Visit) -> Updates:
        """Show the trouble there is, if there is any."""
        here, texts = visit.drafting, load_texts(visit.language)
        if here.problem is None:
            return {self.parts.notice: Html("")}
        sentences = problem_words(here.problem, texts)
        return {self.parts.notice: render_notice(sentences, here.problem.code == DRAFT_CHANGED, here.unsaved, texts)}

    def source(self, visit: Visit) -> Updates:
        """Show the report that a source stands in."""
        texts = load_texts(visit.language)
        return {self.parts.source: show_source(self._service, visit.drafting.opened, texts)}

    def attempt(self, visit: Visit, change: Callable[[DraftVisit], None]) -> bool:
        """Do something with the service; what goes wrong is told in the notice."""
        here = visit.drafting
        here.problem = None
        try:
            change(here)
        except KNOWN_ERRORS as error:
            here.problem = problem_of(error)
            return False
        return True

    # ---- pieces ----

    def _brief(self, here: DraftVisit, texts: Texts) -> Html:
        if here.kept is None:
            return Html("")
        brief = here.outline.brief if here.outline is not None else here.kept.brief
        return render_brief(brief, _stamp(here.kept), here.writing, texts)

    def _main(self, here: DraftVisit, texts: Texts) -> Html:
        if here.kept is None:
            return Html("")
        draft = here.draft
        if here.comparison is not None and draft is not None:
            return render_comparison(here.comparison, HTML_LANGUAGES[draft.brief.language], texts)
        if draft is not None and (here.view == "text" or here.writing):
            run = here.run if here.writing else None
            state = PaperState(
                here.focus,
                here.editing,
                here.adding,
                here.writing,
                run.written if run is not None else frozenset(),
                run.part if run is not None else "",
            )
            return render_paper(draft, state, texts)
        if here.outline is None:
            return Html("")
        names = {one.document_id: report_name(one) for one in self._indexed()} if here.choices.dropped_documents else {}
        return render_outline(here.outline, here.choices, names, here.finding, here.kept.draft is not None, texts)

    def _indexed(self) -> list[ReportSummary]:
        return [one for one in self._service.reports() if one.state is DocumentState.INDEXED]


_LIST_EVENTS = ("open_draft", "draft_again", "search_drafts", "rename_draft", "delete_draft")
_MAIN_EVENTS = (
    "open_source",
    "pin_fact",
    "drop_fact",
    "move_fact",
    "find_facts",
    "add_fact",
    "drop_document",
    "focus_block",
    "save_block",
    "add_block",
    "cancel_edit",
    "close_comparison",
)
_SIDE_EVENTS = (
    "open_source",
    "focus_block",
    "edit_block",
    "begin_block",
    "lock_block",
    "lock_part",
    "fill_blank",
    "revise_draft",
    "compare_versions",
    "restore_version",
)


def _stamp(kept: KeptDraft) -> str:
    """Changes with each kept change, so that the form then shows what is kept."""
    return f"{kept.summary.draft_id[:8]}-{kept.summary.changed_at.isoformat()}"
