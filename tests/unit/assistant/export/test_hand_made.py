"""The check reads what other programs and people make, and the command tells of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.cli_check import check_row, check_text
from assistant.export import export_docx
from assistant.export.profiles import PROFILES
from assistant.format_check.docx_reading import read_docx
from assistant.format_check.elements import find_elements
from assistant.format_check.format_checker import check_docx
from tests.unit.assistant.export.draft_samples import SAMPLES
from tests.unit.assistant.export.hand_made import chinese, vietnamese


def test_a_correct_document_by_another_hand_has_no_finding() -> None:
    assert check_docx(vietnamese(), PROFILES["nd30"]) == ()
    assert check_docx(chinese(), PROFILES["gbt9704"]) == ()


def test_elements_are_recognised_by_words_and_place() -> None:
    found = find_elements(read_docx(vietnamese()), PROFILES["nd30"])
    assert {role: [one.text for one in paragraphs] for role, paragraphs in found.by_role.items()} == {
        "superior": ["SỞ Y TẾ TỈNH LAM SƠN"],
        "issuer": ["TRUNG TÂM", "KIỂM SOÁT BỆNH TẬT"],
        "motto": ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        "tieu_ngu": ["Độc lập - Tự do - Hạnh phúc"],
        "number": ["Số: 05/BC-TTKSBT"],
        "place_date": ["Lam Sơn, ngày 05 tháng 7 năm 2024"],
        "type_name": ["BÁO CÁO"],
        "subject": ["Công tác phòng, chống dịch quý II năm 2024"],
        "heading_1": ["I. KẾT QUẢ", "II. NHIỆM VỤ"],
        "body": ["Trung tâm đã giám sát 14 ổ dịch.", "Tiếp tục giám sát./."],
        "recipients_label": ["Nơi nhận:"],
        "recipients": ["- Sở Y tế;", "- Lưu: VT, KHNV."],
        "signature_post": ["GIÁM ĐỐC"],
        "signature_name": ["Hoàng An"],
    }


def test_the_command_gives_the_findings_as_json_and_their_exit_code(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.docx", tmp_path / "wrong.docx"
    right.write_bytes(vietnamese())
    wrong.write_bytes(export_docx(SAMPLES["zh_speech"], copy="clean"))
    run = CliRunner().invoke(app, ["check", str(right), "--profile", "nd30", "--json"])
    assert (run.exit_code, json.loads(run.stdout)) == (0, {"profile": "nd30", "passed": True, "findings": []})
    run = CliRunner().invoke(app, ["check", str(wrong), "--profile", "gbt9704", "--json"])
    rules = {one["rule"] for one in json.loads(run.stdout)["findings"]}
    assert (run.exit_code, rules) == (
        3,
        {"issuer.missing", "number.missing", "signature_name.missing", "issue_date.missing", "page_number.odd_even"},
    )


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    for arguments, code in (
        ([str(tmp_path / "absent.docx"), "--profile", "nd30"], 1),
        ([str(tmp_path / "absent.docx"), "--profile", "letter"], 2),
        ([str(tmp_path / "absent.docx")], 2),
    ):
        assert CliRunner().invoke(app, ["check", *arguments]).exit_code == code


@pytest.mark.parametrize(("language", "head"), [("vi", "Có "), ("zh", "有"), ("en", "1 dev")])
def test_findings_are_told_in_the_readers_language(language: str, head: str) -> None:
    from tests.unit.assistant.export.deviations import changed, runs
    from vectorstore.records import Language

    languages: dict[str, Language] = {"vi": "vi", "zh": "zh", "en": "en"}
    from docx.shared import Pt

    data = changed("vi_report", runs("CỘNG HÒA", size=Pt(14)))
    row = check_row("nd30", check_docx(data, PROFILES["nd30"]), languages[language])
    assert check_text(row, languages[language]).startswith(head)
    assert len(row["findings"]) == 1
