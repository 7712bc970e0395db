"""Dates, periods and names as a reader of each language writes them. Pure functions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import PurePath

from assistant.people.values import DEFAULT_COLLECTION
from assistant.ui.texts import Texts
from vectorstore.records import Period, SearchFilter

FILTER_FIELDS = ("issuers", "doc_types", "period", "languages")
"""The fields of ``SearchFilter`` that the page lets a reader set, in the order of their chips."""


def date_text(day: date, texts: Texts) -> str:
    """Write a day: 12/7/2024 · 2024年7月12日 · 12 July 2024."""
    return texts("date.day", day=day.day, number=day.month, month=texts(f"month.m{day.month}"), year=day.year)


def read_day(written: str) -> date | None:
    """Read ``2024-07-12``; anything else is ``None``."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def moment_text(moment: datetime, texts: Texts) -> str:
    """Write a day with the hour and minute, in the moment's own time zone; midnight stands for an unknown hour."""
    if (moment.hour, moment.minute) == (0, 0):
        return date_text(moment.date(), texts)
    return texts("date.time", date=date_text(moment.date(), texts), clock=f"{moment:%H:%M}")


def period_text(period: Period, texts: Texts) -> str:
    """Name a period as reports do (``6 tháng đầu năm 2024``), or write its first and last day."""
    start, end = period.start, period.end
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole_months and start.year == end.year:
        return _months_text(start.year, start.month, end.month, texts)
    if whole_months and (start.month, end.month) == (1, 12):
        return texts("period.years", first=start.year, last=end.year)
    if start == end:
        return date_text(start, texts)
    return texts("period.range", start=date_text(start, texts), end=date_text(end, texts))


def _months_text(year: int, first: int, last: int, texts: Texts) -> str:
    named = {
        (1, 12): "period.year",
        (1, 6): "period.half_1",
        (7, 12): "period.half_2",
        (1, 3): "period.quarter_1",
        (4, 6): "period.quarter_2",
        (7, 9): "period.quarter_3",
        (10, 12): "period.quarter_4",
        (1, 9): "period.nine_months",
    }
    if (first, last) in named:
        return texts(named[first, last], year=year)
    if first == last:
        return texts("period.month", month=texts(f"month.m{first}"), year=year)
    if first == 1:
        return texts("period.first_months", count=last, year=year)
    end_day = monthrange(year, last)[1]
    return texts(
        "period.range",
        start=date_text(date(year, first, 1), texts),
        end=date_text(date(year, last, end_day), texts),
    )


def filter_values(search_filter: SearchFilter, texts: Texts) -> list[tuple[str, str, str]]:
    """List what a filter restricts as (field, value, words), in a stable order.

    ``value`` is what the filter holds; a period is written as ``str(period)``.
    """
    chosen: list[tuple[str, str, str]] = [("issuers", issuer, issuer) for issuer in sorted(search_filter.issuers)]
    chosen += [("doc_types", kind, coded_text("doc_type", kind, texts)) for kind in sorted(search_filter.doc_types)]
    if search_filter.period is not None:
        chosen.append(("period", str(search_filter.period), period_text(search_filter.period, texts)))
    chosen += [("languages", code, coded_text("lang", code, texts)) for code in sorted(search_filter.languages)]
    return chosen


def coded_text(section: str, code: str, texts: Texts) -> str:
    """Word a stable code (``doc_type``, ``lang``, ``defect``, ``state``); an unknown code is shown as it is."""
    return texts.entries.get(f"{section}.{code}", code)


def collection_text(name: str, texts: Texts) -> str:
    """Name a collection; the one of what was added without naming any has no name of its own."""
    return texts("library.default_collection") if name == DEFAULT_COLLECTION else name


def joined(parts: Iterable[str], texts: Texts) -> str:
    """Join a short list with the language's own comma."""
    return ("、" if texts.language == "zh" else ", ").join(parts)


def file_name(source: str) -> str:
    """The last part of a source path, whichever system wrote it."""
    return PurePath(source.replace("\\", "/")).name or source
