from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.draft import Brief
from assistant.drafting.draft_brief import read_brief
from assistant.ui.brief_form import FIELDS, GENRES, VARIANTS, corrected, read_form
from assistant.ui.texts import LANGUAGES, load_texts
from vectorstore.records import Period

HALF = Period(date(2024, 1, 1), date(2024, 6, 30))
BRIEF = Brief(
    "Viết báo cáo", "report", "vi", "interim", issuer="Sở Y tế", period=HALF, words=800, inferred=("issuer", "words")
)
SHOWN = {
    "genre": "report",
    "variant": "interim",
    "language": "vi",
    "subject": "",
    "issuer": "Sở Y tế",
    "addressee": "",
    "period_start": "2024-01-01",
    "period_end": "2024-06-30",
    "words": "800",
    "most_words": "",
    "points": "",
    "constraints": "",
    "profile": "",
}


def test_a_form_sent_as_it_was_shown_changes_nothing() -> None:
    assert read_form(BRIEF, SHOWN) == {}
    assert corrected(BRIEF, {}) is BRIEF


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ({"issuer": "  Trung tâm   Y tế "}, {"issuer": "Trung tâm Y tế"}),
        ({"issuer": " "}, {"issuer": None}),
        ({"words": "1200"}, {"words": 1200}),
        ({"words": ""}, {"words": None}),
        ({"words": "nhiều"}, {}),
        ({"words": "0"}, {}),
        ({"most_words": "900"}, {"most_words": 900}),
        ({"points": "một\n\n  hai  "}, {"points": ("một", "hai")}),
        ({"genre": "speech"}, {"genre": "speech"}),
        ({"genre": "poem"}, {}),
        ({"language": "xx"}, {}),
        ({"variant": "annual"}, {"variant": "annual"}),
        ({"variant": "closing"}, {"variant": ""}),
        ({"profile": "nd30"}, {"profile": "nd30"}),
        (
            {"period_start": "2024-07-01", "period_end": "2024-12-31"},
            {"period": Period(date(2024, 7, 1), date(2024, 12, 31))},
        ),
        ({"period_start": "", "period_end": ""}, {"period": None}),
        ({"period_start": "2024-12-31"}, {}),
        ({"period_start": "soon"}, {}),
        ({"request": "another"}, {}),
    ],
)
def test_what_differs_is_read_and_nonsense_changes_nothing(typed: dict[str, str], changes: dict[str, Any]) -> None:
    assert read_form(BRIEF, {**SHOWN, **typed}) == changes


def test_what_was_corrected_is_no_longer_inferred_and_the_rest_stays() -> None:
    changed = corrected(BRIEF, {"issuer": "Trung tâm Y tế"})
    assert (changed.issuer, changed.inferred, changed.period) == ("Trung tâm Y tế", ("words",), HALF)


def test_another_genre_or_language_lets_go_of_a_variant_and_a_layout_that_do_not_fit() -> None:
    assert corrected(BRIEF, {"genre": "news"}).variant == ""
    named = corrected(BRIEF, {"profile": "nd30"})
    assert corrected(named, {"language": "zh"}).profile is None


@given(st.dictionaries(st.sampled_from(sorted(SHOWN)), st.text(max_size=40)))
def test_whatever_is_sent_the_brief_stays_one_of_a_known_genre_language_and_length(typed: dict[str, str]) -> None:
    brief = corrected(BRIEF, read_form(BRIEF, {**SHOWN, **typed}))
    assert brief.request == BRIEF.request
    assert brief.genre in GENRES
    assert brief.language in LANGUAGES
    assert brief.words is None or 0 < brief.words <= 20_000
    assert brief.variant in ("", *VARIANTS[brief.genre])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_variant_and_genre_has_its_words(language: Any) -> None:
    entries = load_texts(language).entries
    wanted = [f"draft.field.{name}" for names in FIELDS.values() for name in names]
    wanted += [f"draft.variant.{one}" for ones in VARIANTS.values() for one in ones]
    wanted += [f"draft.genre.{one}" for one in GENRES]
    assert [one for one in wanted if one not in entries] == []


@pytest.mark.parametrize(
    "request_words",
    [
        "写一份区卫生局2024年上半年工作总结",
        "Bài phát biểu bế mạc hội nghị",
        "Viết tin hội nghị",
        "起草工作汇报",
        "soạn phương án",
    ],
)
def test_every_variant_that_a_request_is_read_as_can_be_chosen(request_words: str) -> None:
    brief = read_brief(request_words)
    assert brief.variant in ("", *VARIANTS[brief.genre])
