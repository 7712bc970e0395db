"""Dates and periods of a claim held against those of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.checking.claim_flaws import Flaw
from assistant.checking.source_claims import Source
from assistant.checking.statement_times import TimeSpan, find_time_spans, span_near
from assistant.checking.statements import PlacedFigure, Statement, speaks_of
from ingest.dates import DateMention, PartialDate

Sources = Sequence[tuple[int, Source]]
_EXCHANGEABLE: Final = frozenset({"event", "publication"})


def judge_dates(claim: Statement, sources: Sources) -> list[Flaw]:
    """Every date must agree with one of the sources: no part that both give may differ, nor what it is the date of."""
    flaws = []
    for date in claim.dates:
        nearby = bearing(claim, date.start, date.end, sources)
        found = [(index, other) for index, source in nearby for other in _dates_of(source)]
        agreeing = [(index, other) for index, other in found if _agree(date, other)]
        if not agreeing:
            if date.value.day is None and _is_known_span(date, claim, nearby):
                continue
            flaws.append(_date_flaw(date, found))
        elif all({date.kind, other.kind} == _EXCHANGEABLE for _, other in agreeing):
            flaws.append(Flaw("date_changed", date.start, date.end, agreeing[0][1].surface, agreeing[0][0]))
        elif all(other.status == "damaged" for _, other in agreeing):
            flaws.append(Flaw("figure_unverifiable", date.start, date.end, None, agreeing[0][0]))
    return flaws


def bearing(claim: Statement, start: int, end: int, sources: Sources) -> list[tuple[int, Source]]:
    """Choose the sources that may bear out what stands at ``[start, end)``.

    The main one always may; another only if it says a good part of the clause, not merely the same date or number.
    """
    return [
        (index, source)
        for place, (index, source) in enumerate(sources)
        if place == 0 or speaks_of(claim, start, end, source.statement.keys, source.language)
    ]


def _dates_of(source: Source) -> Iterator[DateMention]:
    yield from source.statement.dates
    for line in source.context_statements:
        yield from line.dates


def _agree(claim: DateMention, source: DateMention) -> bool:
    if claim.last is None and source.last is not None:
        return _within(claim.value, source.value, source.last)
    if not claim.value.agrees_with(source.value):
        return False
    if claim.last is not None:
        return claim.last.agrees_with(source.last or source.value)
    return True


def _within(day: PartialDate, first: PartialDate, last: PartialDate) -> bool:
    """A day named of a run of days must be its first or its last; a month alone must be theirs."""
    return day.agrees_with(first) or day.agrees_with(last)


def _date_flaw(date: DateMention, found: Sequence[tuple[int, DateMention]]) -> Flaw:
    def shared(pair: tuple[int, DateMention]) -> int:
        mine, theirs = date.value, pair[1].value
        parts = ((mine.year, theirs.year), (mine.month, theirs.month), (mine.day, theirs.day))
        return sum(one == other for one, other in parts)

    nearest = max(found, key=shared, default=None)
    expected, index = (nearest[1].surface, nearest[0]) if nearest else (None, None)
    return Flaw("date_changed", date.start, date.end, expected, index)


def _is_known_span(date: DateMention, claim: Statement, sources: Sources) -> bool:
    spans = [
        span for span in find_time_spans(claim.text, claim.language) if span.start < date.end and span.end > date.start
    ]
    known = [span for _, source in sources for span in (*spans_in(source), *spans_around(source))]
    return bool(spans) and all(any(span.agrees_with(other) for other in known) for span in spans)


def spans_in(source: Source) -> tuple[TimeSpan, ...]:
    """The periods that the source sentence itself names."""
    return find_time_spans(source.sentence.text, source.language)


def spans_around(source: Source) -> tuple[TimeSpan, ...]:
    """The periods that its context names."""
    spans = [span for line in source.context_statements for span in find_time_spans(line.text, line.language)]
    return tuple(spans)


def judge_periods(claim: Statement, sources: Sources) -> list[Flaw]:
    """Every period must be one that the sources name, in the sentence or around it; a year may hold a date of it."""
    dated = [(date.start, date.end) for date in claim.dates]
    flaws = []
    for span in find_time_spans(claim.text, claim.language):
        if any(
            (start <= span.start and span.end <= end) or (span.start <= start and end <= span.end)
            for start, end in dated
        ):
            continue
        flaw = _judge_span(span, claim, bearing(claim, span.start, span.end, sources))
        if flaw is not None:
            flaws.append(flaw)
    return flaws


def _judge_span(span: TimeSpan, claim: Statement, sources: Sources) -> Flaw | None:
    inside = [(index, other) for index, source in sources for other in spans_in(source)]
    around = [(index, other) for index, source in sources for other in spans_around(source)]
    compared = [(index, other) for index, other in inside if other.compared]
    if span.compared and compared:
        if any(span.agrees_with(other) or span.years == other.years for _, other in compared):
            return None
        return Flaw("period_changed", span.start, span.end, compared[0][1].surface, compared[0][0])
    if any(span.agrees_with(other) for _, other in inside):
        return None
    if any(span.agrees_with(other) for _, other in around) and not _contradicted(span, inside):
        return None
    if span.shape[0] == span.shape[2] and _names_month(span, claim, sources):
        return None
    years = {date.value.year for _, source in sources for date in _dates_of(source)}
    years |= {year for _, other in (*inside, *around) if other.years for year in other.years}
    if span.whole_year and span.years and span.years[0] in years:
        narrower = [(index, other) for index, other in inside if other.lies_in(span) and not other.whole_year]
        if not (claim.figures and narrower and not inside_whole(inside)):
            return None
    if span.whole_year and span.years and _writes_year(span.years[0], claim, sources):
        return None
    nearest = (inside or around)[:1]
    expected = nearest[0][1].surface if nearest else None
    return Flaw("period_changed", span.start, span.end, expected, nearest[0][0] if nearest else None)


def _writes_year(year: int, claim: Statement, sources: Sources) -> bool:
    """Tell whether a source in another language writes the year where no period is read (the 2025 budget)."""
    return any(
        source.language != claim.language and re.search(rf"(?<!\d){year}(?!\d)", source.statement.folded)
        for _, source in sources
    )


def _contradicted(span: TimeSpan, inside: Sequence[tuple[int, TimeSpan]]) -> bool:
    """Tell whether the sources' own sentences name the same months of other years: then no context counts."""
    return any(
        other.shape == span.shape and other.years is not None and span.years is not None and not other.compared
        for _, other in inside
    )


