"""Figures in the cells of a table take their unit from the head of their column (``Kinh phí (triệu đồng)``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.folding import LazyPattern, fold

_ROW = LazyPattern(r"(?m)^[ \t]*\|(?P<cells>[^\n]*)\|[ \t]*$")
_RULE = LazyPattern(r"[\s|:–-]*\Z")
_UNIT = LazyPattern(
    r"[(（\[](?:đơn vị(?: tính)?\s*:?\s*|đvt\s*:?\s*|单位\s*[:：]?\s*|unit\s*:?\s*)?"
    r"(?P<n>[^()（）\[\]\d]{1,30})[)）\]]\s*\Z"
)
_ROW_NUMBER = LazyPattern(r"(?:stt|tt|số tt|序号|编号|no\.?|#)\Z")
_DEATHS = LazyPattern(r"(?<!\w)tử vong|死亡|\bdeaths?\b|\bdied\b")


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """What a column's head says: its words, its unit as written (or nothing), and whether it only numbers the rows."""

    words: str
    unit: str
    numbers_rows: bool
    deaths: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's content at ``[start, end)`` and the head of its column."""

    start: int
    end: int
    head: ColumnHead


@dataclass(frozen=True, slots=True)
class ColumnUnit:
    """The canonical unit of a column and what one of it is worth (``triệu đồng``: ``dong``, 1,000,000)."""

    unit: str
    factor: Decimal


def find_cells(text: str) -> tuple[Cell, ...]:
    """Find the cells under the first row of every table (lines between bars), in order of the text."""
    if "|" not in text:
        return ()
    cells: list[Cell] = []
    heads: list[ColumnHead] = []
    last_end = -2
    for row in _ROW.finditer(text):
        spans = _cell_spans(text, *row.span("cells"))
        if row.start() > last_end + 1:
            heads = [_head(text[start:end]) for start, end in spans]
        elif not _RULE.match(row["cells"]):
            cells += [Cell(start, end, head) for (start, end), head in zip(spans, heads, strict=False)]
        last_end = row.end()
    return tuple(cells)


def _cell_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for cell in text[start:end].split("|"):
        left = start + len(cell) - len(cell.lstrip())
        spans.append((left, max(left, start + len(cell.rstrip()))))
        start += len(cell) + 1
    return spans


def _head(cell: str) -> ColumnHead:
    folded = fold(cell).strip(" *")
    unit = _UNIT.search(folded)
    words = folded[: unit.start()].strip() if unit else folded
    return ColumnHead(
        words,
        unit["n"].strip() if unit else "",
        _ROW_NUMBER.match(folded) is not None,
        _DEATHS.search(words) is not None,
    )


def column_units(cells: Sequence[Cell], read: Callable[[str], ColumnUnit | None]) -> dict[str, ColumnUnit]:
    """Read each unit that a head names once; one that is no known unit is left out."""
    found: dict[str, ColumnUnit] = {}
    for name in dict.fromkeys(cell.head.unit for cell in cells if cell.head.unit):
        unit = read(name)
        if unit is not None:
            found[name] = unit
    return found
