"""The written forms of periods in each language, read into months and years.

Every expression runs on folded text (``ingest.folding``); Vietnamese ones also on text typed without tone marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from ingest.folding import VietnamesePattern, non_overlapping, stretches_around
from ingest.numbers_zh import read_chinese_number
from vectorstore.records import Language

_Kind = Literal["month", "quarter", "half", "months", "year", "span", "school_year", "until", "comparison", "relative"]


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period as read: months ``first_month`` to ``last_month`` (0 when it names none) of ``year``.

    ``relative_year`` counts from the current one (今年 0, 去年 −1); both years ``None`` means that none is written.
    """

    start: int
    end: int
    kind: _Kind
    rule: str
    first_month: int = 0
    last_month: int = 0
    year: int | None = None
    last_year: int | None = None
    relative_year: int | None = None
    last_day: int | None = None


_LONGEST = 10_000
_REACH = 48
"""Characters around a trigger in which a whole period stands."""
_TRIGGERS: dict[Language, re.Pattern[str]] = {
    "vi": re.compile(r"tháng|thang|năm|nam |quý|quy |nửa|nua |cùng kỳ|cung ky|hiện|thời gian|(?<!\d)\d{4}(?!\d)|\dt "),
    "zh": re.compile(r"[年月季期]|(?<!\d)\d{4}(?!\d)|同比|环比|目前|当前|十[一二三四五]五|阶段"),
    "en": re.compile(r"(?<!\d)\d{4}(?!\d)|year|month|quarter|half|q[1-4]|h[12]|yoy|date|current|period"),
}
_Reader = Callable[[re.Match[str]], PeriodMatch | None]

_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
}
_ROMAN |= {"mot": 1, "tu": 4, "bon": 4, "nhất": 1, "nhat": 1}
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

_VI_OF_YEAR = (
    rf"(?:\s*(?:của\s+)?(?:năm\s*(?P<y>{_YEAR})|năm\s+(?P<rel>nay|này|trước|qua|ngoái|tới|sau)(?!\w)"
    rf"|[/.-]\s*(?P<y2>{_YEAR})|\s(?P<y3>{_YEAR})(?!\s*(?:người|ca|lượt|\w+\s*đồng))))?"
)
_VI_COUNT = r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười một|\d{1,2})"
_VI_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
}
_VI_WORDS |= {"mot": 1, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11}

