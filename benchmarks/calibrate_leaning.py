"""Fit how much a language model's "yes, that is stated" counts beside the measured support.

``python -m benchmarks.calibrate_leaning --rows FILE [--model NAME] [--write]`` asks the model about every question of
the sample library, and of the seed documents where they stand beside this checkout, that rules neither refuse nor find
nothing for, keeps what it measured in ``FILE`` (read instead of asking again where it is there), fits a logistic by
cross-validation and, with ``--write``, stores the weights. The held-out reports are not looked at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.abstention import Logistic, fit_logistic
from assistant.answering.answer_chain import AnswerChain
from assistant.answering.prose_step import MOST_LEANING, ProseStep, logit
from assistant.asking import Asking
from assistant.cancellation import Cancellation
from assistant.composition import build_service
from assistant.evaluation import KnownQuestion, read_known_questions
from assistant.service import Service
from assistant.settings import load_settings
from benchmarks.answer_quality import default_pairs
from vectorstore.models import model_folder
from vectorstore.models.language_models import DEFAULT_LANGUAGE_MODEL, language_model_file

WEIGHTS = Path(__file__).resolve().parent.parent / "assistant" / "data" / "leaning.json"
FOLDS = 10
WRONGLY_REFUSED = 0.05
"""Share of answerable questions that may be lost; the bias is set so that this many of them fall below zero."""
LOW, HIGH = 0.30, 0.95
NAMES = ("support", "leaning", "vi", "zh")


def gather(model: str) -> list[dict[str, Any]]:
    """Ask the model about every undecided question."""
    settings = load_settings()
    embedding = model_folder(settings.embedding_model, settings.models_dir).absolute()
    chat = settings.model.model_copy(update={"name": str(language_model_file(model, settings.models_dir).absolute())})
    rows: list[dict[str, Any]] = []
    for documents, files in default_pairs():
        if documents.parent.name == "heldout":
            continue
        with tempfile.TemporaryDirectory() as folder:
            updates = {"data_dir": Path(folder), "embedding_model": str(embedding), "model": chat}
            service = build_service(settings.model_copy(update=updates))
            try:
                for _ in service.ingest([documents]):
                    pass
                for path, gold in files:
                    if path.parent.name != "eval":
                        rows += _rows(service, read_known_questions(path, documents, gold))
            finally:
                service.close()
    return rows


def _rows(service: Service, known: Sequence[KnownQuestion]) -> list[dict[str, Any]]:
    chain, step = service.answering()
    rows = []
    for one in known:
        asking = chain.examine(one.question)
        if asking.reason not in {None, "weak_support"} or not asking.chosen:
            continue
        held = one.answerable and any(part in quote for part in one.evidence for quote in _stretches(chain, asking))
        if one.answerable and not held:
            continue
        rows.append(
            {
                "id": one.identifier,
                "language": asking.language,
                "support": asking.measured,
                "leaning": _leaning(chain, step, asking),
                "answered": asking.reason is None,
                "held": held,
            }
        )
    return rows


def _leaning(chain: AnswerChain, step: ProseStep, asking: Asking) -> float | None:
    asked = step.lean(chain.ground(asking), Cancellation())
    while True:
        try:
            next(asked)
        except StopIteration as finished:
            return None if finished.value is None else float(finished.value)


def _stretches(chain: AnswerChain, asking: Asking) -> list[str]:
    texts = chain.ground(asking).texts
    return [texts[one.evidence.passage.document_id].clean.text[one.start : one.end] for one in asking.chosen]


def signals(row: dict[str, Any]) -> dict[str, float]:
    """The inputs of the logistic."""
    return {
        "support": logit(row["support"]),
        "leaning": max(-MOST_LEANING, min(MOST_LEANING, row["leaning"])),
        "vi": float(row["language"] == "vi"),
        "zh": float(row["language"] == "zh"),
    }


def fit(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Logistic:
    """Fit on these rows."""
    return fit_logistic([signals(row) for row in rows], [row["held"] for row in rows], names)


def cross_validated(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, float]:
    """Fit on nine tenths and judge the tenth, ten times; give the area under the curve and the rates."""
    fold = np.random.default_rng(7).integers(0, FOLDS, len(rows))
    odds = np.zeros(len(rows))
    for number in range(FOLDS):
        model = fit([row for row, own in zip(rows, fold, strict=True) if own != number], names)
        for index in np.flatnonzero(fold == number):
            odds[index] = model.log_odds(signals(rows[int(index)]))
    held = np.array([row["held"] for row in rows])
    line = float(np.quantile(odds[held], WRONGLY_REFUSED))
    pairs = odds[held][:, None] > odds[~held][None]
    return {
        "area_under_curve": round(float(pairs.mean()), 4),
        "unanswerable_refused": round(float((odds[~held] < line).mean()), 4),
        "answerable_refused": WRONGLY_REFUSED,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather, fit, print, and write when told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--model", default=DEFAULT_LANGUAGE_MODEL)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    if not options.rows.is_file():
        options.rows.write_text(json.dumps(gather(options.model), ensure_ascii=False), encoding="utf-8")
    rows = [row for row in json.loads(options.rows.read_text(encoding="utf-8")) if row["leaning"] is not None]
    held = [row for row in rows if row["held"]]
    before = {
        "unanswerable_refused": round(
            sum(not r["answered"] for r in rows if not r["held"]) / (len(rows) - len(held)), 4
        ),
        "answerable_refused": round(sum(not row["answered"] for row in held) / len(held), 4),
    }
    print(f"{len(rows)} undecided questions, {len(held)} of them answerable; support alone as it is used: {before}")
    for names in (("support",), ("leaning",), NAMES):
        print(names, cross_validated(rows, names))
    model = fit(rows, NAMES)
    odds = [model.log_odds(signals(row)) for row in held]
    line = float(np.quantile(odds, WRONGLY_REFUSED))
    weights = {
        "bias": {
            "vi": model.bias + model.weights["vi"] - line,
            "zh": model.bias + model.weights["zh"] - line,
            "en": model.bias - line,
        },
        "support": model.weights["support"],
        "leaning": model.weights["leaning"],
        "low": LOW,
        "high": HIGH,
        "model": options.model,
        "measured": cross_validated(rows, NAMES),
    }
    print(json.dumps(weights, indent=1))
    if options.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
