"""Requests in three languages and the brief that each is read as."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.draft_brief import LONGEST_REQUEST, profile_of, read_brief, wanted_words
from assistant.errors import EmptyRequest, GenreUnknown, RequestTooLong
from assistant.messages import message_for
from vectorstore.records import Language

GENRES = (
    ("bài phát biểu bế mạc hội nghị sơ kết 6 tháng đầu năm cho Viện trưởng, khoảng 500 chữ", "speech", "closing", "vi"),
    ("viet bai phat bieu khai mac hoi nghi so ket khoang 300 chu", "speech", "opening", "vi"),
    ("Soạn bài phát biểu chỉ đạo tại Hội nghị triển khai công tác năm 2024", "speech", "directive", "vi"),
    ("Viết lời chúc mừng của Giám đốc Sở nhân ngày Thầy thuốc", "speech", "congratulation", "vi"),
    ("Chuẩn bị tham luận về công tác dược tại hội nghị", "speech", "contribution", "vi"),
    ("Viết tin khoảng 350 chữ về Hội nghị sơ kết 6 tháng đầu năm", "news", "conference", "vi"),
    ("Viết bản tin về lễ khởi công trạm y tế", "news", "conference", "vi"),
    ("Soạn báo cáo sơ kết thực hiện mô hình năm 2023, gửi UBND thành phố", "report", "interim", "vi"),
    ("Dự thảo báo cáo tổng kết công tác năm 2023 của Trung tâm Y tế", "report", "annual", "vi"),
    ("Dựa trên báo cáo 6 tháng, soạn bài phát biểu bế mạc hội nghị", "speech", "closing", "vi"),
    ("Từ các báo cáo của Sở Y tế, viết tin về hội nghị", "news", "conference", "vi"),
    ("Lập kế hoạch công tác 6 tháng cuối năm 2024", "plan", "", "vi"),
    ("Xây dựng phương án phòng, chống sốt xuất huyết", "plan", "scheme", "vi"),
    ("Tóm tắt báo cáo 6 tháng đầu năm 2024 trong 120 từ", "summary", "", "vi"),
    ("Viết tin vắn về hội nghị", "summary", "bulletin", "vi"),
    ("根据材料写一份工作总结，缺的年份和人名不要补", "report", "work_summary", "zh"),
    ("根据市卫生局工作报告，写一份局长讲话稿", "speech", "", "zh"),
    ("起草一篇在全区工作推进会议上的讲话", "speech", "directive", "zh"),
    ("写一篇总结表彰大会的新闻稿", "news", "conference", "zh"),
    ("起草2024年下半年工作方案", "plan", "scheme", "zh"),
    ("制定职业病防治三年行动计划", "plan", "", "zh"),
    ("写一份向市政府的工作汇报", "report", "briefing", "zh"),
    ("写一份关于传染病防控情况的报告", "report", "", "zh"),
    ("编写一期简报", "summary", "bulletin", "zh"),
    ("写一条政务信息", "summary", "information", "zh"),
    ("写200字摘要", "summary", "", "zh"),
    ("起草开幕词", "speech", "opening", "zh"),
    ("Write a closing speech of about 400 words for the Director", "speech", "closing", "en"),
    ("Draft opening remarks for the half-year conference", "speech", "opening", "en"),
    ("Write a news item on the half-year review conference", "news", "conference", "en"),
    ("Prepare the half-year report of the Centre for 2024", "report", "interim", "en"),
    ("Using the annual report, write a speech for the ceremony", "speech", "", "en"),
    ("Draft a work plan for the second half of 2024", "plan", "", "en"),
    ("Write an abstract of the 2023 report", "summary", "", "en"),
)


@pytest.mark.parametrize(("request_text", "genre", "variant", "language"), GENRES)
def test_a_request_names_its_genre_variant_and_language(
    request_text: str, genre: str, variant: str, language: Language
) -> None:
    brief = read_brief(request_text)
    assert (brief.genre, brief.variant, brief.language) == (genre, variant, language)


FIELDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Viết báo cáo khoảng 500 chữ", {"words": 500, "most_words": None}),
    ("Viết báo cáo không quá 1.000 từ", {"words": 900, "most_words": 1000}),
    ("Viết báo cáo 400-600 từ", {"words": 500}),
    ("Viết báo cáo dài 2 trang", {"words": 800, "inferred": ("language", "words")}),
    ("Viết bài phát biểu trong 5 phút", {"words": 750}),
    ("写一份800字左右的工作总结", {"words": 800}),
    ("写一份1500字以内的工作总结", {"words": 1350, "most_words": 1500}),
    ("写一份两千字左右的讲话", {"words": 2000}),
    ("写一篇八百字的新闻稿", {"words": 800}),
    ("写一篇新闻稿，字数600", {"words": 600}),
    ("Write a report of about 400 words", {"words": 400}),
    ("Write a 1,200-word report", {"words": 1200}),
    ("Write a report of at most 300 words", {"words": 270, "most_words": 300}),
    ("Write a report between 300 and 500 words for the Director", {"words": 500}),
    ("Viết bài phát biểu cho Viện trưởng", {"speaker": None, "speaker_post": "Viện trưởng"}),
    ("Viết bài phát biểu cho Giám đốc Sở Y tế Vân Khê", {"speaker_post": "Giám đốc Sở Y tế Vân Khê"}),
    ("为区卫生健康局局长起草讲话", {"speaker_post": "区卫生健康局局长", "issuer": "区卫生健康局"}),
    ("Viết báo cáo gửi UBND thành phố", {"addressee": "UBND thành phố", "issuer": None}),
    ("Soạn báo cáo của Sở Y tế Vân Khê trình Bộ Y tế", {"addressee": "Bộ Y tế", "issuer": "Sở Y tế Vân Khê"}),
    ("起草一份向市政府汇报2024年上半年工作的汇报材料", {"addressee": "市政府"}),
    ("Viết tin về Hội nghị sơ kết công tác y tế, khoảng 300 chữ", {"occasion": "Hội nghị sơ kết công tác y tế"}),
    ("起草在全区职业病防治工作推进会议上的讲话", {"occasion": "全区职业病防治工作推进会议"}),
    ("Write a speech for the half-year review conference", {"occasion": "half-year review conference"}),
    ("写一份工作总结，分做法、成效、问题、打算四部分", {"points": ("做法", "成效", "问题", "打算")}),
    ("Viết bài phát biểu, nhấn mạnh tiêm chủng và nhân lực", {"points": ("tiêm chủng", "nhân lực")}),
    ("Write a report covering staff, funds and vaccines", {"points": ("staff", "funds", "vaccines")}),
    ("根据材料写一份工作总结，缺的年份和人名不要补", {"constraints": ("缺的年份和人名不要补",)}),
    ("Viết báo cáo, đúng thể thức Nghị định 30", {"constraints": ("đúng thể thức Nghị định 30",), "profile": "nd30"}),
    ("Write a report, do not name anybody", {"constraints": ("do not name anybody",)}),
    ("Viết bài phát biểu chỉ đạo bằng tiếng Trung", {"language": "zh", "inferred": ("words",)}),
    ("根据报告写一篇新闻稿，用越南语写", {"language": "vi"}),
    ("Viết tin bằng tiếng Anh về hội nghị", {"language": "en"}),
    ("Write a news item in Vietnamese", {"language": "vi"}),
    ("Viết một bài về tiêm chủng", {"genre": "report", "inferred": ("genre", "language", "words")}),
)


@pytest.mark.parametrize(("request_text", "expected"), FIELDS)
def test_a_request_gives_its_fields(request_text: str, expected: dict[str, Any]) -> None:
    brief = read_brief(request_text)
    assert {name: getattr(brief, name) for name in expected} == expected


PERIODS = (
    ("Viết báo cáo 6 tháng đầu năm 2024", "2024-01-01/2024-06-30"),
    ("Soạn báo cáo sơ kết năm 2023, phương hướng năm 2024", "2023-01-01/2023-12-31"),
    ("写2024年上半年工作总结", "2024-01-01/2024-06-30"),
    ("Write the report for the first half of 2024", "2024-01-01/2024-06-30"),
    ("Lập kế hoạch 6 tháng cuối năm 2024", "2024-07-01/2024-12-31"),
    ("Viết báo cáo", "None"),
)


@pytest.mark.parametrize(("request_text", "period"), PERIODS)
def test_the_period_reviewed_comes_before_the_one_planned(request_text: str, period: str) -> None:
    assert str(read_brief(request_text).period) == period


PROFILES = (
    ("Viết báo cáo 6 tháng", "nd30"),
    ("Lập kế hoạch công tác năm", "nd30"),
    ("Viết tin về hội nghị", "plain_vi"),
    ("写一份工作总结", "plain_zh"),
    ("写一份关于疫情防控情况的报告", "gbt9704"),
    ("Write the annual report", "plain_en"),
)


@pytest.mark.parametrize(("request_text", "profile"), PROFILES)
def test_the_layout_follows_genre_and_language(request_text: str, profile: str) -> None:
    assert profile_of(read_brief(request_text)) == profile


@pytest.mark.parametrize("request_text", ["", "   ", "?!…", "。"])
def test_an_empty_request_is_an_error(request_text: str) -> None:
    with pytest.raises(EmptyRequest):
        read_brief(request_text)


def test_a_request_of_twenty_thousand_characters_is_an_error_that_tells_both_lengths() -> None:
    with pytest.raises(RequestTooLong) as caught:
        read_brief("a" * 20_000)
    assert caught.value.facts == {"limit": LONGEST_REQUEST, "found": 20_000}
    languages: tuple[Language, ...] = ("vi", "zh", "en")
    for language in languages:
        assert "20000" in str(message_for(caught.value, language)).replace(",", "").replace(".", "")


def test_of_two_lengths_the_later_counts_and_a_notice_tells_of_both() -> None:
    brief = read_brief("Viết bài khoảng 500 chữ, không quá 300 chữ")
    assert (brief.words, brief.most_words) == (270, 300)
    assert [(notice.code, dict(notice.facts)) for notice in brief.notices] == [
        ("lengths_differ", {"first": "500 chữ", "used": "300 chữ"})
    ]


def test_a_length_and_a_limit_above_it_do_not_contradict_one_another() -> None:
    brief = read_brief("Viết bài khoảng 400 chữ, không quá 500 chữ")
    assert (brief.words, brief.most_words, brief.notices) == (400, 500, ())


def test_an_absurd_length_is_ignored_with_a_notice() -> None:
    brief = read_brief("Viết báo cáo 0 chữ")
    assert (brief.words, [notice.code for notice in brief.notices]) == (None, ["length_ignored"])


def test_a_genre_given_beside_the_request_overrules_it() -> None:
    assert read_brief("Viết tin về hội nghị", genre="report").genre == "report"
    assert read_brief("根据材料写", genre="work_summary").variant == "work_summary"


def test_an_unknown_genre_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(GenreUnknown) as caught:
        read_brief("Viết tin", genre="poem")
    assert caught.value.facts == {"genre": "poem", "allowed": "news, plan, report, speech, summary"}


def test_a_text_is_as_long_as_its_genre_usually_is_where_nothing_is_said() -> None:
    assert wanted_words(read_brief("Viết tin về hội nghị")) == 400


@given(st.text(min_size=1, max_size=300))
def test_any_text_gives_a_brief_or_a_known_error(request_text: str) -> None:
    try:
        brief = read_brief(request_text)
    except EmptyRequest:
        return
    assert brief.request == request_text
