"""Head and foot of a Vietnamese administrative document (Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II).

Quốc hiệu is 96 mm wide at 13 pt: the right column is made to hold it on one line. What the draft does not give stays
a visible blank: no number, date, name or abbreviation is made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.drafting.draft import BlockKind, Draft
from assistant.export.borderless_table import add_columns, close_document, drop_first_paragraph
from assistant.export.docx_page import PageWriter
from assistant.export.ooxml_markup import add_drawn_line
from assistant.export.profiles import twips
from assistant.export.review_marks import Copy, Line, Stretch, in_capitals, line_text, with_ending
from assistant.export.text_width import text_width_pt
from assistant.export.title_lines import title_lines

MOTTO: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TIEU_NGU: Final = "Độc lập - Tự do - Hạnh phúc"
TYPE_NAMES: Final = {"report": "BÁO CÁO", "plan": "KẾ HOẠCH"}
TYPE_CODES: Final = {"report": "BC", "plan": "KH"}
DOTS: Final = "…………"
_SIGNATURE_LINES: Final = 4
_AGENCY_RULE: Final = 0.42
"""Length of the line under the issuer and the subject, of the text above it: between a third and a half."""

Found = Mapping[BlockKind, Sequence[Line]]


def write_head(writer: PageWriter, draft: Draft, found: Found, copy: Copy) -> None:
    """Write the two columns with Quốc hiệu and the agencies, number and date, then the type and subject."""
    room = writer.profile.page.text_twips
    right = _right_column(writer)
    left = room - right
    table = add_columns(writer, 2, (left, right))
    _write_agencies(writer, table.cell(0, 0), found, left, copy)
    _write_motto(writer, table.cell(0, 1), right)
    number = found.get("number") or [_blank_number(writer, draft, copy)]
    _cell(writer, table.cell(1, 0), "number", number, before_pt=4)
    date = found.get("place_date") or [_blank_date(writer, copy)]
    _cell(writer, table.cell(1, 1), "place_date", date[:1], before_pt=4)
    _write_type(writer, draft, found, room)


def _right_column(writer: PageWriter) -> int:
    size = writer.profile.role("motto").size_pt.value
    return twips(98) if size > 12 else twips(90)


def _write_agencies(writer: PageWriter, cell: Any, found: Found, width: int, copy: Copy) -> None:
    names = writer.profile.names
    superior = found.get("superior") or _named(names.get("superior"))
    issuer = found.get("issuer") or _named(names.get("issuer")) or [_blank("[TÊN CƠ QUAN BAN HÀNH]", copy)]
    longest = 0.0
    for role, lines in (("superior", superior), ("issuer", issuer)):
        size = writer.profile.role(role).size_pt.value
        for line in lines:
            broken = _broken(in_capitals(line), size, round(width * 0.94), writer)
            writer.write(role, broken, cell)
            longest = max(text_width_pt(line_text(one), size) for one in broken) if role == "issuer" else longest
    add_drawn_line(cell, round(min(longest * 20, width) * _AGENCY_RULE), width)
    drop_first_paragraph(cell)


def _write_motto(writer: PageWriter, cell: Any, width: int) -> None:
    writer.write_text("motto", MOTTO, cell)
    writer.write_text("tieu_ngu", TIEU_NGU, cell)
    size = writer.profile.role("tieu_ngu").size_pt.value
    add_drawn_line(cell, round(text_width_pt(TIEU_NGU, size) * 20), width)
    drop_first_paragraph(cell)


def _cell(writer: PageWriter, cell: Any, role: str, lines: Sequence[Line], *, before_pt: float) -> None:
    for index, line in enumerate(lines):
        writer.write(role, (line,), cell, before_pt=before_pt if index == 0 else 0)
    drop_first_paragraph(cell)


def _write_type(writer: PageWriter, draft: Draft, found: Found, room: int) -> None:
    type_name = found.get("type_name") or [(Stretch(TYPE_NAMES.get(draft.brief.genre, "BÁO CÁO")),)]
    for line in type_name:
        writer.write("type_name", (in_capitals(line),))
    subject = found.get("subject") or found.get("title") or _named(draft.title)
    size = writer.profile.role("subject").size_pt.value
    widest = 0.0
    for line in subject:
        broken = _broken(line, size, round(room * 0.86), writer)
        writer.write("subject", broken)
        widest = max(text_width_pt(line_text(one), size) for one in broken)
    if subject:
        add_drawn_line(writer.document, round(min(widest * 20, room) * _AGENCY_RULE), room)


def _broken(line: Line, size: float, width_twips: int, writer: PageWriter) -> list[Line]:
    """Break a line of one look at units of sense; one with marks inside is left to the word processor."""
    if len(line) != 1:
        return [line]
    stretch = line[0]
    lines = title_lines(stretch.text, writer.language, width_twips / 20, size)
    if len(lines) < 2:
        return [line]
    return [
        (Stretch(text, stretch.mark, stretch.keys if index == len(lines) - 1 else ()),)
        for index, text in enumerate(lines)
    ]


def _named(name: str | None) -> list[Line]:
    return [(Stretch(name),)] if name and name.strip() else []


def _blank(text: str, copy: Copy) -> Line:
    return (Stretch(text, "blank"),) if copy == "review" else (Stretch(DOTS),)


def _blank_number(writer: PageWriter, draft: Draft, copy: Copy) -> Line:
    code = TYPE_CODES.get(draft.brief.genre, "BC")
    issuer = writer.profile.names.get("issuer_code", "…")
    return (Stretch("Số: "), Stretch("      ", "blank" if copy == "review" else "plain"), Stretch(f"/{code}-{issuer}"))


def _blank_date(writer: PageWriter, copy: Copy) -> Line:
    place = writer.profile.names.get("place")
    mark: Any = "blank" if copy == "review" else "plain"
    before = (Stretch(f"{place}, "),) if place else (Stretch("…………", mark), Stretch(", "))
    return (
        *before,
        Stretch("ngày "),
        Stretch("…", mark),
        Stretch(" tháng "),
        Stretch("…", mark),
        Stretch(" năm "),
        Stretch("……", mark),
    )


def write_foot(writer: PageWriter, found: Found, copy: Copy) -> None:
    """Write Nơi nhận beside the signatory in one row that never breaks; the text before it is held to it."""
    room = writer.profile.page.text_twips
    left = room // 2
    table = add_columns(writer, 1, (left, room - left))
    _write_recipients(writer, table.cell(0, 0), found, copy)
    right = table.cell(0, 1)
    posts = found.get("signature_post") or [_blank("[CHỨC VỤ NGƯỜI KÝ]", copy)]
    for index, line in enumerate(posts):
        writer.write("signature_post", (in_capitals(line),), right, before_pt=12 if index == 0 else 0)
    writer.blank_lines(_SIGNATURE_LINES, right, "signature_post")
    for line in found.get("signature_name") or [_blank("[Họ và tên]", copy)]:
        writer.write("signature_name", (line,), right)
    drop_first_paragraph(right)
    close_document(writer)


def _write_recipients(writer: PageWriter, cell: Any, found: Found, copy: Copy) -> None:
    lines = [line for line in found.get("recipients", ()) if not _is_label(line)]
    unit = writer.profile.names.get("drafting_unit")
    if not lines:
        lines = [_blank("[Nơi nhận]", copy)]
    if not any(line_text(line).lstrip("- ").startswith("Lưu") for line in lines):
        kept = Stretch(unit) if unit else _blank("[đơn vị soạn thảo]", copy)[0]
        lines.append((Stretch("Lưu: VT, "), kept))
    writer.write_text("recipients_label", "Nơi nhận:", cell, before_pt=12)
    for index, line in enumerate(lines):
        listed = _dashed(line)
        writer.write("recipients", (with_ending(listed, "." if index == len(lines) - 1 else ";"),), cell)
    drop_first_paragraph(cell)


def _is_label(line: Line) -> bool:
    return re.fullmatch(r"\s*Nơi nhận\s*:?\s*", line_text(line)) is not None


def _dashed(line: Line) -> Line:
    text = re.sub(r"^\s*Nơi nhận\s*:\s*", "", line[0].text)
    text = re.sub(r"^\s*[-–—•+]\s*", "", text)
    first = line[0]
    return (Stretch("- "), Stretch(text, first.mark, first.keys), *line[1:])
