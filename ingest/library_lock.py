"""One process owns a library: a lock that the operating system releases when the process ends, however it ends."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from vectorstore.errors import IndexLocked
from vectorstore.storage_errors import storage_errors

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_LOCK_NAME = "library.lock"
_HOLDER_NAME = "library.holder.json"


class LibraryLock:
    """The exclusive right to a data folder, held through an open file.

    A process that was killed holds nothing: its handle is gone. What is written about the holder is for people to read
    and decides nothing. The right does not pass to a forked child: :attr:`is_mine` tells.
    """

    def __init__(self, file: IO[bytes], holder: Path, *, left_open: bool) -> None:
        self.left_open = left_open
        """Whether the owner before did not release the lock itself: it was killed, or the machine stopped."""
        self._file = file
        self._holder = holder
        self._pid = os.getpid()

    @classmethod
    def acquire(cls, data_dir: Path) -> LibraryLock:
        """Take the lock of ``data_dir`` at once, or raise ``IndexLocked`` naming who has it."""
        path, holder = data_dir / _LOCK_NAME, data_dir / _HOLDER_NAME
        with storage_errors(path):
            data_dir.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
            if not _try_lock(file):
                file.close()
                raise IndexLocked(holder=_describe(holder), path=str(data_dir))
            left_open = holder.exists()
            try:
                holder.write_text(json.dumps(_this_process(), ensure_ascii=False), encoding="utf-8")
            except OSError:
                file.close()
                raise
        return cls(file, holder, left_open=left_open)

    @property
    def is_mine(self) -> bool:
        """Say whether the calling process, not one that it was forked from, took the lock."""
        return os.getpid() == self._pid

    def release(self) -> None:
        """Let others open the library; calling it twice is no error."""
        if self._file.closed:
            return
        if self.is_mine:
            self._holder.unlink(missing_ok=True)
        self._file.close()


def _this_process() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _describe(holder: Path) -> str:
    try:
        facts = json.loads(holder.read_text(encoding="utf-8"))
        return f"{facts['command']} (process {facts['pid']}, since {facts['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
