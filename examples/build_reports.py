"""Build the reports that are not plain UTF-8 text from their sources.

``python examples/build_reports.py`` reads ``examples/sources`` and writes Word, PDF and differently encoded text files
to ``examples/reports``. The results are committed: running it is only needed after a source has changed. It needs
``python-docx``, ``reportlab`` and ``opencc``, and the fonts DejaVu Serif and WenQuanYi Micro Hei (Debian packages
``fonts-dejavu-core`` and ``fonts-wqy-microhei``), which the PDF files embed.

The sources are plain text, one block a line: ``#`` … ``####`` head sections, ``- `` opens a list item, ``| a | b |`` is
a row of a table, ``@name value`` sets what stands outside the running text (``@header``, ``@footer``) or how a line is
set (``@center``, ``@right``, ``@subtitle``, ``@italic``), ``@letterhead left | right`` and ``@signature left | right``
are two columns with ``/`` between their lines, ``@pagebreak`` starts a page, and ``[[del:x]][[ins:y]]`` is a tracked
change in a Word file.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOURCES = FOLDER / "sources"
REPORTS = FOLDER / "reports"
WRITTEN_AT = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)

# TCVN 5712:1993, the single-byte table of the ".VnTime" fonts: capital letters with a tone mark have no place in it.
TCVN3_LETTERS = (
    "àµ ả¶ ã· á¸ ạ¹ ă¨ ằ» ẳ¼ ẵ½ ắ¾ ặÆ â© ầÇ ẩÈ ẫÉ ấÊ ậË đ® èÌ ẻÎ ẽÏ éÐ ẹÑ êª ềÒ ểÓ ễÔ ếÕ ệÖ ì× ỉØ ĩÜ íÝ ịÞ "
    "òß ỏá õâ óã ọä ô« ồå ổæ ỗç ốè ộé ơ¬ ờê ởë ỡì ớí ợî ùï ủñ ũò úó ụô ư­ ừõ ửö ữ÷ ứø ựù ỳú ỷû ỹü ýý ỵþ "
    "Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§"
)
TCVN3 = {pair[0]: pair[1] for pair in TCVN3_LETTERS.split(" ")}

FONTS = {"Serif": "DejaVuSerif.ttf", "SerifBold": "DejaVuSerif-Bold.ttf", "Han": "wqy-microhei.ttc"}

CHANGE = re.compile(r"\[\[(del|ins):(.*?)\]\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One block: ``kind`` is ``paragraph``, ``heading``, ``item``, ``table`` or the name of an ``@`` line."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def cells(row: str) -> tuple[str, ...]:
    """Split ``| a | b |`` into its cells."""
    return tuple(cell.strip() for cell in row.strip().strip("|").split("|"))


def read_source(name: str) -> list[Line]:
    """Read the source ``name`` block by block; consecutive table rows become one block."""
    lines: list[Line] = []
    for text in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        if text.startswith("|"):
            if lines and lines[-1].kind == "table":
                lines[-1] = Line("table", rows=(*lines[-1].rows, cells(text)))
            else:
                lines.append(Line("table", rows=(cells(text),)))
        elif text.startswith("#"):
            marks = len(text) - len(text.lstrip("#"))
            lines.append(Line("heading", text[marks:].strip(), marks))
        elif text.startswith("@"):
            kind, _, rest = text[1:].partition(" ")
            lines.append(Line(kind, rest))
        elif text.startswith("- "):
            lines.append(Line("item", text[2:]))
        elif text.strip():
            lines.append(Line("paragraph", text))
    return lines


def columns(text: str) -> tuple[list[str], list[str]]:
    """Split ``a / b | c / d`` into the lines of two columns."""
    left, right = ([part.strip() for part in re.split(r"\s/(?=\s)", side)] for side in text.split("|"))
    return left, right


def write_docx(source: str, target: str, language: str) -> None:
    """Write a Word file with real headings, lists, tables, a running head and foot, and tracked changes."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = ("Times New Roman", Pt(14))
    east_asian = "仿宋" if language == "zh" else "Times New Roman"
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asian)
    center = WD_ALIGN_PARAGRAPH.CENTER
    align = {"center": center, "subtitle": center, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    for line in read_source(source):
        if line.kind == "header":
            section.header.paragraphs[0].text = line.text
        elif line.kind == "footer":
            section.footer.paragraphs[0].text = line.text
        elif line.kind == "heading" and line.level == 1:
            document.add_paragraph(line.text, style="Title").alignment = center
        elif line.kind == "heading":
            document.add_heading(line.text, level=line.level - 1)
        elif line.kind == "item":
            add_text(document.add_paragraph(style="List Bullet"), line.text)
        elif line.kind == "table":
            add_table(document, line.rows)
        elif line.kind in ("letterhead", "signature"):
            left, right = columns(line.text)
            table = document.add_table(rows=1, cols=2)
            table.rows[0].cells[0].text, table.rows[0].cells[1].text = "\n".join(left), "\n".join(right)
        elif line.kind == "pagebreak":
            document.add_page_break()
        else:
            paragraph = document.add_paragraph()
            add_text(paragraph, line.text, bold=line.kind == "subtitle")
            paragraph.alignment = align.get(line.kind)
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.created = properties.modified = WRITTEN_AT.replace(tzinfo=None)
    memory = io.BytesIO()
    document.save(memory)
    with zipfile.ZipFile(memory) as written, zipfile.ZipFile(REPORTS / target, "w", zipfile.ZIP_DEFLATED) as dated:
        for entry in written.infolist():  # with one date for all, so that the same source gives the same bytes
            name = zipfile.ZipInfo(entry.filename, WRITTEN_AT.timetuple()[:6])
            dated.writestr(name, written.read(entry), zipfile.ZIP_DEFLATED)


def add_table(document: object, rows: tuple[tuple[str, ...], ...]) -> None:
    """Add a grid whose first row is bold."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            cell.paragraphs[0].runs[0].bold = number == 0


def add_text(paragraph: object, text: str, bold: bool = False) -> None:
    """Add ``text`` to a paragraph; ``[[del:…]]`` and ``[[ins:…]]`` become tracked changes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    position = 0
    for number, match in enumerate(CHANGE.finditer(text)):
        paragraph.add_run(text[position : match.start()]).bold = bold  # type: ignore[attr-defined]
        run = paragraph.add_run(match[2])  # type: ignore[attr-defined]
        change = OxmlElement(f"w:{match[1]}")
        change.set(qn("w:id"), str(900 + number))
        change.set(qn("w:author"), "Reviewer")
        change.set(qn("w:date"), WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ"))
        run._r.addprevious(change)
        change.append(run._r)
        if match[1] == "del":
            for node in run._r.findall(qn("w:t")):
                node.tag = qn("w:delText")
        position = match.end()
    paragraph.add_run(text[position:]).bold = bold  # type: ignore[attr-defined]


def find_font(file: str) -> Path:
    """Find an installed font by its file name; raises ``FileNotFoundError`` when it is not there."""
    for root in (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"):
        for path in sorted(root.rglob(file)):
            return path
    raise FileNotFoundError(f"the font {file} is not installed")


def write_pdf(source: str, target: str, language: str) -> None:
    """Write a paged PDF with a text layer, running heads, page numbers and embedded subsets of its fonts."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import SimpleDocTemplate

    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(find_font(file))))
    body_font = "Han" if language == "zh" else "Serif"
    lines = read_source(source)
    head = next((line.text for line in lines if line.kind == "header"), "")
    foot = next((line.text for line in lines if line.kind == "footer"), "")

    def furnish(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(body_font, 8)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 14 * mm, head)
        canvas.drawString(25 * mm, 12 * mm, foot)
        canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, page_number(template.page, language))

    template = SimpleDocTemplate(
        str(REPORTS / target), pagesize=A4, leftMargin=25 * mm, rightMargin=20 * mm, topMargin=24 * mm,
        bottomMargin=22 * mm, title=title_of(lines), author="",
    )  # fmt: skip
    template.build(list(flowables(lines, language)), onFirstPage=furnish, onLaterPages=furnish)


def title_of(lines: list[Line]) -> str:
    """The first heading of a source."""
    return next(line.text for line in lines if line.kind == "heading")


def page_number(number: int, language: str) -> str:
    """The page number as each language's documents print it."""
    return {"zh": f"— {number} —", "vi": f"Trang {number}", "en": f"Page {number}"}[language]


def with_fallback(text: str, language: str) -> str:
    """Set Chinese characters inside other text, and Latin letters inside Chinese, in the font that has them."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if language == "zh":
        return escaped
    return re.sub(r"([\u3400-\u9fff]+)", r'<font name="Han">\1</font>', escaped)


def column_widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Share 460 points among the columns by their longest cells, none narrower than 34."""
    by_column = list(zip(*rows, strict=True))
    longest = [max(sum(1 + (letter > "⺀") for letter in cell) for cell in column) for column in by_column]
    shares = [min(max(length, 5), 40) for length in longest]
    return [max(34.0, 460 * share / sum(shares)) for share in shares]


def flowables(lines: list[Line], language: str) -> Iterator[object]:
    """Turn the blocks of a source into reportlab's flowables."""
    from reportlab.lib.colors import black
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, Spacer, Table, TableStyle

    regular, bold = ("Han", "Han") if language == "zh" else ("Serif", "SerifBold")
    wrap = "CJK" if language == "zh" else None
    body = ParagraphStyle("body", fontName=regular, fontSize=11, leading=17, alignment=TA_JUSTIFY, wordWrap=wrap)
    body.firstLineIndent, body.spaceAfter = (22 if language == "zh" else 14), 4
    plain = ParagraphStyle("plain", parent=body, firstLineIndent=0, alignment=0, fontSize=9.5, leading=13)
    styles = {
        "center": ParagraphStyle("center", parent=body, alignment=TA_CENTER, firstLineIndent=0),
        "subtitle": ParagraphStyle("subtitle", parent=body, alignment=TA_CENTER, firstLineIndent=0, fontName=bold),
        "right": ParagraphStyle("right", parent=body, alignment=TA_RIGHT, firstLineIndent=0),
        "item": ParagraphStyle("item", parent=body, leftIndent=14, firstLineIndent=0),
    }
    sizes = {1: 16, 2: 12.5, 3: 11.5, 4: 11}
    for line in lines:
        text = with_fallback(line.text, language)
        if line.kind in ("header", "footer"):
            continue
        if line.kind == "heading":
            style = ParagraphStyle(f"head{line.level}", parent=body, fontName=bold, fontSize=sizes[line.level])
            style.leading, style.spaceBefore, style.keepWithNext = sizes[line.level] * 1.5, 6, 1
            style.firstLineIndent, style.alignment = 0, (TA_CENTER if line.level == 1 else 0)
            yield Paragraph(text, style)
        elif line.kind == "table":
            grid = [[Paragraph(with_fallback(cell, language), plain) for cell in row] for row in line.rows]
            frame = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black)])
            yield Table(grid, colWidths=column_widths(line.rows), repeatRows=1, style=frame)
            yield Spacer(1, 8)
        elif line.kind in ("letterhead", "signature"):
            left, right = ("<br/>".join(with_fallback(part, language) for part in side) for side in columns(line.text))
            yield Table([[Paragraph(left, plain), Paragraph(right, plain)]])
        elif line.kind == "pagebreak":
            yield PageBreak()
        else:
            mark = "- " if line.kind == "item" else ""
            yield Paragraph(mark + text, styles.get(line.kind, body))


