"""The written forms of periods in English, on folded text."""

from __future__ import annotations

import re

from ingest.folding import LazyPattern
from ingest.period_reading import (
    YEAR,
    PeriodForms,
    PeriodMatch,
    build_match,
    first_group,
    half_months,
    kind_of_months,
    read_comparison,
    read_relative,
)

_EN_Y = (
    rf"(?:,?\s+(?:of\s+)?(?:the\s+)?(?:(?:fiscal\s+|calendar\s+|financial\s+)?(?:year\s+)?(?P<y>{YEAR})"
    rf"|(?P<rel>this|last|next|the current|the previous)\s+year|year)|/(?P<y2>{YEAR}))?"
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
_EN_HALF = LazyPattern(
    rf"(?<!\w)(?:the\s+)?(?P<half>first|second|last|latter|1st|2nd)[\s-]half{_EN_Y}"
    rf"|(?<!\w)h(?P<h>[12])[\s/-]*(?P<y4>{YEAR})|(?<!\w)(?P<y5>{YEAR})[\s/-]*h(?P<h2>[12])(?!\w)"
    rf"|(?<!\w)half[\s-]year\s+(?P<y6>{YEAR})"
)
_EN_QUARTER = LazyPattern(
    rf"(?<!\w)(?:the\s+)?(?P<q>first|second|third|fourth|last|[1-4](?:st|nd|rd|th))[\s-]quarter{_EN_Y}"
    rf"|(?<!\w)q(?P<n>[1-4])(?:[\s/-]*(?P<y4>{YEAR}))?(?!\w)|(?<!\w)(?P<y5>{YEAR})[\s/-]*q(?P<n2>[1-4])(?!\w)"
)
_EN_FIRST = LazyPattern(
    rf"(?<!\w)(?:the\s+)?(?P<end>first|last|final)\s+(?P<n>\d{{1,2}}|{'|'.join(_EN_N)})\s+(?P<unit>months"
    rf"|quarters){_EN_Y}"
)
_EN_RUN = LazyPattern(
    rf"(?<!\w)(?:from\s+|between\s+)?(?P<m>{_EN_MONTHS})\.?(?:\s+(?P<ya>{YEAR}))?\s*(?:to|through|until|and|-|–"
    rf"|—)\s*(?P<m2>{_EN_MONTHS})\.?,?\s+(?P<y>{YEAR})"
)
_EN_UNTIL = LazyPattern(
    rf"(?<!\w)(?:as\s+of|as\s+at|by|up\s+to|until|through)\s+(?:the\s+end\s+of\s+|end[\s-]"
    rf"|late\s+)?(?:(?P<d>\d{{1,2}})\s+(?P<m>{_EN_MONTHS})"
    rf"|(?P<m2>{_EN_MONTHS})(?:\s+(?P<d2>\d{{1,2}})(?!\d))?)\.?,?(?:\s+(?P<y>{YEAR}))"
)
_EN_MONTH = LazyPattern(rf"(?<!\w)(?<!\d )(?P<m>{_EN_MONTHS})\.?,?\s+(?P<y>{YEAR})")
_EN_SPAN = LazyPattern(
    rf"(?<!\w)(?:(?P<school>(?:academic|school)\s+year\s+))?(?:from\s+"
    rf"|between\s+)?(?<![\d/.-])(?P<a>{YEAR})\s*(?:-|–|—|to|and|/)\s*(?P<b>{YEAR}|\d\d(?!\d))(?![/.-]\d)"
)
_EN_YEAR = LazyPattern(
    rf"(?<!\w)(?:(?:in|during|for|of|throughout|over|since|by|the\s+year|year|fiscal\s+year|fy|calendar\s+year"
    rf"|annual)\s*)(?P<until>(?:the\s+)?end\s+of\s+)?(?:the\s+year\s+|the\s+whole\s+of\s+"
    rf"|all\s+of\s+)?(?P<y>{YEAR})(?![/-]\d)|(?<![\w/.,-])(?P<y2>{YEAR})(?=\s+(?:annual|work|plan|report|half"
    rf"|mid|budget|target|health|year|conference|review|summary))|\A\s*(?P<y3>{YEAR})(?=\s)|(?<!\w)(?P<rel>this"
    rf"|last|next)\s+year(?!\w)"
)
_EN_COMPARE = LazyPattern(
    rf"(?<!\w)(?:(?:over|from|on|with|in|of|than)?\s*the\s+same\s+(?:period|time|months|quarter)(?:\s+(?:of\s+"
    rf"|in\s+)?(?:(?P<y>{YEAR})|last\s+year|(?:of\s+|in\s+)?the\s+previous\s+year|a\s+year\s+(?:earlier|ago"
    rf"|before)))?|year[\s-]on[\s-]year|year[\s-]over[\s-]year|yoy|on\s+the\s+year\s+before"
    rf"|(?P<prev>month[\s-]on[\s-]month|quarter[\s-]on[\s-]quarter|than\s+(?:the\s+)?(?:last"
    rf"|previous)\s+(?:month|quarter))|than\s+(?:in\s+)?(?:last\s+year|the\s+previous\s+year|the\s+year\s+before)"
    rf"|(?:compared\s+(?:with|to)|than\s+in|than)\s+(?P<y2>{YEAR}))"
)
_EN_RELATIVE = LazyPattern(
    r"(?<!\w)(?:year\s+to\s+date|currently|to\s+date|this\s+(?:month|quarter)|last\s+(?:month|quarter))(?!\w)"
)


def _read_en_span(match: re.Match[str]) -> PeriodMatch | None:
    first, last = int(match["a"]), int(match["b"])
    last = first // 100 * 100 + last if last < 100 else last
    if match["school"]:
        return PeriodMatch(match.start(), match.end(), "school_year", "school_year", 9, 8, first, last)
    if not first < last <= first + 60:
        return None
    return PeriodMatch(match.start(), match.end(), "span", "years", 1, 12, first, last)


def _read_en_half(match: re.Match[str]) -> PeriodMatch | None:
    which = first_group(match, "half", "h", "h2")
    return build_match(match, "half", "half_year", *half_months(which in {"second", "last", "latter", "2nd", "2"}))


def _read_en_quarter(match: re.Match[str]) -> PeriodMatch | None:
    number = first_group(match, "n", "n2")
    quarter = int(number) if number else _EN_ORD[match["q"]]
    return build_match(match, "quarter", "quarter", quarter * 3 - 2, quarter * 3)


def _read_en_first(match: re.Match[str]) -> PeriodMatch | None:
    count = int(match["n"]) if match["n"].isdecimal() else _EN_N[match["n"]]
    months = count * (3 if match["unit"] == "quarters" else 1)
    if not 1 <= months <= 11:
        return None
    return build_match(match, kind_of_months(months), "months_of_year", *half_months(match["end"] != "first", months))


def _en_month(name: str) -> int:
    return ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec").index(name[:3]) + 1


def _read_en_run(match: re.Match[str]) -> PeriodMatch | None:
    first, last, year = _en_month(match["m"]), _en_month(match["m2"]), int(match["y"])
    own = int(match["ya"]) if match["ya"] else year
    return PeriodMatch(match.start(), match.end(), "months", "month_run", first, last, own, year)


def _read_en_until(match: re.Match[str]) -> PeriodMatch | None:
    month = _en_month(match["m"] or match["m2"])
    day = first_group(match, "d", "d2")
    return build_match(match, "until", "until_day" if day else "until_month", 1, month, int(day) if day else None)


def _read_en_month(match: re.Match[str]) -> PeriodMatch | None:
    month = _en_month(match["m"])
    return build_match(match, "month", "month", month, month)


def _read_en_year(match: re.Match[str]) -> PeriodMatch | None:
    read = build_match(match, "until" if match["until"] else "year", "year", 1, 12)
    year = first_group(match, "y", "y2", "y3")
    if read is None or year is None:
        return read
    start = match.start() + match[0].rindex(year)
    return PeriodMatch(start, start + 4, read.kind, read.rule, 1, 12, read.year)


FORMS: PeriodForms = (
    ((_EN_COMPARE, read_comparison),),
    ((_EN_RUN, _read_en_run), (_EN_UNTIL, _read_en_until), (_EN_SPAN, _read_en_span)),
    ((_EN_HALF, _read_en_half), (_EN_QUARTER, _read_en_quarter), (_EN_FIRST, _read_en_first)),
    ((_EN_MONTH, _read_en_month),),
    ((_EN_YEAR, _read_en_year),),
    ((_EN_RELATIVE, read_relative),),
)
