from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answer import (
    Answer,
    AnsweredFigure,
    AnsweredSentence,
    AnswerTimings,
    CheckSummary,
    Citation,
    FigureStatus,
    Finding,
    Notice,
)
from assistant.conversations import Feedback
from assistant.ui.problems import problem_words
from assistant.ui.render.answer_text import render_answer_text, render_plain_text
from assistant.ui.render.conversation import (
    render_conversation,
    render_empty,
    render_live,
    render_turn,
    without,
)
from assistant.ui.render.markup import Html
from assistant.ui.render.turn_tools import plain_answer
from assistant.ui.texts import load_texts
from assistant.ui.visit import Conversation, Problem, Turn
from assistant.views import FacetValue, LibrarySummary
from vectorstore.records import Passage, Period, SearchFilter

VI, ZH, EN = load_texts("vi"), load_texts("zh"), load_texts("en")


def _citation(key: int, quote: str = "Khám 12 lượt.", document: str = "d1") -> Citation:
    return Citation(key, document, f"{document}.txt", f"Báo cáo {document}", 2, quote, 5, 18, 5, 18)


def _figure(text: str, surface: str, status: FigureStatus) -> AnsweredFigure:
    start = text.index(surface)
    return AnsweredFigure(surface, Decimal(1), None, "visits", "=", status, 1, start, start + len(surface))


def _answer(text: str, **changes: object) -> Answer:
    answer = Answer(
        question="?",
        language="vi",
        text=text,
        abstained=False,
        reason=None,
        mode="extractive",
        support=0.9,
        citations=(_citation(1),),
        sentences=(),
        figures=(),
        timings=AnswerTimings(1.0, 1.0, None, 2.0),
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def _visible(markup: str) -> str:
    """The text of a rendering without its tags (entities left as they are)."""
    return re.sub(r"<[^>]*>", "", markup)


def test_keys_become_buttons_that_open_the_quote_and_show_it_on_hover() -> None:
    shown = render_answer_text(_answer("Khám 12 lượt. [1]"), VI)
    assert shown == (
        "<p>Khám 12 lượt. "
        '<button type="button" aria-label="Nguồn 1: Khám 12 lượt." data-event="open_source" '
        'data-payload="{&quot;document&quot;: &quot;d1&quot;, &quot;start&quot;: 5, &quot;end&quot;: 18, '
        '&quot;key&quot;: 1}" class="cite" data-tip="Khám 12 lượt.">1</button></p>'
    )


def test_a_key_that_cites_nothing_stays_text() -> None:
    assert render_answer_text(_answer("Mục [7] và [0]."), VI) == "<p>Mục [7] và [0].</p>"


def test_figures_are_underlined_by_what_checking_found() -> None:
    text = "A 12 lượt, B 13 lượt, C 14 lượt, D 15 lượt."
    figures = (
        _figure(text, "12 lượt", "supported"),
        _figure(text, "13 lượt", "unverifiable"),
        _figure(text, "14 lượt", "op_changed"),
        _figure(text, "15 lượt", "derived"),
    )
    shown = render_answer_text(_answer(text, figures=figures), EN)
    assert re.findall(r'class="figure (\w+)"', shown) == ["confirmed", "open", "contradicted", "confirmed"]
    assert "Could not be checked against a source." in shown


def test_an_unsupported_sentence_is_marked_and_its_figures_too() -> None:
    text = "Đúng. Sai 12 lượt."
    answer = _answer(
        text,
        figures=(_figure(text, "12 lượt", "unsupported"),),
        sentences=(AnsweredSentence("Đúng.", (1,), "supported"), AnsweredSentence("Sai 12 lượt.", (), "unsupported")),
    )
    shown = render_answer_text(answer, VI)
    assert shown.count("<del") == 1
    assert shown.startswith('<p>Đúng. <del class="unsupported">Sai <span')
    assert 'data-tip="Không có nguồn nào xác nhận câu này."' in shown


def test_lines_become_paragraphs_and_bulleted_lines_a_list() -> None:
    assert (
        render_answer_text(_answer("Gồm:\n- một\n- hai\n\nHết."), VI)
        == "<p>Gồm:</p><ul><li>một</li><li>hai</li></ul><p>Hết.</p>"
    )


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=4))
def test_any_text_with_any_figure_spans_is_shown_whole_and_escaped(text: str, spans: list[tuple[int, int]]) -> None:
    figures = tuple(
        AnsweredFigure("x", Decimal(1), None, "", "=", "supported", None, start, end) for start, end in spans
    )
    shown = render_answer_text(_answer(text, figures=figures, citations=()), VI)
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "ul", "li", "span"}
    kept = re.sub(r"\s", "", _visible(shown))
    expected = re.sub(
        r"\s", "", _visible(render_plain_text(text).replace('<sup class="key">', "[").replace("</sup>", "]"))
    )
    assert kept == expected


