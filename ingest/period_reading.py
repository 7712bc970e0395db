"""A period as its words give it, and the readers that the languages share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.folding import LazyPattern, VietnamesePattern
from ingest.numbers_zh import read_chinese_number

PeriodKind = Literal[
    "month", "quarter", "half", "months", "year", "span", "school_year", "until", "comparison", "relative"
]


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period as read: months ``first_month`` to ``last_month`` (0 when it names none) of ``year``.

    ``relative_year`` counts from the current one (今年 0, 去年 −1); both years ``None`` means that none is written.
    """

    start: int
    end: int
    kind: PeriodKind
    rule: str
    first_month: int = 0
    last_month: int = 0
    year: int | None = None
    last_year: int | None = None
    relative_year: int | None = None
    last_day: int | None = None


PeriodReader = Callable[[re.Match[str]], PeriodMatch | None]
PeriodForms = tuple[tuple[tuple[LazyPattern | VietnamesePattern, PeriodReader], ...], ...]
"""Expressions with their readers, in groups; an earlier group wins over a later one."""

YEAR = r"(?:19|20)\d\d(?!\d)"
MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_RELATIVE = {
    "này": 0,
    "nay": 0,
    "trước": -1,
    "truoc": -1,
    "qua": -1,
    "ngoái": -1,
    "ngoai": -1,
    "tới": 1,
    "toi": 1,
    "sau": 1,
}

_ZH_REL = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "去年": -1,
    "上年": -1,
    "上年度": -1,
    "上一年": -1,
    "上一年度": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
}


def first_group(match: re.Match[str], *names: str) -> str | None:
    """The text of the first of the named groups that took part."""
    found = match.groupdict()
    return next((found[name] for name in names if found.get(name)), None)


def years_of(match: re.Match[str]) -> dict[str, int | None]:
    """The year that a match gives, explicit or relative to the current one."""
    year = first_group(match, "y", "y2", "y3", "y4", "y5", "y6")
    relative = first_group(match, "rel")
    if year is not None:
        return {"year": read_year(year)}
    if relative is None:
        return {}
    if relative in _ZH_REL:
        return {"relative_year": _ZH_REL[relative]}
    english = {"this": 0, "the current": 0, "last": -1, "the previous": -1, "next": 1}
    return {"relative_year": english.get(relative, _RELATIVE.get(relative, 0))}


def read_year(text: str) -> int:
    """Read four digits or four Han numerals."""
    return int(text) if text.isdecimal() else int(read_chinese_number(text) or 0)


def read_han(text: str) -> int:
    """Read a small number in digits or Han numerals."""
    return int(text) if text.isdecimal() else int(read_chinese_number(text) or 0)


def build_match(
    match: re.Match[str], kind: PeriodKind, rule: str, first: int, last: int, last_day: int | None = None
) -> PeriodMatch | None:
    """Make a match of the months ``first`` to ``last``; ``None`` when they are no months."""
    if not 1 <= first <= last <= 12:
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end = match.end() - (len(match[0]) - len(match[0].rstrip()))
    years = years_of(match)
    return PeriodMatch(
        start, end, kind, rule, first, last, years.get("year"), None, years.get("relative_year"), last_day
    )


def read_comparison(match: re.Match[str]) -> PeriodMatch:
    """Read 同比, cùng kỳ and the like."""
    rule = "previous_interval" if first_group(match, "prev") else "same_period_before"
    year = first_group(match, "y", "y2")
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return PeriodMatch(start, match.end(), "comparison", rule, 1, 12, read_year(year) if year else None)


def read_relative(match: re.Match[str]) -> PeriodMatch:
    """Read words that name no interval without an anchor (目前, hiện nay)."""
    return PeriodMatch(match.start(), match.end(), "relative", "relative", relative_year=0)


def read_school_year(match: re.Match[str]) -> PeriodMatch | None:
    """Read a school year, which runs from September to August."""
    first = int(match["a"] or match["a2"])
    return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, first + 1)


def read_span(match: re.Match[str]) -> PeriodMatch | None:
    """Read a run of years (giai đoạn 2021-2025)."""
    first, last = int(first_group(match, "a", "a2") or 0), int(first_group(match, "b", "b2") or 0)
    if "学年" in match[0]:
        return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, last)
    if not first < last <= first + 60:
        return None
    return PeriodMatch(match.start(), match.end(), "span", "years", 1, 12, first, last)


def half_months(last: bool, months: int = 6) -> tuple[int, int]:
    """The first and last months of the first or the last ``months`` of a year."""
    return (13 - months, 12) if last else (1, months)


def kind_of_months(months: int) -> PeriodKind:
    """Six months are a half."""
    return "half" if months == 6 else "months"
