"""Stretches of reports that may bear out what a text states, each with what its pronouns and subjects refer to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_sentences import SentencePlace, block_sentences, cells_of, heading_at
from assistant.answering.evidence import sentence_language
from ingest.catalogue_records import DocumentRecord
from ingest.documents import CleanDocument
from vectorstore.records import Language

_BLOCKS_BACK: Final = 3


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """One stretch that may bear out a claim: ``clean[start:end] == text`` unless it is a row of a table.

    Several may share one ``key``: they belong to the same citation. ``context`` is the heading, the sentence before,
    and title, issuer and period of the report. ``heading`` alone says whether plans or results stand under it,
    ``before`` is the sentence before alone, ``title`` that of the report.
    ``damaged`` are stretches of the document's clean text, as (start, end), in which characters were lost.
    """

    key: int
    document_id: str
    start: int
    end: int
    text: str
    language: Language
    context: str = ""
    heading: str = ""
    before: str = ""
    title: str = ""
    damaged: tuple[tuple[int, int], ...] = ()


def describe_report(record: DocumentRecord) -> str:
    """Give the lines that are true of every sentence of a report: title, issuer, place, period, number, dates."""
    metadata = record.metadata
    period = metadata.period
    known = [
        metadata.title,
        metadata.issuer,
        metadata.place,
        metadata.doc_number,
        f"{period.start.isoformat()} {period.end.isoformat()}" if period else None,
        metadata.event_date.isoformat() if metadata.event_date else None,
        metadata.issue_date.isoformat() if metadata.issue_date else None,
    ]
    return "\n".join(part for part in known if part)


def source_sentences(
    key: int, clean: CleanDocument, record: DocumentRecord, start: int, end: int
) -> tuple[SourceSentence, ...]:
    """Read ``clean[start:end]`` as sources of one key: a sentence each, with its context."""
    places = list(places_between(clean, start, end))
    return sentences_at(clean, record, [(key, place) for place in places])


def places_between(clean: CleanDocument, start: int, end: int) -> Iterator[SentencePlace]:
    """List the sentences that ``clean[start:end]`` touches, in order."""
    for block in clean.blocks:
        if block.start >= end:
            break
        if block.end > start:
            yield from (place for place in block_sentences(clean, block) if place.end > start and place.start < end)


def sentences_at(
    clean: CleanDocument, record: DocumentRecord, places: Iterable[tuple[int, SentencePlace]]
) -> tuple[SourceSentence, ...]:
    """Make sources of places of one document, each under its key."""
    report = describe_report(record)
    found = []
    for key, place in places:
        heading = heading_at(clean, place.start) if place.kind not in {"title", "heading"} else ""
        before = _sentence_before(clean, place.start)
        language = sentence_language(place.text, record.metadata.language)
        found.append(
            SourceSentence(
                key=key,
                document_id=record.document_id,
                start=place.start,
                end=place.end,
                text=_reading(place),
                language=language,
                context="\n".join(part for part in (heading, before, report) if part),
                heading=heading,
                before=before,
                title=record.metadata.title or "",
                damaged=tuple(span for span in clean.damaged if span[0] < place.end + 8 and span[1] > place.start - 8),
            )
        )
    return tuple(found)


def _reading(place: SentencePlace) -> str:
    """A row of a table is read with the heads of its columns above it; anything else as it stands."""
    if not place.header or len(cells_of(place.header)) != len(cells_of(place.text)):
        return place.text
    return f"{place.header}\n{place.text}"


def _sentence_before(clean: CleanDocument, start: int) -> str:
    """Give the sentence that ends before ``start`` in the same block, or the last of the block of text before it."""
    at = bisect_right(clean.blocks, start, key=lambda block: block.start) - 1
    for block in reversed(clean.blocks[max(0, at - _BLOCKS_BACK) : at + 1]):
        if block.end <= start and block.kind in {"title", "stamp", "byline"}:
            continue
        earlier = [place.text for place in block_sentences(clean, block) if place.start < start]
        if earlier:
            return earlier[-1]
    return ""
