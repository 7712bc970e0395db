"""Verified quotations: a citation exists only if its quote stands in the clean text at the offsets that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.answer import Citation
from assistant.checking.figure_check import near_damage
from ingest.catalogue_records import DocumentRecord
from ingest.documents import Block, CleanDocument
from ingest.stored_text import StoredText


class QuoteNotFound(ValueError):
    """The stretch to be cited is empty or outside the text: a defect of the program, never shown to a user."""


def cite(key: int, text: StoredText, record: DocumentRecord, start: int, end: int) -> Citation:
    """Quote ``clean[start:end]`` without surrounding white space; raises ``QuoteNotFound`` where nothing is left."""
    clean = text.clean
    inside = 0 <= start < end <= len(clean.text)
    start, end = trim(clean.text, start, end) if inside else (0, 0)
    if start >= end:
        raise QuoteNotFound(f"nothing to quote among {len(clean.text)} characters")
    raw_start, raw_end = clean.offsets.raw_span(start, end)
    return Citation(
        key=key,
        document_id=record.document_id,
        source=record.source,
        title=record.metadata.title,
        page=page_at(clean.blocks, start),
        quote=clean.text[start:end],
        char_start=start,
        char_end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        defects=defects_near(clean, record, start, end),
    )


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both offsets inwards over white space and table bars."""
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return start, end


def page_at(blocks: Sequence[Block], offset: int) -> int | None:
    """Give the page of the block that holds ``offset``."""
    for block in blocks:
        if block.start <= offset < block.end:
            return block.page
    return None


def defects_near(clean: CleanDocument, record: DocumentRecord, start: int, end: int) -> tuple[str, ...]:
    """Give what is wrong with the source as a whole, and ``mojibake`` only where it touches the quote."""
    whole = [defect for defect in (*record.metadata.defects, *clean.defects) if defect != "mojibake"]
    if near_damage(start, end, clean.damaged):
        whole.append("mojibake")
    return tuple(dict.fromkeys(whole))


def merge_spans(spans: Iterable[tuple[str, int, int]], texts: dict[str, CleanDocument]) -> list[tuple[str, int, int]]:
    """Join the spans of one document that only white space parts, keeping the order of first appearance."""
    order: list[tuple[str, int, int]] = []
    for document_id, start, end in spans:
        text = texts[document_id].text
        for index, (other, low, high) in enumerate(order):
            if other != document_id:
                continue
            gap = text[min(high, end) : max(low, start)]
            if (start <= high and low <= end) or not gap.strip():
                order[index] = (document_id, min(low, start), max(high, end))
                break
        else:
            order.append((document_id, start, end))
    return order
