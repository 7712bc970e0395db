"""The layout of any DOCX as values: what every paragraph looks like once its styles are resolved.

The package is read as ZIP and XML, not through a library that expects well-made files. Precedence is that of
ECMA-376, 17.7: direct formatting, character style, paragraph style with its ancestors, document defaults; fonts of a
theme are looked up in it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from assistant.errors import DocxDamaged, DocxEncrypted, DocxTooLarge, DocxUnreadable

LARGEST_MEGABYTES: Final = 64
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT: Final = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class ReadRun:
    """Text of one look; fonts by script, size in points."""

    text: str
    latin: str
    east_asian: str
    size_pt: float
    bold: bool
    italic: bool
    underline: bool
    colour: str
    spacing_twips: int


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """One paragraph with its layout resolved; lengths in twips, ``line`` is (value, rule)."""

    index: int
    runs: tuple[ReadRun, ...]
    align: str
    left: int
    right: int
    first_line: int
    first_line_characters: int
    right_characters: int
    before: int
    after: int
    line: tuple[int, str]
    top_border: bool
    bottom_border: bool
    border_colour: str
    drawn: bool
    listed: bool
    keep_next: bool
    page_break: bool
    snap: bool
    outline: int = 9
    """Level of a heading from 0; 9 is text."""
    table: int = -1
    row: int = -1
    column: int = -1

    @property
    def text(self) -> str:
        """Words with tabs, line breaks as spaces."""
        return " ".join("".join(run.text for run in self.runs).replace("\n", " ").split(" ")).strip()


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table of the body."""

    index: int
    rows: int
    columns: int
    width: int
    bordered: bool
    head_repeats: bool
    cannot_split: bool


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A header or footer that holds a page number: which one, and how it is set."""

    part: str
    """``header`` or ``footer``."""
    kind: str
    """``default``, ``first`` or ``even``."""
    paragraph: ReadParagraph
    words: str


@dataclass(frozen=True, slots=True)
class ReadSection:
    """Paper and margins in twips, and what stands in headers and footers."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    title_page: bool
    numbers: tuple[ReadNumber, ...]
    grid: tuple[str, int, int]
    """Type, pitch of lines in twips, space between characters in 4096ths of a point."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document whole."""

    paragraphs: tuple[ReadParagraph, ...]
    tables: tuple[ReadTable, ...]
    sections: tuple[ReadSection, ...]
    even_and_odd: bool


