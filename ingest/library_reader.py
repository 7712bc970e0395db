"""What can be asked of an open library."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import Catalogue
from ingest.catalogue_records import DocumentRecord, ReconcileReport, RefusalRecord
from ingest.duplicate_groups import near_groups, preferred_copies
from ingest.errors import UnknownDocument
from ingest.generation import Generation
from ingest.library_lock import LibraryLock
from ingest.library_view import LibraryView
from ingest.originals import Originals
from ingest.stored_text import StoredText
from vectorstore.chunk_store import DenseHit
from vectorstore.errors import IndexLocked
from vectorstore.identity import IndexIdentity
from vectorstore.lexical import LexicalHit
from vectorstore.records import Chunk, SearchFilter
from vectorstore.tone_marks import MarkVocabulary

REVISION = "revision"
"""The setting that counts committed changes."""
_SLACK = 16
"""Hits asked for beyond ``k``, in case the indexes still hold some that may not be shown."""

EVERYTHING = SearchFilter()
"""The filter that admits every document."""

H = TypeVar("H", DenseHit, LexicalHit)


class LibraryReader:
    """The reading half of ``Library``: usable from many threads, whatever is changed meanwhile.

    Each call answers from one revision: what the catalogue says is indexed in the current generation.
    """

    def __init__(
        self,
        data_dir: Path,
        lock: LibraryLock,
        catalogue: Catalogue,
        generation: Generation,
        reconciled: ReconcileReport,
    ) -> None:
        self.data_dir = data_dir
        self.catalogue = catalogue
        self.originals = Originals(data_dir / "originals")
        self.reconciled = reconciled
        """What opening found unfinished."""
        self._lock = lock
        self._swap = threading.Lock()
        self._missing_vectors = reconciled.missing_vectors
        self._preferred: tuple[int, Mapping[str, str]] | None = None
        self._view = LibraryView(
            generation, catalogue.records(generation.generation_id), int(catalogue.setting(REVISION) or "0")
        )

    @property
    def identity(self) -> IndexIdentity:
        """What the current indexes were made with."""
        return self.view.generation.record.identity

    @property
    def revision(self) -> int:
        """A number that grows with each committed change."""
        return self.view.revision

    def documents(self, filter: SearchFilter = EVERYTHING) -> list[DocumentRecord]:
        """The indexed documents that pass the filter, by title."""
        return self.view.matching(filter)

    def document(self, document_id: str) -> DocumentRecord:
        """One indexed document with all metadata values; raises ``UnknownDocument``."""
        return self._document(document_id, as_read=False)

    def document_as_read(self, document_id: str) -> DocumentRecord:
        """One indexed document without what was corrected by hand; raises ``UnknownDocument``."""
        return self._document(document_id, as_read=True)

    def _document(self, document_id: str, *, as_read: bool) -> DocumentRecord:
        view = self._holding(document_id)
        record = self.catalogue.record(view.generation.generation_id, document_id, as_read=as_read)
        if record is None:
            raise UnknownDocument(document_id=document_id)
        preferred = self.preferred_copies()
        group = preferred.get(document_id)
        copies = sum(one == group for one in preferred.values()) - 1 if group is not None else 0
        return replace(record, copies=copies)

    def preferred_copies(self) -> Mapping[str, str]:
        """For each document that is the same report as others, the one that readers see in its place."""
        view = self.view
        known = self._preferred
        if known is None or known[0] != view.revision:
            known = (view.revision, preferred_copies(near_groups(self.catalogue, view.records)))
            self._preferred = known
        return known[1]

    def view_record(self, document_id: str) -> DocumentRecord:
        """What lists show of an indexed document, from memory; raises ``UnknownDocument``."""
        return self._holding(document_id).records[document_id]

    def outdated(self) -> tuple[str, ...]:
        """The indexed documents whose chunks do not know what was corrected by hand since."""
        view = self.view
        found = self.catalogue.outdated(view.generation.generation_id)
        return tuple(document_id for document_id in found if document_id in view.records)

    def refusals(self) -> tuple[RefusalRecord, ...]:
        """Every file that is not in the library because it was refused, with the reason."""
        return self.catalogue.refusals()

    def text(self, document_id: str) -> StoredText:
        """The text of an indexed document; raises ``UnknownDocument``."""
        view = self._holding(document_id)
        stored = self.catalogue.text(view.generation.generation_id, document_id)
        if stored is None:
            raise UnknownDocument(document_id=document_id)
        return stored

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks with these ids that may be shown, by id."""
        view = self.view
        found = self.catalogue.chunks(view.generation.generation_id, chunk_ids)
        return {chunk_id: chunk for chunk_id, chunk in found.items() if chunk.document_id in view.records}

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of an indexed document in the order of its text; raises ``UnknownDocument``."""
        view = self._holding(document_id)
        return self.catalogue.document_chunks(view.generation.generation_id, document_id)

    def allowed_documents(self, filter: SearchFilter) -> frozenset[str] | None:
        """The ids of the documents that pass; ``None`` when the filter does not restrict."""
        return self.view.allowed(filter)

    def dense_search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        """The ``k`` chunks nearest to ``vector`` that may be shown."""
        with self._searching() as view:
            dense = view.generation.dense
            return _shown(lambda limit: dense.search(vector, limit, document_ids=document_ids), k, view)

    def lexical_search(self, query: str, k: int, *, document_ids: frozenset[str] | None = None) -> list[LexicalHit]:
        """The ``k`` chunks that match the words of ``query`` best and may be shown."""
        with self._searching() as view:
            lexical = view.generation.lexical
            return _shown(lambda limit: lexical.search(query, limit, document_ids=document_ids), k, view)

    def keys_search(
        self, keys: Sequence[str], k: int, *, beside: Sequence[str] = (), document_ids: frozenset[str] | None = None
    ) -> list[LexicalHit]:
        """The ``k`` chunks that hold search keys best (``LexicalIndex.search_keys``) and may be shown."""
        with self._searching() as view:
            lexical = view.generation.lexical
            return _shown(
                lambda limit: lexical.search_keys(keys, limit, beside=beside, document_ids=document_ids), k, view
            )

    @contextmanager
    def mark_vocabulary(self) -> Iterator[MarkVocabulary]:
        """The words by which tone marks are restored in a question; they are those of the whole library."""
        with self._searching() as view:
            yield view.generation.lexical

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The stored vectors with these chunk ids."""
        with self._searching() as view:
            return view.generation.dense.vectors(chunk_ids)

    @contextmanager
    def generation_in_use(self) -> Iterator[Generation]:
        """The current pair of indexes, kept open for the length of the block."""
        with self._searching() as view:
            yield view.generation

    def warm(self) -> None:
        """Read the vectors into memory now instead of at the first search."""
        with self._searching() as view:
            view.generation.dense.warm()

    @property
    def view(self) -> LibraryView:
        """What may be shown at this moment; every call of a reader answers from here."""
        return self._view

    def setting(self, name: str) -> str | None:
        """A value stored with the library (for one that belongs to an index identity put its digest in the name)."""
        return self.catalogue.setting(name)

    @property
    def missing_vectors(self) -> tuple[str, ...]:
        """Ids of chunks whose vector an index lost; they are found by their words only until restored."""
        return self._missing_vectors

    # ---- inside ------------------------------------------------------------------------------------------------

    def _holding(self, document_id: str) -> LibraryView:
        view = self.view
        if document_id not in view.records:
            raise UnknownDocument(document_id=document_id)
        return view

    def _check_process(self) -> None:
        if not self._lock.is_mine:
            raise IndexLocked(holder=f"the process that process {os.getpid()} was forked from", path=str(self.data_dir))

    @contextmanager
    def _searching(self) -> Iterator[LibraryView]:
        self._check_process()
        with self._swap:
            view = self.view
            using = view.generation.in_use()
            using.__enter__()
        try:
            yield view
        finally:
            using.__exit__(None, None, None)


def _shown(search: Callable[[int], list[H]], k: int, view: LibraryView) -> list[H]:
    """Ask for more until ``k`` hits may be shown or the index has no more."""
    limit = k + _SLACK
    while True:
        hits = search(limit)
        shown = [hit for hit in hits if hit.document_id in view.records]
        if len(shown) >= k or len(hits) < limit:
            return shown[:k]
        limit *= 4
