"""Files inside a file: attachments of mails, as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit

_MOST_FILES: Final = 1_000
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class ContainedFile:
    """A file inside another: the name that it has there, made harmless, and its bytes."""

    name: str
    data: bytes


def contained_files(data: bytes, *, limits: LoadLimits | None = None) -> Iterator[ContainedFile]:
    """Give the attachments of a mail (EML, MSG) one after another; nothing for any other file.

    Pictures that a mail's own text shows are left out. Names that occur twice are told apart by a number. Raises
    ``FileTooLarge`` beyond a thousand files or the limit of expanded bytes, ``CorruptFile`` for a broken mail.
    """
    from ingest.loaders.formats import byte_format, is_mail
    from ingest.loaders.mail import mail_attachments
    from ingest.loaders.message import message_attachments

    limits = limits or LoadLimits()
    clock = ReadingClock(limits.max_seconds)
    if is_mail(data):
        found = mail_attachments(data, clock)
    elif byte_format(data) == "msg":
        found = message_attachments(data, clock)
    else:
        return
    taken: set[str] = set()
    total = 0
    for count, one in enumerate(found, 1):
        clock.check()
        check_limit(count, _MOST_FILES, "attachments")
        total += len(one.data)
        check_limit(total, limits.max_expanded_bytes, "expanded bytes")
        name = _different(harmless_name(one.name), taken)
        taken.add(name)
        yield ContainedFile(name, one.data)


def unpack_contained(path: Path, into: Path, *, limits: LoadLimits | None = None) -> Iterator[tuple[str, Path, int]]:
    """Write the attachments of a mail into a folder, under names of our own: (name, file, bytes) of each.

    Raises what ``contained_files`` raises, and ``OSError`` where the folder cannot be written.
    """
    limits = limits or LoadLimits()
    check_limit(path.stat().st_size, limits.max_bytes, "bytes")
    for number, one in enumerate(contained_files(path.read_bytes(), limits=limits)):
        file = into / f"attachment-{number}"
        file.write_bytes(one.data)
        yield one.name, file, len(one.data)


def harmless_name(name: str) -> str:
    """The last part of a name without characters that a file system or a terminal takes for commands."""
    last = PurePosixPath(PureWindowsPath(" ".join(name.split())).name).name
    shown = "".join(one for one in last if one.isprintable() and one not in '<>:"/\\|?*').strip(" .")
    if len(shown) > _LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 8 else ""
        shown = (stem or shown)[: _LONGEST_NAME - len(ending)] + ending
    return shown or "attachment"


def _different(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    number, shown = 1, name
    while shown in taken:
        number += 1
        shown = f"{stem} ({number}){dot}{ending}"
    return shown
