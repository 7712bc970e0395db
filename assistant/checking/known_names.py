"""The agencies of the library, looked up in questions whole, in part, abbreviated or without tone marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.abbreviations import AbbreviationTable, common_abbreviations
from vectorstore.search_text import split_words, strip_tone_marks

_LEAST_COVERAGE = 0.6
_MOST_MATCHES = 4
"""A name that fits more agencies than this (``Sở Y tế`` in a country's library) tells nothing."""
_KINDS_OF_AGENCY = 3
"""A word in the names of a third of the agencies or more says nothing about which one is meant."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """An agency that a question names; ``coverage``, 0..1, is the share of its name that stands there."""

    name: str
    coverage: float


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names with their words in a form that ignores case, tone marks and abbreviation."""

    names: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    weights: Mapping[str, float]
    holders: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> KnownNames:
        """Prepare ``names``, each once, in the order of the alphabet."""
        ordered = tuple(sorted(set(names)))
        words = tuple(frozenset(name_words(name)) for name in ordered)
        holders: dict[str, list[int]] = {}
        for index, held in enumerate(words):
            for word in held:
                holders.setdefault(word, []).append(index)
        weights = {word: math.log(1 + len(ordered) / len(indexes)) for word, indexes in holders.items()}
        return cls(ordered, words, weights, {word: tuple(indexes) for word, indexes in holders.items()})

    def matches(self, question: str) -> tuple[NameMatch, ...]:
        """Find the agencies that ``question`` names, best covered first; none when too many fit alike."""
        asked = set(name_words(question))
        covered: dict[int, float] = {}
        for word in sorted(asked & self.weights.keys()):
            for index in self.holders[word]:
                covered[index] = covered.get(index, 0.0) + self.weights[word]
        found: dict[int, float] = {}
        for index, weight in covered.items():
            coverage = weight / sum(self.weights[word] for word in self.words[index])
            if coverage >= _LEAST_COVERAGE and self._is_telling(self.words[index] & asked):
                found[index] = round(coverage, 4)
        whole = [index for index in found if not any(self._stands_inside(index, other, asked) for other in found)]
        best = max((found[index] for index in whole), default=0.0)
        matches = [NameMatch(self.names[index], found[index]) for index in whole if found[index] >= best - 0.1]
        matches.sort(key=lambda match: (-match.coverage, match.name))
        return tuple(matches) if len(matches) <= _MOST_MATCHES else ()

    def _stands_inside(self, index: int, other: int, asked: set[str]) -> bool:
        """Tell whether all that the question says of one name is part of what it says of the other."""
        return self.words[index] & asked < self.words[other] & asked

    def _is_telling(self, shared: frozenset[str] | set[str]) -> bool:
        """Tell whether what is shared sets the agency apart from most others, in a library of several."""
        most = max(1, len(self.names) // _KINDS_OF_AGENCY)
        return any(len(self.holders[word]) <= most for word in shared)


def name_words(text: str) -> list[str]:
    """Give the words of a name or question without marks, abbreviations written out, Chinese as pairs of characters."""
    table = common_abbreviations()
    words: list[str] = []
    for run in split_words(text):
        if run[0] > "\u3000":
            written = _written_out(run, table)
            words += ["".join(pair) for pair in pairwise(written)] or written
        else:
            words += [strip_tone_marks(word) for word in _written_out(run, table)]
    return words


def _written_out(run: list[str], table: AbbreviationTable) -> list[str]:
    """Replace each short form by the long one."""
    written: list[str] = []
    index = 0
    while index < len(run):
        for length in reversed(table.lengths.get(run[index], ())):
            form = tuple(run[index : index + length])
            longer = [other for other in table.forms.get(form, ()) if len(other) > len(form)]
            if longer:
                written += longer[0]
                index += length
                break
        else:
            written.append(run[index])
            index += 1
    return written


_SAME_NAME = 0.75
"""Share of the words of the longer name that both must have."""


def may_be_same_agency(one: str | None, other: str | None) -> bool:
    """Tell whether two names can be the same agency; figures of two agencies do not contradict each other."""
    if one is None or other is None:
        return True
    mine, theirs = set(name_words(one)), set(name_words(other))
    return len(mine & theirs) >= _SAME_NAME * max(len(mine), len(theirs))
