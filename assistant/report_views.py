"""From the catalogue's records to what the interfaces show of a report."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.views import (
    FacetValue,
    LibrarySummary,
    RemovedParts,
    RemovedText,
    ReportSummary,
    ReportView,
    SourceView,
    TextWindow,
)
from vectorstore.records import DocumentState, ReportMetadata

if TYPE_CHECKING:
    from ingest.catalogue_records import DocumentRecord, RefusalRecord
    from ingest.documents import Block, CleanDocument, Removal
    from ingest.stored_text import StoredText

CONTEXT_CHARACTERS = 1200
"""How much of a document is shown before and after a quotation, before cutting at a line."""


def summarise_record(record: DocumentRecord) -> ReportSummary:
    """A row of the library's list for an indexed document."""
    metadata = record.metadata
    return ReportSummary(
        document_id=record.document_id,
        source=record.source,
        state=record.state,
        title=metadata.title,
        issuer=metadata.issuer,
        doc_type=metadata.doc_type,
        language=metadata.language,
        period=metadata.period,
        event_date=metadata.event_date,
        issue_date=metadata.issue_date,
        published_at=metadata.published_at,
        complete=metadata.complete,
        reliability=metadata.reliability,
        defects=metadata.defects,
        missing_characters=metadata.missing_characters,
        collection=record.collection,
        passages=record.chunk_count,
        changed_at=record.indexed_at,
        doc_number=metadata.doc_number,
        corrected=tuple(sorted(record.corrected)),
    )


def describe_refusal(refusal: RefusalRecord) -> ReportSummary:
    """A row of the library's list for a file that was refused; its id is made from its path."""
    return ReportSummary(
        document_id="refused-" + hashlib.sha256(refusal.path.encode("utf-8", "surrogatepass")).hexdigest()[:24],
        source=refusal.path,
        state=DocumentState.REFUSED,
        complete=False,
        collection=refusal.collection,
        code=refusal.code,
        facts=tuple((str(name), str(value)) for name, value in sorted(refusal.facts.items())),
        changed_at=refusal.refused_at,
    )


def summarise_library(records: Sequence[DocumentRecord], *, refused: int, queued: int, revision: int) -> LibrarySummary:
    """Count what the library holds."""
    metadata = [record.metadata for record in records]
    periods = [entry.period for entry in metadata if entry.period is not None]
    years = Counter(str(year) for period in periods for year in range(period.start.year, period.end.year + 1))
    return LibrarySummary(
        indexed=len(records),
        refused=refused,
        queued=queued,
        passages=sum(record.chunk_count for record in records),
        updated_at=max((record.indexed_at for record in records), default=None),
        revision=revision,
        issuers=_facet(entry.issuer for entry in metadata),
        doc_types=_facet(entry.doc_type for entry in metadata),
        languages=_facet(entry.language for entry in metadata),
        years=tuple(FacetValue(year, count) for year, count in sorted(years.items(), reverse=True)),
    )


def _facet(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    counts = Counter(value for value in values if value)
    return tuple(FacetValue(value, count) for value, count in counts.most_common())


def view_report(summary: ReportSummary, stored: StoredText | None, metadata: ReportMetadata | None) -> ReportView:
    """A whole document; a refused file has no text."""
    if stored is None:
        return ReportView(summary, TextWindow(0, 0, "", 0))
    clean, loaded = stored.clean, stored.loaded
    return ReportView(
        summary=summary,
        window=cut_window(clean, 0, len(clean.text)),
        metadata=metadata,
        removed=count_removals(clean.removals),
        removals=place_removals(clean),
        pages=len(loaded.pages),
        encoding=loaded.encoding,
        media_type=loaded.media_type,
    )


def view_source(summary: ReportSummary, stored: StoredText, span: tuple[int, int]) -> SourceView:
    """The stretch ``span`` of a document with the lines around it."""
    clean = stored.clean
    start = max(0, min(span[0], len(clean.text)))
    end = max(start, min(span[1], len(clean.text)))
    window = cut_window(clean, *widen_to_lines(clean.text, start - CONTEXT_CHARACTERS, end + CONTEXT_CHARACTERS))
    block = next((block for block in clean.blocks if block.start <= start < block.end), None)
    headings = headings_above(clean, start)
    return SourceView(summary, window, start, end, page=block.page if block else None, heading_path=headings)


def headings_above(clean: CleanDocument, offset: int) -> tuple[str, ...]:
    """The headings under which an offset of the clean text stands, outermost first."""
    path: list[Block] = []
    for block in clean.blocks:
        if block.start > offset:
            break
        if block.kind == "heading":
            path = [above for above in path if above.level < block.level] + [block]
    return tuple(clean.text[block.start : block.end] for block in path)


def cut_window(clean: CleanDocument, start: int, end: int) -> TextWindow:
    """``clean.text[start:end]`` with every mark that touches it."""
    return TextWindow(
        start=start,
        end=end,
        text=clean.text[start:end],
        length=len(clean.text),
        blocks=tuple(block for block in clean.blocks if block.start < end and start < block.end),
        gaps=tuple(gap for gap in clean.gaps if gap.start < end and start < gap.end),
        damaged=tuple(span for span in clean.damaged if span[0] < end and start < span[1]),
    )


def widen_to_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends outwards to the nearest line boundary; out-of-range ends are brought into the text."""
    start, end = max(0, start), min(len(text), end)
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end


def place_removals(clean: CleanDocument) -> tuple[RemovedText, ...]:
    """What was taken out, with the offset of the clean text before which it stood in the original."""
    pieces = sorted((raw_start, clean_start, length) for clean_start, raw_start, _, length in clean.offsets.pieces)
    starts = [raw_start for raw_start, _, _ in pieces]
    placed = []
    for removal in clean.removals:
        at = bisect_right(starts, removal.raw_start) - 1
        raw_start, clean_start, length = pieces[at] if at >= 0 else (0, 0, 0)
        inside = min(max(removal.raw_start - raw_start, 0), length)
        placed.append(RemovedText(clean_start + inside, removal.text, removal.rule))
    return tuple(sorted(placed, key=lambda one: one.at))


def count_removals(removals: Iterable[Removal]) -> tuple[RemovedParts, ...]:
    """How often each cleaning rule took something out, the most characters first."""
    found: dict[str, list[int]] = defaultdict(list)
    for removal in removals:
        found[removal.rule].append(len(removal.text))
    parts = [RemovedParts(rule, len(lengths), sum(lengths)) for rule, lengths in found.items()]
    return tuple(sorted(parts, key=lambda part: (-part.characters, part.rule)))
