"""What a text states against what its source states."""

from __future__ import annotations

import pytest

from assistant.checking.figure_check import Agreement, check_figure, compare_figures, near_damage, shifted
from ingest.figures import Figure, find_figures
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


def figure_of(text: str, language: Language) -> Figure:
    (figure,) = find_figures(text, language)
    return figure


AGREEMENTS: list[tuple[str, Language, str, Language, Agreement]] = [
    ("gần 200 lượt khám", "vi", "gần 200 lượt", "vi", "exact"),
    ("gần 200 lượt khám", "vi", "200 lượt", "vi", "op_changed"),
    ("gần 200 lượt khám", "vi", "hơn 200 lượt", "vi", "op_changed"),
    ("quản lý 934 cán bộ", "vi", "934 lượt", "vi", "unit_changed"),
    ("quản lý 934 cán bộ", "vi", "934 người", "vi", "exact"),
    ("quản lý 934 cán bộ", "vi", "935 cán bộ", "vi", "different"),
    ("计划投入500万元", "zh", "đã đầu tư 5 triệu nhân dân tệ", "vi", "role_changed"),
    ("计划投入500万元", "zh", "plans to invest 5 million yuan", "en", "exact"),
    ("计划投入500万元", "zh", "kế hoạch đầu tư 5 triệu nhân dân tệ", "vi", "exact"),
    ("计划投入500万元", "zh", "kế hoạch đầu tư 5 triệu đồng", "vi", "unit_changed"),
    ("中小微企业450余家", "zh", "more than 450 enterprises", "en", "exact"),
    ("中小微企业450余家", "zh", "hơn 450 doanh nghiệp", "vi", "exact"),
    ("中小微企业450余家", "zh", "450 enterprises", "en", "op_changed"),
    ("整改隐患200余条", "zh", "more than 200 hazards", "en", "exact"),
    ("30%的企业", "zh", "30 per cent of enterprises", "en", "exact"),
    ("30%的企业", "zh", "30 percentage points", "en", "unit_changed"),
    ("năm 2023 có 12 tập thể", "vi", "năm 2024 có 12 tập thể", "vi", "period_changed"),
    ("có 3 mô hình", "vi", "có 3 mô hình", "vi", "exact"),
]


@pytest.mark.parametrize(("source", "source_language", "claim", "claim_language", "expected"), AGREEMENTS)
def test_a_claim_is_compared_with_its_source(
    source: str, source_language: Language, claim: str, claim_language: Language, expected: Agreement
) -> None:
    assert compare_figures(figure_of(source, source_language), figure_of(claim, claim_language)) == expected
