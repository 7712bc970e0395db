"""The fresh draft requests are sound: what they want stands in the reports that they are about."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from benchmarks.draft_facts_held import plain_number, stated
from benchmarks.fresh_drafts import FOLDER, LIBRARY, Half, fresh_requests
from ingest.cleaner import clean_document
from ingest.loaders import load_file
from tests.evaluation.test_labelled_data import clean_text
from vectorstore.chinese_text import to_simplified
from vectorstore.records import Language

HALVES: tuple[Half, ...] = ("dev", "test")


@cache
def text_of(name: str) -> str:
    """The text of a report, those of the repository read once for all tests of evaluation data."""
    own = FOLDER / "reports" / name
    return to_simplified(clean_document(load_file(own)).text if own.is_file() else clean_text(name))


def names() -> list[str]:
    return [path.name for folder in LIBRARY for path in sorted(folder.iterdir()) if path.is_file()]


def rows(half: Half) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"requests_{half}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def held(row: dict[str, Any], wanted: set[tuple[str, str]]) -> bool:
    wanted = {(plain_number(value), op) for value, op in wanted}
    return not wanted or any(wanted <= stated_in(name, row["language"]) for name in row["documents"] or names())


@cache
def stated_in(name: str, language: Language) -> set[tuple[str, str]]:
    return stated(text_of(name), language)


@pytest.mark.parametrize("half", HALVES)
def test_every_value_that_a_draft_must_hold_stands_in_a_report(half: Half) -> None:
    wrong = [
        (row["id"], fact)
        for row in fresh_requests(half, "all")
        for fact in row["facts"]
        if not held(row, {(value, op) for value, _, op in fact["values"]})
    ]
    assert wrong == []


def test_there_are_enough_requests_of_every_genre_and_language() -> None:
    every = [row for half in HALVES for row in rows(half)]
    assert len({row["id"] for row in every}) == len(every) >= 40
    assert {row["genre"] for row in every} == {"report", "speech", "news", "plan", "summary"}
    assert {row["language"] for row in every} == {"vi", "zh", "en"}
    assert {row.get("variant") for row in every if row["genre"] == "speech"} >= {
        "opening", "closing", "directive", "contribution", "congratulation",
    }  # fmt: skip
    for row in every:
        assert row["facts"], row["id"]
        assert all(re.compile(pattern) for pattern in row["never"])
        assert all(fact["values"] or fact["words"] for fact in row["facts"])
