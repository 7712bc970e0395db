"""Which brackets are citation keys, and what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citation_keys import blank_keys, find_keys

CASES: list[tuple[str, list[tuple[int, ...]]]] = [
    ("Có 287 ca [1].", [(1,)]),
    ("Có 287 ca [1, 2].", [(1, 2)]),
    ("Có 287 ca [1][2].", [(1,), (2,)]),
    ("Có 287 ca [1-3].", [(1, 2, 3)]),
    ("共287例【1】。", [(1,)]),
    ("共287例［１］。", [(1,)]),
    ("共287例[①]。", [(1,)]),
    ("共287例[1、3]。", [(1, 3)]),
    ("Có 287 ca [0].", [(0,)]),
    ("Có 287 ca [99].", [(99,)]),
    ("Có 287 ca [Nguồn 2].", [(2,)]),
    ("共287例[来源3]。", [(3,)]),
    ("Số liệu [2024] của tỉnh.", []),
    ("望政办发〔2024〕17号", []),
    ("卫发[24]9号 và [12]号", [(24,)]),
    ("Các nội dung […] khác.", []),
    ("Xem [1](http://example.org).", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_bracket_is_a_key_only_if_it_holds_numbers_of_sources(text: str, expected: list[tuple[int, ...]]) -> None:
    assert [key.numbers for key in find_keys(text)] == expected


@given(st.text(max_size=60))
def test_blanking_keys_keeps_every_offset(text: str) -> None:
    keys = find_keys(text)
    blanked = blank_keys(text, keys)
    assert len(blanked) == len(text)
    assert all(blanked[key.start : key.end].isspace() for key in keys)
