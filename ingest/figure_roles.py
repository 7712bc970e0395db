"""What a figure is said to be: a result, a plan, a target, or a comparison; and the period it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Literal

from ingest.folding import LazyPattern, VietnamesePattern
from ingest.periods import PeriodMention
from vectorstore.records import Language, Period

_Role = Literal["result", "plan", "target", "comparison", "unknown"]

_SENTENCE_STOP = LazyPattern(r"[。！？\n]|[.!?](?=\s|$)|⟦")
_CLAUSE_STOP = LazyPattern(r"[。！？；;\n，]|[.!?](?=\s|$)|,(?!\d)")

_CUES: dict[Language, dict[str, str]] = {
    "vi": {
        "target": r"phấn\s+đấu|mục\s+tiêu|(?:kế\s+hoạch|chỉ\s+tiêu)\s+(?:được\s+|tỉnh\s+|trên\s+)?giao"
        r"|chỉ\s+tiêu(?!\s+(?:đạt|hoàn\s+thành|vượt))|đặt\s+ra|cần\s+đạt|đề\s+ra"
        r"|hướng\s+(?:đến|tới)|được\s+giao(?!\s+đã)",
        "plan": r"dự\s+kiến|(?<!\w)sẽ(?!\w)|(?<!vượt\s)(?<!với\s)(?<!theo\s)(?<!%\s)kế\s+hoạch\s+(?:năm|quý"
        r"|tháng|đầu\s+tư|xây\s+dựng|triển\s+khai|tổ\s+chức|bố\s+trí|chi|mua|tuyển|là|:)|dự\s+toán"
        r"|trong\s+thời\s+gian\s+tới|dự\s+định|"
        r"phương\s+hướng|nhiệm\s+vụ\s+trọng\s+tâm|tiếp\s+tục\s+(?!được)|yêu\s+cầu|đề\s+nghị|đề\s+xuất",
        "result": r"(?<!\w)đã(?!\w)|đạt|hoàn\s+thành|thực\s+hiện\s+được|ghi\s+nhận|phát\s+hiện|hiện\s+(?:có|nay)"
        r"|tổng\s+(?:số|cộng)|khám\s+cho|tặng|tiếp\s+nhận|xảy\s+ra|vượt|có\s|được|thực\s+hiện|đang",
    },
    "zh": {
        "target": r"力争|目标|达到.{0,12}要求|要达到|确保|争取|指标任务|任务数|不低于|控制在",
        "plan": r"计划(?!的|数|任务|免疫|总)|拟(?!定|订)|预计|将(?!近)|打算|下一步|预算|安排(?!了)|明年|力求",
        "result": r"已|完成|达到?|先后|共|累计|实现|取得|开展了|建成|成立|有效|现有|帮助|查处|检查|培训|增至|[了过]",
    },
    "en": {
        "target": r"targets?|aims?|goal|objective|strive|seek to|target of",
        "plan": r"(?<!\w)will(?!\w)|plans?(?:\s+to|\s+for)|planned|intends?|expected|is to|are to|budgeted"
        r"|scheduled|proposed|forecast",
        "result": r"achieved|completed|delivered|reached|held|trained|recorded|received|treated|(?<!\w)(?:was"
        r"|were|has|have|had)(?!\w)|conducted|provided|helped|awarded|totalled|inspected|visited",
    },
}
_CHANGE: dict[Language, str] = {
    "vi": r"(?:tăng|giảm|cao\s+hơn|thấp\s+hơn|nhiều\s+hơn|ít\s+hơn|tăng\s+thêm|giảm\s+(?:đi|bớt)"
    r"|vượt)\s*(?:khoảng|gần|hơn|trên|xấp\s+xỉ)?\s*\Z",
    "zh": r"(?:增长|增加|提高|上升|下降|减少|降低|提升|回落|高于|低于|下滑|多|少|增|降)"
    r"(?:了)?\s*(?:约|近|超过|逾)?\s*\Z",
    "en": r"(?:rose|increased?|grew|growth\s+of|fell|decreased?|declined?|dropped|up|down|higher|lower|rise\s+of"
    r"|increase\s+of|decrease\s+of|fall\s+of|more|fewer)\s*(?:by|of)?\s*(?:about|nearly|over|more\s+than"
    r"|around)?\s*\Z",
}
_SAME_PERIOD: dict[Language, str] = {
    "vi": r"cùng\s+kỳ(?:\s+năm\s+(?:\d{4}|trước|ngoái))?\s*(?:là|:|chỉ|có|đạt)?\s*(?:\d+%?)?\s*\Z"
    r"|\(\s*cùng\s+kỳ[^)]{0,24}\Z|so\s+với\s*\Z",
    "zh": r"(?:同期|上年|去年)(?:为|是|的|仅|有)?\s*\Z",
    "en": r"(?:same\s+period|last\s+year|year\s+before|a\s+year\s+earlier|compared\s+(?:with|to)|against"
    r"|from)\s*(?:was|of|:|were)?\s*\Z",
}


def figure_role(folded: str, start: int, end: int, language: Language) -> _Role:
    """Tell the role of the figure at ``folded[start:end]`` from its clause, then from the sentence before it.

    A plan or target outweighs a result word in the same clause (``phấn đấu đạt 95%``); a figure right after a word of
    change (``tăng 15%``, 同比增长12%) is a comparison unless it is planned.
    """
    left = _SENTENCE_STOP.split(folded[max(0, start - 240) : start])[-1]
    right = _CLAUSE_STOP.split(folded[end : end + 60], maxsplit=1)[0]
    left, intro = _list_item(left)
    clauses = _CLAUSE_STOP.split(left)
    near = clauses[-1]
    cues = _patterns(language, folded)
    planned = _planned(cues, near, right)
    if planned is not None:
        return planned
    changed = cues["change"].search(near)
    if cues["same"].search(near) or (changed and cues["versus"].search(right)):
        return "comparison"
    earlier = next(
        (role for clause in reversed([intro, *clauses[:-1]]) if (role := _decided(cues, clause)) is not None), None
    )
    if earlier in {"plan", "target"} and not cues["perfect"].search(near):
        return earlier
    if changed:
        return "comparison"
    if cues["result"].search(near) or cues["result"].search(right):
        return "result"
    return "result" if any(cues["result"].search(clause) for clause in clauses[:-1]) else "unknown"


def _list_item(left: str) -> tuple[str, str]:
    """The part after the last semicolon, and what introduced the list that it is an item of (before its colon)."""
    item = max(left.rfind(";"), left.rfind("；"))
    if item < 0:
        return left, ""
    colon = max(left.find(":"), left.find("："))
    return left[item + 1 :], left[:colon] if 0 <= colon < item else ""


def _planned(cues: dict[str, re.Pattern[str]], near: str, right: str) -> Literal["plan", "target"] | None:
    done = cues["perfect"].search(near)
    target, plan = _last(cues["target"], near), _last(cues["plan"], near)
    if done and done.start() > max(target, plan):
        return None
    if target >= 0 or plan >= 0:
        return "target" if target >= plan else "plan"
    if cues["target_after"].search(right):
        return "target"
    return None


def _decided(cues: dict[str, re.Pattern[str]], clause: str) -> _Role | None:
    target, plan, done = _last(cues["target"], clause), _last(cues["plan"], clause), _last(cues["perfect"], clause)
    if max(target, plan, done) < 0:
        return None
    if done > max(target, plan):
        return "result"
    return "target" if target >= plan else "plan"


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


_PERFECT: dict[Language, str] = {
    "vi": r"(?<!\w)đã(?!\w)|thực\s+hiện\s+được|vượt|kết\s+quả",
    "zh": r"已|完成了|建成|先后|累计|取得了|实际",
    "en": r"(?<!\w)(?:has|have|had|was|were)(?!\w)|actual",
}
_VERSUS: dict[Language, str] = {
    "vi": r"so\s+với|cùng\s+kỳ",
    "zh": r"(?!x)x",
    "en": r"year[\s-]on[\s-]year|compared|than|(?:on|over|from)\s+(?:the\s+)?(?:same|previous|last|year)",
}
_TARGET_AFTER: dict[Language, str] = {
    "vi": r"(?!x)x",
    "zh": r"达到.{0,14}(?:要求|标准)|的目标|的任务",
    "en": r"(?<!\w)target(?!\w)|(?<!\w)(?:are|is)\s+to\s",
}


@cache
def _all_patterns(language: Language) -> dict[str, VietnamesePattern]:
    sources = _CUES[language] | {
        "change": _CHANGE[language],
        "same": _SAME_PERIOD[language],
        "perfect": _PERFECT[language],
        "target_after": _TARGET_AFTER[language],
        "versus": _VERSUS[language],
    }
    return {name: VietnamesePattern(source) for name, source in sources.items()}


def _patterns(language: Language, folded: str) -> dict[str, re.Pattern[str]]:
    return {name: pattern.on(folded) for name, pattern in _all_patterns(language).items()}


class PeriodsOfSentences:
    """Finds the period that a figure's own sentence states: the nearest before it, else the nearest after it."""

    def __init__(self, folded: str, periods: Sequence[PeriodMention]) -> None:
        self._folded = folded
        self._periods = [period for period in periods if period.period is not None and period.role != "comparison"]
        self._starts = [period.start for period in self._periods]

    def period_of(self, start: int, end: int) -> Period | None:
        index = bisect_right(self._starts, start)
        if index:
            before = self._periods[index - 1]
            if not _SENTENCE_STOP.search(self._folded, before.end, start):
                return before.period
        if index < len(self._periods):
            after = self._periods[index]
            if after.start - end < 120 and not _SENTENCE_STOP.search(self._folded, end, after.start):
                return after.period
        return None
