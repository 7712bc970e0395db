"""What readers see of a library at one moment: replaced as a whole with each committed change, never altered."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.catalogue_records import DocumentRecord, passing
from ingest.generation import Generation
from vectorstore.records import SearchFilter

_MAX_REMEMBERED_FILTERS = 32


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The indexed documents of the current generation, by id, as of one revision."""

    generation: Generation
    records: Mapping[str, DocumentRecord]
    revision: int
    _allowed: dict[SearchFilter, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def after(self, revision: int, *, put: Iterable[DocumentRecord] = (), drop: Iterable[str] = ()) -> LibraryView:
        """The view after a committed change."""
        records = dict(self.records)
        for document_id in drop:
            records.pop(document_id, None)
        records.update((record.document_id, record) for record in put)
        return LibraryView(self.generation, records, revision)

    def matching(self, search_filter: SearchFilter) -> list[DocumentRecord]:
        """The documents that pass ``search_filter``, by title (untitled ones by path), then by id."""
        found = passing(search_filter, self.records.values())
        return sorted(found, key=lambda record: (record.metadata.title or record.source, record.document_id))

    def allowed(self, search_filter: SearchFilter) -> frozenset[str] | None:
        """The ids of the documents that pass; ``None`` when the filter does not restrict."""
        if search_filter.is_empty:
            return None
        known = self._allowed.get(search_filter)
        if known is not None:
            return known
        found = frozenset(record.document_id for record in passing(search_filter, self.records.values()))
        with self._lock:
            while len(self._allowed) >= _MAX_REMEMBERED_FILTERS:
                del self._allowed[next(iter(self._allowed))]
            self._allowed[search_filter] = found
        return found
