"""What one sentence states, typed: figures with what stands around them, dates, periods, people, posts, names.

Claims and sources are read by the same code, each in its own language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.answering.answer_posts import Post, find_posts
from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.checking.statement_names import ProperName, find_proper_names
from ingest.dates import DateMention, find_dates
from ingest.document_numbers import DocumentNumber, find_document_numbers
from ingest.figures import Figure, find_figures
from ingest.folding import fold
from ingest.people import PersonMention, find_people
from ingest.periods import PeriodMention, find_periods
from vectorstore.glossary import shared_keys, translated_keys
from vectorstore.records import Language

_CLAUSE_STOP: Final = re.compile(r"[，。；！？;\n()（）]|[,.!?](?=\s|$)|\s[–—-]\s")
_STRONG_STOP: Final = re.compile(r"[;；。！？\n]|[.!?](?=\s|$)")
_CLAUSE_SHARE: Final = 0.4
_NEAR_WORDS: Final = 6
_NEAR_CHARACTERS: Final = 8
_BESIDE_WORDS: Final = 3
_BESIDE_CHARACTERS: Final = 3
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST_CONFIDENT: Final = 0.6


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure with what stands around it.

    ``left`` and ``right`` are the nearest words of its clause, up to the figures beside it; ``far`` is all that its
    sentence says before it since the last figure of the same unit: the subject that it is said of.
    """

    figure: Figure
    left: str
    right: str
    far: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it is read for checking; all offsets are in ``text``."""

    text: str
    language: Language
    folded: str
    figures: tuple[PlacedFigure, ...]
    dates: tuple[DateMention, ...]
    periods: tuple[PeriodMention, ...]
    people: tuple[PersonMention, ...]
    posts: tuple[Post, ...]
    numbers: tuple[DocumentNumber, ...]
    names: tuple[ProperName, ...]
    digits: tuple[tuple[int, int], ...]
    """Where numerals stand that belong to none of these (in names, ordinals, clock times)."""
    keys: frozenset[str]
    terms: tuple[str, ...]
    """Content keys without numerals."""
    clauses: tuple[tuple[int, int], ...]


@lru_cache(maxsize=8_192)
def read_statement(text: str, language: Language) -> Statement:
    """Read one sentence; the last eight thousand are remembered."""
    figures = tuple(figure for figure in find_figures(text, language) if _is_counted(figure))
    dates, periods = find_dates(text, language), find_periods(text, language)
    numbers = find_document_numbers(text)
    taken = [(one.start, one.end) for group in (figures, dates, periods, numbers) for one in group]
    folded = fold(text)
    return Statement(
        text=text,
        language=language,
        folded=folded,
        figures=tuple(_placed(text, figures, at) for at in range(len(figures))),
        dates=dates,
        periods=periods,
        people=find_people(text, language),
        posts=find_posts(text, language),
        numbers=numbers,
        names=find_proper_names(text, language),
        digits=tuple(
            (match.start(), match.end())
            for match in _DIGITS.finditer(folded)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ),
        keys=text_keys(text),
        terms=tuple(key for key in content_keys(text, language) if not any(letter.isdigit() for letter in key)),
        clauses=tuple(clause_spans(folded)),
    )


def _is_counted(figure: Figure) -> bool:
    """Leave out article-like numerals (``một``, 一个): they count nothing."""
    return figure.confidence >= _LEAST_CONFIDENT or any(letter.isdigit() for letter in figure.surface)


def clause_spans(folded: str) -> list[tuple[int, int]]:
    """Give the clauses of a folded sentence, as offsets; those without a letter are left out."""
    spans, start = [], 0
    for match in _CLAUSE_STOP.finditer(folded):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(folded)))
    return [(low, high) for low, high in spans if any(letter.isalnum() for letter in folded[low:high])]


def _placed(text: str, figures: tuple[Figure, ...], at: int) -> PlacedFigure:
    figure = figures[at]
    floor = figures[at - 1].end if at else 0
    ceiling = figures[at + 1].start if at + 1 < len(figures) else len(text)
    stops = [match.end() for match in _CLAUSE_STOP.finditer(text, floor, figure.start)]
    after = _CLAUSE_STOP.search(text, figure.end, ceiling)
    noun = text[figure.start : figure.end]
    left = text[stops[-1] if stops else floor : figure.start]
    right = f"{_words_of(noun)} {text[figure.end : after.start() if after else ceiling]}"
    since = max([0, *(one.end for one in figures[:at] if one.unit == figure.unit)])
    strong = [match.end() for match in _STRONG_STOP.finditer(text, since, figure.start)]
    weak = _CLAUSE_STOP.search(text, since, figure.start) if since else None
    far = text[strong[-1] if strong else weak.end() if weak else since : figure.start]
    return PlacedFigure(figure, _last(left, figure.language), _first(right, figure.language), far)


def part_around(text: str, start: int, end: int) -> str:
    """Give the part of a sentence, between semicolons or full stops, that holds a stretch."""
    stops = [match.end() for match in _STRONG_STOP.finditer(text, 0, start)]
    after = _STRONG_STOP.search(text, end)
    return text[stops[-1] if stops else 0 : after.start() if after else len(text)]


def speaks_of(claim: Statement, start: int, end: int, keys: frozenset[str], target: Language) -> bool:
    """Tell whether a source with these keys holds a good part of the clause in which the claim states something."""
    clause = next(((low, high) for low, high in claim.clauses if low <= start < high), (0, len(claim.text)))
    said = f"{claim.text[clause[0] : start]} {claim.text[end : clause[1]]}"
    words = keys_in(said, claim.language, target)
    return not words or coverage(words, keys) >= _CLAUSE_SHARE


def _last(text: str, language: Language, *, beside: bool = False) -> str:
    characters, words = (_BESIDE_CHARACTERS, _BESIDE_WORDS) if beside else (_NEAR_CHARACTERS, _NEAR_WORDS)
    return text[-characters:] if language == "zh" else " ".join(text.split()[-words:])


def _first(text: str, language: Language) -> str:
    return text.lstrip()[:_NEAR_CHARACTERS] if language == "zh" else " ".join(text.split()[:_NEAR_WORDS])


def _words_of(surface: str) -> str:
    return re.sub(r"[\d.,%]+", " ", surface)


@lru_cache(maxsize=32_768)
def keys_in(text: str, language: Language, target: Language) -> tuple[str, ...]:
    """Give the content keys of a text as they stand in a text of ``target``: its own, or those of its translations."""
    if language == target:
        return tuple(key for key in content_keys(text, language) if not key.isdigit())
    return tuple(dict.fromkeys([*translated_keys(text, language, target), *shared_keys(text, language, target)]))


def subject_likeness(claim: PlacedFigure, source: PlacedFigure) -> float:
    """Tell how alike the subjects are that two figures are said of, 0..1."""
    keys = keys_in(claim.far, claim.figure.language, source.figure.language)
    return coverage(keys, text_keys(source.far)) if keys else 0.0


def likeness(claim: PlacedFigure, source: PlacedFigure) -> float:
    """Tell how alike the nearest words of two figures are, 0..1; a word on the other side counts six tenths."""
    own, other = claim.figure.language, source.figure.language
    left, right = keys_in(claim.left, own, other), keys_in(claim.right, own, other)
    if not left and not right:
        return 0.0
    source_left, source_right = text_keys(source.left), text_keys(source.right)
    hits = sum(_hit(key, source_left, source_right) for key in left)
    hits += sum(_hit(key, source_right, source_left) for key in right)
    wide = hits / (len(left) + len(right))
    beside = keys_in(_last(claim.left, own, beside=True), own, other)
    if not beside:
        return wide
    return (wide + coverage(beside, text_keys(_last(source.left, other, beside=True)))) / 2


def _hit(key: str, same: frozenset[str], other: frozenset[str]) -> float:
    return 1.0 if key in same else 0.6 if key in other else 0.0
