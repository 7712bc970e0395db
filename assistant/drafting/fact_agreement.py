"""The same sentence in two reports, and the same thing with two figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer_terms import content_keys
from assistant.checking.figure_check import same_kind, same_operator, same_value
from assistant.checking.known_names import may_be_same_agency
from assistant.checking.statements import PlacedFigure, likeness, read_statement, subject_likeness
from assistant.drafting.fact_values import Fact, FactPlace
from ingest.catalogue_records import DocumentRecord
from vectorstore.records import DocumentType

_SAME: Final = 0.85
_CONTAINED: Final = 0.9
_LIKE: Final = 0.75
_SUBJECT: Final = 0.5
_STANDING: Final[dict[DocumentType, int]] = {
    "report": 0,
    "plan": 1,
    "notice": 2,
    "summary": 3,
    "speech": 4,
    "news": 5,
    "other": 6,
}
"""How official the kinds of reports are; the first is kept where two say the same."""


def without_repeats(facts: Sequence[Fact], records: Mapping[str, DocumentRecord]) -> list[Fact]:
    """Keep one of the sentences that say the same with the same figures, the more official one; the rest are named."""
    kept: list[Fact] = []
    keys = {fact.place: frozenset(content_keys(fact.text, fact.language)) for fact in facts}
    for fact in facts:
        same = next((at for at, other in enumerate(kept) if _repeats(fact, other, keys)), None)
        if same is None:
            kept.append(fact)
            continue
        other = kept[same]
        first, second = sorted((other, fact), key=lambda one: (_standing(one, records), one is fact))
        places = (*first.also_in, second.place, *second.also_in)
        kept[same] = replace(first, also_in=places, score=max(first.score, second.score))
    return [
        fact
        for fact in kept
        if not any(other.document_id != fact.document_id and _says_less(fact, other, keys) for other in kept)
    ]


def _repeats(fact: Fact, other: Fact, keys: Mapping[FactPlace, frozenset[str]]) -> bool:
    if fact.language != other.language or _values(fact) != _values(other) or fact.header != other.header:
        return False
    mine, theirs = keys[fact.place], keys[other.place]
    if not mine or not theirs:
        return fact.text == other.text
    return len(mine & theirs) >= _SAME * len(mine | theirs)


def _says_less(fact: Fact, other: Fact, keys: Mapping[FactPlace, frozenset[str]]) -> bool:
    """Whether all that a sentence says, figures too, stands in another one of the same kind."""
    if fact.language != other.language or fact.header or other.header or not fact.figures:
        return False
    mine, theirs = keys[fact.place], keys[other.place]
    less = set(_values(fact)) <= set(_values(other)) and len(mine) < len(theirs)
    return less and bool(mine) and len(mine & theirs) >= _CONTAINED * len(mine)


def _values(fact: Fact) -> list[tuple[str, str, str]]:
    return sorted((str(one.value.normalize()), one.unit, one.op) for one in fact.figures)


def _standing(fact: Fact, records: Mapping[str, DocumentRecord]) -> tuple[bool, bool, int]:
    metadata = records[fact.document_id].metadata
    return (not metadata.complete, metadata.reliability == "low", _STANDING[metadata.doc_type])


def mark_conflicts(facts: Sequence[Fact]) -> list[Fact]:
    """Name, at each fact, the places that give another figure for the same thing in the same period."""
    placed = [_placed(fact) for fact in facts]
    against: list[list[FactPlace]] = [list(fact.conflicts) for fact in facts]
    for at, fact in enumerate(facts):
        for other in range(at + 1, len(facts)):
            if _comparable(fact, facts[other]) and _contradict(placed[at], placed[other]):
                against[at].append(facts[other].place)
                against[other].append(fact.place)
    return [replace(fact, conflicts=tuple(places)) for fact, places in zip(facts, against, strict=True)]


def _placed(fact: Fact) -> tuple[PlacedFigure, ...]:
    if not fact.figures or fact.kind == "table":
        return ()
    return tuple(one for one in read_statement(fact.text, fact.language).figures if one.figure.role != "comparison")


def _comparable(fact: Fact, other: Fact) -> bool:
    if fact.language != other.language or not fact.figures or not other.figures:
        return False
    if fact.document_id == other.document_id or ("plan" in fact.roles) != ("plan" in other.roles):
        return False
    if not may_be_same_agency(fact.issuer, other.issuer):
        return False
    return fact.period is None or other.period is None or fact.period == other.period


def _contradict(mine: Sequence[PlacedFigure], theirs: Sequence[PlacedFigure]) -> bool:
    """Tell whether some figure has its counterpart, said of the same subject, with another value."""
    for one in mine:
        for other in theirs:
            if not same_kind(other.figure, one.figure) or min(likeness(one, other), likeness(other, one)) < _LIKE:
                continue
            if min(subject_likeness(one, other), subject_likeness(other, one)) < _SUBJECT:
                continue
            if not same_value(other.figure, one.figure) and same_operator(other.figure, one.figure):
                return True
    return False
