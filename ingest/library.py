"""The library: the catalogue, the current indexes and the right to change them, as one thing.

What may be shown is what the catalogue says is indexed, in the current generation; the indexes may hold more for a
moment (a document being added, one just removed) and are filtered by it. A change counts from its SQL commit on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest import catalogue_bin as bin_writes
from ingest import catalogue_care as care
from ingest import catalogue_duplicates as duplicate_writes
from ingest import catalogue_writes as writes
from ingest.catalogue import Catalogue
from ingest.catalogue_bin import Recycling
from ingest.catalogue_records import ReconcileReport, SourceRecord
from ingest.catalogue_writes import Reading, Transaction
from ingest.generation import Generation
from ingest.library_lock import LibraryLock
from ingest.library_reader import EVERYTHING, REVISION, LibraryReader
from ingest.library_view import LibraryView
from ingest.opening import (
    CATALOGUE_FILE,
    Checkpoint,
    close_all,
    current_generation,
    discard_unneeded,
    generation_folder,
    no_checkpoint,
)
from ingest.originals import Originals
from ingest.reconcile import reconcile
from vectorstore.errors import StoreError
from vectorstore.identity import IndexIdentity
from vectorstore.records import Chunk

_logger = logging.getLogger(__name__)

__all__ = ["EVERYTHING", "Addition", "Library"]

_MANY = 50
"""Changed documents beyond which all records are read at once instead of one by one."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addition:
    """A document to be added: what was understood of it and where it was found."""

    reading: Reading
    source: SourceRecord


