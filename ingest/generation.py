"""The indexes of one generation: a Chroma and a Tantivy folder that live and go together."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue_writes import GenerationRecord
from vectorstore.chroma_store import ChromaStore
from vectorstore.errors import IndexDamaged, IndexMismatch, StoreError
from vectorstore.lexical import LexicalIndex, LexicalRow
from vectorstore.records import Chunk
from vectorstore.storage_errors import storage_error, storage_errors

DENSE_FOLDER = "dense"
LEXICAL_FOLDER = "lexical"

S = TypeVar("S", ChromaStore, LexicalIndex)


class Generation:
    """An open pair of indexes. Searches use it through :meth:`in_use`, so that it never closes under one."""

    def __init__(self, record: GenerationRecord, folder: Path, dense: ChromaStore, lexical: LexicalIndex) -> None:
        self.record = record
        self.folder = folder
        self.dense = dense
        self.lexical = lexical
        self._users = 0
        self._idle = threading.Condition()

    @classmethod
    def open(cls, record: GenerationRecord, folder: Path, *, replace_damaged: bool = False) -> Generation:
        """Open both indexes in ``folder``, creating what is not there.

        ``replace_damaged`` begins an index that cannot be opened anew, empty; otherwise ``IndexDamaged`` is raised.
        """
        dimension = record.identity.dimension
        dense = _open(folder / DENSE_FOLDER, lambda path: ChromaStore.open(path, dimension), replace_damaged)
        try:
            lexical = _open(folder / LEXICAL_FOLDER, _open_lexical, replace_damaged)
        except StoreError:
            dense.close()
            raise
        return cls(record, folder, dense, lexical)

    @property
    def generation_id(self) -> int:
        return self.record.generation_id

    def write(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Put chunks into both indexes; durable when it returns, and the same when done twice."""
        if chunks:
            self.write_dense(chunks, vectors)
            self.write_lexical(chunks)

    def write_dense(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Put chunks into the dense index only."""
        self.dense.add([chunk.chunk_id for chunk in chunks], [chunk.document_id for chunk in chunks], vectors)

    def write_lexical(self, chunks: Iterable[Chunk]) -> None:
        """Put chunks into the lexical index only."""
        with _lexical_errors(self.folder):
            self.lexical.add(
                LexicalRow(chunk_id=chunk.chunk_id, document_id=chunk.document_id, text=chunk.embedded_text)
                for chunk in chunks
            )
            self.lexical.commit()

    def purge(self, document_ids: Sequence[str]) -> None:
        """Take documents out of both indexes."""
        if document_ids:
            self.purge_dense(document_ids)
            self.purge_lexical(document_ids)

    def purge_dense(self, document_ids: Sequence[str]) -> None:
        """Take documents out of the dense index only."""
        self.dense.remove_documents(document_ids)

    def purge_lexical(self, document_ids: Sequence[str]) -> None:
        """Take documents out of the lexical index only."""
        with _lexical_errors(self.folder):
            self.lexical.remove_documents(document_ids)
            self.lexical.commit()

    def replace(self, document_id: str, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Put chunks in the place of all that a document has; vectors beyond them stay for the caller to remove.

        Searches find the document throughout: vectors are overwritten, its words change in one commit.
        """
        self.write_dense(chunks, vectors)
        with _lexical_errors(self.folder):
            self.lexical.remove_documents([document_id])
        self.write_lexical(chunks)

    def renew_lexical(self) -> None:
        """Begin the lexical index anew, empty."""
        self.lexical.close()
        delete_folder(self.folder / LEXICAL_FOLDER)
        self.lexical = _open_lexical(self.folder / LEXICAL_FOLDER)

    @contextmanager
    def in_use(self) -> Iterator[Generation]:
        """Keep the indexes open for the length of the block."""
        with self._idle:
            self._users += 1
        try:
            yield self
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()

    def close(self) -> None:
        """Wait for searches under way, then release every file."""
        with self._idle:
            self._idle.wait_for(lambda: self._users == 0, timeout=30)
        self.dense.close()
        with _lexical_errors(self.folder):
            self.lexical.close()


def _open(folder: Path, opener: Callable[[Path], S], replace_damaged: bool) -> S:
    try:
        return opener(folder)
    except (IndexDamaged, IndexMismatch):
        if not replace_damaged:
            raise
    delete_folder(folder)
    return opener(folder)


def _open_lexical(folder: Path) -> LexicalIndex:
    with _lexical_errors(folder):
        return LexicalIndex.open(folder)


def delete_folder(folder: Path) -> None:
    """Delete a folder with everything in it; one that is not there is no error."""
    with storage_errors(folder):
        if folder.exists():
            shutil.rmtree(folder)


@contextmanager
def _lexical_errors(folder: Path) -> Iterator[None]:
    """Tantivy's binding raises ``ValueError`` for everything, a full disk too."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise storage_error(folder, error if isinstance(error, OSError) else str(error)) from error
