"""A speech made from news of a meeting: what is no result is told as none, what is open is taken from the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.draft import Draft
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_frame import dated_occasion
from assistant.drafting.draft_writer import DraftWriter
from assistant.drafting.meeting_procedure import tells_attendance, tells_procedure
from ingest.catalogue_records import DocumentRecord
from ingest.cleaner import clean_document
from ingest.loaders import load_file
from ingest.metadata import read_metadata
from ingest.stored_text import StoredText
from tests.unit.assistant.drafting.test_draft_facts import REPORT, Samples, stored
from vectorstore.records import Language, Passage, Period, RetrievalTimings, SearchResult

NEWS_TEXT = "\n\n".join(
    (
        "VIỆN Y HỌC LAM SƠN SƠ KẾT 6 THÁNG ĐẦU NĂM 2024",
        "Ngày 12/07/2024, Viện Y học Lam Sơn tổ chức Hội nghị sơ kết hoạt động 6 tháng đầu năm 2024. Hội nghị có sự "
        "tham gia của Đảng ủy, Ban Lãnh đạo Viện, lãnh đạo các Khoa, Phòng cùng toàn thể viên chức của Viện.",
        "Tại Hội nghị, đại diện lãnh đạo 13 Khoa, Phòng đã lần lượt trình bày báo cáo kết quả hoạt động 6 tháng đầu "
        "năm của đơn vị mình.",
        "Phát biểu bế mạc Hội nghị, TS. Mạc Thế Lữ – Viện trưởng Viện Y học Lam Sơn đề nghị tập thể viên chức, người "
        "lao động tập trung hoàn thành 9 đề tài được giao trong 6 tháng cuối năm.",
    )
)
REQUEST = "bài phát biểu bế mạc hội nghị sơ kết 6 tháng đầu năm cho Viện trưởng, khoảng 500 chữ"


@dataclass
class OneReport:
    """A library of one news item."""

    record: DocumentRecord
    kept: StoredText

    def text(self, document_id: str) -> StoredText:
        return self.kept

    def document(self, document_id: str) -> DocumentRecord:
        return self.record

    def documents(self) -> Sequence[DocumentRecord]:
        return [self.record]

    def search(self, query: str, k: int = 10) -> SearchResult:
        name = self.record.document_id
        return SearchResult((Passage(1, 0.9, name, name, name, None, None, 0, 10, "", 0.9, 0.0),), RetrievalTimings())


def library(folder: Path, text: str) -> OneReport:
    path = folder / "tin-hoi-nghi.txt"
    path.write_text(text, "utf-8")
    loaded = replace(load_file(path), document_id="news")
    clean = clean_document(loaded)
    record = replace(stored(REPORT)[0], document_id="news", metadata=read_metadata(clean, loaded))
    return OneReport(record, StoredText(loaded, clean))


@pytest.mark.parametrize(
    ("text", "language", "attendance", "procedure"),
    [
        ("Hội nghị có sự tham gia của Đảng ủy, Ban Lãnh đạo Viện.", "vi", True, False),
        ("Tham dự hội nghị có lãnh đạo 9 huyện.", "vi", True, False),
        ("Đại diện 13 khoa đã lần lượt trình bày báo cáo kết quả.", "vi", False, True),
        ("Hội nghị đã nghe các báo cáo chuyên đề.", "vi", False, True),
        ("Đã khám bệnh cho 1.021 lượt người.", "vi", False, False),
        ("Tham gia 9 đợt kiểm tra liên ngành.", "vi", False, False),
        ("出席会议的有各镇卫生院负责人。", "zh", True, False),
        ("會議聽取了職業健康科的匯報。", "zh", False, True),
        ("检查企业96家，立案12件。", "zh", False, False),
        ("The meeting was attended by 40 delegates.", "en", True, False),
        ("The clinics treated 40 patients.", "en", False, False),
    ],
)
def test_attendance_and_procedure_are_told_from_work(
    text: str, language: Language, attendance: bool, procedure: bool
) -> None:
    assert (tells_attendance(text, language), tells_procedure(text, language)) == (attendance, procedure)


@pytest.mark.parametrize(
    ("request_text", "years", "occasion"),
    [
        (
            "Soạn diễn văn tại hội nghị sơ kết 6 tháng đầu năm",
            (2024, 2024),
            "hội nghị sơ kết 6 tháng đầu năm 2024",
        ),
        ("Soạn diễn văn tại hội nghị giao ban quý III", (2024,), "hội nghị giao ban quý III năm 2024"),
        ("Soạn diễn văn tại hội nghị sơ kết 6 tháng đầu năm", (2023, 2024), "hội nghị sơ kết 6 tháng đầu năm"),
        (
            "Soạn diễn văn tại hội nghị sơ kết 6 tháng đầu năm 2025",
            (2024,),
            "hội nghị sơ kết 6 tháng đầu năm 2025",
        ),
        ("Soạn diễn văn tại hội nghị giao ban", (2024,), "hội nghị giao ban"),
    ],
)
def test_the_year_of_a_meeting_is_that_of_all_its_sources(
    request_text: str, years: tuple[int, ...], occasion: str
) -> None:
    record = Samples().document(REPORT)
    records = [
        replace(record, metadata=replace(record.metadata, period=Period(date(one, 1, 1), date(one, 6, 30))))
        for one in years
    ]
    assert dated_occasion(read_brief(request_text), records) == occasion


def drafted(folder: Path, request: str) -> Draft:
    one = library(folder, NEWS_TEXT)
    return DraftWriter(one, one).write(read_brief(request))


def test_a_speech_from_news_of_its_meeting_speaks_in_the_first_person_and_claims_no_result(tmp_path: Path) -> None:
    draft = drafted(tmp_path, REQUEST)
    text = "\n".join(block.text for block in draft.blocks)
    assert "Tôi đề nghị tập thể viên chức, người lao động tập trung hoàn thành 9 đề tài" in text
    assert "Mạc Thế Lữ" not in text
    assert "có sự tham gia của" not in text
    assert "kết quả nổi bật" not in text
    told = [block.part for block in draft.blocks if "13 Khoa" in block.text]
    assert told == ["opening"]


def test_the_host_of_the_meeting_is_the_agency_of_its_head_and_marked_as_inferred(tmp_path: Path) -> None:
    draft = drafted(tmp_path, REQUEST)
    text = "\n".join(block.text for block in draft.blocks)
    assert "Thay mặt lãnh đạo Viện Y học Lam Sơn" in text
    assert "issuer" in draft.brief.inferred
    assert {"agency": "Viện Y học Lam Sơn"} in [dict(one.facts) for one in draft.notices]


def test_the_agency_of_another_post_is_not_filled_in(tmp_path: Path) -> None:
    draft = drafted(tmp_path, REQUEST.replace("Viện trưởng", "Giám đốc"))
    text = "\n".join(block.text for block in draft.blocks)
    assert "Thay mặt lãnh đạo [tên cơ quan, đơn vị]" in text
    assert "Như đồng chí Mạc Thế Lữ, Viện trưởng Viện Y học Lam Sơn đã đề nghị, tập thể viên chức" in text
