"""Every finding has its sentence in every language."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.answering.answer import Finding, FindingCode
from assistant.finding_words import finding_message, load_finding_words
from vectorstore.records import Language


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_every_code_is_worded_and_nothing_else(language: Language) -> None:
    assert set(load_finding_words(language)) == set(get_args(FindingCode))


def test_a_message_quotes_both_sides() -> None:
    finding = Finding("op_changed", "200 lượt", 0, 8, "gần 200 lượt", 1)
    assert finding_message(finding, "vi") == "Nguồn ghi “gần 200 lượt”, văn bản ghi “200 lượt”."
    assert finding_message(finding, "zh") == "原文为“gần 200 lượt”，此处写作“200 lượt”。"
    assert finding_message(finding, "en") == "The source says “gần 200 lượt”, the text says “200 lượt”."


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
@pytest.mark.parametrize("code", get_args(FindingCode))
@pytest.mark.parametrize("expected", [None, "x" * 300])
def test_long_quotations_are_cut_and_braces_are_left_alone(
    language: Language, code: FindingCode, expected: str | None
) -> None:
    words = finding_message(Finding(code, "{surface}" + "y" * 300, 0, 5, expected), language)
    assert len(words) < 400
