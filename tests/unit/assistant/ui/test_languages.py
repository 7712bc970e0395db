from __future__ import annotations

import pytest

from assistant.ui.languages import choose_language


@pytest.mark.parametrize(
    ("remembered", "header", "expected"),
    [
        (None, "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        (None, "zh-TW,zh;q=0.9", "zh"),
        (None, "en-GB", "en"),
        (None, "fr-FR,fr;q=0.9,en;q=0.5,zh;q=0.7", "zh"),
        (None, "en;q=0,vi;q=0.1", "vi"),
        (None, "fr", "vi"),
        (None, "", "vi"),
        (None, None, "vi"),
        (None, ";;;q=x,en;q=abc", "vi"),
        ("zh", "en", "zh"),
        ("xx", "en", "en"),
        ("", "en", "en"),
    ],
)
def test_the_remembered_language_wins_then_the_browsers_best(
    remembered: str | None, header: str | None, expected: str
) -> None:
    assert choose_language(remembered, header) == expected
