"""Tables written as text with a delimiter (CSV, TSV): told from prose by the same number of cells in every row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final

from ingest.loaders.assembly import TextAssembly
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.sheet_blocks import Sheet, sheet_blocks
from ingest.loaders.text import LoadedText

_DELIMITERS: Final = ("\t", ";", ",")
_SAMPLE_ROWS: Final = 60
_LONGEST_CELL: Final = 400
_LONGEST_WORDS: Final = 24
_SHORT_CELLS: Final = 0.85
_CLOCK_EVERY: Final = 1_000
_SENTENCE: Final = re.compile(r"[.!?。！？;；]\s*$")
_STATED: Final = re.compile(r"\A\ufeff?sep=(.)\r?\n", re.IGNORECASE)


def table_delimiter(text: str) -> str | None:
    """The delimiter of a table; ``None`` for prose, whose commas come as they may.

    A table has two rows and two columns at least, rows of one width (a title above it may be narrower), short cells,
    and rows that do not end like sentences.
    """
    stated = _STATED.match(text)
    if stated is not None:
        return stated.group(1)
    sample = text[:60_000].lstrip("\ufeff")
    if "\x00" in sample or sample.count("\n") + sample.count("\r") < 1:
        return None
    for delimiter in _DELIMITERS:
        if sample.count(delimiter) >= 2 and _is_table(_sample_rows(sample, delimiter), delimiter):
            return delimiter
    return None


def load_delimited(text: str, delimiter: str, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read the table; cells stay as they are written."""
    body = _STATED.sub("", text.lstrip("\ufeff"))
    sheet = Sheet("")
    for row, cells in enumerate(csv.reader(body.splitlines(), delimiter=delimiter)):
        if row % _CLOCK_EVERY == 0:
            clock.check()
        for column, cell in enumerate(cells):
            check_limit(len(cell), 100_000, "characters of a cell")
            sheet.put(row, column, cell)
    assembly = TextAssembly(limits.max_characters)
    for block in sheet_blocks([sheet]):
        if block.kind != "heading":
            assembly.add(block)
    return LoadedText(assembly.text(), tuple(assembly.regions))


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    lines = sample.splitlines()
    if len(sample) == 60_000:
        lines = lines[:-1]
    try:
        rows = list(csv.reader(lines[:_SAMPLE_ROWS], delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return [row for row in rows if any(cell.strip() for cell in row)]


def _is_table(rows: list[list[str]], delimiter: str) -> bool:
    wide = [row for row in rows if len(row) >= 2]
    if len(wide) < 2 or len(wide) < 0.7 * len(rows):
        return False
    width, count = Counter(len(row) for row in wide).most_common(1)[0]
    if count < 0.9 * len(wide):
        return False
    cells = [cell.strip() for row in wide for cell in row]
    if max(map(len, cells)) > _LONGEST_CELL:
        return False
    short = sum(len(cell.split()) <= _LONGEST_WORDS and len(cell) <= 160 for cell in cells)
    if short < _SHORT_CELLS * len(cells):
        return False
    if delimiter == "\t":
        return True
    sentences = sum(_SENTENCE.search(row[-1]) is not None for row in wide)
    spaced = sum(bool(re.match(r"\s\S", cell)) for row in wide for cell in row[1:])
    followed = sum(len(row) - 1 for row in wide)
    prose_like = spaced > 0.5 * followed and width <= 4
    figures = sum(bool(re.search(r"\d", cell)) for cell in cells)
    return sentences <= 0.3 * len(wide) and not (prose_like and figures < 0.25 * len(cells))
