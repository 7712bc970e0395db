"""The local language model: a GGUF file, served by a process of our own that may die or hang without harm to the page.

A process that died, or that does not answer any more, is ended and started again, once for each request; text that has
been given already is not given twice. After that answers are quotations for a while: each further failure doubles the
time before the next start.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import ChatModelError, ChatModelFailed, ChatModelTimeout
from assistant.language_model.chat_model import ChatMessage, WritingRules, YesNo
from assistant.language_model.endpoint_model import failed_state
from assistant.language_model.langchain_chat import LangChainChat, openai_chat
from assistant.language_model.llama_server import LlamaServer, estimate_tokens
from assistant.language_model.model_process import HostFailed, ModelProcess
from assistant.language_model.model_stream import TimeLimits
from assistant.language_model.turnstile import Turnstile
from assistant.language_model.writing_grammar import writing_grammar
from assistant.views import ModelState

START_SECONDS = 180.0
DEATH_SECONDS = 1.0
"""How long after a broken connection the process may still be there although it is ending."""
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class LocalModelParts:
    """What a local model is run with. ``launch`` starts a process that serves it behind the key."""

    launch: Callable[[str], ModelProcess]
    slots: int
    limits: TimeLimits
    log: Path | None = None
    start_seconds: float = START_SECONDS


class _Host:
    """One running process and the ways to talk to it."""

    def __init__(self, name: str, process: ModelProcess, address: str, api_key: str, limits: TimeLimits) -> None:
        self.process = process
        self.server = LlamaServer(address, api_key)
        self.chat: LangChainChat = openai_chat(name, name, f"{address}/v1", api_key, limits)

    def close(self, *, by_force: bool) -> None:
        self.server.close()
        if by_force:
            self.process.kill()
        else:
            self.process.stop()
        self.chat.close()


class LocalModel:
    """A ``ChatModel`` that this program runs itself."""

    def __init__(self, name: str, parts: LocalModelParts) -> None:
        self._name = name
        self._parts = parts
        self._turnstile = Turnstile(parts.slots)
        self._changed = threading.Condition()
        self._host: _Host | None = None
        self._starting = False
        self._closed = Cancellation()
        self._error: ChatModelError | None = None
        self._failures = 0
        self._not_before = 0.0

    @property
    def name(self) -> str:
        return self._name

    @property
    def slots(self) -> int:
        """Answers that it writes at once."""
        return self._parts.slots

    def count_tokens(self, text: str) -> int:
        """Count with the model's tokenizer; estimate from above while it is not running."""
        host = self._host
        counted = host.server.count_tokens(text) if host is not None else None
        return estimate_tokens(text) if counted is None else counted

    def state(self) -> ModelState:
        """Whether it runs, is about to, or failed."""
        with self._changed:
            if self._host is not None and self._host.process.alive:
                return ModelState("ready", name=self._name)
            if self._error is not None and not self._starting:
                return failed_state(self._name, self._error)
            return ModelState("starting", name=self._name)

    def warm(self, messages: Sequence[ChatMessage] = ()) -> None:
        """Start the process, and read ``messages`` (the fixed first part of the prompts) so that they are cached.

        Raises ``ChatModelError``; ``Cancelled`` where the model is closed meanwhile.
        """
        self._running(self._closed).chat.prepare()
        if messages:
            for _ in self.stream(messages, max_tokens=1, cancellation=self._closed):
                pass

    def close(self) -> None:
        """End the process; requests that are being answered fail."""
        self._closed.cancel()
        with self._changed:
            self._changed.wait_for(lambda: not self._starting)
            host, self._host = self._host, None
        if host is not None:
            host.close(by_force=False)

    def busy_slots(self) -> int | None:
        """How many answers the process is writing; ``None`` where it does not answer."""
        host = self._host
        return host.server.busy_slots() if host is not None else None

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        rules: WritingRules | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        """See ``ChatModel``."""
        extra: dict[str, object] = {"cache_prompt": True, "return_progress": True}
        if rules is not None:
            extra["grammar"] = writing_grammar(rules)
        with self._turnstile.ticket() as ticket:
            for ahead in ticket.wait(cancellation):
                yield Waiting(ahead)
            for piece in self._write(messages, max_tokens, extra, cancellation):
                yield TextDelta(piece)

    def lean(
        self, messages: Sequence[ChatMessage], words: YesNo, *, cancellation: Cancellation
    ) -> Generator[Waiting, None, float | None]:
        """See ``ChatModel``. A process that fails is left to the next request."""
        with self._turnstile.ticket() as ticket:
            for ahead in ticket.wait(cancellation):
                yield Waiting(ahead)
            host = self._running(cancellation)
            told = host.chat.first_token(messages, cancellation=cancellation, extra={"cache_prompt": True})
        return words.log_odds(told)

    def _write(
        self, messages: Sequence[ChatMessage], max_tokens: int, extra: dict[str, object], cancellation: Cancellation
    ) -> Iterator[str]:
        given = ""
        for last in (False, True):
            host = self._running(cancellation)
            source = host.chat.stream(messages, max_tokens=max_tokens, cancellation=cancellation, extra=extra)
            try:
                for piece in self._beyond(given, source):
                    given += piece
                    yield piece
            except ChatModelError as error:
                if self._serves(host, error):
                    raise
                self._drop(host, error)
                if last:
                    raise
            else:
                self._succeeded()
                return
            finally:
                source.close()

    def _beyond(self, given: str, source: Iterator[str]) -> Iterator[str]:
        """What follows ``given`` in a text that is written again; it is the same text again, or the request failed."""
        again = ""
        for piece in source:
            again += piece
            if not given:
                yield piece
            elif len(again) > len(given):
                if not again.startswith(given):
                    break
                yield again[len(given) :]
                given = ""
        if given and not again.startswith(given):
            raise ChatModelFailed(name=self._name, detail="it stopped in the middle and then wrote another text")

    def _serves(self, host: _Host, error: ChatModelError) -> bool:
        """Whether the process is well, so that the failure was the request's."""
        if isinstance(error, ChatModelTimeout):
            return host.process.alive and host.server.works()
        return not host.process.ends_within(DEATH_SECONDS) and host.server.works()

    def _succeeded(self) -> None:
        with self._changed:
            self._failures = 0
            self._error = None

    def _drop(self, host: _Host, error: ChatModelError) -> None:
        """Give up a process that died or hangs, once however many requests noticed it."""
        with self._changed:
            if self._host is not host:
                return
            self._host = None
            self._note_failure(error)
        self._close(host, by_force=True)

    def _close(self, host: _Host, *, by_force: bool) -> None:
        host.close(by_force=by_force)
        self._write_log(host.process)

    def _write_log(self, process: ModelProcess) -> None:
        if self._parts.log is not None:
            process.write_log(self._parts.log)

    def _note_failure(self, error: ChatModelError) -> None:
        self._error = error
        self._failures += 1
        if self._failures > 1:
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (self._failures - 2))
            self._not_before = time.monotonic() + pause

    def _running(self, cancellation: Cancellation) -> _Host:
        """The running process, waited for while it starts; started if nobody has."""
        asked = False
        with cancellation.telling(self._wake):
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: cancellation.cancelled or not self._starting)
                    cancellation.check()
                    if self._host is not None and self._host.process.alive:
                        return self._host
                    if asked and self._error is not None:
                        raise self._error
                    self._refuse()
                    died, self._host = self._host, None
                    self._starting = asked = True
                threading.Thread(target=self._start, args=(died,), name="model-start", daemon=True).start()

    def _refuse(self) -> None:
        if self._closed.cancelled:
            raise ChatModelFailed(name=self._name, detail="it was switched off")
        left = self._not_before - time.monotonic()
        if left > 0:
            detail = f"it failed {self._failures} times; it is started again in {left:.0f} seconds at the earliest"
            raise ChatModelFailed(name=self._name, detail=detail)

    def _start(self, died: _Host | None) -> None:
        """Start a process, on a thread of its own: whoever waits for it may give up, others go on waiting."""
        if died is not None:
            self._close(died, by_force=True)
        host: _Host | None = None
        api_key = secrets.token_urlsafe(32)
        process = self._parts.launch(api_key)
        try:
            address = process.wait_until_serving(self._parts.start_seconds, self._closed)
            host = _Host(self._name, process, address, api_key, self._parts.limits)
        except (HostFailed, Cancelled) as failure:
            process.kill()
            self._write_log(process)
            error = ChatModelFailed(name=self._name, detail=str(failure) or "it was switched off")
        with self._changed:
            self._starting = False
            self._host = host
            if host is None:
                self._note_failure(error)
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
