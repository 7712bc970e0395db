"""XLSX workbooks, with or without macros: the values that cells show, never formulas; nothing in them is run.

SpreadsheetML, ECMA-376 part 1 §18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly
from ingest.loaders.cell_values import (
    Separators,
    built_in_format,
    is_date_format,
    separators_for,
    show_date,
    show_number,
)
from ingest.loaders.docx_styles import child, name_of, value
from ingest.loaders.limits import check_limit
from ingest.loaders.office_package import OfficePackage, core_properties
from ingest.loaders.sheet_blocks import Sheet, sheet_blocks
from ingest.loaders.text import LoadedText

Element = etree._Element

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SAMPLE: Final = 20_000
_MAXIMUM_SHEETS: Final = 500
_CLOCK_EVERY: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share."""

    package: OfficePackage
    strings: tuple[str, ...]
    formats: tuple[str, ...]
    separators: Separators
    from_1904: bool


def load_xlsx(package: OfficePackage) -> LoadedText:
    """Read a workbook, sheet by sheet; hidden sheets are left out and that is told."""
    root = package.part(package.main_part)
    listed = child(root, "sheets")
    if listed is None:
        raise CorruptFile(format="xlsx", detail="no sheets")
    check_limit(len(listed), _MAXIMUM_SHEETS, "sheets")
    strings = _shared_strings(package)
    names = " ".join(value(sheet, "name") or "" for sheet in listed)
    words = " ".join((names, *strings))[:_SAMPLE] if strings else names + _inline_words(package)
    book = _Book(
        package,
        strings,
        _cell_formats(package),
        separators_for(words),
        (value(child(root, "workbookPr"), "date1904") or "0") in {"1", "true"},
    )
    parts = package.related("/worksheet")
    warnings: set[str] = set()
    sheets = []
    for listed_sheet in listed:
        if (value(listed_sheet, "state") or "visible") != "visible":
            warnings.add("hidden_sheet_dropped")
            continue
        part = parts.get(_relation(listed_sheet))
        if part is not None and part in package.archive.NameToInfo:
            sheets.append(_read_sheet(book, part, value(listed_sheet, "name") or "", warnings))
    assembly = TextAssembly(package.limits.max_characters)
    for block in sheet_blocks(sheets):
        assembly.add(block)
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        properties=core_properties(package),
        warnings=tuple(sorted(warnings)),
    )


def _relation(sheet: Element) -> str:
    """The relationship id, told from the sheet's own number by its namespace."""
    for name, content in sheet.attrib.items():
        if str(name).endswith("}id"):
            return str(content)
    return ""


def _shared_strings(package: OfficePackage) -> tuple[str, ...]:
    root = next((package.part(name) for name in package.related("/sharedStrings").values()), None)
    return tuple(_rich_text(entry) for entry in root) if root is not None else ()


def _rich_text(entry: Element) -> str:
    """The text of a string; readings above Chinese characters (``rPh``) are left out."""
    parts = []
    for element in entry:
        name = name_of(element)
        if name == "t":
            parts.append(element.text or "")
        elif name == "r":
            parts.extend(below.text or "" for below in element if name_of(below) == "t")
    return "".join(parts)


def _inline_words(package: OfficePackage) -> str:
    """Words of sheets that keep their strings in the cells."""
    words: list[str] = []
    for part in list(package.related("/worksheet").values())[:3]:
        if part in package.archive.NameToInfo:
            text = package.stream(part).read(200_000).decode("utf-8", errors="ignore")
            words += re.findall(r"<(?:\w+:)?t[^>]{0,40}>([^<]{1,200})<", text)
    return " ".join(words)[:_SAMPLE]


def _cell_formats(package: OfficePackage) -> tuple[str, ...]:
    """The number format of every cell style, by its index."""
    root = next((package.part(name) for name in package.related("/styles").values()), None)
    own: dict[int, str] = {}
    declared = child(root, "numFmts")
    for entry in declared if declared is not None else ():
        own[_integer(value(entry, "numFmtId"))] = value(entry, "formatCode") or "General"
    styles = child(root, "cellXfs")
    if styles is None:
        return ()
    numbers = [_integer(value(style, "numFmtId")) for style in styles]
    return tuple(own.get(number) or built_in_format(number) for number in numbers)


def _integer(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else 0


def _read_sheet(book: _Book, part: str, name: str, warnings: set[str]) -> Sheet:
    """Read row by row, letting go of what was read."""
    sheet = Sheet(name)
    row = column = -1
    try:
        parser = etree.iterparse(
            book.package.stream(part), events=("end",), resolve_entities=False, load_dtd=False, no_network=True
        )
        for count, (_, element) in enumerate(parser):
            if count % _CLOCK_EVERY == 0:
                book.package.clock.check()
            kind = name_of(element)
            if kind == "row":
                row = _integer(value(element, "r")) - 1 if value(element, "r") else row + 1
                column = -1
                if is_on_attribute(element, "hidden"):
                    warnings.add("hidden_rows_read")
                for cell in element:
                    if name_of(cell) == "c":
                        place = _REFERENCE.fullmatch(value(cell, "r") or "")
                        column = _column(place.group(1)) if place else column + 1
                        sheet.put(row, column, _shown(book, cell, warnings))
                element.clear()
            elif kind == "mergeCell":
                _merge(sheet, value(element, "ref") or "")
    except etree.XMLSyntaxError as problem:
        raise CorruptFile(format="xlsx", detail=f"{part}: {problem}"[:200]) from problem
    return sheet


def is_on_attribute(element: Element, name: str) -> bool:
    """Tell an attribute that says yes."""
    return (value(element, name) or "0") in {"1", "true"}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merge(sheet: Sheet, reference: str) -> None:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) == 2 and corners[0] is not None and corners[1] is not None and len(sheet.merged) < 20_000:
        (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
        sheet.merged.append((int(top) - 1, _column(left), int(bottom) - 1, _column(right)))


def _shown(book: _Book, cell: Element, warnings: set[str]) -> str:
    """What a cell shows: a formula by the value that was kept with it."""
    kind = value(cell, "t") or "n"
    if kind == "inlineStr":
        inline = child(cell, "is")
        return _rich_text(inline) if inline is not None else ""
    kept = child(cell, "v")
    text = (kept.text or "") if kept is not None else ""
    if not text:
        if child(cell, "f") is not None:
            warnings.add("formula_without_value")
        return ""
    if kind == "s":
        index = _integer(text)
        return book.strings[index] if index < len(book.strings) else ""
    if kind in {"str", "d"}:
        return text
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "e":
        warnings.add("cell_errors")
        return ""
    try:
        number = float(text)
    except ValueError:
        return text
    style = _integer(value(cell, "s"))
    code = book.formats[style] if style < len(book.formats) else "General"
    if is_date_format(code):
        return show_date(number, code, book.separators, from_1904=book.from_1904)
    return show_number(number, code, book.separators)
