"""PDF files with a text layer: pages kept, running heads and page numbers dropped and recorded, paragraphs joined."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pypdfium2  # type: ignore[import-untyped]

from ingest.errors import CorruptFile, EncryptedFile, FileTooLarge, NoTextLayer
from ingest.loaders.assembly import TextBlock
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.pdf_assembly import assemble_pages
from ingest.loaders.pdf_characters import page_spans
from ingest.loaders.pdf_layout import Line, page_lines
from ingest.loaders.pdf_rules import page_grids
from ingest.loaders.pdf_running import PageLines, drop_running_lines
from ingest.loaders.pdf_tables import gather_tables
from ingest.loaders.pdf_text_layer import draws_anything, is_garbled, is_scan, picture_share
from ingest.loaders.scanned_pages import (
    DOUBT,
    ScannedPage,
    found_engines,
    read_scanned_page,
    recognition_properties,
    take_out_doubts,
)
from ingest.loaders.text import LoadedText

if TYPE_CHECKING:
    from PIL.Image import Image

_PDFIUM: Final = threading.RLock()
"""PDFium may be entered by one thread at a time."""
_STREAM: Final = re.compile(rb"stream\r?\n")
_LONGEST_DICTIONARY: Final = 4096
_PACKED_STEP: Final = 1 << 16
_UNPACKED_STEP: Final = 1 << 22
_RENDERED_SCALE: Final = 230 / 72
"""Pixels for each point of a page whose picture is read."""
_LONGEST_SIDE: Final = 4_000
_COVERED: Final = 0.8
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)


def load_pdf(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a PDF; raises a subclass of ``RefusedFile`` when it is broken, locked, too long or without text.

    Pages without text of their own, or with text that is no words, are read from their pictures where an engine is
    installed.
    """
    _refuse_truncated(data)
    _refuse_bombs(data, limits, clock)
    with _PDFIUM:
        document = _open(data)
        try:
            check_limit(len(document), limits.max_pages, "pages")
            if len(document) == 0:
                raise CorruptFile(format="pdf", detail="no pages")
            layers = _read_pages(document, limits, clock)
            properties = _properties(document)
        finally:
            document.close()
    pages = [layer.lines for layer in layers]
    scanned = _recognise(data, layers, limits, clock)
    for number, found in scanned.items():
        pages[number - 1] = found.page
    if not any(page.lines for page in pages):
        raise NoTextLayer(pages=len(pages))
    lines, running = drop_running_lines(pages)
    lines, repaired = _repair_lines(lines)
    loaded = take_out_doubts(assemble_pages(lines, limits.max_characters))
    return replace(
        loaded,
        properties=(
            *properties,
            *(("running_line", text.replace(DOUBT, "")) for text in running),
            *recognition_properties(scanned),
        ),
        warnings=_warnings(layers, pages, scanned),
        encoding=repaired,
    )


@dataclass(frozen=True, slots=True)
class _TextLayer:
    """The text of one page as the file gives it, and whether it can be used."""

    lines: PageLines
    is_scan: bool
    is_garbled: bool
    is_covered: bool

    @property
    def usable(self) -> bool:
        return not self.is_scan and not self.is_garbled


def _warnings(layers: list[_TextLayer], pages: list[PageLines], scanned: Mapping[int, ScannedPage]) -> tuple[str, ...]:
    told = {
        "page_without_text": not all(page.lines for page in pages),
        "text_layer_garbled": any(layer.is_garbled and number not in scanned for number, layer in enumerate(layers, 1)),
        "text_layer_over_picture": any(layer.is_covered and layer.usable for layer in layers),
        "figures_uncertain": any(page.doubted for page in scanned.values()),
    }
    return tuple(code for code, holds in told.items() if holds)


def _recognise(
    data: bytes, layers: list[_TextLayer], limits: LoadLimits, clock: ReadingClock
) -> dict[int, ScannedPage]:
    """Read the pictures of the pages that need it, one in memory at a time; pages in which nothing is found stay out.

    PDFium is left to others while an engine reads.
    """
    wanted = [number for number, layer in enumerate(layers, 1) if not layer.usable]
    engines = found_engines(limits) if wanted else None
    if engines is None:
        return {}
    check_limit(len(wanted), limits.max_scanned_pages, "scanned pages")
    found: dict[int, ScannedPage] = {}
    for number in wanted:
        picture = _render(data, number)
        if picture is None:
            continue
        page = read_scanned_page(picture, engines, limits, clock)
        if page.page.lines:
            found[number] = page
    return found


