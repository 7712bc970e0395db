"""Lines made wholly of fields that a page prints around a text: dates, authors, sources, counters, print bars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from ingest.cleaning import phrases
from vectorstore.chinese_text import to_simplified

FieldKind = Literal["stamp", "author", "source", "counter", "bar", "navigation", "clock"]
_LONGEST = 260
_WIDE = str.maketrans("：（）【】｜，；“”〔〕「」\u3000", ':()[]|,;""[][] ') | {
    code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()
}
_MONTHS = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = (
    r"(?:(?:ngày\s+)?\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}|\d{4}\s?年\s?\d{1,"
    r"2}\s?月\s?\d{1,2}\s?[日号]"
    r"|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|\d{1,2}\s+tháng\s+\d{1,2},?\s+(?:năm\s+)?\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}\.?,?\s+\d{{4}}|{_MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
WEEKDAY = (
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|(?:星期|礼拜|周)[一二三四五六日天]"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b)"
)
_CLOCK = (
    r"(?:\d{1,2}\s?(?::|h|giờ)\s?\d{2}(?:\s?:\s?\d{2}|\s?phút)?(?:\s?(?:am|pm|sa|ch)\b)?(?:\s?\(?(?:gmt|"
    r"utc)\s?[+-]?\d{0,2}(?::\d{2})?\)?)?)"
)
_JOIN = r"[\s,|\-–—•·]{0,6}"
_PART = rf"(?:{WEEKDAY}|{DATE}|{_CLOCK}|lúc|hồi|vào|at|\(?(?:gmt|utc)\s?[+-]?\d{{0,2}}\)?)"
_DATE_LINE = re.compile(rf"\(?(?:{_PART}{_JOIN}\)?){{1,5}}")
_CLOCK_LINE = re.compile(
    r"(?:今天是|今日是|现在是|现在时间|当前时间|hôm nay(?: là)?|bây giờ là|today is|today)\s*:?,?\s*"
    + f"({_DATE_LINE.pattern})"
)
_HAS_DATE = re.compile(DATE)
_HAS_WEEKDAY = re.compile(WEEKDAY)
_HAS_CLOCK = re.compile(_CLOCK)
_SEPARATOR = re.compile(r"[\s|·•,;/\[\]()\-–—>»]*")
_COUNT = r"(?:[\[(]?\s*\d[\d.,]*\s*(?:lượt(?: xem| truy cập| đọc)?|lần|người|次|人次|人|字|条|views?|times?)?\s*[\])]?)"
_REVERSED_COUNT = re.compile(
    r"\d[\d.,]*\s*(?:lượt (?:xem|đọc|truy cập|thích|tải)|bình luận|phản hồi|次(?:浏览|阅读|点击|访问)|人(?:阅读|"
    r"浏览|点赞|收藏|评论)|(?:条)?(?:评论|回复)|"
    r"views?\b|comments?\b|shares?\b|min(?:ute)?s? read)|阅读\s?\d[\d.,]*\s?次|浏览\s?\d[\d.,]*\s?次|"
    r"已有\s?\d+\s?人(?:阅读|浏览|评论)|reading time:? \d+ min(?:ute)?s?"
)


_SECTION = re.compile(
    r"(所属栏目|栏目|所属分类|分类|类别|频道|chuyên mục|danh mục|thể loại|category|filed under)\s*:\s*"
)
_BY = re.compile(r"by\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class MetaField:
    """One field of such a line, ``line[start:end]``, with its label and its value."""

    kind: FieldKind
    start: int
    end: int
    label: str
    value_start: int
    value_end: int


@lru_cache(maxsize=8192)
def line_key(text: str) -> str:
    """The folded form that the rules are written for: lower case, simplified, half width; as long as the text."""
    key = text.translate(_WIDE)
    lowered = key.lower()
    if len(lowered) != len(key):
        lowered = "".join(character.lower() if len(character.lower()) == 1 else character for character in key)
    return to_simplified(lowered)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    stamp, author, source = map(phrases.alternation, ("stamp_labels", "author_labels", "source_labels"))
    counter, bar, navigation = map(phrases.alternation, ("counter_labels", "bars", "navigation"))
    end = r"(?=$|[\s|·•,;/:\[\]()\-–—>»])"
    return {
        "stamp": re.compile(rf"({stamp})\s*:?\s*({_DATE_LINE.pattern})"),
        "author": re.compile(rf"({author})\s*:\s*"),
        "source": re.compile(rf"({source})\s*:\s*"),
        "counter": re.compile(rf"({counter})\s*:?\s*({_COUNT}){end}"),
        "bar": re.compile(rf"({bar})(?:\s*:|{end})"),
        "navigation": re.compile(rf"({navigation}){end}"),
        "any_label": re.compile(
            rf"(?<![^\s|·•,;/\[\]()\-–—])(?:(?:{stamp}|{author}|{source})\s*:|(?:{counter})\s*:|{_SECTION.pattern}|"
            rf"(?:{bar})\s*(?:[:\[|]|$)|{DATE})"
        ),
    }


def date_line(key: str) -> bool:
    """Tell whether a folded line is nothing but a date with or without weekday and time."""
    match = _DATE_LINE.match(key)
    return match is not None and match.end() == len(key) and _HAS_DATE.search(key) is not None


def has_weekday(key: str) -> bool:
    """Tell whether a folded text names a day of the week."""
    return _HAS_WEEKDAY.search(key) is not None


def has_clock(key: str) -> bool:
    """Tell whether a folded text holds a time of day."""
    return _HAS_CLOCK.search(key) is not None


@lru_cache(maxsize=8192)
def read_fields(key: str) -> tuple[MetaField, ...]:
    """The fields of a folded line, or nothing if any part of the line is something else."""
    if len(key) > _LONGEST:
        return ()
    found: list[MetaField] = []
    offset = _skip(key, 0)
    while offset < len(key):
        item = _field_at(key, offset)
        if item is None:
            return ()
        found.append(item)
        offset = _skip(key, item.end)
    return tuple(found)


def _skip(key: str, offset: int) -> int:
    match = _SEPARATOR.match(key, offset)
    return match.end() if match else offset


def _field_at(key: str, offset: int) -> MetaField | None:
    patterns = _patterns()
    match = _CLOCK_LINE.match(key, offset)
    if match is not None and _HAS_DATE.search(match.group()):
        return MetaField("clock", offset, _trimmed(key, match.end()), "", match.start(1), _trimmed(key, match.end()))
    match = patterns["stamp"].match(key, offset)
    if match is not None and _HAS_DATE.search(match.group(2)):
        end = _trimmed(key, match.end())
        return MetaField("stamp", offset, end, match.group(1), match.start(2), end)
    match = _DATE_LINE.match(key, offset)
    if match is not None and _HAS_DATE.search(match.group()):
        end = _trimmed(key, match.end())
        return MetaField("stamp", offset, end, "", offset, end)
    match = patterns["counter"].match(key, offset)
    if match is not None:
        return MetaField("counter", offset, match.end(), match.group(1), *match.span(2))
    match = _REVERSED_COUNT.match(key, offset)
    if match is not None:
        return MetaField("counter", offset, match.end(), "", *match.span())
    match = _SECTION.match(key, offset)
    if match is not None:
        end = _value_end(key, match.end())
        return MetaField("navigation", offset, max(end, match.end()), match.group(1), match.end(), end)
    match = _BY.match(key, offset) if offset else None
    if match is not None:
        end = _value_end(key, match.end())
        return MetaField("author", offset, end, "by", match.end(), end)
    kinds: tuple[Literal["source", "author"], ...] = ("source", "author")
    for kind in kinds:
        match = patterns[kind].match(key, offset)
        if match is not None:
            end = _value_end(key, match.end())
            if end > match.end() or kind == "author":
                return MetaField(kind, offset, max(end, match.end()), match.group(1), match.end(), end)
    match = patterns["bar"].match(key, offset)
    if match is not None:
        return MetaField("bar", offset, match.end(), match.group(1), match.end(), match.end())
    match = patterns["navigation"].match(key, offset)
    if match is not None:
        return MetaField("navigation", offset, match.end(), match.group(1), match.end(), match.end())
    return None


def _trimmed(key: str, end: int) -> int:
    while key[end - 1] in " ,|-–—•·":
        end -= 1
    return end


def _value_end(key: str, offset: int) -> int:
    """Where a value ends: before the next label or date, at a bar, at a bracket that closes, or at the line's end."""
    following = _patterns()["any_label"].search(key, offset + 1)
    end = following.start() if following else len(key)
    bar = key.find("|", offset, end)
    end = bar if bar >= 0 else end
    while end > offset and key[end - 1] in " ,;)]-–—[(·•":
        if key[end - 1] == ")" and "(" in key[offset : end - 1]:
            break
        end -= 1
    return end
