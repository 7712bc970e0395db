"""Giving work up from another thread: a flag, and what must be told when it is raised."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):
    """The work was given up by whoever asked for it; no error, and never shown."""


class Cancellation:
    """Raised once, from any thread; whoever waits inside ``telling`` is told at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._raised = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._raised.is_set()

    def cancel(self) -> None:
        """Give the work up; harmless the second time."""
        with self._lock:
            self._raised.set()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def check(self) -> None:
        """Raise ``Cancelled`` where the work was given up."""
        if self.cancelled:
            raise Cancelled

    @contextmanager
    def telling(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call ``listener`` when the work is given up, at once if it already is; only while inside.

        It is called on the thread that cancels, so it must only wake or close something.
        """
        with self._lock:
            self._listeners.append(listener)
            raised = self.cancelled
        if raised:
            listener()
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)