def test_streamed_text_has_small_keys_that_lead_nowhere() -> None:
    assert render_plain_text("Khám <b> [1]") == '<p>Khám &lt;b&gt; <sup class="key">1</sup></p>'


def test_passages_are_shown_collapsed_before_any_text() -> None:
    passage = Passage(1, 0.9, "c", "d1", "x/d1.txt", None, None, 0, 9, "<script>x", 0.9, 0.1)
    shown = render_live(Turn(1, "Bao nhiêu?", passages=(passage,)), ZH)
    assert "正在阅读1段" in shown
    assert "<details" in shown
    assert "<details open" not in shown
    assert "&lt;script&gt;x" in shown
    assert "d1.txt" in shown
    assert 'data-busy="true"' in shown


def test_nothing_live_is_nothing() -> None:
    assert render_live(None, VI) == ""


def test_an_answered_turn_counts_sources_by_document_and_figures_by_status() -> None:
    text = "12 lượt [1] 13 lượt [2] [3]"
    answer = _answer(
        text,
        citations=(_citation(1), _citation(2), _citation(3, document="d2")),
        figures=(_figure(text, "12 lượt", "supported"), _figure(text, "13 lượt", "unsupported")),
    )
    shown = _visible(render_turn(Turn(1, "?", outcome="answered", answer=answer), EN, problem_words))
    assert "2 sources · 1 figure checked · 1 not confirmed" in shown


def test_a_notice_names_its_sources_and_writes_its_facts_in_the_language() -> None:
    answer = _answer(
        "Có. [1]",
        notices=(
            Notice("truncated", (("keys", "1,3"), ("missing_characters", "1015"))),
            Notice("truncated", (("keys", "2"),)),
            Notice("published_date_only", (("keys", "2"), ("date", "2024-07-12"))),
            Notice("conflict", (("keys", "1,2"),)),
            Notice("brand_new"),
        ),
    )
    shown = render_turn(Turn(1, "?", outcome="answered", answer=answer), ZH, problem_words)
    aside = re.search(r"<aside.*</aside>", shown)
    assert aside is not None
    assert re.findall(r"<p>(.*?)</p>", aside.group(0)) == [
        "来源[1]、[3]不完整（约缺1,015字），缺失部分可能另有内容。",
        "来源[2]不完整，缺失部分可能另有内容。",
        "来源[2]发布于2024年7月12日；这是发布日期，不是事项发生的日期。",
        "各报告所列数据不一致，以上一并列出，使用前请先比对。",
        "使用前请再核对来源（brand_new）。",
    ]


def test_an_abstention_is_a_card_with_two_passages_and_two_questions() -> None:
    answer = _answer(
        "Các báo cáo trong kho không nêu thông tin này.",
        abstained=True,
        citations=(),
        nearest=tuple(_citation(key) for key in (1, 2, 3)),
        suggestions=("Một?", "Hai?", "Ba?"),
    )
    shown = render_turn(Turn(1, "?", outcome="answered", answer=answer), VI, problem_words)
    assert shown.count('class="passage"') == 2
    assert shown.count('class="example"') == 2
    assert 'role="alert"' not in shown
    assert 'data-event="retry"' in shown


