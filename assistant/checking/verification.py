"""A text held sentence by sentence against sources, by code alone: what is borne out, what is not, and why.

The same check serves a model's answer, a pasted paragraph and a draft; nothing depends on who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answer import (
    AnsweredFigure,
    AnsweredSentence,
    CheckSummary,
    Finding,
)
from assistant.checking.claim_judgement import Judgement, find_support
from assistant.checking.claim_sentences import ClaimSentence, split_claims
from assistant.checking.content_support import affinity, holds_content
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statements import Statement, read_statement
from ingest.folding import fold_case
from vectorstore.records import Language

Cosines = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]
"""Give the cosine of each of the first texts with each of the second."""
_KEY_CODES: Final = frozenset({"key_unknown", "key_wrong"})
_KEPT_AFFINITY: Final = 0.15
"""Share of a sentence that a cited source must hold to stay cited beside those that bear the sentence out."""
_MOST_FINDINGS: Final = 8
_COMPARED: Final = 6
_COMPARED_FOREIGN: Final = 40
"""Sources in the language of a sentence, and in others, that are compared with it by meaning."""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What was stated and how it stands; offsets are in the checked text.

    ``used`` gives for each sentence the numbers, in the sources given, of those that bear it out or were compared.
    """

    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]
    summary: CheckSummary
    used: tuple[tuple[int, ...], ...] = ()


def check_text(
    text: str,
    sources: Sequence[SourceSentence] | SourceClaims,
    language: Language,
    *,
    cosines: Cosines | None = None,
    question: str = "",
) -> CheckedText:
    """Check every sentence of ``text`` that states something.

    ``language`` is that of the text where a sentence shows none of its own. ``cosines`` compares by meaning where
    words cannot (another language); without it words alone decide. ``question`` proves nothing: what it says needs a
    source as well.
    """
    claims = SourceClaims.of(sources)
    stated = [sentence for sentence in split_claims(text, language) if sentence.states]
    alike = Likeness(claims, cosines)
    return gather([check_sentence(sentence, claims, alike) for sentence in stated])


def gather(checked: Sequence[CheckedSentence]) -> CheckedText:
    """Put checked sentences together and count."""
    figures = tuple(figure for one in checked for figure in one.figures)
    return CheckedText(
        sentences=tuple(one.sentence for one in checked),
        figures=figures,
        summary=CheckSummary(
            sentences=len(checked),
            unsupported=sum(one.sentence.status == "unsupported" for one in checked),
            figures=len(figures),
            unsupported_figures=sum(figure.status not in {"supported", "derived"} for figure in figures),
        ),
        used=tuple(one.used for one in checked),
    )


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence with its figures; ``used`` as in ``CheckedText``."""

    sentence: AnsweredSentence
    figures: tuple[AnsweredFigure, ...]
    used: tuple[int, ...]


class Likeness:
    """Cosines of claims with the sources that may bear them out: those of another language, and the nearest by words.

    Each text is compared once with a source, however often it is asked for.
    """

    def __init__(self, claims: SourceClaims, cosines: Cosines | None) -> None:
        self._claims = claims
        self._cosines = cosines
        self._known: dict[str, dict[int, float]] = {}

    def with_sources(self, sentence: ClaimSentence, claim: Statement, pool: Sequence[int]) -> dict[int, float]:
        """Give the cosine with sources of ``pool``; empty where nothing compares by meaning."""
        if self._cosines is None or not pool:
            return {}
        known = self._known.setdefault(sentence.words, {})
        wanted = [index for index in self._worth(claim, pool) if index not in known]
        if wanted:
            texts = [fold_case(self._claims.sources[index].sentence.text) for index in wanted]
            row = np.asarray(self._cosines([fold_case(sentence.words)], texts))[0]
            known.update({index: float(value) for index, value in zip(wanted, row, strict=True)})
        return {index: known[index] for index in pool if index in known}

    def _worth(self, claim: Statement, pool: Sequence[int]) -> list[int]:
        sources = self._claims.sources
        foreign = [index for index in pool if sources[index].language != claim.language][:_COMPARED_FOREIGN]
        own = [index for index in pool if sources[index].language == claim.language]
        nearest = sorted(own, key=lambda index: (-affinity(claim, sources[index]), index))[:_COMPARED]
        return [*foreign, *nearest]


def check_sentence(
    sentence: ClaimSentence, claims: SourceClaims, likeness: Likeness, pool: Sequence[int] | None = None
) -> CheckedSentence:
    """Check one sentence against the sources of ``pool`` (all of them by default), those that it cites first."""
    claim = read_statement(sentence.claim, sentence.language)
    numbers = [number for key in sentence.keys for number in key.numbers]
    known = [number for number in dict.fromkeys(numbers) if number in claims.keys]
    unknown = [_unknown_key(sentence, number) for number in dict.fromkeys(numbers) if number not in claims.keys]
    everything = range(len(claims.sources)) if pool is None else pool
    cosines = likeness.with_sources(sentence, claim, everything)
    cited = [index for index in everything if claims.sources[index].sentence.key in known]
    judgement = find_support(claim, claims, cited, cosines) if cited else None
    moved = False
    if judgement is None or not judgement.holds:
        anywhere = find_support(claim, claims, list(everything), cosines)
        if anywhere is not None and (judgement is None or anywhere.holds):
            moved = judgement is not None
            judgement = anywhere
    if judgement is None:
        return _without_sources(sentence, claim, unknown)
    keys, wrong = _verified_keys(claim, claims, judgement, known, moved=moved)
    findings = [*unknown, *(_wrong_key(sentence, number) for number in wrong)]
    if not judgement.holds:
        findings += _findings(sentence, claims, judgement)
        keys = ()
    return CheckedSentence(
        AnsweredSentence(
            text=sentence.words,
            citations=keys,
            status="supported" if judgement.holds else "unsupported",
            start=sentence.start,
            end=sentence.end,
            findings=tuple(findings[:_MOST_FINDINGS]),
        ),
        _figures(sentence, claim, claims, judgement),
        judgement.used,
    )


def _without_sources(sentence: ClaimSentence, claim: Statement, unknown: Sequence[Finding]) -> CheckedSentence:
    whole = Finding("no_source", sentence.words, sentence.start, sentence.end)
    figures = tuple(
        AnsweredFigure(
            one.figure.surface, one.figure.value, one.figure.high, one.figure.unit, one.figure.op, "unsupported",
            None, sentence.start + one.figure.start, sentence.start + one.figure.end,
        )
        for one in claim.figures
    )  # fmt: skip
    answered = AnsweredSentence(sentence.words, (), "unsupported", sentence.start, sentence.end, (*unknown, whole))
    return CheckedSentence(answered, figures, ())


def _verified_keys(
    claim: Statement, claims: SourceClaims, judgement: Judgement, known: Sequence[int], *, moved: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The keys that bear the sentence out, as cited where they were, and those that do not."""
    used = [claims.sources[index].sentence.key for index in judgement.used]
    kept = [key for key in known if key in used or (not moved and _helps(claim, claims, key))]
    keys = tuple(dict.fromkeys([*kept, *used]))
    return keys, tuple(key for key in known if key not in keys) if judgement.holds else ()


