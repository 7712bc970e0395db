"""Ruled tables of a PDF page: its drawn lines, the grids they make, and the cells of each grid."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]

from ingest.loaders.pdf_characters import Span

_THIN: Final = 2.5
"""Points: the width up to which a drawn shape is a line."""
_NEAR: Final = 3.0
"""Points: how far apart two lines may be and still meet."""
_MINIMUM_RULE: Final = 6.0
_MAXIMUM_PATHS: Final = 8_000
_MAXIMUM_CROSSINGS: Final = 250_000
_MAXIMUM_SEGMENTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at ``place`` (x of a vertical, y of a horizontal one) from ``start`` to ``end``."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines that enclose cells; rows from the top, columns from the left."""

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]

    @property
    def left(self) -> float:
        return self.verticals[0].place

    @property
    def right(self) -> float:
        return self.verticals[-1].place

    @property
    def top(self) -> float:
        return self.horizontals[0].place

    @property
    def bottom(self) -> float:
        return self.horizontals[-1].place

    def holds(self, span: Span) -> bool:
        return self.left - _NEAR < span.left < self.right and self.bottom - _NEAR < span.middle < self.top + _NEAR

    def cell_of(self, span: Span) -> tuple[int, int]:
        """Row and column of a span; in merged cells those of the first cell."""
        column = max((i for i, rule in enumerate(self.verticals) if rule.place <= span.left + _NEAR), default=0)
        column = min(column, len(self.verticals) - 2)
        middle = (self.verticals[column].place + self.verticals[column + 1].place) / 2
        rows = (
            i
            for i, rule in enumerate(self.horizontals)
            if rule.place >= span.middle and rule.start - _NEAR <= middle <= rule.end + _NEAR
        )
        return min(max(rows, default=0), len(self.horizontals) - 2), column


def page_grids(page: Any) -> list[Grid]:
    """The grids of at least two rows and two columns that a page draws."""
    horizontals: list[Rule] = []
    verticals: list[Rule] = []
    for count, path in enumerate(page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= _MAXIMUM_PATHS:
            return []
        _collect(path, horizontals, verticals)
    return grids_of(horizontals, verticals)


def grids_of(horizontals: list[Rule], verticals: list[Rule]) -> list[Grid]:
    """The grids of at least two rows and two columns that lines make."""
    across, upright = _merged(horizontals), _merged(verticals)
    return _grids(across, upright) if len(across) * len(upright) <= _MAXIMUM_CROSSINGS else []


def _collect(path: Any, horizontals: list[Rule], verticals: list[Rule]) -> None:
    left, bottom, right, top = path.get_bounds()
    if top - bottom <= _THIN:
        if right - left >= _MINIMUM_RULE:
            horizontals.append(Rule((top + bottom) / 2, left, right))
    elif right - left <= _THIN:
        if top - bottom >= _MINIMUM_RULE:
            verticals.append(Rule((left + right) / 2, bottom, top))
    else:
        for (x0, y0), (x1, y1) in _edges(path):
            if abs(x0 - x1) < 1 and abs(y0 - y1) >= _MINIMUM_RULE:
                verticals.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
            elif abs(y0 - y1) < 1 and abs(x0 - x1) >= _MINIMUM_RULE:
                horizontals.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))


def _edges(path: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of a path, in page coordinates."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = current = None
    for index in range(min(pdfium_raw.FPDFPath_CountSegments(path.raw), _MAXIMUM_SEGMENTS)):
        segment = pdfium_raw.FPDFPath_GetPathSegment(path.raw, index)
        if not pdfium_raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            return
        point = matrix.on_point(x.value, y.value)
        kind = pdfium_raw.FPDFPathSegment_GetType(segment)
        if kind == pdfium_raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium_raw.FPDF_SEGMENT_LINETO and current is not None:
            yield current, point
        current = point
        if pdfium_raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield current, first


def _merged(rules: list[Rule]) -> list[Rule]:
    """Lines that continue one another or lie on top of one another, made one."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.place / 2), rule.start)):
        last = merged[-1] if merged else None
        if last is not None and abs(last.place - rule.place) <= _NEAR and rule.start <= last.end + _NEAR:
            merged[-1] = Rule(last.place, last.start, max(last.end, rule.end))
        else:
            merged.append(rule)
    return merged


def _grids(horizontals: list[Rule], verticals: list[Rule]) -> list[Grid]:
    remaining = set(range(len(verticals)))
    grids = []
    while remaining:
        chosen = {remaining.pop()}
        crossing: set[int] = set()
        growing = True
        while growing:
            more = {
                i
                for i, h in enumerate(horizontals)
                if i not in crossing and any(_meet(h, verticals[v]) for v in chosen)
            }
            crossing |= more
            joined = {v for v in remaining if any(_meet(horizontals[i], verticals[v]) for i in more)}
            chosen |= joined
            remaining -= joined
            growing = bool(more or joined)
        grid = Grid(
            tuple(_distinct([horizontals[i] for i in crossing], reverse=True)),
            tuple(_distinct([verticals[v] for v in chosen], reverse=False)),
        )
        if len(grid.horizontals) >= 3 and len(grid.verticals) >= 3:
            grids.append(grid)
    return grids


def _meet(horizontal: Rule, vertical: Rule) -> bool:
    return (
        horizontal.start - _NEAR <= vertical.place <= horizontal.end + _NEAR
        and vertical.start - _NEAR <= horizontal.place <= vertical.end + _NEAR
    )


def _distinct(rules: list[Rule], *, reverse: bool) -> list[Rule]:
    """One line per place; those at one place are taken together."""
    distinct: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.place, reverse=reverse):
        if distinct and abs(distinct[-1].place - rule.place) <= _NEAR:
            last = distinct[-1]
            distinct[-1] = Rule(last.place, min(last.start, rule.start), max(last.end, rule.end))
        else:
            distinct.append(rule)
    return distinct
