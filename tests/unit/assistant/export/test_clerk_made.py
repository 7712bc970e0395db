"""What `baocao check` finds in documents as clerks make them: every deviation, and nothing beside."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.drafting.draft import Profile
from assistant.export.profiles import PROFILES
from assistant.format_check.format_checker import check_docx
from tests.unit.assistant.export.clerk_made import Habit, chinese, vietnamese

ROLES = (
    "motto", "tieu_ngu", "number", "place_date", "superior", "issuer", "recipients_label", "recipients",
    "signature_post", "signature_name", "type_name", "subject", "heading_1", "body",
)  # fmt: skip
TYPED_LINES = {"tieu_ngu.line", "issuer.line"}
HEAD_ALIGNED = {f"{role}.align" for role in ("motto", "tieu_ngu", "number", "place_date", "superior", "issuer")}


def found(data: bytes, profile: Profile) -> set[str]:
    findings = check_docx(data, PROFILES[profile])
    rules = [one.rule for one in findings]
    assert len(rules) == len(set(rules))
    return set(rules)


@pytest.mark.parametrize(
    ("habit", "rules"),
    [
        (Habit(), set()),
        (Habit(head="tabs"), TYPED_LINES),
        (Habit(head="spaces"), TYPED_LINES | HEAD_ALIGNED),
        (Habit(head="tabs", number="Số:      /BC-TTKSBT", date="Lam Sơn, ngày     tháng     năm 2024"), TYPED_LINES),
        (Habit(font=None), {f"{role}.font" for role in ROLES}),
        (Habit(font="Arial"), {f"{role}.font" for role in ROLES}),
        (Habit(text_font=".VnTime"), {"heading_1.font", "body.font"}),
        (Habit(underscores=True), {*TYPED_LINES, "subject.line"}),
        (Habit(paper=(216, 279)), {"page.paper"}),
        (Habit(margins=(15, 20, 20, 20)), {"page.top", "page.left"}),
        (Habit(numbers=False), {"page_number.missing"}),
        (Habit(number_in_footer=True), {"page_number.place"}),
        (Habit(first_number_hidden=False), {"page_number.first_page"}),
        (Habit(date="Lam Sơn, ngày 05 tháng 07 năm 2024"), {"place_date.form"}),
        (Habit(date="Lam Sơn, ngày 5 tháng 7 năm 2024"), {"place_date.form"}),
        (Habit(date="Lam Sơn, 05/7/2024"), {"place_date.form"}),
        (Habit(number="Số: 5/BC-TTKSBT"), {"number.form"}),
        (Habit(number="Số 05/BC-TTKSBT"), {"number.form"}),
        (Habit(headings=("I. KẾT QUẢ", "III. NHIỆM VỤ")), {"heading_1.sequence"}),
        (Habit(body=("Trung tâm đã giám sát 14 ổ dịch.", "Tiếp tục giám sát.")), {"body.end_mark"}),
        (
            Habit(head="tabs", paper=(216, 279), margins=(20, 20, 20, 20), date="Lam Sơn, ngày 5 tháng 7 năm 2024"),
            {*TYPED_LINES, "page.paper", "page.left", "place_date.form"},
        ),
    ],
)
def test_a_vietnamese_report_by_a_clerk_has_these_deviations_and_no_others(habit: Habit, rules: set[str]) -> None:
    assert found(vietnamese(habit), "nd30") == rules


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({}, set()),
        ({"number": "沧卫发[2024]10号"}, {"number.form"}),
        ({"number": "沧卫发(2024)10号"}, {"number.form"}),
        ({"number": "沧卫发〔2024〕010号"}, {"number.form"}),
        ({"number": "沧卫发〔2024〕第10号"}, {"number.form"}),
        ({"date": "2024年07月05日"}, {"issue_date.form"}),
        ({"bold_headings": True}, {"heading_1.bold"}),
        ({"heading_face": "仿宋", "bold_headings": True}, {"heading_1.font", "heading_1.bold"}),
        ({"brackets_in_text": "现将有关事项(见附件)通知如下，请遵照执行。"}, {"body.punctuation"}),
        ({"brackets_in_text": "现将3:1配比、1,200家单位的情况通知如下。"}, set()),
        ({"centred_numbers": True}, {"page_number.odd_even"}),
        ({"paper": (216, 279)}, {"page.paper", "page.grid_lines", "page.grid_characters"}),
    ],
)
def test_a_chinese_notice_by_a_clerk_has_these_deviations_and_no_others(given: dict[str, Any], rules: set[str]) -> None:
    assert found(chinese(**given), "gbt9704") == rules


def test_a_finding_in_a_typed_head_names_the_words_of_its_own_column() -> None:
    (one,) = [
        one
        for one in check_docx(vietnamese(Habit(head="tabs", number="Số: 5/BC-TTKSBT")), PROFILES["nd30"])
        if one.rule == "number.form"
    ]
    assert (one.where, one.found, one.expected) == ("¶4 “Số: 5/BC-TTKSBT”", "Số: 5/BC-TTKSBT", "Số: 05/BC-TTKSBT")
