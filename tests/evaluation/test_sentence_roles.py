"""The hand-labelled roles of sentences: their form, and how many of them the rules tell rightly."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.drafting.sentence_roles import ROLES
from benchmarks.role_quality import CORE, LABELS, Labelled, is_told_as_done, measure, read_labelled
from vectorstore.records import Language

FLOORS: dict[Language, float] = {"vi": 0.93, "zh": 0.92, "en": 0.9}
"""F1 over the roles that drafts are written from, on dev without the seed documents."""


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(json.loads(LABELS.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def sentences() -> list[Labelled]:
    return list(read_labelled(None))


def test_enough_sentences_are_labelled_in_each_language(rows: list[dict[str, Any]]) -> None:
    counted = Counter[str]()
    for row in rows:
        counted[row["language"]] += len(row["sentences"])
    assert counted["vi"] >= 150
    assert counted["zh"] >= 130
    assert counted["en"] >= 20


def test_a_third_of_the_sentences_only_measures_and_no_document_is_in_both_splits(rows: list[dict[str, Any]]) -> None:
    counted = Counter[str]()
    for row in rows:
        counted[row["split"]] += len(row["sentences"])
    names = [row["document"] for row in rows]
    assert set(counted) == {"dev", "test"}
    assert 0.25 < counted["test"] / counted.total() < 0.4
    assert len(names) == len(set(names))


def test_labels_name_known_roles_and_no_text(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for start, end, roles in row["sentences"]:
            assert 0 <= start < end
            assert roles == sorted(roles)
            assert set(roles) <= set(ROLES)


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_roles_of_the_samples_are_told_rightly(sentences: list[Labelled], language: Language) -> None:
    dev = [one for one in sentences if one.split == "dev" and one.language == language]
    assert measure(dev)["core"]["f1"] >= FLOORS[language]


def test_no_plan_and_no_instruction_of_the_samples_is_told_as_done(sentences: list[Labelled]) -> None:
    assert [one.text for one in sentences if is_told_as_done(one)] == []


def test_roles_of_the_seeds_are_told_rightly(shared_folder: Path) -> None:
    seeds = [one for one in read_labelled(shared_folder / "seeds") if one.document[:3].isdigit()]
    dev = [one for one in seeds if one.split == "dev"]
    assert measure(dev)["core"]["f1"] >= 0.9
    assert not any(is_told_as_done(one) for one in seeds)
    assert {role for one in seeds for role in one.wanted} >= set(CORE)
