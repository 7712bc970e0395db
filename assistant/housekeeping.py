"""Deletes what is kept longer than the settings say, soon after the start and once a day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

from assistant.errors import KNOWN_ERRORS

_logger = logging.getLogger(__name__)
DAY_SECONDS: Final = 24 * 3600.0
FIRST_SECONDS: Final = 60.0
"""The first questions after a start do not share the machine with this."""


class Housekeeping:
    """Calls ``clean_up`` in a thread of its own until it is stopped; what fails is logged and tried the next day."""

    def __init__(
        self, clean_up: Callable[[], Mapping[str, int]], *, first: float = FIRST_SECONDS, every: float = DAY_SECONDS
    ) -> None:
        self._clean_up = clean_up
        self._first = first
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin to wait for the first time."""
        self._thread.start()

    def stop(self) -> None:
        """End at once, or when what is being deleted is gone."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(30)

    def _run(self) -> None:
        wait = self._first
        while not self._stopping.wait(wait):
            wait = self._every
            try:
                gone = self._clean_up()
            except KNOWN_ERRORS:
                _logger.warning("what is kept too long could not be deleted; it is tried again", exc_info=True)
            else:
                _logger.info("deleted: %s", dict(gone))
