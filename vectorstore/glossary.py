"""The same term in three languages, so that words of a question can be looked up in texts of another language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.records import Language
from vectorstore.search_text import keys_of_words, split_words, strip_tone_marks

_COLUMNS: tuple[Language, ...] = ("vi", "zh", "en")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of each term of one language with the words of its translations into another."""

    terms: dict[Words, tuple[Words, ...]]
    longest: int

    def translations(self, words: Words) -> Iterator[Words]:
        """Give the translations of the terms in ``words``, longest terms first, none inside another."""
        start = 0
        while start < len(words):
            for length in range(min(self.longest, len(words) - start), 0, -1):
                found = self.terms.get(words[start : start + length])
                if found:
                    yield from found
                    start += length
                    break
            else:
                start += 1


@cache
def glossary(source: Language, target: Language) -> Glossary:
    """Read ``data/glossary.tsv`` for one direction."""
    terms: dict[Words, tuple[Words, ...]] = {}
    for line in files("vectorstore").joinpath("data", "glossary.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        row = dict(zip(_COLUMNS, line.split("\t"), strict=True))
        one, other = _words(row[source]), _words(row[target])
        if other not in terms.get(one, ()):
            terms[one] = (*terms.get(one, ()), other)
    return Glossary(terms, max(len(term) for term in terms))


def translated_keys(text: str, source: Language, target: Language) -> list[str]:
    """Give the search keys, in ``target``, of the terms that ``text`` holds, each once; of longer terms the pairs."""
    if source == target:
        return []
    known = glossary(source, target)
    keys = (
        key
        for run in split_words(text)
        for words in known.translations(tuple(run))
        for key in (words if len(words) == 1 else tuple(keys_of_words(words))[len(words) :])
    )
    return list(dict.fromkeys(keys))


def shared_keys(text: str, source: Language, target: Language) -> list[str]:
    """Give the keys of ``text`` that a text in ``target`` may hold as they are: names, numbers, words in its script."""
    keys: list[str] = []
    for run in split_words(text):
        if run[0] > "\u3000":
            keys += keys_of_words(run) if target == "zh" else ()
        elif source == "zh":
            keys += keys_of_words(run)
        else:
            keys += _names_and_numbers(run, text)
    return list(dict.fromkeys(keys))


def _names_and_numbers(run: list[str], text: str) -> Iterator[str]:
    """Pick numbers and words that ``text`` writes with a capital (not at its beginning), and pairs of such."""
    capital = {word.lower() for word in _capitalised(text)}
    kept: list[str] = []
    for word in [*run, ""]:
        if word and (word[0].isdigit() or word in capital or strip_tone_marks(word) in capital):
            kept.append(word)
            continue
        yield from keys_of_words(kept)
        kept = []


def _capitalised(text: str) -> Iterator[str]:
    for index, word in enumerate(text.split()):
        bare = word.strip("\"'“”‘’()[]{}<>.,;:!?…").removesuffix("'s").removesuffix("’s")
        if bare[:1].isupper() and (index > 0 or bare.isupper()):
            yield bare


def _words(term: str) -> Words:
    return tuple(word for run in split_words(term) for word in run)
