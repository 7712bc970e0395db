"""From a loaded file to everything that is indexed of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.catalogue_writes import Reading
from ingest.chunker import ChunkerConfig, chunk_document
from ingest.cleaner import clean_document
from ingest.corrections import Correction, apply_corrections, corrections_digest
from ingest.documents import LoadedDocument
from ingest.errors import NoReadableText, ReadingFailed
from ingest.loaders import LoadLimits, load_file
from ingest.metadata import read_metadata
from ingest.stored_text import StoredText
from vectorstore.records import ReportMetadata

_logger = logging.getLogger(__name__)

_DEFECTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)
"""What a mistake of ours would raise on a text that nobody thought of; one such file must not stop the others."""


def load_source(path: Path, source: str, limits: LoadLimits) -> LoadedDocument:
    """Load a file under the name by which the library knows it; raises ``RefusedFile``."""
    try:
        return replace(load_file(path, limits=limits), source=source)
    except _DEFECTS as error:
        raise _failed(source, error) from error


def read_document(
    loaded: LoadedDocument,
    size: int,
    chunker: ChunkerConfig,
    count_tokens: Callable[[str], int],
    corrections: Sequence[Correction] = (),
) -> Reading:
    """Clean a loaded document, find its metadata and cut it into chunks; raises ``RefusedFile``.

    ``corrections`` are what people set by hand: the chunks know them, the reading's metadata stay as they were read.
    """
    try:
        clean = clean_document(loaded)
        metadata = read_metadata(clean, loaded)
        known = apply_corrections(metadata, corrections)
        chunks = chunk_document(clean, known, loaded.document_id, chunker, count_tokens)
    except _DEFECTS as error:
        raise _failed(loaded.source, error) from error
    if not chunks:
        raise NoReadableText(file=loaded.source)
    return Reading(loaded, clean, metadata, chunks, size, corrections_digest(corrections))


def read_again(
    stored: StoredText,
    metadata: ReportMetadata,
    size: int,
    chunker: ChunkerConfig,
    count_tokens: Callable[[str], int],
    corrections: Sequence[Correction] = (),
) -> Reading:
    """Cut a document into chunks from its stored text; ``metadata`` are those that were read, without corrections."""
    document_id = stored.loaded.document_id
    known = apply_corrections(metadata, corrections)
    chunks = chunk_document(stored.clean, known, document_id, chunker, count_tokens)
    return Reading(stored.loaded, stored.clean, metadata, chunks, size, corrections_digest(corrections))


def _failed(source: str, error: Exception) -> ReadingFailed:
    _logger.exception("reading %s failed", source)
    return ReadingFailed(file=source, detail=f"{type(error).__name__}: {error}"[:300])
