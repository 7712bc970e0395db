"""OpenDocument files: texts (ODT), spreadsheets (ODS) and presentations (ODP), as their programs would print them.

OpenDocument 1.3 part 3. What tracked changes took out is kept by the format apart from the text and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from ingest.documents import Page
from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock, table_blocks
from ingest.loaders.cell_values import Separators, separators_for, with_separators
from ingest.loaders.docx_styles import child, name_of, value
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.html_blocks import list_numeral
from ingest.loaders.limits import check_limit
from ingest.loaders.office_package import OfficePackage, core_properties
from ingest.loaders.sheet_blocks import Sheet, sheet_blocks
from ingest.loaders.text import LoadedText

Element = etree._Element

_CONTAINERS: Final = frozenset(
    {"section", "index-body", "table-of-content", "frame", "text-box", "g", "soft-page-break", "user-index",
     "illustration-index", "table-index", "alphabetical-index", "object-index", "bibliography", "numbered-paragraph"}
)  # fmt: skip
_SILENT: Final = frozenset(
    {"tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "annotation"}
)
_BULLETS: Final = ("•", "-", "–", "+", "*", "○", "●", "▪", "■", "➢", "✓")
_DEEPEST: Final = 60
_MOST_COPIES: Final = 256
_MOST_SPACES: Final = 200


def load_open_document(package: OfficePackage) -> LoadedText:
    """Read the content part by its kind; raises ``CorruptFile`` where there is none."""
    root = package.part(package.main_part)
    body = child(root, "body")
    content = next(iter(body), None) if body is not None else None
    if root is None or content is None:
        raise CorruptFile(format=package.kind, detail="no body")
    words = "".join(one.text or "" for one in content.iter() if name_of(one) == "p")[:20_000]
    reader = _Reader(package, _lists(root), _hidden_tables(root), _hidden_words(root), separators_for(words))
    pages: list[list[TextBlock]]
    if package.kind == "ods":
        pages = [
            list(sheet_blocks([reader.sheet(table) for table in _below(content, "table") if reader.is_shown(table)]))
        ]
    elif package.kind == "odp":
        pages = [list(reader.slide(page)) for page in _below(content, "page")]
        check_limit(len(pages), package.limits.max_pages, "slides")
    else:
        pages = [[*reader.blocks(content, 0), *_running(package, reader)]]
    return _assemble(package, reader, pages)


def _assemble(package: OfficePackage, reader: _Reader, groups: list[list[TextBlock]]) -> LoadedText:
    flat, repaired = repair_blocks([block for group in groups for block in group])
    blocks = iter(flat)
    assembly = TextAssembly(package.limits.max_characters)
    pages: list[Page] = []
    for number, group in enumerate(groups, 1):
        start = assembly.length
        for _ in group:
            assembly.add(next(blocks))
        pages.append(Page(number, start, assembly.length))
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        tuple(pages) if package.kind == "odp" else (),
        properties=core_properties(package),
        warnings=tuple(sorted(reader.warnings)),
        encoding=repaired,
    )


def _running(package: OfficePackage, reader: _Reader) -> Iterator[TextBlock]:
    """Headers and footers of the page styles, each different text once and marked as furniture."""
    styles = package.part("styles.xml")
    told: set[str] = set()
    for element in styles.iter() if styles is not None else ():
        if name_of(element) in {"header", "footer"}:
            text = "\n".join(block.text for block in reader.blocks(element, 0))
            if re.sub(r"[\W\d]", "", text) and text not in told:
                told.add(text)
                yield TextBlock(text, "furniture")


def _below(element: Element, name: str) -> Iterator[Element]:
    return (below for below in element if name_of(below) == name)


def _lists(root: Element) -> dict[str, dict[int, tuple[str, str, str]]]:
    """Of each list style, for each level: the number format or the bullet, what stands before and after a number."""
    found: dict[str, dict[int, tuple[str, str, str]]] = {}
    for style in root.iter():
        if name_of(style) == "list-style":
            levels = found.setdefault(value(style, "name") or "", {})
            for level in style:
                number = value(level, "level") or ""
                if number.isdecimal():
                    numbered = name_of(level) == "list-level-style-number"
                    form = (value(level, "num-format") or "") if numbered else _bullet(level)
                    levels[int(number)] = (form, value(level, "num-prefix") or "", value(level, "num-suffix") or "")
    return found


def _bullet(level: Element) -> str:
    """The bullet as drawn; one of a symbol font as a plain one."""
    drawn = (value(level, "bullet-char") or "•")[:1]
    return drawn if drawn in _BULLETS else "•"


def _hidden_tables(root: Element) -> frozenset[str]:
    """Names of the table styles of hidden sheets."""
    return frozenset(
        value(style, "name") or ""
        for style in root.iter()
        if name_of(style) == "style" and (value(child(style, "table-properties"), "display") or "true") == "false"
    )


def _hidden_words(root: Element) -> frozenset[str]:
    """Names of the text styles that are not shown."""
    return frozenset(
        value(style, "name") or ""
        for style in root.iter()
        if name_of(style) == "style" and value(child(style, "text-properties"), "display") == "none"
    )


@dataclass(slots=True)
class _Reader:
    """Reads block by block; ``warnings`` collects what was left out."""

    package: OfficePackage
    lists: dict[str, dict[int, tuple[str, str, str]]]
    hidden: frozenset[str]
    unseen: frozenset[str]
    separators: Separators
    warnings: set[str] = field(default_factory=set)
    _notes: int = 0

    def blocks(self, container: Element, depth: int) -> Iterator[TextBlock]:
        """Yield the blocks of a body, section, cell, note or text box."""
        if depth > _DEEPEST:
            raise CorruptFile(format=self.package.kind, detail="nested too deep")
        for element in container:
            self.package.clock.check()
            name = name_of(element)
            if name in {"p", "h"}:
                yield from self._paragraph(element, depth)
            elif name == "list":
                yield from self._list(element, 1, value(element, "style-name") or "", depth + 1)
            elif name == "table":
                yield from self._table(element, depth + 1)
            elif name in _CONTAINERS:
                yield from self.blocks(element, depth + 1)

    def _paragraph(self, element: Element, depth: int, mark: str = "", level: int = 0) -> Iterator[TextBlock]:
        parts: list[str] = []
        later: list[Element] = []
        self._inline(element, parts, later, 0)
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parts)).strip(" \t\n")
        outline = value(element, "outline-level") or "1"
        if text and name_of(element) == "h":
            yield TextBlock(mark + text, "heading", int(outline) if outline.isdecimal() and len(outline) < 3 else 1)
        elif text and level:
            yield TextBlock(mark + text, "list_item", level)
        elif text:
            yield TextBlock(text, "title" if (value(element, "style-name") or "") == "Title" else None)
        for inner in later:
            if name_of(inner) == "note":
                yield from self._note(inner, depth + 1)
            else:
                yield from self.blocks(inner, depth + 1)

    def _inline(self, element: Element, parts: list[str], later: list[Element], depth: int) -> None:
        """Collect running text; boxes and notes are put off until the paragraph ends."""
        if depth > _DEEPEST:
            raise CorruptFile(format=self.package.kind, detail="nested too deep")
        parts.append(element.text or "" if depth or name_of(element) in {"p", "h", "span", "a"} else "")
        for below in element:
            name = name_of(below)
            if name == "s":
                count = value(below, "c") or "1"
                parts.append(" " * min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 6 else " ")
            elif name == "tab":
                parts.append("\t")
            elif name == "line-break":
                parts.append("\n")
            elif name == "note" or name in {"frame", "text-box", "custom-shape"}:
                later.append(below)
            elif name == "ruby":
                base = child(below, "ruby-base")
                if base is not None:
                    self._inline(base, parts, later, depth + 1)
            elif name == "span" and (value(below, "style-name") or "") in self.unseen:
                self.warnings.add("hidden_text_dropped")
            elif name and name not in _SILENT:
                self._inline(below, parts, later, depth + 1)
            parts.append(below.tail or "")

    def _note(self, note: Element, depth: int) -> Iterator[TextBlock]:
        body = child(note, "note-body")
        text = " ".join(block.text for block in self.blocks(body, depth)) if body is not None else ""
        if text.strip():
            self._notes += 1
            yield TextBlock(f"[{self._notes}] {text.strip()}")

    def _list(self, element: Element, level: int, style: str, depth: int) -> Iterator[TextBlock]:
        if depth > _DEEPEST:
            raise CorruptFile(format=self.package.kind, detail="nested too deep")
        form, before, after = self.lists.get(style, {}).get(level, ("•", "", ""))
        number = 0
        for item in element:
            if name_of(item) not in {"list-item", "list-header"}:
                continue
            start = value(item, "start-value") or ""
            number = int(start) if start.isdecimal() and len(start) < 6 else number + 1
            mark = f"{form} " if form in _BULLETS else f"{before}{list_numeral(number, form)}{after} " if form else ""
            if name_of(item) == "list-header":
                mark = ""
            for below in item:
                if name_of(below) in {"p", "h"}:
                    yield from self._paragraph(below, depth, mark, level)
                    mark = ""
                elif name_of(below) == "list":
                    inner = value(below, "style-name") or style
                    yield from self._list(below, level + 1, inner, depth + 1)

    def _table(self, table: Element, depth: int) -> Iterator[TextBlock]:
        nested: list[TextBlock] = []
        rows: list[list[str]] = []
        for row in _rows(table):
            line: list[str] = []
            for cell in row:
                if name_of(cell) not in {"table-cell", "covered-table-cell"}:
                    continue
                copies = min(_count(value(cell, "number-columns-repeated")), _MOST_COPIES)
                texts: list[str] = []
                for block in self.blocks(cell, depth) if name_of(cell) == "table-cell" else ():
                    if block.kind in {"table", "image"}:
                        nested.append(block)
                    else:
                        texts.append(block.text)
                line.extend(["\n".join(texts)] * copies)
            rows.append(line)
        yield from table_blocks(rows)
        yield from nested

    def is_shown(self, table: Element) -> bool:
        """Tell a sheet that is shown; a hidden one is recorded."""
        if (value(table, "style-name") or "") in self.hidden:
            self.warnings.add("hidden_sheet_dropped")
            return False
        return True

    def sheet(self, table: Element) -> Sheet:
        """The cells of a sheet, as shown; empty repeats to the sheet's end are not counted out."""
        sheet = Sheet(value(table, "name") or "")
        number = 0
        for row in _rows(table):
            self.package.clock.check()
            copies = _count(value(row, "number-rows-repeated"))
            cells = [cell for cell in row if name_of(cell) in {"table-cell", "covered-table-cell"}]
            if any(child(cell, "p") is not None for cell in cells):
                for copy in range(min(copies, _MOST_COPIES)):
                    self._sheet_row(sheet, number + copy, cells)
            number += copies
        return sheet

    def _sheet_row(self, sheet: Sheet, row: int, cells: list[Element]) -> None:
        column = 0
        for cell in cells:
            copies = _count(value(cell, "number-columns-repeated"))
            if child(cell, "p") is not None and name_of(cell) == "table-cell":
                text = self._cell_text(cell)
                for copy in range(min(copies, _MOST_COPIES)):
                    sheet.put(row, column + copy, text)
                across, down = (_count(value(cell, f"number-{way}-spanned")) for way in ("columns", "rows"))
                if across * down > 1 and len(sheet.merged) < 20_000:
                    sheet.merged.append((row, column, row + down - 1, column + across - 1))
            column += copies

    def _cell_text(self, cell: Element) -> str:
        """What a cell shows, its number with the separators of the sheet's language."""
        text = " ".join(block.text for block in self.blocks(cell, 0))
        number = value(cell, "value")
        if number is None or (value(cell, "value-type") or "") not in {"float", "percentage", "currency"}:
            return text
        return with_separators(text, number, self.separators)

    def slide(self, page: Element) -> Iterator[TextBlock]:
        """A slide: its title as a heading, the rest in order, the notes last."""
        titles: list[TextBlock] = []
        others: list[TextBlock] = []
        for frame in page:
            name = name_of(frame)
            if name == "notes":
                others += self.blocks(frame, 1)
                continue
            if name not in {"frame", "g", "custom-shape"}:
                continue
            blocks = list(self.blocks(frame, 1))
            if value(frame, "class") == "title":
                titles.append(TextBlock(" ".join(block.text for block in blocks), "heading", 1))
            else:
                others += blocks
        yield from (*titles, *others)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        name = name_of(element)
        if name == "table-row":
            yield element
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(element)


def _count(text: str | None) -> int:
    return max(1, int(text)) if text is not None and text.isdecimal() and len(text) < 9 else 1
