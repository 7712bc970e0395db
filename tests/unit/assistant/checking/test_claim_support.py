"""What a claim may not do to its source: name another body, praise, say "all", swap columns, gather from reports."""

from __future__ import annotations

import pytest

from assistant.checking.claim_subjects import find_bodies
from assistant.checking.content_support import ContentSupport, holds_content, log_odds
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statements import read_statement
from assistant.checking.table_cells import better_cell, cell_at, row_cells, row_label
from assistant.checking.verification import CheckedText, check_text
from vectorstore.records import Language

TABLE = (
    "| Đơn vị | Khám bệnh (lượt) | Nội trú (lượt) | Công suất giường (%) |\n| Huyện Thung Lau | 48.215 | 3.240 | 84,0 |"
)


def source(
    text: str,
    language: Language = "vi",
    key: int = 1,
    document: str = "d",
    *,
    before: str = "",
    title: str = "",
) -> SourceSentence:
    start = 1000 * key
    return SourceSentence(
        key, document, start, start + len(text), text, language, context=before, before=before, title=title
    )


def status(text: str, *sources: SourceSentence, language: Language = "vi") -> list[str]:
    checked: CheckedText = check_text(text, sources, language)
    return [one.status for one in checked.sentences]


def test_bodies_are_read_with_what_tells_them_from_others_of_their_kind() -> None:
    found = [(body.name, body.told) for body in find_bodies("Sở Y tế và BVĐK tỉnh; Trung tâm họp.", "vi")]
    assert found == [("sở y tế", True), ("bệnh viện đa", True), ("trung tâm", False)]
    assert [body.name for body in find_bodies("区财政局和县卫健局开会", "zh")] == ["财政局", "卫生健康局"]


@pytest.mark.parametrize(
    ("language", "said", "claimed"),
    [
        (
            "vi",
            "Bệnh viện Đa khoa tỉnh triển khai thêm 09 kỹ thuật mới, trong đó có can thiệp mạch vành.",
            "Bệnh viện Y học cổ truyền tỉnh triển khai kỹ thuật can thiệp mạch vành.",
        ),
        ("zh", "区大数据中心负责信息平台技术标准制定。", "区财政局负责信息平台技术标准制定。"),
        ("en", "The laboratory was accredited for new tests.", "The hospital was accredited for new tests."),
    ],
)  # fmt: skip
def test_what_one_body_did_is_not_told_of_another(language: Language, said: str, claimed: str) -> None:
    checked = check_text(claimed, [source(said, language)], language)
    assert "name_unsupported" in {one.code for one in checked.sentences[0].findings}
    assert status(said, source(said, language), language=language) == ["supported"]


def test_the_sentence_before_names_a_body_only_where_the_source_names_none() -> None:
    before = "Bệnh viện Đa khoa tỉnh khám cho 300 người."
    told = source("Bệnh viện Mắt tỉnh mở thêm 12 phòng Khúc xạ mới.", before=before)
    silent = source("Trong quý, mở thêm 12 phòng Khúc xạ mới.", before=before)
    claim = "Bệnh viện Đa khoa tỉnh mở thêm 12 phòng Khúc xạ mới."
    assert (status(claim, told), status(claim, silent)) == (["unsupported"], ["supported"])


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("An ninh trật tự tại bệnh viện được giữ vững.", "An ninh trật tự tại bệnh viện được đánh giá tốt."),
        ("Một số bệnh viện huyện còn thiếu thuốc, vật tư.", "Tất cả bệnh viện huyện còn thiếu thuốc, vật tư."),
        ("Công tác nhập dữ liệu của trạm y tế còn chậm.", "Công tác nhập dữ liệu của trạm y tế chính xác."),
        ("Máy X-quang hỏng từ ngày 14 tháng 5.", "Máy X-quang hỏng từ ngày 14 tháng 5 vì sét đánh trạm điện."),
    ],
)  # fmt: skip
def test_praise_all_and_causes_need_a_source(said: str, claimed: str) -> None:
    assert (status(said, source(said)), status(claimed, source(said))) == (["supported"], ["unsupported"])


def test_a_plan_told_as_done_is_found_by_the_title_of_the_report() -> None:
    text = "建成区域健康信息平台，实现全部机构接入。"
    claim = "区域健康信息平台已建成，全部机构接入。"
    assert status(claim, source(text, "zh", title="三年行动实施方案"), language="zh") == ["unsupported"]
    assert status(claim, source(text, "zh", title="工作总结"), language="zh") == ["supported"]