def _names_month(span: TimeSpan, claim: Statement, sources: Sources) -> bool:
    """Tell whether a source in another language names the month without a year, as English does in plain words."""
    month = span.shape[0]
    patterns = {
        "en": rf"\b{_MONTHS_EN[month - 1]}\b",
        "vi": rf"tháng (?:{month}|0{month})(?!\d)",
        "zh": rf"(?<!\d)0?{month}月",
    }
    return any(
        re.search(patterns[source.language], source.statement.folded) is not None
        for _, source in sources
        if source.language != claim.language
    )


_MONTHS_EN: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def inside_whole(inside: Sequence[tuple[int, TimeSpan]]) -> bool:
    """Tell whether a whole year is among the periods."""
    return any(other.whole_year for _, other in inside)


def figure_period_differs(
    claim: Statement, placed: PlacedFigure, source: Source, found: PlacedFigure
) -> TimeSpan | None:
    """Give the period that the source's figure is of where the claim's equal figure is said to be of another."""
    if placed.figure.role == "comparison" or found.figure.role == "comparison":
        return None
    mine = span_near(find_time_spans(claim.text, claim.language), placed.figure.start, claim.text)
    theirs = span_near(spans_in(source), found.figure.start, source.sentence.text)
    if mine is None or theirs is None or mine.agrees_with(theirs):
        return None
    if mine.shape != theirs.shape and mine.whole_year and theirs.years is None:
        return None
    return theirs
