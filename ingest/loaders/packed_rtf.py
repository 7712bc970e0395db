"""RTF as Outlook packs it into messages ([MS-OXRTFCP])."""

from __future__ import annotations

import struct
from typing import Final

from ingest.errors import CorruptFile
from ingest.loaders.limits import check_limit

_COMPRESSED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW: Final = 4096


def unpack_rtf(data: bytes, limit: int) -> bytes:
    """Unpack; raises ``CorruptFile`` for another format and ``FileTooLarge`` beyond ``limit`` bytes."""
    if len(data) < 16:
        raise CorruptFile(format="msg", detail="packed text too short")
    _, size, kind = struct.unpack_from("<III", data)
    check_limit(size, limit, "expanded bytes")
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _COMPRESSED:
        raise CorruptFile(format="msg", detail="packed text of an unknown kind")
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    write, made, position = len(_DICTIONARY), bytearray(), 16
    while position < len(data) and len(made) < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not control >> bit & 1:
                made.append(data[position])
                window[write] = data[position]
                write, position = (write + 1) % _WINDOW, position + 1
                continue
            if position + 1 >= len(data):
                break
            reference = data[position] << 8 | data[position + 1]
            position += 2
            start = reference >> 4
            if start == write:
                return bytes(made[:size])
            for step in range((reference & 15) + 2):
                byte = window[(start + step) % _WINDOW]
                made.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(made[:size])
