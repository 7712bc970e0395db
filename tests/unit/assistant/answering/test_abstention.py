"""Fitting, keeping and reading the calibration, and the guards before it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.abstention import (
    SUPPORT_NAMES,
    Calibration,
    Logistic,
    default_calibration,
    fit_logistic,
    guard,
    squash,
)
from assistant.answering.answer_selection import best_of, rank
from assistant.answering.evidence import SIGNAL_NAMES
from assistant.answering.question_analysis import analyse_question
from tests.unit.assistant.answer_fixtures import evidence_for, invented_library


def test_the_shipped_calibration_weighs_only_signals_that_exist() -> None:
    calibration = default_calibration()
    for side in ("same", "cross"):
        assert set(calibration.sentence[side].weights) <= set(SIGNAL_NAMES)
        assert set(calibration.answerable[side].weights) <= set(SUPPORT_NAMES)
        assert 0.0 < calibration.threshold[side] < 1.0


def test_a_calibration_survives_being_written_and_read() -> None:
    calibration = default_calibration()
    assert Calibration.from_json(calibration.to_json()) == calibration


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "sentence": 3}'])
def test_what_is_no_calibration_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Calibration.from_json(text)


def test_a_missing_side_is_refused() -> None:
    values = json.loads(default_calibration().to_json())
    del values["answerable"]["cross"]
    with pytest.raises(ValueError):
        Calibration.from_json(json.dumps(values))


def test_the_fit_finds_the_signal_that_decides() -> None:
    rows = [{"decides": float(i % 2), "noise": float(i % 3) / 3} for i in range(120)]
    fitted = fit_logistic(rows, [row["decides"] > 0 for row in rows], ("decides", "noise"))
    assert fitted.probability({"decides": 1.0, "noise": 0.5}) > 0.9
    assert fitted.probability({"decides": 0.0, "noise": 0.5}) < 0.1
    assert abs(fitted.weights["noise"]) < 0.5


def test_without_a_deciding_signal_the_fit_gives_the_share() -> None:
    rows = [{"same": 1.0} for _ in range(100)]
    fitted = fit_logistic(rows, [i < 25 for i in range(100)], ("same",))
    assert fitted.probability({"same": 1.0}) == pytest.approx(0.25, abs=0.01)


@given(st.floats(-1e6, 1e6))
def test_squash_stays_between_nought_and_one(value: float) -> None:
    assert 0.0 <= squash(value) <= 1.0


def test_a_logistic_adds_weighted_signals_to_its_bias() -> None:
    assert Logistic(-1.0, {"a": 2.0}).log_odds({"a": 0.75, "ignored": 9.0}) == 0.5


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Năm 2023 đã sửa chữa bao nhiêu cây cầu?", None),
        ("Trưởng Ban Quản lý cầu đường là ai?", "kind_missing"),
        ("Tổng kinh phí sửa chữa cầu đường ở Đá Trầm là bao nhiêu?", "subject_missing"),
    ],
)
def test_the_guard_refuses_what_is_of_another_kind_or_subject(question: str, reason: str | None) -> None:
    analysis = analyse_question(question)
    ranked = rank(analysis, evidence_for(analysis, invented_library()), default_calibration())
    assert guard(analysis, best_of(ranked)) == reason


def test_nothing_found_is_refused() -> None:
    assert guard(analyse_question("Có bao nhiêu cầu?"), None) == "nothing_found"
