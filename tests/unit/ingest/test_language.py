"""Language and script of documents and of questions, however short and however typed."""

from __future__ import annotations

import pytest

from ingest.language import detect_language
from vectorstore.records import Language, Script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hội nghị sơ kết 6 tháng đầu năm 2024", ("vi", "latin")),
        ("so ket 6 thang dau nam", ("vi", "latin")),
        ("ai la giam doc trung tam y te", ("vi", "latin")),
        ("HOI NGHI SO KET DUOC TO CHUC O DAU?", ("vi", "latin")),
        ("Sở Y tế", ("vi", "latin")),
        ("WHO là gì?", ("vi", "latin")),
        ("What was achieved in the first half of 2024?", ("en", "latin")),
        ("How many people were vaccinated in Hòa Lạc?", ("en", "latin")),
        ("Who is the director of Trung tâm Y tế Hòa Lạc?", ("en", "latin")),
        ("Résumé of the annual report", ("en", "latin")),
        ("NIOEH 2024", ("en", "latin")),
        ("健康机关创建工作的主要问题有哪些？", ("zh", "hans")),
        ("衛生局制定並下發了哪些文件？", ("zh", "hant")),
        ("關于2024年工作情況的報告：我局干部認真總結后制定規范", ("zh", "hant")),
        ("青岚县 CDC 2024", ("zh", "hans")),
        ("Trung tâm Y tế (医疗中心) báo cáo kết quả công tác năm", ("vi", "latin")),
        ("", ("en", "latin")),
        ("2024 – 35%", ("en", "latin")),
        ("12345 公里", ("zh", "hans")),
        ("简体字这里发现问题：東西貨幣國家", ("zh", "mixed")),
    ],
)
def test_language_and_script_are_recognised(text: str, expected: tuple[Language, Script]) -> None:
    assert detect_language(text) == expected


def test_a_long_document_is_judged_by_its_body_not_by_its_foreign_names() -> None:
    english = "The Centre (Trung tâm Y tế Hòa Lạc) recorded 287 cases and no deaths during the period. " * 20
    assert detect_language(english) == ("en", "latin")
    vietnamese = "Trung tâm đã khám cho 287 lượt người theo chương trình Health for All. " * 20
    assert detect_language(vietnamese) == ("vi", "latin")


def test_a_text_of_a_million_characters_is_judged_by_a_sample() -> None:
    assert detect_language("上半年工作总结，全区完成任务。" * 80_000) == ("zh", "hans")
