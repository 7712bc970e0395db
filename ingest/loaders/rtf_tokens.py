"""The tokens of an RTF file and the code pages that its bytes are in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_CHARSETS: Final = {
    0: "", 1: "", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_WIDER: Final = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10000: "mac_roman"}


@dataclass(frozen=True, slots=True)
class Token:
    """A control word or symbol with its number, a byte, plain text, or the edge of a group."""

    kind: Literal["open", "close", "word", "byte", "text"]
    text: str = ""
    number: int | None = None


_OPEN: Final = Token("open")
_CLOSE: Final = Token("close")


def tokens(data: bytes) -> Iterator[Token]:
    """Read token by token; binary stretches (``\\bin``) are passed over, stray bytes beyond ASCII are bytes."""
    position = 0
    while position < len(data):
        match = _TOKEN.match(data, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        word, number, byte, symbol, brace, text = match.groups()
        if word is not None:
            value = int(number) if number is not None else None
            if word == b"bin" and value is not None:
                position += max(0, min(value, len(data)))
            else:
                yield Token("word", word.decode("ascii"), value)
        elif byte is not None:
            yield Token("byte", number=int(byte, 16))
        elif symbol is not None:
            yield from _symbol(symbol)
        elif brace is not None:
            yield _OPEN if brace == b"{" else _CLOSE
        elif text is not None:
            yield from _text(text)


def _symbol(symbol: bytes) -> Iterator[Token]:
    if symbol in b"\\{}":
        yield Token("text", symbol.decode("ascii"))
    elif symbol in b"\r\n":
        yield Token("word", "par")
    elif symbol == b"\t":
        yield Token("word", "tab")
    elif symbol < b"\x80":
        yield Token("word", symbol.decode("ascii"))


def _text(text: bytes) -> Iterator[Token]:
    if text.isascii():
        yield Token("text", text.decode("ascii"))
        return
    for piece in re.findall(rb"[\x00-\x7f]+|[\x80-\xff]", text):
        if piece.isascii():
            yield Token("text", piece.decode("ascii"))
        else:
            yield Token("byte", number=piece[0])


def code_page(number: int | None) -> str:
    """The codec of a Windows code page; that of Western Europe where it is unknown."""
    if number in _WIDER:
        return _WIDER[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def page_of_charset(charset: int | None, default: str) -> str:
    """The codec of a font's character set."""
    return _CHARSETS.get(charset or 0, "") or default
