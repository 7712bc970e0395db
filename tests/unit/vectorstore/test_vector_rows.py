from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import vectorstore.vector_rows
from vectorstore.chunk_store import DenseHit
from vectorstore.vector_rows import VectorRows


def rows(count: int, seed: int, dimension: int = 8) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every few rows cross the border of a block."""
    monkeypatch.setattr(vectorstore.vector_rows, "_BLOCK_ROWS", 16)


def assert_exact(
    hits: list[DenseHit], vectors: NDArray[np.float32], query: NDArray[np.float32], allowed: list[int], k: int
) -> None:
    scores = {f"{index:04d}": float(vectors[index] @ query) for index in allowed}
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
    assert [hit.chunk_id for hit in hits] == [chunk_id for chunk_id, _ in best]
    assert [hit.cosine for hit in hits] == pytest.approx([score for _, score in best], abs=1e-5)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 200), st.integers(1, 30), st.sets(st.integers(0, 12)), st.integers(0, 1000))
def test_the_nearest_are_found_exactly_whatever_the_filter(count: int, k: int, documents: set[int], seed: int) -> None:
    vectors, query = rows(count, seed), rows(1, seed + 1)[0]
    table = VectorRows(8)
    table.add([f"{index:04d}" for index in range(count)], [f"d{index % 13}" for index in range(count)], vectors)
    hits = table.search(query, k, document_ids=frozenset(f"d{number}" for number in documents))
    assert_exact(hits, vectors, query, [index for index in range(count) if index % 13 in documents], k)
    assert_exact(table.search(query, k), vectors, query, list(range(count)), k)


def test_rows_that_went_away_are_never_found_and_their_place_is_given_back() -> None:
    vectors, table = rows(200, 1), VectorRows(8)
    for index in range(200):
        table.add([f"{index:04d}"], [f"d{index // 10}"], vectors[index][None])
    table.remove_documents([f"d{number}" for number in range(15)])
    assert len(table) == 50
    assert len(table._table.blocks) * 16 < 100
    assert {hit.document_id for hit in table.search(vectors[0], 200)} == {f"d{number}" for number in range(15, 20)}
    assert table.vectors(["0000", "0160"]).keys() == {"0160"}
    assert table.vectors(["0160"])["0160"] == pytest.approx(vectors[160])


def test_a_filter_used_before_sees_documents_added_since() -> None:
    vectors, table = rows(3, 2), VectorRows(8)
    wanted = frozenset({"one", "two"})
    table.add(["a"], ["one"], vectors[:1])
    assert [hit.chunk_id for hit in table.search(vectors[0], 5, document_ids=wanted)] == ["a"]
    table.add(["b"], ["two"], vectors[1:2])
    assert {hit.chunk_id for hit in table.search(vectors[0], 5, document_ids=wanted)} == {"a", "b"}


def test_a_question_without_direction_finds_nothing() -> None:
    table = VectorRows(8)
    table.add(["a"], ["one"], rows(1, 3))
    assert table.search(np.zeros(8, np.float32), 5) == []
    assert table.search(rows(1, 4)[0], 0) == []
