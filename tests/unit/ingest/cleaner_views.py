"""Short views of a clean document for the tests of the cleaner."""

from __future__ import annotations

from ingest.cleaner import clean_text
from ingest.documents import CleanDocument


def kinds(clean: CleanDocument) -> list[tuple[str, str]]:
    """Every block as (kind, text)."""
    return [(block.kind, clean.text[block.start : block.end]) for block in clean.blocks]


def texts(clean: CleanDocument, kind: str) -> list[str]:
    """The texts of the blocks of one kind."""
    return [clean.text[block.start : block.end] for block in clean.blocks if block.kind == kind]


def headings(clean: CleanDocument) -> list[tuple[int, str]]:
    """Every heading as (level, text)."""
    return [(block.level, clean.text[block.start : block.end]) for block in clean.blocks if block.kind == "heading"]


def observed(clean: CleanDocument) -> dict[str, str]:
    """The observations as field to value; the first of each field."""
    found: dict[str, str] = {}
    for item in clean.observations:
        found.setdefault(item.field, item.value)
    return found


def lines_after_cleaning(raw: str) -> list[str]:
    """The lines of the clean text."""
    return clean_text(raw).text.split("\n")
