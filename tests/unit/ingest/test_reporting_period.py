"""Which period a report is about: its title or a formula of reporting says so, no passing mention."""

from __future__ import annotations

import pytest

from ingest.cleaner import clean_text
from ingest.documents import LoadedDocument
from ingest.metadata import read_metadata
from vectorstore.records import ReportMetadata


def read(text: str) -> ReportMetadata:
    return read_metadata(clean_text(text), LoadedDocument("report.txt", "0" * 64, "text", text))


def period(text: str) -> str | None:
    found = read(text).period
    return str(found) if found is not None else None


VI = "BÁO CÁO\nVề sự cố trang thông tin\n\nVăn phòng báo cáo về sự cố như sau:\nI. DIỄN BIẾN\n{}\n"
ZH = "在全县工作会上的讲话\n同志们：\n今天，我们召开会议。\n{}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VI.format("Bản vá phát hành từ tháng 3/2023 chưa được cài đặt."), None),
        (VI.format("Đơn vị bắt đầu số hóa quy trình từ năm 2021 và hoàn thành."), None),
        (VI.format("Năm 2022, đơn vị phục vụ 934 người."), "2022-01-01/2022-12-31"),
        (VI.format("Trong 6 tháng đầu năm 2024, đơn vị phục vụ 934 người."), "2024-01-01/2024-06-30"),
        (VI.format("Đơn vị xin báo cáo kết quả công tác quý II năm 2024."), "2024-04-01/2024-06-30"),
        (ZH.format("我县自2022年9月起推行新模式。"), None),
        (ZH.format("据监测,2023年我县居民慢性病死亡占总死亡的89.4%。"), None),
        (ZH.format("2024年上半年，我县帮扶企业450家。"), "2024-01-01/2024-06-30"),
        (ZH.format("现将2024年上半年工作情况通报如下。"), "2024-01-01/2024-06-30"),
    ],
)
def test_outside_the_title_only_a_formula_or_the_start_of_a_sentence_gives_the_period(
    text: str, expected: str | None
) -> None:
    assert period(text) == expected


MEETING = """云江县召开2024年下半年卫生健康调度会
发布时间：{published}

{day}，云江县召开调度会，通报上半年工作完成情况，部署下半年任务。
"""


def test_a_meeting_at_the_start_of_the_period_in_its_title_reviews_the_one_before() -> None:
    told = read(MEETING.format(published="2024-08-07 17:06", day="8月6日上午"))
    assert str(told.period) == "2024-01-01/2024-06-30"
    assert [value.value for value in told.values if value.field == "plan_period"][:1] == ["2024-07-01/2024-12-31"]
    at_the_end = read(MEETING.format(published="2024-12-27 17:06", day="12月26日上午"))
    assert str(at_the_end.period) == "2024-07-01/2024-12-31"
