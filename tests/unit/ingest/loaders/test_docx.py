# ruff: noqa: E501 (markup is easier to read in one piece)
from __future__ import annotations

import pytest

from ingest.documents import LoadedDocument
from ingest.errors import CorruptFile, FileTooLarge, RefusedFile, UnsupportedFormat
from ingest.loaders import LoadLimits, load_bytes
from ingest.loaders.docx_styles import chinese_number, format_number
from tests.corpus.docx_files import CONTENT_TYPES, archive, docx, para, run, table
from tests.corpus.legacy_vietnamese import to_tcvn3, to_vni

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục riêng"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Ten"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="table" w:styleId="Luoi"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single"/>'
    "</w:tblBorders></w:tblPr></w:style>"
    '<w:style w:type="character" w:styleId="An"><w:name w:val="An"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def _level(depth: int, style: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/>{extra}</w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + _level(0, "upperRoman", "%1.")
    + _level(1, "decimal", "%2.")
    + _level(2, "lowerLetter", "%3)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + _level(0, "chineseCountingThousand", "%1、")
    + _level(1, "chineseCounting", "（%2）")
    + _level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
    + _level(0, "bullet", "\uf0b7")
    + _level(1, "bullet", "+")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    "</w:num>"
)


def _item(text: str, number: int, depth: int = 0) -> str:
    return para(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def _load(data: bytes) -> LoadedDocument:
    document = load_bytes(data, "a.docx")
    assert document.media_type == "docx"
    return document


def _lines(data: bytes) -> list[str]:
    return _load(data).text.split("\n\n")


def _regions(document: LoadedDocument) -> list[tuple[str, int, str]]:
    return [(region.kind, region.level, document.text[region.start : region.end]) for region in document.regions]


def test_titles_headings_and_paragraphs_keep_their_order_and_rank() -> None:
    body = (
        para("Báo cáo năm", properties='<w:pStyle w:val="Ten"/>')
        + para("I. Kết quả", properties='<w:pStyle w:val="u1"/>')
        + para("Đoạn ", "một.")
        + para("Mục riêng", properties='<w:pStyle w:val="Muc"/>')
        + para("Tự đặt", properties='<w:outlineLvl w:val="2"/>')
        + para("")
        + para("Đoạn hai.")
    )
    document = _load(docx(body, styles=STYLES, core="<dc:title>Năm 2024</dc:title><dc:creator>Phòng Y</dc:creator>"))
    assert document.text == "Báo cáo năm\n\nI. Kết quả\n\nĐoạn một.\n\nMục riêng\n\nTự đặt\n\nĐoạn hai."
    assert _regions(document) == [
        ("title", 0, "Báo cáo năm"),
        ("heading", 1, "I. Kết quả"),
        ("heading", 2, "Mục riêng"),
        ("heading", 3, "Tự đặt"),
    ]
    assert document.properties == (("title", "Năm 2024"), ("author", "Phòng Y"))
    assert (document.encoding, document.warnings) == (None, ())


def test_numbers_that_word_computes_become_text() -> None:
    body = "".join(
        [
            _item("Kết quả", 1),
            _item("Khám", 1, 1),
            _item("Nội trú", 1, 2),
            _item("Ngoại trú", 1, 2),
            _item("Chữa", 1, 1),
            _item("Hạn chế", 1),
            _item("Nguyên nhân", 1, 1),
            _item("Năm", 4),
        ]
    )
    assert _lines(docx(body, numbering=NUMBERING)) == [
        "I. Kết quả",
        "1. Khám",
        "a) Nội trú",
        "b) Ngoại trú",
        "2. Chữa",
        "II. Hạn chế",
        "1. Nguyên nhân",
        "V. Năm",
    ]


def test_chinese_and_legal_numbers_and_bullets() -> None:
    body = (
        _item("总体要求", 2)
        + _item("目标", 2, 1)
        + _item("细则", 2, 2)
        + _item("任务", 2)
        + _item("một", 3)
        + _item("hai", 3, 1)
    )
    document = _load(docx(body, numbering=NUMBERING))
    assert document.text.split("\n\n") == ["一、总体要求", "（一）目标", "1.1.1 细则", "二、任务", "• một", "+ hai"]
    assert [(region.kind, region.level) for region in document.regions][:3] == [
        ("list_item", 1),
        ("list_item", 2),
        ("list_item", 3),
    ]


def test_number_zero_switches_a_list_off() -> None:
    assert _lines(docx(_item("không số", 0), numbering=NUMBERING)) == ["không số"]


def test_tracked_changes_are_resolved_to_the_final_text() -> None:
    body = (
        "<w:p>" + run("Khám cho ") + f"<w:del>{run('800').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins>{run('934')}</w:ins>{run(' người.')}</w:p>"
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
        + run("Nửa đầu ")
        + "</w:p>"
        + para("nửa sau.")
        + f"<w:p><w:moveFrom>{run('Chỗ cũ')}</w:moveFrom></w:p><w:p><w:moveTo>{run('Chỗ mới')}</w:moveTo></w:p>"
    )
    assert _lines(docx(body)) == ["Khám cho 934 người.", "Nửa đầu nửa sau.", "Chỗ mới"]


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there() -> None:
    rows = (
        "<w:tr><w:tc>" + para("a") + "</w:tc><w:tc>" + para("b") + "</w:tc><w:tc>" + para("c") + "</w:tc></w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + para("cũ") + "</w:tc></w:tr>"
        "<w:tr><w:trPr><w:ins/></w:trPr><w:tc>" + para("1") + "</w:tc><w:tc>" + para("2") + "</w:tc></w:tr>"
    )
    assert _lines(docx(para("Bảng") + f"<w:tbl>{rows}</w:tbl>")) == ["Bảng", "| a | b | c |\n| 1 | 2 |  |"]


def test_fields_show_their_result_and_never_their_instruction() -> None:
    body = (
        "<w:p>"
        + run("Trang ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("7")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:fldSimple w:instr="DATE">{run(" ngày 5")}</w:fldSimple><w:hyperlink r:id="x">{run(" xem")}</w:hyperlink></w:p>'
    )
    assert _lines(docx(body)) == ["Trang 7 ngày 5 xem"]


def test_special_characters_of_runs() -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:softHyphen/><w:br w:type="page"/><w:t>e chữ</w:t></w:r></w:p>'
    )
    assert _load(docx(body)).text == "a\tb\nc-d☑ e chữ"


def test_hidden_text_is_dropped_and_recorded() -> None:
    body = para(run("Thấy được"), run(" ẩn", "<w:vanish/>"), run(" ẩn kiểu", '<w:rStyle w:val="An"/>'))
    shown = para(run("Bật lại", '<w:vanish w:val="0"/>'))
    document = _load(docx(body + shown, styles=STYLES))
    assert (document.text, document.warnings) == ("Thấy được\n\nBật lại", ("hidden_text_dropped",))


def test_footnotes_follow_the_paragraph_that_refers_to_them() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        '<w:footnote w:id="-1" w:type="separator"/><w:footnote w:id="2">' + para("Theo số liệu quý.") + "</w:footnote>"
    )
    body = f"<w:p>{run('Tăng 5%')}{reference}{run('.')}</w:p>" + para("Đoạn sau.")
    assert _lines(docx(body, footnotes=notes)) == ["Tăng 5%.", "[1] Theo số liệu quý.", "Đoạn sau."]


