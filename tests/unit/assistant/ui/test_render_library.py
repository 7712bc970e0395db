from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.report_table import ReportTable, TablePage, TableQuery
from assistant.ui.problems import model_words, problem_words, readiness_words, refusal_words
from assistant.ui.render.document import TEXT_LIMIT, render_report
from assistant.ui.render.frame import render_filters, render_status, render_top
from assistant.ui.render.library import next_sort, render_library_controls, render_library_list
from assistant.ui.render.source import render_source, render_source_gone, render_source_problem, render_window
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import Problem
from assistant.views import (
    FacetValue,
    LibrarySummary,
    ModelState,
    Readiness,
    RemovedParts,
    RemovedText,
    ReportSummary,
    ReportView,
    SourceView,
    TextWindow,
)
from ingest.catalogue_care import DocumentEvent
from ingest.corrections import Correction
from ingest.documents import Block, Gap
from vectorstore.records import DocumentState, MetadataValue, Period, ReportMetadata, SearchFilter

VI, ZH, EN = load_texts("vi"), load_texts("zh"), load_texts("en")
TEXT = "BÁO CÁO\nKhám <b>12</b> lượt.\nẢnh: đoàn\n[thiếu]\nHết."
BLOCKS = (
    Block("title", 0, 7),
    Block("paragraph", 8, 28),
    Block("caption", 29, 38),
    Block("gap", 39, 46),
    Block("paragraph", 47, 51),
)
REPORT = ReportSummary(
    "d1",
    "x/y.docx",
    DocumentState.INDEXED,
    title="Báo cáo <i>",
    issuer="Sở Y tế",
    doc_type="report",
    language="vi",
    period=Period(date(2024, 1, 1), date(2024, 6, 30)),
    event_date=date(2024, 7, 3),
    issue_date=date(2024, 7, 12),
    published_at=datetime(2024, 7, 13, 8, 0, tzinfo=UTC),
    complete=False,
    missing_characters=1015,
    reliability="low",
    defects=("truncated", "mojibake"),
)
REFUSED = ReportSummary("d2", "x/quét.pdf", DocumentState.REFUSED, code="no_text_layer", facts=(("pages", "3"),))


def _window(**changes: object) -> TextWindow:
    values: dict[str, object] = {
        "start": 0,
        "end": len(TEXT),
        "text": TEXT,
        "length": len(TEXT),
        "blocks": BLOCKS,
        "gaps": (Gap(39, 46, 1015, "paywall"),),
    }
    return TextWindow(**{**values, **changes})  # type: ignore[arg-type]


