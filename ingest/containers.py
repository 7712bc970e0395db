"""Archives and mails on this machine's disks: what they hold, under names that begin with the container's path.

A contained file has no time stamp of its own. Its stamp is made of the container's and says how many files there were,
so that a container of which everything was taken in is recognised without being opened.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.errors import EmptyFile, RefusedFile
from ingest.intake import Intake, proves_unchanged, read_stamp
from ingest.library import Library
from ingest.loaders.contained import ArchiveLimits, ContainedFile, ContainerKind, container_kind, unpacked

MAIL_TYPES: Final = frozenset({"eml", "msg"})


@dataclass(frozen=True, slots=True)
class OpenedContainer:
    """What is to be taken in of a container. ``members`` were unpacked, or stand for themselves where nothing changed.

    ``known`` are the documents that the library has from this container, whether or not they are still in it.
    """

    kind: ContainerKind
    members: tuple[Intake, ...]
    known: tuple[SourceRecord, ...] = ()

    @property
    def gone(self) -> tuple[SourceRecord, ...]:
        """What the library has from this container that is not in it any more."""
        held = {member.source for member in self.members}
        return tuple(one for one in self.known if one.path not in held)

    @property
    def unpacked(self) -> tuple[Intake, ...]:
        """The members whose bytes lie in a folder of ours."""
        return tuple(one for one in self.members if one.file != Path(one.source))

    def discard(self) -> None:
        """Delete what was unpacked."""
        for folder in {member.file.parent for member in self.unpacked}:
            shutil.rmtree(folder, ignore_errors=True)


def open_container(
    library: Library, intake: Intake, limits: ArchiveLimits, *, into: Path, check_content: bool = False
) -> OpenedContainer | None:
    """Look into a file, if it holds others; ``None`` if not. Where it is not known as it is, it is unpacked
    in the folder ``into``.

    Refusals of what is not in it any more are forgotten. Raises ``RefusedFile`` for a container that is refused as a
    whole.
    """
    source, catalogue = intake.source, library.catalogue
    stamp = read_stamp(intake.file, source)
    own = None if check_content else catalogue.sources([source]).get(source)
    if own is not None and proves_unchanged(own, stamp):
        record = library.view.records.get(own.document_id)
        if record is not None and record.media_type not in MAIL_TYPES:
            return None
    kind = container_kind(intake.file, limits)
    if kind is None:
        return None
    known = tuple(catalogue.sources_within(source).values())
    current = current_members(stamp, known)
    whole = bool(current) and len(current) == stated_members(current[0].stamp)
    if whole and not check_content and all(one.collection == intake.collection for one in current):
        members = [replace(intake, file=Path(one.path), source=one.path, stamp=one.stamp) for one in current]
        return OpenedContainer(kind, tuple(members), known)
    found = unpacked(intake.file, limits, into=into)
    if not found and kind == "archive":
        raise EmptyFile(file=source)
    members = [_member(intake, one, stamp, len(found)) for one in found]
    library.forget_refusals(source, kept={one.source for one in members})
    return OpenedContainer(kind, tuple(members), known)


def member_stamp(container: FileStamp, size: int, members: int) -> FileStamp:
    """The stamp of a contained file of ``size`` bytes, one of ``members`` in its container."""
    mark = hashlib.sha256(f"{container.inode}/{container.size}".encode()).hexdigest()[:16]
    return FileStamp(size, container.mtime_ns, f"{members}@{mark}")


def stated_members(stamp: FileStamp) -> int:
    """How many files there were in the container of a contained file; 0 for the stamp of any other file."""
    members, at, _ = stamp.inode.partition("@")
    return int(members) if at and members.isdecimal() else 0


def current_members(container: FileStamp, known: Iterable[SourceRecord]) -> tuple[SourceRecord, ...]:
    """Those of the known contents that were in the container as it is now."""
    return tuple(one for one in known if proves_unchanged(one, _expected(container, one)))


def is_member_of(container: FileStamp, one: SourceRecord) -> bool:
    """Say whether a file that was removed on purpose was in the container as it is now."""
    return stated_members(one.stamp) > 0 and one.stamp == _expected(container, one)


def _expected(container: FileStamp, one: SourceRecord) -> FileStamp:
    return member_stamp(container, one.stamp.size, stated_members(one.stamp))


def _member(intake: Intake, one: ContainedFile, container: FileStamp, members: int) -> Intake:
    source = f"{intake.source}/{one.name}"
    stamp = member_stamp(container, one.size, members)
    return replace(
        intake, file=one.file or Path(source), source=source, stamp=stamp, refusal=about(source, one.refusal)
    )


def about(source: str, refusal: RefusedFile | None) -> RefusedFile | None:
    """A refusal with the name by which the library would know the file."""
    return None if refusal is None else type(refusal)(**{**refusal.facts, "file": source})
