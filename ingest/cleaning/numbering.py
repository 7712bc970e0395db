"""Numbers and bullets at the start of a line, and the depth that they give a heading.

Vietnamese schemes after Decree 30/2020/NĐ-CP, annex I (Phần, Chương, Mục, Điều, I., 1., a), -); Chinese ones after
GB/T 9704-2012, 7.3.3 (一、（一） 1. （1）); decimal ones (1.1.) as in reports of both and of English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MarkerKind = Literal[
    "part",
    "chapter",
    "section",
    "article",
    "capital",
    "roman",
    "arabic",
    "decimal",
    "letter",
    "parenthesis",
    "han",
    "han_parenthesis",
    "han_arabic",
    "han_digit_parenthesis",
    "circled",
    "ordinal_clause",
    "bullet",
]

_HAN_NUMBER = "[一二三四五六七八九十百〇零]{1,4}"
_PATTERNS: tuple[tuple[MarkerKind, re.Pattern[str]], ...] = (
    (
        "part",
        re.compile(
            r"(?i:phần)\s+(?:(?i:thứ)\s+(?i:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám)|[IVX]{1,5}|[1-9]|"
            r"[A-E])(?![^\W\d_])[.:)]?\s*|Part\s+(?:[IVX]{1,5}|\d|One|Two|Three|Four|Five)(?!\w)[.:]?\s*|(?:第"
            + _HAN_NUMBER
            + r"(?:部分|编|編|篇))[、:：\s]*"
        ),
    ),
    (
        "chapter",
        re.compile(
            r"(?i:chương)\s+(?:[IVX]{1,6}|\d{1,2})(?!\w)[.:]?\s*|Chapter\s+(?:[IVX]{1,6}|\d{1,2})(?!\w)[.:]?\s*|第"
            + _HAN_NUMBER
            + r"章[、:：\s]*"
        ),
    ),
    (
        "section",
        re.compile(
            r"(?:Mục|MỤC|Tiểu mục)\s+\d{1,2}(?!\w)[.:]?\s*|Section\s+\d{1,2}(?!\w)[.:]?\s*|第"
            + _HAN_NUMBER
            + r"[节節][、:：\s]*"
        ),
    ),
    (
        "article",
        re.compile(
            r"(?:Điều|ĐIỀU)\s+\d{1,3}[a-z]?[.:]\s*|Article\s+\d{1,3}[.:]\s*|第" + _HAN_NUMBER + r"[条條][、:：\s]*"
        ),
    ),
    (
        "decimal",
        re.compile(
            r"\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+(?=[^\W\d_a-z])|\d{1,2}(?:\.\d{1,2}){1,"
            r"4}[.、]?\s*(?=[\u3400-\u9fff《“])(?![年月日元倍万亿个人家])"
        ),
    ),
    ("roman", re.compile(r"[IVX]{1,6}\s?(?:[./)\-–]|-\s)\s?(?=[^\W\d_]|[“\"(*])")),
    ("han", re.compile(_HAN_NUMBER + r"\s?[、.．]\s*")),
    ("han_parenthesis", re.compile(r"[(（]\s?" + _HAN_NUMBER + r"\s?[)）][、.]?\s*")),
    ("han_digit_parenthesis", re.compile(r"[(（]\s?\d{1,2}\s?[)）]\s*")),
    ("han_arabic", re.compile(r"\d{1,2}\s?(?:[、．]|[.](?!\d))\s*(?=[\u3400-\u9fff《“*×])")),
    ("circled", re.compile(r"[①-⑳⑴-⒇]\s*")),
    (
        "ordinal_clause",
        re.compile(
            r"(?:[一二三四五六七八九十]{1,2}(?:是|要)(?=[^\n]{4})|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám) là[,:]\s|Thứ "
            r"(?:nhất|hai|ba|tư|năm|sáu|bảy)[,:]\s)"
        ),
    ),
    ("arabic", re.compile(r"\d{1,2}\s?[./)]\s?(?=[^\W\d_]|[“\"(*])")),
    ("capital", re.compile(r"[A-HĐ]\s?[./)]\s(?=[^\W\d_])")),
    ("letter", re.compile(r"[a-zđ]\s?[)./]\s?(?=[^\W\d_]|[“\"(])")),
    ("parenthesis", re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,5})\)\s*")),
    ("bullet", re.compile(r"(?:[-–—+•*●○■□▪▫◆◇►▶➢➤✓✔·◦]|\uf0b7|\uf02d)\s+(?=\S)|[•●■▪◆►➢➤✓✔](?=\S)")),
)
_CONTAINERS: tuple[MarkerKind, ...] = ("part", "chapter", "section", "capital")
_NOMINAL: dict[MarkerKind, int] = {
    "roman": 1,
    "han": 1,
    "arabic": 2,
    "han_parenthesis": 2,
    "han_arabic": 3,
    "letter": 3,
    "han_digit_parenthesis": 4,
    "parenthesis": 4,
    "circled": 5,
    "article": 1,
    "ordinal_clause": 5,
    "bullet": 5,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a line; ``length`` counts it with the space behind it, ``depth`` the parts of a decimal number."""

    kind: MarkerKind
    length: int
    depth: int = 1


@lru_cache(maxsize=8192)
def read_marker(text: str) -> Marker | None:
    """The number or bullet that a line starts with; decimal numbers, dates, times and initials are none."""
    for kind, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is not None and match.end() <= len(text):
            return Marker(kind, match.end(), len(re.findall(r"\d+", match.group())) if kind == "decimal" else 1)
    return None


def heading_level(marker: Marker, present: frozenset[MarkerKind]) -> int:
    """The depth of a heading among the kinds of headings that its document has.

    ``I.`` and ``一、`` are 1, ``1.`` and ``（一）`` 2, and so on; parts, chapters, sections and ``A.`` above them push
    them down. Chinese ``1.`` directly under ``一、`` is 2.
    """
    containers = [kind for kind in _CONTAINERS if kind in present]
    if marker.kind in _CONTAINERS:
        return containers.index(marker.kind) + 1 if marker.kind in containers else 1
    if marker.kind == "decimal":
        return len(containers) + 1 + marker.depth
    level = _NOMINAL[marker.kind]
    if marker.kind in ("han_arabic", "han_digit_parenthesis") and "han_parenthesis" not in present:
        level -= 1
    if marker.kind == "letter" and "decimal" in present:
        level += 1
    if marker.kind != "article" and "article" in present and "roman" not in present:
        level += 1
    return len(containers) + level
