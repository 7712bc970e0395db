"""Takes files into a library: each one gets an outcome, none stops the others, chunks are embedded across files.

A run holds in memory the list of paths and one batch of documents, whatever the number of files.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import batched
from ingest.catalogue_care import carried
from ingest.catalogue_records import DocumentRecord, FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.chunker import ChunkerConfig
from ingest.corrections import Correction
from ingest.errors import CorruptFile, RefusedFile, UnreadableFile
from ingest.library import Addition, Library
from ingest.loaders import LoadLimits
from ingest.originals import file_digest
from ingest.outcomes import IngestOutcome, IngestProgress, RebuildReport, Stage, found, refused
from ingest.reading import load_source, read_again, read_document
from ingest.rebuild import GenerationBuild
from ingest.walking import file_stamp, path_text, walk_files
from vectorstore.embedder import Embedder
from vectorstore.errors import IndexDamaged, IndexMismatch
from vectorstore.identity import REINDEX_COMMAND, EmbeddingParts, IndexIdentity, identity_of
from vectorstore.records import Chunk
from vectorstore.search_text import KEYS_VERSION

OnProgress = Callable[[IngestProgress], None]

_BATCH_CHUNKS = 256
_BATCH_DOCUMENTS = 64
_BATCH_CHARACTERS = 8_000_000
_EMBED_AT_ONCE = 512
_WAITING_OUTCOMES = 500
_SETTLED_AFTER_NS = 2_000_000_000
"""A file whose time stamp is younger than this may change again without a new one (file systems count in up to 2 s)."""
_FRUITLESS_PASSES = 3


def index_identity(embedder: EmbeddingParts, chunker: ChunkerConfig) -> IndexIdentity:
    """The identity of indexes that this model and chunker fill."""
    return identity_of(embedder, chunker=chunker.parts(), tokeniser=KEYS_VERSION)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be read: where it is, and the document it holds or what was newly understood of it."""

    place: SourceRecord
    content: DocumentRecord | Reading


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document that waits for the rest of its batch."""

    addition: Addition
    replaces: bool
    seconds: float


class IngestPipeline:
    """Fills a library with files; one run at a time."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        *,
        chunker: ChunkerConfig = ChunkerConfig(),  # noqa: B008 (frozen)
        limits: LoadLimits = LoadLimits(),  # noqa: B008 (frozen)
    ) -> None:
        self.library = library
        self._embedder = embedder
        self._chunker = chunker
        self._limits = limits

    @property
    def identity(self) -> IndexIdentity:
        """What an index has to be made with for this pipeline to fill it."""
        return index_identity(self._embedder, self._chunker)

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        collection: str = "default",
        on_progress: OnProgress | None = None,
        check_content: bool = False,
    ) -> Iterator[IngestOutcome]:
        """Take in every file under ``paths`` and yield its outcome, in the order of the files.

        An outcome is yielded once it is final: what is ``added`` or ``replaced`` is found from then on, whatever
        happens to the process. A file whose size, time stamp and inode are those of the last run counts as unchanged
        without being read, unless ``check_content`` is set or its time stamp is so young that it proves nothing.

        Raises ``IndexMismatch`` when the library was indexed with other parts, ``StorageFailed`` when it cannot be
        written.
        """
        self._require_identity()
        self.repair()
        walk = walk_files(paths)
        with _Run(self, collection, len(walk.files) + len(walk.closed_folders), walk.hidden, on_progress) as run:
            for folder, detail in walk.closed_folders:
                refusal = UnreadableFile(file=path_text(folder), detail=detail)
                run.settle(self.refuse(path_text(folder), refusal, collection, 0.0))
            for batch in batched(walk.files, _WAITING_OUTCOMES):
                known = self.library.catalogue.sources([path_text(path) for path in batch])
                for path in batch:
                    run.take(path, known.get(path_text(path)), check_content=check_content)
                    yield from run.ready()
            run.flush()
            yield from run.ready()

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
        return self._revise(self.read_for(self.library.originals.path(document_id), record.source, document_id))

    def read_for(self, file: Path, source: str, document_id: str) -> Reading:
        """Read a file that holds a known document under the path by which the library knows it.

        Raises ``RefusedFile``, also where the file no longer is that document.
        """
        loaded = load_source(file, source, self._limits)
        if loaded.document_id != document_id:
            raise CorruptFile(file=source, detail="the kept file is not what was added")
        corrections = self.library.catalogue.corrections(document_id)
        size = file.stat().st_size
        return read_document(loaded, size, self._chunker, self._embedder.count_tokens, corrections)

    def _revise(self, reading: Reading) -> int:
        self._require_identity()
        self.library.revise(reading, self.embed(reading.chunks))
        return len(reading.chunks)

    def rebuild(self, *, on_progress: OnProgress | None = None) -> RebuildReport:
        """Index every document anew with this pipeline's parts, beside the indexes that go on answering.

        The originals are read again; where one no longer can be, the stored text serves. Killed, the next call goes on
        where this one stopped. Raises ``StorageFailed`` and ``IndexDamaged``; the library then stays as it was.
        """
        started = time.monotonic()
        build = GenerationBuild.begin(self.library, self.identity)
        total, done, chunks = len(build.unread()), 0, 0
        fallbacks: list[str] = []
        for _ in range(_FRUITLESS_PASSES):
            for readings in self._readings_in_batches(build.unread(), fallbacks):
                _report(on_progress, done, total, readings[0].loaded.source, "embedding")
                batch = [chunk for reading in readings for chunk in reading.chunks]
                build.add(readings, self.embed(batch))
                done, chunks = done + len(readings), chunks + len(batch)
            if build.finish():
                _report(on_progress, done, total, "", "done")
                return RebuildReport(done, chunks, time.monotonic() - started, tuple(fallbacks))
        raise IndexDamaged(path=str(self.library.data_dir), detail="the new index does not keep what is written")

    def embed(self, chunks: Sequence[Chunk]) -> NDArray[np.float32]:
        """One unit vector for each chunk."""
        vectors = np.empty((len(chunks), self._embedder.dimension), np.float32)
        for start in range(0, len(chunks), _EMBED_AT_ONCE):
            texts = [chunk.embedded_text for chunk in chunks[start : start + _EMBED_AT_ONCE]]
            vectors[start : start + len(texts)] = self._embedder.embed_passages(texts)
        return vectors

    # ---- one file ----------------------------------------------------------------------------------------------

    def examine(self, path: Path, known: SourceRecord | None, collection: str, *, check_content: bool) -> Examined:
        """Find out whether ``path`` holds a document of the library, and read it if not; raises ``RefusedFile``.

        The stamp is taken before the content, so that a change in between is noticed by the next run.
        """
        source = path_text(path)
        try:
            stamp = file_stamp(path)
        except (OSError, ValueError) as error:
            detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise UnreadableFile(file=source, detail=detail) from error
        records = self.library.view.records
        record: DocumentRecord | None = None
        if known is not None and not check_content and _proves_unchanged(known, stamp):
            record = records.get(known.document_id)
        if record is None and self.library.catalogue.has_size(stamp.size):
            record = records.get(file_digest(path))
        if record is not None:
            return Examined(SourceRecord(source, record.document_id, collection, stamp), record)
        loaded = load_source(path, source, self._limits)
        place = SourceRecord(source, loaded.document_id, collection, stamp)
        record = records.get(loaded.document_id)
        if record is not None:
            return Examined(place, record)
        corrections = self._corrections_for(loaded.document_id, known)
        reading = read_document(loaded, stamp.size, self._chunker, self._embedder.count_tokens, corrections)
        self.library.originals.keep(path, loaded.document_id)
        return Examined(place, reading)

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
            if _is_full(batch):
                yield batch
                batch = []
        if batch:
            yield batch

    def _read_original(self, record: DocumentRecord, fallbacks: list[str]) -> Reading:
        original = self.library.originals.path(record.document_id)
        try:
            loaded = load_source(original, record.source, self._limits)
            if loaded.document_id == record.document_id:
                corrections = self.library.catalogue.corrections(record.document_id)
                return read_document(loaded, record.size, self._chunker, self._embedder.count_tokens, corrections)
        except RefusedFile:
            pass  # the stored text serves; the report names the document
        fallbacks.append(record.document_id)
        return self._read_stored(record.document_id)

    def _read_stored(self, document_id: str) -> Reading:
        """Cut a document's stored text into chunks with what was corrected since."""
        library = self.library
        record, stored = library.document(document_id, as_read=True), library.text(document_id)
        corrections = library.catalogue.corrections(document_id)
        count = self._embedder.count_tokens
        return read_again(stored, record.metadata, record.size, self._chunker, count, corrections)

    def _corrections_for(self, document_id: str, known: SourceRecord | None) -> Sequence[Correction]:
        """The corrections that a document has or will take over from the former version at its path."""
        own = self.library.catalogue.corrections(document_id)
        if own or known is None or known.document_id == document_id:
            return own
        return carried(self.library.catalogue.corrections(known.document_id))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents whose chunks are being embedded."""

    documents: tuple[_Pending, ...]
    chunks: tuple[Chunk, ...]
    vectors: Future[NDArray[np.float32]]
    started: float


class _Run:
    """One call of ``ingest``: outcomes leave in the order of the files, documents enter the library in batches.

    While one batch is embedded, in a thread of its own, the next one is read and the one before is stored.
    """

    def __init__(
        self, pipeline: IngestPipeline, collection: str, total: int, hidden: int, on_progress: OnProgress | None
    ) -> None:
        self._pipeline = pipeline
        self._library = pipeline.library
        self._collection = collection
        self._total = total
        self._hidden = hidden
        self._on_progress = on_progress
        self._done = 0
        self._slots: deque[IngestOutcome | _Pending] = deque()
        self._pending: dict[str, _Pending] = {}
        self._touched: list[SourceRecord] = []
        self._refused = frozenset(refusal.path for refusal in self._library.refusals())
        self._batches: deque[_Batch] = deque()
        self._embedder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave nothing behind of documents that were never acknowledged (the caller stopped, or an error did)."""
        self._embedder.shutdown(wait=True, cancel_futures=True)
        for document_id in self._waiting():
            if document_id not in self._library.view.records:
                self._library.originals.discard(document_id)

    def take(self, path: Path, known: SourceRecord | None, *, check_content: bool) -> None:
        """Give one file its outcome, or its place in the batch."""
        started = time.monotonic()
        source = path_text(path)
        self._report(source, "reading")
        try:
            examined = self._pipeline.examine(path, known, self._collection, check_content=check_content)
        except RefusedFile as refusal:
            seconds = time.monotonic() - started
            self.settle(self._pipeline.refuse(source, refusal, self._collection, seconds))
            return
        seconds = time.monotonic() - started
        if isinstance(examined.content, DocumentRecord):
            self.settle(self._recognise(examined.place, known, examined.content, seconds))
            return
        reading = examined.content
        if reading.document_id in self._waiting():  # the same bytes at two paths
            self.flush()
            record = self._library.view.records[reading.document_id]
            self.settle(self._recognise(examined.place, known, record, seconds))
            return
        replaces = known is not None and known.document_id in self._library.view.records
        pending = _Pending(Addition(reading, examined.place), replaces, seconds)
        self._pending[reading.document_id] = pending
        self._slots.append(pending)
        if len(self._slots) >= _WAITING_OUTCOMES:
            self.flush()
        elif _is_full([one.addition.reading for one in self._pending.values()]):
            self._embed_pending()

    def settle(self, outcome: IngestOutcome) -> None:
        """Note the final outcome of a file."""
        self._slots.append(outcome)

    def ready(self) -> Iterator[IngestOutcome]:
        """Yield the outcomes that are final and whose files come before all others."""
        while self._slots:
            outcome = self._slots[0]
            if not isinstance(outcome, IngestOutcome):
                return
            self._slots.popleft()
            self._done += 1
            self._report(outcome.source, "done")
            yield outcome

    def flush(self) -> None:
        """Embed and add what waits; afterwards every outcome is final."""
        if self._touched:
            self._library.refresh_sources(self._touched)
            self._touched.clear()
        self._embed_pending()
        while self._batches:
            self._store_first()

    def _waiting(self) -> set[str]:
        """The ids of the documents that were read but are not in the library yet."""
        embedding = {one.addition.reading.document_id for batch in self._batches for one in batch.documents}
        return embedding | self._pending.keys()

    def _embed_pending(self) -> None:
        """Hand what was read to the embedding thread, then store what it has finished."""
        if not self._pending:
            return
        documents = tuple(self._pending.values())
        self._pending.clear()
        chunks = tuple(chunk for one in documents for chunk in one.addition.reading.chunks)
        self._report(documents[-1].addition.source.path, "embedding")
        vectors = self._embedder.submit(self._pipeline.embed, chunks)
        self._batches.append(_Batch(documents, chunks, vectors, time.monotonic()))
        if len(self._batches) > 1:
            self._store_first()

    def _store_first(self) -> None:
        batch = self._batches[0]
        vectors = batch.vectors.result()
        self._report(batch.documents[-1].addition.source.path, "storing")
        self._library.add([one.addition for one in batch.documents], vectors)
        share = (time.monotonic() - batch.started) / max(len(batch.chunks), 1)
        outcomes = {id(one): _added(one, share) for one in batch.documents}
        self._slots = deque(outcomes.get(id(slot), slot) for slot in self._slots)
        self._batches.popleft()

    def _recognise(
        self, place: SourceRecord, known: SourceRecord | None, record: DocumentRecord, seconds: float
    ) -> IngestOutcome:
        """Note a file whose bytes are in the library already."""
        replaced = known is not None and known.document_id != record.document_id
        if known is None or replaced or known.collection != place.collection:
            self.flush()
            self._library.attach(place)
        elif place.path in self._refused or not _proves_unchanged(known, place.stamp):
            self._touched.append(place)
        return found(
            "replaced" if replaced else "unchanged",
            place.path,
            record.document_id,
            record.metadata,
            record.chunk_count,
            seconds=seconds,
            warnings=record.warnings,
        )

    def _report(self, source: str, stage: Stage) -> None:
        if self._on_progress is not None:
            self._on_progress(IngestProgress(self._done, self._total, source, stage, self._hidden))


def _added(one: _Pending, seconds_per_chunk: float) -> IngestOutcome:
    reading = one.addition.reading
    return found(
        "replaced" if one.replaces else "added",
        one.addition.source.path,
        reading.document_id,
        replace(reading.metadata, values=()),
        len(reading.chunks),
        seconds=one.seconds + seconds_per_chunk * len(reading.chunks),
        warnings=reading.warnings,
    )


def _is_full(readings: Sequence[Reading]) -> bool:
    chunks = sum(len(reading.chunks) for reading in readings)
    characters = sum(len(reading.loaded.text) for reading in readings)
    return chunks >= _BATCH_CHUNKS or len(readings) >= _BATCH_DOCUMENTS or characters >= _BATCH_CHARACTERS


def _proves_unchanged(known: SourceRecord, stamp: FileStamp) -> bool:
    """Say whether an equal stamp is enough: not when it was young at the time at which the content was read."""
    return known.stamp == stamp and known.seen_ns - stamp.mtime_ns > _SETTLED_AFTER_NS


def _report(on_progress: OnProgress | None, done: int, total: int, source: str, stage: Stage) -> None:
    if on_progress is not None:
        on_progress(IngestProgress(done, total, source, stage))
