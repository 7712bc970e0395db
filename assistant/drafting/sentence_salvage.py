"""What can be kept of a model's paragraph: sentence by sentence, its own where it only joins, else the composed one.

A small model that slips in one sentence (a lost figure, a wrong character) mostly joins the others well. The sentence
that slipped stands in its composed words, behind the joining word that the model put before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from assistant.drafting.fact_recasting import lower_first
from assistant.drafting.rewriting_cues import LINKS, TURNS
from assistant.drafting.rewriting_words import only_joined, words_of
from ingest.folding import fold
from ingest.sentences import split_sentences
from vectorstore.records import Language

_SAME: Final = 0.5
_OPENERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "vi": ("bên cạnh đó", "cùng với đó", "ngoài ra", "đồng thời"),
    "zh": ("同时", "此外", "另外", "与此同时"),
    "en": ("in addition", "meanwhile", "moreover", "furthermore"),
}
"""Joining words that may begin a sentence and stand for each other."""


def salvage(composed: str, text: str, language: Language) -> str:
    """Give the composed sentences, each in the model's words where these only join, with its joining words between.

    Nothing stands before the first sentence, nor before one that turns or goes on by itself (``Tuy nhiên``).
    """
    own, theirs = _cut(composed, language), _cut(text, language)
    taken: list[str] = []
    links: list[str] = []
    following = 0
    for number, sentence in enumerate(own):
        at = _match(sentence, theirs, following)
        if at is None:
            taken.append(sentence)
            continue
        following = at + 1
        settled = _settled(sentence, theirs[at], language, first=number == 0)
        link = leading_link(settled, language) if settled != sentence else None
        if link is not None:
            other = _unused(link, links, language)
            links.append(fold(other))
            settled = other + settled[len(link) :]
        taken.append(settled)
    return ("" if language == "zh" else " ").join(taken)


def _unused(link: str, used: Sequence[str], language: Language) -> str:
    """The joining word itself, or one that means as little where it stands in the paragraph already."""
    if fold(link) not in used:
        return link
    free = [one for one in _OPENERS[language] if one not in used]
    return f"{free[0][:1].upper()}{free[0][1:]}" if free else link


def _cut(text: str, language: Language) -> list[str]:
    return [text[start:end].strip() for start, end in split_sentences(text, language) if text[start:end].strip()]


def _match(sentence: str, theirs: Sequence[str], since: int) -> int | None:
    words = [one.plain for one in words_of(sentence)]
    best, most = None, _SAME
    for at in range(since, len(theirs)):
        share = SequenceMatcher(None, words, [one.plain for one in words_of(theirs[at])], autojunk=False).ratio()
        if share > most:
            best, most = at, share
    return best


def _settled(sentence: str, written: str, language: Language, *, first: bool) -> str:
    link = leading_link(written, language)
    if not first and link and leading_link(sentence, language) is None and not _turns(sentence, language):
        rest = written[len(link) :].lstrip(" ,，")
        body = rest if _only_joined(sentence, rest, language) else sentence
        comma = "，" if language == "zh" else ", "
        return f"{link[:1].upper()}{link[1:]}{comma}{lower_first(body, language)}"
    if link is None or leading_link(sentence, language) is not None:
        return written if _only_joined(sentence, written, language) else sentence
    return sentence


def _only_joined(sentence: str, written: str, language: Language) -> bool:
    return next(only_joined(sentence, written, language), None) is None


def leading_link(sentence: str, language: Language) -> str | None:
    """Give the joining words that a sentence begins with, as written; ``None`` where it begins with none."""
    plain = fold(sentence)
    for link in LINKS[language]:
        if plain.startswith(link) and (language == "zh" or not plain[len(link) : len(link) + 1].isalnum()):
            return sentence[: len(link)]
    return None


def _turns(sentence: str, language: Language) -> bool:
    plain = fold(sentence)
    return any(
        plain.startswith(word) and (language == "zh" or not plain[len(word) : len(word) + 1].isalnum())
        for word in TURNS[language]
    )