def write_text(source: str, target: str, encoding: str) -> None:
    """Write a source as plain text in another encoding."""
    text = (SOURCES / source).read_text(encoding="utf-8")
    (REPORTS / target).write_bytes(text.encode(encoding))


def write_tcvn3(source: str, target: str) -> None:
    """Write Vietnamese text in the TCVN3 ("ABC") encoding of the fonts used before Unicode."""
    text = unicodedata.normalize("NFC", (SOURCES / source).read_text(encoding="utf-8"))
    encoded = "".join(TCVN3.get(character, character) for character in text)
    (REPORTS / target).write_bytes(encoded.replace("\n", "\r\n").encode("latin-1"))


def write_decomposed(source: str, target: str) -> None:
    """Write Vietnamese text as some systems save it: letters and marks apart (NFD), with no-break spaces."""
    text = (SOURCES / source).read_text(encoding="utf-8").replace(" năm 20", "\u00a0năm\u00a020")
    (REPORTS / target).write_text(unicodedata.normalize("NFD", text), encoding="utf-8")


# What the reposting site did to a page: traditional characters one by one, pinyin behind some, one shifted sequence.
PINYIN = dict(
    pair.split(":")
    for pair in (
        "衛:wèi 創:chuàng 關:guān 導:dǎo 領:lǐng 織:zhī 員:yuán 動:dòng 進:jìn 環:huán 體:tǐ 開:kāi 設:shè 養:yǎng "
        "務:wù 檢:jiǎn"
    ).split(" ")
)

