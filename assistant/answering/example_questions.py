"""Questions that the library can answer, made from what it holds: for the empty page and after an abstention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from vectorstore.records import DocumentType, Language, Period, ReportMetadata

if TYPE_CHECKING:
    from ingest.catalogue_records import DocumentRecord

MOST_QUESTIONS = 4
LONGEST_NAME = 70

KIND_NAMES: dict[Language, dict[DocumentType, str]] = {
    "vi": {"report": "báo cáo", "plan": "kế hoạch", "speech": "bài phát biểu", "summary": "báo cáo tổng kết"},
    "zh": {"report": "报告", "plan": "方案", "speech": "讲话", "summary": "总结"},
    "en": {"report": "report", "plan": "plan", "speech": "speech", "summary": "summary"},
}

Ask = Callable[[ReportMetadata, Language], str | None]


def suggest_questions(records: Sequence[DocumentRecord], language: Language) -> tuple[str, ...]:
    """Up to four questions in ``language``, each about another report, those in the same language first."""
    known = [record.metadata for record in records if record.metadata.issuer or record.metadata.title]
    ordered = sorted(known, key=lambda entry: (entry.language != language, not entry.complete, entry.title or ""))
    questions: list[str] = []
    for ask in (_ask_results, _ask_date, _ask_problems, _ask_plan):
        for entry in list(ordered):
            question = ask(entry, language)
            if question is not None:
                questions.append(question)
                ordered.remove(entry)
                break
    return tuple(questions[:MOST_QUESTIONS])


def name_period(period: Period, language: Language) -> str | None:
    """Name a half-year, a quarter, a month, a year or several years as people do; ``None`` for other intervals."""
    first, last = period.start, period.end
    year, months = first.year, (first.month, last.month)
    if (first.day, (last + timedelta(days=1)).day) != (1, 1):
        return None
    if first.year != last.year:
        return f"{first.year}–{last.year}" if months == (1, 12) else None
    if months == (1, 12):
        return {"vi": f"năm {year}", "zh": f"{year}年", "en": f"{year}"}[language]
    if months == (1, 6):
        return {"vi": f"6 tháng đầu năm {year}", "zh": f"{year}年上半年", "en": f"the first half of {year}"}[language]
    if months == (7, 12):
        names = {"vi": f"6 tháng cuối năm {year}", "zh": f"{year}年下半年", "en": f"the second half of {year}"}
        return names[language]
    if months[1] - months[0] == 2 and months[0] % 3 == 1:
        quarter = months[0] // 3 + 1
        names = {"vi": f"quý {quarter}/{year}", "zh": f"{year}年第{quarter}季度", "en": f"quarter {quarter} of {year}"}
        return names[language]
    if months[0] == months[1]:
        month = months[0]
        return {"vi": f"tháng {month}/{year}", "zh": f"{year}年{month}月", "en": f"{first:%B} {year}"}[language]
    return None


def _ask_results(entry: ReportMetadata, language: Language) -> str | None:
    if entry.issuer is None or entry.period is None:
        return None
    period = name_period(entry.period, language)
    if period is None:
        return None
    return {
        "vi": f"{entry.issuer} đạt kết quả gì trong {period}?",
        "zh": f"{entry.issuer}{period}取得了哪些成效？",
        "en": f"What did {entry.issuer} achieve in {period}?",
    }[language]


def _ask_date(entry: ReportMetadata, language: Language) -> str | None:
    if entry.event_date is None or entry.issuer is None:
        return None
    return {
        "vi": f"Hội nghị của {entry.issuer} được tổ chức ngày nào, ở đâu?",
        "zh": f"{entry.issuer}的会议是哪天、在哪里召开的？",
        "en": f"When and where was the meeting of {entry.issuer} held?",
    }[language]


def _ask_problems(entry: ReportMetadata, language: Language) -> str | None:
    if entry.doc_type not in ("report", "summary") or entry.title is None or len(entry.title) > LONGEST_NAME:
        return None
    return {
        "vi": f"Báo cáo “{entry.title}” nêu những tồn tại, hạn chế nào?",
        "zh": f"《{entry.title}》指出了哪些问题？",
        "en": f"Which shortcomings does “{entry.title}” name?",
    }[language]


def _ask_plan(entry: ReportMetadata, language: Language) -> str | None:
    kind = KIND_NAMES[language].get(entry.doc_type)
    if kind is None or entry.issuer is None:
        return None
    return {
        "vi": f"Theo {kind} của {entry.issuer}, nhiệm vụ trọng tâm thời gian tới là gì?",
        "zh": f"{entry.issuer}的{kind}提出了哪些下一步工作？",
        "en": f"What does the {kind} of {entry.issuer} plan next?",
    }[language]
