"""Sentences of any report, found by words, for a writer who wants to add one by hand."""

from __future__ import annotations

from typing import Final, Protocol

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.drafting.draft import Brief
from assistant.drafting.draft_facts import report_facts
from assistant.drafting.draft_sources import FactSource, SourceReport
from assistant.drafting.fact_values import Fact, FactPlace
from ingest.errors import UnknownDocument
from ingest.folding import fold
from vectorstore.records import SearchResult

MOST_FOUND: Final = 30
_PASSAGES: Final = 30
_MOST_REPORTS: Final = 8
_LEAST_HELD: Final = 0.34


class PassageSearch(Protocol):
    """What is needed of the retriever."""

    def search(self, query: str, k: int = 10) -> SearchResult: ...


def find_facts(
    brief: Brief, words: str, retriever: PassageSearch, library: FactSource
) -> tuple[tuple[FactPlace, str, str], ...]:
    """Search all reports: place, text and title of the report, those that hold most of the words first."""
    if not any(one.isalnum() for one in words):
        return ()
    keys = tuple(content_keys(words, brief.language)) or tuple(text_keys(words))
    found: list[tuple[float, int, Fact, str]] = []
    passages = retriever.search(words, _PASSAGES).passages
    for rank, document_id in enumerate(list(dict.fromkeys(one.document_id for one in passages))[:_MOST_REPORTS]):
        try:
            source = SourceReport(library.document(document_id), library.text(document_id), 1.0)
        except UnknownDocument:
            continue  # removed since it was found
        title = source.record.metadata.title or source.record.source
        for fact in report_facts(source):
            held = coverage(keys, text_keys(fact.text)) + (fold(words) in fold(fact.text))
            if held >= _LEAST_HELD:
                found.append((-held, rank, fact, title))
    found.sort(key=lambda one: (one[0], one[1], one[2].start))
    return tuple((fact.place, fact.text, title) for _, _, fact, title in found[:MOST_FOUND])
