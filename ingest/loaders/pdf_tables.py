"""Ruled tables: the text inside each grid made one table of the page."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.loaders.pdf_characters import Span
from ingest.loaders.pdf_layout import join_lines, page_lines
from ingest.loaders.pdf_rules import Grid


def gather_tables(spans: list[Span], grids: Sequence[Grid]) -> list[Span]:
    """Put one span for each grid in the place of those inside it."""
    for grid in grids:
        inside = [span for span in spans if grid.holds(span)]
        if inside:
            spans = [span for span in spans if not grid.holds(span)]
            spans.append(_table_span(grid, inside))
    return spans


def _table_span(grid: Grid, inside: list[Span]) -> Span:
    cells: dict[tuple[int, int], list[Span]] = {}
    for span in inside:
        cells.setdefault(grid.cell_of(span), []).append(span)
    rows = []
    for row in range(len(grid.horizontals) - 1):
        texts = tuple(
            join_lines([line.text for line in page_lines(cells.get((row, column), []))])
            for column in range(len(grid.verticals) - 1)
        )
        if any(texts):
            rows.append(texts)
    size = inside[0].size
    return Span(
        "\n".join(" ".join(row) for row in rows),
        grid.left,
        grid.top - size,
        grid.right,
        grid.top,
        size,
        rows=tuple(rows),
    )
