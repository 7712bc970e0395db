"""How much of what a claim says stands in its sources, whatever its words: shares of content words, and cosines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from assistant.answering.answer_terms import coverage
from assistant.answering.concepts import concepts_in
from assistant.checking.source_claims import Source
from assistant.checking.statements import Statement, keys_in

_LEAST_WORDS: Final = 4
"""Content words of a clause that is weighed by itself."""
SYNONYM_SHARE: Final = 0.8
"""How much a word counts for which the sources have another one of the same meaning."""
CONTEXT_SHARE: Final = 0.8
"""How much a word counts that only the context of the sources holds."""


@dataclass(frozen=True, slots=True)
class ContentSupport:
    """Shares 0..1: of all content words, of the clause that is covered least, and the best cosine (−1 if unknown)."""

    whole: float
    weakest: float
    cosine: float
    foreign: bool
    own: float = 0.0
    """The share that the sources hold in their sentences and headings, the rest of their context left out."""
    quoted: bool = False
    """Whether the claim stands in a source letter for letter."""
    anchored: float = 0.0
    """1 where a figure of the claim stands in the sources, a half where only a date, person or number does."""
    length: int = 9
    """Content words and figures of the claim."""


def measure_content(claim: Statement, sources: Sequence[Source], cosine: float = -1.0) -> ContentSupport:
    """Measure how much of the claim its sources hold together."""
    if not sources:
        return ContentSupport(0.0, 0.0, cosine, foreign=False)
    foreign = all(source.language != claim.language for source in sources)
    whole = covered(claim.text, claim, sources)
    clauses = [claim.text[low:high] for low, high in claim.clauses]
    shares = [covered(clause, claim, sources) for clause in clauses if _length(clause, claim) >= _LEAST_WORDS]
    return ContentSupport(
        whole,
        min(shares, default=whole),
        cosine,
        foreign,
        own=_own_share(claim, sources),
        length=_count(claim),
    )


def _own_share(claim: Statement, sources: Sequence[Source]) -> float:
    wanted: set[str] = set()
    best: dict[str, float] = {}
    for source in sources:
        for key in keys_in(claim.text, claim.language, source.language):
            wanted.add(key)
            held = 1.0 if key in source.statement.keys else _held_as_synonym(key, claim, source)
            if not held and key in source.heading_keys:
                held = CONTEXT_SHARE
            best[key] = max(best.get(key, 0.0), held)
    return sum(best.values()) / len(wanted) if wanted else 1.0


def _count(claim: Statement) -> int:
    """Content words, figures and twice the dates and people; any two words count as two."""
    typed = len(claim.figures) + 2 * (len(claim.dates) + len(claim.people))
    return max(_length(claim.text, claim) + typed, min(LEAST_LENGTH, len(claim.text.split())))


def _length(clause: str, claim: Statement) -> int:
    return len([key for key in keys_in(clause, claim.language, claim.language) if "_" not in key])


def covered(text: str, claim: Statement, sources: Sequence[Source]) -> float:
    """Share of the content keys of a stretch that the sources hold; a key that only their context holds counts less."""
    best: dict[str, float] = {}
    wanted: set[str] = set()
    for source in sources:
        keys = _wanted(text, claim, source)
        wanted |= set(keys)
        for key in keys:
            held = _held(key, source) or _held_as_synonym(key, claim, source)
            best[key] = max(best.get(key, 0.0), held)
    if not wanted:
        return 1.0
    return sum(best.values()) / len(wanted)


def _wanted(text: str, claim: Statement, source: Source) -> tuple[str, ...]:
    if source.language == claim.language:
        return keys_in(text, claim.language, source.language)
    return (
        *keys_in(text, claim.language, source.language),
        *(f"={name}" for name in concepts_in(text, claim.language)),
    )


def _held(key: str, source: Source) -> float:
    if key.startswith("="):
        if key[1:] in concepts_in(source.sentence.text, source.language):
            return 1.0
        return CONTEXT_SHARE if key[1:] in concepts_in(source.sentence.context, source.language) else 0.0
    if key in source.statement.keys:
        return 1.0
    return CONTEXT_SHARE if key in source.context_keys else 0.0


def _held_as_synonym(key: str, claim: Statement, source: Source) -> float:
    """Tell how much a word counts for which the source has another word of the same meaning."""
    if source.language != claim.language or key.startswith("="):
        return 0.0
    meant = concepts_in(key.replace("_", " "), claim.language)
    return SYNONYM_SHARE if meant and meant & concepts_in(source.sentence.text, source.language) else 0.0


def affinity(claim: Statement, source: Source) -> float:
    """Order sources by how much of the claim each holds by itself, its context counting a third."""
    keys = (*_wanted(claim.text, claim, source), *(key for key in claim.keys if key.isdigit()))
    if not keys:
        return 0.0
    own = sum(
        key[1:] in concepts_in(source.sentence.text, source.language) if key[0] == "=" else key in source.statement.keys
        for key in keys
    )
    near = coverage(keys, source.context_keys) * len(keys)
    return (own + max(0.0, near - own) / 3) / len(keys)


Kind = Literal["same", "same_words", "cross", "cross_words"]
"""Whether claim and source share a language, and whether cosines are known or words alone."""
SIGNALS: Final = ("whole", "weakest", "full", "own", "anchored", "short", "cosine")
_MOST: Final = 0.85
"""Share from which nearly all that a claim says stands in its sources."""
PLAINLY: Final = 1.5
"""Log-odds by words alone from which a low cosine says nothing (a long source sentence, two of them)."""
LEAST_LENGTH: Final = 2
"""A single word or number stands somewhere in any library: alone it says nothing that could be borne out."""
_UNRELATED: Final = 0.75
"""The cosine of sentences that have nothing to do with each other, as the embedder gives it."""
_SHORT: Final = 6
"""Content words up to which a claim counts as short, the shorter the more."""


def signals(content: ContentSupport) -> dict[str, float]:
    """The inputs of the logistic that decides, each about 0..1."""
    return {
        "whole": content.whole,
        "weakest": content.weakest,
        "full": max(0.0, (content.whole - _MOST) / (1.0 - _MOST)),
        "own": content.own,
        "anchored": content.anchored,
        "short": max(0.0, 1.0 - content.length / _SHORT),
        "cosine": max(0.0, (content.cosine - _UNRELATED) / (1.0 - _UNRELATED)),
    }


def kind_of(content: ContentSupport) -> Kind:
    """Choose the weights that fit what is known."""
    if content.foreign:
        return "cross" if content.cosine >= 0 else "cross_words"
    return "same" if content.cosine >= 0 else "same_words"


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    stored: dict[str, dict[str, float]] = json.loads(
        files("assistant").joinpath("data", "content_support.json").read_text("utf-8")
    )
    return stored


def log_odds(content: ContentSupport) -> float:
    """Give the log-odds that the sources say what the claim says; weights are fitted by ``calibrate_support``."""
    weights = _weights()[kind_of(content)]
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in signals(content).items())


def holds_content(content: ContentSupport) -> bool:
    """Tell whether enough of what a claim says stands in its sources, by words and meaning, or plainly by words."""
    if content.length < LEAST_LENGTH:
        return False
    if content.quoted or log_odds(content) >= 0:
        return True
    return not content.foreign and log_odds(replace(content, cosine=-1.0)) >= PLAINLY
