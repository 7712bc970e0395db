"""Instructions carried out by rule: what goes, what comes, what stands, in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_revising import Revised, Reviser
from assistant.drafting.draft_writer import DraftWriter, draft_length
from assistant.drafting.fact_finding import find_facts
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import OutlineChoices
from assistant.drafting.revision_parts import blocks_of, find_parts
from assistant.drafting.sentence_cutting import body_words
from assistant.errors import InstructionUnclear, NothingToRevise
from tests.desk_samples import REPORT_EN, REPORT_VI, REPORT_ZH, SPEECH, SampleLibrary

LIBRARY = SampleLibrary()
WRITER = DraftWriter(LIBRARY, LIBRARY)
NO_CHOICES = OutlineChoices()


def find_places(brief: Brief, words: str) -> list[FactPlace]:
    return [place for place, _, _ in find_facts(brief, words, LIBRARY, LIBRARY)]


REVISER = Reviser(WRITER, find_places)


@cache
def drafted(request: str) -> Draft:
    return WRITER.compose(read_brief(request)).draft


def revised(request: str, instruction: str, choices: OutlineChoices = NO_CHOICES) -> Revised:
    return REVISER.revise(drafted(request), choices, instruction)


def text(draft: Draft, *parts: str) -> str:
    return "\n".join(block.text for block in draft.blocks if not parts or block.part in parts)


def size(draft: Draft, *parts: str) -> int:
    return body_words(draft, blocks_of(draft, parts))


def others(draft: Draft, *parts: str) -> list[str]:
    return [block.text for block in draft.blocks if block.part not in parts]


def check(draft: Draft) -> None:
    """Every offset stands where it says and every key has its citation."""
    keys = {one.key for one in draft.citations}
    assert sorted(keys) == list(range(1, len(keys) + 1))
    for block in draft.blocks:
        assert set(block.citations) <= keys
        for figure in block.figures:
            assert block.text[figure.start : figure.end] == figure.surface
            assert figure.citation is None or figure.citation in block.citations
        for blank in block.blanks:
            assert block.text[blank.start : blank.end] == f"[{blank.wanted}]"
        for mark in block.marks:
            assert block.text[mark.start : mark.end].strip()


# ---- which part ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_text", "instruction", "parts"),
    [
        (REPORT_VI, "rút ngắn phần II", ("limits", "causes")),
        (REPORT_VI, "rút ngắn phần thứ ba", ("plans",)),
        (REPORT_VI, "rut ngan muc 1", ("results",)),
        (REPORT_VI, "rút ngắn phần cuối", ("requests",)),
        (REPORT_VI, "viết phần hạn chế cụ thể hơn", ("limits",)),
        (REPORT_VI, "rút ngắn phần phương hướng, nhiệm vụ trọng tâm", ("plans",)),
        (REPORT_VI, "rút ngắn toàn bài", ()),
        (REPORT_VI, "rút ngắn phần VII", None),
        (REPORT_VI, "rút ngắn phần phụ lục", None),
        (SPEECH, "rút ngắn phần kết quả", ("results",)),
        (SPEECH, "rút ngắn phần 3", ("limits",)),
        (REPORT_ZH, "把第二部分写得更具体", ("limits",)),
        (REPORT_ZH, "把问题部分写得更具体", ("limits",)),
        (REPORT_ZH, "成效部分写长一些", ("effects",)),
        (REPORT_ZH, "压缩最后一部分", ("plans",)),
        (REPORT_ZH, "压缩全文", ()),
        (REPORT_ZH, "压缩第八部分", None),
        (REPORT_EN, "shorten section 2", ("limits",)),
        (REPORT_EN, "shorten the third section", ("plans",)),
        (REPORT_EN, "make the results section longer", ("results",)),
        (REPORT_EN, "shorten the whole text", ()),
        (REPORT_EN, "shorten section 9", None),
    ],
)
def test_a_part_is_named_by_number_heading_or_purpose(
    request_text: str, instruction: str, parts: tuple[str, ...] | None
) -> None:
    assert find_parts(instruction, drafted(request_text)) == parts


# ---- length ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_text", "instruction", "parts", "wanted"),
    [
        (REPORT_VI, "rút ngắn phần I còn 150 chữ", ("results",), 150),
        (REPORT_ZH, "把第一部分压缩到250字", ("effects",), 250),
        (REPORT_EN, "shorten section 1 to 60 words", ("results",), 60),
    ],
)
def test_a_part_is_shortened_to_a_length_and_nothing_else_changes(
    request_text: str, instruction: str, parts: Sequence[str], wanted: int
) -> None:
    before, after = drafted(request_text), revised(request_text, instruction).draft
    assert wanted * 0.75 <= size(after, *parts) <= wanted * 1.15
    assert others(after, *parts) == others(before, *parts)
    check(after)


@pytest.mark.parametrize(
    ("request_text", "instruction", "ratio"),
    [(SPEECH, "rút ngắn một nửa", 0.6), (REPORT_ZH, "压缩一半", 0.5), (REPORT_EN, "cut it by a third", 0.67)],
)
def test_the_whole_is_shortened_and_every_part_keeps_a_sentence(
    request_text: str, instruction: str, ratio: float
) -> None:
    before, after = drafted(request_text), revised(request_text, instruction).draft
    assert size(after) <= size(before) * (ratio + 0.1)
    assert {one.part for one in after.blocks} == {one.part for one in before.blocks}
    check(after)


def test_headings_and_items_are_counted_on_after_a_cut() -> None:
    before = drafted(SPEECH)
    after = revised(SPEECH, "bỏ ý về bệnh án điện tử").draft
    items = [one.text.split(",")[0] for one in before.blocks if one.part == "plans" and " là," in one.text]
    assert items == ["Một là", "Hai là", "Ba là", "Bốn là"]
    left = [one.text for one in after.blocks if one.part == "plans" and " là," in one.text]
    assert [one.split(",")[0] for one in left] == ["Một là", "Hai là", "Ba là"]
    chinese = revised(REPORT_ZH, "删去关于转诊的内容").draft
    plan = next(one for one in chinese.blocks if one.part == "plans" and one.kind == "paragraph")
    assert "二是推进区妇幼保健院迁建项目" in plan.text
    assert "三是" not in plan.text
    assert "转诊" not in plan.text
    check(chinese)


@pytest.mark.parametrize(
    ("request_text", "instruction", "parts"),
    [(REPORT_VI, "viết phần kết quả dài hơn", ("results",)), (SPEECH, "viết dài hơn 30%", ())],
)
def test_a_text_grows_by_facts_of_the_reports(request_text: str, instruction: str, parts: Sequence[str]) -> None:
    before, after = drafted(request_text), revised(request_text, instruction).draft
    assert size(before, *parts) * 1.15 <= size(after, *parts) <= size(before, *parts) * 1.5
    assert len(after.citations) > len(before.citations)
    new = [one for one in after.blocks if one not in before.blocks and one.text not in text(before)]
    assert new
    assert all(one.citations for one in new)
    assert all(figure.status in {"supported", "derived"} for one in after.blocks for figure in one.figures)
    check(after)


def test_a_length_for_the_whole_goes_into_the_brief() -> None:
    after = revised(REPORT_VI, "viết lại khoảng 500 chữ")
    assert abs(draft_length(after.draft) - 500) <= 75
    assert (after.brief.words, after.draft.brief.words) == (500, 500)
    assert not [one for one in after.draft.notices if one.code.startswith("length_")]


# ---- content ---------------------------------------------------------------------------------------------------


def test_more_specific_means_more_figures() -> None:
    before, after = drafted(SPEECH), revised(SPEECH, "thêm số liệu").draft

    def figures(draft: Draft) -> int:
        return sum(len(one.figures) for one in draft.blocks)

    assert figures(after) > figures(before)
    check(after)


def test_figures_of_another_year_come_with_their_period_and_stay_chosen() -> None:
    after = revised(REPORT_VI, "thêm số liệu năm 2023")
    new = [one for one in after.draft.blocks if "2023" in one.text and one.text not in text(drafted(REPORT_VI))]
    assert new
    assert "results" in {one.part for one in new} <= {"results", "limits"}
    assert all("Số liệu 6 tháng đầu năm 2023: " in one.text for one in new)
    quotes = {one.key: one for one in after.draft.citations}
    for block in new:
        assert {quotes[key].document_id for key in block.citations} == {"van-khe-bao-cao-6-thang-2023.txt"}
    assert {place.document_id for _, place in after.choices.added} == {"van-khe-bao-cao-6-thang-2023.txt"}
    again = WRITER.compose(after.brief, after.choices).draft
    assert "Số liệu 6 tháng đầu năm 2023: " in text(again, "results")
    check(after.draft)


def test_a_subject_comes_in_from_the_reports_or_is_refused() -> None:
    after = revised(REPORT_VI, "thêm ý về sốt xuất huyết")
    assert "287 ca mắc sốt xuất huyết" in text(after.draft, "results")
    assert "sốt xuất huyết" not in text(drafted(REPORT_VI))
    with pytest.raises(NothingToRevise):
        revised(REPORT_VI, "thêm ý về cầu đường nông thôn")
    with pytest.raises(NothingToRevise):
        revised(REPORT_ZH, "增加关于高速铁路建设的内容")


@pytest.mark.parametrize(
    ("request_text", "instruction", "gone", "stays"),
    [
        (REPORT_VI, "bỏ nội dung về bác sĩ", "bác sĩ", "1.021.450"),
        (REPORT_ZH, "删去关于健康档案的内容", "健康档案", "186个"),
        (REPORT_EN, "remove what is said about rabies", "rabies", "accreditation"),
    ],
)
def test_a_subject_goes_out_and_is_not_told_again(request_text: str, instruction: str, gone: str, stays: str) -> None:
    assert gone in text(drafted(request_text))
    after = revised(request_text, instruction)
    assert gone not in text(after.draft)
    assert stays in text(after.draft)
    again = WRITER.compose(after.brief, after.choices).draft
    told = {(one.document_id, one.char_start) for one in again.citations}
    assert not any((one.document_id, one.start) in told for one in after.choices.dropped)
    check(after.draft)


def test_a_whole_part_goes_with_its_heading() -> None:
    after = revised(REPORT_VI, "bỏ phần kiến nghị").draft
    assert "requests" not in {one.part for one in after.blocks}
    check(after)


SLOGANS = {
    REPORT_VI: ("Toàn ngành quyết tâm phấn đấu, chung sức đồng lòng vượt qua khó khăn.", "bớt khẩu hiệu"),
    REPORT_ZH: ("全局上下凝心聚力、砥砺前行，奋力开创工作新局面。", "少些口号"),
    REPORT_EN: ("Let us rise to the challenge and reach new heights.", "fewer slogans"),
}


@pytest.mark.parametrize("request_text", list(SLOGANS))
def test_slogans_go_and_facts_stay(request_text: str) -> None:
    slogan, instruction = SLOGANS[request_text]
    before = drafted(request_text)
    with pytest.raises(NothingToRevise):
        REVISER.revise(before, NO_CHOICES, instruction)
    plans = next(at for at, one in enumerate(before.blocks) if one.part == "plans" and one.kind == "heading")
    block = DraftBlock("paragraph", slogan, part="plans", written_by="model")
    with_slogan = replace(before, blocks=(*before.blocks[: plans + 1], block, *before.blocks[plans + 1 :]))
    assert REVISER.revise(with_slogan, NO_CHOICES, instruction).draft.blocks == before.blocks


# ---- particulars -----------------------------------------------------------------------------------------------


def test_another_addressee_changes_head_and_formulas_alone() -> None:
    before, after = drafted(REPORT_VI), revised(REPORT_VI, "gửi Bộ Y tế")
    changed = [(one.text, two.text) for one, two in zip(before.blocks, after.draft.blocks, strict=True) if one != two]
    assert [new for _, new in changed] == [
        "Kính gửi: Bộ Y tế",
        "Trên đây là báo cáo kết quả công tác y tế 6 tháng đầu năm 2024; Sở Y tế Vân Khê kính báo cáo Bộ Y tế./.",
    ]
    assert after.brief.addressee == "Bộ Y tế"


@pytest.mark.parametrize(
    ("request_text", "instruction", "shown"),
    [
        (REPORT_ZH, "主送机关改为市卫生健康委", "市卫生健康委："),
        (REPORT_EN, "address it to the Health Department", "To: the Health Department"),
    ],
)
def test_an_addressee_is_named_where_the_layout_had_none(request_text: str, instruction: str, shown: str) -> None:
    after = revised(request_text, instruction).draft
    assert [one.text for one in after.blocks if one.kind == "addressee"] == [shown]
    assert [one for one in after.blocks if one.kind != "addressee"] == list(drafted(request_text).blocks)


def test_another_speaker_is_named_under_the_title() -> None:
    after = revised(SPEECH, "đổi người phát biểu thành Phó Giám đốc Trần Minh Khôi")
    assert after.draft.blocks[2].text == "Trần Minh Khôi – Phó Giám đốc"
    assert (after.brief.speaker, after.brief.speaker_post) == ("Trần Minh Khôi", "Phó Giám đốc")


def test_a_date_is_written_as_the_layout_has_it_and_said_by_the_writer() -> None:
    after = revised(REPORT_VI, "đổi ngày thành 5/2/2024").draft
    block = next(one for one in after.blocks if one.kind == "place_date")
    assert block.text == "[địa danh], ngày 05 tháng 02 năm 2024"
    assert [(block.text[one.start : one.end], one.kind) for one in block.marks] == [
        ("ngày 05 tháng 02 năm 2024", "said")
    ]
    check(after)


# ---- what stands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "instruction",
    ["rút ngắn một nửa", "bỏ nội dung về bác sĩ", "viết dài hơn", "thêm số liệu", "gửi Bộ Y tế", "bỏ phần kết quả"],
)
def test_locked_paragraphs_and_those_written_by_hand_stand(instruction: str) -> None:
    before = drafted(REPORT_VI)
    results = [at for at, one in enumerate(before.blocks) if one.part == "results" and one.kind == "paragraph"]
    kept = results[::4]
    blocks = [
        replace(one, locked=at != kept[1], written_by="hand" if at == kept[1] else "composed") if at in kept else one
        for at, one in enumerate(before.blocks)
    ]
    after = REVISER.revise(replace(before, blocks=tuple(blocks)), NO_CHOICES, instruction).draft
    stood = [one.text for one in after.blocks]
    places = [stood.index(before.blocks[at].text) for at in kept]
    assert places == sorted(places)
    check(after)


def test_a_pinned_sentence_is_not_cut() -> None:
    draft = drafted(SPEECH)
    one = next(one for one in draft.citations if "254,7 triệu đồng" in one.quote)
    choices = OutlineChoices(pinned=frozenset({FactPlace(one.document_id, one.char_start, one.char_end)}))
    assert "254,7 triệu đồng" in text(revised(SPEECH, "rút ngắn còn 150 chữ", choices).draft)


@pytest.mark.parametrize("instruction", ["làm cho hay hơn", "rút ngắn phần VII", "", "bỏ phần phụ lục"])
def test_what_is_not_understood_is_said_and_changes_nothing(instruction: str) -> None:
    with pytest.raises(InstructionUnclear) as error:
        revised(REPORT_VI, instruction)
    assert error.value.facts == {"instruction": instruction}


def test_a_draft_of_which_nothing_is_left_has_nothing_to_revise() -> None:
    empty = replace(drafted(SPEECH), blocks=(), citations=())
    for instruction in ("rút ngắn", "thêm ý về tiêm chủng", "thêm số liệu năm 2023", "gửi UBND tỉnh"):
        with pytest.raises(NothingToRevise):
            REVISER.revise(empty, NO_CHOICES, instruction)
