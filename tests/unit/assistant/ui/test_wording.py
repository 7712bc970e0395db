from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.ui.texts import LANGUAGES, load_texts
from assistant.ui.wording import (
    coded_text,
    date_text,
    file_name,
    filter_values,
    joined,
    moment_text,
    period_text,
    read_day,
)
from vectorstore.records import Period, SearchFilter


def _period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def test_a_day_is_written_as_each_language_writes_it() -> None:
    day = date(2024, 7, 12)
    assert [date_text(day, load_texts(one)) for one in LANGUAGES] == ["12/7/2024", "2024年7月12日", "12 July 2024"]


def test_a_moment_keeps_its_own_time_zone() -> None:
    moment = datetime(2024, 7, 12, 9, 5, tzinfo=UTC)
    assert [moment_text(moment, load_texts(one)) for one in LANGUAGES] == [
        "09:05 ngày 12/7/2024",
        "2024年7月12日 09:05",
        "12 July 2024, 09:05",
    ]


def test_midnight_is_no_hour_that_a_report_states() -> None:
    assert moment_text(datetime(2024, 7, 12, tzinfo=UTC), load_texts("vi")) == "12/7/2024"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-01", "2024-12-31", ("năm 2024", "2024年", "2024")),
        ("2024-01-01", "2024-06-30", ("6 tháng đầu năm 2024", "2024年上半年", "first half of 2024")),
        ("2024-07-01", "2024-12-31", ("6 tháng cuối năm 2024", "2024年下半年", "second half of 2024")),
        ("2024-07-01", "2024-09-30", ("quý III năm 2024", "2024年第三季度", "third quarter of 2024")),
        ("2024-01-01", "2024-09-30", ("9 tháng đầu năm 2024", "2024年前三季度", "first nine months of 2024")),
        ("2024-01-01", "2024-04-30", ("4 tháng đầu năm 2024", "2024年1—4月", "first 4 months of 2024")),
        ("2024-02-01", "2024-02-29", ("tháng 2 năm 2024", "2024年2月", "February 2024")),
        ("2021-01-01", "2025-12-31", ("2021–2025", "2021—2025年", "2021–2025")),
        ("2024-05-07", "2024-05-07", ("7/5/2024", "2024年5月7日", "7 May 2024")),
        (
            "2023-11-15",
            "2024-02-15",
            ("từ 15/11/2023 đến 15/2/2024", "2023年11月15日至2024年2月15日", "15 November 2023 to 15 February 2024"),
        ),
        (
            "2024-05-01",
            "2024-08-31",
            ("từ 1/5/2024 đến 31/8/2024", "2024年5月1日至2024年8月31日", "1 May 2024 to 31 August 2024"),
        ),
    ],
)
def test_a_period_has_the_name_that_reports_give_it(start: str, end: str, expected: tuple[str, ...]) -> None:
    assert tuple(period_text(_period(start, end), load_texts(one)) for one in LANGUAGES) == expected


def test_a_february_that_ends_on_the_28th_of_a_leap_year_is_not_the_whole_month() -> None:
    assert period_text(_period("2024-02-01", "2024-02-28"), load_texts("en")) == "1 February 2024 to 28 February 2024"


def test_a_filter_is_listed_in_a_stable_order_with_words() -> None:
    chosen = SearchFilter(
        issuers=frozenset({"Sở Y tế", "Chi cục Thủy lợi"}),
        doc_types=frozenset({"plan"}),
        languages=frozenset({"zh"}),
        period=_period("2024-01-01", "2024-12-31"),
    )
    assert filter_values(chosen, load_texts("vi")) == [
        ("issuers", "Chi cục Thủy lợi", "Chi cục Thủy lợi"),
        ("issuers", "Sở Y tế", "Sở Y tế"),
        ("doc_types", "plan", "Kế hoạch"),
        ("period", "2024-01-01/2024-12-31", "năm 2024"),
        ("languages", "zh", "Tiếng Trung"),
    ]


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert coded_text("defect", "something_new", load_texts("vi")) == "something_new"


def test_lists_use_the_comma_of_the_language() -> None:
    assert joined(["a", "b"], load_texts("zh")) == "a、b"
    assert joined(["a", "b"], load_texts("vi")) == "a, b"


@pytest.mark.parametrize(
    ("source", "name"), [("a/b/c.txt", "c.txt"), ("C:\\Báo cáo\\quý 1.docx", "quý 1.docx"), ("x.pdf", "x.pdf")]
)
def test_a_file_is_named_without_its_folders(source: str, name: str) -> None:
    assert file_name(source) == name


def test_only_a_whole_date_is_read() -> None:
    assert read_day("2024-07-12") == date(2024, 7, 12)
    assert read_day("July") is None
