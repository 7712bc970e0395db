"""Where a title that needs more than one line is broken: between units of sense, never inside a name, date or word.

GB/T 9704-2012, 7.3.1 asks for whole words, even lines and a trapezoid or diamond; Vietnamese practice is the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache
from typing import Final

from assistant.export.text_width import text_width_pt
from vectorstore.records import Language

_BEFORE_VI: Final = frozenset(
    [
        *("của", "về", "và", "trong", "tại", "nhằm", "cho", "với", "do", "từ", "theo", "trên", "phục", "quý", "năm"),
        *("giai", "phương", "nhiệm", "công", "kết", "tình", "3", "6", "9"),
    ]
)
_LEADING_VI: Final = frozenset(["của", "về", "và", "trong", "tại", "nhằm", "cho", "với", "do", "từ", "theo", "các"])
"""Words that belong to what follows them."""
_PAIRED_VI: Final = frozenset(
    {
        ("phương", "hướng"), ("nhiệm", "vụ"), ("công", "tác"), ("kết", "quả"), ("tình", "hình"), ("giai", "đoạn"),
        ("phục", "vụ"), ("đầu", "năm"), ("cuối", "năm"), ("thực", "hiện"), ("triển", "khai"), ("trọng", "tâm"),
        ("sức", "khỏe"), ("môi", "trường"), ("hội", "nghị"), ("sơ", "kết"), ("tổng", "kết"), ("kế", "hoạch"),
        ("báo", "cáo"), ("xây", "dựng"), ("quản", "lý"), ("phòng", "chống"), ("đào", "tạo"), ("bệnh", "viện"),
        ("nguồn", "nước"), ("quan", "trắc"), ("khảo", "sát"), ("lao", "động"), ("an", "toàn"), ("kinh", "tế"),
        ("xã", "hội"), ("y", "tế"), ("giáo", "dục"), ("thành", "phố"), ("nông", "nghiệp"), ("công", "nghiệp"),
        ("nghề", "nghiệp"), ("khoa", "học"), ("công", "nghệ"), ("văn", "hóa"), ("tài", "chính"), ("nội", "vụ"),
        ("tư", "pháp"), ("tài", "nguyên"), ("nhân", "dân"), ("ủy", "ban"), ("hành", "chính"), ("chuyển", "đổi"),
        ("đề", "án"), ("chương", "trình"), ("mục", "tiêu"), ("quốc", "gia"), ("cải", "cách"), ("kiểm", "tra"),
    }
)  # fmt: skip
_UNITS_ZH: Final = re.compile(
    r"(?<=关于)|(?<=年度)(?!工作)|(?<=[上下]半年)|(?<=的)|(?<=[，、；：])|(?=和(?!谐|平))|(?=与)|(?=暨)|(?=及其)"
    r"|(?=工作(?:总结|报告|方案|计划|情况|会议))|(?=情况的)|(?=实施方案)|(?=讲话)|(?=会议)|(?=推进会)"
    r"|(?<=[省市县区镇局委院校厅部站])(?![局委院校厅部长域政级])|(?<=中心)|(?<=》)|(?=《)|(?<=工作)|(?<=建设)|(?<=管理)"
)
_UNBROKEN_ZH: Final = re.compile(r"[0-9A-Za-z%％.．]+[年月日号个万亿]?|《[^》]{0,18}》|（[^）]{0,18}）")
_NO_START: Final = "的了着，、；：。！？）》”’年月日号"
_NO_END: Final = "《（“‘第"

_FREE, _POOR, _INSIDE, _NEVER = 0.0, 0.35, 2.2, 9.0
"""``_INSIDE``: where no unit of sense is known to end, most likely within a word: dearer than one more line."""


def title_lines(text: str, language: Language, width_pt: float, size_pt: float) -> tuple[str, ...]:
    """Break a title into as few lines as fit, as even as its units of sense allow.

    A single word wider than the line stays whole: the word processor has to break it.
    """
    units = tuple(text) if language == "zh" else tuple(text.split())
    if not units:
        return ()
    joint = "" if language == "zh" else " "
    whole = joint.join(units)
    if text_width_pt(whole, size_pt) <= width_pt:
        return (whole,)
    costs = _costs_zh(whole) if language == "zh" else _costs_vi(units)
    return _broken(units, joint, costs, lambda line: text_width_pt(line, size_pt) / width_pt)


def _broken(
    units: tuple[str, ...], joint: str, costs: tuple[float, ...], fill: Callable[[str], float]
) -> tuple[str, ...]:
    """Choose the breaks of least cost; ``costs[i]`` is that of a break before unit ``i``."""
    longest = 80

    @cache
    def best(start: int) -> tuple[float, tuple[str, ...]]:
        if start == len(units):
            return 0.0, ()
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, min(len(units), start + longest) + 1):
            line = joint.join(units[start:end])
            filled = fill(line)
            if filled > 1 and end > start + 1:
                break
            later, lines = best(end)
            ends = costs[end] if end < len(units) else 0.0
            cost = 1.0 + (1 - min(filled, 1)) ** 2 + ends + later
            if found is None or cost < found[0]:
                found = cost, (line, *lines)
        assert found is not None
        return found

    if len(units) > 200:  # a page of text is no title; let the word processor fill the lines
        return (joint.join(units),)
    return best(0)[1]


def _costs_vi(words: tuple[str, ...]) -> tuple[float, ...]:
    costs = [0.0]
    for before, after in itertools.pairwise(words):
        pair = (before.lower().strip(",;"), after.lower().strip(",;"))
        numbered = after[0].isdigit() and before[-1] not in ",;" and pair[1] not in {"3", "6", "9"}
        counted = before[0].isdigit() and pair[1] in {"tháng", "năm", "%"}
        if pair in _PAIRED_VI or numbered or counted:
            costs.append(_NEVER)
        elif pair[0] in _LEADING_VI:
            costs.append(_POOR * 3)
        elif before[-1] in ",;:-–" or pair[1] in _BEFORE_VI:
            costs.append(_FREE)
        else:
            costs.append(_POOR)
    return tuple(costs)


def _costs_zh(text: str) -> tuple[float, ...]:
    costs = [_INSIDE] * len(text)
    for match in _UNITS_ZH.finditer(text):
        if match.start() < len(text):
            costs[match.start()] = _FREE
    for match in _UNBROKEN_ZH.finditer(text):
        for at in range(match.start() + 1, match.end()):
            costs[at] = _NEVER
    for at in range(1, len(text)):
        if text[at] in _NO_START or text[at - 1] in _NO_END:
            costs[at] = _NEVER
    return tuple(costs)
