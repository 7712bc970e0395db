"""Which reports a draft may draw on: those the writer chose, else those that agree with what the brief names.

A brief about one conference must not be fed with sentences of another report: where some report agrees with the
issuer, the occasion or the period of a brief, those that do not are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.answering.answer_terms import coverage, text_keys
from assistant.checking.known_names import name_words
from assistant.checking.statements import keys_in
from assistant.drafting.draft import Brief
from assistant.drafting.draft_phrases import period_words
from ingest.catalogue_records import DocumentRecord, subject_period
from ingest.folding import fold
from ingest.periods import find_periods
from ingest.stored_text import StoredText
from vectorstore.records import Language, Period, SearchResult

MOST_SOURCES: Final = 6
_PASSAGES: Final = 40
_LOOKED_AT: Final = 16
"""Reports, best first, that are read whole to see whether they are on the subject."""
_HEAD: Final = 900
"""Characters at the start of a report in which it says what it is about."""
_MARGIN: Final = 0.12
"""How far below the best report's score another still belongs to the subject."""
_NEWS_BEHIND: Final = 0.1
"""What news loses against the report that it tells of."""
_OWN_NAME: Final = 0.75
_TITLED: Final = 0.6
"""Share of what a brief is about that stands in the head of a report which is surely meant."""
_NEAR_BEST: Final = 0.8
_TOPIC: Final = 0.5
_TOPIC_NEAR: Final = 0.5
"""The same for what a brief is about beside its agency and period: ``tài chính``, ``sốt xuất huyết``."""
_NAMED_LEVEL: Final = 2
"""A report that names the agency in its title counts as much as one that it issued."""
_ON_SUBJECT: Final = 0.45
"""Share of what a brief is about, rare words counting more, below which a report has nothing to do with it."""
_LEAST_KEYS: Final = 3
_CLAUSE: Final = re.compile(r"[，,。；;\n]")
_ASKING: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\b(?:hãy |xin |giúp (?:tôi )?)?(?:viết|soạn(?: thảo)?|lập|dự thảo|tóm tắt|xây dựng dự thảo|chuẩn bị)\b"
        r"|\b(?:bài |bản |một |cho |tôi )*(?:phát biểu|báo cáo|tin|kế hoạch|tóm tắt|diễn văn)\b"
        r"|\b(?:khai mạc|bế mạc|chỉ đạo|sơ kết|tổng kết|tham luận|chúc mừng)\b"
        r"|\b(?:khoảng|tối đa|không quá)?\s*[\d.]+\s*(?:chữ|từ|trang)\b"
        r"|\bđúng thể thức[^,.;]*|\bgửi [^,.;]*|\bđăng (?:trên |trang )[^,.;]*?(?= về |$)|\bvề\b"
    ),
    "zh": re.compile(
        r"(?:请|帮我?)?(?:根据|按照)?(?:写|撰写|起草|拟)(?:一?[份篇个则条期])?|\d+字(?:左右|以内)?"
        r"|(?:工作|会议)?(?:总结|报告|方案|计划|讲话稿?|发言稿?|新闻稿?|简报|摘要|材料|信息|消息|报道|汇报)|情况|表态|动员|的"
    ),
    "en": re.compile(
        r"\b(?:write|draft|prepare|summari[sz]e|compose)\b|\b(?:a|an|the)\b|\bin (?:about )?\d+ words\b"
        r"|\b(?:report|speech|remarks|news item|plan|summary|brief)\b"
    ),
}


class FactSource(Protocol):
    """What is needed of the library."""

    def text(self, document_id: str) -> StoredText: ...
    def document(self, document_id: str) -> DocumentRecord: ...


class FactLibrary(FactSource, Protocol):
    """The same with a list of everything that there is."""

    def documents(self) -> Sequence[DocumentRecord]: ...


class FactSearch(Protocol):
    """What is needed of the retriever."""

    def search(self, query: str, k: int = 10) -> SearchResult: ...


