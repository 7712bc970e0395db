"""Figures of a claim held against those of its sources: the same thing, as much, planned or done, of the same time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.answer import FigureStatus, FindingCode
from assistant.answer_terms import content_keys
from assistant.claim_times import figure_period_differs
from assistant.figure_check import (
    Agreement,
    compare_figures,
    is_computable,
    near_damage,
    nearness,
    same_kind,
    same_operator,
    same_value,
)
from assistant.polarity import find_turns, heads_plans, intends
from assistant.source_claims import Source
from assistant.statements import PlacedFigure, Statement, likeness
from ingest.figure_units import UNKNOWN_COUNT, is_measure
from ingest.folding import fold

SWAP_MARGIN: Final = 0.34
"""By how much the surroundings of another figure of the source must fit better, for the claim's value to be wrong."""
SWAP_MARGIN_BOTH: Final = 0.2
"""The same where the claim states that other value too: the sign of two figures exchanged."""
SWAP_LIKENESS: Final = 0.5
CHANGED_LIKENESS: Final = 0.25
COMPANION_LIKENESS: Final = 0.2
"""Share of the surroundings that a figure must share with the claim's in a source beside the main one."""
_COMPUTED: Final = re.compile(
    r"tổng cộng|tổng số|cộng lại|tính chung|chênh lệch|nhiều hơn|ít hơn|tăng thêm|tương đương|tổng"
    r"|合计|总计|共计|相差|总共|共|一共|多出|折合"
    r"|\bin total\b|\btotal(?:ling|s|led)?\b|\baltogether\b|\bcombined\b|\bsum\b|\bdifference\b|\bmore than the\b"
)


@dataclass(frozen=True, slots=True)
class FigureVerdict:
    """The outcome for one figure: its status, what is wrong, what the source says, and which source said it."""

    status: FigureStatus
    code: FindingCode | None
    expected: str | None
    source: int | None


@dataclass(frozen=True, slots=True)
class _Match:
    index: int
    source: Source
    placed: PlacedFigure
    likeness: float


def judge_figure(claim: Statement, at: int, sources: Sequence[tuple[int, Source]]) -> FigureVerdict:
    """Hold the claim's figure number ``at`` against every figure of the sources."""
    placed = claim.figures[at]
    matches = [
        _Match(index, source, other, likeness(placed, other))
        for index, source in sources
        for other in source.statement.figures
    ]
    equal = [
        match
        for match in matches
        if same_value(match.placed.figure, placed.figure)
        and (match.index == sources[0][0] or match.likeness >= COMPANION_LIKENESS)
    ]
    if equal:
        return _judge_equal(claim, placed, equal, matches)
    return _judge_absent(claim, placed, matches)


def _judge_equal(
    claim: Statement, placed: PlacedFigure, equal: Sequence[_Match], matches: Sequence[_Match]
) -> FigureVerdict:
    def order(match: _Match) -> tuple[int, float]:
        return nearness(_agreement(claim, match, placed)), -match.likeness

    best = min(equal, key=order)
    agreement = _agreement(claim, best, placed)
    found = best.placed.figure
    if _damaged(best):
        return FigureVerdict("unverifiable", "figure_unverifiable", None, best.index)
    other = _better_fitting(claim, placed, best, matches)
    if other is not None:
        return FigureVerdict("unsupported", "figure_changed", other.placed.figure.surface, other.index)
    if agreement == "exact" and _turns_differ(claim, placed, best):
        return FigureVerdict("unsupported", "negation_changed", _with_turn(best), best.index)
    if agreement == "exact":
        return FigureVerdict("supported", None, None, best.index)
    if agreement == "role_changed":
        return FigureVerdict("role_changed", "role_changed", found.surface, best.index)
    if agreement == "op_changed":
        return FigureVerdict("op_changed", "op_changed", found.surface, best.index)
    if agreement == "period_changed":
        other_time = figure_period_differs(claim, placed, best.source, best.placed)
        expected = other_time.surface if other_time else str(found.period)
        return FigureVerdict("unsupported", "period_changed", expected, best.index)
    return FigureVerdict("unit_changed", "unit_changed", found.surface, best.index)


def _agreement(claim: Statement, match: _Match, placed: PlacedFigure) -> Agreement:
    agreement = compare_figures(match.placed.figure, placed.figure)
    if agreement in {"exact", "role_changed", "period_changed", "op_changed"} and _is_narrower(match, placed):
        return "unit_changed"
    if agreement == "unit_changed" and _counted_alike(match, placed):
        agreement = "exact" if same_operator(match.placed.figure, placed.figure) else "op_changed"
    if agreement == "role_changed" and _role_kept(claim, placed, match):
        agreement = "exact"
    if agreement == "exact" and figure_period_differs(claim, placed, match.source, match.placed) is not None:
        return "period_changed"
    return agreement


