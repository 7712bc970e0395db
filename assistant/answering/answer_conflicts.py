"""Another report that gives another figure for the same thing in the same period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.answering.abstention import LEAST_SATISFACTION
from assistant.answering.answer_amounts import Sentence, figures_in, head_match, is_money, is_rate
from assistant.answering.evidence import Evidence
from assistant.answering.question_analysis import Asked, QuestionAnalysis
from assistant.checking.known_names import may_be_same_agency
from ingest.catalogue_records import DocumentRecord, subject_period
from ingest.figures import Figure

_REACH: Final = 1.5
"""Log-odds below the best sentence within which another report's sentence is about the same thing."""
_WHOLE_HEAD: Final = 0.99


def conflicting_evidence(
    question: QuestionAnalysis,
    best: Evidence,
    ranked: Sequence[Evidence],
    records: Mapping[str, DocumentRecord],
) -> Evidence | None:
    """Give the best sentence of another report whose figure for what is asked differs, or ``None``.

    Both must be in one language, count the same noun in the same unit, and be about overlapping periods: figures of
    two years are a comparison, not a conflict, and so are those of two agencies.
    """
    asked = next((item for item in question.strong if item.kind in {"count", "money", "rate"}), None)
    if asked is None:
        return None
    mine = _answering_figures(asked, best, question)
    if not mine:
        return None
    for item in ranked:
        if item.score < best.score - _REACH:
            return None
        if item.passage.document_id == best.passage.document_id or item.language != best.language:
            continue
        if min(item.kinds) < LEAST_SATISFACTION or not _same_period(item, best, records):
            continue
        issuers = [records[one.passage.document_id].metadata.issuer for one in (item, best)]
        if not may_be_same_agency(*issuers):
            continue
        theirs = _answering_figures(asked, item, question)
        if theirs and not _values(mine) & _values(theirs) and {one.unit for one in mine} & {one.unit for one in theirs}:
            return item
    return None


def _answering_figures(asked: Asked, item: Evidence, question: QuestionAnalysis) -> list[Figure]:
    sentence = Sentence(item.text, item.language, item.place.kind)
    figures = figures_in(item.text, item.language)
    if asked.kind == "money":
        return [figure for figure in figures if is_money(figure)]
    if asked.kind == "rate":
        return [figure for figure in figures if is_rate(figure)]
    return [
        figure
        for figure in figures
        if not is_rate(figure)
        and not is_money(figure)
        and head_match(asked.head, figure, sentence, question.language) >= _WHOLE_HEAD
    ]


def _values(figures: Sequence[Figure]) -> set[tuple[str, str]]:
    return {(str(figure.value.normalize()), figure.unit) for figure in figures}


def _same_period(one: Evidence, other: Evidence, records: Mapping[str, DocumentRecord]) -> bool:
    first = subject_period(records[one.passage.document_id].metadata)
    second = subject_period(records[other.passage.document_id].metadata)
    return first is None or second is None or first.overlaps(second)
