"""Citation keys in a text: where they stand and which sources they mean.

``[1]``, ``[1, 2]``, ``[1-3]``, ``【1】``, ``［1］``, ``[①]`` and ``[Nguồn 1]`` are keys; ``[2024]``, ``〔2024〕9号``
and ``[…]`` are text. What a key means is decided by bounds alone: ``[0]`` is no source, and never the last one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_BRACKET: Final = re.compile(
    r"[\[【［]\s*(?:(?:nguồn|nguon|trích dẫn|source|sources|ref|来源|资料|文献|出处|\^|#)\s*:?\s*)?"
    r"(?P<inside>[0-9０-９①-⑳][0-9０-９①-⑳\s,，、;；–—~～至\-]*?)\s*[\]】］](?!\()",
    re.IGNORECASE,
)
_ITEM: Final = re.compile(r"(?P<first>\d{1,3}|[①-⑳])(?:\s*[-–—~～至]\s*(?P<last>\d{1,3}|[①-⑳]))?")
_BETWEEN: Final = re.compile(r"[\s,，、;；]*")
_WIDEST_RANGE: Final = 50
_LINK_AFTER: Final = re.compile(r"\s?号")


@dataclass(frozen=True, slots=True)
class KeyMention:
    """A bracket at ``text[start:end]`` and the numbers that it names, in order, each once."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_keys(text: str) -> tuple[KeyMention, ...]:
    """Find the citation keys of a text in order, whether or not a source has that number."""
    found = []
    for match in _BRACKET.finditer(text):
        numbers = _numbers(match["inside"])
        if numbers and not _LINK_AFTER.match(text, match.end()):
            found.append(KeyMention(match.start(), match.end(), numbers))
    return tuple(found)


def _numbers(inside: str) -> tuple[int, ...]:
    """Read the numbers of a bracket; a year or anything but numbers and ranges makes it no key at all."""
    narrow = "".join(unicodedata.normalize("NFKC", letter) if letter.isnumeric() else letter for letter in inside)
    numbers: list[int] = []
    position = 0
    for item in _ITEM.finditer(narrow):
        if not _BETWEEN.fullmatch(narrow, position, item.start()):
            return ()
        position = item.end()
        if narrow[position : position + 1].isdigit():
            return ()
        first = int(item["first"])
        last = int(item["last"] or first)
        if last - first > _WIDEST_RANGE:
            return ()
        numbers += range(first, last + 1) if last >= first else (first, last)
    return tuple(dict.fromkeys(numbers)) if _BETWEEN.fullmatch(narrow, position) else ()


def blank_keys(text: str, keys: tuple[KeyMention, ...]) -> str:
    """Put spaces in the place of every key, so that offsets stay."""
    letters = list(text)
    for key in keys:
        letters[key.start : key.end] = " " * (key.end - key.start)
    return "".join(letters)
