"""A model's rewriting is taken only where code finds nothing in it that nobody said."""

from __future__ import annotations

import pytest

from assistant.conversations import Exchange
from assistant.follow_ups.follow_up import accept_rewrite, rewrite_messages

VI = [Exchange("", "Năm 2024 huyện An Bình có bao nhiêu hộ nghèo?", "Toàn huyện còn 1.204 hộ nghèo [1].")]
ZH = [Exchange("", "三年行动方案里信息化建设安排多少钱？", "合计3000万元[1]。")]
EN = [Exchange("", "How many poor households did An Binh have in 2024?", "1,204 households [1].")]


@pytest.mark.parametrize(
    ("question", "history", "rewritten", "accepted"),
    [
        (
            "còn cận nghèo?",
            VI,
            "Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?",
            "Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?",
        ),
        (
            "còn cận nghèo?",
            VI,
            " Câu hỏi: “Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo”\n",
            "Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?",
        ),
        ("那设备更新呢", ZH, "三年行动方案里设备更新安排多少钱？", "三年行动方案里设备更新安排多少钱？"),
        (
            "and near-poor ones?",
            EN,
            "How many near-poor households did An Binh have in 2024?",
            "How many near-poor households did An Binh have in 2024?",
        ),
        ("còn cận nghèo?", VI, "Năm 2023 huyện An Bình có bao nhiêu hộ cận nghèo?", None),
        ("còn cận nghèo?", VI, "Năm 2024 huyện Tân Lập có bao nhiêu hộ cận nghèo?", None),
        ("còn cận nghèo?", VI, "Năm 2024 huyện An Bình có bao nhiêu hộ nghèo?", None),
        ("còn cận nghèo?", VI, "Có 1.204 hộ. Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?", None),
        ("còn cận nghèo?", VI, "Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?\nTrả lời: 1.204", None),
        ("còn cận nghèo?", VI, "![x](http://a.vn) cận nghèo?", None),
        ("còn cận nghèo?", VI, "", None),
        ("còn cận nghèo?", VI, "cận nghèo " * 60, None),
        ("hộ nào chưa thoát cận nghèo?", VI, "Huyện An Bình có hộ nào thoát cận nghèo?", None),
        ("那设备更新呢", ZH, "三年行动方案里设备更新和人才培养安排多少钱？", None),
        ("and near-poor ones?", EN, "How many near-poor households did An Binh and Tan Lap have in 2024?", None),
    ],
)
def test_a_rewriting_is_accepted_only_where_it_is_safe(
    question: str, history: list[Exchange], rewritten: str, accepted: str | None
) -> None:
    assert accept_rewrite(question, history, rewritten) == accepted


def test_the_prompt_holds_the_end_of_the_conversation_and_the_question() -> None:
    messages = rewrite_messages("còn cận\nnghèo?", [*EN, *VI], budget=40, count_tokens=lambda text: len(text.split()))
    assert [message.role for message in messages] == ["system", "user"]
    assert messages[1].content == (
        "Hội thoại:\nQ: How many poor households did An Binh have in 2024?\nA: 1,204 households [1].\n"
        "Q: Năm 2024 huyện An Bình có bao nhiêu hộ nghèo?\nA: Toàn huyện còn 1.204 hộ nghèo [1].\n\n"
        "Câu hỏi cuối: còn cận nghèo?\nCâu hỏi đầy đủ:"
    )
    short = rewrite_messages("còn cận nghèo?", [*EN, *VI], budget=20, count_tokens=lambda text: len(text.split()))
    assert "An Binh" not in short[1].content
    assert "An Bình" in short[1].content
