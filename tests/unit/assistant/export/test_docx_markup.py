"""The markup of exports against literal values of the decree and the standard, read without this program's checker."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from assistant.drafting.draft import Draft
from assistant.export import export_docx
from assistant.export.review_marks import Copy
from tests.unit.assistant.export.draft_samples import (
    EN_SUMMARY,
    VI_LONG_REPORT,
    VI_MINIMAL,
    VI_REPORT,
    ZH_INTERNAL,
    ZH_SPEECH,
    ZH_SUMMARY,
)

NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
W = "{" + NS["w"] + "}"


_EXPORTED: dict[tuple[int, Copy], bytes] = {}


def export(draft: Draft, copy: Copy) -> bytes:
    if (id(draft), copy) not in _EXPORTED:
        _EXPORTED[id(draft), copy] = export_docx(draft, copy=copy)
    return _EXPORTED[id(draft), copy]


def part(draft: Draft, name: str = "word/document.xml", copy: Copy = "clean") -> Any:
    with zipfile.ZipFile(io.BytesIO(export(draft, copy))) as package:
        return etree.fromstring(package.read(name))


def names(draft: Draft, copy: Copy = "clean") -> list[str]:
    with zipfile.ZipFile(io.BytesIO(export(draft, copy))) as package:
        return package.namelist()


def values(element: Any) -> dict[str, str]:
    return {key.removeprefix(W): value for key, value in element.attrib.items()}


def paragraph(document: Any, words: str) -> Any:
    return next(one for one in document.iter(f"{W}p") if words in "".join(one.itertext()))


def look(one: Any) -> tuple[str, str, str, bool, bool]:
    """East Asian face, Latin face, half-points, bold and italic of a paragraph's first run."""
    properties = one.find(".//w:r/w:rPr", NS)
    fonts = properties.find("w:rFonts", NS)
    return (
        fonts.get(f"{W}eastAsia"),
        fonts.get(f"{W}ascii"),
        properties.find("w:sz", NS).get(f"{W}val"),
        properties.find("w:b", NS).get(f"{W}val") != "0",
        properties.find("w:i", NS).get(f"{W}val") != "0",
    )


TIMES = "Times New Roman"


def test_a_vietnamese_page_is_a4_with_margins_of_20_20_30_and_15_mm() -> None:
    section = part(VI_REPORT).find(".//w:sectPr", NS)
    assert values(section.find("w:pgSz", NS)) == {"w": "11906", "h": "16838"}
    margins = values(section.find("w:pgMar", NS))
    assert {name: margins[name] for name in ("top", "bottom", "left", "right", "header")} == {
        "top": "1134",
        "bottom": "1134",
        "left": "1701",
        "right": "850",
        "header": "567",
    }
    assert section.find("w:titlePg", NS) is not None


def test_a_chinese_page_has_the_type_area_of_156_by_225_mm() -> None:
    section = part(ZH_SUMMARY).find(".//w:sectPr", NS)
    margins = values(section.find("w:pgMar", NS))
    assert {name: margins[name] for name in ("top", "bottom", "left", "right", "footer")} == {
        "top": "2098",
        "bottom": "1984",
        "left": "1587",
        "right": "1474",
        "footer": "1417",
    }
    assert values(section.find("w:docGrid", NS)) == {"type": "lines", "linePitch": "579"}
    assert section.find("w:titlePg", NS) is None
    assert 22 * 579 <= 16838 - 2098 - 1984 < 23 * 579
    assert 28 * (320 - 5) <= 11906 - 1587 - 1474 < 29 * (320 - 5)


def test_the_elements_of_a_vietnamese_head_and_foot_are_set_as_the_decree_says() -> None:
    document = part(VI_REPORT)
    found = {
        words: look(paragraph(document, words))
        for words in (
            "SỞ THỦY VĂN",
            "VIỆN KHẢO SÁT",
            "CỘNG HÒA",
            "Độc lập",
            "Số:",
            "Lam Sơn, ngày",
            "BÁO CÁO",
            "Kết quả công tác",
            "I. KẾT QUẢ",
            "1. Công tác",
            "Viện đã quan trắc",
            "Nơi nhận",
            "- Lưu",
            "KT. VIỆN TRƯỞNG",
        )
    }
    assert found == {
        "SỞ THỦY VĂN": (TIMES, TIMES, "26", False, False),
        "VIỆN KHẢO SÁT": (TIMES, TIMES, "26", True, False),
        "CỘNG HÒA": (TIMES, TIMES, "26", True, False),
        "Độc lập": (TIMES, TIMES, "26", True, False),
        "Số:": (TIMES, TIMES, "26", False, False),
        "Lam Sơn, ngày": (TIMES, TIMES, "26", False, True),
        "BÁO CÁO": (TIMES, TIMES, "28", True, False),
        "Kết quả công tác": (TIMES, TIMES, "28", True, False),
        "I. KẾT QUẢ": (TIMES, TIMES, "28", True, False),
        "1. Công tác": (TIMES, TIMES, "28", True, False),
        "Viện đã quan trắc": (TIMES, TIMES, "28", False, False),
        "Nơi nhận": (TIMES, TIMES, "24", True, True),
        "- Lưu": (TIMES, TIMES, "22", False, False),
        "KT. VIỆN TRƯỞNG": (TIMES, TIMES, "28", True, False),
    }