def _role_kept(claim: Statement, placed: PlacedFigure, match: _Match) -> bool:
    """Tell whether the claim's own words of plan, or those above the source, make up for the figure's clause."""
    if match.placed.figure.role in {"plan", "target"}:
        return intends(claim.text, claim.language)
    source = match.source
    return intends(source.statement.text, source.language) or heads_plans(source.sentence.context)


def _is_narrower(match: _Match, placed: PlacedFigure) -> bool:
    """Tell whether the claim counts a kind of what the source counts (bác sĩ for người) without the source's word."""
    source, claim = match.placed.figure, placed.figure
    if source.language != claim.language or source.unit == claim.unit or is_measure(claim.unit):
        return False
    if UNKNOWN_COUNT in {source.unit, claim.unit}:
        return False
    words = content_keys(claim.head or claim.unit_surface, claim.language)
    around = match.source.statement.keys | match.source.context_keys
    return claim.unit.startswith(source.unit) and bool(words) and not any(word in around for word in words)


def _counted_alike(match: _Match, placed: PlacedFigure) -> bool:
    """Tell whether two counts whose nouns are read differently still stand among the same words."""
    source, claim = match.placed.figure, placed.figure
    if is_measure(source.unit) or is_measure(claim.unit):
        return False
    if source.language == claim.language:
        known = UNKNOWN_COUNT not in {source.unit, claim.unit}
        return not known and match.likeness >= 0.6
    return match.likeness >= 0.5 and UNKNOWN_COUNT in {source.unit, claim.unit}


def _better_fitting(claim: Statement, placed: PlacedFigure, best: _Match, matches: Sequence[_Match]) -> _Match | None:
    """Find a figure of the same sentence that the claim's words fit much better than the one with its value."""
    stated = {(other.figure.value, other.figure.high) for other in claim.figures if other is not placed}
    rivals = [
        match
        for match in matches
        if match.index == best.index
        and not same_value(match.placed.figure, placed.figure)
        and same_kind(match.placed.figure, placed.figure)
        and match.likeness >= SWAP_LIKENESS
        and match.likeness - best.likeness
        >= (SWAP_MARGIN_BOTH if (match.placed.figure.value, match.placed.figure.high) in stated else SWAP_MARGIN)
    ]
    return max(rivals, key=lambda match: match.likeness, default=None)


def _turns_differ(claim: Statement, placed: PlacedFigure, best: _Match) -> bool:
    """Tell whether the claim says that it rose by so much and the source that it fell, or the reverse."""
    stated = _turn(claim, placed)
    found = _turn(best.source.statement, best.placed)
    return stated is not None and found is not None and stated[0] != found[0]


def _turn(statement: Statement, placed: PlacedFigure) -> tuple[int, int] | None:
    """The nearest word of growth or decline before the figure in its clause, else after it: sign and offset."""
    low, high = placed.figure.start - len(placed.left), placed.figure.end + len(placed.right)
    turns = [turn for turn in find_turns(statement.text, statement.language) if low <= turn.start < high]
    before = [turn for turn in turns if turn.end <= placed.figure.start + 2]
    chosen = before[-1] if before else turns[0] if turns else None
    return (chosen.sign, chosen.start) if chosen else None


def _with_turn(match: _Match) -> str:
    turn = _turn(match.source.statement, match.placed)
    figure = match.placed.figure
    if turn is None:
        return figure.surface
    return match.source.statement.text[min(turn[1], figure.start) : figure.end]


def _judge_absent(claim: Statement, placed: PlacedFigure, matches: Sequence[_Match]) -> FigureVerdict:
    figures = [match.placed.figure for match in matches]
    if _COMPUTED.search(fold(claim.text)) and is_computable(placed.figure, figures):
        return FigureVerdict("derived", None, None, matches[0].index)
    stated = {(other.figure.value, other.figure.high) for other in claim.figures}
    alike = [
        match
        for match in matches
        if same_kind(match.placed.figure, placed.figure)
        and match.likeness >= CHANGED_LIKENESS
        and (match.placed.figure.value, match.placed.figure.high) not in stated
    ]
    nearest = max(
        alike, key=lambda match: (match.likeness, -_distance(match.placed.figure.value, placed)), default=None
    )
    if nearest is None:
        return FigureVerdict("unsupported", "figure_unsupported", None, None)
    if _damaged(nearest):
        return FigureVerdict("unverifiable", "figure_unverifiable", None, nearest.index)
    return FigureVerdict("unsupported", "figure_changed", nearest.placed.figure.surface, nearest.index)


def _distance(value: Decimal, placed: PlacedFigure) -> Decimal:
    return abs(value - placed.figure.value)


def _damaged(match: _Match) -> bool:
    figure, sentence = match.placed.figure, match.source.sentence
    if figure.status == "damaged":
        return True
    if len(sentence.text) != sentence.end - sentence.start:
        return False
    return near_damage(sentence.start + figure.start, sentence.start + figure.end, sentence.damaged)
