"""What a request that names no subject, period or agency is about: the one report that fits its genre, if there is one.

Several that fit are listed for the writer to choose from; none is picked, and the library is not said to be empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief, Genre
from assistant.drafting.draft_outline import part_for_point
from assistant.drafting.draft_sources import names_subject
from ingest.catalogue_records import DocumentRecord, subject_period
from vectorstore.records import DocumentType

_KINDS: Final[Mapping[Genre, tuple[frozenset[DocumentType], ...]]] = {
    "report": (frozenset({"report"}), frozenset({"summary"})),
    "summary": (frozenset({"report"}), frozenset({"news", "summary"})),
    "speech": (frozenset({"report"}), frozenset({"news", "speech"})),
    "news": (frozenset({"news"}),),
    "plan": (frozenset({"plan"}), frozenset({"report"})),
}
"""Kinds of reports that a genre is made from; the later ones only where there is none of the earlier."""
_MOST_LISTED: Final = 5


def is_unnamed(brief: Brief) -> bool:
    """Whether the request leaves open what the text is about and the writer chose no report either."""
    named = (brief.occasion, brief.period, brief.issuer)
    if brief.sources or any(named) or any(part_for_point(point) is None for point in brief.points):
        return False
    return not names_subject(brief)


def with_only_report(brief: Brief, records: Sequence[DocumentRecord]) -> Brief:
    """Take the reports of the one agency and period that fit, else say which there are to choose from."""
    fitting = _fitting(brief, records)
    titles = "; ".join(f"“{_title(one)}”" for one in fitting[:_MOST_LISTED])
    if not fitting:
        return replace(brief, notices=(*brief.notices, Notice("subject_unnamed_alone")))
    of_one = {(one.metadata.issuer, subject_period(one.metadata)) for one in fitting}
    known = all(one.metadata.issuer and subject_period(one.metadata) for one in fitting)
    if len(fitting) > 1 and (len(of_one) > 1 or not known):
        return replace(brief, notices=(*brief.notices, Notice("subject_unnamed", (("titles", titles),))))
    return replace(
        brief,
        sources=tuple(one.document_id for one in fitting),
        inferred=tuple(dict.fromkeys((*brief.inferred, "sources"))),
        notices=(*brief.notices, Notice("source_taken", (("titles", titles),))),
    )


def _fitting(brief: Brief, records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    own = [one for one in records if one.metadata.language == brief.language]
    for kinds in _KINDS[brief.genre]:
        found = [one for one in own if one.metadata.doc_type in kinds]
        if found:
            return found
    return []


def _title(record: DocumentRecord) -> str:
    return record.metadata.title or record.source
