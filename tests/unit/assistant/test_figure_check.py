"""What a text states against what its source states."""

from __future__ import annotations

import pytest

from assistant.figure_check import check_figure, near_damage, shifted
from ingest.figures import find_figures
from vectorstore.records import Language

CASES: list[tuple[str, str, Language, str]] = [
    ("27 hộ dân", "có 27 hộ dân", "vi", "supported"),
    ("hơn 200 lượt", "gần 200 lượt", "vi", "op_changed"),
    ("200 lượt", "gần 200 lượt", "vi", "op_changed"),
    ("934 lượt", "934 cán bộ", "vi", "unit_changed"),
    ("28 hộ dân", "có 27 hộ dân", "vi", "unsupported"),
    ("投入500万元", "投入500万元", "zh", "supported"),
    ("投入600万元", "投入500万元", "zh", "unsupported"),
]


@pytest.mark.parametrize(("stated", "source", "language", "status"), CASES)
def test_a_stated_figure_is_held_against_its_source(stated: str, source: str, language: Language, status: str) -> None:
    assert check_figure(find_figures(stated, language)[0], find_figures(source, language)) == status


def test_a_sum_of_two_source_figures_is_derived() -> None:
    source = find_figures("12 hộ dân ở thôn trên và 15 hộ dân ở thôn dưới", "vi")
    assert check_figure(find_figures("27 hộ dân", "vi")[0], source) == "derived"


def test_a_plan_is_not_a_result() -> None:
    planned = find_figures("2024年计划投入500万元", "zh")
    spent = find_figures("2024年已完成投入500万元", "zh")
    assert (planned[0].role, spent[0].role) == ("plan", "result")
    assert check_figure(spent[0], planned) == "role_changed"


def test_damage_reaches_six_characters_to_both_sides() -> None:
    damaged = [(20, 22)]
    assert [near_damage(start, start + 2, damaged) for start in (12, 13, 20, 27, 28)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_shifting_moves_both_ends() -> None:
    figure = find_figures("27 hộ dân", "vi")[0]
    assert (shifted(figure, 10).start, shifted(figure, 10).end) == (figure.start + 10, figure.end + 10)
