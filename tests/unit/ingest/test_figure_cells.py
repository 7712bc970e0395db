"""Figures in tables, durations of two units, words that only look like operators or units: each with its opposite."""

from __future__ import annotations

import pytest

from ingest.figures import find_figures
from vectorstore.records import Language

Short = tuple[str, str, str]


def shorts(text: str, language: Language) -> list[Short]:
    return [(format(one.value.normalize(), "f"), one.op, one.unit) for one in find_figures(text, language)]


BUDGET = (
    "| STT | Trạm y tế | Kinh phí (triệu đồng) |\n|---|---|---|\n| 1 | Trạm Tân An | 420 |\n| 2 | Trạm Tân Hòa | 85,5 |"
)
CASES = "| Đơn vị | Sốt xuất huyết (ca) | Tử vong (ca) | Khám bệnh (lượt) |\n| Tân An | 34 | 1 | 12.450 |"
CHINESE = "| 机构 | 老年人体检（人） | 2024年（万元） |\n| 甲中心 | 1200 | 126 |"
ENGLISH = "| Item | Cost (million VND) | Share |\n| Fridge | 12 | 57.5% |"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (BUDGET, "vi", [("420000000", "=", "dong"), ("85500000", "=", "dong")]),
        (CASES, "vi", [("34", "=", "case"), ("1", "=", "case:death"), ("12450", "=", "visits")]),
        (CHINESE, "zh", [("1200", "=", "person"), ("1260000", "=", "yuan")]),
        ("| Nội dung | Kết quả |\n| Khám bệnh | 420 |", "vi", [("420", "=", "item")]),
        ("| Nội dung | Kinh phí (triệu đồng) |\n| Đào tạo | 35% |", "vi", [("35", "=", "%")]),
        ("Kinh phí (triệu đồng)\nTrạm Tân An | 420", "vi", [("420", "=", "item")]),
    ],
)
def test_a_cell_takes_the_unit_of_its_column_and_nothing_else_does(
    text: str, language: Language, expected: list[Short]
) -> None:
    assert shorts(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("tạm dừng trong 4 giờ 20 phút", "vi", [("260", "=", "minute")]),
        ("kéo dài gần 2 giờ 05 phút", "vi", [("125", "<~", "minute")]),
        ("Hồi 08 giờ 35 phút, đoàn đến nơi", "vi", []),
        ("đến 23 giờ 12 phút thì khắc phục xong", "vi", []),
        ("平均出车时间为3分05秒", "zh", [("185", "=", "second")]),
        ("用时2小时30分钟", "zh", [("150", "=", "minute")]),
        ("每少1所扣2分", "zh", [("1", "=", "item"), ("2", "=", "point")]),
        ("It took 2 hours and 5 minutes.", "en", [("125", "=", "minute")]),
    ],
)
def test_a_duration_is_one_figure_and_a_time_of_the_day_is_none(
    text: str, language: Language, expected: list[Short]
) -> None:
    assert shorts(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("家庭医生签约19.6万人", "zh", [("196000", "=", "person")]),
        ("约19.6万人", "zh", [("196000", "~", "person")]),
        ("附近5家医院", "zh", [("5", "=", "hospital")]),
        ("近5家医院", "zh", [("5", "<~", "hospital")]),
        ("không bị kiểm tra quá 01 lần", "vi", [("1", "<=", "time")]),
        ("bị kiểm tra quá 01 lần", "vi", [("1", ">~", "time")]),
        ("từ 200 suất ăn trở lên", "vi", [("200", ">=", "meal")]),
        ("7 người trên 100.000 dân", "vi", [("7", "=", "per_100000")]),
        ("9,3 bác sĩ trên một vạn dân", "vi", [("9.3", "=", "per_10000")]),
        ("lấy 650 mẫu giám sát", "vi", [("650", "=", "sample")]),
        ("trồng 5 mẫu ruộng", "vi", [("5", "=", "mu")]),
        ("02 kỹ thuật viên", "vi", [("2", "=", "person:technician")]),
        ("09 kỹ thuật mới", "vi", [("9", "=", "technique")]),
        ("604 ca mắc, 1 ca tử vong", "vi", [("604", "=", "case"), ("1", "=", "case:death")]),
        ("死亡病例3例，新增病例5例", "zh", [("3", "=", "case:death"), ("5", "=", "case")]),
        ("区120指挥分中心受理6480次", "zh", [("6480", "=", "time")]),
        ("受理120次", "zh", [("120", "=", "time")]),
        ("开设家庭病床530张，同比增加近120张", "zh", [("530", "=", "bed"), ("120", "<~", "bed")]),
        ("Calls to the 12320 hotline rose to 104 calls.", "en", [("104", "=", "item")]),
    ],
)
def test_words_around_a_number_are_read_as_words(text: str, language: Language, expected: list[Short]) -> None:
    assert shorts(text, language) == expected


def test_the_number_of_a_section_is_no_figure_and_no_figure_crosses_a_line() -> None:
    text = (
        "2 Older people\nA total of 41,300 residents came.\n7 Next steps\nThe district goes on.\n2 older people fell."
    )
    assert shorts(text, "en") == [("41300", "=", "person"), ("2", "=", "person:elderly")]
    assert all("\n" not in one.surface and "\n" not in one.head for one in find_figures(text, "en"))
