"""The words that an export adds by itself, in the three languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Template

from vectorstore.records import Language


@cache
def export_words() -> dict[str, dict[Language, str]]:
    """Read the words: name, language."""
    text = files("assistant.export").joinpath("words.toml").read_text(encoding="utf-8")
    table: dict[str, dict[Language, str]] = tomllib.loads(text)
    return table


def export_word(name: str, language: Language, **facts: object) -> str:
    """One of the words with its facts filled in."""
    return Template(export_words()[name][language]).substitute(facts)
