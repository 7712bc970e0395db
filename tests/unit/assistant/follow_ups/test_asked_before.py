"""A conversation in a batch file, in each form that programs write one."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversations import Exchange
from assistant.follow_ups.asked_before import decode_history

FIRST = Exchange(
    "Năm 2023 toàn tỉnh khám bao nhiêu lượt người?",
    "Năm 2023 toàn tỉnh khám bao nhiêu lượt người?",
    "968.300 lượt.",
)


@pytest.mark.parametrize(
    "rows",
    [
        [{"question": FIRST.question, "answer": FIRST.answer}],
        [{"role": "user", "content": FIRST.question}, {"role": "assistant", "content": FIRST.answer}],
    ],
)
def test_both_forms_give_the_same_exchange(rows: list[Any]) -> None:
    assert decode_history(rows) == (FIRST,)


def test_each_question_is_completed_from_those_before() -> None:
    second = decode_history([FIRST.question, "Thế còn năm 2022?"])[1]
    assert second.question == "Thế còn năm 2022?"
    assert "2022" in second.standalone
    assert "khám" in second.standalone


def test_nothing_and_nonsense() -> None:
    assert decode_history(None) == decode_history([]) == ()
    for rows in ("text", [3], [{"a": "b"}]):
        with pytest.raises(TypeError):
            decode_history(rows)