def test_only_what_was_understood_beyond_the_readers_own_filter_is_a_chip() -> None:
    period = Period(date(2024, 1, 1), date(2024, 6, 30))
    understood = SearchFilter(period=period, languages=frozenset({"vi"}))
    chosen = SearchFilter(languages=frozenset({"vi"}))
    assert without(understood, chosen) == SearchFilter(period=period)
    turn = Turn(4, "?", filter=chosen, understood=understood, outcome="answered", answer=_answer("Có."))
    shown = render_turn(turn, VI, problem_words)
    assert shown.count('data-event="forget_understood"') == 1
    assert "6 tháng đầu năm 2024" in shown


def test_a_failed_turn_words_its_error_without_its_class() -> None:
    turn = Turn(1, "?", outcome="failed", problem=Problem("question_too_long", (("limit", "10"), ("found", "20"))))
    shown = _visible(render_turn(turn, VI, problem_words))
    assert "20" in shown
    assert "QuestionTooLong" not in shown


def test_a_stopped_turn_keeps_what_had_arrived_and_says_that_it_is_unchecked() -> None:
    assert "it has not been checked" in render_turn(Turn(1, "?", outcome="stopped", text="Theo"), EN, problem_words)
    assert "Stopped before an answer" in render_turn(Turn(1, "?", outcome="stopped"), EN, problem_words)


def test_a_question_with_markup_stays_text_wherever_it_is_shown() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    conversation = Conversation(1, None, (Turn(1, hostile, outcome="stopped"),))
    shown = render_conversation(conversation, VI, problem_words, Html(""))
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_the_copied_answer_lists_its_sources() -> None:
    assert plain_answer(_answer("Có. [1]"), EN) == "Có. [1]\n\nSources:\n[1] Báo cáo d1: Khám 12 lượt."


def test_the_empty_page_says_what_the_library_holds() -> None:
    summary = LibrarySummary(
        1250,
        0,
        0,
        9,
        None,
        1,
        issuers=tuple(FacetValue(name, 1) for name in ("A", "B", "C", "D")),
        years=(FacetValue("2024", 2), FacetValue("2021", 1)),
    )
    shown = _visible(render_empty(summary, ("Câu hỏi <1>?",), EN))
    assert "The library holds 1,250 reports. From A, B, C and 1 other issuer. Covering 2021 to 2024." in shown
    assert "Câu hỏi &lt;1&gt;?" in shown
    assert "no report in the library yet" in render_empty(LibrarySummary(0, 0, 0, 0, None, 0), (), EN)


def test_streaming_sentences_differ_in_colour_only_once_they_are_checked() -> None:
    text = "Đúng 12. [1] Sai 13. Chưa"
    checked = (
        AnsweredSentence("Đúng 12. [1]", (1,), "supported", 0, 12),
        AnsweredSentence("Sai 13.", (), "unsupported", 13, 20),
    )
    shown = render_live(Turn(1, "?", passages=(), text=text, checked=checked), VI)
    assert '<span class="borne-out">Đúng 12. <sup class="key">1</sup></span>' in shown
    assert '<span class="doubted">Sai 13.</span> Chưa' in shown
    assert _visible(render_plain_text(text, checked)) == _visible(render_plain_text(text))


def test_waiting_for_the_model_says_how_many_come_first_until_text_arrives() -> None:
    assert "waiting for 1 earlier question" in render_live(Turn(1, "?", passages=(), waiting=1), EN).lower()
    assert "前面还有2个问题" in render_live(Turn(1, "?", passages=(), waiting=2), ZH)
    assert "Next in line" in render_live(Turn(1, "?", passages=(), waiting=0), EN)
    assert 'class="progress waiting"' not in render_live(Turn(1, "?", passages=(), waiting=1, text="Có"), EN)


def test_a_completed_question_stands_under_the_one_that_was_asked() -> None:
    turn = Turn(1, "Thế còn 2023?", standalone="Năm 2023 <khám> thế nào?", outcome="answered", answer=_answer("Có."))
    assert "Hiểu câu hỏi là: <q>Năm 2023 &lt;khám&gt; thế nào?</q>" in render_turn(turn, VI, problem_words)
    same = replace(turn, standalone=turn.question)
    assert "rewritten" not in render_turn(same, VI, problem_words)


