"""Copies of a text of the same length, on which patterns match whatever the case, width, script or tone marks.

Every function keeps the length, so an offset in the copy is an offset in the original. Texts are expected in NFC.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from vectorstore.chinese_text import to_simplified

_TONE_PLACES = {
    old: new
    for olds, news in (
        ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
_LATE_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])")
"""The tone on the second vowel of an open rime, as older spelling rules have it (``hoà``, ``thuỷ``)."""
UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOWER = "a-zà-ýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
"""Vietnamese letters for use inside a character class; their code points do not stand in one run."""
_MARKS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


_CACHED = 20_000
"""Texts shorter than this are folded once however many recognisers ask."""


@cache
def _lowering() -> dict[int, str]:
    """Lower case, half width for digits, letters, ``％`` ``．`` and ``＋``, plain spaces for the special ones."""
    table: dict[int, str] = {}
    for code in range(0x41, 0x2FFF):
        lower = chr(code).lower()
        if len(lower) == 1 and ord(lower) != code:
            table[code] = lower
    for code in range(0xFF10, 0xFF5B):
        if chr(code).isalnum():
            table[code] = chr(code - 0xFEE0).lower()
    table |= {0xFF05: "%", 0xFF0E: ".", 0xFF0B: "+", 0xD0: "đ", 0xF0: "đ", 0x110: "đ", 0x189: "đ"}
    table |= dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000, 0x09), " ")
    table |= dict.fromkeys((0x2010, 0x2011), "-")
    return table


@cache
def _narrowing() -> dict[int, str]:
    """What ``_lowering`` does, without lowering anything."""
    table = {code: lower for code, lower in _lowering().items() if not chr(code).isupper()}
    return table | {code: chr(code - 0xFEE0) for code in range(0xFF21, 0xFF3B)} | {0xD0: "Đ", 0x189: "Đ"}


@cache
def _unmarking() -> dict[int, str]:
    """Every Latin letter with marks to its letter without; đ to d."""
    table = {ord("đ"): "d", ord("Đ"): "D"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base
    return table


def fold(text: str) -> str:
    """Fold case, width, spaces, traditional Chinese and the place of Vietnamese tone marks; the length stays."""
    return _fold_short(text) if len(text) < _CACHED else _fold(text)


def _fold(text: str) -> str:
    folded = to_simplified(text.translate(_lowering()))
    return folded if folded.isascii() else _LATE_TONE.sub(lambda match: _TONE_PLACES[match[0]], folded)


@lru_cache(maxsize=64)
def _fold_short(text: str) -> str:
    return _fold(text)


def fold_case(text: str) -> str:
    """Fold width, spaces and traditional Chinese but keep capitals, for names; the length stays."""
    return to_simplified(text.translate(_narrowing()))


def unmark(text: str) -> str:
    """Take the marks off Latin letters (``kết quả`` → ``ket qua``); the length stays."""
    return text.translate(_unmarking())


@lru_cache(maxsize=4)
def has_marks(folded: str) -> bool:
    """Tell whether folded text holds a letter with a Vietnamese mark."""
    return _MARKS.search(folded) is not None


class LazyPattern:
    """A regular expression that is compiled when it is first used, so that importing a module stays cheap."""

    __slots__ = ("_compiled", "_flags", "source")

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.source, self._flags)
        return self._compiled

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        return [match[0] for match in self.compiled.finditer(text)]

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        return [part or "" for part in self.compiled.split(text, maxsplit)]

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(replacement, text)


class VietnamesePattern:
    """A regular expression for folded Vietnamese that also reads text typed without tone marks.

    Written once with marks; where the text has none at all, the same expression without marks is used. ``năm`` in a
    marked text therefore never matches ``nam``.
    """

    __slots__ = ("_marked", "_plain")

    def __init__(self, pattern: str) -> None:
        source = _LATE_TONE.sub(lambda match: _TONE_PLACES[match[0]], pattern)
        self._marked = LazyPattern(source)
        self._plain: LazyPattern | None = None

    def on(self, folded: str) -> re.Pattern[str]:
        """Choose the expression that suits ``folded``."""
        if has_marks(folded):
            return self._marked.compiled
        if self._plain is None:
            self._plain = LazyPattern(unmark(self._marked.source))
        return self._plain.compiled


def non_overlapping(spans: list[tuple[int, int, int]]) -> list[int]:
    """Choose spans ``(start, end, rank)`` that do not overlap, lowest rank first; give indexes by start.

    Among equal ranks the earlier one stays. Time grows with n log n.
    """
    order = sorted(range(len(spans)), key=lambda index: (spans[index][2], spans[index][0]))
    starts: list[int] = []
    kept: list[int] = []
    for index in order:
        start, end, _ = spans[index]
        at = bisect_left(starts, start)
        if at < len(starts) and starts[at] < end:
            continue
        if at and spans[kept[at - 1]][1] > start:
            continue
        starts.insert(at, start)
        kept.insert(at, index)
    return kept


def stretches_around(folded: str, trigger: LazyPattern, reach: int) -> list[tuple[int, int]]:
    """Where a slow expression can match at all: ``reach`` characters around every trigger, joined where they touch."""
    stretches: list[tuple[int, int]] = []
    for match in trigger.finditer(folded):
        start, end = max(0, match.start() - reach), min(len(folded), match.end() + reach)
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches
