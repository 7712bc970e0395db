"""Letterheads and signature blocks that stand in two columns: every part on a line of its own.

The parts are those of Decree 30/2020/NĐ-CP, annex I: agency and state name, number and place with date,
recipients and post.
"""

from __future__ import annotations

import re

from ingest.cleaning.lines import Line, is_upper, split_lines
from ingest.cleaning.mapped_text import Edit, MappedText, delete_overlapping

_TOP_LINES = 12
_FOOT_LINES = 14
_STATE = r"(?:CỘNG HÒA|CỘNG HOÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = r"Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc"
_HEAD = re.compile(rf"{_STATE}|{_MOTTO}|ĐẢNG CỘNG SẢN VIỆT NAM", re.IGNORECASE)
_SEAMS = re.compile(
    rf"(?<=\S)([ \t]+)(?={_STATE})|(?<=VIỆT NAM)([ \t]+)(?=Độc lập)|(?<=Hạnh phúc)([ \t]+)(?=\S)|(?<=\S)([ "
    rf"\t]+)(?={_MOTTO})"
)
_NUMBER_OR_DATE = re.compile(r"^Số\s*:|, ngày [\d….]+ tháng [\d….]+ năm \d{4}$", re.IGNORECASE)
_COLUMN_GAP = re.compile(r"(?<=\S)(?:[ ]{3,}|[ ]*\t[ \t]*)(?=\S)")
_WIDE_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_RECIPIENTS = re.compile(r"Nơi nhận\s*:", re.IGNORECASE)


def separate_letterhead(mapped: MappedText) -> MappedText:
    """Break lines between the columns of a letterhead and of a signature block; only white space is replaced."""
    lines = split_lines(mapped.text)
    edits: list[Edit] = []
    parts = [line.index for line in lines[:_TOP_LINES] if _HEAD.search(line.text) or _NUMBER_OR_DATE.search(line.text)]
    if any(_HEAD.search(lines[index].text) for index in parts):
        for line in lines[: parts[-1] + 1]:
            edits += _breaks(line, _SEAMS)
            edits += _breaks(line, _COLUMN_GAP)
    recipients = next((line.index for line in reversed(lines) if _RECIPIENTS.match(line.text)), None)
    if recipients is not None and _COLUMN_GAP.search(lines[recipients].text):
        for line in lines[recipients : recipients + _FOOT_LINES]:
            edits += _breaks(line, _COLUMN_GAP)
    elif (posts := _first_of_posts(lines)) is not None:
        for line in lines[posts:]:
            edits += _breaks(line, _COLUMN_GAP)
    return mapped.apply(delete_overlapping(edits))


def _first_of_posts(lines: list[Line]) -> int | None:
    """Where, close to the end, two posts in capitals stand beside each other above two names."""
    for line in lines[-_FOOT_LINES:]:
        columns = _COLUMN_GAP.split(line.text)
        if len(columns) == 2 and all(is_upper(column) and len(column) <= 40 for column in columns):
            return line.index
    return None


def align_columns(mapped: MappedText) -> MappedText:
    """Mark the columns of tables typed with spaces by tabs: two or more rows on end with as many gaps, two at least."""
    lines = split_lines(mapped.text)
    edits: list[Edit] = []
    run: list[Line] = []
    for line in [*lines, Line(-1, 0, 0, "")]:
        gaps = 0 if "|" in line.text else len(_WIDE_GAP.findall(line.text))
        if gaps >= 2 and (not run or gaps == len(_WIDE_GAP.findall(run[0].text))):
            run.append(line)
            continue
        if len(run) >= 2:
            for row in run:
                edits += [Edit(row.start + m.start(), row.start + m.end(), "\t") for m in _WIDE_GAP.finditer(row.text)]
        run = [line] if gaps >= 2 else []
    return mapped.apply(edits)


def _breaks(line: Line, pattern: re.Pattern[str]) -> list[Edit]:
    if "|" in line.text:
        return []
    return [
        Edit(line.start + match.start(), line.start + match.end(), "\n")
        for match in pattern.finditer(line.text)
        if match.start() > 0
    ]
