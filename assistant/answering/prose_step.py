"""The language model's part in answering: a second opinion on whether to answer at all, then the answer in prose.

Code alone decides. How far the model leans to "the excerpts state what is asked" is one more signal beside the
calibrated support, weighed by a logistic that was fitted on questions with known answers; it is asked only where the
support alone is in doubt.
"""

from __future__ import annotations

import json
import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from assistant.answering.abstention import squash
from assistant.answering.answer import Answer, AnswerEvent, Notice, Waiting
from assistant.answering.answer_writing import AnswerWriter
from assistant.answering.model_answer import Unsupported
from assistant.answering.prose_answer import Ground, ProseAnswer
from assistant.asking import Asking
from assistant.cancellation import Cancellation
from assistant.checking.sentence_cosines import sentence_cosines
from assistant.errors import ChatModelError
from assistant.language_model.chat_model import ChatModel, YesNo
from vectorstore.embedder import Embedder
from vectorstore.records import Language

REFUSED_SUPPORT: Final = 0.49
"""Highest support that is shown with a refusal."""
MOST_LEANING: Final = 6.0
"""Log-odds beyond which a model's yes or no counts no more."""
YES_NO: Final[dict[Language, YesNo]] = {
    "vi": YesNo(frozenset({"có", "c", "yes", "đúng", "đ"}), frozenset({"không", "kh", "no", "chưa"})),
    "zh": YesNo(frozenset({"是", "有", "yes"}), frozenset({"否", "不", "没", "无", "no"})),
    "en": YesNo(frozenset({"yes"}), frozenset({"no", "not"})),
}


@dataclass(frozen=True, slots=True)
class LeaningWeights:
    """``log-odds = bias[language] + support × logit(support) + leaning × clipped leaning``; answered from 0 up.

    Asked only while the support lies between ``low`` and ``high``.
    """

    bias: dict[str, float]
    support: float
    leaning: float
    low: float
    high: float

    def log_odds(self, language: Language, support: float, leaning: float) -> float:
        """Weigh both; the sign decides."""
        clipped = max(-MOST_LEANING, min(MOST_LEANING, leaning))
        return self.bias[language] + self.support * logit(support) + self.leaning * clipped


def logit(probability: float) -> float:
    """The inverse of the logistic function, safe at both ends."""
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))


@cache
def default_leaning() -> LeaningWeights:
    """Read the weights that are shipped (written by ``benchmarks.calibrate_leaning``)."""
    values = json.loads(files("assistant").joinpath("data", "leaning.json").read_text("utf-8"))
    return LeaningWeights(values["bias"], values["support"], values["leaning"], values["low"], values["high"])


class ProseStep:
    """Holds what every question shares; nothing of any question."""

    def __init__(
        self,
        writer: AnswerWriter,
        embedder: Embedder,
        *,
        unsupported: Unsupported = "drop",
        leaning: LeaningWeights | None = None,
    ) -> None:
        self._writer = writer
        self._cosines = sentence_cosines(embedder)
        self._unsupported = unsupported
        self._leaning = leaning

    @property
    def model(self) -> ChatModel:
        return self._writer.model

    def weigh(self, asking: Asking, ground: Ground, cancellation: Cancellation) -> Generator[Waiting, None, Asking]:
        """Decide again whether to answer, where support alone is in doubt; a model that fails leaves it as it was."""
        weights = self._leaning
        undecided = asking.reason in {None, "weak_support"} and bool(asking.chosen)
        if weights is None or not undecided or not weights.low <= asking.measured <= weights.high:
            return asking
        leaning = yield from self.lean(ground, cancellation)
        if leaning is None:
            return asking
        odds = weights.log_odds(asking.language, asking.measured, leaning)
        support = squash(odds)
        if odds < 0:
            return replace(asking, reason="weak_support", support=min(support, REFUSED_SUPPORT))
        return replace(asking, reason=None, support=support)

    def lean(self, ground: Ground, cancellation: Cancellation) -> Generator[Waiting, None, float | None]:
        """Ask the model whether the best sentence states what is asked; ``None`` where it fails or does not tell."""
        best = ground.chosen[0].evidence
        title = ground.records[best.passage.document_id].metadata.title or ""
        messages = self._writer.judging(ground.question, ground.language, title, best.place.reading)
        try:
            return (yield from self.model.lean(messages, YES_NO[ground.language], cancellation=cancellation))
        except ChatModelError:
            return None  # the writing that follows meets the same failure and tells it

    def write(
        self, quoted: Answer, ground: Ground, cancellation: Cancellation
    ) -> Generator[AnswerEvent, None, tuple[Answer, float | None]]:
        """Stream the model's answer; give what of it holds in the place of the quotation, and when it began."""
        prose = self._prose(ground)
        failure: ChatModelError | None = None
        try:
            yield from prose.stream(cancellation)
        except ChatModelError as error:
            failure = error
        return self._settled(quoted, prose, failure), prose.writing.first_token_at

    def _prose(self, ground: Ground) -> ProseAnswer:
        return ProseAnswer(self._writer, ground, self._cosines, unsupported=self._unsupported)

    def _settled(self, quoted: Answer, prose: ProseAnswer, failure: ChatModelError | None) -> Answer:
        if failure is not None:
            facts = (("code", failure.code), *((name, str(value)) for name, value in failure.facts.items()))
            return replace(quoted, notices=(Notice("model_failed", facts), *quoted.notices))
        settled = prose.settle()
        if settled is None:
            return replace(quoted, notices=(Notice("quoted_instead"), *quoted.notices))
        provenance = dict(quoted.provenance) | {
            "model": self.model.name,
            "prompt": prose.writing.prompt.label,
            "prompt_tokens": str(prose.writing.prompt.tokens),
        }
        return replace(
            quoted,
            mode="model",
            text=settled.text,
            citations=settled.citations,
            sentences=settled.sentences,
            figures=settled.figures,
            summary=settled.summary,
            notices=settled.notices,
            provenance=tuple(provenance.items()),
        )
