"""Dates in Vietnamese, Chinese and English: where they stand, what they say, and what they are dates of.

Order is day before month unless the month is named or the year comes first. A part that the text does not give is
``None``; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from ingest.date_kinds import classify_date
from ingest.folding import LazyPattern, VietnamesePattern, fold, non_overlapping, stretches_around
from ingest.numbers_zh import read_chinese_number
from vectorstore.records import Language, ValueStatus

DateKind = Literal["event", "issue", "publication", "crawl", "cited", "other"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date of which parts may be unsaid. Two dates agree when no part that both give differs."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def agrees_with(self, other: PartialDate) -> bool:
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def as_date(self) -> date | None:
        """The day itself, or ``None`` when a part is missing or there is no such day."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return _calendar_date(self.year, self.month, self.day)

    def __str__(self) -> str:
        year = f"{self.year:04d}" if self.year is not None else "????"
        month = f"{self.month:02d}" if self.month is not None else "??"
        return f"{year}-{month}-" + (f"{self.day:02d}" if self.day is not None else "??")


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date (or run of days, with ``last``) as written at ``text[start:end]``.

    ``weekday_agrees`` is ``None`` where no weekday or no full date is given. ``status`` is ``damaged`` where the text
    has lost a part (``月9日``, ``ngày … tháng … năm 2024``).
    """

    surface: str
    start: int
    end: int
    value: PartialDate
    kind: DateKind
    rule: str
    confidence: float = 1.0
    status: ValueStatus = "stated"
    last: PartialDate | None = None
    clock: time | None = None
    weekday_agrees: bool | None = None

    def as_datetime(self) -> datetime | None:
        day = self.value.as_date()
        return datetime.combine(day, self.clock or time.min) if day else None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: PartialDate
    rule: str
    last: PartialDate | None = None
    confidence: float = 1.0
    status: ValueStatus = "stated"


_Reader = Callable[[re.Match[str]], _Found | None]

_TRIGGER = LazyPattern(r"\d|月|tháng|thang")
_REACH = 40
"""Characters around a digit or a month in which a whole date stands."""
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[89]|20|21)\d\d"
_LEFT, _RIGHT = r"(?<![\d/.,\-])(?<!\d:)", r"(?![\d/]|[.,\-]\d)"
_HAN_DAY = r"(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"

_NUMERIC = LazyPattern(
    rf"{_LEFT}(?:(?P<iy>{_YEAR})(?P<isep>[-/.])(?P<im>{_MONTH})(?P=isep)(?P<id>{_DAY})"
    rf"|(?:(?P<fd>{_DAY})\s?(?:-|–|—|và|đến|and|to)\s?)?"
    rf"(?P<nd>{_DAY})\s?(?P<nsep>[/.-])\s?(?P<nm>{_MONTH})\s?(?P=nsep)\s?(?P<ny>{_YEAR})){_RIGHT}"
)
_VI_NAMED = VietnamesePattern(
    rf"(?:(?<!\w)ngày\s+)?(?:{_LEFT}(?P<fd>{_DAY})(?:\s?[/.-]\s?(?P<fm>{_MONTH}))?"
    rf"\s?(?:-|–|—|,|và|đến|đến\s+ngày|đến\s+hết\s+ngày)\s?)?"
    rf"(?<![\d/.,])(?P<d>{_DAY})\s*tháng\s*(?P<m>{_MONTH})(?!\d)(?:\s*(?:,\s*)?năm\s*(?P<y>{_YEAR})(?!\d)"
    rf"|\s?[/.-]\s?(?P<y2>{_YEAR})(?!\d))?"
)
_VI_SHORT = VietnamesePattern(
    rf"(?<!\w)(?:ngày|sáng|chiều|tối|trưa|hôm|từ|đến|trước|sau|đêm|hết)\s+(?:ngày\s+)?"
    rf"(?:(?P<fd>{_DAY})(?:[/.-](?P<fm>{_MONTH}))?\s?(?:-|–|—|,|và|đến|đến ngày)\s?(?:ngày\s)?)?"
    rf"(?P<d>{_DAY})[/-](?P<m>{_MONTH}){_RIGHT}"
)
_VI_BLANK = VietnamesePattern(
    r"(?<!\w)ngày\s*(?P<d>\d{1,2})?[\s.…_]*tháng\s*(?P<m>\d{1,2})?[\s.…_]*năm\s*(?P<y>(?:19|20)\d\d|20)?(?![\w])"
)
_VI_MONTH = VietnamesePattern(rf"(?<!\w)tháng\s*(?P<m>{_MONTH})(?:\s*[/.-]\s*|\s+năm\s+)(?P<y>{_YEAR})(?![\d/])")
_ZH_YEAR = rf"(?P<y>(?<!\d){_YEAR}|[〇○零一二三四五六七八九]{{4}})\s*年\s*"
_ZH_FULL = LazyPattern(
    rf"(?:{_ZH_YEAR})?(?<![\d.])(?P<m>{_MONTH}|十[一二]?|[一二三四五六七八九])\s*月\s*(?:份)?"
    rf"(?P<d>{_DAY}(?!\d)|{_HAN_DAY})\s*[日号]?"
    rf"(?:\s*(?:至|到|—+|–|-|~|、)\s*(?:(?P<ly>{_YEAR})年\s*)?(?:(?P<lm>{_MONTH}|十[一二]?|[一二三四五六七八九])\s*月\s*)?"
    rf"(?P<ld>{_DAY}(?!\d)|{_HAN_DAY})\s*(?=[日号]))?[日号]?(?<=[日号])"
)
_ZH_MONTH = LazyPattern(rf"{_ZH_YEAR}(?P<m>{_MONTH}|十[一二]?|[一二三四五六七八九])\s*月份?(?!\d)")
_ZH_LOST = LazyPattern(
    rf"(?<![\d一二三四五六七八九十个個年本当每上下同])(?P<y>(?:{_YEAR})年)?月(?P<d>{_DAY}|{_HAN_DAY})[日号]"
)
EN_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
"""English months in small letters, January first."""
_EN_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_EN_DAY = rf"(?<![\d.,/]){_DAY}(?:st|nd|rd|th)?"
_EN_NAMED = LazyPattern(
    rf"(?<!\w)(?:(?P<fd>{_EN_DAY})(?:\s+(?P<fm>{_EN_MONTH})\.?)?\s?(?:-|–|—|to|and)\s?)?"
    rf"(?P<d>{_EN_DAY})\s+(?:of\s+)?(?P<m>{_EN_MONTH})\.?(?![a-z])(?:,?\s+(?P<y>{_YEAR})(?!\d))?"
    rf"|(?<!\w)(?P<am>{_EN_MONTH})\.?\s+(?P<ad>{_EN_DAY})(?:\s?(?:-|–|—|to"
    rf"|and)\s?(?P<al>{_EN_DAY}))?(?![\d.,]?\d|\s*(?:%|percent))(?:,?\s+(?P<ay>{_YEAR})(?!\d))?"
)
_EN_MONTH_YEAR = LazyPattern(rf"(?<!\w)(?P<m>{_EN_MONTH})\.?,?\s+(?P<y>{_YEAR})(?!\d)")

_CLOCK = (
    r"(?P<h>[01]?\d|2[0-3])\s?(?:(?::|h|giờ|gio|g|时|点)\s?(?P<min>[0-5]\d)(?::[0-5]\d)?(?:\s?(?:phút|phut"
    r"|分))?|(?:giờ|gio|h|时|点)(?!\w))"
)
_CLOCK_AFTER = LazyPattern(rf"(?: *, *| +| *[-–|] *|t)(?:lúc\s+|luc\s+|at\s+)?{_CLOCK}(?!\d)")
_CLOCK_BEFORE = LazyPattern(rf"(?<![\d.,:]){_CLOCK} *(?:,| |[-–|]) *(?:ngày +|ngay +|on +)?$")

_WEEKDAYS: dict[str, int] = (
    {
        name: index
        for index, name in enumerate(("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"))
    }
    | {
        name: index
        for index, name in enumerate(("thu hai", "thu ba", "thu tu", "thu nam", "thu sau", "thu bay", "chu nhat"))
    }
    | {f"thứ {digit}": digit - 2 for digit in range(2, 8)}
    | {"thứ bẩy": 5, "星期天": 6, "周日": 6, "星期日": 6}
    | {f"{prefix}{letter}": index for prefix in ("星期", "周") for index, letter in enumerate("一二三四五六")}
    | {
        name: index
        for index, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    }
)
_WEEKDAY = "|".join(sorted(map(re.escape, _WEEKDAYS), key=len, reverse=True))
_WEEKDAY_BEFORE = LazyPattern(rf"(?<!\w)({_WEEKDAY})\s*(?:,|\(|，|\s)?\s*(?:ngày\s*)?$")
_WEEKDAY_AFTER = LazyPattern(rf"\s*[,(（，]?\s*({_WEEKDAY})(?![a-z])")


def find_dates(text: str, language: Language) -> tuple[DateMention, ...]:
    """Find the dates in ``text`` in order, without overlaps, each with its kind and checked against its weekday."""
    folded = fold(text)
    mentions = []
    for found in _found_dates(folded, language):
        if language == "en" and found.value.year is None and re.search(r"\bmay\b", text[found.start : found.end]):
            continue  # the verb, not the month
        clock = _clock_beside(folded, found)
        agrees = _weekday_agreement(folded, found)
        kind, rule = classify_date(folded, found.start, found.end)
        mentions.append(
            DateMention(
                surface=text[found.start : found.end],
                start=found.start,
                end=found.end,
                value=found.value,
                kind=kind,
                rule=f"{found.rule}/{rule}",
                confidence=found.confidence * (0.7 if agrees is False else 1.0),
                status=found.status,
                last=found.last,
                clock=clock,
                weekday_agrees=agrees,
            )
        )
    return tuple(mentions)


def date_spans(folded: str, language: Language) -> list[tuple[int, int]]:
    """Where dates with a day (or a damaged one) stand in folded text, without classifying them."""
    found = _found_dates(folded, language)
    return [(one.start, one.end) for one in found if one.value.day is not None or one.status == "damaged"]


def check_date_order(
    event: date | None, publication: date | None, crawl: date | None, issue: date | None = None
) -> tuple[str, ...]:
    """Name the pairs that stand in an impossible order, as an event after its publication."""
    steps = (("event", event), ("issue", issue), ("publication", publication), ("crawl", crawl))
    known = [(name, day) for name, day in steps if day is not None and not (name == "issue" and event)]
    return tuple(f"{earlier}_after_{later}" for (earlier, first), (later, second) in pairwise(known) if first > second)


def inherit_year(mention: DateMention, year: int | None) -> DateMention:
    """Give a date without a year the year that its document is about, marked as inferred."""
    if year is None or mention.value.year is not None or mention.status == "damaged":
        return mention
    last = replace(mention.last, year=year) if mention.last is not None else None
    return replace(
        mention,
        value=replace(mention.value, year=year),
        last=last,
        status="inferred",
        confidence=mention.confidence * 0.8,
    )


@cache
def _calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _select(candidates: Iterator[_Found]) -> list[_Found]:
    """Keep the longest of overlapping candidates, earliest first."""
    found = list(candidates)
    spans = non_overlapping([(one.start, one.end, one.start - one.end) for one in found])
    return [found[index] for index in spans]


@lru_cache(maxsize=2)
def _found_dates(folded: str, language: Language) -> tuple[_Found, ...]:
    return tuple(_select(_candidates(folded, language)))


def _candidates(folded: str, language: Language) -> Iterator[_Found]:
    stretches = stretches_around(folded, _TRIGGER, _REACH)
    for pattern, reader in _readers(language, folded):
        for start, end in stretches:
            for match in pattern.finditer(folded, start, end):
                found = reader(match)
                if found is not None and _is_possible(found.value) and (found.last is None or _is_possible(found.last)):
                    yield found


def _readers(language: Language, folded: str) -> list[tuple[re.Pattern[str] | LazyPattern, _Reader]]:
    readers: list[tuple[re.Pattern[str] | LazyPattern, _Reader]] = [(_NUMERIC, _read_numeric)]
    if language == "vi":
        readers += [
            (_VI_NAMED.on(folded), _read_vi_named),
            (_VI_SHORT.on(folded), _read_vi_short),
            (_VI_BLANK.on(folded), _read_vi_blank),
            (_VI_MONTH.on(folded), _read_month),
        ]
    elif language == "zh":
        readers += [(_ZH_FULL, _read_zh), (_ZH_MONTH, _read_zh_month), (_ZH_LOST, _read_zh_lost)]
    else:
        readers += [(_EN_NAMED, _read_en), (_EN_MONTH_YEAR, _read_en_month)]
    return readers


def _is_possible(value: PartialDate) -> bool:
    """Tell whether the day exists (30 February does not); without a year, 29 February does."""
    if value.day is None or value.month is None:
        return True
    return _calendar_date(value.year or 2000, value.month, value.day) is not None


def _read_numeric(match: re.Match[str]) -> _Found | None:
    if match["iy"]:
        value = PartialDate(int(match["iy"]), int(match["im"]), int(match["id"]))
        return _Found(match.start(), match.end(), value, "year_first")
    value = PartialDate(int(match["ny"]), int(match["nm"]), int(match["nd"]))
    if match["fd"]:
        first = PartialDate(value.year, value.month, int(match["fd"]))
        return _Found(match.start(), match.end(), first, "day_first_range", last=value)
    return _Found(match.start(), match.end(), value, "day_first")


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _read_vi_named(match: re.Match[str]) -> _Found:
    year, month = _number(match["y"] or match["y2"]), int(match["m"])
    value = PartialDate(year, month, int(match["d"]))
    if match["fd"]:
        first = PartialDate(year, _number(match["fm"]) or month, int(match["fd"]))
        return _Found(match.start(), match.end(), first, "vi_named_range", last=value)
    return _Found(match.start(), match.end(), value, "vi_named")


def _read_vi_short(match: re.Match[str]) -> _Found:
    group = "fd" if match["fd"] else "d"
    value = PartialDate(None, int(match["m"]), int(match["d"]))
    if match["fd"]:
        first = PartialDate(None, _number(match["fm"]) or value.month, int(match["fd"]))
        return _Found(match.start(group), match.end(), first, "vi_day_month_range", last=value)
    return _Found(match.start(group), match.end(), value, "vi_day_month")


def _read_vi_blank(match: re.Match[str]) -> _Found | None:
    day, month, year = match["d"], match["m"], match["y"]
    if (day and month) or not (day or month or year or "…" in match[0] or ".." in match[0]):
        return None
    value = PartialDate(int(year) if year and len(year) == 4 else None, _number(month), _number(day))
    return _Found(match.start(), match.end(), value, "vi_blank", confidence=0.5, status="damaged")


def _read_month(match: re.Match[str]) -> _Found:
    return _Found(match.start(), match.end(), PartialDate(int(match["y"]), int(match["m"])), "month_and_year")


def _han_number(text: str) -> int:
    return int(text) if text.isdecimal() else int(read_chinese_number(text) or 0)


def _read_zh(match: re.Match[str]) -> _Found:
    year = _han_number(match["y"]) if match["y"] else None
    value = PartialDate(year, _han_number(match["m"]), _han_number(match["d"]))
    last = None
    if match["ld"]:
        last = PartialDate(
            _number(match["ly"]) or year,
            _han_number(match["lm"]) if match["lm"] else value.month,
            _han_number(match["ld"]),
        )
    return _Found(match.start(), match.end(), value, "zh_range" if last else "zh_date", last=last)


def _read_zh_month(match: re.Match[str]) -> _Found:
    value = PartialDate(_han_number(match["y"]), _han_number(match["m"]))
    return _Found(match.start(), match.end(), value, "month_and_year")


def _read_zh_lost(match: re.Match[str]) -> _Found:
    year = int(match["y"][:4]) if match["y"] else None
    value = PartialDate(year, None, _han_number(match["d"]))
    return _Found(match.start(), match.end(), value, "zh_month_lost", confidence=0.5, status="damaged")


def _en_month(name: str) -> int:
    return next(index for index, full in enumerate(EN_MONTHS, 1) if full.startswith(name[:3]))


def _en_day(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _read_en(match: re.Match[str]) -> _Found:
    if match["am"]:
        year, month = _number(match["ay"]), _en_month(match["am"])
        value = PartialDate(year, month, _en_day(match["ad"]))
        last = PartialDate(year, month, _en_day(match["al"])) if match["al"] else None
        return _Found(match.start(), match.end(), value, "en_month_first", last=last)
    year, month = _number(match["y"]), _en_month(match["m"])
    value = PartialDate(year, month, _en_day(match["d"]))
    if match["fd"]:
        first = PartialDate(year, _en_month(match["fm"]) if match["fm"] else month, _en_day(match["fd"]))
        return _Found(match.start(), match.end(), first, "en_range", last=value)
    return _Found(match.start(), match.end(), value, "en_named")


def _read_en_month(match: re.Match[str]) -> _Found:
    return _Found(match.start(), match.end(), PartialDate(int(match["y"]), _en_month(match["m"])), "month_and_year")


def _clock_beside(folded: str, found: _Found) -> time | None:
    if found.value.day is None:
        return None
    match = _CLOCK_AFTER.match(folded, found.end) or _CLOCK_BEFORE.search(folded, max(0, found.start - 24), found.start)
    return time(int(match["h"]), int(match["min"] or 0)) if match else None


def _weekday_agreement(folded: str, found: _Found) -> bool | None:
    day = found.value.as_date()
    before = _WEEKDAY_BEFORE.search(folded, max(0, found.start - 24), found.start)
    match = before or _WEEKDAY_AFTER.match(folded, found.end)
    if day is None or match is None:
        return None
    return _WEEKDAYS[match[1]] == day.weekday()
