"""The Check tab: any pasted text held against the library, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from assistant.answering.answer import Verification
from assistant.cancellation import Cancellation
from assistant.report_table import ReportTable, TableQuery
from assistant.ui.events import html_part, text_value
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.check import render_check_head, render_check_result, render_check_scope
from assistant.ui.render.markup import Html
from assistant.ui.service import PageService
from assistant.ui.source_pane import opened_by, show_source
from assistant.ui.streaming import RunningWork, WorkStream
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import CheckRun, Problem, Visit
from vectorstore.records import DocumentState

Updates = dict[Any, Any]

TEXT_CHARACTERS = 20_000
"""The longest text that is checked at once."""

CHECKING_AT_ONCE = 16
"""How many checks may be shown as on their way at the same time, over all users."""

_OFFERED = 20


@dataclass(frozen=True, slots=True)
class CheckParts:
    """The components of the tab."""

    head: gr.HTML
    box: gr.Textbox
    scope: gr.HTML
    start: gr.Button
    stop: gr.Button
    result: gr.HTML
    source: gr.HTML


class CheckTab:
    """Joins the components to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    name = "check"

    def __init__(self, service: PageService, executor: Executor, running: RunningWork | None = None) -> None:
        self._service = service
        self._executor = executor
        self._running = running or RunningWork()
        self._parts: CheckParts | None = None

    @property
    def parts(self) -> CheckParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    @property
    def components(self) -> list[Any]:
        """Everything that ``show`` fills."""
        parts = self.parts
        return [parts.head, parts.box, parts.scope, parts.start, parts.stop, parts.result, parts.source]

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Row(elem_id="check-grid"):
            with gr.Column(elem_id="check-column"):
                head = html_part("check-head")
                box = gr.Textbox(
                    lines=7,
                    max_lines=16,
                    show_label=False,
                    container=False,
                    elem_id="check-text",
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
                )
                scope = html_part("check-scope", "find_sources", "toggle_source", "clear_sources")
                with gr.Row(elem_id="check-row"):
                    start = gr.Button(elem_id="check-start", variant="primary")
                    stop = gr.Button(elem_id="check-stop", variant="stop")
                result = html_part("check-result", "open_source")
            source = html_part("check-source", "open_report")
        self._parts = CheckParts(head, box, scope, start, stop, result, source)

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        parts = self.parts
        quick: dict[str, Any] = {
            "inputs": [visit],
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        parts.start.click(
            self.check,
            inputs=[visit, parts.box],
            outputs=[parts.result, parts.source],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=CHECKING_AT_ONCE,
        )
        parts.stop.click(self.stop, **quick)
        parts.result.open_source(self.open_source, outputs=[parts.source], **quick)
        parts.scope.find_sources(self.find_sources, outputs=[parts.scope], trigger_mode="always_last", **quick)
        parts.scope.toggle_source(self.toggle_source, outputs=[parts.scope], **quick)
        parts.scope.clear_sources(self.clear_sources, outputs=[parts.scope], **quick)

    # ---- showing ----

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        texts, parts = load_texts(visit.language), self.parts
        return {
            parts.head: render_check_head(TEXT_CHARACTERS, texts),
            parts.box: gr.update(placeholder=texts("check.placeholder"), label=texts("check.label")),
            parts.scope: self._scope(visit, texts),
            parts.start: gr.update(value=texts("check.start")),
            parts.stop: gr.update(value=texts("check.stop")),
            **self._show_result(visit, texts),
        }

    def _show_result(self, visit: Visit, texts: Texts) -> Updates:
        return {
            self.parts.result: render_check_result(visit.check, texts, problem_words),
            self.parts.source: show_source(self._service, visit.check_opened, texts),
        }

    def _scope(self, visit: Visit, texts: Texts) -> Html:
        reports = [one for one in self._service.reports() if one.state is DocumentState.INDEXED]
        chosen = [one for one in reports if one.document_id in visit.check_sources]
        found = ReportTable(reports).reports(TableQuery(words=visit.check_search))
        offered = [one for one in found if one.document_id not in visit.check_sources]
        return render_check_scope(chosen, offered[:_OFFERED], len(offered), visit.check_search, texts)

    # ---- checking ----

    def check(self, visit: Visit, text: str, request: gr.Request) -> Iterator[Updates]:
        """Check what is in the box; an empty box checks nothing."""
        if not text.strip() or (visit.check is not None and visit.check.running):
            return
        visit.check, visit.check_opened = CheckRun(len(text)), None
        if len(text) > TEXT_CHARACTERS:
            facts = (("limit", str(TEXT_CHARACTERS)), ("found", str(len(text))))
            visit.check = replace(visit.check, problem=Problem("text_too_long", facts))
            yield self._show_result(visit, load_texts(visit.language))
            return
        key = _key(request)
        stream = WorkStream[Verification](partial(self._verify, text, visit.check_sources), self._executor)
        self._running.start(key, stream)
        run = visit.check
        try:
            yield self._show_result(visit, load_texts(visit.language))
            for batch in stream.batches():
                run = replace(run, result=batch[-1])
        finally:
            if run.result is None and stream.error is not None:
                run = replace(run, problem=problem_of(stream.error))
            visit.check = run if run.result or run.problem else replace(run, stopped=True)
            stream.stop()
            self._running.finish(key, stream)
        yield self._show_result(visit, load_texts(visit.language))

    def _verify(self, text: str, sources: frozenset[str], cancellation: Cancellation) -> Iterator[Verification]:
        yield self._service.verify(text, sources=sources, cancellation=cancellation)

    def stop(self, visit: Visit, request: gr.Request) -> None:
        """Give the check up."""
        self._running.stop(_key(request))

    # ---- everything else ----

    def open_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show where a quotation stands."""
        visit.check_opened = opened_by(event)
        return {self.parts.source: show_source(self._service, visit.check_opened, load_texts(visit.language))}

    def find_sources(self, visit: Visit, event: gr.EventData) -> Updates:
        """Offer the documents that hold the words."""
        visit.check_search = text_value(event, "words")
        return {self.parts.scope: self._scope(visit, load_texts(visit.language))}

    def toggle_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Check against a document, or no longer."""
        document = text_value(event, "document")
        if document:
            visit.check_sources ^= {document}
        return {self.parts.scope: self._scope(visit, load_texts(visit.language))}

    def clear_sources(self, visit: Visit) -> Updates:
        """Check against the whole library again."""
        visit.check_sources = frozenset()
        return {self.parts.scope: self._scope(visit, load_texts(visit.language))}


def _key(request: gr.Request) -> str:
    """Under which the running check of a page is found."""
    return f"{request.session_hash}:check"
