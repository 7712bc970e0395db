"""One call of the pipeline: outcomes leave in the order of the files, documents enter the library in batches."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_records import DocumentRecord, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.errors import RefusedFile, RemovedMeanwhile, UnknownDocument
from ingest.intake import Intake, proves_unchanged
from ingest.library import Addition
from ingest.outcomes import IngestOutcome, IngestProgress, OnProgress, Stage, found, refused
from vectorstore.records import Chunk

if TYPE_CHECKING:
    from ingest.pipeline import IngestPipeline

BATCH_CHUNKS = 256
BATCH_DOCUMENTS = 64
BATCH_CHARACTERS = 8_000_000
WAITING_OUTCOMES = 500


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document that waits for the rest of its batch."""

    addition: Addition
    replaces: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents whose chunks are being embedded."""

    documents: tuple[_Pending, ...]
    chunks: tuple[Chunk, ...]
    vectors: Future[NDArray[np.float32]]
    started: float


class IngestRun:
    """One call of ``ingest``: outcomes leave in the order of the files, documents enter the library in batches.

    While one batch is embedded, in a thread of its own, the next one is read and the one before is stored.
    """

    def __init__(
        self, pipeline: IngestPipeline, *, total: int, hidden: int = 0, on_progress: OnProgress | None = None
    ) -> None:
        self._pipeline = pipeline
        self._library = pipeline.library
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

    def __enter__(self) -> IngestRun:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave nothing behind of documents that were never acknowledged (the caller stopped, or an error did)."""
        self._embedder.shutdown(wait=True, cancel_futures=True)
        self._library.discard_originals(sorted(self._waiting()))

    def take(self, intake: Intake, known: SourceRecord | None, *, check_content: bool) -> None:
        """Give one file its outcome, or its place in the batch."""
        started = time.monotonic()
        source = intake.source
        self._report(source, "reading")
        try:
            examined = self._pipeline.examine(intake, known, check_content=check_content)
        except RemovedMeanwhile as refusal:
            self.settle(refused(source, refusal, seconds=time.monotonic() - started))
            return
        except RefusedFile as refusal:
            seconds = time.monotonic() - started
            self.settle(self._pipeline.refuse(source, refusal, intake.collection, seconds))
            return
        seconds = time.monotonic() - started
        if isinstance(examined.content, DocumentRecord):
            self.settle(self._recognise(examined.place, known, examined.content, seconds))
            return
        reading = examined.content
        if reading.document_id in self._waiting():  # the same bytes at two paths
            self.flush()
            record = self._library.view.records.get(reading.document_id)
            if record is not None:
                self.settle(self._recognise(examined.place, known, record, seconds))
                return
        replaces = known is not None and known.document_id in self._library.view.records
        pending = _Pending(Addition(reading, examined.place), replaces, seconds)
        self._pending[reading.document_id] = pending
        self._slots.append(pending)
        if len(self._slots) >= WAITING_OUTCOMES:
            self.flush()
        elif is_full([one.addition.reading for one in self._pending.values()], self._pipeline.pace.batch_chunks):
            self._embed_pending()

    def expect(self, more: int) -> None:
        """Count files that were found inside others."""
        self._total += more

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
            try:
                self._library.attach(place)
            except UnknownDocument:  # removed since it was looked at
                return refused(place.path, RemovedMeanwhile(file=place.path), seconds=seconds)
        elif place.path in self._refused or not proves_unchanged(known, place.stamp):
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


def is_full(readings: Sequence[Reading], batch_chunks: int | None = None) -> bool:
    """Say whether documents are enough for one batch (of ``batch_chunks`` chunks, ``BATCH_CHUNKS`` by default)."""
    chunks = sum(len(reading.chunks) for reading in readings)
    characters = sum(len(reading.loaded.text) for reading in readings)
    return (
        chunks >= (batch_chunks or BATCH_CHUNKS) or len(readings) >= BATCH_DOCUMENTS or characters >= BATCH_CHARACTERS
    )
