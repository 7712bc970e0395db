"""Letterheads and signature blocks that stand in two columns: every part on a line of its own.

The parts are those of Decree 30/2020/NĐ-CP, annex I: agency and state name, number and place with date,
recipients and post.
"""

from __future__ import annotations

import re

from ingest.cleaning.lines import Line, split_lines
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
_COLUMN_GAP = re.compile(r"(?<=\S)(?:[ ]{3,}|[ ]*\t[ \t]*)(?=\S)")
_RECIPIENTS = re.compile(r"Nơi nhận\s*:", re.IGNORECASE)


def separate_letterhead(mapped: MappedText) -> MappedText:
    """Break lines between the columns of a letterhead and of a signature block; only white space is replaced."""
    lines = split_lines(mapped.text)
    edits: list[Edit] = []
    top = lines[:_TOP_LINES]
    if any(_HEAD.search(line.text) for line in top):
        for line in top:
            edits += _breaks(line, _SEAMS)
            edits += _breaks(line, _COLUMN_GAP)
    recipients = next((line.index for line in reversed(lines) if _RECIPIENTS.match(line.text)), None)
    if recipients is not None and _COLUMN_GAP.search(lines[recipients].text):
        for line in lines[recipients : recipients + _FOOT_LINES]:
            edits += _breaks(line, _COLUMN_GAP)
    return mapped.apply(delete_overlapping(edits))


def _breaks(line: Line, pattern: re.Pattern[str]) -> list[Edit]:
    if "|" in line.text:
        return []
    return [
        Edit(line.start + match.start(), line.start + match.end(), "\n")
        for match in pattern.finditer(line.text)
        if match.start() > 0
    ]
