"""Putting back the line breaks of Chinese texts that were extracted as one long line."""

from __future__ import annotations

import re

from ingest.cleaning.lines import is_mostly_han, split_lines
from ingest.cleaning.mapped_text import Edit, MappedText

_LONG = 200
_MARKER = (
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．](?=[\u3400-\u9fff]))"
)
_BEFORE_MARKER = re.compile(
    rf"[ \t]+(?={_MARKER})|(?<=[。！？!?;；])(?=(?:[一二三四五六七八九十]{{1,3}}、|[(（][一二三四五六七八九十]{{1,"
    rf"3}}[)）]))"
)
_HEADING = re.compile(rf"{_MARKER}\s?[^ \t。！？\n]{{2,60}}([ \t]+)(?=[\u3400-\u9fff“《*])")
_SALUTATION = re.compile(
    r"(?:^|(?<=[ \t\n]))((?:各位[\u3400-\u9fff、,，]{1,20}|尊敬的[\u3400-\u9fff、,，]{1,30}|同志们|同志們|朋友们|"
    r"朋友們)[:：])([ \t]*)"
)
_AFTER_SENTENCE = re.compile(r"(?<=[。！？：:”])[ \t]+(?=[\u3400-\u9fff“《*])")


def restore_line_breaks(mapped: MappedText) -> MappedText:
    """Break collapsed lines before numbered headings, behind them, around salutations and between paragraphs.

    A line is collapsed if it is long, mostly Chinese and has a numbered heading or a salutation behind a space.
    Nothing but white space is replaced.
    """
    text = mapped.text
    edits: dict[int, Edit] = {}
    for line in split_lines(text):
        if len(line.text) >= _LONG and is_mostly_han(line.text) and _is_collapsed(line.text):
            for start, end in _breaks(line.text):
                edits[line.start + start] = Edit(line.start + start, line.start + end, "\n")
    return mapped.apply(edits.values())


def _is_collapsed(line: str) -> bool:
    return (
        re.search(rf"\S[ \t]+{_MARKER}", line) is not None
        or re.search(r"\S[ \t]+(?:同志们|同志們|各位)[^ ]{0,20}[:：]", line) is not None
    )


def _breaks(line: str) -> list[tuple[int, int]]:
    found = {match.span() for match in _BEFORE_MARKER.finditer(line)}
    found |= {match.span(1) for match in _HEADING.finditer(line) if _begins_part(line, match.start())}
    found |= {match.span() for match in _AFTER_SENTENCE.finditer(line)}
    for match in _SALUTATION.finditer(line):
        before = len(line[: match.start()].rstrip())
        if before < match.start():
            found.add((before, match.start()))
        if match.group(2) or match.end() < len(line):
            found.add(match.span(2))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start > 0 and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept


def _begins_part(line: str, offset: int) -> bool:
    return offset == 0 or line[offset - 1] in " \t\n。！？!?;；"
