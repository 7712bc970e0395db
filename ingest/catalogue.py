"""The SQL catalogue: what exists, in which state, and everything that can be shown of it.

SQLite beside the indexes is the default; any SQLAlchemy URL does. Every change that a reader can see is one
transaction of :mod:`ingest.database`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from ingest.catalogue_care import all_corrections, corrections_of, outdated_readings
from ingest.catalogue_records import DocumentRecord, RefusalRecord, SourceRecord
from ingest.catalogue_rows import chunk_of, document_record, source_of
from ingest.catalogue_tables import (
    ChunkRow,
    DocumentRow,
    GenerationRow,
    ReadingRow,
    RefusalRow,
    SettingRow,
    SourceRow,
    TextRow,
)
from ingest.catalogue_writes import GenerationRecord, end_of_contents, parse_moment
from ingest.corrections import Correction
from ingest.database import Database, Schema
from ingest.migrations import HEAD
from ingest.stored_text import StoredText, unpack_text
from vectorstore.errors import IndexDamaged
from vectorstore.identity import IndexIdentity
from vectorstore.records import Chunk, DocumentState

_IN_LIST = 500
_SCHEMA = Schema(
    migrations=Path(__file__).resolve().parent / "migrations",
    head=HEAD,
    version_table="alembic_version",
    damaged=lambda path, detail: IndexDamaged(path=path, detail=detail),
)

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut ``items`` into lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class Catalogue:
    """An open catalogue; usable from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = database.reading

    @classmethod
    def open(cls, url: str) -> Catalogue:
        """Open the catalogue at a SQLAlchemy URL and bring its tables up to date.

        Raises ``DataFolderReadOnly``, ``DiskFull`` or ``StorageFailed`` when it cannot be written, ``IndexDamaged``
        when it is not a catalogue that this version can read.
        """
        return cls(Database.open(url, _SCHEMA))

    def close(self) -> None:
        """Release every connection."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[Connection]:
        """Run one transaction: committed to the disk at the end, undone when anything is raised."""
        return self._database.transaction()

    def reading(self) -> AbstractContextManager[Connection]:
        """Read without a transaction."""
        return self._database.reading()

    def compact(self) -> None:
        """Give the pages of deleted rows back to the disk (SQLite only)."""
        self._database.compact()

    def setting(self, name: str) -> str | None:
        """The value stored under ``name``."""
        with self._reading() as connection:
            return connection.scalar(select(SettingRow.value).where(SettingRow.name == name))

    def generations(self) -> tuple[GenerationRecord, ...]:
        """Every generation that has rows, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(select(GenerationRow.__table__).order_by(GenerationRow.generation_id)).mappings()
            return tuple(
                GenerationRecord(
                    generation_id=row["generation_id"],
                    identity=IndexIdentity.from_json(row["identity"]),
                    state=row["state"],
                    created_at=row["created_at"],
                    retired_at=row["retired_at"],
                )
                for row in rows
            )

    def documents_in(self, state: DocumentState) -> tuple[str, ...]:
        """The ids of the documents in ``state``, in order."""
        with self._reading() as connection:
            query = select(DocumentRow.document_id).where(DocumentRow.state == state.value)
            return tuple(connection.scalars(query.order_by(DocumentRow.document_id)))

    def purge_pending(self) -> tuple[str, ...]:
        """The ids of removed documents whose index entries may still be there."""
        with self._reading() as connection:
            query = select(DocumentRow.document_id).where(DocumentRow.purge_pending.is_(True))
            return tuple(connection.scalars(query.order_by(DocumentRow.document_id)))

    def sources(self, paths: Sequence[str] | None = None) -> dict[str, SourceRecord]:
        """The sources at ``paths`` (all of them by default), by path."""
        query = select(SourceRow.__table__).order_by(SourceRow.path)
        found: dict[str, SourceRecord] = {}
        with self._reading() as connection:
            if paths is None:
                found.update((row["path"], source_of(row)) for row in connection.execute(query).mappings())
                return found
            for batch in batched(paths, _IN_LIST):
                rows = connection.execute(query.where(SourceRow.path.in_(batch))).mappings()
                found.update((row["path"], source_of(row)) for row in rows)
        return found

    def sources_within(self, container: str) -> dict[str, SourceRecord]:
        """The sources that lie in the archive or mail at the path ``container``, by path."""
        inside = (SourceRow.path > f"{container}/") & (SourceRow.path < end_of_contents(container))
        query = select(SourceRow.__table__).where(inside).order_by(SourceRow.path)
        with self._reading() as connection:
            return {row["path"]: source_of(row) for row in connection.execute(query).mappings()}

    def refusals(self) -> tuple[RefusalRecord, ...]:
        """Every file that is recorded as refused, in the order of the paths."""
        with self._reading() as connection:
            rows = connection.execute(select(RefusalRow.__table__).order_by(RefusalRow.path)).mappings()
            return tuple(
                RefusalRecord(
                    row["path"], row["code"], row["facts"], row["collection"], parse_moment(row["refused_at"])
                )
                for row in rows
            )

    def records(self, generation_id: int) -> dict[str, DocumentRecord]:
        """Every document that is indexed in a generation, in the order of the ids, without metadata values."""
        by_document: dict[str, list[SourceRecord]] = {}
        for source in self.sources().values():
            by_document.setdefault(source.document_id, []).append(source)
        with self._reading() as connection:
            corrected = all_corrections(connection)
            rows = connection.execute(_record_query(generation_id).order_by(DocumentRow.document_id)).mappings()
            return {
                row["document_id"]: document_record(
                    row,
                    by_document[row["document_id"]],
                    with_values=False,
                    corrections=corrected.get(row["document_id"], ()),
                )
                for row in rows
                if row["document_id"] in by_document
            }

    def record(self, generation_id: int, document_id: str, *, as_read: bool = False) -> DocumentRecord | None:
        """One indexed document with everything that is known about it; ``as_read`` leaves corrections by hand out."""
        with self._reading() as connection:
            query = _record_query(generation_id).where(DocumentRow.document_id == document_id)
            row = connection.execute(query).mappings().first()
            places = select(SourceRow.__table__).where(SourceRow.document_id == document_id).order_by(SourceRow.path)
            sources = [source_of(place) for place in connection.execute(places).mappings()]
            corrections = () if as_read else corrections_of(connection, document_id)
        if row is None or not sources:
            return None
        return document_record(row, sources, with_values=True, corrections=corrections)

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """Every correction by hand of a document, withdrawn ones too."""
        with self._reading() as connection:
            return corrections_of(connection, document_id)

    def outdated(self, generation_id: int) -> tuple[str, ...]:
        """The documents whose chunks in a generation do not know what was corrected by hand since."""
        with self._reading() as connection:
            return outdated_readings(connection, generation_id)

    def text(self, generation_id: int, document_id: str) -> StoredText | None:
        """The text of one document as a generation holds it."""
        with self._reading() as connection:
            packed = connection.scalar(
                select(TextRow.packed).where(TextRow.generation_id == generation_id, TextRow.document_id == document_id)
            )
        if packed is None:
            return None
        try:
            return unpack_text(packed)
        except ValueError as error:
            raise IndexDamaged(path=self._database.place, detail=f"{document_id}: {error}") from error

    def chunks(self, generation_id: int, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks with these ids, by id; unknown ids are absent."""
        found: dict[str, Chunk] = {}
        with self._reading() as connection:
            for batch in batched(chunk_ids, _IN_LIST):
                query = select(ChunkRow.__table__).where(
                    ChunkRow.generation_id == generation_id, ChunkRow.chunk_id.in_(batch)
                )
                found.update((row["chunk_id"], chunk_of(row)) for row in connection.execute(query).mappings())
        return found

    def document_chunks(self, generation_id: int, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of one document in the order of its text."""
        query = (
            select(ChunkRow.__table__)
            .where(ChunkRow.generation_id == generation_id, ChunkRow.document_id == document_id)
            .order_by(ChunkRow.position)
        )
        with self._reading() as connection:
            return tuple(chunk_of(row) for row in connection.execute(query).mappings())

    def chunk_owners(self, generation_id: int) -> dict[str, str]:
        """Every chunk id of a generation with its document."""
        query = select(ChunkRow.chunk_id, ChunkRow.document_id).where(ChunkRow.generation_id == generation_id)
        with self._reading() as connection:
            return {row.chunk_id: row.document_id for row in connection.execute(query)}

    def chunk_count(self, generation_id: int) -> int:
        """How many chunks the indexes of a generation must hold."""
        with self._reading() as connection:
            query = select(func.coalesce(func.sum(ReadingRow.chunk_count), 0))
            return int(connection.scalar(query.where(ReadingRow.generation_id == generation_id)) or 0)

    def read_documents(self, generation_id: int) -> frozenset[str]:
        """The ids of the documents that a generation has read."""
        with self._reading() as connection:
            query = select(ReadingRow.document_id).where(ReadingRow.generation_id == generation_id)
            return frozenset(connection.scalars(query))

    def has_size(self, size: int) -> bool:
        """Say whether any indexed document has exactly this many bytes."""
        query = select(DocumentRow.document_id).where(
            DocumentRow.size == size, DocumentRow.state == DocumentState.INDEXED.value
        )
        with self._reading() as connection:
            return connection.scalar(query.limit(1)) is not None


def _record_query(generation_id: int) -> Any:
    return (
        select(
            ReadingRow.__table__,
            *(DocumentRow.state, DocumentRow.size, DocumentRow.media_type, DocumentRow.added_at),
        )
        .join(DocumentRow, DocumentRow.document_id == ReadingRow.document_id)
        .where(ReadingRow.generation_id == generation_id, DocumentRow.state == DocumentState.INDEXED.value)
    )
