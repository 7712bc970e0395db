"""Vietnamese numbers: 1.234,5; 2 tỷ 500 triệu; mười hai; hai mươi mốt triệu rưỡi.

``.`` groups and ``,`` is the decimal sign (CLDR ``vi``). English habits are accepted where they cannot be mistaken.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.folding import LazyPattern

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {
    "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
    "tr": 10**6,
}  # fmt: skip
_LARGE = {"nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ"}
_FILLERS = {"linh", "lẻ"}
NUMBER_WORDS = (*_DIGITS, *(word for word in SCALES if word != "tr"), "mười", "mươi", "linh", "lẻ", "rưỡi", "rưởi")

_GROUPED = LazyPattern(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")
_GROUPED_ENGLISH = LazyPattern(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?\Z|\d{1,3}(?:,\d{3})+\.\d+\Z")
_GROUPED_SPACES = LazyPattern(r"\d{1,3}(?: \d{3})+(?:,\d+)?\Z")
_DECIMAL = LazyPattern(r"\d+(?:[.,]\d+)?\Z")


def read_digits(text: str) -> tuple[Decimal, float] | None:
    """Read digits with separators as Vietnamese writes them; the second value is the confidence in the reading.

    ``1.234`` is 1234, ``1,5`` is 1½, ``1,234`` is a decimal with low confidence, ``5.5`` an English decimal.
    """
    if _GROUPED.match(text):
        return Decimal(text.replace(".", "").replace(",", ".")), 1.0
    if _GROUPED_ENGLISH.match(text):
        return Decimal(text.replace(",", "")), 0.8
    if _GROUPED_SPACES.match(text):
        return Decimal(text.replace(" ", "").replace(",", ".")), 0.9
    if _DECIMAL.match(text):
        doubtful = "." in text or re.search(r",\d{3}\Z", text) is not None
        return Decimal(text.replace(",", ".")), 0.7 if doubtful else 1.0
    return None


def read_words(text: str) -> Decimal | None:
    """Read a number written in lower-case words; ``None`` when the words make none.

    ``rưỡi`` adds half of the last scale, a last digit counts in tenths of it (``một trăm hai`` is 120, ``một trăm linh
    hai`` 102).
    """
    total, section, pending, last, filler = Decimal(0), Decimal(0), None, 0, False
    seen_ten = False
    for word in text.split():
        if word in _DIGITS:
            if pending is not None:
                return None
            pending = Decimal(_DIGITS[word])
        elif word in _FILLERS:
            if pending is not None or not last:
                return None
            filler = True
        elif word == "mười":
            if pending is not None or seen_ten:
                return None
            section, seen_ten, last = section + 10, True, 10
        elif word in {"mươi", "chục"}:
            if pending is None and word == "mươi":
                return None
            section, pending, seen_ten, last = section + (1 if pending is None else pending) * 10, None, True, 10
        elif word == "trăm":
            if pending is None and not section:
                return None
            section, pending, last, filler = (section + (pending or 0)) * 100, None, 100, False
        elif word in _LARGE:
            section += pending or 0
            if section == 0 and (total == 0 or last < SCALES[word] == last):
                return None
            scale = SCALES[word]
            total = (
                (total + section) * scale
                if total and scale > last > 100 and not seen_below(section)
                else total + section * scale
            )
            section, pending, last, filler, seen_ten = Decimal(0), None, scale, False, False
        elif word in {"rưỡi", "rưởi"} and last and pending is None:
            section += Decimal(last) / 2
        else:
            return None
    if pending is not None:
        tenths = last >= 100 and not filler
        section += pending * (last // 10) if tenths else pending
    return total + section if (total or section or text == "không") else None


def seen_below(section: Decimal) -> bool:
    """Tell whether something was read since the last scale, so that the next one does not multiply all before it."""
    return section != 0
