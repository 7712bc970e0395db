"""Answers over the seed documents beside this checkout, held to the rates that users are promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.composition import build_service
from assistant.evaluation import read_known_questions
from assistant.settings import load_settings
from benchmarks.answer_quality import Asked, ask_all, measure
from tests.models import embedding_model, models_folder
from vectorstore.models import DEFAULT_MODEL, model_folder

pytestmark = [pytest.mark.model, pytest.mark.slow]
REPOSITORY = Path(__file__).resolve().parents[2]
OWN_QUESTIONS = REPOSITORY / "tests" / "evaluation" / "data" / "seed_questions.json"


@pytest.fixture(scope="module")
def asked(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    embedding_model()
    settings = load_settings()
    model = model_folder(DEFAULT_MODEL, models_folder()).absolute()
    folder = tmp_path_factory.mktemp("library")
    service = build_service(settings.model_copy(update={"data_dir": folder, "embedding_model": str(model)}))
    try:
        assert [one.outcome for one in service.ingest([shared_folder / "seeds"])] == ["added"] * 5
        known = read_known_questions(shared_folder / "eval" / "questions.json")
        return ask_all(service, (*known, *read_known_questions(OWN_QUESTIONS, shared_folder / "seeds")))
    finally:
        service.close()


def test_the_promised_rates_are_kept_on_the_shared_questions(asked: list[Asked]) -> None:
    rates = measure(asked[:37])["all"]
    assert rates["evidence_cited"] >= 0.85
    assert rates["unanswerable_refused"] >= 0.85
    assert rates["answerable_refused"] <= 0.08


def test_the_promised_rates_are_kept_on_our_own_questions(asked: list[Asked]) -> None:
    rates = measure(asked[37:])["all"]
    assert rates["evidence_cited"] >= 0.85
    assert rates["unanswerable_refused"] >= 0.80
    assert rates["answerable_refused"] <= 0.08


def test_every_quotation_stands_in_its_source(asked: list[Asked]) -> None:
    rates = measure(asked)["all"]
    assert (rates["quotes_exact"], rates["raw_spans_hold"]) == (1.0, 1.0)
