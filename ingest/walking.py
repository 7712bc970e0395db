"""Finds the files under given paths, in an order that does not depend on the file system."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue_records import FileStamp


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found: files to read, folders that could not be listed, and how many hidden entries were passed over.

    Hidden are names that begin with a dot and the owner files (``~$…``) that word processors leave beside an open
    document, inside a folder; one that is named itself is read.
    """

    files: tuple[Path, ...]
    closed_folders: tuple[tuple[Path, str], ...]
    hidden: int


def walk_files(paths: Iterable[Path]) -> Walk:
    """List every file below ``paths``: the paths in the order given, below each by name, each folder once.

    A path that does not exist is listed as a file: reading it gives the reason.
    """
    files: dict[Path, None] = {}
    closed: list[tuple[Path, str]] = []
    visited: set[tuple[int, int]] = set()
    hidden = 0
    pending = [Path(os.path.abspath(path)) for path in paths][::-1]  # noqa: PTH100 (resolve() would follow links)
    while pending:
        path = pending.pop()
        if not path.is_dir():
            files[path] = None
            continue
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            names = sorted(os.listdir(path), key=os.fsencode)  # noqa: PTH208 (names, not paths, are wanted)
        except OSError as error:
            closed.append((path, error.strerror or str(error)))
            continue
        shown = [name for name in names if not name.startswith((".", "~$"))]
        hidden += len(names) - len(shown)
        pending.extend(path / name for name in reversed(shown))
    return Walk(tuple(files), tuple(closed), hidden)


def path_text(path: Path) -> str:
    """A path as text that any database and terminal takes: bytes that are not text are written ``\\xNN``."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_stamp(path: Path) -> FileStamp:
    """The stamp of a regular file; raises ``OSError`` for anything else."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("not a regular file")
    return FileStamp(status.st_size, status.st_mtime_ns, str(status.st_ino))
