"""Posts that people hold (director, chairman …) with their rank, comparable across languages.

A deputy is another post than the head: ``Phó Giám đốc`` never answers a question about the ``Giám đốc``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Post:
    """A post found at ``text[start:end]``: its class (``director``, ``chairman`` …) and whether it is a deputy's."""

    surface: str
    start: int
    end: int
    title: str
    deputy: bool


_VI_DEPUTY: Final = r"(?:phó |q\. ?|quyền )?"
_POSTS: Final[dict[Language, tuple[tuple[str, Pattern], ...]]] = {
    "vi": tuple(
        (title, VietnamesePattern(rf"\b(?P<deputy>phó )?(?:{words})\b"))
        for title, words in (
            (
                "director",
                r"(?:tổng )?giám đốc|viện trưởng|cục trưởng|vụ trưởng|chi cục trưởng|tổng cục trưởng|hiệu trưởng",
            ),
            ("chairman", r"chủ tịch"),
            ("minister", r"bộ trưởng|thứ trưởng|thủ tướng"),
            ("secretary", r"bí thư|tổng thư ký|thư ký"),
            (
                "head",
                r"trưởng (?:phòng|khoa|ban|đoàn|trạm|công an|bộ môn|đội|nhóm|trung tâm)|chánh (?:văn phòng|"
                r"thanh tra)|chủ nhiệm|trưởng công an|đội trưởng|trạm trưởng",
            ),
            ("specialist", r"chuyên viên|kế toán trưởng|người phát ngôn|điều phối viên"),
        )
    ),
    "zh": tuple(
        (title, re.compile(rf"(?P<deputy>副|常务副)?(?:{words})"))
        for title, words in (
            ("director", r"主任|局长|厅长|院长|校长|处长|所长|站长|总经理|司长"),
            ("chairman", r"主席|董事长|会长|区长|市长|县长|省长|镇长|乡长|主委"),
            ("minister", r"部长|总理"),
            ("secretary", r"书记|秘书长"),
            ("head", r"科长|组长|队长|班长|负责人|护士长"),
            ("specialist", r"发言人|总工程师|主持人"),
        )
    ),
    "en": tuple(
        (title, re.compile(rf"\b(?P<deputy>deputy |vice[- ]|assistant )?(?:standing )?(?:{words})\b"))
        for title, words in (
            ("director", r"(?:general )?director(?:[- ]general)?|principal|rector|manager|superintendent"),
            ("chairman", r"chairman|chairwoman|chairperson|chair|president|mayor|governor"),
            ("minister", r"minister|premier"),
            ("secretary", r"secretary(?:[- ]general)?"),
            ("head", r"head of|chief(?: of)?|leader of|commissioner|captain"),
            ("specialist", r"spokes(?:man|woman|person)|coordinator|accountant|officer"),
        )
    ),
}


def find_posts(text: str, language: Language) -> tuple[Post, ...]:
    """Find every post in ``text`` in order; of two that overlap the longer stays."""
    folded = fold(text)
    found: list[Post] = []
    for title, pattern in _POSTS[language]:
        for match in matcher(pattern, folded).finditer(folded):
            surface = text[match.start() : match.end()]
            deputy = match["deputy"] is not None or "thứ trưởng" in folded[match.start() : match.end()]
            found.append(Post(surface, match.start(), match.end(), title, deputy))
    found.sort(key=lambda post: (post.start, -post.end))
    kept: list[Post] = []
    for post in found:
        if not kept or post.start >= kept[-1].end:
            kept.append(post)
    return tuple(kept)


def same_post(asked: Post, found: Post, *, same_language: bool) -> bool:
    """Tell whether two posts may be the same: equal rank, and equal words within a language, equal class across."""
    if asked.deputy != found.deputy:
        return False
    if same_language:
        return _core(asked) == _core(found)
    return asked.title == found.title or {asked.title, found.title} <= {"director", "chairman", "head"}


def _core(post: Post) -> str:
    return re.sub(r"^(?:phó|pho|副|常务副|deputy|vice|assistant|standing)[ -]*", "", fold(post.surface))
