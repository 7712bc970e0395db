"""A language model on somebody's server: Ollama, vLLM, llama.cpp, a vendor."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation
from assistant.errors import ChatModelError
from assistant.language_model.chat_model import ChatMessage, WritingRules, YesNo
from assistant.language_model.langchain_chat import ChatModelBusy, LangChainChat
from assistant.language_model.llama_server import LlamaServer, estimate_tokens
from assistant.language_model.turnstile import Turnstile
from assistant.language_model.writing_grammar import writing_grammar
from assistant.views import ModelState

DEFAULT_PLACES = 4
RETRIES = 2


@dataclass(frozen=True, slots=True)
class EndpointParts:
    """What an endpoint model is made of. ``server`` is asked whether it is llama.cpp's; ``None`` for providers."""

    chat: LangChainChat
    server: LlamaServer | None
    places: int = DEFAULT_PLACES


class EndpointModel:
    """A ``ChatModel`` that other software serves."""

    def __init__(self, name: str, parts: EndpointParts) -> None:
        self._name = name
        self._chat = parts.chat
        self._server = parts.server
        self._turnstile = Turnstile(parts.places)
        self._lock = threading.Lock()
        self._is_llama: bool | None = None if parts.server is not None else False
        self._error: ChatModelError | None = None

    @property
    def name(self) -> str:
        return self._name

    def count_tokens(self, text: str) -> int:
        """Ask a llama.cpp server, estimate from above for any other."""
        counted = self._server.count_tokens(text) if self._server is not None and self._llama() else None
        return estimate_tokens(text) if counted is None else counted

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        rules: WritingRules | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        """See ``ChatModel``. An overloaded server is asked again, twice at most, unless text has come already."""
        with self._turnstile.ticket() as ticket:
            for ahead in ticket.wait(cancellation):
                yield Waiting(ahead)
            extra: dict[str, object] = {}
            if self._llama():
                extra = {"cache_prompt": True, "return_progress": True}
                if rules is not None:
                    extra["grammar"] = writing_grammar(rules)
            try:
                for piece in self._with_retries(messages, max_tokens, extra, cancellation):
                    yield TextDelta(piece)
            except ChatModelError as error:
                self._error = error
                raise
            self._error = None

    def lean(
        self, messages: Sequence[ChatMessage], words: YesNo, *, cancellation: Cancellation
    ) -> Generator[Waiting, None, float | None]:
        """See ``ChatModel``; only llama.cpp servers are asked, others may not tell probabilities."""
        if not self._llama():
            return None
        with self._turnstile.ticket() as ticket:
            for ahead in ticket.wait(cancellation):
                yield Waiting(ahead)
            told = self._chat.first_token(messages, cancellation=cancellation, extra={"cache_prompt": True})
        return words.log_odds(told)

    def state(self) -> ModelState:
        """Ready until a request fails, and again from the next one that succeeds."""
        if self._error is not None:
            return failed_state(self._name, self._error)
        return ModelState("ready", name=self._name)

    def warm(self, messages: Sequence[ChatMessage] = ()) -> None:
        """Load the libraries and find out what kind of server it is; ``messages`` are not sent.

        Raises ``ChatModelError`` where the libraries do not know the model.
        """
        try:
            self._chat.prepare()
        except ChatModelError as error:
            self._error = error
            raise
        self._llama()

    def close(self) -> None:
        """Give the connections up."""
        self._chat.close()
        if self._server is not None:
            self._server.close()

    def _llama(self) -> bool:
        with self._lock:
            if self._is_llama is None and self._server is not None:
                self._is_llama = self._server.is_llama()
            return bool(self._is_llama)

    def _with_retries(
        self, messages: Sequence[ChatMessage], max_tokens: int, extra: dict[str, object], cancellation: Cancellation
    ) -> Iterator[str]:
        for left in reversed(range(RETRIES + 1)):
            begun = False
            try:
                for piece in self._chat.stream(messages, max_tokens=max_tokens, cancellation=cancellation, extra=extra):
                    begun = True
                    yield piece
                return
            except ChatModelBusy as busy:
                if begun or not left:
                    raise
                _pause(busy.wait, cancellation)


def _pause(seconds: float, cancellation: Cancellation) -> None:
    woken = threading.Event()
    with cancellation.telling(woken.set):
        woken.wait(seconds)
    cancellation.check()


def failed_state(name: str, error: ChatModelError) -> ModelState:
    """The state of a model that did not do its part."""
    facts = tuple((key, str(value)) for key, value in error.facts.items())
    return ModelState("failed", name=name, code=error.code, facts=facts)
