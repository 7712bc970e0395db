"""How long a text is to be, as a request says it: words, characters, pages or minutes, about, at most or between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer import Notice
from ingest.folding import fold
from ingest.numbers_zh import read_chinese_number
from vectorstore.records import Language

SHORTEST: Final = 20
LONGEST: Final = 10_000
"""Words (characters in Chinese) between which a length is believed."""
_PER_PAGE: Final[dict[Language, int]] = {"vi": 400, "zh": 600, "en": 400}
"""A page of the official layouts (22 lines of 28 characters in Chinese), its head and gaps taken off."""
_PER_MINUTE: Final[dict[Language, int]] = {"vi": 150, "zh": 200, "en": 130}
"""Words read aloud in a minute at the pace of a speech."""
_NUMBER: Final = (
    r"(?P<low>\d[\d.,]*|[一二两三四五六七八九十百千万]+)"
    r"(?:\s*(?:-|–|—|~|～|đến|tới|den|toi|至|到|to)\s*(?P<high>\d[\d.,]*))?"
)
_MOST: Final = re.compile(
    r"(?:không (?:quá|vượt quá|dài quá)|tối đa|dưới|khong (?:qua|vuot qua)|toi da|duoi|不超过|不多于|最多|控制在"
    r"|at most|no more than|up to|maximum(?: of)?|under|within|not exceed(?:ing)?)\s*(?:khoảng )?\Z"
)
_LEAST: Final = re.compile(r"(?:ít nhất|tối thiểu|trên|it nhat|toi thieu|不少于|至少|at least|no less than)\s*\Z")
_UNITS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("words", re.compile(_NUMBER + r"\s*(?:chữ|từ|chu|tu|words?|-word)(?!\w)")),
    ("words", re.compile(r"字数(?:为|约|控制在)?\s*" + _NUMBER + r"(?![\d年月])")),
    ("words", re.compile(_NUMBER + r"\s*(?:余|多|来|个)?(?:字|个汉字|字符)(?!号|样|体)(?P<after>以内|之内|内)?")),
    ("pages", re.compile(_NUMBER + r"\s*(?:trang|pages?|页)(?!\w|\s*(?:thông tin|web"
    r"|điện tử))(?:\s*a4)?(?P<after>以内)?")),
    ("minutes", re.compile(_NUMBER + r"\s*(?:phút|phut|minutes?|分钟|-minute)(?P<after>以内)?")),
)  # fmt: skip
_DOTS: Final = re.compile(r"[.,](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class AskedLength:
    """The length asked for; ``spans`` are where the request (folded) speaks of it; ``estimated`` from pages or time."""

    words: int | None
    most: int | None
    estimated: bool
    spans: tuple[tuple[int, int], ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    low: int
    high: int
    bound: str
    estimated: bool
    start: int
    end: int

    @property
    def aim(self) -> int:
        return self.high if self.bound == "most" else (self.low + self.high) // 2


def find_length(request: str, language: Language) -> AskedLength:
    """Read the length. Of two that contradict one another the later counts, with a notice; so does no absurd one."""
    folded = fold(request)
    said = sorted(_said(folded, language), key=lambda one: one.start)
    spans = tuple((one.start, one.end) for one in said)
    notices: list[Notice] = []
    for one in said:
        if not SHORTEST <= one.aim <= LONGEST:
            notices.append(Notice("length_ignored", (("found", folded[one.start : one.end]),)))
    said = [one for one in said if SHORTEST <= one.aim <= LONGEST]
    if not said:
        return AskedLength(None, None, False, spans, tuple(notices))
    last = said[-1]
    for one in said[:-1]:
        if _contradict(one, last):
            facts = (("first", folded[one.start : one.end]), ("used", folded[last.start : last.end]))
            notices.append(Notice("lengths_differ", facts))
    kept = [one for one in said if not _contradict(one, last)]
    most = min((one.high for one in kept if one.bound == "most"), default=None)
    aims = [one.aim for one in kept if one.bound != "most"]
    words = aims[-1] if aims else last.aim
    if most is not None and not aims:
        words = most * 9 // 10
    return AskedLength(words, most, last.estimated, spans, tuple(notices))


def _contradict(first: _Said, second: _Said) -> bool:
    """A length and a limit that it passes contradict one another, as do two lengths more than a sixth apart."""
    if "most" in (first.bound, second.bound):
        limit, other = (first, second) if first.bound == "most" else (second, first)
        return other.bound != "most" and other.low > limit.high
    return abs(first.aim - second.aim) * 6 > max(first.aim, second.aim)


def _said(folded: str, language: Language) -> list[_Said]:
    found: list[_Said] = []
    for unit, pattern in _UNITS:
        for match in pattern.finditer(folded):
            low = _number(match["low"])
            if low is None or any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            high = _number(match["high"]) if match["high"] else low
            factor = 1 if unit == "words" else (_PER_PAGE if unit == "pages" else _PER_MINUTE)[language]
            bound = (
                "most" if _at_most(folded, match) else "least" if _LEAST.search(folded[: match.start()]) else "about"
            )
            found.append(
                _Said(low * factor, (high or low) * factor, bound, unit != "words", match.start(), match.end())
            )
    return found


def _at_most(folded: str, match: re.Match[str]) -> bool:
    if match.re.groupindex.get("after") and match["after"]:
        return True
    return _MOST.search(folded[: match.start()]) is not None


def _number(text: str) -> int | None:
    digits = _DOTS.sub("", text).strip(".,")
    if digits.isdigit():
        return int(digits)
    value = read_chinese_number(text)
    return int(value) if value is not None else None
