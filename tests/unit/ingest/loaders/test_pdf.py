from __future__ import annotations

import pytest

from ingest.documents import LoadedDocument, Page
from ingest.errors import CorruptFile, FileTooLarge, NoTextLayer
from ingest.loaders import LoadLimits, load_bytes
from ingest.loaders.pdf_layout import join_lines
from tests.corpus.pdf_files import (
    Words,
    cyclic_page_tree,
    page_content,
    page_of_image,
    paragraph,
    pdf_of_contents,
    pdf_of_pages,
)

FULL = "Sở Y tế tỉnh Bình An tổ chức hội nghị sơ kết công tác sáu tháng đầu"
"""A line that fills the column of the pages below."""


def _load(data: bytes) -> LoadedDocument:
    document = load_bytes(data, "a.pdf")
    assert document.media_type == "pdf"
    return document


def _blocks(data: bytes) -> list[str]:
    return _load(data).text.split("\n\n")


def test_lines_of_a_paragraph_are_joined_and_vietnamese_marks_kept() -> None:
    data = pdf_of_pages([paragraph([FULL, "năm và triển khai nhiệm vụ cuối năm với 934 đại biểu.", FULL, "năm 2024."])])
    assert _blocks(data) == [
        f"{FULL} năm và triển khai nhiệm vụ cuối năm với 934 đại biểu.",
        f"{FULL} năm 2024.",
    ]


def test_chinese_lines_are_joined_without_spaces_also_beside_figures() -> None:
    line = "全区共有职业病患者五千人，随访率达到计划要求，重点行业监测覆盖率为百分之"
    data = pdf_of_pages([paragraph([line, "96，较上年提高。"])])
    assert _blocks(data) == [f"{line}96，较上年提高。"]


def test_an_indented_or_spaced_line_begins_a_paragraph() -> None:
    words = [Words(72, 700, FULL), Words(95, 684, FULL), Words(72, 668, FULL), Words(72, 630, FULL)]
    assert _blocks(pdf_of_pages([words])) == [FULL, f"{FULL} {FULL}", FULL]


def test_numbered_and_dashed_lines_begin_blocks_of_their_own() -> None:
    lines = [FULL, "1. Công tác khám bệnh", "- Tiêm chủng", "a) Dự phòng", "II. Hạn chế", "Điều 2 quy định"]
    assert _blocks(pdf_of_pages([paragraph(lines)])) == lines


def test_pages_cover_the_text_and_a_paragraph_runs_over_the_break() -> None:
    first = [*paragraph(["1. Mở đầu"]), *paragraph([FULL, FULL], top=120)]
    document = _load(pdf_of_pages([first, paragraph(["năm 2024 tại tỉnh.", "2. Kết quả"])]))
    assert document.text == f"1. Mở đầu\n\n{FULL} {FULL} năm 2024 tại tỉnh.\n\n2. Kết quả"
    start = document.text.index("năm 2024")
    assert document.pages == (Page(1, 0, start), Page(2, start, len(document.text)))


def test_an_empty_page_keeps_its_number_and_is_recorded() -> None:
    document = _load(pdf_of_pages([paragraph(["Trang đầu tiên."]), [], paragraph(["Trang cuối cùng."])]))
    assert document.text == "Trang đầu tiên.\n\nTrang cuối cùng."
    assert document.pages == (Page(1, 0, 17), Page(2, 17, 17), Page(3, 17, 33))
    assert document.warnings == ("page_without_text",)


def test_running_heads_and_page_numbers_are_dropped_and_recorded() -> None:
    def page(number: int, text: str) -> list[Words]:
        head = Words(72, 810, "Sở Y tế Bình An – Báo cáo quý", 9)
        return [head, *paragraph([f"{number}. {text}", "Đã họp."]), Words(290, 30, f"- {number} -", 9)]

    document = _load(pdf_of_pages([page(1, "Khám bệnh"), page(2, "Dự phòng"), page(3, "Dân số")]))
    assert document.text.split("\n\n") == ["1. Khám bệnh", "Đã họp.", "2. Dự phòng", "Đã họp.", "3. Dân số", "Đã họp."]
    assert document.properties == (("running_line", "Sở Y tế Bình An – Báo cáo quý"),)


def test_a_line_repeated_inside_the_page_is_no_running_head() -> None:
    pages = [
        paragraph([f"Mục {number}", "Không có.", "Khám bệnh.", "Chữa bệnh.", "Hết."], top=700 - 40 * number)
        for number in range(3)
    ]
    assert _load(pdf_of_pages(pages)).text.count("Khám bệnh.") == 3


def test_two_columns_are_read_one_after_the_other_even_if_drawn_row_by_row() -> None:
    words = [Words(72, 780, "Tiêu đề chạy suốt cả hai cột của trang báo cáo công tác y tế năm nay")]
    for row in range(12):
        words.append(Words(72, 740 - row * 15, f"trái {row} có đủ nội dung cho một cột", 10))
        words.append(Words(320, 740 - row * 15, f"phải {row} có đủ nội dung cho một cột", 10))
    text = _load(pdf_of_pages([words])).text
    places = [text.index(f"{side} {row} ") for side in ("trái", "phải") for row in range(12)]
    assert places == sorted(places)
    assert text.startswith("Tiêu đề chạy suốt")


