"""The library as a table that is searched, filtered, sorted, counted and read in pages. Pure.

A table is made once for each state of the library and answers any number of queries; all of 5,000 reports take a few
hundredths of a second (``benchmarks.library_table``).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Final, Literal, get_args

from assistant.views import FacetValue, ReportSummary
from ingest.folding import fold, unmark
from vectorstore.records import DocumentState

SortKey = Literal["changed", "title", "issuer", "type", "period", "language", "state", "collection"]
SORT_KEYS: Final[tuple[SortKey, ...]] = get_args(SortKey)
FACETS: Final = ("collection", "state", "language", "issuer", "doc_type", "year", "completeness")
"""The fields of a query that limit to one value and whose values are counted."""
MOST_WORDS: Final = 12
"""Words of a search beyond which it is cut."""
_EPOCH: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What a table is limited to, and its order; an empty text does not limit.

    ``completeness`` is ``complete``, ``incomplete`` or ``corrected`` (something was set by hand). ``year`` is touched
    by the period, else by the day, that a report is about.
    """

    words: str = ""
    collection: str = ""
    state: str = ""
    language: str = ""
    issuer: str = ""
    doc_type: str = ""
    year: str = ""
    completeness: str = ""
    sort: str = "changed"
    descending: bool = True

    @classmethod
    def read(cls, values: Mapping[str, object]) -> TableQuery:
        """Take what a page sent; anything that is not a text counts as empty, an unknown order as the usual one."""
        given: dict[str, Any] = {one.name: values.get(one.name) for one in fields(cls) if one.name != "descending"}
        texts: dict[str, Any] = {name: value for name, value in given.items() if isinstance(value, str)}
        query = cls(**texts)
        if query.sort not in SORT_KEYS:
            query = replace(query, sort="changed")
        return replace(query, descending=values.get("descending", True) in (True, "true", "on"))


@dataclass(frozen=True, slots=True)
class TablePage:
    """Some rows of what matches. Each facet counts what would match if it alone did not limit."""

    rows: tuple[ReportSummary, ...]
    matching: int
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """A report with what it is found and counted by."""

    report: ReportSummary
    words: str
    values: tuple[tuple[str, ...], ...]
    """For each facet the values that it has."""


class ReportTable:
    """The reports of one state of the library; removed ones are never in it."""

    def __init__(self, reports: Iterable[ReportSummary]) -> None:
        shown = [one for one in reports if one.state is not DocumentState.REMOVED]
        newest = sorted(shown, key=lambda one: (one.changed_at or _EPOCH, one.source), reverse=True)
        self._rows = tuple(_Row(one, searched_words(one), _facet_values(one)) for one in newest)
        self._orders: dict[str, Mapping[str, str]] = {}

    def page(self, query: TableQuery, *, offset: int = 0, limit: int | None = None) -> TablePage:
        """Give the rows ``offset`` to ``offset + limit`` of what matches, with the counts of every facet."""
        rows, counts = self._matching(query)
        ordered = self._sorted(rows, query)
        end = None if limit is None else offset + limit
        facets = {name: _ranked(name, counter) for name, counter in zip(FACETS, counts, strict=True)}
        return TablePage(tuple(ordered[offset:end]), len(ordered), len(self._rows), facets)

    def reports(self, query: TableQuery) -> tuple[ReportSummary, ...]:
        """Give everything that matches, in order."""
        return tuple(self._sorted(self._matching(query)[0], query))

    def _sorted(self, newest: list[ReportSummary], query: TableQuery) -> list[ReportSummary]:
        """Order rows that come newest first; those that do not say what is ordered by come last."""
        if query.sort not in _KEYS:
            return newest if query.descending else newest[::-1]
        keys = self._order(query.sort)
        said = [one for one in newest if keys[one.document_id]]
        said.sort(key=lambda one: keys[one.document_id], reverse=query.descending)
        return [*said, *(one for one in newest if not keys[one.document_id])]

    def _order(self, sort: str) -> Mapping[str, str]:
        """What every report is ordered by, worked out when somebody first orders by it."""
        if sort not in self._orders:
            by = _KEYS[sort]
            self._orders[sort] = {row.report.document_id: by(row.report) for row in self._rows}
        return self._orders[sort]

    def _matching(self, query: TableQuery) -> tuple[list[ReportSummary], list[Counter[str]]]:
        """One pass: a row that only one facet keeps out still counts for that facet."""
        wanted = folded(query.words).split()[:MOST_WORDS]
        limits = [(at, getattr(query, name)) for at, name in enumerate(FACETS) if getattr(query, name)]
        found: list[ReportSummary] = []
        counts = [Counter[str]() for _ in FACETS]
        for row in self._rows:
            if not all(word in row.words for word in wanted):
                continue
            missed = [at for at, value in limits if value not in row.values[at]]
            if not missed:
                found.append(row.report)
                for counter, values in zip(counts, row.values, strict=True):
                    counter.update(values)
            elif len(missed) == 1:
                counts[missed[0]].update(row.values[missed[0]])
        return found, counts


def folded(text: str) -> str:
    """A text as searching compares it: case, tone marks, width and Chinese script do not matter."""
    return unmark(" ".join(fold(unicodedata.normalize("NFC", text)).split()))


def searched_words(one: ReportSummary) -> str:
    """What a report is found by: title, issuer, number, collection and file."""
    parts = (one.title, one.issuer, one.doc_number, one.collection, one.source)
    return folded(" ".join(part for part in parts if part))


def subject_days(one: ReportSummary) -> tuple[date, date] | None:
    """The first and last day that a report is about."""
    if one.period is not None:
        return one.period.start, one.period.end
    published = one.published_at.date() if one.published_at is not None else None
    day = one.event_date or one.issue_date or published
    return (day, day) if day is not None else None


def report_years(one: ReportSummary) -> tuple[str, ...]:
    """The calendar years that a report is about, at most ten."""
    days = subject_days(one)
    if days is None:
        return ()
    return tuple(str(year) for year in range(days[0].year, min(days[1].year, days[0].year + 9) + 1))


def _facet_values(one: ReportSummary) -> tuple[tuple[str, ...], ...]:
    complete = "complete" if one.complete else "incomplete"
    state = one.state is DocumentState.INDEXED
    return (
        (one.collection,),
        (one.state.value,),
        (one.language,) if one.language else (),
        (one.issuer,) if one.issuer else (),
        (one.doc_type,) if one.doc_type else (),
        report_years(one),
        (*((complete,) if state else ()), *(("corrected",) if one.corrected else ())),
    )


def _ranked(name: str, counter: Counter[str]) -> tuple[FacetValue, ...]:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    if name == "year":
        ranked = sorted(counter.items(), reverse=True)
    return tuple(FacetValue(value, count) for value, count in ranked)


_KEYS: Final[Mapping[str, Callable[[ReportSummary], str]]] = {
    "title": lambda one: folded(one.title or one.source),
    "issuer": lambda one: folded(one.issuer or ""),
    "type": lambda one: one.doc_type or "",
    "period": lambda one: " ".join(day.isoformat() for day in subject_days(one) or ()),
    "language": lambda one: one.language or "",
    "state": lambda one: one.state.value,
    "collection": lambda one: folded(one.collection),
}