_VI_HALF_YEAR = VietnamesePattern(
    rf"(?<!\w)nửa\s+(?:năm\s+)?(?P<half>đầu|cuối)(?:\s+(?=năm))?(?:\s*năm(?!\s*(?:\d|nay|này|trước|qua|ngoái|tới"
    rf"|sau)))?{_VI_OF_YEAR}"
)
_VI_MONTHS = VietnamesePattern(
    rf"(?<![\w.,/])(?P<n>{_VI_COUNT})\s*t(?:háng)?\s+(?P<half>đầu|cuối)(?:\s+(?=năm))?(?:\s*năm(?!\s*(?:\d|nay"
    rf"|này|trước|qua|ngoái|tới|sau)))?{_VI_OF_YEAR}"
)
_VI_MONTHS_YEAR = VietnamesePattern(
    rf"(?<![\w.,/])(?P<n>3|6|9|11|ba|sáu|chín|mười một|\d{{1,2}})\s*t(?:háng)?\s*(?:/|\s+của\s+năm\s+"
    rf"|\s*năm\s+)(?P<y>{_YEAR})"
)
_VI_QUARTER = VietnamesePattern(
    rf"(?<!\w)quý\s*(?P<q>iv|i{{1,3}}|[1-4]|một|hai|ba|tư|bốn)(?!\w)(?:\s*(?:\+|và|-|–|,)\s*(?:quý\s*)?(?P<q2>iv"
    rf"|i{{1,3}}|[1-4])(?!\w))?(?:\s+(?=năm)|\s*,\s*(?=năm))?{_VI_OF_YEAR}"
)
_VI_MONTH_RUN = VietnamesePattern(
    rf"(?<!\w)(?:từ\s+)?tháng\s*(?P<m>{_MONTH})(?:\s*[/.]\s*(?P<ya>{_YEAR})|\s+năm\s+(?P<yb>{_YEAR}))?\s*(?:-|–"
    rf"|đến|đến hết|tới)\s*(?:hết\s+)?(?:tháng\s*)?(?P<m2>{_MONTH})(?:\s+(?=năm))?{_VI_OF_YEAR}"
)
_VI_MONTH = VietnamesePattern(
    rf"(?<!\w)(?<!ngày \d )(?<!ngày \d\d )(?<!\d )(?P<until>(?:tính\s+)?đến\s+(?:hết\s+|cuối\s+)?|hết\s+"
    rf"|cuối\s+)?tháng\s*(?P<m>{_MONTH})(?!\s*(?:tuổi|/\d{{1,2}}(?!\d)))(?:\s+(?=năm))?{_VI_OF_YEAR}"
)
_VI_UNTIL_DAY = VietnamesePattern(
    rf"(?<!\w)(?:tính\s+)?(?:đến|tới)\s+(?:hết\s+)?(?:thời\s+điểm\s+)?(?:ngày\s+)?(?P<d>\d{{1,2}})\s*(?:[/.-]"
    rf"|\s+tháng\s+)\s*(?P<m>{_MONTH})(?:\s*[/.-]\s*(?P<y>{_YEAR})|\s+năm\s+(?P<y2>{_YEAR}))?"
)
_VI_SPAN = VietnamesePattern(
    rf"(?<!\w)(?:(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|khóa|từ\s+năm|các\s+năm|năm)\s*)(?P<a>{_YEAR})\s*(?:-|–|—"
    rf"|đến|đến\s+năm|tới|và)\s*(?:năm\s+)?(?P<b>{_YEAR})"
    rf"|(?<![\d/.-])(?P<a2>{_YEAR})\s*[-–—]\s*(?P<b2>{_YEAR})(?![\d/.-])"
)
_VI_SCHOOL = VietnamesePattern(
    rf"(?<!\w)năm\s+học\s*(?P<a>{_YEAR})\s*[-–—/]\s*(?P<b>{_YEAR})|(?<!\w)năm\s+học\s+(?P<a2>{_YEAR})"
)
_VI_YEAR = VietnamesePattern(
    rf"(?<!\w)(?P<until>(?:đến|tính đến)\s+(?:hết|cuối)\s+|(?:hết|cuối)\s+)?(?:(?:cả|trong"
    rf"|toàn)\s+)?năm\s*(?P<y>{_YEAR})|(?<!\w)(?:trong\s+)?năm\s+(?P<rel>nay|trước|qua|ngoái|tới|sau)(?!\w)"
)
_VI_COMPARE = VietnamesePattern(
    rf"(?<!\w)(?:so\s+với\s+)?cùng\s+kỳ(?:\s+(?:năm\s+)?(?:(?P<y>{_YEAR})|trước|ngoái|năm\s+(?:trước"
    rf"|ngoái)))?(?!\w)|(?<!\w)so\s+với\s+(?P<prev>tháng|quý|tuần|kỳ)\s+trước(?!\w)"
    rf"|(?<!\w)so\s+với\s+năm\s+(?:(?P<y2>{_YEAR})|trước)(?!\w)"
)
_VI_RELATIVE = VietnamesePattern(
    r"(?<!\w)(?:trong\s+năm(?!\s*(?:\d|học|nay|tới|sau|trước|qua))|từ\s+đầu\s+năm(?:\s+đến\s+nay)?|hiện\s+nay"
    r"|hiện\s+tại|thời\s+gian\s+qua|tháng\s+(?:này|trước|qua)|quý\s+(?:này|trước))(?!\w)"
)

