"""Plain text: the decoded characters are the document."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.documents import Page, Region


@dataclass(frozen=True, slots=True)
class LoadedText:
    """What a loader makes of a file, before it is given its source and identity."""

    text: str
    regions: tuple[Region, ...] = ()
    pages: tuple[Page, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    encoding: str | None = None


def load_text(text: str) -> LoadedText:
    """Take decoded text as it stands; form feeds, which old word processors put between pages, make pages."""
    if "\f" not in text.strip("\f \r\n\t"):
        return LoadedText(text)
    pages = []
    start = 0
    for number, part in enumerate(text.split("\f"), 1):
        end = min(len(text), start + len(part) + 1)
        pages.append(Page(number, start, end))
        start = end
    return LoadedText(text, pages=tuple(pages))
