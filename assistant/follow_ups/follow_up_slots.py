"""Replacing one part of a question: its period, its place, the thing that it counts.

Everything here is pure; offsets are in the texts that are passed, which are in NFC.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import matcher
from assistant.follow_ups.follow_up_words import (
    SAME_PERIOD,
    SHIFTED_INTERVAL,
    SHIFTED_YEAR,
    SPOKEN_YEAR,
    WHOLE_YEAR,
    find,
)
from ingest.agencies import AgencyMention, find_agencies
from ingest.folding import UPPER, fold
from ingest.periods import PeriodMention, find_periods
from vectorstore.records import Language

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OWN_YEAR: Final = frozenset({"half", "quarter", "months", "month", "year", "until", "span"})


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name or a place at ``text[start:end]``; ``level`` is the rank of its class word (0: none)."""

    start: int
    end: int
    bare: int
    """Where the name starts without its class word (``huyện``)."""
    level: int


def period_mentions(text: str, language: Language) -> list[PeriodMention]:
    """The periods that a question names as its own, without those it is compared with."""
    found = [one for one in find_periods(text, language) if one.kind in _OWN_YEAR and one.role != "comparison"]
    if not found and (bare := re.fullmatch(r"\W*(?:the )?((?:19|20)\d\d)(?: ones?)?\W*", text)):
        year = find_periods(f"năm {bare[1]}", "vi")[0]
        return [PeriodMention(bare[1], *bare.span(1), year.period, year.label, "year", "review", "bare_year")]
    return found


def shifted_years(text: str, year: int | None, language: Language) -> str:
    """Write out which year ``năm trước đó`` or ``前一年`` is, seen from the year that was spoken of."""
    if year is None:
        return text
    for pattern, shift in SHIFTED_YEAR[language]:
        folded = fold(text)
        match = matcher(pattern, folded).search(folded)
        if match:
            written = {"vi": f"năm {year + shift}", "zh": f"{year + shift}年", "en": f"{year + shift}"}[language]
            return text[: match.start()] + written + text[match.end() :]
    return text


def spoken_year(text: str, language: Language) -> int | None:
    """The year that a question is about, where it is one."""
    years = {one.period.start.year for one in period_mentions(text, language) if one.period is not None}
    return years.pop() if len(years) == 1 else None


def replace_period(previous: str, asked: str, language: Language) -> str | None:
    """Ask ``previous`` about the period named in ``asked``; ``None`` where it cannot be told which one to replace.

    A bare year keeps the half or the quarter that was spoken of; a bare half or quarter keeps the year.
    """
    moved = _moved_interval(previous, asked, language)
    if moved is None and any(find(words, asked, language) for words in SHIFTED_INTERVAL):
        return None
    new = (moved, False, True) if moved else _asked_period(asked, language)
    if new is None:
        return None
    surface, year_only, has_year = new
    spoken = find(SPOKEN_YEAR, surface, language)
    old = period_mentions(previous, language)
    if not old:
        return add_period(previous, surface, language)
    if spoken and spoken[0] == fold(surface):
        return _with_spoken_year(previous, old, surface, language)
    if language == "en" and any(_is_attribute(previous, one) for one in old) and not year_only:
        return None
    if year_only:
        year = _YEAR.search(surface)
        return None if year is None else _with_year(previous, old, year[0], language)
    if len({one.surface for one in old}) > 1:
        return None
    if not has_year and not spoken and (known := spoken_year(previous, language)) is not None:
        surface = _in_year(surface, known, language)
    for mention in reversed(old):
        written = surface[:1].upper() + surface[1:] if mention.start == 0 else surface
        previous = previous[: mention.start] + written + previous[mention.end :]
    return previous


_INTERVAL_WORDS: Final[dict[Language, tuple[str, str]]] = {
    "vi": ("tháng {number} năm {year}", "quý {roman} năm {year}"),
    "zh": ("{year}年{number}月", "{year}年第{han}季度"),
    "en": ("{month} {year}", "the {ordinal} quarter of {year}"),
}
"""How a month and a quarter are written."""


def _moved_interval(previous: str, asked: str, language: Language) -> str | None:
    """Name the quarter or month before or after the one that was spoken of."""
    old = {one.period for one in period_mentions(previous, language) if one.kind in {"quarter", "month"}}
    shift = next((by for words, by in zip(SHIFTED_INTERVAL, (-1, 1), strict=True) if find(words, asked, language)), 0)
    period = old.pop() if len(old) == 1 else None
    if period is None or not shift:
        return None
    months = 1 if period.start.month == period.end.month else 3
    year, month = divmod(period.start.year * 12 + period.start.month - 1 + shift * months, 12)
    quarter = month // 3
    return _INTERVAL_WORDS[language][months == 3].format(
        year=year,
        number=quarter + 1 if months == 3 else month + 1,
        han="一二三四"[quarter],
        roman=("I", "II", "III", "IV")[quarter],
        ordinal=("first", "second", "third", "fourth")[quarter],
        month=month_name[month + 1],
    )


