"""How far a reply leans to yes, read from the probabilities of its first token."""

from __future__ import annotations

import math

import pytest

from assistant.answering.prose_step import YES_NO, LeaningWeights, default_leaning, logit
from assistant.language_model.chat_model import YesNo

WORDS = YesNo(frozenset({"có", "c"}), frozenset({"không"}))


def test_leaning_is_the_ratio_of_both_words_in_all_their_forms() -> None:
    told = {" Có": math.log(0.5), "C": math.log(0.1), "Không": math.log(0.3), "Tôi": math.log(0.1)}
    assert WORDS.log_odds(told) == pytest.approx(math.log(2.0), abs=1e-4)


def test_a_word_that_is_not_told_is_all_but_impossible() -> None:
    assert WORDS.log_odds({"Có": 0.0}) == pytest.approx(math.log(1e6), abs=1e-3)


def test_without_either_word_nothing_is_told() -> None:
    assert WORDS.log_odds({"Tôi": 0.0}) is None
    assert WORDS.log_odds({}) is None


def test_yes_and_no_are_told_apart_in_every_language() -> None:
    assert all(words.yes and words.no and not words.yes & words.no for words in YES_NO.values())
    assert set(YES_NO) == {"vi", "zh", "en"}


def test_weights_clip_what_a_model_is_too_sure_of() -> None:
    weights = LeaningWeights({"vi": -1.0, "zh": 0.0, "en": 0.0}, support=2.0, leaning=0.5, low=0.2, high=0.9)
    assert weights.log_odds("vi", 0.5, 40.0) == pytest.approx(-1.0 + 0.5 * 6.0)
    assert logit(0.5) == 0.0
    assert logit(0.0) == pytest.approx(-logit(1.0))


def test_the_shipped_weights_count_both_signals_upwards() -> None:
    weights = default_leaning()
    assert set(weights.bias) == {"vi", "zh", "en"}
    assert weights.support > 0
    assert weights.leaning > 0
    assert 0 < weights.low < weights.high < 1
