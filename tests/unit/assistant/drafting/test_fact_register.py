"""A fact keeps what it states and loses what belongs to the genre of its source."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_extras import extras_of, say_extra
from assistant.drafting.draft_frame import known_values
from assistant.drafting.draft_outline import PARTS
from assistant.drafting.fact_recasting import recast
from assistant.drafting.fact_register import hangs_on_another, impersonal, points_back
from assistant.drafting.fact_values import Fact
from assistant.drafting.sentence_roles import SentenceRole
from vectorstore.records import Language

REPORT = "Viết báo cáo tổng kết công tác dân số năm 2023"
NAMELESS = "Viết báo cáo tổng kết công tác dân số năm 2023, không nêu tên cá nhân"


def fact(text: str, language: Language = "vi", *roles: SentenceRole) -> Fact:
    return Fact(text, "d", 0, len(text), frozenset(roles or ("result",)), (), None, None, "", 1.0, language)


@pytest.mark.parametrize(
    ("request_text", "source", "told"),
    [
        (REPORT, fact("Tuy nhiên, tỷ lệ sinh còn cao."), "Tỷ lệ sinh còn cao."),
        (REPORT, fact("Báo cáo tại hội nghị cho thấy, toàn tỉnh có 12 trạm."), "Toàn tỉnh có 12 trạm."),
        (
            REPORT,
            fact(
                "Phát biểu chỉ đạo, đồng chí Mạc Thế Lữ đánh giá cao nỗ lực; yêu cầu Chi cục giảm tỷ lệ xuống 9%.",
                "vi", "event", "instruction",
            ),
            "Chi cục giảm tỷ lệ xuống 9%.",
        ),
        (REPORT, fact("Tôi tin rằng chúng ta sẽ thắng, phấn đấu giảm 30% số ca."), "Phấn đấu giảm 30% số ca."),
        (REPORT, fact("Chúng ta phải cố gắng hơn nữa trong công tác này."), None),
        (NAMELESS, fact("Đoàn do đồng chí Mạc Thế Lữ, Phó Giám đốc Sở Y tế dẫn đầu kiểm tra 9 huyện."),
         "Đoàn do đồng chí Phó Giám đốc Sở Y tế dẫn đầu kiểm tra 9 huyện."),
        (NAMELESS, fact("Đồng chí Mạc Thế Lữ kiểm tra 9 huyện."), None),
        ("写一份2024年工作总结", fact("会议通报，全区新增站点6个。", "zh"), "全区新增站点6个。"),
        ("写一份2024年工作总结", fact("今年以来，我们建成机构21家。", "zh"), "今年以来，建成机构21家。"),
        ("写一份在全区大会上的讲话", fact("我局检查单位5家。", "zh"), "我们检查单位5家。"),
    ],
)  # fmt: skip
def test_the_frame_goes_and_the_statement_stays(request_text: str, source: Fact, told: str | None) -> None:
    made = recast(source, read_brief(request_text))
    assert (made.text if made else None) == told


def test_news_keeps_the_words_of_the_meeting() -> None:
    made = recast(fact("会议强调，要加快补齐短板。", "zh", "event"), read_brief("写一则会议新闻"))
    assert made is not None
    assert made.text == "会议强调，要加快补齐短板。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Trong đó có 1.120 người hiến máu lần đầu.", "vi"),
        ("其中红色重点管理对象1.2万人。", "zh"),
        ("Of these, 12 were new.", "en"),
    ],
)
def test_a_sentence_that_points_back_is_known(text: str, language: Language) -> None:
    assert points_back(text, language)
    assert hangs_on_another(text, language)


def test_a_sentence_that_only_announces_shortcomings_says_nothing() -> None:
    assert hangs_on_another("Chúng ta cũng phải nhìn thẳng vào hạn chế.", "vi")
    assert not hangs_on_another("Tỷ lệ sinh con thứ ba còn 17,4%.", "vi")


def test_a_clause_of_a_speaker_is_cut_only_where_a_figure_is_left() -> None:
    assert impersonal("Tôi đề nghị các đồng chí kiểm tra 9 huyện.", "vi") == "kiểm tra 9 huyện."
    assert impersonal("Chúng ta sẽ làm tốt, mọi việc đều thuận lợi.", "vi") is None


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_sentences_that_fill_a_length_state_no_figure_and_belong_to_a_part(language: Language) -> None:
    seen = 0
    for genre in PARTS:
        for variant in ("", "opening", "contribution", "congratulation"):
            brief = replace(read_brief("Viết báo cáo"), genre=genre, language=language, variant=variant)
            codes = {part.code for part in PARTS[genre]}
            for extra in extras_of(brief):
                said = say_extra(extra, known_values(brief, ()).values, language)
                seen += 1
                assert extra.part in codes
                assert not re.search(r"\d", said.text)
                assert "{" not in said.text
                assert all(blank.wanted not in {"comparison", "owners", "solutions"} for blank in said.blanks)
    assert seen > 20
