from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import WordCountEmbedder
from vectorstore.identity import IndexIdentity, identity_of

IDENTITY = identity_of(WordCountEmbedder(), chunker={"version": "3", "target": 600}, tokeniser="2")

texts = st.text(max_size=12)
identities = st.builds(
    IndexIdentity,
    model_name=texts,
    weights_digest=texts,
    dimension=st.integers(1, 4096),
    prompts=st.tuples(texts, texts),
    chunker=st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
    tokeniser=texts,
)


def test_an_identity_is_composed_of_the_parts_that_fill_an_index() -> None:
    assert (
        IndexIdentity(
            model_name="word-count",
            weights_digest="0" * 64,
            dimension=256,
            prompts=("", ""),
            chunker=(("target", "600"), ("version", "3")),
            tokeniser="2",
            distance="cosine",
        )
        == IDENTITY
    )


@given(identities)
def test_what_is_written_is_read_back(identity: IndexIdentity) -> None:
    assert IndexIdentity.from_json(identity.to_json()) == identity


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"model_name": 1}', "null"])
def test_anything_else_is_not_an_identity(text: str) -> None:
    with pytest.raises(ValueError):
        IndexIdentity.from_json(text)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, weights_digest="1" * 64),
        replace(IDENTITY, dimension=128),
        replace(IDENTITY, prompts=("query: ", "passage: ")),
        replace(IDENTITY, chunker=(("target", "400"), ("version", "3"))),
        replace(IDENTITY, tokeniser="3"),
        replace(IDENTITY, distance="l2"),
    ],
)
def test_an_index_with_any_other_part_does_not_match(other: IndexIdentity) -> None:
    assert not IDENTITY.matches(other)
    assert IDENTITY.digest != other.digest
    assert len(IDENTITY.differences(other)) == 1


def test_a_model_under_another_name_with_the_same_weights_matches() -> None:
    moved = replace(IDENTITY, model_name="/models/word-count")
    assert IDENTITY.matches(moved)
    assert (IDENTITY.digest, IDENTITY.differences(moved)) == (moved.digest, {})


def test_the_difference_names_the_part_with_both_values() -> None:
    assert IDENTITY.differences(replace(IDENTITY, tokeniser="9")) == {"tokeniser": ("2", "9")}
