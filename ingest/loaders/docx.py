"""DOCX files: the final text as Word would print it, with headings, lists, tables and running heads told apart."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock
from ingest.loaders.docx_body import BodyReader, is_page_number
from ingest.loaders.docx_package import DocxPackage
from ingest.loaders.docx_runs import RunReader, accepted_families
from ingest.loaders.docx_styles import ListNumbering, StyleSheet, child, name_of
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock
from ingest.loaders.text import LoadedText

Element = etree._Element

_CORE_PROPERTIES: Final = {
    "title": "title",
    "creator": "author",
    "created": "created",
    "modified": "modified",
    "subject": "subject",
    "keywords": "keywords",
}


def load_docx(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a DOCX; raises a subclass of ``RefusedFile`` for other archives, broken, encrypted or oversized files."""
    package = DocxPackage.open(data, limits, clock)
    root = package.part(package.main_part)
    body = child(root, "body")
    if body is None:
        raise CorruptFile(format="docx", detail="no body")
    styles = StyleSheet.read(_single_part(package, "/styles"))
    running = [*_running_parts(package, "/header"), *_running_parts(package, "/footer")]
    notes = [part for kind in ("/footnotes", "/endnotes") for part in _running_parts(package, kind)]
    accepted = accepted_families([body, *running, *notes], styles)
    reader = BodyReader(
        package,
        styles,
        ListNumbering.read(_single_part(package, "/numbering")),
        accepted,
        RunReader(styles, bool(accepted)),
    )
    blocks = [*reader.blocks(body), *_running_blocks(reader, running)]
    blocks, repaired = repair_blocks(blocks)
    assembly = TextAssembly(limits.max_characters)
    for block in blocks:
        assembly.add(block)
    hidden = {"hidden_text_dropped"} if reader.runs.hidden else set()
    fonts = [("legacy_font_encoding", family) for family in sorted(accepted)]
    return LoadedText(
        assembly.text(),
        regions=tuple(assembly.regions),
        properties=(*_properties(package), *fonts),
        warnings=tuple(sorted(reader.warnings | hidden)),
        encoding=repaired,
    )


def _single_part(package: DocxPackage, kind: str) -> Element | None:
    return next((package.part(name) for name in package.related(kind).values()), None)


def _running_parts(package: DocxPackage, kind: str) -> list[Element]:
    names = sorted(set(package.related(kind).values()))
    return [part for part in map(package.part, names) if part is not None]


def _running_blocks(reader: BodyReader, parts: list[Element]) -> list[TextBlock]:
    """Headers and footers, each different text once, at the end and marked as furniture."""
    told: dict[str, TextBlock] = {}
    for part in parts:
        text = "\n".join(block.text for block in reader.blocks(part) if block.kind != "image")
        if text.strip() and not is_page_number(text):
            told.setdefault(text, TextBlock(text, "furniture"))
    return list(told.values())


def _properties(package: DocxPackage) -> tuple[tuple[str, str], ...]:
    root = package.part("docProps/core.xml")
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        name = _CORE_PROPERTIES.get(name_of(element))
        text = " ".join((element.text or "").split())[:500]
        if name is not None and text:
            found.setdefault(name, text)
    return tuple(found.items())
