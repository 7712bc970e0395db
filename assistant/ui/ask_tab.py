"""The Ask tab: a conversation with checked answers, and the source pane beside it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import gradio as gr

from assistant.answering.answer import AnswerEvent
from assistant.cancellation import Cancellation
from assistant.conversations import Exchange, Feedback
from assistant.errors import KNOWN_ERRORS
from assistant.ui.events import html_part, number_value, text_value
from assistant.ui.feedback import chosen_feedback, commented_feedback, give_feedback, turn_number
from assistant.ui.filter_bar import FilterBar
from assistant.ui.history_panel import HistoryPanel
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.conversation import render_conversation, render_empty, render_live
from assistant.ui.render.markup import Html
from assistant.ui.service import PageService
from assistant.ui.source_pane import opened_by, show_source
from assistant.ui.streaming import RunningWork, WorkStream
from assistant.ui.texts import Texts, load_texts
from assistant.ui.turns import advanced, ended, exchanges, keep
from assistant.ui.visit import Turn, Visit

Updates = dict[Any, Any]
"""New values by component."""

ASKING_AT_ONCE = 32
"""How many questions may be shown as on their way at the same time, over all users."""

_FILTER_FIELDS = frozenset({"issuers", "doc_types", "period", "languages"})


@dataclass(frozen=True, slots=True)
class AskParts:
    """The components of the tab beside the history column and the filter chips."""

    conversation: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    source: gr.HTML


class AskTab:
    """Joins the components to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    name = "ask"

    def __init__(self, service: PageService, executor: Executor, running: RunningWork | None = None) -> None:
        self._service = service
        self._executor = executor
        self._running = running or RunningWork()
        self.history = HistoryPanel(service, self.stop_conversation)
        self.filters = FilterBar(service)
        self._parts: AskParts | None = None

    @property
    def parts(self) -> AskParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    @property
    def components(self) -> list[Any]:
        """Everything that ``show`` fills."""
        parts = self.parts
        own = [parts.conversation, parts.live, parts.box, parts.send, parts.stop, parts.source]
        return [*self.history.parts.all, *own, self.filters.part]

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        with gr.Row(elem_id="ask-grid"):
            self.history.build()
            with gr.Column(elem_id="conversation-column"):
                with gr.Column(elem_id="conversation-scroll"):
                    conversation = html_part(
                        "conversation",
                        "open_source",
                        "ask_example",
                        "retry",
                        "forget_understood",
                        "give_feedback",
                        "comment_feedback",
                        "use_in_draft",
                    )
                    live = html_part("live", "open_source")
                with gr.Column(elem_id="composer"):
                    with gr.Row(elem_id="composer-row"):
                        box = _question_box()
                        send = gr.Button(elem_id="send", variant="primary")
                        stop = gr.Button(elem_id="stop", variant="stop")
                    self.filters.build()
            source = html_part("source", "open_report")
        self._parts = AskParts(conversation, live, box, send, stop, source)

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        parts = self.parts
        quick: dict[str, Any] = {
            "inputs": [visit],
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        asking: dict[str, Any] = {
            "outputs": [parts.conversation, parts.live, self.history.parts.rows, parts.box],
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": ASKING_AT_ONCE,
            "concurrency_id": "ask",
            "trigger_mode": "multiple",  # another conversation may be asked while one is being answered
        }
        gr.on([parts.box.submit, parts.send.click], self.ask, inputs=[visit, parts.box], **asking)
        parts.conversation.ask_example(self.ask_example, inputs=[visit], **asking)
        parts.conversation.retry(self.retry, inputs=[visit], **asking)
        parts.conversation.forget_understood(self.forget_understood, inputs=[visit], **asking)
        parts.stop.click(self.stop, **quick)
        for part in (parts.conversation, parts.live):
            part.open_source(self.open_source, outputs=[parts.source], **quick)
        parts.conversation.give_feedback(
            self.give_feedback, outputs=[parts.conversation], trigger_mode="multiple", **quick
        )
        parts.conversation.comment_feedback(self.comment_feedback, outputs=[parts.conversation], **quick)
        self.history.connect(visit, [parts.conversation, parts.live, parts.source], self._show_opened)
        self.filters.connect(visit)

    # ---- showing ----

    def show(self, visit: Visit) -> Updates:
        """Show everything of a visit in its language."""
        texts, parts = load_texts(visit.language), self.parts
        return {
            **self.history.show(visit),
            **self._show_opened(visit),
            parts.box: gr.update(placeholder=texts("ask.placeholder"), label=texts("ask.label")),
            parts.send: gr.update(value=texts("ask.send")),
            parts.stop: gr.update(value=texts("ask.stop")),
            **self.filters.show(visit),
        }

    def _show_opened(self, visit: Visit) -> Updates:
        texts = load_texts(visit.language)
        return {
            **self._show_turns(visit, texts),
            self.parts.source: show_source(self._service, visit.opened, texts),
        }

    def _show_turns(self, visit: Visit, texts: Texts) -> Updates:
        return {
            self.parts.conversation: self._conversation(visit, texts),
            self.parts.live: render_live(visit.live_here, texts),
        }

    def _conversation(self, visit: Visit, texts: Texts) -> Html:
        conversation = visit.conversation
        if conversation.turns or visit.live_here is not None:
            return render_conversation(conversation, texts, problem_words, Html(""))
        summary = self._service.library_summary()
        examples = self._service.example_questions(visit.language) if summary.indexed else ()
        return render_empty(summary, examples, texts)

    # ---- asking ----

    def ask(self, visit: Visit, question: str, request: gr.Request) -> Iterator[Updates]:
        """Answer what is in the box; an empty box asks nothing."""
        yield from self._answer(visit, question, request)

    def ask_example(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask a question that the page itself offered."""
        yield from self._answer(visit, text_value(event, "question"), request)

    def retry(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask a question of this conversation once more, after what stood before it."""
        turn = visit.turn(number_value(event, "turn"))
        if turn is not None:
            yield from self._answer(visit, turn.question, request, ignored=turn.ignored, before=turn.number)

    def forget_understood(self, visit: Visit, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """Ask again without a restriction that was read from the question."""
        turn, field = visit.turn(number_value(event, "turn")), text_value(event, "field")
        if turn is not None and field in _FILTER_FIELDS:
            yield from self._answer(visit, turn.question, request, ignored=turn.ignored | {field}, before=turn.number)

    def _answer(
        self,
        visit: Visit,
        question: str,
        request: gr.Request,
        *,
        ignored: frozenset[str] = frozenset(),
        before: int | None = None,
    ) -> Iterator[Updates]:
        question = question.strip()
        if not question or visit.live_here is not None:
            return
        history = exchanges(turn for turn in visit.conversation.turns if before is None or turn.number < before)
        turn = visit.start_turn(question, ignored=ignored, asked_at=datetime.now(UTC))
        key = _key(request, turn)
        stream = WorkStream[AnswerEvent](partial(self._events, turn, history), self._executor)
        self._running.start(key, stream)
        try:
            yield {self.parts.box: "", **self._show_turns(visit, load_texts(visit.language))}
            for batch in stream.batches():
                turn = advanced(turn, batch)
                visit.advance_turn(turn)
                yield {self.parts.live: render_live(visit.live_here, load_texts(visit.language))}
        finally:
            turn = ended(turn, stream.error)
            stream.stop()
            self._running.finish(key, stream)
            if visit.is_live(turn):
                visit.finish_turn(keep(self._service, visit.user, turn))
        yield {**self._show_turns(visit, load_texts(visit.language)), **self.history.rows(visit)}

    def _events(self, turn: Turn, history: tuple[Exchange, ...], cancellation: Cancellation) -> Iterator[AnswerEvent]:
        return self._service.stream(
            turn.question, filter=turn.filter, ignored=turn.ignored, history=history, cancellation=cancellation
        )

    def stop(self, visit: Visit, request: gr.Request) -> None:
        """Give up the answer that this page shows on its way."""
        if visit.live_here is not None:
            self._running.stop(_key(request, visit.live_here))

    def stop_conversation(self, visit: Visit, conversation_id: str, request: gr.Request) -> None:
        """Give up what is being answered in a kept conversation, shown or not."""
        for turn in visit.live.values():
            if turn.conversation_id == conversation_id:
                self._running.stop(_key(request, turn))

    # ---- everything else ----

    def open_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show where a quotation stands."""
        visit.opened = opened_by(event)
        return {self.parts.source: show_source(self._service, visit.opened, load_texts(visit.language))}

    def give_feedback(self, visit: Visit, event: gr.EventData) -> Any:
        """Store whether an answer was useful. The page shows it already: only what went wrong is shown anew."""
        turn = visit.turn(turn_number(event))
        return gr.skip() if turn is None else self._give(visit, turn, chosen_feedback(turn, event))

    def comment_feedback(self, visit: Visit, event: gr.EventData) -> Any:
        """Store what a reader wrote about an answer."""
        turn = visit.turn(turn_number(event))
        return gr.skip() if turn is None else self._give(visit, turn, commented_feedback(turn, event))

    def _give(self, visit: Visit, turn: Turn, feedback: Feedback | None) -> Any:
        try:
            give_feedback(self._service, visit, turn, feedback)
        except KNOWN_ERRORS as error:
            visit.change_turn(_with_problem(turn, error))
            return self._conversation(visit, load_texts(visit.language))
        return gr.skip()


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        lines=1,
        max_lines=8,
        max_length=4000,
        show_label=False,
        container=False,
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False, enterkeyhint="send"),
    )


def _key(request: gr.Request, turn: Turn) -> str:
    """Under which the running answer of a conversation of a page is found."""
    return f"{request.session_hash}:{turn.conversation}"


def _with_problem(turn: Turn, error: Exception) -> Turn:
    """The turn with the reason why it is not kept any more, so that feedback on it is no longer offered."""
    return replace(turn, kept=None, unkept=problem_of(error))
