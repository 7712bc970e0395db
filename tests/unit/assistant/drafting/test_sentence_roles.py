"""The roles of sentences: each guard by the trap that it is there for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.sentence_roles import ROLES, SentenceRole, roles_of
from vectorstore.records import Language

Case = tuple[str, Language, str, str, set[SentenceRole]]

CASES: tuple[Case, ...] = (
    ("Đã kịp thời khắc phục những tồn tại, hạn chế trong công tác bảo vệ.", "vi", "", "", {"result"}),
    ("Tại hội nghị, các đại biểu chỉ ra những tồn tại, hạn chế của năm 2023.", "vi", "", "", {"event"}),
    ("Tình hình tại các trạm tiếp tục được giữ vững.", "vi", "", "", {"result"}),
    ("Tiếp tục giữ vững kết quả đã đạt được.", "vi", "", "", {"plan", "instruction"}),
    ("Phấn đấu đạt 95% chỉ tiêu tiêm chủng.", "vi", "", "", {"plan"}),
    ("Các trạm đã khám cho 1.250 lượt người.", "vi", "", "", {"result"}),
    ("Đồng chí chúc các y, bác sĩ luôn mạnh khỏe, tiếp tục cống hiến.", "vi", "", "", {"commendation"}),
    ("Nhân dịp này, 4 tập thể được Giám đốc tặng Giấy khen.", "vi", "", "", {"commendation"}),
    ("Hội nghị đã kết thúc tốt đẹp.", "vi", "", "", {"closing"}),
    ("Giám đốc đề nghị các khoa hoàn thành báo cáo, khắc phục hạn chế.", "vi", "", "", {"instruction"}),
    (
        "Tỷ lệ tiêm chủng chưa đạt chỉ tiêu do đường sá đi lại khó khăn.",
        "vi",
        "II. HẠN CHẾ",
        "",
        {"limitation", "cause"},
    ),
    ("Máy siêu âm đã dùng 12 năm.", "vi", "II. TỒN TẠI, HẠN CHẾ", "", {"limitation"}),
    ("Tổ chức 12 đợt tiêm chủng lưu động.", "vi", "III. NHIỆM VỤ 6 THÁNG CUỐI NĂM", "", {"plan"}),
    ("Tổ chức 12 đợt tiêm chủng lưu động.", "vi", "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Tiêm chủng", "", {"result"}),
    ("Rà soát danh sách bếp ăn.", "vi", "", "Giám đốc yêu cầu các đơn vị:", {"instruction"}),
    ("Kính thưa các vị đại biểu!", "vi", "", "", {"opening"}),
    ("Ban Chỉ đạo mô hình “Khắc phục hạn chế” đã họp 4 lần.", "vi", "", "", {"result"}),
    ("要加强重要岗位的主要力量。", "zh", "", "", {"instruction"}),
    ("主要任务已完成3项。", "zh", "", "", {"result"}),
    ("今年计划投入500万元用于实验室改造。", "zh", "", "", {"plan"}),
    ("力争年内80%以上站点达标。", "zh", "", "", {"plan"}),
    ("总结分析了存在的问题，统一了思想。", "zh", "", "", {"result"}),
    ("由于人员流动频繁，控烟工作有一定难度。", "zh", "", "", {"cause", "limitation"}),
    ("会议强调，要压实责任。", "zh", "", "", {"event", "instruction"}),
    ("开展培训12场。", "zh", "三、下一步工作打算", "", {"plan"}),
    ("二是设备老旧。", "zh", "", "存在的主要问题是：", {"limitation"}),
    ("检查单位120家，立案查处3起。", "zh", "一、主要工作及成效", "", {"result"}),
    ("同志们：", "zh", "", "", {"opening"}),
    ("The Centre trained 46 officers.", "en", "2. Results", "", {"result"}),
    ("Sampling is behind schedule because the device was out of order.", "en", "", "", {"limitation", "cause"}),
    ("Test 350 samples.", "en", "4. Priorities for July–December", "", {"plan"}),
)


@pytest.mark.parametrize(("text", "language", "heading", "before", "wanted"), CASES)
def test_a_sentence_does_what_a_reader_says(
    text: str, language: Language, heading: str, before: str, wanted: set[SentenceRole]
) -> None:
    assert roles_of(text, language, heading=heading, before=before) == wanted


def test_traditional_characters_are_read_like_simplified_ones() -> None:
    assert roles_of("由於人員流動頻繁，控煙工作有一定難度。", "zh") == {"cause", "limitation"}


def test_text_without_tone_marks_is_read_too() -> None:
    assert roles_of("Phan dau dat 95% chi tieu.", "vi") == {"plan"}


def test_the_nearest_heading_that_promises_something_decides() -> None:
    over = "III. TỒN TẠI, HẠN CHẾ\n1. Công tác dược"
    assert roles_of("Kho thuốc 02 lần hết hàng.", "vi", heading=over) == {"limitation"}


@given(st.text(max_size=120), st.sampled_from(["vi", "zh", "en"]), st.text(max_size=40), st.text(max_size=40))
def test_every_text_has_roles_and_only_known_ones(text: str, language: Language, heading: str, before: str) -> None:
    found = roles_of(text, language, heading=heading, before=before)
    assert found
    assert found <= set(ROLES)
    assert found == {"other"} or "other" not in found


@given(st.sampled_from(["khám", "tiêm", "kiểm tra", "tập huấn"]), st.integers(1, 99_999))
def test_what_is_only_striven_for_is_never_a_result(verb: str, number: int) -> None:
    roles = roles_of(f"Phấn đấu {verb} cho {number} lượt người, đạt {number % 100}% kế hoạch.", "vi")
    assert roles == {"plan"}
