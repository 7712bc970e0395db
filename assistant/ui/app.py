"""The page as a whole: frame, tabs, language, and its mounting in the web server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.people.gate import visitor_in
from assistant.people.values import LOCAL_VISITOR, Role
from assistant.ui.admin_tab import AdminTab
from assistant.ui.ask_tab import ASKING_AT_ONCE, AskTab
from assistant.ui.asker import Identify, PageServices, asker, know_asker, local_visitor, service_of_asker
from assistant.ui.check_tab import CheckTab
from assistant.ui.draft_tab import DraftTab
from assistant.ui.events import html_part, text_value
from assistant.ui.languages import choose_language
from assistant.ui.library_tab import LibraryTab
from assistant.ui.problems import model_words, readiness_words
from assistant.ui.render.frame import render_status, render_top
from assistant.ui.render.markup import Html
from assistant.ui.render.user_menu import render_user_menu
from assistant.ui.streaming import RunningWork
from assistant.ui.texts import load_texts
from assistant.ui.theme import build_theme
from assistant.ui.uploads import VisitorOf, add_uploads
from assistant.ui.visit import Visit

_STATUS_SECONDS = 30
_REMEMBERED = "() => [null, window.localStorage.getItem('baocao.language') ?? '']"

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)
"""Even markup that slipped through could fetch nothing from elsewhere; Gradio needs inline script and ``eval``."""

_ROLES: dict[str, Role] = {"ask": "reader", "library": "reader", "check": "writer", "draft": "writer"}
"""From which role on a tab is there, by its name; any other tab is there for administrators."""

Updates = dict[Any, Any]


class Page:
    """Frame and tabs; a tab has ``name``, ``build``, ``connect``, ``components`` and ``show``.

    The service that the tabs call is always that of whoever asks (``assistant.ui.asker``).
    """

    def __init__(self, services: PageServices, *, concurrency: int, identify: Identify) -> None:
        service = self._service = service_of_asker(services)
        self._identify = identify
        self._executor = ThreadPoolExecutor(concurrency, thread_name_prefix="answer")
        running = RunningWork()
        self._ask = AskTab(service, self._executor, running)
        self._check = CheckTab(service, self._executor, running)
        self._draft = DraftTab(service, ThreadPoolExecutor(concurrency, thread_name_prefix="draft"))
        self._library = LibraryTab(service)
        self._admin = AdminTab(service)
        self._tabs = (self._ask, self._draft, self._check, self._library, self._admin)
        self.blocks = self._build()

    def _build(self) -> gr.Blocks:
        texts = load_texts("vi")
        blocks: gr.Blocks = gr.Blocks(title=texts("page.name"), analytics_enabled=False, fill_width=True)
        with blocks:
            visit = gr.State(Visit())
            remembered = gr.Textbox(visible=False)
            self._top = html_part("top", "set_language")
            for tab in self._tabs:
                with gr.Column(elem_id=f"panel-{tab.name}"):
                    tab.build()
            self._status = html_part("status")
            self._refresh = html_part("refresh", "open_library", "open_admin")
            timer = gr.Timer(_STATUS_SECONDS)
            self._connect(blocks, visit, remembered, timer)
        know_asker(blocks, self._identify)
        blocks.queue(default_concurrency_limit=ASKING_AT_ONCE, max_size=256, api_open=False)
        return blocks

    def _connect(self, blocks: gr.Blocks, visit: gr.State, remembered: gr.Textbox, timer: gr.Timer) -> None:
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        everything = [self._top, self._status, *(part for tab in self._tabs for part in tab.components)]
        for tab in self._tabs:
            tab.connect(visit)
        for source in (self._ask.parts.source, self._check.parts.source, self._draft.parts.source):
            self._library.connect_opening(source, visit)
        self._draft.connect_using(self._ask.parts.conversation, visit)
        blocks.load(self.arrive, inputs=[visit, remembered], outputs=everything, js=_REMEMBERED, **quick)
        self._top.set_language(self.set_language, inputs=[visit], outputs=everything, **quick)
        self._refresh.open_library(
            self.open_library, inputs=[visit], outputs=[*self._library.components, self._status], **quick
        )
        self._refresh.open_admin(
            self.open_admin, inputs=[visit], outputs=[*self._admin.components, self._status], **quick
        )
        self._admin.connect_opening(self._library, visit)
        timer.tick(self.refresh_status, inputs=[visit], outputs=[self._status], **quick)

    def arrive(self, visit: Visit, remembered: str, request: gr.Request) -> Updates:
        """Open the page in the reader's language."""
        visit.language = choose_language(remembered, request.headers.get("accept-language"))
        return self._show(visit)

    def set_language(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show everything in another language; nothing of the visit is lost."""
        visit.language = choose_language(text_value(event, "language"), None)
        return self._show(visit)

    def open_library(self, visit: Visit) -> Updates:
        """Show the library as it is now."""
        return {**self._library.show_now(visit), self._status: self._status_line(visit)}

    def open_admin(self, visit: Visit) -> Updates:
        """Show the state of the library and of the machine as they are now."""
        return {**self._admin.show_now(visit), self._status: self._status_line(visit)}

    def refresh_status(self, visit: Visit) -> Updates:
        """Keep the status line current."""
        return {self._status: self._status_line(visit)}

    def _show(self, visit: Visit) -> Updates:
        texts, visitor = load_texts(visit.language), asker()
        tabs = [tab for tab in self._tabs if visitor.is_at_least(_ROLES.get(tab.name, "administrator"))]
        shown: Updates = {
            self._top: render_top(texts, [tab.name for tab in tabs], render_user_menu(visitor, texts)),
            self._status: self._status_line(visit),
        }
        for tab in tabs:
            shown.update(tab.show(visit))
        return shown

    def _status_line(self, visit: Visit) -> Html:
        texts, readiness, model = load_texts(visit.language), self._service.ready(), self._service.model_state()
        summary = self._service.library_summary()
        return render_status(
            summary, readiness, readiness_words(readiness, texts), model, model_words(model, texts), texts
        )


def build_page(services: PageServices, *, concurrency: int = 4, identify: Identify = local_visitor) -> gr.Blocks:
    """Build the page; nothing is served yet. ``identify`` says who sent a request.

    Questions beyond ``concurrency`` appear at once and wait for their turn.
    """
    return Page(services, concurrency=concurrency, identify=identify).blocks


def mount_page(
    app: FastAPI, services: PageServices, *, concurrency: int = 4, identify: Identify = local_visitor
) -> FastAPI:
    """Serve the page at ``/`` of a FastAPI application; its other routes must have been added before.

    Without ``identify`` everybody is the local user; behind the gate it is ``visitor_of_request``.
    """
    add_uploads(app, services, _visitor_of(identify))
    gr.mount_gradio_app(
        app,
        build_page(services, concurrency=concurrency, identify=identify),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        max_file_size=1,  # files come by ``assistant.ui.uploads``; Gradio's own route would take any
        theme=build_theme(),
        head=_head(),
    )
    return app


def _visitor_of(identify: Identify) -> VisitorOf:
    """Who sent a request outside the events of the page: as the gate says, or the local user where there is none."""
    return lambda request: LOCAL_VISITOR if identify is local_visitor else visitor_in(request.scope)


def _package_text(name: str) -> str:
    return resources.files("assistant.ui").joinpath(name).read_text(encoding="utf-8")


def _head() -> str:
    """Style and script of the page. Gradio would rewrite the selectors of styles that it is given as ``css``."""
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<style>{_package_text('page.css')}{_package_text('draft.css')}{_package_text('library.css')}</style>"
        f"<script>{_package_text('draft.js')}{_package_text('library.js')}{_package_text('page.js')}</script>"
    )
