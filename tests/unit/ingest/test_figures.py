"""Every rule of reading quantities, each beside what it must not take for one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.figures import Figure, find_figures
from vectorstore.records import Language, Period

Short = tuple[str, str, str]
"""Value (``low..high`` for a range), operator, unit."""


def short(figure: Figure) -> Short:
    value = format(figure.value.normalize(), "f")
    return (
        value if figure.high is None else f"{value}..{format(figure.high.normalize(), 'f')}",
        figure.op,
        figure.unit,
    )


def shorts(text: str, language: Language) -> list[Short]:
    return [short(figure) for figure in find_figures(text, language)]


VIETNAMESE: list[tuple[str, list[Short]]] = [
    ("hơn 200 lượt khám", [("200", ">~", "visits")]),
    ("trên 85% trẻ em", [("85", ">~", "%")]),
    ("gần 200 lượt", [("200", "<~", "visits")]),
    ("khoảng 50 người", [("50", "~", "person")]),
    ("ít nhất 3 bệnh viện", [("3", ">=", "hospital")]),
    ("từ 50 người trở lên", [("50", ">=", "person")]),
    ("không quá 30 phút", [("30", "<=", "minute")]),
    ("dưới 5% hộ dân", [("5", "<=", "%")]),
    ("từ 15 đến 20 người", [("15..20", "range", "person")]),
    ("15-20% số hộ", [("15..20", "range", "%")]),
    ("2-3 triệu đồng", [("2000000..3000000", "range", "dong")]),
    ("1.234 ca mắc", [("1234", "=", "case")]),
    ("1.234.567,5 đồng", [("1234567.5", "=", "dong")]),
    ("95,2% kế hoạch", [("95.2", "=", "%")]),
    ("1,2 tỷ đồng", [("1200000000", "=", "dong")]),
    ("2 tỷ 500 triệu đồng", [("2500000000", "=", "dong")]),
    ("2 triệu rưỡi đồng", [("2500000", "=", "dong")]),
    ("5 triệu nhân dân tệ", [("5000000", "=", "yuan")]),
    ("mười hai tập thể", [("12", "=", "collective")]),
    ("hai mươi mốt triệu rưỡi đồng", [("21500000", "=", "dong")]),
    ("một trăm linh năm hộ gia đình", [("105", "=", "household")]),
    ("năm tập thể được khen thưởng", [("5", "=", "collective")]),
    ("tăng 2,5 điểm phần trăm", [("2.5", "=", "percentage_point")]),
    ("gấp đôi", [("2", "=", "multiple")]),
    ("gấp 3 lần", [("3", "=", "multiple")]),
    ("5 lần kiểm tra", [("5", "=", "time")]),
    ("45,2/100.000 dân", [("45.2", "=", "per_100000")]),
    ("đạt 7/7 chỉ tiêu", [("7", "=", "task"), ("7", "=", "task")]),
    ("Tổng số giường bệnh: 350", [("350", "=", "bed")]),
    ("trên 3 lĩnh vực", [("3", "=", "task")]),
    ("450+ doanh nghiệp", [("450", ">~", "enterprise")]),
    ("5.000.000đ", [("5000000", "=", "dong")]),
    ("kinh phí 20kg vật tư", [("20", "=", "kilogram")]),
    ("hai phần ba số trạm", [("0.6666666666666666666666666667", "=", "share")]),
    ("vượt quy chuẩn 1,8 lần", [("1.8", "=", "multiple")]),
    ("giảm từ 46 xuống còn 42 ca", [("46", "=", "case"), ("42", "=", "case")]),
    ("tong cong 934 can bo", [("934", "=", "person:cadre")]),
]
CHINESE: list[tuple[str, list[Short]]] = [
    ("中小微企业450余家", [("450", ">~", "enterprise")]),
    ("隐患200多条", [("200", ">~", "hazard")]),
    ("投入500万元", [("5000000", "=", "yuan")]),
    ("30余万人次", [("300000", ">~", "visits")]),
    ("万余人", [("10000", ">~", "person")]),
    ("近200人次", [("200", "<~", "visits")]),
    ("约50名医生", [("50", "~", "person:doctor")]),
    ("60%以上", [("60", ">=", "%")]),
    ("不低于90%", [("90", ">=", "%")]),
    ("不超过30天", [("30", "<=", "day")]),
    ("20家左右医院", [("20", "~", "hospital")]),
    ("每周1—2次", [("1..2", "range", "time")]),
    ("15%至20%", [("15..20", "range", "%")]),
    ("百分之三十", [("30", "=", "%")]),
    ("两成", [("20", "=", "%")]),
    ("提高3个百分点", [("3", "=", "percentage_point")]),
    ("增长1倍", [("2", "=", "multiple")]),
    ("是去年的3倍", [("3", "=", "multiple")]),
    ("翻一番", [("2", "=", "multiple")]),
    ("两千人", [("2000", "=", "person")]),
    ("一百二十个村", [("120", "=", "village")]),
    ("3万5千元", [("35000", "=", "yuan")]),
    ("1.2万人", [("12000", "=", "person")]),
    ("１７７家村卫生室", [("177", "=", "village_clinic")]),
    ("177家村衛生室", [("177", "=", "village_clinic")]),
    ("20分鐘醫療圈", [("20", "=", "minute")]),
    ("十二名专家", [("12", "=", "person:expert")]),
    ("我校现有教学班36个", [("36", "=", "item")]),
    ("1,500多名在校生", [("1500", ">~", "person:student")]),
    ("检查单位187户次", [("187", "=", "visits")]),
    ("发病率12.5/10万", [("12.5", "=", "per_100000")]),
]
ENGLISH: list[tuple[str, list[Short]]] = [
    ("more than 450 enterprises", [("450", ">~", "enterprise")]),
    ("about 30 staff", [("30", "~", "person:staff")]),
    ("at least 3 hospitals", [("3", ">=", "hospital")]),
    ("nearly 200 home visits", [("200", "<~", "visits")]),
    ("5 million yuan", [("5000000", "=", "yuan")]),
    ("RMB 5 million", [("5000000", "=", "yuan")]),
    ("VND 2.5 billion", [("2500000000", "=", "dong")]),
    ("US$3.5 million", [("3500000", "=", "usd")]),
    ("30 per cent", [("30", "=", "%")]),
    ("5 percentage points", [("5", "=", "percentage_point")]),
    ("1,234,567 people", [("1234567", "=", "person")]),
    ("12 hospital staff", [("12", "=", "person:staff")]),
    ("between 5 and 10 cases", [("5..10", "range", "case")]),
    ("thirty-five schools", [("35", "=", "school")]),
    ("one hundred and five villages", [("105", "=", "village")]),
    ("40 beds or more", [("40", ">=", "bed")]),
    ("no more than 20 minutes", [("20", "<=", "minute")]),
    ("a 20-minute walk", [("20", "=", "minute")]),
    ("4,512 of 4,883 children", [("4512", "=", "person:child"), ("4883", "=", "person:child")]),
    ("one in five workers", [("0.2", "=", "share")]),
    ("450+ firms", [("450", ">~", "enterprise")]),
]


@pytest.mark.parametrize(("text", "expected"), VIETNAMESE, ids=[text for text, _ in VIETNAMESE])
def test_a_vietnamese_quantity_is_read_with_its_operator_and_unit(text: str, expected: list[Short]) -> None:
    assert shorts(text, "vi") == expected


@pytest.mark.parametrize(("text", "expected"), CHINESE, ids=[text for text, _ in CHINESE])
def test_a_chinese_quantity_is_read_with_its_operator_and_unit(text: str, expected: list[Short]) -> None:
    assert shorts(text, "zh") == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH, ids=[text for text, _ in ENGLISH])
def test_an_english_quantity_is_read_with_its_operator_and_unit(text: str, expected: list[Short]) -> None:
    assert shorts(text, "en") == expected


def test_a_third_is_a_share() -> None:
    (figure,) = find_figures("三分之一的企业", "zh")
    assert (figure.unit, figure.value) == ("share", Decimal(1) / Decimal(3))


NO_QUANTITY: list[tuple[Language, str]] = [
    ("vi", "6 tháng đầu năm 2024"),
    ("vi", "Ngày 12/07/2024 và ngày 29/3"),
    ("vi", "Thứ Năm, năm 2023, giai đoạn 2021-2025"),
    ("vi", "Quyết định số 816/QĐ-BYT và Nghị định 30/2020/NĐ-CP"),
    ("vi", "Điều 3, khoản 2, lần thứ 5, Bảng 4"),
    ("vi", "1. Công tác khám\n2. Kết quả\n2.1. Chi tiết\na) Mục"),
    ("vi", "Bệnh viện Quân Y 5, Bệnh viện Mắt"),
    ("vi", "bộ phận 1 cửa; phương châm 4 tại chỗ"),
    ("vi", "Trạm Y tế phường 5 tổ chức khám tại khu phố 2, quận 3"),
    ("vi", "lúc 9h30, 14 giờ 15 phút, trực 24/7"),
    ("vi", "điện thoại: 0912 345 678"),
    ("vi", "COVID-19, H5N1, PM2.5, vitamin B12"),
    ("vi", "hàng trăm người, nhiều đơn vị, một số khoa, vài chục hộ"),
    ("vi", "⟦thiếu 1015 chữ⟧"),
    ("vi", "phong trào “3 tốt, 2 không” được hưởng ứng"),
    ("zh", "三项行动，十四五，第二，一对一，片组户，“三八”节，除“四害”"),
    ("zh", "办公楼1楼大厅，三级医院，第3届"),
    ("zh", "2024年上半年，3月16日至26日，4月份"),
    ("zh", "一、加强领导\n（二）深入开展\n3、其他"),
    ("zh", "数十家、上百人、若干、多家、三五家、几十个"),
    ("zh", "⟦缺 1015 字⟧"),
    ("zh", "卫办发〔2024〕12号"),
    ("zh", "十分重视，进一步统一思想，一批项目"),
    ("zh", "《2021年第3号条例》"),
    ("en", "Section 3, Table 2, the 5th meeting, No. 12"),
    ("en", "on 12 July 2024 at 9:30"),
    ("en", "in the first half of 2024 and Q3 2023"),
    ("en", "several hospitals, dozens of cases, one of the best"),
    ("en", "COVID-19 and PM2.5"),
]


@pytest.mark.parametrize(("language", "text"), NO_QUANTITY, ids=[text[:30] for _, text in NO_QUANTITY])
def test_what_only_looks_like_a_quantity_is_none(language: Language, text: str) -> None:
    assert shorts(text, language) == []


def test_a_quoted_name_is_a_name_without_its_quotes_too() -> None:
    text = "开展“五个到位”活动。落实五个到位要求，检查5家企业。"
    assert shorts(text, "zh") == [("5", "=", "enterprise")]


def test_an_unquoted_number_of_items_is_counted() -> None:
    assert shorts("出台五项措施", "zh") == [("5", "=", "task")]


ROLES: list[tuple[Language, str, list[str]]] = [
    ("vi", "Phấn đấu năm 2025 đạt trên 95% trẻ em được tiêm chủng.", ["target"]),
    ("vi", "Đã khám cho 500 người; đạt 102,5% kế hoạch.", ["result", "result"]),
    ("vi", "Dự kiến tổ chức 3 lớp tập huấn trong quý tới.", ["plan"]),
    ("vi", "Số ca mắc tăng 15% so với cùng kỳ năm trước.", ["comparison"]),
    ("vi", "Hiện có 11 cán bộ.", ["result"]),
    ("vi", "Kế hoạch giao 1.000 liều, thực hiện được 1.150 liều.", ["target", "result"]),
    ("vi", "Dự kiến hoàn thành 100% kế hoạch.", ["plan"]),
    ("zh", "预计全年完成体检5000人，目前已完成3200人。", ["plan", "result"]),
    ("zh", "我区计划投入500万元用于设备购置。", ["plan"]),
    ("zh", "力争年内60%以上村卫生室达到规范化建设要求。", ["target"]),
    ("zh", "已帮扶企业80余家。", ["result"]),
    ("zh", "门诊量同比增长12.5%。", ["comparison"]),
    ("en", "The office plans to spend RMB 5 million.", ["plan"]),
    ("en", "The target is 95 per cent.", ["target"]),
    ("en", "We treated 300 patients.", ["result"]),
    ("en", "Cases fell by 12 per cent on the same period of 2023.", ["comparison"]),
]


@pytest.mark.parametrize(("language", "text", "roles"), ROLES, ids=[text[:30] for _, text, _ in ROLES])
def test_the_role_comes_from_the_sentence(language: Language, text: str, roles: list[str]) -> None:
    assert [figure.role for figure in find_figures(text, language)] == roles


def test_the_period_comes_from_the_sentence_and_not_from_the_one_before() -> None:
    text = "Năm 2022, đơn vị khám 200 lượt. Có 12 tập thể được khen."
    assert [figure.period for figure in find_figures(text, "vi")] == [Period.parse("2022-01-01/2022-12-31"), None]


def test_the_head_is_quoted_as_written() -> None:
    (figure,) = find_figures("đại diện 13 Khoa, Phòng của Viện", "vi")
    assert (figure.unit, figure.head, figure.unit_surface) == ("department", "Khoa, Phòng", "Khoa, Phòng")


def test_digits_near_lost_characters_are_damaged() -> None:
    (figure,) = find_figures("（云江?。?025人参加", "zh")
    assert figure.status == "damaged"


SEED_FIGURES: list[tuple[str, Language, list[Short]]] = [
    ("000", "vi", [("13", "=", "department")]),
    (
        "001",
        "vi",
        [("7", "=", "incident"), ("12", "=", "collective"), ("15", "=", "individual")],
    ),
    (
        "002",
        "vi",
        [("11", "=", "person:cadre"), ("934", "=", "person:cadre"), ("200", "<~", "visits"), ("115", "=", "visits")],
    ),
    (
        "003",
        "zh",
        [
            ("1", "=", "document"),
            ("1", "=", "time"),
            ("1", "=", "issue"),
            ("1", "=", "sheet"),
            ("1..2", "range", "time"),
            ("177", "=", "village_clinic"),
            ("60", ">=", "%"),
            ("20", "=", "minute"),
        ],
    ),
    (
        "004",
        "zh",
        [
            ("450", ">~", "enterprise"),
            ("30", "=", "%"),
            ("80", ">~", "enterprise"),
            ("200", ">~", "hazard"),
            ("1", "=", "enterprise"),
            ("5000000", "=", "yuan"),
            ("30", ">~", "person:expert"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("number", "language", "expected"), SEED_FIGURES, ids=[number for number, _, _ in SEED_FIGURES]
)
def test_the_figures_of_the_seed_documents(
    number: str, language: Language, expected: list[Short], shared_folder: Path
) -> None:
    from ingest.cleaner import clean_document
    from ingest.loaders import load_file

    (path,) = (shared_folder / "seeds").glob(f"{number}_*.txt")
    clean = clean_document(load_file(path))
    assert shorts(clean.text, language) == expected


_ALPHABET = st.text(
    alphabet=st.sampled_from(
        "0123456789.,%-–—/()[]“”《》〔〕⟦⟧: \n余多万亿元家年月日第一二三十百千半成倍nghìtriệutỷđồngăm"
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), _ALPHABET), st.sampled_from(["vi", "zh", "en"]))
def test_any_text_gives_ordered_spans_that_quote_it(text: str, language: Language) -> None:
    last = 0
    for figure in find_figures(text, language):
        assert last <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.surface
        assert figure.high is None or figure.value < figure.high
        last = figure.end


@settings(max_examples=80, deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_digits_come_back_in_each_language(number: int) -> None:
    english = f"{number:,}"
    written: dict[Language, str] = {
        "vi": f"có {english.replace(',', '.')} người",
        "zh": f"共有{english}人",
        "en": f"there were {english} people",
    }
    for language, text in written.items():
        assert [figure.value for figure in find_figures(text, language)] == [Decimal(number)]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["“1”" * 10_000, "2024年1月至" * 6_000, "?" * 20_000 + "1 người", "1,234," * 8_000])
def test_long_monotonous_text_is_read_in_linear_time(text: str) -> None:
    for language in ("vi", "zh", "en"):
        find_figures(text, language)
