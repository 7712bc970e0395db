"""Chat models through LangChain: any OpenAI-compatible address, and every provider that LangChain knows.

The only module that touches these libraries: what they raise leaves it as this project's errors.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import AssistantError, ChatModelError, ChatModelFailed, ChatModelTimeout, ChatModelUnusable
from assistant.language_model.chat_model import ChatMessage
from assistant.language_model.llama_server import is_loopback
from assistant.language_model.model_stream import StreamLate, TimeLimits, follow

if TYPE_CHECKING:
    import httpx
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

CONNECT_SECONDS = 10.0
TOLD_TOKENS = 20
"""How many of the likeliest tokens a server is asked for."""
LONGEST_DETAIL = 200
LONGEST_RETRY_SECONDS = 20.0


class ChatModelBusy(ChatModelFailed):
    """The server is overloaded or has a fault of its own: worth another try after ``wait`` seconds."""

    code = "chat_model_busy"

    def __init__(self, *, wait: float, **facts: object) -> None:
        super().__init__(**facts)
        self.wait = wait


class Wire:
    """The connection of one request, so that it can be cut under a reader that waits on it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut = False

    def note(self, event: str, facts: Mapping[str, Any]) -> None:
        """Receive what the HTTP library says about the request; connections made are remembered."""
        stream = facts.get("return_value")
        get = getattr(stream, "get_extra_info", None)
        found = get("socket") if get is not None else None
        if found is None:
            return
        with self._lock:
            self._socket = found
            if self._cut:
                self._shut()

    def cut(self) -> None:
        """Close the connection in both directions; the reader and the server notice at once."""
        with self._lock:
            self._cut = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is None:
            return
        with suppress(OSError):  # closed already
            self._socket.shutdown(socket.SHUT_RDWR)


class LangChainChat:
    """One chat model behind LangChain, streamed with time limits."""

    def __init__(
        self,
        name: str,
        make: Callable[[int], BaseChatModel],
        limits: TimeLimits,
        wires: Wires,
        *,
        says_how_it_ended: bool = False,
    ) -> None:
        self.name = name
        self._says_how_it_ended = says_how_it_ended
        self._make = make
        self._made: dict[int, BaseChatModel] = {}
        self._lock = threading.Lock()
        self._limits = limits
        self._wires = wires

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        extra: Mapping[str, object] | None = None,
    ) -> Generator[str, None, None]:
        """Give the text as it comes. ``extra`` joins the request's body.

        Raises ``Cancelled``, ``ChatModelTimeout``, ``ChatModelBusy``, ``ChatModelFailed`` and ``ChatModelUnusable``.
        """
        wire = Wire()

        def source() -> Iterator[str]:
            from langsmith import tracing_context

            with _Translating(self.name), self._wires.using(wire), tracing_context(enabled=False):
                arguments: dict[str, Any] = {"extra_body": dict(extra)} if extra else {}
                ended = not self._says_how_it_ended
                for chunk in self._model(max_tokens).stream(_converted(messages), **arguments):
                    ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                    yield str(chunk.text)
                if not ended:
                    raise ChatModelFailed(name=self.name, detail="the connection broke in the middle of the answer")

        try:
            yield from follow(source, cut=wire.cut, limits=self._limits, cancellation=cancellation)
        except StreamLate as late:
            raise ChatModelTimeout(name=self.name, seconds=f"{late.seconds:g}") from late

    def first_token(
        self, messages: Sequence[ChatMessage], *, cancellation: Cancellation, extra: Mapping[str, object] | None = None
    ) -> dict[str, float]:
        """Give the likeliest first tokens of a reply with their log-probabilities; empty where it is not told.

        Raises as ``stream`` does.
        """
        wire = Wire()

        def source() -> Iterator[str]:
            from langsmith import tracing_context

            with _Translating(self.name), self._wires.using(wire), tracing_context(enabled=False):
                arguments: dict[str, Any] = {"extra_body": dict(extra)} if extra else {}
                arguments |= {"logprobs": True, "top_logprobs": TOLD_TOKENS}
                for chunk in self._model(1).stream(_converted(messages), **arguments):
                    for token in (chunk.response_metadata.get("logprobs") or {}).get("content") or ():
                        yield json.dumps([[one["token"], one["logprob"]] for one in token["top_logprobs"]])

        try:
            told = next(follow(source, cut=wire.cut, limits=self._limits, cancellation=cancellation), "[]")
        except StreamLate as late:
            raise ChatModelTimeout(name=self.name, seconds=f"{late.seconds:g}") from late
        return {str(token): float(value) for token, value in json.loads(told)}

    def close(self) -> None:
        """Give the connections up."""
        self._wires.close()

    def prepare(self) -> None:
        """Load the libraries, so that the first question does not wait for them. Raises ``ChatModelError``."""
        with _Translating(self.name):
            self._model(1)

    def _model(self, max_tokens: int) -> BaseChatModel:
        with self._lock:
            if max_tokens not in self._made:
                self._made[max_tokens] = self._make(max_tokens)
            return self._made[max_tokens]


