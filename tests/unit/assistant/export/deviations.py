"""Deviations from a layout, made one at a time in documents that have none, with the rule that must see each."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from assistant.export import export_docx
from tests.unit.assistant.export.draft_samples import SAMPLES

Change = Callable[[Any], None]


@cache
def exported(sample: str) -> bytes:
    return export_docx(SAMPLES[sample], copy="clean")


def changed(sample: str, change: Change) -> bytes:
    """A correct document with one change made in it."""
    document = Document(io.BytesIO(exported(sample)))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraphs(document: Any) -> list[Any]:
    from docx.text.paragraph import Paragraph

    return [Paragraph(one, document) for one in document.element.body.iter(qn("w:p"))]


def find(document: Any, words: str) -> Any:
    return next(one for one in paragraphs(document) if words in one.text)


def named(name: str) -> Change:
    """Write a signatory's name."""

    def change(document: Any) -> None:
        [one for one in paragraphs(document) if "…………" in one.text][-1].runs[0].text = name

    return change


def plainly_named(document: Any) -> None:
    named("Hoàng An")(document)
    runs("Hoàng An", bold=False)(document)


def unnamed(document: Any) -> None:
    named("")(document)


def unsigned(document: Any) -> None:
    for words in ("KT. VIỆN", "PHÓ VIỆN"):
        without(words)(document)
    named("")(document)


def at(words: str, do: Callable[[Any], None]) -> Change:
    """Do something to the first paragraph that holds ``words``."""
    return lambda document: do(find(document, words))


def runs(words: str, **looks: Any) -> Change:
    """Set attributes of the font of every run of a paragraph."""

    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            for name, value in looks.items():
                setattr(run.font, name, value)

    return at(words, change)


def color(words: str, value: RGBColor) -> Change:
    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            run.font.color.rgb = value

    return at(words, change)


def east(words: str, face: str) -> Change:
    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            run._r.rPr.rFonts.set(qn("w:eastAsia"), face)

    return at(words, change)


def text(words: str, instead: str) -> Change:
    """Write other words, in the look of the first run."""

    def change(paragraph: Any) -> None:
        first, *others = paragraph.runs
        first.text = instead
        for run in others:
            run._r.getparent().remove(run._r)

    return at(words, change)


def form(words: str, **values: Any) -> Change:
    def change(paragraph: Any) -> None:
        for name, value in values.items():
            setattr(paragraph.paragraph_format, name, value)

    return at(words, change)


def align(words: str, value: Any) -> Change:
    return at(words, lambda paragraph: setattr(paragraph, "alignment", value))


def without(words: str) -> Change:
    def change(paragraph: Any) -> None:
        for child in list(paragraph._p):
            if child.tag == qn("w:r"):
                paragraph._p.remove(child)

    return at(words, change)


def no_line_after(words: str) -> Change:
    def change(paragraph: Any) -> None:
        border = paragraph._p.getnext().find(f".//{qn('w:pBdr')}")
        border.getparent().remove(border)

    return at(words, change)


def no_own_line(words: str) -> Change:
    def change(paragraph: Any) -> None:
        border = paragraph._p.find(f".//{qn('w:pBdr')}")
        border.getparent().remove(border)

    return at(words, change)


def typed_line_after(words: str) -> Change:
    def change(document: Any) -> None:
        following = find(document, words)._p.getnext()
        no_line_after(words)(document)
        following.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>________</w:t></w:r>"))

    return change


def section(**values: Any) -> Change:
    def change(document: Any) -> None:
        for name, value in values.items():
            setattr(document.sections[0], name, value)

    return change


def landscape(document: Any) -> None:
    one = document.sections[0]
    one.orientation = WD_ORIENT.LANDSCAPE
    one.page_width, one.page_height = one.page_height, one.page_width


def swap(first: str, second: str) -> Change:
    """Exchange the places of two paragraphs."""

    def change(document: Any) -> None:
        one, other = find(document, first)._p, find(document, second)._p
        mark = copy.deepcopy(one)
        one.addprevious(mark)
        other.addprevious(one)
        mark.addprevious(other)
        mark.getparent().remove(mark)

    return change


def swap_cells(document: Any) -> None:
    row = document.tables[0].rows[0]._tr
    first, second = row.findall(qn("w:tc"))
    second.addnext(first)


def number_part(place: str, do: Callable[[Any], None]) -> Change:
    return lambda document: do(getattr(document.sections[0], place).paragraphs[0])


