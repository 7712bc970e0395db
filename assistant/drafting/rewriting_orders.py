"""What a language model is asked to write of a draft, and the words for what was wrong with it (``rewriting.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.drafting.draft import Genre
from assistant.drafting.rewriting_findings import RewritingFinding
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class RewritingOrder:
    """Sentences of a draft to be written as running text. ``refused`` is an earlier try with what was wrong in it."""

    language: Language
    genre: Genre
    text: str
    refused: str = ""
    findings: tuple[RewritingFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionOrder:
    """Sentences of a draft to be changed as the writer asks."""

    language: Language
    text: str
    instruction: str
    refused: str = ""
    findings: tuple[RewritingFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationOrder:
    """A sentence of a report to be put into ``language``."""

    language: Language
    text: str
    refused: str = ""
    findings: tuple[RewritingFinding, ...] = ()


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data", "rewriting.toml").read_text("utf-8"))


def worded(language: Language, key: str, **values: str) -> str:
    """Give the words under a key (``refused.figure_new``) with their slots filled in; empty where there are none."""
    section, _, name = key.partition(".")
    text = str(_tables()[language].get(section, {}).get(name, ""))
    for slot, value in values.items():
        text = text.replace("{" + slot + "}", value)
    return text
