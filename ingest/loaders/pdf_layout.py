"""Reading order on a PDF page: rows, columns, and the lines of each paragraph joined."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.loaders.pdf_characters import Span

_COLUMN_ROWS: Final = 4
_LETTERHEAD_ROWS: Final = 8
_FILLED: Final = 0.5
_TERMINAL: Final = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；", "”", "…")
_OPENING: Final = re.compile(
    r"(?:[-–—•+*●○▪■◆]\s|\(?\d{1,3}(?:\.\d{1,3})*[.)、]\s?|[IVXLC]{1,6}[.)]\s|\(?[a-zđ][.)]\s|[A-Z][.)]\s"
    r"|[（(]?[一二三四五六七八九十百]{1,4}[)）、.．]|第[一二三四五六七八九十百]{1,4}[章节節条條]"
    r"|(?:Điều|Chương|Phần|Mục|Article|Section)\s+[\dIVXLC]+)"
)
_FIGURE: Final = re.compile(r"[-+−]?[\d.,\s]*\d[\d.,\s]*[%％‰]?")
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
    bold: bool = False
    column_left: float = 0.0
    column_right: float = 0.0
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells, when this stands for a table or for a row that wide gaps divide."""
    alone: bool = False
    """Tells a line of a letterhead or signature block, which runs on into no other."""

    @property
    def is_balanced(self) -> bool:
        """Tells equal margins on both sides."""
        before, after = self.left - self.column_left, self.column_right - self.right
        return min(before, after) > 0 and abs(before - after) < 1.2 * self.size

    @property
    def is_centred(self) -> bool:
        """Tells equal margins, both clearly wider than an indent."""
        before, after = self.left - self.column_left, self.column_right - self.right
        return self.is_balanced and before + after > max(4.4 * self.size, 0.15 * (self.column_right - self.column_left))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; ``size`` is the height of their letters."""

    lines: tuple[Line, ...]

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def is_bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of a table; empty for a paragraph of text."""
        return tuple(row for line in self.lines for row in line.rows)

    @property
    def text(self) -> str:
        return join_lines([line.text for line in self.lines])


def page_lines(spans: list[Span]) -> list[Line]:
    """Put the spans of a page into reading order: top to bottom, a text column before the one to its right."""
    rows = _rows(spans)
    gutter = _gutter(rows)
    groups = _bands(rows, gutter)
    wide = _frame([line for sided, band in groups if not sided for line in _read_rows(band)])
    waiting = iter(wide)
    lines: list[Line] = []
    for sided, band in groups:
        if sided and gutter is not None:
            lines.extend(_read_band(band, gutter))
        else:
            lines.extend(next(waiting) for _ in _read_rows(band))
    return lines


def _bands(rows: list[list[Span]], gutter: float | None) -> list[tuple[bool, list[list[Span]]]]:
    """Consecutive rows that do (true) or do not stand in two text columns; a few rows make no column."""
    groups: list[tuple[bool, list[list[Span]]]] = []
    for row in rows:
        sided = gutter is not None and all(span.right <= gutter or span.left >= gutter for span in row)
        if not groups or groups[-1][0] != sided:
            groups.append((sided, []))
        groups[-1][1].append(row)
    joined: list[tuple[bool, list[list[Span]]]] = []
    for sided, band in groups:
        columns = sided and sum(len(row) > 1 for row in band) >= _COLUMN_ROWS
        if joined and not columns and not joined[-1][0]:
            joined[-1][1].extend(band)
        else:
            joined.append((columns, band))
    return joined


def _read_rows(rows: list[list[Span]]) -> list[Line]:
    """Read rows without text columns; stretches of two parts that are no table are read part by part."""
    lines: list[Line] = []
    place = 0
    while place < len(rows):
        end = _end_of_pairs(rows, place)
        if end > place:
            lines.extend(_read_pairs(rows[place:end]))
            place = end
        else:
            lines.append(_line(rows[place]))
            place += 1
    return lines


def _end_of_pairs(rows: list[list[Span]], start: int) -> int:
    """Where the stretch of two-part rows that begins at ``start`` ends; rows with one part may stand inside it."""
    left_end, right_start = float("-inf"), float("inf")
    end = start
    for place in range(start, len(rows)):
        row = rows[place]
        if len(row) > 2 or any(span.rows for span in row):
            break
        if len(row) == 2:
            left_end, right_start = max(left_end, row[0].right), min(right_start, row[1].left)
            if left_end >= right_start:
                break
            end = place + 1
        elif place == start or not (row[0].right < right_start or row[0].left > left_end):
            break
    return end


