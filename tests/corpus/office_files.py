"""Workbooks, presentations, OpenDocument files and compound files written part by part for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.corpus.docx_files import CONTENT_TYPES, archive

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HIDDEN = ' state="hidden"'
_SLIDE = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_RELATIONS}" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_ODF = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "drawing", "meta", "fo")
    )
    + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def relations(entries: Mapping[str, tuple[str, str]]) -> str:
    """A part of relationships: id → (kind, target)."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in entries.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def xlsx(
    sheets: Mapping[str, str], *, styles: str = "", hidden: Sequence[str] = (), extra: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook: the inside of each sheet's part by its name; strings stand in the cells."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="s{number}"{HIDDEN if name in hidden else ""}/>'
        for number, name in enumerate(sheets, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            {
                **{
                    f"s{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)
                },
                "st": ("styles", "styles.xml"),
            }
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
    }
    for number, inside in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{_SHEET}">{inside}</worksheet>'
    return archive(parts | dict(extra or {}))


def row(*cells: str | float | tuple[float, int]) -> str:
    """A row: words, numbers, or (number, style)."""
    return "<row>" + "".join(map(_cell, cells)) + "</row>"


def _cell(content: str | float | tuple[float, int]) -> str:
    if isinstance(content, str):
        return f'<c t="inlineStr"><is><t>{content}</t></is></c>' if content else "<c/>"
    number, style = content if isinstance(content, tuple) else (content, 0)
    return f'<c s="{style}"><v>{number}</v></c>'


def pptx(
    slides: Sequence[str], *, notes: Mapping[int, str] | None = None, parts: Mapping[str, str] | None = None
) -> bytes:
    """A presentation: the shapes of each slide; notes by the number of the slide, from 1."""
    notes = notes or {}
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in range(1, len(slides) + 1))
    files: dict[str, str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations({"r1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {_SLIDE}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            {f"s{number}": ("slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)}
        ),
    }
    for number, shapes in enumerate(slides, 1):
        show, shapes = (' show="0"', shapes[1:]) if shapes.startswith("!") else ("", shapes)
        tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
        files[f"ppt/slides/slide{number}.xml"] = f"<p:sld {_SLIDE}{show}>{tree}</p:sld>"
        targets = {"c1": ("chart", "../charts/chart1.xml")}
        if number in notes:
            targets["n1"] = ("notesSlide", f"../notesSlides/notes{number}.xml")
            body = shape(notes[number], place="body")
            files[f"ppt/notesSlides/notes{number}.xml"] = (
                f"<p:notes {_SLIDE}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:notes>"
            )
        files[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(targets)
    return archive(files | dict(parts or {}))


def shape(*paragraphs: str, place: str = "") -> str:
    """A shape with text; ``place`` is the type of its placeholder."""
    inside = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    holder = f'<p:nvPr><p:ph type="{place}"/></p:nvPr>' if place else "<p:nvPr/>"
    return f"<p:sp><p:nvSpPr>{holder}</p:nvSpPr><p:txBody>{inside}</p:txBody></p:sp>"


def frame(data: str) -> str:
    """A frame that holds a table or the reference to a chart."""
    return f"<p:graphicFrame><a:graphic><a:graphicData>{data}</a:graphicData></a:graphic></p:graphicFrame>"


def slide_table(*rows: Sequence[str]) -> str:
    lines = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in cells)
        + "</a:tr>"
        for cells in rows
    )
    return frame(f"<a:tbl>{lines}</a:tbl>")


CHART = (
    f"<c:chartSpace {_SLIDE}><c:chart><c:title><a:t>Tỷ lệ tiêm chủng</a:t></c:title><c:plotArea><c:barChart><c:ser>"
    "<c:tx><c:strCache><c:pt idx='0'><c:v>Năm 2024</c:v></c:pt></c:strCache></c:tx>"
    "<c:cat><c:strCache><c:pt idx='0'><c:v>Vân Khê</c:v></c:pt>"
    "<c:pt idx='1'><c:v>Hải Kiên</c:v></c:pt></c:strCache></c:cat>"
    "<c:val><c:numCache><c:formatCode>0.0%</c:formatCode><c:pt idx='0'><c:v>0.963</c:v></c:pt>"
    "<c:pt idx='1'><c:v>0.9380000000000001</c:v></c:pt></c:numCache></c:val>"
    "</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
)


def open_document(body: str, kind: str = "text", *, styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument file: the inside of ``office:text``, ``office:spreadsheet`` or ``office:presentation``."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            **(parts or {}),
        }
    )


_SECTOR, _SMALL, _CUT = 512, 64, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file ([MS-CFB]) of streams by their paths (``folder/name``)."""
    names = sorted({path.rpartition("/")[0] for path in streams} - {""})
    entries: list[tuple[str, int, int, int, int, int]] = []  # name, kind, child, right, start, size
    small, small_table, large, table = bytearray(), list[int](), bytearray(), list[int]()

    def put(data: bytes, unit: int, store: bytearray, chain: list[int]) -> int:
        start, count = len(chain), max(1, -(-len(data) // unit))
        store.extend(data.ljust(count * unit, b"\x00"))
        chain.extend([*range(start + 1, start + count), _END])
        return start

    order = [("", 5), *((name, 1) for name in names), *((path, 2) for path in streams)]
    index = {path: number for number, (path, _) in enumerate(order)}
    inside: dict[str, list[int]] = {}
    for path, kind in order[1:]:
        folder = path.rpartition("/")[0] if kind == 2 else ""
        inside.setdefault(folder, []).append(index[path])
    right = {one: after for group in inside.values() for one, after in pairwise(group)}
    for path, kind in order:
        start, size = 0, 0
        if kind == 2:
            data = streams[path]
            size = len(data)
            unit, store, chain = (_SMALL, small, small_table) if size < _CUT else (_SECTOR, large, table)
            start = put(data, unit, store, chain) if size else _END
        first = inside.get(path, [_FREE])[0] if kind != 2 else _FREE
        entries.append(
            (path.rpartition("/")[2] or "Root Entry", kind, first, right.get(index[path], _FREE), start, size)
        )
    root = put(bytes(small), _SECTOR, large, table) if small else _END
    entries[0] = (*entries[0][:4], root, len(small))
    listing = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, _FREE, after, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", start, size)
        for name, kind, child, after, start, size in entries
    )
    folder_start = put(listing, _SECTOR, large, table)
    packed = b"".join(struct.pack("<I", one) for one in small_table)
    small_start = (
        put(packed.ljust(-(-len(packed) // _SECTOR) * _SECTOR, b"\xff"), _SECTOR, large, table) if packed else _END
    )
    sectors = -(-(len(table) + 2) // (_SECTOR // 4))
    table_start = len(table)
    table.extend([_TABLE] * sectors)
    listed = b"".join(struct.pack("<I", one) for one in table).ljust(sectors * _SECTOR, b"\xff")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, sectors, folder_start, 0,
        _CUT, small_start, 1 if packed else 0, _END, 0, table_start,
    )  # fmt: skip
    rest = [table_start + number for number in range(1, sectors)]
    head += b"".join(struct.pack("<I", one) for one in rest)
    return head.ljust(_SECTOR, b"\xff") + bytes(large) + listed
