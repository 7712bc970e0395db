"""The recycle bin in the catalogue; each function runs inside the caller's transaction.

A removed document in the bin is as gone as any other: no index and no table holds its text. Only its original is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, delete, insert, select, update

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_tables import DocumentRow, RecycledRow, SourceRow, WithdrawnRow
from ingest.catalogue_writes import now, parse_moment

RemovalReason = Literal["removed", "gone", "replaced"]


@dataclass(frozen=True, slots=True)
class Recycling:
    """Why and by whom a document is removed, where it goes into the bin."""

    by: str = ""
    reason: RemovalReason = "removed"


@dataclass(frozen=True, slots=True)
class RecycledRecord:
    """A removed document whose original is still kept."""

    document_id: str
    title: str | None
    source: str
    collection: str
    size: int
    removed_at: datetime
    by: str
    reason: RemovalReason


def withdraw(connection: Connection, document_id: str) -> None:
    """Remember the paths of a document that is being removed on purpose."""
    moment = now()
    rows = connection.execute(select(SourceRow.__table__).where(SourceRow.document_id == document_id)).mappings().all()
    for row in rows:
        connection.execute(delete(WithdrawnRow).where(WithdrawnRow.path == row["path"]))
        kept = {name: row[name] for name in ("path", "document_id", "collection", "size", "mtime_ns", "inode")}
        connection.execute(insert(WithdrawnRow).values(removed_at=moment, **kept))


def recycle(connection: Connection, document_id: str, title: str | None, recycling: Recycling) -> None:
    """Note that the original of a document that is being removed stays; its sources must still be there."""
    first = select(SourceRow.__table__).where(SourceRow.document_id == document_id).order_by(SourceRow.path).limit(1)
    source = connection.execute(first).mappings().one()
    size = connection.scalar(select(DocumentRow.size).where(DocumentRow.document_id == document_id))
    connection.execute(delete(RecycledRow).where(RecycledRow.document_id == document_id))
    connection.execute(
        insert(RecycledRow).values(
            document_id=document_id,
            title=title,
            source=source["path"],
            collection=source["collection"],
            size=size,
            removed_at=now(),
            removed_by=recycling.by,
            reason=recycling.reason,
        )
    )


def forget_removal(connection: Connection, document_ids: Iterable[str]) -> None:
    """Note that documents are back: they are in no bin and withdrawn from nowhere."""
    for document_id in document_ids:
        connection.execute(delete(RecycledRow).where(RecycledRow.document_id == document_id))
        connection.execute(delete(WithdrawnRow).where(WithdrawnRow.document_id == document_id))


def take_from_bin(connection: Connection, document_ids: Iterable[str]) -> None:
    """Note that the originals of removed documents are kept no longer."""
    for document_id in document_ids:
        connection.execute(delete(RecycledRow).where(RecycledRow.document_id == document_id))


def recycled_records(connection: Connection) -> tuple[RecycledRecord, ...]:
    """What is in the bin, latest removal first."""
    query = select(RecycledRow.__table__).order_by(RecycledRow.removed_at.desc(), RecycledRow.document_id)
    return tuple(
        RecycledRecord(
            document_id=row["document_id"],
            title=row["title"],
            source=row["source"],
            collection=row["collection"],
            size=row["size"],
            removed_at=parse_moment(row["removed_at"]),
            by=row["removed_by"],
            reason=cast(RemovalReason, row["reason"]),
        )
        for row in connection.execute(query).mappings()
    )


def recycled_ids(connection: Connection) -> frozenset[str]:
    """The documents whose originals are in the bin."""
    return frozenset(connection.scalars(select(RecycledRow.document_id)))


def withdrawn_at(connection: Connection, document_id: str) -> datetime | None:
    """When a document was last removed on purpose, if it has not come back since."""
    query = select(WithdrawnRow.removed_at).where(WithdrawnRow.document_id == document_id)
    moment = connection.scalar(query.order_by(WithdrawnRow.removed_at.desc()).limit(1))
    return None if moment is None else parse_moment(moment)


def withdrawn_sources(connection: Connection, paths: Sequence[str] | None = None) -> dict[str, SourceRecord]:
    """The paths at which documents stood that were removed on purpose."""
    query = select(WithdrawnRow.__table__)
    if paths is not None:
        query = query.where(WithdrawnRow.path.in_(list(paths)))
    found: dict[str, SourceRecord] = {}
    for row in connection.execute(query).mappings():
        stamp = FileStamp(row["size"], row["mtime_ns"], row["inode"])
        found[row["path"]] = SourceRecord(row["path"], row["document_id"], row["collection"], stamp)
    return found


def put_withdrawn_stamp(connection: Connection, path: str, stamp: FileStamp) -> None:
    """Note that the withdrawn bytes at a path have another time stamp now."""
    connection.execute(
        update(WithdrawnRow)
        .where(WithdrawnRow.path == path)
        .values(size=stamp.size, mtime_ns=stamp.mtime_ns, inode=stamp.inode)
    )