def _read_pairs(rows: list[list[Span]]) -> list[Line]:
    """A letterhead or signature block is read left side first; rows that give numbers stay rows of a table."""
    pairs = [row for row in rows if len(row) == 2]
    figures = sum(_FIGURE.fullmatch(row[1].text) is not None for row in pairs)
    if 2 * figures > len(pairs) or len(pairs) > _LETTERHEAD_ROWS:
        return [_line(row) for row in rows]
    middle = (max(row[0].right for row in pairs) + min(row[1].left for row in pairs)) / 2
    left = [span for row in rows for span in row if span.right <= middle]
    right = [span for row in rows for span in row if span.right > middle]
    return [replace(_line([span]), alone=True) for span in (*left, *right)]


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
    left = [[span for span in row if span.right <= gutter] for row in band]
    right = [[span for span in row if span.left >= gutter] for row in band]
    return _frame([_line(row) for row in left if row]) + _frame([_line(row) for row in right if row])


def _line(row: list[Span]) -> Line:
    rows = row[0].rows if len(row) == 1 else (tuple(span.text for span in row),)
    return Line(
        " ".join(span.text for span in row),
        row[0].left,
        min(span.bottom for span in row),
        max(span.right for span in row),
        max(span.top for span in row),
        median(span.size for span in row),
        all(span.bold for span in row),
        rows=rows,
    )


def _frame(lines: list[Line]) -> list[Line]:
    """Give every line the extent of its column: where text lines begin and end, a lone one beyond them not counted."""
    text = [line for line in lines if not line.rows] or lines
    if not text:
        return []
    begins = Counter(round(line.left / 2) for line in text)
    shared = [line.left for line in text if begins[round(line.left / 2)] >= max(2, len(text) // 10)]
    left, right = min(shared or [line.left for line in text]), max(line.right for line in text)
    return [replace(line, column_left=min(left, line.left), column_right=max(right, line.right)) for line in lines]


def split_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Group lines that run on into paragraphs."""
    if not lines:
        return []
    steps = [above.bottom - below.bottom for above, below in pairwise(lines)]
    downward = [step for step in steps if step > 0]
    usual = median(downward) if downward else 0.0
    groups: list[list[Line]] = [[lines[0]]]
    for above, below in pairwise(lines):
        if runs_on(above, below, usual):
            groups[-1].append(below)
        else:
            groups.append([below])
    return [Paragraph(tuple(group)) for group in groups]


def runs_on(above: Line, below: Line, usual_step: float | None) -> bool:
    """Tell whether ``below`` continues the paragraph of ``above``; the step is not judged when it is ``None``."""
    if above.rows or below.rows:
        return len(above.rows) == 1 and len(below.rows) == 1
    if above.alone or below.alone or _OPENING.match(below.text) or above.bold != below.bold:
        return False
    if abs(above.size - below.size) > 0.12 * max(above.size, below.size):
        return False
    step = above.bottom - below.bottom
    if usual_step is not None and step > 0 and step > 1.45 * max(usual_step, above.size):
        return False
    slack = above.column_right - above.right
    width = above.column_right - above.column_left
    if above.is_centred or below.is_centred:
        return above.is_balanced and below.is_centred and above.right - above.left >= 0.6 * width
    if below.left - below.column_left > 1.2 * below.size and below.left > above.left + 0.8 * below.size:
        return False
    if slack > 0.25 * width:
        return False
    return not (above.text.rstrip().endswith(_TERMINAL) and slack > 2.5 * above.size)


def join_lines(texts: list[str]) -> str:
    """Join the lines of a paragraph: no space between Han characters, words divided at a line's end made whole."""
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif joined.endswith("-") and _is_divided(joined, text):
            joined = joined[:-1] + text
        elif (joined.endswith("-") and not joined.endswith(" -")) or (
            _HAN_OR_FULL.match(joined[-1]) or _HAN_OR_FULL.match(text[:1])
        ):
            joined += text
        else:
            joined += " " + text
    return joined


def _is_divided(before: str, after: str) -> bool:
    """Tell a word divided by a hyphen from one written with it; Vietnamese never divides words."""
    head = re.search(r"[A-Za-z]{2,}-$", before[-60:])
    tail = re.match(r"[a-z]{2,}", after)
    return head is not None and tail is not None and not _VIETNAMESE.search(before[-60:] + after[:60])
