"""Residue of extraction: bars of one-column layout tables, image markers, Markdown heading marks, ruled lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ingest.cleaning.lines import Line, split_lines, word_count
from ingest.cleaning.mapped_text import Edit, MappedText

IMAGE = re.compile(
    r"!\[([^\]\n]{0,300})\]\([^)\n]{0,600}\)|[\[【](?:图片|圖片|image|ảnh|hình ảnh|photo)\s?\d{0,3}[\]】]",
    re.IGNORECASE,
)
_HEADING_MARK = re.compile(r"(?:#{1,6}[ \t]+)+")
_RULED = re.compile(r"[-=_—–─━~]{3,}$|:{3}$|(?:[-*_] ){2,}[-*_]$")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_BAR = re.compile(r"(?<!\\)\|")
_TITLE_LABEL = re.compile(r"(?:标题|標題|题目|題目|文章标题|tiêu đề|title)\s*[:：]\s*(?=\S)", re.IGNORECASE)
_LETTERHEAD_CELL = re.compile(
    r"(?:CỘNG HÒA|CỘNG HOÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|\|\s*\W{0,3}Nơi nhận\s*:", re.IGNORECASE
)
_FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|bmp|svg)$", re.IGNORECASE)


def columns(line: str) -> int:
    """The number of cells of a table row; 0 for a line that is none."""
    bars = len(_BAR.findall(line))
    outer = line.startswith("|") + (line.endswith("|") and len(line) > 1 and not line.endswith("\\|"))
    return bars - outer + 1 if outer or (bars and " | " in line) else 0


def table_rows(lines: list[Line], mapped: MappedText) -> frozenset[int]:
    """The indices of the lines that stand in a real table: two columns or more in two or more rows on end.

    Bars inside running text do not make a table: some row must have an outer bar or a ruled row must stand among them.
    """
    rows = _rows_by_format(lines, mapped)
    run: list[Line] = []
    for line in [*lines, Line(-1, 0, 0, "")]:
        if columns(line.text) >= 2 or (
            run and line.text.count("\t") and line.text.count("\t") == run[-1].text.count("\t")
        ):
            run.append(line)
            continue
        if _is_table(run):
            rows.update(member.index for member in run)
        run = [line] if line.text.count("\t") else []
    return frozenset(rows)


def _rows_by_format(lines: list[Line], mapped: MappedText) -> set[int]:
    rows: set[int] = set()
    starts = [line.start for line in lines]
    for raw_start, raw_end in mapped.tables:
        low, high = mapped.position(raw_start), mapped.position(raw_end)
        rows.update(range(bisect_left(starts, low), bisect_left(starts, high)))
    return rows


def _is_table(run: list[Line]) -> bool:
    if len(run) < 2:
        return False
    if all("\t" in line.text for line in run):
        return True
    if len(run) >= 3 and len({columns(line.text) for line in run}) == 1:
        return True
    return any(line.text[0] == "|" or line.text[-1] == "|" or _DELIMITER_ROW.match(line.text) for line in run)


@dataclass(frozen=True, slots=True)
class Residue:
    """What the residue told before it was taken out, by raw offset: captions, lines below images, heading depths."""

    captions: frozenset[int]
    after_images: frozenset[int]
    headings: dict[int, int]


def unwrap(mapped: MappedText) -> tuple[MappedText, Residue]:
    """Take out the residue; bars inside real tables stay, but tables that only lay out a letterhead are undone.

    A caption is what stands in an image's cell or in the cell after it.
    """
    lines = split_lines(mapped.text)
    tables = table_rows(lines, mapped)
    layout = _layout_rows(lines, tables)
    edits: list[Edit] = []
    captions: set[int] = set()
    after_images: set[int] = set()
    headings: dict[int, int] = {}
    after_image = False
    for line in lines:
        if line.index in tables:
            edits += _table_edits(line, lines, tables, layout)
            after_image = False
            continue
        line_edits, body = _line_edits(line)
        edits += line_edits
        has_image = IMAGE.search(line.text) is not None
        in_cell = columns(line.text) == 1
        if body is not None:
            raw = mapped.raw_span(*body)[0]
            alone = has_image and not IMAGE.sub("", line.text).strip(" |")
            if ((has_image or after_image) and in_cell) or alone:
                captions.add(raw)
            elif after_image:
                after_images.add(raw)
            mark = _HEADING_MARK.match(line.text)
            if mark is not None:
                headings[raw] = mark.group().split()[0].count("#")
        after_image = has_image if body is None or has_image else False
    return mapped.apply(edits), Residue(frozenset(captions), frozenset(after_images), headings)


def _layout_rows(lines: list[Line], tables: frozenset[int]) -> frozenset[int]:
    """Rows of tables that hold a letterhead (state name beside the agency) or the recipients beside a post."""
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(lines) + 1):
        if index in tables:
            run.append(index)
            continue
        if len(run) <= 8 and any(_LETTERHEAD_CELL.search(lines[member].text) for member in run):
            found.update(run)
        run = []
    return frozenset(found)


def _table_edits(line: Line, lines: list[Line], tables: frozenset[int], layout: frozenset[int]) -> list[Edit]:
    """A ruled row goes if two other rows stand beside it; each cell of a layout row becomes a line."""
    if line.index in layout:
        if _DELIMITER_ROW.match(line.text):
            return [line.drop("table_rule")]
        bars = _BAR.finditer(line.text)
        return [Edit(line.start + bar.start(), line.start + bar.end(), "\n", "cell_bar") for bar in bars]
    if not _DELIMITER_ROW.match(line.text):
        return []
    near = [index for index in (line.index - 2, line.index - 1, line.index + 1, line.index + 2) if index in tables]
    others = [index for index in near if not _DELIMITER_ROW.match(lines[index].text)]
    return [line.drop("table_rule")] if len(others) >= 2 else []


def _line_edits(line: Line) -> tuple[list[Edit], tuple[int, int] | None]:
    """The edits of a line outside tables, and the stretch of it that remains."""
    if _RULED.match(line.text):
        return [line.drop("ruled_line")], None
    edits = []
    bare = line.text
    for match in IMAGE.finditer(line.text):
        low, high = match.span(1) if match.group(1) and _tells(match.group(1)) else (match.end(), match.end())
        edits.append(Edit(line.start + match.start(), line.start + low, "", "image_marker"))
        if high < match.end():
            edits.append(Edit(line.start + high, line.start + match.end(), "", "image_marker"))
        bare = (
            bare[: match.start()]
            + " " * (low - match.start())
            + bare[low:high]
            + " " * (match.end() - high)
            + bare[match.end() :]
        )
    start, end = _strip_bars(bare)
    if start:
        edits += _cut(line, bare, 0, start)
    if end < len(bare):
        edits += _cut(line, bare, max(start, end), len(bare))
    if start >= end:
        return edits, None
    mark = _HEADING_MARK.match(bare, start)
    if mark is not None and mark.end() < end:
        edits.append(Edit(line.start + start, line.start + mark.end(), "", "markdown_heading"))
        start = mark.end()
    label = _TITLE_LABEL.match(bare, start) if line.index < 3 else None
    if label is not None and label.end() < end:
        edits.append(Edit(line.start + start, line.start + label.end(), "", "title_label"))
        start = label.end()
    return edits, (line.start + start, line.start + end)


def _tells(alternative: str) -> bool:
    """Whether the words that stand for an image say something: no file name, no single word."""
    return _FILE_NAME.match(alternative) is None and word_count(alternative) >= 3


def _strip_bars(bare: str) -> tuple[int, int]:
    start, end = 0, len(bare)
    while start < end and bare[start] in "| \t":
        start += 1
    while end > start and bare[end - 1] in "| \t" and not (bare[end - 1] == "|" and bare[end - 2 : end - 1] == "\\"):
        end -= 1
    return start, end


def _cut(line: Line, bare: str, start: int, end: int) -> list[Edit]:
    return [
        Edit(line.start + offset, line.start + offset + 1, "", "cell_bar" if bare[offset] == "|" else "")
        for offset in range(start, end)
        if bare[offset] == "|" and line.text[offset] == "|"
    ]
