"""What questions are understood to mean."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.candidates import BoostWeights, boosts
from assistant.checking.known_names import KnownNames
from assistant.retrieval.query import query_language, understand_query
from vectorstore.records import Period, SearchFilter

NAMES = KnownNames.of(
    [
        "Sở Y tế tỉnh Sông Lam",
        "Sở Y tế tỉnh Núi Hạ",
        "Ủy ban nhân dân huyện Đồng Khê",
        "Trung tâm Y tế huyện Đồng Khê",
        "清溪区卫生健康局",
        "松岭县卫生健康局",
    ]
)
FIRST_HALF = Period(date(2024, 1, 1), date(2024, 6, 30))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Sơ kết 6 tháng đầu năm có gì?", "vi"),
        ("so ket 6 thang dau nam co gi", "vi"),
        ("2024年上半年检查了多少家企业？", "zh"),
        ("How many were fined?", "en"),
        ("Quận 望溪 có bao nhiêu giường?", "vi"),
        ("Hải Kiên省有多少病例", "zh"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question_is_told_by_its_letters(question: str, language: str) -> None:
    assert query_language(question) == language


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Sở Y tế tỉnh Sông Lam khám bao nhiêu lượt?", "Sở Y tế tỉnh Sông Lam"),
        ("so y te song lam kham bao nhieu luot", "Sở Y tế tỉnh Sông Lam"),
        ("UBND huyện Đồng Khê họp khi nào?", "Ủy ban nhân dân huyện Đồng Khê"),
        ("松岭县卫健局检查了几次？", "松岭县卫生健康局"),
        ("松嶺縣衛生健康局檢查了幾次？", "松岭县卫生健康局"),
    ],
)
def test_an_agency_is_recognised_in_each_form_of_its_name(question: str, name: str) -> None:
    assert NAMES.matches(question)[0].name == name


@pytest.mark.parametrize("question", ["Có bao nhiêu lượt khám?", "Sở Y tế họp khi nào?", "检查了几次？", ""])
def test_words_that_many_agencies_share_name_none(question: str) -> None:
    assert NAMES.matches(question) == ()


def test_a_name_that_is_part_of_another_one_in_the_question_is_not_meant() -> None:
    names = KnownNames.of(
        ["Sở Y tế", "Sở Y tế Sông Lam", "Trường Chính trị", "Ban Tôn giáo", "Đài Phát thanh", "Hội Nhà báo"]
    )
    assert [match.name for match in names.matches("Sở Y tế Sông Lam khám bao nhiêu lượt?")] == ["Sở Y tế Sông Lam"]
    assert [match.name for match in names.matches("Sở Y tế khám bao nhiêu lượt?")] == ["Sở Y tế"]


def test_period_agency_and_kind_are_shown_as_a_filter() -> None:
    understood = understand_query("Theo báo cáo của Sở Y tế tỉnh Sông Lam, 6 tháng đầu năm 2024 có mấy ca?", NAMES)
    assert understood.inferred == SearchFilter(
        issuers=frozenset({"Sở Y tế tỉnh Sông Lam"}), doc_types=frozenset({"report"}), period=FIRST_HALF
    )


def test_what_the_reader_took_away_is_not_understood_again() -> None:
    question = "Theo báo cáo của Sở Y tế tỉnh Sông Lam, 6 tháng đầu năm 2024 có mấy ca?"
    ignored = frozenset({"period", "issuers", "doc_types"})
    assert understand_query(question, NAMES, ignored=ignored).inferred == SearchFilter()


def test_two_periods_are_both_understood_and_neither_is_shown() -> None:
    understood = understand_query("So sánh quý I/2022 với quý II/2023", NAMES)
    assert len(understood.periods) == 2
    assert understood.inferred.period is None


def test_a_question_in_capitals_or_traditional_characters_is_brought_into_its_plain_form() -> None:
    assert understand_query("SỞ Y TẾ HỌP KHI NÀO?", NAMES).text == "Sở y tế họp khi nào?"
    traditional = understand_query("檢查了幾次？", NAMES)
    assert (traditional.text, traditional.script) == ("检查了几次？", "hant")


def test_nothing_understood_boosts_nothing() -> None:
    assert boosts(understand_query("có mấy ca?", NAMES), {}, BoostWeights()) == {}
