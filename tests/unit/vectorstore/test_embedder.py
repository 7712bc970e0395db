"""Batching and cleaning of what is embedded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embedder import MAX_BATCH_TEXTS, MAX_BATCH_TOKENS, batches_by_length, sanitise


@given(st.lists(st.integers(1, 512), max_size=300))
def test_every_text_is_in_one_batch_and_no_batch_is_beyond_its_limits(lengths: list[int]) -> None:
    batches = list(batches_by_length(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) <= MAX_BATCH_TEXTS
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= MAX_BATCH_TOKENS


@given(st.lists(st.integers(1, 512), max_size=300))
def test_batches_go_from_long_to_short(lengths: list[int]) -> None:
    ordered = [lengths[index] for batch in batches_by_length(lengths) for index in batch]
    assert ordered == sorted(lengths, reverse=True)


def test_what_tokenizers_choke_on_is_dropped() -> None:
    assert sanitise("a\x00b\ud800c") == "abc"
