"""Tells from what an operating system or a database says why the data folder could not be used."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import DataFolderReadOnly, DiskFull, StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def storage_error(path: str | Path, cause: str | OSError) -> StorageFailed:
    """Choose the error for a failure at ``path``, by error number where there is one, by its words otherwise."""
    place, detail = str(path), str(cause)
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return DiskFull(path=place, detail=detail)
    if isinstance(cause, OSError) and cause.errno in _READ_ONLY:
        return DataFolderReadOnly(path=place, detail=detail)
    lowered = detail.lower()
    if "disk is full" in lowered or "no space left" in lowered:
        return DiskFull(path=place, detail=detail)
    if any(words in lowered for words in ("readonly", "read-only", "permission denied")):
        return DataFolderReadOnly(path=place, detail=detail)
    return StorageFailed(path=place, detail=detail)


@contextmanager
def storage_errors(path: str | Path) -> Iterator[None]:
    """Turn the operating system's errors inside the block into this project's."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error
