"""The words of a rewriting against those of the composed text: which are gone, which are new, and their capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from assistant.drafting.fact_recasting import lower_first
from assistant.drafting.rewriting_cues import LINKS
from assistant.drafting.rewriting_findings import RewritingFinding
from ingest.folding import fold
from ingest.sentences import split_sentences
from vectorstore.records import Language

_WORD: Final = re.compile(r"\d+(?:[.,:/]\d+)*|[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_FORM_MARKS: Final = '*×%()（）《》“”"«»/:：–—-+?？!！=‰°'
_REPEATED: Final = 8
_DASHES: Final = str.maketrans("–—“”", '--""')


@dataclass(frozen=True, slots=True)
class Word:
    """A word (in Chinese a character, anywhere a number whole) at ``text[start:end]``; ``plain`` in small letters."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Cut a text into its words."""
    return [Word(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def only_joined(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    """Find every word that is gone, and every new one that is no joining word; marks that carry meaning must stay."""
    before, after = words_of(composed), words_of(text)
    for kind, low, high, start, end in _aligned(before, after):
        if kind in {"delete", "replace"} and not _links([one.plain for one in before[low:high]], language):
            yield RewritingFinding("words_lost", composed[before[low].start : before[high - 1].end])
        if kind in {"insert", "replace"} and not _links([one.plain for one in after[start:end]], language):
            yield RewritingFinding("words_new", text[after[start].start : after[end - 1].end])
    yield from _marks(composed, text)
    yield from _repeats(composed, after)


def compare_words(
    composed: str, text: str, language: Language, *, kept: float, added: float
) -> Iterator[RewritingFinding]:
    """Find too many words gone or new, as shares of the composed ones; joining words are free."""
    before, after = words_of(composed), words_of(text)
    links = {word for link in LINKS[language] for word in _link_words(link)}
    had, has = Counter(one.plain for one in before), Counter(one.plain for one in after)
    gone = had - has
    new = Counter({word: count for word, count in (has - had).items() if word not in links})
    if sum(gone.values()) > (1 - kept) * len(before):
        yield RewritingFinding("words_lost", " ".join(list(gone)[:6]))
    if sum(new.values()) > added * len(before):
        yield RewritingFinding("words_new", " ".join(list(new)[:6]))
    yield from _marks(composed, text)
    yield from _repeats(composed, after)


def _aligned(before: Sequence[Word], after: Sequence[Word]) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, [one.plain for one in before], [one.plain for one in after], autojunk=False)
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


@cache
def _link_words(link: str) -> tuple[str, ...]:
    return tuple(one.plain for one in words_of(link))


def _links(words: Sequence[str], language: Language) -> bool:
    """Tell whether a run of words is nothing but joining words."""
    at = 0
    while at < len(words):
        for link in LINKS[language]:
            wanted = _link_words(link)
            if tuple(words[at : at + len(wanted)]) == wanted:
                at += len(wanted)
                break
        else:
            return False
    return True


def _marks(composed: str, text: str) -> Iterator[RewritingFinding]:
    """Percent signs, brackets, quotation marks, hyphens and colons are part of what is said."""
    before = Counter(one for one in composed.translate(_DASHES) if one in _FORM_MARKS)
    after = Counter(one for one in text.translate(_DASHES) if one in _FORM_MARKS)
    for mark in (before - after) | (after - before):
        yield RewritingFinding("markup", mark)


def _repeats(composed: str, after: Sequence[Word]) -> Iterator[RewritingFinding]:
    """A run of eight words that comes twice, and does not in the composed text, is a model going round in circles."""
    grams = Counter(tuple(one.plain for one in after[at : at + _REPEATED]) for at in range(len(after) - _REPEATED + 1))
    known = [one.plain for one in words_of(composed)]
    own = Counter(tuple(known[at : at + _REPEATED]) for at in range(len(known) - _REPEATED + 1))
    for gram, count in grams.items():
        if count > max(1, own[gram]):
            yield RewritingFinding("repeated", " ".join(gram))
            return


def with_capitals(composed: str, text: str, language: Language) -> str:
    """Give every word the capitals that it has in the composed text.

    A word that begins a sentence there and none here gets a small letter unless a name begins with it, and the reverse.
    """
    if language == "zh":
        return text
    before, after = words_of(composed), words_of(text)
    matcher = SequenceMatcher(None, [one.plain for one in before], [one.plain for one in after], autojunk=False)
    starts, begins = _sentence_starts(composed, language), _sentence_starts(text, language)
    built = list(text)
    for block in matcher.get_matching_blocks():
        for own, other in zip(
            before[block.a : block.a + block.size], after[block.b : block.b + block.size], strict=True
        ):
            surface = composed[own.start : own.end]
            if own.start in starts and other.start not in begins:
                rest = composed[own.start : starts[own.start]]
                surface = lower_first(rest, language)[: len(surface)]
            elif other.start in begins:
                surface = surface[:1].upper() + surface[1:]
            if len(surface) == other.end - other.start:
                built[other.start : other.end] = surface
    for start in begins:
        built[start] = built[start].upper()
    for link in LINKS[language]:
        for match in re.finditer(rf"(?<=[.!?] ){link}\b", "".join(built)):
            built[match.start()] = built[match.start()].upper()
    first = next(iter(starts), None)
    if begins and first is not None and composed[first].islower():
        built[next(iter(begins))] = built[next(iter(begins))].lower()  # goes on after ``Một là,``
    return "".join(built)


def _sentence_starts(text: str, language: Language) -> dict[int, int]:
    """Where the first word of each sentence begins, and where the sentence ends."""
    found = {}
    for start, end in split_sentences(text, language):
        first = next((at for at in range(start, end) if text[at].isalnum()), None)
        if first is not None:
            found[first] = end
    return found