_HAN_YEAR = r"[〇○零一二三四五六七八九]{4}"
_ZH_Y = rf"(?:(?P<y>(?<!\d){_YEAR}|{_HAN_YEAR})\s*年度?\s*(?:的\s*)?|(?P<rel>今年|本年度?|去年|上年度?|上一年度?|前年|明年|来年)\s*(?:的\s*)?)?"
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
_ZH_N = r"[1-9]|1[0-2]|十[一二]?|[一二两三四五六七八九]"
_ZH_HALF = re.compile(rf"{_ZH_Y}(?P<half>上|下)半年(?!度?报)")
_ZH_QUARTER = re.compile(
    rf"{_ZH_Y}(?:第\s*)?(?P<q>[一二三四1-4])\s*(?:、|和|至|-|—)?(?P<q2>[二三四2-4])?\s*季度?(?!节)(?<=季度)"
)
_ZH_FIRST = re.compile(rf"{_ZH_Y}前(?P<n>{_ZH_N})(?P<unit>个?月|个?季度)")
_ZH_MONTH_RUN = re.compile(
    rf"{_ZH_Y}(?<!\d)(?P<m>{_ZH_N})\s*月?份?\s*(?:-|—+|–|~|至|到)\s*(?P<m2>{_ZH_N})\s*月(?:份|底"
    rf"|末)?(?![\d一二三四五六七八九]{{1,2}}[日号])"
)
_ZH_UNTIL = re.compile(
    rf"(?:截至|截止到?|到|至)\s*{_ZH_Y}(?:(?P<m>(?<!\d){_ZH_N})\s*月\s*(?:(?P<d>\d{{1,2}}|{_ZH_N}"
    rf"|[二三]?十[一二三四五六七八九]?)\s*[日号]|份?底|末|份)|年?[底末])"
)
_ZH_MONTH = re.compile(rf"{_ZH_Y}(?<![\d.])(?P<m>{_ZH_N})\s*月(?:份(?!额)|(?=[^\d一二三四五六七八九十]|$))")
_ZH_SPAN = re.compile(rf"(?<!\d)(?P<a>{_YEAR})\s*年?\s*(?:-|—+|–|~|至|到)\s*(?P<b>{_YEAR})\s*(?:年|学年)?")
_ZH_PLAN = re.compile(r"[“\"「]?(?P<p>十一五|十二五|十三五|十四五|十五五)[”\"」]?(?:规划|期间|时期|末)?")
_ZH_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_ZH_YEAR = re.compile(
    rf"(?P<y>(?<!\d){_YEAR}|{_HAN_YEAR})\s*年(?:度|全年|底|末|初|内)?(?!\s*(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s*月)"
    rf"|(?P<rel>今年|本年度|去年|上年度|前年|明年)(?:以来|年?底|年?初)?|(?P<whole>全年|年内|年度内)"
)
_ZH_COMPARE = re.compile(
    rf"同比|(?:比|较|与)?(?:(?P<y>{_YEAR})年|去年|上年|上一年)同期(?:相比)?|(?P<prev>环比|较?比?上月|较?比?上季度)|(?:比|较)(?:上年|去年)"
)
_ZH_RELATIVE = re.compile(
    r"目前|今年以来|年初以来|近期|当前|本月|上月|本季度|上季度|近年来|近[一二两三四五六七八九\d]年来?|现阶段"
)

