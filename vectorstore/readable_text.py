"""The form in which texts reach the embedding model, which is sensitive to things that readers do not notice."""

from __future__ import annotations

import re
import unicodedata

from vectorstore.chinese_text import strip_pinyin, to_simplified

_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f\u3000]+")
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), "")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_FEWEST_CAPITALS = 8
"""A line with fewer letters may be an abbreviation (``UBND``) and stays as it is."""


def readable_form(text: str) -> str:
    """Compose letters (NFC), write lines in capitals as sentences, simplify Chinese characters, drop their readings.

    The result is for the model alone. Applying it twice changes nothing more.
    """
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    composed = _SPACES.sub(" ", strip_pinyin(to_simplified(composed)))
    return "\n".join(_sentence_case(line) for line in composed.split("\n"))


def _sentence_case(line: str) -> str:
    words = _LETTER_RUN.findall(line)
    letters = "".join(words)
    if len(words) < 2 or len(letters) < _FEWEST_CAPITALS or not letters.isupper():
        return line
    lowered = line.lower()
    first = next(index for index, letter in enumerate(lowered) if letter.isalpha())
    return lowered[:first] + lowered[first].upper() + lowered[first + 1 :]
