"""Fit the calibration on questions with known answers, and measure it on documents that the fit has not seen.

Two fits, one after the other: which sentence answers (over the candidates of the questions that have an answer), and
whether there is an answer at all (over the signals of the best sentence). Measured with one document left out at a
time: every question about a document is judged by a calibration fitted on the questions about all others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.answering.abstention import (
    SUPPORT_NAMES,
    Calibration,
    Logistic,
    Side,
    default_calibration,
    evidence_signals,
    fit_logistic,
    guard,
    measure_support,
    side_of,
    support_signals,
)
from assistant.answering.answer_selection import best_of, rank
from assistant.answering.evidence import SIGNAL_NAMES, Evidence
from assistant.answering.question_analysis import QuestionAnalysis
from assistant.evaluation import KnownQuestion
from vectorstore.records import Passage

SIDES: Final[tuple[Side, Side]] = ("same", "cross")
_SENTENCE_PENALTY: Final = 2.0
_ANSWERABLE_PENALTY: Final = 3.0
_THRESHOLDS: Final = tuple(step / 100 for step in range(20, 86))
MOST_REFUSED: Final = 0.08
MOST_ANSWERED: Final = 0.15
"""Shares promised at most: of questions with an answer refused, of questions without one answered."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A known question with everything that was read for it; ``right`` tells for each candidate whether it answers."""

    known: KnownQuestion
    question: QuestionAnalysis
    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as a calibration judges it: ``support`` is ``None`` where a guard refuses before any weighing."""

    gathered: Gathered
    side: Side
    signals: Mapping[str, float]
    guarded: bool
    right: bool
    """Whether the best candidate is one that answers."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The support for a question, by a calibration that has not seen its document."""

    judged: Judged
    support: float


class _HasDigest(Protocol):
    @property
    def digest(self) -> str: ...


class KeptSettings(Protocol):
    """What is needed of a library to find the calibration that is kept with it."""

    @property
    def identity(self) -> _HasDigest: ...
    def setting(self, name: str) -> str | None: ...


class CalibratedLibrary(KeptSettings, Protocol):
    """What is needed of a library to keep a calibration with it."""

    def put_setting(self, name: str, value: str) -> None: ...


_SETTING: Final = "calibration"


def keep_calibration(library: CalibratedLibrary, calibration: Calibration) -> None:
    """Store a calibration with a library, for as long as its index stays the same."""
    kept = {"identity": library.identity.digest, "calibration": calibration.to_json()}
    library.put_setting(_SETTING, json.dumps(kept))


def calibration_for(library: KeptSettings) -> Calibration:
    """Give the calibration kept with a library, or the shipped one where there is none for its index as it is now."""
    stored = library.setting(_SETTING)
    if stored is None:
        return default_calibration()
    kept = json.loads(stored)
    if kept["identity"] != library.identity.digest:
        return default_calibration()
    return Calibration.from_json(kept["calibration"])


def answers(evidence: Evidence, parts: Sequence[str]) -> bool:
    """Whether a candidate holds one of the stretches that answer, or lies within one."""
    text = evidence.text
    return any(part in text or (len(text) > 8 and text in part) for part in parts)


def fit(sets: Mapping[str, Sequence[Gathered]]) -> Calibration:
    """Fit both parts on all questions of all sets, by name.

    The threshold is chosen, and ``measured`` written for each set, on supports measured with documents left out.
    """
    rows = [row for each in sets.values() for row in each]
    verdicts = verdicts_without_own_document(rows)
    threshold = best_thresholds(verdicts)
    counted: dict[str, float] = {}
    for name, each in sets.items():
        own = {id(row) for row in each}
        rates = measured([one for one in verdicts if id(one.judged.gathered) in own], threshold)
        counted |= {f"{name}.{rate}": value for rate, value in rates.items()}
    return replace(fit_weights(rows), threshold=threshold, measured=counted)


def fit_weights(rows: Sequence[Gathered]) -> Calibration:
    """Fit the weights; the thresholds are one half."""
    sentence: dict[Side, Logistic] = {side: _fit_sentences(rows, side) for side in SIDES}
    half: dict[Side, float] = dict.fromkeys(SIDES, 0.5)
    first = Calibration(sentence, dict.fromkeys(SIDES, Logistic(0.0, {})), half)
    judged = [judge(row, first) for row in rows]
    answerable = {side: _fit_answerable([one for one in judged if one is not None], side) for side in SIDES}
    return replace(first, answerable=answerable)