_EN_Y = (
    rf"(?:,?\s+(?:of\s+)?(?:the\s+)?(?:(?:fiscal\s+|calendar\s+|financial\s+)?(?:year\s+)?(?P<y>{_YEAR})"
    rf"|(?P<rel>this|last|next|the current|the previous)\s+year|year)|/(?P<y2>{_YEAR}))?"
)
_EN_N = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_EN_ORD = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_EN_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_EN_HALF = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<half>first|second|last|latter|1st|2nd)[\s-]half{_EN_Y}"
    rf"|(?<!\w)h(?P<h>[12])[\s/-]*(?P<y4>{_YEAR})|(?<!\w)(?P<y5>{_YEAR})[\s/-]*h(?P<h2>[12])(?!\w)"
    rf"|(?<!\w)half[\s-]year\s+(?P<y6>{_YEAR})"
)
_EN_QUARTER = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<q>first|second|third|fourth|last|[1-4](?:st|nd|rd|th))[\s-]quarter{_EN_Y}"
    rf"|(?<!\w)q(?P<n>[1-4])(?:[\s/-]*(?P<y4>{_YEAR}))?(?!\w)|(?<!\w)(?P<y5>{_YEAR})[\s/-]*q(?P<n2>[1-4])(?!\w)"
)
_EN_FIRST = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<end>first|last|final)\s+(?P<n>\d{{1,2}}|{'|'.join(_EN_N)})\s+(?P<unit>months"
    rf"|quarters){_EN_Y}"
)
_EN_RUN = re.compile(
    rf"(?<!\w)(?:from\s+|between\s+)?(?P<m>{_EN_MONTHS})\.?(?:\s+(?P<ya>{_YEAR}))?\s*(?:to|through|until|and|-|–"
    rf"|—)\s*(?P<m2>{_EN_MONTHS})\.?,?\s+(?P<y>{_YEAR})"
)
_EN_UNTIL = re.compile(
    rf"(?<!\w)(?:as\s+of|as\s+at|by|up\s+to|until|through)\s+(?:the\s+end\s+of\s+|end[\s-]"
    rf"|late\s+)?(?:(?P<d>\d{{1,2}})\s+(?P<m>{_EN_MONTHS})"
    rf"|(?P<m2>{_EN_MONTHS})(?:\s+(?P<d2>\d{{1,2}})(?!\d))?)\.?,?(?:\s+(?P<y>{_YEAR}))"
)
_EN_MONTH = re.compile(rf"(?<!\w)(?<!\d )(?P<m>{_EN_MONTHS})\.?,?\s+(?P<y>{_YEAR})")
_EN_SPAN = re.compile(
    rf"(?<!\w)(?:(?P<school>(?:academic|school)\s+year\s+))?(?:from\s+"
    rf"|between\s+)?(?<![\d/.-])(?P<a>{_YEAR})\s*(?:-|–|—|to|and|/)\s*(?P<b>{_YEAR}|\d\d(?!\d))(?![/.-]\d)"
)
_EN_YEAR = re.compile(
    rf"(?<!\w)(?:(?:in|during|for|of|throughout|over|since|by|the\s+year|year|fiscal\s+year|fy|calendar\s+year"
    rf"|annual)\s*)(?P<until>(?:the\s+)?end\s+of\s+)?(?:the\s+year\s+|the\s+whole\s+of\s+"
    rf"|all\s+of\s+)?(?P<y>{_YEAR})(?![/-]\d)|(?<![\w/.,-])(?P<y2>{_YEAR})(?=\s+(?:annual|work|plan|report|half"
    rf"|mid|budget|target|health|year|conference|review|summary))|\A\s*(?P<y3>{_YEAR})(?=\s)|(?<!\w)(?P<rel>this"
    rf"|last|next)\s+year(?!\w)"
)
_EN_COMPARE = re.compile(
    rf"(?<!\w)(?:(?:over|from|on|with|in|of|than)?\s*the\s+same\s+(?:period|time|months|quarter)(?:\s+(?:of\s+"
    rf"|in\s+)?(?:(?P<y>{_YEAR})|last\s+year|(?:of\s+|in\s+)?the\s+previous\s+year|a\s+year\s+(?:earlier|ago"
    rf"|before)))?|year[\s-]on[\s-]year|year[\s-]over[\s-]year|yoy|on\s+the\s+year\s+before"
    rf"|(?P<prev>month[\s-]on[\s-]month|quarter[\s-]on[\s-]quarter|than\s+(?:the\s+)?(?:last"
    rf"|previous)\s+(?:month|quarter))|than\s+(?:in\s+)?(?:last\s+year|the\s+previous\s+year|the\s+year\s+before))"
)
_EN_RELATIVE = re.compile(
    r"(?<!\w)(?:year\s+to\s+date|currently|to\s+date|this\s+(?:month|quarter)|last\s+(?:month|quarter))(?!\w)"
)


