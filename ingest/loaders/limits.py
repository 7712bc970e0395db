"""Limits that every loader keeps, and the clock that holds them to the time limit."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ingest.errors import FileTooLarge, ReadingTimedOut


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """What one file may cost; anything beyond is refused, never cut."""

    max_bytes: int = 100_000_000
    """Bytes of the file itself."""
    max_expanded_bytes: int = 64_000_000
    """Bytes of all parts of an archive that are read, after expansion."""
    max_pages: int = 3_000
    max_characters: int = 5_000_000
    """Characters of the text that was read, furniture included."""
    max_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ReadingClock:
    """The time that one file has left; loaders ask it between pages and elements."""

    max_seconds: float
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise ``ReadingTimedOut`` once the time is used up."""
        if time.monotonic() - self.started > self.max_seconds:
            raise ReadingTimedOut(seconds=self.max_seconds)


def check_limit(found: int, limit: int, unit: str) -> None:
    """Raise ``FileTooLarge`` when ``found`` exceeds ``limit``."""
    if found > limit:
        raise FileTooLarge(limit=limit, found=found, unit=unit)
