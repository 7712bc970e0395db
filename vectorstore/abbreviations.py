"""Short and long forms of the same name, so that either finds the other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.vietnamese_text import fold_syllable

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbbreviationTable:
    """The words of each form with the words of its other forms; ``lengths``: how long forms with a first word are."""

    forms: dict[Words, tuple[Words, ...]]
    lengths: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Words, Words]]) -> AbbreviationTable:
        """Make a table of (short, long) pairs, to be read in both directions."""
        forms: dict[Words, tuple[Words, ...]] = {}
        lengths: dict[str, tuple[int, ...]] = {}
        for short, long in pairs:
            for one, other in ((short, long), (long, short)):
                if one and other and other not in forms.get(one, ()):
                    forms[one] = (*forms.get(one, ()), other)
                    lengths[one[0]] = tuple(sorted({*lengths.get(one[0], ()), len(one)}))
        return cls(forms, lengths)


@cache
def common_abbreviations() -> AbbreviationTable:
    """Read ``data/abbreviations.toml``, the short forms that need no definition."""
    entries = tomllib.loads(files("vectorstore").joinpath("data", "abbreviations.toml").read_text("utf-8"))
    return AbbreviationTable.of(
        (split_form(short), split_form(long)) for short, longs in entries["abbreviations"].items() for long in longs
    )


def split_form(form: str) -> Words:
    """Split a form into the words that the tokeniser finds: a Chinese one into its characters."""
    if form[:1] > "\u3000":
        return tuple(form)
    letters = "".join(letter if letter.isalnum() else " " for letter in form.lower())
    return tuple(fold_syllable(word) for word in letters.split())


def other_forms(words: Words, table: AbbreviationTable | None = None) -> Iterator[Words]:
    """Give the other forms of every known form that stands in ``words`` (folded, in order).

    Without ``table``, those of ``common_abbreviations``.
    """
    known = common_abbreviations() if table is None else table
    for start, word in enumerate(words):
        for length in known.lengths.get(word, ()):
            yield from known.forms.get(words[start : start + length], ())