@lru_cache(maxsize=2)
def match_periods(folded: str, language: Language) -> list[PeriodMatch]:
    """Read every period in ``folded``, in order; of overlapping readings the earliest-listed, then longest, stays."""
    stretches = stretches_around(folded, _TRIGGERS[language], _REACH)
    found: list[PeriodMatch] = []
    ranks: list[tuple[int, int, int]] = []
    for number, rank in enumerate(_ranked(language)):
        for match in _run(rank, folded, stretches):
            found.append(match)
            ranks.append((match.start, match.end, number * _LONGEST - min(match.end - match.start, _LONGEST - 1)))
    return [found[index] for index in non_overlapping(ranks)]


def _run(
    rank: tuple[tuple[re.Pattern[str] | VietnamesePattern, _Reader], ...], folded: str, stretches: list[tuple[int, int]]
) -> Iterator[PeriodMatch]:
    for pattern, reader in rank:
        expression = pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern
        for start, end in stretches:
            for match in expression.finditer(folded, start, end):
                read = reader(match)
                if read is not None:
                    yield read


@cache
def _ranked(language: Language) -> tuple[tuple[tuple[re.Pattern[str] | VietnamesePattern, _Reader], ...], ...]:
    """Expressions with their readers, the more specific groups first."""
    if language == "vi":
        return (
            ((_VI_COMPARE, _read_comparison),),
            ((_VI_SCHOOL, _read_school), (_VI_MONTH_RUN, _read_vi_run)),
            ((_VI_SPAN, _read_span), (_VI_UNTIL_DAY, _read_vi_until)),
            (
                (_VI_MONTHS, _read_vi_months),
                (_VI_HALF_YEAR, _read_vi_half),
                (_VI_QUARTER, _read_vi_quarter),
                (_VI_MONTHS_YEAR, _read_vi_months_year),
            ),
            ((_VI_MONTH, _read_vi_month),),
            ((_VI_YEAR, _read_vi_year),),
            ((_VI_RELATIVE, _read_relative),),
        )
    if language == "zh":
        return (
            ((_ZH_COMPARE, _read_comparison),),
            ((_ZH_SPAN, _read_span), (_ZH_MONTH_RUN, _read_zh_run)),
            (
                (_ZH_HALF, _read_zh_half),
                (_ZH_QUARTER, _read_zh_quarter),
                (_ZH_FIRST, _read_zh_first),
                (_ZH_UNTIL, _read_zh_until),
            ),
            ((_ZH_MONTH, _read_zh_month), (_ZH_PLAN, _read_zh_plan)),
            ((_ZH_YEAR, _read_zh_year),),
            ((_ZH_RELATIVE, _read_relative),),
        )
    return (
        ((_EN_COMPARE, _read_comparison),),
        ((_EN_RUN, _read_en_run), (_EN_UNTIL, _read_en_until), (_EN_SPAN, _read_en_span)),
        ((_EN_HALF, _read_en_half), (_EN_QUARTER, _read_en_quarter), (_EN_FIRST, _read_en_first)),
        ((_EN_MONTH, _read_en_month),),
        ((_EN_YEAR, _read_en_year),),
        ((_EN_RELATIVE, _read_relative),),
    )


def _group(match: re.Match[str], *names: str) -> str | None:
    found = match.groupdict()
    return next((found[name] for name in names if found.get(name)), None)


def _years(match: re.Match[str]) -> dict[str, int | None]:
    year = _group(match, "y", "y2", "y3", "y4", "y5", "y6")
    relative = _group(match, "rel")
    if year is not None:
        return {"year": _read_year(year)}
    if relative is None:
        return {}
    if relative in _ZH_REL:
        return {"relative_year": _ZH_REL[relative]}
    english = {"this": 0, "the current": 0, "last": -1, "the previous": -1, "next": 1}
    return {"relative_year": english.get(relative, _RELATIVE.get(relative, 0))}


def _read_year(text: str) -> int:
    return int(text) if text.isdecimal() else int(read_chinese_number(text) or 0)


def _han(text: str) -> int:
    return int(text) if text.isdecimal() else int(read_chinese_number(text) or 0)


