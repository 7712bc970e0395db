"""PDF files with a text layer: pages kept, running heads and page numbers dropped and recorded, paragraphs joined."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]

from ingest.errors import CorruptFile, EncryptedFile, NoTextLayer
from ingest.loaders.assembly import TextBlock
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.pdf_assembly import assemble_pages
from ingest.loaders.pdf_characters import Span, page_spans
from ingest.loaders.pdf_layout import Line, join_lines, page_lines
from ingest.loaders.pdf_rules import Grid, page_grids
from ingest.loaders.text import LoadedText

_PDFIUM: Final = threading.RLock()
"""PDFium may be entered by one thread at a time."""
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:trang|page|p\.|第)\s*)?[\divxlc]{1,5}\s*(?:(?:/|of|trên|页|頁|共)\s*\W*\d{0,5}\s*[页頁]?)*\W*",
    re.IGNORECASE,
)
_EDGE_LINES: Final = 2


def load_pdf(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a PDF; raises a subclass of ``RefusedFile`` when it is broken, locked, too long or without text."""
    _refuse_truncated(data)
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
    if not any(pages):
        raise NoTextLayer(pages=len(pages))
    empty = sum(not lines for lines in pages)
    pages, running = _drop_running_lines(pages)
    pages, repaired = _repair_lines(pages)
    loaded = assemble_pages(pages, limits.max_characters)
    return replace(
        loaded,
        properties=(*properties, *running),
        warnings=("page_without_text",) if empty else (),
        encoding=repaired,
    )


def _refuse_truncated(data: bytes) -> None:
    declared = _LINEARIZED.search(data[:2048])
    if b"%%EOF" not in data or (declared is not None and int(declared.group(1)) > len(data)):
        raise CorruptFile(format="pdf", detail="the end of the file is missing")


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower() or "security" in str(problem).lower():
            raise EncryptedFile(format="pdf") from problem
        raise CorruptFile(format="pdf", detail=str(problem)) from problem


def _read_pages(document: Any, limits: LoadLimits, clock: ReadingClock) -> list[list[Line]]:
    pages: list[list[Line]] = []
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
        pages.append(_read_page(page, text_page))
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


def _read_page(page: Any, text_page: Any) -> list[Line]:
    """Read one page; the text inside each ruled grid becomes one table."""
    grids = page_grids(page)
    walls = [(rule.place, rule.start, rule.end) for grid in grids for rule in grid.verticals]
    spans = page_spans(text_page, walls)
    for grid in grids:
        inside = [span for span in spans if grid.holds(span)]
        if inside:
            spans = [span for span in spans if not grid.holds(span)]
            spans.append(_table_span(grid, inside))
    return page_lines(spans)


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


def _drop_running_lines(pages: list[list[Line]]) -> tuple[list[list[Line]], list[tuple[str, str]]]:
    """Take away what recurs at the edges of most pages, and page numbers; each different text is recorded once."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_shape(line) for line in _edges(lines)})
    filled = sum(bool(lines) for lines in pages)
    recorded: dict[str, str] = {}
    kept_pages = []
    for lines in pages:
        edges = {id(line) for line in _edges(lines)}
        outermost = {id(line) for line in (*_edges(lines)[:1], *_edges(lines)[-1:])}
        kept = []
        for line in lines:
            recurs = id(line) in edges and filled > 1 and seen[_shape(line)] >= max(2, filled * 0.5)
            if id(line) in outermost and _PAGE_NUMBER.fullmatch(line.text) is not None:
                continue
            if recurs:
                recorded.setdefault(_shape(line), line.text)
            else:
                kept.append(line)
        kept_pages.append(kept)
    return kept_pages, [("running_line", text) for text in recorded.values()]


def _edges(lines: list[Line]) -> list[Line]:
    """The lines nearest to the top and the bottom of a page, from the top; tables are none."""
    ordered = sorted((line for line in lines if len(line.rows) <= 1), key=lambda line: -line.top)
    return ordered[:_EDGE_LINES] + ordered[_EDGE_LINES:][-_EDGE_LINES:]


def _shape(line: Line) -> str:
    return f"{re.sub(r'[0-9]+', '#', line.text)}@{round(line.bottom / 8)}"


def _properties(document: Any) -> tuple[tuple[str, str], ...]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
    found = []
    for key, text in document.get_metadata_dict(skip_empty=True).items():
        shown = " ".join(str(text).split())[:500]
        if key in names and shown and shown not in {"untitled", "anonymous", "unspecified", "(unspecified)"}:
            found.append((names[key], shown))
    return tuple(found)
