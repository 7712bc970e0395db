"""What every implementation of a protocol must do; each one's test class inherits these tests."""

from __future__ import annotations

import random
from abc import abstractmethod

import numpy as np
import pytest
from numpy.typing import NDArray

from vectorstore.chunk_store import ChunkStore
from vectorstore.errors import EmbeddingError, StoreError


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.asarray(numbers, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


EAST, NORTH, NORTH_EAST, WEST = unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0), unit(-1, 0, 0)


class ChunkStoreContract:
    """Holds a ``ChunkStore`` of three dimensions, empty at the start of each test, to its protocol."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> ChunkStore:
        """An empty store for vectors of three numbers."""

    @pytest.fixture
    def filled(self, store: ChunkStore) -> ChunkStore:
        store.add(["e", "n", "ne"], ["one", "one", "two"], np.stack([EAST, NORTH, NORTH_EAST]))
        return store

    def test_hits_come_best_first_with_their_cosine(self, filled: ChunkStore) -> None:
        hits = filled.search(EAST, 3)
        assert [(hit.chunk_id, hit.document_id) for hit in hits] == [("e", "one"), ("ne", "two"), ("n", "one")]
        assert [hit.cosine for hit in hits] == pytest.approx([1.0, 0.7071, 0.0], abs=1e-3)

    def test_the_length_of_the_question_vector_does_not_matter(self, filled: ChunkStore) -> None:
        assert filled.search(EAST * np.float32(7), 3) == filled.search(EAST, 3)

    def test_equally_near_chunks_come_in_the_order_of_their_ids(self, store: ChunkStore) -> None:
        store.add(["b", "c", "a"], ["one", "two", "three"], np.stack([EAST, EAST, EAST]))
        assert [hit.chunk_id for hit in store.search(EAST, 3)] == ["a", "b", "c"]

    def test_a_filter_restricts_to_documents_and_keeps_the_order(self, filled: ChunkStore) -> None:
        assert [hit.chunk_id for hit in filled.search(EAST, 3, document_ids=frozenset({"one"}))] == ["e", "n"]
        assert filled.search(EAST, 3, document_ids=frozenset()) == []
        assert filled.search(EAST, 3, document_ids=frozenset({"unknown"})) == []

    def test_a_filter_of_forty_thousand_documents_is_served(self, filled: ChunkStore) -> None:
        many = frozenset(f"document {number}" for number in range(40_000)) | {"two"}
        assert [hit.chunk_id for hit in filled.search(EAST, 3, document_ids=many)] == ["ne"]

    def test_adding_a_chunk_again_replaces_its_vector(self, filled: ChunkStore) -> None:
        filled.add(["e"], ["one"], WEST[None])
        assert filled.count() == 3
        assert [hit.chunk_id for hit in filled.search(EAST, 3)] == ["ne", "n", "e"]
        assert filled.vectors(["e"])["e"] == pytest.approx(WEST)

    def test_adding_the_same_twice_changes_nothing(self, filled: ChunkStore) -> None:
        before = filled.search(EAST, 3)
        filled.add(["e", "n", "ne"], ["one", "one", "two"], np.stack([EAST, NORTH, NORTH_EAST]))
        assert filled.search(EAST, 3) == before

    def test_a_removed_document_is_gone_and_the_others_stay(self, filled: ChunkStore) -> None:
        filled.remove_documents(["one", "unknown"])
        assert [hit.chunk_id for hit in filled.search(EAST, 3)] == ["ne"]
        assert (filled.count(), dict(filled.owners()), dict(filled.vectors(["e"]))) == (1, {"ne": "two"}, {})

    def test_a_removed_document_can_come_back(self, filled: ChunkStore) -> None:
        filled.remove_documents(["one"])
        filled.add(["e"], ["one"], EAST[None])
        assert dict(filled.owners()) == {"e": "one", "ne": "two"}
        assert [hit.chunk_id for hit in filled.search(EAST, 5)] == ["e", "ne"]

    def test_an_empty_store_finds_nothing(self, store: ChunkStore) -> None:
        assert (store.search(EAST, 3), store.count(), dict(store.owners())) == ([], 0, {})

    def test_adding_and_removing_nothing_is_no_error(self, store: ChunkStore) -> None:
        store.add([], [], np.zeros((0, 3), np.float32))
        store.remove_documents([])
        assert store.count() == 0

    @pytest.mark.parametrize(
        "vectors",
        [
            np.asarray([[np.nan, 0, 0]], np.float32),
            np.asarray([[np.inf, 0, 0]], np.float32),
            np.asarray([[0, 0, 0]], np.float32),
            np.asarray([[2, 0, 0]], np.float32),
            np.asarray([[1, 0]], np.float32),
            np.asarray([[1, 0, 0], [1, 0, 0]], np.float32),
        ],
        ids=["nan", "infinite", "zero", "not unit", "other dimension", "too many"],
    )
    def test_what_is_not_a_unit_vector_for_each_chunk_is_refused_whole(
        self, store: ChunkStore, vectors: NDArray[np.float32]
    ) -> None:
        with pytest.raises(EmbeddingError):
            store.add(["a"], ["one"], vectors)
        assert store.count() == 0

    def test_the_same_chunk_twice_in_one_call_is_refused(self, store: ChunkStore) -> None:
        with pytest.raises(EmbeddingError):
            store.add(["a", "a"], ["one", "one"], np.stack([EAST, NORTH]))
        assert store.count() == 0

    def test_a_question_of_another_dimension_is_refused(self, filled: ChunkStore) -> None:
        with pytest.raises(StoreError):
            filled.search(unit(1, 0), 3)

    def test_ids_may_be_any_text(self, store: ChunkStore) -> None:
        store.add(["báo cáo/1 '\"%$"], ["報告 2024年\n"], EAST[None])
        assert dict(store.owners()) == {"báo cáo/1 '\"%$": "報告 2024年\n"}
        store.remove_documents(["報告 2024年\n"])
        assert store.count() == 0

    @pytest.mark.parametrize("seed", range(5))
    def test_any_sequence_of_changes_leaves_what_a_dictionary_would(self, store: ChunkStore, seed: int) -> None:
        choices, expected = random.Random(seed), dict[str, str]()
        for _ in range(15):
            number = choices.randrange(12)
            owner = f"d{number % 4}"  # a chunk belongs to one document for good: its id holds the document's
            if choices.random() < 0.7:
                expected[f"c{number}"] = owner
                store.add([f"c{number}"], [owner], unit(1, number, choices.random())[None])
            else:
                expected = {chunk: document for chunk, document in expected.items() if document != owner}
                store.remove_documents([owner])
            assert {hit.chunk_id: hit.document_id for hit in store.search(EAST, 100)} == expected
        assert dict(store.owners()) == expected
        assert store.count() == len(expected)
