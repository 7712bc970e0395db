"""A file on its way into the library: what is known of it before it is read, and what was found when it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ingest.catalogue_records import DocumentRecord, FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.errors import RefusedFile, UnreadableFile
from ingest.walking import file_stamp

INCOMING: Final = "incoming"
"""The folder of a data folder in which bytes wait that are nowhere else: uploads, files out of archives and mails."""
_SETTLED_AFTER_NS = 2_000_000_000
"""A file whose time stamp is younger than this may change again without a new one (file systems count in up to 2 s)."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A file to be taken in. ``file`` is where its bytes lie, ``source`` the path by which the library knows it.

    A document that was removed after ``asked_at`` is not brought back. ``document_id`` is the digest that the bytes
    must have, where that is known. ``stamp`` and ``refusal`` are those of a file out of an archive or a mail, which was
    perhaps refused when it was unpacked.
    """

    file: Path
    source: str
    collection: str = "default"
    asked_at: datetime | None = None
    document_id: str | None = None
    stamp: FileStamp | None = None
    refusal: RefusedFile | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be read: where it is, and the document it holds or what was newly understood of it."""

    place: SourceRecord
    content: DocumentRecord | Reading


def read_stamp(path: Path, source: str) -> FileStamp:
    """The stamp of a regular file; raises ``UnreadableFile``."""
    try:
        return file_stamp(path)
    except (OSError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFile(file=source, detail=detail) from error


def proves_unchanged(known: SourceRecord, stamp: FileStamp) -> bool:
    """Say whether an equal stamp is enough: not when it was young at the time at which the content was read."""
    return known.stamp == stamp and known.seen_ns - stamp.mtime_ns > _SETTLED_AFTER_NS