def no_number(place: str) -> Change:
    return number_part(place, lambda paragraph: paragraph._p.clear_content())


def number_runs(place: str, **looks: Any) -> Change:
    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            for name, value in looks.items():
                setattr(run.font, name, value)

    return number_part(place, change)


def number_in_footer(document: Any) -> None:
    one = document.sections[0]
    one.footer.is_linked_to_previous = False
    for child in list(one.header.paragraphs[0]._p):
        one.footer.paragraphs[0]._p.append(child)


def number_words(document: Any) -> None:
    document.sections[0].header.paragraphs[0].insert_paragraph_before("")
    paragraph = document.sections[0].header.paragraphs[1]
    paragraph._p.insert(1, parse_xml(f"<w:r {nsdecls('w')}><w:t>Trang </w:t></w:r>"))


def short_dashes(document: Any) -> None:
    for part in (document.sections[0].footer, document.sections[0].even_page_footer):
        for run in part.paragraphs[0].runs:
            if "—" in run.text:
                run.text = run.text.replace("—", "-")


def same_pages(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = False


def no_head_row(document: Any) -> None:
    for one in list(document.element.body.iter(qn("w:tblHeader"))):
        one.getparent().remove(one)


def wide_table(document: Any) -> None:
    for one in document.tables[1]._tbl.tblGrid.gridCol_lst:
        one.w = one.w * 2


def listed(words: str) -> Change:
    def change(paragraph: Any) -> None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'))

    return at(words, change)


def first_line(words: str, characters: int) -> Change:
    def change(paragraph: Any) -> None:
        properties = paragraph._p.get_or_add_pPr()
        for one in properties.findall(qn("w:ind")):
            properties.remove(one)
        properties.append(
            parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="{characters}" w:firstLine="{characters * 3}"/>')
        )

    return at(words, change)


def tracking(words: str, value: int) -> Change:
    def change(paragraph: Any) -> None:
        for one in paragraph._p.iter(qn("w:spacing")):
            if one.get(qn("w:val")):
                one.set(qn("w:val"), str(value))

    return at(words, change)


def line_colour(words: str, value: str) -> Change:
    return at(words, lambda paragraph: paragraph._p.find(f".//{qn('w:bottom')}").set(qn("w:color"), value))


def style_size(name: str, points: float) -> Change:
    """Change a style and take the direct size away, so that it has to be inherited."""

    def change(document: Any) -> None:
        document.styles[name].font.size = Pt(points)
        for paragraph in paragraphs(document):
            if (
                paragraph.style is not None
                and paragraph._p.pPr is not None
                and paragraph._p.pPr.style == name.replace(" ", "")
            ):
                for run in paragraph.runs:
                    run.font.size = None

    return change


def theme_font(words: str) -> Change:
    def change(paragraph: Any) -> None:
        for run in paragraph.runs:
            fonts = run._r.rPr.rFonts
            for name in ("ascii", "hAnsi"):
                fonts.attrib.pop(qn(f"w:{name}"), None)
                fonts.set(qn(f"w:{name}Theme"), "minorHAnsi")

    return at(words, change)


CENTER, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
MOTTO, TIEU_NGU, ISSUER, SUBJECT = "CỘNG HÒA", "Độc lập", "VIỆN KHẢO SÁT", "Kết quả công tác"
BODY, NUMBER, DATE = "Viện đã quan trắc", "Số:", "Lam Sơn, ngày"

ND30: tuple[tuple[str, str, Change], ...] = (
    ("top margin", "page.top", section(top_margin=Mm(30))),
    ("bottom margin", "page.bottom", section(bottom_margin=Mm(10))),
    ("left margin", "page.left", section(left_margin=Mm(25))),
    ("right margin", "page.right", section(right_margin=Mm(25))),
    ("letter paper", "page.paper", section(page_width=Mm(216), page_height=Mm(279))),
    ("landscape", "page.orientation", landscape),
    ("no page number", "page_number.missing", no_number("header")),
    ("number on page 1", "page_number.first_page", section(different_first_page_header_footer=False)),
    ("page number size", "page_number.size", number_runs("header", size=Pt(10))),
    ("page number italic", "page_number.upright", number_runs("header", italic=True)),
    ("page number right", "page_number.align", number_part("header", lambda one: setattr(one, "alignment", RIGHT))),
    ("page number in footer", "page_number.place", number_in_footer),
    ("word before page number", "page_number.form", number_words),
    ("no Quốc hiệu", "motto.missing", without(MOTTO)),
    ("Quốc hiệu misspelt", "motto.words", text(MOTTO, "CỘNG HÒA XÃ HỘI CHŨ NGHĨA VIỆT NAM")),
    ("Quốc hiệu in small letters", "motto.case", text(MOTTO, "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    ("Quốc hiệu not bold", "motto.bold", runs(MOTTO, bold=False)),
    ("Quốc hiệu size", "motto.size", runs(MOTTO, size=Pt(14))),
    ("Quốc hiệu font", "motto.font", runs(MOTTO, name="Arial")),
    ("Quốc hiệu left", "motto.align", align(MOTTO, LEFT)),
    ("no Tiêu ngữ", "tieu_ngu.missing", without(TIEU_NGU)),
    ("Tiêu ngữ without spaces", "tieu_ngu.words", text(TIEU_NGU, "Độc lập-Tự do-Hạnh phúc")),
    ("Tiêu ngữ italic", "tieu_ngu.italic", runs(TIEU_NGU, italic=True)),
    ("no line under Tiêu ngữ", "tieu_ngu.line", no_line_after(TIEU_NGU)),
    ("typed line under Tiêu ngữ", "tieu_ngu.line", typed_line_after(TIEU_NGU)),
    ("no line under the issuer", "issuer.line", no_line_after(ISSUER)),
    ("superior bold", "superior.bold", runs("SỞ THỦY VĂN", bold=True)),
    ("superior small letters", "superior.case", text("SỞ THỦY VĂN", "Sở Thủy văn tỉnh Lam Sơn")),
    ("issuer not bold", "issuer.bold", runs(ISSUER, bold=False)),
    ("issuer small letters", "issuer.case", text(ISSUER, "Viện Khảo sát Sông Lam")),
    ("head columns swapped", "issuer.place", swap_cells),
    ("no number", "number.missing", without(NUMBER)),
    ("number without zero", "number.form", text(NUMBER, "Số: 5/BC-VKS")),
    ("number without colon", "number.form", text(NUMBER, "Số 15/BC-VKS")),
    ("number with spaces", "number.form", text(NUMBER, "Số: 15 / BC - VKS")),
    ("symbol in small letters", "number.case", text(NUMBER, "Số: 15/bc-VKS")),
    ("number bold", "number.bold", runs(NUMBER, bold=True)),
    ("number size", "number.size", runs(NUMBER, size=Pt(11))),
    ("no date", "place_date.missing", without(DATE)),
    ("day without zero", "place_date.form", text(DATE, "Lam Sơn, ngày 5 tháng 7 năm 2024")),
    ("month with needless zero", "place_date.form", text(DATE, "Lam Sơn, ngày 05 tháng 07 năm 2024")),
    ("January without zero", "place_date.form", text(DATE, "Lam Sơn, ngày 05 tháng 1 năm 2024")),
    ("date upright", "place_date.italic", runs(DATE, italic=False)),
    ("place in small letters", "place_date.case", text(DATE, "lam Sơn, ngày 05 tháng 7 năm 2024")),
    ("no type of document", "type_name.missing", without("BÁO CÁO")),
    ("type in small letters", "type_name.case", text("BÁO CÁO", "Báo cáo")),
    ("type not bold", "type_name.bold", runs("BÁO CÁO", bold=False)),
    ("type left", "type_name.align", align("BÁO CÁO", LEFT)),
    ("subject not bold", "subject.bold", runs(SUBJECT, bold=False)),
    ("no line under the subject", "subject.line", no_line_after(SUBJECT)),
    ("type after subject", "type_name.order", swap("BÁO CÁO", SUBJECT)),
    ("superior below issuer", "issuer.bold", swap("SỞ THỦY VĂN", ISSUER)),
    ("Tiêu ngữ above Quốc hiệu", "motto.order", swap(MOTTO, TIEU_NGU)),
    ("body font", "body.font", runs(BODY, name="Calibri")),
    ("body theme font", "body.font", theme_font(BODY)),
    ("body size", "body.size", runs(BODY, size=Pt(11))),
    ("body size by style", "body.size", style_size("Draft Body", 12)),
    ("body coloured", "body.colour", color(BODY, RGBColor(0, 0, 255))),
    ("body left", "body.align", align(BODY, LEFT)),
    ("body bold", "body.bold", runs(BODY, bold=True)),
    ("body italic", "body.italic", runs(BODY, italic=True)),
    ("no indent", "body.first_line", form(BODY, first_line_indent=Mm(0))),
    ("deep indent", "body.first_line", form(BODY, first_line_indent=Mm(25))),
    ("no gap", "body.gap", form(BODY, space_before=Pt(0))),
    ("double spacing", "body.line_spacing", form(BODY, line_spacing=2.0)),
    ("narrow spacing", "body.line_spacing", form(BODY, line_spacing=0.8)),
    ("bullets", "body.auto_list", listed("- Duy trì")),
    ("heading small letters", "heading_1.case", text("I. KẾT QUẢ", "I. Kết quả đạt được")),
    ("heading not bold", "heading_1.bold", runs("I. KẾT QUẢ", bold=False)),
    ("heading 2 not bold", "heading_2.bold", runs("1. Công tác", bold=False)),
    ("heading left out", "heading_1.sequence", text("II. TỒN TẠI", "III. TỒN TẠI")),
    ("no end mark", "body.end_mark", text("Trên đây là", "Trên đây là báo cáo của Viện.")),
    ("addressee without colon", "addressee.words", text("Kính gửi", "Kính gửi Sở Thủy văn.")),
    ("table head not repeated", "table.head_repeat", no_head_row),
    ("table too wide", "table.width", wide_table),
    ("table head plain", "table_head.bold", runs("Chỉ tiêu", bold=False)),
    ("table font", "table_cell.font", runs("Mẫu nước", name="Verdana")),
    ("no name", "signature_name.missing", unnamed),
    ("no signature", "signature_post.missing", unsigned),
    ("post in small letters", "signature_post.case", text("PHÓ VIỆN TRƯỞNG", "Phó Viện trưởng")),
    ("post not bold", "signature_post.bold", runs("PHÓ VIỆN TRƯỞNG", bold=False)),
    ("name in capitals", "signature_name.case", named("HOÀNG AN")),
    ("name not bold", "signature_name.bold", plainly_named),
    ("no Nơi nhận", "recipients_label.missing", without("Nơi nhận")),
    ("Nơi nhận upright", "recipients_label.italic", runs("Nơi nhận", italic=False)),
    ("Nơi nhận size", "recipients_label.size", runs("Nơi nhận", size=Pt(14))),
    ("recipients size", "recipients.size", runs("- Các phòng", size=Pt(13))),
    ("recipient without dash", "recipients.dash", text("- Các phòng", "Các phòng, trạm;")),
    ("recipient without semicolon", "recipients.ending", text("- Các phòng", "- Các phòng, trạm")),
    ("no archive", "recipients.archive", text("- Lưu", "- Các trạm.")),
)
ZH_BODY, ZH_NUMBER, ZH_TITLE = "今年以来", "沧水发", "河道治理工作情况"

GBT: tuple[tuple[str, str, Change], ...] = (
    ("top", "page.top", section(top_margin=Mm(25.4))),
    ("left", "page.left", section(left_margin=Mm(31.7))),
    ("right", "page.right", section(right_margin=Mm(31.7))),
    ("bottom", "page.bottom", section(bottom_margin=Mm(25.4))),
    ("no page number", "page_number.odd_even", no_number("even_page_footer")),
    ("hyphens beside the page number", "page_number.form", short_dashes),
    ("page number size", "page_number.size", number_runs("footer", size=Pt(10.5))),
    ("odd pages like even ones", "page_number.odd_even", same_pages),
    ("page number centred", "page_number.align", number_part("footer", lambda one: setattr(one, "alignment", CENTER))),
    ("first page without number", "page_number.first_page", section(different_first_page_header_footer=True)),
    ("black masthead", "issuer.colour", color("沧澜区水务局文件", RGBColor(0, 0, 0))),
    ("masthead face", "issuer.font", east("沧澜区水务局文件", "黑体")),
    ("square brackets", "number.form", text(ZH_NUMBER, "沧水发[2024]10号")),
    ("padded number", "number.form", text(ZH_NUMBER, "沧水发〔2024〕010号")),
    ("第 in the number", "number.form", text(ZH_NUMBER, "沧水发〔2024〕第10号")),
    ("no signer", "number.signer", text(ZH_NUMBER, "沧水发〔2024〕10号")),
    ("no red line", "number.line", no_own_line(ZH_NUMBER)),
    ("black line", "number.line", line_colour(ZH_NUMBER, "000000")),
    ("title size", "title.size", runs(ZH_TITLE, size=Pt(18))),
    ("title bold", "title.bold", runs(ZH_TITLE, bold=True)),
    ("title face", "title.font", east(ZH_TITLE, "宋体")),
    ("title left", "title.align", align(ZH_TITLE, LEFT)),
    ("full stop after the title", "title.punctuation", text(ZH_TITLE, "关于河道治理工作情况的报告。")),
    ("addressee with half colon", "addressee.ending", text("沧澜区人民政府", "沧澜区人民政府:")),
    ("addressee indented", "addressee.first_line", first_line("沧澜区人民政府", 200)),
    ("body face", "body.font", east(ZH_BODY, "宋体")),
    ("body size", "body.size", runs(ZH_BODY, size=Pt(14))),
    ("body bold", "body.bold", runs(ZH_BODY, bold=True)),
    ("body not indented", "body.first_line", first_line(ZH_BODY, 0)),
    ("body line spacing", "body.line_spacing", form(ZH_BODY, line_spacing=1.5)),
    ("25 lines", "page.grid_lines", form(ZH_BODY, line_spacing=Pt(25))),
    ("27 characters", "page.grid_characters", tracking(ZH_BODY, 5)),
    ("heading 1 face", "heading_1.font", east("一、主要", "仿宋_GB2312")),
    ("heading 1 bold", "heading_1.bold", runs("一、主要", bold=True)),
    ("heading 1 with full stop", "heading_1.punctuation", text("一、主要", "一、主要工作及成效。")),
    ("heading 2 face", "heading_2.font", east("（一）加强", "仿宋_GB2312")),
    ("heading 3 size", "heading_3.size", runs("1．完善", size=Pt(15))),
    ("heading left out", "heading_1.sequence", text("二、存在", "三、存在的问题")),
    ("padded date", "issue_date.form", text("2024年7月5日", "2024年07月05日")),
    ("Chinese digits in the date", "issue_date.form", text("2024年7月5日", "二〇二四年七月五日")),
    ("date at the edge", "issue_date.inset", form("2024年7月5日", right_indent=Pt(0))),
    ("date left", "issue_date.align", align("2024年7月5日", LEFT)),
    ("no date", "issue_date.missing", without("2024年7月5日")),
    ("imprint size", "imprint.size", runs("抄送", size=Pt(16))),
    ("imprint without full stop", "imprint.ending", text("抄送", "抄送：沧澜区河长制办公室")),
    ("signer's face", "signer.font", east("签发人", "仿宋_GB2312")),
    ("theme colour of text", "body.colour", color(ZH_BODY, RGBColor(0, 112, 192))),
)

OTHERS: tuple[tuple[str, str, str, Change], ...] = (
    ("vi_speech", "speech with Nơi nhận", "letterhead.unexpected", text("Một là", "Nơi nhận: các đơn vị")),
    ("vi_speech", "speech title plain", "title.bold", runs("BÀI PHÁT BIỂU", bold=False)),
    ("vi_speech", "speech body left", "body.align", align("Một là", LEFT)),
    ("vi_speech", "salutation size", "salutation.size", runs("Kính thưa các vị", size=Pt(11))),
    ("vi_news", "byline left", "byline.align", align("Tin, ảnh", LEFT)),
    ("vi_news", "lead upright size", "lead.size", runs("Ngày 12/7/2024", size=Pt(11))),
    ("zh_speech", "salutation face", "salutation.font", east("同志们：", "宋体")),
    ("zh_speech", "note face", "subtitle.font", east("（2024年", "仿宋_GB2312")),
    ("zh_speech", "number in a speech", "letterhead.unexpected", text("一是要", "沧水发〔2024〕10号")),
    ("zh_summary", "date form", "issue_date.form", text("2024年7月5日", "2024年07月5日")),
    ("en_summary", "title size", "title.size", runs("Water monitoring", size=Pt(20))),
    ("en_summary", "body indented", "body.first_line", form("The institute took", first_line_indent=Mm(10))),
    ("en_summary", "page words", "page_number.missing", no_number("footer")),
    ("en_summary", "margins", "page.left", section(left_margin=Mm(30))),
    ("en_summary", "subtitle size", "subtitle.size", runs("Lam River", size=Pt(14))),
    ("en_summary", "heading plain", "heading_1.bold", runs("1. Results", bold=False)),
)

DEVIATIONS: tuple[tuple[str, str, str, Change], ...] = (
    *(("vi_report", *one) for one in ND30),
    *(("zh_report", *one) for one in GBT),
    *OTHERS,
)
"""Sample, what is done to it, the rule that must see it, and the change."""