def test_the_cells_of_a_row_are_read_with_the_heads_of_their_columns() -> None:
    assert [cell.head for cell in row_cells(TABLE)] == [
        "Đơn vị",
        "Khám bệnh (lượt)",
        "Nội trú (lượt)",
        "Công suất giường (%)",
    ]
    assert row_label(TABLE) == "Huyện Thung Lau"
    cell = cell_at(TABLE, TABLE.index("3.240"))
    assert cell is not None
    assert (cell.number, cell.head, cell.text) == (2, "Nội trú (lượt)", "3.240")
    assert cell_at(TABLE, 3) is None


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Huyện Thung Lau khám bệnh 48.215 lượt, nội trú 3.240 lượt, công suất giường 84,0%.", "supported"),
        ("Huyện Thung Lau khám bệnh 3.240 lượt, điều trị nội trú 48.215 lượt.", "unsupported"),
        ("Huyện Thung Lau có số lượt nội trú là 48.215.", "unsupported"),
        ("Huyện Đèo Sim khám bệnh 48.215 lượt.", "unsupported"),
    ],
)  # fmt: skip
def test_a_figure_of_a_table_belongs_to_its_row_and_its_column(claim: str, verdict: str) -> None:
    assert status(claim, source(TABLE)) == [verdict]


def test_the_column_that_fits_better_is_named() -> None:
    claim, row = read_statement("Nội trú 48.215 lượt", "vi"), read_statement(TABLE, "vi")
    better = better_cell(claim, claim.figures[0], row, row.figures[0], row.figures)
    assert better is not None
    assert better.figure.surface == "3.240"


def test_people_who_fell_ill_are_its_cases_and_in_so_many_hours_is_within_them() -> None:
    assert status("Có 412 người mắc sốt xuất huyết.", source("Ghi nhận 412 ca mắc sốt xuất huyết.")) == ["supported"]
    said = source("Đã xử lý 46 ổ dịch trong vòng 48 giờ.")
    assert status("46 ổ dịch được xử lý trong 48 giờ.", said) == ["supported"]
    assert status("46 ổ dịch được xử lý sau 48 giờ.", said) == ["unsupported"]


@pytest.mark.parametrize("text", ["img", "script", "999.999"])
def test_a_single_word_or_number_says_nothing_that_could_be_borne_out(text: str) -> None:
    assert set(status(text, source("Câu hỏi chứa script, img và 999.999 dấu chấm."))) <= {"unsupported"}


def test_a_list_quoted_from_a_source_is_borne_out() -> None:
    assert status("双渡街道、锦澜街道", source("由双渡街道、锦澜街道负责新建。", "zh"), language="zh") == ["supported"]


def test_a_sentence_is_not_gathered_from_two_reports_unless_it_compares() -> None:
    first = source("Các cơ sở y tế đã khám bệnh cho 1.021.450 lượt người.", key=1, document="a")
    second = source("Các cơ sở y tế đạt 51,6% kế hoạch khám bệnh cả năm.", key=2, document="b")
    claim = "Các cơ sở y tế đã khám bệnh cho 1.021.450 lượt người, đạt 51,6% kế hoạch khám bệnh cả năm."
    assert status(claim, first, second) == ["unsupported"]


def test_more_held_is_never_less_likely_to_hold() -> None:
    less = ContentSupport(0.5, 0.5, 0.8, foreign=False, own=0.4)
    more = ContentSupport(0.95, 0.95, 0.98, foreign=False, own=0.95)
    assert log_odds(less) < log_odds(more)
    assert (holds_content(less), holds_content(more)) == (False, True)


def test_what_a_speech_asks_for_is_not_told_as_done() -> None:
    asked = "Ba là, rà soát thuốc; Bệnh viện Đa khoa tỉnh chuẩn bị tối thiểu 50 giường điều trị người bệnh nặng."
    source = SourceSentence(1, "d", 0, len(asked), asked, "vi")
    done = check_text("Bệnh viện đã chuẩn bị tối thiểu 50 giường điều trị người bệnh nặng.", [source], "vi")
    assert [finding.code for one in done.sentences for finding in one.findings] == ["role_changed"]
    kept = check_text("Bệnh viện Đa khoa tỉnh chuẩn bị tối thiểu 50 giường điều trị người bệnh nặng.", [source], "vi")
    assert [one.status for one in kept.sentences] == ["supported"]


def test_not_enough_is_not_told_as_not_at_all() -> None:
    given = source("部分科室對日常衛生保潔工作還不夠重視,衛生打掃工作不經常、不徹底。", "zh")
    assert status("部分科室对日常卫生保洁工作不重视，卫生打扫工作不经常、不彻底。", given, language="zh") == [
        "unsupported"
    ]
    assert status("部分科室对日常卫生保洁工作还不够重视，卫生打扫工作不经常、不彻底。", given, language="zh") == [
        "supported"
    ]
