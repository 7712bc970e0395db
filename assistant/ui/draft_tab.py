"""The Draft tab: from a request over an outline with facts to a checked text and its files."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import gradio as gr

from assistant.ui.draft_editing import DraftEditing
from assistant.ui.draft_outlining import DraftOutlining
from assistant.ui.draft_runs import DraftRuns
from assistant.ui.draft_screen import DraftParts, DraftScreen, Updates
from assistant.ui.draft_starting import DraftStarting
from assistant.ui.draft_writing import DraftWriting
from assistant.ui.service import PageService
from assistant.ui.visit import Visit

DRAFTING_AT_ONCE = 24
"""How many drafts may be shown as on their way at the same time, over all users."""


class DraftTab:
    """Joins the screen to its handlers. Holds nothing of any user but the drafts being written, each under its user."""

    name = "draft"

    def __init__(self, service: PageService, executor: Executor) -> None:
        self.screen = DraftScreen(service)
        self.runs = DraftRuns(executor)
        self.writing = DraftWriting(self.screen, self.runs, lambda: service.model_state().state == "ready")
        self.starting = DraftStarting(self.screen, self.writing)
        self.outlining = DraftOutlining(self.screen)
        self.editing = DraftEditing(self.screen)

    @property
    def parts(self) -> DraftParts:
        return self.screen.parts

    @property
    def components(self) -> list[Any]:
        """Everything that ``show`` fills."""
        return self.parts.all

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        self.screen.build()

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        shared: dict[str, Any] = {
            "inputs": [visit],
            "outputs": self.parts.all,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        quick = {**shared, "queue": False}
        slow = {**shared, "concurrency_limit": DRAFTING_AT_ONCE, "concurrency_id": "draft"}
        for handlers in (self.starting, self.outlining, self.editing, self.writing):
            handlers.connect(visit, quick, slow)

    def connect_using(self, conversation: gr.HTML, visit: gr.State) -> None:
        """Let an answer be used in a draft."""
        conversation.use_in_draft(
            self.starting.use_in_draft,
            inputs=[visit],
            outputs=self.parts.all,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        return self.screen.everything(visit)
