from __future__ import annotations

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import Feedback
from assistant.ui.feedback import chosen_feedback, commented_feedback, turn_number
from assistant.ui.render.turn_tools import COMMENT_CHARACTERS
from assistant.ui.visit import Turn


def _event(**values: object) -> gr.EventData:
    return gr.EventData(None, values)


@pytest.mark.parametrize(
    ("given_before", "values", "expected"),
    [
        (None, {"useful": True}, Feedback(True)),
        (Feedback(True), {"useful": True}, None),
        (Feedback(False, "incomplete"), {"useful": True}, Feedback(True)),
        (None, {"useful": False, "reason": "wrong_figure"}, Feedback(False, "wrong_figure")),
        (Feedback(True), {"useful": False, "reason": "other"}, Feedback(False, "other")),
        (
            Feedback(False, "other", "bảng 1"),
            {"useful": False, "reason": "wrong_source"},
            Feedback(False, "wrong_source", "bảng 1"),
        ),
        (Feedback(False, "other"), {"useful": False, "reason": "other"}, None),
        (Feedback(False, "other", "bảng 1"), {"useful": False, "reason": "other"}, Feedback(False, None, "bảng 1")),
        (Feedback(False, "other", "bảng 1"), {"useful": None}, None),
        (None, {"useful": False, "reason": "made up"}, Feedback(False)),
    ],
)
def test_a_choice_replaces_the_one_before_and_is_taken_back_when_pressed_again(
    given_before: Feedback | None, values: dict[str, object], expected: Feedback | None
) -> None:
    assert chosen_feedback(Turn(1, "?", feedback=given_before), _event(**values)) == expected


def test_a_remark_goes_with_the_reason_that_was_chosen() -> None:
    chosen = Turn(1, "?", feedback=Feedback(False, "incomplete"))
    assert commented_feedback(chosen, _event(comment=" thiếu \n quý II ")) == Feedback(
        False, "incomplete", "thiếu quý II"
    )
    assert commented_feedback(Turn(1, "?"), _event(comment="sai")) == Feedback(False, "other", "sai")
    assert commented_feedback(chosen, _event(comment="  ")) == Feedback(False, "incomplete")
    assert commented_feedback(Turn(1, "?"), _event(comment="")) is None


@given(st.text())
def test_a_remark_never_exceeds_its_limit(comment: str) -> None:
    found = commented_feedback(Turn(1, "?"), _event(comment=comment * 50))
    assert found is None or len(found.comment) <= COMMENT_CHARACTERS


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), ("3", 3), (True, -1), ("x", -1), (None, -1), ("9" * 40, -1), ([], -1)]
)
def test_the_number_of_a_turn_is_read_strictly(value: object, number: int) -> None:
    assert turn_number(_event(turn=value)) == number
