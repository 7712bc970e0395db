"""Drafts composed without a model: what they hold, what they leave blank, what they never say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from assistant.answering.answer_terms import text_keys
from assistant.drafting.draft import Blank, Draft
from assistant.drafting.draft_brief import read_brief, wanted_words
from assistant.drafting.draft_check import check_draft, notice_text, render_check
from assistant.drafting.draft_phrases import blank, fill, period_words, phrase
from assistant.drafting.draft_writer import HEAD_AND_FOOT, WITHIN, DraftWriter, draft_length
from assistant.drafting.fact_recasting import lower_first, simplified
from ingest.errors import UnknownDocument
from ingest.figures import find_figures
from tests.unit.assistant.drafting.test_draft_facts import NEWS, REPORT, Samples
from vectorstore.records import Language, Period

SAMPLES = Samples()
LANGUAGES: tuple[Language, ...] = ("vi", "zh", "en")
SPEECH = (
    "Bài phát biểu bế mạc hội nghị sơ kết công tác y tế 6 tháng đầu năm 2024 cho Giám đốc Sở Y tế Vân Khê, "
    "khoảng 500 chữ"
)
HALF_YEAR = "Soạn báo cáo kết quả công tác y tế 6 tháng đầu năm 2024 của Sở Y tế Vân Khê gửi UBND tỉnh, khoảng 1000 chữ"
CHINESE = "写一份望溪区卫生健康局2024年上半年工作总结，600字左右，分成效、问题、打算三部分"
UNKNOWN = "Viết báo cáo về tình hình nuôi trồng thủy sản năm 2031 của Sở Nông nghiệp"
ALL = (SPEECH, HALF_YEAR, CHINESE, UNKNOWN)


@cache
def drafted(request: str, *sources: str) -> Draft:
    return DraftWriter(SAMPLES, SAMPLES).write(read_brief(request, sources=sources))


def words(draft: Draft) -> str:
    return "\n".join(block.text for block in draft.blocks)


def kinds(draft: Draft) -> list[str]:
    return [block.kind for block in draft.blocks]


@pytest.mark.parametrize("request_text", ALL)
def test_every_figure_of_a_draft_is_borne_out_by_its_quotation(request_text: str) -> None:
    draft = drafted(request_text)
    quotes = {one.key: one.quote for one in draft.citations}
    for block in draft.blocks:
        for figure in block.figures:
            assert figure.status in {"supported", "derived"}
            assert block.text[figure.start : figure.end] == figure.surface
            assert figure.citation in block.citations
            held = {(one.value, one.op) for one in find_figures(quotes[figure.citation or 0], draft.brief.language)}
            assert (figure.value, figure.op) in held


@pytest.mark.parametrize("request_text", ALL)
def test_blanks_stand_where_they_say_and_each_is_a_gap(request_text: str) -> None:
    draft = drafted(request_text)
    wanted = {gap.wanted for gap in draft.gaps}
    for block in draft.blocks:
        for one in block.blanks:
            assert block.text[one.start : one.end] == f"[{one.wanted}]"
            assert one.wanted in wanted


@pytest.mark.parametrize("request_text", ALL)
def test_citations_are_numbered_from_one_in_the_order_of_the_text(request_text: str) -> None:
    draft = drafted(request_text)
    used = [key for block in draft.blocks for key in block.citations]
    assert list(dict.fromkeys(used)) == [one.key for one in draft.citations]
    assert [one.key for one in draft.citations] == list(range(1, len(draft.citations) + 1))


@pytest.mark.parametrize("request_text", [SPEECH, HALF_YEAR, CHINESE])
def test_the_length_is_within_fifteen_percent_where_the_reports_hold_enough(request_text: str) -> None:
    draft = drafted(request_text)
    wanted = wanted_words(draft.brief)
    assert abs(draft_length(draft) - wanted) <= wanted * WITHIN


def test_a_length_that_must_not_be_passed_is_kept_or_named() -> None:
    draft = drafted(
        "Soạn bài phát biểu bế mạc hội nghị sơ kết 6 tháng đầu năm 2024 của Sở Y tế Vân Khê, không quá 400 chữ"
    )
    passed = draft_length(draft) > 400
    assert passed == ("length_long" in [one.code for one in draft.notices])


def test_a_closing_speech_greets_tells_asks_and_closes() -> None:
    draft = drafted(SPEECH)
    text = words(draft)
    assert draft.profile == "plain_vi"
    assert text.index("Kính thưa các vị đại biểu") < text.index("chúng ta") < text.index("Một là, ")
    assert draft.blocks[-1].kind == "closing"
    assert "tuyên bố bế mạc Hội nghị" in draft.blocks[-1].text
    assert not set(kinds(draft)) & {"motto", "number", "recipients", "signature_name"}


def test_the_guests_of_a_speech_are_a_blank_and_never_taken_from_news() -> None:
    draft = drafted(SPEECH)
    assert "họ tên, chức vụ đại biểu cấp cao nhất" in {gap.wanted for gap in draft.gaps}
    assert "Triệu Quang Niệm" not in words(draft)


def test_a_plan_never_stands_among_the_results() -> None:
    for block in drafted(HALF_YEAR).blocks:
        if block.part == "results" and block.kind != "heading":
            assert not re.search(r"(?<!\w)(?:sẽ|dự kiến|phấn đấu)(?!\w)", block.text.casefold())
    plans = " ".join(block.text for block in drafted(HALF_YEAR).blocks if block.part == "plans")
    assert "trước ngày 31/10/2024" in plans


def test_a_letterhead_has_all_its_blocks_and_nothing_is_invented_for_them() -> None:
    draft = drafted(HALF_YEAR)
    assert kinds(draft)[:8] == [
        "superior",
        "issuer",
        "motto",
        "number",
        "place_date",
        "type_name",
        "subject",
        "addressee",
    ]
    assert kinds(draft)[-3:] == ["recipients", "signature_post", "signature_name"]
    by_kind = {block.kind: block.text for block in draft.blocks}
    assert by_kind["issuer"] == "Sở Y tế Vân Khê"
    assert by_kind["addressee"] == "Kính gửi: UBND tỉnh"
    assert by_kind["number"] == "Số:       /BC-[ký hiệu cơ quan]"
    assert by_kind["place_date"] == "[địa danh], ngày … tháng … năm …"
    assert by_kind["signature_name"] == "[họ và tên người ký]"
    assert by_kind["closing"].endswith("./.")


def test_of_two_reports_that_disagree_the_more_official_one_is_told_and_both_are_shown() -> None:
    draft = drafted(HALF_YEAR)
    assert "1.021.450" in words(draft)
    assert "1.012.450" not in words(draft)
    conflicts = [dict(one.facts) for one in draft.notices if one.code == "sources_conflict"]
    assert any("1.021.450" in one["used"] and "1.012.450" in one["other"] for one in conflicts)


def test_points_become_the_headings_of_a_report_in_their_order() -> None:
    headings = [block.text for block in drafted(CHINESE).blocks if block.kind == "heading" and block.level == 1]
    assert headings == ["一、工作成效", "二、存在的问题", "三、下一步工作打算"]


def test_a_target_keeps_its_word_of_aiming() -> None:
    text = words(drafted(CHINESE))
    assert "力争年底前重点人群签约率达到78%以上" in text
    assert "四是望溪区卫生健康局" not in text


def test_what_no_report_is_about_gives_a_frame_of_blanks_and_says_so() -> None:
    draft = drafted(UNKNOWN)
    assert draft.citations == ()
    assert "nothing_found" in [one.code for one in draft.notices]
    assert {"plans", "limits", "results"} <= {gap.part for gap in draft.gaps}
    assert find_figures("\n".join(block.text for block in draft.blocks if block.kind not in HEAD_AND_FOOT), "vi") == ()


def test_figures_of_another_year_never_fill_a_report() -> None:
    text = words(drafted("Soạn báo cáo công tác y tế 6 tháng đầu năm 2022 của Sở Y tế Vân Khê"))
    assert not text_keys(text) & {"1021450", "968300"}


def test_a_news_item_tells_date_place_host_and_who_asked_for_what() -> None:
    draft = drafted("Viết tin về hội nghị sơ kết công tác y tế 6 tháng đầu năm 2024 của Sở Y tế Vân Khê", NEWS)
    body = [block for block in draft.blocks if block.kind == "paragraph"]
    assert body[0].text.startswith("Ngày 11/7/2024, tại Hội trường tầng 3")
    assert "đồng chí Triệu Quang Niệm ghi nhận" in words(draft)
    assert body[-1].text.endswith("./.")
    assert " tôi " not in words(draft)


def test_a_report_in_another_language_is_quoted_and_marked() -> None:
    draft = drafted("Viết báo cáo 6 tháng đầu năm 2024 của Sở Y tế Vân Khê bằng tiếng Trung", REPORT)
    assert "untranslated" in [one.code for one in draft.notices]
    cited = [block for block in draft.blocks if block.citations]
    assert cited
    assert all(any(one.wanted == "以下原文待译" for one in block.blanks) for block in cited)


def test_a_chosen_report_that_is_gone_is_an_error() -> None:
    with pytest.raises(UnknownDocument):
        DraftWriter(SAMPLES, SAMPLES).write(read_brief(SPEECH, sources=["gone"]))


def test_a_point_that_no_report_speaks_of_stays_a_blank_before_the_closing() -> None:
    draft = drafted(f"{SPEECH}, nhấn mạnh khai thác hải sản viễn dương")
    wanted = "nội dung về “khai thác hải sản viễn dương”: báo cáo nguồn không nêu"
    assert draft.blocks[-2].blanks == (Blank(0, len(wanted) + 2, wanted),)


def test_the_check_sheet_lists_values_blanks_conflicts_and_overlap() -> None:
    draft = drafted(HALF_YEAR)
    sheet = check_draft(draft, SAMPLES)
    assert {one.status for one in sheet.values if one.kind == "figure"} == {"supported"}
    assert "họ và tên người ký" in sheet.blanks
    assert len(sheet.conflicts) >= 1
    assert sheet.overlaps[0].document_id == REPORT
    assert 0.2 < sheet.overlaps[0].share <= 1.0
    text = render_check(sheet, draft)
    assert text.startswith("# Phiếu kiểm tra dự thảo\n")
    assert "1.012.450" in text


def test_a_text_that_copies_a_report_overlaps_it_whole() -> None:
    draft = drafted(HALF_YEAR)
    copied = SAMPLES.text(REPORT).clean.text
    whole = replace(draft, blocks=(replace(draft.blocks[8], text=copied),))
    assert check_draft(whole, SAMPLES).overlaps[0].share == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_is_worded_in_three_languages(language: Language) -> None:
    for request in ALL:
        for notice in drafted(request).notices:
            message = notice_text(notice, language)
            assert message
            assert "[" not in message.replace("[", "", sum(value.count("[") for _, value in notice.facts))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 1), date(2024, 6, 30), ("6 tháng đầu năm 2024", "2024年上半年", "the first half of 2024")),
        (date(2023, 1, 1), date(2023, 12, 31), ("năm 2023", "2023年", "2023")),
        (date(2024, 7, 1), date(2024, 9, 30), ("quý III năm 2024", "2024年第三季度", "the third quarter of 2024")),
        (
            date(2024, 2, 3),
            date(2024, 3, 4),
            ("từ 3/2/2024 đến 4/3/2024", "2024年2月3日至2024年3月4日", "3 February 2024 to 4 March 2024"),
        ),
    ],
)
def test_periods_are_named_as_reports_name_them(first: date, last: date, expected: tuple[str, str, str]) -> None:
    assert tuple(period_words(Period(first, last), language) for language in LANGUAGES) == expected


def test_a_slot_without_a_value_becomes_a_blank() -> None:
    filled = fill("{issuer} báo cáo {subject}.", {"issuer": "Sở Y tế"}, "vi", "opening")
    assert filled.text == "Sở Y tế báo cáo [trích yếu nội dung]."
    assert [(one.start, one.end, one.wanted) for one in filled.blanks] == [(16, 36, "trích yếu nội dung")]
    assert blank("limits", "zh", "limits").text == "[存在的问题：材料中没有写明]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_of_a_formula_has_a_name_for_its_blank(language: Language) -> None:
    given = {"period", "sources", "point", "year", "month", "start", "end", "missing"}
    for genre in ("report", "plan", "speech", "news", "summary"):
        for code in ("title", "opening", "lead", "closing", "closing_up", "subtitle", "basis"):
            for slot in re.findall(r"\{(\w+)\}", phrase(language, f"{genre}.{code}")):
                assert slot in given or phrase(language, f"wanted.{slot}"), (genre, code, slot)


def test_traditional_letters_and_narrow_marks_become_simplified_and_wide() -> None:
    assert simplified("力爭年內60%以上,真正落實(見附件) 1,280人") == "力争年内60%以上，真正落实（见附件）1,280人"


def test_only_words_that_are_no_names_lose_their_capital() -> None:
    assert lower_first("Hoàn thành đấu thầu thuốc", "vi") == "hoàn thành đấu thầu thuốc"
    assert lower_first("Sở Y tế chủ trì", "vi") == "Sở Y tế chủ trì"
    assert lower_first("UBND tỉnh chủ trì", "vi") == "UBND tỉnh chủ trì"


@pytest.mark.parametrize("wanted", [500, 1_000, 2_000, 4_000])
@pytest.mark.parametrize(("request_text", "source"), [(SPEECH, NEWS), (HALF_YEAR, NEWS), (SPEECH, REPORT)])
def test_formulas_for_length_alone_are_at_most_a_third_and_a_short_draft_says_so(
    request_text: str, source: str, wanted: int
) -> None:
    brief = replace(read_brief(request_text, sources=[source]), words=wanted)
    draft = DraftWriter(SAMPLES, SAMPLES).write(brief)
    bare = DraftWriter(SAMPLES, SAMPLES).write(replace(brief, most_words=wanted))
    assert (draft_length(draft) - draft_length(bare)) * 3 <= draft_length(draft)
    short = draft_length(draft) < wanted * (1 - WITHIN)
    assert ("length_short" in [one.code for one in draft.notices]) == short
