"""The period that a report is about: stated in its title, else in its lead, else by its body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

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
_SPECIFIC = {"half": 0, "quarter": 0, "months": 0, "month": 1, "year": 2, "school_year": 2, "until": 3, "span": 4}
_IN_NAME = LazyPattern(r"[“\"《][^”\"》\n]*\Z")
_CITED = LazyPattern(
    r"(?:quyết định|nghị quyết|nghị định|thông tư|kế hoạch số|luật|chỉ thị|công văn|年第|文件)[^.\n]{0,40}\Z",
    re.IGNORECASE,
)


def read_reporting_period(
    clean: CleanDocument, language: Language, title: TitleReading | None, doc_type: DocumentType, issue_year: int | None
) -> PeriodReading | None:
    """Find the reporting period; a text of no known kind has none unless its title says one.

    今年 and ``năm nay`` are resolved by the year of issue only: a site's upload stamp is no year of issue.
    """
    mentions = find_periods(clean.text, language, issue_year)
    in_title = _inside_title(mentions, title)
    if not in_title and title is not None and title.start is None:
        in_title = [
            mention for mention in find_periods(title.title, language, issue_year) if mention.period is not None
        ]
    chosen = _choose(in_title, doc_type)
    planned = _plans(mentions, chosen)
    if chosen is not None and chosen.period is not None:
        return PeriodReading(chosen.period, chosen, f"title/{chosen.rule}", 0.95, planned)
    if doc_type == "other":
        return None
    lead = _lead(clean)
    usable = [mention for mention in mentions if _is_own(clean.text, mention, clean)]
    chosen = _choose(
        [mention for mention in usable if any(block.start <= mention.start < block.end for block in lead)], doc_type
    )
    if chosen is not None and chosen.period is not None:
        return PeriodReading(chosen.period, chosen, f"lead/{chosen.rule}", 0.8, _plans(mentions, chosen))
    chosen = _commonest(usable, doc_type)
    if chosen is not None and chosen.period is not None:
        return PeriodReading(chosen.period, chosen, f"body/{chosen.rule}", 0.6, _plans(mentions, chosen))
    return None


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
    if _IN_NAME.search(line) or _CITED.search(line[-60:]):
        return False
    return not any(
        block.kind in {"caption", "stamp", "byline"} and block.start <= mention.start < block.end
        for block in clean.blocks
    )


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
