"""Whether two figures count the same thing, beyond their units: nouns, kinds of a kind, rates, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.answering.concepts import concepts_in
from assistant.checking.figure_check import same_kind, same_value
from assistant.checking.statements import PlacedFigure, Statement, keys_in
from assistant.checking.table_cells import cell_label, row_label
from ingest.figure_units import UNKNOWN_COUNT, is_measure, kinds_above
from ingest.folding import fold

_SAME_TIMES: Final = ({"age", "year"}, {"age", "month"})
"""Units that one language writes alike and another apart (5 years, 5 tuổi)."""
_ROW_LIKENESS: Final = 0.34
_HEAD_SHARE: Final = 0.5
_ALIKE: Final = 0.6
_CASES: Final = re.compile(r"\bca\b|trường hợp|病例|例|\bcases?\b")
_SICK: Final = re.compile(
    r"mắc|tử vong|chết|nhiễm|bị bệnh|dương tính|患|发病|死|感染|\b(?:caught|ill|died|infected|contracted|sick)\b"
)
_SICK_REACH: Final = 18
_RATE: Final = re.compile(
    r"\s?(?:/|mỗi|một|hằng|hàng|trên một|per|an?|each|every|每)\s?(?:người\s?/|人)?\s?"
    r"(?P<each>tháng|năm|ngày|quý|tuần|giờ|小时|[月年日天周]|(?:month|year|day|week|hour|quarter)s?\b)"
)
_RATE_WORDS: Final[dict[str, frozenset[str]]] = {
    "month": frozenset({"tháng", "月", "month"}),
    "year": frozenset({"năm", "年", "year"}),
    "day": frozenset({"ngày", "日", "天", "day"}),
    "week": frozenset({"tuần", "周", "week"}),
    "hour": frozenset({"giờ", "小时", "hour"}),
    "quarter": frozenset({"quý", "quarter"}),
}


@dataclass(frozen=True, slots=True)
class Counting:
    """A figure in the statement that it stands in."""

    statement: Statement
    placed: PlacedFigure

    @property
    def in_table(self) -> bool:
        """Whether it fills a cell of a row."""
        return self.statement.text.lstrip().startswith("|")


def is_narrower(claim: Counting, source: Counting) -> bool:
    """Tell whether the claim counts a kind of what the source counts (bác sĩ for viên chức) without the source's word.

    A source that counts that kind apart says how many there are: another number is then no count of it.
    """
    own, found = claim.placed.figure, source.placed.figure
    if found.language != own.language or found.unit not in kinds_above(own.unit):
        return False
    if any(other.figure.unit == own.unit for other in source.statement.figures):
        return True
    words = content_keys(own.head or own.unit_surface, own.language)
    return bool(words) and not any(word in source.statement.keys for word in words)


def counted_alike(claim: Counting, source: Counting, likeness: float) -> bool:
    """Tell whether two counts whose nouns are read differently still count the same."""
    own, found = claim.placed.figure, source.placed.figure
    if {found.unit, own.unit} in _SAME_TIMES or _counts_sick(claim, source):
        return True
    if source.in_table and own.unit == "%" and "%" in cell_label(source.statement.text, found.start):
        return True
    if _is_hard(found.unit) or _is_hard(own.unit):
        return False
    if found.language != own.language:
        return _concepts_meet(claim, source, likeness)
    rivals = [other.figure for other in source.statement.figures if not same_value(other.figure, own)]
    counted = UNKNOWN_COUNT not in {own.unit, found.unit}
    if source.in_table:
        return in_named_row(claim, source)
    nouns = keys_in(found.head or found.unit_surface, found.language, own.language)
    if nouns and coverage(nouns, text_keys(own.surface)) == 1.0:
        return True
    if counted or any(same_kind(other, own) and other.unit == own.unit != UNKNOWN_COUNT for other in rivals):
        return False
    words = keys_in(own.head, own.language, own.language)
    return (bool(words) and coverage(words, source.statement.keys) >= _HEAD_SHARE) or likeness >= _ALIKE


def in_named_row(claim: Counting, source: Counting) -> bool:
    """Tell whether a claim's figure is said of what heads the row that the source's figure stands in.

    The words around the claim's figure must hold a good part of the row's first cell of words; those before it in the
    sentence count too, unless another name stands nearer.
    """
    label = row_label(source.statement.text)
    words = keys_in(label, source.statement.language, claim.statement.language)
    placed, text = claim.placed, claim.statement.text
    low, high = next(
        ((low, high) for low, high in claim.statement.clauses if low <= placed.figure.start < high), (0, len(text))
    )
    around = f"{placed.far} {placed.left} {placed.right} {text[low:high]}"
    if not words or coverage(words, text_keys(around)) >= _ROW_LIKENESS:
        return True
    named = fold(label)
    if any(fold(name.words[0]) not in named for name in claim.statement.names if low <= name.start < high):
        return False
    return coverage(words, text_keys(f"{text[: placed.figure.end]} {around}")) >= _ROW_LIKENESS


def nearer_row(claim: Counting, own: Statement, other: Statement) -> bool:
    """Tell whether the words beside a claim's figure name another row and not the one that holds it."""
    language = claim.statement.language
    mine = set(keys_in(row_label(own.text), own.language, language))
    theirs = set(keys_in(row_label(other.text), other.language, language))
    near = text_keys(f"{claim.placed.left} {claim.placed.right}")
    ours, rivals = mine - theirs, theirs - mine
    return bool(rivals) and not ours & near and coverage(tuple(rivals), near) >= _HEAD_SHARE


def _counts_sick(claim: Counting, source: Counting) -> bool:
    """Tell whether the one counts people who fell ill or died and the other cases of the illness."""
    if {claim.placed.figure.unit, source.placed.figure.unit} != {"person", "case"}:
        return False
    cases = claim if claim.placed.figure.unit == "case" else source
    people = source if cases is claim else claim
    after = people.statement.folded[people.placed.figure.start : people.placed.figure.end + _SICK_REACH]
    return _CASES.search(fold(cases.placed.figure.surface)) is not None and _SICK.search(after) is not None


def _is_hard(unit: str) -> bool:
    """Tell whether a unit measures; a score in points is written with a word that counts much else (điểm, 分)."""
    return unit != "point" and is_measure(unit)


def _concepts_meet(claim: Counting, source: Counting, likeness: float) -> bool:
    """Across languages, with nouns that are read as different kinds: what stands around them must mean the same."""
    mine = concepts_in(f"{claim.placed.left} {claim.placed.right}", claim.statement.language)
    theirs = concepts_in(f"{source.placed.left} {source.placed.right}", source.statement.language)
    return bool(mine & theirs) or likeness > 0 or not mine or not theirs


def rates_differ(claim: Counting, source: Counting) -> bool:
    """Tell whether the one is said to be of each month and the other of each year."""
    mine, theirs = _rate(claim), _rate(source)
    return mine is not None and theirs is not None and mine != theirs


def _rate(counting: Counting) -> str | None:
    found = _RATE.match(counting.statement.folded, counting.placed.figure.end)
    each = found["each"].removesuffix("s") if found else ""
    return next((name for name, words in _RATE_WORDS.items() if each in words), None)
