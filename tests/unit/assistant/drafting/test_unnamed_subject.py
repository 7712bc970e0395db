"""A request that names no subject: the one report that fits is taken, several are listed, none is not "nothing"."""

from __future__ import annotations

import pytest

from assistant.drafting.draft import Draft
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_writer import DraftWriter
from assistant.drafting.unnamed_subject import is_unnamed
from tests.unit.assistant.drafting.test_draft_facts import NAMES, NEWS, REPORT, Samples

UNNAMED_ZH = "根据材料写一份工作总结，缺的年份和人名不要补"
UNNAMED_VI = "Viết báo cáo tổng kết, số liệu thiếu thì để trống"


def drafted(request: str, names: tuple[str, ...]) -> Draft:
    samples = Samples(names)
    return DraftWriter(samples, samples).write(read_brief(request))


@pytest.mark.parametrize(
    ("request_text", "unnamed"),
    [
        (UNNAMED_ZH, True),
        (UNNAMED_VI, True),
        ("写一份工作总结，分成效、问题、打算三部分", True),
        ("Viết bài phát biểu khoảng 500 chữ", True),
        ("Write a report", True),
        ("写一份传染病防控工作总结", False),
        ("写一份2024年上半年工作总结", False),
        ("Viết báo cáo của Sở Y tế Vân Khê", False),
        ("Viết báo cáo, nhấn mạnh phòng chống sốt xuất huyết", False),
        ("Write a report on dengue control", False),
    ],
)
def test_a_request_that_names_nothing_is_known(request_text: str, unnamed: bool) -> None:
    assert is_unnamed(read_brief(request_text)) is unnamed


def test_the_only_report_that_fits_is_taken_and_named() -> None:
    draft = drafted(UNNAMED_VI, (NEWS, REPORT))
    assert draft.brief.sources == (REPORT,)
    assert "sources" in draft.brief.inferred
    assert {one.document_id for one in draft.citations} == {REPORT}
    (taken,) = [one for one in draft.notices if one.code == "source_taken"]
    assert (Samples().document(REPORT).metadata.title or "") in dict(taken.facts)["titles"]
    assert "nothing_found" not in [one.code for one in draft.notices]


def test_several_that_fit_are_listed_and_none_is_taken() -> None:
    draft = drafted(UNNAMED_VI, NAMES)
    codes = [one.code for one in draft.notices]
    assert draft.citations == ()
    assert "subject_unnamed" in codes
    assert "nothing_found" not in codes
    (listed,) = [dict(one.facts)["titles"] for one in draft.notices if one.code == "subject_unnamed"]
    assert 2 <= listed.count("“") <= 5


def test_where_no_report_of_the_kind_fits_the_notice_speaks_of_the_request() -> None:
    draft = drafted(UNNAMED_ZH, (NEWS, REPORT))
    assert [one.code for one in draft.notices] == ["subject_unnamed_alone"]


def test_what_is_named_and_not_found_is_still_said_to_be_missing() -> None:
    draft = drafted("Viết báo cáo về tình hình nuôi trồng thủy sản năm 2031 của Sở Nông nghiệp", (NEWS, REPORT))
    assert "nothing_found" in [one.code for one in draft.notices]
