"""The Library tab: adding files, the table of documents, one document with what can be corrected, the recycle bin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.errors import KNOWN_ERRORS
from assistant.report_table import TableQuery
from assistant.ui.care_service import CareService
from assistant.ui.events import html_part, number_value, payload, text_value
from assistant.ui.problems import item_words, problem_of, problem_words, refusal_words, work_words
from assistant.ui.render.document import PARTS, render_report, render_report_problem, render_trouble
from assistant.ui.render.library import next_sort, render_library_controls, render_library_list
from assistant.ui.render.markup import Html, join, tag
from assistant.ui.render.recycle_bin import render_recycle_bin
from assistant.ui.render.work import render_drop_zone, render_work
from assistant.ui.service import PageService
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import ROWS_AT_ONCE, Visit
from ingest.jobs.records import Job
from vectorstore.records import DocumentState

Updates = dict[Any, Any]
EVERYTHING_MATCHING = "*"
"""What the page sends in the place of ids where everything that matches is meant."""
_WORK_SECONDS = 1.5
_JOBS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """The components of the tab."""

    drop: gr.HTML
    work: gr.HTML
    controls: gr.HTML
    listing: gr.HTML
    report: gr.HTML
    timer: gr.Timer

    @property
    def all(self) -> list[Any]:
        return [self.drop, self.work, self.controls, self.listing, self.report, self.timer]


class LibraryTab:
    """Joins the tab to the service. Holds nothing of any user: that is in each page's ``Visit``."""

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

    @property
    def _care(self) -> CareService:
        return self._service.care

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Row(elem_id="library-grid"):
            with gr.Column(elem_id="library-column"):
                drop = html_part("library-drop")
                work = html_part("library-work", "refresh_work", "cancel_job", "retry_job", "open_report")
                controls = html_part("library-controls", "filter_library", "show_bin")
                listing = html_part(
                    "library-list",
                    *("open_report", "sort_reports", "turn_page", "move_documents", "reread_documents"),
                    *("remove_documents", "restore_documents", "show_table"),
                )
            report = html_part("report", "close_report", "show_part", "correct_field", "withdraw_field")
        self._parts = LibraryParts(drop, work, controls, listing, report, gr.Timer(_WORK_SECONDS, active=False))

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
        working = [parts.work, parts.timer, parts.controls, *both]
        parts.controls.filter_library(self.filter_library, outputs=[parts.listing], trigger_mode="always_last", **quick)
        parts.controls.show_bin(self.show_bin, outputs=both, **quick)
        parts.listing.show_table(self.show_table, outputs=both, **quick)
        for source in (parts.listing, parts.work):
            source.open_report(self.open_report, outputs=both, **quick)
        parts.listing.sort_reports(self.sort_reports, outputs=[parts.listing], **quick)
        parts.listing.turn_page(self.turn_page, outputs=[parts.listing], **quick)
        parts.listing.move_documents(self.move_documents, outputs=[*both, parts.controls], **quick)
        parts.listing.reread_documents(self.reread_documents, outputs=both, **quick)
        parts.listing.remove_documents(self.remove_documents, outputs=working, **quick)
        parts.listing.restore_documents(self.restore_documents, outputs=working, **quick)
        parts.work.refresh_work(self.refresh_work, outputs=working, **quick)
        parts.work.cancel_job(self.cancel_job, outputs=working, **quick)
        parts.work.retry_job(self.retry_job, outputs=working, **quick)
        parts.timer.tick(self.refresh_work, outputs=working, **quick)
        parts.report.close_report(self.close_report, outputs=both, **quick)
        parts.report.show_part(self.show_part, outputs=[parts.report], **quick)
        parts.report.correct_field(self.correct_field, outputs=both, **quick)
        parts.report.withdraw_field(self.withdraw_field, outputs=both, **quick)

    def connect_opening(self, source: gr.HTML, visit: gr.State) -> None:
        """Let another part of the page open a whole report here."""
        parts = self.parts
        source.open_report(
            self.open_text,
            inputs=[visit],
            outputs=[parts.listing, parts.report],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        texts, parts, care = load_texts(visit.language), self.parts, self._care
        zone = Html("")
        if care.may_add():
            zone = render_drop_zone(texts, care.collections(), care.formats(), care.upload_limits())
        return {parts.drop: zone, **self._working(visit, texts), parts.controls: self._controls(texts)}

    def show_now(self, visit: Visit) -> Updates:
        """Show the library as it is now; a report that is being opened at this moment is not closed again by it."""
        updates = self.show(visit)
        if visit.library.document is None:
            updates[self.parts.report] = gr.skip()
        return updates

    # ---- the table ---------------------------------------------------------------------------------------------

    def filter_library(self, visit: Visit, event: gr.EventData) -> Updates:
        """List what matches the search box and the filters, in the order chosen before."""
        here = visit.library
        wanted = TableQuery.read(payload(event))
        here.query = replace(wanted, sort=here.query.sort, descending=here.query.descending)
        here.offset, here.in_bin, here.done, here.problem = 0, False, None, None
        return {self.parts.listing: self._listing(visit, load_texts(visit.language))}

    def sort_reports(self, visit: Visit, event: gr.EventData) -> Updates:
        """Order the table by a column."""
        here = visit.library
        sort, descending = next_sort(here.query, text_value(event, "sort"))
        here.query, here.offset = replace(here.query, sort=sort, descending=descending), 0
        return {self.parts.listing: self._listing(visit, load_texts(visit.language))}

    def turn_page(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show other rows of the table."""
        visit.library.offset = max(0, number_value(event, "offset"))
        return {self.parts.listing: self._listing(visit, load_texts(visit.language))}

    def show_bin(self, visit: Visit) -> Updates:
        """Show the recycle bin in the place of the table."""
        visit.library.in_bin, visit.library.done, visit.library.problem = True, None, None
        return self._list_and_report(visit)

    def show_table(self, visit: Visit) -> Updates:
        """Go back from the recycle bin."""
        visit.library.in_bin = False
        return self._list_and_report(visit)

    def move_documents(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put the chosen documents into a collection."""
        documents, collection = self._chosen(visit, event), text_value(event, "collection")
        self._attempt(visit, "care.moved", lambda: self._care.move(documents, collection, author=visit.user))
        return {**self._list_and_report(visit), self.parts.controls: self._controls(load_texts(visit.language))}

    def reread_documents(self, visit: Visit, event: gr.EventData) -> Updates:
        """Read the chosen documents again."""
        documents = self._chosen(visit, event)
        self._attempt(visit, "care.reread_done", lambda: self._care.reread(documents, author=visit.user))
        return self._list_and_report(visit)

    def remove_documents(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put the chosen documents into the recycle bin."""
        documents = self._chosen(visit, event)

        def remove() -> int:
            self._care.remove(documents)
            return len(documents)

        self._attempt(visit, "care.removing", remove)
        if visit.library.document in documents:
            visit.library.document = None
        return self._working(visit, load_texts(visit.language))

    def restore_documents(self, visit: Visit, event: gr.EventData) -> Updates:
        """Put a document back from the recycle bin."""
        documents = text_value(event, "documents").split()

        def restore() -> int:
            self._care.restore(documents)
            return len(documents)

        self._attempt(visit, "care.restoring", restore)
        return self._working(visit, load_texts(visit.language))

    # ---- work --------------------------------------------------------------------------------------------------

    def refresh_work(self, visit: Visit) -> Updates:
        """Show how far the work is, and the table anew where it has changed something."""
        return self._working(visit, load_texts(visit.language), only_changes=True)

    def cancel_job(self, visit: Visit, event: gr.EventData) -> Updates:
        """Stop a job."""
        return self._with_job(visit, lambda: self._care.cancel(number_value(event, "job")))

    def retry_job(self, visit: Visit, event: gr.EventData) -> Updates:
        """Try again what failed in a job."""
        return self._with_job(visit, lambda: self._care.retry(number_value(event, "job")))

    def _with_job(self, visit: Visit, change: Callable[[], Job]) -> Updates:
        self._attempt(visit, None, lambda: change().job_id)
        return self._working(visit, load_texts(visit.language))

    # ---- one document ------------------------------------------------------------------------------------------

    def open_report(self, visit: Visit, event: gr.EventData) -> Updates:
        """Open one document whole."""
        here = visit.library
        here.document, here.document_problem = text_value(event, "document") or None, None
        return self._list_and_report(visit)

    def open_text(self, visit: Visit, event: gr.EventData) -> Updates:
        """Open one document at its text, for who comes from a quotation."""
        visit.library.part = "text"
        return self.open_report(visit, event)

    def close_report(self, visit: Visit) -> Updates:
        """Go back to the list."""
        visit.library.document = None
        return self._list_and_report(visit)

    def show_part(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show another view of the open document."""
        part = text_value(event, "part")
        visit.library.part = part if part in PARTS else "details"
        return {self.parts.report: self._report(visit, load_texts(visit.language))}

    def correct_field(self, visit: Visit, event: gr.EventData) -> Updates:
        """Set a field of the open document by hand."""
        values = payload(event)
        written = text_value(event, "value")
        if "start" in values or "end" in values:
            start, end = text_value(event, "start"), text_value(event, "end")
            written = f"{start}/{end}" if start or end else ""
        field, new = text_value(event, "field"), "for_new_versions" in values
        return self._with_document(
            visit,
            lambda document: self._care.correct(document, field, written, author=visit.user, for_new_versions=new),
        )

    def withdraw_field(self, visit: Visit, event: gr.EventData) -> Updates:
        """Take a correction back."""
        field = text_value(event, "field")
        return self._with_document(visit, lambda document: self._care.withdraw(document, field, author=visit.user))

    def _with_document(self, visit: Visit, change: Callable[[str], None]) -> Updates:
        here = visit.library
        here.document_problem = None
        if here.document is not None:
            try:
                change(here.document)
            except KNOWN_ERRORS as error:
                here.document_problem = problem_of(error)
        return self._list_and_report(visit)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _chosen(self, visit: Visit, event: gr.EventData) -> tuple[str, ...]:
        """The chosen documents; everything that matches where that was chosen."""
        written = text_value(event, "documents")
        if written != EVERYTHING_MATCHING:
            return tuple(dict.fromkeys(written.split()))
        query = replace(visit.library.query, state=DocumentState.INDEXED.value)
        return tuple(one for one in self._care.matching(query) if self._care.may_change(one))

    def _attempt(self, visit: Visit, done: str | None, change: Callable[[], int]) -> None:
        here = visit.library
        here.done, here.problem = None, None
        try:
            count = change()
        except KNOWN_ERRORS as error:
            here.problem = problem_of(error)
            return
        if done is not None:
            here.done = (done, count)

    def _list_and_report(self, visit: Visit) -> Updates:
        texts = load_texts(visit.language)
        return {self.parts.listing: self._listing(visit, texts), self.parts.report: self._report(visit, texts)}

    def _controls(self, texts: Texts) -> Html:
        return render_library_controls(self._care.table(TableQuery(), limit=0), texts, len(self._care.recycled()))

    def _working(self, visit: Visit, texts: Texts, *, only_changes: bool = False) -> Updates:
        """The work and, unless nothing has changed since, what it changes."""
        parts, care, here = self.parts, self._care, visit.library
        jobs = care.jobs(_JOBS_SHOWN)
        busy = any(not job.is_finished for job in jobs)
        shown = [(job, care.items(job.job_id)) for job in jobs]
        revision = self._service.library_summary().revision
        updates: Updates = {
            parts.work: render_work(shown, care.work_state(), texts, item_words, work_words),
            parts.timer: gr.Timer(_WORK_SECONDS, active=busy),
        }
        if only_changes and busy and revision == here.revision:
            return {**updates, **dict.fromkeys((parts.listing, parts.report, parts.controls), gr.skip())}
        here.revision = revision
        return {
            **updates,
            parts.listing: self._listing(visit, texts),
            parts.report: self._report(visit, texts),
            parts.controls: gr.skip() if busy else self._controls(texts),
        }

    def _listing(self, visit: Visit, texts: Texts) -> Html:
        here = visit.library
        notice = None
        if here.problem is not None:
            notice = render_trouble(here.problem, texts, problem_words)
        elif here.done is not None:
            notice = tag("p", texts.count(*here.done), class_="card done", role="status")
        if here.in_bin:
            return join([notice, render_recycle_bin(self._care.recycled(), texts)])
        page = self._care.table(here.query, offset=here.offset, limit=ROWS_AT_ONCE)
        collections = self._care.collections() if self._care.may_add() else None
        listing = render_library_list(
            page, here.query, here.offset, texts, refusal_words, opened=here.document, collections=collections
        )
        return join([notice, listing])

    def _report(self, visit: Visit, texts: Texts) -> Html:
        here, care = visit.library, self._care
        if here.document is None:
            return Html("")
        try:
            view = self._service.report(here.document)
            indexed = view.summary.state is DocumentState.INDEXED
            problem = here.document_problem
            return render_report(
                view,
                texts,
                refusal_words,
                part=here.part,
                corrections=care.corrections(here.document) if indexed else (),
                chunks=care.chunks(here.document) if indexed and here.part == "passages" else (),
                history=care.history(here.document) if indexed and here.part == "history" else (),
                changing=indexed and care.may_change(here.document),
                problem=render_trouble(problem, texts, problem_words) if problem is not None else None,
            )
        except KNOWN_ERRORS as error:
            return render_report_problem(problem_of(error), texts, problem_words)
