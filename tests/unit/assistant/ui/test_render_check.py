from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answer import AnsweredSentence, CheckSummary, Citation, Finding, Verification
from assistant.ui.problems import problem_words
from assistant.ui.render.answer_text import render_checked_text
from assistant.ui.render.check import render_check_result, render_check_scope
from assistant.ui.texts import load_texts
from assistant.ui.visit import CheckRun, Problem
from assistant.views import ReportSummary
from tests.e2e.scripted_check import scripted_verification
from vectorstore.records import DocumentState

VI, EN = load_texts("vi"), load_texts("en")
QUOTE = Citation(1, "d1", "d1.txt", "Báo cáo", 2, "Khám 12 lượt.", 5, 18, 5, 18)
TEXT = "Khám 12 lượt. Khám 13 lượt [1]."


def _checked() -> Verification:
    finding = Finding("figure_changed", "13 lượt", 19, 26, expected="12 lượt", citation=1)
    sentences = (
        AnsweredSentence("Khám 12 lượt.", (1,), "supported", 0, 13),
        AnsweredSentence("Khám 13 lượt [1].", (1,), "unsupported", 14, 31, (finding,)),
    )
    return Verification(TEXT, "vi", sentences, (), (QUOTE,), CheckSummary(2, 1, 2, 1))


def test_each_sentence_is_marked_and_shows_what_it_was_compared_with() -> None:
    shown = render_checked_text(_checked(), VI)
    assert shown.count('class="borne"') == 1
    assert '<span class="unsupported">Khám 13 lượt [1].</span>' in shown
    assert shown.count('class="cite"') == 2
    assert "Nguồn ghi “12 lượt”, văn bản ghi “13 lượt”." in shown
    assert "<del" not in shown


def test_the_result_counts_and_lists_its_findings() -> None:
    shown = render_check_result(CheckRun(len(TEXT), _checked()), EN, problem_words)
    assert "1 of 2 sentences supported" in shown
    assert "1 sentence to look at again" in shown
    assert re.search(r"<li><q>Khám 13 lượt \[1\]\.</q><p>", shown) is not None


def test_under_way_stopped_failed_and_nothing_to_check_are_told_apart() -> None:
    run = CheckRun(12345)
    assert run.running
    assert 'data-busy="true"' in render_check_result(run, VI, problem_words)
    assert "12.345" in render_check_result(run, VI, problem_words)
    assert "Đã dừng" in render_check_result(CheckRun(5, stopped=True), VI, problem_words)
    too_long = Problem("text_too_long", (("limit", "10"), ("found", "20")))
    assert 'role="alert"' in render_check_result(CheckRun(20, problem=too_long), VI, problem_words)
    nothing = Verification("—", "vi", (), (), (), CheckSummary(0, 0, 0, 0))
    assert "không có câu nào" in render_check_result(CheckRun(1, nothing), VI, problem_words)
    assert render_check_result(None, VI, problem_words) == ""


def test_chosen_documents_are_chips_and_the_others_are_offered() -> None:
    one, other = (
        ReportSummary(f"d{number}", f"x/{number}.txt", DocumentState.INDEXED, title=f"<i>{number}") for number in (1, 2)
    )
    shown = render_check_scope([one], [other], 30, "words", EN)
    assert "Only against:" in shown
    assert shown.count('class="chip chosen"') == 1
    assert "29 more documents" in shown
    assert "<i>1" not in shown


@given(st.text(max_size=120))
def test_any_text_is_shown_whole_and_as_text(text: str) -> None:
    shown = render_checked_text(scripted_verification(text, [QUOTE]), VI)
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "ul", "li", "span", "button"}
