"""Putting the paragraphs of all pages together: those that a page break divides are made whole."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.documents import Page
from ingest.loaders.assembly import TextAssembly, TextBlock, render_table
from ingest.loaders.pdf_layout import Line, Paragraph, join_lines, runs_on, split_paragraphs
from ingest.loaders.text import LoadedText

_HEADING_GROWTH: Final = 1.15
_LONGEST_HEADING: Final = 200
_FINISHED: Final = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")


@dataclass(slots=True)
class _Passage:
    """A paragraph with the lines that stand on each page, in order."""

    parts: list[tuple[int, tuple[Line, ...]]]

    @property
    def whole(self) -> Paragraph:
        return Paragraph(tuple(line for _, lines in self.parts for line in lines))


def assemble_pages(pages: list[list[Line]], max_characters: int) -> LoadedText:
    """Write the pages one after another; every page's text is one stretch, also where a paragraph runs on."""
    body_size = _body_size(pages)
    assembly = TextAssembly(max_characters)
    starts: list[int | None] = [None] * len(pages)
    for passage in _passages(pages):
        whole = passage.whole
        begun = assembly.length + (2 if assembly.parts else 0)
        assembly.add(_block(whole, body_size))
        told: list[str] = []
        for page, lines in passage.parts:
            offset = begun + len(join_lines(told)) + (1 if told else 0)
            if starts[page] is None:
                starts[page] = min(offset, assembly.length)
            told.extend(line.text for line in lines)
    return LoadedText(assembly.text(), tuple(assembly.regions), _pages(starts, assembly.length))


def _pages(starts: list[int | None], length: int) -> tuple[Page, ...]:
    """Turn the offsets where pages begin into stretches that meet; a page without text has an empty one."""
    known: list[int] = []
    later = length
    for start in reversed(starts):
        later = later if start is None else min(start, later)
        known.append(later)
    known.reverse()
    if known:
        known[0] = 0
    ends = [*known[1:], length]
    return tuple(Page(number, start, end) for number, (start, end) in enumerate(zip(known, ends, strict=True), 1))


def _passages(pages: list[list[Line]]) -> list[_Passage]:
    passages: list[_Passage] = []
    for number, lines in enumerate(pages):
        for place, paragraph in enumerate(split_paragraphs(lines)):
            last = passages[-1].parts[-1] if passages else None
            if place == 0 and last is not None and last[0] < number and _continues(last[1][-1], paragraph.lines[0]):
                passages[-1].parts.append((number, paragraph.lines))
            else:
                passages.append(_Passage([(number, paragraph.lines)]))
    return passages


def _continues(last: Line, first: Line) -> bool:
    """Tell whether a page begins in the middle of a sentence that the page before it left open."""
    if last.rows or first.rows or last.text.rstrip().endswith(_FINISHED):
        return False
    return runs_on(last, first, None)


def _body_size(pages: list[list[Line]]) -> float:
    """The letter height of most of the text."""
    sizes = [line.size for lines in pages for line in lines for _ in range(1 + len(line.text) // 10)]
    return median(sizes) if sizes else 0.0


def _block(paragraph: Paragraph, body_size: float) -> TextBlock:
    rows = paragraph.rows
    if len(rows) > 1:
        width = max(len(row) for row in rows)
        return TextBlock(render_table([[*row, *[""] * (width - len(row))] for row in rows]), "table")
    text = paragraph.text
    if len(text) > _LONGEST_HEADING:
        return TextBlock(text)
    if paragraph.size >= _HEADING_GROWTH * body_size:
        return TextBlock(text, "heading", 1)
    if paragraph.is_bold and len(paragraph.lines) <= 3 and not text.endswith((".", ";", ",", "。", "；")):
        return TextBlock(text, "heading", 2)
    return TextBlock(text)
