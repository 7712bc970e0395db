"""A text under edit that always knows which stretch of the original each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.documents import OffsetMap, Removal

Piece = tuple[int, int, int, int]
"""(start, raw start, raw end, length): ``text[start:start + length]`` came from ``raw[raw_start:raw_end]``."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``text[start:end]`` by ``text``; with a ``rule`` the replaced stretch is put on record."""

    start: int
    end: int
    text: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class MappedText:
    """The text as it stands after some edits, with its map to the original and the record of what was taken out."""

    raw: str
    text: str
    pieces: tuple[Piece, ...]
    removals: tuple[Removal, ...] = ()
    tables: tuple[tuple[int, int], ...] = ()
    """Raw stretches that the file format says are tables."""
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(piece[0] for piece in self.pieces))

    @classmethod
    def of(cls, raw: str, tables: tuple[tuple[int, int], ...] = ()) -> MappedText:
        return cls(raw, raw, ((0, 0, len(raw), len(raw)),) if raw else (), (), tables)

    def offset_map(self) -> OffsetMap:
        return OffsetMap(self.pieces)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind ``text[start:end]``; an empty stretch gives an empty one."""
        if not self.pieces:
            return 0, 0
        if start >= end:
            at = self._raw_offset(start)
            return at, at
        first, last = self._piece_at(start), self._piece_at(end - 1)
        raw_start = first[1] + min(start - first[0], first[3]) if _is_copy(first) else first[1]
        raw_end = last[1] + min(end - last[0], last[3]) if _is_copy(last) else last[2]
        return raw_start, max(raw_start, raw_end)

    def _raw_offset(self, offset: int) -> int:
        piece = self._piece_at(offset)
        if offset >= piece[0] + piece[3]:
            return piece[2]
        return piece[1] + (offset - piece[0] if _is_copy(piece) else 0)

    def _piece_at(self, offset: int) -> Piece:
        return self.pieces[max(0, bisect_right(self._starts, offset) - 1)]

    def position(self, raw_offset: int) -> int:
        """The offset in ``text`` of the first character that came from ``raw_offset`` or later."""
        index = bisect_right(self.pieces, raw_offset, key=lambda piece: piece[2])
        if index == len(self.pieces):
            return len(self.text)
        start, raw_start, raw_end, length = self.pieces[index]
        if raw_offset <= raw_start or raw_end - raw_start != length:
            return start
        return start + raw_offset - raw_start

    def apply(self, edits: Iterable[Edit]) -> MappedText:
        """Carry out edits that do not overlap, in order of their offsets; raises ``ValueError`` if they overlap."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        if not ordered:
            return self
        builder = _Builder(self)
        cursor = 0
        for edit in ordered:
            if edit.start < cursor:
                raise ValueError(f"edits overlap at {edit.start}")
            builder.copy(cursor, edit.start)
            builder.replace(edit)
            cursor = edit.end
        builder.copy(cursor, len(self.text))
        return builder.result()


def delete_overlapping(edits: Sequence[Edit]) -> list[Edit]:
    """Leave out every edit that overlaps one before it (by start, longest first)."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _is_copy(piece: Piece) -> bool:
    return piece[2] - piece[1] == piece[3]


class _Builder:
    """Collects the copied and the replaced stretches of one round of edits; linear in pieces plus edits."""

    def __init__(self, source: MappedText) -> None:
        self.source = source
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.removals: list[Removal] = []
        self.length = 0
        self.index = 0

    def copy(self, start: int, end: int) -> None:
        if start >= end:
            return
        pieces = self.source.pieces
        while self.index < len(pieces) and pieces[self.index][0] + pieces[self.index][3] <= start:
            self.index += 1
        index = self.index
        while index < len(pieces) and pieces[index][0] < end:
            piece = pieces[index]
            low, high = max(start, piece[0]), min(end, piece[0] + piece[3])
            if low < high:
                self._copy_piece(piece, low, high, self.length + low - start)
            index += 1
        self.index = max(self.index, index - 1)
        self.parts.append(self.source.text[start:end])
        self.length += end - start

    def _copy_piece(self, piece: Piece, low: int, high: int, target: int) -> None:
        if not _is_copy(piece):
            self.pieces.append((target, piece[1], piece[2], high - low))
            return
        raw_start, raw_end = piece[1] + low - piece[0], piece[1] + high - piece[0]
        if self.pieces:
            last = self.pieces[-1]
            if _is_copy(last) and last[0] + last[3] == target and last[2] == raw_start:
                self.pieces[-1] = (last[0], last[1], raw_end, last[3] + high - low)
                return
        self.pieces.append((target, raw_start, raw_end, high - low))

    def replace(self, edit: Edit) -> None:
        raw_start, raw_end = self.source.raw_span(edit.start, edit.end)
        if edit.rule and raw_start < raw_end:
            self.removals.append(Removal(edit.rule, raw_start, raw_end, self.source.raw[raw_start:raw_end]))
        if not edit.text:
            return
        self.parts.append(edit.text)
        if edit.start < edit.end:
            self._add_replacement(raw_start, raw_end, len(edit.text))
        self.length += len(edit.text)

    def _add_replacement(self, raw_start: int, raw_end: int, length: int) -> None:
        if length > 2 and raw_end - raw_start == length:
            # equal lengths mean "character by character"; these characters correspond only as a whole
            self.pieces.append((self.length, raw_start, raw_start + 2, 1))
            self.pieces.append((self.length + 1, raw_start + 2, raw_end, length - 1))
            return
        self.pieces.append((self.length, raw_start, raw_end, length))

    def result(self) -> MappedText:
        removals = tuple(sorted((*self.source.removals, *self.removals), key=lambda item: item.raw_start))
        return MappedText(self.source.raw, "".join(self.parts), tuple(self.pieces), removals, self.source.tables)
