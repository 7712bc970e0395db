"""What is read of a report as a whole: the seeds, official layouts of both countries, texts that say nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaner import clean_document, clean_text
from ingest.documents import LoadedDocument
from ingest.loaders import load_file
from ingest.metadata import read_metadata
from ingest.titles import display_title
from tests.unit.ingest.report_layouts import (
    EN_REPORT,
    RED_HEAD,
    STACKED,
    TWO_COLUMNS,
    VI_NEWS,
    VI_SPEECH,
    ZH_NEWS,
    ZH_SUMMARY,
)
from vectorstore.records import DocumentType, Period, ReportMetadata


def read(text: str, *properties: tuple[str, str]) -> ReportMetadata:
    loaded = LoadedDocument("report.txt", "0" * 64, "text", text, properties=properties)
    return read_metadata(clean_text(text), loaded)


def seed(shared_folder: Path, number: str) -> ReportMetadata:
    (path,) = (shared_folder / "seeds").glob(f"{number}_*.txt")
    loaded = load_file(path)
    return read_metadata(clean_document(loaded), loaded)


def people(metadata: ReportMetadata) -> list[str]:
    return [value.value for value in metadata.values if value.field == "person"]


def summary(metadata: ReportMetadata) -> dict[str, object]:
    fields = (
        "language script doc_type issuer doc_number period event_date issue_date published_at place author"
        " complete reliability"
    )
    found: dict[str, object] = {name: getattr(metadata, name) for name in fields.split()}
    return found | {"period": str(metadata.period) if metadata.period else None}


SEEDS: dict[str, dict[str, object]] = {
    "000": {
        "language": "vi",
        "script": "latin",
        "doc_type": "news",
        "issuer": "Viện Sức khỏe nghề nghiệp và môi trường",
        "doc_number": None,
        "period": "2024-01-01/2024-06-30",
        "event_date": date(2024, 7, 12),
        "issue_date": None,
        "published_at": datetime.fromisoformat("2024-10-01T09:52"),
        "place": None,
        "author": "Trung tâm ĐT&QLKH",
        "complete": True,
        "reliability": "normal",
    },
    "001": {
        "language": "vi",
        "script": "latin",
        "doc_type": "news",
        "issuer": "Cụm an toàn các Bệnh viện",
        "doc_number": None,
        "period": "2023-01-01/2023-12-31",
        "event_date": date(2024, 3, 29),
        "issue_date": None,
        "published_at": datetime.fromisoformat("2024-03-29"),
        "place": "Bệnh viện Mắt Ninh Bình",
        "author": "Đỗ Hùng",
        "complete": True,
        "reliability": "normal",
    },
    "002": {
        "language": "vi",
        "script": "latin",
        "doc_type": "news",
        "issuer": "Trung tâm Bảo vệ, chăm sóc sức khỏe cán bộ tỉnh",
        "doc_number": None,
        "period": "2022-01-01/2022-12-31",
        "event_date": None,
        "issue_date": None,
        "published_at": None,
        "place": None,
        "author": "Lệ Thanh",
        "complete": True,
        "reliability": "normal",
    },
    "003": {
        "language": "zh",
        "script": "hant",
        "doc_type": "report",
        "issuer": "市衛生局",
        "doc_number": None,
        "period": None,
        "event_date": None,
        "issue_date": None,
        "published_at": datetime.fromisoformat("2022-12-30T10:44"),
        "place": None,
        "author": None,
        "complete": False,
        "reliability": "low",
    },
    "004": {
        "language": "zh",
        "script": "hans",
        "doc_type": "speech",
        "issuer": "区卫生健康局",
        "doc_number": None,
        "period": "2024-01-01/2024-06-30",
        "event_date": None,
        "issue_date": None,
        "published_at": None,
        "place": None,
        "author": None,
        "complete": False,
        "reliability": "normal",
    },
}

SEED_TITLES = {
    "000": "NIOEH – SƠ KẾT KẾT QUẢ HOẠT ĐỘNG 6 THÁNG ĐẦU NĂM VÀ ĐỊNH HƯỚNG TRIỂN KHAI KẾ HOẠCH 6 THÁNG CUỐI NĂM 2024",
    "001": "Hội nghị sơ kết “Cụm an toàn các bệnh viện” năm 2023 trên địa bàn thành phố Ninh Bình",
    "002": "Phó Chủ tịch Thường trực UBND tỉnh Bắc Giang Mai Sơn chúc mừng các y, bác sĩ Trung tâm Bảo vệ, chăm"
    " sóc sức khỏe cán bộ tỉnh",
    "003": "市衛生局創建健康機關工作報告",
    "004": "在全区职业病防治三项行动工作推进会议上的讲话",
}

SEED_PEOPLE = {
    "000": {"Lê Thanh Hải, Viện trưởng, Viện Sức khỏe nghề nghiệp và môi trường", "Lê Thanh Hải, Viện trưởng"},
    "001": {
        "Ngô Ngọc Quang, Phó Giám đốc, Sở Y tế Ninh Bình",
        "Vũ Hoài Chương, Phó Chủ tịch, UBND thành phố Ninh Bình",
        "Nguyễn Quốc Tuấn, Trưởng Công an, thành phố Ninh Bình",
    },
    "002": {"Mai Sơn, Phó Chủ tịch Thường trực, UBND tỉnh Bắc Giang", "Mai Sơn"},
    "003": set(),
    "004": set(),
}


@pytest.mark.parametrize("number", sorted(SEEDS))
def test_the_metadata_of_the_seed_documents(number: str, shared_folder: Path) -> None:
    metadata = seed(shared_folder, number)
    assert summary(metadata) == SEEDS[number]
    assert metadata.title == SEED_TITLES[number]
    assert set(people(metadata)) == SEED_PEOPLE[number]


def test_a_cited_number_without_its_year_is_damaged_and_not_the_reports_own(shared_folder: Path) -> None:
    metadata = seed(shared_folder, "003")
    cited = [value for value in metadata.values if value.field == "cited_number"]
    assert [(value.surface, value.status) for value in cited] == [("創國衛辦〔〕9號", "damaged")]


def test_the_period_planned_for_is_kept_beside_the_reviewed_one(shared_folder: Path) -> None:
    planned = [value.value for value in seed(shared_folder, "000").values if value.field == "plan_period"]
    assert planned[0] == "2024-07-01/2024-12-31"


def test_every_value_quotes_the_clean_text(shared_folder: Path) -> None:
    for path in sorted((shared_folder / "seeds").glob("*.txt")):
        loaded = load_file(path)
        clean = clean_document(loaded)
        for value in read_metadata(clean, loaded).values:
            if value.start is not None and value.end is not None and value.rule != "page_furniture":
                assert clean.text[value.start : value.end] in {value.surface, ""} or value.field == "published_at"


Expected = tuple[str | None, DocumentType, str | None, str | None, str | None, date | None, date | None]

LAYOUTS: list[tuple[str, Expected]] = [
    (
        TWO_COLUMNS,
        (
            "BÁO CÁO Kết quả công tác y tế dự phòng 6 tháng đầu năm 2024 và phương hướng, nhiệm vụ 6 tháng cuối"
            " năm 2024",
            "report",
            "Trung tâm Kiểm soát bệnh tật tỉnh An Bình",
            "215/BC-KSBT",
            "2024-01-01/2024-06-30",
            None,
            date(2024, 7, 5),
        ),
    ),
    (
        STACKED,
        (
            "KẾ HOẠCH Phòng, chống bệnh không lây nhiễm năm 2025",
            "plan",
            "Trung tâm Y tế huyện Tân An",
            "87/KH-TTYT",
            "2025-01-01/2025-12-31",
            None,
            date(2025, 2, 12),
        ),
    ),
    (
        RED_HEAD,
        (
            "关于印发2024年全市卫生健康工作要点的通知",
            "notice",
            "云江市卫生健康委员会",
            "云卫发〔2024〕15号",
            "2024-01-01/2024-12-31",
            None,
            date(2024, 3, 5),
        ),
    ),
    (
        ZH_SUMMARY,
        (
            "云江市疾病预防控制中心2023年工作总结和2024年工作计划",
            "report",
            "云江市疾病预防控制中心",
            None,
            "2023-01-01/2023-12-31",
            None,
            date(2023, 12, 20),
        ),
    ),
    (
        ZH_NEWS,
        (
            "我院召开2024年第三季度安全生产工作会议",
            "news",
            None,
            None,
            "2024-07-01/2024-09-30",
            date(2024, 10, 11),
            None,
        ),
    ),
    (
        EN_REPORT,
        (
            "Half-year Review 2024: Northfield District Health Office",
            "report",
            "Northfield District Health Office",
            None,
            "2024-01-01/2024-06-30",
            None,
            date(2024, 7, 12),
        ),
    ),
    (
        VI_NEWS,
        (
            "Bệnh viện Đa khoa tỉnh An Bình tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024",
            "news",
            "Bệnh viện Đa khoa tỉnh An Bình",
            None,
            "2023-01-01/2023-12-31",
            date(2024, 1, 15),
            None,
        ),
    ),
    (
        VI_SPEECH,
        (
            "Bài phát biểu khai mạc Hội nghị tổng kết công tác y tế năm 2023",
            "speech",
            "Sở Y tế tỉnh An Bình",
            None,
            "2023-01-01/2023-12-31",
            None,
            None,
        ),
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    LAYOUTS,
    ids=["two_columns", "stacked", "red_head", "zh_summary", "zh_news", "en_report", "vi_news", "vi_speech"],
)
def test_official_layouts_are_read(text: str, expected: Expected) -> None:
    found = read(text)
    period = str(found.period) if found.period else None
    assert (
        found.title,
        found.doc_type,
        found.issuer,
        found.doc_number,
        period,
        found.event_date,
        found.issue_date,
    ) == expected


OFFICIAL_LETTER = """BỘ Y TẾ
VIỆN VỆ SINH DỊCH TỄ MIỀN TÂY
Số: 412/VVSDT-KHTH
V/v báo cáo kết quả giám sát 9 tháng năm 2023
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
Đồng Sơn, ngày 02 tháng 10 năm 2023

