"""Dates: what is read, what kind each is, and what only looks like one."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import DateKind, PartialDate, check_date_order, find_dates, inherit_year
from vectorstore.records import Language

READ: list[tuple[Language, str, list[str]]] = [
    ("vi", "Ngày 29/3/2024", ["2024-03-29"]),
    ("vi", "ngày 05 tháng 01 năm 2024", ["2024-01-05"]),
    ("vi", "1.2.2024", ["2024-02-01"]),
    ("vi", "ngày 12/7", ["????-07-12"]),
    ("vi", "từ ngày 12/6 đến ngày 15/7/2024", ["????-06-12", "2024-07-15"]),
    ("vi", "ngày 12-15/7/2024", ["2024-07-12"]),
    ("vi", "ngay 12 thang 7 nam 2024", ["2024-07-12"]),
    ("vi", "ngày … tháng … năm 2024", ["2024-??-??"]),
    ("vi", "tháng 7/2024", ["2024-07-??"]),
    ("vi", "trực 24/7, đạt 7/7 chỉ tiêu, 30/2/2024, 120/80 mmHg", []),
    ("zh", "2024年7月5日", ["2024-07-05"]),
    ("zh", "2024 年 7 月 5 号", ["2024-07-05"]),
    ("zh", "二〇二四年七月五日", ["2024-07-05"]),
    ("zh", "十二月三十一日", ["????-12-31"]),
    ("zh", "3月16日至26日", ["????-03-16"]),
    ("zh", "時間:2022-12-30 10:44:00", ["2022-12-30"]),
    ("zh", "２０２４年７月５日", ["2024-07-05"]),
    ("zh", "月9日动员会后", ["????-??-09"]),
    ("zh", "每月5次，12个月", []),
    ("en", "12 July 2024", ["2024-07-12"]),
    ("en", "July 12, 2024", ["2024-07-12"]),
    ("en", "12–15 July 2024", ["2024-07-12"]),
    ("en", "2024-07-12", ["2024-07-12"]),
    ("en", "It may 5 times fail", []),
    ("en", "version 1.2.3 of 10.12.2014.5", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), READ, ids=[text for _, text, _ in READ])
def test_a_date_is_read_day_before_month(language: Language, text: str, expected: list[str]) -> None:
    assert [str(mention.value) for mention in find_dates(text, language)] == expected


def test_a_run_of_days_keeps_its_last_day() -> None:
    (mention,) = find_dates("3月16日至26日", "zh")
    assert mention.last == PartialDate(None, 3, 26)


def test_a_damaged_date_says_so() -> None:
    (mention,) = find_dates("月9日动员会后", "zh")
    assert (mention.status, mention.value) == ("damaged", PartialDate(None, None, 9))


def test_the_clock_beside_a_date_belongs_to_it() -> None:
    before, after = find_dates("09 giờ 30, ngày 5/3/2024\n\n01/10/2024, 09:52", "vi")
    assert (before.clock, after.clock) == (time(9, 30), time(9, 52))


@pytest.mark.parametrize(
    ("text", "agrees"),
    [("Thứ Năm, 21/11/2024", True), ("Thứ Sáu, 29/03/2024", True), ("Thứ Ba, 29/03/2024", False), ("29/03/2024", None)],
)
def test_a_weekday_is_checked_against_its_date(text: str, agrees: bool | None) -> None:
    (mention,) = find_dates(text, "vi")
    assert mention.weekday_agrees is agrees


PAGE = (
    "Thứ Năm, 21/11/2024\n\nHội nghị sơ kết năm 2023\n\nThứ Sáu, 29/03/2024\n\n"
    "Ngày 28/3/2024, tại Bệnh viện An Bình, Cụm tổ chức hội nghị theo Kế hoạch số 15/KH-UBND ngày 10/01/2024 của"
    " UBND tỉnh."
)
LETTER = (
    "SỞ Y TẾ\nSố: 15/BC-SYT\nAn Bình, ngày 05 tháng 7 năm 2024\nBÁO CÁO\nKết quả công tác\nThực hiện kế"
    " hoạch, Sở báo cáo như sau:"
)
ZH_LETTER = (
    "关于开展检查的通知\n\n各单位：\n根据《通知》（卫办发〔2024〕9号）要求，5月6日召开会议。\n\n"
    "云江市卫生局\n2024年5月8日"
)

KINDS: list[tuple[Language, str, list[DateKind]]] = [
    ("vi", PAGE, ["crawl", "publication", "event", "cited"]),
    ("vi", LETTER, ["issue"]),
    ("vi", "Hội nghị được tổ chức vào ngày 12/7/2024.", ["event"]),
    ("vi", "Ngày đăng: 12/7/2024", ["publication"]),
    ("vi", "Thứ Năm, 21/11/2024, Sở Y tế tổ chức hội nghị.\nHết.", ["event"]),
    ("vi", "Hạn cuối nộp hồ sơ là 12/7/2024.", ["other"]),
    ("zh", ZH_LETTER, ["event", "issue"]),
    ("zh", "总结\n發布時間:2022-12-30 10:44:00\n正文开始。", ["publication"]),
    ("zh", "《条例》（2021年3月1日）施行", ["cited"]),
    ("en", "The conference was held on 12 July 2024.", ["event"]),
]


@pytest.mark.parametrize(("language", "text", "kinds"), KINDS, ids=[text[:24] for _, text, _ in KINDS])
def test_a_date_is_told_by_what_it_is_of(language: Language, text: str, kinds: list[DateKind]) -> None:
    assert [mention.kind for mention in find_dates(text, language)] == kinds


def test_dates_agree_when_no_part_that_both_give_differs() -> None:
    assert PartialDate(2024, 7, 12).agrees_with(PartialDate(None, 7, 12))
    assert not PartialDate(2024, 7, 12).agrees_with(PartialDate(2024, 7, 13))


def test_an_impossible_order_is_named() -> None:
    assert check_date_order(date(2024, 3, 29), date(2024, 3, 29), date(2024, 11, 21)) == ()
    assert check_date_order(date(2024, 4, 2), date(2024, 3, 29), None) == ("event_after_publication",)
    assert check_date_order(None, date(2024, 3, 29), date(2024, 1, 1)) == ("publication_after_crawl",)


def test_a_year_is_inherited_only_where_none_is_given() -> None:
    bare, full = find_dates("ngày 12/7 và ngày 13/7/2023", "vi")
    assert (str(inherit_year(bare, 2024).value), inherit_year(bare, 2024).status) == ("2024-07-12", "inferred")
    assert inherit_year(full, 2024) == full


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.text(alphabet=st.sampled_from("0123456789/.-年月日号至 ngàythánm:…hJuly"), max_size=50)
    ),
    st.sampled_from(["vi", "zh", "en"]),
)
def test_any_text_gives_ordered_dates_that_quote_it(text: str, language: Language) -> None:
    last = 0
    for mention in find_dates(text, language):
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        last = mention.end


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_written_dates_come_back(day: date) -> None:
    texts: list[tuple[Language, str]] = [
        ("vi", f"ngày {day.day:02d} tháng {day.month} năm {day.year}"),
        ("vi", f"{day.day}/{day.month}/{day.year}"),
        ("zh", f"{day.year}年{day.month}月{day.day}日"),
        ("en", f"{day.day} {day:%B} {day.year}"),
        ("en", day.isoformat()),
    ]
    for language, text in texts:
        assert [mention.value.as_date() for mention in find_dates(text, language)] == [day]
