"""Every phrase exists in every language and fits its facts."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest

from assistant.answering.answer import Notice
from assistant.answering.answer_patterns import AskedKind
from assistant.answering.answer_phrases import (
    grouped,
    has_phrase,
    notice_text,
    phrase,
    phrase_table,
    shortened,
    source_phrase,
    written_date,
)
from assistant.answering.concepts import concepts_in

ROWS = [(section, name) for section, names in phrase_table().items() for name in names]


@pytest.mark.parametrize(("section", "name"), ROWS)
def test_every_phrase_is_in_three_languages_with_the_same_facts(section: str, name: str) -> None:
    forms = phrase_table()[section][name]
    assert set(forms) == {"vi", "zh", "en"}
    facts = [set(re.findall(r"\$\{?([a-z_]+)\}?", form)) for form in forms.values()]
    assert facts[0] == facts[1] == facts[2]
    if section not in {"source", "quote"}:
        assert all(forms.values())


def test_every_kind_has_a_lead_in_and_every_reason_a_sentence() -> None:
    assert all(has_phrase("lead", kind) for kind in get_args(AskedKind))
    assert all(
        has_phrase("abstain", f"{code}")
        for code in ("nothing_found", "kind_missing", "subject_missing", "weak_support")
    )


def test_no_english_word_stands_in_another_language() -> None:
    for section, name in ROWS:
        chinese = re.sub(r"\$\{?[a-z_]+\}?", "", phrase_table()[section][name]["zh"])
        assert not re.search(r"[A-Za-z]", chinese), (section, name)


def test_a_report_is_named_by_its_title_else_by_its_file() -> None:
    assert source_phrase("清源县供水工作总结", "a/b.txt", "zh") == "《清源县供水工作总结》"
    assert source_phrase(None, "C:\\reports\\b.txt", "en") == "the file “b.txt”"
    assert source_phrase('Hội nghị "Cầu an toàn"', "x", "vi") == "báo cáo “Hội nghị ’Cầu an toàn”"


def test_a_long_title_is_cut_at_a_word() -> None:
    assert shortened("a" * 20 + " " + "b" * 20, longest=30) == "a" * 20 + "…"
    assert shortened("short") == "short"


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [("vi", "1.015", "12/7/2024"), ("zh", "1015", "2024年7月12日"), ("en", "1,015", "12 July 2024")],
)
def test_numbers_and_dates_are_written_as_the_language_does(language: str, number: str, day: str) -> None:
    assert grouped(1015, language) == number  # type: ignore[arg-type]
    assert written_date(date(2024, 7, 12), language) == day  # type: ignore[arg-type]


def test_a_notice_is_worded_with_its_facts() -> None:
    cut = Notice("truncated", (("keys", "1"), ("missing_characters", "1015")))
    assert notice_text(cut, "vi").startswith("Nguồn này bị cắt bớt (thiếu khoảng 1.015 chữ)")
    assert (
        notice_text(Notice("truncated", (("keys", "1"),)), "en") == "This source is cut; the missing part may say more."
    )


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("source", "titled", "vi")


def test_a_noun_and_its_translations_name_one_concept() -> None:
    assert concepts_in("450 doanh nghiệp", "vi") & concepts_in("企业450余家", "zh") & concepts_in("companies", "en")
    assert not concepts_in("doanh nghiệp", "vi") & concepts_in("医院", "zh")
