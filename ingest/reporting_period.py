"""The period that a report is about: stated in its title, else in its lead, else by its body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.documents import Block, CleanDocument
from ingest.folding import LazyPattern
from ingest.periods import PeriodMention, find_periods
from ingest.titles import TitleReading
from vectorstore.records import DocumentType, Language, Period


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """The reporting period, the mention that gave it, and the periods that the report plans for."""

    period: Period
    mention: PeriodMention
    rule: str
    confidence: float
    planned: tuple[PeriodMention, ...] = ()


_LEAD = 3
_SHORT_LINE = 110
_HEAD = 2000
_CLAUSE_REACH = 300
_SPECIFIC = {"half": 0, "quarter": 0, "months": 0, "month": 1, "year": 2, "school_year": 2, "until": 3, "span": 4}
_PASSING = LazyPattern(
    r"(?:(?<!\w)(?:từ|kể từ|đến|tới|trước|sau|hết|cuối|giữa|so với|vào|since|from|until|till|by|before|after|than)\s"
    r"|自|从|從|至|到|截至|截止|早在|较|較|比)\Z",
    re.IGNORECASE,
)
_SENTENCE_START = LazyPattern(
    r"(?:\A|[.!?。；;：:]\s*|⟦[^⟧]*⟧)[\s*|>(（-]*(?:[IVX\d]{1,4}[.)]\s*|[一二三四五六七八九十（）()]{1,4}、?)?"
    r"(?:(?:trong|tính trong|during|in|throughout|for)\s(?:the\s)?|在)?\Z",
    re.IGNORECASE,
)
_FORMULA = LazyPattern(
    r"báo cáo (?:kết quả|tình hình|công tác|tổng kết|sơ kết|hoạt động)|kết quả (?:công tác|hoạt động|thực hiện)"
    r"|(?<!\w)(?:sơ kết|tổng kết)(?!\w)|现将|現將|总结|總結|通报|通報|汇报|匯報|回顾|回顧|情况报告"
    r"|reporting period|\breviews?\b|\breport(?:s)? (?:on|covers?|for)\b|\bcovers\b|\bin review\b",
    re.IGNORECASE,
)
_CLAUSE_END = LazyPattern(r"[\n，,；;。]|\.\s")
_SLACK = timedelta(days=60)
_IN_NAME = LazyPattern(r"[“\"《][^”\"》\n]*\Z")
_CITED = LazyPattern(
    r"(?:quyết định|nghị quyết|nghị định|thông tư|kế hoạch số|luật|chỉ thị|công văn|年第|文件)[^.\n]{0,40}\Z",
    re.IGNORECASE,
)


def read_reporting_period(
    clean: CleanDocument,
    language: Language,
    title: TitleReading | None,
    doc_type: DocumentType,
    year: int | None,
    told_on: date | None = None,
) -> PeriodReading | None:
    """Find the reporting period; a text of no known kind has none unless its title says one.

    ``year`` resolves 今年 and ``năm nay`` (a site's upload stamp is no such year). ``told_on`` is the day of the report
    or of what it tells of: news told long before the end of the period in its title reviews another one.
    Outside the title a period counts only where it opens a sentence or stands in a formula of reporting (现将上半年…,
    ``báo cáo kết quả …``); one mentioned in passing (``bắt đầu từ năm 2021``) does not.
    """
    mentions = find_periods(clean.text, language, year)
    in_title = _inside_title(mentions, title)
    if not in_title and title is not None and title.start is None:
        in_title = [mention for mention in find_periods(title.title, language, year) if mention.period is not None]
    chosen = _choose(in_title, doc_type)
    usable = [mention for mention in mentions if _is_own(clean.text, mention, clean)]
    lead = _lead(clean)
    in_lead = [mention for mention in usable if any(block.start <= mention.start < block.end for block in lead)]
    if chosen is not None and chosen.period is not None:
        reviewed = _reviewed_instead(in_lead, chosen.period, doc_type, told_on)
        if reviewed is not None and reviewed.period is not None:
            planned = (chosen, *(one for one in _plans(mentions, reviewed) if one.period != chosen.period))
            return PeriodReading(reviewed.period, reviewed, f"lead/{reviewed.rule}", 0.8, planned)
        return PeriodReading(chosen.period, chosen, f"title/{chosen.rule}", 0.95, _plans(mentions, chosen))
    if doc_type == "other":
        return None
    for where, found, confidence in (
        ("lead", _choose(in_lead, doc_type), 0.8),
        ("body", _commonest(usable, doc_type), 0.6),
    ):
        if found is not None and found.period is not None:
            return PeriodReading(found.period, found, f"{where}/{found.rule}", confidence, _plans(mentions, found))
    return None


def _reviewed_instead(
    in_lead: list[PeriodMention], titled: Period, doc_type: DocumentType, told_on: date | None
) -> PeriodMention | None:
    """The period that a meeting reviews when its title names one that had hardly begun."""
    if doc_type in {"plan", "notice"} or told_on is None or titled.end - told_on <= _SLACK:
        return None
    over = [
        mention
        for mention in in_lead
        if mention.role == "review"
        and mention.period is not None
        and mention.period.end <= told_on + _SLACK
        and mention.kind in {"half", "quarter", "months", "year"}
    ]
    return over[0] if over else None


def _inside_title(mentions: tuple[PeriodMention, ...], title: TitleReading | None) -> list[PeriodMention]:
    if title is None or title.start is None or title.end is None:
        return []
    return [mention for mention in mentions if title.start <= mention.start < title.end]


def _lead(clean: CleanDocument) -> list[Block]:
    return [block for block in clean.blocks if block.kind in {"paragraph", "list_item"}][:_LEAD]


def _is_own(text: str, mention: PeriodMention, clean: CleanDocument) -> bool:
    """Tell whether a period is the report's: resolved, no comparison, not inside a name or after a cited document."""
    if mention.period is None or mention.kind in {"comparison", "relative", "until", "span"}:
        return False
    line = text[text.rfind("\n", 0, mention.start) + 1 : mention.start][-160:]
    if _IN_NAME.search(line) or _CITED.search(line[-60:]) or _PASSING.search(line):
        return False
    if not (_SENTENCE_START.search(line) or _in_formula(text, mention) or _closes_line(text, mention)):
        return False
    return not any(
        block.kind in {"caption", "stamp", "byline"} and block.start <= mention.start < block.end
        for block in clean.blocks
    )


def _in_formula(text: str, mention: PeriodMention) -> bool:
    """Tell whether words of reporting stand in the clause of a period, or in the heading that holds it."""
    floor = max(0, mention.start - _CLAUSE_REACH)
    start = max(text.rfind(mark, floor, mention.start) for mark in ("\n", ". ", "。", "；", "; ")) + 1
    start = start or floor
    return (
        _FORMULA.search(text[start : mention.end] + _CLAUSE_END.split(text[mention.end : mention.end + 60])[0])
        is not None
    )


def _closes_line(text: str, mention: PeriodMention) -> bool:
    """Tell whether a short line under the title ends with the period (``… – tháng 4 năm 2024``)."""
    start, end = text.rfind("\n", 0, mention.start) + 1, text.find("\n", mention.end)
    if start > _HEAD or mention.end - start > _SHORT_LINE:
        return False
    rest = text[mention.end : end if end >= 0 else len(text)]
    return not rest.strip(" )）*") and text[:start].count("\n") <= _LEAD


def _choose(mentions: list[PeriodMention], doc_type: DocumentType) -> PeriodMention | None:
    """The reviewed period before the planned one (the other way round for plans), a half or quarter before a year."""
    wanted = "plan" if doc_type == "plan" else "review"
    resolved = [mention for mention in mentions if mention.period is not None and mention.role != "comparison"]
    ranked = sorted(
        resolved, key=lambda mention: (mention.role != wanted, _SPECIFIC.get(mention.kind, 5), mention.start)
    )
    if not ranked:
        return None
    return ranked[0]


def _commonest(mentions: list[PeriodMention], doc_type: DocumentType) -> PeriodMention | None:
    wanted = "plan" if doc_type == "plan" else "review"
    own = [mention for mention in mentions if mention.role == wanted and mention.status == "stated"]
    counts = Counter(mention.period for mention in own)
    if not counts:
        return None
    return min(own, key=lambda mention: (-counts[mention.period], _SPECIFIC.get(mention.kind, 5), mention.start))


def _plans(mentions: tuple[PeriodMention, ...], chosen: PeriodMention | None) -> tuple[PeriodMention, ...]:
    if chosen is None:
        return ()
    seen: dict[Period, PeriodMention] = {}
    for mention in mentions:
        if mention.role == "plan" and mention.period is not None and mention.period != chosen.period:
            seen.setdefault(mention.period, mention)
    return tuple(seen.values())[:5]
