"""A summary takes one clause of each item, its figures with their operators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_writer import DraftWriter
from assistant.drafting.summary_clauses import clause_of, item_of
from tests.unit.assistant.drafting.test_draft_facts import Samples
from vectorstore.records import Language


@pytest.mark.parametrize(
    ("text", "language", "clause"),
    [
        ("Bệnh dại: ghi nhận 1 ca tử vong tại huyện Kiên Phước, người bệnh không tiêm vắc-xin.", "vi",
         "Bệnh dại: ghi nhận 1 ca tử vong tại huyện Kiên Phước"),
        ("Ghi nhận 451 ca, giảm 3,8% so với quý II; lũy kế 1.107 ca.", "vi",
         "Ghi nhận 451 ca, giảm 3,8% so với quý II"),
        ("Khám cho hơn 81.000 lượt, chưa đạt kế hoạch đề ra.", "vi",
         "Khám cho hơn 81.000 lượt, chưa đạt kế hoạch đề ra."),
        ("Rà soát tiền sử tiêm chủng; dự kiến sử dụng 2,4 tỷ đồng.", "vi",
         "Rà soát tiền sử tiêm chủng; dự kiến sử dụng 2,4 tỷ đồng."),
        ("Công tác dự phòng được quan tâm, chỉ đạo; phối hợp chặt chẽ.", "vi",
         "Công tác dự phòng được quan tâm, chỉ đạo; phối hợp chặt chẽ."),
        ("血压控制率由58.3%提高到67.1%；满意度为93.5%。", "zh", "血压控制率由58.3%提高到67.1%"),
        ("平均管理居民1800余人，工作压力较大。", "zh", "平均管理居民1800余人"),
        ("完成检查60家，未发现问题。", "zh", "完成检查60家，未发现问题。"),
        ("The clinics treated at least 40 patients, which pleased the board.", "en",
         "The clinics treated at least 40 patients"),
        ("The clinics treated 40 patients, but not all of them.", "en",
         "The clinics treated 40 patients, but not all of them."),
    ],
)  # fmt: skip
def test_a_sentence_is_cut_behind_its_figures_and_never_before_what_qualifies_them(
    text: str, language: Language, clause: str
) -> None:
    assert clause_of(text, language) == clause


@given(st.text(alphabet="ab 12,;，；()“”%。.", max_size=60), st.sampled_from(["vi", "zh", "en"]))
def test_a_clause_is_how_its_sentence_begins(text: str, language: Language) -> None:
    assert text.startswith(clause_of(text, language))


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("3. Bệnh sởi: 38 ca.", "Bệnh sởi"),
        ("二是差異服務，每兩週隨訪一次。", "差異服務"),
        ("取得成效：控制率67.1%。", "取得成效"),
        ("Đã xử lý 39 ổ dịch.", ""),
        ("Lúc 10:30 khai mạc.", ""),
    ],
)
def test_an_item_is_named_by_its_label(text: str, item: str) -> None:
    assert item_of(text) == item


def test_a_summary_tells_every_item_of_a_report_within_its_length() -> None:
    names = ("hai-kien-bao-cao-quy-3-2024.txt",)
    samples = Samples(names)
    request = "Tóm tắt báo cáo quý III năm 2024 của Trung tâm Kiểm soát bệnh tật Hải Kiên, không quá 150 chữ"
    draft = DraftWriter(samples, samples).write(read_brief(request))
    text = "\n".join(block.text for block in draft.blocks)
    for figure in ("451 ca", "512 ca", "38 ca", "1 ca tử vong", "436 người", "dự kiến sử dụng 2,4 tỷ đồng"):
        assert figure in text
    assert "length_long" not in [one.code for one in draft.notices]
