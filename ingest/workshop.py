"""Where files are read and chunks embedded: in this process, or (``workshop_process``) in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_writes import Reading
from ingest.chunker import ChunkerConfig
from ingest.corrections import Correction
from ingest.errors import CorruptFile
from ingest.loaders import LoadLimits
from ingest.near_duplicates import fingerprint_of
from ingest.reading import load_source, read_again, read_document
from ingest.stored_text import StoredText
from vectorstore.embedder import Embedder
from vectorstore.records import ReportMetadata


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A file to be read: where its bytes lie, the name by which the library knows it, its size in bytes.

    ``document_id`` is the digest that its bytes must have, where that is known.
    """

    file: Path
    source: str
    size: int
    document_id: str | None = None
    corrections: tuple[Correction, ...] = ()
    """What was set by hand: the chunks know it."""


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A document to be cut into chunks from its stored text; ``metadata`` are those that were read."""

    stored: StoredText
    metadata: ReportMetadata
    size: int
    corrections: tuple[Correction, ...] = ()


class Workshop(Protocol):
    """Reads files and embeds texts. Calls come from one thread for each of the two."""

    def read(self, task: ReadingTask) -> Reading:
        """Read a file whole; raises ``RefusedFile``."""
        ...

    def read_stored(self, task: StoredTask) -> Reading:
        """Cut a stored text into chunks."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text."""
        ...

    def close(self) -> None:
        """Release what was taken for the work; it is taken again when more comes."""
        ...


class OwnWorkshop:
    """Does the work where it is called."""

    def __init__(self, embedder: Embedder, chunker: ChunkerConfig, limits: LoadLimits) -> None:
        self._embedder = embedder
        self._chunker = chunker
        self._limits = limits

    def read(self, task: ReadingTask) -> Reading:
        loaded = load_source(task.file, task.source, self._limits)
        if task.document_id is not None and loaded.document_id != task.document_id:
            raise CorruptFile(file=task.source, detail="the file is no longer what it was")
        count = self._embedder.count_tokens
        reading = read_document(loaded, task.size, self._chunker, count, task.corrections)
        return _with_fingerprint(reading)

    def read_stored(self, task: StoredTask) -> Reading:
        count = self._embedder.count_tokens
        return _with_fingerprint(
            read_again(task.stored, task.metadata, task.size, self._chunker, count, task.corrections)
        )

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_passages(list(texts))

    def close(self) -> None:
        """There is nothing to release."""


def _with_fingerprint(reading: Reading) -> Reading:
    clean, source = reading.clean.text, reading.loaded.source
    return replace(reading, fingerprint=fingerprint_of(clean, reading.metadata.title, source))
