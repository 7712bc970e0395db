"""Right of way: work on the library waits while a question is being answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LONGEST_WAIT: Final = 2.0
"""Seconds that a piece of work waits for questions at most, so that a busy day does not stop the work for ever."""
_QUIET_SECONDS: Final = 60.0


class Governor:
    """Counts the questions in progress; usable from every thread."""

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        self._longest_wait = longest_wait
        self._changed = threading.Condition()
        self._asking = 0
        self._answered = 0
        self._closed = False

    @property
    def asking(self) -> int:
        """How many questions are being answered at this moment."""
        return self._asking

    @contextmanager
    def question(self) -> Iterator[None]:
        """Note that a question is being answered for the length of the block; waits while a switch is made."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed, timeout=_QUIET_SECONDS)
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._answered += 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until the questions in progress are answered, or long enough.

        New ones do not prolong it: where somebody always asks, the work goes on between two questions.
        """
        with self._changed:
            until = self._answered + self._asking
            self._changed.wait_for(lambda: self._asking == 0 or self._answered >= until, timeout=self._longest_wait)

    @contextmanager
    def quiet(self, seconds: float = _QUIET_SECONDS) -> Iterator[None]:
        """Keep new questions waiting and let those in progress end, for the length of the block.

        Questions are held back only once a moment without any has not come by itself within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            self._changed.wait_for(lambda: self._asking == 0, timeout=seconds)
            self._closed = True
            self._changed.wait_for(lambda: self._asking == 0, timeout=max(deadline - time.monotonic(), seconds))
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
