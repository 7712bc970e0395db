"""Reporting periods in Vietnamese, Chinese and English, as intervals of whole days.

``6 tháng đầu năm 2024`` and ``2024年上半年`` are 2024-01-01/2024-06-30. A period whose year the text does not give
takes it from the same sentence, else from ``bare_year``; words that mean "the current one" (今年, năm nay, this year)
are resolved only with ``anchor_year``.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ingest.dates import date_spans
from ingest.folding import LazyPattern, fold
from ingest.period_patterns import match_periods
from ingest.period_reading import PeriodMatch
from vectorstore.records import Language, Period, ValueStatus

PeriodRole = Literal["review", "plan", "comparison"]
PeriodKind = Literal[
    "month", "quarter", "half", "months", "year", "span", "school_year", "until", "comparison", "relative"
]


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period as written at ``text[start:end]``; ``period`` is ``None`` while nothing says which year is meant."""

    surface: str
    start: int
    end: int
    period: Period | None
    label: str
    """A short form for people: ``2024-H1``, ``2023-Q3``, ``2024-07``, ``2024``; empty when unresolved."""
    kind: PeriodKind
    role: PeriodRole
    rule: str
    confidence: float = 1.0
    status: ValueStatus = "stated"


_REVIEW_CUES = LazyPattern(
    r"sơ kết|tổng kết|kết quả|đánh giá|(?<!\w)đã(?!\w)|báo cáo|trong năm|so ket|tong ket|ket qua"
    r"|总结|回顾|完成|开展情况|已|以来|工作情况|取得|results?|review|summary|reviewed|achiev|report on|completed"
)
_PLAN_CUES = LazyPattern(
    r"định hướng|kế hoạch|phương hướng|nhiệm vụ|dự kiến|phấn đấu|(?<!\w)sẽ(?!\w)|mục tiêu|chỉ tiêu|giải pháp"
    r"|triển khai thực hiện|trong thời gian tới"
    r"|dinh huong|ke hoach|phuong huong|nhiem vu|muc tieu|chi tieu"
    r"|计划|下一步|打算|目标|力争|拟|安排|部署|思路|要点|任务|展望|将|到\Z|"
    r"plans?\b|will\b|priorit|targets?\b|outlook|next steps"
)
_NEIGHBOURS = 20
"""How many periods on either side may lend their year; a sentence holds fewer."""
_STOP = LazyPattern(r"[。！？；\n]|[.!?;](?=\s|$)")


def find_periods(
    text: str, language: Language, anchor_year: int | None = None, *, bare_year: int | None = None
) -> tuple[PeriodMention, ...]:
    """Find the periods in ``text`` in order, without overlaps.

    ``anchor_year`` is the year in which the text speaks (a question's "this year"); ``bare_year`` the year that a
    report is about. Comparison periods (同比, cùng kỳ) are the same interval a year before the one they stand with.
    """
    folded = fold(text)
    days = date_spans(folded, language)
    matches = [match for match in match_periods(folded, language) if not _is_part_of_date(match, days)]
    stops = [match.start() for match in _STOP.finditer(folded)]
    mentions: list[PeriodMention] = []
    for match in matches:
        year, status = _year_of(match, matches, stops, anchor_year, bare_year)
        mentions.append(_mention(text, folded, match, year, status, stops))
    return tuple(_with_comparisons(mentions, matches, stops))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def year_before(period: Period) -> Period:
    """The same interval one year earlier; the last day of a month stays the last day."""
    return Period(_shift_year(period.start, -1), _shift_year(period.end, -1))


