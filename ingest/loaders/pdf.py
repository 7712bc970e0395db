"""PDF files with a text layer: pages kept, running heads and page numbers dropped and recorded, paragraphs joined."""

from __future__ import annotations

import re
import threading
from collections import Counter
from statistics import median
from typing import Any, Final

import pypdfium2

from ingest.documents import Page
from ingest.errors import CorruptFile, EncryptedFile, NoTextLayer
from ingest.loaders.assembly import TextAssembly, TextBlock, render_table
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.pdf_characters import page_spans
from ingest.loaders.pdf_layout import Line, Paragraph, join_lines, page_lines, runs_on, split_paragraphs
from ingest.loaders.text import LoadedText

_PDFIUM: Final = threading.RLock()
"""PDFium may be entered by one thread at a time."""
_LINEARIZED: Final = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:trang|page|p\.|第)\s*)?[\divxlc]{1,5}\s*(?:(?:/|of|trên|页|頁|共)\s*\W*\d{0,5}\s*[页頁]?)*\W*",
    re.IGNORECASE,
)
_EDGE_LINES: Final = 2
_HEADING_GROWTH: Final = 1.15


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
    warnings = ("page_without_text",) if empty else ()
    return _assemble(pages, limits, (*properties, *running), warnings)


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
        pages.append(page_lines(page_spans(text_page)))
        text_page.close()
        page.close()
    return pages


def _drop_running_lines(pages: list[list[Line]]) -> tuple[list[list[Line]], list[tuple[str, str]]]:
    """Take away what recurs at the edges of most pages, and page numbers; each different text is recorded once."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_shape(line) for line in _edges(lines)})
    filled = sum(bool(lines) for lines in pages)
    recorded: dict[str, None] = {}
    kept_pages = []
    for lines in pages:
        edges = {id(line) for line in _edges(lines)}
        kept = []
        for line in lines:
            recurs = id(line) in edges and filled > 1 and seen[_shape(line)] >= max(2, filled * 0.5)
            numbers = (line is lines[0] or line is lines[-1]) and _PAGE_NUMBER.fullmatch(line.text) is not None
            if recurs or numbers:
                recorded.setdefault(line.text if not numbers else "", None)
            else:
                kept.append(line)
        kept_pages.append(kept)
    return kept_pages, [("running_line", text) for text in recorded if text]


def _edges(lines: list[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: -line.top)
    return ordered[:_EDGE_LINES] + ordered[_EDGE_LINES:][-_EDGE_LINES:]


def _shape(line: Line) -> str:
    return f"{re.sub(r'[0-9]+', '#', line.text)}@{round(line.bottom / 8)}"


def _assemble(
    pages: list[list[Line]], limits: LoadLimits, properties: tuple[tuple[str, str], ...], warnings: tuple[str, ...]
) -> LoadedText:
    sizes = [line.size for lines in pages for line in lines for _ in range(max(1, len(line.text) // 10))]
    body_size = median(sizes) if sizes else 0.0
    assembly = TextAssembly(limits.max_characters)
    starts: list[int] = []
    for lines in pages:
        starts.append(assembly.length)
        for block in _page_blocks(split_paragraphs(lines), body_size):
            assembly.add(block)
    ends = [*starts[1:], assembly.length]
    numbered = tuple(Page(number, start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1))
    return LoadedText(assembly.text(), tuple(assembly.regions), numbered, properties, warnings)


def _page_blocks(paragraphs: list[Paragraph], body_size: float) -> list[TextBlock]:
    blocks = []
    for paragraph in paragraphs:
        heading = paragraph.size >= _HEADING_GROWTH * body_size and len(paragraph.text) <= 200
        blocks.append(TextBlock(paragraph.text, "heading" if heading else None, 1 if heading else 0))
    return blocks


def _properties(document: Any) -> tuple[tuple[str, str], ...]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
    found = []
    for key, text in document.get_metadata_dict(skip_empty=True).items():
        shown = " ".join(str(text).split())[:500]
        if key in names and shown and shown not in {"untitled", "anonymous", "unspecified", "(unspecified)"}:
            found.append((names[key], shown))
    return tuple(found)
