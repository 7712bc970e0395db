"""Which sentences together answer: the best one, one for each kind still open, its list or section, its equals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.abstention import LEAST_SATISFACTION, Calibration, evidence_signals, side_of
from assistant.answering.answer_agreement import (
    Belonging,
    TimeAsked,
    holds_place,
    place_key,
    places_asked,
    time_agreement,
    time_asked,
)
from assistant.answering.answer_patterns import AskedKind
from assistant.answering.answer_sentences import following_items, following_sentences, heading_at
from assistant.answering.evidence import Evidence, subject_coverage
from assistant.answering.question_analysis import QuestionAnalysis
from ingest.catalogue_records import DocumentRecord
from ingest.documents import CleanDocument

_OPEN_KINDS: Final[frozenset[AskedKind]] = frozenset(
    {"list", "result", "plan", "example", "manner", "other", "purpose", "polar", "definition"}
)
_CLOSE: Final = 1.3
"""Log-odds below the best within which a sentence is quoted beside it."""
_CLOSE_OPEN: Final = 2.0
_REACH_FOR_KIND: Final = 3.0
_HEADING_ASKED: Final = 0.4
_SECTION: Final = 420
"""Characters of a section that are quoted when the question asks about what its heading names."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch to quote: the sentence it grew from and where it ends after its list or section was added."""

    evidence: Evidence
    start: int
    end: int


def rank(question: QuestionAnalysis, evidence: Sequence[Evidence], calibration: Calibration) -> list[Evidence]:
    """Score every candidate and put the best first; equal scores keep the order of the passages.

    Scores of the two sides are fitted apart. Where the nearest passage is in the language of the question, sentences
    in another language stand back by ``_ABROAD``; those of another place or time stand behind all others.
    """
    nearest = min(evidence, key=lambda item: item.passage.rank, default=None)
    at_home = nearest is not None and nearest.language == question.language
    scored = []
    for item in evidence:
        side = side_of(question, item)
        score = calibration.sentence[side].log_odds(evidence_signals(item))
        back = (_ABROAD if at_home and side == "cross" else 0.0) + (_AMISS if item.contradicted else 0.0)
        scored.append(replace(item, score=score - back))
    return sorted(scored, key=lambda item: -item.score)


_ABROAD: Final = 2.0
_AMISS: Final = 6.0
"""How far a sentence of another place or time stands back: behind every other."""


def best_of(ranked: Sequence[Evidence]) -> Evidence | None:
    """Give the best candidate that holds the thing asked for first, unless another stands far above it.

    Within the report of the best candidate the search goes further down than in others, least in another language.
    """
    for least in (_FULL, LEAST_SATISFACTION):
        for item in ranked:
            if (not item.kinds or item.kinds[0] >= least) and item.score >= ranked[0].score - _reach(item, ranked[0]):
                return item
    return ranked[0] if ranked else None


def _reach(item: Evidence, best: Evidence) -> float:
    if item.passage.document_id == best.passage.document_id:
        return _REACH_FOR_KIND
    return _REACH_ELSEWHERE if item.language == best.language else _REACH_ABROAD


_REACH_ELSEWHERE: Final = 1.5
_REACH_ABROAD: Final = 0.5
_FULL: Final = 0.99


def choose(
    question: QuestionAnalysis,
    best: Evidence,
    ranked: Sequence[Evidence],
    texts: Mapping[str, CleanDocument],
    records: Mapping[str, DocumentRecord],
) -> tuple[Chosen, ...]:
    """Choose at most three sentences, in the order in which they are quoted.

    Of a question about two times or two places each gets its sentence.
    """
    picked = [best, *_compared(question, best, ranked, texts, records)]
    for index in range(len(best.kinds)):
        if any(item.kinds[index] >= LEAST_SATISFACTION for item in picked):
            continue
        extra = next((item for item in ranked if _fills(item, index, best)), None)
        if extra is not None and extra not in picked:
            picked.append(extra)
    is_open = not question.strong or question.lead_kind in _OPEN_KINDS
    reach = _CLOSE_OPEN if is_open else _CLOSE
    for item in ranked:
        if len(picked) >= 3 or item.score < best.score - reach:
            break
        if item not in picked and _is_equal(item, best):
            picked.append(item)
    return tuple(_extended(question, item, texts[item.passage.document_id], is_open=is_open) for item in picked)


def _compared(
    question: QuestionAnalysis,
    best: Evidence,
    ranked: Sequence[Evidence],
    texts: Mapping[str, CleanDocument],
    records: Mapping[str, DocumentRecord],
) -> list[Evidence]:
    """Give the best sentence for each time and place asked about that the best one does not speak of."""
    found: list[Evidence] = []
    for agrees in _aspects(question, texts, records):
        if any(agrees(item) for item in (best, *found)):
            continue
        near = (item for item in ranked if item.score > best.score - _REACH_FOR_KIND and not item.contradicted)
        extra = next((item for item in near if agrees(item) and _is_equal(item, best)), None)
        if extra is not None:
            found.append(extra)
    return found[:2]


def _aspects(
    question: QuestionAnalysis, texts: Mapping[str, CleanDocument], records: Mapping[str, DocumentRecord]
) -> list[Callable[[Evidence], bool]]:
    """List the times and places that a question compares, each as a test; nothing where there is only one."""
    time = time_asked(question.text, question.language)
    belonging = {key: Belonging.of(records[key], texts[key]) for key in texts}
    places = places_asked(question.text, list(belonging.values()))
    aspects: list[Callable[[Evidence], bool]] = []
    for period in time.periods if len(time.periods) > 1 else ():
        alone = TimeAsked((period,), whole=False)
        aspects.append(
            lambda item, alone=alone: (  # type: ignore[misc]
                time_agreement(alone, records[item.passage.document_id], item.language, item.text) >= _THE_SAME
            )
        )
    for key in sorted(places.keys) if places.alternatives else ():
        aspects.append(
            lambda item, key=key: (  # type: ignore[misc]
                key in belonging[item.passage.document_id].places or holds_place(place_key(item.text), key)
            )
        )
    return aspects


_THE_SAME: Final = 0.9


def _fills(item: Evidence, index: int, best: Evidence) -> bool:
    return (
        item.passage.document_id == best.passage.document_id
        and item.kinds[index] >= LEAST_SATISFACTION
        and item.score > best.score - _REACH_FOR_KIND
    )


def _is_equal(item: Evidence, best: Evidence) -> bool:
    """A second sentence must hold what was asked as well as the first, and say more than a title does."""
    if item.signals.apart and not best.signals.apart and item.place.kind in {"title", "heading", "stamp", "byline"}:
        return False
    return not item.kinds or min(item.kinds) >= LEAST_SATISFACTION


def _extended(question: QuestionAnalysis, item: Evidence, clean: CleanDocument, *, is_open: bool) -> Chosen:
    end = following_items(clean, item.place)
    if item.place.kind == "heading":
        end = following_sentences(clean, item.place, longest=_SECTION)
    heading = heading_at(clean, item.place.start)
    same_language = item.language == question.language
    if is_open and same_language and heading and subject_coverage(question, heading, item.language) >= _HEADING_ASKED:
        end = max(end, following_sentences(clean, item.place, longest=_SECTION))
    return Chosen(item, item.place.start, end)
