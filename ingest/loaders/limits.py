"""Limits that every loader keeps, and the clock that holds them to the time limit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from ingest.errors import FileTooLarge, ReadingTimedOut


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """What one file may cost, and what may be used to read it; anything beyond is refused, never cut."""

    max_bytes: int = 100_000_000
    """Bytes of the file itself."""
    max_expanded_bytes: int = 64_000_000
    """Bytes of all parts of an archive that are read, after expansion."""
    max_pages: int = 3_000
    max_characters: int = 5_000_000
    """Characters of the text that was read, furniture included."""
    max_seconds: float = 60.0
    """Seconds for the file without the time that its scanned pages take."""
    recognition: Literal["auto", "none"] = "auto"
    """Whether pictures of pages are read where an engine is installed."""
    max_scanned_pages: int = 300
    max_page_seconds: float = 300.0
    """Seconds for one scanned page."""
    office_program: str = ""
    """LibreOffice's ``soffice``; empty looks for it on the search path."""


@dataclass(slots=True)
class ReadingClock:
    """The time that one file has left; loaders ask it between pages and elements."""

    max_seconds: float
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise ``ReadingTimedOut`` once the time is used up."""
        if time.monotonic() - self.started > self.max_seconds:
            raise ReadingTimedOut(seconds=self.max_seconds)

    @contextmanager
    def apart(self, seconds: float) -> Iterator[None]:
        """Give what is done inside a time of its own, which the rest of the file does not pay for."""
        self.check()
        outer, begun, limit = self.started, time.monotonic(), self.max_seconds
        self.started, self.max_seconds = begun, seconds
        try:
            yield
        finally:
            self.started, self.max_seconds = outer + (time.monotonic() - begun), limit


def check_limit(found: int, limit: int, unit: str) -> None:
    """Raise ``FileTooLarge`` when ``found`` exceeds ``limit``."""
    if found > limit:
        raise FileTooLarge(limit=limit, found=found, unit=unit)
