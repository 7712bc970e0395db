"""Exact nearest-neighbour search over vectors held in memory.

100,000 vectors of 384 numbers take 154 MB and one search over all of them about as long as an approximate index with a
filter needs for its filter alone, so the search is exact and a filter makes it faster, not slower. Vectors stand in
blocks, so that adding never copies what is there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vectorstore.chunk_store import DenseHit

_BLOCK_ROWS = 8192
_GATHER_BELOW = 0.15
"""Up to this share of rows allowed, picking them out costs less than multiplying all."""
_MAX_MASKS = 8


class _Table:
    """Rows that are only ever appended; a row that went away is marked dead, its place is not used again."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.blocks: list[NDArray[np.float32]] = []
        self.alive = np.zeros(0, bool)
        self.owners = np.zeros(0, np.int32)
        self.chunk_ids: list[str] = []
        self.documents: list[str] = []
        self.row_of: dict[str, int] = {}
        self.rows_of: dict[int, list[int]] = {}
        self.number_of: dict[str, int] = {}
        self.count = 0

    def append(self, chunk_ids: Sequence[str], document_ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._reserve(self.count + len(chunk_ids))
        for chunk_id, document_id, vector in zip(chunk_ids, document_ids, vectors, strict=True):
            row = self.count
            self.blocks[row // _BLOCK_ROWS][row % _BLOCK_ROWS] = vector
            number = self._number(document_id)
            self.owners[row] = number
            self.chunk_ids.append(chunk_id)
            self.rows_of.setdefault(number, []).append(row)
            previous = self.row_of.get(chunk_id)
            if previous is not None:
                self.alive[previous] = False
            self.row_of[chunk_id] = row
            self.alive[row] = True
            self.count = row + 1

    def remove(self, document_ids: Iterable[str]) -> None:
        for document_id in document_ids:
            number = self.number_of.get(document_id)
            for row in self.rows_of.pop(number, ()) if number is not None else ():
                if self.alive[row]:
                    self.alive[row] = False
                    del self.row_of[self.chunk_ids[row]]

    def _number(self, document_id: str) -> int:
        number = self.number_of.get(document_id)
        if number is None:
            number = self.number_of[document_id] = len(self.documents)
            self.documents.append(document_id)
        return number

    def _reserve(self, rows: int) -> None:
        while len(self.blocks) * _BLOCK_ROWS < rows:
            self.blocks.append(np.zeros((_BLOCK_ROWS, self.dimension), np.float32))
            self.alive = np.concatenate([self.alive, np.zeros(_BLOCK_ROWS, bool)])
            self.owners = np.concatenate([self.owners, np.zeros(_BLOCK_ROWS, np.int32)])


class VectorRows:
    """Vectors with the ids of their chunk and document; readers never wait for a writer."""

    def __init__(self, dimension: int) -> None:
        self._table = _Table(dimension)
        self._lock = threading.Lock()
        self._masks: dict[frozenset[str], tuple[tuple[int, int], NDArray[np.bool_]]] = {}

    def __len__(self) -> int:
        return len(self._table.row_of)

    def add(self, chunk_ids: Sequence[str], document_ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add rows; a chunk that is there already gets the new vector."""
        with self._lock:
            self._table.append(chunk_ids, document_ids, vectors)
            self._compact()

    def remove_documents(self, document_ids: Iterable[str]) -> None:
        """Forget every row of these documents."""
        with self._lock:
            self._table.remove(document_ids)
            self._compact()

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Copies of the rows with these chunk ids; unknown ids are absent."""
        with self._lock:
            table = self._table
            rows = {chunk_id: table.row_of[chunk_id] for chunk_id in chunk_ids if chunk_id in table.row_of}
        return {chunk_id: table.blocks[row // _BLOCK_ROWS][row % _BLOCK_ROWS].copy() for chunk_id, row in rows.items()}

    def owners(self) -> dict[str, str]:
        """Every chunk id with its document id."""
        with self._lock:
            table = self._table
            return {chunk_id: table.documents[table.owners[row]] for chunk_id, row in table.row_of.items()}

    def search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        """Find the ``k`` rows of highest cosine, best first, equal ones by chunk id."""
        table, count = self._table, self._table.count
        length = float(np.linalg.norm(vector))
        if count == 0 or k <= 0 or length == 0.0:
            return []
        query = np.asarray(vector, np.float32) / np.float32(length)
        allowed = table.alive[:count]
        if document_ids is not None:
            allowed = allowed & self._mask(table, document_ids)[table.owners[:count]]
        rows = np.flatnonzero(allowed)
        if rows.size == 0:
            return []
        if rows.size < _GATHER_BELOW * count:
            scores = _scores_of_rows(table.blocks, rows, query)
        else:
            scores = _scores_of_all(table.blocks, count, query)[rows]
        return _best(table, rows, scores, k)

    def _mask(self, table: _Table, document_ids: frozenset[str]) -> NDArray[np.bool_]:
        """Which document numbers are allowed; kept for the next search with the same set."""
        key = (id(table), len(table.documents))
        known = self._masks.get(document_ids)
        if known is not None and known[0] == key:
            return known[1]
        numbers = [table.number_of[one] for one in document_ids if one in table.number_of]
        mask = np.zeros(max(len(table.documents), 1), bool)
        mask[[number for number in numbers if number < mask.size]] = True
        with self._lock:
            while len(self._masks) >= _MAX_MASKS:
                del self._masks[next(iter(self._masks))]
            self._masks[document_ids] = (key, mask)
        return mask

    def _compact(self) -> None:
        """Copy the living rows into a new table once most rows are dead; searches under way keep the old one."""
        old = self._table
        dead = old.count - len(old.row_of)
        if dead <= _BLOCK_ROWS or dead <= old.count // 2:
            return
        new = _Table(old.dimension)
        living = np.flatnonzero(old.alive[: old.count])
        for start in range(0, living.size, _BLOCK_ROWS):
            rows = living[start : start + _BLOCK_ROWS]
            vectors = np.stack([old.blocks[row // _BLOCK_ROWS][row % _BLOCK_ROWS] for row in rows])
            new.append([old.chunk_ids[row] for row in rows], [old.documents[old.owners[row]] for row in rows], vectors)
        self._table = new
        self._masks.clear()


def _scores_of_all(
    blocks: Sequence[NDArray[np.float32]], count: int, query: NDArray[np.float32]
) -> NDArray[np.float32]:
    scores = np.empty(count, np.float32)
    for start in range(0, count, _BLOCK_ROWS):
        end = min(start + _BLOCK_ROWS, count)
        np.dot(blocks[start // _BLOCK_ROWS][: end - start], query, out=scores[start:end])
    return scores


def _scores_of_rows(
    blocks: Sequence[NDArray[np.float32]], rows: NDArray[np.intp], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    scores = np.empty(rows.size, np.float32)
    bounds = np.searchsorted(rows, np.arange(0, int(rows[-1]) + _BLOCK_ROWS + 1, _BLOCK_ROWS))
    for number, (low, high) in enumerate(pairwise(bounds)):
        if low < high:
            scores[low:high] = blocks[number][rows[low:high] - number * _BLOCK_ROWS] @ query
    return scores


def _best(table: _Table, rows: NDArray[np.intp], scores: NDArray[np.float32], k: int) -> list[DenseHit]:
    if scores.size > k:
        picked = np.argpartition(-scores, k - 1)[:k]
        rows, scores = rows[picked], scores[picked]
    hits = [
        DenseHit(table.chunk_ids[row], table.documents[table.owners[row]], min(1.0, max(-1.0, float(score))))
        for row, score in zip(rows.tolist(), scores, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.cosine, hit.chunk_id))