def _render(data: bytes, number: int) -> Image | None:
    """The picture of a page; ``None`` for a page on which nothing is drawn."""
    with _PDFIUM:
        document = _open(data)
        try:
            page = document[number - 1]
            if not draws_anything(page):
                return None
            width, height = page.get_size()
            scale = min(_RENDERED_SCALE, _LONGEST_SIDE / max(width, height, 1))
            bitmap = page.render(scale=scale, draw_annots=True)
            picture: Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            page.close()
            return picture
        except pypdfium2.PdfiumError as problem:
            raise CorruptFile(format="pdf", detail=f"page {number}: {problem}") from problem
        finally:
            document.close()


def _refuse_truncated(data: bytes) -> None:
    declared = _LINEARIZED.search(data[:2048])
    if b"%%EOF" not in data or (declared is not None and int(declared.group(1)) > len(data)):
        raise CorruptFile(format="pdf", detail="the end of the file is missing")


def _refuse_bombs(data: bytes, limits: LoadLimits, clock: ReadingClock) -> None:
    """Unpack every compressed stream but pictures in steps, keeping nothing, before PDFium unpacks it whole."""
    total = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - _LONGEST_DICTIONARY) : match.start()].rpartition(b" obj")[2]
        if b"/Image" in head or b"Fl" not in head:
            continue
        if head.count(b"/FlateDecode") + head.count(b"/Fl ") > 1:
            raise FileTooLarge(limit=1, found=2, unit="compressions of one stream")
        for size in _unpacked_sizes(data, match.end()):
            clock.check()
            total += size
            check_limit(total, limits.max_expanded_bytes, "expanded bytes")


def _unpacked_sizes(data: bytes, start: int) -> Iterator[int]:
    """The sizes of the pieces that a deflated stream unpacks to; ends quietly where it is no valid stream."""
    unpacker = zlib.decompressobj()
    view = memoryview(data)
    position = start
    waiting = b""
    while not unpacker.eof and (waiting or position < len(data)):
        packed = waiting or bytes(view[position : position + _PACKED_STEP])
        position += 0 if waiting else len(packed)
        try:
            yield len(unpacker.decompress(packed, _UNPACKED_STEP))
        except zlib.error:
            return
        waiting = unpacker.unconsumed_tail


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower() or "security" in str(problem).lower():
            raise EncryptedFile(format="pdf") from problem
        raise CorruptFile(format="pdf", detail=str(problem)) from problem


def _read_pages(document: Any, limits: LoadLimits, clock: ReadingClock) -> list[_TextLayer]:
    layers: list[_TextLayer] = []
    characters = 0
    for index in range(len(document)):
        clock.check()
        try:
            page = document[index]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as problem:
            raise CorruptFile(format="pdf", detail=f"page {index + 1}: {problem}") from problem
        characters += text_page.count_chars()
        check_limit(characters, limits.max_characters, "characters")
        layers.append(_read_layer(page, text_page, clock))
        text_page.close()
        page.close()
    return layers


def _read_layer(page: Any, text_page: Any, clock: ReadingClock) -> _TextLayer:
    lines = _read_page(page, text_page, clock)
    text = "\n".join(line.text for line in lines.lines)
    covered = picture_share(page)
    return _TextLayer(lines, is_scan(text, covered), is_garbled(text), covered >= _COVERED)


def _repair_lines(pages: list[list[Line]]) -> tuple[list[list[Line]], str | None]:
    """Read text that was set in fonts of a legacy encoding by its table."""
    lines = [line for page in pages for line in page]
    blocks, repaired = repair_blocks([TextBlock(text) for line in lines for text in (line.text, *sum(line.rows, ()))])
    if repaired is None:
        return pages, None
    texts = iter(block.text for block in blocks)
    return [
        [
            replace(line, text=next(texts), rows=tuple(tuple(next(texts) for _ in row) for row in line.rows))
            for line in page
        ]
        for page in pages
    ], repaired


def _read_page(page: Any, text_page: Any, clock: ReadingClock) -> PageLines:
    """Read one page; the text inside each ruled grid becomes one table."""
    grids = page_grids(page)
    walls = [(rule.place, rule.start, rule.end) for grid in grids for rule in grid.verticals]
    spans = gather_tables(page_spans(text_page, clock, walls), grids)
    _, bottom, _, top = page.get_bbox()
    return PageLines(page_lines(spans), bottom, top)


def _properties(document: Any) -> tuple[tuple[str, str], ...]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
    found = []
    for key, text in document.get_metadata_dict(skip_empty=True).items():
        shown = " ".join(str(text).split())[:500]
        if key in names and shown and shown not in {"untitled", "anonymous", "unspecified", "(unspecified)"}:
            found.append((names[key], shown))
    return tuple(found)
