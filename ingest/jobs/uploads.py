"""Files that come from outside: streamed to the data folder, archives and mails taken apart, names kept as data."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import EmptyFile, FileTooLarge, RefusedFile, UnreadableFile
from ingest.intake import INCOMING
from ingest.jobs.records import NewItem, Upload
from ingest.loaders.contained import ArchiveLimits, container_kind, unpacked
from ingest.loaders.limits import check_limit
from ingest.originals import file_digest
from ingest.upload_names import free_name, shown_name
from vectorstore.storage_errors import storage_errors

_BLOCK: Final = 1 << 20
_FORGOTTEN_SECONDS: Final = 24 * 3600.0
"""An upload that was never queued (the browser went away) is deleted after a day."""


class IncomingFiles:
    """The folder ``incoming`` of a data folder. Names from outside never become paths in it."""

    def __init__(self, data_dir: Path, *, max_upload_bytes: int, archives: ArchiveLimits) -> None:
        self._folder = data_dir.absolute() / INCOMING
        self._max_upload_bytes = max_upload_bytes
        self._archives = archives

    def receive(self, stream: BinaryIO, name: str) -> Upload:
        """Write a stream to the disk as it comes; raises ``FileTooLarge`` and ``StorageFailed``, leaving nothing."""
        with storage_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, place = tempfile.mkstemp(dir=self._folder)
        size = 0
        try:
            with storage_errors(self._folder), os.fdopen(handle, "wb") as target:
                while block := stream.read(_BLOCK):
                    size += len(block)
                    check_limit(size, self._max_upload_bytes, "bytes")
                    target.write(block)
                target.flush()
                os.fsync(target.fileno())
        except FileTooLarge as refusal:
            Path(place).unlink(missing_ok=True)
            raise FileTooLarge(file=shown_name(name), **refusal.facts) from refusal
        except BaseException:
            Path(place).unlink(missing_ok=True)
            raise
        return Upload(shown_name(name), place, size)

    def items(self, uploads: Sequence[Upload], known: Callable[[str], str | None]) -> Iterator[NewItem]:
        """What is to be queued for uploads; what cannot be taken in at all is refused from the start.

        ``known`` gives the id of the document that has a name already: the same bytes keep it, others get a number.
        """
        given: dict[str, str] = {}
        for upload in uploads:
            for name, file, size, refusal in self._files(upload):
                if refusal is not None or file is None:
                    code = UnreadableFile.code if refusal is None else refusal.code
                    facts = {} if refusal is None else {key: str(value) for key, value in refusal.facts.items()}
                    yield NewItem(name, size=size, facts=facts, code=code)
                    continue
                digest = file_digest(Path(file))
                unique = free_name(name, partial(_is_taken, digest=digest, given=given, known=known))
                given[unique] = digest
                yield NewItem(unique, file, size)

    def clear(self, in_use: frozenset[str]) -> int:
        """Delete what no job needs and nobody has touched for a day; return how many files that were."""
        cleared = 0
        for file in self._folder.rglob("*") if self._folder.exists() else ():
            old = file.is_file() and time.time() - file.stat().st_mtime > _FORGOTTEN_SECONDS
            if old and str(file) not in in_use:
                file.unlink(missing_ok=True)
                cleared += 1
        for folder in self._folder.iterdir() if self._folder.exists() else ():
            old = folder.is_dir() and time.time() - folder.stat().st_mtime > _FORGOTTEN_SECONDS
            if old and not any(folder.iterdir()):
                folder.rmdir()
        return cleared

    def _files(self, upload: Upload) -> Iterator[tuple[str, str | None, int, RefusedFile | None]]:
        path = Path(upload.file)
        kind = container_kind(path, self._archives)
        try:
            contained = unpacked(path, self._archives, into=self._folder) if kind is not None else []
            if kind == "archive" and not contained:
                raise EmptyFile(file=upload.name)
        except RefusedFile as refusal:
            path.unlink(missing_ok=True)
            yield upload.name, None, upload.size, refusal
            return
        for one in contained:
            file = None if one.file is None else str(one.file)
            yield f"{upload.name}/{one.name}", file, one.size, one.refusal
        if kind == "archive":
            path.unlink(missing_ok=True)
        else:
            yield upload.name, upload.file, upload.size, None


def _is_taken(name: str, *, digest: str, given: dict[str, str], known: Callable[[str], str | None]) -> bool:
    other = given.get(name) or known(name)
    return other is not None and other != digest
