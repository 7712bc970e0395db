"""Takes files into a library: each one gets an outcome, none stops the others, chunks are embedded across files.

A run holds in memory the list of paths and one batch of documents, whatever the number of files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import batched
from ingest.catalogue_bin import withdrawn_at
from ingest.catalogue_care import carried
from ingest.catalogue_records import DocumentRecord, SourceRecord
from ingest.catalogue_writes import GenerationRecord, Reading
from ingest.chunker import ChunkerConfig
from ingest.containers import about, open_container
from ingest.corrections import Correction, corrections_digest
from ingest.errors import RefusedFile, RemovedMeanwhile, UnreadableFile
from ingest.ingest_run import WAITING_OUTCOMES, IngestRun, is_full
from ingest.intake import INCOMING, Examined, Intake, proves_unchanged, read_stamp
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.loaders.contained import ArchiveLimits
from ingest.originals import file_digest
from ingest.outcomes import IngestOutcome, IngestProgress, OnProgress, RebuildReport, Stage, refused
from ingest.rebuild import GenerationBuild
from ingest.walking import path_text, walk_files
from ingest.workshop import OwnWorkshop, ReadingTask, StoredTask, Workshop
from vectorstore.embedder import Embedder
from vectorstore.errors import IndexDamaged, IndexMismatch
from vectorstore.identity import REINDEX_COMMAND, EmbeddingParts, IndexIdentity, identity_of
from vectorstore.records import Chunk
from vectorstore.search_text import KEYS_VERSION

_EMBED_AT_ONCE = 512
_FRUITLESS_PASSES = 3
_File = tuple[Intake, SourceRecord | None]
"""A file on its way in, and what was known at its path."""


def _no_pause() -> None:
    """Go on at once."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How work is cut up so that it can make way: ``pause`` is called between pieces of ``embed_at_once`` texts.

    It may wait, and it may raise to stop the work. Documents are acknowledged in batches of ``batch_chunks`` chunks.
    """

    embed_at_once: int = _EMBED_AT_ONCE
    batch_chunks: int | None = None
    pause: Callable[[], None] = _no_pause


def index_identity(embedder: EmbeddingParts, chunker: ChunkerConfig) -> IndexIdentity:
    """The identity of indexes that this model and chunker fill."""
    return identity_of(embedder, chunker=chunker.parts(), tokeniser=KEYS_VERSION)


class IngestPipeline:
    """Fills a library with files; one run at a time."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        *,
        chunker: ChunkerConfig = ChunkerConfig(),  # noqa: B008 (frozen)
        limits: LoadLimits = LoadLimits(),  # noqa: B008 (frozen)
        archives: ArchiveLimits = ArchiveLimits(),  # noqa: B008 (frozen)
    ) -> None:
        workshop = OwnWorkshop(embedder, chunker, limits)
        self._set_up(library, workshop, index_identity(embedder, chunker), embedder.dimension, Pace(), archives)

    @classmethod
    def with_workshop(
        cls,
        library: Library,
        workshop: Workshop,
        identity: IndexIdentity,
        *,
        pace: Pace = Pace(),
        archives: ArchiveLimits = ArchiveLimits(),  # noqa: B008 (frozen)
    ) -> IngestPipeline:
        """A pipeline whose reading and embedding is done by ``workshop``, which works with the parts ``identity``."""
        pipeline = cls.__new__(cls)
        pipeline._set_up(library, workshop, identity, identity.dimension, pace, archives)
        return pipeline

    def _set_up(
        self,
        library: Library,
        workshop: Workshop,
        identity: IndexIdentity,
        dimension: int,
        pace: Pace,
        archives: ArchiveLimits,
    ) -> None:
        self.library = library
        self.identity = identity
        """What an index has to be made with for this pipeline to fill it."""
        self._workshop = workshop
        self._dimension = dimension
        self.pace = pace
        self.archives = archives
        """What archives and mails may expand to."""

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        collection: str = "default",
        on_progress: OnProgress | None = None,
        check_content: bool = False,
    ) -> Iterator[IngestOutcome]:
        """Take in every file under ``paths`` and yield its outcome, in the order of the files.

        An archive has the outcomes of what it holds; a mail that of each file attached to it, then its own.

        An outcome is yielded once it is final: what is ``added`` or ``replaced`` is found from then on, whatever
        happens to the process. A file whose size, time stamp and inode are those of the last run counts as unchanged
        without being read, unless ``check_content`` is set or its time stamp is so young that it proves nothing.

        Raises ``IndexMismatch`` when the library was indexed with other parts, ``StorageFailed`` when it cannot be
        written.
        """
        self._require_identity()
        walk = walk_files(paths)
        total = len(walk.files) + len(walk.closed_folders)
        for folder, detail in walk.closed_folders:
            refusal = UnreadableFile(file=path_text(folder), detail=detail)
            yield self.refuse(path_text(folder), refusal, collection, 0.0)
        intakes = [Intake(path, path_text(path), collection) for path in walk.files]
        with IngestRun(self, total=total, hidden=walk.hidden, on_progress=on_progress) as run:
            files = self._with_contents(run, self._with_sources(intakes), check_content=check_content)
            yield from self._take_all(run, files, check_content=check_content)

    def take_in(
        self, intakes: Sequence[Intake], *, on_progress: OnProgress | None = None, check_content: bool = False
    ) -> Iterator[IngestOutcome]:
        """Take in files under the names that they are to have, as :meth:`ingest` does; one outcome each, in order."""
        self._require_identity()
        with IngestRun(self, total=len(intakes), on_progress=on_progress) as run:
            yield from self._take_all(run, self._with_sources(intakes), check_content=check_content)

    def _take_all(self, run: IngestRun, files: Iterator[_File], *, check_content: bool) -> Iterator[IngestOutcome]:
        self.repair()
        for intake, known in files:
            self.pace.pause()
            run.take(intake, known, check_content=check_content)
            yield from run.ready()
        run.flush()
        yield from run.ready()

    def _with_sources(self, intakes: Sequence[Intake]) -> Iterator[_File]:
        for batch in batched(intakes, WAITING_OUTCOMES):
            known = self.library.catalogue.sources([intake.source for intake in batch])
            for intake in batch:
                yield intake, known.get(intake.source)

    def _with_contents(self, run: IngestRun, files: Iterator[_File], *, check_content: bool) -> Iterator[_File]:
        """Put what archives and mails hold before them, for as long as it is being read."""
        into = self.library.data_dir / INCOMING
        for intake, known in files:
            try:
                opened = open_container(self.library, intake, self.archives, into=into, check_content=check_content)
            except RefusedFile as refusal:
                yield replace(intake, refusal=about(intake.source, refusal)), known
                continue
            if opened is not None:
                run.expect(len(opened.members) - (opened.kind == "archive"))
                held = {one.path: one for one in opened.known}
                try:
                    yield from ((member, held.get(member.source)) for member in opened.members)
                finally:
                    opened.discard()
            if opened is None or opened.kind == "mail":
                yield intake, known

    def remove(self, document_id: str) -> None:
        """Remove a document for good; raises ``UnknownDocument``."""
        self.library.remove(document_id)

    def repair(self) -> int:
        """Embed again what the dense index lost or does not know of corrections by hand; return how many chunks."""
        restored = sum(self.restate(one) for one in self.library.outdated())
        for batch in batched(self.library.missing_vectors, _EMBED_AT_ONCE):
            chunks = list(self.library.chunks(batch).values())
            self.library.restore_vectors(chunks, self.embed(chunks))
            restored += len(chunks)
        return restored

    def restate(self, document_id: str) -> int:
        """Embed a document again with its corrections by hand, from its stored text; return how many chunks."""
        return self._revise(self._read_stored(document_id))

    def reread(self, document_id: str) -> int:
        """Read one document's original again and let the result take the place of what is indexed of it.

        Raises ``UnknownDocument``, and ``RefusedFile`` where the original can no longer be read: all stays as it was.
        """
        record = self.library.document(document_id)
        original = self.library.originals.path(document_id)
        return self._revise(self._workshop.read(self._reading_task(original, record)))

    def _revise(self, reading: Reading) -> int:
        self._require_identity()
        self.library.revise(reading, self.embed(reading.chunks))
        return len(reading.chunks)

    def rebuild(
        self, *, on_progress: OnProgress | None = None, switch: Callable[[GenerationBuild], bool] | None = None
    ) -> RebuildReport:
        """Index every document anew with this pipeline's parts, beside the indexes that go on answering.

        The originals are read again; where one no longer can be, the stored text serves. Killed, the next call goes on
        where this one stopped. ``switch`` finishes the build in place of :meth:`GenerationBuild.finish`. Raises
        ``StorageFailed`` and ``IndexDamaged``; the library then stays as it was.
        """
        return self._complete(GenerationBuild.begin(self.library, self.identity), on_progress, switch)

    def go_back(
        self,
        record: GenerationRecord,
        *,
        on_progress: OnProgress | None = None,
        switch: Callable[[GenerationBuild], bool] | None = None,
    ) -> RebuildReport:
        """Let retired indexes that were made with this pipeline's parts answer again, after adding what they lack."""
        return self._complete(GenerationBuild.going_back(self.library, record), on_progress, switch)

    def _complete(
        self,
        build: GenerationBuild,
        on_progress: OnProgress | None,
        switch: Callable[[GenerationBuild], bool] | None,
    ) -> RebuildReport:
        started = time.monotonic()
        total, done, chunks = len(build.unread()), 0, 0
        fallbacks: list[str] = []
        finished = False
        try:
            for _ in range(_FRUITLESS_PASSES):
                for readings in self._readings_in_batches(build.unread(), fallbacks):
                    _report(on_progress, done, total, readings[0].loaded.source, "embedding")
                    batch = [chunk for reading in readings for chunk in reading.chunks]
                    build.add(readings, self.embed(batch))
                    done, chunks = done + len(readings), chunks + len(batch)
                    _report(on_progress, done, total, readings[-1].loaded.source, "storing")
                _report(on_progress, done, total, "", "verifying")
                finished = build.finish() if switch is None else switch(build)
                if finished:
                    _report(on_progress, done, total, "", "done")
                    return RebuildReport(done, chunks, time.monotonic() - started, tuple(fallbacks))
        finally:
            if not finished:
                build.close()
        raise IndexDamaged(path=str(self.library.data_dir), detail="the new index does not keep what is written")

    def embed(self, chunks: Sequence[Chunk]) -> NDArray[np.float32]:
        """One unit vector for each chunk."""
        vectors = np.empty((len(chunks), self._dimension), np.float32)
        step = self.pace.embed_at_once
        for start in range(0, len(chunks), step):
            self.pace.pause()
            texts = [chunk.embedded_text for chunk in chunks[start : start + step]]
            vectors[start : start + len(texts)] = self._workshop.embed(texts)
        return vectors

    # ---- one file ----------------------------------------------------------------------------------------------

    def examine(self, intake: Intake, known: SourceRecord | None, *, check_content: bool) -> Examined:
        """Find out whether a file holds a document of the library, and read it if not; raises ``RefusedFile``.

        The stamp is taken before the content, so that a change in between is noticed by the next run.
        """
        source, collection, path = intake.source, intake.collection, intake.file
        if intake.refusal is not None:
            raise intake.refusal
        stamp = intake.stamp or read_stamp(path, source)
        records = self.library.view.records
        record: DocumentRecord | None = None
        if known is not None and not check_content and proves_unchanged(known, stamp):
            record = records.get(known.document_id)
        if record is None and self.library.catalogue.has_size(stamp.size):
            record = records.get(file_digest(path))
        if record is not None:
            return Examined(SourceRecord(source, record.document_id, collection, stamp), record)
        task = ReadingTask(path, source, stamp.size, intake.document_id, self._carried(known))
        reading = self._workshop.read(task)
        place = SourceRecord(source, reading.document_id, collection, stamp)
        record = records.get(reading.document_id)
        if record is not None:
            return Examined(place, record)
        self._refuse_removed(intake, reading.document_id)
        own = self.library.catalogue.corrections(reading.document_id)
        if own and corrections_digest(own) != reading.made_with:  # it was here before and keeps what was corrected
            reading = self._workshop.read(replace(task, document_id=reading.document_id, corrections=own))
        self.library.originals.keep(path, reading.document_id)
        return Examined(place, reading)

    def _refuse_removed(self, intake: Intake, document_id: str) -> None:
        """Keep out what a person removed after the file was queued."""
        if intake.asked_at is None:
            return
        with self.library.catalogue.reading() as connection:
            removed = withdrawn_at(connection, document_id)
        if removed is not None and removed > intake.asked_at:
            raise RemovedMeanwhile(file=intake.source)

    def refuse(self, source: str, refusal: RefusedFile, collection: str, seconds: float) -> IngestOutcome:
        """Record a refusal and return the outcome."""
        outcome = refused(source, refusal, seconds=seconds)
        self.library.refuse(source, refusal.code, outcome.facts, collection)
        return outcome

    # ---- inside ------------------------------------------------------------------------------------------------

    def _require_identity(self) -> None:
        differences = self.identity.differences(self.library.identity)
        if differences:
            raise IndexMismatch(
                expected={name: mine for name, (mine, _) in differences.items()},
                found={name: theirs for name, (_, theirs) in differences.items()},
                command=REINDEX_COMMAND,
            )

    def _readings_in_batches(self, document_ids: Sequence[str], fallbacks: list[str]) -> Iterator[list[Reading]]:
        batch: list[Reading] = []
        for document_id in document_ids:
            record = self.library.view.records.get(document_id)
            if record is None:  # removed meanwhile
                continue
            batch.append(self._read_original(record, fallbacks))
            if is_full(batch, self.pace.batch_chunks):
                yield batch
                batch = []
        if batch:
            yield batch

    def _read_original(self, record: DocumentRecord, fallbacks: list[str]) -> Reading:
        original = self.library.originals.path(record.document_id)
        self.pace.pause()
        try:
            return self._workshop.read(self._reading_task(original, record))
        except RefusedFile:
            pass  # the stored text serves; the report names the document
        fallbacks.append(record.document_id)
        return self._read_stored(record.document_id)

    def _reading_task(self, file: Path, record: DocumentRecord) -> ReadingTask:
        corrections = self.library.catalogue.corrections(record.document_id)
        return ReadingTask(file, record.source, record.size, record.document_id, corrections)

    def _read_stored(self, document_id: str) -> Reading:
        """Cut a document's stored text into chunks with what was corrected since."""
        library = self.library
        record, corrections = library.document_as_read(document_id), library.catalogue.corrections(document_id)
        task = StoredTask(library.text(document_id), record.metadata, record.size, corrections)
        return self._workshop.read_stored(task)

    def _carried(self, known: SourceRecord | None) -> tuple[Correction, ...]:
        """The corrections that a new version of a file takes over."""
        return tuple(carried(self.library.catalogue.corrections(known.document_id))) if known is not None else ()


def _report(on_progress: OnProgress | None, done: int, total: int, source: str, stage: Stage) -> None:
    if on_progress is not None:
        on_progress(IngestProgress(done, total, source, stage))
