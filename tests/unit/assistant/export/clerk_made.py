"""Documents as clerks type them: tabs and spaces instead of tables, bold instead of styles, lines of underscores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Mm, Pt, RGBColor

from tests.unit.assistant.export.hand_made import BOTH, CENTER, RIGHT, drawn, faced, line, page_number, saved


@dataclass(frozen=True)
class Habit:
    """How one clerk makes a Vietnamese report; what is not said is done right."""

    head: str = "table"
    font: str | None = "Times New Roman"
    text_font: str | None = None
    """The face of the paragraphs of the body, where a clerk sets another one there."""
    paper: tuple[float, float] = (210, 297)
    margins: tuple[float, float, float, float] = (20, 20, 30, 20)
    numbers: bool = True
    number_in_footer: bool = False
    first_number_hidden: bool = True
    underscores: bool = False
    date: str = "Lam Sơn, ngày 05 tháng 7 năm 2024"
    number: str = "Số: 05/BC-TTKSBT"
    headings: Sequence[str] = ("I. KẾT QUẢ", "II. NHIỆM VỤ")
    body: Sequence[str] = ("Trung tâm đã giám sát 14 ổ dịch.", "Tiếp tục giám sát./.")
    more: Callable[[Any], None] | None = field(default=None)


def vietnamese(habit: Habit) -> bytes:
    document = Document()
    if habit.font is not None:
        document.styles["Normal"].font.name, document.styles["Normal"].font.size = habit.font, Pt(14)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(habit.paper[0]), Mm(habit.paper[1])
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = (Mm(one) for one in habit.margins)
    page.different_first_page_header_footer = habit.first_number_hidden
    if habit.numbers:
        part = page.footer if habit.number_in_footer else page.header
        page_number(part.paragraphs[0], 13)
        part.paragraphs[0].alignment = CENTER
    {"table": _table_head, "tabs": _tabbed_head, "spaces": _spaced_head}[habit.head](document, habit)
    line(document, "BÁO CÁO", 14, bold=True)
    line(document, "Công tác phòng, chống dịch quý II năm 2024", 14, bold=True)
    _rule(document, habit)
    for heading, text in zip(habit.headings, habit.body, strict=True):
        _paragraph(document, heading, habit, bold=True)
        _paragraph(document, text, habit)
    if habit.more is not None:
        habit.more(document)
    foot = document.add_table(1, 2)
    line(foot.cell(0, 0), "Nơi nhận:", 12, bold=True, italic=True, align=None)
    for text in ("- Sở Y tế;", "- Lưu: VT, KHNV."):
        line(foot.cell(0, 0), text, 11, align=None)
    line(foot.cell(0, 1), "GIÁM ĐỐC", 14, bold=True)
    line(foot.cell(0, 1), "Hoàng An", 14, bold=True)
    return saved(document)


def _paragraph(document: Any, text: str, habit: Habit, *, bold: bool = False) -> None:
    paragraph = line(document, text, 14, bold=bold, align=BOTH)
    paragraph.paragraph_format.first_line_indent = Cm(1)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.line_spacing = Pt(18)
    if habit.text_font is not None:
        paragraph.runs[0].font.name = habit.text_font


def _rule(container: Any, habit: Habit) -> None:
    if habit.underscores:
        line(container, "_________", 12)
    else:
        drawn(container)


def _table_head(document: Any, habit: Habit) -> None:
    head = document.add_table(2, 2)
    left, right = head.rows[0].cells
    line(left, "SỞ Y TẾ TỈNH LAM SƠN", 12)
    line(left, "TRUNG TÂM Y TẾ", 12, bold=True)
    _rule(left, habit)
    line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, habit)
    line(head.cell(1, 0), habit.number, 13)
    line(head.cell(1, 1), habit.date, 13, italic=True)


def _beside(document: Any, joint: str, left: tuple[str, float, bool], right: tuple[str, float, bool, bool]) -> Any:
    paragraph = document.add_paragraph()
    first = paragraph.add_run(left[0])
    first.font.size, first.bold = Pt(left[1]), left[2] or None
    paragraph.add_run(joint).font.size = Pt(12)
    second = paragraph.add_run(right[0])
    second.font.size, second.bold, second.italic = Pt(right[1]), right[2] or None, right[3] or None
    return paragraph


def _typed_head(document: Any, joint: str, habit: Habit) -> list[Any]:
    return [
        _beside(
            document,
            joint,
            ("SỞ Y TẾ TỈNH LAM SƠN", 12, False),
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ),
        _beside(document, joint, ("TRUNG TÂM Y TẾ", 12, True), ("Độc lập - Tự do - Hạnh phúc", 13, True, False)),
        _beside(document, joint, ("_______", 12, False), ("______________", 12, False, False)),
        _beside(document, joint, (habit.number, 13, False), (habit.date, 13, False, True)),
    ]


def _tabbed_head(document: Any, habit: Habit) -> None:
    for paragraph in _typed_head(document, "\t", habit):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(11), WD_TAB_ALIGNMENT.CENTER)


def _spaced_head(document: Any, habit: Habit) -> None:
    _typed_head(document, " " * 12, habit)


def chinese(
    *,
    number: str = "沧卫发〔2024〕10号",
    date: str = "2024年7月5日",
    heading_face: str = "SimHei",
    bold_headings: bool = False,
    paper: tuple[float, float] = (210, 297),
    centred_numbers: bool = False,
    brackets_in_text: str = "现将有关事项通知如下。",
) -> bytes:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(paper[0]), Mm(paper[1])
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.settings.odd_and_even_pages_header_footer = not centred_numbers
    for part, side in ((page.footer, RIGHT), (page.even_page_footer, None)):
        if centred_numbers and side is None:
            continue
        page_number(part.paragraphs[0], 14, "— ", " —")
        part.paragraphs[0].alignment = CENTER if centred_numbers else side
        if not centred_numbers:
            inset = part.paragraphs[0].paragraph_format
            inset.right_indent = inset.left_indent = Pt(14)
    faced(line(document, "沧澜区卫生健康局文件", 1), "方正小标宋_GBK", 48, RGBColor(0xE6, 0, 0))
    faced(line(document, number, 1), "仿宋", 16)
    rule = document.add_paragraph()
    rule._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="1" w:color="FF0000"/></w:pBdr>')
    )
    faced(line(document, "关于做好夏季传染病防控工作的通知", 1), "华文中宋", 22)
    faced(line(document, "各镇卫生院：", 1, align=None), "仿宋", 16)
    for text, face in (
        (brackets_in_text, "仿宋"),
        ("一、加强监测", heading_face),
        ("各单位要按时报送数据。", "仿宋"),
        ("二、加强宣传", heading_face),
        ("要做好健康教育。", "仿宋"),
    ):
        paragraph = faced(line(document, text, 1, align=BOTH), face, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        if bold_headings and text[1] == "、":
            paragraph.runs[0].bold = True
    for text, inset in (("沧澜区卫生健康局", 48), (date, 64)):
        faced(line(document, text, 1, align=RIGHT), "仿宋", 16).paragraph_format.right_indent = Pt(inset)
    return saved(document)
