"""Answers that can be stopped: the work runs on a worker thread, the page listens to it and to the Stop button."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue

from assistant.answer import AnswerEvent


class AnswerStream:
    """Events of one answer as they arrive.

    ``stop()`` may be called from any thread: whoever iterates is released at once, and the source of the events is
    closed at its next event, so that no work goes on for an answer that nobody waits for. What the source raises ends
    the iteration and is found in ``error``.
    """

    def __init__(self, source: Callable[[], Iterator[AnswerEvent]], executor: Executor) -> None:
        self._events: SimpleQueue[AnswerEvent | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._work: Future[None] = executor.submit(self._pump, source)
        self._work.add_done_callback(lambda _: self._events.put(None))

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    @property
    def error(self) -> BaseException | None:
        """What the source raised; ``None`` while it works, and when it ended well or was stopped."""
        return self._work.exception() if self._work.done() and not self._work.cancelled() else None

    def stop(self) -> None:
        """Give the answer up; harmless when it is already complete."""
        self._stopped.set()
        self._work.cancel()
        self._events.put(None)

    def batches(self) -> Iterator[tuple[AnswerEvent, ...]]:
        """Yield what has arrived since the last time, at least one event each; ends when complete or stopped."""
        while not self.stopped:
            batch, ended = self._drain(self._events.get())
            if self.stopped:
                return
            if batch:
                yield batch
            if ended:
                return

    def _drain(self, first: AnswerEvent | None) -> tuple[tuple[AnswerEvent, ...], bool]:
        batch: list[AnswerEvent] = []
        item = first
        while item is not None:
            batch.append(item)
            try:
                item = self._events.get_nowait()
            except Empty:
                return tuple(batch), False
        return tuple(batch), True

    def _pump(self, source: Callable[[], Iterator[AnswerEvent]]) -> None:
        events = source()
        try:
            for event in events:
                if self.stopped:
                    return
                self._events.put(event)
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()


class RunningAnswers:
    """The answers being written now, so that a Stop finds its own; keys are the browser session of each page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[str, AnswerStream] = {}

    def start(self, session: str, stream: AnswerStream) -> None:
        """Register the answer of a session; one that was still running there is stopped."""
        with self._lock:
            previous = self._streams.get(session)
            self._streams[session] = stream
        if previous is not None:
            previous.stop()

    def finish(self, session: str, stream: AnswerStream) -> None:
        """Forget an answer; a newer one of the same session stays."""
        with self._lock:
            if self._streams.get(session) is stream:
                del self._streams[session]

    def stop(self, session: str) -> None:
        """Stop the answer of a session, if one is being written."""
        with self._lock:
            stream = self._streams.get(session)
        if stream is not None:
            stream.stop()
