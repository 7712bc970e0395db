"""Give a Vietnamese query typed without (all of) its tone marks the marks that the indexed texts write.

A most-probable-path search over the syllables that the index knows, scored by how often two of them stand side by
side (a bigram model with interpolation, Viterbi's algorithm).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from vectorstore.search_text import read_query, split_words
from vectorstore.vietnamese_text import (
    fold_syllable,
    has_vietnamese_marks,
    looks_like_syllable,
    marks_agree,
    strip_tone_marks,
)

TypedSyllable = tuple[str, str]
"""Two adjacent syllables with their marks."""

_WORD = re.compile(r"[^\W\d_]+")
_MOST_CANDIDATES = 24
_BARE_SHARE = 0.02
"""Below this share of its occurrences without marks, a word typed without them is suspect."""
_PAIR_SHARE = 0.9
"""How much of a pair's probability comes from the pair itself, the rest from its second syllable alone."""


class MarkVocabulary(Protocol):
    """Where syllables and pairs are counted; the lexical index is one."""

    def syllable_counts(self, plain: str) -> dict[str, int]: ...

    def pair_counts(self, first: str, second: str) -> dict[TypedSyllable, int]: ...


def mark_terms(text: str) -> list[str]:
    """Give the terms that the counts are made of, each once, for a text with tone marks; for others none.

    ``sức khỏe`` gives ``suc=sức``, ``khoe=khỏe`` and ``suc_khoe=sức_khỏe``.
    """
    runs = [run for run in split_words(text) if run and run[0].isalpha() and run[0][0] < "\u3000"]
    if not any(has_vietnamese_marks(word) for run in runs for word in run):
        return []
    terms: dict[str, None] = {}
    for run in runs:
        terms.update((f"{strip_tone_marks(word)}={word}", None) for word in run if word.isalpha())
        pairs = (pair for pair in pairwise(run) if pair[0].isalpha() and pair[1].isalpha())
        terms.update((f"{strip_tone_marks(a)}_{strip_tone_marks(b)}={a}_{b}", None) for a, b in pairs)
    return list(terms)


def lacks_tone_marks(query: str, vocabulary: MarkVocabulary) -> bool:
    """Tell whether marks are missing: all of them, or some beside words that have theirs.

    In a query with marks, a word without any is suspect when the index nearly always writes it with some.
    """
    read = read_query(query)
    if read.stripped:
        return True
    words = [word for run in split_words(query) for word in run]
    if not any(has_vietnamese_marks(word) for word in words):
        return False
    return any(_is_suspect(word, vocabulary) for word in words if looks_like_syllable(word))


def _is_suspect(word: str, vocabulary: MarkVocabulary) -> bool:
    counts = vocabulary.syllable_counts(word)
    return sum(counts.values()) * _BARE_SHARE > counts.get(word, 0)


def restore_tone_marks(query: str, vocabulary: MarkVocabulary) -> str:
    """Give ``query`` with the marks that it most probably lacks; a mark that was typed is never taken away.

    Words that the index does not know stay as they are; so do punctuation, digits and spaces. Capitals are lost.
    """
    text = unicodedata.normalize("NFC", query).lower()
    words = list(_WORD.finditer(text))
    if not words:
        return text
    typed = [match[0] for match in words]
    chosen = _best_path(typed, vocabulary)
    pieces: list[str] = []
    end = 0
    for match, word in zip(words, chosen, strict=True):
        pieces += [text[end : match.start()], word]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _best_path(typed: list[str], vocabulary: MarkVocabulary) -> list[str]:
    columns = [_candidates(word, vocabulary) for word in typed]
    scores = {word: math.log(share) for word, share in columns[0].items()}
    back: list[dict[str, str]] = []
    for index in range(1, len(typed)):
        pairs = vocabulary.pair_counts(strip_tone_marks(typed[index - 1]), strip_tone_marks(typed[index]))
        step = dict(_step(scores, columns[index], pairs))
        back.append({word: previous for word, (_, previous) in step.items()})
        scores = {word: score for word, (score, _) in step.items()}
    path = [max(sorted(scores), key=lambda word: scores[word])]
    for links in reversed(back):
        path.append(links[path[-1]])
    return path[::-1]


def _step(
    scores: dict[str, float], column: dict[str, float], pairs: dict[TypedSyllable, int]
) -> Iterator[tuple[str, tuple[float, str]]]:
    following: dict[str, int] = {}
    for (first, _), count in pairs.items():
        following[first] = following.get(first, 0) + count
    for word, share in sorted(column.items()):
        ranked = (
            (
                score
                + math.log(
                    _PAIR_SHARE * pairs.get((first, word), 0) / following.get(first, 1) + (1 - _PAIR_SHARE) * share
                ),
                first,
            )
            for first, score in scores.items()
        )
        yield word, max(ranked)


def _candidates(word: str, vocabulary: MarkVocabulary) -> dict[str, float]:
    counts = vocabulary.syllable_counts(strip_tone_marks(word))
    folded = fold_syllable(word)
    fitting = {written: count for written, count in counts.items() if marks_agree(folded, written)}
    if not fitting:
        return {word: 1.0}
    commonest = sorted(fitting.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CANDIDATES]
    total = sum(count for _, count in commonest)
    return {written: count / total for written, count in commonest}