def test_a_letterhead_of_two_sides_is_read_side_by_side() -> None:
    words = [
        Words(72, 780, "UBND TỈNH BÌNH AN"),
        Words(300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        Words(90, 764, "SỞ Y TẾ"),
        Words(330, 764, "Độc lập - Tự do - Hạnh phúc"),
        *paragraph([FULL, FULL], top=700),
    ]
    assert _blocks(pdf_of_pages([words])) == [
        "UBND TỈNH BÌNH AN",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"{FULL} {FULL}",
    ]


def test_a_signature_block_keeps_its_sides_apart_although_their_lines_differ() -> None:
    words = [
        *paragraph([FULL, FULL], top=760),
        Words(72, 700, "Nơi nhận:"),
        Words(340, 700, "KT. GIÁM ĐỐC"),
        Words(72, 686, "- Như trên;"),
        Words(340, 680, "PHÓ GIÁM ĐỐC"),
        Words(72, 672, "- Lưu: VT."),
        Words(340, 620, "Quách Đình Thuật"),
        Words(72, 620, "Ghi chú: không"),
    ]
    assert _blocks(pdf_of_pages([words]))[1:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "Ghi chú: không",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Quách Đình Thuật",
    ]


def _ruled_page() -> bytes:
    xs, ys = [72, 180, 260, 340], [700, 680, 640, 620]
    rules = [(72.0, float(y), 340.0, float(y)) for y in ys] + [(float(x), 620.0, float(x), 700.0) for x in xs]
    words = [
        *paragraph(["Bảng số liệu:"], top=730),
        Words(76, 686, "Chỉ tiêu"), Words(184, 686, "Năm 2023"), Words(264, 686, "Năm 2024"),
        Words(76, 666, "Khám bệnh"), Words(76, 650, "ngoại trú"), Words(184, 658, "1.203"), Words(264, 658, "1.317"),
        Words(76, 626, "Nội trú"), Words(184, 626, "310"),
        *paragraph(["Nguồn: Phòng Nghiệp vụ."], top=590),
    ]  # fmt: skip
    return pdf_of_contents([page_content(words, rules)])


def test_a_ruled_table_becomes_rows_with_wrapped_and_empty_cells_in_place() -> None:
    document = _load(_ruled_page())
    table = "| Chỉ tiêu | Năm 2023 | Năm 2024 |\n| Khám bệnh ngoại trú | 1.203 | 1.317 |\n| Nội trú | 310 |  |"
    assert document.text == f"Bảng số liệu:\n\n{table}\n\nNguồn: Phòng Nghiệp vụ."
    assert [(region.kind, document.text[region.start : region.end]) for region in document.regions] == [
        ("table", table)
    ]


def test_rows_of_figures_without_lines_become_a_table_too() -> None:
    words = [*paragraph([FULL], top=760)]
    for row, (name, figure) in enumerate([("Khám bệnh", "1.317"), ("Nội trú", "310"), ("Ngoại trú", "87,2%")]):
        words += [Words(72, 720 - row * 16, name), Words(400, 720 - row * 16, figure)]
    assert _blocks(pdf_of_pages([words]))[1] == "| Khám bệnh | 1.317 |\n| Nội trú | 310 |\n| Ngoại trú | 87,2% |"


def test_larger_and_bold_lines_are_headings() -> None:
    words = [
        Words(180, 780, "BÁO CÁO NĂM", 18),
        Words(72, 740, "I. Kết quả", 11, bold=True),
        *paragraph([FULL, FULL, FULL], top=720),
    ]
    document = _load(pdf_of_pages([words]))
    assert [(r.kind, r.level, document.text[r.start : r.end]) for r in document.regions] == [
        ("heading", 1, "BÁO CÁO NĂM"),
        ("heading", 2, "I. Kết quả"),
    ]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["The rate of immuni-", "sation rose"], "The rate of immunisation rose"),
        (["giai đoạn 2020-", "2025 của tỉnh"], "giai đoạn 2020-2025 của tỉnh"),
        (["công tác văn hóa -", "xã hội được"], "công tác văn hóa - xã hội được"),
        (["phòng chống Covid-", "mới tại Việt Nam"], "phòng chống Covid-mới tại Việt Nam"),
        (["完成率为", "85%以上"], "完成率为85%以上"),
        (["the year 2024", "was"], "the year 2024 was"),
    ],
)
def test_lines_are_joined_as_they_were_before_the_break(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_text_in_a_legacy_font_is_converted() -> None:
    document = _load(pdf_of_pages([paragraph(["Céng hoµ x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc"])]))
    assert document.text == "Cộng hoà xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc"
    assert document.encoding == "tcvn3"


def test_title_and_author_come_from_the_file() -> None:
    title = b"<" + ("\ufeff" + "Báo cáo").encode("utf-16-be").hex().encode() + b">"
    document = _load(pdf_of_pages([paragraph(["Nội dung."])], information=b"/Title " + title + b" /Author (Phong Y)"))
    assert document.properties == (("title", "Báo cáo"), ("author", "Phong Y"))


def test_refusals_name_what_is_wrong() -> None:
    with pytest.raises(NoTextLayer) as no_text:
        load_bytes(page_of_image(), "scan.pdf")
    assert no_text.value.facts == {"file": "scan.pdf", "pages": 1}
    whole = pdf_of_pages([paragraph([FULL])] * 5)
    for cut in (len(whole) // 2, len(whole) - 20):
        with pytest.raises(CorruptFile):
            load_bytes(whole[:cut], "cut.pdf")
    with pytest.raises(CorruptFile):
        load_bytes(cyclic_page_tree(), "cycle.pdf")
    with pytest.raises(FileTooLarge) as too_long:
        load_bytes(whole, "long.pdf", limits=LoadLimits(max_pages=4))
    assert too_long.value.facts == {"file": "long.pdf", "limit": 4, "found": 5, "unit": "pages"}
