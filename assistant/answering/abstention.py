"""When the support is too weak: signals of the whole question, a logistic over them, and the guards before it.

A cosine threshold alone cannot tell "not in the library". The probability that the library answers comes from a
logistic regression over a few signals that a person can read; its weights are fitted on questions with known answers
(``fit_logistic``) and kept as JSON beside the code, or with the index that they were measured on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.answering.evidence import SIGNAL_NAMES, Evidence
from assistant.answering.question_analysis import QuestionAnalysis
from vectorstore.records import Passage

Side = Literal["same", "cross"]
"""Whether question and report share a language; each has weights of its own."""

CALIBRATION_VERSION: Final = 1
AbstentionReason = Literal["nothing_found", "kind_missing", "subject_missing", "weak_support"]


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for the library answering a question at all, each about 0..1."""

    best_score: float
    """Log-odds of the best sentence, squeezed to 0..1."""
    cosine: float
    standing: float
    passage_cosine: float
    lexical: float
    coverage: float
    context: float
    focus: float
    kind: float
    kind_here: float
    """The kind where the subject is too: a reason, but for what was asked."""
    context_names: float
    topic: float
    place: float
    time: float
    margin: float
    """How far the best sentence stands above the best one of any other report."""
    agreement: float
    """1 when the nearest passage by meaning is also the nearest by words."""


SUPPORT_NAMES: Final = tuple(Support.__slots__)


