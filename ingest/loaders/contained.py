"""Files inside a file: what a ZIP archive holds and what is attached to a mail, as documents of their own.

Names are data and sizes are counted while unpacking, over a container and all containers in it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final, Literal

from ingest.errors import CorruptFile, EncryptedFile, FileTooLarge, RefusedFile, UnreadableFile, UnsafeArchive
from ingest.loaders.archives import archive_entries, is_archive
from ingest.loaders.limits import ReadingClock, check_limit
from vectorstore.storage_errors import storage_errors

ContainerKind = Literal["archive", "mail"]
"""An archive is nothing but what it holds; a mail is a document too."""
_MOST_ATTACHMENTS: Final = 1_000
_LONGEST_NAME: Final = 150
_LONGEST_HEAD: Final = 65_536
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive or a mail may expand to; beyond it the whole container is refused, never cut.

    ``max_ratio`` is expanded to packed bytes of one entry, above ``ratio_from_bytes`` expanded ones. ``max_depth``
    counts containers inside each other. ``max_seconds`` is what taking one mail apart may take.
    """

    max_files: int = 10_000
    max_bytes: int = 4_000_000_000
    max_file_bytes: int = 100_000_000
    max_ratio: int = 200
    ratio_from_bytes: int = 10_000_000
    max_depth: int = 3
    max_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ContainedFile:
    """A file out of another: its name in it (for people), and where its bytes are or why they are nowhere.

    The name of what lies deeper holds those of the containers on the way: ``mail.eml/archive.zip/report.docx``.
    """

    name: str
    file: Path | None
    size: int
    refusal: RefusedFile | None = None


def container_kind(path: Path, limits: ArchiveLimits) -> ContainerKind | None:
    """Tell by its content whether a file holds others; one that cannot be read holds none."""
    from ingest.loaders.formats import byte_format, is_mail

    if is_archive(path):
        return "archive"
    try:
        with path.open("rb") as stream:
            head = stream.read(_LONGEST_HEAD)
        if head.startswith(_COMPOUND):
            if path.stat().st_size > limits.max_file_bytes:
                return None
            return "mail" if byte_format(path.read_bytes()) == "msg" else None
    except (OSError, ValueError, RefusedFile):
        return None  # reading it says why
    return "mail" if is_mail(head) else None


def expand(path: Path, limits: ArchiveLimits, *, into: Path) -> Iterator[ContainedFile]:
    """Unpack every file of an archive or a mail into the folder ``into``, under names of our own; containers in it too.

    The order is that of the container; a mail inside comes after what is attached to it. Names that occur twice are
    told apart by a number. What cannot be unpacked by itself (a link, an encrypted entry, a container too deep) is
    yielded with its refusal. Nothing is yielded for a file that holds no others.

    Raises ``CorruptFile`` for a broken archive, ``FileTooLarge``, ``ReadingTimedOut`` and ``UnsafeArchive`` for a
    container that expands beyond the limits (what was unpacked by then is left to the caller), ``UnreadableFile``, and
    ``StorageFailed`` where ``into`` is full.
    """
    kind = container_kind(path, limits)
    if kind is not None:
        yield from _Expansion(limits, into).open(path, kind, "", path.stat().st_size, 1)


def unpacked(path: Path, limits: ArchiveLimits, *, into: Path) -> list[ContainedFile]:
    """What :func:`expand` gives, in a new folder inside ``into``; nothing is left there where it raises or is empty."""
    with storage_errors(into):
        into.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=into))
    found: list[ContainedFile] = []
    try:
        found = list(expand(path, limits, into=folder))
    finally:
        if not any(one.file is not None for one in found):
            shutil.rmtree(folder, ignore_errors=True)
    return found


