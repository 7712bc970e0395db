"""Whether two readings of one line agree on its figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from ingest.recognition.readings import ReadLine, ReadWord

FIGURE: Final = re.compile(r"(?<![\w.,])[-−]?\d[\d.,]*(?:\s?[%‰])?|\d[\d.,]*(?:\s?[%‰])?|(?<!\w)[IVX]{1,6}(?!\w)")
"""Digits with what belongs to them, and Roman numerals: quarters and parts are counted in them."""
_NARROW: Final = str.maketrans("０１２３４５６７８９％．，－–—−", "0123456789%.,----")
_SURE_WORD: Final = 0.45
"""The confidence below which a figure is doubted whatever the other reading says."""


def figures_in(text: str) -> list[tuple[int, int, str]]:
    """Give each figure as (start, end, what is compared): the same for full and half width, no mark at its end."""
    found = []
    for match in FIGURE.finditer(text.translate(_NARROW)):
        shown = match.group().rstrip(".,")
        found.append((match.start(), match.start() + len(shown), re.sub(r"\s", "", shown)))
    return found


def confirm_line(line: ReadLine, others: Sequence[ReadLine], sure: float = _SURE_WORD) -> ReadLine:
    """Mark every figure of ``line`` that the other reading of the same place, in order, does not hold."""
    told = [(at, figure) for at, word in enumerate(line.words) for figure in figures_in(word.text)]
    if not told:
        return line
    heard = [
        figure[2]
        for word in sorted((word for other in others for word in other.words), key=lambda word: word.box.left)
        for figure in figures_in(word.text)
    ]
    matcher = SequenceMatcher(None, [figure[2] for _, figure in told], heard, autojunk=False)
    agreed = {block.a + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    doubted: dict[int, list[tuple[int, int]]] = {}
    for number, (at, (start, end, _)) in enumerate(told):
        if number not in agreed or line.words[at].confidence < sure:
            doubted.setdefault(at, []).append((start, end))
    return ReadLine(tuple(_doubt(word, doubted.get(at, ())) for at, word in enumerate(line.words)))


def _doubt(word: ReadWord, stretches: Sequence[tuple[int, int]]) -> ReadWord:
    return replace(word, doubted=tuple(stretches)) if stretches else word
