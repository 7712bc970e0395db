"""Lists the files of ZIP archives without trusting them: names are data, links and encrypted entries are refused."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.errors import CorruptFile, EncryptedFile, RefusedFile, UnsafeArchive
from ingest.upload_names import shown_path

_BLOCK: Final = 1 << 20
_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_UNICODE_PATH_FIELD: Final = 0x7075
_OFFICE_PARTS: Final = ("[Content_Types].xml", "mimetype")
"""What office documents, which are archives too, hold at their root."""
_HIDDEN: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file in an archive: its name there, as data, and the bytes that it is said to take, unpacked and packed."""

    name: str
    size: int
    packed: int
    refusal: RefusedFile | None
    """Why it is not unpacked by itself: a link, an encrypted entry."""
    _archive: zipfile.ZipFile
    _entry: zipfile.ZipInfo

    def blocks(self) -> Iterator[bytes]:
        """What really comes out, whatever the entry claims to hold; raises ``CorruptFile`` and ``EncryptedFile``."""
        try:
            with self._archive.open(self._entry) as source:
                while block := source.read(_BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise CorruptFile(file=self.name, detail=str(error)) from error
        except RuntimeError as error:  # zipfile's word for a password
            raise EncryptedFile(file=self.name) from error


def is_archive(path: Path) -> bool:
    """Say whether a file is a ZIP of files, not an office document; a file that cannot be read is none.

    Nor is one that something else comes first in: a PDF with an archive behind it is a PDF.
    """
    try:
        with path.open("rb") as stream:
            if not stream.read(4).startswith(_SIGNATURES) or not zipfile.is_zipfile(stream):
                return False
        with zipfile.ZipFile(path) as archive:
            return not any(name in _OFFICE_PARTS for name in archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def archive_entries(path: Path, name: str) -> Iterator[ArchiveEntry]:
    """The files of an archive that is known as ``name``, in its order; raises ``CorruptFile`` for a broken one."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise CorruptFile(file=name, detail=str(error)) from error
    with archive:
        for entry in archive.infolist():
            shown = shown_path(_name(entry))
            if not entry.is_dir() and not _is_hidden(shown):
                yield ArchiveEntry(shown, entry.file_size, entry.compress_size, _refusal(entry, shown), archive, entry)


def _refusal(entry: zipfile.ZipInfo, name: str) -> RefusedFile | None:
    mode = entry.external_attr >> 16
    if entry.create_system == 3 and mode and not (stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0):
        return UnsafeArchive(file=name, detail="a link or a device, not a file")
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return EncryptedFile(file=name)
    return None


def _is_hidden(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_HIDDEN[0]) or last in _HIDDEN or last.startswith(("._", "~$", "."))


def _name(entry: zipfile.ZipInfo) -> str:
    """An entry's name: UTF-8 where it says so or is so, the code page of Chinese Windows where it reads as Chinese."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.orig_filename
    unicode_name = _unicode_path(entry.extra)
    if unicode_name is not None:
        return unicode_name
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _reads_as_chinese(text):
            return text
    return entry.orig_filename


def _unicode_path(extra: bytes) -> str | None:
    """The name in Info-ZIP's extra field, which archivers add beside one in an old code page."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH_FIELD and size > 5:
            try:
                return extra[at + 9 : at + 4 + size].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None


def _reads_as_chinese(text: str) -> bool:
    foreign = [character for character in text if ord(character) > 127]
    common = sum("一" <= character <= "鿿" or character in "（）《》、，。—·【】“”" for character in foreign)
    return bool(foreign) and common == len(foreign)
