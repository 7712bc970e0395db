"""What a question is understood to ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.question_analysis import analyse_question, question_language
from assistant.errors import EmptyQuestion, QuestionTooLong

ASKED = [
    ("Hội nghị tổng kết của Sở Nông nghiệp được tổ chức vào ngày nào?", [("date", "")]),
    ("Lễ ra quân diễn ra ở đâu, vào ngày nào?", [("place", ""), ("date", "")]),
    ("Ai phát biểu khai mạc và người đó giữ chức vụ gì?", [("person", ""), ("post", "")]),
    ("Bà Đinh Thị Hạ giữ chức vụ gì?", [("post", "")]),
    ("Trung tâm hiện có bao nhiêu giường bệnh?", [("count", "giường bệnh")]),
    ("Có bao nhiêu lượt người được khám trong năm?", [("count", "lượt người")]),
    ("Kinh phí xây cầu là bao nhiêu?", [("money", "")]),
    ("Số hộ nghèo giảm bao nhiêu phần trăm?", [("rate", "")]),
    ("Tại sao tỷ lệ hộ nghèo tăng?", [("reason", "")]),
    ("Bài viết về lễ hội được đăng lúc nào?", [("published", "")]),
    ("Đơn vị nào đưa tin về lễ hội?", [("author", "")]),
    ("Đơn vị nào được giao quản lý hồ chứa?", [("agency", "đơn vị")]),
    ("Tuyến đường có được mở rộng không?", [("polar", "")]),
    ("Tên của dự án là gì?", [("list", "")]),
    ("Mục tiêu năm 2030 là gì?", [("plan", ""), ("list", "")]),
    ("帮扶了多少家企业，整改了多少条隐患？", [("count", "企业"), ("count", "隐患")]),
    ("計劃投入多少資金，用於什麼？", [("money", ""), ("purpose", "")]),
    ("增长率是多少？", [("rate", "增长率")]),
    ("桥梁工程何时开工？", [("date", "")]),
    ("会议在哪里召开？", [("place", "")]),
    ("发言的领导叫什么名字？", [("person", "")]),
    ("哪些单位作了发言？", [("agency", "单位")]),
    ("对违规机构将如何处理？", [("manner", "")]),
    ("为什么工程延期？", [("reason", "")]),
    ("水库是否完成加固？", [("polar", "")]),
    ("依据哪份文件开展工作？", [("document", "")]),
    ("How many bridges were repaired?", [("count", "bridges")]),
    ("How much money was spent on the bridge?", [("money", "")]),
    ("What share of households has piped water?", [("rate", "households")]),
    ("When was the bridge opened?", [("date", "")]),
    ("Where did the opening take place?", [("place", "")]),
    ("Which deputy director opened the meeting?", [("person", "")]),
    ("Why was the work delayed?", [("reason", "")]),
    ("Was the dam repaired?", [("polar", "")]),
]


@pytest.mark.parametrize(("question", "asked"), ASKED, ids=[question for question, _ in ASKED])
def test_the_kinds_and_the_noun_counted_are_recognised(question: str, asked: list[tuple[str, str]]) -> None:
    found = analyse_question(question).asked
    assert [(item.kind, item.head) for item in found] == asked


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Có bao nhiêu giường bệnh?", "vi"),
        ("co bao nhieu giuong benh tai trung tam", "vi"),
        ("有多少张床位？", "zh"),
        ("How many beds are there in the hospital?", "en"),
        ("Báo cáo của 北江 nói gì về y tế và giáo dục?", "vi"),
    ],
)
def test_the_language_of_a_question_is_told_with_and_without_tone_marks(question: str, language: str) -> None:
    assert question_language(question) == language


def test_the_script_of_a_chinese_question_is_told() -> None:
    assert [analyse_question(text).script for text in ("会议何时召开？", "會議何時召開？")] == ["hans", "hant"]


def test_a_question_without_tone_marks_asks_for_the_same_thing() -> None:
    assert analyse_question("le hoi dien ra o dau, vao ngay nao").kinds == ("place", "date")
    assert analyse_question("trung tam hien co bao nhieu giuong benh").asked[0].head == "giuong benh"


def test_a_deputy_is_another_post_than_the_head() -> None:
    head, deputy = (analyse_question(text).posts[0] for text in ("Giám đốc là ai?", "Phó Giám đốc là ai?"))
    assert (head.title, head.deputy) == ("director", False)
    assert (deputy.title, deputy.deputy) == ("director", True)


def test_a_name_is_wanted_only_where_a_post_or_a_name_is_asked_for() -> None:
    wanted = [analyse_question(text).name_required for text in ("Giám đốc là ai?", "Ai tham dự?", "领导叫什么名字？")]
    assert wanted == [True, False, True]


def test_names_keep_their_capitals_and_posts_and_honorifics_are_no_names() -> None:
    analysis = analyse_question("Ông Đinh Văn Hạ, Giám đốc Sở Công Thương, nói gì về “Chợ an toàn” và TTQLC?")
    assert analysis.names == ("Chợ an toàn", "TTQLC", "Đinh Văn Hạ", "Sở Công Thương", "Chợ")


def test_the_words_nearest_to_the_asking_ones_are_the_focus() -> None:
    assert "thành_lập" in analyse_question("Trung tâm được thành lập năm nào?").focus
    assert "中标" in analyse_question("实验室改造项目的中标单位是哪家公司？").focus
    assert "opened" in analyse_question("When was the bridge opened?").focus


def test_words_that_only_ask_are_no_terms() -> None:
    assert analyse_question("Bao nhiêu hộ dân được cấp nước sạch?").terms == (
        "hộ",
        "dân",
        "cấp",
        "nước",
        "sạch",
        "hộ_dân",
        "cấp_nước",
        "nước_sạch",
    )


def test_a_plan_is_told_from_a_result() -> None:
    roles = [analyse_question(text).role for text in ("今年计划建多少公里？", "已建成多少公里？", "有多少公里？")]
    assert roles == ["plan", "result", None]


@pytest.mark.parametrize("text", ["", "   ", "???", "…!", "«»", "\n\t", "🙂"])
def test_a_question_without_a_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(EmptyQuestion):
        analyse_question(text)


def test_a_question_beyond_the_limit_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionTooLong) as caught:
        analyse_question("a" * 10_000)
    assert caught.value.facts == {"limit": 2_000, "found": 10_000}


@given(st.text(max_size=300))
def test_any_text_is_analysed_or_refused(text: str) -> None:
    try:
        analysis = analyse_question(text)
    except EmptyQuestion:
        return
    assert analysis.asked
    assert set(analysis.focus) <= set(analysis.terms)
    assert all(term for term in analysis.terms)
