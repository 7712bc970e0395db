"""The head of a document typed in two columns with tabs or spaces, read as the columns that it is meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from assistant.format_check.docx_reading import ReadDocument, ReadParagraph, ReadRun
from assistant.format_check.elements import MOTTO, same_words

_HEAD: Final = 12
"""Paragraphs from the start among which a head is looked for."""
_TAB: Final = re.compile(r"(?<=\S)[ \u00a0]*\t[\t \u00a0]*(?=\S)")
_GAP: Final = re.compile(r"(?<=\S)[ \u00a0]{4,}(?=\S)")


def with_typed_columns(document: ReadDocument) -> ReadDocument:
    """Part each line of the head that holds two columns; what stands left comes before what stands right.

    Tabs can centre words, so these count as centred; spaces cannot, and are given as alignment ``spaces``.
    """
    lines = list(document.paragraphs[:_HEAD])
    parted = {at: pieces for at, one in enumerate(lines) if (pieces := _pieces(one)) is not None}
    if not any(same_words(right.text, MOTTO) for _, right in parted.values()):
        return document
    first, last = min(parted), max(parted)
    within = [parted.get(at, (lines[at], None)) for at in range(first, last + 1)]
    columns = [left for left, _ in within] + [right for _, right in within if right is not None]
    return replace(document, paragraphs=(*lines[:first], *columns, *document.paragraphs[last + 1 :]))


def _pieces(one: ReadParagraph) -> tuple[ReadParagraph, ReadParagraph] | None:
    text = "".join(run.text for run in one.runs)
    match = _TAB.search(text) or max(_GAP.finditer(text), key=lambda gap: len(gap[0]), default=None)
    if one.table >= 0 or match is None:
        return None
    align = "center" if "\t" in match[0] else "spaces"
    left = replace(one, runs=tuple(_cut(one.runs, 0, match.start())), align=align, column=0)
    right = replace(one, runs=tuple(_cut(one.runs, match.end(), len(text))), align=align, column=1)
    return left, right


def _cut(runs: Iterable[ReadRun], start: int, end: int) -> Iterator[ReadRun]:
    at = 0
    for run in runs:
        low, high = max(start - at, 0), min(end - at, len(run.text))
        if low < high:
            yield replace(run, text=run.text[low:high])
        at += len(run.text)
