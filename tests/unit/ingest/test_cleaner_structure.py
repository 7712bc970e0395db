"""Blocks: titles, headings and their depth, lists, tables, captions, joined lines, letterheads, regions of formats."""

from __future__ import annotations

import pytest

from ingest.cleaner import clean_document, clean_text
from ingest.documents import LoadedDocument, Page, Region
from tests.unit.ingest.cleaner_views import headings, kinds, lines_after_cleaning, texts

REPORT = """SỞ Y TẾ HÒA LẠC                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TRUNG TÂM KIỂM SOÁT BỆNH TẬT          Độc lập - Tự do - Hạnh phúc
Số: 45/BC-KSBT                     Hòa Lạc, ngày 05 tháng 7 năm 2024
---------------
BÁO CÁO
Kết quả công tác 6 tháng đầu năm 2024
Kính gửi: Sở Y tế Hòa Lạc
Trung tâm báo cáo như sau:
I. ĐẶC ĐIỂM TÌNH HÌNH
1. Thuận lợi
Được sự quan tâm của lãnh đạo Sở.
II. KẾT QUẢ ĐẠT ĐƯỢC
1. Công tác phòng, chống dịch
1.1. Sốt xuất huyết
Ghi nhận 125 ca, giảm 30% so với cùng kỳ.
a) Công tác giám sát
Giám sát 24/24 tại 3 huyện.
2. Công tác khám bệnh
3.5 triệu đồng đã được cấp.
12/07/2024 họp giao ban.
- Khám 1.200 lượt;
- Điều trị 300 lượt.
III. TỒN TẠI
1. Nhân lực còn thiếu.
2. Kinh phí chậm.
Nơi nhận:                          KT. GIÁM ĐỐC
- Sở Y tế;                         PHÓ GIÁM ĐỐC
- Lưu: VT.                         Đèo Thị Sim"""