def test_a_struck_sentence_explains_itself_and_is_not_copied() -> None:
    text = "Đúng 12 lượt. [1] Sai 13 lượt. [1] Hết."
    finding = Finding("figure_changed", "13 lượt", 22, 29, expected="12 lượt", citation=1)
    answer = _answer(
        text,
        mode="model",
        sentences=(
            AnsweredSentence("Đúng 12 lượt. [1]", (1,), "supported", 0, 17),
            AnsweredSentence("Sai 13 lượt. [1]", (1,), "unsupported", 18, 34, (finding,)),
        ),
        summary=CheckSummary(2, 1, 2, 1),
    )
    shown = render_turn(Turn(1, "?", outcome="answered", answer=answer), EN, problem_words)
    assert re.search(r'<del class="unsupported">Sai 13 lượt\. <button', shown) is not None
    assert 'data-local="explain" class="why" data-tip="' in shown
    assert "1 source · 1 sentence without support" in _visible(shown)
    assert "written by a model, checked" in shown
    copied = plain_answer(answer, EN)
    assert copied.startswith("Đúng 12 lượt. [1] Hết.\n\n(1 sentence without support was left out.)\n\nSources:")
    assert "13" not in copied


def test_a_supported_sentence_with_a_finding_is_explained_but_not_struck() -> None:
    finding = Finding("figure_unverifiable", "12 lượt", 5, 12)
    sentence = AnsweredSentence("Khám 12 lượt.", (1,), "supported", 0, 13, (finding,))
    shown = render_answer_text(_answer("Khám 12 lượt. [1]", sentences=(sentence,)), VI)
    assert "<del" not in shown
    assert 'class="why mild"' in shown


def test_notices_of_the_model_are_worded_with_their_reason() -> None:
    answer = _answer(
        "Có. [1]",
        notices=(
            Notice("sentences_dropped", (("count", "2"),)),
            Notice("model_failed", (("code", "chat_model_timeout"), ("name", "m7"), ("seconds", "60"))),
            Notice("quoted_instead"),
        ),
    )
    shown = render_turn(Turn(1, "?", outcome="answered", answer=answer), EN, problem_words)
    lines = re.findall(r"<p>(.*?)</p>", shown.split("<aside")[1].split("</aside>")[0])
    assert lines[0] == "Sentences left out because no source bears them out: 2."
    assert lines[1].startswith("The language model could not write this answer, so the reports are quoted. ")
    assert "60" in lines[1]
    assert lines[2].startswith("What the model wrote is not borne out")


def test_how_an_answer_was_made_is_folded_and_in_order() -> None:
    answer = _answer(
        "Có.",
        provenance=(
            ("kinds", "count"),
            ("passages", "a:1,b:2"),
            ("model", "m7"),
            ("prompt", f"p@{'0a' * 32}"),
            ("new", "<x>"),
        ),
    )
    shown = render_turn(Turn(1, "?", outcome="answered", answer=answer), EN, problem_words)
    fold = shown.split('<details class="provenance"')[1]
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", fold) == [
        ("Model", "m7"),
        ("Prompt", "p@0a0a0a0a0a0a…"),
        ("Passages used", "2"),
        ("new", "&lt;x&gt;"),
        ("Time to search", "1 ms"),
        ("Time in all", "2 ms"),
    ]
    assert "<details open" not in shown


def test_feedback_is_offered_only_for_what_is_kept_and_shows_what_was_chosen() -> None:
    turn = Turn(1, "?", outcome="answered", answer=_answer("Có."))
    assert "give_feedback" not in render_turn(turn, VI, problem_words)
    kept = replace(turn, kept=1, conversation_id="c1")
    assert 'class="quiet useful" aria-pressed="false"' in render_turn(kept, VI, problem_words)
    judged = render_turn(replace(kept, feedback=Feedback(False, "incomplete", 'a"b')), VI, problem_words)
    assert 'data-pressed="true"' in judged
    assert judged.count('class="option" aria-pressed="true"') == 1
    assert 'value="a&quot;b"' in judged


def test_an_answer_that_is_not_kept_says_so() -> None:
    turn = Turn(1, "?", outcome="answered", answer=_answer("Có."), unkept=Problem("store_error", (("detail", "x"),)))
    assert "Câu trả lời này chưa được lưu." in render_turn(turn, VI, problem_words)
