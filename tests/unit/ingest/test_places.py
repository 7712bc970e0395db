"""Places: venues, areas, and scopes that name no place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.places import find_places
from vectorstore.records import Language

FOUND: list[tuple[Language, str, list[tuple[str, str]]]] = [
    ("vi", "Ngày 29/3, tại Bệnh viện Mắt An Bình, cụm tổ chức hội nghị", [("Bệnh viện Mắt An Bình", "venue")]),
    ("vi", "tại Hội trường tầng 5, bệnh viện đã họp", [("Hội trường tầng 5", "venue")]),
    ("vi", "trên địa bàn thành phố Ninh Bình", [("thành phố Ninh Bình", "area")]),
    ("vi", "An Bình, ngày 05 tháng 7 năm 2024", [("An Bình", "area")]),
    ("vi", "triển khai trên toàn tỉnh", [("toàn tỉnh", "scope")]),
    ("vi", "tại Hội nghị, các đại biểu thảo luận", []),
    ("zh", "在行政楼三楼会议室召开会议", [("行政楼三楼会议室", "venue")]),
    ("zh", "地点：二楼报告厅", [("二楼报告厅", "venue")]),
    ("zh", "全区职业病防治", [("全区", "scope")]),
    ("zh", "今天，我们在这里召开会议", []),
    ("en", "held at the Green Hill Hospital, with 30 guests", [("the Green Hill Hospital", "venue")]),
    ("en", "held in July 2024", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), FOUND, ids=[text[:36] for _, text, _ in FOUND])
def test_a_place_is_found_with_its_kind(language: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(place.name, place.kind) for place in find_places(text, language)] == expected


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["vi", "zh", "en"]))
def test_any_text_gives_ordered_places_that_quote_it(text: str, language: Language) -> None:
    last = 0
    for place in find_places(text, language):
        assert last <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.surface
        last = place.end
