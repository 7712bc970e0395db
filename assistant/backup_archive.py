"""The files of a backup: a ZIP or a folder, written with a digest for each file and read back by name."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Protocol, Self

from assistant.errors import BackupDamaged
from vectorstore.storage_errors import storage_errors

MANIFEST: Final = "backup.json"
"""What a backup says of itself: when it was made and the size and digest of every file."""
_BLOCK_BYTES: Final = 1 << 20
_PARTIAL: Final = ".partial"


class ArchiveWriter:
    """Writes files behind one another; the archive appears under its name when ``finish`` was called, else not at all.

    Only the account that made it may read it: it holds the reports.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._partial = target.with_name(target.name + _PARTIAL)
        self._entries: dict[str, dict[str, object]] = {}
        self._zip: zipfile.ZipFile | None = None
        self.bytes = 0

    @property
    def files(self) -> int:
        """How many files were added."""
        return len(self._entries)

    def __enter__(self) -> Self:
        with storage_errors(self._target):
            self._target.parent.mkdir(parents=True, exist_ok=True)
            _delete(self._partial)
            if self._target.suffix == ".zip":
                handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                self._zip = zipfile.ZipFile(os.fdopen(handle, "wb"), "w", allowZip64=True)
            else:
                self._partial.mkdir(mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._zip is not None:
            self._close_zip()
        _delete(self._partial)

    def add(self, file: Path, name: str) -> None:
        """Add a file under a name with ``/`` between its parts."""
        with storage_errors(self._target), file.open("rb") as source:
            digest, size = self._write(source, name)
        self._entries[name] = {"size": size, "sha256": digest}
        self.bytes += size

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write what the backup says of itself and give it its name."""
        text = json.dumps({**manifest, "files": self._entries}, ensure_ascii=False, indent=0).encode()
        with storage_errors(self._target):
            if self._zip is not None:
                self._zip.writestr(MANIFEST, text, zipfile.ZIP_DEFLATED)
                self._close_zip()
            else:
                (self._partial / MANIFEST).write_bytes(text)
            self._partial.rename(self._target)

    def _close_zip(self) -> None:
        archive, self._zip = self._zip, None
        if archive is None or archive.fp is None:
            return
        stream = archive.fp
        try:
            archive.close()
        finally:
            stream.close()

    def _write(self, source: IO[bytes], name: str) -> tuple[str, int]:
        if self._zip is None:
            target = self._partial / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                return _copy(source, stream)
        entry = zipfile.ZipInfo(name)
        # databases shrink to a third; vectors and most originals do not shrink
        entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".sqlite3") else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as stream:
            return _copy(source, stream)


class Archive(Protocol):
    """A backup that is read."""

    def read(self, name: str) -> bytes:
        """A small file whole; raises ``BackupDamaged`` where it is not there."""
        ...

    def extract(self, name: str, target: Path) -> str:
        """Write a file to ``target`` and give its SHA-256; raises ``BackupDamaged`` and ``StorageFailed``."""
        ...


@contextmanager
def open_archive(source: Path) -> Iterator[Archive]:
    """Open a backup, ZIP or folder; raises ``BackupDamaged`` for what is neither."""
    if source.is_dir():
        yield _Folder(source)
        return
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupDamaged(path=str(source), detail=str(error)) from error
    with archive:
        yield _Zip(source, archive)


class _Zip:
    def __init__(self, source: Path, archive: zipfile.ZipFile) -> None:
        self._source = source
        self._archive = archive

    def read(self, name: str) -> bytes:
        with self._damage(name):
            return self._archive.read(name)

    def extract(self, name: str, target: Path) -> str:
        with self._damage(name), self._archive.open(name) as stream, storage_errors(target), target.open("wb") as file:
            return _copy(stream, file)[0]

    @contextmanager
    def _damage(self, name: str) -> Iterator[None]:
        try:
            yield
        except (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise BackupDamaged(path=str(self._source), detail=f"{name}: {error}") from error


class _Folder:
    def __init__(self, source: Path) -> None:
        self._source = source

    def read(self, name: str) -> bytes:
        try:
            return (self._source / name).read_bytes()
        except OSError as error:
            raise BackupDamaged(path=str(self._source), detail=f"{name}: {error.strerror}") from error

    def extract(self, name: str, target: Path) -> str:
        try:
            stream = (self._source / name).open("rb")
        except OSError as error:
            raise BackupDamaged(path=str(self._source), detail=f"{name}: {error.strerror}") from error
        with stream, storage_errors(target), target.open("wb") as file:
            return _copy(stream, file)[0]


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK_BYTES):
        digest.update(block)
        target.write(block)
        size += len(block)
    return digest.hexdigest(), size


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
