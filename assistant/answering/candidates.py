"""How much more likely a document is the one meant, by what the question says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.retrieval.query import QueryUnderstanding
from ingest.catalogue_records import DocumentRecord, fold_name, subject_period
from vectorstore.records import Period


@dataclass(frozen=True, slots=True)
class BoostWeights:
    """What each agreement adds to a passage's score, in the scale of the centred cosine."""

    agency: float = 0.1
    period: float = 0.08
    period_overlap: float = 0.04
    doc_type: float = 0.03
    doc_number: float = 0.2


def boosts(
    understanding: QueryUnderstanding, records: Mapping[str, DocumentRecord], weights: BoostWeights
) -> dict[str, float]:
    """Give the documents that agree with the question in something, each with what that adds."""
    if not (understanding.periods or understanding.agencies or understanding.doc_types or understanding.doc_numbers):
        return {}
    agencies = {match.name: match.coverage for match in understanding.agencies}
    numbers = {fold_name(number) for number in understanding.doc_numbers}
    added: dict[str, float] = {}
    for document_id, record in records.items():
        metadata = record.metadata
        boost = weights.agency * agencies.get(metadata.issuer or "", 0.0)
        if understanding.periods:
            boost += _period_boost(understanding.periods, subject_period(metadata), weights)
        if metadata.doc_type in understanding.doc_types:
            boost += weights.doc_type
        if numbers and metadata.doc_number and fold_name(metadata.doc_number) in numbers:
            boost += weights.doc_number
        if boost > 0.0:
            added[document_id] = boost
    return added


def _period_boost(asked: tuple[Period, ...], subject: Period | None, weights: BoostWeights) -> float:
    """Full for a document about exactly the time asked for, or about a part of it; less for one that only meets it."""
    if subject is None:
        return 0.0
    if any(period == subject or period.contains(subject) for period in asked):
        return weights.period
    return weights.period_overlap if any(period.overlaps(subject) for period in asked) else 0.0
