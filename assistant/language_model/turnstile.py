"""First come, first served: how requests wait for one of a few places."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.cancellation import Cancellation


class Turnstile:
    """Admits at most ``places`` holders at once, strictly in the order in which they asked."""

    def __init__(self, places: int) -> None:
        if places < 1:
            raise ValueError(f"{places} places")
        self.places = places
        self._changed = threading.Condition()
        self._inside = 0
        self._queue: deque[Ticket] = deque()

    @property
    def waiting(self) -> int:
        """How many are in the queue and not admitted yet."""
        with self._changed:
            return len(self._queue)

    @contextmanager
    def ticket(self) -> Iterator[Ticket]:
        """Join the queue now; leave the queue, or the place that was taken, at the end of the block."""
        ticket = Ticket(self)
        with self._changed:
            self._queue.append(ticket)
            self._admit()
        try:
            yield ticket
        finally:
            self._leave(ticket)

    def _admit(self) -> None:
        while self._queue and self._inside < self.places:
            self._queue.popleft().admitted = True
            self._inside += 1
        self._changed.notify_all()

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            if ticket.admitted:
                self._inside -= 1
            else:
                self._queue.remove(ticket)
            self._admit()

    def _ahead(self, ticket: Ticket) -> int:
        """How many must leave before this one is admitted: those before it in the queue, and one of those inside."""
        return 0 if ticket.admitted else self._queue.index(ticket) + 1

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class Ticket:
    """One holder's turn."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.admitted = False
        self._turnstile = turnstile

    def wait(self, cancellation: Cancellation) -> Iterator[int]:
        """Return once admitted; until then give how many are ahead, whenever it changes. Raises ``Cancelled``."""
        turnstile = self._turnstile
        with cancellation.telling(turnstile._wake):
            ahead = -1
            while True:
                with turnstile._changed:
                    while turnstile._ahead(self) == ahead and not cancellation.cancelled:
                        turnstile._changed.wait()
                    ahead = turnstile._ahead(self)
                cancellation.check()
                if not ahead:
                    return
                yield ahead