class _Expansion:
    """Counts over a container and all containers in it."""

    def __init__(self, limits: ArchiveLimits, into: Path) -> None:
        self._limits = limits
        self._into = into
        self._files = 0
        self._bytes = 0
        self._names: set[str] = set()

    def open(self, path: Path, kind: ContainerKind, name: str, size: int, depth: int) -> Iterator[ContainedFile]:
        """Give what is in the container at ``path``, which is known as ``name`` (empty for the outermost)."""
        if depth > self._limits.max_depth:
            yield from self._refuse_deeper(path, kind, name, size)
        elif kind == "mail":
            yield from self._open_mail(path, name, depth)
        else:
            try:
                yield from self._open_archive(path, name, depth)
            except CorruptFile as broken:
                if not name:
                    raise
                yield ContainedFile(name, None, size, broken)

    def _open_archive(self, path: Path, name: str, depth: int) -> Iterator[ContainedFile]:
        for entry in archive_entries(path, name or path.name):
            inner = self._name(name, entry.name)
            if entry.refusal is not None:
                yield ContainedFile(inner, None, entry.size, entry.refusal)
            else:
                yield from self._take(inner, entry.blocks(), entry.size, entry.packed, depth)

    def _open_mail(self, path: Path, name: str, depth: int) -> Iterator[ContainedFile]:
        try:
            for attached, data in _attachments(path, self._limits):
                inner = self._name(name, harmless_name(attached))
                yield from self._take(inner, [data], len(data), len(data), depth)
        except CorruptFile as broken:  # the mail's own text may still be read
            yield ContainedFile(self._name(name, harmless_name("")), None, 0, broken)

    def _refuse_deeper(self, path: Path, kind: ContainerKind, name: str, size: int) -> Iterator[ContainedFile]:
        if kind == "archive":
            yield ContainedFile(name, None, size, _too_deep(name))
            return
        try:
            for attached, data in _attachments(path, self._limits):
                inner = self._name(name, harmless_name(attached))
                yield ContainedFile(inner, None, len(data), _too_deep(inner))
        except CorruptFile:
            return  # what is refused is the mail itself, when it is read

    def _take(
        self, name: str, blocks: Iterable[bytes], claimed: int, packed: int, depth: int
    ) -> Iterator[ContainedFile]:
        try:
            file, size = self._write(name, blocks, packed)
        except (CorruptFile, EncryptedFile) as broken:
            yield ContainedFile(name, None, claimed, broken)
            return
        kind = container_kind(file, self._limits)
        if kind is None:
            yield ContainedFile(name, file, size)
            return
        try:
            yield from self.open(file, kind, name, size, depth + 1)
        finally:
            if kind == "archive":
                file.unlink(missing_ok=True)
        if kind == "mail":
            yield ContainedFile(name, file, size)

    def _write(self, name: str, blocks: Iterable[bytes], packed: int) -> tuple[Path, int]:
        with storage_errors(self._into):
            handle, place = tempfile.mkstemp(dir=self._into)
        target, size = Path(place), 0
        try:
            with open(handle, "wb") as stream:  # noqa: PTH123 (an open handle)
                for block in blocks:
                    size += len(block)
                    self._bytes += len(block)
                    self._check(name, size, packed)
                    with storage_errors(self._into):
                        stream.write(block)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target, size

    def _check(self, name: str, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.max_file_bytes:
            raise FileTooLarge(file=name, limit=limits.max_file_bytes, found=size, unit="bytes")
        if self._bytes > limits.max_bytes:
            raise FileTooLarge(file=name, limit=limits.max_bytes, found=self._bytes, unit="bytes")
        if size > limits.ratio_from_bytes and size > limits.max_ratio * max(packed, 1):
            raise UnsafeArchive(file=name, detail=f"it expands to more than {limits.max_ratio} times its size")

    def _name(self, container: str, name: str) -> str:
        """A name that nothing else in the outermost container has; counts it."""
        self._files += 1
        check_limit(self._files, self._limits.max_files, "files")
        shown = _different(f"{container}/{name}" if container else name, self._names)
        self._names.add(shown)
        return shown


def _attachments(path: Path, limits: ArchiveLimits) -> Iterator[tuple[str, bytes]]:
    from ingest.loaders.formats import is_mail
    from ingest.loaders.mail import mail_attachments
    from ingest.loaders.message import message_attachments

    clock = ReadingClock(limits.max_seconds)
    try:
        check_limit(path.stat().st_size, limits.max_file_bytes, "bytes")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(file=path.name, detail=error.strerror or str(error)) from error
    attached = mail_attachments(data, clock) if is_mail(data) else message_attachments(data, clock)
    for count, one in enumerate(attached, 1):
        clock.check()
        check_limit(count, _MOST_ATTACHMENTS, "attachments")
        yield one


def harmless_name(name: str) -> str:
    """The last part of a name without characters that a file system or a terminal takes for commands."""
    last = PurePosixPath(PureWindowsPath(" ".join(name.split())).name).name
    shown = "".join(one for one in last if one.isprintable() and one not in '<>:"/\\|?*').strip(" .")
    if len(shown) > _LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 8 else ""
        shown = (stem or shown)[: _LONGEST_NAME - len(ending)] + ending
    return shown or "attachment"


def _too_deep(name: str) -> UnsafeArchive:
    return UnsafeArchive(file=name, detail="too many archives and mails inside each other")


def _different(name: str, taken: set[str]) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    number, shown = 1, name
    while shown in taken:
        number += 1
        shown = f"{folder}{slash}{stem} ({number}){dot}{ending}"
    return shown
