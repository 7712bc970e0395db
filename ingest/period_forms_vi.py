"""The written forms of periods in Vietnamese, on folded text with or without tone marks."""

from __future__ import annotations

import re

from ingest.folding import VietnamesePattern
from ingest.period_reading import (
    MONTH,
    YEAR,
    PeriodForms,
    PeriodMatch,
    build_match,
    first_group,
    half_months,
    kind_of_months,
    read_comparison,
    read_relative,
    read_school_year,
    read_span,
    years_of,
)

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
_VI_OF_YEAR = (
    rf"(?:\s*(?:của\s+)?(?:năm\s*(?P<y>{YEAR})|năm\s+(?P<rel>nay|này|trước|qua|ngoái|tới|sau)(?!\w)"
    rf"|[/.-]\s*(?P<y2>{YEAR})|\s(?P<y3>{YEAR})(?!\s*(?:người|ca|lượt|\w+\s*đồng))))?"
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
    rf"|\s*năm\s+)(?P<y>{YEAR})"
)
_VI_QUARTER = VietnamesePattern(
    rf"(?<!\w)quý\s*(?P<q>iv|i{{1,3}}|[1-4]|một|hai|ba|tư|bốn)(?!\w)(?:\s*(?:\+|và|-|–|,)\s*(?:quý\s*)?(?P<q2>iv"
    rf"|i{{1,3}}|[1-4])(?!\w))?(?:\s+(?=năm)|\s*,\s*(?=năm))?{_VI_OF_YEAR}"
)
_VI_MONTH_RUN = VietnamesePattern(
    rf"(?<!\w)(?:từ\s+)?tháng\s*(?P<m>{MONTH})(?:\s*[/.]\s*(?P<ya>{YEAR})|\s+năm\s+(?P<yb>{YEAR}))?\s*(?:-|–"
    rf"|đến|đến hết|tới)\s*(?:hết\s+)?(?:tháng\s*)?(?P<m2>{MONTH})(?:\s+(?=năm))?{_VI_OF_YEAR}"
)
_VI_MONTH = VietnamesePattern(
    rf"(?<!\w)(?<!ngày \d )(?<!ngày \d\d )(?<!\d )(?P<until>(?:tính\s+)?đến\s+(?:hết\s+|cuối\s+)?|hết\s+"
    rf"|cuối\s+)?tháng\s*(?P<m>{MONTH})(?!\s*(?:tuổi|/\d{{1,2}}(?!\d)))(?:\s+(?=năm))?{_VI_OF_YEAR}"
)
_VI_UNTIL_DAY = VietnamesePattern(
    rf"(?<!\w)(?:tính\s+)?(?:đến|tới)\s+(?:hết\s+)?(?:thời\s+điểm\s+)?(?:ngày\s+)?(?P<d>\d{{1,2}})\s*(?:[/.-]"
    rf"|\s+tháng\s+)\s*(?P<m>{MONTH})(?:\s*[/.-]\s*(?P<y>{YEAR})|\s+năm\s+(?P<y2>{YEAR}))?"
)
_VI_SPAN = VietnamesePattern(
    rf"(?<!\w)(?:(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|khóa|từ\s+năm|các\s+năm|năm)\s*)(?P<a>{YEAR})\s*(?:-|–|—"
    rf"|đến|đến\s+năm|tới|và)\s*(?:năm\s+)?(?P<b>{YEAR})"
    rf"|(?<![\d/.-])(?P<a2>{YEAR})\s*[-–—]\s*(?P<b2>{YEAR})(?![\d/.-])"
)
_VI_SCHOOL = VietnamesePattern(
    rf"(?<!\w)năm\s+học\s*(?P<a>{YEAR})\s*[-–—/]\s*(?P<b>{YEAR})|(?<!\w)năm\s+học\s+(?P<a2>{YEAR})"
)
_VI_YEAR = VietnamesePattern(
    rf"(?<!\w)(?P<until>(?:đến|tính đến)\s+(?:hết|cuối)\s+|(?:hết|cuối)\s+)?(?:(?:cả|trong"
    rf"|toàn)\s+)?năm\s*(?P<y>{YEAR})|(?<!\w)(?:trong\s+)?năm\s+(?P<rel>nay|trước|qua|ngoái|tới|sau)(?!\w)"
)
_VI_COMPARE = VietnamesePattern(
    rf"(?<!\w)(?:so\s+với\s+)?cùng\s+kỳ(?:\s+(?:năm\s+)?(?:(?P<y>{YEAR})|trước|ngoái|năm\s+(?:trước"
    rf"|ngoái)))?(?!\w)|(?<!\w)so\s+với\s+(?P<prev>tháng|quý|tuần|kỳ)\s+trước(?!\w)"
    rf"|(?<!\w)so\s+với\s+năm\s+(?:(?P<y2>{YEAR})|trước)(?!\w)"
)
_VI_RELATIVE = VietnamesePattern(
    r"(?<!\w)(?:trong\s+năm(?!\s*(?:\d|học|nay|tới|sau|trước|qua))|từ\s+đầu\s+năm(?:\s+đến\s+nay)?|hiện\s+nay"
    r"|hiện\s+tại|thời\s+gian\s+qua|tháng\s+(?:này|trước|qua)|quý\s+(?:này|trước))(?!\w)"
)


