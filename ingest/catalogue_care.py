"""Corrections and events in the catalogue; each function runs inside the caller's connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, delete, insert, or_, select, update

from ingest.catalogue_bin import Recycling
from ingest.catalogue_records import SourceRecord
from ingest.catalogue_tables import CorrectionRow, DocumentEventRow, ReadingRow, SourceRow
from ingest.catalogue_writes import now, parse_moment
from ingest.corrections import CorrectedField, Correction, corrections_digest

EventKind = Literal["added", "replaced", "refused", "corrected", "withdrawn", "moved", "reread", "removed", "restored"]


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """Something that happened to a document; ``facts`` are those of its kind.

    ``replaced``: former (document id). ``refused``: code. ``corrected``, ``withdrawn``: field, value, former.
    ``moved``: collection.
    """

    kind: EventKind
    path: str
    happened_at: datetime
    document_id: str | None = None
    author: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


# ---- corrections ---------------------------------------------------------------------------------------------------


def corrections_of(connection: Connection, document_id: str) -> tuple[Correction, ...]:
    """Every correction of a document, withdrawn ones too, in the order of their making."""
    query = select(CorrectionRow.__table__).where(CorrectionRow.document_id == document_id)
    rows = connection.execute(query.order_by(CorrectionRow.correction_id)).mappings()
    return tuple(_correction(row) for row in rows)


def all_corrections(connection: Connection) -> dict[str, list[Correction]]:
    """Every correction that counts, by document."""
    query = select(CorrectionRow.__table__).where(CorrectionRow.withdrawn_at.is_(None))
    found: dict[str, list[Correction]] = {}
    for row in connection.execute(query.order_by(CorrectionRow.correction_id)).mappings():
        found.setdefault(row["document_id"], []).append(_correction(row))
    return found


def put_correction(
    connection: Connection,
    document_id: str,
    name: CorrectedField,
    value: str | None,
    *,
    former: str | None,
    author: str,
    for_new_versions: bool = True,
) -> int:
    """Set a field by hand; return the number of the correction."""
    result = connection.execute(
        insert(CorrectionRow)
        .values(
            document_id=document_id,
            field=name,
            value=value,
            former=former,
            author=author,
            made_at=now(),
            for_new_versions=for_new_versions,
            withdrawn_at=None,
            withdrawn_by="",
        )
        .returning(CorrectionRow.correction_id)
    )
    return int(result.scalar_one())


def withdraw_correction(connection: Connection, document_id: str, correction_id: int, author: str) -> bool:
    """Let a correction count no more; say whether there was one that did."""
    changed = connection.execute(
        update(CorrectionRow)
        .where(
            CorrectionRow.correction_id == correction_id,
            CorrectionRow.document_id == document_id,
            CorrectionRow.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now(), withdrawn_by=author)
    )
    return changed.rowcount == 1


def carry_corrections(connection: Connection, former: Sequence[str], document_id: str) -> None:
    """Let a new version of a file keep what was corrected for new versions; its own corrections stay."""
    if corrections_of(connection, document_id):
        return
    for one in former:
        for correction in carried(corrections_of(connection, one)):
            put_correction(
                connection,
                document_id,
                correction.field,
                correction.value,
                former=correction.former,
                author=correction.author,
            )


def carried(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that count and are meant for new versions of the file too."""
    return [one for one in corrections if one.withdrawn_at is None and one.for_new_versions]


def outdated_readings(connection: Connection, generation_id: int) -> tuple[str, ...]:
    """The documents whose chunks in a generation do not know the corrections that count now."""
    wanted = {document_id: corrections_digest(some) for document_id, some in all_corrections(connection).items()}
    query = select(ReadingRow.document_id, ReadingRow.made_with).where(ReadingRow.generation_id == generation_id)
    made = {row.document_id: row.made_with for row in connection.execute(query)} if wanted else {}
    if not wanted:
        changed = connection.execute(query.where(ReadingRow.made_with != ""))
        return tuple(sorted(row.document_id for row in changed))
    return tuple(sorted(one for one, digest in made.items() if digest != wanted.get(one, "")))


def forget_corrections(connection: Connection, document_id: str) -> None:
    """Delete the corrections of a document and the facts of its history, which quote it."""
    connection.execute(delete(CorrectionRow).where(CorrectionRow.document_id == document_id))
    connection.execute(update(DocumentEventRow).where(DocumentEventRow.document_id == document_id).values(facts={}))


def _correction(row: Any) -> Correction:
    withdrawn = row["withdrawn_at"]
    return Correction(
        correction_id=row["correction_id"],
        document_id=row["document_id"],
        field=cast(CorrectedField, row["field"]),
        value=row["value"],
        former=row["former"],
        author=row["author"],
        made_at=parse_moment(row["made_at"]),
        for_new_versions=row["for_new_versions"],
        withdrawn_at=parse_moment(withdrawn) if withdrawn is not None else None,
        withdrawn_by=row["withdrawn_by"],
    )


# ---- the history ---------------------------------------------------------------------------------------------------


def note_event(
    connection: Connection, kind: EventKind, path: str, document_id: str | None, author: str = "", **facts: object
) -> None:
    """Write down what happened, in the transaction in which it does."""
    connection.execute(
        insert(DocumentEventRow).values(
            document_id=document_id, path=path, kind=kind, happened_at=now(), author=author, facts=facts
        )
    )


def note_addition(
    connection: Connection, source: SourceRecord, former: Sequence[str], *, restored: bool = False
) -> None:
    """Write down that a document was added or put back, or took the place of the former one at its path."""
    if former:
        note_event(connection, "replaced", source.path, source.document_id, former=former[0])
    else:
        note_event(connection, "restored" if restored else "added", source.path, source.document_id)


def note_removal(connection: Connection, path: str, document_id: str, recycling: Recycling | None, author: str) -> None:
    """Write down that a document is removed; what was corrected in it goes too, unless it can come back."""
    if recycling is None:
        forget_corrections(connection, document_id)
    by = recycling.by if recycling is not None else author
    note_event(connection, "removed", path, document_id, by, reason=recycling.reason if recycling else "removed")


def events_of(connection: Connection, document_id: str, paths: Sequence[str]) -> tuple[DocumentEvent, ...]:
    """What happened to a document and to earlier files at its paths, latest first."""
    query = (
        select(DocumentEventRow.__table__)
        .where(or_(DocumentEventRow.document_id == document_id, DocumentEventRow.path.in_(list(paths))))
        .order_by(DocumentEventRow.event_id.desc())
    )
    return tuple(_event(row) for row in connection.execute(query).mappings())


def forget_events(connection: Connection, before: datetime) -> int:
    """Delete what happened before a moment; say how much that was."""
    return connection.execute(
        delete(DocumentEventRow).where(DocumentEventRow.happened_at < before.isoformat())
    ).rowcount


def _event(row: Any) -> DocumentEvent:
    return DocumentEvent(
        kind=row["kind"],
        path=row["path"],
        happened_at=parse_moment(row["happened_at"]),
        document_id=row["document_id"],
        author=row["author"],
        facts=row["facts"],
    )


# ---- collections ---------------------------------------------------------------------------------------------------


def move_sources(connection: Connection, document_id: str, collection: str) -> None:
    """Put every source of a document into another collection."""
    connection.execute(update(SourceRow).where(SourceRow.document_id == document_id).values(collection=collection))
