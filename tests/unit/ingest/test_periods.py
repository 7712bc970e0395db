"""Reporting periods as intervals, their roles, and which year a bare one takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.periods import find_periods, interval_before, year_before
from vectorstore.records import Language, Period

READ: list[tuple[Language, str, list[str]]] = [
    ("vi", "6 tháng đầu năm 2024", ["2024-H1"]),
    ("vi", "sáu tháng đầu năm 2024", ["2024-H1"]),
    ("vi", "nửa đầu năm 2024", ["2024-H1"]),
    ("vi", "6 tháng cuối năm 2024", ["2024-H2"]),
    ("vi", "quý III/2023; quý 3 năm 2023; Quý III-2023", ["2023-Q3", "2023-Q3", "2023-Q3"]),
    ("vi", "9 tháng đầu năm 2023", ["2023-01-01/2023-09-30"]),
    ("vi", "9 tháng năm 2023", ["2023-01-01/2023-09-30"]),
    ("vi", "tháng 7/2024; tháng 7 năm 2024", ["2024-07", "2024-07"]),
    ("vi", "năm 2022", ["2022"]),
    ("vi", "giai đoạn 2021-2025; nhiệm kỳ 2020 – 2025", ["2021-2025", "2020-2025"]),
    ("vi", "năm học 2023-2024", ["2023-09-01/2024-08-31"]),
    ("vi", "tính đến ngày 30/6/2024", ["2024-H1"]),
    ("vi", "đến hết tháng 6 năm 2024", ["2024-H1"]),
    ("vi", "từ tháng 1 đến tháng 6/2024", ["2024-H1"]),
    ("vi", "so ket 6 thang dau nam 2024", ["2024-H1"]),
    ("vi", "SƠ KẾT 6 THÁNG ĐẦU NĂM 2024", ["2024-H1"]),
    ("vi", "trong 6 tháng; thứ Năm; năm tập thể; trẻ 6 tháng tuổi; ngày 12 tháng 7 năm 2024", []),
    ("zh", "2024年上半年", ["2024-H1"]),
    ("zh", "二〇二四年上半年", ["2024-H1"]),
    ("zh", "2024年下半年", ["2024-H2"]),
    ("zh", "2023年第三季度；2023年三季度", ["2023-Q3", "2023-Q3"]),
    ("zh", "2023年前三季度", ["2023-01-01/2023-09-30"]),
    ("zh", "2023年1-9月", ["2023-01-01/2023-09-30"]),
    ("zh", "2024年7月份", ["2024-07"]),
    ("zh", "2022年；2022年度", ["2022", "2022"]),
    (
        "zh",
        "“十四五”期间；十三五；十二五；十一五；十五五",
        ["2021-2025", "2016-2020", "2011-2015", "2006-2010", "2026-2030"],
    ),
    ("zh", "截至2024年6月底", ["2024-H1"]),
    ("zh", "2021-2025年", ["2021-2025"]),
    ("zh", "2024年7月5日，12个月，季节", []),
    ("en", "the first half of 2024; H1 2024", ["2024-H1", "2024-H1"]),
    ("en", "the third quarter of 2023; Q3 2023", ["2023-Q3", "2023-Q3"]),
    ("en", "first nine months of 2023", ["2023-01-01/2023-09-30"]),
    ("en", "in July 2024", ["2024-07"]),
    ("en", "in 2022", ["2022"]),
    ("en", "2021–2025", ["2021-2025"]),
    ("en", "as of 30 June 2024", ["2024-H1"]),
    ("en", "over six months; 2022 people", []),
]


@pytest.mark.parametrize(("language", "text", "labels"), READ, ids=[text[:36] for _, text, _ in READ])
def test_a_period_is_read_as_an_interval(language: Language, text: str, labels: list[str]) -> None:
    assert [mention.label for mention in find_periods(text, language)] == labels


def test_a_bare_half_takes_the_year_of_its_sentence_and_keeps_its_role() -> None:
    text = "SƠ KẾT KẾT QUẢ HOẠT ĐỘNG 6 THÁNG ĐẦU NĂM VÀ ĐỊNH HƯỚNG TRIỂN KHAI KẾ HOẠCH 6 THÁNG CUỐI NĂM 2024"
    found = [(mention.label, mention.role, mention.status) for mention in find_periods(text, "vi")]
    assert found == [("2024-H1", "review", "inferred"), ("2024-H2", "plan", "stated")]


def test_a_bare_half_takes_the_reports_year_else_stays_open() -> None:
    text = "Kết quả 6 tháng đầu năm rất tốt."
    assert [mention.period for mention in find_periods(text, "vi")] == [None]
    assert [mention.label for mention in find_periods(text, "vi", bare_year=2023)] == ["2023-H1"]


def test_this_year_needs_an_anchor() -> None:
    assert [mention.period for mention in find_periods("今年，我局开展活动", "zh")] == [None]
    assert [mention.label for mention in find_periods("今年上半年；去年", "zh", 2024)] == ["2024-H1", "2023"]
    assert [mention.period for mention in find_periods("năm nay", "vi", bare_year=2023)] == [None]


COMPARED: list[tuple[Language, str, str]] = [
    ("vi", "6 tháng đầu năm 2024, số ca giảm 5% so với cùng kỳ năm trước", "2023-H1"),
    ("vi", "Quý II năm 2024 tăng so với quý trước", "2024-Q1"),
    ("zh", "2024年上半年，同比增长5%", "2023-H1"),
    ("zh", "2024年7月份环比下降3%", "2024-06"),
    ("zh", "2024年，与2022年同期相比", "2022"),
    ("zh", "2023年共48场，较2022年增加12场", "2022"),
    ("en", "In 2024 the office saw more than in 2023", "2023"),
    ("en", "In the first half of 2024 visits rose 5% year-on-year", "2023-H1"),
]


@pytest.mark.parametrize(("language", "text", "label"), COMPARED, ids=[text[:30] for _, text, _ in COMPARED])
def test_a_comparison_is_the_interval_before(language: Language, text: str, label: str) -> None:
    found = [(mention.label, mention.role) for mention in find_periods(text, language)]
    assert found[-1] == (label, "comparison")


def test_a_comparison_without_a_period_stays_open() -> None:
    assert [mention.period for mention in find_periods("同比增长5%", "zh")] == [None]


def test_shifting_keeps_month_ends() -> None:
    leap = Period.parse("2024-02-01/2024-02-29")
    assert str(year_before(leap)) == "2023-02-01/2023-02-28"
    assert str(interval_before(leap)) == "2024-01-01/2024-01-31"
    assert str(interval_before(Period.parse("2024-01-08/2024-01-14"))) == "2024-01-01/2024-01-07"


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(
            alphabet=st.sampled_from("0123456789 /-年月上下半季度第一三同比截至底 thángđầucuốinămquýIVhalfq"),
            max_size=50,
        ),
    ),
    st.sampled_from(["vi", "zh", "en"]),
    st.sampled_from([None, 2024]),
)
def test_any_text_gives_ordered_periods_that_quote_it(text: str, language: Language, anchor: int | None) -> None:
    last = 0
    for mention in find_periods(text, language, anchor):
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        last = mention.end


def test_a_day_zero_makes_no_period() -> None:
    text = "All districts must report by 00 June 2024."
    assert [(one.surface, one.period) for one in find_periods(text, "en")] == [("by 00 June 2024", None)]
