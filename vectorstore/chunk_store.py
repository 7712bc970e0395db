"""What any store of chunk vectors offers; ``tests/contracts.py`` holds each one to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError

UNIT_TOLERANCE = 1e-3
"""How far a vector's length may be from 1."""


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk found by its vector; ``cosine`` runs from −1 to 1."""

    chunk_id: str
    document_id: str
    cosine: float


class ChunkStore(Protocol):
    """A set of unit vectors, each with the id of its chunk and of the document that the chunk belongs to."""

    def add(self, chunk_ids: Sequence[str], document_ids: Sequence[str], embeddings: NDArray[np.float32]) -> None:
        """Store the vectors durably; one that is stored already is replaced.

        Raises ``EmbeddingError`` for rows that are not unit vectors of the store's dimension: then nothing is stored.
        """
        ...

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        """Remove every vector of these documents; unknown ids are no error."""
        ...

    def search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        """Find the ``k`` nearest by cosine, best first, equal ones by chunk id; ``document_ids`` restricts."""
        ...

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The stored vectors with these ids; unknown ids are absent."""
        ...

    def owners(self) -> Mapping[str, str]:
        """Every chunk id with its document id."""
        ...

    def count(self) -> int:
        """How many vectors are stored."""
        ...

    def close(self) -> None:
        """Release every file; calling it twice is no error."""
        ...


def check_embeddings(
    chunk_ids: Sequence[str], document_ids: Sequence[str], embeddings: NDArray[np.float32], dimension: int
) -> None:
    """Raise ``EmbeddingError`` unless there is one unit vector of ``dimension`` numbers for each distinct chunk id."""
    if embeddings.shape != (len(chunk_ids), dimension) or len(document_ids) != len(chunk_ids):
        detail = f"{len(chunk_ids)} chunks, {len(document_ids)} documents, vectors {embeddings.shape}"
        raise EmbeddingError(model="", detail=f"expected vectors of {dimension} numbers: {detail}")
    if len(set(chunk_ids)) != len(chunk_ids):
        raise EmbeddingError(model="", detail="the same chunk twice in one call")
    lengths = np.linalg.norm(embeddings, axis=1)
    if not bool(np.all(np.abs(lengths - 1.0) <= UNIT_TOLERANCE)):  # NaN fails the comparison too
        raise EmbeddingError(model="", detail="a vector is not of length 1")
