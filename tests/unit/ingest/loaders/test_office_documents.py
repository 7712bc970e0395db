from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import LoadedDocument, Page, Region
from ingest.errors import ConverterAbsent, CorruptFile, EncryptedFile
from ingest.loaders import LoadLimits, load_bytes
from tests.corpus.office_files import (
    CHART,
    compound,
    frame,
    open_document,
    pptx,
    shape,
    slide_table,
)

FILES = Path(__file__).resolve().parents[3] / "corpus" / "files"
WITHOUT_OFFICE = LoadLimits(office_program="/nowhere/soffice")


def _load(data: bytes, limits: LoadLimits = WITHOUT_OFFICE) -> LoadedDocument:
    return load_bytes(data, "x", limits=limits)


def _lines(data: bytes) -> list[str]:
    return _load(data).text.split("\n\n")


# ---- RTF ---------------------------------------------------------------------------------------------------------


def _rtf(body: str, head: str = "\\ansi\\ansicpg1252") -> bytes:
    return ("{\\rtf1" + head + " " + body + "}").encode("ascii")


def _escaped(text: str, replacement: str = "?") -> str:
    units = memoryview(text.encode("utf-16-le")).cast("H")
    return "".join(f"\\u{unit if unit < 32768 else unit - 65536}{replacement}" for unit in units)


def test_rich_text_gives_headings_lists_tables_and_running_heads() -> None:
    body = (
        "{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}}{\\info{\\title " + _escaped("Báo cáo") + "}}"
        "{\\header " + _escaped("Sở Y tế") + "\\par}"
        "\\pard\\s1 I. " + _escaped("Kết quả") + "\\par\\pard {\\listtext 1.\\tab}" + _escaped("Khám bệnh") + "\\par"
        "\\trowd\\pard\\intbl " + _escaped("Huyện") + "\\cell " + _escaped("Số ca") + "\\cell\\row"
        "\\trowd\\pard\\intbl A\\cell 1.284\\cell\\row\\pard " + _escaped("Hết.") + "\\par"
    )
    document = _load(_rtf(body))
    assert document.media_type == "rtf"
    assert document.text.split("\n\n") == [
        "I. Kết quả", "1. Khám bệnh", "| Huyện | Số ca |\n| A | 1.284 |", "Hết.", "Sở Y tế",
    ]  # fmt: skip
    assert [region.kind for region in document.regions] == ["heading", "list_item", "table", "furniture"]
    assert document.properties == (("title", "Báo cáo"),)


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("\\ansi\\ansicpg936", "\\'d6\\'d0\\'b9\\'fa 2024", "中国 2024"),
        ("\\ansi\\ansicpg950", "\\'a4\\'a4\\'b0\\'ea", "中國"),
        ("\\ansi\\ansicpg1258", "\\'d0\\'f5n vi\\'f2 b\\'e1o c\\'e1o", "Đơn vị báo cáo"),
        ("\\ansi{\\fonttbl{\\f0 A;}{\\f1\\fcharset134 B;}}", "in {\\f1 \\'d6\\'d0\\'b9\\'fa} now", "in 中国 now"),
        ("\\ansi", "\\uc2 S\\u7889ab 305 trang", "Số 305 trang"),
        ("\\ansi", "\\u-10179?\\u-8704? bao cao", "\U0001f600 bao cao"),
        ("\\ansi", "s\\u7889\\'3f 305/BC", "số 305/BC"),
    ],
)
def test_characters_of_rich_text_come_in_code_pages_and_as_unicode(head: str, body: str, text: str) -> None:
    assert _load(_rtf(body + "\\par", head)).text == text


def test_deleted_hidden_and_embedded_parts_of_rich_text_are_left_out() -> None:
    body = (
        "Khoa kham 1.284{\\deleted  va 999} luot{\\v  777}.{\\*\\unknown 555}{\\pict 89504e47}"
        "{\\field{\\*\\fldinst HYPERLINK 333}{\\fldrslt xem them}}{\\bin4 }}{{}\\par"
    )
    document = _load(_rtf(body))
    assert document.text == "Khoa kham 1.284 luot.xem them"
    assert document.warnings == ("hidden_text_dropped",)


@given(st.text(st.sampled_from("aàăâđêôơưẢẶ中国卫生健康😀0123,.%"), min_size=4, max_size=80))
def test_any_text_written_as_unicode_comes_back(text: str) -> None:
    shown = "Sở Y tế báo cáo " + text
    assert _load(_rtf(_escaped(shown) + "\\par")).text == shown


def test_rich_text_that_is_cut_off_says_so() -> None:
    assert _load(b"{\\rtf1\\ansi Bao cao sau thang\\par {\\b con").warnings == ("file_cut_short",)


# ---- OpenDocument ------------------------------------------------------------------------------------------------