LEFT_SIMPLIFIED = str.maketrans("於並後幹製範爲諮菸覈週", "于并后干制范為咨煙核周")


def write_reposted(source: str, target: str) -> None:
    """Write a mainland text as a reposting site shows it: converted, with pinyin in brackets."""
    from opencc import OpenCC

    text = OpenCC("s2t").convert((SOURCES / source).read_text(encoding="utf-8")).translate(LEFT_SIMPLIFIED)
    text = "".join(f"{character}({PINYIN[character]})" if character in PINYIN else character for character in text)
    (REPORTS / target).write_text(text.replace("?,F", "?,F(xiàn)"), encoding="utf-8")


def write_traditional(source: str, target: str) -> None:
    """Write a mainland text in traditional characters."""
    from opencc import OpenCC

    text = OpenCC("s2t").convert((SOURCES / source).read_text(encoding="utf-8")).replace("爲", "為").replace("覈", "核")
    (REPORTS / target).write_text(text, encoding="utf-8")


def main() -> None:
    """Build every file that is not written by hand."""
    REPORTS.mkdir(exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(WRITTEN_AT.timestamp()))  # reportlab dates its files by it
    write_docx("van-khe-bao-cao-6-thang-2024.txt", "van-khe-bao-cao-6-thang-2024.docx", "vi")
    write_docx("chengwan-2024.txt", "澄湾区卫生健康局2024年上半年工作总结.docx", "zh")
    write_pdf("van-khe-ke-hoach-an-toan-thuc-pham-2024.txt", "van-khe-ke-hoach-an-toan-thuc-pham-2024.pdf", "vi")
    write_pdf("wangxi-jiceng-sannian-fangan.txt", "wangxi-jiceng-sannian-fangan.pdf", "zh")
    write_pdf("chengwan-brief-2023-en.txt", "chengwan-brief-2023-en.pdf", "en")
    write_text("chengwan-2022.txt", "澄湾区卫生健康局2022年上半年工作总结.txt", "gb18030")
    write_text("hai-kien-benh-an-dien-tu.txt", "hai-kien-benh-an-dien-tu.txt", "utf-16")
    write_tcvn3("suoi-ngan-bao-cao-6-thang-2024.txt", "suoi-ngan-bao-cao-6-thang-2024.txt")
    write_decomposed("nam-suong-bao-cao-6-thang-2024.txt", "nam-suong-bao-cao-6-thang-2024.txt")
    write_reposted("wangxi-jiankang-jiguan.txt", "wangxi-jiankang-jiguan.txt")
    write_traditional("wangxi-jiating-yisheng-jianbao.txt", "wangxi-jiating-yisheng-jianbao.txt")


if __name__ == "__main__":
    main()