def _vi_count(text: str) -> int:
    return int(text) if text.isdecimal() else _VI_WORDS[" ".join(text.split())]


def _read_vi_months(match: re.Match[str]) -> PeriodMatch | None:
    months = _vi_count(match["n"])
    if not 1 <= months <= 11:
        return None
    first, last = half_months(match["half"] in {"cuối", "cuoi"}, months)
    return build_match(match, kind_of_months(months), "months_of_year", first, last)


def _read_vi_months_year(match: re.Match[str]) -> PeriodMatch | None:
    months = _vi_count(match["n"])
    return build_match(match, kind_of_months(months), "months_of_year", 1, months) if 2 <= months <= 11 else None


def _read_vi_half(match: re.Match[str]) -> PeriodMatch | None:
    return build_match(match, "half", "half_year", *half_months(match["half"] in {"cuối", "cuoi"}))


def _read_vi_quarter(match: re.Match[str]) -> PeriodMatch | None:
    first = _ROMAN[match["q"]]
    last = _ROMAN[match["q2"]] if match["q2"] else first
    return build_match(match, "quarter", "quarter", first * 3 - 2, last * 3)


def _read_vi_run(match: re.Match[str]) -> PeriodMatch | None:
    first, last = int(match["m"]), int(match["m2"])
    own = first_group(match, "ya", "yb")
    year = years_of(match).get("year")
    if own is not None and year is not None and int(own) != year:
        return PeriodMatch(match.start(), match.end(), "months", "month_run", first, last, int(own), year)
    return build_match(match, "months", "month_run", first, last)


def _read_vi_month(match: re.Match[str]) -> PeriodMatch | None:
    month = int(match["m"])
    if match["until"] and not match["until"].startswith(("cuối", "cuoi")):
        return build_match(match, "until", "until_month", 1, month)
    return build_match(match, "month", "month", month, month)


def _read_vi_until(match: re.Match[str]) -> PeriodMatch | None:
    month, day = int(match["m"]), int(match["d"])
    return build_match(match, "until", "until_day", 1, month, day) if 1 <= day <= 31 else None


def _read_vi_year(match: re.Match[str]) -> PeriodMatch | None:
    return build_match(match, "until" if match["until"] else "year", "year", 1, 12)


FORMS: PeriodForms = (
    ((_VI_COMPARE, read_comparison),),
    ((_VI_SCHOOL, read_school_year), (_VI_MONTH_RUN, _read_vi_run)),
    ((_VI_SPAN, read_span), (_VI_UNTIL_DAY, _read_vi_until)),
    (
        (_VI_MONTHS, _read_vi_months),
        (_VI_HALF_YEAR, _read_vi_half),
        (_VI_QUARTER, _read_vi_quarter),
        (_VI_MONTHS_YEAR, _read_vi_months_year),
    ),
    ((_VI_MONTH, _read_vi_month),),
    ((_VI_YEAR, _read_vi_year),),
    ((_VI_RELATIVE, read_relative),),
)
