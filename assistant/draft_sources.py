"""Which reports a draft may draw on: those the writer chose, else those that agree with what the brief names.

A brief about one conference must not be fed with sentences of another report: where some report agrees with the
issuer, the occasion or the period of a brief, those that do not are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.answer_terms import content_keys, coverage, text_keys
from assistant.draft import Brief
from assistant.known_names import name_words
from ingest.catalogue_records import DocumentRecord, subject_period
from ingest.stored_text import StoredText
from vectorstore.records import Language, Period, SearchResult

MOST_SOURCES: Final = 6
_PASSAGES: Final = 40
_HEAD: Final = 900
"""Characters at the start of a report in which it says what it is about."""
_MARGIN: Final = 0.12
"""How far below the best report's score another still belongs to the subject."""
_OWN_NAME: Final = 0.75
_OCCASION: Final = 0.6
_NEAR_BEST: Final = 0.8


class FactSource(Protocol):
    """What is needed of the library."""

    def text(self, document_id: str) -> StoredText: ...
    def document(self, document_id: str) -> DocumentRecord: ...


class FactSearch(Protocol):
    """What is needed of the retriever."""

    def search(self, query: str, k: int = 10) -> SearchResult: ...


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
    reports = [SourceReport(library.document(one), library.text(one), score) for one, score in scores.items()]
    return _ranked(_agreeing(brief, reports))


def query_of(brief: Brief) -> str:
    """What is searched for: what the brief names, else the words of the request."""
    named = [brief.occasion, brief.issuer, *brief.points]
    said = " ".join(part for part in named if part)
    return said if brief.occasion or brief.points else f"{brief.request} {said}".strip()


def _agreeing(brief: Brief, reports: Sequence[SourceReport]) -> list[SourceReport]:
    kept = list(reports)
    if brief.issuer:
        kept = _closest(kept, [_issuer_level(brief.issuer, report) for report in kept])
    if brief.period:
        kept = _closest(kept, [_period_level(brief.period, report) for report in kept])
    if brief.occasion:
        shares = [_occasion_share(brief.occasion, brief.language, report) for report in kept]
        best = max(shares, default=0.0)
        if best >= _OCCASION:
            kept = [report for report, share in zip(kept, shares, strict=True) if share >= best * _NEAR_BEST]
    return kept


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
    """2: about that period or a part of it; 1: not known; 0: about another one."""
    subject = subject_period(report.record.metadata)
    if subject is None:
        return 1
    return 2 if wanted.overlaps(subject) else 0


def _occasion_share(occasion: str, language: Language, report: SourceReport) -> float:
    """How much of the occasion's name stands in the title and head of a report, 0..1."""
    head = f"{report.record.metadata.title or ''}\n{report.stored.clean.text[:_HEAD]}"
    return coverage(content_keys(occasion, language), text_keys(head))


def _ranked(reports: Sequence[SourceReport]) -> tuple[SourceReport, ...]:
    ordered = sorted(reports, key=lambda report: (-report.score, report.record.document_id))
    if not ordered:
        return ()
    best = ordered[0].score
    near = [report for report in ordered if report.score >= best - _MARGIN]
    return tuple(
        SourceReport(report.record, report.stored, round(1.0 - (best - report.score), 4))
        for report in near[:MOST_SOURCES]
    )
