"""DOCX files: the final text as Word would print it, with headings, lists, tables and running heads told apart."""

from __future__ import annotations

from lxml import etree

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock
from ingest.loaders.docx_body import BodyReader, is_page_number
from ingest.loaders.docx_runs import RunReader, accepted_families
from ingest.loaders.docx_styles import ListNumbering, StyleSheet, child
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.office_package import OfficePackage, core_properties
from ingest.loaders.text import LoadedText

Element = etree._Element


def load_docx(package: OfficePackage) -> LoadedText:
    """Read a DOCX; raises a subclass of ``RefusedFile`` for broken, encrypted or oversized files."""
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
    assembly = TextAssembly(package.limits.max_characters)
    for block in blocks:
        assembly.add(block)
    hidden = {"hidden_text_dropped"} if reader.runs.hidden else set()
    fonts = [("legacy_font_encoding", family) for family in sorted(accepted)]
    return LoadedText(
        assembly.text(),
        regions=tuple(assembly.regions),
        properties=(*core_properties(package), *fonts),
        warnings=tuple(sorted(reader.warnings | hidden)),
        encoding=repaired,
    )


def _single_part(package: OfficePackage, kind: str) -> Element | None:
    return next((package.part(name) for name in package.related(kind).values()), None)


def _running_parts(package: OfficePackage, kind: str) -> list[Element]:
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
