"""The remembering embedder gives the same vectors and embeds nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes import WordCountEmbedder
from vectorstore.remembering import RememberingEmbedder


class CountingEmbedder(WordCountEmbedder):
    def __init__(self) -> None:
        super().__init__(32)
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return super().embed_passages(texts)


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=8))
def test_vectors_are_those_of_the_embedder_in_the_order_asked(calls: list[list[str]]) -> None:
    counting = CountingEmbedder()
    remembering = RememberingEmbedder(counting)
    for texts in calls:
        assert np.array_equal(remembering.embed_passages(texts), WordCountEmbedder(32).embed_passages(texts))
    assert len(counting.embedded) == len(set(counting.embedded)) == len({text for texts in calls for text in texts})


def test_what_was_not_used_for_long_is_forgotten() -> None:
    counting = CountingEmbedder()
    remembering = RememberingEmbedder(counting, most=2)
    for texts in (["a", "b"], ["a"], ["c"], ["a"], ["b"]):
        remembering.embed_passages(texts)
    assert counting.embedded == ["a", "b", "c", "b"]


def test_questions_and_passages_are_remembered_apart() -> None:
    counting = CountingEmbedder()
    remembering = RememberingEmbedder(counting)
    remembering.embed_queries(["a"])
    remembering.embed_passages(["a"])
    assert counting.embedded == ["a", "a"]
    assert (remembering.dimension, remembering.max_tokens, remembering.count_tokens("a b")) == (32, 512, 2)
