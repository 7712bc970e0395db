from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from assistant.answering.answer import FigureStatus
from assistant.answering.answer_phrases import phrase_table
from assistant.ui.texts import LANGUAGES, load_texts
from assistant.views import ReadinessState
from vectorstore.records import DocumentState, DocumentType, Language

UI = Path(__file__).resolve().parents[4] / "assistant" / "ui"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _keys_in_code() -> Iterator[tuple[str, str]]:
    """Every key written out in the code as (method, key); keys put together at run time are not seen."""
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            first = node.args[0].value
            if not isinstance(first, str):
                continue
            if isinstance(node.func, ast.Name) and node.func.id == "texts":
                yield "text", first
            elif isinstance(node.func, ast.Attribute) and node.func.attr == "count":
                yield "count", first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_with_words(language: Language) -> None:
    entries, english = load_texts(language).entries, load_texts("en").entries
    assert sorted(entries) == sorted(english)
    assert [key for key, text in entries.items() if not text.strip()] == []


@pytest.mark.parametrize("language", ["vi", "zh"])
def test_a_translation_uses_no_value_that_the_page_does_not_give(language: Language) -> None:
    english, translated = load_texts("en").entries, load_texts(language).entries
    free = {"date.day", "period.month"}
    wrong = {
        key: _placeholders(text) ^ _placeholders(english[key])
        for key, text in translated.items()
        if key not in free and _placeholders(text) != _placeholders(english[key])
    }
    assert wrong == {}


def test_every_key_in_the_code_exists() -> None:
    entries = load_texts("en").entries
    missing = [key for kind, key in _keys_in_code() if (f"{key}.other" if kind == "count" else key) not in entries]
    assert missing == []


def test_every_key_is_used() -> None:
    beginnings: set[str] = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                beginnings.add(node.value)
    sections = {"doc_type", "lang", "defect", "state", "completeness", "format"}
    unused = [
        key
        for key in load_texts("en").entries
        if key.split(".")[0] not in sections
        and key.removesuffix(".one").removesuffix(".other") not in beginnings
        and not any(key.startswith(one) for one in beginnings if one.endswith((".", "_", ".m")) and "." in one)
    ]
    assert unused == []


@pytest.mark.parametrize(("language", "script"), [("vi", "abcdefghijklmnopqrstuvwxyz"), ("en", "ăđơưạ的")])
def test_words_are_in_their_own_language(language: Language, script: str) -> None:
    entries = load_texts(language).entries
    if language == "en":
        assert [key for key, text in entries.items() if any(one in text for one in script)] == []
    else:
        assert [key for key, text in entries.items() if any("一" <= one <= "鿿" for one in text)] == []


def test_no_latin_word_stands_in_a_chinese_text_but_names_of_keys_and_formats() -> None:
    allowed = {"baocao", "Shift", "Esc", "Markdown", "md", "Word", "docx", "PDF"}
    found: dict[str, list[str]] = {}
    for key, text in load_texts("zh").entries.items():
        bare = "".join(literal for literal, *_ in string.Formatter().parse(text))
        words = "".join(one if one.isascii() and one.isalpha() else " " for one in bare).split()
        if strange := [word for word in words if word not in allowed]:
            found[key] = strange
    assert found == {}


def test_every_notice_of_the_answers_has_its_words() -> None:
    codes = phrase_table()["notice"]
    assert [code for code in codes if f"notice.{code}" not in load_texts("en").entries] == []


def test_every_figure_status_defect_and_state_has_its_words() -> None:
    entries = load_texts("en").entries
    wanted = [f"figure.{one}" for one in get_args(FigureStatus)]
    wanted += [f"state.{one.value}" for one in DocumentState] + [f"doc_type.{one}" for one in get_args(DocumentType)]
    wanted += [f"defect.{one}" for one in ("truncated", "redacted", "missing_fields", "mojibake", "user_uploaded")]
    wanted += [f"status.{one}" for one in get_args(ReadinessState)]
    assert [key for key in wanted if key not in entries] == []


def test_numbers_carry_the_separator_of_the_language() -> None:
    assert [load_texts(language).number(1234567) for language in LANGUAGES] == ["1.234.567", "1,234,567", "1,234,567"]


def test_one_and_many_are_told_apart_where_the_language_does() -> None:
    english = load_texts("en")
    assert english.count("turn.sources", 1) == "1 source"
    assert english.count("turn.sources", 1200) == "1,200 sources"
    assert load_texts("vi").count("turn.sources", 1) == "1 nguồn"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_texts("vi")("ask.nonsense")
