from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.problems import model_words, problem_words, readiness_words, refusal_words
from assistant.ui.render.frame import render_filters, render_status, render_top
from assistant.ui.render.library import TEXT_LIMIT, render_library_controls, render_library_list, render_report
from assistant.ui.render.source import render_source, render_source_gone, render_source_problem, render_window
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import Problem
from assistant.views import (
    FacetValue,
    LibrarySummary,
    ModelState,
    Readiness,
    RemovedParts,
    ReportSummary,
    ReportView,
    SourceView,
    TextWindow,
)
from ingest.documents import Block, Gap
from vectorstore.records import DocumentState, Period, SearchFilter

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
    shown = render_library_list([REPORT, REFUSED], 2, 2, VI, refusal_words, "d1")
    visible = _visible(shown)
    assert "2 tài liệu" in visible
    assert "Không nhận" in visible
    assert "quét.pdf" in visible
    assert refusal_words(REFUSED, VI).split("”")[-1] in visible
    assert shown.count('aria-current="true"') == 1


def test_the_list_says_how_many_of_how_many_and_offers_more() -> None:
    shown = render_library_list([REPORT], 3, 1200, EN, refusal_words, None)
    assert "3 of 1,200 documents" in shown
    assert 'data-event="more_rows"' in shown


def test_an_empty_library_and_an_empty_result_are_not_the_same() -> None:
    assert "no document in the library" in render_library_list([], 0, 0, EN, refusal_words, None)
    assert "Try fewer filters" in render_library_list([], 0, 5, EN, refusal_words, None)


def test_a_document_shows_its_details_what_was_removed_and_its_text() -> None:
    view = ReportView(REPORT, _window(), removed=(RemovedParts("menu", 2, 1500), RemovedParts("ad", 1, 20)), pages=2)
    shown = _visible(render_report(view, EN, refusal_words))
    assert "3 parts, 1,520 characters" in shown
    assert "Filey.docx" in shown
    assert "x/y" not in shown
    assert "Khám &lt;b&gt;12&lt;/b&gt; lượt." in shown


def test_a_very_long_document_says_that_it_is_cut_short() -> None:
    text = "a" * (TEXT_LIMIT + 5)
    shown = render_report(ReportView(REPORT, TextWindow(0, len(text), text, len(text))), EN, refusal_words)
    assert "Only the first 200,000 characters are shown." in shown
    assert shown.count("a" * TEXT_LIMIT) == 1
    assert "a" * (TEXT_LIMIT + 1) not in shown


def test_a_refused_document_shows_its_reason_and_no_text() -> None:
    shown = _visible(render_report(ReportView(REFUSED, TextWindow(0, 0, "", 0)), ZH, refusal_words))
    assert "该文件未能读取，没有可显示的正文。" in shown
    assert "quét.pdf" in shown


def test_controls_offer_what_is_in_the_library() -> None:
    summary = LibrarySummary(2, 0, 0, 3, None, 1, issuers=(FacetValue('A"b', 2),), doc_types=(FacetValue("plan", 1),))
    shown = render_library_controls(summary, VI)
    assert '<option value="A&quot;b">A&quot;b</option>' in shown
    assert '<option value="plan">Kế hoạch</option>' in shown
    assert 'value="removed"' not in shown


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
