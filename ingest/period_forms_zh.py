"""The written forms of periods in Chinese, on folded text in simplified characters."""

from __future__ import annotations

import re

from ingest.folding import LazyPattern
from ingest.period_reading import (
    YEAR,
    PeriodForms,
    PeriodMatch,
    build_match,
    half_months,
    kind_of_months,
    read_comparison,
    read_han,
    read_relative,
    read_span,
    years_of,
)

_HAN_YEAR = r"[〇○零一二三四五六七八九]{4}"
_ZH_Y = (
    rf"(?:(?P<y>(?<!\d){YEAR}|{_HAN_YEAR})\s*年度?\s*(?:的\s*)?"
    r"|(?P<rel>今年|本年度?|去年|上年度?|上一年度?|前年|明年|来年)\s*(?:的\s*)?)?"
)
_ZH_N = r"[1-9]|1[0-2]|十[一二]?|[一二两三四五六七八九]"
_ZH_HALF = LazyPattern(rf"{_ZH_Y}(?P<half>上|下)半年(?!度?报)")
_ZH_QUARTER = LazyPattern(
    rf"{_ZH_Y}(?:第\s*)?(?P<q>[一二三四1-4])\s*(?:、|和|至|-|—)?(?P<q2>[二三四2-4])?\s*季度?(?!节)(?<=季度)"
)
_ZH_FIRST = LazyPattern(rf"{_ZH_Y}前(?P<n>{_ZH_N})(?P<unit>个?月|个?季度)")
_ZH_MONTH_RUN = LazyPattern(
    rf"{_ZH_Y}(?<!\d)(?P<m>{_ZH_N})\s*月?份?\s*(?:-|—+|–|~|至|到)\s*(?P<m2>{_ZH_N})\s*月(?:份|底"
    rf"|末)?(?![\d一二三四五六七八九]{{1,2}}[日号])"
)
_ZH_UNTIL = LazyPattern(
    rf"(?:截至|截止到?|到|至)\s*{_ZH_Y}(?:(?P<m>(?<!\d){_ZH_N})\s*月\s*(?:(?P<d>\d{{1,2}}|{_ZH_N}"
    rf"|[二三]?十[一二三四五六七八九]?)\s*[日号]|份?底|末|份)|年?[底末])"
)
_ZH_MONTH = LazyPattern(rf"{_ZH_Y}(?<![\d.])(?P<m>{_ZH_N})\s*月(?:份(?!额)|(?=[^\d一二三四五六七八九十]|$))")
_ZH_SPAN = LazyPattern(rf"(?<!\d)(?P<a>{YEAR})\s*年?\s*(?:-|—+|–|~|至|到)\s*(?P<b>{YEAR})\s*(?:年|学年)?")
_ZH_PLAN = LazyPattern(r"[“\"「]?(?P<p>十一五|十二五|十三五|十四五|十五五)[”\"」]?(?:规划|期间|时期|末)?")
_ZH_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_ZH_YEAR = LazyPattern(
    rf"(?P<y>(?<!\d){YEAR}|{_HAN_YEAR})\s*年(?:度|全年|底|末|初|内)?(?!\s*(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s*月)"
    rf"|(?P<rel>今年|本年度|去年|上年度|前年|明年)(?:以来|年?底|年?初)?|(?P<whole>全年|年内|年度内)"
)
_ZH_COMPARE = LazyPattern(
    rf"同比|(?:比|较|与)?(?:(?P<y>{YEAR})年|去年|上年|上一年)同期(?:相比)?|(?:比|较|与|相比)(?P<y2>(?<!\d){YEAR})年(?!\d)(?:相比)?|(?P<prev>环比|较?比?上月|较?比?上季度)|(?:比|较)(?:上年|去年)"
)
_ZH_RELATIVE = LazyPattern(
    r"目前|今年以来|年初以来|近期|当前|本月|上月|本季度|上季度|近年来|近[一二两三四五六七八九\d]年来?|现阶段"
)


def _read_zh_half(match: re.Match[str]) -> PeriodMatch | None:
    return build_match(match, "half", "half_year", *half_months(match["half"] == "下"))


def _read_zh_quarter(match: re.Match[str]) -> PeriodMatch | None:
    first = read_han(match["q"])
    last = read_han(match["q2"]) if match["q2"] else first
    return build_match(match, "quarter", "quarter", first * 3 - 2, last * 3)


def _read_zh_first(match: re.Match[str]) -> PeriodMatch | None:
    months = read_han(match["n"]) * (3 if "季" in match["unit"] else 1)
    return build_match(match, kind_of_months(months), "months_of_year", 1, months) if months <= 11 else None


def _read_zh_run(match: re.Match[str]) -> PeriodMatch | None:
    return build_match(match, "months", "month_run", read_han(match["m"]), read_han(match["m2"]))


def _read_zh_until(match: re.Match[str]) -> PeriodMatch | None:
    if match["m"] is None:
        if not years_of(match):
            return None
        return build_match(match, "until", "until_year_end", 1, 12)
    return build_match(
        match,
        "until",
        "until_day" if match["d"] else "until_month",
        1,
        read_han(match["m"]),
        read_han(match["d"]) if match["d"] else None,
    )


def _read_zh_month(match: re.Match[str]) -> PeriodMatch | None:
    month = read_han(match["m"])
    if not years_of(match) and not match[0].rstrip().endswith("份") and not match["m"].isdecimal():
        return None
    return build_match(match, "month", "month", month, month)


def _read_zh_plan(match: re.Match[str]) -> PeriodMatch:
    first = _ZH_PLANS[match["p"]]
    return PeriodMatch(match.start(), match.end(), "span", "five_year_plan", 1, 12, first, first + 4)


def _read_zh_year(match: re.Match[str]) -> PeriodMatch | None:
    return (
        build_match(match, "year", "year", 1, 12)
        if not match["whole"]
        else PeriodMatch(match.start(), match.end(), "year", "whole_year", 1, 12)
    )


FORMS: PeriodForms = (
    ((_ZH_COMPARE, read_comparison),),
    ((_ZH_SPAN, read_span), (_ZH_MONTH_RUN, _read_zh_run)),
    (
        (_ZH_HALF, _read_zh_half),
        (_ZH_QUARTER, _read_zh_quarter),
        (_ZH_FIRST, _read_zh_first),
        (_ZH_UNTIL, _read_zh_until),
    ),
    ((_ZH_MONTH, _read_zh_month), (_ZH_PLAN, _read_zh_plan)),
    ((_ZH_YEAR, _read_zh_year),),
    ((_ZH_RELATIVE, read_relative),),
)
