"""XLS workbooks of Excel 97 to 2003: the values that cells show; macros in them are not looked at."""

from __future__ import annotations

import io
import struct
from typing import Any, Final

from ingest.errors import CorruptFile, EncryptedFile
from ingest.loaders.assembly import TextAssembly
from ingest.loaders.cell_values import Separators, is_date_format, separators_for, show_date, show_number
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.sheet_blocks import Sheet, sheet_blocks
from ingest.loaders.text import LoadedText

_SAMPLE_CELLS: Final = 2_000
_MAXIMUM_SHEETS: Final = 500
_CLOCK_EVERY: Final = 200
_BROKEN: Final = (
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    OverflowError,
    MemoryError,
    NotImplementedError,
)
"""What the reader lets through when records are wrong."""


def load_xls(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a workbook; raises a subclass of ``RefusedFile`` for broken and locked ones."""
    book = _open(data)
    clock.check()
    check_limit(book.nsheets, _MAXIMUM_SHEETS, "sheets")
    separators = separators_for(_words(book))
    warnings: set[str] = set()
    sheets = []
    for source in book.sheets():
        if source.visibility:
            warnings.add("hidden_sheet_dropped")
            continue
        sheets.append(_read_sheet(book, source, separators, clock, warnings))
    assembly = TextAssembly(limits.max_characters)
    for block in sheet_blocks(sheets):
        assembly.add(block)
    author = " ".join(str(book.user_name or "").split())[:200]
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        properties=(("author", author),) if author else (),
        warnings=tuple(sorted(warnings)),
    )


def _open(data: bytes) -> Any:
    import xlrd  # type: ignore[import-untyped]
    from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as problem:
        if "encrypted" in str(problem).lower() or "password" in str(problem).lower():
            raise EncryptedFile(format="xls") from problem
        raise CorruptFile(format="xls", detail=str(problem)[:200]) from problem
    except (CompDocError, *_BROKEN) as problem:
        raise CorruptFile(format="xls", detail=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _words(book: Any) -> str:
    words: list[str] = []
    for sheet in book.sheets():
        words.append(sheet.name)
        for row in range(min(sheet.nrows, 200)):
            words += [cell.value for cell in sheet.row(row) if cell.ctype == 1]
            if len(words) > _SAMPLE_CELLS:
                return " ".join(words)
    return " ".join(words)


def _read_sheet(book: Any, source: Any, separators: Separators, clock: ReadingClock, warnings: set[str]) -> Sheet:
    sheet = Sheet(source.name)
    for top, bottom, left, right in source.merged_cells[:20_000]:
        sheet.merged.append((top, left, bottom - 1, right - 1))
    for row in range(source.nrows):
        if row % _CLOCK_EVERY == 0:
            clock.check()
        for column, cell in enumerate(source.row(row)):
            sheet.put(row, column, _shown(book, cell, separators, warnings))
    return sheet


def _shown(book: Any, cell: Any, separators: Separators, warnings: set[str]) -> str:
    """What a cell shows, by the types of xlrd: 1 text, 2 number, 3 date, 4 truth value, 5 error."""
    if cell.ctype == 1:
        return str(cell.value)
    if cell.ctype in {2, 3}:
        style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        known = book.format_map.get(style.format_key) if style is not None else None
        code = known.format_str if known is not None else "General"
        if cell.ctype == 3 or is_date_format(code):
            return show_date(float(cell.value), code, separators, from_1904=book.datemode == 1)
        return show_number(float(cell.value), code, separators)
    if cell.ctype == 4:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == 5:
        warnings.add("cell_errors")
    return ""
