"""Correct documents made as other people make them: no styles of ours, lines as drawings, inherited sizes."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

CENTER, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page_number(paragraph: Any, size: float, before: str = "", after: str = "") -> None:
    for words in (before, None, after):
        if words is None:
            paragraph._p.append(
                parse_xml(
                    f'<w:fldSimple {nsdecls("w")} w:instr="PAGE \\* MERGEFORMAT"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
                )
            )
        elif words:
            paragraph.add_run(words).font.size = Pt(size)
    for run in paragraph._p.iter(qn("w:r")):
        run.insert(0, parse_xml(f'<w:rPr {nsdecls("w")}><w:sz w:val="{round(size * 2)}"/></w:rPr>'))


def drawn(cell: Any) -> None:
    """A line as a picture of Word's older kind."""
    paragraph = cell.add_paragraph()
    paragraph.add_run()._r.append(parse_xml(f"<w:pict {nsdecls('w')}/>"))


def line(
    container: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, align: Any = CENTER
) -> Any:
    paragraph = container.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    paragraph.alignment = align
    return paragraph


def vietnamese() -> bytes:
    """Báo cáo: fonts from the Normal style, a drawn line under Tiêu ngữ, indents of 1 cm, exact spacing of 18 pt."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.right_margin = Mm(20)
    page.left_margin, page.different_first_page_header_footer = Mm(30), True
    page_number(page.header.paragraphs[0], 13)
    page.header.paragraphs[0].alignment = CENTER
    head = document.add_table(2, 2)
    left, right = head.rows[0].cells
    line(left, "SỞ Y TẾ TỈNH LAM SƠN", 12)
    line(left, "TRUNG TÂM", 12, bold=True)
    line(left, "KIỂM SOÁT BỆNH TẬT", 12, bold=True)
    drawn(left)
    line(right, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    drawn(right)
    line(head.cell(1, 0), "Số: 05/BC-TTKSBT", 13)
    line(head.cell(1, 1), "Lam Sơn, ngày 05 tháng 7 năm 2024", 13, italic=True)
    line(document, "BÁO CÁO", 14, bold=True)
    line(document, "Công tác phòng, chống dịch quý II năm 2024", 14, bold=True)
    drawn(document)
    for text in ("I. KẾT QUẢ", "Trung tâm đã giám sát 14 ổ dịch.", "II. NHIỆM VỤ", "Tiếp tục giám sát ./."):
        paragraph = line(document, text.replace(" ./.", "./."), 14, bold=text.startswith("I"), align=BOTH)
        paragraph.paragraph_format.first_line_indent = Cm(1)
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.line_spacing = Pt(18)
    foot = document.add_table(1, 2)
    line(foot.cell(0, 0), "Nơi nhận:", 12, bold=True, italic=True, align=None)
    for text in ("- Sở Y tế;", "- Lưu: VT, KHNV."):
        line(foot.cell(0, 0), text, 11, align=None)
    line(foot.cell(0, 1), "GIÁM ĐỐC", 14, bold=True)
    line(foot.cell(0, 1), "Hoàng An", 14, bold=True)
    return saved(document)


def faced(paragraph: Any, face: str, size: float, colour: RGBColor | None = None) -> Any:
    for run in paragraph.runs:
        run.font.size, run.font.name = Pt(size), "Times New Roman"
        run._r.rPr.rFonts.set(qn("w:eastAsia"), face)
        run._r.rPr.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>'))
        if colour is not None:
            run.font.color.rgb = colour
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def chinese() -> bytes:
    """通知: 28 pt lines, faces under Windows' names, a red line as the border of an empty paragraph."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    for part, side in ((page.footer, RIGHT), (page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        page_number(part.paragraphs[0], 14, "— ", " —")
        part.paragraphs[0].alignment = side
        part.paragraphs[0].paragraph_format.right_indent = part.paragraphs[0].paragraph_format.left_indent = Pt(14)
    faced(line(document, "沧澜区卫生健康局文件", 1), "方正小标宋_GBK", 48, RGBColor(0xE6, 0, 0))
    faced(line(document, "沧卫发〔2024〕10号", 1), "仿宋", 16)
    rule = document.add_paragraph()
    rule._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="1" w:color="FF0000"/></w:pBdr>')
    )
    faced(line(document, "关于做好夏季传染病防控工作的通知", 1), "华文中宋", 22)
    faced(line(document, "各镇卫生院：", 1, align=None), "仿宋", 16)
    for text, face in (
        ("现将有关事项通知如下。", "仿宋"),
        ("一、加强监测", "SimHei"),
        ("（一）落实责任", "KaiTi"),
        ("各单位要按时报送数据。", "仿宋"),
        ("二、加强宣传", "SimHei"),
        ("要做好健康教育。", "仿宋"),
    ):
        faced(line(document, text, 1, align=BOTH), face, 16).paragraph_format.first_line_indent = Pt(32)
    for text, inset in (("沧澜区卫生健康局", 48), ("2024年7月5日", 64)):
        faced(line(document, text, 1, align=RIGHT), "仿宋", 16).paragraph_format.right_indent = Pt(inset)
    return saved(document)
