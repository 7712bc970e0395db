"""Whether an answer holds what a correct one must hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.answering.answer_gold import AnswerGold, GoldFigure, missing_from, read_gold
from ingest.dates import PartialDate
from vectorstore.records import Language

GOLD = read_gold(
    {
        "figures": [{"value": 200, "op": "<~"}, {"value": 96.3}],
        "dates": ["2024-07-12", "03-16"],
        "strings": [["Viện trưởng", "所长"]],
    }
)


def test_gold_is_read_exactly() -> None:
    assert (
        AnswerGold(
            figures=(GoldFigure(Decimal(200), "<~"), GoldFigure(Decimal("96.3"))),
            dates=(PartialDate(2024, 7, 12), PartialDate(None, 3, 16)),
            strings=(("Viện trưởng", "所长"),),
        )
        == GOLD
    )
    assert read_gold({}) == AnswerGold()
    assert read_gold({"dates": ["2024-07"]}).dates == (PartialDate(2024, 7),)
    with pytest.raises(ValueError, match="12/7"):
        read_gold({"dates": ["12/7/2024"]})


@pytest.mark.parametrize(
    ("text", "language", "missing"),
    [
        ("Ngày 12/7/2024 và ngày 16/3, VIEN TRUONG khám gần 200 lượt [1], đạt 96,3%.", "vi", ()),
        ("2024年7月12日、3月16日至26日，所长：近200人次[1]，96.3%。", "zh", ()),
        ("Ngày 12/7/2024 và ngày 16/3, Viện trưởng khám 200 lượt, đạt 96,3%.", "vi", ("<~ 200",)),
        ("“近200人次，2024年7月12日” 96.3%", "en", ("????-03-16", "Viện trưởng")),
    ],
)
def test_what_is_missing_is_named(text: str, language: Language, missing: tuple[str, ...]) -> None:
    assert missing_from(text, GOLD, language) == missing
