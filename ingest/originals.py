"""The files as they were received, kept under the digest of their bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from ingest.errors import UnreadableFile
from vectorstore.storage_errors import storage_errors

_BLOCK_BYTES = 1 << 20


class Originals:
    """A folder of originals, ``<first two digits>/<SHA-256>``; each appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, document_id: str) -> Path:
        """Where the original with this digest stands, or would stand."""
        return self._folder / document_id[:2] / document_id

    def keep(self, file: Path, document_id: str) -> int:
        """Copy ``file`` in and write it through to the disk; return its size in bytes.

        Raises ``UnreadableFile`` when the file cannot be read or is no longer what ``document_id`` was computed from,
        ``StorageFailed`` when the copy cannot be written.
        """
        target = self.path(document_id)
        if target.exists():
            return target.stat().st_size
        with storage_errors(self._folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        incoming = Path(name)
        try:
            size = _copy(file, handle, document_id, self._folder)
            with storage_errors(self._folder):
                incoming.replace(target)
                _sync_folder(target.parent)
        finally:
            incoming.unlink(missing_ok=True)
        return size

    def discard(self, document_id: str) -> None:
        """Delete an original; one that is not there is no error."""
        target = self.path(document_id)
        with storage_errors(self._folder):
            target.unlink(missing_ok=True)

    def sweep(self, known: frozenset[str]) -> None:
        """Delete unfinished copies and originals of documents that are not ``known``."""
        with storage_errors(self._folder):
            for shelf in self._folder.iterdir() if self._folder.exists() else ():
                for file in shelf.iterdir():
                    if file.name not in known:
                        file.unlink(missing_ok=True)


def file_digest(file: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal; raises ``UnreadableFile`` when it cannot be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(file=str(file), detail=error.strerror or str(error)) from error


def _copy(file: Path, handle: int, document_id: str, folder: Path) -> int:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as target:
        try:
            source = file.open("rb")
        except OSError as error:
            raise UnreadableFile(file=str(file), detail=error.strerror or str(error)) from error
        with source:
            while block := source.read(_BLOCK_BYTES):
                digest.update(block)
                size += len(block)
                with storage_errors(folder):
                    target.write(block)
        with storage_errors(folder):
            target.flush()
            os.fsync(target.fileno())
    if digest.hexdigest() != document_id:
        raise UnreadableFile(file=str(file), detail="the file changed while it was being read")
    return size


def _sync_folder(folder: Path) -> None:
    """Make a rename durable (POSIX; Windows has no handle on a folder to do it with)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that cannot be done (another disk, a file system without links)."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
