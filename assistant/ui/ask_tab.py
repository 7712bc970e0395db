"""The Ask tab: a conversation with checked answers, and the source pane beside it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from assistant.answer import AnswerEvent, Finished, PassagesFound, TextDelta
from assistant.errors import KNOWN_ERRORS
from assistant.ui.events import html_part, number_value, read_period, text_value, toggled
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.conversation import render_conversation, render_empty, render_live
from assistant.ui.render.frame import render_filters, render_history
from assistant.ui.render.markup import Html
from assistant.ui.render.source import render_source, render_source_hint, render_source_problem
from assistant.ui.service import PageService
from assistant.ui.streaming import AnswerStream, RunningAnswers
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import Turn, Visit
from vectorstore.records import SearchFilter

Updates = dict[Any, Any]
"""New values by component."""

ASKING_AT_ONCE = 32
"""How many questions may be shown as on their way at the same time, over all users."""

_FILTER_FIELDS = frozenset({"issuers", "doc_types", "period", "languages"})


@dataclass(frozen=True, slots=True)
class AskParts:
    """The components of the tab."""

    history: gr.HTML
    conversation: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    filters: gr.HTML
    source: gr.HTML

    @property
    def all(self) -> list[Any]:
        return [
            self.history,
            self.conversation,
            self.live,
            self.box,
            self.send,
            self.stop,
            self.filters,
            self.source,
        ]


class AskTab:
    """Joins the components to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    name = "ask"

    def __init__(self, service: PageService, executor: Executor) -> None:
        self._service = service
        self._executor = executor
        self._running = RunningAnswers()
        self._parts: AskParts | None = None

    @property
    def parts(self) -> AskParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Row(elem_id="ask-grid"):
            history = html_part("history", "open_conversation", "new_conversation")
            with gr.Column(elem_id="conversation-column"):
                with gr.Column(elem_id="conversation-scroll"):
                    conversation = html_part("conversation", "open_source", "ask_example", "retry", "forget_understood")
                    live = html_part("live", "open_source")
                with gr.Column(elem_id="composer"):
                    with gr.Row(elem_id="composer-row"):
                        box = gr.Textbox(
                            lines=1,
                            max_lines=8,
                            max_length=4000,
                            show_label=False,
                            container=False,
                            elem_id="question",
                            html_attributes=gr.InputHTMLAttributes(
                                autocomplete="off", spellcheck=False, enterkeyhint="send"
                            ),
                        )
                        send = gr.Button(elem_id="send", variant="primary")
                        stop = gr.Button(elem_id="stop", variant="stop")
                    filters = html_part(
                        "filters", "toggle_filter", "set_period", "clear_filters", "delete_conversation"
                    )
            source = html_part("source", "open_report")
        self._parts = AskParts(history, conversation, live, box, send, stop, filters, source)

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        parts = self.parts
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        asking: dict[str, Any] = {
            "outputs": [parts.conversation, parts.live, parts.history, parts.box],
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": ASKING_AT_ONCE,
            "concurrency_id": "ask",
        }
        gr.on([parts.box.submit, parts.send.click], self.ask, inputs=[visit, parts.box], **asking)
        parts.conversation.ask_example(self.ask_example, inputs=[visit], **asking)
        parts.conversation.retry(self.retry, inputs=[visit], **asking)
        parts.conversation.forget_understood(self.forget_understood, inputs=[visit], **asking)
        parts.stop.click(self.stop, **quick)
        for part in (parts.conversation, parts.live):
            part.open_source(self.open_source, inputs=[visit], outputs=[parts.source], **quick)
        conversations = [parts.history, parts.conversation, parts.live, parts.source]
        parts.history.open_conversation(self.open_conversation, inputs=[visit], outputs=conversations, **quick)
        parts.history.new_conversation(self.new_conversation, inputs=[visit], outputs=conversations, **quick)
        parts.filters.delete_conversation(self.delete_conversation, inputs=[visit], outputs=conversations, **quick)
        for event, handler in (
            (parts.filters.toggle_filter, self.toggle_filter),
            (parts.filters.set_period, self.set_period),
            (parts.filters.clear_filters, self.clear_filters),
        ):
            event(handler, inputs=[visit], outputs=[parts.filters], **quick)

    # ---- showing ----

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        texts, parts = load_texts(visit.language), self.parts
        return {
            **self._show_conversation(visit, texts),
            parts.box: gr.update(placeholder=texts("ask.placeholder"), label=texts("ask.label")),
            parts.send: gr.update(value=texts("ask.send")),
            parts.stop: gr.update(value=texts("ask.stop")),
            parts.filters: self._filters(visit, texts),
            parts.source: self._source(visit, texts),
        }

    def _show_conversation(self, visit: Visit, texts: Texts) -> Updates:
        parts = self.parts
        return {
            parts.history: render_history(visit.conversations, visit.current, texts),
            parts.conversation: self._conversation(visit, texts),
            parts.live: render_live(visit.live_here, texts),
        }

    def _conversation(self, visit: Visit, texts: Texts) -> Html:
        conversation = visit.conversation
        if conversation.turns or visit.live_here is not None:
            return render_conversation(conversation, texts, problem_words, Html(""))
        summary = self._service.library_summary()
        examples = self._service.example_questions(visit.language) if summary.indexed else ()
        return render_empty(summary, examples, texts)

    def _filters(self, visit: Visit, texts: Texts) -> Html:
        return render_filters(self._service.library_summary(), visit.filter, texts)

    def _source(self, visit: Visit, texts: Texts) -> Html:
        if visit.opened is None:
            return render_source_hint(texts)
        document, start, end, key = visit.opened
        try:
            view = self._service.source_view(document, start, end)
        except KNOWN_ERRORS as error:
            return render_source_problem(problem_of(error), texts, problem_words)
        return render_source(view, key, texts)

    # ---- asking ----

    def ask(self, visit: Visit, question: str, request: gr.Request) -> Iterator[Updates]:
        """Answer what is in the box; an empty box asks nothing."""
        yield from self._answer(visit, question, request)

    def ask_example(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask a question that the page itself offered."""
        yield from self._answer(visit, text_value(event, "question"), request)

    def retry(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask a question of this conversation once more."""
        turn = visit.turn(number_value(event, "turn"))
        if turn is not None:
            yield from self._answer(visit, turn.question, request, ignored=turn.ignored)

    def forget_understood(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask again without a restriction that was read from the question."""
        turn, field = visit.turn(number_value(event, "turn")), text_value(event, "field")
        if turn is not None and field in _FILTER_FIELDS:
            yield from self._answer(visit, turn.question, request, ignored=turn.ignored | {field})

    def _answer(
        self, visit: Visit, question: str, request: gr.Request, *, ignored: frozenset[str] = frozenset()
    ) -> Iterator[Updates]:
        question = question.strip()
        if not question or visit.live is not None:
            return
        session = str(request.session_hash)
        turn = visit.start_turn(question, ignored=ignored)
        stream = AnswerStream(partial(self._events, turn), self._executor)
        self._running.start(session, stream)
        try:
            yield {self.parts.box: "", **self._show_conversation(visit, load_texts(visit.language))}
            for batch in stream.batches():
                turn = _after(turn, batch)
                visit.live = turn
                yield {self.parts.live: render_live(visit.live_here, load_texts(visit.language))}
        finally:
            turn = _ended(turn, stream.error)
            stream.stop()
            self._running.finish(session, stream)
            visit.finish_turn(turn)
        yield self._show_conversation(visit, load_texts(visit.language))

    def _events(self, turn: Turn) -> Iterator[AnswerEvent]:
        if turn.ignored:
            return self._service.stream(turn.question, filter=turn.filter, ignored=turn.ignored)
        return self._service.stream(turn.question, filter=turn.filter)

    def stop(self, request: gr.Request) -> None:
        """Give up the answer that this page is waiting for."""
        self._running.stop(str(request.session_hash))

    # ---- everything else ----

    def open_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show where a quotation stands."""
        visit.opened = (
            text_value(event, "document"),
            number_value(event, "start"),
            number_value(event, "end"),
            max(0, number_value(event, "key")),
        )
        return {self.parts.source: self._source(visit, load_texts(visit.language))}

    def open_conversation(self, visit: Visit, event: gr.EventData) -> Updates:
        """Go back to an earlier conversation."""
        visit.open_conversation(number_value(event, "number"))
        return self._changed_conversation(visit)

    def new_conversation(self, visit: Visit) -> Updates:
        """Begin an empty conversation."""
        visit.start_conversation()
        return self._changed_conversation(visit)

    def delete_conversation(self, visit: Visit, request: gr.Request) -> Updates:
        """Forget the current conversation, and give up what is being answered in it."""
        if visit.live_here is not None:
            self.stop(request)
        visit.delete_conversation()
        return self._changed_conversation(visit)

    def _changed_conversation(self, visit: Visit) -> Updates:
        visit.opened = None
        texts = load_texts(visit.language)
        return {**self._show_conversation(visit, texts), self.parts.source: self._source(visit, texts)}

    def toggle_filter(self, visit: Visit, event: gr.EventData) -> Updates:
        """Add a value to the filter or take it away."""
        visit.filter = toggled(visit.filter, text_value(event, "field"), text_value(event, "value"))
        return {self.parts.filters: self._filters(visit, load_texts(visit.language))}

    def set_period(self, visit: Visit, event: gr.EventData) -> Updates:
        """Limit the search to the days that were typed in."""
        period = read_period(f"{text_value(event, 'start')}/{text_value(event, 'end')}")
        if period is not None:
            visit.filter = replace(visit.filter, period=period)
        return {self.parts.filters: self._filters(visit, load_texts(visit.language))}

    def clear_filters(self, visit: Visit) -> Updates:
        """Search everything again."""
        visit.filter = SearchFilter()
        return {self.parts.filters: self._filters(visit, load_texts(visit.language))}


def _after(turn: Turn, events: tuple[AnswerEvent, ...]) -> Turn:
    """The turn as it is after some more events."""
    for event in events:
        if isinstance(event, PassagesFound):
            turn = replace(turn, passages=event.passages, understood=event.understood)
        elif isinstance(event, TextDelta):
            turn = replace(turn, text=turn.text + event.text)
        elif isinstance(event, Finished):
            turn = replace(turn, answer=event.answer, text=event.answer.text, understood=event.answer.understood)
    return turn


def _ended(turn: Turn, error: BaseException | None) -> Turn:
    """The turn once no more events come: answered, failed, or else stopped."""
    if turn.answer is not None:
        return replace(turn, outcome="answered")
    if error is not None:
        return replace(turn, outcome="failed", problem=problem_of(error))
    return replace(turn, outcome="stopped")
