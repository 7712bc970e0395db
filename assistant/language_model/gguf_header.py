"""The few facts in a GGUF file's header that tell how much memory its model wants.

GGUF, little-endian: magic ``GGUF``, version (u32), count of tensors (u64), count of key-value pairs (u64), then the
pairs: key (u64 length and bytes), type (u32), value. Strings are a u64 length and bytes; arrays a type, a u64 count
and the values. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vectorstore.errors import ModelCorrupt

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_LAYOUTS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 10: "Q", 11: "q"}
_STRING, _ARRAY = 8, 9
_LONGEST_STRING = 1 << 26
HALF_PRECISION_PAIR = 4
"""Bytes of one value of a key and one of a value, both as f16."""


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """What the header says. ``cache_bytes`` is the memory that one token of context takes; 0 where it is not said."""

    architecture: str
    context_tokens: int
    cache_bytes: int


def read_gguf_facts(path: Path) -> GgufFacts:
    """Read the header of a GGUF file. Raises ``ModelCorrupt``."""
    try:
        with path.open("rb") as stream:
            return _facts(_pairs(stream))
    except (OSError, struct.error, UnicodeDecodeError, KeyError, ValueError) as error:
        raise ModelCorrupt(name=path.name, expected="a GGUF file", found=str(error)) from error


def _facts(pairs: dict[str, int | str]) -> GgufFacts:
    kind = str(pairs.get("general.architecture", ""))

    def number(name: str) -> int:
        value = pairs.get(f"{kind}.{name}", 0)
        return value if isinstance(value, int) else 0

    heads = number("attention.head_count") or 1
    size = number("attention.key_length") or number("embedding_length") // heads
    shared = number("attention.head_count_kv") or heads
    return GgufFacts(kind, number("context_length"), number("block_count") * shared * size * HALF_PRECISION_PAIR)


def _pairs(stream: IO[bytes]) -> dict[str, int | str]:
    if stream.read(4) != b"GGUF":
        raise ValueError("not a GGUF file")
    _version, _tensors, count = struct.unpack("<IQQ", stream.read(20))
    pairs: dict[str, int | str] = {}
    for _ in range(count):
        key = _string(stream)
        (kind,) = struct.unpack("<I", stream.read(4))
        value = _value(stream, kind)
        if value is not None:
            pairs[key] = value
        if key.startswith("tokenizer."):
            break  # what follows are the vocabulary's long lists
    return pairs


def _value(stream: IO[bytes], kind: int) -> int | str | None:
    if kind == _STRING:
        return _string(stream)
    if kind == _ARRAY:
        inner, count = struct.unpack("<IQ", stream.read(12))
        for _ in range(count if inner in (_STRING, _ARRAY) else 0):
            _value(stream, inner)
        if inner not in (_STRING, _ARRAY):
            stream.seek(_SIZES[inner] * count, 1)
        return None
    data = stream.read(_SIZES[kind])
    return int(struct.unpack("<" + _LAYOUTS[kind], data)[0]) if kind in _LAYOUTS else None


def _string(stream: IO[bytes]) -> str:
    (length,) = struct.unpack("<Q", stream.read(8))
    if length > _LONGEST_STRING:
        raise ValueError(f"a string of {length} bytes")
    data = stream.read(length)
    if len(data) != length:
        raise ValueError("the file ends in the middle of its header")
    return data.decode("utf-8", "replace")
