"""How wide a text is when set, near enough to break a title and to draw a line as long as the words above it."""

from __future__ import annotations

import unicodedata
from typing import Final

_TIMES_BOLD: Final = {
    character: width
    for characters, width in (
        ("ijl", 278),
        ("I", 389),
        ("ft-", 333),
        ("rcez", 444),
        ("s", 389),
        ("bdhknpqu", 556),
        ("S", 556),
        ("m", 833),
        ("w", 722),
        ("ACDNRUVXYK", 722),
        ("BELTZ", 667),
        ("FP", 611),
        ("GHOQ", 778),
        ("M", 944),
        ("W", 1000),
        (" .,;:", 250),
    )
    for character in characters
}
"""Thousandths of the type size, from the metrics of Times Bold; what is not listed counts as 500."""


def text_width_pt(text: str, size_pt: float) -> float:
    """Width in points of one line of Times Bold, full-width characters as squares."""
    return size_pt * sum(_width(character) for character in text) / 1000


def _width(character: str) -> int:
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1000
    base = unicodedata.normalize("NFD", character)[0]
    if unicodedata.combining(base):
        return 0
    return _TIMES_BOLD.get({"đ": "d", "Đ": "D"}.get(base, base), 500)


def character_count(text: str) -> float:
    """Length in full-width characters: a digit or Latin letter counts as half of one."""
    return sum(1.0 if unicodedata.east_asian_width(one) in {"W", "F", "A"} else 0.5 for one in text)