def test_a_vietnamese_report_falls_into_its_parts() -> None:
    assert kinds(clean_text(REPORT)) == [
        ("paragraph", "SỞ Y TẾ HÒA LẠC"),
        ("paragraph", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("paragraph", "TRUNG TÂM KIỂM SOÁT BỆNH TẬT"),
        ("paragraph", "Độc lập - Tự do - Hạnh phúc"),
        ("paragraph", "Số: 45/BC-KSBT"),
        ("paragraph", "Hòa Lạc, ngày 05 tháng 7 năm 2024"),
        ("title", "BÁO CÁO"),
        ("title", "Kết quả công tác 6 tháng đầu năm 2024"),
        ("salutation", "Kính gửi: Sở Y tế Hòa Lạc"),
        ("paragraph", "Trung tâm báo cáo như sau:"),
        ("heading", "I. ĐẶC ĐIỂM TÌNH HÌNH"),
        ("heading", "1. Thuận lợi"),
        ("paragraph", "Được sự quan tâm của lãnh đạo Sở."),
        ("heading", "II. KẾT QUẢ ĐẠT ĐƯỢC"),
        ("heading", "1. Công tác phòng, chống dịch"),
        ("heading", "1.1. Sốt xuất huyết"),
        ("paragraph", "Ghi nhận 125 ca, giảm 30% so với cùng kỳ."),
        ("heading", "a) Công tác giám sát"),
        ("paragraph", "Giám sát 24/24 tại 3 huyện."),
        ("heading", "2. Công tác khám bệnh"),
        ("paragraph", "3.5 triệu đồng đã được cấp."),
        ("paragraph", "12/07/2024 họp giao ban."),
        ("list_item", "- Khám 1.200 lượt;"),
        ("list_item", "- Điều trị 300 lượt."),
        ("heading", "III. TỒN TẠI"),
        ("list_item", "1. Nhân lực còn thiếu."),
        ("list_item", "2. Kinh phí chậm."),
        ("paragraph", "Nơi nhận:"),
        ("paragraph", "KT. GIÁM ĐỐC"),
        ("list_item", "- Sở Y tế;"),
        ("paragraph", "PHÓ GIÁM ĐỐC"),
        ("list_item", "- Lưu: VT."),
        ("paragraph", "Đèo Thị Sim"),
    ]
    assert [level for level, _ in headings(clean_text(REPORT))] == [1, 2, 1, 2, 3, 4, 2, 1]


def test_parts_and_chapters_push_the_numbers_below_them_down() -> None:
    raw = "Báo cáo năm\nPhần thứ nhất\nKẾT QUẢ\nI. CÔNG TÁC KHÁM\nNội dung đã làm.\n1. Khám bệnh\nĐã khám đủ."
    assert headings(clean_text(raw)) == [
        (1, "Phần thứ nhất"),
        (1, "KẾT QUẢ"),
        (2, "I. CÔNG TÁC KHÁM"),
        (3, "1. Khám bệnh"),
    ]


def test_chinese_headings_have_their_depth_and_run_in_headings_stay_paragraphs() -> None:
    raw = (
        "望溪区上半年工作总结\n一、主要工作\n（一）队伍建设\n1．引进人才。上半年引进12名医生。\n2．培训\n举办"
        "培训班8期。\n（二）提升服务能力\n全区达标。\n二、存在问题\n一是人才短缺。"
    )
    clean = clean_text(raw)
    assert headings(clean) == [
        (1, "一、主要工作"),
        (2, "（一）队伍建设"),
        (3, "2．培训"),
        (2, "（二）提升服务能力"),
        (1, "二、存在问题"),
    ]
    assert ("paragraph", "1．引进人才。上半年引进12名医生。") in kinds(clean)
    assert ("list_item", "一是人才短缺。") in kinds(clean)


@pytest.mark.parametrize(
    "items",
    [("1. Bệnh viện Mắt", "2. Bệnh viện Phổi", "3. Bệnh viện Tâm thần"), ("a) Một nội dung;", "b) Hai nội dung.")],
)
def test_numbered_lines_with_nothing_between_are_a_list(items: tuple[str, ...]) -> None:
    clean = clean_text("Danh sách đơn vị\nGồm các đơn vị sau:\n" + "\n".join(items))
    assert texts(clean, "list_item") == list(items)


@pytest.mark.parametrize(
    "line",
    [
        "3.5 triệu đồng là kinh phí",
        "12.07.2024 họp",
        "1.234 lượt khám",
        "24/7 hoạt động",
        "2024. Năm",
        "3.5万元资金",
        "2024年工作",
    ],
)
def test_numbers_and_dates_at_the_start_of_a_line_are_no_markers(line: str) -> None:
    clean = clean_text("Báo cáo kết quả\nNội dung như sau.\n" + line + "\nĐã thực hiện.")
    assert ("paragraph", line) in kinds(clean)


def test_capitals_head_a_section_but_a_post_signs() -> None:
    clean = clean_text("Báo cáo năm\nMỤC ĐÍCH, YÊU CẦU\nNâng cao chất lượng.\nGIÁM ĐỐC\nĐèo Thị Sim")
    assert headings(clean) == [(1, "MỤC ĐÍCH, YÊU CẦU")]


@pytest.mark.parametrize(
    "line",
    [
        "Quang cảnh hội nghị",
        "Các đại biểu dự hội nghị",
        "Một số hình ảnh tại buổi lễ",
        "TS. Lý Thu Ba – Viện trưởng – phát biểu khai mạc",
        "Viện trưởng – trao đổi với viên chức",
        "Đồng chí Đèo Thị Sim, Giám đốc Sở trao Giấy khen cho tập thể",
        "Đại diện lãnh đạo các đơn vị ký giao ước thi đua",
        "Photo: Board members at the meeting",
    ],
)
def test_a_line_that_opens_like_a_caption_is_one(line: str) -> None:
    raw = f"Hội nghị sơ kết công tác\nHội nghị đã diễn ra tốt đẹp.\n{line}\nHội nghị kết thúc."
    assert kinds(clean_text(raw))[2] == ("caption", line)


@pytest.mark.parametrize(
    "line",
    [
        "1. Công tác khám, chữa bệnh",
        "Tập trung tháo gỡ khó khăn",
        "- Quang cảnh sạch đẹp;",
        "Các đại biểu dự hội nghị đã thảo luận sôi nổi.",
        "Đồng chí Đèo Thị Sim phát biểu:",
        "Kính thưa đồng chí Đèo Thị Sim!",
    ],
)
def test_headings_items_leads_and_sentences_are_no_captions(line: str) -> None:
    raw = f"Hội nghị sơ kết công tác\nHội nghị đã diễn ra tốt đẹp.\n{line}\nHội nghị kết thúc."
    assert texts(clean_text(raw), "caption") == []


def test_the_line_under_an_image_is_a_caption_even_with_a_full_stop_in_a_cell() -> None:
    raw = "Lễ phát động\nNội dung chính của buổi lễ.\n![]() |\nĐồng chí Sim tặng hoa. |\nBuổi lễ kết thúc."
    assert kinds(clean_text(raw))[2:] == [("caption", "Đồng chí Sim tặng hoa."), ("paragraph", "Buổi lễ kết thúc.")]
    prose = "Lễ phát động\n![](anh.jpg)\nBuổi lễ kết thúc trong không khí vui tươi."
    assert kinds(clean_text(prose))[1][0] == "paragraph"


def test_words_that_stand_for_an_image_are_kept_as_its_caption() -> None:
    raw = "Lễ phát động\nNội dung chính.\n![Toàn cảnh lễ phát động tại xã](a.jpg)\n![anh1.jpg](anh1.jpg)\nKết thúc."
    assert texts(clean_text(raw), "caption") == ["Toàn cảnh lễ phát động tại xã"]
    assert "anh1" not in clean_text(raw).text


def test_real_tables_keep_their_bars_and_are_one_block() -> None:
    raw = "Kết quả năm\n| Chỉ tiêu | Số |\n|---|---|\n| Khám | 1.200 |\n| Mổ | 30 |\nHết bảng."
    assert kinds(clean_text(raw))[1] == ("table", "| Chỉ tiêu | Số |\n| Khám | 1.200 |\n| Mổ | 30 |")
    tabs = "Kết quả năm\nChỉ tiêu\tSố\nKhám\t1.200\nHết bảng."
    assert kinds(clean_text(tabs))[1] == ("table", "Chỉ tiêu\tSố\nKhám\t1.200")


def test_markdown_marks_go_and_their_words_stay() -> None:
    raw = (
        "# Kế hoạch năm\n## I. Mục đích\n**Đơn vị**: [Trung tâm](http://example.org/a)\n* Việc một\n---\nCác "
        "*xã* và *phường."
    )
    assert clean_text(raw).text == "Kế hoạch năm\nI. Mục đích\nĐơn vị: Trung tâm\n* Việc một\nCác *xã* và *phường."


@pytest.mark.parametrize("line", ["由**同志和**同志负责", "*镇、*街道", "**镇和**村开展工作", "5 * 3 * 2 = 30"])
def test_asterisks_that_mask_or_multiply_stay(line: str) -> None:
    assert clean_text("全区工作总结\n" + line + "。").text == "全区工作总结\n" + line + "。"


def test_lines_broken_for_width_are_joined_and_paragraphs_are_not() -> None:
    raw = """Báo cáo tổng kết

Năm 2023, Trung tâm Y tế đã triển khai đồng bộ các giải pháp phòng
chống dịch bệnh, nâng cao chất lượng khám bệnh, chữa bệnh cho dân.
Tổng số lượt khám đạt 45.600 lượt, vượt 5% so với kế hoạch của tỉnh
Hòa Lạc giao từ đầu năm.

Công tác tiêm chủng mở rộng được duy trì; tỷ lệ trẻ em dưới 1 tuổi
được tiêm đầy đủ đạt 96,2%.

1. Nhân lực còn thiếu, nhất là bác sĩ chuyên khoa; một số trạm y tế
chưa có bác sĩ.
2. Trang thiết bị cũ."""
    assert lines_after_cleaning(raw) == [
        "Báo cáo tổng kết",
        "Năm 2023, Trung tâm Y tế đã triển khai đồng bộ các giải pháp phòng chống dịch bệnh, nâng cao chất lượng "
        "khám bệnh, chữa bệnh cho dân. Tổng số lượt khám đạt 45.600 lượt, vượt 5% so với kế hoạch của tỉnh Hòa Lạc "
        "giao từ đầu năm.",
        "Công tác tiêm chủng mở rộng được duy trì; tỷ lệ trẻ em dưới 1 tuổi được tiêm đầy đủ đạt 96,2%.",
        "1. Nhân lực còn thiếu, nhất là bác sĩ chuyên khoa; một số trạm y tế chưa có bác sĩ.",
        "2. Trang thiết bị cũ.",
    ]


def test_chinese_lines_broken_for_width_are_joined_without_a_space() -> None:
    raw = """望溪区上半年工作总结
　　上半年，望溪区卫生健康局在区委、区政府的坚强领导下，深
入贯彻落实上级决策部署，扎实推进各项工作，接种率达到
98%以上。
　　二、存在问题
　　一是人才不足。"""
    assert lines_after_cleaning(raw) == [
        "望溪区上半年工作总结",
        "上半年，望溪区卫生健康局在区委、区政府的坚强领导下，深入贯彻落实上级决策部署，扎实推进各项工作，"
        "接种率达到98%以上。",
        "二、存在问题",
        "一是人才不足。",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "Địa chỉ liên hệ:\nSố 12, đường Hùng Vương\nPhường 3\nThành phố An Thủy",
        "Đất nước tôi thon thả giọt nắng\nNghe dịu nỗi đau của núi\nBa lần tiễn con đi\nHai lần ngóng đợi",
        "关于工作情况的报告\n青岚县卫生健康委员会：\n现将有关情况报告如下：\n特此报告。\n青岚县卫生健康局\n2024年7"
        "月5日",
        "Kết quả đạt được trong năm của toàn ngành y tế tỉnh\nTồn tại, hạn chế trong năm của toàn ngành y tế "
        "tỉnh\nPhương hướng trong năm tới của toàn ngành y tế tỉnh\nGiải pháp trong năm tới của toàn ngành y tế "
        "tỉnh",
    ],
)
def test_addresses_verses_letters_and_lists_are_not_joined(raw: str) -> None:
    assert clean_text(raw).text == raw


