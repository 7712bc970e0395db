"""Running heads, footers and page numbers: what stands in the margins of most pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from ingest.loaders.pdf_layout import Line

_MARGIN_SHARE: Final = 0.11
"""The share of a page's height, at the top and at the bottom, in which running lines are looked for."""
_EDGE_LINES: Final = 3
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:trang|page|p\.|第)\s*)?(?:\d{1,5}|[ivxlc]{1,6})\s*(?:(?:/|of|trên|页|頁|共)\s*\W*\d{0,5}\s*[页頁]?)*\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order, and the page's own lower and upper end."""

    lines: list[Line]
    bottom: float
    top: float


def drop_running_lines(pages: list[PageLines]) -> tuple[list[list[Line]], list[str]]:
    """Take away what recurs at one place in the margins of half the pages or more, and page numbers.

    Where what recurs is most of the text, it is kept. Returns the remaining lines of each page, and every different
    running line once, as on the page it was met first.
    """
    margins = [_margin_lines(page) for page in pages]
    seen = Counter(shape for lines in margins for shape in {_shape(line) for line in lines})
    required = max(2, sum(bool(page.lines) for page in pages) * 0.5)
    recurring = {shape for shape, count in seen.items() if count >= required}
    if 2 * sum(seen[shape] for shape in recurring) > sum(len(page.lines) for page in pages):
        recurring = set()
    recorded: dict[str, str] = {}
    remaining = []
    for page, lines in zip(pages, margins, strict=True):
        dropped = set()
        for line in lines:
            if _PAGE_NUMBER.fullmatch(line.text) is not None:
                dropped.add(id(line))
            elif _shape(line) in recurring:
                dropped.add(id(line))
                recorded.setdefault(_shape(line), line.text)
        remaining.append([line for line in page.lines if id(line) not in dropped])
    return remaining, list(recorded.values())


def _margin_lines(page: PageLines) -> list[Line]:
    """The few outermost lines that stand in the margins; ruled tables are none."""
    depth = _MARGIN_SHARE * (page.top - page.bottom)
    ordered = sorted((line for line in page.lines if len(line.rows) <= 1), key=lambda line: -line.top)
    upper = [line for line in ordered[:_EDGE_LINES] if line.bottom > page.top - depth]
    lower = [line for line in ordered[-_EDGE_LINES:] if line.top < page.bottom + depth]
    return upper + [line for line in lower if line not in upper]


def _shape(line: Line) -> str:
    """What makes two running lines the same: the text but for its numbers, and the place."""
    return f"{re.sub(r'[0-9]+', '#', line.text)}@{round(line.bottom / 8)}"