def test_an_open_document_gives_headings_lists_tables_notes_and_no_deleted_text() -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/></text:list-style><style:style style:name="T9">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>999 ca</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">I. Kết quả</text:h>'
        '<text:p>Khám<text:s text:c="1"/>1.284 lượt<text:span text:style-name="T9"> 777</text:span>'
        "<text:note><text:note-body><text:p>Ước tính</text:p></text:note-body></text:note>.</text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Dự phòng</text:p></text:list-item>'
        "<text:list-item><text:p>Dân số</text:p></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Huyện</text:p>"
        "</table:table-cell><table:table-cell><text:p>Số ca</text:p></table:table-cell></table:table-row>"
        "</table:table-header-rows><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = _load(open_document(body, styles=styles))
    assert document.text.split("\n\n") == [
        "I. Kết quả", "Khám 1.284 lượt.", "[1] Ước tính", "1. Dự phòng", "2. Dân số", "| Huyện | Số ca |\n| A | 12 |",
    ]  # fmt: skip
    assert (document.media_type, document.warnings) == ("odt", ("hidden_text_dropped",))


def test_a_letterhead_without_lines_is_read_side_by_side() -> None:
    def cell(*lines: str) -> str:
        return "<table:table-cell>" + "".join(f"<text:p>{line}</text:p>" for line in lines) + "</table:table-cell>"

    rows = f"<table:table-row>{cell('UBND TỈNH', 'SỞ Y TẾ')}{cell('CỘNG HÒA', 'Độc lập')}</table:table-row>"
    assert _lines(open_document(f"<table:table>{rows}</table:table>")) == [
        "UBND TỈNH",
        "SỞ Y TẾ",
        "CỘNG HÒA",
        "Độc lập",
    ]


def test_slides_of_open_document_are_pages_with_their_titles_first() -> None:
    def box(text: str, kind: str = "") -> str:
        said = f' presentation:class="{kind}" xmlns:presentation="urn:p"' if kind else ""
        return f"<draw:frame{said}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"

    body = f"<draw:page>{box('Nội dung')}{box('Tiêu đề', 'title')}</draw:page><draw:page>{box('Trang hai')}</draw:page>"
    document = _load(open_document(body, "presentation"))
    assert (document.media_type, document.text) == ("odp", "Tiêu đề\n\nNội dung\n\nTrang hai")
    assert document.pages == (Page(1, 0, 17), Page(2, 17, 28))


# ---- presentations -----------------------------------------------------------------------------------------------


def test_a_presentation_is_read_slide_by_slide_with_tables_charts_and_notes() -> None:
    chart = frame('<c:chart r:id="c1"/>')
    first = shape("Khám bệnh", "Dự phòng") + shape("Kết quả 6 tháng", place="title") + shape("3", place="sldNum")
    second = shape("Bảng", place="title") + slide_table(["Huyện", "Số ca"], ["Vân Khê", "1.284"]) + chart
    data = pptx([first, second, "!" + shape("ẩn")], notes={1: "Nói chậm."}, parts={"ppt/charts/chart1.xml": CHART})
    document = _load(data)
    assert document.text.split("\n\n") == [
        "Kết quả 6 tháng", "Khám bệnh", "Dự phòng", "Nói chậm.",
        "Bảng", "| Huyện | Số ca |\n| Vân Khê | 1.284 |", "Tỷ lệ tiêm chủng",
        "|  | Năm 2024 |\n| Vân Khê | 96,3% |\n| Hải Kiên | 93,8% |",
    ]  # fmt: skip
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.regions[0] == Region("heading", 0, 15, 1)
    assert (document.media_type, document.warnings) == ("pptx", ("hidden_slide_dropped",))


def test_shapes_nested_beyond_sense_are_refused() -> None:
    with pytest.raises(CorruptFile):
        _load(pptx(["<p:grpSp>" * 60 + shape("x") + "</p:grpSp>" * 60]))


# ---- DOC and PPT -------------------------------------------------------------------------------------------------

REPORT = ["I. Kết quả khám bệnh", "Khám 1.284 lượt trong quý III.", "| Huyện | Số ca |\n| Vân Khê | 451 |",
          "Nơi nhận: lưu.", "Sở Y tế Vân Khê"]  # fmt: skip


def test_an_old_word_file_is_read_without_deleted_and_hidden_text() -> None:
    document = _load((FILES / "report.doc").read_bytes())
    assert document.text.split("\n\n") == REPORT
    assert [region.kind for region in document.regions] == ["heading", "table", "furniture"]
    assert document.properties == (
        ("title", "Báo cáo quý III"), ("author", "Phòng Y"), ("created", "2013-12-23T23:15:00"),
    )  # fmt: skip
    assert document.warnings == ("numbering_lost",)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_reads_an_old_word_file_as_the_own_reader_does() -> None:
    document = _load((FILES / "report.doc").read_bytes(), LoadLimits())
    assert document.text.split("\n\n") == REPORT
    assert "numbering_lost" not in document.warnings


def test_an_old_presentation_without_libreoffice_is_refused_with_the_reason() -> None:
    with pytest.raises(ConverterAbsent) as caught:
        _load(compound({"PowerPoint Document": b"x" * 100}))
    assert caught.value.facts == {"file": "x", "format": "ppt"}


def test_a_locked_and_a_broken_word_file_are_told_apart() -> None:
    head = bytearray(b"\x00" * 0x400)
    head[0:4] = b"\xec\xa5\xc1\x00"
    with pytest.raises(CorruptFile):
        _load(compound({"WordDocument": bytes(head), "0Table": b""}))
    head[0x0B] = 0x01
    with pytest.raises(EncryptedFile):
        _load(compound({"WordDocument": bytes(head), "0Table": b""}))