def _visible(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


def test_blocks_are_shown_as_what_they_are_and_as_text() -> None:
    shown = render_window(_window(), VI, marked=(13, 27))
    assert re.findall(r'<(\w+) class="block (\w+)"', shown) == [
        ("h3", "title"),
        ("p", "paragraph"),
        ("p", "caption"),
        ("p", "paragraph"),
    ]
    assert "<mark>&lt;b&gt;12&lt;/b&gt; lượt</mark>" in shown
    assert '<span class="label">Chú thích</span>Ảnh: đoàn' in shown
    assert "Nguồn thiếu khoảng 1.015 chữ ở đây" in shown
    assert "Đầu báo cáo" in shown
    assert "Hết báo cáo" in shown


def test_a_window_in_the_middle_says_that_the_report_goes_on_both_ways() -> None:
    shown = _visible(render_window(_window(start=8, end=38, text=TEXT[8:38]), EN))
    assert shown.startswith("The report has more text before this")
    assert shown.endswith("The report goes on")
    assert "BÁO CÁO" not in shown


def test_a_highlight_over_several_blocks_is_marked_in_each() -> None:
    assert re.findall("<mark>(.*?)</mark>", render_window(_window(), VI, marked=(8, 38))) == [
        "Khám &lt;b&gt;12&lt;/b&gt; lượt.",
        "Ảnh: đoàn",
    ]


def test_damaged_places_are_marked_inside_the_highlight() -> None:
    shown = render_window(_window(damaged=((16, 18),)), EN, marked=(8, 28))
    assert shown.count("<mark>") == 1
    assert re.search(r'<span class="damaged"[^>]*>12</span>', shown) is not None


@given(st.text(max_size=60), st.integers(-3, 63), st.integers(-3, 63), st.integers(0, 60), st.integers(0, 60))
def test_any_text_is_shown_whole_whatever_is_marked(text: str, low: int, high: int, first: int, last: int) -> None:
    lines = text.split("\n")
    blocks, at = [], 0
    for line in lines:
        if line:
            blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    window = TextWindow(0, len(text), text, len(text), tuple(blocks), (), ((first, last),) if first < last else ())
    plain = re.findall(r'<p class="block paragraph">(.*?)</p>', render_window(window, VI), re.DOTALL)
    marked = re.findall(
        r'<p class="block paragraph">(.*?)</p>', render_window(window, VI, marked=(low, high)), re.DOTALL
    )
    assert [_visible(one) for one in marked] == [_visible(one) for one in plain]
    assert len(plain) == sum(bool(line) for line in lines)


def test_the_source_pane_says_whose_report_it_is_and_how_far_to_trust_it() -> None:
    shown = _visible(render_source(SourceView(REPORT, _window(), 13, 27, 4, ("I. Kết quả",)), 2, EN))
    for words in (
        "Báo cáo &lt;i&gt;",
        "Sở Y tế · Report · held 3 July 2024 · dated 12 July 2024",
        " · published 13 July 2024 · period: first half of 2024",
        "Incomplete: about 1,015 characters missing",
        "Low reliability",
        "damaged characters",
        "page 4 › I. Kết quả",
        "Open the whole report",
    ):
        assert words in shown


def test_a_source_that_is_gone_is_told_in_words() -> None:
    shown = render_source_problem(Problem("unknown_document", (("document_id", "x"),)), ZH, problem_words)
    assert "无法打开来源" in shown
    assert 'role="alert"' in shown


def test_the_list_names_refused_files_with_their_reason() -> None:
    shown = _listed([REPORT, REFUSED], VI, opened="d1")
    visible = _visible(shown)
    assert "2 tài liệu" in visible
    assert "Không nhận" in visible
    assert "quét.pdf" in visible
    assert refusal_words(REFUSED, VI).split("”")[-1] in visible
    assert shown.count('aria-current="true"') == 1


def _listed(rows: list[ReportSummary], texts: Texts, **given: Any) -> str:
    page = ReportTable(rows).page(TableQuery())
    return render_library_list(page, TableQuery(), 0, texts, refusal_words, **given)


def test_the_list_says_how_many_of_how_many_and_which_rows_these_are() -> None:
    page = TablePage((REPORT,), 120, 1200)
    shown = render_library_list(page, TableQuery(), 100, EN, refusal_words)
    assert "120 of 1,200 documents" in shown
    assert "101–120 of 120" in shown
    assert shown.count('data-event="turn_page"') == 2
    assert shown.count(" disabled") == 1


def test_rows_can_be_chosen_where_something_can_be_done_with_them_and_refused_files_not() -> None:
    shown = _listed([REPORT, REFUSED], EN, collections=("default",))
    assert re.findall(r'data-pick="(\w+)"( disabled)?', shown) == [("d1", ""), ("d2", " disabled")]
    assert 'data-submit="remove_documents"' in shown
    assert "data-pick" not in _listed([REPORT], EN)


def test_a_column_orders_upwards_then_downwards_then_as_usual() -> None:
    query = TableQuery()
    orders = []
    for _ in range(3):
        sort, descending = next_sort(query, "title")
        query = replace(query, sort=sort, descending=descending)
        orders.append((sort, descending))
    assert orders == [("title", False), ("title", True), ("changed", True)]
    shown = render_library_list(
        TablePage((REPORT,), 1, 1), TableQuery(sort="title", descending=False), 0, EN, refusal_words
    )
    assert shown.count('aria-sort="ascending"') == 1


def test_an_empty_library_and_an_empty_result_are_not_the_same() -> None:
    empty, none = TablePage((), 0, 0), TablePage((), 0, 5)
    assert "no document in the library" in render_library_list(empty, TableQuery(), 0, EN, refusal_words)
    assert "Try fewer filters" in render_library_list(none, TableQuery(), 0, EN, refusal_words)


def test_a_document_shows_its_details_what_was_removed_and_its_text() -> None:
    removed = (RemovedParts("menu", 2, 1500), RemovedParts("ad", 1, 20))
    removals = (RemovedText(8, "<a>Menu</a>", "menu"),)
    view = ReportView(REPORT, _window(), removed=removed, pages=2, removals=removals)
    parts = {part: render_report(view, EN, refusal_words, part=part) for part in ("details", "removed", "text")}
    assert "Filey.docx" in _visible(parts["details"])
    assert "x/y" not in parts["details"]
    assert "3 parts, 1,520 characters" in parts["removed"]
    assert "<span>BÁO CÁO\n</span><del>&lt;a&gt;Menu&lt;/a&gt;</del><span>Khám" in parts["removed"]
    assert "Khám &lt;b&gt;12&lt;/b&gt; lượt." in _visible(parts["text"])


def test_a_corrected_value_says_who_set_it_and_offers_the_former_one() -> None:
    correction = Correction(1, "d1", "title", "Báo cáo <i>", "Cũ <b>", "lan", datetime(2024, 7, 20, tzinfo=UTC))
    metadata = ReportMetadata(
        "Báo cáo <i>", "vi", "latin", "report", place="Lam Sơn",
        values=(MetadataValue("place", "Lam Sơn", "tại <Lam Sơn>", 3, 10, "place", 0.9),),
    )  # fmt: skip
    view = ReportView(REPORT, _window(), metadata=metadata)
    shown = render_report(view, EN, refusal_words, corrections=(correction,), changing=True)
    assert "corrected by hand" in shown
    assert "lan, 20 July 2024" in shown
    assert "Take the correction back (before: Cũ &lt;b&gt;)" in shown
    assert "read from: “tại &lt;Lam Sơn&gt;”" in shown
    assert shown.count('data-submit="correct_field"') == 12
    assert "correct_field" not in render_report(view, EN, refusal_words)


def test_the_history_tells_what_changed_in_words() -> None:
    moment = datetime(2024, 7, 20, 9, 5, tzinfo=UTC)
    events = (
        DocumentEvent("corrected", "a/b.txt", moment, "d1", "lan", {"field": "issuer", "value": None, "former": "Sở"}),
        DocumentEvent("moved", "a/b.txt", moment, "d1", "lan", {"collection": "Mới", "former": "default"}),
        DocumentEvent("added", "a/b.txt", moment, "d1"),
    )
    shown = _visible(render_report(ReportView(REPORT, _window()), EN, refusal_words, part="history", history=events))
    assert "Corrected by hand: Issuer: Sở → not stated" in shown
    assert "Moved: General → Mới" in shown
    assert "the program · b.txt" in shown


def test_a_very_long_document_says_that_it_is_cut_short() -> None:
    text = "a" * (TEXT_LIMIT + 5)
    view = ReportView(REPORT, TextWindow(0, len(text), text, len(text)))
    shown = render_report(view, EN, refusal_words, part="text")
    assert "Only the first 200,000 characters are shown." in shown
    assert shown.count("a" * TEXT_LIMIT) == 1
    assert "a" * (TEXT_LIMIT + 1) not in shown


def test_a_refused_document_shows_its_reason_and_no_text() -> None:
    shown = _visible(render_report(ReportView(REFUSED, TextWindow(0, 0, "", 0)), ZH, refusal_words))
    assert refusal_words(REFUSED, ZH) in shown
    assert "quét.pdf" in shown


def test_controls_offer_what_is_in_the_library_with_its_count() -> None:
    facets = {"issuer": (FacetValue('A"b', 1200),), "doc_type": (FacetValue("plan", 1),)}
    shown = render_library_controls(TablePage((), 2, 2, facets), VI)
    assert '<option value="A&quot;b">A&quot;b (1.200)</option>' in shown
    assert '<option value="plan">Kế hoạch (1)</option>' in shown
    assert "show_bin" not in shown
    assert "Thùng rác (2 báo cáo)" in render_library_controls(TablePage((), 2, 2), VI, 2)


def test_filters_mark_what_is_chosen_and_offer_to_remove_it() -> None:
    summary = LibrarySummary(2, 0, 0, 3, None, 1, issuers=(FacetValue("A", 2),), years=(FacetValue("2024", 2),))
    chosen = SearchFilter(issuers=frozenset({"A"}), period=Period(date(2024, 1, 1), date(2024, 12, 31)))
    shown = render_filters(summary, chosen, VI)
    assert shown.count('aria-pressed="true"') == 2
    assert shown.count('class="chip chosen"') == 2
    assert "Bỏ “năm 2024”" in shown
    assert "Chưa có mục nào để chọn" in shown


def _status(model: ModelState, texts: Texts) -> str:
    readiness = Readiness("ready")
    summary = LibrarySummary(1250, 1, 0, 9, datetime(2024, 7, 12, 12, 0, tzinfo=UTC), 3)
    return render_status(summary, readiness, readiness_words(readiness, texts), model, model_words(model, texts), texts)


def test_the_status_line_is_one_row_of_facts() -> None:
    quoting = _visible(_status(ModelState("none"), VI))
    assert "Sẵn sàngCó thể đặt câu hỏi.1.250 báo cáocập nhật 12/7/2024trích dẫn, không dùng mô hình" in quoting
    never = LibrarySummary(0, 0, 0, 0, None, 0)
    trouble = Readiness("trouble", "library_empty")
    ready = ModelState("ready", "m7")
    shown = _visible(render_status(never, trouble, readiness_words(trouble, ZH), ready, None, ZH))
    assert "异常" in shown
    assert "尚未收录报告" in shown
    assert "模型：m7" in shown


def test_a_model_that_is_not_there_comes_with_the_command_that_fetches_it() -> None:
    shown = _status(ModelState("absent", "m7", "baocao models pull m7"), EN)
    assert "quoting only, no model" in shown
    assert "<code>baocao models pull m7</code>" in shown
    assert 'data-copy="baocao models pull m7"' in shown


def test_a_model_that_starts_or_failed_says_so() -> None:
    assert "模型正在启动" in _status(ModelState("starting", "m7"), ZH)
    failed = ModelState("failed", "m7", code="chat_model_timeout", facts=(("name", "m7"), ("seconds", "60")))
    shown = _visible(_status(failed, VI))
    assert "trích dẫn, không dùng mô hình" in shown
    assert "60" in shown
    assert "Mô hình m7 gặp sự cố" in _visible(_status(ModelState("failed", "m7"), VI))


def test_readiness_needs_no_words_when_all_is_well() -> None:
    assert readiness_words(Readiness("ready"), VI) is None


def test_the_top_bar_marks_the_language_and_the_tab() -> None:
    shown = render_top(ZH, ["ask", "library"])
    assert 'data-html-language="zh-Hans"' in shown
    assert len(re.findall(r'role="tab"', shown)) == 2
    assert re.findall(r'lang="([\w-]+)" aria-pressed="true"', shown) == ["zh-Hans"]


def test_a_quotation_from_a_removed_report_is_told_calmly() -> None:
    shown = render_source_gone(2, EN)
    assert "no longer in the library" in shown
    assert 'role="alert"' not in shown


@pytest.mark.parametrize("texts", [VI, ZH, EN], ids=["vi", "zh", "en"])
def test_a_file_without_a_refusal_has_no_reason(texts: object) -> None:
    assert refusal_words(REPORT, texts) == ""  # type: ignore[arg-type]
