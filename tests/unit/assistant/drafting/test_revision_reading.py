"""Instructions in free words: what is understood of them, in three languages, and what is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.drafting.revision_reading import LONGER, SHORTER, Revision, read_revision
from vectorstore.records import Language, Period

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
HALF = Period(date(2023, 1, 1), date(2023, 6, 30))


@pytest.mark.parametrize(
    ("instruction", "language", "wanted"),
    [
        ("rút ngắn phần II", "vi", Revision("shorten", ratio=SHORTER)),
        ("Rút ngắn phần II còn 200 chữ.", "vi", Revision("shorten", words=200)),
        ("rut ngan phan ii con 200 chu", "vi", Revision("shorten", words=200)),
        ("rút bớt 100 chữ phần kết quả", "vi", Revision("shorten", words=100, by=True)),
        ("rút ngắn còn một nửa", "vi", Revision("shorten", ratio=0.5)),
        ("rút ngắn 30%", "vi", Revision("shorten", ratio=0.7)),
        ("viết phần kết quả dài hơn", "vi", Revision("lengthen", ratio=LONGER)),
        ("viết lại khoảng 800 chữ", "vi", Revision("length", words=800)),
        ("viết phần phương hướng cụ thể hơn", "vi", Revision("specific")),
        ("thêm số liệu", "vi", Revision("specific")),
        ("thêm số liệu năm 2023", "vi", Revision("period", period=YEAR)),
        ("them so lieu nam 2023 ve tiem chung", "vi", Revision("period", period=YEAR, subject="tiem chung")),
        ("bổ sung kết quả 6 tháng đầu năm 2023", "vi", Revision("period", period=HALF)),
        ("bớt khẩu hiệu", "vi", Revision("slogans")),
        ("bot khau hieu di", "vi", Revision("slogans")),
        ("thêm ý về tiêm chủng mở rộng vào phần II", "vi", Revision("add", subject="tiêm chủng mở rộng")),
        ("bỏ nội dung về kinh phí", "vi", Revision("remove", subject="kinh phí")),
        ("xóa câu nói về bệnh sởi trong phần II", "vi", Revision("remove", subject="bệnh sởi")),
        ("bỏ phần kiến nghị", "vi", Revision("remove")),
        ("gửi UBND tỉnh Vân Khê", "vi", Revision("field", field="addressee", value="UBND tỉnh Vân Khê")),
        ("đổi ngày thành 5/7/2024", "vi", Revision("field", field="date", value="5/7/2024")),
        ("把第二部分压缩到200字", "zh", Revision("shorten", words=200)),
        ("压缩一半", "zh", Revision("shorten", ratio=0.5)),
        ("成效部分写长一些", "zh", Revision("lengthen", ratio=LONGER)),
        ("把问题部分写得更具体", "zh", Revision("specific")),
        ("增加数据", "zh", Revision("specific")),
        ("补充2023年的数据", "zh", Revision("period", period=YEAR)),
        ("补充2023年家庭医生签约的数据", "zh", Revision("period", period=YEAR, subject="家庭医生签约")),
        ("少些口号", "zh", Revision("slogans")),
        ("增加关于预防接种的内容", "zh", Revision("add", subject="预防接种")),
        ("删去关于经费的内容", "zh", Revision("remove", subject="经费")),
        ("删掉建议部分", "zh", Revision("remove")),
        ("主送机关改为市卫生健康委", "zh", Revision("field", field="addressee", value="市卫生健康委")),
        ("shorten section 2 to 200 words", "en", Revision("shorten", words=200)),
        ("Cut the results by a third.", "en", Revision("shorten", ratio=2 / 3)),
        ("make the results longer", "en", Revision("lengthen", ratio=LONGER)),
        ("make it 800 words", "en", Revision("length", words=800)),
        ("make the issues more specific", "en", Revision("specific")),
        ("add figures for 2023", "en", Revision("period", period=YEAR)),
        (
            "add figures for 2023 about vaccination to the results section",
            "en",
            Revision("period", period=YEAR, subject="vaccination"),
        ),
        ("fewer slogans", "en", Revision("slogans")),
        ("add a point about vaccination", "en", Revision("add", subject="vaccination")),
        ("remove what is said about the budget", "en", Revision("remove", subject="budget")),
        ("change the speaker to Director Lan", "en", Revision("field", field="speaker", value="Director Lan")),
    ],
)
def test_what_a_writer_asks_is_read_by_rule(instruction: str, language: Language, wanted: Revision) -> None:
    found = read_revision(instruction, language)
    assert found is not None
    assert found.ratio == pytest.approx(wanted.ratio)
    assert (found.kind, found.words, found.by, found.subject) == (wanted.kind, wanted.words, wanted.by, wanted.subject)
    assert (found.period, found.field, found.value) == (wanted.period, wanted.field, wanted.value)


@pytest.mark.parametrize(
    ("instruction", "language"),
    [
        ("làm cho hay hơn", "vi"),
        ("润色一下", "zh"),
        ("make it sound warmer", "en"),
        ("", "vi"),
        ("???", "zh"),
        ("sửa lại câu đầu cho trang trọng", "vi"),
    ],
)
def test_what_no_rule_is_sure_of_is_left_alone(instruction: str, language: Language) -> None:
    assert read_revision(instruction, language) is None