def test_text_boxes_are_read_once_although_the_file_holds_them_twice() -> None:
    box = f"<w:txbxContent>{para('Trong khung')}</w:txbxContent>"
    drawing = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _lines(docx(f"<w:p>{run('Ngoài khung')}{drawing}</w:p>")) == ["Ngoài khung", "Trong khung"]


def test_pictures_leave_a_marked_place_with_their_description() -> None:
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="Hội nghị"/><a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing></w:r>'
    document = _load(docx(f"<w:p>{picture}</w:p>" + para("Quang cảnh hội nghị")))
    assert document.text == "![Hội nghị]()\n\nQuang cảnh hội nghị"
    assert _regions(document) == [("image", 0, "![Hội nghị]()")]


def test_running_heads_stand_at_the_end_as_furniture_once() -> None:
    document = _load(
        docx(para("Thân bài"), header1=para("SỞ Y TẾ"), header2=para("SỞ Y TẾ"), footer1=para("Trang 3/10"))
    )
    assert document.text == "Thân bài\n\nSỞ Y TẾ"
    assert _regions(document) == [("furniture", 0, "SỞ Y TẾ")]


def test_tables_stay_in_document_order_with_merged_cells_and_nested_tables() -> None:
    merged = (
        '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + para("Xã") + '</w:tc><w:tc><w:tcPr><w:gridSpan '
        'w:val="2"/></w:tcPr>' + para("Khám") + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + para("") + "</w:tc>"
        "<w:tc>" + para("Nam") + "</w:tc><w:tc>" + para("Nữ") + "</w:tc></w:tr>"
        "<w:tr><w:tc>" + para("An") + "</w:tc><w:tc>" + para("1") + table(["x", "y", "z"]) + "</w:tc><w:tc>" + para("2")
        + "</w:tc></w:tr>"
    )  # fmt: skip
    document = _load(docx(para("Trước") + f"<w:tbl>{merged}</w:tbl>" + para("Sau")))
    assert document.text.split("\n\n") == [
        "Trước",
        "| Xã | Khám |  |\n|  | Nam | Nữ |\n| An | 1 | 2 |",
        "| x | y | z |",
        "Sau",
    ]
    assert [region.kind for region in document.regions] == ["table", "table"]


