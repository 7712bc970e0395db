"""What is known of a scanned document when some of its figures are in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.documents import CleanDocument, LoadedDocument
from vectorstore.records import MetadataValue


def recognition_values(loaded: LoadedDocument) -> Iterator[MetadataValue]:
    """With what scanned pages were read: engines, doubted figures, pages; with the mean confidence."""
    found = {name: value for name, value in loaded.properties if name.startswith("ocr_")}
    confidence = float(found.pop("ocr_confidence", "0"))
    for name, value in found.items():
        yield MetadataValue(name, value, "", None, None, "recognition", confidence, "inferred")


def doubt_scanned(
    values: Iterable[MetadataValue], clean: CleanDocument, loaded: LoadedDocument
) -> tuple[tuple[MetadataValue, ...], frozenset[str]]:
    """Mark values that rest on figures nothing confirms as damaged; also give the fields they belong to.

    A document that was not scanned keeps its values as they are.
    """
    if not any(name == "ocr_engine" for name, _ in loaded.properties):
        return tuple(values), frozenset()
    kept: list[MetadataValue] = []
    doubted: set[str] = set()
    for value in values:
        low, high = value.start, value.end
        if low is not None and high is not None and any(a < high and low < b for a, b in clean.damaged):
            doubted.add(value.field)
            value = replace(value, status="damaged")
        kept.append(value)
    return tuple(kept), frozenset(doubted)
