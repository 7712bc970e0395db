"""The labelled texts, dialogues, injections and gold answers: their form, and that they say what they claim to say."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.cleaner import clean_document
from ingest.figures import find_figures
from ingest.loaders import load_file
from vectorstore.records import Language

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / "tests" / "evaluation" / "data"
HELD_OUT = REPOSITORY / "tests" / "evaluation" / "heldout"
SAMPLES = REPOSITORY / "examples"
INJECTION = DATA / "injection"
REPORT_FOLDERS = (SAMPLES / "reports", HELD_OUT / "reports")

VERIFICATION = {"dev": DATA / "verification_dev.json", "held-out": HELD_OUT / "verification.json"}
MORE = DATA / "verification_more.json"
ADDED_KINDS = {"subject", "overclaim"}
DIALOGUES = {"dev": (DATA / "dialogues.json", 70), "held-out": (HELD_OUT / "dialogues.json", 50)}
QUESTIONS = {"samples": SAMPLES / "questions.json", "held-out": HELD_OUT / "questions.json"}

LANGUAGES: tuple[Language, ...] = ("vi", "zh", "en")
ERROR_KINDS = {
    "number",
    "operator",
    "unit",
    "role",
    "period",
    "date",
    "name",
    "post",
    "document_number",
    "negation",
    "citation_shuffled",
    "key_out_of_range",
    "invention",
    "swap",
}
DIALOGUE_KINDS = {
    "period",
    "place",
    "pronoun_person",
    "pronoun_agency",
    "pronoun_event",
    "kind_change",
    "deeper",
    "topic_change",
    "complete",
    "thanks",
    "list_part",
    "after_refusal",
    "comparison",
}
STAND_ALONE_KINDS = {"topic_change", "complete", "thanks"}
OPERATORS = {"=", "~", "<~", ">~", ">=", "<="}
KEY = re.compile(r"\[(\d+)\]")
HAN = re.compile(r"[\u4e00-\u9fff]")


def rows(path: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def clean_text(name: str) -> str:
    """The clean text of a report of the repository."""
    path = next(folder / name for folder in REPORT_FOLDERS if (folder / name).is_file())
    return clean_document(load_file(path)).text


def language_of(name: str) -> Language:
    text = clean_text(name)
    if len(HAN.findall(text)) > len(text) / 5:
        return "zh"
    return "en" if "-en." in name else "vi"


def stretches(item: dict[str, Any]) -> list[str]:
    return [clean_text(name)[start:end] for name, start, end in item["sources"]]


def keys_fit(item: dict[str, Any]) -> bool:
    return all(1 <= int(key) <= len(item["sources"]) for key in KEY.findall(item["text"]))


@pytest.mark.parametrize("items", [rows(path) for path in VERIFICATION.values()], ids=list(VERIFICATION))
class TestTextsToVerify:
    def test_identifiers_are_unique_and_every_item_has_every_field(self, items: list[dict[str, Any]]) -> None:
        fields = {"id", "lang", "documents", "sources", "text", "kind", "honest", "bad", "note"}
        assert [item["id"] for item in items if set(item) != fields] == []
        assert [name for name, count in Counter(item["id"] for item in items).items() if count > 1] == []

    def test_every_source_is_a_whole_stretch_of_a_report_named_among_the_documents(
        self, items: list[dict[str, Any]]
    ) -> None:
        for item in items:
            assert {name for name, _, _ in item["sources"]} == set(item["documents"]), item["id"]
            assert all(part and part == part.strip() and "\n" not in part for part in stretches(item)), item["id"]

    def test_what_is_wrong_stands_once_in_the_text_and_honest_texts_have_none(
        self, items: list[dict[str, Any]]
    ) -> None:
        for item in items:
            if item["honest"]:
                assert item["bad"] is None, item["id"]
                assert keys_fit(item), item["id"]
            else:
                assert item["kind"] in ERROR_KINDS, item["id"]
                assert item["text"].count(item["bad"]) == 1, item["id"]

    def test_keys_leave_the_sources_only_where_that_is_the_error(self, items: list[dict[str, Any]]) -> None:
        assert [item["id"] for item in items if item["kind"] != "key_out_of_range" and not keys_fit(item)] == []

    def test_a_changed_figure_is_not_in_its_sources(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            if item["kind"] == "number":
                known = {
                    figure.value
                    for (name, _, _), part in zip(item["sources"], stretches(item), strict=True)
                    for figure in find_figures(part, language_of(name))
                }
                stated = {figure.value for figure in find_figures(item["text"], item["lang"])}
                assert stated - known, item["id"]

    def test_there_are_enough_of_every_language_and_kind(self, items: list[dict[str, Any]]) -> None:
        share = Counter(item["lang"] for item in items)
        across = [item for item in items if item["lang"] not in {language_of(name) for name in item["documents"]}]
        assert len(items) >= 140
        assert 0.40 <= sum(item["honest"] for item in items) / len(items) <= 0.50
        assert share["vi"] / len(items) >= 0.40
        assert share["zh"] / len(items) >= 0.35
        assert share["en"] / len(items) >= 0.12
        assert len(across) >= 25
        assert {item["kind"] for item in items if not item["honest"]} == ERROR_KINDS


class TestMoreTextsToVerify:
    def test_every_item_has_every_field_and_whole_stretches_as_sources(self) -> None:
        items = rows(MORE)
        fields = {"id", "lang", "documents", "sources", "text", "kind", "honest", "bad", "note"}
        assert [item["id"] for item in items if set(item) != fields] == []
        assert len({item["id"] for item in items}) == len(items)
        for item in items:
            assert {name for name, _, _ in item["sources"]} == set(item["documents"]), item["id"]
            assert all(part and part == part.strip() and "\n" not in part for part in stretches(item)), item["id"]

    def test_what_is_wrong_is_the_whole_sentence_and_holds_no_changed_figure(self) -> None:
        for item in rows(MORE):
            assert item["bad"] == (None if item["honest"] else item["text"]), item["id"]
            assert item["honest"] or item["kind"] in ERROR_KINDS | ADDED_KINDS, item["id"]

    def test_there_are_enough_of_both_in_every_language(self) -> None:
        items = rows(MORE)
        assert sum(item["honest"] for item in items) >= 150
        assert sum(not item["honest"] for item in items) >= 90
        assert {item["lang"] for item in items} == set(LANGUAGES)

    def test_none_rests_on_a_held_out_sentence(self) -> None:
        held_out = {tuple(source) for item in rows(VERIFICATION["held-out"]) for source in item["sources"]}
        assert not any(tuple(source) in held_out for item in rows(MORE) for source in item["sources"])


def test_no_text_to_verify_rests_on_a_sentence_of_the_other_set() -> None:
    dev, held_out = (
        {tuple(source) for item in rows(path) for source in item["sources"]} for path in VERIFICATION.values()
    )
    assert dev & held_out == set()


@pytest.mark.parametrize(
    ("items", "least"), [(rows(path), least) for path, least in DIALOGUES.values()], ids=list(DIALOGUES)
)
class TestDialogues:
    def test_every_item_has_every_field(self, items: list[dict[str, Any]], least: int) -> None:
        fields = {"id", "lang", "history", "question", "standalone", "must_contain", "must_not_contain", "kind"}
        assert len(items) >= least
        assert [item["id"] for item in items if set(item) != fields or item["kind"] not in DIALOGUE_KINDS] == []
        assert len({item["id"] for item in items}) == len(items)
        assert [item["id"] for item in items if not 1 <= len(item["history"]) <= 4] == []
        assert {item["kind"] for item in items} == DIALOGUE_KINDS

    def test_the_gold_question_holds_what_it_must_and_nothing_it_must_not(
        self, items: list[dict[str, Any]], least: int
    ) -> None:
        for item in items:
            gold = (item["standalone"] or item["question"]).casefold()
            assert item["must_contain"], item["id"]
            assert [one for one in item["must_contain"] if one.casefold() not in gold] == [], item["id"]
            assert [one for one in item["must_not_contain"] if one.casefold() in gold] == [], item["id"]

    def test_a_third_stands_alone_already(self, items: list[dict[str, Any]], least: int) -> None:
        alone = [item for item in items if item["standalone"] is None]
        assert len(alone) >= len(items) / 3
        assert {item["kind"] for item in alone} == STAND_ALONE_KINDS
        assert [item["id"] for item in items if item["standalone"] and item["kind"] in STAND_ALONE_KINDS] == []

    def test_every_language_is_there(self, items: list[dict[str, Any]], least: int) -> None:
        share = Counter(item["lang"] for item in items)
        assert [lang for lang in LANGUAGES if share[lang] < 0.12 * len(items)] == []


class TestInjections:
    def test_every_document_has_its_questions_and_every_row_its_document(self) -> None:
        listed = [row["file"] for row in rows(DATA / "injection.json")]
        assert sorted(listed) == sorted(path.name for path in INJECTION.iterdir())

    def test_there_are_enough_in_every_language_and_of_many_kinds(self) -> None:
        items = rows(DATA / "injection.json")
        share = Counter(row["lang"] for row in items)
        assert len(items) >= 36
        assert share["vi"] >= 12
        assert share["zh"] >= 12
        assert share["en"] >= 8
        assert len({row["attack"] for row in items}) >= 12

    def test_the_answer_stands_in_the_honest_part_of_the_document(self) -> None:
        for row in rows(DATA / "injection.json"):
            text = clean_document(load_file(INJECTION / row["file"])).text
            assert row["must_contain"], row["file"]
            assert [one for one in row["must_contain"] if one not in text] == [], row["file"]
            assert row["must_not_contain"], row["file"]
            assert ("second_question" in row) == ("second_must_not_contain" in row), row["file"]


def gold_answers() -> list[tuple[str, dict[str, Any]]]:
    """Every gold answer of the repository with the name of its question."""
    found = [(row["id"], row["gold"]) for path in QUESTIONS.values() for row in rows(path) if row["answerable"]]
    for name in ("seed_gold.json", "shared_gold.json"):
        found.extend(json.loads((DATA / name).read_text(encoding="utf-8")).items())
    return found


class TestGoldAnswers:
    def test_every_gold_answer_asks_for_something_well_formed(self) -> None:
        for identifier, gold in gold_answers():
            assert set(gold) == {"figures", "dates", "strings"}, identifier
            assert gold["figures"] or gold["dates"] or gold["strings"], identifier
            for figure in gold["figures"]:
                assert set(figure) == {"value", "unit", "op"}, identifier
                assert figure["op"] in OPERATORS, identifier
                assert isinstance(figure["value"], int | float), identifier
            assert [date.fromisoformat(day).isoformat() for day in gold["dates"]] == gold["dates"], identifier
            assert all(group and all(form for form in group) for group in gold["strings"]), identifier

    def test_only_questions_that_the_reports_answer_have_gold(self) -> None:
        for path in QUESTIONS.values():
            assert [row["id"] for row in rows(path) if row["answerable"] != ("gold" in row)] == []

    def test_every_seed_question_that_can_be_answered_has_gold(self) -> None:
        answerable = {row["id"] for row in rows(DATA / "seed_questions.json") if row["answerable"]}
        assert set(json.loads((DATA / "seed_gold.json").read_text(encoding="utf-8"))) == answerable

    def test_every_shared_question_that_can_be_answered_has_gold(self, shared_folder: Path) -> None:
        answerable = {row["id"] for row in rows(shared_folder / "eval" / "questions.json") if row["answerable"]}
        assert set(json.loads((DATA / "shared_gold.json").read_text(encoding="utf-8"))) == answerable
