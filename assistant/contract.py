"""The JSON that outside programs rely on, made from the assistant's values and from nothing else.

Fields may be added freely; renaming or dropping one is a change that the changelog announces.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from assistant.answering.answer import Answer, AnsweredFigure, AnsweredSentence, Citation, Verification
from assistant.finding_words import finding_message
from assistant.messages import message
from assistant.views import LibrarySummary, ReportSummary, ReportView
from vectorstore.records import Language, SearchFilter, SearchResult

if TYPE_CHECKING:
    from ingest.jobs.records import JobItem
    from ingest.outcomes import IngestOutcome

Json = dict[str, Any]


_UNREAD: Json = {
    "document_id": None,
    "code": None,
    "reason": None,
    "chunks": 0,
    "language": None,
    "title": None,
    "issuer": None,
    "doc_type": None,
    "period": None,
    "event_date": None,
    "published_at": None,
    "complete": False,
    "seconds": 0.0,
}


def number(value: Decimal) -> int | float:
    """A JSON number that keeps whole values whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def encode_outcome(outcome: IngestOutcome, language: Language) -> Json:
    """One line of ``baocao ingest``; ``reason`` says in ``language`` why a file was refused and what to do."""
    row: Json = outcome.to_json()
    if outcome.code is not None:
        facts = {"file": PurePath(outcome.source).name} | dict(outcome.facts)
        row["reason"] = str(message(outcome.code, language, **facts))
    return row


def encode_item(item: JobItem, language: Language) -> Json:
    """One line of ``baocao ingest`` for a file that went through the queue."""
    known = {name: value for name, value in item.detail.items() if name in _UNREAD or name == "warnings"}
    row: Json = _UNREAD | known | {"source": item.subject, "outcome": item.outcome or item.state}
    if item.code is not None:
        facts = {"file": PurePath(item.subject).name} | dict(item.facts)
        row |= {"code": item.code, "reason": str(message(item.code, language, **facts))}
    return row


def encode_work(item: JobItem, language: Language) -> Json:
    """One line about work that is not about a file: a removal, a sweep, a rebuild."""
    row: Json = {"subject": item.subject, "outcome": item.outcome or item.state} | dict(item.detail)
    if item.document_id is not None:
        row = {"document_id": item.document_id, "outcome": row["outcome"]}
    if item.code is not None:
        row |= {"code": item.code, "reason": str(message(item.code, language, **dict(item.facts)))}
    return row


def encode_search(identifier: str | None, query: str, result: SearchResult) -> Json:
    """One line of ``baocao search``."""
    return {
        "id": identifier,
        "query": query,
        "passages": [
            {
                "rank": passage.rank,
                "score": round(passage.score, 6),
                "document_id": passage.document_id,
                "source": passage.source,
                "title": passage.title,
                "page": passage.page,
                "char_start": passage.char_start,
                "char_end": passage.char_end,
                "text": passage.text,
                "heading_path": list(passage.heading_path),
            }
            for passage in result.passages
        ],
        "elapsed_ms": {name: round(value, 3) for name, value in asdict(result.timings).items()},
        "understood": encode_filter(result.applied_filter),
    }


def encode_answer(identifier: str | None, answer: Answer) -> Json:
    """One line of ``baocao ask``."""
    return {
        "id": identifier,
        "question": answer.question,
        "language": answer.language,
        "answer": answer.text,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "mode": answer.mode,
        "support": round(answer.support, 4),
        "citations": [encode_citation(citation) for citation in answer.citations],
        "sentences": [
            {"text": sentence.text, "citations": list(sentence.citations), "status": sentence.status}
            | {"findings": [asdict(finding) for finding in sentence.findings]}
            for sentence in answer.sentences
        ],
        "figures": [encode_figure(figure) for figure in answer.figures],
        "standalone": answer.standalone,
        "summary": asdict(answer.summary) if answer.summary else None,
        "nearest": [encode_citation(citation) for citation in answer.nearest],
        "suggestions": list(answer.suggestions),
        "notices": [{"code": notice.code, "facts": dict(notice.facts)} for notice in answer.notices],
        "understood": encode_filter(answer.understood),
        "elapsed_ms": {
            name: round(value, 2) if value is not None else None for name, value in asdict(answer.timings).items()
        },
        "provenance": dict(answer.provenance),
    }


