"""The guard between a language model and a draft: its text stands only if it says what the composed text says.

Pure functions. Compared in both directions are figures with unit and operator and their order, dates, document numbers,
names, posts, the strength of duties, plan and result, denials, rises and falls, and scope; then the words themselves;
then every sentence against its sources. When in doubt a text is refused: the composed one is right already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from assistant.answering.answer_posts import find_posts
from assistant.checking.polarity import find_denials, find_turns
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statement_names import find_proper_names
from assistant.checking.verification import check_text
from assistant.drafting.rewriting_cues import done_in, forces_in, moves_in, planned_in, scope_in, times_in
from assistant.drafting.rewriting_findings import FindingCode, RewritingFinding
from assistant.drafting.rewriting_units import Written
from assistant.drafting.rewriting_words import compare_words, only_joined, with_capitals
from assistant.drafting.sentence_salvage import salvage
from ingest.agencies import find_agencies
from ingest.dates import find_dates
from ingest.document_numbers import find_document_numbers
from ingest.figures import Figure, find_figures
from ingest.folding import fold
from ingest.people import find_people
from ingest.periods import find_periods
from vectorstore.chinese_text import to_simplified
from vectorstore.records import Language

_PLANNED: Final = frozenset({"plan", "target"})
_BORNE_OUT: Final = frozenset({"supported", "derived"})
_LEAST_CONFIDENT: Final = 0.6
_MARKS: Final = re.compile(r"[*#`_<>|{}\\~^\n\r\t]|\[|\]|https?:|^\s*[-–•]\s|：\s*$|:\s*$")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_RUN: Final = re.compile(r"[A-Za-z\u00c0-\u1ef9]{2,}")
_NUMERAL: Final = re.compile(r"\d+(?:[.,]\d+)*")
_FOREIGN_LETTER: Final = re.compile(r"[\u0370-\u1dff\u3040-\u30ff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a text may go: length as a share of the composed one, and whether its words may differ at all."""

    shortest: float
    longest: float
    kept: float
    """Least share of the composed words that must stand in the new text."""
    added: float
    """Most new words, as a share of the composed ones; 0 allows joining words only."""


JOINING: Final = Bounds(0.85, 1.3, 1.0, 0.0)
REVISING: Final = Bounds(0.65, 1.35, 0.75, 0.25)


def accept_rewriting(
    composed: str, text: str, sources: Sequence[SourceSentence], language: Language, *, revised: bool = False
) -> tuple[Written | None, tuple[RewritingFinding, ...]]:
    """Give the text with its figures found again, or ``None`` with everything that speaks against it.

    Sentences that slipped stand in their composed words, as long as anything is left of the model's. ``revised``
    allows other words, within bounds, and takes all or nothing; facts may change in neither case.
    """
    bounds = REVISING if revised else JOINING
    text = _ended(composed, text.strip())
    findings = compare_texts(composed, text, language, bounds)
    if not revised:
        text = salvage(composed, text, language)
        if text == composed and findings:
            return None, findings
    text = with_capitals(composed, text, language)
    findings = compare_texts(composed, text, language, bounds)
    if findings:
        return None, findings
    checked = check_text(text, sources, language)
    wrong = [
        RewritingFinding("not_borne_out", found.surface.strip() or one.text)
        for one in checked.sentences
        if one.status != "supported"
        for found in one.findings[:1]
    ]
    wrong += [RewritingFinding("not_borne_out", one.surface) for one in checked.figures if one.status not in _BORNE_OUT]
    if wrong:
        return None, tuple(dict.fromkeys(wrong))
    return Written(text, checked.figures), ()


