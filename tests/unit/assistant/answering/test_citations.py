"""Quotations exist only where the text holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citations import QuoteNotFound, cite, merge_spans, trim
from ingest.cleaner import clean_text
from tests.unit.assistant.answer_fixtures import invented_library

LIBRARY = invented_library()


@given(st.integers(-5, 900), st.integers(-5, 900))
def test_a_citation_quotes_what_stands_there_or_does_not_exist(start: int, end: int) -> None:
    stored = LIBRARY.text("bridge")
    try:
        citation = cite(1, stored, LIBRARY.document("bridge"), start, end)
    except QuoteNotFound:
        return
    assert stored.clean.text[citation.char_start : citation.char_end] == citation.quote
    assert citation.quote == citation.quote.strip()
    assert stored.raw[citation.raw_start : citation.raw_end].split() == citation.quote.split()


def test_white_space_alone_cannot_be_cited() -> None:
    text = LIBRARY.text("bridge")
    line_end = text.clean.text.index("\n")
    with pytest.raises(QuoteNotFound):
        cite(1, text, LIBRARY.document("bridge"), line_end, line_end + 1)


def test_trim_moves_over_white_space_and_table_bars() -> None:
    assert trim("| a | b |", 0, 9) == (2, 7)


def test_neighbours_are_joined_and_strangers_are_not() -> None:
    clean = clean_text("Câu thứ nhất đã xong. Câu thứ hai đã xong. Câu thứ ba đã xong.")
    texts = {"one": clean, "two": clean}
    second = clean.text.index("Câu thứ hai")
    third = clean.text.index("Câu thứ ba")
    spans = [("one", second, third - 1), ("two", 0, 5), ("one", 0, second - 1)]
    assert merge_spans(spans, texts) == [("one", 0, third - 1), ("two", 0, 5)]
    apart = [("one", 0, second - 1), ("one", third, len(clean.text))]
    assert merge_spans(apart, texts) == apart
