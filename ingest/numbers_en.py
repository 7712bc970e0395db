"""English numbers: 1,234.5; twenty-one; five million; one hundred and five."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.folding import LazyPattern

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9}
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
NUMBER_WORDS = (*_VALUES, *SCALES)

_DIGITS = LazyPattern(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")


def read_digits(text: str) -> tuple[Decimal, float] | None:
    """Read digits with a comma between thousands and a decimal point; the second value is the confidence."""
    if _DIGITS.match(text):
        return Decimal(text.replace(",", "")), 1.0
    if re.match(r"\d+,\d{1,2}\Z", text):
        return Decimal(text.replace(",", ".")), 0.6
    if re.match(r"\d{1,3}(?:\.\d{3}){2,}\Z", text):
        return Decimal(text.replace(".", "")), 0.6
    if re.match(r"\d{1,3}(?: \d{3})+\Z", text):
        return Decimal(text.replace(" ", "")), 0.9
    return None


def read_words(text: str) -> Decimal | None:
    """Read a number written in lower-case words; ``None`` when the words make none."""
    total, section, last = Decimal(0), Decimal(0), ""
    for word in text.replace("-", " ").split():
        if word == "and":
            if last not in SCALES:
                return None
        elif word in _VALUES:
            value = _VALUES[word]
            if last in _VALUES and not (_VALUES[last] >= 20 and 0 < value < 10):
                return None
            section += value
        elif word == "hundred" or word == "dozen":
            section = (section or Decimal(1)) * SCALES[word]
        elif word in SCALES:
            if not section and not total:
                return None
            total, section = total + section * SCALES[word], Decimal(0)
        else:
            return None
        last = word
    return total + section if last and last != "and" else None
