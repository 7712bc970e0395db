"""Choosing rows of the library's list. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from assistant.views import ReportSummary
from vectorstore.records import DocumentState


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """What the list is limited to; an empty text does not limit."""

    words: str = ""
    issuer: str = ""
    doc_type: str = ""
    year: str = ""
    language: str = ""
    state: str = ""

    @classmethod
    def read(cls, values: Mapping[str, object]) -> LibraryQuery:
        """Take what the page sent; anything that is not a text counts as empty."""
        named = {one.name: values.get(one.name) for one in fields(cls)}
        return cls(**{name: value for name, value in named.items() if isinstance(value, str)})


def matching_reports(reports: Sequence[ReportSummary], query: LibraryQuery) -> list[ReportSummary]:
    """Keep the reports that satisfy every part of the query, in their order. Removed documents are never listed."""
    wanted = folded(query.words).split()
    return [
        one
        for one in reports
        if one.state is not DocumentState.REMOVED and _satisfies(one, query) and _has_words(one, wanted)
    ]


def _satisfies(one: ReportSummary, query: LibraryQuery) -> bool:
    pairs = (
        (query.issuer, one.issuer),
        (query.doc_type, one.doc_type),
        (query.language, one.language),
        (query.state, one.state.value),
    )
    if any(wanted and wanted != found for wanted, found in pairs):
        return False
    if not query.year:
        return True
    return one.period is not None and str(one.period.start.year) <= query.year <= str(one.period.end.year)


def _has_words(one: ReportSummary, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    searched = folded(" ".join(part for part in (one.title, one.issuer, one.source) if part))
    return all(word in searched for word in wanted)


def folded(text: str) -> str:
    """Fold case and marks away, so that ``bao cao`` finds ``BÁO CÁO``."""
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(character for character in decomposed if not unicodedata.combining(character))
