from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import chromadb.errors
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.contracts import EAST, NORTH, ChunkStoreContract
from vectorstore.chroma_store import ChromaStore, translated
from vectorstore.chunk_store import ChunkStore, DenseHit, check_embeddings
from vectorstore.errors import DataFolderReadOnly, DiskFull, IndexDamaged, IndexMismatch, StoreError


class MemoryStore:
    """The simplest thing that could hold vectors: a dictionary."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._rows: dict[str, tuple[str, NDArray[np.float32]]] = {}

    def add(self, chunk_ids: Sequence[str], document_ids: Sequence[str], embeddings: NDArray[np.float32]) -> None:
        check_embeddings(chunk_ids, document_ids, embeddings, self._dimension)
        self._rows.update(zip(chunk_ids, zip(document_ids, embeddings, strict=True), strict=True))

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        gone = set(document_ids)
        self._rows = {chunk: row for chunk, row in self._rows.items() if row[0] not in gone}

    def search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        if vector.shape != (self._dimension,):
            raise IndexMismatch(expected=self._dimension, found=vector.shape)
        unit = vector / np.linalg.norm(vector)
        hits = [
            DenseHit(chunk_id, owner, float(row @ unit))
            for chunk_id, (owner, row) in self._rows.items()
            if document_ids is None or owner in document_ids
        ]
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.chunk_id))[:k]

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return {chunk_id: self._rows[chunk_id][1] for chunk_id in chunk_ids if chunk_id in self._rows}

    def owners(self) -> Mapping[str, str]:
        return {chunk_id: owner for chunk_id, (owner, _) in self._rows.items()}

    def count(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        pass


class TestMemoryStore(ChunkStoreContract):
    @pytest.fixture
    def store(self) -> ChunkStore:
        return MemoryStore(3)


class TestChromaStore(ChunkStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[ChunkStore]:
        store = ChromaStore.open(tmp_path / "dense", 3)
        yield store
        store.close()


class TestChromaStoreSearchedFromTheStart(ChunkStoreContract):
    """The same store once its vectors are in memory: changes must reach them too."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[ChunkStore]:
        store = ChromaStore.open(tmp_path / "dense", 3)
        store.warm()
        yield store
        store.close()


class TestChromaStoreWithItsOwnIndex(ChunkStoreContract):
    """The same store with every unfiltered search answered by Chroma's approximate index."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[ChunkStore]:
        store = ChromaStore.open(tmp_path / "dense", 3, exact_rows=0)
        yield store
        store.close()


def test_what_was_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    store = ChromaStore.open(tmp_path, 3)
    store.add(["e", "n"], ["one", "two"], np.stack([EAST, NORTH]))
    store.remove_documents(["two"])
    store.close()
    store.close()
    again = ChromaStore.open(tmp_path, 3)
    assert [(hit.chunk_id, round(hit.cosine, 6)) for hit in again.search(EAST, 5)] == [("e", 1.0)]
    assert dict(again.owners()) == {"e": "one"}
    again.close()


def test_a_folder_with_vectors_of_another_dimension_is_a_mismatch(tmp_path: Path) -> None:
    store = ChromaStore.open(tmp_path, 3)
    store.add(["e"], ["one"], EAST[None])
    store.close()
    with pytest.raises(IndexMismatch) as raised:
        ChromaStore.open(tmp_path, 4)
    assert raised.value.facts["command"] == "baocao reindex"


def test_more_vectors_than_one_call_of_chroma_takes_are_stored_and_read(tmp_path: Path) -> None:
    count = 6_000
    angles = np.linspace(0, np.pi, count)
    vectors = np.stack([np.cos(angles), np.sin(angles), np.zeros(count)], axis=1).astype(np.float32)
    store = ChromaStore.open(tmp_path, 3)
    store.add([f"{number:05d}" for number in range(count)], [f"d{number % 9}" for number in range(count)], vectors)
    assert store.count() == count
    assert [hit.chunk_id for hit in store.search(EAST, 3)] == ["00000", "00001", "00002"]
    assert len(store.owners()) == count
    store.close()


def test_single_vectors_can_be_removed(tmp_path: Path) -> None:
    store = ChromaStore.open(tmp_path, 3)
    store.add(["e", "n"], ["one", "one"], np.stack([EAST, NORTH]))
    store.remove_chunks(["n", "unknown"])
    assert dict(store.owners()) == {"e": "one"}
    assert [hit.chunk_id for hit in store.search(NORTH, 5)] == ["e"]
    store.close()


def test_a_file_that_is_not_a_database_is_a_damaged_index(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreError):
        ChromaStore.open(tmp_path, 3)


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "dense").write_text("in the way")
    with pytest.raises(StoreError):
        ChromaStore.open(tmp_path / "dense", 3)


def test_opening_reaches_for_no_model_and_no_telemetry(tmp_path: Path) -> None:
    store = ChromaStore.open(tmp_path, 3)
    client = store._client
    assert client.get_settings().anonymized_telemetry is False
    assert store._collection._embedding_function is None
    store.close()


CHROMA_ERRORS = [
    error
    for _, error in inspect.getmembers(chromadb.errors, inspect.isclass)
    if issubclass(error, chromadb.errors.ChromaError)
]


@pytest.mark.parametrize("error", CHROMA_ERRORS, ids=lambda error: error.__name__)
def test_every_error_of_chroma_becomes_one_of_ours(
    error: type[chromadb.errors.ChromaError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error, "__abstractmethods__", frozenset(), raising=False)
    with pytest.raises(StoreError) as raised, translated(Path("place")):
        raise error("something broke")
    assert isinstance(raised.value.__cause__, error)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("database or disk is full", DiskFull),
        ("No space left on device (os error 28)", DiskFull),
        ("attempt to write a readonly database", DataFolderReadOnly),
        ("hnsw segment reader: nothing found on disk", IndexDamaged),
    ],
)
def test_the_words_of_an_internal_error_tell_what_happened(words: str, expected: type[StoreError]) -> None:
    with pytest.raises(StoreError) as raised, translated(Path("place")):
        raise chromadb.errors.InternalError(words)
    assert type(raised.value) is expected


def test_an_error_number_of_the_operating_system_tells_what_happened() -> None:
    import errno

    for number, expected in (
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, DataFolderReadOnly),
        (errno.EACCES, DataFolderReadOnly),
    ):
        with pytest.raises(expected), translated(Path("place")):
            raise OSError(number, os.strerror(number))
