"""Sentence boundaries: every rule beside the case that looks like it and is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import LONGEST_SENTENCE, cut_long, split_sentences
from vectorstore.records import Language


def sentences(text: str, language: Language = "vi") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Viện họp. Sở dự.", ["Viện họp.", "Sở dự."]),
        ("TS. Đỗ An và PGS.TS. Lý Bình dự. Họp xong.", ["TS. Đỗ An và PGS.TS. Lý Bình dự.", "Họp xong."]),
        ("ThS. Mai tại TP. Sông Lam nói. Hết.", ["ThS. Mai tại TP. Sông Lam nói.", "Hết."]),
        ("Ban T.Ư họp tại xem Tr. 5. Hết.", ["Ban T.Ư họp tại xem Tr. 5.", "Hết."]),
        ("Gồm nước, điện, v.v. và khí. Xong.", ["Gồm nước, điện, v.v. và khí.", "Xong."]),
        ("Gồm nước, điện, v.v. Sau đó họp.", ["Gồm nước, điện, v.v.", "Sau đó họp."]),
        ("Đạt 5.5% và 1.234 lượt ngày 12.7.2024. Tốt.", ["Đạt 5.5% và 1.234 lượt ngày 12.7.2024.", "Tốt."]),
        ("1. Kết quả đạt được", ["1. Kết quả đạt được"]),
        ("II. Hạn chế\na. Con người", ["II. Hạn chế", "a. Con người"]),
        ("Điều 3. Trách nhiệm của Sở", ["Điều 3. Trách nhiệm của Sở"]),
        ("Có 7 vụ việc trong năm 2023. Năm nay ít hơn.", ["Có 7 vụ việc trong năm 2023.", "Năm nay ít hơn."]),
        ("Trên đây là báo cáo./. Nơi nhận", ["Trên đây là báo cáo./.", "Nơi nhận"]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Ông nói: “Cố lên. Đừng sợ.” Rồi đi.", ["Ông nói: “Cố lên. Đừng sợ.”", "Rồi đi."]),
        ('Tên "Cụm an toàn. Sạch” năm nay. Hết.', ['Tên "Cụm an toàn. Sạch” năm nay.', "Hết."]),
        ("Tăng (xem Bảng 2. Số liệu cũ) 5 lần. Hết.", ["Tăng (xem Bảng 2. Số liệu cũ) 5 lần.", "Hết."]),
        ("Sao vậy? Tốt! Chờ... Rồi xong", ["Sao vậy?", "Tốt!", "Chờ...", "Rồi xong"]),
        ("Chờ… rồi đi.", ["Chờ… rồi đi."]),
    ],
)
def test_vietnamese_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议召开。大家发言！好吗？好", ["会议召开。", "大家发言！", "好吗？", "好"]),
        ("他说：“要努力。要加油。”然后离开。", ["他说：“要努力。要加油。”", "然后离开。"]),
        ("落实“安全第一。”的要求。", ["落实“安全第一。”的要求。"]),
        ("（见附件。）各单位执行。", ["（见附件。）", "各单位执行。"]),
        ("是这样吗?是的!好.明白了", ["是这样吗?", "是的!", "好.", "明白了"]),
        ("增长5.5%,达到1.2万人。", ["增长5.5%,达到1.2万人。"]),
        ("任务有三：一是检查；二是培训；三是宣传。", ["任务有三：一是检查；", "二是培训；", "三是宣传。"]),
        ("天晴；风大。", ["天晴；风大。"]),
    ],
)
def test_chinese_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert sentences(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Poe met Mr. Roe. They spoke.", ["Dr. Poe met Mr. Roe.", "They spoke."]),
        ("J. K. Roe wrote it. See No. 5 there.", ["J. K. Roe wrote it.", "See No. 5 there."]),
        ("He said no. Then he left.", ["He said no.", "Then he left."]),
        ("It rose 5.5 percent (see Fig. 2. It helps). Done.", ["It rose 5.5 percent (see Fig. 2. It helps).", "Done."]),
        ('"Really?" he said. "Go!" She left.', ['"Really?" he said.', '"Go!"', "She left."]),
        ("The U.S. economy grew. Good.", ["The U.S. economy grew.", "Good."]),
    ],
)
def test_english_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert sentences(text, "en") == expected


def test_text_without_any_mark_is_cut_at_clause_marks_and_never_between_number_and_unit() -> None:
    text = "sửa 12,5 triệu đồng tiền điện, " * 200
    pieces = sentences(text)
    assert all(len(piece) <= LONGEST_SENTENCE for piece in pieces)
    assert all(piece.startswith("sửa 12,5 triệu") and piece.endswith("điện,") for piece in pieces)


def test_long_run_of_words_is_cut_away_from_its_numbers() -> None:
    text = "đã khám 12 500 lượt người dân trong xã và các thôn xa " * 60
    cuts = [text[end - 1 : end + 1].strip() for _, end in cut_long(text, 0, len(text), 300)][:-1]
    pieces = [text[start:end] for start, end in cut_long(text, 0, len(text), 300)]
    assert all(not cut[-1].isdigit() for cut in cuts)
    assert all(not piece.endswith(("12", "500", "lượt")) for piece in pieces[:-1])


@given(st.text(alphabet='aÀ1 .,;。！？；“”"()（）\n国一TS', max_size=300), st.sampled_from(["vi", "zh", "en"]))
def test_sentences_are_trimmed_ordered_and_cover_everything_else(text: str, language: Language) -> None:
    spans = split_sentences(text, language)
    covered = [False] * len(text)
    previous = 0
    for start, end in spans:
        assert previous <= start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        covered[start:end] = [True] * (end - start)
        previous = end
    assert all(seen or letter.isspace() for letter, seen in zip(text, covered, strict=True))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", ["a", ". ", "“(. A", "1", "a.", "。'", '"'])
def test_long_monotonous_text_is_split_before_the_time_limit(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    spans = split_sentences(text, "vi")
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text.rstrip())
