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
from ingest.errors import EmptyFile, NoReadableText, RefusedFile, UnreadableFile
from ingest.loaders.docx import load_docx
from ingest.loaders.encodings import decode_bytes
from ingest.loaders.formats import byte_format, is_html, is_markdown, refuse_other_markup
from ingest.loaders.html import declared_charset, load_html
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.markdown import load_markdown
from ingest.loaders.pdf import load_pdf
from ingest.loaders.text import LoadedText, load_text

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
    match byte_format(data):
        case "pdf":
            return "pdf", load_pdf(data, limits, clock)
        case "zip":
            return "docx", load_docx(data, limits, clock)
        case "characters":
            return _load_characters(data, limits, clock)


def _load_characters(data: bytes, limits: LoadLimits, clock: ReadingClock) -> tuple[MediaType, LoadedText]:
    decoded = decode_bytes(data, declared=declared_charset(data))
    check_limit(len(decoded.text), limits.max_characters, "characters")
    media_type: MediaType
    if is_html(decoded.text):
        media_type, loaded = "html", load_html(decoded.text, limits, clock)
    else:
        refuse_other_markup(decoded.text)
        if not decoded.text.strip():
            raise EmptyFile()
        markdown = is_markdown(decoded.text)
        media_type = "markdown" if markdown else "text"
        loaded = load_markdown(decoded.text, clock) if markdown else load_text(decoded.text)
    return media_type, LoadedText(
        text=loaded.text,
        regions=loaded.regions,
        pages=loaded.pages,
        properties=loaded.properties,
        warnings=tuple(dict.fromkeys((*decoded.warnings, *loaded.warnings))),
        encoding=loaded.encoding or decoded.encoding,
    )


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
