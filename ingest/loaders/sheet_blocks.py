"""Sheets of cells as sections: titles, tables with one row of heads, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.loaders.assembly import TextBlock, render_table
from ingest.loaders.limits import check_limit

Place = tuple[int, int]
"""(row, column) of a cell, from 0."""

_MAXIMUM_COLUMNS: Final = 512
_MAXIMUM_CELLS: Final = 500_000
_MOST_HEADS: Final = 4
_FIGURE: Final = re.compile(r"[-−(]?\d[\d.,\s]*[%‰]?\)?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_USUAL_NAME: Final = re.compile(r"(?:sheet|bảng tính|trang tính|工作表|feuille)\s?\d*", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """A sheet's cells as shown; ``merged`` holds (first row, first column, last row, last column)."""

    name: str
    cells: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell that shows anything; raises ``FileTooLarge`` beyond what a report's sheet holds."""
        shown = " ".join(text.split())
        if shown:
            check_limit(column + 1, _MAXIMUM_COLUMNS, "columns")
            check_limit(len(self.cells) + 1, _MAXIMUM_CELLS, "cells")
            self.cells[row, column] = shown


def sheet_blocks(sheets: list[Sheet]) -> Iterator[TextBlock]:
    """Every sheet under its name, unless there is but one with the name that programs give."""
    filled = [sheet for sheet in sheets if sheet.cells]
    for sheet in filled:
        if len(filled) > 1 or _USUAL_NAME.fullmatch(sheet.name.strip()) is None:
            yield TextBlock(sheet.name.strip(), "heading", 1)
        yield from _blocks(sheet)


def _blocks(sheet: Sheet) -> Iterator[TextBlock]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.cells.items():
        rows.setdefault(row, {})[column] = text
    group: list[int] = []
    for row in sorted(rows):
        if group and row > group[-1] + 1:
            yield from _group_blocks(sheet, rows, group)
            group = []
        group.append(row)
    if group:
        yield from _group_blocks(sheet, rows, group)


def _group_blocks(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], group: list[int]) -> Iterator[TextBlock]:
    """Rows without an empty one between them: single cells before and after the table are lines of text."""
    wide = [row for row in group if len(rows[row]) >= 2]
    if len(wide) < 2:
        for row in group:
            yield TextBlock("  ".join(rows[row][column] for column in sorted(rows[row])))
        return
    first, last = wide[0], wide[-1]
    for row in (row for row in group if row < first):
        yield TextBlock("".join(rows[row].values()))
    yield TextBlock(render_table(_table(sheet, rows, [row for row in group if first <= row <= last])), "table")
    for row in (row for row in group if row > last):
        yield TextBlock("".join(rows[row].values()))


def _table(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], members: list[int]) -> list[list[str]]:
    columns = sorted({column for row in members for column in rows[row]})
    heads = _head_rows(sheet, rows, members)
    lines = [[rows[row].get(column, "") for column in columns] for row in members[heads:]]
    return [_joined_heads(sheet, rows, members[:heads], columns), *lines]


def _head_rows(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], members: list[int]) -> int:
    """How many rows make up the heads: more than one only where merged cells bind them together."""
    count = 1
    bound = _last_bound_row(sheet, members[0])
    while count < min(_MOST_HEADS, len(members) - 1) and members[count] <= bound:
        texts = rows[members[count]].values()
        if any(_FIGURE.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts):
            break
        bound = max(bound, _last_bound_row(sheet, members[count]))
        count += 1
    return count


def _last_bound_row(sheet: Sheet, row: int) -> int:
    """The last row that belongs to heads which begin in ``row``: below a cell merged across stand its parts."""
    last = row
    for top, left, bottom, right in sheet.merged:
        if top == row:
            last = max(last, bottom, row + 1 if right > left else row)
    return last


def _joined_heads(
    sheet: Sheet, rows: Mapping[int, Mapping[int, str]], members: list[int], columns: list[int]
) -> list[str]:
    """One head for each column: what stands above it, from the top down, merged cells counted for all they cover."""
    heads = []
    for column in columns:
        parts: list[str] = []
        for row in members:
            text = rows[row].get(column, "") or _covering(sheet, rows, row, column)
            if text and text not in parts:
                parts.append(text)
        heads.append(" ".join(parts))
    return heads


def _covering(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], row: int, column: int) -> str:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return rows.get(top, {}).get(left, "")
    return ""
