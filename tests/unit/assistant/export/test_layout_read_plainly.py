"""The files as a word processor reads them: the raw XML beside the figures of the two rules, without our checker."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from assistant.drafting.draft import Draft
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_writer import DraftWriter
from assistant.export.docx_document import export_docx
from tests.unit.assistant.drafting.test_draft_writer import SAMPLES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VIETNAMESE = "Soạn báo cáo kết quả công tác y tế 6 tháng đầu năm 2024 của Sở Y tế Vân Khê gửi UBND tỉnh và Bộ Y tế"
CHINESE = "起草望溪区卫生健康局关于2024年上半年工作情况的报告，报区人民政府，正式行文，900字左右"


def drafted(request: str) -> Draft:
    return DraftWriter(SAMPLES, SAMPLES).write(read_brief(request))


def parts(request: str) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(export_docx(drafted(request), copy="clean"))) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return {name[5:]: etree.fromstring(archive.read(name)) for name in names}


def words(paragraph: etree._Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def paragraph_with(body: etree._Element, text: str) -> etree._Element:
    return next(one for one in body.iter(f"{W}p") if text in words(one))


def run_formats(paragraph: etree._Element) -> set[tuple[str | None, str | None, bool]]:
    found = set()
    for run in paragraph.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if properties is None or not (run.findtext(f"{W}t") or "").strip():
            continue
        fonts, size = properties.find(f"{W}rFonts"), properties.find(f"{W}sz")
        bold = properties.find(f"{W}b")
        found.add((
            fonts.get(f"{W}eastAsia") if fonts is not None else None,
            size.get(f"{W}val") if size is not None else None,
            bold is not None and bold.get(f"{W}val") not in {"0", "false"},
        ))  # fmt: skip
    return found


def margins(document: etree._Element) -> tuple[str | None, ...]:
    page = document.findall(f".//{W}sectPr")[-1].find(f"{W}pgMar")
    assert page is not None
    return tuple(page.get(f"{W}{side}") for side in ("top", "bottom", "left", "right"))


def test_a_vietnamese_report_has_the_margins_sizes_and_tables_of_decree_30() -> None:
    files = parts(VIETNAMESE)
    document = files["document.xml"]
    assert margins(document) == ("1134", "1134", "1701", "850")
    section = document.findall(f".//{W}sectPr")[-1]
    assert section.find(f"{W}titlePg") is not None
    motto = paragraph_with(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert run_formats(motto) == {("Times New Roman", "26", True)}
    assert run_formats(paragraph_with(document, "BÁO CÁO")) == {("Times New Roman", "28", True)}
    tables = [
        [int(column.get(f"{W}w") or 0) for column in table.iter(f"{W}gridCol")] for table in document.iter(f"{W}tbl")
    ]
    widths = [columns for columns in tables if len(columns) == 2]
    assert widths
    assert all(abs(sum(columns) - (11906 - 1701 - 850)) <= 20 for columns in widths)
    assert words([one for one in document.iter(f"{W}p") if "Trên đây là" in words(one)][-1]).endswith("./.")


def test_two_addressees_stand_on_a_line_each_under_the_colon() -> None:
    document = parts(VIETNAMESE)["document.xml"]
    first, second = (paragraph_with(document, text) for text in ("- UBND tỉnh;", "- Bộ Y tế."))
    indents = [int(one.find(f"{W}pPr/{W}ind").get(f"{W}left") or 0) for one in (first, second)]  # type: ignore[union-attr]
    assert indents[0] == indents[1] > 700
    assert words(paragraph_with(document, "Kính gửi:")).strip() == "Kính gửi:"


def test_a_chinese_report_has_the_margins_grid_fonts_and_page_numbers_of_the_standard() -> None:
    files = parts(CHINESE)
    document = files["document.xml"]
    top, bottom, left, right = (int(one or 0) for one in margins(document))
    assert (abs(top - 2098) <= 57, abs(left - 1587) <= 57) == (True, True)
    assert 11906 - left - right in range(8830, 8860)
    assert 16838 - top - bottom in range(12740, 12775)
    assert files["settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    grid = document.findall(f".//{W}sectPr")[-1].find(f"{W}docGrid")
    assert grid is not None
    assert grid.get(f"{W}linePitch") == "579"
    assert {font for font, _, _ in run_formats(paragraph_with(document, "一、"))} == {"黑体"}
    title = run_formats(paragraph_with(document, "关于2024年上半年"))
    assert {(size, bold) for _, size, bold in title} == {("44", False)}
    assert all(font is not None and "小标宋" in font for font, _, _ in title)
    body = run_formats(paragraph_with(document, "现将有关情况报告如下"))
    assert {(font, size) for font, size, _ in body} == {("仿宋_GB2312", "32")}