class Wires:
    """Gives each request of an HTTP client, made on the calling thread, the wire that is in use there."""

    def __init__(self) -> None:
        self._here = threading.local()
        self.client: httpx.Client | None = None

    def using(self, wire: Wire) -> AbstractContextManager[None]:
        """Connections that this thread makes inside the block are noted on ``wire``."""
        return _Using(self._here, wire)

    def attach(self, request: httpx.Request) -> None:
        """Tell a request which wire to note its connection on."""
        wire: Wire | None = getattr(self._here, "wire", None)
        if wire is not None:
            request.extensions = {**request.extensions, "trace": wire.note}

    def close(self) -> None:
        """Close the client, if one was made."""
        if self.client is not None:
            self.client.close()


class _Using:
    def __init__(self, here: threading.local, wire: Wire) -> None:
        self._here = here
        self._wire = wire

    def __enter__(self) -> None:
        self._here.wire = self._wire

    def __exit__(self, *_: object) -> None:
        self._here.wire = None


class _Translating:
    """Turns whatever a library raises inside the block into a ``ChatModelError``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, AssistantError | Cancelled):
            raise translate(error, self._name) from error


def openai_chat(name: str, model: str, address: str, api_key: str, limits: TimeLimits) -> LangChainChat:
    """A model behind an OpenAI-compatible address (ending in ``/v1``).

    Every request has a connection of its own: one that is kept open could not be cut while the next one waits on it.
    """
    wires = Wires()

    def make(max_tokens: int) -> BaseChatModel:
        import httpx
        from langchain_openai.chat_models.base import BaseChatOpenAI
        from pydantic import SecretStr

        if wires.client is None:
            wires.client = httpx.Client(
                event_hooks={"request": [wires.attach]},
                limits=httpx.Limits(max_keepalive_connections=0),
                timeout=httpx.Timeout(limits.total + CONNECT_SECONDS, connect=CONNECT_SECONDS),
                trust_env=not is_loopback(address),
            )
        return BaseChatOpenAI(
            model=model,
            base_url=address,
            api_key=SecretStr(api_key or "none"),
            max_tokens=max_tokens,
            temperature=0,
            max_retries=0,
            stream_usage=False,
            http_client=wires.client,
        )

    return LangChainChat(name, make, limits, wires, says_how_it_ended=True)


def provider_chat(name: str, model: str, api_key: str, limits: TimeLimits) -> LangChainChat:
    """A model by the name that ``init_chat_model`` knows it under, such as ``anthropic:NAME``."""

    def make(max_tokens: int) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        arguments: dict[str, Any] = {"temperature": 0, "max_tokens": max_tokens}
        if api_key:
            arguments["api_key"] = api_key
        try:
            made: BaseChatModel = init_chat_model(model, **arguments)
        except (ImportError, ValueError) as error:
            raise ChatModelUnusable(name=name, detail=_short(error)) from error
        return made

    return LangChainChat(name, make, limits, Wires())


def translate(error: Exception, name: str) -> ChatModelError:
    """Say what a library's error means."""
    import httpx
    import openai

    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return ChatModelFailed(name=name, detail=f"no answer from the address within {CONNECT_SECONDS:g} seconds")
    if any(isinstance(cause, httpx.ConnectError) for cause in _causes(error)):
        return ChatModelFailed(name=name, detail="nothing answers at the address")
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return ChatModelFailed(name=name, detail="the connection broke")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, name)
    return ChatModelFailed(name=name, detail=_short(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _of_status(error: Any, name: str) -> ChatModelError:
    status = int(error.status_code)
    if status in (401, 403):
        return ChatModelFailed(name=name, detail=f"the address refuses the key (HTTP {status})")
    if status == 404:
        return ChatModelFailed(name=name, detail="the address knows no such model or is not a chat model's (HTTP 404)")
    if status == 429 or status >= 500:
        wait = _retry_after(error.response.headers.get("retry-after"))
        return ChatModelBusy(wait=wait, name=name, detail=f"the server is overloaded or broken (HTTP {status})")
    return ChatModelFailed(name=name, detail=f"the request was refused (HTTP {status}: {_short(error)})")


def _retry_after(header: str | None) -> float:
    return min(float(header), LONGEST_RETRY_SECONDS) if header and header.isdigit() else 1.0


def _short(error: Exception) -> str:
    text = (str(error).splitlines() or [""])[0][:LONGEST_DETAIL]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _converted(messages: Sequence[ChatMessage]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[message.role](content=message.content) for message in messages]
