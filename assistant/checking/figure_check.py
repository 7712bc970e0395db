"""Typed comparison of figures: what a text states against what its source states.

Two figures are about the same thing when their units can mean the same and, within a language, the nouns that they
count share a word; then value, operator, role and period decide. ``gần 200`` is not ``200``, a plan is not a result,
934 people are not 934 visits. What either side leaves open (unknown role, no period) contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, Literal

from assistant.answering.answer import FigureStatus
from assistant.answering.answer_terms import content_keys, text_keys
from ingest.figure_operators import Operator
from ingest.figure_units import UNKNOWN_COUNT, is_measure, units_agree
from ingest.figures import Figure

Agreement = Literal["exact", "period_changed", "role_changed", "op_changed", "unit_changed", "different"]
"""How a stated figure relates to one of a source, nearest first."""

DAMAGE_REACH: Final = 6
"""Characters from a damaged stretch within which a figure proves nothing (digits may have been swallowed)."""

_NEAREST_FIRST: Final[tuple[Agreement, ...]] = (
    "exact",
    "period_changed",
    "op_changed",
    "role_changed",
    "unit_changed",
    "different",
)
_STATUS: Final[dict[Agreement, FigureStatus]] = {
    "exact": "supported",
    "period_changed": "unsupported",
    "op_changed": "op_changed",
    "role_changed": "role_changed",
    "unit_changed": "unit_changed",
    "different": "unsupported",
}
_PLANNED: Final = frozenset({"plan", "target"})
_UNSAID: Final = frozenset({"unknown", "comparison"})
_SAME_ABROAD: Final = (frozenset({">~", ">="}), frozenset({"<~", "<="}))
"""Operators that another language has one word for (以上 and ``trên``)."""


def compare_figures(source: Figure, claim: Figure) -> Agreement:
    """Tell how ``claim`` relates to the figure in the source that it should repeat, worst change first."""
    if not same_value(source, claim):
        return "different"
    if not same_kind(source, claim):
        return "unit_changed"
    if not same_operator(source, claim):
        return "op_changed"
    if not _UNSAID & {source.role, claim.role} and (source.role in _PLANNED) != (claim.role in _PLANNED):
        return "role_changed"
    if source.period is not None and claim.period is not None and source.period != claim.period:
        return "period_changed"
    return "exact"


def nearness(agreement: Agreement) -> int:
    """Order outcomes: 0 for an exact repetition."""
    return _NEAREST_FIRST.index(agreement)


def check_figure(stated: Figure, sources: Sequence[Figure]) -> FigureStatus:
    """Give the best outcome of comparing ``stated`` with each source figure; without an equal value ``unsupported``.

    A sum of two source figures of the same unit is ``derived``.
    """
    outcomes = [compare_figures(source, stated) for source in sources]
    best: Agreement = min(outcomes, key=nearness, default="different")
    if best == "different" and is_computable(stated, sources):
        return "derived"
    return _STATUS[best]


def same_value(source: Figure, claim: Figure) -> bool:
    """Tell whether the values are equal, both ends of a range included."""
    return source.value == claim.value and source.high == claim.high


def same_operator(source: Figure, claim: Figure) -> bool:
    """Tell whether both say equally much: exact, about, a little more, a little less, at least, at most."""
    first, second = _strength(source.op), _strength(claim.op)
    if first == second:
        return True
    return source.language != claim.language and any({first, second} <= pair for pair in _SAME_ABROAD)


def same_kind(source: Figure, claim: Figure) -> bool:
    """Tell whether both can count the same: units that agree and, within a language, nouns that share a word."""
    if not units_agree(source.unit, claim.unit):
        return False
    if source.language != claim.language or UNKNOWN_COUNT not in {source.unit, claim.unit}:
        return True
    return _heads_meet(source, claim)


def is_computable(stated: Figure, sources: Sequence[Figure]) -> bool:
    """Tell whether the value is a sum, difference or percentage of two source figures (a sum also of three)."""
    own = [source.value for source in sources if _adds_up(source, stated) and source.high is None]
    if stated.unit == "%":
        return _is_share(stated, sources) or any(abs(one - two) == stated.value for one, two in combinations(own, 2))
    pairs = list(combinations(own, 2))
    reached = {one + two for one, two in pairs} | {abs(one - two) for one, two in pairs}
    reached |= {one + two + three for one, two, three in combinations(own[:12], 3)}
    return stated.value in reached


def _adds_up(source: Figure, stated: Figure) -> bool:
    """Tell whether a figure may be a part of the sum: of the same unit, or another count (collectives, individuals)."""
    return source.unit == stated.unit or not (is_measure(source.unit) or is_measure(stated.unit))


def _is_share(stated: Figure, sources: Sequence[Figure]) -> bool:
    """Tell whether some part of some whole, or some growth, rounds to the percentage as it is written."""
    digits = max(0, -int(stated.value.as_tuple().exponent))
    counts = [(source.unit, source.value) for source in sources if source.unit != "%" and source.value > 0]
    for (unit, one), (other, two) in combinations(counts, 2):
        low, high = sorted((one, two))
        if units_agree(unit, other) and stated.value in {
            round(low / high * 100, digits),
            round((high - low) / low * 100, digits),
            round((high - low) / high * 100, digits),
        }:
            return True
    return False


def _strength(op: Operator) -> str:
    return {">": ">~", "<": "<~"}.get(op, op)


def _heads_meet(source: Figure, claim: Figure) -> bool:
    if not source.head or not claim.head:
        return True
    keys = content_keys(claim.head, claim.language)
    return not keys or bool(text_keys(source.head) & set(keys))


def near_damage(start: int, end: int, damaged: Iterable[tuple[int, int]]) -> bool:
    """Tell whether ``[start, end)`` lies within six characters of a damaged stretch."""
    return any(start < stop + DAMAGE_REACH and end > begin - DAMAGE_REACH for begin, stop in damaged)


def shifted(figure: Figure, by: int) -> Figure:
    """Move a figure's offsets, as when its text stands later in a longer one."""
    return replace(figure, start=figure.start + by, end=figure.end + by)
