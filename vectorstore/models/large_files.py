"""Files of gigabytes: room on the disk, downloads that go on where they stopped, parts put together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from vectorstore.errors import NotEnoughSpace
from vectorstore.storage_errors import storage_errors

OnBytes = Callable[[int, int], None]
"""Receives bytes done and bytes in all."""

BLOCK = 1 << 20
SPARE_BYTES = 256_000_000
"""What must stay free beyond the file: the disk also holds the library's database."""
CONNECT_SECONDS = 10
READ_SECONDS = 60


class DownloadFailed(Exception):
    """A file could not be fetched; what has come stays on disk for the next attempt. The text says why."""


def check_space(folder: Path, wanted: int) -> None:
    """Raise ``NotEnoughSpace`` unless the disk of ``folder`` has room for ``wanted`` bytes and some to spare."""
    with storage_errors(folder):
        free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        megabytes = 1_000_000
        raise NotEnoughSpace(
            path=str(folder), wanted=(wanted + SPARE_BYTES) // megabytes, free=free // megabytes, unit="MB"
        )


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where there is none."""
    return path.stat().st_size if path.is_file() else 0


def copy_file(source: Path, target: Path, on_bytes: OnBytes) -> None:
    """Copy a file in blocks."""
    total = source.stat().st_size
    done = 0
    with source.open("rb") as reader, target.open("wb") as writer:
        for block in iter(lambda: reader.read(BLOCK), b""):
            writer.write(block)
            done += len(block)
            on_bytes(done, total)


def download(url: str, target: Path, size: int, on_bytes: OnBytes) -> None:
    """Fetch ``url`` into ``target``, going on after the bytes that are there. Raises ``DownloadFailed``."""
    import httpx

    while (before := size_of(target)) < size:
        try:
            _download_once(url, target, size, on_bytes)
        except httpx.HTTPStatusError as error:
            raise DownloadFailed(f"HTTP {error.response.status_code}") from error
        except httpx.HTTPError as error:
            if size_of(target) <= before:  # an attempt that brought something is followed by another
                raise DownloadFailed(f"{type(error).__name__}: {error}") from error
        else:
            if size_of(target) <= before:
                raise DownloadFailed(f"ended after {size_of(target)} of {size} bytes")
    if size_of(target) != size:
        found = size_of(target)
        target.unlink()
        raise DownloadFailed(f"{found} bytes came, {size} were expected")


def _download_once(url: str, target: Path, size: int, on_bytes: OnBytes) -> None:
    import httpx

    done = size_of(target)
    headers = {"Range": f"bytes={done}-", "Accept-Encoding": "identity"} if done else {"Accept-Encoding": "identity"}
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
        response.raise_for_status()
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            done = 0  # the server does not know ranges and starts from the beginning
        with target.open("ab" if done else "wb") as writer:
            for block in response.iter_bytes():
                writer.write(block)
                done += len(block)
                on_bytes(done, size)


class GrowingFile:
    """A file that is put together from parts and knows, even after being killed, how many it holds.

    The count is written after the part; a part that was half written when the process ended is cut off again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._record = path.with_suffix(path.suffix + ".json")

    @property
    def parts(self) -> int:
        """How many parts the file holds completely."""
        return self._read()[0]

    @property
    def size(self) -> int:
        """Bytes of the parts that it holds completely."""
        return self._read()[1]

    def append(self, blocks: Iterator[bytes]) -> None:
        """Add one part at the end."""
        parts, size = self._read()
        with self.path.open("ab") as writer:
            writer.truncate(size)
            writer.seek(size)
            for block in blocks:
                writer.write(block)
            size = writer.tell()
        self._record.write_text(json.dumps([parts + 1, size]), encoding="utf-8")

    def _read(self) -> tuple[int, int]:
        try:
            parts, size = json.loads(self._record.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError):
            return 0, 0
        return (int(parts), int(size)) if size_of(self.path) >= int(size) else (0, 0)


def blocks_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Read a stream to its end, block by block."""
    return iter(lambda: stream.read(BLOCK), b"")


def assemble(target: GrowingFile, parts: Sequence[Callable[[], Iterator[bytes]]], size: int, on_bytes: OnBytes) -> None:
    """Add the parts that ``target`` does not hold yet, one after another."""
    for part in parts[target.parts :]:
        on_bytes(target.size, size)
        target.append(part())
    on_bytes(target.size, size)