def test_the_elements_of_a_chinese_document_have_their_typefaces() -> None:
    document = part(ZH_SUMMARY)
    found = {
        words: look(paragraph(document, words))[::2]
        for words in (
            "文件",
            "沧水发",
            "关于2024年上半年",
            "人民政府",
            "今年以来",
            "一、主要",
            "（一）",
            "1．",
            "2024年7月5日",
            "抄送",
        )
    }
    assert found == {
        "文件": ("方正小标宋简体", "84", False),
        "沧水发": ("仿宋_GB2312", "32", False),
        "关于2024年上半年": ("方正小标宋简体", "44", False),
        "人民政府": ("仿宋_GB2312", "32", False),
        "今年以来": ("仿宋_GB2312", "32", False),
        "一、主要": ("黑体", "32", False),
        "（一）": ("楷体_GB2312", "32", False),
        "1．": ("仿宋_GB2312", "32", False),
        "2024年7月5日": ("仿宋_GB2312", "32", False),
        "抄送": ("仿宋_GB2312", "28", False),
    }
    assert not [one for one in document.iter(f"{W}b") if one.get(f"{W}val") != "0"]


def test_text_is_indented_spaced_and_justified() -> None:
    styles = part(VI_REPORT, "word/styles.xml")
    body = next(one for one in styles.iter(f"{W}style") if one.find("w:name", NS).get(f"{W}val") == "Draft Body")
    assert values(body.find(".//w:ind", NS)) == {"left": "0", "right": "0", "firstLine": "720"}
    spacing = values(body.find(".//w:spacing", NS))
    assert (spacing["before"], spacing["after"], spacing["line"], spacing["lineRule"]) == ("120", "0", "276", "auto")
    assert body.find(".//w:jc", NS).get(f"{W}val") == "both"


def test_chinese_text_is_indented_by_two_characters_at_a_pitch_of_579_twips() -> None:
    styles = part(ZH_SUMMARY, "word/styles.xml")
    body = next(one for one in styles.iter(f"{W}style") if one.find("w:name", NS).get(f"{W}val") == "Draft Body")
    assert values(body.find(".//w:ind", NS))["firstLineChars"] == "200"
    spacing = values(body.find(".//w:pPr/w:spacing", NS))
    assert (spacing["line"], spacing["lineRule"]) == ("579", "exact")


def test_the_head_is_a_table_without_borders_wide_enough_for_the_motto() -> None:
    table = part(VI_REPORT).find(".//w:tbl", NS)
    widths = [int(one.get(f"{W}w")) for one in table.iter(f"{W}gridCol")]
    assert widths == [9355 - 5556, 5556]
    assert {one.get(f"{W}val") for one in table.find("w:tblPr/w:tblBorders", NS)} == {"nil"}
    assert table.find("w:tblPr/w:tblLayout", NS).get(f"{W}type") == "fixed"


def test_the_page_number_stands_in_the_header_from_page_two() -> None:
    headers = [name for name in names(VI_REPORT) if re.fullmatch(r"word/header\d+\.xml", name)]
    codes = ["".join(part(VI_REPORT, name).itertext()).split() for name in headers]
    assert sorted(codes) == [[], ["PAGE", "1"]]
    numbered = next(name for name in headers if "PAGE" in "".join(part(VI_REPORT, name).itertext()))
    assert part(VI_REPORT, numbered).find(".//w:jc", NS).get(f"{W}val") == "center"
    assert {one.get(f"{W}val") for one in part(VI_REPORT, numbered).iter(f"{W}sz")} == {"28"}


def test_odd_and_even_pages_are_numbered_outside_between_dashes() -> None:
    assert part(ZH_SUMMARY, "word/settings.xml").find("w:evenAndOddHeaders", NS) is not None
    footers = [name for name in names(ZH_SUMMARY) if re.fullmatch(r"word/footer\d+\.xml", name)]
    found = {
        part(ZH_SUMMARY, name).find(".//w:jc", NS).get(f"{W}val"): "".join(part(ZH_SUMMARY, name).itertext())
        for name in footers
    }
    assert found == {"right": "—  PAGE 1 —", "left": "—  PAGE 1 —"}
    fonts = {
        (one.get(f"{W}eastAsia"), one.get(f"{W}ascii"))
        for name in footers
        for one in part(ZH_SUMMARY, name).iter(f"{W}rFonts")
    }
    assert fonts == {("宋体", "宋体")}


