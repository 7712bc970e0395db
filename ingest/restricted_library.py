"""A library as one sees it who may read some of its collections only.

Whatever reads gets this in place of the library and cannot tell that there is more: documents, texts, counts and both
searches come from the documents of the allowed collections, and the indexes are told so before they search. A document
that stands in several collections is seen if any of them is allowed, under the paths of those alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_records import DocumentRecord, RefusalRecord
from ingest.errors import UnknownDocument
from ingest.generation import Generation
from ingest.library_reader import LibraryReader
from ingest.library_view import LibraryView
from vectorstore.chunk_store import DenseHit
from vectorstore.lexical import LexicalHit
from vectorstore.records import SearchFilter


class RestrictedLibrary(LibraryReader):
    """Reads from an open library what stands in ``collections``, as of the library's current revision."""

    def __init__(self, library: LibraryReader, collections: frozenset[str]) -> None:
        # not the base's own beginning: this is a view of an open library, it opens nothing and owns nothing
        self.data_dir = library.data_dir
        self.catalogue = library.catalogue
        self.originals = library.originals
        self.reconciled = library.reconciled
        self.collections = collections
        self._lock = library._lock
        self._swap = library._swap
        self._missing_vectors = ()
        self._preferred = None
        self._whole = library
        self._seen: _Seen | None = None
        self._making = threading.Lock()

    @property
    def view(self) -> LibraryView:
        """What of the library is allowed, at this moment."""
        return self._current().view

    def _document(self, document_id: str, *, as_read: bool) -> DocumentRecord:
        record = super()._document(document_id, as_read=as_read).within(self.collections)
        if record is None:
            raise UnknownDocument(document_id=document_id)
        return record

    def refusals(self) -> tuple[RefusalRecord, ...]:
        return tuple(one for one in super().refusals() if one.collection in self.collections)

    def allowed_documents(self, filter: SearchFilter) -> frozenset[str] | None:
        """The ids of the documents that pass; ``None`` only where that is the whole library."""
        seen = self._current()
        return seen.allowed if filter.is_empty else seen.view.allowed(filter)

    def dense_search(
        self, vector: NDArray[np.float32], k: int, *, document_ids: frozenset[str] | None = None
    ) -> list[DenseHit]:
        return super().dense_search(vector, k, document_ids=self._within(document_ids))

    def lexical_search(self, query: str, k: int, *, document_ids: frozenset[str] | None = None) -> list[LexicalHit]:
        return super().lexical_search(query, k, document_ids=self._within(document_ids))

    def keys_search(
        self, keys: Sequence[str], k: int, *, beside: Sequence[str] = (), document_ids: frozenset[str] | None = None
    ) -> list[LexicalHit]:
        return super().keys_search(keys, k, beside=beside, document_ids=self._within(document_ids))

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return super().vectors(list(self.chunks(chunk_ids)))

    @contextmanager
    def generation_in_use(self) -> Iterator[Generation]:
        """Not to be had: an index whole would answer for every collection."""
        raise PermissionError("a restricted library hands out no whole index")
        yield  # what makes this a context manager

    # ---- inside ------------------------------------------------------------------------------------------------

    def _current(self) -> _Seen:
        """What is seen of the library's current revision; made once for each."""
        whole = self._whole.view
        seen = self._seen
        if seen is None or seen.whole is not whole:
            with self._making:
                seen = self._seen
                if seen is None or seen.whole is not whole:
                    seen = self._seen = _Seen.of(whole, self.collections)
        return seen

    def _within(self, document_ids: frozenset[str] | None) -> frozenset[str] | None:
        allowed = self._current().allowed
        if allowed is None or document_ids is None:
            return document_ids if allowed is None else allowed
        return document_ids if document_ids <= allowed else document_ids & allowed


@dataclass(frozen=True, slots=True)
class _Seen:
    """A view of the whole, what of it is seen, and the ids of that (``None`` if nothing is kept back)."""

    whole: LibraryView
    view: LibraryView
    allowed: frozenset[str] | None

    @classmethod
    def of(cls, whole: LibraryView, collections: frozenset[str]) -> _Seen:
        records = ((key, record.within(collections)) for key, record in whole.records.items())
        seen = {key: record for key, record in records if record is not None}
        allowed = None if len(seen) == len(whole.records) else frozenset(seen)
        return cls(whole, LibraryView(whole.generation, seen, whole.revision), allowed)
