"""Fingerprints and pairs of near-duplicates in the catalogue; each function runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from ingest.catalogue_tables import DocumentRow, DuplicatePairRow, FingerprintRow
from ingest.catalogue_writes import Reading
from ingest.near_duplicates import FINGERPRINT_VERSION, Fingerprint, NearReason, fingerprint_of
from vectorstore.records import DocumentState


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two documents that are the same report; ``similarity`` from 0 to 1."""

    first: str
    second: str
    reason: NearReason
    similarity: float


def put_fingerprints(connection: Connection, readings: Sequence[Reading]) -> None:
    """Keep the fingerprints of documents that are being added; they wait to be compared."""
    for reading in readings:
        fingerprint = reading.fingerprint or fingerprint_of(
            reading.clean.text, reading.metadata.title, reading.loaded.source
        )
        put_fingerprint(connection, reading.document_id, fingerprint)


def put_fingerprint(connection: Connection, document_id: str, fingerprint: Fingerprint) -> None:
    """Keep the fingerprint of one document; what was concluded from an earlier one is forgotten."""
    connection.execute(delete(FingerprintRow).where(FingerprintRow.document_id == document_id))
    forget_pairs(connection, document_id)
    connection.execute(
        insert(FingerprintRow).values(
            document_id=document_id,
            version=FINGERPRINT_VERSION,
            text_digest=fingerprint.text_digest,
            shingles=fingerprint.shingles,
            sketch=fingerprint.sketch.tobytes(),
            numbers=sorted(fingerprint.numbers),
            draft=fingerprint.draft,
            compared=False,
        )
    )


def fingerprints(connection: Connection) -> dict[str, Fingerprint]:
    """The fingerprints of this version, by document."""
    query = select(FingerprintRow.__table__).where(FingerprintRow.version == FINGERPRINT_VERSION)
    return {
        row["document_id"]: Fingerprint(
            row["text_digest"],
            row["shingles"],
            np.frombuffer(row["sketch"], np.uint32),
            frozenset(row["numbers"]),
            row["draft"],
        )
        for row in connection.execute(query).mappings()
    }


def uncompared(connection: Connection) -> frozenset[str]:
    """The documents whose fingerprints wait to be compared."""
    query = select(FingerprintRow.document_id).where(FingerprintRow.compared.is_(False))
    return frozenset(connection.scalars(query))


def drafts(connection: Connection) -> frozenset[str]:
    """The documents that call themselves drafts."""
    return frozenset(connection.scalars(select(FingerprintRow.document_id).where(FingerprintRow.draft.is_(True))))


def without_fingerprint(connection: Connection) -> tuple[str, ...]:
    """The indexed documents of which there is no fingerprint of this version (an older program added them)."""
    known = select(FingerprintRow.document_id).where(FingerprintRow.version == FINGERPRINT_VERSION)
    query = select(DocumentRow.document_id).where(
        DocumentRow.state == DocumentState.INDEXED.value, DocumentRow.document_id.not_in(known)
    )
    return tuple(connection.scalars(query.order_by(DocumentRow.document_id)))


def put_pairs(connection: Connection, compared: Iterable[str], pairs: Iterable[DuplicatePair]) -> None:
    """Keep what a comparison found, and which documents it was about."""
    for document_id in compared:
        values = {"compared": True}
        connection.execute(update(FingerprintRow).where(FingerprintRow.document_id == document_id).values(**values))
    for pair in pairs:
        first, second = sorted((pair.first, pair.second))
        same = (DuplicatePairRow.first == first) & (DuplicatePairRow.second == second)
        connection.execute(delete(DuplicatePairRow).where(same))
        values_of = {"reason": pair.reason, "similarity": pair.similarity}
        connection.execute(insert(DuplicatePairRow).values(first=first, second=second, **values_of))


def pairs(connection: Connection) -> tuple[DuplicatePair, ...]:
    """Every pair that was found, also of documents that are gone."""
    rows = connection.execute(select(DuplicatePairRow.__table__)).mappings()
    return tuple(DuplicatePair(row["first"], row["second"], row["reason"], row["similarity"]) for row in rows)


def forget_pairs(connection: Connection, document_id: str) -> None:
    """Forget the pairs of a document."""
    either = (DuplicatePairRow.first == document_id) | (DuplicatePairRow.second == document_id)
    connection.execute(delete(DuplicatePairRow).where(either))


def forget_fingerprint(connection: Connection, document_id: str) -> None:
    """Forget what tells a document's near-duplicates."""
    connection.execute(delete(FingerprintRow).where(FingerprintRow.document_id == document_id))
    forget_pairs(connection, document_id)
