"""PPTX presentations: slide by slide, titles as headings, lists, tables, the numbers of charts, and the notes.

PresentationML and DrawingML, ECMA-376 part 1 §19 to §21. Macros and embedded objects are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from ingest.documents import Page
from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock, render_table
from ingest.loaders.cell_values import Separators, separators_for, show_number
from ingest.loaders.docx_styles import child, name_of, value
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import check_limit
from ingest.loaders.office_package import OfficePackage, core_properties
from ingest.loaders.text import LoadedText

Element = etree._Element

_TITLES: Final = frozenset({"title", "ctrTitle"})
_FURNITURE: Final = frozenset({"dt", "ftr", "sldNum", "hdr"})
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MOST_POINTS: Final = 400
_DEEPEST: Final = 24


def load_pptx(package: OfficePackage) -> LoadedText:
    """Read a presentation in the order in which it is shown; hidden slides are left out and that is told."""
    root = package.part(package.main_part)
    listed = child(root, "sldIdLst")
    if root is None or name_of(root) != "presentation":
        raise CorruptFile(format="pptx", detail="no presentation")
    slides = package.related("/slide")
    order = [slides.get(_relation(entry), "") for entry in (listed if listed is not None else ())]
    check_limit(len(order), package.limits.max_pages, "slides")
    warnings: set[str] = set()
    groups: list[list[TextBlock]] = []
    for part in order:
        package.clock.check()
        slide = package.part(part) if part else None
        if slide is None:
            warnings.add("slide_missing")
            groups.append([])
        elif (value(slide, "show") or "1") in {"0", "false"}:
            warnings.add("hidden_slide_dropped")
            groups.append([])
        else:
            groups.append([*_slide_blocks(package, part, slide), *_notes(package, part)])
    return _assemble(package, groups, warnings)


def _assemble(package: OfficePackage, groups: list[list[TextBlock]], warnings: set[str]) -> LoadedText:
    flat, repaired = repair_blocks([block for group in groups for block in group])
    blocks = iter(flat)
    assembly = TextAssembly(package.limits.max_characters)
    pages: list[Page] = []
    for number, group in enumerate(groups, 1):
        start = assembly.length
        for _ in group:
            assembly.add(next(blocks))
        pages.append(Page(number, start, assembly.length))
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        tuple(pages),
        properties=core_properties(package),
        warnings=tuple(sorted(warnings)),
        encoding=repaired,
    )


def _relation(element: Element) -> str:
    return str(element.get(_RELATION) or element.get(_STRICT_RELATION) or "")


def _slide_blocks(package: OfficePackage, part: str, slide: Element) -> list[TextBlock]:
    tree = child(slide, "cSld", "spTree")
    blocks = list(_shapes(package, part, tree, 0)) if tree is not None else []
    titles = [block for block in blocks if block.kind == "heading"]
    return [*titles, *(block for block in blocks if block.kind != "heading")]


def _shapes(package: OfficePackage, part: str, tree: Element, depth: int) -> Iterator[TextBlock]:
    """The text of shapes in their order, groups looked into."""
    if depth > _DEEPEST:
        raise CorruptFile(format="pptx", detail="shapes nested too deep")
    for shape in tree:
        package.clock.check()
        kind = name_of(shape)
        if kind == "grpSp":
            yield from _shapes(package, part, shape, depth + 1)
        elif kind == "AlternateContent":
            chosen = child(shape, "Choice")
            if chosen is not None:
                yield from _shapes(package, part, chosen, depth + 1)
        elif kind == "sp":
            yield from _text_shape(shape)
        elif kind == "graphicFrame":
            yield from _frame(package, part, shape)
        elif kind == "pic":
            words = value(child(shape, "nvPicPr", "cNvPr"), "descr") or ""
            if len(words.split()) >= 3:
                yield TextBlock(f"![{' '.join(words.replace('[', ' ').replace(']', ' ').split())}]()", "image")


def _text_shape(shape: Element) -> Iterator[TextBlock]:
    place = value(child(shape, "nvSpPr", "nvPr", "ph"), "type") or ""
    body = child(shape, "txBody")
    if body is None or place in _FURNITURE:
        return
    paragraphs = [(text, level) for text, level in map(_paragraph, _below(body, "p")) if text]
    if place in _TITLES:
        yield TextBlock(" ".join(text for text, _ in paragraphs), "heading", 1)
        return
    for text, level in paragraphs:
        yield TextBlock(text, "list_item", level + 1) if len(paragraphs) > 1 else TextBlock(text)


def _below(element: Element, name: str) -> Iterator[Element]:
    return (below for below in element if name_of(below) == name)


def _paragraph(paragraph: Element) -> tuple[str, int]:
    parts: list[str] = []
    for run in paragraph:
        kind = name_of(run)
        if kind in {"r", "fld"}:
            parts.extend(below.text or "" for below in _below(run, "t"))
        elif kind == "br":
            parts.append(" ")
    level = value(child(paragraph, "pPr"), "lvl") or "0"
    return " ".join("".join(parts).split()), int(level) if level.isdecimal() and len(level) < 3 else 0


def _frame(package: OfficePackage, part: str, frame: Element) -> Iterator[TextBlock]:
    data = child(frame, "graphic", "graphicData")
    for element in data if data is not None else ():
        kind = name_of(element)
        if kind == "tbl":
            rows = [[_cell(cell) for cell in _below(row, "tc")] for row in _below(element, "tr")]
            width = max((len(row) for row in rows), default=0)
            rows = [row + [""] * (width - len(row)) for row in rows if any(row)]
            if rows:
                yield TextBlock(render_table(rows), "table")
        elif kind == "chart":
            chart = package.relationships_of(part, "/chart").get(_relation(element), "")
            root = package.part(chart) if chart in package.archive.NameToInfo else None
            if root is not None:
                yield from _chart(root, _separators(package))


def _cell(cell: Element) -> str:
    """A cell's text; one that a merged cell covers is empty."""
    if (value(cell, "hMerge") or "0") in {"1", "true"} or (value(cell, "vMerge") or "0") in {"1", "true"}:
        return ""
    body = child(cell, "txBody")
    return " ".join(text for text, _ in map(_paragraph, _below(body, "p")) if text) if body is not None else ""