class RememberedReports:
    """What a draft reads of the library, each report once: a draft asks for the same few hundreds of times."""

    def __init__(self, library: FactSource) -> None:
        self._library = library
        self._texts: dict[str, StoredText] = {}
        self._records: dict[str, DocumentRecord] = {}

    def text(self, document_id: str) -> StoredText:
        """Give the text of a report."""
        if document_id not in self._texts:
            self._texts[document_id] = self._library.text(document_id)
        return self._texts[document_id]

    def document(self, document_id: str) -> DocumentRecord:
        """Give the catalogue entry of a report."""
        if document_id not in self._records:
            self._records[document_id] = self._library.document(document_id)
        return self._records[document_id]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A report to draw on. ``score`` is 0..1 (1 for the best); ``chosen`` means that the writer named it."""

    record: DocumentRecord
    stored: StoredText
    score: float
    chosen: bool = False


def choose_sources(brief: Brief, retriever: FactSearch, library: FactSource) -> tuple[SourceReport, ...]:
    """Give the reports to draw on, best first; raises ``UnknownDocument`` where one that was chosen is gone."""
    if brief.sources:
        ids = dict.fromkeys(brief.sources)
        return tuple(SourceReport(library.document(one), library.text(one), 1.0, chosen=True) for one in ids)
    scores: dict[str, float] = {}
    for passage in retriever.search(query_of(brief), k=_PASSAGES).passages:
        scores[passage.document_id] = max(scores.get(passage.document_id, passage.score), passage.score)
    nearest = sorted(scores, key=lambda one: -scores[one])[:_LOOKED_AT]
    reports = [SourceReport(library.document(one), library.text(one), scores[one]) for one in nearest]
    return _ranked(brief, _agreeing(brief, reports))


def query_of(brief: Brief) -> str:
    """What is searched for: what the brief names, else the words of the request."""
    named = " ".join(part for part in (brief.occasion, brief.issuer, *brief.points) if part)
    return named if brief.occasion else f"{brief.request} {named}".strip()


def subjects_of(brief: Brief) -> tuple[str, ...]:
    """What a brief is about: its occasion, else the clauses of the request, without the words that only ask for a text.

    A clause that names the parts wanted or what must not be done says nothing about the subject.
    """
    if brief.occasion:
        return (f"{brief.occasion} {brief.issuer or ''}",)
    clauses = [one for one in _CLAUSE.split(fold(brief.request)) if not _is_aside(one, brief)]
    said = [_ASKING[brief.language].sub(" , ", one) for one in clauses]
    return (*said, *([brief.issuer] if brief.issuer else []))


def names_subject(brief: Brief) -> bool:
    """Whether the words of a request, without those that only ask for a text or forbid, say what it is about."""
    language = brief.language
    if any(len(keys_in(one, language, language)) >= _LEAST_KEYS for one in subjects_of(brief)):
        return True
    forbidding = fold("\n".join(brief.constraints))
    clauses = [one for one in _CLAUSE.split(fold(brief.subject or "")) if one.strip() not in forbidding]
    return any(keys_in(_ASKING[language].sub(" , ", one), language, language) for one in clauses)


def _is_aside(clause: str, brief: Brief) -> bool:
    parts = sum(fold(point) in clause for point in brief.points)
    return parts > 1 or any(fold(constraint) in clause for constraint in brief.constraints)


def _agreeing(brief: Brief, reports: Sequence[SourceReport]) -> list[SourceReport]:
    kept = _on_subject(brief, reports)
    if brief.issuer:
        kept = _closest(kept, [min(_issuer_level(brief.issuer, report), _NAMED_LEVEL) for report in kept])
    if brief.period:
        kept = _closest(kept, [_period_level(brief.period, report) for report in kept])
    if brief.occasion or not brief.issuer:
        shares = [_share(brief, report, _head(report), {}) for report in kept]
        kept = _titled(kept, shares, _TITLED)
    if brief.issuer:
        kept = _titled(kept, [_topic_share(brief, report) for report in kept], _TOPIC, _TOPIC_NEAR)
    return kept


def _titled(
    reports: list[SourceReport], shares: Sequence[float], least: float, near: float = _NEAR_BEST
) -> list[SourceReport]:
    """Where some report surely is about it, leave out those whose heads hold much less of it."""
    best = max(shares, default=0.0)
    if best < least:
        return reports
    return [report for report, share in zip(reports, shares, strict=True) if share >= best * near]


def _topic_share(brief: Brief, report: SourceReport) -> float:
    """The share, in the head of a report, of what the brief is about beside its agency and its period, 0..1."""
    language = report.record.metadata.language
    known = set(keys_in(f"{brief.issuer or ''} {brief.speaker_post or ''}", brief.language, language))
    period = period_words(brief.period, brief.language) if brief.period else ""
    known |= set(keys_in(period, brief.language, language))
    held = text_keys(_head(report))
    topics = [
        [key for key in keys_in(one, brief.language, language) if key not in known and not key.isdigit()]
        for one in subjects_of(brief)
    ]
    return max((coverage(tuple(keys), held) for keys in topics if keys), default=0.0)


def _on_subject(brief: Brief, reports: Sequence[SourceReport]) -> list[SourceReport]:
    """Leave out the reports that hold too little of what the brief is about; a word in few of them counts more."""
    texts = [
        f"{report.record.metadata.issuer or ''}\n{_head(report)}\n{report.stored.clean.text}" for report in reports
    ]
    holders: dict[str, int] = {}
    for report, text in zip(reports, texts, strict=True):
        held = text_keys(text)
        for key in {key for keys in _subject_keys(brief, report) for key in keys}:
            holders[key] = holders.get(key, 0) + (key in held)
    weights = {key: math.log(1 + len(reports) / (count + 0.5)) for key, count in holders.items()}
    shares = [_share(brief, report, text, weights) for report, text in zip(reports, texts, strict=True)]
    return [report for report, share in zip(reports, shares, strict=True) if share >= _ON_SUBJECT]


def _subject_keys(brief: Brief, report: SourceReport) -> list[tuple[str, ...]]:
    language = report.record.metadata.language
    keys = [keys_in(one, brief.language, language) for one in subjects_of(brief)]
    return [one for one in keys if len(one) >= _LEAST_KEYS]


def _share(brief: Brief, report: SourceReport, text: str, weights: Mapping[str, float]) -> float:
    """The share of the best clause of the brief that a text holds, 0..1."""
    held = text_keys(text)
    return max((coverage(keys, held, weights) for keys in _subject_keys(brief, report)), default=0.0)


def _head(report: SourceReport) -> str:
    return f"{report.record.metadata.title or ''}\n{report.stored.clean.text[:_HEAD]}"


def _closest(reports: list[SourceReport], levels: list[int]) -> list[SourceReport]:
    best = max(levels, default=0)
    return [report for report, level in zip(reports, levels, strict=True) if level == best]


def _issuer_level(issuer: str, report: SourceReport) -> int:
    """3: issued by that agency; 2: named in the title; 1: named in its head; 0: not named."""
    wanted = set(name_words(issuer))
    metadata = report.record.metadata
    for level, text in ((3, metadata.issuer), (2, metadata.title), (1, report.stored.clean.text[:_HEAD])):
        held = set(name_words(text or ""))
        if wanted and len(wanted & held) >= _OWN_NAME * len(wanted):
            return level
    return 0


def _period_level(wanted: Period, report: SourceReport) -> int:
    """2: about that period or a part of it, or naming it in the title; 1: not known; 0: about another one."""
    metadata = report.record.metadata
    titled = find_periods(metadata.title or "", metadata.language)
    if any(mention.period == wanted for mention in titled):
        return 2
    subject = subject_period(metadata)
    if subject is None:
        return 1
    return 2 if wanted.overlaps(subject) else 0


def _ranked(brief: Brief, reports: Sequence[SourceReport]) -> tuple[SourceReport, ...]:
    """The nearest reports, best first; among near ones a report goes before news of it unless news is to be written."""
    weighed = [replace(one, score=one.score - _official(brief, one)) for one in reports]
    ordered = sorted(weighed, key=lambda report: (-report.score, report.record.document_id))
    if not ordered:
        return ()
    best = ordered[0].score
    near = [report for report in ordered if report.score >= best - _MARGIN]
    return tuple(replace(report, score=round(1.0 - (best - report.score), 4)) for report in near[:MOST_SOURCES])


def _official(brief: Brief, report: SourceReport) -> float:
    return 0.0 if brief.genre == "news" or report.record.metadata.doc_type != "news" else _NEWS_BEHIND
