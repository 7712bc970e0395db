"""The history column: the kept conversations of the reader, opened, searched, renamed, deleted and saved as files."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

import gradio as gr

from assistant.conversations import ConversationSummary, ExportFormat
from assistant.errors import KNOWN_ERRORS, UnknownConversation
from assistant.ui.events import html_part, text_value
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.history import (
    TITLE_CHARACTERS,
    render_download,
    render_history_head,
    render_history_rows,
)
from assistant.ui.render.markup import Html
from assistant.ui.service import PageService
from assistant.ui.texts import load_texts
from assistant.ui.turns import restored
from assistant.ui.visit import Visit

Updates = dict[Any, Any]
_ROWS = 100
"""How many conversations are listed; older ones are found by searching."""
_FORMS: dict[str, ExportFormat] = {form: form for form in get_args(ExportFormat)}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class HistoryParts:
    """The components of the column."""

    head: gr.HTML
    rows: gr.HTML
    download: gr.HTML

    @property
    def all(self) -> list[Any]:
        return [self.head, self.rows]


class HistoryPanel:
    """Joins the column to the service. ``stop`` gives up what is being answered in a conversation of a page."""

    def __init__(self, service: PageService, stop: Callable[[Visit, str, gr.Request], None]) -> None:
        self._service = service
        self._stop = stop
        self._parts: HistoryParts | None = None

    @property
    def parts(self) -> HistoryParts:
        if self._parts is None:
            raise RuntimeError("the column has not been built")
        return self._parts

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Column(elem_id="history"):
            head = html_part("history-head", "new_conversation", "search_conversations")
            rows = html_part(
                "history-rows",
                "open_conversation",
                "rename_conversation",
                "delete_conversation",
                "export_conversation",
            )
            download = html_part("download")
        self._parts = HistoryParts(head, rows, download)

    def connect(self, visit: gr.State, conversation: list[Any], show: Callable[[Visit], Updates]) -> None:
        """Join the events to their handlers; ``show`` fills the components of ``conversation`` anew."""
        parts = self.parts
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        quick["inputs"] = [visit]

        def shown(change: Callable[[Visit, gr.EventData, gr.Request], None]) -> Callable[..., Updates]:
            def handle(visit: Visit, event: gr.EventData, request: gr.Request) -> Updates:
                change(visit, event, request)
                return {**show(visit), **self.rows(visit)}

            return handle

        both = [*conversation, parts.rows]
        parts.head.new_conversation(shown(self.new_conversation), outputs=both, **quick)
        parts.rows.open_conversation(shown(self.open_conversation), outputs=both, **quick)
        parts.rows.delete_conversation(shown(self.delete_conversation), outputs=both, **quick)
        parts.head.search_conversations(
            self.search_conversations, outputs=[parts.rows], trigger_mode="always_last", **quick
        )
        parts.rows.rename_conversation(self.rename_conversation, outputs=[parts.rows], **quick)
        parts.rows.export_conversation(self.export_conversation, outputs=[parts.rows, parts.download], **quick)

    # ---- showing ----

    def show(self, visit: Visit) -> Updates:
        """Show the whole column in the visit's language."""
        return {self.parts.head: render_history_head(visit.search, load_texts(visit.language)), **self.rows(visit)}

    def rows(self, visit: Visit) -> Updates:
        """Show the conversations as they are now."""
        texts = load_texts(visit.language)
        found = self._found(visit)
        problem = () if visit.history_problem is None else problem_words(visit.history_problem, texts)
        visit.history_problem = None
        now = datetime.now().astimezone()
        open_id = visit.conversation.conversation_id
        rows = render_history_rows(found[:_ROWS], open_id, visit.search, now, problem, texts, len(found[_ROWS:]))
        return {self.parts.rows: rows}

    def _found(self, visit: Visit) -> tuple[ConversationSummary, ...]:
        try:
            return self._service.conversations(visit.user, visit.search.strip())
        except KNOWN_ERRORS as error:
            visit.history_problem = problem_of(error)
            return ()

    # ---- what can be done ----

    def new_conversation(self, visit: Visit, event: gr.EventData, request: gr.Request) -> None:
        """Begin an empty conversation."""
        visit.start_conversation()

    def open_conversation(self, visit: Visit, event: gr.EventData, request: gr.Request) -> None:
        """Go back to a kept conversation; the one that is open already stays as it is."""
        identity = text_value(event, "conversation")
        if identity == visit.conversation.conversation_id:
            return
        try:
            kept = self._service.conversation(visit.user, identity)
        except KNOWN_ERRORS as error:
            visit.history_problem = problem_of(error)
            return
        visit.show_conversation(identity, restored(kept.turns, identity))

    def delete_conversation(self, visit: Visit, event: gr.EventData, request: gr.Request) -> None:
        """Forget a conversation for good, and give up what is being answered in it."""
        identity = text_value(event, "conversation")
        try:
            self._service.delete_conversation(visit.user, identity)
        except UnknownConversation:
            pass  # another page was faster
        except KNOWN_ERRORS as error:
            visit.history_problem = problem_of(error)
            return
        self._stop(visit, identity, request)
        visit.forget_conversation(identity)

    def rename_conversation(self, visit: Visit, event: gr.EventData) -> Updates:
        """Give a conversation the name that was typed in; an empty one changes nothing."""
        title = " ".join(text_value(event, "title").split())[:TITLE_CHARACTERS]
        if title:
            try:
                self._service.rename_conversation(visit.user, text_value(event, "conversation"), title)
            except KNOWN_ERRORS as error:
                visit.history_problem = problem_of(error)
        return self.rows(visit)

    def search_conversations(self, visit: Visit, event: gr.EventData) -> Updates:
        """List the conversations that hold the words."""
        visit.search = text_value(event, "words")[:TITLE_CHARACTERS]
        return self.rows(visit)

    def export_conversation(self, visit: Visit, event: gr.EventData) -> Updates:
        """Hand a conversation over as a file."""
        form = _FORMS.get(text_value(event, "form"))
        if form is None:
            return {self.parts.download: Html("")}
        identity = text_value(event, "conversation")
        try:
            name, content = self._service.export_conversation(visit.user, identity, form, visit.language)
        except KNOWN_ERRORS as error:
            visit.history_problem = problem_of(error)
            return {**self.rows(visit), self.parts.download: Html("")}
        return {self.parts.download: render_download(safe_name(name), content, form, secrets.token_hex(4))}


def safe_name(name: str) -> str:
    """A file name that is no path and holds nothing that a file system refuses."""
    stem, _, ending = " ".join(_NOT_IN_NAMES.sub(" ", name).split()).rpartition(".")
    return f"{stem.strip(' .')[:100].strip() or 'baocao'}.{ending.strip()[:8]}"