def _asked_period(asked: str, language: Language) -> tuple[str, bool, bool] | None:
    """The period in a fragment: its words, whether they name only a year, whether they name a year at all."""
    mentions = period_mentions(asked, language)
    same, year = find(SAME_PERIOD, asked, language), _YEAR.search(asked)
    if same and year:
        return year[0], True, True
    if not mentions:
        whole = find(WHOLE_YEAR, asked, language)
        return (asked[whole.start() : whole.end()], False, False) if whole else None
    first = mentions[0]
    surface = asked[first.start : first.end]
    whole = find(WHOLE_YEAR, asked, language)
    named = _YEAR.search(surface) is not None
    year_only = re.fullmatch(r"\D*(?:19|20)\d\d\D*", surface) and not re.search(r"tháng|thang|quý|月", fold(surface))
    return surface, first.kind in {"year", "until"} and year_only is not None and whole is None, named


def _with_year(previous: str, old: list[PeriodMention], year: str, language: Language) -> str | None:
    """Put another year into the periods of a question, which must speak of one year only."""
    years = {match[0] for one in old for match in _YEAR.finditer(one.surface)}
    if len(years) > 1:
        return None
    for mention in reversed(old):
        surface = mention.surface
        if _YEAR.search(surface):
            surface = _YEAR.sub(year, surface)
        elif not years:
            surface = _in_year(surface, int(year), language)
        previous = previous[: mention.start] + surface + previous[mention.end :]
    return previous


def _with_spoken_year(previous: str, old: list[PeriodMention], said: str, language: Language) -> str | None:
    """Put ``năm ngoái`` into the periods of a question in the place of their year."""
    year = {"vi": r"(?:năm\s+)?\d{4}", "zh": r"\d{4}年", "en": r"\d{4}"}[language]
    for mention in reversed(old):
        surface, count = re.subn(year, said, mention.surface, flags=re.IGNORECASE)
        if count != 1:
            return None
        previous = previous[: mention.start] + surface + previous[mention.end :]
    return previous


def _is_attribute(text: str, mention: PeriodMention) -> bool:
    """Tell an English year before its noun (``the 2024 conference``)."""
    return text[: mention.start].lower().endswith("the ") and text[mention.end : mention.end + 2].strip().isalpha()


def _in_year(surface: str, year: int, language: Language) -> str:
    if language == "zh":
        return f"{year}年全年" if surface in {"全年", "整年"} else f"{year}年{surface}"
    if language == "vi":
        bare = re.sub(r"\s+năm$", "", surface)
        return f"{bare} năm {year}" if bare != "cả" else f"cả năm {year}"
    if find(WHOLE_YEAR, surface, "en"):
        return f"the whole of {year}"
    return f"{re.sub(r' of the year$', '', surface)} of {year}"


def add_period(previous: str, surface: str, language: Language) -> str:
    """Put a period into a question that names none."""
    body = previous.rstrip(" ?？。.!！")
    if language == "zh":
        return f"{surface}{body}？" if "年" in surface or not _YEAR.fullmatch(surface) else f"{surface}年{body}？"
    if language == "vi":
        return f"{body} {'năm ' if _YEAR.fullmatch(surface) else 'trong ' if surface[0].islower() else ''}{surface}?"
    return f"{body} in {surface}?"


_VI_CLASS: Final = {
    "tỉnh": 4, "thành phố": 3, "huyện": 3, "quận": 3, "thị xã": 3, "xã": 2, "phường": 2, "thị trấn": 2, "thôn": 1,
    "bản": 1,
}  # fmt: skip
_OPENING_CLASS: Final = frozenset(["Tỉnh", "Huyện", "Quận", "Xã", "Phường", "Thôn"])
"""Class words at the beginning of a sentence; ``Bản`` more often belongs to the name."""
_VI_RUN: Final = re.compile(rf"(?<!\w)[{UPPER}]\w*(?:[ -][{UPPER}]\w*)*(?!\w)")
_VI_COMMON: Final = (
    "Sở Y Bộ Cục Vụ Ban Phòng Khoa Trung Bệnh Viện Trạm Ủy UBND HĐND Đảng Chánh Giám Chủ Phó Văn Quý Năm Tháng "
    "Hội Báo Kế Nghị Quyết Thông Số Ngày Công Ai Có Những Các Tổng Trong Tại Ở Vì Bao Khi Toàn Cả Nửa Còn Thế Vậy "
    "Đơn Cơ"
)
_EN_COMMON: Final = (
    "How What When Where Who Which Why Whose Whom Did Does Do Is Are Was Were Has Have In On At The A An And Of "
    "For CDC January February March April May June July August September October November December Q1 Q2 Q3 Q4 I"
)
"""Capitalised words that are no names: kinds of bodies, posts, periods, words that begin questions."""
_NOT_NAMES: Final = frozenset(_VI_COMMON.split())
_EN_NOT_NAMES: Final = frozenset(_EN_COMMON.split())
_ZH_PLACE: Final = re.compile(
    r"(?:(?<=[年月日的在是了和与由对到向把将那])|(?<![\u4e00-\u9fff]))"
    r"[^\W\d_年月日的在是了和与由对到全各本该个几哪两那这多少]{1,3}?(?P<class>省|市|新区|区|县|镇|乡|街道"
    r"|村)(?![域级内外委长])"
)
_ZH_LEVEL: Final = {"省": 4, "市": 3, "新区": 3, "区": 3, "县": 3, "镇": 2, "乡": 2, "街道": 2, "村": 1}


