from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.report_table import FACETS, ReportTable, TableQuery, folded
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
    doc_number="118/BC-SYT",
    complete=False,
    changed_at=datetime(2024, 7, 1, tzinfo=UTC),
)
PLAN = ReportSummary(
    "2",
    "计划.pdf",
    DocumentState.INDEXED,
    title="工作计划",
    doc_type="plan",
    language="zh",
    collection="Mật",
    corrected=("title",),
    event_date=date(2022, 3, 1),
    changed_at=datetime(2024, 8, 1, tzinfo=UTC),
)
REFUSED = ReportSummary("3", "quét.pdf", DocumentState.REFUSED, code="no_text_layer")
REMOVED = ReportSummary("4", "cũ.txt", DocumentState.REMOVED)
ALL = [HEALTH, PLAN, REFUSED, REMOVED]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (TableQuery(), [HEALTH, PLAN, REFUSED]),
        (TableQuery(words="bao cao"), [HEALTH]),
        (TableQuery(words="DONG LAM sức"), [HEALTH]),
        (TableQuery(words="计划"), [PLAN]),
        (TableQuery(words="quet"), [REFUSED]),
        (TableQuery(words="nothing"), []),
        (TableQuery(issuer="Sở Y tế Đông Lâm"), [HEALTH]),
        (TableQuery(doc_type="plan"), [PLAN]),
        (TableQuery(language="vi"), [HEALTH]),
        (TableQuery(state="refused"), [REFUSED]),
        (TableQuery(state="removed"), []),
        (TableQuery(year="2023"), [HEALTH]),
        (TableQuery(year="2024"), [HEALTH]),
        (TableQuery(year="2025"), []),
        (TableQuery(words="118/bc"), [HEALTH]),
        (TableQuery(words="計劃"), [PLAN]),
        (TableQuery(collection="Mật"), [PLAN]),
        (TableQuery(completeness="incomplete"), [HEALTH]),
        (TableQuery(completeness="corrected"), [PLAN]),
        (TableQuery(words="bao cao", language="zh"), []),
    ],
)
def test_rows_satisfy_every_part_of_the_query(query: TableQuery, expected: list[ReportSummary]) -> None:
    assert set(ReportTable(ALL).reports(query)) == set(expected)


def test_what_the_page_sends_is_read_strictly() -> None:
    assert TableQuery.read({"words": "a", "year": 2024, "other": "x"}) == TableQuery(words="a")


def test_folding_takes_marks_and_case_away() -> None:
    assert folded("ĐƯỜNG Lối") == "duong loi"


def test_each_filter_counts_what_would_match_if_it_alone_did_not_limit() -> None:
    page = ReportTable(ALL).page(TableQuery(language="vi", words="bao cao"), limit=0)
    assert (page.rows, page.matching, page.total) == ((), 1, 3)
    counts = {name: {one.value: one.count for one in values} for name, values in page.facets.items()}
    assert counts["language"] == {"vi": 1}
    assert counts["year"] == {"2024": 1, "2023": 1}
    everything = ReportTable(ALL).page(TableQuery(language="vi"))
    assert {one.value: one.count for one in everything.facets["language"]} == {"vi": 1, "zh": 1}
    assert {one.value: one.count for one in everything.facets["doc_type"]} == {"report": 1}


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        ("changed", True, ["2", "1", "3"]),
        ("changed", False, ["3", "1", "2"]),
        ("title", False, ["1", "3", "2"]),
        ("issuer", True, ["1", "2", "3"]),
        ("period", False, ["2", "1", "3"]),
        ("period", True, ["1", "2", "3"]),
    ],
)
def test_rows_are_ordered_and_what_is_unsaid_comes_last(sort: str, descending: bool, expected: list[str]) -> None:
    query = TableQuery(sort=sort, descending=descending)
    assert [one.document_id for one in ReportTable(ALL).reports(query)] == expected


def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    many = [
        ReportSummary(str(at), f"{at}.txt", DocumentState.INDEXED, changed_at=start + timedelta(days=at % 7))
        for at in range(23)
    ]
    table = ReportTable(many)
    paged = [row for offset in range(0, 30, 5) for row in table.page(TableQuery(), offset=offset, limit=5).rows]
    assert paged == list(table.reports(TableQuery()))
    assert {one.document_id for one in paged} == {str(at) for at in range(23)}


@given(
    st.lists(st.builds(ReportSummary, st.uuids().map(str), st.text(max_size=8), st.sampled_from(DocumentState))),
    st.builds(TableQuery, words=st.text(max_size=4), state=st.sampled_from(["", "indexed", "refused"])),
)
def test_facets_of_what_matches_never_count_more_than_there_is(reports: list[ReportSummary], query: TableQuery) -> None:
    page = ReportTable(reports).page(query)
    assert page.matching == len(page.rows) <= page.total
    assert set(page.facets) == set(FACETS)
    assert all(one.count <= page.total for values in page.facets.values() for one in values)
