"""The smallest pieces that a chunk is made of: sentences, headings, list items, table rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.documents import Block, CleanDocument
from ingest.sentences import cut_long, split_sentences
from vectorstore.records import Language

_LONGEST_UNIT = 3
"""In halves of the target: a sentence up to so long stays whole."""
_SECTION_KINDS = frozenset({"heading", "title"})


@dataclass(frozen=True, slots=True)
class Unit:
    """``text[start:end]`` with what the chunker needs to know about its place."""

    start: int
    end: int
    opens_section: bool
    opens_paragraph: bool
    page: int | None
    heading_path: tuple[str, ...]
    table_header: str = ""
    """The first row of the table that this row belongs to, unless it is that row."""

    def part(self, start: int, end: int) -> Unit:
        """The same unit narrowed to a part of it."""
        return replace(self, start=start, end=end, opens_paragraph=self.opens_paragraph and start == self.start)


def split_units(clean: CleanDocument, language: Language, target: int) -> list[Unit]:
    """Split a document into units that cover all of its text; none is longer than 1.5 × ``target`` but a row."""
    units: list[Unit] = []
    path: list[tuple[int, str]] = []
    for block in _covering(clean):
        text = clean.text[block.start : block.end]
        if block.kind == "heading":
            path = [*((level, heading) for level, heading in path if level < max(1, block.level))]
            path.append((max(1, block.level), " ".join(text.split())))
        units.extend(_block_units(text, block, tuple(heading for _, heading in path), language, target))
    return units


def _covering(clean: CleanDocument) -> Iterator[Block]:
    """Give the blocks in order, and as paragraphs the lines that no block claims."""
    end = 0
    for block in sorted(clean.blocks, key=lambda one: one.start):
        yield from _lines_between(clean.text, end, block.start)
        if block.end > end:
            yield block if block.start >= end else replace(block, start=end)
            end = block.end
    yield from _lines_between(clean.text, end, len(clean.text))


def _lines_between(text: str, start: int, end: int) -> Iterator[Block]:
    if not text[start:end].strip():
        return
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            yield Block("paragraph", start, start + len(line))
        start += len(line)


def _block_units(text: str, block: Block, path: tuple[str, ...], language: Language, target: int) -> Iterator[Unit]:
    if block.kind == "table":
        yield from _rows(text, block, path)
        return
    section = block.kind in _SECTION_KINDS
    spans = [_trimmed(text)] if section else list(split_sentences(text, language))
    first = True
    for start, end in spans:
        for piece_start, piece_end in cut_long(text, start, end, _LONGEST_UNIT * target // 2):
            place = (block.start + piece_start, block.start + piece_end)
            yield Unit(*place, section and first, first, block.page, path)
            first = False


def _rows(text: str, block: Block, path: tuple[str, ...]) -> Iterator[Unit]:
    header = ""
    start = block.start
    for line in text.splitlines(keepends=True):
        left, right = _trimmed(line)
        if left < right:
            yield Unit(start + left, start + right, False, not header, block.page, path, header)
            header = header or " ".join(line.split())
        start += len(line)


def _trimmed(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))