def _build(
    match: re.Match[str], kind: _Kind, rule: str, first: int, last: int, last_day: int | None = None
) -> PeriodMatch | None:
    if not 1 <= first <= last <= 12:
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end = match.end() - (len(match[0]) - len(match[0].rstrip()))
    years = _years(match)
    return PeriodMatch(
        start, end, kind, rule, first, last, years.get("year"), None, years.get("relative_year"), last_day
    )


def _read_comparison(match: re.Match[str]) -> PeriodMatch:
    rule = "previous_interval" if _group(match, "prev") else "same_period_before"
    year = _group(match, "y", "y2")
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return PeriodMatch(start, match.end(), "comparison", rule, 1, 12, _read_year(year) if year else None)


def _read_relative(match: re.Match[str]) -> PeriodMatch:
    return PeriodMatch(match.start(), match.end(), "relative", "relative", relative_year=0)


def _read_school(match: re.Match[str]) -> PeriodMatch | None:
    first = int(match["a"] or match["a2"])
    return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, first + 1)


def _read_span(match: re.Match[str]) -> PeriodMatch | None:
    first, last = int(_group(match, "a", "a2") or 0), int(_group(match, "b", "b2") or 0)
    if "学年" in match[0]:
        return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, last)
    if not first < last <= first + 60:
        return None
    return PeriodMatch(match.start(), match.end(), "span", "years", 1, 12, first, last)


def _read_en_span(match: re.Match[str]) -> PeriodMatch | None:
    first, last = int(match["a"]), int(match["b"])
    last = first // 100 * 100 + last if last < 100 else last
    if match["school"]:
        return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, last)
    if not first < last <= first + 60:
        return None
    return PeriodMatch(match.start(), match.end(), "span", "years", 1, 12, first, last)


def _half(last: bool, months: int = 6) -> tuple[int, int]:
    return (13 - months, 12) if last else (1, months)


def _kind_of_months(months: int) -> _Kind:
    return "half" if months == 6 else "months"


def _vi_count(text: str) -> int:
    return int(text) if text.isdecimal() else _VI_WORDS[" ".join(text.split())]


def _read_vi_months(match: re.Match[str]) -> PeriodMatch | None:
    months = _vi_count(match["n"])
    if not 1 <= months <= 11:
        return None
    first, last = _half(match["half"] in {"cuối", "cuoi"}, months)
    return _build(match, _kind_of_months(months), "months_of_year", first, last)


def _read_vi_months_year(match: re.Match[str]) -> PeriodMatch | None:
    months = _vi_count(match["n"])
    return _build(match, _kind_of_months(months), "months_of_year", 1, months) if 2 <= months <= 11 else None


def _read_vi_half(match: re.Match[str]) -> PeriodMatch | None:
    return _build(match, "half", "half_year", *_half(match["half"] in {"cuối", "cuoi"}))


def _read_vi_quarter(match: re.Match[str]) -> PeriodMatch | None:
    first = _ROMAN[match["q"]]
    last = _ROMAN[match["q2"]] if match["q2"] else first
    return _build(match, "quarter", "quarter", first * 3 - 2, last * 3)


def _read_vi_run(match: re.Match[str]) -> PeriodMatch | None:
    first, last = int(match["m"]), int(match["m2"])
    own = _group(match, "ya", "yb")
    year = _years(match).get("year")
    if own is not None and year is not None and int(own) != year:
        return PeriodMatch(match.start(), match.end(), "months", "month_run", first, last, int(own), year)
    return _build(match, "months", "month_run", first, last)


def _read_vi_month(match: re.Match[str]) -> PeriodMatch | None:
    month = int(match["m"])
    if match["until"] and not match["until"].startswith(("cuối", "cuoi")):
        return _build(match, "until", "until_month", 1, month)
    return _build(match, "month", "month", month, month)


def _read_vi_until(match: re.Match[str]) -> PeriodMatch | None:
    month, day = int(match["m"]), int(match["d"])
    return _build(match, "until", "until_day", 1, month, day) if 1 <= day <= 31 else None


def _read_vi_year(match: re.Match[str]) -> PeriodMatch | None:
    return _build(match, "until" if match["until"] else "year", "year", 1, 12)


