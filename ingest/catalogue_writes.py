"""What a transaction can do to the catalogue; each function runs inside the caller's transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Table, delete, insert, select, update

from ingest.catalogue_records import SourceRecord
from ingest.catalogue_rows import chunk_columns, metadata_columns
from ingest.catalogue_tables import (
    Base,
    ChunkRow,
    DocumentRow,
    DuplicatePairRow,
    FingerprintRow,
    GenerationRow,
    ReadingRow,
    RefusalRow,
    SettingRow,
    SourceRow,
    TextRow,
)
from ingest.documents import CleanDocument, LoadedDocument
from ingest.near_duplicates import Fingerprint
from ingest.stored_text import pack_text
from vectorstore.identity import IndexIdentity
from vectorstore.records import Chunk, DocumentState, ReportMetadata

Transaction = Connection
"""An open transaction of the catalogue, as :meth:`Catalogue.transaction` yields it."""

GenerationState = Literal["building", "current", "retired"]


@dataclass(frozen=True, slots=True)
class GenerationRecord:
    """One set of indexes: its number (its folder's name) and what it was made with."""

    generation_id: int
    identity: IndexIdentity
    state: GenerationState
    created_at: str = ""
    retired_at: str | None = None
    """When another one took its place (as :func:`now` writes it)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was understood of one document, ready to be indexed."""

    loaded: LoadedDocument
    clean: CleanDocument
    metadata: ReportMetadata
    chunks: tuple[Chunk, ...]
    size: int
    made_with: str = ""
    """Digest of the corrections by hand that the chunks know; ``metadata`` is what was read, without them."""
    fingerprint: Fingerprint | None = None
    """What tells near-duplicates; made when it is stored where it is not there yet."""

    @property
    def document_id(self) -> str:
        return self.loaded.document_id

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.loaded.warnings


def now() -> str:
    """This moment in the form that the catalogue stores (ISO 8601, UTC)."""
    return datetime.now(UTC).isoformat()


def parse_moment(text: str) -> datetime:
    """Read what :func:`now` wrote."""
    return datetime.fromisoformat(text)


def put_setting(connection: Connection, name: str, value: str) -> None:
    """Store ``value`` under ``name``, in place of what stood there."""
    connection.execute(delete(SettingRow).where(SettingRow.name == name))
    connection.execute(insert(SettingRow).values(name=name, value=value))


def add_generation(connection: Connection, identity: IndexIdentity, state: GenerationState) -> GenerationRecord:
    """Open a new generation; its number was never used before."""
    result = connection.execute(
        insert(GenerationRow)
        .values(identity=identity.to_json(), state=state, created_at=now())
        .returning(GenerationRow.generation_id)
    )
    return GenerationRecord(int(result.scalar_one()), identity, state)


def make_current(connection: Connection, generation_id: int) -> None:
    """Let a complete generation take the place of the current one, which is retired."""
    retired = {"state": "retired", "retired_at": now()}
    connection.execute(update(GenerationRow).where(GenerationRow.state == "current").values(**retired))
    current = {"state": "current", "retired_at": None}
    connection.execute(update(GenerationRow).where(GenerationRow.generation_id == generation_id).values(**current))


def retire(connection: Connection, generation_id: int) -> None:
    """Mark a generation as one that answers no longer."""
    retired = {"state": "retired", "retired_at": now()}
    connection.execute(update(GenerationRow).where(GenerationRow.generation_id == generation_id).values(**retired))


def forget_generation(connection: Connection, generation_id: int) -> None:
    """Delete every row of a generation."""
    for row in (ChunkRow, TextRow, ReadingRow, GenerationRow):
        connection.execute(delete(row).where(_table(row).c.generation_id == generation_id))


def queue_documents(connection: Connection, readings: Sequence[Reading]) -> None:
    """Announce documents whose chunks are about to be written to the indexes."""
    moment = now()
    for reading in readings:
        connection.execute(delete(DocumentRow).where(DocumentRow.document_id == reading.document_id))
        connection.execute(
            insert(DocumentRow).values(
                document_id=reading.document_id,
                state=DocumentState.QUEUED.value,
                size=reading.size,
                media_type=reading.loaded.media_type,
                added_at=moment,
                removed_at=None,
                purge_pending=False,
            )
        )


def store_readings(connection: Connection, generation_id: int, readings: Sequence[Reading]) -> str:
    """Write what a generation understood of documents whose chunks are in its indexes; return the moment noted."""
    moment = now()
    for reading in readings:
        _forget_reading(connection, reading.document_id, generation_id)
        connection.execute(
            insert(ReadingRow).values(
                generation_id=generation_id,
                document_id=reading.document_id,
                warnings=list(reading.warnings),
                chunk_count=len(reading.chunks),
                indexed_at=moment,
                made_with=reading.made_with,
                **metadata_columns(reading.metadata),
            )
        )
        packed = pack_text(reading.loaded, reading.clean)
        connection.execute(
            insert(TextRow).values(generation_id=generation_id, document_id=reading.document_id, packed=packed)
        )
        if reading.chunks:
            connection.execute(insert(ChunkRow), [chunk_columns(chunk, generation_id) for chunk in reading.chunks])
    return moment


def mark_indexed(connection: Connection, document_ids: Iterable[str]) -> None:
    """Acknowledge documents: from the end of this transaction on they are found."""
    for document_id in document_ids:
        connection.execute(
            update(DocumentRow)
            .where(DocumentRow.document_id == document_id)
            .values(state=DocumentState.INDEXED.value, purge_pending=False)
        )


def put_source(connection: Connection, source: SourceRecord) -> None:
    """Note at which path a document was seen; whatever was known of that path is superseded."""
    connection.execute(delete(SourceRow).where(SourceRow.path == source.path))
    connection.execute(
        insert(SourceRow).values(
            path=source.path,
            document_id=source.document_id,
            collection=source.collection,
            size=source.stamp.size,
            mtime_ns=source.stamp.mtime_ns,
            inode=source.stamp.inode,
            seen_ns=time.time_ns(),
        )
    )
    connection.execute(delete(RefusalRow).where(RefusalRow.path == source.path))


def drop_source(connection: Connection, document_id: str, path: str) -> bool:
    """Forget one of several paths of a document; say whether there was another one, else nothing is done."""
    others = select(SourceRow.path).where(SourceRow.document_id == document_id, SourceRow.path != path).limit(1)
    if connection.scalar(others) is None:
        return False
    connection.execute(delete(SourceRow).where(SourceRow.path == path))
    return True


def put_refusal(connection: Connection, path: str, code: str, facts: dict[str, Any], collection: str) -> None:
    """Note that the file at ``path`` was refused."""
    connection.execute(delete(RefusalRow).where(RefusalRow.path == path))
    connection.execute(
        insert(RefusalRow).values(path=path, code=code, facts=facts, collection=collection, refused_at=now())
    )


def drop_refusals(connection: Connection, container: str, kept: Set[str]) -> int:
    """Forget the refusals of an archive or mail and of what is in it, but for those ``kept``; return how many."""
    within = (RefusalRow.path > f"{container}/") & (RefusalRow.path < end_of_contents(container))
    paths = connection.scalars(select(RefusalRow.path).where((RefusalRow.path == container) | within)).all()
    dropped = [path for path in paths if path not in kept]
    for path in dropped:
        connection.execute(delete(RefusalRow).where(RefusalRow.path == path))
    return len(dropped)


def end_of_contents(container: str) -> str:
    """The first text that sorts behind every path inside a container."""
    return container + chr(ord("/") + 1)


def refused_code(connection: Connection, path: str) -> str | None:
    """Why the file at ``path`` was refused last, if it was."""
    return connection.scalar(select(RefusalRow.code).where(RefusalRow.path == path))


def release_unreferenced(connection: Connection, document_ids: Iterable[str]) -> tuple[str, ...]:
    """Remove those of the documents that no source names any more; return them."""
    released = []
    for document_id in document_ids:
        named = select(SourceRow.path).where(SourceRow.document_id == document_id).limit(1)
        if connection.scalar(named) is None:
            remove_document(connection, document_id)
            released.append(document_id)
    return tuple(released)


def remove_document(connection: Connection, document_id: str) -> None:
    """Make a document unfindable for good: nothing of its text stays in the catalogue."""
    connection.execute(delete(SourceRow).where(SourceRow.document_id == document_id))
    _forget_reading(connection, document_id)
    connection.execute(delete(FingerprintRow).where(FingerprintRow.document_id == document_id))
    either = (DuplicatePairRow.first == document_id) | (DuplicatePairRow.second == document_id)
    connection.execute(delete(DuplicatePairRow).where(either))
    connection.execute(
        update(DocumentRow)
        .where(DocumentRow.document_id == document_id)
        .values(state=DocumentState.REMOVED.value, removed_at=now(), purge_pending=True)
    )


def note_purged(connection: Connection, document_ids: Iterable[str]) -> None:
    """Note that no index holds anything of these removed documents any more."""
    for document_id in document_ids:
        connection.execute(
            update(DocumentRow)
            .where(DocumentRow.document_id == document_id, DocumentRow.state == DocumentState.REMOVED.value)
            .values(purge_pending=False)
        )


def discard_queued(connection: Connection, document_ids: Iterable[str]) -> None:
    """Forget documents whose adding was never acknowledged."""
    for document_id in document_ids:
        _forget_reading(connection, document_id)
        connection.execute(delete(DocumentRow).where(DocumentRow.document_id == document_id))


def document_at(connection: Connection, path: str) -> str | None:
    """The document that was last seen at ``path``."""
    return connection.scalar(select(SourceRow.document_id).where(SourceRow.path == path))


def forget_readings(connection: Connection, document_ids: Iterable[str], generation_id: int) -> None:
    """Forget what one generation understood of documents."""
    for document_id in document_ids:
        _forget_reading(connection, document_id, generation_id)


def _forget_reading(connection: Connection, document_id: str, generation_id: int | None = None) -> None:
    generations = [generation_id]
    if generation_id is None:  # named one by one, because the indexes of the tables begin with the generation
        generations = list(connection.scalars(select(GenerationRow.generation_id)))
    for row in (ChunkRow, TextRow, ReadingRow):
        columns = _table(row).c
        for number in generations:
            connection.execute(delete(row).where(columns.generation_id == number, columns.document_id == document_id))


def _table(row: type[Base]) -> Table:
    return cast(Table, row.__table__)
