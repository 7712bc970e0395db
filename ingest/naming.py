"""The word lists that names of agencies and people are recognised by (``data/organisations.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class NameWords:
    """Word lists; the order of the tuples is longest first, so that an alternation takes the longest."""

    vi_heads: tuple[str, ...]
    vi_words: frozenset[str]
    vi_not_in_names: tuple[str, ...]
    vi_provinces: frozenset[str]
    vi_positions: tuple[str, ...]
    vi_verbs: frozenset[str]
    vi_family_names: frozenset[str]
    zh_endings: tuple[str, ...]
    zh_family_names: frozenset[str]
    zh_posts: tuple[str, ...]


@cache
def name_words() -> NameWords:
    """Read the lists once."""
    data: dict[str, Any] = tomllib.loads(files("ingest").joinpath("data", "organisations.toml").read_text("utf-8"))
    return NameWords(
        vi_heads=_longest_first(data["vi_heads"]),
        vi_words=frozenset(data["vi_words"].split()),
        vi_not_in_names=_longest_first(data["vi_not_in_names"]),
        vi_provinces=frozenset(data["vi_provinces"]),
        vi_positions=_longest_first(data["vi_positions"]),
        vi_verbs=frozenset(data["vi_verbs"].split()),
        vi_family_names=frozenset(data["vi_family_names"].split()),
        zh_endings=_longest_first(data["zh_endings"]),
        zh_family_names=frozenset(data["zh_family_names"]) - {"\n"},
        zh_posts=_longest_first(data["zh_posts"]),
    )


def person_in_run(syllables: list[str]) -> int | None:
    """Where a person's name starts in capitalised syllables that begin with a place (``Bắc Giang Mai An`` → 2)."""
    families = name_words().vi_family_names
    for index in range(len(syllables) - 2, 1, -1):
        if syllables[index] in families and 2 <= len(syllables) - index <= 4:
            place = " ".join(syllables[:index])
            if place in name_words().vi_provinces or index + 3 <= len(syllables):
                return index
    return None


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
