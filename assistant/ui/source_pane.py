"""The pane that shows where a quotation stands, in whichever tab it is."""

from __future__ import annotations

import gradio as gr

from assistant.errors import KNOWN_ERRORS
from assistant.ui.events import number_value, text_value
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.markup import Html
from assistant.ui.render.source import (
    render_source,
    render_source_gone,
    render_source_hint,
    render_source_problem,
)
from assistant.ui.service import PageService
from assistant.ui.texts import Texts
from ingest.errors import UnknownDocument

OpenedSource = tuple[str, int, int, int]
"""Document, start and end in its clean text, and the number of the quotation (0 for none)."""


def opened_by(event: gr.EventData) -> OpenedSource:
    """Which source a button asked for."""
    return (
        text_value(event, "document"),
        number_value(event, "start"),
        number_value(event, "end"),
        max(0, number_value(event, "key")),
    )


def show_source(service: PageService, opened: OpenedSource | None, texts: Texts) -> Html:
    """The pane with a source, with what to do to get one, or with the reason why there is none."""
    if opened is None:
        return render_source_hint(texts)
    document, start, end, key = opened
    try:
        view = service.source_view(document, start, end)
    except UnknownDocument:
        return render_source_gone(key, texts)
    except KNOWN_ERRORS as error:
        return render_source_problem(problem_of(error), texts, problem_words)
    return render_source(view, key, texts)
