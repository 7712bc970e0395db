"""Rows of tables as sources: the label of a row, the heads of its cells, and the cell that words fit best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_terms import text_keys
from assistant.checking.statements import PlacedFigure, Statement, keys_in
from ingest.folding import fold
from vectorstore.records import Language

_YEAR: Final = re.compile(r"20\d\d")
_BESIDE, _AFTER, _NEAR = 1.0, 0.8, 0.4
"""What a word of a head counts for before a figure, after it, and elsewhere in its clause."""
CROSSED: Final = 0.3
"""By how much two figures must fit each other's columns better than their own."""
MISPLACED: Final = 0.5
"""By how much a figure must fit another column better whose own figure is not stated."""
_ESTIMATED: Final = re.compile(r"ước|dự kiến|匡算|估|预计|\bestimat")
_PLANNED: Final = re.compile(r"kế hoạch|chỉ tiêu|mục tiêu|dự toán|计划|目标|\b(?:target|plan)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its number in the row, the head of its column and its own text."""

    number: int
    head: str
    text: str


def row_cells(text: str) -> tuple[Cell, ...]:
    """Read a row below its heads; without heads every head is empty."""
    lines = text.strip().split("\n")
    row = _cells(lines[-1])
    heads = _cells(lines[0]) if len(lines) > 1 else []
    if len(heads) != len(row):
        heads = [""] * len(row)
    return tuple(Cell(number, head, cell) for number, (head, cell) in enumerate(zip(heads, row, strict=True)))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row_label(text: str) -> str:
    """Give the first cell of words of a row: what the row is about."""
    return next((cell.text for cell in row_cells(text) if any(letter.isalpha() for letter in cell.text)), "")


def cell_at(text: str, offset: int) -> Cell | None:
    """Give the cell of the row that holds an offset of the text."""
    start = text.rstrip().rfind("\n") + 1
    if offset < start:
        return None
    cells = row_cells(text)
    number = text.count("|", start, offset) - 1
    return cells[number] if 0 <= number < len(cells) else None


def cell_label(text: str, offset: int) -> str:
    """Give what stands at the head of the column and of the row of a cell: its unit may be there."""
    cell = cell_at(text, offset)
    return f"{cell.head} {row_label(text)}" if cell else ""


def is_estimate(text: str, offset: int) -> bool:
    """Tell whether the head of a cell says that its figure is an estimate."""
    return _ESTIMATED.search(fold(cell_label(text, offset))) is not None


def is_planned(text: str, offset: int) -> bool:
    """Tell whether the head of a cell says that its figure is planned."""
    cell = cell_at(text, offset)
    return cell is not None and _PLANNED.search(fold(cell.head)) is not None


def better_cell(
    claim: Statement, placed: PlacedFigure, source: Statement, own: PlacedFigure, others: Sequence[PlacedFigure]
) -> PlacedFigure | None:
    """Find a figure of the same row whose column the claim's words fit better than the one with its value."""
    mine = cell_at(source.text, own.figure.start)
    if mine is None or not mine.head:
        return None
    for other in others:
        cell = cell_at(source.text, other.figure.start)
        if cell is None or cell.number == mine.number or other.figure.value == own.figure.value:
            continue
        if _misplaced(claim, placed, mine, cell, other, source.language):
            return other
    return None


def _misplaced(
    claim: Statement, placed: PlacedFigure, mine: Cell, other: Cell, rival: PlacedFigure, language: Language
) -> bool:
    def fit(figure: PlacedFigure, cell: Cell, against: Cell) -> float:
        wanted = _head_keys(cell.head, language, claim.language) - _head_keys(against.head, language, claim.language)
        return _fit(claim, figure, wanted)

    partner = next((one for one in claim.figures if one.figure.value == rival.figure.value), None)
    own = fit(placed, mine, other)
    foreign = fit(placed, other, mine)
    if partner is None or partner is placed:
        return foreign - own >= MISPLACED
    return foreign + fit(partner, mine, other) - own - fit(partner, other, mine) >= CROSSED


def _head_keys(head: str, language: Language, target: Language) -> frozenset[str]:
    return frozenset(keys_in(head, language, target)) | frozenset(_YEAR.findall(head))


def _fit(claim: Statement, placed: PlacedFigure, wanted: frozenset[str]) -> float:
    if not wanted:
        return 0.0
    low, high = next(((a, b) for a, b in claim.clauses if a <= placed.figure.start < b), (0, len(claim.text)))
    left = text_keys(placed.left) | set(_YEAR.findall(placed.left))
    right, clause = text_keys(placed.right), text_keys(claim.text[low:high])
    return sum(
        _BESIDE if key in left else _AFTER if key in right else _NEAR if key in clause else 0.0 for key in wanted
    ) / len(wanted)
