"""Takes ZIP archives apart without trusting them: names are data, sizes are counted, links are refused."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ingest.errors import CorruptFile, EncryptedFile, FileTooLarge, RefusedFile, UnsafeArchive
from ingest.upload_names import shown_path
from vectorstore.storage_errors import storage_errors

_BLOCK: Final = 1 << 20
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_UNICODE_PATH_FIELD: Final = 0x7075
_OFFICE_PARTS: Final = ("[Content_Types].xml", "mimetype")
"""What office documents, which are archives too, hold at their root."""
_HIDDEN: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may expand to; beyond it the whole archive is refused, never cut.

    ``max_ratio`` is expanded to packed bytes of one entry, above ``ratio_from_bytes`` expanded ones.
    """

    max_files: int = 10_000
    max_bytes: int = 4_000_000_000
    max_file_bytes: int = 100_000_000
    max_ratio: int = 200
    ratio_from_bytes: int = 10_000_000
    max_depth: int = 2


@dataclass(frozen=True, slots=True)
class ContainedFile:
    """A file out of an archive: its name in it (for people), and where its bytes are or why they are nowhere."""

    name: str
    file: Path | None
    size: int
    refusal: RefusedFile | None = None


def is_archive(path: Path) -> bool:
    """Say whether a file is a ZIP of files, not an office document; a file that cannot be read is none."""
    try:
        if not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return not any(name in _OFFICE_PARTS for name in archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def expand(path: Path, limits: ArchiveLimits, *, into: Path) -> Iterator[ContainedFile]:
    """Unpack every file of an archive into the folder ``into``, under names of our own; archives in it too.

    The order is that of the archive. What cannot be unpacked by itself (a link, an encrypted entry) is yielded with its
    refusal. Raises ``CorruptFile`` for a broken archive, ``FileTooLarge`` and ``UnsafeArchive`` for one that expands
    beyond the limits (what was unpacked by then is left to the caller), ``StorageFailed`` where ``into`` is full.
    """
    yield from _Expansion(limits, into).expand(path, "", 1)


class _Expansion:
    """Counts over an archive and all archives in it."""

    def __init__(self, limits: ArchiveLimits, into: Path) -> None:
        self._limits = limits
        self._into = into
        self._files = 0
        self._bytes = 0

    def expand(self, path: Path, prefix: str, depth: int) -> Iterator[ContainedFile]:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise CorruptFile(file=prefix or path.name, detail=str(error)) from error
        with archive:
            for entry in archive.infolist():
                name = shown_path(_name(entry))
                if entry.is_dir() or _is_hidden(name):
                    continue
                self._count_file()
                yield from self._take(archive, entry, prefix + name, depth)

    def _take(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int) -> Iterator[ContainedFile]:
        refusal = _refusal(entry, name)
        if refusal is not None:
            yield ContainedFile(name, None, entry.file_size, refusal)
            return
        try:
            file, size = self._unpack(archive, entry, name)
        except (CorruptFile, EncryptedFile) as broken:
            yield ContainedFile(name, None, entry.file_size, broken)
            return
        if not is_archive(file):
            yield ContainedFile(name, file, size)
            return
        if depth >= self._limits.max_depth:
            file.unlink()
            yield ContainedFile(
                name, None, size, UnsafeArchive(file=name, detail="an archive too deep inside archives")
            )
            return
        try:
            yield from self.expand(file, f"{name}/", depth + 1)
        except CorruptFile as broken:
            yield ContainedFile(name, None, size, broken)
        finally:
            file.unlink(missing_ok=True)

    def _unpack(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> tuple[Path, int]:
        with storage_errors(self._into):
            handle, place = tempfile.mkstemp(dir=self._into)
        target = Path(place)
        try:
            with open(handle, "wb") as stream:  # noqa: PTH123 (an open handle)
                size = self._copy(archive, entry, name, stream)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target, size

    def _copy(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, target: BinaryIO) -> int:
        """Copy what really comes out, whatever the entry claims to hold."""
        size = 0
        try:
            with archive.open(entry) as source:
                while block := source.read(_BLOCK):
                    size += len(block)
                    self._bytes += len(block)
                    self._check(name, size, entry.compress_size)
                    with storage_errors(self._into):
                        target.write(block)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise CorruptFile(file=name, detail=str(error)) from error
        except RuntimeError as error:  # zipfile's word for a password
            raise EncryptedFile(file=name) from error
        return size

    def _check(self, name: str, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.max_file_bytes:
            raise FileTooLarge(file=name, limit=limits.max_file_bytes, found=size, unit="bytes")
        if self._bytes > limits.max_bytes:
            raise FileTooLarge(file=name, limit=limits.max_bytes, found=self._bytes, unit="bytes")
        if size > limits.ratio_from_bytes and size > limits.max_ratio * max(packed, 1):
            raise UnsafeArchive(file=name, detail=f"it expands to more than {limits.max_ratio} times its size")

    def _count_file(self) -> None:
        self._files += 1
        if self._files > self._limits.max_files:
            raise FileTooLarge(limit=self._limits.max_files, found=self._files, unit="files")


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
