"""Reading order on a PDF page: rows, columns, and the lines of each paragraph joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.loaders.pdf_characters import Span

_COLUMN_ROWS: Final = 4
_FILLED: Final = 0.5
_TERMINAL: Final = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；", "”", "…")
_OPENING: Final = re.compile(
    r"(?:[-–—•+*●○▪■◆]\s|\(?\d{1,3}(?:\.\d{1,3})*[.)、]\s?|[IVXLC]{1,6}[.)]\s|\(?[a-zđ][.)]\s|[A-Z][.)]\s"
    r"|[（(]?[一二三四五六七八九十百]{1,4}[)）、.．]|第[一二三四五六七八九十百]{1,4}[章节節条條]"
    r"|(?:Điều|Chương|Phần|Mục|Article|Section)\s+[\dIVXLC]+)"
)
_HAN_OR_FULL: Final = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_VIETNAMESE: Final = re.compile("[\u1ea0-\u1ef9\u00c0-\u01b0]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text within its column."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    column_left: float = 0.0
    column_right: float = 0.0
    cells: tuple[str, ...] = ()
    """The texts of a row that wide gaps divide, when there are several."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; ``size`` is the height of their letters."""

    lines: tuple[Line, ...]

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def text(self) -> str:
        return join_lines([line.text for line in self.lines])


def page_lines(spans: list[Span]) -> list[Line]:
    """Put the spans of a page into reading order: top to bottom, a text column before the one to its right."""
    rows = _rows(spans)
    gutter = _gutter(rows)
    if gutter is None:
        return _frame([_line(row) for row in rows])
    lines: list[Line] = []
    band: list[list[Span]] = []
    for row in [*rows, None]:
        if row is not None and all(span.right <= gutter or span.left >= gutter for span in row):
            band.append(row)
            continue
        lines.extend(_read_band(band, gutter))
        band = []
        if row is not None:
            lines.extend(_frame([_line(row)]))
    return lines


def _rows(spans: list[Span]) -> list[list[Span]]:
    """Spans that stand side by side, from the top of the page down."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (-span.middle, span.left)):
        if rows and abs(rows[-1][0].middle - span.middle) < 0.45 * max(span.size, 1.0):
            rows[-1].append(span)
        else:
            rows.append([span])
    for row in rows:
        row.sort(key=lambda span: span.left)
    return rows


def _gutter(rows: list[list[Span]]) -> float | None:
    """Where two columns of running text part, or ``None``: most rows fill both sides and none crosses."""
    pairs = [row for row in rows if len(row) == 2]
    if len(pairs) < _COLUMN_ROWS:
        return None
    start = median(row[0].right for row in pairs)
    candidates = sorted((row[0].right + row[1].left) / 2 for row in pairs)
    gutter = candidates[len(candidates) // 2]
    fitting = [row for row in pairs if row[0].right <= gutter <= row[1].left]
    if len(fitting) < max(_COLUMN_ROWS, len(pairs) * 0.7) or start > gutter:
        return None
    for side in (0, 1):
        left = min(row[side].left for row in fitting)
        right = max(row[side].right for row in fitting)
        filled = [row for row in fitting if row[side].right - row[side].left >= _FILLED * (right - left)]
        if len(filled) < 0.6 * len(fitting) or right - left < 8 * fitting[0][side].size:
            return None
    return gutter


def _read_band(band: list[list[Span]], gutter: float) -> list[Line]:
    if not band:
        return []
    both = [row for row in band if row[0].right <= gutter and row[-1].left >= gutter]
    if not both:
        return _frame([_line(row) for row in band])
    left = [[span for span in row if span.right <= gutter] for row in band]
    right = [[span for span in row if span.left >= gutter] for row in band]
    return _frame([_line(row) for row in left if row]) + _frame([_line(row) for row in right if row])


def _line(row: list[Span]) -> Line:
    return Line(
        " ".join(span.text for span in row),
        row[0].left,
        min(span.bottom for span in row),
        max(span.right for span in row),
        max(span.top for span in row),
        median(span.size for span in row),
        cells=tuple(span.text for span in row) if len(row) > 1 else (),
    )


def _frame(lines: list[Line]) -> list[Line]:
    """Give every line the extent of its column."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return [
        Line(line.text, line.left, line.bottom, line.right, line.top, line.size, left, right, line.cells)
        for line in lines
    ]


def split_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Group lines that run on into paragraphs."""
    if not lines:
        return []
    steps = [above.bottom - below.bottom for above, below in zip(lines, lines[1:], strict=False)]
    downward = [step for step in steps if step > 0]
    usual = median(downward) if downward else 0.0
    groups: list[list[Line]] = [[lines[0]]]
    for above, below in zip(lines, lines[1:], strict=False):
        if runs_on(above, below, usual):
            groups[-1].append(below)
        else:
            groups.append([below])
    return [Paragraph(tuple(group)) for group in groups]


def runs_on(above: Line, below: Line, usual_step: float | None) -> bool:
    """Tell whether ``below`` continues the paragraph of ``above``; the step is not judged when it is ``None``."""
    if above.cells or below.cells or _OPENING.match(below.text):
        return False
    if abs(above.size - below.size) > 0.12 * max(above.size, below.size):
        return False
    step = above.bottom - below.bottom
    if usual_step is not None and step > 0 and step > 1.45 * max(usual_step, above.size):
        return False
    if below.left - below.column_left > 1.2 * below.size and below.left > above.left + 0.8 * below.size:
        return False
    ends = above.text.rstrip().endswith(_TERMINAL)
    slack = above.column_right - above.right
    if slack > 0.25 * (above.column_right - above.column_left):
        return False
    return not (ends and slack > 2.5 * above.size)


def join_lines(texts: list[str]) -> str:
    """Join the lines of a paragraph: no space between Han characters, words divided at a line's end made whole."""
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif joined.endswith("-") and _is_divided(joined, text):
            joined = joined[:-1] + text
        elif (joined.endswith("-") and not joined.endswith(" -")) or (
            _HAN_OR_FULL.match(joined[-1]) and _HAN_OR_FULL.match(text[:1])
        ):
            joined += text
        else:
            joined += " " + text
    return joined


def _is_divided(before: str, after: str) -> bool:
    """Tell a word divided by a hyphen from one written with it; Vietnamese never divides words."""
    head = re.search(r"([A-Za-z]{2,})-$", before)
    tail = re.match(r"[a-z]{2,}", after)
    return head is not None and tail is not None and not _VIETNAMESE.search(before[-60:] + after[:60])