class Library(LibraryReader):
    """An open library. Readers may be many threads; changes are made one at a time."""

    def __init__(
        self,
        data_dir: Path,
        lock: LibraryLock,
        catalogue: Catalogue,
        generation: Generation,
        reconciled: ReconcileReport,
        checkpoint: Checkpoint,
        rollback_days: float = 0.0,
    ) -> None:
        super().__init__(data_dir, lock, catalogue, generation, reconciled)
        self.rollback_days = rollback_days
        """How long indexes that were replaced by a rebuild are kept, so that they can answer again."""
        self.checkpoint = checkpoint
        self._changing = threading.RLock()
        self._building: Generation | None = None

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        identity: IndexIdentity,
        dimension: int | None = None,
        catalogue_url: str | None = None,
        for_rebuild: bool = False,
        building: IndexIdentity | None = None,
        rollback_days: float = 0.0,
        checkpoint: Checkpoint = no_checkpoint,
    ) -> Library:
        """Open the library in ``data_dir``, creating it when there is none, and finish what was left unfinished.

        An unfinished rebuild is discarded, unless it is one to the parts ``building`` (or ``for_rebuild`` is set);
        indexes that a rebuild replaced stay for ``rollback_days``.

        Raises:
            IndexLocked: another process has it open.
            IndexMismatch: its indexes were made with other parts than ``identity``; ``for_rebuild`` opens it as it is.
            IndexDamaged: the catalogue or an index cannot be read.
            StorageFailed: the folder cannot be written (``DiskFull``, ``DataFolderReadOnly``).
        """
        if dimension is not None and dimension != identity.dimension:
            raise ValueError(f"dimension {dimension} is not the identity's {identity.dimension}")
        data_dir = data_dir.absolute()
        lock = LibraryLock.acquire(data_dir)
        catalogue: Catalogue | None = None
        generation: Generation | None = None
        try:
            catalogue = Catalogue.open(catalogue_url or f"sqlite:///{data_dir / CATALOGUE_FILE}")
            record = current_generation(catalogue, identity, for_rebuild=for_rebuild)
            going_on = building or (identity if for_rebuild else None)
            discarded = discard_unneeded(catalogue, data_dir, record, going_on, rollback_days)
            generation = Generation.open(record, generation_folder(data_dir, record), replace_damaged=for_rebuild)
            report = reconcile(catalogue, generation, Originals(data_dir / "originals"), unclean=lock.left_open)
            report = replace(report, discarded_generations=discarded)
            return cls(data_dir, lock, catalogue, generation, report, checkpoint, rollback_days)
        except BaseException:
            close_all(generation, catalogue, lock)
            raise

    # ---- changing ----------------------------------------------------------------------------------------------

    def add(self, additions: Sequence[Addition], vectors: NDArray[np.float32]) -> None:
        """Add documents whose originals are kept; ``vectors`` are those of all their chunks, in order.

        A document that stood at one of the paths before is replaced in the same step. When this returns, every
        document is acknowledged; when it raises, none is.
        """
        with self.change():
            self._finish_purges(frozenset(addition.reading.document_id for addition in additions))
            additions, vectors, known = self._not_there_yet(additions, vectors)
            readings = [addition.reading for addition in additions]
            with self.catalogue.transaction() as connection:
                writes.queue_documents(connection, readings)
            self.checkpoint("add: queued")
            try:
                self._write_indexes(readings, vectors)
                revision, previous, released = self._commit_additions(additions)
            except StoreError:
                self._undo(readings)
                raise
            self._publish(revision, changed=[*(one.document_id for one in readings), *previous], drop=released)
            self.checkpoint("add: committed")
            self._purge_or_leave(released)
            for source in known:
                self.attach(source)

    def attach(self, source: SourceRecord) -> None:
        """Note that an indexed document's bytes are (now) found at a path, in place of what was there.

        Raises ``UnknownDocument`` where the document was removed meanwhile.
        """
        with self.change():
            self._holding(source.document_id)
            with self.catalogue.transaction() as connection:
                previous = self._previous(connection, source)
                if previous:
                    care.note_addition(connection, source, previous)
                writes.put_source(connection, source)
                bin_writes.forget_removal(connection, [source.document_id])
                released = writes.release_unreferenced(connection, previous)
                revision = self.next_revision(connection)
            self.checkpoint("attach: committed")
            self._publish(revision, changed=[source.document_id, *previous], drop=released)
            self._purge_or_leave(released)

    def refresh_sources(self, sources: Sequence[SourceRecord]) -> None:
        """Note that files hold what they held, under new time stamps."""
        with self.change(), self.catalogue.transaction() as connection:
            for source in sources:
                writes.put_source(connection, source)

    def refuse(self, path: str, code: str, facts: Mapping[str, object], collection: str) -> None:
        """Record that the file at ``path`` was refused; a document indexed from that path before stays."""
        plain = {name: value if isinstance(value, int | float | str) else str(value) for name, value in facts.items()}
        with self.change(), self.catalogue.transaction() as connection:
            if writes.refused_code(connection, path) != code:
                care.note_event(connection, "refused", path, None, code=code)
            writes.put_refusal(connection, path, code, plain, collection)
            revision = self.next_revision(connection)
        self._publish(revision)

    def forget_refusals(self, container: str, *, kept: Set[str]) -> None:
        """Forget that an archive or mail was refused, and what was refused in it, but for the paths ``kept``."""
        with self.change():
            with self.catalogue.transaction() as connection:
                if not writes.drop_refusals(connection, container, kept):
                    return
                revision = self.next_revision(connection)
            self._publish(revision)

    def remove(self, document_id: str, *, recycling: Recycling | None = None, by: str = "") -> None:
        """Remove a document: nothing of it is found from the commit on. Raises ``UnknownDocument``.

        Its original is deleted too, and what was corrected in it by hand, unless ``recycling`` says that it goes into
        the bin.
        """
        with self.change():
            record = self._holding(document_id).records[document_id]
            with self.catalogue.transaction() as connection:
                care.note_removal(connection, record.source, document_id, recycling, by)
                if recycling is not None:
                    bin_writes.recycle(connection, document_id, record.metadata.title, recycling)
                if recycling is None or recycling.reason == "removed":
                    bin_writes.withdraw(connection, document_id)
                writes.remove_document(connection, document_id)
                revision = self.next_revision(connection)
                self.checkpoint("remove: before commit")
            self._publish(revision, drop=(document_id,))
            self.checkpoint("remove: committed")
            self._purge_or_leave((document_id,))

    def revise(self, reading: Reading, vectors: NDArray[np.float32]) -> None:
        """Let a new reading of an indexed document take the place of the one before; raises ``UnknownDocument``.

        The indexes are written first. Where that ends half-way the document stays outdated and is revised again.
        """
        document_id = reading.document_id
        with self.change():
            generation = self._holding(document_id).generation
            before = {chunk.chunk_id for chunk in self.document_chunks(document_id)}
            generation.replace(document_id, reading.chunks, vectors)
            self.checkpoint("revise: indexes written")
            with self.catalogue.transaction() as connection:
                writes.store_readings(connection, generation.generation_id, [reading])
                revision = self.next_revision(connection)
            self.checkpoint("revise: committed")
            self._publish(revision, changed=[document_id])
            superfluous = sorted(before - {chunk.chunk_id for chunk in reading.chunks})
            if superfluous:
                generation.dense.remove_chunks(superfluous)

    def commit(
        self, changing: Callable[[Transaction], T], *, changed: Sequence[str] = (), drop: Sequence[str] = ()
    ) -> T:
        """Run one transaction that changes what is known of documents, and show its outcome to readers."""
        with self.change():
            with self.catalogue.transaction() as connection:
                result = changing(connection)
                revision = self.next_revision(connection)
            self._publish(revision, changed=changed, drop=drop)
        return result

    def note_change(self) -> None:
        """Count a change of what is known about documents, so that whoever keeps something looks again."""
        with self.change():
            with self.catalogue.transaction() as connection:
                revision = self.next_revision(connection)
            self._publish(revision)

    def drop_source(self, path: str) -> None:
        """Forget a path of a document that has others; the last one stays, for a document is removed by ``remove``."""
        with self.change():
            with self.catalogue.transaction() as connection:
                document_id = writes.document_at(connection, path)
                if document_id is None or not writes.drop_source(connection, document_id, path):
                    return
                revision = self.next_revision(connection)
            self._publish(revision, changed=[document_id])

    def empty_bin(self, document_ids: Sequence[str]) -> None:
        """Delete the originals of documents in the bin for good; one that is not in it is no error."""
        with self.change():
            with self.catalogue.transaction() as connection:
                bin_writes.take_from_bin(connection, document_ids)
                for document_id in document_ids:
                    if document_id not in self._view.records:
                        care.forget_corrections(connection, document_id)
            self.checkpoint("bin: committed")
            self.discard_originals(document_ids)

    # ---- settings ----------------------------------------------------------------------------------------------

    def put_setting(self, name: str, value: str) -> None:
        """Store a value with the library."""
        with self.change(), self.catalogue.transaction() as connection:
            writes.put_setting(connection, name, value)

    # ---- vectors that were lost --------------------------------------------------------------------------------

    def restore_vectors(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Put back vectors that were lost."""
        with self.change():
            chunk_ids = [chunk.chunk_id for chunk in chunks]
            self._view.generation.dense.add(chunk_ids, [chunk.document_id for chunk in chunks], vectors)
            restored = frozenset(chunk_ids)
            self._missing_vectors = tuple(one for one in self._missing_vectors if one not in restored)

    # ---- generations -------------------------------------------------------------------------------------------

    def note_building(self, generation: Generation | None) -> None:
        """Let documents that are removed from now on be purged from this generation too."""
        self._building = generation

    def replace_generation(self, generation: Generation, revision: int) -> Generation:
        """Answer from another generation from now on; return the one before, which the caller closes."""
        fresh = LibraryView(generation, self.catalogue.records(generation.generation_id), revision)
        with self._swap:
            old, self._view = self._view.generation, fresh
        self._building = None
        self._missing_vectors = ()
        return old

    def next_revision(self, connection: Transaction) -> int:
        """Count a change inside its transaction."""
        revision = self._view.revision + 1
        writes.put_setting(connection, REVISION, str(revision))
        return revision

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep every other change out for the length of the block."""
        self._check_process()
        with self._changing:
            yield

    def close(self) -> None:
        """Release every file and the lock; calling it twice is no error."""
        with self._changing:
            if self._building is not None:
                self._building.close()
            self._building = None
            close_all(self._view.generation, self.catalogue, self._lock)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # ---- inside ------------------------------------------------------------------------------------------------

    def _not_there_yet(
        self, additions: Sequence[Addition], vectors: NDArray[np.float32]
    ) -> tuple[list[Addition], NDArray[np.float32], list[SourceRecord]]:
        """Split off the sources of documents that another run has added meanwhile."""
        fresh, known = list[Addition](), list[SourceRecord]()
        rows: list[int] = []
        start = 0
        for addition in additions:
            end = start + len(addition.reading.chunks)
            if addition.reading.document_id in self._view.records:
                known.append(addition.source)
            else:
                fresh.append(addition)
                rows.extend(range(start, end))
            start = end
        return fresh, (vectors if not known else vectors[rows]), known

    def _write_indexes(self, readings: Sequence[Reading], vectors: NDArray[np.float32]) -> None:
        chunks = [chunk for reading in readings for chunk in reading.chunks]
        if not chunks:
            return
        generation = self._view.generation
        generation.write_dense(chunks, vectors)
        self.checkpoint("add: vectors written")
        generation.write_lexical(chunks)
        self.checkpoint("add: lexical written")

    def _commit_additions(self, additions: Sequence[Addition]) -> tuple[int, list[str], tuple[str, ...]]:
        """Acknowledge; return the revision, the documents that stood at the paths, and those of them now removed."""
        readings = [addition.reading for addition in additions]
        with self.catalogue.transaction() as connection:
            previous: list[str] = []
            writes.store_readings(connection, self._view.generation.generation_id, readings)
            writes.mark_indexed(connection, [reading.document_id for reading in readings])
            duplicate_writes.put_fingerprints(connection, readings)
            returning = bin_writes.recycled_ids(connection)
            bin_writes.forget_removal(connection, [reading.document_id for reading in readings])
            for addition in additions:
                former = self._previous(connection, addition.source)
                care.carry_corrections(connection, former, addition.reading.document_id)
                restored = addition.source.document_id in returning
                care.note_addition(connection, addition.source, former, restored=restored)
                previous.extend(former)
                writes.put_source(connection, addition.source)
            released = writes.release_unreferenced(connection, previous)
            revision = self.next_revision(connection)
            self.checkpoint("add: before commit")
        return revision, previous, released

    @staticmethod
    def _previous(connection: Transaction, source: SourceRecord) -> list[str]:
        found = writes.document_at(connection, source.path)
        return [] if found is None or found == source.document_id else [found]

    def _publish(self, revision: int, *, changed: Sequence[str] = (), drop: Sequence[str] = ()) -> None:
        view = self._view
        number = view.generation.generation_id
        if len(changed) > _MANY:
            records = self.catalogue.records(number)
            put = [records[document_id] for document_id in changed if document_id in records]
        else:
            found = (self.catalogue.record(number, document_id) for document_id in changed)
            put = [replace(one, metadata=replace(one.metadata, values=())) for one in found if one is not None]
        with self._swap:
            self._view = view.after(revision, put=put, drop=drop)

    def _undo(self, readings: Sequence[Reading]) -> None:
        """Take back what was never acknowledged, as far as the disk allows; opening does the rest."""
        document_ids = [reading.document_id for reading in readings]
        try:
            self._view.generation.purge(document_ids)
            with self.catalogue.transaction() as connection:
                writes.discard_queued(connection, document_ids)
            self.discard_originals(document_ids)
        except StoreError:
            return

    def discard_originals(self, document_ids: Sequence[str]) -> None:
        """Delete the originals of documents that are neither in the library nor in its bin."""
        with self.change():
            with self.catalogue.reading() as connection:
                kept = bin_writes.recycled_ids(connection)
            for document_id in document_ids:
                if document_id not in self._view.records and document_id not in kept:
                    self.originals.discard(document_id)

    def _finish_purges(self, returning: frozenset[str]) -> None:
        """Purge what an earlier failure left, before documents of the same bytes are added again."""
        self._purge(self.catalogue.purge_pending(), keep_originals=returning)

    def _purge_or_leave(self, document_ids: Sequence[str]) -> None:
        """Purge after a commit: what fails is invisible already, and is tried again by the next change or opening."""
        try:
            self._purge(document_ids)
        except StoreError:
            _logger.warning("index entries of %d removed documents wait to be purged", len(document_ids), exc_info=True)

    def _purge(self, document_ids: Sequence[str], *, keep_originals: frozenset[str] = frozenset()) -> None:
        if not document_ids:
            return
        for generation in (self._view.generation, self._building):
            if generation is not None:
                generation.purge_dense(document_ids)
                self.checkpoint("purge: dense")
                generation.purge_lexical(document_ids)
        self.checkpoint("purge: indexes")
        with self.catalogue.transaction() as connection:
            writes.note_purged(connection, document_ids)
        self.checkpoint("purge: noted")
        self.discard_originals([one for one in document_ids if one not in keep_originals])
        self.checkpoint("purge: originals")
