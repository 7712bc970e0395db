"""Which open page belongs to whom.

Gradio keeps what a page remembers, and what it is being answered, under a name that the browser makes up and sends with
each request. The person who used a name first is the only one who may use it.
"""

from __future__ import annotations

import threading
from typing import Final

MOST_PAGES: Final = 20_000
LONGEST_NAME: Final = 128


class PageSessions:
    """The pages that were open last, each with the person it belongs to."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._owners: dict[str, str] = {}
        self._most = most
        self._lock = threading.Lock()

    def belongs(self, page: str, person: str) -> bool:
        """Tell whether a page is this person's; a page that nobody has used yet becomes it."""
        if not page or len(page) > LONGEST_NAME:
            return False
        with self._lock:
            owner = self._owners.pop(page, person)
            while len(self._owners) >= self._most:
                del self._owners[next(iter(self._owners))]
            self._owners[page] = owner
            return owner == person
