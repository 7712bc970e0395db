"""Head and foot of a Chinese official document (GB/T 9704-2012, 7.2, 7.3.5 and 7.4).

Upward documents (报告, 请示) carry the signer beside the number. A draft bears no seal: the place is left for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.drafting.draft import BlockKind, Draft
from assistant.export.borderless_table import add_columns, close_document, drop_first_paragraph
from assistant.export.docx_page import PageWriter
from assistant.export.ooxml_markup import parsed
from assistant.export.profiles import twips
from assistant.export.review_marks import Copy, Line, Stretch, line_text, with_ending
from assistant.export.text_width import character_count
from assistant.export.title_lines import title_lines

CHARACTER_TWIPS: Final = 315
"""Pitch of a character: 156 mm by 28."""
UPWARD: Final = ("报告", "请示")
_MARK_SIZES_PT: Final = (22.0, 62.0)
_MARK_TOP_MM: Final = 35.0
_RULE_GAP_PT: Final = 11
"""4 mm between the number and the red line."""

Found = Mapping[BlockKind, Sequence[Line]]


def write_head(writer: PageWriter, draft: Draft, found: Found, copy: Copy) -> None:
    """Write 发文机关标志, 发文字号 (with 签发人 in an upward document), the red line, the title and 主送机关."""
    name = writer.profile.names.get("issuer")
    issuer = found.get("issuer") or ([(Stretch(name),)] if name else [_blank("发文机关", copy)])
    for index, line in enumerate(issuer):
        _write_mark(writer, line, first=index == 0)
    writer.blank_lines(2)
    title = found.get("title") or found.get("subject") or [(Stretch(draft.title),)]
    number = (found.get("number") or [_blank_number(copy)])[0]
    _write_number(writer, number, copy, upward=line_text(title[-1]).endswith(UPWARD))
    writer.blank_lines(2)
    write_title(writer, title)
    if found.get("addressee"):
        writer.blank_lines(1)
        for line in found["addressee"]:
            writer.write("addressee", (with_ending(line, "：", instead_of="：:，。 "),))


def write_title(writer: PageWriter, title: Sequence[Line]) -> None:
    """Write the title, broken at units of sense."""
    form = writer.profile.role("title")
    width = writer.profile.page.text_twips / 20
    for line in title:
        if len(line) != 1:
            writer.write("title", (line,))
            continue
        stretch = line[0]
        lines = title_lines(stretch.text, writer.language, width * 0.95, form.size_pt.value)
        last = len(lines) - 1
        writer.write(
            "title",
            [(Stretch(text, stretch.mark, stretch.keys if at == last else ()),) for at, text in enumerate(lines)],
        )


def _write_mark(writer: PageWriter, line: Line, *, first: bool) -> None:
    """发文机关标志: as large as one line holds, its upper edge 35 mm below the top of the type area."""
    least, most = _MARK_SIZES_PT
    size = writer.profile.page.text_twips / 20 / max(1.0, character_count(line_text(line)) + 0.5)
    size = math.floor(max(least, min(writer.profile.role("issuer").size_pt.value, most, size)))
    paragraph = writer.write("issuer", (line,))
    for run in paragraph._p.iter("{*}sz", "{*}szCs"):
        run.set(run.tag.replace("szCs", "val").replace("}sz", "}val"), str(size * 2))
    before = twips(_MARK_TOP_MM) if first else 0
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parsed('<w:snapToGrid w:val="0"/>'))
    properties.append(
        parsed(f'<w:spacing w:before="{before}" w:after="0" w:line="{round(size * 24)}" w:lineRule="exact"/>')
    )


def _write_number(writer: PageWriter, number: Line, copy: Copy, *, upward: bool) -> None:
    room = writer.profile.page.text_twips
    if not upward:
        paragraph = writer.write("number", (number,))
        _rule_below(paragraph, '<w:ind w:firstLine="0"/><w:jc w:val="center"/>')
        return
    paragraph = writer.write("number", ((Stretch("\u3000"), *number, Stretch("\t签发人：")),))
    signer = writer.profile.role("signer")
    blank = _blank("姓名", copy)
    writer.write_stretch(paragraph, signer, blank[0])
    _tab_characters(paragraph)
    _rule_below(
        paragraph,
        '<w:ind w:firstLine="0"/><w:jc w:val="left"/>',
        f'<w:tabs><w:tab w:val="right" w:pos="{room - CHARACTER_TWIPS}"/></w:tabs>',
    )


def _tab_characters(paragraph: Any) -> None:
    for text in list(paragraph._p.iter("{*}t")):
        if text.text and text.text.startswith("\t"):
            text.text = text.text.lstrip("\t")
            text.addprevious(parsed("<w:tab/>"))


def _rule_below(paragraph: Any, layout: str, tabs: str = "") -> None:
    """The red line, as wide as the type area: the lower border of a paragraph after the number's would be indented."""
    properties = paragraph._p.get_or_add_pPr()
    border = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="{_RULE_GAP_PT}" w:color="FF0000"/></w:pBdr>'
    for markup in (border, tabs):
        if markup:
            properties.append(parsed(markup))
    for markup in parsed(f"<w:pPr>{layout}</w:pPr>"):
        properties.append(markup)


def _blank(wanted: str, copy: Copy) -> Line:
    return (Stretch(f"【{wanted}】", "blank"),) if copy == "review" else (Stretch("【　　】"),)


