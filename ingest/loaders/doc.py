"""DOC files of Word 97 to 2003, read from their piece table: text, headings 1 to 9, tables, notes, running heads.

[MS-DOC]: the FIB §2.5, pieces §2.8.35, formatted pages of paragraphs and characters §2.9.33, §2.9.204. What tracked
changes deleted, hidden text and field codes are left out. Where LibreOffice is installed it converts instead
(``ingest/loaders/office_conversion.py``): it knows numbering, which this reader does not.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ingest.errors import CorruptFile, EncryptedFile, UnsupportedFormat
from ingest.loaders.assembly import TextAssembly, TextBlock, table_blocks
from ingest.loaders.compound import open_compound, read_stream
from ingest.loaders.doc_formatting import Runs, formatted_runs
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.text import LoadedText

_MAGIC: Final = 0xA5EC
_FIRST_EDITION: Final = 0x00C1
_FLAGS, _MAIN_LENGTH, _NOTES_LENGTH, _HEADS_LENGTH = 0x0A, 0x4C, 0x50, 0x54
_PIECES, _CHARACTER_PAGES, _PARAGRAPH_PAGES = 0x1A2, 0xFA, 0x102
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_FIELD: Final = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))|\x15")
_MARKS: Final = {ord("\x0b"): "\n", ord("\x1e"): "-", ord("\x1f"): "", ord("\xa0"): "\u00a0", ord("\t"): "\t"}
_CONTROL: Final = re.compile("[\x00-\x06\x08\x0c\x0e-\x12\x16-\x1d\x15\x14\x13\x01\x02\x05]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text and where its bytes stand."""

    start: int
    end: int
    offset: int
    narrow: bool

    @property
    def width(self) -> int:
        return 1 if self.narrow else 2


def load_doc(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a DOC; raises a subclass of ``RefusedFile`` for broken, locked and older files."""
    with open_compound(data, "doc") as file:
        body = read_stream(file, "WordDocument")
        if len(body) < 0x200 or struct.unpack_from("<H", body)[0] != _MAGIC:
            raise CorruptFile(format="doc", detail="no document stream")
        if struct.unpack_from("<H", body, 2)[0] < _FIRST_EDITION:
            raise UnsupportedFormat(format="doc (Word 95)")
        flags = struct.unpack_from("<H", body, _FLAGS)[0]
        if flags & _ENCRYPTED:
            raise EncryptedFile(format="doc")
        table = read_stream(file, "1Table" if flags & _SECOND_TABLE else "0Table")
        properties = _properties(file)
    main, notes, heads = struct.unpack_from("<iii", body, _MAIN_LENGTH)
    pieces = list(_pieces(body, table))
    check_limit(main + notes + heads, limits.max_characters, "characters")
    paragraphs = formatted_runs(body, table, _PARAGRAPH_PAGES, clock)
    characters = formatted_runs(body, table, _CHARACTER_PAGES, clock)
    text, places = _text(body, pieces, main + max(0, notes) + max(0, heads), characters, clock)
    blocks = list(_blocks(text[:main], places[:main], paragraphs))
    rest = text[main : main + max(0, notes)]
    blocks += [TextBlock(note) for note in map(_plain, rest.split("\r")) if note]
    running = dict.fromkeys(map(_plain, text[main + max(0, notes) :].split("\r")))
    blocks += [TextBlock(line, "furniture") for line in running if re.sub(r"[\W\d_]", "", line)]
    blocks, repaired = repair_blocks(blocks)
    assembly = TextAssembly(limits.max_characters)
    for block in blocks:
        assembly.add(block)
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        properties=properties,
        warnings=("numbering_lost",),
        encoding=repaired,
    )


def _properties(file: Any) -> tuple[tuple[str, str], ...]:
    found = []
    meta = file.get_metadata()
    for name, value in (("title", meta.title), ("author", meta.author), ("subject", meta.subject)):
        if isinstance(value, bytes) and value:
            page = (meta.codepage or 1252) & 0xFFFF  # kept as a signed number
            try:
                shown = value.decode("utf-8" if page == 65001 else f"cp{page}", errors="replace")
            except LookupError:
                shown = value.decode("cp1252", errors="replace")
            shown = " ".join(shown.replace("\x00", "").split())[:500]
            if shown:
                found.append((name, shown))
    if meta.create_time is not None:
        found.append(("created", meta.create_time.isoformat()))
    return tuple(found)


def _pieces(body: bytes, table: bytes) -> Iterator[_Piece]:
    """Read the piece table; raises ``CorruptFile`` where there is none."""
    start, length = struct.unpack_from("<II", body, _PIECES)
    clx = table[start : start + length]
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position >= len(clx) or clx[position] != 2:
        raise CorruptFile(format="doc", detail="no piece table")
    size = struct.unpack_from("<I", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise CorruptFile(format="doc", detail="empty piece table")
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    for index in range(count):
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        narrow = bool(place & 0x40000000)
        offset = (place & 0x3FFFFFFF) // 2 if narrow else place
        if ends[index + 1] > ends[index]:
            yield _Piece(ends[index], ends[index + 1], offset, narrow)


def _text(
    body: bytes, pieces: list[_Piece], length: int, characters: Runs, clock: ReadingClock
) -> tuple[str, list[int]]:
    """The characters with the byte at which each stands; deleted and hidden ones are made NUL."""
    parts: list[str] = []
    places: list[int] = []
    for piece in pieces:
        clock.check()
        count = min(piece.end, length) - piece.start
        if count <= 0:
            continue
        raw = body[piece.offset : piece.offset + count * piece.width]
        shown = raw.decode("cp1252", errors="replace") if piece.narrow else _wide(raw)
        for index, character in enumerate(shown):
            place = piece.offset + index * piece.width
            places.append(place)
            parts.append("\x00" if characters.at(place).is_gone and character not in "\r\x07" else character)
    return "".join(parts), places


def _wide(raw: bytes) -> str:
    """UTF-16 unit by unit, so that every character has its place; pairs are put together at the end."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def _plain(text: str) -> str:
    """Text without field codes and marks; the result of a field stays."""
    before = None
    while before != text:
        before, text = text, _FIELD.sub("", text, count=2_000)
    text = _CONTROL.sub("", text.translate(_MARKS).replace("\x07", " "))
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _blocks(text: str, places: list[int], paragraphs: Runs) -> Iterator[TextBlock]:
    """Paragraphs end with a return; a cell mark ends a cell, or its row where the paragraph says so."""
    rows: list[list[str]] = []
    cells: list[str] = []
    waiting: list[str] = []
    start = 0
    for match in re.finditer("[\r\x07\x0c]", text):
        found = _plain(text[start : match.start()])
        look = paragraphs.at(places[match.start()])
        start = match.end()
        if match.group() == "\x07":
            if look.ends_row:
                rows.append(cells)
                cells = []
            else:
                cells.append("\n".join((*waiting, found)).strip())
            waiting = []
            continue
        if look.in_table and match.group() == "\r":
            waiting.append(found)
            continue
        yield from table_blocks([*rows, cells])
        rows, cells, waiting = [], [], []
        if found:
            level = look.heading
            yield TextBlock(found, "heading", level) if level else TextBlock(found)
    yield from table_blocks([*rows, cells])
    last = _plain(text[start:])
    if last:
        yield TextBlock(last)
