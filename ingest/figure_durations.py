"""Durations of two units as one figure (``4 giờ 20 phút``, 3分05秒, 2 hours 5 minutes), told from times of the day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ingest.folding import LazyPattern
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration at ``[start, end)`` in the smaller of its two units."""

    start: int
    end: int
    value: Decimal
    unit: str


_VI_HOURS = LazyPattern(r"(?<![\d.,])(?P<a>\d{1,3})\s?(?P<u>giờ|tiếng|gio)\s(?P<b>\d{1,2})\s?(?:phút|phut)(?!\w)")
_VI_MINUTES = LazyPattern(r"(?<![\d.,])(?P<a>\d{1,3})\s?(?:phút|phut)\s(?P<b>\d{1,2})\s?(?:giây|giay)(?!\w)")
_VI_LASTING = LazyPattern(
    r"(?:trong|kéo dài|mất|hết|suốt|sau|tổng cộng|thời gian(?:\s\w+){0,4}(?:\slà)?|trung bình|bình quân|trước|cách)"
    r"(?:\s(?:khoảng|gần|hơn|trên|dưới|là|chỉ|tới))*\s?\Z"
)
_ZH_HOURS = LazyPattern(r"(?<![\d.])(?P<a>\d{1,3})个?小时(?P<b>\d{1,2})分钟?")
_ZH_MINUTES = LazyPattern(r"(?<![\d.时点:])(?P<a>\d{1,3})分钟?(?P<b>\d{1,2})秒")
_EN_HOURS = LazyPattern(r"(?<![\d.,])(?P<a>\d{1,3})\shours?,?\s(?:and\s)?(?P<b>\d{1,2})\sminutes?(?!\w)")
_EN_MINUTES = LazyPattern(r"(?<![\d.,])(?P<a>\d{1,3})\sminutes?,?\s(?:and\s)?(?P<b>\d{1,2})\sseconds?(?!\w)")
_READERS: dict[Language, tuple[LazyPattern, LazyPattern]] = {
    "vi": (_VI_HOURS, _VI_MINUTES),
    "zh": (_ZH_HOURS, _ZH_MINUTES),
    "en": (_EN_HOURS, _EN_MINUTES),
}


def find_durations(folded: str, language: Language) -> tuple[Duration, ...]:
    """Find durations of hours and minutes or minutes and seconds; ``giờ … phút`` needs a word of lasting before it."""
    hours, minutes = _READERS[language]
    found: list[Duration] = []
    for pattern, unit in ((hours, "minute"), (minutes, "second")):
        for match in pattern.finditer(folded):
            clock = language == "vi" and unit == "minute" and match["u"] != "tiếng"
            if clock and not _VI_LASTING.search(folded[max(0, match.start() - 40) : match.start()]):
                continue
            value = Decimal(int(match["a"]) * 60 + int(match["b"]))
            found.append(Duration(match.start(), match.end(), value, unit))
    return tuple(sorted(found, key=lambda one: one.start))
