"""Tables: the two columns of a letterhead, which show no borders, and tables of the text, which do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from assistant.export.docx_page import PageWriter
from assistant.export.ooxml_markup import parsed
from assistant.export.review_marks import Line, line_text
from assistant.export.text_width import character_count

_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_CELL_MARGIN: Final = 85
"""Twips left and right of a cell's text in a table of the text: 1.5 mm."""


def add_columns(writer: PageWriter, rows: int, widths: Sequence[int]) -> Any:
    """Add a table without borders or cell margins, its columns ``widths`` twips wide; rows never break over pages."""
    table = writer.document.add_table(rows, len(widths))
    _set_table(table, widths, border="nil", margin=0)
    for row in table.rows:
        _row_property(row, "cantSplit")
    return table


def add_text_table(writer: PageWriter, rows: Sequence[Sequence[Line]]) -> Any:
    """Add a table of the text as wide as the type area; its first row is repeated on every page."""
    count = max(len(row) for row in rows)
    widths = _shared(rows, count, writer.profile.page.text_twips - _CELL_MARGIN)
    _add_gap(writer)
    table = writer.document.add_table(len(rows), count)
    _set_table(table, widths, border="single", margin=_CELL_MARGIN)
    for index, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        _row_property(row, "cantSplit")
        if index == 0:
            _row_property(row, "tblHeader")
        for cell, line in zip(row.cells, (*cells, *[()] * (count - len(cells))), strict=True):
            write_in_cell(writer, cell, "table_cell" if index else "table_head", [(line,)])
    return table


def write_in_cell(writer: PageWriter, cell: Any, role: str, paragraphs: Sequence[Sequence[Line]]) -> None:
    """Write paragraphs of one role into a cell."""
    for lines in paragraphs:
        writer.write(role, lines, cell)
    drop_first_paragraph(cell)


def drop_first_paragraph(cell: Any) -> None:
    """Take away the empty paragraph that a new cell begins with, once there is another."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text:
        first._p.getparent().remove(first._p)


def close_document(writer: PageWriter) -> None:
    """Add the paragraph that must follow a document's last table or frame, too small to open a page."""
    _add_gap(writer, 20)


def _add_gap(writer: PageWriter, height_twips: int = 120) -> None:
    paragraph = writer.document.add_paragraph()
    paragraph._p.insert(
        0,
        parsed(
            f'<w:pPr><w:spacing w:before="0" w:after="0" w:line="{height_twips}" w:lineRule="exact"/>'
            '<w:ind w:firstLine="0"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr>'
        ),
    )


def _set_table(table: Any, widths: Sequence[int], *, border: str, margin: int) -> None:
    table.autofit = False
    properties = table._tbl.tblPr
    for tag in ("tblStyle", "tblW", "tblInd", "tblBorders", "tblCellMar", "tblLook", "tblLayout", "jc"):
        for found in properties.findall(f"{{*}}{tag}"):
            properties.remove(found)
    lines = "".join(f'<w:{side} w:val="{border}" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
    for markup in (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>',
        f'<w:tblInd w:w="{margin}" w:type="dxa"/>',
        f"<w:tblBorders>{lines}</w:tblBorders>",
        '<w:tblLayout w:type="fixed"/>',
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>',
    ):
        properties.append(parsed(markup))
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width * 635
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width * 635


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(parsed(f"<w:{name}/>"))


def _shared(rows: Sequence[Sequence[Line]], count: int, room: int) -> list[int]:
    """Share the width out by the longest text of each column, none below an eighth of an equal share."""
    needs = []
    for column in range(count):
        texts = [line_text(row[column]) for row in rows if column < len(row)]
        needs.append(min(40.0, max([character_count(text) for text in texts] or [1.0])) + 3)
    widths = [int(room * need / sum(needs)) for need in needs]
    widths[-1] += room - sum(widths)
    return widths
