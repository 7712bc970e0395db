"""The values that the catalogue hands out, and which documents a filter admits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from vectorstore.records import DocumentState, Period, ReportMetadata, SearchFilter


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells, without reading it, that a file is the one seen before: bytes, nanoseconds, inode number."""

    size: int
    mtime_ns: int
    inode: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A path at which a document was found, and the collection that it was added to from there."""

    path: str
    document_id: str
    collection: str
    stamp: FileStamp
    seen_ns: int = 0
    """When the content was last compared (nanoseconds since 1970), by this machine's clock."""


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """A file that is not in the library, with the reason (code and facts of the error)."""

    path: str
    code: str
    facts: Mapping[str, object]
    collection: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document of the library.

    ``source`` is the first of ``sources`` in the order of their paths, ``collection`` the collection of that source.
    ``metadata.values`` is filled only by ``Library.document``; lists carry the summary without it.
    """

    document_id: str
    source: str
    sources: tuple[str, ...]
    state: DocumentState
    collection: str
    collections: frozenset[str]
    metadata: ReportMetadata
    chunk_count: int
    size: int
    media_type: str
    added_at: datetime
    indexed_at: datetime
    warnings: tuple[str, ...] = ()
    corrected: frozenset[str] = frozenset()
    """The fields of ``metadata`` that a person set by hand."""
    source_collections: tuple[str, ...] = ()
    """The collection of each of ``sources``, in their order."""

    copies: int = 0
    """How many other documents are the same report; filled only by ``Library.document``."""

    def within(self, collections: frozenset[str]) -> DocumentRecord | None:
        """The record as one sees it who may read these collections only; ``None`` for one who must not see it."""
        if self.collections <= collections:
            return self
        seen = [
            (path, name)
            for path, name in zip(self.sources, self.source_collections, strict=True)
            if name in collections
        ]
        if not seen:
            return None
        return replace(
            self,
            source=seen[0][0],
            sources=tuple(path for path, _ in seen),
            collection=seen[0][1],
            collections=frozenset(name for _, name in seen),
            source_collections=tuple(name for _, name in seen),
        )


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What opening a library found unfinished and what was done about it."""

    discarded_documents: tuple[str, ...] = ()
    """Documents whose adding was never acknowledged: nothing of them is left; add the files again."""
    purged_documents: tuple[str, ...] = ()
    """Removed documents whose entries were still in an index."""
    discarded_generations: tuple[int, ...] = ()
    """Generations that are no longer needed; their folders are gone."""
    stray_chunks: int = 0
    """Index entries that no document owns; they are gone."""
    restored_lexical_chunks: int = 0
    """Chunks put back into the lexical index from the catalogue's text."""
    missing_vectors: tuple[str, ...] = field(default=())
    """Chunks without a vector; ``IngestPipeline.repair`` embeds them again."""

    @property
    def is_clean(self) -> bool:
        return self == ReconcileReport()


def fold_name(name: str) -> str:
    """Bring a name into the form in which names are compared: NFKC, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


_fold = lru_cache(maxsize=8192)(fold_name)


def subject_period(metadata: ReportMetadata) -> Period | None:
    """The days that a report is about: its reporting period, else the day of its event, issue or publication."""
    if metadata.period is not None:
        return metadata.period
    published = metadata.published_at.date() if metadata.published_at is not None else None
    day = metadata.event_date or metadata.issue_date or published
    return Period(day, day) if day is not None else None


def passing(search_filter: SearchFilter, records: Iterable[DocumentRecord]) -> Iterator[DocumentRecord]:
    """Pick the records that satisfy every field of the filter that is set."""
    issuers = frozenset(fold_name(issuer) for issuer in search_filter.issuers)
    return (record for record in records if _passes(search_filter, record, issuers))


def _passes(search_filter: SearchFilter, record: DocumentRecord, folded_issuers: frozenset[str]) -> bool:
    metadata = record.metadata
    if search_filter.document_ids and record.document_id not in search_filter.document_ids:
        return False
    if search_filter.collections and not (search_filter.collections & record.collections):
        return False
    if search_filter.doc_types and metadata.doc_type not in search_filter.doc_types:
        return False
    if search_filter.languages and metadata.language not in search_filter.languages:
        return False
    if folded_issuers and (metadata.issuer is None or _fold(metadata.issuer) not in folded_issuers):
        return False
    if search_filter.period is None:
        return True
    subject = subject_period(metadata)
    return subject is not None and subject.overlaps(search_filter.period)
