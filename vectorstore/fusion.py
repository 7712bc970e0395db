"""Bring the scores of both indexes together into one ranking."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each kind of evidence adds to the centred cosine (whose spread within one search is about 0.5).

    ``lexical`` counts for passages in the language of the question, ``lexical_stripped`` for a question that was typed
    without tone marks. ``lexical_foreign`` counts for passages in a language of another script, where names, numbers
    and translated terms match, ``lexical_neighbour`` for one of the same script (Vietnamese and English), where names
    are shared by too many texts to mean much. ``sentence`` is the share of a passage's best sentence in its cosine.
    """

    lexical: float = 0.4
    lexical_foreign: float = 0.6
    lexical_neighbour: float = 0.3
    lexical_stripped: float = 0.6
    sentence: float = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage under consideration with everything known about its nearness to the question."""

    chunk_id: str
    document_id: str
    dense: float
    """Centred cosine of the passage."""
    lexical: float
    """BM25 ÷ sum of the query terms' idf, times its weight."""
    boost: float = 0.0
    """What the question's period, agency and kind of document add."""
    sentence: float | None = None
    """Centred cosine of the best sentence; ``None`` while it was not looked at."""
    score: float = 0.0


def scored(candidates: Sequence[Candidate], sentence_share: float) -> list[Candidate]:
    """Give the candidates with their scores, best first; equal scores in the order of document and chunk.

    Candidates whose sentences were looked at stay ahead of the others: they were the best before.
    """
    weighed = [replace(one, score=_score(one, sentence_share)) for one in candidates]
    ordered = sorted(weighed, key=lambda one: (one.sentence is None, -one.score, one.document_id, one.chunk_id))
    ceiling = float("inf")
    levelled = []
    for one in ordered:
        ceiling = min(ceiling, one.score)
        levelled.append(one if one.score == ceiling else replace(one, score=ceiling))
    return levelled


def _score(candidate: Candidate, sentence_share: float) -> float:
    cosine = candidate.dense
    if candidate.sentence is not None:
        cosine += sentence_share * (candidate.sentence - candidate.dense)
    return cosine + candidate.lexical + candidate.boost


def limited(candidates: Sequence[Candidate], k: int, most_per_document: int | None) -> list[Candidate]:
    """Give the first ``k`` with at most so many of one document; ``None`` sets no bound."""
    taken: dict[Hashable, int] = {}
    kept: list[Candidate] = []
    for candidate in candidates:
        count = taken.get(candidate.document_id, 0)
        if most_per_document is not None and count >= most_per_document:
            continue
        taken[candidate.document_id] = count + 1
        kept.append(candidate)
        if len(kept) == k:
            break
    return kept
