"""The mark of confidential collections: on their documents, on answers that quote them, on drafts made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Answer, AnswerEvent, Citation, Finished, Notice
from assistant.drafting.draft import Draft
from assistant.views import ReportSummary

CONFIDENTIAL: Final = "confidential"
"""The code of the notice beside an answer or a draft; ``keys`` names the citations."""

IsConfidential = Callable[[str], bool]
"""Tells whether a document, by its id, stands in a confidential collection."""


def mark_report(summary: ReportSummary, is_confidential: IsConfidential) -> ReportSummary:
    """Mark the row of a document that stands in a confidential collection."""
    return replace(summary, confidential=True) if is_confidential(summary.document_id) else summary


def mark_answer(answer: Answer, is_confidential: IsConfidential) -> Answer:
    """Put the mark beside an answer, or the nearest passages of an abstention, that quotes a confidential document."""
    notice = _notice((*answer.citations, *answer.nearest), is_confidential)
    return answer if notice is None else replace(answer, notices=(notice, *answer.notices))


def mark_events(events: Iterator[AnswerEvent], is_confidential: IsConfidential) -> Iterator[AnswerEvent]:
    """Put the mark beside the answer that a stream of events ends with."""
    for event in events:
        yield Finished(mark_answer(event.answer, is_confidential)) if isinstance(event, Finished) else event


def mark_draft(draft: Draft, is_confidential: IsConfidential) -> Draft:
    """Put the mark on a draft that was made from a confidential document; one that is there already stays."""
    notice = _notice(draft.citations, is_confidential)
    if notice is None:
        return draft
    return replace(draft, notices=(notice, *(one for one in draft.notices if one.code != CONFIDENTIAL)))


def is_marked(draft: Draft) -> bool:
    """Tell whether a draft carries the mark."""
    return any(notice.code == CONFIDENTIAL for notice in draft.notices)


def _notice(citations: tuple[Citation, ...], is_confidential: IsConfidential) -> Notice | None:
    keys = sorted({one.key for one in citations if is_confidential(one.document_id)})
    return Notice(CONFIDENTIAL, (("keys", ",".join(map(str, keys))),)) if keys else None
