"""The recycle bin: originals of removed documents, kept for a term in case somebody wants them back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from vectorstore.storage_errors import storage_errors

FOLDER = "recycle_bin"


class RecycleBin:
    """A folder of originals under the digest of their bytes; what counts as in the bin is said by the catalogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, document_id: str) -> Path:
        """Where the original stands, or would stand."""
        return self._folder / document_id

    def keep(self, original: Path, document_id: str) -> int:
        """Keep an original under a second name, as a copy where the file system has no such names; return its size.

        Raises ``StorageFailed``.
        """
        target = self.path(document_id)
        with storage_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            link_or_copy(original, target)
            return target.stat().st_size

    def discard(self, document_id: str) -> None:
        """Delete an original; one that is not there is no error."""
        with storage_errors(self._folder):
            self.path(document_id).unlink(missing_ok=True)

    def sweep(self, known: frozenset[str]) -> None:
        """Delete every file that no entry of the bin stands for."""
        with storage_errors(self._folder):
            for file in self._folder.iterdir() if self._folder.exists() else ():
                if file.name not in known:
                    file.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that cannot be done (another disk, a file system without links)."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