Kính gửi: Cục Y tế dự phòng, Bộ Y tế

Thực hiện Công văn số 1120/DP-DT ngày 15/9/2023 của Cục Y tế dự phòng, Viện xin báo cáo như sau:
1. Giám sát: thu thập 1.204 mẫu.
"""
HEADED_REPORT = """云江县人民医院
关于2024年上半年医疗质量工作情况的报告

县卫生健康局：
现将我院2024年上半年医疗质量工作情况报告如下：
一、基本情况
上半年门诊12.5万人次，同比增长8.2%。
二、存在问题
三、下步打算

特此报告。

云江县人民医院
2024年7月8日
"""


def test_an_agency_above_the_title_is_no_title() -> None:
    letter, report = read(OFFICIAL_LETTER), read(HEADED_REPORT)
    assert (letter.title, letter.doc_number, letter.issue_date) == (
        "V/v báo cáo kết quả giám sát 9 tháng năm 2023",
        "412/VVSDT-KHTH",
        date(2023, 10, 2),
    )
    assert (report.title, report.issuer, report.issue_date) == (
        "关于2024年上半年医疗质量工作情况的报告",
        "云江县人民医院",
        date(2024, 7, 8),
    )


def test_a_letterhead_names_the_agency_above() -> None:
    superior = [value.value for value in read(TWO_COLUMNS).values if value.field == "superior"]
    assert superior == ["Sở Y tế tỉnh An Bình"]


def test_the_signatory_is_a_person_with_the_post_above_the_name() -> None:
    assert "Nguyễn Văn Bình, GIÁM ĐỐC" in people(read(TWO_COLUMNS))


PLAIN = [
    "The Northfield team gave up just 308 points, ranking sixth in the league. In 2015 the team won fifteen games.",
    "Đội bóng chỉ thua 308 điểm, đứng thứ sáu trong giải đấu. Năm 2015 đội đã thắng 15 trận.",
    "六次获奖的歌手献唱了国歌，而另一位演员担任了手语翻译。",
    "Nồng độ cao được dùng để tăng áp suất cục bộ của O\n2 quanh bệnh nhân và nhân viên y tế khi cần. Ngộ độc"
    " được điều trị.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_paragraph_has_no_title_issuer_or_period(text: str) -> None:
    found = read(text)
    assert (found.title, found.issuer, found.period, found.doc_number, found.doc_type) == (
        None,
        None,
        None,
        None,
        "other",
    )


def test_a_long_first_line_is_no_title() -> None:
    assert read("Từ " * 80 + "đó\n\nHội nghị kết thúc tốt đẹp.").title is None


def test_a_files_own_title_helps_only_when_it_is_one() -> None:
    body = "Trong năm qua, đơn vị đã hoàn thành nhiệm vụ.\nCác khoa đều cố gắng."
    assert read(body, ("title", "Báo cáo công tác năm 2023 | Sở Y tế An Bình")).title == "Báo cáo công tác năm 2023"
    assert read(body, ("title", "Microsoft Word - bc2023.docx")).title is None


def test_this_year_is_resolved_by_the_year_of_issue_and_never_by_an_upload() -> None:
    body = "某局工作总结\n{}今年上半年，我局开展检查，现将工作总结如下：\n检查企业5家。\n{}"
    signed = read(body.format("", "\n云江市卫生局\n2024年7月5日"))
    assert (str(signed.period), signed.issue_date) == ("2024-01-01/2024-06-30", date(2024, 7, 5))
    uploaded = read(body.format("时间:2022-12-30 10:44:00\n", ""))
    assert (uploaded.period, uploaded.published_at) == (None, datetime.fromisoformat("2022-12-30T10:44"))


def test_an_event_after_its_publication_is_flagged() -> None:
    found = read(VI_NEWS.replace("16/01/2024 14:30", "10/01/2024 14:30"))
    assert [value.value for value in found.values if value.field == "date_conflict"] == ["event_after_publication"]


def test_the_date_line_of_a_report_is_its_issue_and_no_publication() -> None:
    report = read(EN_REPORT)
    assert (report.issue_date, report.published_at) == (date(2024, 7, 12), None)
    both = read(EN_REPORT.replace("Date: 12 July 2024", "Published 15 July 2024"))
    assert both.published_at == datetime.fromisoformat("2024-07-15")


def test_news_about_a_review_is_news() -> None:
    assert read(VI_NEWS).doc_type == "news"
    assert read(VI_NEWS.split("\n\n")[2]).title is None


def test_a_capital_title_is_shown_in_sentence_case_with_the_bodys_names() -> None:
    body = (
        "Ngày 12/7, Viện Sức khỏe nghề nghiệp và môi trường họp. Lãnh đạo Viện Sức khỏe lao động dự. Bệnh"
        " viện ở Hà Nội, cán bộ NIOEH."
    )
    assert display_title("NIOEH – SƠ KẾT TẠI HÀ NỘI", body) == "NIOEH – sơ kết tại Hà Nội"
    assert display_title("Sơ kết tại Hà Nội", body) == "Sơ kết tại Hà Nội"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_metadata(text: str) -> None:
    found = read(text or " ")
    assert found.period is None or isinstance(found.period, Period)
    assert found.missing_characters >= 0