@dataclass(frozen=True, slots=True)
class Logistic:
    """``p = 1 / (1 + exp(-(bias + Σ weight × signal)))``."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, signals: Mapping[str, float]) -> float:
        return self.bias + sum(weight * signals[name] for name, weight in self.weights.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        return squash(self.log_odds(signals))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights, for each side, and the probability below which nothing is answered."""

    sentence: Mapping[Side, Logistic]
    answerable: Mapping[Side, Logistic]
    threshold: Mapping[Side, float]
    measured: Mapping[str, float] = field(default_factory=dict)
    """Cross-validated rates at the time of fitting, for the record."""

    def to_json(self) -> str:
        """Write the form that ``from_json`` reads."""
        return json.dumps(
            {"version": CALIBRATION_VERSION, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True
        )

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Read a calibration; raises ``ValueError`` for another version or a missing part."""
        try:
            values = json.loads(text)
            if values["version"] != CALIBRATION_VERSION:
                raise ValueError(f"calibration version {values['version']!r}, expected {CALIBRATION_VERSION}")
            return cls(
                sentence=_sides(values["sentence"]),
                answerable=_sides(values["answerable"]),
                threshold={"same": values["threshold"]["same"], "cross": values["threshold"]["cross"]},
                measured=values["measured"],
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a calibration: {error!r}") from error


def _sides(values: Mapping[str, Mapping[str, object]]) -> dict[Side, Logistic]:
    sides: dict[Side, Logistic] = {}
    for side in ("same", "cross"):
        weights = values[side]["weights"]
        bias = values[side]["bias"]
        if not isinstance(weights, dict) or not isinstance(bias, (int, float)):
            raise TypeError(f"weights of {side!r}")
        sides[side] = Logistic(float(bias), {str(name): float(weight) for name, weight in weights.items()})
    return sides


@cache
def default_calibration() -> Calibration:
    """Read the calibration that is shipped."""
    return Calibration.from_json(files("assistant").joinpath("data", "calibration.json").read_text("utf-8"))


def squash(value: float) -> float:
    """The logistic function, safe for large values."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))


def side_of(question: QuestionAnalysis, evidence: Evidence) -> Side:
    """Tell whether question and sentence share a language."""
    return "same" if question.language == evidence.language else "cross"


def evidence_signals(evidence: Evidence) -> dict[str, float]:
    """Give the signals of a sentence by name, cosines on the scale of the others."""
    signals = {name: float(getattr(evidence.signals, name)) for name in SIGNAL_NAMES}
    return {name: _rescaled(value) if name in _COSINES else value for name, value in signals.items()}


def support_signals(support: Support) -> dict[str, float]:
    """Give the signals of a question by name, cosines on the scale of the others."""
    signals = {name: float(getattr(support, name)) for name in SUPPORT_NAMES}
    return {name: _rescaled(value) if name in _COSINES else value for name, value in signals.items()}


_COSINES: Final = frozenset({"cosine", "passage_cosine"})
_LOW_COSINE, _HIGH_COSINE = 0.75, 0.95
"""Between these lie nearly all cosines that the embedding model gives, related or not."""


def _rescaled(cosine: float) -> float:
    return max(-0.5, min(1.5, (cosine - _LOW_COSINE) / (_HIGH_COSINE - _LOW_COSINE)))


def measure_support(best: Evidence, ranked: Sequence[Evidence], passages: Sequence[Passage]) -> Support:
    """Measure what speaks for the best sentence being an answer; ``ranked`` are all candidates, best first."""
    signals = best.signals
    others = [item.score for item in ranked if item.passage.document_id != best.passage.document_id]
    margin = squash(best.score - others[0]) if others else 1.0
    return Support(
        best_score=squash(best.score),
        cosine=signals.cosine,
        standing=signals.standing,
        passage_cosine=signals.passage_cosine,
        lexical=signals.passage_lexical,
        coverage=signals.coverage,
        context=signals.context,
        focus=signals.focus,
        kind=signals.kind,
        kind_here=signals.kind * max(signals.topic, signals.coverage),
        context_names=signals.context_names,
        topic=signals.topic,
        place=signals.place,
        time=signals.time,
        margin=margin,
        agreement=_agreement(passages),
    )


def _agreement(passages: Sequence[Passage]) -> float:
    if not passages:
        return 0.0
    by_meaning = max(passages, key=lambda passage: passage.cosine if passage.cosine == passage.cosine else -1.0)
    by_words = max(passages, key=lambda passage: passage.lexical)
    return float(by_meaning.chunk_id == by_words.chunk_id)


def guard(question: QuestionAnalysis, best: Evidence | None) -> AbstentionReason | None:
    """Refuse before any weighing: nothing found, or nothing of the kind asked for is there."""
    if best is None:
        return "nothing_found"
    if best.contradicted:
        return "subject_missing"
    if best.kinds and max(best.kinds) < _NOTHING_OF_KIND:
        return "kind_missing"
    proper = [name for name in question.names if " " in name]
    if proper and not best.signals.context_names and question.language == best.language:
        return "subject_missing"
    return None


_NOTHING_OF_KIND: Final = 0.25
LEAST_SATISFACTION: Final = 0.5
"""A kind counts as present from here: half of the counted noun's words, a post instead of a name."""


def fit_logistic(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    names: Sequence[str],
    *,
    penalty: float = 1.0,
    weights: Sequence[float] | None = None,
) -> Logistic:
    """Fit by Newton's method with an L2 penalty on the weights (not the bias); ``weights`` count rows.

    The textbook iteration (Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 4.4.1).
    """
    matrix = np.array([[1.0, *(row[name] for name in names)] for row in rows], dtype=np.float64)
    target = np.array(labels, dtype=np.float64)
    counts = np.ones(len(rows)) if weights is None else np.array(weights, dtype=np.float64)
    ridge = penalty * np.eye(matrix.shape[1])
    ridge[0, 0] = 1e-6
    beta: NDArray[np.float64] = np.zeros(matrix.shape[1])
    for _ in range(50):
        probability = 1.0 / (1.0 + np.exp(-np.clip(matrix @ beta, -60, 60)))
        gradient = matrix.T @ (counts * (target - probability)) - ridge @ beta
        curvature = (matrix * (counts * probability * (1 - probability))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Logistic(float(beta[0]), {name: float(value) for name, value in zip(names, beta[1:], strict=True)})
