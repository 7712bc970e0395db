"""Proper names as a text writes them: runs of capitalised words, and Chinese places with their rank.

Only what is reliable is read: a single capitalised word, short forms in capitals and words that begin a sentence
prove nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.dates import EN_MONTHS
from ingest.folding import LOWER, UPPER, LazyPattern, fold_case
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name at ``text[start:end]``; ``words`` are its capitalised words, or the whole of a Chinese name."""

    start: int
    end: int
    words: tuple[str, ...]


_CAPITAL: Final = rf"[{UPPER}][{LOWER}'’]+"
_RUN: Final = LazyPattern(rf"(?<![\w-]){_CAPITAL}(?:[ \u00a0]{_CAPITAL})+(?!\w)")
_SENTENCE_START: Final = LazyPattern(r"(?:^|[.!?:：\n“\"(])\s*\Z")
_ZH_PLACE: Final = LazyPattern(
    r"(?P<name>[\u4e00-\u9fff]{2})(?:省|市|区|县|镇|乡|街道|医院|村|社区)(?![\u4e00-\u9fff]?(?:级|域|间|政府门户))"
)
_ZH_COMMON: Final = frozenset(
    "全各我本该辖城农山地小社老新郊片景园校院厂矿库灾疫林牧牛东西南北中上下内外省市县区镇乡村的了和与及在对向为由从到个"
    "一二三四五六七八九十两几多数余每某这那其等级属邻近管设有是被把将所直综合专科基层乡重点试示范灵超菜"
)


def find_proper_names(text: str, language: Language) -> tuple[ProperName, ...]:
    """Find names of places, bodies and people by their writing, in order."""
    if language == "zh":
        folded = fold_case(text)
        return tuple(
            ProperName(match.start(), match.end(), (match[0],))
            for match in _ZH_PLACE.finditer(folded)
            if not set(match["name"]) & _ZH_COMMON
        )
    found = (_names_in_run(text, run) for run in _RUN.finditer(text))
    return tuple(name for name in found if name is not None)


_LEADING: Final = frozenset(
    [
        "the",
        "this",
        "these",
        "those",
        "in",
        "on",
        "by",
        "at",
        "from",
        "of",
        "no",
        "only",
        "for",
        "to",
        "a",
        "an",
        "its",
        "their",
        "despite",
        "after",
        "before",
        "during",
        "between",
        "both",
        "all",
        "some",
        "many",
        "most",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "and",
        "but",
        "as",
        "if",
        "when",
        "with",
        "under",
        "over",
        "about",
        "around",
        "tại",
        "theo",
        "trong",
        "do",
        "ở",
        "với",
        "từ",
        "cả",
        "riêng",
        "các",
        "những",
        "ngày",
        "về",
        "bởi",
        "khi",
        "sau",
        "trước",
        "được",
        "có",
        "hai",
        "ba",
        "bốn",
        "năm",
        "sáu",
        "bảy",
        "tám",
        "chín",
        "mười",
        "mọi",
        "mỗi",
        "một",
        "nếu",
        "để",
        "và",
        "hiện",
        "đến",
        "tính",
        "cùng",
        "ngoài",
        "nhờ",
        "vì",
        "trên",
        "dưới",
        "giữa",
    ]
) | frozenset(EN_MONTHS)


def _names_in_run(text: str, run: re.Match[str]) -> ProperName | None:
    words = tuple(run[0].replace("\u00a0", " ").split(" "))
    while words and words[0].casefold() in _LEADING:
        words = words[1:]
    if len(words) < 2:
        return None
    if len(words) > 2 and _SENTENCE_START.search(text, max(0, run.start() - 6), run.start()):
        return ProperName(run.start(), run.end(), words[1:])
    return ProperName(run.start(), run.end(), words)
