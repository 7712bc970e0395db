"""OLE compound files: which format one holds, and its streams, read within limits ([MS-CFB])."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import olefile  # type: ignore[import-untyped]

from ingest.errors import CorruptFile
from ingest.loaders.limits import check_limit

BROKEN: Final = (
    OSError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
    MemoryError,
)
"""What the reader of compound files lets through when a file is broken."""
_MOST_STREAMS: Final = 50_000


@contextmanager
def open_compound(data: bytes, kind: str) -> Iterator[Any]:
    """Open a compound file; raises ``CorruptFile`` for a broken one, also from what is read inside."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield file
    except BROKEN as problem:
        raise CorruptFile(format=kind, detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def stream_names(file: Any) -> list[list[str]]:
    """The paths of all streams; raises ``FileTooLarge`` beyond what a file of an office holds."""
    names = file.listdir(streams=True, storages=False)
    check_limit(len(names), _MOST_STREAMS, "streams")
    return [list(name) for name in names]


def read_stream(file: Any, path: list[str] | str) -> bytes:
    """The bytes of a stream; empty where there is none of that name."""
    return bytes(file.openstream(path).read()) if file.exists(path) else b""
