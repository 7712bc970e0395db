"""How the data folder and its disk are: what an administrator looks at before something runs out."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from vectorstore.errors import StoreError
from vectorstore.storage_errors import storage_errors

LOW_BYTES: Final = 2_000_000_000
"""Free space below which an administrator is warned; a rebuild needs room for a second set of indexes too."""
_PARTS: Final = ("generations", "originals", "models", "incoming", "logs")
DiskState = Literal["good", "low", "full", "read_only", "gone"]


@dataclass(frozen=True, slots=True)
class MachineState:
    """Sizes in bytes. ``parts`` are folders of the data folder by name, ``databases`` the databases together.

    ``disk``: ``good``; ``low`` where there is less room than ``LOW_BYTES`` or than the indexes take again; ``full``;
    ``read_only``; ``gone`` where the folder cannot be reached at all.
    """

    disk: DiskState
    free: int
    total: int
    parts: tuple[tuple[str, int], ...]
    databases: int

    @property
    def used(self) -> int:
        """Everything that the data folder takes."""
        return self.databases + sum(size for _, size in self.parts)


def look_at_machine(data_dir: Path) -> MachineState:
    """Measure the data folder; never raises, for the answer may be that it is not there."""
    try:
        usage = shutil.disk_usage(data_dir)
    except OSError:
        return MachineState("gone", 0, 0, (), 0)
    parts = tuple((name, folder_size(data_dir / name)) for name in _PARTS)
    databases = sum(size for file in data_dir.glob("*.sqlite3*") if (size := _size(file)))
    indexes = dict(parts)["generations"]
    return MachineState(_disk_state(data_dir, usage.free, indexes), usage.free, usage.total, parts, databases)


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; a file that vanishes meanwhile counts nothing, a link is not followed."""
    return sum(_size(file) for file in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names)


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _disk_state(data_dir: Path, free: int, indexes: int) -> DiskState:
    try:
        with storage_errors(data_dir), tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"\0" * 4096)
    except StoreError as error:
        return {"disk_full": "full", "data_folder_read_only": "read_only"}.get(error.code, "gone")  # type: ignore[return-value]
    return "low" if free < max(LOW_BYTES, indexes) else "good"
