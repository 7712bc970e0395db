"""Texts held against sources: what is borne out, what is a finding, and which."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.verification import CheckedText, check_text
from vectorstore.records import Language

VI = (
    "Trong 6 tháng đầu năm 2024, Trung tâm đã khám bệnh cho 47.960 lượt người, đạt 50,5% kế hoạch năm.",
    "Mỗi ngày Bệnh viện tiếp nhận gần 1.300 lượt người đến khám, trên 85% đăng ký qua ki-ốt tự động.",
    "Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ.",
    "Dự kiến trong quý IV/2024 khởi công nhà điều trị nội trú mới với quy mô 60 giường.",
    "Ngày 12/7/2024, Sở Y tế tổ chức hội nghị sơ kết công tác y tế tại thị xã Cửa Sóng.",
    "Đồng chí Đinh Văn Khải, Phó Giám đốc Sở Y tế, phát biểu khai mạc hội nghị.",
    "Ông Lại Văn Thức, Giám đốc Bệnh viện, trình bày báo cáo kết quả chuyển đổi số.",
    "Việc thực hiện căn cứ Kế hoạch số 18/KH-UBND của Ủy ban nhân dân tỉnh.",
    "Khoa Xét nghiệm chưa có máy xét nghiệm sinh hóa tự động.",
    "Trong năm xảy ra 7 vụ việc mất an ninh trật tự; khen thưởng 12 tập thể và 15 cá nhân.",
    "Số ca sốt xuất huyết tăng 12,5% so với cùng kỳ năm 2023.",
)
ZH = (
    "2024年上半年，全区完成门诊31.2万人次，同比增长5.1%。",
    "目前，全县已登记管理高血压患者3.2万余人，规范管理率为66.5%；糖尿病患者1.1万人，规范管理率为63.8%。",
    "下一步，计划投入500万元建设区域医疗信息平台。",
    "有4家中心没有儿科医师。",
    "区卫生健康局局长简若川主持会议。",
)
EN = (
    "Nearly 5,200 children received a supplementary measles dose in the first half of 2024.",
    "The laboratory obtained accreditation for 14 additional test parameters in May 2024.",
    "The Centre plans to buy a second gas chromatograph for VND 3.8 billion.",
)


def sources(*languages: Language) -> list[SourceSentence]:
    texts: dict[Language, tuple[str, ...]] = {"vi": VI, "zh": ZH, "en": EN}
    rows = [(text, language) for language in languages for text in texts[language]]
    return [
        SourceSentence(key, "d", 1000 * key, 1000 * key + len(text), text, language)
        for key, (text, language) in enumerate(rows, start=1)
    ]


def codes(checked: CheckedText) -> set[str]:
    return {finding.code for sentence in checked.sentences for finding in sentence.findings}


HONEST: list[tuple[Language, str]] = [
    ("vi", "Nửa đầu năm 2024, Trung tâm khám bệnh cho 47.960 lượt người, bằng 50,5% kế hoạch năm."),
    ("vi", "Trung tâm có 168 viên chức, người lao động, gồm 31 bác sĩ."),
    ("vi", "Nhà điều trị nội trú mới quy mô 60 giường dự kiến khởi công trong quý IV/2024."),
    ("vi", "Hội nghị sơ kết công tác y tế do Sở Y tế tổ chức ngày 12 tháng 7 năm 2024 tại thị xã Cửa Sóng."),
    ("vi", "Phát biểu khai mạc hội nghị là đồng chí Đinh Văn Khải, Phó Giám đốc Sở Y tế."),
    ("vi", "Có 12 tập thể và 15 cá nhân được khen thưởng, xảy ra 7 vụ việc mất an ninh trật tự."),
    ("vi", "Tổng cộng có 27 tập thể và cá nhân được khen thưởng."),
    ("zh", "全区上半年门诊量为31.2万人次，比上年同期增长5.1%。"),
    ("zh", "高血压患者规范管理率为66.5%，糖尿病患者规范管理率为63.8%。"),
    ("zh", "计划投入五百万元建设区域医疗信息平台。"),
    ("en", "In the first half of 2024 nearly 5,200 children received a measles dose."),
]


@pytest.mark.parametrize(("language", "text"), HONEST)
def test_an_honest_paraphrase_is_supported(language: Language, text: str) -> None:
    checked = check_text(text, sources(language), language)
    assert [(one.status, one.findings) for one in checked.sentences] == [("supported", ())]


WRONG: list[tuple[Language, str, str]] = [
    ("vi", "Trung tâm đã khám bệnh cho 49.760 lượt người trong 6 tháng đầu năm 2024.", "figure_changed"),
    ("vi", "Mỗi ngày Bệnh viện tiếp nhận 1.300 lượt người đến khám.", "op_changed"),
    ("vi", "Mỗi ngày Bệnh viện tiếp nhận hơn 1.300 lượt người đến khám.", "op_changed"),
    ("vi", "Trung tâm hiện có 168 bác sĩ.", "unit_changed"),
    ("vi", "Nhà điều trị nội trú mới với quy mô 60 giường đã khởi công trong quý IV/2024.", "role_changed"),
    ("vi", "Trong 6 tháng đầu năm 2023, Trung tâm đã khám bệnh cho 47.960 lượt người.", "period_changed"),
    ("vi", "Ngày 21/7/2024, Sở Y tế tổ chức hội nghị sơ kết công tác y tế.", "date_changed"),
    ("vi", "Đồng chí Lương Tố Uyên, Phó Giám đốc Sở Y tế, phát biểu khai mạc hội nghị.", "name_unsupported"),
    ("vi", "Đồng chí Lại Văn Thức phát biểu khai mạc hội nghị của Sở Y tế.", "name_unsupported"),
    ("vi", "Đồng chí Đinh Văn Khải, Giám đốc Sở Y tế, phát biểu khai mạc hội nghị.", "post_changed"),
    ("vi", "Việc thực hiện căn cứ Kế hoạch số 81/KH-UBND của Ủy ban nhân dân tỉnh.", "number_changed"),
    ("vi", "Khoa Xét nghiệm đã có máy xét nghiệm sinh hóa tự động.", "negation_changed"),
    ("vi", "Số ca sốt xuất huyết giảm 12,5% so với cùng kỳ năm 2023.", "negation_changed"),
    ("vi", "Bệnh viện đã đầu tư hệ thống máy hiện đại của nước ngoài.", "no_source"),
    ("vi", "Có 12 vụ việc mất an ninh trật tự và 7 tập thể được khen thưởng.", "figure_changed"),
    ("zh", "2024年上半年，全区完成门诊32.1万人次。", "figure_changed"),
    ("zh", "目前，全县已登记管理高血压患者3.2万人。", "op_changed"),
    ("zh", "高血压患者规范管理率为63.8%，糖尿病患者规范管理率为66.5%。", "figure_changed"),
    ("zh", "已投入500万元建设区域医疗信息平台。", "role_changed"),
    ("zh", "有4家中心配有儿科医师。", "negation_changed"),
    ("zh", "2024年上半年，全区完成门诊31.2万人次，同比下降5.1%。", "negation_changed"),
    ("zh", "区卫生健康局副局长简若川主持会议。", "post_changed"),
    ("zh", "医院引进了先进的影像设备，诊疗能力大幅提升。", "no_source"),
    ("en", "More than 5,200 children received a supplementary measles dose.", "op_changed"),
    ("en", "The laboratory obtained accreditation for 41 additional test parameters.", "figure_changed"),
    ("en", "The Centre has bought a second gas chromatograph for VND 3.8 billion.", "role_changed"),
    ("en", "The ministry praised the province for its rapid response.", "no_source"),
]


@pytest.mark.parametrize(("language", "text", "code"), WRONG)
def test_a_planted_error_is_found_and_named(language: Language, text: str, code: str) -> None:
    checked = check_text(text, sources(language), language)
    assert [one.status for one in checked.sentences] == ["unsupported"]
    assert code in codes(checked)


ACROSS: list[tuple[Language, Language, str, bool]] = [
    ("en", "vi", "The Centre has 168 staff, including 31 doctors.", True),
    ("vi", "zh", "Kế hoạch đầu tư 5 triệu nhân dân tệ xây dựng nền tảng thông tin y tế khu vực.", True),
    ("vi", "zh", "Kế hoạch đầu tư 50 triệu nhân dân tệ xây dựng nền tảng thông tin y tế khu vực.", False),
    ("zh", "en", "2024年上半年，近5200名儿童补种了麻疹疫苗。", True),
    ("zh", "en", "2024年上半年，5200名儿童补种了麻疹疫苗。", False),
]


@pytest.mark.parametrize(("written", "source", "text", "holds"), ACROSS)
def test_figures_are_compared_across_languages(written: Language, source: Language, text: str, holds: bool) -> None:
    checked = check_text(text, sources(source), written)
    assert [one.status == "supported" for one in checked.sentences] == [holds]


KEYS: list[tuple[str, tuple[int, ...], set[str]]] = [
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ [3].", (3,), set()),
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ. [3]", (3,), set()),
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ.", (3,), set()),
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ [8].", (3,), {"key_wrong"}),
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ [0].", (3,), {"key_unknown"}),
    ("Trung tâm hiện có 168 viên chức, người lao động, trong đó có 31 bác sĩ [99].", (3,), {"key_unknown"}),
]


@pytest.mark.parametrize(("text", "keys", "expected"), KEYS)
def test_keys_are_bounds_checked_and_corrected(text: str, keys: tuple[int, ...], expected: set[str]) -> None:
    checked = check_text(text, sources("vi"), "vi")
    assert [(one.status, one.citations) for one in checked.sentences] == [("supported", keys)]
    assert codes(checked) == expected


SILENT = [
    "Theo báo cáo:",
    "Dưới đây là các kết quả chính:",
    "## Kết quả",
    "Báo cáo không nêu thông tin này.",
    "根据报告：",
    "Bạn có muốn biết thêm không?",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_states_nothing_is_not_checked(text: str) -> None:
    assert check_text(text, sources("vi"), "vi").sentences == ()


def test_a_finding_says_where_it_is_and_what_the_source_says() -> None:
    text = "Theo báo cáo, mỗi ngày Bệnh viện tiếp nhận 1.300 lượt người đến khám [2]."
    (sentence,) = check_text(text, sources("vi"), "vi").sentences
    (finding,) = sentence.findings
    assert (finding.code, text[finding.start : finding.end]) == ("op_changed", "1.300 lượt người")
    assert (finding.expected, finding.citation) == ("gần 1.300 lượt người", 2)


def test_figures_carry_offsets_status_and_the_source_that_was_compared() -> None:
    text = "Trung tâm hiện có 168 viên chức, người lao động, trong đó có 13 bác sĩ [3]."
    checked = check_text(text, sources("vi"), "vi")
    assert [(text[one.start : one.end], one.status, one.citation) for one in checked.figures] == [
        ("168 viên chức, người lao động", "supported", 3),
        ("13 bác sĩ", "unsupported", 3),
    ]
    assert (checked.summary.figures, checked.summary.unsupported_figures) == (2, 1)
    assert (checked.summary.sentences, checked.summary.unsupported) == (1, 1)


def test_a_figure_near_lost_characters_proves_nothing() -> None:
    text = "Trung tâm có 34 ca mắc sốt xuất huyết."
    damaged = SourceSentence(1, "d", 0, len(text), text, "vi", damaged=((16, 18),))
    (sentence,) = check_text(text, [damaged], "vi").sentences
    assert [finding.code for finding in sentence.findings] == ["figure_unverifiable"]


def test_a_question_proves_nothing() -> None:
    checked = check_text(
        "Trung tâm có 512 giường bệnh.", sources("vi"), "vi", question="Có đúng 512 giường bệnh không?"
    )
    assert checked.summary.unsupported == 1


def test_without_sources_nothing_is_supported() -> None:
    (sentence,) = check_text("Có 287 ca mắc [1].", [], "vi").sentences
    assert (sentence.status, sentence.citations) == ("unsupported", ())
    assert {finding.code for finding in sentence.findings} == {"key_unknown", "no_source"}


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_a_copied_source_sentence_is_always_supported(language: Language) -> None:
    given_sources = sources(language)
    for source in given_sources:
        (sentence,) = check_text(source.text.replace("；", "，"), given_sources, language).sentences
        assert (sentence.status, sentence.citations[0]) == ("supported", source.key)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_any_changed_digit_of_a_copied_sentence_is_a_finding(seed: int) -> None:
    rng = random.Random(seed)
    language: Language = rng.choice(["vi", "zh", "en"])
    given_sources = [one for one in sources(language) if any(letter.isdigit() for letter in one.text)]
    source = rng.choice(given_sources)
    place = rng.choice([match.start() for match in re.finditer(r"\d", source.text)])
    other = rng.choice([digit for digit in "123456789" if digit != source.text[place]])
    changed = source.text[:place] + other + source.text[place + 1 :]
    assert check_text(f"{changed} [{source.key}]", given_sources, language).summary.unsupported == 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Có 287 ca[]【】,-0123456789.\n共例", max_size=50))
def test_keys_never_resolve_out_of_range_and_the_outcome_is_the_same_each_time(text: str) -> None:
    given_sources = SourceClaims.of(sources("vi"))
    checked = check_text(text, given_sources, "vi")
    assert check_text(text, given_sources, "vi") == checked
    known = given_sources.keys
    for sentence in checked.sentences:
        assert set(sentence.citations) <= known
        assert 0 <= sentence.start < sentence.end <= len(text)
        for finding in sentence.findings:
            assert sentence.start <= finding.start <= finding.end <= sentence.end