def test_a_word_divided_at_the_end_of_a_line_is_put_together_only_if_the_text_knows_it() -> None:
    raw = (
        "Annual report of the district\n\nThe board opened three new clinics in rural districts and two more clin-\n"
        "ics in town, and it kept the long-\nterm plan for the wards and for the people who live there.\nIt ended."
    )
    assert "two more clinics in town, and it kept the long-term plan" in clean_text(raw).text


def test_a_collapsed_chinese_speech_gets_its_lines_back() -> None:
    raw = (
        "| 标题:在全县会议上的讲话 |\n| 在全县会议上的讲话 各位领导、同志们: 今天我们召开会议,"
        + "总结工作,部署任务," * 20
        + "我讲两点意见。 一、认清形势 上半年事故12起。 (一)抓好排查 整改3.5万处。二、落实责任 要检查 A B 两类企业。 |"
    )
    clean = clean_text(raw)
    assert [kind for kind, _ in kinds(clean)] == [
        "title",
        "salutation",
        "paragraph",
        "heading",
        "paragraph",
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]
    assert headings(clean) == [(1, "一、认清形势"), (2, "(一)抓好排查"), (1, "二、落实责任")]
    assert texts(clean, "paragraph")[-1] == "要检查 A B 两类企业。"


def test_the_regions_of_a_format_are_heeded() -> None:
    text = "Menu chính\n\nBáo cáo năm\n\nKết quả\n\nĐã khám 1.200 lượt.\n\nViệc cần làm\n\n| a | b |\n\nTrang 1"

    def region(kind: str, words: str, level: int = 0) -> Region:
        start = text.index(words)
        return Region(kind, start, start + len(words), level)  # type: ignore[arg-type]

    document = LoadedDocument(
        source="bao-cao.html",
        document_id="0" * 64,
        media_type="html",
        text=text,
        pages=(Page(1, 0, text.index("Đã khám")), Page(2, text.index("Đã khám"), len(text))),
        regions=(
            region("furniture", "Menu chính"),
            region("title", "Báo cáo năm"),
            region("heading", "Kết quả", 2),
            region("list_item", "Việc cần làm", 1),
            region("table", "| a | b |"),
        ),
    )
    clean = clean_document(document)
    assert [(block.kind, block.level, block.page, clean.text[block.start : block.end]) for block in clean.blocks] == [
        ("title", 0, 1, "Báo cáo năm"),
        ("heading", 2, 1, "Kết quả"),
        ("paragraph", 0, 2, "Đã khám 1.200 lượt."),
        ("list_item", 0, 2, "Việc cần làm"),
        ("table", 0, 2, "| a | b |"),
    ]
    assert [(item.rule, item.text) for item in clean.removals] == [
        ("format_furniture", "Menu chính"),
        ("page_number", "Trang 1"),
    ]


@pytest.mark.parametrize("raw", ["", "   \n\n\t ", "\u200b\ufeff"])
def test_a_text_of_nothing_gives_an_empty_document(raw: str) -> None:
    clean = clean_text(raw)
    assert (clean.text, clean.blocks, clean.offsets.pieces, clean.language_hint) == ("", (), (), None)


def test_the_language_of_a_document_is_hinted() -> None:
    assert clean_text(REPORT).language_hint == "vi"
    assert clean_text("望溪区上半年工作总结。").language_hint == "zh"
    assert clean_text("The board opened two clinics.").language_hint == "en"


def test_the_mark_of_a_quotation_goes_and_a_sign_of_more_than_stays() -> None:
    assert (
        clean_text("Góp ý như sau:\n\n> Hãy xem lại.\n\n> 95% đạt.\n").text
        == "Góp ý như sau:\nHãy xem lại.\n> 95% đạt."
    )