def _helps(claim: Statement, claims: SourceClaims, key: int) -> bool:
    return any(affinity(claim, source) >= _KEPT_AFFINITY for source in claims.sources if source.sentence.key == key)


def _unknown_key(sentence: ClaimSentence, number: int) -> Finding:
    key = next(key for key in sentence.keys if number in key.numbers)
    return Finding("key_unknown", f"[{number}]", key.start, key.end)


def _wrong_key(sentence: ClaimSentence, number: int) -> Finding:
    key = next(key for key in sentence.keys if number in key.numbers)
    return Finding("key_wrong", f"[{number}]", key.start, key.end, citation=number)


def _findings(sentence: ClaimSentence, claims: SourceClaims, judgement: Judgement) -> list[Finding]:
    if not holds_content(judgement.content):
        return _unfounded(sentence, judgement)
    return [
        Finding(
            code=flaw.code,
            surface=sentence.claim[flaw.start : flaw.end].strip(),
            start=sentence.start + flaw.start,
            end=sentence.start + flaw.end,
            expected=flaw.expected,
            citation=claims.sources[flaw.source].sentence.key if flaw.source is not None else None,
        )
        for flaw in judgement.flaws
    ]


def _unfounded(sentence: ClaimSentence, judgement: Judgement) -> list[Finding]:
    """What no source speaks of is not compared with the nearest one; its figures and names still are listed."""
    whole = Finding("no_source", sentence.words, sentence.start, sentence.end)
    typed = [
        Finding(
            "figure_unsupported" if flaw.code == "figure_changed" else flaw.code,
            sentence.claim[flaw.start : flaw.end].strip(),
            sentence.start + flaw.start,
            sentence.start + flaw.end,
        )
        for flaw in judgement.flaws
        if flaw.code in {"figure_changed", "figure_unsupported", "name_unsupported", "number_changed", "date_changed"}
    ]
    return [whole, *typed]


def _figures(
    sentence: ClaimSentence, claim: Statement, claims: SourceClaims, judgement: Judgement
) -> tuple[AnsweredFigure, ...]:
    return tuple(
        AnsweredFigure(
            surface=placed.figure.surface,
            value=placed.figure.value,
            high=placed.figure.high,
            unit=placed.figure.unit,
            op=placed.figure.op,
            status=verdict.status,
            citation=claims.sources[verdict.source].sentence.key if verdict.source is not None else None,
            start=sentence.start + placed.figure.start,
            end=sentence.start + placed.figure.end,
        )
        for placed, verdict in zip(claim.figures, judgement.figures, strict=True)
    )
