"""A claim held against a choice of sources: every typed check, the content, and the best choice of up to three."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.checking.claim_additions import judge_additions
from assistant.checking.claim_figures import FigureVerdict, judge_figure
from assistant.checking.claim_flaws import Flaw
from assistant.checking.claim_names import judge_names, judge_numbers, judge_numerals, judge_people, judge_posts
from assistant.checking.claim_subjects import find_bodies, judge_subjects
from assistant.checking.claim_times import judge_dates, judge_periods
from assistant.checking.claim_wording import judge_denials, judge_roles, judge_turns
from assistant.checking.content_support import ContentSupport, affinity, holds_content, measure_content
from assistant.checking.source_claims import Source, SourceClaims
from assistant.checking.statements import Statement
from vectorstore.search_text import normalise_for_search

_MARKER: Final = re.compile(r"\A\s*(?:[-–•*+]\s+|\d{1,2}[.)]\s+(?!\d)|[（(]?[一二三四五六七八九十]{1,3}[)）、．]\s*)+")
_YEAR: Final = re.compile(r"20\d\d")
MOST_SOURCES: Final = 3
"""Sources that may together bear out one sentence."""
_PRIMARIES: Final = 4
_COMPANIONS: Final = 8
_WORTH_TRYING: Final = 0.5
_COMPANION_AFFINITY: Final = 0.12
_CONTENT_GAIN: Final = 0.1
_COSINE_WEIGHT: Final = 4.0
_UNRELATED_COSINE: Final = 0.78


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a claim against the sources ``used`` (numbers in ``SourceClaims``), the main one first."""

    flaws: tuple[Flaw, ...]
    figures: tuple[FigureVerdict, ...]
    used: tuple[int, ...]
    content: ContentSupport

    @property
    def holds(self) -> bool:
        """Whether the sources bear the claim out."""
        return not self.flaws and holds_content(self.content)


_CHECKS: Final = (
    judge_dates,
    judge_periods,
    judge_numbers,
    judge_people,
    judge_posts,
    judge_names,
    judge_subjects,
    judge_numerals,
    judge_additions,
)


def judge(claim: Statement, chosen: Sequence[tuple[int, Source]], cosine: float) -> Judgement:
    """Run every check of a claim against a fixed choice of sources."""
    verdicts = tuple(judge_figure(claim, at, chosen) for at in range(len(claim.figures)))
    flaws = [
        Flaw(verdict.code, placed.figure.start, placed.figure.end, verdict.expected, verdict.source)
        for placed, verdict in zip(claim.figures, verdicts, strict=True)
        if verdict.code is not None
    ]
    for check in _CHECKS:
        flaws += check(claim, chosen)
    flaws += judge_denials(claim, chosen) or judge_turns(claim, chosen)
    flaws += [] if any(flaw.code == "role_changed" for flaw in flaws) else judge_roles(claim, chosen)
    content = measure_content(claim, [source for _, source in chosen], cosine)
    quoted = any(is_quoted(claim.text, source.sentence.text) for _, source in chosen)
    content = replace(content, anchored=_anchored(claim, verdicts), quoted=quoted)
    if any(is_copy(claim.text, source.sentence.text) for _, source in chosen):
        flaws = [flaw for flaw in flaws if flaw.code == "figure_unverifiable"]
        verdicts = tuple(
            replace(one, status="supported", code=None) if one.code in _DOUBTS else one for one in verdicts
        )
    return Judgement(_without_doubles(flaws), verdicts, tuple(index for index, _ in chosen), content)


def _anchored(claim: Statement, verdicts: Sequence[FigureVerdict]) -> float:
    if any(one.status in {"supported", "derived"} for one in verdicts):
        return 1.0
    return 0.5 if claim.dates or claim.people or claim.numbers else 0.0


_DOUBTS: Final = frozenset(
    {"figure_changed", "figure_unsupported", "op_changed", "unit_changed", "role_changed", "period_changed"}
)


