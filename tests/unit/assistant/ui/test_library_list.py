from __future__ import annotations

from datetime import date

import pytest

from assistant.ui.library_list import LibraryQuery, folded, matching_reports
from assistant.views import ReportSummary
from vectorstore.records import DocumentState, Period

HEALTH = ReportSummary(
    "1",
    "suc-khoe.docx",
    DocumentState.INDEXED,
    title="BÁO CÁO Công tác chăm sóc sức khỏe",
    issuer="Sở Y tế Đông Lâm",
    doc_type="report",
    language="vi",
    period=Period(date(2023, 7, 1), date(2024, 6, 30)),
)
PLAN = ReportSummary("2", "计划.pdf", DocumentState.INDEXED, title="工作计划", doc_type="plan", language="zh")
REFUSED = ReportSummary("3", "quét.pdf", DocumentState.REFUSED, code="no_text_layer")
REMOVED = ReportSummary("4", "cũ.txt", DocumentState.REMOVED)
ALL = [HEALTH, PLAN, REFUSED, REMOVED]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (LibraryQuery(), [HEALTH, PLAN, REFUSED]),
        (LibraryQuery(words="bao cao"), [HEALTH]),
        (LibraryQuery(words="DONG LAM sức"), [HEALTH]),
        (LibraryQuery(words="计划"), [PLAN]),
        (LibraryQuery(words="quet"), [REFUSED]),
        (LibraryQuery(words="nothing"), []),
        (LibraryQuery(issuer="Sở Y tế Đông Lâm"), [HEALTH]),
        (LibraryQuery(doc_type="plan"), [PLAN]),
        (LibraryQuery(language="vi"), [HEALTH]),
        (LibraryQuery(state="refused"), [REFUSED]),
        (LibraryQuery(state="removed"), []),
        (LibraryQuery(year="2023"), [HEALTH]),
        (LibraryQuery(year="2024"), [HEALTH]),
        (LibraryQuery(year="2025"), []),
        (LibraryQuery(words="bao cao", language="zh"), []),
    ],
)
def test_rows_satisfy_every_part_of_the_query(query: LibraryQuery, expected: list[ReportSummary]) -> None:
    assert matching_reports(ALL, query) == expected


def test_what_the_page_sends_is_read_strictly() -> None:
    assert LibraryQuery.read({"words": "a", "year": 2024, "other": "x"}) == LibraryQuery(words="a")


def test_folding_takes_marks_and_case_away() -> None:
    assert folded("ĐƯỜNG Lối") == "duong loi"
