"""Periods of a statement as shapes: which months of which year, where the year may be unsaid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest.folding import fold
from ingest.periods import find_periods
from vectorstore.records import Language, Period

_NO_YEAR: Final = 1904
"""A year that no report is about, lent to periods that name none."""
_COMPARED: Final = re.compile(
    r"(?:so với|cùng kỳ|so cùng kỳ|hơn|than|compared (?:with|to)|over|same period|from the"
    r"|比|较|同期|上年|去年)[^,，;；。]{0,16}\Z"
)

_CLAUSE_STOP: Final = re.compile(r"[，。；;\n]|[,.](?=\s)")
Shape = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A period at ``text[start:end]``: its months and days, its year if one is said, and whether it is compared with.

    ``whole_year`` is true of a year alone; ``years`` is (first, last).
    """

    start: int
    end: int
    surface: str
    shape: Shape
    years: tuple[int, int] | None
    compared: bool
    stated_year: bool

    @property
    def whole_year(self) -> bool:
        return self.shape == (1, 1, 12, 31)

    def agrees_with(self, other: TimeSpan) -> bool:
        """Tell whether both can be the same period; a year unsaid on one side contradicts nothing."""
        if self.shape != other.shape:
            return False
        return self.years is None or other.years is None or self.years == other.years

    def lies_in(self, other: TimeSpan) -> bool:
        """Tell whether this period is a part of the other."""
        if self.years is None or other.years is None:
            return False
        mine = ((self.years[0], *self.shape[:2]), (self.years[1], *self.shape[2:]))
        theirs = ((other.years[0], *other.shape[:2]), (other.years[1], *other.shape[2:]))
        return theirs[0] <= mine[0] and mine[1] <= theirs[1]


@lru_cache(maxsize=8_192)
def find_time_spans(text: str, language: Language) -> tuple[TimeSpan, ...]:
    """Find the periods of a text in order; those that only context could resolve (năm nay, 今年) are left out."""
    folded = fold(text)
    spans = []
    for mention in find_periods(text, language, bare_year=_NO_YEAR):
        year = re.search(r"(?:19|20)\d\d", mention.surface)
        if mention.kind == "comparison" and year:
            spans.append(_compared_year(mention.start, mention.end, mention.surface, int(year[0])))
        if mention.period is None or mention.kind in {"comparison", "relative"}:
            continue
        if not any(letter.isdigit() for letter in mention.surface) and mention.kind == "year":
            continue
        compared = mention.role == "comparison" or _COMPARED.search(folded[: mention.start]) is not None
        spans.append(_span(mention.start, mention.end, mention.surface, mention.period, compared))
    return tuple(spans)


def _compared_year(start: int, end: int, surface: str, year: int) -> TimeSpan:
    return TimeSpan(start, end, surface, (1, 1, 12, 31), (year, year), compared=True, stated_year=True)


def _span(start: int, end: int, surface: str, period: Period, compared: bool) -> TimeSpan:
    shape = (period.start.month, period.start.day, period.end.month, period.end.day)
    years = None if period.start.year == _NO_YEAR else (period.start.year, period.end.year)
    return TimeSpan(start, end, surface, shape, years, compared, re.search(r"\d{4}|〇|零", surface) is not None)


def span_near(spans: tuple[TimeSpan, ...], start: int, text: str) -> TimeSpan | None:
    """Give the period that a figure at ``start`` is of: the nearest before it that is not compared with.

    Where none stands before it, one after it in the same clause.
    """
    own = [span for span in spans if not span.compared]
    before = [span for span in own if span.end <= start]
    after = [span for span in own if span.start > start and not _CLAUSE_STOP.search(text, start, span.start)]
    return before[-1] if before else after[0] if after else None
