"""Finds the near-duplicates of a library and says which document of a group readers see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest import catalogue_duplicates as rows
from ingest.catalogue_duplicates import DuplicatePair
from ingest.catalogue_records import DocumentRecord
from ingest.near_duplicates import Fingerprint, estimate, fingerprint_of, judge

if TYPE_CHECKING:
    from ingest.catalogue import Catalogue
    from ingest.library import Library

_WORTH_JUDGING: Final = 0.3
"""Estimated share of common text below which two documents are not looked at more closely."""


@dataclass(frozen=True, slots=True)
class NearGroup:
    """Documents that are the same report, the preferred one first."""

    document_ids: tuple[str, ...]
    pairs: tuple[DuplicatePair, ...]

    @property
    def preferred(self) -> str:
        return self.document_ids[0]

    def similarity(self, document_id: str) -> float:
        """How alike a member is to the preferred one, or to the member through which it belongs to the group."""
        own = [pair for pair in self.pairs if document_id in (pair.first, pair.second)]
        direct = [pair.similarity for pair in own if self.preferred in (pair.first, pair.second)]
        return max(direct or [pair.similarity for pair in own], default=1.0)


def compare_new(library: Library) -> int:
    """Compare the documents that were added since the last time with all others; return how many pairs were found.

    Killed in the middle, the next call goes on: a document counts as compared in the transaction that keeps its pairs.
    """
    _add_missing(library)
    with library.catalogue.reading() as connection:
        waiting = rows.uncompared(connection)
        known = rows.fingerprints(connection) if waiting else {}
    records = library.view.records
    live = {document_id: one for document_id, one in known.items() if document_id in records}
    fresh = sorted(waiting & live.keys())
    if not waiting:
        return 0
    pairs = list(_find_pairs(fresh, live, records))
    with library.change():
        with library.catalogue.transaction() as connection:
            rows.put_pairs(connection, fresh, pairs)
            for document_id in waiting - live.keys():
                rows.forget_fingerprint(connection, document_id)
        if pairs:
            library.note_change()
    return len(pairs)


def near_groups(catalogue: Catalogue, records: Mapping[str, DocumentRecord]) -> tuple[NearGroup, ...]:
    """The groups among ``records`` (by id), in the order of the preferred documents' titles."""
    with catalogue.reading() as connection:
        found = rows.pairs(connection)
        drafts = rows.drafts(connection) if found else frozenset()
    live = [pair for pair in found if pair.first in records and pair.second in records]
    groups = []
    for members in _components(live):
        ordered = tuple(sorted(members, key=lambda one: _preference(records[one], drafts), reverse=True))
        groups.append(NearGroup(ordered, tuple(pair for pair in live if pair.first in members)))
    return tuple(sorted(groups, key=lambda group: (records[group.preferred].metadata.title or "", group.preferred)))


def preferred_copies(groups: Iterable[NearGroup]) -> dict[str, str]:
    """For each document of a group, the one that readers see in its place (itself for the preferred one)."""
    return {one: group.preferred for group in groups for one in group.document_ids}


def _find_pairs(
    fresh: Iterable[str], known: Mapping[str, Fingerprint], records: Mapping[str, DocumentRecord]
) -> Iterator[DuplicatePair]:
    ids = sorted(known)
    if not ids:
        return
    sketches = np.stack([known[document_id].sketch for document_id in ids])
    seen: set[frozenset[str]] = set()
    for document_id in fresh:
        own = known[document_id]
        shared = estimate(own.sketch, sketches)
        for row in np.flatnonzero(shared >= _WORTH_JUDGING):
            other = ids[int(row)]
            pair = frozenset({document_id, other})
            if other == document_id or pair in seen:
                continue
            seen.add(pair)
            verdict = judge(own, known[other], (records[document_id].metadata, records[other].metadata))
            if verdict is not None:
                yield DuplicatePair(document_id, other, *verdict)


def _components(pairs: Iterable[DuplicatePair]) -> list[frozenset[str]]:
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        joined = group_of.get(pair.first, {pair.first}) | group_of.get(pair.second, {pair.second})
        for document_id in joined:
            group_of[document_id] = joined
    return sorted({frozenset(group) for group in group_of.values()}, key=sorted)


def _preference(record: DocumentRecord, drafts: frozenset[str]) -> tuple[bool, bool, bool, bool, int, date, str, str]:
    """Order the members of a group: the final, official, complete, longest, latest one is greatest."""
    metadata = record.metadata
    day = metadata.issue_date or (metadata.published_at.date() if metadata.published_at else None) or date.min
    return (
        record.document_id not in drafts,
        metadata.complete,
        metadata.doc_number is not None,
        metadata.reliability == "normal",
        record.chunk_count,
        day,
        record.added_at.isoformat(),
        record.document_id,
    )


def _add_missing(library: Library) -> None:
    """Make the fingerprints of documents that an older program added."""
    with library.catalogue.reading() as connection:
        missing = rows.without_fingerprint(connection)
    for document_id in missing:
        record = library.view.records.get(document_id)
        text = None if record is None else library.catalogue.text(library.view.generation.generation_id, document_id)
        if record is None or text is None:
            continue
        fingerprint = fingerprint_of(text.clean.text, record.metadata.title, record.source)
        with library.catalogue.transaction() as connection:
            rows.put_fingerprint(connection, document_id, fingerprint)
