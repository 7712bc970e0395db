"""How exact a figure is said to be: about, nearly, more than, at least, at most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ingest.folding import LazyPattern, VietnamesePattern
from vectorstore.records import Language

Operator = Literal["=", "~", "<~", ">~", ">=", "<=", ">", "<", "range"]


@dataclass(frozen=True, slots=True)
class OperatorReading:
    """An operator and where its words start and end."""

    op: Operator
    start: int
    end: int


_BEFORE: dict[Language, tuple[tuple[Operator, str], ...]] = {
    "vi": (
        (
            ">=",
            r"ít\s+nhất(?:\s+là)?|tối\s+thiểu(?:\s+là)?|không\s+(?:dưới|ít\s+hơn|thấp\s+hơn)|≥"
            r"|từ(?=\s\S+(?:\s\S+){0,5}\s+trở\s+lên)",
        ),
        ("<=", r"không\s+(?:quá|vượt\s+quá|nhiều\s+hơn)|tối\s+đa(?:\s+là)?|nhiều\s+nhất(?:\s+là)?|dưới|≤|trong\s+vòng"),
        (
            ">~",
            r"(?<!cao\s)(?<!thấp\s)(?<!nhiều\s)(?<!ít\s)(?<!lớn\s)(?<!nhỏ\s)(?<!tốt\s)(?<!nhanh\s)(?<!chậm\s)"
            r"(?<!sớm\s)(?<!muộn\s)(?<!dài\s)(?<!ngắn\s)hơn|trên|vượt\s+(?:quá|mốc"
            r"|con\s+số|mức)|quá|>",
        ),
        ("<~", r"gần(?:\s+đến)?|suýt\s+soát|xấp\s+xỉ\s+gần"),
        ("~", r"khoảng|xấp\s+xỉ|ước\s+(?:đạt|tính|khoảng|chừng)|ước|chừng|độ|cỡ|~|≈"),
        ("<", r"<"),
    ),
    "zh": (
        (">=", r"至少|不少于|不低于|不下|最少|不小于|≥|起码"),
        ("<=", r"不超过|不高于|不多于|至多|最多|不大于|少于|低于|不足|≤|控制在"),
        (">~", r"超过|超出|超|逾|突破|多于|大于|>|高达(?!x)"),
        ("<~", r"将近|接近|近"),
        ("~", r"大约|大概|约|估计|左右|~|≈"),
        ("<", r"<"),
    ),
    "en": (
        (">=", r"at\s+least|no(?:t)?\s+(?:fewer|less|lower)\s+than|a\s+minimum\s+of|minimum|≥"),
        (
            "<=",
            r"at\s+most|no(?:t)?\s+more\s+than|not\s+exceeding|up\s+to|a\s+maximum\s+of|maximum|fewer\s+than"
            r"|less\s+than|(?<!just\s)under|(?<!just\s)below|within|≤",
        ),
        (
            ">~",
            r"(?<!no\s)(?<!not\s)more\s+than|over|above|exceeding|exceeded|in\s+excess\s+of|upwards\s+of"
            r"|greater\s+than|>",
        ),
        ("<~", r"nearly|almost|close\s+to|just\s+under|just\s+below"),
        ("~", r"about|around|approximately|approx\.?|roughly|some|an\s+estimated|estimated|circa|~|≈|c\."),
        ("<", r"<"),
    ),
}
_AFTER: dict[Language, tuple[tuple[Operator, str], ...]] = {
    "vi": ((">=", r"\s*trở\s+lên"), ("<=", r"\s*trở\s+xuống"), (">~", r"\+(?!\d)")),
    "zh": (
        (">=", r"\s*(?:及|或)?以上"),
        ("<=", r"\s*(?:及|或)?(?:以下|以内)"),
        ("~", r"\s*(?:左右|上下|许(?![多可])|前后)"),
        (">~", r"[余多](?![年数])|\+(?!\d)|有余"),
    ),
    "en": (
        (">=", r"\s+(?:or\s+(?:more|above|over|higher)|and\s+(?:above|over|more))(?!\w)"),
        ("<=", r"\s+or\s+(?:less|fewer|below|under)(?!\w)"),
        ("~", r"\s+or\s+so(?!\w)"),
        (">~", r"\+(?!\d)"),
    ),
}
_VI_FIELDS = LazyPattern(
    r"(?:lĩnh vực|mặt|phương diện|địa bàn|khía cạnh|tuyến|nội dung|kênh|trang|nền tảng|cơ sở|linh vuc|dia ban)"
)
_REACH = 28
_ZH_INSIDE_WORDS: dict[str, LazyPattern] = {
    "约": LazyPattern(r"[签簽预預节節公合条條违違制契盟集缩縮隐隱婉邀赴失守履续續解租特简簡]\Z"),
    "近": LazyPattern(r"[附最邻鄰临臨靠亲親就远遠]\Z"),
    "超": LazyPattern(r"[彩b赶趕高]\Z"),
    "逾": LazyPattern(r"[不]\Z"),
}
"""What makes a one-letter operator the end of a word (签约, 附近): such a word says nothing about exactness."""
_NOT_OVER = LazyPattern(r"(?<!\w)(?:không|chưa)(?:\s[^\W\d_]+){1,5}\s\Z")


def operator_before(folded: str, start: int, language: Language, head: str) -> OperatorReading | None:
    """Read the operator ending right before ``start``; ``head`` tells ``trên 3 lĩnh vực`` from ``trên 85%``."""
    floor = max(0, start - _REACH)
    for op, pattern in _patterns(language, "before"):
        for match in pattern.on(folded).finditer(folded, floor, start):
            gap = folded[match.end() : start]
            if gap.strip(" ") or len(gap) > 2:
                continue
            if language != "zh" and match[0][0].isalpha() and match.start() and folded[match.start() - 1].isalnum():
                continue
            if language != "zh" and match[0][-1].isalpha() and not gap:
                continue
            if language == "vi" and match[0] in {"trên", "tren"} and _VI_FIELDS.match(head):
                continue
            if language == "zh" and _ends_word(folded, match.start(), match[0]):
                continue
            if language == "vi" and match[0] in {"quá", "vượt quá"}:
                denied = _NOT_OVER.search(folded[max(0, match.start() - 50) : match.start()])
                return OperatorReading("<=" if denied else op, match.start(), match.end())
            return OperatorReading(op, match.start(), match.end())
    return None


def _ends_word(folded: str, start: int, surface: str) -> bool:
    pattern = _ZH_INSIDE_WORDS.get(surface)
    return pattern is not None and start > 0 and pattern.search(folded[start - 1 : start]) is not None


def operator_after(folded: str, number_end: int, unit_end: int, language: Language) -> OperatorReading | None:
    """Read the bound or approximation after the unit (60%以上) or between number and unit (450+ enterprises)."""
    for op, pattern in _patterns(language, "after"):
        for position in (unit_end, number_end):
            match = pattern.on(folded).match(folded, position)
            if match:
                return OperatorReading(op, match.start(), match.end())
    return None


@cache
def _patterns(language: Language, side: str) -> tuple[tuple[Operator, VietnamesePattern], ...]:
    table = _BEFORE if side == "before" else _AFTER
    return tuple((op, VietnamesePattern(source)) for op, source in table[language])
