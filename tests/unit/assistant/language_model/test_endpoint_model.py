"""A model on somebody's server: what it says is streamed, what goes wrong is said, and stop means stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import ChatModelError, ChatModelFailed, ChatModelTimeout, ChatModelUnusable
from assistant.language_model.chat_model import ChatMessage, WritingRules, YesNo
from assistant.language_model.endpoint_model import EndpointModel, EndpointParts
from assistant.language_model.langchain_chat import openai_chat, provider_chat
from assistant.language_model.llama_server import LlamaServer, estimate_tokens
from assistant.language_model.model_stream import TimeLimits
from assistant.language_model.writing_grammar import writing_grammar
from tests.chat_servers import (
    Behaviour,
    ChatServer,
    break_off,
    chat_server,
    garbage,
    hang,
    hang_before_headers,
    refuse,
    say,
    stop_short,
    weigh,
)

MESSAGES = (ChatMessage("system", "Trả lời ngắn."), ChatMessage("user", "Bao nhiêu?"))
PATIENT = TimeLimits(first=20, total=30)
HASTY = TimeLimits(first=0.2, total=0.4, silence=0.2)


@contextmanager
def served(
    *behaviours: Behaviour, limits: TimeLimits = PATIENT, llama: bool = False, places: int = 4
) -> Iterator[tuple[EndpointModel, ChatServer]]:
    with chat_server(*behaviours, llama=llama) as server:
        chat = openai_chat("endpoint:m", "m", server.address, "secret", limits)
        model = EndpointModel("endpoint:m", EndpointParts(chat, LlamaServer(server.address, "secret"), places))
        yield model, server
        model.close()


def text_of(model: EndpointModel, cancellation: Cancellation | None = None, numbers: WritingRules | None = None) -> str:
    events = model.stream(MESSAGES, max_tokens=9, cancellation=cancellation or Cancellation(), rules=numbers)
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def test_the_text_comes_as_it_is_streamed_and_the_request_says_what_was_asked() -> None:
    with served(say("Có ", "13 ", "đơn vị.")) as (model, server):
        events = list(model.stream(MESSAGES, max_tokens=9, cancellation=Cancellation(), rules=WritingRules(("13",))))
        assert events == [TextDelta("Có "), TextDelta("13 "), TextDelta("đơn vị.")]
        body = server.bodies[0]
        assert body["messages"] == [
            {"role": "system", "content": "Trả lời ngắn."},
            {"role": "user", "content": "Bao nhiêu?"},
        ]
        assert (body["model"], body["max_tokens"], body["temperature"], body["stream"]) == ("m", 9, 0, True)
        assert "grammar" not in body
        assert server.keys == ["Bearer secret"]
        assert model.state().state == "ready"


def test_a_llama_server_is_held_to_the_numbers_and_counts_its_own_tokens() -> None:
    with served(say("x"), llama=True) as (model, server):
        text_of(model, numbers=WritingRules(("13",)))
        assert server.bodies[0]["grammar"] == writing_grammar(WritingRules(("13",)))
        assert server.bodies[0]["cache_prompt"] is True
        assert model.count_tokens("một hai ba") == 3


def test_without_a_tokenizer_tokens_are_estimated_from_above() -> None:
    with served(say("x")) as (model, _):
        assert model.count_tokens("Hội nghị") == estimate_tokens("Hội nghị") == 6


@pytest.mark.parametrize(
    ("behaviour", "detail"),
    [
        (refuse(401), "the address refuses the key (HTTP 401)"),
        (refuse(403), "the address refuses the key (HTTP 403)"),
        (refuse(404), "the address knows no such model or is not a chat model's (HTTP 404)"),
        (break_off("Có "), "the connection broke"),
        (stop_short("Có "), "the connection broke in the middle of the answer"),
        (break_off(), "the connection broke"),
    ],
    ids=["wrong key", "forbidden", "no such model", "breaks in the middle", "stops short", "breaks at once"],
)
def test_what_the_server_does_wrong_is_said(behaviour: Behaviour, detail: str) -> None:
    with served(behaviour) as (model, _):
        with pytest.raises(ChatModelFailed) as caught:
            text_of(model)
        assert caught.value.facts == {"name": "endpoint:m", "detail": detail}
        assert (model.state().state, model.state().code) == ("failed", "chat_model_failed")


@pytest.mark.parametrize("line", ["{broken", "[1]", '{"choices": 5}', '{"error": {"message": "out of memory"}}'])
def test_a_stream_of_nonsense_is_a_failure_of_the_model(line: str) -> None:
    with served(garbage(line)) as (model, _), pytest.raises(ChatModelError):
        text_of(model)


def test_a_refused_request_says_why_and_is_not_repeated() -> None:
    with served(refuse(400, "the prompt is too long")) as (model, server):
        with pytest.raises(ChatModelFailed, match="the prompt is too long"):
            text_of(model)
        assert len(server.bodies) == 1


def test_an_overloaded_server_is_asked_again() -> None:
    with served(refuse(429, retry_after="0"), refuse(503, retry_after="0"), say("Có.")) as (model, server):
        assert text_of(model) == "Có."
        assert len(server.bodies) == 3
        assert model.state().state == "ready"


def test_an_overloaded_server_is_not_asked_for_ever() -> None:
    with served(refuse(500, retry_after="0")) as (model, server):
        with pytest.raises(ChatModelFailed, match="overloaded or broken"):
            text_of(model)
        assert len(server.bodies) == 3


def test_nobody_at_the_address_is_said() -> None:
    with served(say("x")) as (model, server):
        server.shutdown()
        server.server_close()
        with pytest.raises(ChatModelFailed, match="nothing answers at the address"):
            text_of(model)


@pytest.mark.parametrize("behaviour", [hang_before_headers(), hang(), hang("Có ")], ids=["silent", "empty", "stuck"])
def test_a_model_that_hangs_is_late_and_its_connection_is_cut(behaviour: Behaviour) -> None:
    with served(behaviour, limits=HASTY) as (model, server):
        with pytest.raises(ChatModelTimeout) as caught:
            text_of(model)
        assert caught.value.facts == {"name": "endpoint:m", "seconds": "0.2"}
        assert not server.bodies or server.disconnected.wait(10)  # on a busy machine it is late before it has asked


@pytest.mark.parametrize("behaviour", [hang_before_headers(), hang()], ids=["before headers", "before the first word"])
def test_giving_up_while_waiting_for_the_first_word_ends_the_request_at_once(behaviour: Behaviour) -> None:
    with served(behaviour) as (model, server):
        cancellation = Cancellation()
        outcome: list[str] = []

        def ask() -> None:
            try:
                text_of(model, cancellation)
            except Cancelled:
                outcome.append("cancelled")

        asking = threading.Thread(target=ask)
        asking.start()
        while not server.bodies:
            asking.join(0.01)
        cancellation.cancel()
        asking.join(10)
        assert outcome == ["cancelled"]
        assert server.disconnected.wait(10)


def test_closing_the_stream_in_the_middle_ends_the_request() -> None:
    with served(hang("Có ")) as (model, server):
        events = model.stream(MESSAGES, max_tokens=9, cancellation=Cancellation())
        assert next(events) == TextDelta("Có ")
        events.close()  # type: ignore[attr-defined]
        assert server.disconnected.wait(10)


def test_what_was_given_up_before_it_began_is_not_asked() -> None:
    with served(say("x")) as (model, server):
        cancellation = Cancellation()
        cancellation.cancel()
        with pytest.raises(Cancelled):
            text_of(model, cancellation)
        assert server.bodies == []


def test_who_comes_second_is_told_to_wait_and_is_served_second() -> None:
    with served(hang("một"), say("hai"), places=1) as (model, _):
        first = model.stream(MESSAGES, max_tokens=9, cancellation=Cancellation())
        assert next(first) == TextDelta("một")
        second = model.stream(MESSAGES, max_tokens=9, cancellation=Cancellation())
        assert next(second) == Waiting(1)
        first.close()  # type: ignore[attr-defined]
        assert list(second) == [TextDelta("hai")]


def test_nothing_is_traced_even_where_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "x")
    with served(say("Có.")) as (model, server):
        monkeypatch.setenv("LANGSMITH_ENDPOINT", server.address)
        assert text_of(model) == "Có."
        assert len(server.bodies) == 1


@pytest.mark.parametrize("name", ["nobody:model", "anthropic:model"])
def test_a_provider_that_is_unknown_or_not_installed_is_said(name: str) -> None:
    model = EndpointModel(name, EndpointParts(provider_chat(name, name, "", PATIENT), None))
    with pytest.raises(ChatModelUnusable):
        model.warm()
    assert model.state().code == "chat_model_unusable"
    with pytest.raises(ChatModelUnusable):
        text_of(model)
    model.close()


def test_a_server_that_was_away_is_asked_again_what_it_is() -> None:
    server = LlamaServer("http://127.0.0.1:9/v1", "")
    assert server.is_llama() is None
    assert server.busy_slots() is None
    assert server.count_tokens("một hai") is None
    server.close()
    assert server.count_tokens("một hai") is None


YES_OR_NO = YesNo(frozenset({"có"}), frozenset({"không"}))


def leaning_of(model: EndpointModel, cancellation: Cancellation | None = None) -> float | None:
    asked = model.lean(MESSAGES, YES_OR_NO, cancellation=cancellation or Cancellation())
    while True:
        try:
            next(asked)
        except StopIteration as finished:
            return None if finished.value is None else float(finished.value)


def test_a_llama_server_tells_how_far_the_model_leans() -> None:
    with served(weigh(Có=-0.2, Không=-2.2), llama=True) as (model, server):
        assert leaning_of(model) == pytest.approx(2.0, abs=1e-3)
        body = server.bodies[0]
        assert (body["logprobs"], body["top_logprobs"], body["max_tokens"]) == (True, 20, 1)


def test_a_server_that_tells_no_probabilities_is_not_relied_on() -> None:
    with served(say("Có"), llama=True) as (model, _):
        assert leaning_of(model) is None
    with served(say("Có")) as (model, server):
        assert leaning_of(model) is None
        assert server.bodies == []


def test_weighing_keeps_the_time_limits_and_can_be_given_up() -> None:
    with served(hang_before_headers(), limits=HASTY, llama=True) as (model, _), pytest.raises(ChatModelTimeout):
        leaning_of(model)
    cancellation = Cancellation()
    cancellation.cancel()
    with served(say("Có"), llama=True) as (model, _), pytest.raises(Cancelled):
        leaning_of(model, cancellation)