def encode_verification(verification: Verification, language: Language) -> Json:
    """The answer of ``baocao verify``; each finding is worded in ``language``."""
    return {
        "language": verification.language,
        "sentences": [_checked_sentence(one, verification, language) for one in verification.sentences],
        "figures": [encode_figure(figure) for figure in verification.figures],
        "citations": [encode_citation(citation) for citation in verification.citations],
        "summary": asdict(verification.summary),
    }


def _checked_sentence(sentence: AnsweredSentence, verification: Verification, language: Language) -> Json:
    return {
        "text": sentence.text,
        "status": sentence.status,
        "citations": list(sentence.citations),
        "char_start": sentence.start,
        "char_end": sentence.end,
        "figures": [
            encode_figure(figure) for figure in verification.figures if sentence.start <= figure.start < sentence.end
        ],
        "findings": [
            asdict(finding) | {"message": finding_message(finding, language)} for finding in sentence.findings
        ],
    }


def encode_figure(figure: AnsweredFigure) -> Json:
    """A figure with the outcome of its check."""
    return {
        "surface": figure.surface,
        "value": number(figure.value),
        "high": number(figure.high) if figure.high is not None else None,
        "unit": figure.unit,
        "op": figure.op,
        "status": figure.status,
        "citation": figure.citation,
    }


def encode_filter(search_filter: SearchFilter) -> Json:
    """What a search was restricted to, only the fields that are set."""
    fields: Json = {
        "document_ids": sorted(search_filter.document_ids),
        "collections": sorted(search_filter.collections),
        "issuers": sorted(search_filter.issuers),
        "doc_types": sorted(search_filter.doc_types),
        "languages": sorted(search_filter.languages),
        "period": _text(search_filter.period),
    }
    return {name: value for name, value in fields.items() if value}


def encode_report(summary: ReportSummary) -> Json:
    """One line of ``baocao list``."""
    return {
        "document_id": summary.document_id,
        "source": summary.source,
        "state": summary.state.value,
        "code": summary.code,
        "facts": dict(summary.facts),
        "title": summary.title,
        "issuer": summary.issuer,
        "doc_type": summary.doc_type,
        "language": summary.language,
        "period": _text(summary.period),
        "event_date": _text(summary.event_date),
        "issue_date": _text(summary.issue_date),
        "published_at": summary.published_at.isoformat() if summary.published_at else None,
        "complete": summary.complete,
        "reliability": summary.reliability,
        "defects": list(summary.defects),
        "missing_characters": summary.missing_characters,
        "collection": summary.collection,
        "chunks": summary.passages,
        "changed_at": summary.changed_at.isoformat() if summary.changed_at else None,
    }


def encode_report_view(view: ReportView) -> Json:
    """The answer of ``baocao show``: the list's fields, the clean text, its blocks and where each value came from."""
    values = view.metadata.values if view.metadata else ()
    return encode_report(view.summary) | {
        "media_type": view.media_type,
        "encoding": view.encoding,
        "pages": view.pages,
        "text": view.window.text,
        "blocks": [asdict(block) for block in view.window.blocks],
        "gaps": [asdict(gap) for gap in view.window.gaps],
        "damaged": [list(span) for span in view.window.damaged],
        "removed": [asdict(removed) for removed in view.removed],
        "values": [asdict(value) for value in values],
    }


def encode_summary(summary: LibrarySummary) -> Json:
    """The library part of ``baocao status``."""
    return {
        "indexed": summary.indexed,
        "refused": summary.refused,
        "queued": summary.queued,
        "chunks": summary.passages,
        "revision": summary.revision,
        "updated_at": summary.updated_at.isoformat() if summary.updated_at else None,
    }


def encode_citation(citation: Citation) -> Json:
    """A verified quotation."""
    return {
        "key": citation.key,
        "document_id": citation.document_id,
        "source": citation.source,
        "title": citation.title,
        "page": citation.page,
        "quote": citation.quote,
        "char_start": citation.char_start,
        "char_end": citation.char_end,
        "raw_start": citation.raw_start,
        "raw_end": citation.raw_end,
        "defects": list(citation.defects),
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
