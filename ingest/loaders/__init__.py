"""Reading files: every format is recognised by its content and read, or refused with a reason."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ingest.documents import LoadedDocument, MediaType
from ingest.errors import CorruptFile, EmptyFile, NoReadableText, ReadingTimedOut, RefusedFile, UnreadableFile
from ingest.loaders.delimited import load_delimited, table_delimiter
from ingest.loaders.doc import load_doc
from ingest.loaders.docx import load_docx
from ingest.loaders.encodings import decode_bytes
from ingest.loaders.formats import byte_format, is_html, is_mail, is_markdown, is_web_archive, refuse_other_markup
from ingest.loaders.html import declared_charset, load_html
from ingest.loaders.images import load_image
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.mail import load_mail, load_web_archive
from ingest.loaders.markdown import load_markdown
from ingest.loaders.message import load_message
from ingest.loaders.office_conversion import convert, office_program
from ingest.loaders.office_package import OfficePackage
from ingest.loaders.open_document import load_open_document
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pptx import load_pptx
from ingest.loaders.rtf import load_rtf
from ingest.loaders.text import LoadedText, load_text
from ingest.loaders.xls import load_xls
from ingest.loaders.xlsx import load_xlsx

__all__ = ["LoadLimits", "load_bytes", "load_file"]

_DEFAULT_LIMITS: Final = LoadLimits()
_READ_STEP: Final = 1 << 20
_BLANK: Final = b"\x00 \t\r\n\f\v"
_MINIMUM_LETTERS: Final = 4
_MINIMUM_HAN: Final = 2


def load_file(path: Path, *, limits: LoadLimits = _DEFAULT_LIMITS) -> LoadedDocument:
    """Read one file; raises a subclass of ``RefusedFile`` that says why it cannot be indexed.

    The path is recorded as given; nothing is concluded from the name. Only this one file is held in memory.
    """
    source = str(path)
    with _about(source):
        return load_bytes(_read_file(path, limits), source, limits=limits)


def load_bytes(data: bytes, source: str, *, limits: LoadLimits = _DEFAULT_LIMITS) -> LoadedDocument:
    """Read the bytes of a file that is known as ``source``; raises a subclass of ``RefusedFile``."""
    with _about(source):
        check_limit(len(data), limits.max_bytes, "bytes")
        if not data.strip(_BLANK):
            raise EmptyFile()
        media_type, loaded = _load(data, limits, ReadingClock(limits.max_seconds))
        check_limit(len(loaded.text), limits.max_characters, "characters")
        _require_readable(loaded)
        return LoadedDocument(
            source=source,
            document_id=hashlib.sha256(data).hexdigest(),
            media_type=media_type,
            text=loaded.text,
            encoding=loaded.encoding,
            pages=loaded.pages,
            regions=loaded.regions,
            properties=loaded.properties,
            warnings=loaded.warnings,
        )


def _load(data: bytes, limits: LoadLimits, clock: ReadingClock) -> tuple[MediaType, LoadedText]:
    kind = byte_format(data)
    match kind:
        case "pdf":
            return "pdf", load_pdf(data, limits, clock)
        case "zip":
            return _load_package(OfficePackage.open(data, limits, clock))
        case "rtf":
            return "rtf", load_rtf(data, limits, clock)
        case "image":
            return "image", load_image(data, limits, clock)
        case "doc":
            return "doc", _load_doc(data, limits, clock)
        case "ppt":
            converted = convert(data, "ppt", "pptx", limits, clock)
            return "ppt", load_pptx(OfficePackage.open(converted, limits, clock))
        case "xls":
            return "xls", load_xls(data, limits, clock)
        case "msg":
            return "msg", load_message(data, limits, clock)
        case "characters":
            return _load_characters(data, limits, clock)


def _load_package(package: OfficePackage) -> tuple[MediaType, LoadedText]:
    match package.kind:
        case "docx":
            return "docx", load_docx(package)
        case "xlsx":
            return "xlsx", load_xlsx(package)
        case "pptx":
            return "pptx", load_pptx(package)
        case "odt" | "ods" | "odp":
            return package.kind, load_open_document(package)


def _load_doc(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Through LibreOffice where it is installed and can read the file, else from the piece table."""
    own = load_doc(data, limits, clock)
    if office_program(limits) is None:
        return own
    try:
        return load_docx(OfficePackage.open(convert(data, "doc", "docx", limits, clock), limits, clock))
    except (CorruptFile, ReadingTimedOut):
        return own


def _load_characters(data: bytes, limits: LoadLimits, clock: ReadingClock) -> tuple[MediaType, LoadedText]:
    if is_web_archive(data):
        return "mhtml", load_web_archive(data, limits, clock)
    if is_mail(data):
        return "eml", load_mail(data, limits, clock)
    decoded = decode_bytes(data, declared=declared_charset(data))
    check_limit(len(decoded.text), limits.max_characters, "characters")
    media_type, loaded = _load_text(decoded.text, limits, clock)
    return media_type, LoadedText(
        text=loaded.text,
        regions=loaded.regions,
        pages=loaded.pages,
        properties=loaded.properties,
        warnings=tuple(dict.fromkeys((*decoded.warnings, *loaded.warnings))),
        encoding=loaded.encoding or decoded.encoding,
    )


def _load_text(text: str, limits: LoadLimits, clock: ReadingClock) -> tuple[MediaType, LoadedText]:
    if is_html(text):
        return "html", load_html(text, limits, clock)
    refuse_other_markup(text)
    if not text.strip():
        raise EmptyFile()
    if is_markdown(text):
        return "markdown", load_markdown(text, clock)
    delimiter = table_delimiter(text)
    if delimiter is not None:
        return "csv", load_delimited(text, delimiter, limits, clock)
    return "text", load_text(text)


def _read_file(path: Path, limits: LoadLimits) -> bytes:
    try:
        if not path.is_file():
            path.stat()
            raise UnreadableFile(detail="not a regular file")
        with path.open("rb") as file:
            check_limit(file.seek(0, os.SEEK_END), limits.max_bytes, "bytes")
            file.seek(0)
            pieces: list[bytes] = []
            while piece := file.read(_READ_STEP):
                pieces.append(piece)
                check_limit(len(pieces) * _READ_STEP - _READ_STEP, limits.max_bytes, "bytes")
            return b"".join(pieces)
    except (OSError, ValueError) as problem:
        detail = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise UnreadableFile(detail=detail) from problem


def _require_readable(loaded: LoadedText) -> None:
    """Refuse a document that has no words outside its furniture."""
    position = 0
    letters = han = 0
    furniture = sorted((region.start, region.end) for region in loaded.regions if region.kind == "furniture")
    for start, end in (*furniture, (len(loaded.text), len(loaded.text))):
        for match in re.finditer(r"[^\W\d_]+", loaded.text[position : max(position, start)]):
            letters += len(match.group())
            han += sum("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in match.group())
            if letters >= _MINIMUM_LETTERS or han >= _MINIMUM_HAN:
                return
        position = max(position, end)
    raise NoReadableText(letters=letters)


@contextmanager
def _about(source: str) -> Iterator[None]:
    """Add the file to the facts of whatever refusal is raised inside."""
    try:
        yield
    except RefusedFile as refusal:
        if "file" in refusal.facts:
            raise
        raise type(refusal)(file=source, **refusal.facts) from refusal
