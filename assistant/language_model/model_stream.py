"""Reading a stream that may block for ever: on a thread of its own, with time limits, given up from anywhere."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

from assistant.cancellation import Cancellation, Cancelled

LATE = Literal["first", "silence", "total"]


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long a model may take, in seconds."""

    first: float
    """Until its first piece of text."""
    total: float
    """Until its last."""
    silence: float = 45.0
    """Between two pieces."""


class StreamLate(Exception):
    """The stream did not keep a time limit: which, and how many seconds it is."""

    def __init__(self, limit: LATE, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        super().__init__(f"{limit}: {seconds:g} s")


class _End:
    """The last thing that a reader says: how it ended."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> _End:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error  # nobody is above this thread: the error is raised where the stream is consumed
        return True


def follow(
    source: Callable[[], Iterator[str]],
    *,
    cut: Callable[[], None],
    limits: TimeLimits,
    cancellation: Cancellation,
) -> Iterator[str]:
    """Give the pieces of ``source`` as they come.

    ``cut`` breaks the connection under the reader; it is called, from any thread, when the consumer is done, whatever
    the reason. Raises ``Cancelled``, ``StreamLate`` and whatever the source raises.
    """
    pieces: queue.SimpleQueue[str | _End | None] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        end = _End()
        with end:
            for piece in source():
                if given_up.is_set():
                    break
                if piece:
                    pieces.put(piece)
        pieces.put(end)

    reader = threading.Thread(target=read, name="model-stream", daemon=True)
    with cancellation.telling(lambda: pieces.put(None)):
        try:
            cancellation.check()
            reader.start()
            yield from _pieces(pieces, limits, cancellation)
        finally:
            given_up.set()
            cut()


def _pieces(
    pieces: queue.SimpleQueue[str | _End | None], limits: TimeLimits, cancellation: Cancellation
) -> Iterator[str]:
    started = time.monotonic()
    limit: LATE = "first"
    allowed = limits.first
    while True:
        left = limits.total - (time.monotonic() - started)
        try:
            piece = pieces.get(timeout=max(0.0, min(allowed, left)))
        except queue.Empty:
            late: LATE = limit if allowed <= left else "total"
            seconds = {"first": limits.first, "silence": limits.silence, "total": limits.total}[late]
            raise StreamLate(late, seconds) from None
        cancellation.check()
        if piece is None:
            raise Cancelled
        if isinstance(piece, _End):
            if piece.error is not None:
                raise piece.error
            return
        yield piece
        limit, allowed = "silence", limits.silence
