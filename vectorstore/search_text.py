"""Search keys: what the lexical index stores for a text and looks up for a query. Keys are never shown.

A key is one of

- a word (lower case, spelling variants folded): ``khỏe``, ``meeting``, ``2024``
- a pair of adjacent words: ``sức_khỏe``
- the same without marks, where the text has any: ``~khoe``, ``~suc_khoe``
- a Han character or a pair of adjacent ones, simplified: ``健``, ``健康``
- the short form of a name that the text spells out, and the other way round (``data/abbreviations.toml``)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.abbreviations import other_forms
from vectorstore.chinese_text import HAN, join_han, strip_pinyin, to_simplified
from vectorstore.vietnamese_text import (
    fold_syllable,
    has_vietnamese_marks,
    looks_like_syllable,
    strip_tone_marks,
)

__all__ = [
    "KEYS_VERSION",
    "QueryWords",
    "index_keys",
    "keys_of_words",
    "normalise_for_search",
    "query_keys",
    "read_query",
    "split_words",
    "strip_tone_marks",
    "to_simplified",
]

KEYS_VERSION = "1"
"""Part of the identity of an index: changes whenever a text gives other keys."""

PLAIN_MARK = "~"
"""Stands before a key without tone marks, so that it never meets an English word of the same letters."""

_LOOK_ALIKES = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ", 0x0256: "đ", 0x2019: "'", 0x02BC: "'"}
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
)
_ASCII_FORMS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " ", 0x202F: " "}
_TRANSLATION = _LOOK_ALIKES | _INVISIBLE | _ASCII_FORMS

_NOT_LETTERS = dict.fromkeys(map(ord, "0123456789.,_"), "")
_LONGEST_WORD = 64
_CENTRAL = re.compile(r"\bt\. ?ư\b")

_TOKEN = re.compile(rf"[{HAN}]+|\d+(?:[.,]\d+)*|[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*\Z")
_ENGLISH_PLURAL = re.compile(r"[a-z]{2,}(?:[^aiousy\W]|[aeou]y)s\Z")

_SYNONYMS = {("bảo", "đảm"): ("đảm", "bảo")}
_FUNCTION_WORDS = """
a an and are as at be by did do does for from had has have how in into is it its of on or that the their there these
they this to was were what when where which who whom whose why will with would
"""
_ENGLISH_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class QueryWords:
    """What a query looks like before it is searched.

    ``stripped`` says that it is Vietnamese typed without (or with too few) tone marks.
    """

    keys: tuple[str, ...]
    stripped: bool


def normalise_for_search(text: str) -> str:
    """Fold everything that does not distinguish words: composition, case, width, script, spelling, pinyin, spaces."""
    folded = unicodedata.normalize("NFC", text).translate(_TRANSLATION)
    folded = unicodedata.normalize("NFC", folded.lower().replace("i\u0307", "i"))
    if not folded.isascii():
        folded = join_han(strip_pinyin(to_simplified(folded)))
    return _TOKEN.sub(_folded_token, folded)


def _folded_token(match: re.Match[str]) -> str:
    return fold_syllable(match[0])


def index_keys(text: str) -> list[str]:
    """Give the keys of a passage, one for each occurrence, in no particular order; for a text without words none."""
    words = split_words(text)
    runs: list[Sequence[str]] = [*words, *(form for run in words for form in other_forms(tuple(run)))]
    keys = [key for run in runs for key in keys_of_words(run)]
    if any(has_vietnamese_marks(word) for run in runs for word in run):
        keys += [_plain(key) for key in keys if _has_letters(key)]
    return keys


def query_keys(text: str) -> list[str]:
    """Give the keys of a query, each once, in order of first appearance."""
    return list(read_query(text).keys)


def read_query(text: str) -> QueryWords:
    """Give the keys of a query and tell whether it is Vietnamese without its marks.

    A query with its marks is looked up as written; of one without, the words that could be Vietnamese syllables are
    looked up among the keys without marks.
    """
    words = split_words(text)
    written = [key for run in words for key in keys_of_words(run)]
    stripped = _is_stripped([word for run in words for word in run])
    if stripped:
        written = [_plain(key) if _may_lack_marks(key) else key for key in written]
    return QueryWords(tuple(dict.fromkeys(written)), stripped)


def _plain(key: str) -> str:
    return PLAIN_MARK + strip_tone_marks(key)


def _may_lack_marks(key: str) -> bool:
    """Tell whether a key holds a Vietnamese syllable; foreign words are looked up as written."""
    if not _has_letters(key):
        return False
    return any(looks_like_syllable(word) or has_vietnamese_marks(word) for word in key.split("_"))


def _has_letters(key: str) -> bool:
    return not _is_han(key) and key.translate(_NOT_LETTERS) != ""


def _is_han(key: str) -> bool:
    return key[0] > "\u3000"


def split_words(text: str) -> list[list[str]]:
    """Split into runs of folded words of one kind: Han characters, or words and numbers; stops end a run."""
    normalised = _CENTRAL.sub("tw", normalise_for_search(text))
    runs: list[list[str]] = []
    end = -1
    for match in _TOKEN.finditer(normalised):
        token = match[0]
        if _is_han(token):
            runs.append(list(token))
            end = -1
            continue
        if end < 0 or not _joins(normalised[end : match.start()]):
            runs.append([])
        runs[-1].append(_word(token))
        end = match.end()
    return runs


def _joins(between: str) -> bool:
    return between == "." or (len(between) <= 3 and not any(mark in between for mark in ".;:!?\n|"))


def _word(token: str) -> str:
    if token[0].isdigit():
        return token.replace(".", "").replace(",", "") if _GROUPED.match(token) else token[:_LONGEST_WORD]
    return _english_stem(token[:_LONGEST_WORD])


def _english_stem(word: str) -> str:
    if not word.isascii() or looks_like_syllable(word):
        return word
    if word.endswith("'s"):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if _ENGLISH_PLURAL.match(word) else word


def keys_of_words(run: Sequence[str]) -> Iterator[str]:
    """Give the keys of folded words that stand side by side: each word, then each adjacent pair."""
    yield from run
    joiner = "" if run and _is_han(run[0]) else "_"
    for pair in pairwise(run):
        yield joiner.join(_SYNONYMS.get(pair, pair))


def _is_stripped(words: list[str]) -> bool:
    """Tell Vietnamese without marks from English by the shape of its words and the lack of English ones."""
    latin = [word for word in words if word[0].isalpha() and not _is_han(word)]
    if len(latin) < 2:
        return False
    bare = [word for word in latin if not has_vietnamese_marks(word)]
    shaped = [word for word in bare if looks_like_syllable(word)]
    english = [word for word in bare if word in _ENGLISH_FUNCTION_WORDS and word not in _SHARED_WORDS]
    if len(english) * 4 >= len(latin):
        return False
    return len(bare) * 10 >= len(latin) * 6 and len(shaped) * 2 >= len(bare)


_SHARED_WORDS = frozenset({"a", "an", "do", "to", "in", "on", "the"})
