"""Who attends: read from the request, greeted highest rank first."""

from __future__ import annotations

import pytest

from assistant.drafting.brief_guests import find_guests
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_writer import DraftWriter
from tests.unit.assistant.drafting.test_draft_writer import SAMPLES
from vectorstore.records import Language


@pytest.mark.parametrize(
    ("request_text", "language", "guests"),
    [
        (
            "Bài phát biểu, có đồng chí Phó Chủ tịch UBND tỉnh và lãnh đạo Bộ Y tế dự, khoảng 400 chữ",
            "vi",
            ("lãnh đạo Bộ Y tế", "đồng chí Phó Chủ tịch UBND tỉnh"),
        ),
        (
            "có các đồng chí lãnh đạo tỉnh, lãnh đạo Sở Nội vụ tham dự",
            "vi",
            ("các đồng chí lãnh đạo tỉnh", "lãnh đạo Sở Nội vụ"),
        ),
        (
            "khách mời gồm Giám đốc Sở Y tế, Phó Chủ tịch Thường trực UBND tỉnh, đại diện Bộ Nội vụ",
            "vi",
            ("đại diện Bộ Nội vụ", "Phó Chủ tịch Thường trực UBND tỉnh", "Giám đốc Sở Y tế"),
        ),
        ("写开幕词，有副市长和省卫健委主任出席，600字", "zh", ("省卫健委主任", "副市长")),
        ("Remarks, attended by provincial leaders and the Deputy Minister of Health", "en",
         ("the Deputy Minister of Health", "provincial leaders")),
        ("Viết báo cáo có số liệu về đại biểu", "vi", ()),
        ("写一份工作总结，有数据有例子", "zh", ()),
    ],
)  # fmt: skip
def test_guests_are_read_in_rank_order(request_text: str, language: Language, guests: tuple[str, ...]) -> None:
    assert find_guests(request_text, language) == guests


def salutations(request: str) -> list[str]:
    draft = DraftWriter(SAMPLES, SAMPLES).write(read_brief(request))
    return [block.text for block in draft.blocks if block.part == "salutation"]


def test_a_speaker_greets_the_guests_first_and_the_whole_meeting_last() -> None:
    asked = "Bài phát biểu khai mạc hội nghị sơ kết công tác y tế 6 tháng đầu năm 2024 của Giám đốc Sở Y tế Vân Khê"
    assert salutations(f"{asked}, có đồng chí Phó Chủ tịch UBND tỉnh và lãnh đạo Bộ Y tế dự") == [
        "Kính thưa các đồng chí lãnh đạo Bộ Y tế!",
        "Kính thưa đồng chí Phó Chủ tịch UBND tỉnh!",
        "Kính thưa các vị đại biểu, khách quý!",
        "Thưa toàn thể Hội nghị!",
    ]
    assert salutations(asked)[0] == "Kính thưa đồng chí [họ tên, chức vụ đại biểu cấp cao nhất]!"


def test_a_chinese_speaker_greets_the_guests_before_the_comrades() -> None:
    asked = "给区长写一个在望溪区老年健康服务工作推进会上的讲话，有副市长和省卫健委主任出席"
    assert salutations(asked) == ["尊敬的省卫健委主任：", "尊敬的副市长：", "同志们："]


def test_whoever_is_invited_does_not_hold_the_meeting() -> None:
    brief = read_brief("给区长写一个在望溪区老年健康服务工作推进会上的讲话，有副市长和省卫健委主任出席")
    assert brief.issuer is None
