"""Figures of a claim held against those of its sources: the same thing, as much, planned or done, of the same time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer import FigureStatus, FindingCode
from assistant.checking.claim_times import figure_period_differs
from assistant.checking.counted_things import (
    Counting,
    counted_alike,
    in_named_row,
    is_narrower,
    nearer_row,
    rates_differ,
)
from assistant.checking.figure_check import (
    Agreement,
    compare_figures,
    is_computable,
    near_damage,
    nearness,
    same_kind,
    same_operator,
    same_value,
)
from assistant.checking.polarity import find_turns, heads_plans, intends, intends_plainly, reports_plainly
from assistant.checking.source_claims import Source
from assistant.checking.statements import PlacedFigure, Statement, likeness, part_around, subject_likeness
from assistant.checking.table_cells import better_cell, is_estimate, is_planned
from ingest.figures import Figure
from ingest.folding import fold
from ingest.number_tokens import number_tokens

SWAP_MARGIN: Final = 0.3
"""By how much the surroundings of another figure of the source must fit better, for the claim's value to be wrong."""
SWAP_MARGIN_BOTH: Final = 0.15
"""The same, over both, where the claim states that other value too: the sign of two figures exchanged."""
SWAP_MARGIN_FOREIGN: Final = 0.5
"""The same across languages, where fewer words meet."""
SWAP_FIT: Final = 0.4
CHANGED_FIT: Final = 0.25
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
    subject: float

    @property
    def fit(self) -> float:
        """How well the words around the claim's figure fit this one, near and far, 0..1."""
        return (self.likeness + self.subject) / 2

    @property
    def counting(self) -> Counting:
        return Counting(self.source.statement, self.placed)


Sources = Sequence[tuple[int, Source]]


def judge_figure(claim: Statement, at: int, sources: Sources) -> FigureVerdict:
    """Hold the claim's figure number ``at`` against every figure of the sources, the main source first."""
    placed = claim.figures[at]
    matches = [
        _Match(index, source, other, likeness(placed, other), subject_likeness(placed, other))
        for index, source in sources
        for other in source.statement.figures
    ]
    equal = [
        match
        for match in matches
        if same_value(match.placed.figure, placed.figure)
        and (match.index == sources[0][0] or _may_accompany(match, placed))
        and (not match.counting.in_table or _in_its_row(Counting(claim, placed), match, sources))
    ]
    if equal:
        return _judge_equal(claim, placed, equal, matches)
    return _judge_absent(claim, placed, matches, sources)


def _in_its_row(counting: Counting, match: _Match, sources: Sequence[tuple[int, Source]]) -> bool:
    """Tell whether the claim's words name the row of a figure, and no other row of the sources better."""
    if not in_named_row(counting, match.counting):
        return False
    rows = [one.statement for _, one in sources if one.statement.text.lstrip().startswith("|")]
    return not any(nearer_row(counting, match.source.statement, row) for row in rows)


def _may_accompany(match: _Match, placed: PlacedFigure) -> bool:
    """Tell whether a figure of a source beside the main one is said of the same, not only of the same size."""
    if match.source.language != placed.figure.language:
        return True
    return match.counting.in_table or match.likeness >= COMPANION_LIKENESS or match.subject >= COMPANION_LIKENESS


def _judge_equal(
    claim: Statement, placed: PlacedFigure, equal: Sequence[_Match], matches: Sequence[_Match]
) -> FigureVerdict:
    best = min(equal, key=lambda match: (nearness(_agreement(claim, match, placed)), -match.fit))
    agreement = _agreement(claim, best, placed)
    found = best.placed.figure
    if _damaged(best):
        return FigureVerdict("unverifiable", "figure_unverifiable", None, best.index)
    other = _better_fitting(claim, placed, best, matches)
    if other is not None:
        return FigureVerdict("unsupported", "figure_changed", other.placed.figure.surface, other.index)
    column = _better_column(claim, placed, best)
    if column is not None:
        return FigureVerdict("unsupported", "figure_changed", column.figure.surface, best.index)
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


def _better_column(claim: Statement, placed: PlacedFigure, best: _Match) -> PlacedFigure | None:
    if not best.counting.in_table:
        return None
    statement = best.source.statement
    return better_cell(claim, placed, statement, best.placed, statement.figures)


def _agreement(claim: Statement, match: _Match, placed: PlacedFigure) -> Agreement:
    source, own = match.placed.figure, placed.figure
    agreement = compare_figures(source, own)
    if agreement != "unit_changed" and is_narrower(Counting(claim, placed), match.counting):
        return "unit_changed"
    if agreement == "unit_changed" and counted_alike(Counting(claim, placed), match.counting, match.likeness):
        agreement = "exact" if same_operator(source, own) else "op_changed"
    if agreement in {"exact", "period_changed"} and rates_differ(Counting(claim, placed), match.counting):
        return "unit_changed"
    if agreement == "op_changed" and _within_same(Counting(claim, placed), match.counting):
        agreement = "exact"
    if match.counting.in_table:
        agreement = _of_cell(agreement, match, own)
    if agreement == "role_changed" and _role_kept(claim, placed, match):
        agreement = "exact"
    if agreement == "period_changed" and (source.language != own.language or match.counting.in_table):
        agreement = "exact"
    if agreement == "exact" and not match.counting.in_table:
        differs = figure_period_differs(claim, placed, match.source, match.placed) is not None
        return "period_changed" if differs else "exact"
    return agreement


_TIMES: Final = frozenset({"minute", "hour", "day", "week", "month", "year", "quarter"})
_WITHIN: Final = re.compile(r"(?:\btrong(?: khoảng)?|\bwithin|\bin|\bover|在)\s*\Z")


