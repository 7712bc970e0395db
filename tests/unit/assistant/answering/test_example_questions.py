"""Example questions name periods and reports as people do."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.example_questions import name_period
from vectorstore.records import Language, Period


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2024-01-01", "2024-06-30", ("6 tháng đầu năm 2024", "2024年上半年", "the first half of 2024")),
        ("2023-07-01", "2023-12-31", ("6 tháng cuối năm 2023", "2023年下半年", "the second half of 2023")),
        ("2023-07-01", "2023-09-30", ("quý 3/2023", "2023年第3季度", "quarter 3 of 2023")),
        ("2024-02-01", "2024-02-29", ("tháng 2/2024", "2024年2月", "February 2024")),
        ("2022-01-01", "2022-12-31", ("năm 2022", "2022年", "2022")),
        ("2021-01-01", "2025-12-31", ("2021–2025", "2021–2025", "2021–2025")),
        ("2023-01-01", "2023-04-30", (None, None, None)),
        ("2023-01-01", "2023-06-15", (None, None, None)),
        ("2023-09-01", "2024-08-31", (None, None, None)),
    ],
)
def test_a_period_is_named_as_people_do_or_not_at_all(first: str, last: str, names: tuple[str | None, ...]) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    languages: tuple[Language, ...] = ("vi", "zh", "en")
    assert tuple(name_period(period, language) for language in languages) == names