def _fit_sentences(rows: Sequence[Gathered], side: Side) -> Logistic:
    signals: list[Mapping[str, float]] = []
    labels: list[bool] = []
    weights: list[float] = []
    for row in rows:
        if not any(row.right):
            continue
        mine = [number for number, item in enumerate(row.evidence) if side_of(row.question, item) == side]
        for number in mine:
            signals.append(evidence_signals(row.evidence[number]))
            labels.append(row.right[number])
            weights.append(1.0 if row.right[number] else 0.5)
    return fit_logistic(signals, labels, SIGNAL_NAMES, penalty=_SENTENCE_PENALTY, weights=weights)


def judge(row: Gathered, calibration: Calibration) -> Judged | None:
    """Rank the candidates and measure the support of the best; ``None`` where nothing was found."""
    ranked = rank(row.question, row.evidence, calibration)
    best = best_of(ranked)
    if best is None:
        return None
    signals = support_signals(measure_support(best, ranked, row.passages))
    guarded = guard(row.question, best) is not None
    return Judged(row, side_of(row.question, best), signals, guarded, answers(best, row.known.evidence))


def _fit_answerable(judged: Sequence[Judged], side: Side) -> Logistic:
    """Fit on every question, those of the other side at a tenth: few questions cross languages."""
    used = [one for one in judged if not one.guarded]
    return fit_logistic(
        [one.signals for one in used],
        [one.gathered.known.answerable for one in used],
        SUPPORT_NAMES,
        penalty=_ANSWERABLE_PENALTY,
        weights=[1.0 if one.side == side else 0.1 for one in used],
    )


def verdicts_without_own_document(rows: Sequence[Gathered]) -> list[Verdict]:
    """Judge each question by a calibration fitted on the questions about other documents."""
    verdicts: list[Verdict] = []
    for document in dict.fromkeys(row.known.document for row in rows):
        calibration = fit_weights([row for row in rows if row.known.document != document])
        for row in rows:
            if row.known.document == document and (judged := judge(row, calibration)) is not None:
                support = 0.0 if judged.guarded else calibration.answerable[judged.side].probability(judged.signals)
                verdicts.append(Verdict(judged, support))
    return verdicts


def best_thresholds(verdicts: Sequence[Verdict]) -> dict[Side, float]:
    """Choose, for each side, the threshold with the least cost.

    The cost is the worse of two shares, each over what is promised at most: questions with an answer that are refused
    (``MOST_REFUSED``), questions without one that are answered (``MOST_ANSWERED``). Of equal thresholds the middle one.
    """
    chosen: dict[Side, float] = {}
    for side in SIDES:
        mine = [one for one in verdicts if one.judged.side == side]
        costs = {threshold: _cost(mine, threshold) for threshold in _THRESHOLDS}
        least = [threshold for threshold, cost in costs.items() if cost <= min(costs.values()) + 1e-9]
        chosen[side] = least[len(least) // 2]
    return chosen


def _cost(verdicts: Sequence[Verdict], threshold: float) -> float:
    refused = share(one.support < threshold for one in verdicts if one.judged.gathered.known.answerable)
    answered = share(one.support >= threshold for one in verdicts if not one.judged.gathered.known.answerable)
    return max(refused / MOST_REFUSED, answered / MOST_ANSWERED)


def share(outcomes: Iterable[bool]) -> float:
    """Share of true outcomes, 0 for none."""
    listed = list(outcomes)
    return sum(listed) / len(listed) if listed else 0.0


def area_under_curve(verdicts: Sequence[Verdict]) -> float:
    """Chance that a question with an answer has more support than one without (ties count half)."""
    with_answer = [one.support for one in verdicts if one.judged.gathered.known.answerable]
    without = [one.support for one in verdicts if not one.judged.gathered.known.answerable]
    pairs = [(a > b) + 0.5 * (a == b) for a in with_answer for b in without]
    return sum(pairs) / len(pairs) if pairs else 0.5


def measured(verdicts: Sequence[Verdict], threshold: Mapping[Side, float]) -> dict[str, float]:
    """Count over verdicts: area under the curve and the shares refused and rightly found (0..1)."""
    answerable = [one for one in verdicts if one.judged.gathered.known.answerable]
    others = [one for one in verdicts if not one.judged.gathered.known.answerable]
    return {
        "questions": float(len(verdicts)),
        "auc": round(area_under_curve(verdicts), 4),
        "best_is_evidence": round(share(one.judged.right for one in answerable), 4),
        "answerable_refused": round(share(one.support < threshold[one.judged.side] for one in answerable), 4),
        "unanswerable_refused": round(share(one.support < threshold[one.judged.side] for one in others), 4),
    }