def is_copy(claim: str, source: str) -> bool:
    """Tell whether a claim repeats a source sentence, or the row of a table, letter for letter."""
    own = _bare(claim)
    return bool(own) and own in {_bare(source), _bare(source.rsplit("\n", maxsplit=1)[-1])}


def is_quoted(claim: str, source: str) -> bool:
    """Tell whether a source sentence holds a claim letter for letter, at the bounds of words."""
    own = _bare(claim)
    return (
        bool(own)
        and re.search(rf"(?<![^\W\u3400-\u9fff]){re.escape(own)}(?![^\W\u3400-\u9fff])", _bare(source)) is not None
    )


def _bare(text: str) -> str:
    words = normalise_for_search(" ".join(_MARKER.sub("", text, count=1).split()))
    return words.strip(' .;；。,，:："“”«»')


def _without_doubles(flaws: Sequence[Flaw]) -> tuple[Flaw, ...]:
    kept: list[Flaw] = []
    for flaw in flaws:
        if all(flaw.code != other.code or flaw.start >= other.end or other.start >= flaw.end for other in kept):
            kept.append(flaw)
    return tuple(kept)


def find_support(
    claim: Statement, claims: SourceClaims, pool: Sequence[int], cosines: Mapping[int, float]
) -> Judgement | None:
    """Find the sources of ``pool`` that bear the claim out best; ``None`` for an empty pool."""
    scores = {index: _score(claim, claims.sources[index], cosines.get(index, 0.0)) for index in pool}
    ranked = sorted(pool, key=lambda index: (-scores[index], index))
    best: Judgement | None = None
    for primary in ranked[:_PRIMARIES]:
        if best is not None and scores[primary] < _WORTH_TRYING * scores[ranked[0]]:
            break
        judgement = _with_companions(claim, claims, primary, ranked, cosines)
        if best is None or _order(judgement) < _order(best):
            best = judgement
        if best.holds:
            break
    return best


def _score(claim: Statement, source: Source, cosine: float) -> float:
    """Words decide; across languages a cosine above that of unrelated sentences adds to the few that can meet."""
    if source.language == claim.language:
        return affinity(claim, source)
    return affinity(claim, source) + _COSINE_WEIGHT * max(0.0, cosine - _UNRELATED_COSINE)


def _compares(claim: Statement) -> bool:
    """Tell whether a claim speaks of several times, places or bodies, so that several reports may bear it out."""
    years = set(_YEAR.findall(claim.folded))
    named = {name.words for name in claim.names} | {(body.name,) for body in find_bodies(claim.text, claim.language)}
    return len(years) > 1 or len(named) > 1 or re.search(r"[;；]", claim.text) is not None


def _order(judgement: Judgement) -> tuple[bool, int, float]:
    return not judgement.holds, len(judgement.flaws), -judgement.content.whole


def _with_companions(
    claim: Statement, claims: SourceClaims, primary: int, ranked: Sequence[int], cosines: Mapping[int, float]
) -> Judgement:
    def judged(indexes: Sequence[int]) -> Judgement:
        cosine = max((cosines[index] for index in indexes if index in cosines), default=-1.0)
        return judge(claim, [(index, claims.sources[index]) for index in indexes], cosine)

    best = judged([primary])
    for extra in [index for index in ranked if index != primary][:_COMPANIONS]:
        if best.holds or len(best.used) == MOST_SOURCES:
            break
        near = claims.sources[extra].sentence.document_id == claims.sources[primary].sentence.document_id
        if affinity(claim, claims.sources[extra]) < _COMPANION_AFFINITY or not (near or _compares(claim)):
            continue
        together = judged([*best.used, extra])
        gained = near and together.content.whole - best.content.whole >= _CONTENT_GAIN
        if len(together.flaws) < len(best.flaws) or (len(together.flaws) == len(best.flaws) and gained):
            best = together
    return best