def compare_texts(
    composed: str, text: str, language: Language, bounds: Bounds = JOINING
) -> tuple[RewritingFinding, ...]:
    """Find what a text gained, lost or changed against the composed one; nothing found means that both say the same."""
    if not any(letter.isalnum() for letter in text):
        return (RewritingFinding("empty"),)
    return tuple(
        dict.fromkeys(
            [
                *_form(composed, text, language, bounds),
                *_figures(composed, text, language),
                *_times(composed, text, language),
                *_time_words(composed, text, language),
                *_names(composed, text, language),
                *_force(composed, text, language),
                *_wording(composed, text, language, bounds),
            ]
        )
    )


def _ended(composed: str, text: str) -> str:
    """A text ends as the composed one does where only the full stop is missing."""
    if composed[-1:] in ".。" and text[-1:].isalnum():
        return text + composed[-1]
    return text


# ---- form ------------------------------------------------------------------------------------------------------


def _form(composed: str, text: str, language: Language, bounds: Bounds) -> Iterator[RewritingFinding]:
    if len(text) < bounds.shortest * len(composed):
        yield RewritingFinding("too_short")
    if len(text) > bounds.longest * len(composed) + 24:
        yield RewritingFinding("too_long")
    known = Counter(_MARKS.findall(composed))
    for mark, count in Counter(_MARKS.findall(text)).items():
        if count > known[mark]:
            yield RewritingFinding("markup", mark.strip())
    for letters in _foreign(text, language) if language != "zh" else _foreign_zh(text):
        if letters not in composed:
            yield RewritingFinding("wrong_language", letters)


def _foreign(text: str, language: Language) -> Iterator[str]:
    yield from _HAN.findall(text)
    yield from _FOREIGN_LETTER.findall(text)
    if language == "en":
        yield from (run for run in _LATIN_RUN.findall(text) if not run.isascii())


def _foreign_zh(text: str) -> Iterator[str]:
    yield from _LATIN_RUN.findall(text)
    yield from _FOREIGN_LETTER.findall(text)
    plain = to_simplified(text)
    if len(plain) == len(text):
        yield from (one for one, other in zip(text, plain, strict=True) if one != other)


# ---- figures and times -----------------------------------------------------------------------------------------


def counted_figures(text: str, language: Language) -> list[Figure]:
    """Give the figures of a text; article-like numerals in words count nothing."""
    return [
        one
        for one in find_figures(text, language)
        if one.confidence >= _LEAST_CONFIDENT or any(letter.isdigit() for letter in one.surface)
    ]