def names_in(text: str, language: Language) -> list[Name]:
    """The places and other proper names of a question, without names of agencies' kinds (``Sở Y tế``)."""
    if language == "zh":
        folded = fold(text)
        return [
            Name(match.start(), match.end(), match.start(), _ZH_LEVEL[match["class"]])
            for match in _ZH_PLACE.finditer(folded)
        ]
    found: list[Name] = []
    for run in _VI_RUN.finditer(text):
        words = list(re.finditer(r"[^\s-]+", run[0]))
        skipped = _NOT_NAMES if language == "vi" else _EN_NOT_NAMES
        while words and words[0][0] in skipped and (language == "vi" or run.start() == 0 or words[0][0] != "An"):
            words.pop(0)
        while words and words[-1][0] in skipped:
            words.pop()
        single = len(words) == 1 and (language == "vi" or words[0][0].isupper())
        if not words or single or (language == "vi" and any(word[0] in skipped for word in words)):
            continue
        start, end = run.start() + words[0].start(), run.start() + words[-1].end()
        if language == "vi" and len(words) > 2 and words[0][0] in _OPENING_CLASS:
            bare, level = run.start() + words[1].start(), _VI_CLASS[words[0][0].lower()]
        else:
            bare = start
            start, level = _class_word(text, bare) if language == "vi" else (bare, 0)
        found.append(Name(start, end, bare, level))
    return found


def _class_word(text: str, start: int) -> tuple[int, int]:
    before = text[:start].lower()
    for word, level in sorted(_VI_CLASS.items(), key=lambda item: -len(item[0])):
        if re.search(rf"(?<!\w){word} $", before):
            return start - len(word) - 1, level
    return start, 0


def _names_a_body(text: str, name: Name, language: Language) -> bool:
    """Tell whether a place is part of a body's name, which a place of another rank does not have."""
    return any(one.start <= name.start < one.end for one in find_agencies(text, language)) and (
        language == "zh" or text[: name.start].rstrip()[-1:].isalpha()
    )


def replace_body(previous: str, asked: str, language: Language) -> str | None:
    """Ask ``previous`` about the body that ``asked`` names; a Chinese one without a place keeps the place."""
    new, old = find_agencies(asked, language), find_agencies(previous, language)
    if language == "zh" and not names_in(asked, "zh"):
        return _other_office(previous, asked, old)
    if len(new) != 1 or len(old) != 1 or new[0].start > 4:
        return None
    end = old[0].end
    if language == "vi":
        tail = re.match(r"(?: (?:tỉnh|huyện|xã|thành phố|phường|quận))?(?: [^\W\d_a-zà-ỹ][^\W\d_]*)*", previous[end:])
        end += tail.end() if tail else 0
    surface = asked[:1].upper() + asked[1:] if old[0].start == 0 else asked
    return previous[: old[0].start] + surface.removeprefix("the ") + previous[end:]


def _other_office(previous: str, office: str, old: Sequence[AgencyMention]) -> str | None:
    """Put another office of the same place (教育局 for 澜溪县卫生健康局) into a question."""
    body = next((one for one in old if one.surface[-1] == office[-1]), None)
    places = [name.end for name in names_in(previous, "zh") if body and body.start <= name.start < body.end]
    if body is None or not places or not re.fullmatch(r"[\u4e00-\u9fff]{1,8}[局委办院厅]", office):
        return None
    return previous[: places[-1]] + office + previous[body.end :]


def replace_name(previous: str, asked: str, language: Language) -> str | None:
    """Ask ``previous`` about the place or body that is the only name in ``asked``; ``None`` where that is unclear."""
    new, old = names_in(asked, language), names_in(previous, language)
    if len(new) != 1 or not old:
        return None
    wanted = new[0]
    same = [name for name in old if wanted.level and name.level == wanted.level]
    if not same and wanted.level and any(_names_a_body(previous, name, language) for name in old if name.level):
        return None
    distinct = {previous[name.bare : name.end] for name in (same or old)}
    if len(distinct) != 1:
        return None
    for name in reversed(same or old):
        whole = bool(wanted.level and name.level) or language == "zh"
        start = name.start if whole else name.bare
        surface = asked[wanted.start if whole else wanted.bare : wanted.end]
        if whole and language == "vi":
            surface = (surface[0].upper() if previous[start].isupper() else surface[0].lower()) + surface[1:]
        previous = previous[:start] + surface + previous[name.end :]
    return previous
