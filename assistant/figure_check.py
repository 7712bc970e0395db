"""Typed comparison of figures: what a text states against what its source states.

Two figures are about the same thing when their unit is the same and the nouns that they count share a word; then
value, operator and role decide. ``gần 200`` is not ``200``, a plan is not a result, 934 people are not 934 visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import FigureStatus
from assistant.answer_terms import content_keys, text_keys
from ingest.figures import Figure

DAMAGE_REACH: Final = 6
"""Characters from a damaged stretch within which a figure proves nothing (digits may have been swallowed)."""

_NEARER: Final[dict[FigureStatus, int]] = {
    "supported": 0,
    "unverifiable": 1,
    "op_changed": 2,
    "role_changed": 3,
    "unit_changed": 4,
    "derived": 5,
    "unsupported": 6,
}


def check_figure(stated: Figure, sources: Sequence[Figure]) -> FigureStatus:
    """Give the best outcome of comparing ``stated`` with each source figure; without an equal value ``unsupported``.

    A sum of two source figures of the same unit is ``derived``.
    """
    outcomes = [_compare(stated, source) for source in sources if _same_value(stated, source)]
    if outcomes:
        return min(outcomes, key=_NEARER.__getitem__)
    same_unit = [source for source in sources if source.unit == stated.unit]
    sums = {first.value + second.value for i, first in enumerate(same_unit) for second in same_unit[i + 1 :]}
    return "derived" if stated.value in sums else "unsupported"


def _same_value(stated: Figure, source: Figure) -> bool:
    return stated.value == source.value and (stated.high is None or source.high is None or stated.high == source.high)


def _compare(stated: Figure, source: Figure) -> FigureStatus:
    if stated.unit != source.unit or not _heads_meet(stated, source):
        return "unit_changed"
    if stated.op != source.op:
        return "op_changed"
    planned = {"plan", "target"}
    if "unknown" not in {stated.role, source.role} and (stated.role in planned) != (source.role in planned):
        return "role_changed"
    return "supported"


def _heads_meet(stated: Figure, source: Figure) -> bool:
    if not stated.head or not source.head or stated.language != source.language:
        return True
    keys = content_keys(stated.head, stated.language)
    return not keys or bool(text_keys(source.head) & set(keys))


def near_damage(start: int, end: int, damaged: Iterable[tuple[int, int]]) -> bool:
    """Tell whether ``[start, end)`` lies within six characters of a damaged stretch."""
    return any(start < stop + DAMAGE_REACH and end > begin - DAMAGE_REACH for begin, stop in damaged)


def shifted(figure: Figure, by: int) -> Figure:
    """Move a figure's offsets, as when its text stands later in a longer one."""
    return replace(figure, start=figure.start + by, end=figure.end + by)