def _figures(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    before, after = counted_figures(composed, language), counted_figures(text, language)
    yield from _gone_and_new(before, after, _figure_key, "figure_lost", "figure_new")
    keys, others = [_figure_key(one) for one in before], [_figure_key(one) for one in after]
    if keys == others:
        for one, other in zip(before, after, strict=True):
            if "unknown" not in {one.role, other.role} and (one.role in _PLANNED) != (other.role in _PLANNED):
                yield RewritingFinding("role_changed", other.surface)
    elif Counter(keys) == Counter(others):
        at = next(at for at, key in enumerate(keys) if key != others[at])
        yield RewritingFinding("figure_moved", after[at].surface)
    digits, written = Counter(_NUMERAL.findall(fold(composed))), Counter(_NUMERAL.findall(fold(text)))
    yield from (RewritingFinding("figure_lost", one) for one in digits - written)
    yield from (RewritingFinding("figure_new", one) for one in written - digits)


def _figure_key(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.high, figure.unit, figure.op


def _times(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    yield from _gone_and_new(
        find_dates(composed, language), find_dates(text, language), lambda one: str(one.value), "date_lost", "date_new"
    )
    yield from _gone_and_new(
        find_periods(composed, language), find_periods(text, language), lambda one: str(one.period), "date_lost",
        "date_new",
    )  # fmt: skip
    yield from _gone_and_new(
        find_document_numbers(composed), find_document_numbers(text), lambda one: fold(one.value), "number_lost",
        "number_new",
    )  # fmt: skip


def _time_words(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    before, after = Counter(times_in(composed, language)), Counter(times_in(text, language))
    yield from (RewritingFinding("date_lost", one) for one in before - after)
    yield from (RewritingFinding("date_new", one) for one in after - before)


class _Found(Protocol):
    @property
    def surface(self) -> str: ...


_AnyFound = TypeVar("_AnyFound", bound=_Found)


def _gone_and_new(
    before: Sequence[_AnyFound],
    after: Sequence[_AnyFound],
    key: Callable[[_AnyFound], object],
    lost: FindingCode,
    new: FindingCode,
) -> Iterator[RewritingFinding]:
    old, now = Counter(key(one) for one in before), Counter(key(one) for one in after)
    for one in before:
        if old[key(one)] > now[key(one)]:
            yield RewritingFinding(lost, one.surface)
    for one in after:
        if now[key(one)] > old[key(one)]:
            yield RewritingFinding(new, one.surface)


# ---- names, posts, agencies ------------------------------------------------------------------------------------


def _names(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    had, has = _plain(composed), _plain(text)
    for name in _named(composed, language):
        if had.count(_plain(name)) > has.count(_plain(name)):
            yield RewritingFinding("name_lost", name)
    for name in _named(text, language):
        if has.count(_plain(name)) > had.count(_plain(name)):
            yield RewritingFinding("name_new", name)
    before = Counter(_post(one.surface) for one in find_posts(composed, language))
    after = Counter(_post(one.surface) for one in find_posts(text, language))
    yield from (RewritingFinding("post_lost", one) for one in before - after)
    yield from (RewritingFinding("post_new", one) for one in after - before)


def _named(text: str, language: Language) -> Iterator[str]:
    """People, agencies, places and other proper names as written."""
    yield from (one.name for one in find_people(text, language))
    yield from (one.surface for one in find_agencies(text, language))
    yield from (" ".join(one.words) for one in find_proper_names(text, language))


def _post(surface: str) -> str:
    return " ".join(fold(surface).split())


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


# ---- force, wording --------------------------------------------------------------------------------------------


def _force(composed: str, text: str, language: Language) -> Iterator[RewritingFinding]:
    words = [word for _, word in forces_in(composed, language)]
    others = [word for _, word in forces_in(text, language)]
    if words != others:
        yield RewritingFinding("obligation_changed", _difference(words, others))
    for find in (planned_in, done_in):
        before, after = find(composed, language), find(text, language)
        if before != after:
            yield RewritingFinding("role_changed", _difference(before, after))
    denials = [fold(composed[one.start : one.end]) for one in find_denials(composed, language)]
    denied = [fold(text[one.start : one.end]) for one in find_denials(text, language)]
    if denials != denied:
        yield RewritingFinding("negation_changed", _difference(denials, denied))
    turns = [fold(composed[one.start : one.end]) for one in find_turns(composed, language)]
    turned = [fold(text[one.start : one.end]) for one in find_turns(text, language)]
    if [one.sign for one in find_turns(composed, language)] != [one.sign for one in find_turns(text, language)]:
        yield RewritingFinding("direction_changed", _difference(turns, turned))
    if (moves := moves_in(composed, language)) != (moved := moves_in(text, language)):
        yield RewritingFinding("direction_changed", _difference(moves, moved))
    scope, scoped = scope_in(composed, language), scope_in(text, language)
    if scope != scoped:
        yield RewritingFinding("scope_changed", _difference(scope, scoped))


def _difference(before: Iterable[str], after: Iterable[str]) -> str:
    """The first word that only one side holds, or the first of those whose order changed."""
    before, after = list(before), list(after)
    gone = [*(Counter(before) - Counter(after)), *(Counter(after) - Counter(before))]
    return gone[0] if gone else next((one for one, other in zip(before, after, strict=False) if one != other), "")


def _wording(composed: str, text: str, language: Language, bounds: Bounds) -> Iterator[RewritingFinding]:
    if bounds.added == 0:
        yield from only_joined(composed, text, language)
    else:
        yield from compare_words(composed, text, language, kept=bounds.kept, added=bounds.added)
