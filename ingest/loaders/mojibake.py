"""UTF-8 that was read as Windows-1252 and saved again (``Viá»‡t Nam``): undone where, and only where, it is exact."""

from __future__ import annotations

import re
from typing import Final

from ingest.loaders.chinese_characters import FREQUENT_HAN
from ingest.loaders.vietnamese_syllables import is_vietnamese_syllable

_BYTE_OF: Final = {(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)): byte for byte in range(0x80, 0x100)}
"""Windows-1252 as its users' programs read it: the five bytes that it leaves undefined stand for themselves."""
_RUN: Final = re.compile("[" + re.escape("".join(_BYTE_OF)) + "]{2,}")
_LEADS: Final = re.compile(
    "[ÂÃÄÅÆáâ\u00e3-\u00ef][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_PUNCTUATION: Final = re.compile("â€[\u2122\u0153\u009d\u02dc\u00a6\u201c\u201d\u2018\u2019]")
"""Quotes, dashes and dots that were read wrongly: nobody writes these three characters in a row."""
_PLAUSIBLE: Final = re.compile(
    "[\u00a0-\u024f\u0300-\u0323\u1e00-\u1eff\u2010-\u203a\u20ab\u20ac\u2122\u2190-\u22ff\u2460-\u2473\u25a0-\u25ff"
    "\u3000-\u30ff\u3400-\u9fff\ufe30-\ufe4f\uff00-\uffef]+"
)
_NEVER_MISREAD: Final = re.compile("[\u1ea0-\u1ef9\u0103\u0111\u01a1\u01b0\u3400-\u9fff]")
"""Characters that Windows-1252 lacks: a text that holds many was not read in it, whatever it quotes."""
_MINIMUM_CHARACTERS: Final = 3
_SAMPLE_CHARACTERS: Final = 200_000


def repair_mojibake(text: str) -> str | None:
    """Return ``text`` with every such sequence undone, or ``None`` when the text is not of this kind."""
    sample = text[:_SAMPLE_CHARACTERS]
    punctuation = _PUNCTUATION.search(sample) is not None
    if not punctuation and len(_LEADS.findall(sample)) < _MINIMUM_CHARACTERS:
        return None
    restored: list[str] = []
    failures = 0

    def undo(match: re.Match[str]) -> str:
        nonlocal failures
        try:
            sequence = bytes(_BYTE_OF[character] for character in match.group()).decode("utf-8")
        except UnicodeDecodeError:
            sequence = ""
        if _PLAUSIBLE.fullmatch(sequence) is None:
            failures += 1
            return match.group()
        restored.append(sequence)
        return sequence

    repaired = _RUN.sub(undo, text)
    characters = sum(len(sequence) for sequence in restored)
    if 4 * failures > len(restored) or len(_NEVER_MISREAD.findall(text)) > characters:
        return None
    if punctuation and failures == 0:
        return repaired
    return repaired if characters >= _MINIMUM_CHARACTERS and _is_better(text, repaired) else None


def _is_better(before: str, after: str) -> bool:
    return _readable(after[:_SAMPLE_CHARACTERS]) > 1.2 * _readable(before[:_SAMPLE_CHARACTERS])


def _readable(text: str) -> int:
    """Characters of frequent Han and of possible Vietnamese words that are not plain English letters."""
    han = sum(character in FREQUENT_HAN for character in text)
    words = (word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii())
    return han + sum(len(word) for word in words if is_vietnamese_syllable(word))