def _chart(root: Element, separators: Separators) -> Iterator[TextBlock]:
    """A chart as the table that it is drawn from: a row for each category, a column for each series."""
    title = child(root, "chart", "title")
    words = (
        "".join(element.text or "" for element in title.iter() if name_of(element) == "t") if title is not None else ""
    )
    if words.strip():
        yield TextBlock(" ".join(words.split()))
    series = [element for element in root.iter() if name_of(element) == "ser"][:_MOST_POINTS]
    columns = [tuple(_points(child(one, name), separators) for name in ("tx", "cat", "val")) for one in series]
    columns = [column for column in columns if column[2]]
    if not columns:
        return
    categories = columns[0][1]
    places = sorted({place for _, _, points in columns for place in points})[:_MOST_POINTS]
    heads = ["", *(" ".join(names.values()) for names, _, _ in columns)]
    rows = [[categories.get(place, ""), *(points.get(place, "") for _, _, points in columns)] for place in places]
    yield TextBlock(render_table([heads, *rows]), "table")


def _separators(package: OfficePackage) -> Separators:
    """How numbers are written in the language of the first slides."""
    words: list[str] = []
    for name in list(package.related("/slide").values())[:8]:
        root = package.part(name) if name in package.archive.NameToInfo else None
        words += [
            element.text or "" for element in (root.iter() if root is not None else ()) if name_of(element) == "t"
        ]
    return separators_for(" ".join(words))


def _points(holder: Element | None, separators: Separators) -> dict[int, str]:
    """The points that were kept with a chart, by their index, as its number format shows them."""
    found: dict[int, str] = {}
    cache = next((one for one in holder.iter() if name_of(one) == "numCache"), None) if holder is not None else None
    code = child(cache, "formatCode")
    for point in holder.iter() if holder is not None else ():
        kept = child(point, "v") if name_of(point) == "pt" else None
        index = value(point, "idx") or ""
        if kept is not None and index.isdecimal() and len(index) < 7 and len(found) < _MOST_POINTS:
            found[int(index)] = _shown(" ".join((kept.text or "").split()), code, cache is not None, separators)
    return found


def _shown(text: str, code: Element | None, is_number: bool, separators: Separators) -> str:
    if not is_number:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return show_number(number, (code.text if code is not None else "") or "General", separators)


def _notes(package: OfficePackage, part: str) -> Iterator[TextBlock]:
    """What the speaker wrote below a slide."""
    for name in package.relationships_of(part, "/notesSlide").values():
        root = package.part(name) if name in package.archive.NameToInfo else None
        tree = child(root, "cSld", "spTree")
        for shape in _below(tree, "sp") if tree is not None else ():
            place = value(child(shape, "nvSpPr", "nvPr", "ph"), "type") or ""
            body = child(shape, "txBody")
            if place == "body" and body is not None:
                for text, _ in map(_paragraph, _below(body, "p")):
                    if text:
                        yield TextBlock(text)
