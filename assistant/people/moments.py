"""Moments as they are kept: ISO 8601 text in UTC to the microsecond, so that they sort as they passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def moment(at: datetime) -> str:
    """Write a moment (with its time zone) as it is kept."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def parse_moment(text: str) -> datetime:
    """Read a moment back."""
    return datetime.fromisoformat(text)
