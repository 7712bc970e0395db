"""The skeletons of genres: that every one can be used, and that a wrong file is refused."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from assistant.brief_genres import find_variant
from assistant.draft import Genre
from assistant.genre_skeletons import GENRES, SLOTS, read_skeletons, skeleton_of, variants_of
from vectorstore.records import Language

LANGUAGES: tuple[Language, ...] = ("vi", "zh", "en")
EVERY = [(genre, language) for genre in GENRES for language in LANGUAGES]


@pytest.fixture
def read() -> dict[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data", "skeletons_vi.toml").read_text("utf-8"))


@pytest.mark.parametrize(("genre", "language"), EVERY)
def test_every_genre_has_parts_with_facts_in_every_language(genre: Genre, language: Language) -> None:
    for variant in ("", *variants_of(genre, language)):
        skeleton = skeleton_of(genre, language, variant)
        assert skeleton.variant == variant
        assert "{" in skeleton.title or skeleton.title == skeleton.title.upper() or genre == "summary"
        assert any(part.roles for part in skeleton.parts)
        assert len({part.id for part in skeleton.parts}) == len(skeleton.parts)


@pytest.mark.parametrize("genre", GENRES)
def test_the_three_languages_know_the_same_variants_of_speeches_news_plans_and_summaries(genre: Genre) -> None:
    known = [set(variants_of(genre, language)) for language in LANGUAGES]
    assert genre == "report" or known[0] == known[1] == known[2]


def test_an_unknown_variant_is_written_as_its_genre() -> None:
    assert skeleton_of("speech", "vi", "toast") == skeleton_of("speech", "vi")


def test_a_variant_that_a_request_names_has_its_skeleton() -> None:
    variant = find_variant("speech", "bài phát biểu bế mạc hội nghị sơ kết", "vi")
    assert variant == "closing"
    assert "tuyên bố bế mạc" in skeleton_of("speech", "vi", variant).formulas["closing"]


def test_results_come_before_shortcomings_and_those_before_plans() -> None:
    for genre, language in EVERY:
        order = [part.id for part in skeleton_of(genre, language).parts if part.id in {"results", "limits", "plans"}]
        assert order == [one for one in ("results", "limits", "plans") if one in order]


def test_the_salutation_ends_with_the_whole_meeting() -> None:
    assert skeleton_of("speech", "vi").salutations[0] == "Kính thưa đồng chí {guest}!"
    assert skeleton_of("speech", "vi").salutations[-1] == "Thưa toàn thể Hội nghị!"
    assert skeleton_of("speech", "zh").salutations == ("同志们：",)


def test_the_fullest_formula_is_used_whose_slots_are_known() -> None:
    skeleton = skeleton_of("report", "vi")
    opening = skeleton.parts[0]
    known = {"issuer": "Trung tâm Y tế huyện Nậm Sương", "subject": "kết quả công tác năm 2024"}
    assert skeleton.formula(opening, known) == (
        "Trung tâm Y tế huyện Nậm Sương báo cáo kết quả công tác năm 2024 như sau:"
    )
    assert skeleton.formula(opening, {}) == "{issuer} báo cáo {subject} như sau:"


def test_no_formula_holds_a_figure() -> None:
    for genre, language in EVERY:
        for variant in ("", *variants_of(genre, language)):
            for formula in skeleton_of(genre, language, variant).formulas.values():
                assert not re.search(r"\d", formula)


def test_a_report_in_chinese_asks_for_no_decision() -> None:
    assert not any(
        word in text for text in skeleton_of("report", "zh").formulas.values() for word in ("请批示", "请批复")
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda read: read.pop("plan"), "genres are"),
        (lambda read: read["report"]["parts"][2].update(roles=["achievement"]), "unknown role 'achievement'"),
        (lambda read: read["report"]["parts"][2].update(formulas=["none"]), "unknown formula 'none'"),
        (lambda read: read["report"]["variants"]["interim"].update(parts=["annex"]), "unknown part 'annex'"),
        (lambda read: read["news"].update(title="{agency} họp"), "unknown slot 'agency'"),
        (lambda read: read["plan"]["parts"][2].update(slots=["date"]), "unknown slot 'date'"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(read: dict[str, Any], change: Any, problem: str) -> None:
    change(read)
    with pytest.raises(ValueError, match=problem) as refused:
        read_skeletons(read, "vi", "own.toml")
    assert str(refused.value).startswith("own.toml")


def test_every_slot_is_used_somewhere() -> None:
    used: set[str] = set()
    for genre, language in EVERY:
        for variant in ("", *variants_of(genre, language)):
            skeleton = skeleton_of(genre, language, variant)
            texts = [skeleton.title, *skeleton.salutations, *skeleton.formulas.values()]
            used |= {slot for text in texts for slot in re.findall(r"\{(\w+)\}", text)}
            used |= {slot for part in skeleton.parts for slot in part.slots}
    assert used == SLOTS
