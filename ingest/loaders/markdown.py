"""Markdown: the raw text stays as typed; headings, tables, list items and images are marked as regions."""

from __future__ import annotations

import re
from itertools import count
from typing import Final

from ingest.documents import Region
from ingest.loaders.limits import ReadingClock
from ingest.loaders.text import LoadedText

_CLOCK_EVERY: Final = 4096
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_IMAGE: Final = re.compile(r"[ \t]*!\[[^\]]*\]\([^)]*\)[ \t]*$")
_TABLE_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$")
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\r?\n(.{0,4000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
_FRONT_FIELD: Final = re.compile(r"^(title|author|date)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE | re.I)


def load_markdown(text: str, clock: ReadingClock) -> LoadedText:
    """Mark what CommonMark and the usual table extension give meaning to; fenced code is left unmarked."""
    lines = _lines(text)
    regions: list[Region] = []
    properties: list[tuple[str, str]] = []
    index = 0
    matter = _FRONT_MATTER.match(text)
    if matter is not None:
        properties = [(name.lower(), value) for name, value in _FRONT_FIELD.findall(matter.group(1)) if value]
        regions.append(Region("furniture", 0, matter.end()))
        index = sum(start < matter.end() for start, _ in lines)
    for step in count():
        if index >= len(lines):
            break
        if step % _CLOCK_EVERY == 0:
            clock.check()
        index = _mark_line(text, lines, index, regions)
    return LoadedText(text, regions=tuple(regions), properties=tuple(properties))


def _lines(text: str) -> list[tuple[int, int]]:
    """The extent of every line, without its end of line."""
    extents = []
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            extents.append((match.start(), match.start() + len(match.group().rstrip("\r\n"))))
    return extents


def _mark_line(text: str, lines: list[tuple[int, int]], index: int, regions: list[Region]) -> int:
    """Mark what begins on one line and return the index of the line after it."""
    start, end = lines[index]
    line = text[start:end]
    fence = _FENCE.match(line)
    if fence is not None:
        return _after_fence(text, lines, index, fence.group(1))
    heading = _HEADING.match(line)
    following = text[slice(*lines[index + 1])] if index + 1 < len(lines) else ""
    if heading is not None:
        regions.append(Region("heading", start, end, len(heading.group(1))))
    elif "|" in line and _TABLE_RULE.match(following):
        return _mark_table(text, lines, index, regions)
    elif _IMAGE.match(line):
        regions.append(Region("image", start, end))
    elif (item := _ITEM.match(line)) is not None:
        regions.append(Region("list_item", start, end, 1 + len(item.group(1).expandtabs(4)) // 2))
    elif line.strip() and (underline := _UNDERLINE.match(following)) and _stands_alone(text, lines, index):
        regions.append(Region("heading", start, lines[index + 1][1], 1 if underline.group(1)[0] == "=" else 2))
        return index + 2
    return index + 1


def _stands_alone(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    return index == 0 or not text[slice(*lines[index - 1])].strip()


def _after_fence(text: str, lines: list[tuple[int, int]], index: int, fence: str) -> int:
    for later in range(index + 1, len(lines)):
        if text[slice(*lines[later])].strip().startswith(fence):
            return later + 1
    return len(lines)


def _mark_table(text: str, lines: list[tuple[int, int]], index: int, regions: list[Region]) -> int:
    last = index + 1
    while last + 1 < len(lines) and "|" in text[slice(*lines[last + 1])]:
        last += 1
    regions.append(Region("table", lines[index][0], lines[last][1]))
    return last + 1
