"""What the retriever keeps about a library between searches; made anew when the library changes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.checking.known_names import KnownNames
from ingest.catalogue_records import DocumentRecord
from ingest.library_reader import LibraryReader
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class RetrievalState:
    """The documents of one revision by id and by language, and the names of their agencies."""

    revision: int
    records: Mapping[str, DocumentRecord]
    names: KnownNames
    by_language: Mapping[Language, frozenset[str]]
    preferred: Mapping[str, str]
    """For each document that is the same report as others, the one to be shown."""

    def language_of(self, document_id: str) -> Language:
        """The language of a document (Vietnamese for one that is not there any more)."""
        record = self.records.get(document_id)
        return record.metadata.language if record else "vi"


class StateKeeper:
    """Hands out the state of the library's current revision."""

    def __init__(self, library: LibraryReader) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._state: RetrievalState | None = None

    def current(self) -> RetrievalState:
        """The state as of now."""
        revision = self._library.revision
        state = self._state
        if state is not None and state.revision == revision:
            return state
        with self._lock:
            records = {record.document_id: record for record in self._library.documents()}
            issuers = (record.metadata.issuer for record in records.values())
            names = KnownNames.of(name for name in issuers if name)
            self._state = RetrievalState(
                revision, records, names, _by_language(records), self._library.preferred_copies()
            )
            return self._state


def _by_language(records: Mapping[str, DocumentRecord]) -> dict[Language, frozenset[str]]:
    found: dict[Language, set[str]] = {}
    for document_id, record in records.items():
        found.setdefault(record.metadata.language, set()).add(document_id)
    return {language: frozenset(document_ids) for language, document_ids in sorted(found.items())}
