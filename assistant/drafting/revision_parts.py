"""Which part of a draft an instruction is about: by number, by the words of its heading, or by what it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.drafting.draft import Draft
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_HAN: Final = "一二三四五六七八九十"
_WORDS: Final = {
    "một": 1,
    "nhất": 1,
    "đầu": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "mot": 1,
    "nhat": 1,
    "dau": 1,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "one": 1,
    "first": 1,
    "two": 2,
    "second": 2,
    "three": 3,
    "third": 3,
    "four": 4,
    "fourth": 4,
    "five": 5,
    "fifth": 5,
    "cuối": -1,
    "cuoi": -1,
    "last": -1,
    "最后": -1,
}
_NUMBERED_VI: Final = VietnamesePattern(
    r"(?<!\w)(?:phần|mục|chương)\s+(?:thứ\s+)?(\d{1,2}|[ivx]{1,4}|một|nhất|đầu|hai|ba|bốn|tư|năm|sáu|bảy|cuối)"
    r"(?!\w)(?! tháng)"
)
_NUMBERED: Final = (
    re.compile(
        rf"第([{_HAN}]|\d{{1,2}})(?:个)?(?:大)?(?:部分|点|条|方面|节|章)|(?:^|[^\d{_HAN}])([{_HAN}])部分|(最后)一?(?:个)?部分"
    ),
    re.compile(r"\b(?:section|part)\s+(\d{1,2}|[ivx]{1,4}|one|two|three|four|five)\b"),
    re.compile(r"\b(first|second|third|fourth|fifth|last)\s+(?:section|part)\b"),
)
_PURPOSES: Final[tuple[tuple[str, str], ...]] = (
    ("opening", r"mở đầu|mở bài|đặt vấn đề|开头|开篇|引言|opening|introduction|intro"),
    ("closing", r"kết bài|kết luận|lời kết|kết thúc|结尾|结束语|closing|conclusion"),
    ("effects", r"hiệu quả|成效|效果|亮点|effects|outcomes"),
    ("measures", r"việc đã làm|biện pháp|做法|措施|work done|measures"),
    ("requests", r"kiến nghị|đề xuất|建议|请求事项|requests|recommendations"),
    ("causes", r"nguyên nhân|原因|causes|reasons"),
    (
        "limits",
        r"hạn chế|tồn tại|khó khăn|yếu kém|问题|不足|短板|困难|issues|problems|limitations|shortcomings|difficulties",
    ),
    ("budget", r"kinh phí|经费|资金|budget|resources"),
    ("organisation", r"tổ chức thực hiện|组织实施|保障措施|implementation"),
    ("tasks", r"nhiệm vụ|任务|activities|tasks"),
    ("purpose", r"mục đích|总体要求|目标|purpose"),
    (
        "plans",
        r"phương hướng|nhiệm vụ|kế hoạch|giải pháp|thời gian tới"
        r"|打算|下一步|计划|任务|plans|priorities|next steps|tasks",
    ),
    ("commendations", r"khen thưởng|biểu dương|表彰|表扬|commendations|awards"),
    ("situation", r"đặc điểm tình hình|tình hình chung|bối cảnh|基本情况|背景|context|background"),
    ("event", r"diễn biến|hội nghị|会议情况|会议|event|meeting"),
    ("results", r"kết quả|thành tích|ưu điểm|thành tựu|成效|成绩|做法|results|achievements"),
)
_PART_WORD: Final = VietnamesePattern(r"(?<!\w)(?:phần|mục|chương|đoạn)(?!\w)")
_PART_WORD_OTHER: Final = re.compile(r"部分|一节|段落|\b(?:section|part|paragraph)s?\b")
_HEADING_HELD: Final = 0.75


def parts_in(draft: Draft) -> tuple[str, ...]:
    """The parts that a draft has, in their order; head and foot are none."""
    frame = {"", "salutation"}
    return tuple(dict.fromkeys(block.part for block in draft.blocks if block.part not in frame))


def find_parts(instruction: str, draft: Draft, *, named: bool = False) -> tuple[str, ...] | None:
    """Give the parts that an instruction names, none for the whole; ``None`` where it names one that is not there.

    With ``named`` a part counts only where the instruction says that it is one ("phần", "部分", "section"): the words
    of a subject may be those of a part.
    """
    folded = fold(instruction)
    number = _number(folded)
    if number is not None:
        sections = _sections(draft)
        if number == -1:
            return sections[-1] if sections else None
        return sections[number - 1] if 0 < number <= len(sections) else None
    says_part = bool(_PART_WORD.on(folded).search(folded) or _PART_WORD_OTHER.search(folded))
    if named and not says_part:
        return ()
    return _by_heading(folded, draft) or _by_purpose(folded, draft) or (None if says_part else ())


def _number(folded: str) -> int | None:
    match = _NUMBERED_VI.on(folded).search(folded)
    match = match or next((found for one in _NUMBERED if (found := one.search(folded))), None)
    if match is None:
        return None
    word = next(group for group in match.groups() if group)
    if word.isdigit():
        return int(word)
    if word in _HAN:
        return _HAN.index(word) + 1
    return _ROMAN.get(word) or _WORDS.get(word)


def _sections(draft: Draft) -> list[tuple[str, ...]]:
    """What a number counts: stretches under headings of the first level, else the parts that tell something."""
    sections: list[list[str]] = []
    headed = any(block.kind == "heading" and block.level == 1 for block in draft.blocks)
    if not headed:
        return [(part,) for part in parts_in(draft) if part not in {"opening", "closing", "points"}]
    for block in draft.blocks:
        if block.kind == "heading" and block.level == 1:
            sections.append([])
        if sections and block.part and block.part not in {"closing", *sections[-1]}:
            sections[-1].append(block.part)
    return [tuple(one) for one in sections]


def _by_heading(folded: str, draft: Draft) -> tuple[str, ...]:
    """The part whose heading the instruction repeats."""
    language: Language = draft.brief.language
    held = text_keys(folded)
    best, found = 0.0, ""
    for block in draft.blocks:
        if block.kind != "heading" or block.level != 1:
            continue
        share = coverage(content_keys(block.text, language), held)
        if share > best:
            best, found = share, block.part
    return _whole_section(found, draft) if best >= _HEADING_HELD else ()


def _whole_section(part: str, draft: Draft) -> tuple[str, ...]:
    return next((one for one in _sections(draft) if part in one), (part,))


def _by_purpose(folded: str, draft: Draft) -> tuple[str, ...]:
    parts = parts_in(draft)
    for code, words in _PURPOSES:
        if code in parts and _says(words, folded):
            return (code,)
    return ()


def _says(words: str, folded: str) -> bool:
    return VietnamesePattern(rf"(?<![^\W\u3400-\u9fff])(?:{words})").on(folded).search(folded) is not None


def blocks_of(draft: Draft, parts: Sequence[str]) -> list[int]:
    """The numbers of the blocks that belong to parts; of all that tell something where none is named."""
    wanted = parts or parts_in(draft)
    return [at for at, block in enumerate(draft.blocks) if block.part in wanted]