def test_a_letterhead_is_read_side_by_side_but_a_small_grid_stays_a_table() -> None:
    left = para("UBND TỈNH BÌNH AN") + para("SỞ Y TẾ")
    right = para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + para("Độc lập - Tự do - Hạnh phúc")
    head = table([left, right], ["Số: 12/BC-SYT", "Bình An, ngày 05 tháng 7 năm 2024"])
    assert _lines(docx(head)) == [
        "UBND TỈNH BÌNH AN",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BC-SYT",
        "Bình An, ngày 05 tháng 7 năm 2024",
    ]
    ruled = table([left, right], properties='<w:tblStyle w:val="Luoi"/>')
    assert _lines(docx(ruled, styles=STYLES)) == [
        "| UBND TỈNH BÌNH AN SỞ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc |"
    ]
    assert _lines(docx(table(["Chỉ tiêu", "Kết quả"], ["Khám", "934"]))) == ["| Chỉ tiêu | Kết quả |\n| Khám | 934 |"]


def test_runs_in_legacy_fonts_are_converted_and_the_others_left() -> None:
    tcvn3 = to_tcvn3("Cộng hòa xã hội chủ nghĩa Việt Nam").decode("latin-1")
    vni = to_vni("độc lập tự do hạnh phúc").decode("cp1252")
    body = para(
        run(tcvn3[:9], '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'),
        run(tcvn3[9:], '<w:rFonts w:ascii=".VnTime"/>'),
        run(" – "),
        run(vni, '<w:rFonts w:ascii="VNI-Times"/>'),
        run(" nồng độ 25 µg/m³"),
    ) + para(run("b¸o c¸o", '<w:rFonts w:ascii=".VnTimeH"/>'))
    document = _load(docx(body))
    assert document.text == ("Cộng hòa xã hội chủ nghĩa Việt Nam – độc lập tự do hạnh phúc nồng độ 25 µg/m³\n\nBÁO CÁO")
    assert [value for name, value in document.properties if name == "legacy_font_encoding"] == [
        "tcvn3",
        "tcvn3-upper",
        "vni",
    ]


def test_unicode_text_in_a_legacy_font_stays_as_it_is() -> None:
    body = para(run("Nồng độ 25 µg/m³ tại Việt Nam, © 2024", '<w:rFonts w:ascii=".VnTime"/>'))
    assert _load(docx(body)).text == "Nồng độ 25 µg/m³ tại Việt Nam, © 2024"


def test_a_font_set_in_the_style_counts_as_well() -> None:
    style = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/><w:rPr>'
        '<w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>'
    )
    assert _load(docx(para("Céng hoµ x· héi"), styles=style)).text == "Cộng hoà xã hội"


def test_content_controls_and_the_strict_edition_are_read() -> None:
    body = f"<w:sdt><w:sdtContent>{para('Trong khung điều khiển')}</w:sdtContent></w:sdt>"
    assert _lines(docx(body)) == ["Trong khung điều khiển"]
    assert _lines(docx(body, strict=True)) == ["Trong khung điều khiển"]


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({"[Content_Types].xml": CONTENT_TYPES, "word/styles.xml": "<a/>"}, CorruptFile),
        ({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:document"}, CorruptFile),
        ({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<document/>"}, CorruptFile),
        ({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<a/>"}, CorruptFile),
        ({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<a/>"}, CorruptFile),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, CorruptFile),
        ({"a.txt": "xin chào"}, UnsupportedFormat),
    ],
)
def test_other_archives_and_broken_files_are_refused(members: dict[str, str], refusal: type[RefusedFile]) -> None:
    with pytest.raises(refusal):
        load_bytes(archive(members), "x")


def test_an_expansion_beyond_the_limit_is_refused_by_the_declared_size() -> None:
    body = para("chữ " * 300_000)
    with pytest.raises(FileTooLarge) as caught:
        load_bytes(docx(body), "x", limits=LoadLimits(max_expanded_bytes=500_000))
    assert (caught.value.facts["limit"], caught.value.facts["unit"]) == (500_000, "expanded bytes")


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (14, "upperRoman", "XIV"),
        (28, "lowerLetter", "bb"),
        (3, "ideographTraditional", "丙"),
        (2, "ideographZodiac", "丑"),
        (7, "decimalEnclosedCircle", "⑦"),
        (4, "decimalZero", "04"),
        (15, "decimalFullWidth", "１５"),
        (21, "chineseLegalSimplified", "贰拾壹"),
        (5, "none", ""),
        (5, "unheard-of", "5"),
    ],
)
def test_number_formats(number: int, style: str, text: str) -> None:
    assert format_number(number, style) == text


def test_chinese_numerals() -> None:
    assert [chinese_number(n) for n in (0, 9, 10, 12, 20, 21, 100, 105, 110, 999, 1001, 1010)] == [
        "零", "九", "十", "十二", "二十", "二十一", "一百", "一百零五", "一百一十", "九百九十九", "一千零一", "一千零一十",
    ]  # fmt: skip
