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
_MINIMUM_RUNS: Final = 3


def repair_mojibake(text: str) -> str | None:
    """Return ``text`` with every such sequence undone, or ``None`` when the text is not of this kind."""
    if len(_LEADS.findall(text[:200_000])) < _MINIMUM_RUNS:
        return None
    restored: list[str] = []
    failures = 0

    def undo(match: re.Match[str]) -> str:
        nonlocal failures
        try:
            sequence = bytes(_BYTE_OF[character] for character in match.group()).decode("utf-8")
        except UnicodeDecodeError:
            failures += 1
            return match.group()
        restored.append(sequence)
        return sequence

    repaired = _RUN.sub(undo, text)
    if len(restored) < _MINIMUM_RUNS or failures > len(restored) // 4:
        return None
    return repaired if _is_better(text, repaired) else None


def _is_better(before: str, after: str) -> bool:
    return _readable(after[:200_000]) > 1.2 * _readable(before[:200_000])


def _readable(text: str) -> int:
    """Characters of frequent Han and of possible Vietnamese words that are not plain English letters."""
    han = sum(character in FREQUENT_HAN for character in text)
    words = (word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii())
    return han + sum(len(word) for word in words if is_vietnamese_syllable(word))
