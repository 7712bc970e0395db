"""Conversations by how long ago they last changed. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, get_args

from assistant.conversations import ConversationSummary

Age = Literal["today", "week", "month", "earlier"]
AGES: tuple[Age, ...] = get_args(Age)
"""Newest first, as they stand in the list."""


def age_of(moment: datetime, now: datetime) -> Age:
    """Tell today, this week (from Monday), this month, or earlier, in the time zone of ``now``."""
    day, today = moment.astimezone(now.tzinfo).date(), now.date()
    if day >= today:
        return "today"
    if day >= today - timedelta(days=today.weekday()):
        return "week"
    return "month" if (day.year, day.month) == (today.year, today.month) else "earlier"


def grouped(conversations: Iterable[ConversationSummary], now: datetime) -> list[tuple[Age, list[ConversationSummary]]]:
    """Put conversations under their ages, newest age first, in the order in which they came; no empty group."""
    groups: dict[Age, list[ConversationSummary]] = {age: [] for age in AGES}
    for one in conversations:
        groups[age_of(one.changed_at, now)].append(one)
    return [(age, found) for age, found in groups.items() if found]
