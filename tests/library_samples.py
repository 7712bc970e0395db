"""Small documents that go into a library without loaders and cleaner, so that tests of the store stay fast."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.documents import Block, CleanDocument, LoadedDocument, OffsetMap
from ingest.library import Addition, Library
from ingest.opening import Checkpoint, no_checkpoint
from tests.fakes import WordCountEmbedder
from vectorstore.identity import IndexIdentity, identity_of
from vectorstore.records import Chunk, Language, ReportMetadata

DIMENSION = 64
EMBEDDER = WordCountEmbedder(DIMENSION)
IDENTITY = identity_of(EMBEDDER, chunker={"version": "1"}, tokeniser="1")
OTHER_IDENTITY = identity_of(EMBEDDER, chunker={"version": "2"}, tokeniser="1")


def sample_reading(text: str, *, source: str = "", language: Language = "en", title: str | None = None) -> Reading:
    """A document whose chunks are its lines."""
    document_id = hashlib.sha256(text.encode()).hexdigest()
    loaded = LoadedDocument(source, document_id, "text", text, encoding="utf-8")
    blocks, chunks, start = list[Block](), list[Chunk](), 0
    for index, line in enumerate(text.split("\n")):
        end = start + len(line)
        blocks.append(Block("paragraph", start, end))
        chunk_id = f"{document_id[:24]}{index:08d}"
        chunks.append(Chunk(chunk_id, document_id, index, line, start, end, None, (), f"{title or ''} {line}".strip()))
        start = end + 1
    clean = CleanDocument(text, tuple(blocks), OffsetMap(((0, 0, len(text), len(text)),)))
    metadata = ReportMetadata(title, language, "latin", "report")
    return Reading(loaded, clean, metadata, tuple(chunks), len(text.encode()))


def sample_vectors(readings: Sequence[Reading]) -> NDArray[np.float32]:
    return EMBEDDER.embed_passages([chunk.embedded_text for reading in readings for chunk in reading.chunks])


def open_sample_library(
    data_dir: Path,
    *,
    identity: IndexIdentity = IDENTITY,
    for_rebuild: bool = False,
    checkpoint: Checkpoint = no_checkpoint,
) -> Library:
    return Library.open(data_dir, identity=identity, for_rebuild=for_rebuild, checkpoint=checkpoint)


def add_text(library: Library, path: Path, text: str, *, collection: str = "default") -> str:
    """Write ``text`` to ``path`` and add it as the pipeline would; return the document's id."""
    path.write_text(text, encoding="utf-8")
    reading = sample_reading(text, source=str(path))
    library.originals.keep(path, reading.document_id)
    status = path.stat()
    stamp = FileStamp(status.st_size, status.st_mtime_ns, str(status.st_ino))
    source = SourceRecord(str(path), reading.document_id, collection, stamp)
    library.add([Addition(reading, source)], sample_vectors([reading]))
    return reading.document_id


def assert_whole(library: Library, texts: Sequence[str]) -> None:
    """Every text is there with all chunks in both indexes, and nothing else is."""
    readings = {reading.document_id: reading for reading in map(sample_reading, texts)}
    assert {record.document_id for record in library.documents()} == readings.keys()
    expected = {chunk.chunk_id: chunk.text for reading in readings.values() for chunk in reading.chunks}
    dense = library.dense_search(EMBEDDER.embed_queries(["anything at all"])[0], 10_000)
    assert {hit.chunk_id for hit in dense} == expected.keys()
    for document_id, reading in readings.items():
        assert library.text(document_id).clean == reading.clean
        assert library.originals.path(document_id).read_bytes() == reading.loaded.text.encode()
        for chunk in reading.chunks:
            hits = library.lexical_search(chunk.text, 10_000)
            assert chunk.chunk_id in {hit.chunk_id for hit in hits}
            assert {hit.chunk_id for hit in hits} <= expected.keys()
    found = library.chunks(list(expected))
    assert {chunk_id: chunk.text for chunk_id, chunk in found.items()} == expected
    with library.generation_in_use() as generation:
        assert generation.dense.count() == len(expected)
        assert generation.lexical.count() == len(expected)
