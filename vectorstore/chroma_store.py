"""Chunk vectors in Chroma, embedded in this process.

Chroma keeps the vectors durably. What is searched are the same vectors in memory (``vector_rows``), because a metadata
filter costs Chroma tens to hundreds of milliseconds and an exact search over 100,000 vectors a few; above
``exact_rows`` vectors an unfiltered search asks Chroma's own approximate index.

One process only may have a folder open (a second one that writes loses vectors, one that reads never sees new ones),
and it must not fork afterwards: ``ingest.library`` holds the lock that ensures it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError, InvalidDimensionException
from numpy.typing import NDArray

from vectorstore.chunk_store import DenseHit, check_embeddings
from vectorstore.errors import IndexDamaged, IndexMismatch, StorageFailed, StoreError
from vectorstore.identity import REINDEX_COMMAND
from vectorstore.storage_errors import storage_error, storage_errors
from vectorstore.vector_rows import VectorRows

EXACT_ROWS = 50_000
"""Up to so many vectors every search is exact. Beyond, unfiltered ones ask Chroma's index: at 100,000 vectors it takes
5 ms of processor time where the exact search takes 13, and 99 to 100 of 100 hits are the same."""
_COLLECTION = "chunks"
_WRITE_BATCH = 4_000
_READ_BATCH = 5_000
_DELETE_BATCH = 200
_EF_SEARCH = 200
"""Recall@10 of Chroma's index at 100,000 vectors: .998 with 200, .95 with its default."""


class ChromaStore:
    """An open Chroma folder; see ``ChunkStore`` for what each method promises."""

    def __init__(self, folder: Path, dimension: int, client: Any, collection: Any, exact_rows: int) -> None:
        self._folder = folder
        self._dimension = dimension
        self._client = client
        self._collection = collection
        self._exact_rows = exact_rows
        self._rows: VectorRows | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path, dimension: int, *, exact_rows: int = EXACT_ROWS) -> ChromaStore:
        """Open the store in ``folder``, creating it when the folder holds none.

        Raises ``IndexMismatch`` when it holds vectors of another dimension, ``IndexDamaged`` when it cannot be opened.
        """
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        client = _open_client(folder)
        try:
            collection = _open_collection(client, folder, dimension)
        except StoreError:
            client.close()
            raise
        return cls(folder, dimension, client, collection, exact_rows)

    def add(self, chunk_ids: Sequence[str], document_ids: Sequence[str], embeddings: NDArray[np.float32]) -> None:
        check_embeddings(chunk_ids, document_ids, embeddings, self._dimension)
        with self._lock, translated(self._folder):
            for start in range(0, len(chunk_ids), _WRITE_BATCH):
                part = slice(start, start + _WRITE_BATCH)
                self._collection.upsert(
                    ids=list(chunk_ids[part]),
                    embeddings=embeddings[part],
                    metadatas=[{"document_id": document_id} for document_id in document_ids[part]],
                )
            if self._rows is not None:
                self._rows.add(chunk_ids, document_ids, embeddings)

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        wanted = list(document_ids)
        with self._lock, translated(self._folder):
            if self._rows is not None:
                self._rows.remove_documents(wanted)
            for start in range(0, len(wanted), _DELETE_BATCH):
                self._collection.delete(where={"document_id": {"$in": wanted[start : start + _DELETE_BATCH]}})

    def remove_chunks(self, chunk_ids: Sequence[str]) -> None:
        """Remove single vectors; unknown ids are no error."""
        with self._lock, translated(self._folder):
            for start in range(0, len(chunk_ids), _WRITE_BATCH):
                self._collection.delete(ids=list(chunk_ids[start : start + _WRITE_BATCH]))
            self._rows = None

    def search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        if vector.shape != (self._dimension,):
            raise IndexMismatch(
                expected=f"dimension {self._dimension}", found=f"vector {vector.shape}", command=REINDEX_COMMAND
            )
        rows = self._loaded()
        if document_ids is None and len(rows) > self._exact_rows:
            return self._approximate(vector, k)
        return rows.search(vector, k, document_ids=document_ids)

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return self._loaded().vectors(chunk_ids)

    def owners(self) -> Mapping[str, str]:
        with self._lock:
            if self._rows is not None:
                return self._rows.owners()
            owners: dict[str, str] = {}
            for page in self._pages(["metadatas"]):
                documents = (str(metadata["document_id"]) for metadata in page["metadatas"])
                owners.update(zip(page["ids"], documents, strict=True))
            return owners

    def count(self) -> int:
        with translated(self._folder):
            return int(self._collection.count())

    def warm(self) -> None:
        """Read the vectors into memory now, not at the first search (100,000 take about four seconds)."""
        self._loaded()

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
            self._rows = None
            if client is not None:
                client.close()

    def _loaded(self) -> VectorRows:
        rows = self._rows
        if rows is not None:
            return rows
        with self._lock:
            if self._rows is None:
                rows = VectorRows(self._dimension)
                for page in self._pages(["embeddings", "metadatas"]):
                    documents = [str(metadata["document_id"]) for metadata in page["metadatas"]]
                    rows.add(page["ids"], documents, np.asarray(page["embeddings"], np.float32))
                self._rows = rows
            return self._rows

    def _pages(self, include: list[str]) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            with translated(self._folder):
                page = self._collection.get(include=include, limit=_READ_BATCH, offset=offset)
            if not page["ids"]:
                return
            yield page
            offset += len(page["ids"])

    def _approximate(self, vector: NDArray[np.float32], k: int) -> list[DenseHit]:
        with translated(self._folder):
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances", "metadatas"])
        hits = [
            DenseHit(chunk_id, str(metadata["document_id"]), 1.0 - float(distance))
            for chunk_id, metadata, distance in zip(
                found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True
            )
        ]
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.chunk_id))


def _open_client(folder: Path) -> Any:
    try:
        with translated(folder):
            return chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
            )
    except StoreError:
        # Chroma keeps the half-started system of a path that it could not open, and would hand it out again
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        SharedSystemClient._identifier_to_refcount.pop(str(folder), None)
        raise


def _open_collection(client: Any, folder: Path, dimension: int) -> Any:
    with translated(folder):
        collection = client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
            metadata={"dimension": dimension},
        )
    found = (collection.metadata or {}).get("dimension", dimension)
    if found != dimension:
        raise IndexMismatch(expected=f"dimension {dimension}", found=f"dimension {found}", command=REINDEX_COMMAND)
    return collection


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn whatever Chroma raises inside the block into this project's errors."""
    try:
        yield
    except InvalidDimensionException as error:
        raise IndexMismatch(expected="", found=str(error), command=REINDEX_COMMAND) from error
    except ChromaError as error:
        failure = storage_error(folder, str(error))
        if type(failure) is not StorageFailed:
            raise failure from error
        raise IndexDamaged(path=str(folder), detail=f"{error.name()}: {error}") from error
    except OSError as error:
        raise storage_error(folder, error) from error
    except (ValueError, TypeError, RuntimeError) as error:  # what Chroma raises without a class of its own
        raise IndexDamaged(path=str(folder), detail=str(error)) from error
