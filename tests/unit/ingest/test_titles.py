"""Titles over several lines, under a masthead, and the dates and numbers that stand beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.cleaner import clean_text
from ingest.documents import Gap, LoadedDocument, Observation
from ingest.metadata import read_metadata
from vectorstore.records import ReportMetadata


def read(text: str) -> ReportMetadata:
    return read_metadata(clean_text(text), LoadedDocument("report.txt", "0" * 64, "text", text))


BULLETIN = """卫生健康工作简报
第14期
云江市卫生健康局办公室编 2023年6月20日
云江市推行“四色管理”服务模式
为提高服务质量，云江市在11个中心推行“四色管理”，实行分级随访。
"""


def test_the_title_of_a_bulletin_is_its_headline_and_its_masthead_gives_issuer_and_date() -> None:
    found = read(BULLETIN)
    assert (found.title, found.doc_type, found.issuer, found.issue_date) == (
        "云江市推行“四色管理”服务模式",
        "summary",
        "云江市卫生健康局",
        date(2023, 6, 20),
    )


def test_without_a_number_of_issue_the_first_line_stays_the_title() -> None:
    text = "卫生健康工作简报\n云江市在11个中心推行“四色管理”，实行分级随访。\n各中心均已完成。\n"
    assert read(text).title == "卫生健康工作简报"


@pytest.mark.parametrize("capitals", [True, False])
def test_a_type_line_is_read_on_to_its_subject_with_or_without_capitals(capitals: bool) -> None:
    kind = "BÁO CÁO" if capitals else "Báo cáo"
    text = (
        "Ủy ban nhân dân huyện Tân An\nTrung tâm y tế\nSố: 87/BC-TTYT\nTân An, ngày 28 tháng 6 năm 2024\n\n"
        f"{kind}\nKết quả hoạt động 6 tháng đầu năm 2024\n\nKính gửi: Sở Y tế tỉnh Lam Giang\n\nĐơn vị đã hoàn thành.\n"
    )
    assert read(text).title == f"{kind} Kết quả hoạt động 6 tháng đầu năm 2024"


def test_a_speech_is_titled_by_all_its_title_lines() -> None:
    text = (
        "BÀI PHÁT BIỂU CHỈ ĐẠO\ncủa đồng chí Trần Văn Nam, Giám đốc Sở Y tế tại Hội nghị phòng bệnh năm 2023\n\n"
        "Kính thưa các vị đại biểu!\nHôm nay, chúng ta họp mặt.\n"
    )
    assert read(text).title == (
        "BÀI PHÁT BIỂU CHỈ ĐẠO của đồng chí Trần Văn Nam, Giám đốc Sở Y tế tại Hội nghị phòng bệnh năm 2023"
    )


def test_number_and_date_on_one_line_are_the_reports_own() -> None:
    text = (
        "Báo cáo tổng kết công tác năm 2023\n\n{}\n\nĐơn vị báo cáo kết quả công tác năm 2023 như sau:\nĐã khám 5 ca.\n"
    )
    own = read(text.format("Số: 139/BC-TTYT – Tân An, ngày 15 tháng 12 năm 2023"))
    assert (own.doc_number, own.issue_date) == ("139/BC-TTYT", date(2023, 12, 15))
    cited = read(text.format("Theo Kế hoạch số 139/KH-TTYT ngày 15 tháng 12 năm 2022 của đơn vị"))
    assert (cited.doc_number, cited.issue_date) == (None, None)


def test_a_signature_before_the_annexes_dates_a_plan() -> None:
    body = (
        "云江市卫生工作实施方案\n各单位要抓好落实。\n{}\n2024年4月26日\n附件1 任务清单\n"
        + "完成任务并报送材料。\n" * 200
    )
    assert read(body.format("云江市人民政府办公室")).issue_date == date(2024, 4, 26)
    assert read(body.format("请按时完成各项任务")).issue_date is None


def test_a_date_in_brackets_under_title_and_speaker_is_the_day_of_the_speech() -> None:
    text = "在云江区工作会上的讲话\n云江区卫生健康局局长 李明\n（2023年10月19日）\n同志们：\n今天，我们召开会议。\n"
    assert read(text).event_date == date(2023, 10, 19)


def test_the_place_of_a_report_is_no_hospital_that_patients_were_admitted_to() -> None:
    text = "Tóm tắt: Điều tra vụ ngộ độc\n\n- Số mắc: 38 người, 22 người nhập viện tại Trung tâm Y tế huyện Tân An.\n"
    assert read(text).place is None


@pytest.mark.parametrize(("full", "shown", "missing"), [("3260", "1875", 1385), ("2000", "1875", 860), ("x", "1", 860)])
def test_what_is_missing_counts_every_gap(full: str, shown: str, missing: int) -> None:
    text = "在全县工作会上的讲话\n今天，我们召开会议。"
    clean = replace(
        clean_text(text),
        gaps=(Gap(11, 11, 860, "paywall"), Gap(20, 20, None, "end")),
        observations=(Observation("full_length", full, 0, 0), Observation("shown_length", shown, 0, 0)),
    )
    assert read_metadata(clean, LoadedDocument("a.txt", "0" * 64, "text", text)).missing_characters == missing