def _within_same(claim: Counting, source: Counting) -> bool:
    """Tell whether one says "in" and the other "within" the same time (trong 48 giờ, trong vòng 48 giờ)."""
    own, found = claim.placed.figure, source.placed.figure
    if own.unit not in _TIMES or {own.op, found.op} != {"=", "<="}:
        return False
    plain, limit = (claim, source) if own.op == "=" else (source, claim)
    if not _WITHIN.search(plain.statement.folded[: plain.placed.figure.start]):
        return False
    before = limit.statement.folded[max(0, limit.placed.figure.start - 12) : limit.placed.figure.end]
    return re.search(r"trong vòng|within|内|trong", before) is not None


def _of_cell(agreement: Agreement, match: _Match, own: Figure) -> Agreement:
    """What the head of a column says of its figures: that they are estimates, or planned."""
    text, offset = match.source.statement.text, match.placed.figure.start
    if agreement == "op_changed" and own.op == "~" and is_estimate(text, offset):
        return "exact"
    if agreement == "role_changed" and own.role in {"plan", "target"} and is_planned(text, offset):
        return "exact"
    return agreement


def _role_kept(claim: Statement, placed: PlacedFigure, match: _Match) -> bool:
    """Tell whether the claim's own words of plan, or those above the source, make up for the figure's clause."""
    if match.placed.figure.role in {"plan", "target"}:
        stretch = part_around(claim.text, placed.figure.start, placed.figure.end)
        return intends(stretch, claim.language) and (
            reports_plainly(stretch, claim.language) is None or intends_plainly(stretch, claim.language) is not None
        )
    source = match.source
    return intends(source.statement.text, source.language) or heads_plans(source.sentence.context)


def _better_fitting(claim: Statement, placed: PlacedFigure, best: _Match, matches: Sequence[_Match]) -> _Match | None:
    """Find a figure of the same sentence that the claim's words fit much better than the one with its value."""
    foreign = best.source.language != claim.language
    rivals = [
        match
        for match in matches
        if match.index == best.index
        and not same_value(match.placed.figure, placed.figure)
        and same_kind(match.placed.figure, placed.figure)
        and match.fit >= SWAP_FIT
        and _exceeds(claim, placed, best, match, foreign=foreign)
    ]
    return max(rivals, key=lambda match: match.fit, default=None)


def _exceeds(claim: Statement, placed: PlacedFigure, best: _Match, rival: _Match, *, foreign: bool) -> bool:
    """Tell whether a rival fits so much better that the value must be wrong.

    Where the claim states the rival's value too, both together must fit better the other way round.
    """
    if foreign:
        return rival.fit - best.fit >= SWAP_MARGIN_FOREIGN
    partner = next((one for one in claim.figures if same_value(rival.placed.figure, one.figure)), None)
    if partner is None:
        return rival.fit - best.fit >= SWAP_MARGIN
    crossed = rival.fit + _fit(partner, best.placed)
    return crossed - best.fit - _fit(partner, rival.placed) >= SWAP_MARGIN_BOTH


def _fit(claim: PlacedFigure, source: PlacedFigure) -> float:
    return (likeness(claim, source) + subject_likeness(claim, source)) / 2


def _turns_differ(claim: Statement, placed: PlacedFigure, best: _Match) -> bool:
    """Tell whether the claim says that it rose by so much and the source that it fell, or the reverse."""
    stated = _turn(claim, placed)
    found = _turn(best.source.statement, best.placed)
    return stated is not None and found is not None and stated[0] != found[0]


def _turn(statement: Statement, placed: PlacedFigure) -> tuple[int, int] | None:
    """The nearest word of growth or decline before the figure in its clause, else after it: sign and offset."""
    low, high = placed.figure.start - len(placed.left) - 1, placed.figure.end + len(placed.right)
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


def _judge_absent(claim: Statement, placed: PlacedFigure, matches: Sequence[_Match], sources: Sources) -> FigureVerdict:
    figures = [match.placed.figure for match in matches]
    if figures and _COMPUTED.search(fold(claim.text)) and is_computable(placed.figure, figures):
        return FigureVerdict("derived", None, None, matches[0].index)
    if not any(letter.isdigit() for letter in placed.figure.surface) and _spelled_in_source(placed, sources):
        return FigureVerdict("supported", None, None, sources[0][0])
    stated = {(other.figure.value, other.figure.high) for other in claim.figures}
    alike = [
        match
        for match in matches
        if same_kind(match.placed.figure, placed.figure)
        and match.fit >= CHANGED_FIT
        and (match.placed.figure.value, match.placed.figure.high) not in stated
    ]
    nearest = max(alike, key=lambda match: match.fit, default=None)
    if nearest is None:
        return FigureVerdict("unsupported", "figure_unsupported", None, None)
    if _damaged(nearest):
        return FigureVerdict("unverifiable", "figure_unverifiable", None, nearest.index)
    return FigureVerdict("unsupported", "figure_changed", nearest.placed.figure.surface, nearest.index)


def _spelled_in_source(placed: PlacedFigure, sources: Sources) -> bool:
    """Tell whether a number written in words stands in a source as a part of a name or a period (三年行动)."""
    return any(
        token.value == placed.figure.value
        for _, source in sources
        for text in (source.sentence.text, source.sentence.context)
        for token in number_tokens(fold(text), source.language)
    )


def _damaged(match: _Match) -> bool:
    figure, sentence = match.placed.figure, match.source.sentence
    if figure.status == "damaged":
        return True
    if len(sentence.text) != sentence.end - sentence.start:
        return False
    return near_damage(sentence.start + figure.start, sentence.start + figure.end, sentence.damaged)