def _read_zh_half(match: re.Match[str]) -> PeriodMatch | None:
    return _build(match, "half", "half_year", *_half(match["half"] == "下"))


def _read_zh_quarter(match: re.Match[str]) -> PeriodMatch | None:
    first = _han(match["q"])
    last = _han(match["q2"]) if match["q2"] else first
    return _build(match, "quarter", "quarter", first * 3 - 2, last * 3)


def _read_zh_first(match: re.Match[str]) -> PeriodMatch | None:
    months = _han(match["n"]) * (3 if "季" in match["unit"] else 1)
    return _build(match, _kind_of_months(months), "months_of_year", 1, months) if months <= 11 else None


def _read_zh_run(match: re.Match[str]) -> PeriodMatch | None:
    return _build(match, "months", "month_run", _han(match["m"]), _han(match["m2"]))


def _read_zh_until(match: re.Match[str]) -> PeriodMatch | None:
    if match["m"] is None:
        if not _years(match):
            return None
        return _build(match, "until", "until_year_end", 1, 12)
    return _build(
        match,
        "until",
        "until_day" if match["d"] else "until_month",
        1,
        _han(match["m"]),
        _han(match["d"]) if match["d"] else None,
    )


def _read_zh_month(match: re.Match[str]) -> PeriodMatch | None:
    month = _han(match["m"])
    if not _years(match) and not match[0].rstrip().endswith("份") and not match["m"].isdecimal():
        return None
    return _build(match, "month", "month", month, month)


def _read_zh_plan(match: re.Match[str]) -> PeriodMatch:
    first = _ZH_PLANS[match["p"]]
    return PeriodMatch(match.start(), match.end(), "span", "five_year_plan", 1, 12, first, first + 4)


def _read_zh_year(match: re.Match[str]) -> PeriodMatch | None:
    return (
        _build(match, "year", "year", 1, 12)
        if not match["whole"]
        else PeriodMatch(match.start(), match.end(), "year", "whole_year", 1, 12)
    )


def _read_en_half(match: re.Match[str]) -> PeriodMatch | None:
    which = _group(match, "half", "h", "h2")
    return _build(match, "half", "half_year", *_half(which in {"second", "last", "latter", "2nd", "2"}))


def _read_en_quarter(match: re.Match[str]) -> PeriodMatch | None:
    number = _group(match, "n", "n2")
    quarter = int(number) if number else _EN_ORD[match["q"]]
    return _build(match, "quarter", "quarter", quarter * 3 - 2, quarter * 3)


def _read_en_first(match: re.Match[str]) -> PeriodMatch | None:
    count = int(match["n"]) if match["n"].isdecimal() else _EN_N[match["n"]]
    months = count * (3 if match["unit"] == "quarters" else 1)
    if not 1 <= months <= 11:
        return None
    return _build(match, _kind_of_months(months), "months_of_year", *_half(match["end"] != "first", months))


def _en_month(name: str) -> int:
    return ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec").index(name[:3]) + 1


def _read_en_run(match: re.Match[str]) -> PeriodMatch | None:
    first, last, year = _en_month(match["m"]), _en_month(match["m2"]), int(match["y"])
    own = int(match["ya"]) if match["ya"] else year
    return PeriodMatch(match.start(), match.end(), "months", "month_run", first, last, own, year)


def _read_en_until(match: re.Match[str]) -> PeriodMatch | None:
    month = _en_month(match["m"] or match["m2"])
    day = _group(match, "d", "d2")
    return _build(match, "until", "until_day" if day else "until_month", 1, month, int(day) if day else None)


def _read_en_month(match: re.Match[str]) -> PeriodMatch | None:
    month = _en_month(match["m"])
    return _build(match, "month", "month", month, month)


def _read_en_year(match: re.Match[str]) -> PeriodMatch | None:
    read = _build(match, "until" if match["until"] else "year", "year", 1, 12)
    year = _group(match, "y", "y2", "y3")
    if read is None or year is None:
        return read
    start = match.start() + match[0].rindex(year)
    return PeriodMatch(start, start + 4, read.kind, read.rule, 1, 12, read.year)
