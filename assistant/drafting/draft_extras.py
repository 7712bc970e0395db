"""Sentences that fill a draft to the length asked for where the facts do not: formulas of the genre, and blanks.

They state nothing that a report would have to bear out (``data/draft_extras.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.drafting.draft import Brief
from assistant.drafting.draft_phrases import Filled, fill
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Extra:
    """A sentence before or after the facts of a part."""

    part: str
    at: Literal["before", "after"]
    text: str


def extras_of(brief: Brief) -> tuple[Extra, ...]:
    """List the sentences for a genre and its variant, in the order in which they are added."""
    table = _tables().get(brief.language, {})
    rows = table.get(f"{brief.genre}_{brief.variant}") or table.get(brief.genre, [])
    return tuple(Extra(row["part"], row["at"], row["text"]) for row in rows)


def say_extra(extra: Extra, values: Mapping[str, str | None], language: Language) -> Filled:
    """Word one; what nobody knows is a blank in it that says what belongs there."""
    return fill(extra.text, values, language, extra.part)


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data", "draft_extras.toml").read_text("utf-8"))
