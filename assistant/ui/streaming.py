"""Work that can be stopped: it runs on a worker thread, the page listens to it and to the Stop button."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from assistant.cancellation import Cancellation, Cancelled

Item = TypeVar("Item")


class WorkStream(Generic[Item]):
    """Results of one piece of work as they arrive: the events of an answer, the outcome of a check.

    ``stop()`` may be called from any thread: whoever iterates is released at once, ``cancellation`` is raised so that
    a step that is under way ends too, and the source is closed at its next result, so that no work goes on for
    something that nobody waits for. What the source raises ends the iteration and is found in ``error``.
    """

    def __init__(self, source: Callable[[Cancellation], Iterator[Item]], executor: Executor) -> None:
        self._cancellation = Cancellation()
        self._results: SimpleQueue[Item | None] = SimpleQueue()
        self._stopped = threading.Event()
        # the work is done for whoever asked, and the context says who that is
        self._work: Future[None] = executor.submit(contextvars.copy_context().run, self._pump, source)
        self._work.add_done_callback(lambda _: self._results.put(None))

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    @property
    def error(self) -> BaseException | None:
        """What the source raised; ``None`` while it works, and when it ended well or was stopped."""
        if self.stopped or not self._work.done() or self._work.cancelled():
            return None
        error = self._work.exception()
        return None if isinstance(error, Cancelled) else error

    def stop(self) -> None:
        """Give the work up; harmless when it is already complete."""
        self._stopped.set()
        self._work.cancel()
        self._results.put(None)
        self._cancellation.cancel()

    def batches(self) -> Iterator[tuple[Item, ...]]:
        """Yield what has arrived since the last time, at least one result each; ends when complete or stopped."""
        while not self.stopped:
            batch, ended = self._drain(self._results.get())
            if self.stopped:
                return
            if batch:
                yield batch
            if ended:
                return

    def _drain(self, first: Item | None) -> tuple[tuple[Item, ...], bool]:
        batch: list[Item] = []
        item = first
        while item is not None:
            batch.append(item)
            try:
                item = self._results.get_nowait()
            except Empty:
                return tuple(batch), False
        return tuple(batch), True

    def _pump(self, source: Callable[[Cancellation], Iterator[Item]]) -> None:
        results = source(self._cancellation)
        try:
            for result in results:
                if self.stopped:
                    return
                self._results.put(result)
        finally:
            close = getattr(results, "close", None)
            if close is not None:
                close()


class RunningWork:
    """The work that is being done now, so that a Stop finds its own; keys name a browser session and its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[str, WorkStream[Any]] = {}

    def start(self, key: str, stream: WorkStream[Any]) -> None:
        """Register a piece of work; one that was still running there is stopped."""
        with self._lock:
            previous = self._streams.get(key)
            self._streams[key] = stream
        if previous is not None:
            previous.stop()

    def finish(self, key: str, stream: WorkStream[Any]) -> None:
        """Forget a piece of work; a newer one under the same key stays."""
        with self._lock:
            if self._streams.get(key) is stream:
                del self._streams[key]

    def stop(self, key: str) -> None:
        """Stop the work under a key, if there is any."""
        with self._lock:
            stream = self._streams.get(key)
        if stream is not None:
            stream.stop()
