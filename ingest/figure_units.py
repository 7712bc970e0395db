"""Units and counted nouns: reading them beside a number, and telling whether two of them mean the same kind.

The table is ``data/units.toml``. Measures (%, yuan, minutes) follow the number; for everything else the noun decides,
because a classifier (家, 个, lượt) says little.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.folding import LazyPattern, fold, has_marks, unmark
from vectorstore.records import Language

UNKNOWN_COUNT = "item"
"""The unit of what is counted but not in the table; such figures are compared by their heads."""

_WORD_END = r"(?![^\W\d_])"
_VI_STOP = LazyPattern(
    r"[^\w\s&/-]|\n|(?<!\w)(?:của|được|đã|và|tại|trong|cho|với|do|có|là|ở|từ|đến|trên|theo|để|nhằm|đang|sẽ|bị|so"
    r"|tăng|giảm|đạt|về|thuộc|gồm|khi"
    r"|cua|duoc|da|va|tai|trong|cho|voi)(?!\w)|\d"
)
_ZH_STOP = LazyPattern(
    r"[^\u4e00-\u9fffa-z]|[的了在为被对将和及与并已把由从向较比达是]|提高|增长|下降|上升|减少|增加|完成|开展|发放|组织"
)
_ZH_FILLERS = LazyPattern(
    r"(?:共计|共有|现有|已有|总数|数量|总计|合计|分别|大约|超过|[共有为达约已了:：数量计近超逾等只仅是余])+\Z"
)
"""What may stand between a noun and its number (专家库已有专家**共**30余人)."""
_EN_STOP = frozenset(
    [
        "of",
        "in",
        "at",
        "for",
        "to",
        "and",
        "with",
        "from",
        "by",
        "on",
        "were",
        "was",
        "have",
        "has",
        "had",
        "are",
        "is",
        "be",
        "been",
        "as",
        "than",
        "that",
        "which",
        "who",
        "this",
        "last",
        "during",
        "per",
        "or",
        "into",
        "over",
        "under",
        "after",
        "before",
        "while",
        "when",
        "will",
        "would",
    ]
)
_BOUND = LazyPattern(r"(?:[及或]?以[上下内]|左右|上下)?的?")
_CURRENCY_BEFORE = LazyPattern(r"(?P<u>rmb|cny|vnd|usd|eur|us\$|\$|¥|￥|€|₫|人民币)\s?\Z")
_CURRENCIES = {
    "rmb": "yuan", "cny": "yuan", "¥": "yuan", "￥": "yuan", "人民币": "yuan", "vnd": "dong", "₫": "dong",
    "usd": "usd", "us$": "usd", "$": "usd", "eur": "euro", "€": "euro",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit beside a number: its canonical name, its own words up to ``end``, and the noun counted."""

    unit: str
    surface: str
    end: int
    head: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The table as the readers need it; every list is folded."""

    broader: dict[str, str]
    measures: dict[Language, dict[str, str]]
    nouns: dict[Language, dict[str, str]]
    classifiers: dict[str, tuple[str, str]]


@cache
def unit_table() -> UnitTable:
    """Read the table of units once."""
    data: dict[str, Any] = tomllib.loads(files("ingest").joinpath("data", "units.toml").read_text("utf-8"))
    languages: tuple[Language, ...] = ("vi", "zh", "en")
    measures: dict[Language, dict[str, str]] = {language: {} for language in languages}
    nouns: dict[Language, dict[str, str]] = {language: {} for language in languages}
    for table, entries in ((measures, data["measures"]), (nouns, data["nouns"])):
        for unit, entry in entries.items():
            for language in languages:
                for surface in entry[language]:
                    table[language].setdefault(fold(surface), unit)
    for surface, unit in tuple(nouns["en"].items()):
        for plural in _plurals(surface):
            nouns["en"].setdefault(plural, unit)
    broader = {unit: entry["broader"] for unit, entry in data["nouns"].items() if "broader" in entry}
    classifiers = {surface: (entry[0], entry[1]) for surface, entry in data["classifiers"].items()}
    return UnitTable(broader, measures, nouns, classifiers)


def units_agree(first: str, second: str) -> bool:
    """Tell whether two units can mean the same: equal, one a kind of the other, or one unknown and one counted."""
    if first == second or second in kinds_above(first) or first in kinds_above(second):
        return True
    measures = set(unit_table().measures["en"].values())
    if UNKNOWN_COUNT in {first, second}:
        other = second if first == UNKNOWN_COUNT else first
        return other not in measures
    return False


def is_measure(unit: str) -> bool:
    """Tell whether a unit measures (%, yuan, minutes) rather than counts."""
    return unit in unit_table().measures["en"].values() or unit in {"share", "per_100000", "per_10000", "multiple"}


def kinds_above(unit: str) -> list[str]:
    """Give the broader kinds of a unit, nearest first (``person:doctor`` → ``person:staff`` → ``person``)."""
    table, kinds = unit_table().broader, []
    while unit in table:
        unit = table[unit]
        kinds.append(unit)
    return kinds


def _plurals(noun: str) -> tuple[str, ...]:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return (noun[:-1] + "ies",)
    if noun.endswith(("s", "x", "ch", "sh")):
        return (noun + "es",)
    return (noun + "s",)


@cache
def _alternation(language: Language, kind: str, plain: bool) -> re.Pattern[str]:
    table = unit_table().measures[language] if kind == "measure" else unit_table().nouns[language]
    surfaces = sorted((unmark(word) if plain else word for word in table), key=len, reverse=True)
    body = "|".join(
        re.escape(surface) + ("" if language == "zh" or not surface[-1].isalpha() else _WORD_END)
        for surface in surfaces
    )
    return re.compile(body)


@cache
def _by_surface(language: Language, kind: str, plain: bool) -> dict[str, str]:
    table = unit_table().measures[language] if kind == "measure" else unit_table().nouns[language]
    return {unmark(word): unit for word, unit in table.items()} | table if plain else table


@cache
def _zh_nouns() -> re.Pattern[str]:
    nouns = sorted((noun for noun in unit_table().nouns["zh"] if len(noun) > 1), key=len, reverse=True)
    return re.compile("|".join(nouns))


@cache
def _zh_classifiers() -> re.Pattern[str]:
    return re.compile("|".join(sorted(unit_table().classifiers, key=len, reverse=True)))


def currency_before(folded: str, start: int) -> tuple[str, int] | None:
    """Read a currency sign or code standing right before a number; gives the unit and where the sign starts."""
    match = _CURRENCY_BEFORE.search(folded, max(0, start - 4), start)
    return (_CURRENCIES[match["u"]], match.start()) if match else None


def unit_after(folded: str, end: int, language: Language) -> UnitReading | None:
    """Read the unit that follows a number ending at ``end``; ``None`` when what follows is no known unit."""
    if language == "zh":
        return _zh_unit(folded, end)
    position = end + 1 if folded[end : end + 1] == "+" or (language == "en" and folded[end : end + 1] == "-") else end
    while position < len(folded) and position < end + 3 and folded[position] == " ":
        position += 1
    plain = language == "vi" and not has_marks(folded)
    measure = _alternation(language, "measure", plain).match(folded, position)
    noun = _vi_noun(folded, position, plain) if language == "vi" else _en_noun(folded, position)
    if measure and (noun is None or noun.end <= measure.end() or measure[0] in {"%", "percent", "per cent"}):
        head = _head_after(folded, measure.end(), language)
        return UnitReading(_by_surface(language, "measure", plain)[measure[0]], measure[0], measure.end(), head)
    return noun


def noun_before(folded: str, start: int, language: Language, clause_start: int) -> UnitReading | None:
    """Read the noun that a number follows (``Số ca mắc: 120``): the nearest one in the clause."""
    left = folded[max(clause_start, start - (16 if language == "zh" else 60)) : start]
    if language == "zh":
        found = list(_zh_nouns().finditer(left))
    else:
        plain = language == "vi" and not has_marks(folded)
        pattern = _alternation(language, "noun", plain)
        found = [
            match for match in pattern.finditer(left) if match.start() == 0 or not left[match.start() - 1].isalnum()
        ]
    if not found:
        return None
    surface = found[-1][0]
    plain = language == "vi" and not has_marks(folded)
    return UnitReading(_by_surface(language, "noun", plain)[surface], "", start, surface)


def _vi_noun(folded: str, position: int, plain: bool) -> UnitReading | None:
    match = _alternation("vi", "noun", plain).match(folded, position)
    if match is None:
        return None
    head = _head_after(folded, match.start(), "vi")
    return UnitReading(
        _by_surface("vi", "noun", plain)[match[0]],
        match[0],
        match.end(),
        head if len(head) >= len(match[0]) else match[0],
    )


def _en_noun(folded: str, position: int) -> UnitReading | None:
    """Take the last known noun of the phrase after the number (``12 hospital staff`` counts staff)."""
    words = list(re.finditer(r"[a-z][a-z'-]*", folded[position : position + 70]))
    phrase: list[re.Match[str]] = []
    for word in words:
        gap = folded[position + (phrase[-1].end() if phrase else 0) : position + word.start()]
        if gap.strip() or "\n" in gap or word[0] in _EN_STOP or len(phrase) == 5 or (phrase and not gap):
            break
        phrase.append(word)
    nouns = unit_table().nouns["en"]
    best: tuple[str, int, int] | None = None
    for last in range(len(phrase)):
        for first in range(last + 1):
            surface = folded[position + phrase[first].start() : position + phrase[last].end()]
            if surface in nouns and (best is None or last > best[2]):
                best = (surface, first, last)
    if best is None:
        return None
    end = position + phrase[best[2]].end()
    head = folded[position + phrase[0].start() : end]
    return UnitReading(nouns[best[0]], folded[position:end].strip(), end, head)


def _head_after(folded: str, position: int, language: Language) -> str:
    """The words right after a unit, up to the first that cannot belong to the noun."""
    if language == "zh":
        bound = _BOUND.match(folded, position)
        position = bound.end() if bound else position
        match = _ZH_STOP.search(folded, position, position + 12)
        return folded[position : match.start() if match else min(len(folded), position + 12)].strip()
    limit = min(len(folded), position + 60)
    if language == "en":
        match = re.search(r"[^\w\s'-]|\n", folded[position:limit])
        words = folded[position : position + match.start() if match else limit].split()
        words = words[1:] if words[:1] == ["of"] else words
        stop = next((index for index, word in enumerate(words) if word in _EN_STOP), len(words))
        return " ".join(words[: min(stop, 5)])
    match = _VI_STOP.search(folded, position, limit)
    words = folded[position : match.start() if match else limit].split()
    return " ".join(words[:6])


def _zh_unit(folded: str, end: int) -> UnitReading | None:
    position = end + 1 if folded[end : end + 1] == " " else end
    measure = _alternation("zh", "measure", False).match(folded, position)
    if measure:
        after = _BOUND.match(folded, measure.end())
        head_start = after.end() if after else measure.end()
        return UnitReading(
            _by_surface("zh", "measure", False)[measure[0]],
            measure[0],
            measure.end(),
            _head_after(folded, head_start, "zh"),
        )
    classifier = _zh_classifiers().match(folded, position)
    noun = _zh_nouns().match(folded, position)
    if noun and (classifier is None or noun.end() > classifier.end() + 1):
        return UnitReading(unit_table().nouns["zh"][noun[0]], noun[0], noun.end(), noun[0])
    if classifier is None:
        return None
    base, _ = unit_table().classifiers[classifier[0]]
    return UnitReading(base, classifier[0], classifier.end(), "", known=False)


def refine_classifier(folded: str, start: int, reading: UnitReading, clause_start: int) -> UnitReading:
    """Let the noun after or before a Chinese classifier decide what is counted (450余**家** → 中小微企业)."""
    base, kinds = unit_table().classifiers[reading.surface]
    if not kinds:
        head = _head_after(folded, reading.end, "zh")
        return UnitReading(base, reading.surface, reading.end, head)
    after = re.split(r"[，。；：、！？,;:!?\n（(“”]", folded[reading.end : reading.end + 14], maxsplit=1)[0]
    before = re.split(r"[，。；！？,;!?\n]", folded[max(clause_start, start - 16) : start])[-1]
    before = _ZH_FILLERS.sub("", before)
    direct = folded[reading.end : reading.end + 1]
    if direct in _ZH_DIRECT and reading.surface == "个" and not _zh_nouns().match(folded, reading.end):
        noun = folded[reading.end]
        return UnitReading(_ZH_DIRECT[noun], reading.surface, reading.end, noun)
    for window, nearest_last in ((after, False), (before, True)):
        found = [
            match[0] for match in _zh_nouns().finditer(window) if _allowed(unit_table().nouns["zh"][match[0]], kinds)
        ]
        if found and (not nearest_last or window.endswith(found[-1])):
            head = found[-1] if nearest_last else found[0]
            return UnitReading(unit_table().nouns["zh"][head], reading.surface, reading.end, head)
    head = _head_after(folded, reading.end, "zh")
    if len(head) < 2:
        head = _ZH_STOP.split(before)[-1][-6:]
    return UnitReading(base, reading.surface, reading.end, head if len(head) > 1 else "", known=False)


_ZH_DIRECT = {
    "村": "village", "镇": "commune", "乡": "commune", "县": "district", "区": "district",
    "市": "city", "省": "province",
    "人": "person",
}  # fmt: skip
"""Nouns of one character, told only where they follow 个 directly."""


def _allowed(unit: str, kinds: str) -> bool:
    if kinds == "any":
        return True
    wanted = kinds.split(",")
    return unit in wanted or any(kind in wanted for kind in kinds_above(unit))


def scaled(value: Decimal, factor: int) -> Decimal:
    """Multiply and drop a zero fraction, so that ``1,2 tỷ`` is 1200000000 and not 1200000000.0."""
    product = value * factor
    return product.quantize(Decimal(1)) if product == product.to_integral_value() else product.normalize()