def read_docx(data: bytes, *, file: str = "DOCX") -> ReadDocument:
    """Read a DOCX; raises ``DocxUnreadable``, ``DocxEncrypted``, ``DocxDamaged`` or ``DocxTooLarge``."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocxEncrypted(file=file)
        raise DocxUnreadable(file=file, detail="OLE")
    try:
        parts = _unpacked(data, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        if data.startswith(b"PK"):
            raise DocxDamaged(file=file, detail=str(error)) from error
        raise DocxUnreadable(file=file, detail=str(error)) from error
    except RuntimeError as error:  # zipfile says so of a member with a password
        raise DocxEncrypted(file=file) from error
    return _Reader(parts, file).read()


def _unpacked(data: bytes, file: str) -> dict[str, bytes]:
    limit = LARGEST_MEGABYTES * 1_000_000
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        wanted = [one for one in package.infolist() if one.filename.endswith((".xml", ".rels"))]
        size = sum(one.file_size for one in wanted)
        if size > limit:
            raise DocxTooLarge(file=file, found=size // 1_000_000, limit=LARGEST_MEGABYTES)
        parts = {}
        for one in wanted:
            with package.open(one) as stream:
                content = stream.read(limit + 1)
            if len(content) > limit:
                raise DocxTooLarge(file=file, found=len(content) // 1_000_000, limit=LARGEST_MEGABYTES)
            parts[one.filename.lstrip("/")] = content.replace(*_STRICT)
        return parts


class _Reader:
    """Resolves one package."""

    def __init__(self, parts: dict[str, bytes], file: str) -> None:
        from assistant.format_check.style_resolution import Styles

        self._parts, self._file = parts, file
        main = self._main_part()
        self._document = self._xml(main)
        self._folder = main.rsplit("/", 1)[0] if "/" in main else ""
        self._relations = self._related(main)
        styles = self._named("styles")
        self.styles = Styles(styles, self._named("theme"))
        settings = self._named("settings")
        self._even_and_odd = settings is not None and _on(settings.find(f"{W}evenAndOddHeaders"))
        self._count = 0

    def read(self) -> ReadDocument:
        body = self._document.find(f"{W}body")
        if body is None:
            raise DocxDamaged(file=self._file, detail="w:body")
        tables: list[ReadTable] = []
        paragraphs = tuple(self._blocks(body, tables))
        sections = tuple(self._section(one) for one in body.iter(f"{W}sectPr") if _is_kept(one))
        if not sections:
            raise DocxDamaged(file=self._file, detail="w:sectPr")
        return ReadDocument(paragraphs, tuple(tables), sections, self._even_and_odd)

    def _main_part(self) -> str:
        for relation in self._xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        raise DocxUnreadable(file=self._file, detail="officeDocument")

    def _xml(self, name: str) -> Any:
        from lxml import etree

        if name not in self._parts:
            raise DocxUnreadable(file=self._file, detail=name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)
        try:
            return etree.fromstring(self._parts[name], parser)
        except etree.XMLSyntaxError as error:
            raise DocxDamaged(file=self._file, detail=str(error)) from error

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if path not in self._parts:
            return {}
        found = {}
        for one in self._xml(path):
            target = str(one.get("Target", ""))
            whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            found[str(one.get("Id"))] = (str(one.get("Type", "")).rsplit("/", 1)[-1], whole)
        return found

    def _named(self, kind: str) -> Any:
        for found, target in self._relations.values():
            if found == kind and target in self._parts:
                return self._xml(target)
        return None

    def _blocks(
        self, container: Any, tables: list[ReadTable], place: tuple[int, int, int] = (-1, -1, -1), depth: int = 0
    ) -> Iterator[ReadParagraph]:
        """Paragraphs in reading order: down each cell, cell by cell, row by row."""
        for child in container:
            tag = _tag(child)
            if tag == "p":
                yield self.paragraph(child, place)
            elif tag == "tbl" and depth < _DEPTH:
                index = len(tables)
                tables.append(_table(index, child))
                for row, tr in enumerate(child.iter(f"{W}tr") if depth else child.findall(f".//{W}tr")):
                    for column, tc in enumerate(tr.findall(f"{W}tc")):
                        yield from self._blocks(tc, tables, (index, row, column), depth + 1)
            elif tag in {"sdt", "sdtContent", "ins", "smartTag", "customXml"} and depth < _DEPTH:
                yield from self._blocks(child, tables, place, depth + 1)

    def paragraph(self, element: Any, place: tuple[int, int, int] = (-1, -1, -1)) -> ReadParagraph:
        """Resolve one paragraph."""
        from assistant.format_check.style_resolution import read_paragraph

        self._count += 1
        return read_paragraph(element, self.styles, self._count, place)

    def _section(self, element: Any) -> ReadSection:
        size, margin = element.find(f"{W}pgSz"), element.find(f"{W}pgMar")
        grid = element.find(f"{W}docGrid")
        return ReadSection(
            width=_number(size, "w"),
            height=_number(size, "h"),
            top=_number(margin, "top"),
            bottom=_number(margin, "bottom"),
            left=_number(margin, "left"),
            right=_number(margin, "right"),
            title_page=_on(element.find(f"{W}titlePg")),
            numbers=tuple(self._numbers(element)),
            grid=(
                (grid.get(f"{W}type") or "default", _number(grid, "linePitch"), _number(grid, "charSpace"))
                if grid is not None
                else ("default", 0, 0)
            ),
        )

    def _numbers(self, section: Any) -> Iterator[ReadNumber]:
        for part in ("header", "footer"):
            for reference in section.findall(f"{W}{part}Reference"):
                _, target = self._relations.get(str(reference.get(f"{_R}id")), ("", ""))
                if target not in self._parts:
                    continue
                for element in self._xml(target).iter(f"{W}p"):
                    if _has_field(element, "PAGE"):
                        yield ReadNumber(
                            part, reference.get(f"{W}type") or "default", self.paragraph(element), _field_words(element)
                        )


def _has_field(element: Any, name: str) -> bool:
    codes = [one.text or "" for one in element.iter(f"{W}instrText")]
    codes += [one.get(f"{W}instr") or "" for one in element.iter(f"{W}fldSimple")]
    return any(name in code.upper().split() for code in " ".join(codes).replace("\\", " ").splitlines() or [""])


def _field_words(element: Any) -> str:
    """The words of a header with its fields' results as ``#``."""
    words: list[str] = []
    depth = 0
    for one in element.iter():
        tag = _tag(one)
        if tag == "fldChar":
            kind = one.get(f"{W}fldCharType")
            if kind == "begin":
                depth += 1
            elif kind == "end":
                depth -= 1
                words.append("#")
        elif tag == "fldSimple":
            words.append("#")
        elif tag == "t" and depth == 0 and not any(_tag(above) == "fldSimple" for above in one.iterancestors()):
            words.append(one.text or "")
    return "".join(words)


def _table(index: int, element: Any) -> ReadTable:
    rows = element.findall(f"{W}tr")
    widths = [_number(one, "w") for one in element.iter(f"{W}gridCol")]
    borders = element.find(f"{W}tblPr/{W}tblBorders")
    style = element.find(f"{W}tblPr/{W}tblStyle")
    sides = [one.get(f"{W}val") for one in borders] if borders is not None else []
    return ReadTable(
        index,
        len(rows),
        max((len(row.findall(f"{W}tc")) for row in rows), default=0),
        sum(widths),
        any(side not in {"nil", "none"} for side in sides) or (borders is None and style is not None),
        bool(rows) and _on(rows[0].find(f"{W}trPr/{W}tblHeader")),
        bool(rows) and all(_on(row.find(f"{W}trPr/{W}cantSplit")) for row in rows),
    )


def _is_kept(section: Any) -> bool:
    """Whether a section's properties are those in force, not those of a tracked change."""
    return _tag(section.getparent()) != "sectPrChange"


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _on(element: Any) -> bool:
    """An on-off property: present and not switched off."""
    return element is not None and element.get(f"{W}val", "1") not in {"0", "false", "off"}


def _number(element: Any, name: str) -> int:
    try:
        return round(float(element.get(f"{W}{name}") or 0)) if element is not None else 0
    except ValueError:
        return 0
