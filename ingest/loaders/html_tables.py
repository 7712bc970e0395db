"""Tables of a web page: telling data from layout, and writing data as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

Element = etree._Element
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "select", "button", "textarea"})
_ROW_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_MAXIMUM_CELL: Final = 600
_MAXIMUM_SPAN: Final = 100
_MAXIMUM_COLUMNS: Final = 256
"""Columns up to which spans are honoured; a report's table has far fewer."""


def tag_of(element: Element) -> str:
    """The lower-case local name of an element; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def table_rows(table: Element) -> Iterator[Element]:
    """The rows of a table itself, not of tables inside its cells."""
    for child in table:
        tag = tag_of(child)
        if tag == "tr":
            yield child
        elif tag in _ROW_GROUPS:
            yield from (row for row in child if tag_of(row) == "tr")


def is_data_table(table: Element, characters_below: Callable[[Element], int]) -> bool:
    """Tell a table of data from one that only places things: rows of several short cells, nothing nested.

    ``characters_below`` gives the size of an element's text, so that no cell is read to be judged.
    """
    if table.get("role") in {"presentation", "none"}:
        return False
    rows = [[cell for cell in row if tag_of(cell) in {"td", "th"}] for row in table_rows(table)]
    full = [row for row in rows if len(row) >= 2]
    has_headings = any(tag_of(cell) == "th" for row in rows for cell in row)
    if len(full) < 2 and not (full and has_headings):
        return False
    sizes = [characters_below(cell) for row in full for cell in row]
    if max(sizes) > _MAXIMUM_CELL or sum(sizes) == 0:
        return False
    if has_headings:
        return True
    if any(inner is not table for inner in table.iter("table")):
        return False
    return not _is_placed(table, full)


def _is_placed(table: Element, rows: list[list[Element]]) -> bool:
    """A letterhead or signature block: two columns without lines, with several lines in a cell."""
    if len(rows) > 3 or max(len(row) for row in rows) > 2 or (table.get("border") or "0") != "0":
        return False
    return any(_lines_in(cell) >= 2 for row in rows for cell in row)


def _lines_in(cell: Element) -> int:
    lines = sum(1 for _ in cell.iter("p", "div")) or 1
    return lines + sum(1 for _ in cell.iter("br"))


def cell_text(cell: Element) -> str:
    """All text of a cell on one line; blocks and line breaks become spaces."""
    parts: list[str] = []
    pending: list[tuple[Element, bool]] = [(cell, False)]
    while pending:
        element, leaving = pending.pop()
        if leaving:
            parts.append(element.tail or "")
            continue
        if element is not cell:
            pending.append((element, True))
        tag = tag_of(element)
        if not tag or tag in _SILENT:
            continue
        if tag in {"br", "p", "div", "li", "tr", "td", "th"}:
            parts.append(" ")
        parts.append(element.text or "")
        pending.extend((child, False) for child in reversed(element))
    return " ".join("".join(parts).split())


def data_rows(table: Element) -> list[list[str]]:
    """Cells row by row; a cell that spans columns or rows is written once, the places it covers stay empty."""
    rows: list[list[str]] = []
    covered: dict[int, int] = {}
    for row in table_rows(table):
        cells: list[str] = []
        for cell in row:
            if tag_of(cell) not in {"td", "th"}:
                continue
            _skip_covered(cells, covered)
            columns, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            column = len(cells)
            if column >= _MAXIMUM_COLUMNS:
                columns = deep = 1
            cells.append(cell_text(cell))
            cells.extend([""] * (columns - 1))
            if deep > 1:
                covered.update(dict.fromkeys(range(column, column + columns), deep - 1))
        _skip_covered(cells, covered)
        if any(cells):
            rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _skip_covered(cells: list[str], covered: dict[int, int]) -> None:
    while covered.get(len(cells), 0) > 0:
        covered[len(cells)] -= 1
        cells.append("")


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MAXIMUM_SPAN) if value.isdecimal() and len(value) < 6 else 1