def test_the_signature_is_held_to_the_text_before_it() -> None:
    document = part(VI_LONG_REPORT)
    foot = list(document.iter(f"{W}tbl"))[-1]
    assert [one.tag.removeprefix(W) for one in foot.find("w:tr/w:trPr", NS)] == ["cantSplit"]
    before = foot.getprevious()
    assert before.find("w:pPr/w:keepNext", NS) is not None
    assert before.getprevious().find("w:pPr/w:keepNext", NS) is not None


def test_tables_repeat_their_first_row_and_fit_the_type_area() -> None:
    table = list(part(VI_LONG_REPORT).iter(f"{W}tbl"))[1]
    assert table.find("w:tr/w:trPr/w:tblHeader", NS) is not None
    assert sum(int(one.get(f"{W}w")) for one in table.iter(f"{W}gridCol")) <= 9355


def test_a_long_title_is_broken_between_units_of_sense() -> None:
    def lines(document: Any, words: str) -> list[str]:
        pieces = [
            one.text if one.tag == f"{W}t" else "\n" for one in paragraph(document, words).iter(f"{W}t", f"{W}br")
        ]
        return "".join(pieces).split("\n")

    assert lines(part(VI_REPORT), "Kết quả công tác") == [
        "Kết quả công tác 6 tháng đầu năm 2024",
        "và phương hướng, nhiệm vụ 6 tháng cuối năm 2024",
    ]
    assert lines(part(ZH_SUMMARY), "水务局关于") == ["沧澜区水务局关于2024年上半年", "河道治理工作情况的报告"]


def test_what_the_draft_does_not_give_stays_a_visible_blank() -> None:
    text = ["".join(one.itertext()) for one in part(VI_MINIMAL).iter(f"{W}p")]
    assert [one for one in text if one] == [
        "…………",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:       /BC-…",
        "…………, ngày … tháng … năm ……",
        "BÁO CÁO",
        "Viện đã hoàn thành nhiệm vụ./.",
        "Nơi nhận:",
        "- …………;",
        "- Lưu: VT, ………….",
        "…………",
        "…………",
    ]


def test_a_clean_copy_has_no_marks_and_a_review_copy_has_all() -> None:
    clean, review = part(VI_REPORT), part(VI_REPORT, copy="review")
    assert [list(clean.iter(f"{W}{tag}")) for tag in ("highlight", "footnoteReference", "vertAlign")] == [[], [], []]
    assert not any(name.endswith("footnotes.xml") for name in names(VI_REPORT))
    marked = [
        (one.get(f"{W}val"), "".join(one.getparent().getparent().itertext())) for one in review.iter(f"{W}highlight")
    ]
    assert marked == [
        ("yellow", "      "),
        ("yellow", "… tháng …"),
        ("cyan", "8%"),
        ("yellow", "[nguyên nhân của hạn chế]"),
        ("yellow", "[họ và tên]"),
    ]
    assert [one.get(f"{W}id") for one in review.iter(f"{W}footnoteReference")] == ["1", "2"]


def test_footnotes_quote_their_sources() -> None:
    notes = part(VI_REPORT, "word/footnotes.xml", "review")
    assert [(one.get(f"{W}id"), "".join(one.itertext())) for one in notes] == [
        ("-1", ""),
        ("0", ""),
        (
            "1",
            ". Báo cáo sơ kết 6 tháng đầu năm 2024, trang 1: “Viện đã quan trắc 1.245 mẫu nước, đạt 62% kế hoạch năm.”",
        ),
        ("2", ". Báo cáo quý II năm 2024, trang 2: “Còn 3 trạm chưa có máy phát điện dự phòng.”"),
    ]


def test_the_date_stands_under_the_signatory_with_and_without_a_seal() -> None:
    sealed = part(ZH_SUMMARY)
    rights = [values(paragraph(sealed, "2024年7月5日").find(".//w:ind", NS))["rightChars"]]
    loose = part(ZH_INTERNAL)
    date = [one for one in loose.iter(f"{W}p") if "".join(one.itertext()) == "2024年7月5日"][-1]
    name = date.getprevious()
    rights += [values(one.find(".//w:ind", NS))["rightChars"] for one in (name, date)]
    assert rights == ["400", "400", "200"]


def test_speeches_and_summaries_carry_no_letterhead() -> None:
    for draft in (ZH_SPEECH, EN_SUMMARY):
        assert not [one for one in part(draft).iter(f"{W}color") if one.get(f"{W}val") == "FF0000"]


def test_properties_stand_in_the_order_of_the_schema() -> None:
    order = (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "tabs"),
        *("autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr"),
    )
    for draft in (VI_REPORT, ZH_SUMMARY, EN_SUMMARY):
        for name in ("word/document.xml", "word/styles.xml"):
            for one in part(draft, name, "review").iter(f"{W}pPr"):
                tags = [child.tag.removeprefix(W) for child in one]
                if set(tags) <= set(order):
                    assert tags == sorted(tags, key=order.index)