def interval_before(period: Period) -> Period:
    """The interval of the same length just before; whole months stay whole months."""
    if period.start.day == 1 and period.end == month_end(period.end.year, period.end.month):
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
        index = period.start.year * 12 + period.start.month - 1 - months
        return Period(date(index // 12, index % 12 + 1, 1), period.start - timedelta(days=1))
    length = period.end - period.start
    return Period(period.start - length - timedelta(days=1), period.start - timedelta(days=1))


def period_label(period: Period) -> str:
    """Name an interval shortly: ``2024``, ``2024-H1``, ``2023-Q3``, ``2024-07``, else from/to."""
    start, end = period.start, period.end
    whole = start.day == 1 and end == month_end(end.year, end.month)
    if whole and start.year == end.year:
        months = (start.month, end.month)
        halves = {(1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}
        if months == (1, 12):
            return f"{start.year}"
        if months in halves:
            return f"{start.year}-{halves[months]}"
        if start.month == end.month:
            return f"{start.year}-{start.month:02d}"
    if whole and (start.month, end.month) == (1, 12):
        return f"{start.year}-{end.year}"
    return str(period)


def _is_part_of_date(match: PeriodMatch, days: list[tuple[int, int]]) -> bool:
    """Tell whether a year or month is only the tail of a date (``ngày 12 tháng 7 năm 2024``)."""
    index = bisect_left(days, (match.start + 1, 0)) - 1
    return index >= 0 and days[index][0] <= match.start and match.end <= days[index][1]


def _shift_year(day: date, years: int) -> date:
    year = day.year + years
    if day.month == 2 and day == month_end(day.year, 2):
        return month_end(year, 2)
    return day.replace(year=year)


def _sentence(stops: list[int], offset: int) -> int:
    return bisect_left(stops, offset)


def _year_of(
    match: PeriodMatch, matches: list[PeriodMatch], stops: list[int], anchor_year: int | None, bare_year: int | None
) -> tuple[int | None, ValueStatus]:
    """The year of a period: its own, one relative to the anchor, one in its sentence, the report's."""
    if match.year is not None:
        return match.year, "stated"
    if match.relative_year is not None:
        return (anchor_year + match.relative_year, "inferred") if anchor_year is not None else (None, "stated")
    mine = _sentence(stops, match.start)
    at = bisect_left(matches, match.start, key=lambda other: other.start)
    near = [
        other
        for other in matches[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
        if other.year is not None
        and other.kind in {"year", "half", "quarter", "months", "month"}
        and _sentence(stops, other.start) == mine
    ]
    after = [other.year for other in near if other.start > match.start]
    before = [other.year for other in near if other.start < match.start]
    year = after[0] if after else before[-1] if before else (bare_year if bare_year is not None else anchor_year)
    return year, "inferred"


def _mention(
    text: str, folded: str, match: PeriodMatch, year: int | None, status: ValueStatus, stops: list[int]
) -> PeriodMention:
    period = None if year is None or match.first_month == 0 else _interval(match, year)
    number = _sentence(stops, match.start)
    left = folded[max(stops[number - 1] + 1 if number else 0, match.start - 120) : match.start]
    return PeriodMention(
        surface=text[match.start : match.end],
        start=match.start,
        end=match.end,
        period=period,
        label=period_label(period) if period else "",
        kind=match.kind,
        role="comparison" if match.kind == "comparison" else _role(left),
        rule=match.rule,
        confidence=1.0 if status == "stated" else 0.8,
        status=status,
    )


def _interval(match: PeriodMatch, year: int) -> Period | None:
    """The days from the first month of ``year`` to the last month, or to the exact last day where one is given."""
    last_year = match.last_year if match.last_year is not None else year
    if not (1000 <= year <= 9000 and year <= last_year <= 9000) or match.last_day == 0:
        return None
    start, end = date(year, match.first_month, 1), month_end(last_year, match.last_month)
    if match.last_day is not None:
        end = end.replace(day=min(match.last_day, end.day))
    return Period(start, end) if start <= end else None


def _role(left: str) -> PeriodRole:
    """Tell review from plan by the nearest cue before the period in its sentence."""
    review = max((match.end() for match in _REVIEW_CUES.finditer(left)), default=-1)
    plan = max((match.end() for match in _PLAN_CUES.finditer(left)), default=-1)
    return "plan" if plan > review else "review"


def _with_comparisons(
    mentions: list[PeriodMention], matches: list[PeriodMatch], stops: list[int]
) -> list[PeriodMention]:
    """Resolve 同比 / cùng kỳ / 环比 against the last period before them (an explicit year of their own wins)."""
    resolved: list[PeriodMention] = []
    main: PeriodMention | None = None
    for mention, match in zip(mentions, matches, strict=True):
        if mention.kind != "comparison":
            if mention.period is not None and mention.role != "comparison":
                main = mention
            resolved.append(mention)
            continue
        period = mention.period
        if main is not None and main.period is not None:
            if match.rule == "previous_interval":
                period = interval_before(main.period)
            elif match.year is not None:
                shift = match.year - main.period.start.year
                period = Period(_shift_year(main.period.start, shift), _shift_year(main.period.end, shift))
            else:
                period = year_before(main.period)
        resolved.append(
            replace(
                mention, period=period, label=period_label(period) if period else "", status="inferred", confidence=0.8
            )
        )
    return resolved
