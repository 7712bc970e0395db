"""Turning the body of a DOCX into blocks in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from ingest.loaders.assembly import TextBlock, render_table
from ingest.loaders.docx_runs import FontFamily, ParagraphText, RunReader
from ingest.loaders.docx_styles import ListNumbering, StyleSheet, child, name_of, value
from ingest.loaders.office_package import OfficePackage

Element = etree._Element

_CONTAINERS: Final = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "AlternateContent"}
)
_INVISIBLE_BORDERS: Final = frozenset({"none", "nil"})
_NOTE_ENTRY: Final = {"footnotes": "footnote", "endnotes": "endnote"}
_NOTE_RELATIONSHIP: Final = {"footnotes": "/footnotes", "endnotes": "/endnotes"}


@dataclass(slots=True)
class BodyReader:
    """Reads block by block; ``warnings`` collects what was left out."""

    package: OfficePackage
    styles: StyleSheet
    numbering: ListNumbering
    accepted: frozenset[FontFamily]
    runs: RunReader
    warnings: set[str] = field(default_factory=set)
    _merged: ParagraphText | None = None
    _told_notes: set[tuple[str, str]] = field(default_factory=set)

    def blocks(self, container: Element) -> Iterator[TextBlock]:
        """Yield the blocks of a body, cell, note or text box."""
        for element in container:
            self.package.clock.check()
            name = name_of(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "AlternateContent":
                chosen = child(element, "Choice")
                yield from self.blocks(chosen if chosen is not None else element)
            elif name in _CONTAINERS:
                yield from self.blocks(element)
            elif name == "altChunk":
                self.warnings.add("embedded_part_skipped")

    def _paragraph(self, paragraph: Element) -> Iterator[TextBlock]:
        found = self.runs.read(paragraph)
        if self._merged is not None:
            found.segments[:0] = self._merged.segments
            self._merged = None
        if child(paragraph, "pPr", "rPr", "del") is not None:
            self._merged = found
            return
        for alternative in found.images:
            yield TextBlock(f"![{re.sub(r'[][]', ' ', alternative)}]()", "image")
        text = found.text(self.accepted).strip(" \t\r\n")
        if text:
            yield self._text_block(paragraph, text)
        for box in found.boxes:
            yield from self.blocks(box)
        for note in found.notes:
            yield from self._note(*note)

    def _text_block(self, paragraph: Element, text: str) -> TextBlock:
        mark, depth = self._list_mark(paragraph)
        level = self.styles.heading_level(paragraph)
        if level == 0:
            return TextBlock(text, "title")
        if level is not None:
            return TextBlock((mark or "") + text, "heading", level)
        if mark is not None:
            return TextBlock(mark + text, "list_item", depth + 1)
        return TextBlock(text)

    def _list_mark(self, paragraph: Element) -> tuple[str | None, int]:
        number_id = value(self.styles.paragraph_property(paragraph, "numPr", "numId"))
        if number_id in {None, "0"}:
            return None, 0
        depth = value(self.styles.paragraph_property(paragraph, "numPr", "ilvl")) or "0"
        level = min(int(depth), 8) if depth.isdecimal() else 0
        return self.numbering.mark(number_id or "", level), level

    def _note(self, part: str, identifier: str) -> Iterator[TextBlock]:
        """The text of a foot- or endnote, as its own block after the paragraph that refers to it."""
        if (part, identifier) in self._told_notes:
            return
        self._told_notes.add((part, identifier))
        for name in self.package.related(_NOTE_RELATIONSHIP[part]).values():
            root = self.package.part(name)
            for note in root if root is not None else ():
                if name_of(note) == _NOTE_ENTRY[part] and value(note, "id") == identifier:
                    text = " ".join(block.text for block in self.blocks(note))
                    if text.strip():
                        yield TextBlock(f"[{len(self._told_notes)}] {text.strip()}")

    def _table(self, table: Element) -> Iterator[TextBlock]:
        rows = [row for row in _below(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_below(row, "tc")) for row in rows]
        if _only_places(table, cells, self.styles):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        nested: list[TextBlock] = []
        lines = [self._row(row, element, nested) for element, row in zip(rows, cells, strict=True)]
        lines = [line for line in lines if any(line)]
        width = max((len(line) for line in lines), default=0)
        if lines:
            yield TextBlock(render_table([line + [""] * (width - len(line)) for line in lines]), "table")
        yield from nested

    def _row(self, cells: list[Element], row: Element, nested: list[TextBlock]) -> list[str]:
        line = [""] * _number(value(child(row, "trPr", "gridBefore")))
        for cell in cells:
            merge = child(cell, "tcPr", "vMerge")
            continued = merge is not None and (value(merge) or "continue") == "continue"
            texts = []
            for block in self.blocks(cell):
                if block.kind in {"table", "image"}:
                    nested.append(block)
                else:
                    texts.append(block.text)
            line.append("" if continued else " ".join(texts))
            line.extend([""] * (max(1, _number(value(child(cell, "tcPr", "gridSpan")))) - 1))
        return line


def _below(element: Element, name: str) -> Iterator[Element]:
    """Children of a name, looking through content controls and tracked insertions."""
    for below in element:
        if name_of(below) == name:
            yield below
        elif name_of(below) in _CONTAINERS:
            yield from _below(below, name)


def _number(text: str | None) -> int:
    return min(int(text), 64) if text is not None and text.isdecimal() and len(text) < 6 else 0


def _only_places(table: Element, cells: list[list[Element]], styles: StyleSheet) -> bool:
    """Tell a table that only arranges text: one column, or a letterhead or signature block without lines."""
    width = max((len(row) for row in cells), default=0)
    if width <= 1:
        return True
    if width > 2 or len(cells) > 3 or _has_borders(table, styles):
        return False
    return len(cells) == 1 or any(_lines_in(cell) >= 2 for row in cells for cell in row)


def _lines_in(cell: Element) -> int:
    lines = 0
    for paragraph in (below for below in cell if name_of(below) == "p"):
        if any(name_of(below) == "t" and (below.text or "").strip() for below in paragraph.iter()):
            lines += 1 + sum(name_of(below) in {"br", "cr"} for below in paragraph.iter())
    return lines


def _has_borders(table: Element, styles: StyleSheet) -> bool:
    """Tell whether any line is drawn, by the table itself, its style or its cells."""
    sources = [child(table, "tblPr", "tblBorders")]
    for style in styles.chain(value(child(table, "tblPr", "tblStyle"))):
        sources.append(child(style, "tblPr", "tblBorders"))
    own = sources[0]
    if own is not None and len(own):
        return _draws(own)
    cell_borders = (element for element in table.iter() if name_of(element) == "tcBorders")
    return any(_draws(source) for source in sources if source is not None) or any(
        _draws(border) for border in cell_borders
    )


def _draws(borders: Element) -> bool:
    return any((value(border) or "none") not in _INVISIBLE_BORDERS for border in borders)


def is_page_number(text: str) -> bool:
    """Tell a header or footer that only counts pages."""
    return (
        re.fullmatch(r"\W*(?:(?:trang|page|第)\W*)?\d*(?:\W*(?:页|頁|of|/|共)\W*\d*)*\W*", text, re.IGNORECASE)
        is not None
    )