def _blank_number(copy: Copy) -> Line:
    mark: Any = "blank" if copy == "review" else "plain"
    return (
        Stretch("【　　】", mark),
        Stretch("〔"),
        Stretch("    ", mark),
        Stretch("〕"),
        Stretch("  ", mark),
        Stretch("号"),
    )


def write_signature(writer: PageWriter, found: Found, copy: Copy, *, sealed: bool) -> None:
    """Write 署名 and 成文日期, held to the text before them.

    With a seal the date stands four characters from the right and the name over its middle (7.3.5.1). Without one the
    name stands two characters from the right and the date begins two characters after it (7.3.5.2).
    """
    name = (_signatory(writer, found, copy))[-1]
    date = _date(found, copy)
    long, wide = math.ceil(character_count(line_text(name))), math.ceil(character_count(line_text(date)))
    if sealed:
        date_right = 4.0
        name_right = max(0.0, date_right + wide / 2 - long / 2)
    else:
        date_right = float(max(2, long - wide))
        name_right = date_right + wide + 2 - long
    writer.blank_lines(2 if sealed else 1)
    for role, line, right in (("signature_name", name, name_right), ("issue_date", date, date_right)):
        paragraph = writer.write(role, (line,), keep_next=role == "signature_name")
        paragraph._p.get_or_add_pPr().append(
            parsed(
                f'<w:ind w:rightChars="{round(right * 100)}" w:right="{round(right * CHARACTER_TWIPS)}" '
                f'w:firstLineChars="0" w:firstLine="0"/>'
            )
        )


def _signatory(writer: PageWriter, found: Found, copy: Copy) -> Sequence[Line]:
    given = found.get("signature_name") or found.get("signature_post")
    if given:
        return given
    issuer = found.get("issuer")
    if issuer:
        return [(Stretch(line_text(issuer[-1]).removesuffix("文件")),)]
    name = writer.profile.names.get("issuer")
    return [(Stretch(name.removesuffix("文件")),)] if name else [_blank("署名", copy)]


def _date(found: Found, copy: Copy) -> Line:
    """The date; one that is altogether blank keeps its prescribed form."""
    given = found.get("issue_date") or found.get("place_date")
    return given[-1] if given and re.search(r"[\d年]", line_text(given[-1])) else _blank_date(copy)


def _blank_date(copy: Copy) -> Line:
    mark: Any = "blank" if copy == "review" else "plain"
    return tuple(Stretch(text, mark if text.isspace() else "plain") for text in ("    ", "年", "  ", "月", "  ", "日"))


def write_imprint(writer: PageWriter, found: Found, copy: Copy) -> None:
    """Write 版记 at the foot of the last page: 抄送, then the printing office and date, between lines 0.35 mm thick."""
    copies = found.get("recipients", ())
    if not copies:
        return
    text = line_text(copies[0])
    label = () if text.startswith("抄送") else (Stretch("抄送："),)
    first = with_ending((*label, *copies[0]), "。", instead_of="。；，. ")
    date = _date(found, copy)
    printed = (
        *_blank("印发机关", copy),
        Stretch("\t"),
        *(Stretch(one.text, one.mark) for one in date),
        Stretch("印发"),
    )
    table = add_columns(writer, 2, (writer.profile.page.text_twips,))
    _float_table(table, _imprint_top(writer, line_text(first)))
    _write_imprint_line(writer, table.cell(0, 0), first)
    _write_imprint_line(writer, table.cell(1, 0), printed)
    close_document(writer)


def _imprint_top(writer: PageWriter, copies: str) -> int:
    """How far from the top of the page 版记 begins, in twips, so that it ends at the foot of the type area.

    LibreOffice does not align a frame to a margin's lower edge, so its place is counted from its lines.
    """
    page, size = writer.profile.page, writer.profile.role("imprint").size_pt.value
    in_line = (page.text_twips - 2 * CHARACTER_TWIPS) / 20 / size
    lines = max(1, math.ceil(character_count(copies) / in_line)) + 1
    return page.height_twips - twips(page.bottom_mm.value) - lines * round(writer.profile.line.amount.value * 20) - 80


def _float_table(table: Any, top: int) -> None:
    """Take a table out of the text to ``top`` twips from the page's edge; its lines are in eighths of a point."""
    properties = table._tbl.tblPr
    for borders in properties.findall("{*}tblBorders"):
        properties.remove(borders)
    thick, thin = 8, 6  # 0.35 mm and 0.25 mm
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", thick), ("bottom", thick), ("insideH", thin))
    )
    properties.append(parsed(f"<w:tblBorders>{drawn}</w:tblBorders>"))
    properties.append(
        parsed(
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="margin" '
            f'w:tblpX="1" w:tblpY="{top}"/>'
        )
    )
    for child in sorted(properties, key=lambda one: _TABLE_ORDER.index(one.tag.rsplit("}", 1)[-1])):
        properties.append(child)


def _write_imprint_line(writer: PageWriter, cell: Any, line: Line) -> None:
    paragraph = writer.write("imprint", (line,), cell)
    _tab_characters(paragraph)
    properties = paragraph._p.get_or_add_pPr()
    right = writer.profile.page.text_twips - CHARACTER_TWIPS
    properties.append(parsed(f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>'))
    properties.append(parsed(f'<w:ind w:left="{CHARACTER_TWIPS}" w:right="{CHARACTER_TWIPS}" w:firstLine="0"/>'))
    drop_first_paragraph(cell)


_TABLE_ORDER: Final = (
    *("tblStyle", "tblpPr", "tblOverlap", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar"),
    "tblLook",
)
"""The order that the schema gives to a table's properties."""
