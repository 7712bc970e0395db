"""How long a text is to be, as a request says it: words, characters, pages or minutes, about, at most or between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.answering.answer import Notice
from ingest import numbers_en, numbers_vi
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
_VI: Final = (
    r"(?:không|một|mốt|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|nghìn|ngàn|linh|lẻ|rưỡi"
    r"|mot|bon|nam|sau|bay|tam|chin|muoi|tram|nghin|ngan|ruoi)"
)
_EN: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|half|an?|and|the)"
)
_NUMBER: Final = (
    r"(?P<low>\d[\d.,]*|[一二两三四五六七八九十百千万]+把?|半(?!年|个月)|(?<!\w)nửa|(?<!\w)nua"
    rf"|(?<!\w){_VI}(?: {_VI})*|\b{_EN}(?:[ -]{_EN})*)"
    r"(?:\s*(?:-|–|—|~|～|đến|tới|den|toi|至|到|to)\s*(?P<high>\d[\d.,]*))?"
)
_AND_HALF: Final = r"(?P<more>半| rưỡi| ruoi| and a half)?"
_MOST: Final = re.compile(
    r"(?:không (?:quá|vượt quá|dài quá)|tối đa|dưới|khong (?:qua|vuot qua)|toi da|duoi|不超过|不多于|最多|控制在"
    r"|at most|no more than|no longer than|up to|maximum(?: of)?|under|within|not exceed(?:ing)?)\s*(?:khoảng )?\Z"
)
_LEAST: Final = re.compile(r"(?:ít nhất|tối thiểu|trên|hơn|it nhat|toi thieu|不少于|至少|at least|no less than)\s*\Z")
_UNITS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("words", re.compile(_NUMBER + r"[\s-]*(?:chữ|từ|chu|tu|words?)(?!\w)")),
    ("words", re.compile(r"字数(?:为|约|控制在)?\s*" + _NUMBER + r"(?![\d年月])")),
    ("words", re.compile(_NUMBER + r"\s*(?:余|多|来|个)?(?:字|个汉字|字符)(?!号|样|体)(?P<after>以内|之内|内)?")),
    ("pages", re.compile(_NUMBER + r"[\s-]*(?:trang|pages?|页(?!码|数|面))(?![a-zđ]|\s*(?:thông tin|web|điện tử))"
                        + _AND_HALF + r"(?:\s*a4)?纸?(?P<after>以内|之内)?")),
    ("minutes", re.compile(_NUMBER + r"[\s-]*(?:phút|phut|minutes?|分钟)" + _AND_HALF + r"(?P<after>以内|之内)?")),
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
            if "more" in match.re.groupindex and match["more"]:
                low += Decimal("0.5")
            high = _number(match["high"]) if match["high"] else low
            factor = 1 if unit == "words" else (_PER_PAGE if unit == "pages" else _PER_MINUTE)[language]
            bound = (
                "most" if _at_most(folded, match) else "least" if _LEAST.search(folded[: match.start()]) else "about"
            )
            found.append(
                _Said(round(low * factor), round((high or low) * factor), bound, unit != "words", *match.span())
            )
    return found


def _at_most(folded: str, match: re.Match[str]) -> bool:
    if match.re.groupindex.get("after") and match["after"]:
        return True
    return _MOST.search(folded[: match.start()]) is not None


def _number(text: str) -> Decimal | None:
    """Read digits, or words of any of the three languages; ``a page`` is one, ``half a page`` a half."""
    digits = _DOTS.sub("", text).strip(".,").replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return Decimal(digits)
    if text in _HALVES:
        return Decimal("0.5")
    if text.endswith("把"):
        text = f"一{text[:-1]}" if len(text) == 2 else text[:-1]
    value = read_chinese_number(text)
    if value is None:
        value = numbers_vi.read_words(" ".join(_ACCENTED.get(word, word) for word in text.split()))
    return value if value is not None else _english(text)


def _english(text: str) -> Decimal | None:
    words = text.replace("-", " ").split()
    half = "half" in words
    bare = " ".join(word for word in words if word not in {"a", "an", "and", "the", "half"})
    whole = numbers_en.read_words(bare) if bare else None
    if half:
        return (whole or Decimal(0)) + Decimal("0.5")
    if whole is not None:
        return whole if bare not in {"hundred", "thousand"} else numbers_en.read_words(f"one {bare}")
    return Decimal(1) if words in (["a"], ["an"]) else None


def without_lengths(request: str, language: Language) -> str:
    """The request without what it says of length: how long a text is to be is no part of its subject."""
    folded = fold(request)
    if len(folded) != len(request):
        return request
    for start, end in sorted(find_length(request, language).spans, reverse=True):
        before = _BEFORE.search(folded[:start])
        after = _AFTER.match(folded, end)
        request = request[: before.start() if before else start] + " " + request[after.end() if after else end :]
    return " ".join(request.split()) if language != "zh" else request.replace(" ", "")


_HALVES: Final = frozenset({"半", "nửa", "nua"})
_ACCENTED: Final = {
    "mot": "một", "bon": "bốn", "nam": "năm", "sau": "sáu", "bay": "bảy", "tam": "tám", "chin": "chín", "muoi": "mười",
    "tram": "trăm", "nghin": "nghìn", "ngan": "ngàn", "ruoi": "rưỡi",
}  # fmt: skip
_BEFORE: Final = re.compile(
    r"(?:(?:,\s*)?(?<!\w)(?:dài|độ dài|dung lượng|trong vòng|trong|khoảng|tầm|chừng|cỡ|độ|không quá|tối đa|dưới|ít nhất"
    r"|tối thiểu|trên|trong khoảng|dai|tam|chung|khoang|khong qua|toi da|of|in|about|around|roughly|approximately|some"
    r"|at most|no more than|at least|up to|under|within)\s*"
    r"|(?:字数|大约|约|大概|不超过|不多于|最多|控制在|不少于|至少|个)\s*)+\Z"
)
_AFTER: Final = re.compile(r"\s*(?:左右|上下|以内|之内|以上|内|纸|的|trở lại|trở xuống|trở lên|or so|or less)+")
