"""What a DOC's formatted pages say of stretches of its bytes: deleted, hidden, in a table, a heading ([MS-DOC])."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.loaders.limits import ReadingClock

_PAGE: Final = 512
_PARAGRAPHS: Final = 0x102
_DELETED, _HIDDEN, _IN_TABLE, _ENDS_ROW, _OUTLINE = 0x0800, 0x083C, 0x2416, 0x2417, 0x2640
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of an operand by the three highest bits of its code; 0 means that its first byte tells."""
_LONG_TABLES: Final = frozenset({0xD606, 0xD608})


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a stretch."""

    is_gone: bool = False
    in_table: bool = False
    ends_row: bool = False
    heading: int = 0


_PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches of bytes in order, each with its look."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    looks: tuple[Look, ...]

    def at(self, place: int) -> Look:
        index = bisect_right(self.starts, place) - 1
        return self.looks[index] if index >= 0 and place < self.ends[index] else _PLAIN


def formatted_runs(body: bytes, table: bytes, entry: int, clock: ReadingClock) -> Runs:
    """Read all formatted pages that the entry at ``entry`` of the file's head lists."""
    start, length = struct.unpack_from("<II", body, entry)
    listed = table[start : start + length]
    count = max(0, (len(listed) - 4) // 8)
    found: list[tuple[int, int, Look]] = []
    for index in range(count):
        clock.check()
        number = struct.unpack_from("<I", listed, 4 * (count + 1) + 4 * index)[0] & 0x3FFFFF
        page = body[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            found += _paragraph_page(page) if entry == _PARAGRAPHS else _character_page(page)
    found.sort(key=lambda run: run[0])
    return Runs(tuple(run[0] for run in found), tuple(run[1] for run in found), tuple(run[2] for run in found))


def _paragraph_page(page: bytes) -> Iterator[tuple[int, int, Look]]:
    count = page[511]
    if 4 * (count + 1) + 13 * count > 511:
        return
    edges = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        offset = page[4 * (count + 1) + 13 * index] * 2
        if not offset:
            continue
        size = page[offset]
        begin, length = (offset + 1, 2 * size - 1) if size else (offset + 2, 2 * page[min(offset + 1, 511)])
        content = page[begin : begin + length]
        if len(content) >= 2:
            style = struct.unpack_from("<H", content)[0]
            look = _look(content[2:], Look(heading=style if 1 <= style <= 9 else 0))
            yield edges[index], edges[index + 1], look


def _character_page(page: bytes) -> Iterator[tuple[int, int, Look]]:
    count = page[511]
    if 4 * (count + 1) + count > 511:
        return
    edges = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        offset = page[4 * (count + 1) + index] * 2
        if offset:
            look = _look(page[offset + 1 : offset + 1 + page[offset]], _PLAIN)
            if look.is_gone:
                yield edges[index], edges[index + 1], look


def _look(codes: bytes, look: Look) -> Look:
    """Carry out the property codes that matter here."""
    position = 0
    while position + 3 <= len(codes):
        code = struct.unpack_from("<H", codes, position)[0]
        operand = codes[position + 2]
        if code in {_DELETED, _HIDDEN} and operand & 1:
            look = replace(look, is_gone=True)
        elif code == _IN_TABLE:
            look = replace(look, in_table=bool(operand))
        elif code == _ENDS_ROW:
            look = replace(look, ends_row=bool(operand))
        elif code == _OUTLINE and operand < 9:
            look = replace(look, heading=operand + 1)
        position += 2 + _size(code, codes, position + 2)
    return look


def _size(code: int, codes: bytes, position: int) -> int:
    size = _SIZES[code >> 13]
    if size:
        return size
    if code in _LONG_TABLES:
        return 1 + struct.unpack_from("<H", codes, position)[0] if position + 2 <= len(codes) else len(codes)
    return 1 + codes[position]
