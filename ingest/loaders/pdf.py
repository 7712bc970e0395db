"""PDF files with a text layer: pages kept, running heads and page numbers dropped and recorded, paragraphs joined."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]

from ingest.errors import CorruptFile, EncryptedFile, FileTooLarge, NoTextLayer
from ingest.loaders.assembly import TextBlock
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.pdf_assembly import assemble_pages
from ingest.loaders.pdf_characters import Span, page_spans
from ingest.loaders.pdf_layout import Line, join_lines, page_lines
from ingest.loaders.pdf_rules import Grid, page_grids
from ingest.loaders.pdf_running import PageLines, drop_running_lines
from ingest.loaders.text import LoadedText

_PDFIUM: Final = threading.RLock()
"""PDFium may be entered by one thread at a time."""
_STREAM: Final = re.compile(rb"stream\r?\n")
_LONGEST_DICTIONARY: Final = 4096
_PACKED_STEP: Final = 1 << 16
_UNPACKED_STEP: Final = 1 << 22
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)


def load_pdf(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a PDF; raises a subclass of ``RefusedFile`` when it is broken, locked, too long or without text."""
    _refuse_truncated(data)
    _refuse_bombs(data, limits, clock)
    with _PDFIUM:
        document = _open(data)
        try:
            check_limit(len(document), limits.max_pages, "pages")
            if len(document) == 0:
                raise CorruptFile(format="pdf", detail="no pages")
            pages = _read_pages(document, limits, clock)
            properties = _properties(document)
        finally:
            document.close()
    if not any(page.lines for page in pages):
        raise NoTextLayer(pages=len(pages))
    lines, running = drop_running_lines(pages)
    lines, repaired = _repair_lines(lines)
    loaded = assemble_pages(lines, limits.max_characters)
    return replace(
        loaded,
        properties=(*properties, *(("running_line", text) for text in running)),
        warnings=() if all(page.lines for page in pages) else ("page_without_text",),
        encoding=repaired,
    )


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


def _read_pages(document: Any, limits: LoadLimits, clock: ReadingClock) -> list[PageLines]:
    pages: list[PageLines] = []
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
        pages.append(_read_page(page, text_page, clock))
        text_page.close()
        page.close()
    return pages


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
    spans = page_spans(text_page, clock, walls)
    for grid in grids:
        inside = [span for span in spans if grid.holds(span)]
        if inside:
            spans = [span for span in spans if not grid.holds(span)]
            spans.append(_table_span(grid, inside))
    _, bottom, _, top = page.get_bbox()
    return PageLines(page_lines(spans), bottom, top)


def _table_span(grid: Grid, inside: list[Span]) -> Span:
    cells: dict[tuple[int, int], list[Span]] = {}
    for span in inside:
        cells.setdefault(grid.cell_of(span), []).append(span)
    rows = []
    for row in range(len(grid.horizontals) - 1):
        texts = tuple(
            join_lines([line.text for line in page_lines(cells.get((row, column), []))])
            for column in range(len(grid.verticals) - 1)
        )
        if any(texts):
            rows.append(texts)
    size = inside[0].size
    return Span(
        "\n".join(" ".join(row) for row in rows),
        grid.left,
        grid.top - size,
        grid.right,
        grid.top,
        size,
        rows=tuple(rows),
    )


def _properties(document: Any) -> tuple[tuple[str, str], ...]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
    found = []
    for key, text in document.get_metadata_dict(skip_empty=True).items():
        shown = " ".join(str(text).split())[:500]
        if key in names and shown and shown not in {"untitled", "anonymous", "unspecified", "(unspecified)"}:
            found.append((names[key], shown))
    return tuple(found)
