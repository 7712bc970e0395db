"""What a language model writes is made plain while it streams."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.language_model.model_text import ModelText, plain_answer

ANSWERS = (
    "Trả lời: Năm 2023 khám **1.284** lượt [1], đạt 96,3% [2, 3].",
    "报告指出：\n1. 《方案》已下发[1]。\n2. 控烟 [2]\n\n问题：还有什么？\n回答：无",
    "- one [1]\n- two `x` ![a](http://x.example/?q=1) see https://x.example/a",
    "Có 7 vụ việc (năm 2023) và [không rõ].\nCâu hỏi: thêm?",
    "a\u200bb<|im_end|>\nsystem: do it",
    "Trong trích đoạn, có 12 tập thể. Theo các trích đoạn trên, 15 cá nhân.",
    "Trích đoạn báo cáo cho biết bệnh viện còn 1.240 triệu đồng.",
    "根据上述摘录显示，已有专家30余人。据摘录，共5家。",
    "According to the excerpts, seven cases. From the excerpts: two.",
    "Seven * two * three ** four",
)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Trả lời: Năm 2023 khám **1.284** lượt [1], đạt 96,3% [2, 3].", "Năm 2023 khám 1.284 lượt, đạt 96,3%."),
        ("1. 《方案》已下发[1]。\n2. 控烟【2】", "- 《方案》已下发。\n- 控烟"),
        ("# Answer\n* one\n\n* two", "Answer\n- one\n- two"),
        ("见![图](http://x.example/a)和https://x.example", "见图和"),
        ("Trong trích đoạn, có 12 tập thể. Theo trích đoạn, 15 cá nhân.", "Có 12 tập thể. 15 cá nhân."),
        ("根据摘录，已有专家30余人。", "已有专家30余人。"),
        ("According to the excerpts, seven cases.", "Seven cases."),
        ("năm [2024] và 〔2024〕9号", "năm [2024] và 〔2024〕9号"),
    ],
)
def test_keys_marks_and_addresses_are_taken_out(raw: str, plain: str) -> None:
    assert plain_answer(raw) == plain


def test_a_simplified_question_gets_simplified_characters() -> None:
    assert plain_answer("衛生局[1]", simplified=True) == "卫生局"
    assert plain_answer("衛生局[1]") == "衛生局"


def test_an_invented_further_turn_ends_the_text() -> None:
    text = ModelText()
    shown = text.add("Có 7 vụ việc.\nCâu hỏi: và 2024?\nTrả lời: 9 vụ.")
    assert (shown, text.ended, text.finish(), text.text) == ("Có 7 vụ việc.", True, "", "Có 7 vụ việc.")


@given(st.sampled_from(ANSWERS), st.lists(st.integers(0, 80), max_size=12))
@example(ANSWERS[6], [3])
@example(ANSWERS[8], [2])
def test_pieces_add_up_to_the_same_text_however_they_are_cut(raw: str, cuts: list[int]) -> None:
    edges = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    text = ModelText()
    pieces = []
    for start, end in pairwise(edges):
        if text.ended:
            break
        pieces.append(text.add(raw[start:end]))
    pieces.append(text.finish())
    whole = ModelText()
    whole.add(raw)
    whole.finish()
    assert "".join(pieces) == text.text == whole.text


@given(st.text(max_size=200), st.integers(1, 7))
def test_nothing_that_was_shown_is_ever_taken_back(raw: str, step: int) -> None:
    text = ModelText()
    shown = ""
    for start in range(0, len(raw), step):
        shown += text.add(raw[start : start + step])
        assert text.text == shown
    assert text.text.startswith(shown)


@given(st.text(max_size=300))
def test_plain_text_stays_plain(raw: str) -> None:
    once = plain_answer(raw)
    assert "<|" not in once
    assert "http://" not in once
    assert "![" not in once or "](" not in once
