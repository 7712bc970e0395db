"""Search keys: what people type differently and mean alike has the same keys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.chinese_text import to_simplified
from vectorstore.readable_text import readable_form
from vectorstore.search_text import index_keys, normalise_for_search, query_keys, read_query
from vectorstore.vietnamese_text import fold_syllable, looks_like_syllable, marks_agree, strip_tone_marks

MIXED = st.text(alphabet="aăâđêôơưáạềởớÀĐhoàthủyi ỹ.,()'/-12３Ａ国國健康創àng\u0301\u0323\u00a0\u200b\n", max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuỷ lợi", "thủy lợi"),
        ("bác sỹ", "bác sĩ"),
        ("kĩ thuật", "kỹ thuật"),
        ("qui định".replace("qui", "quí"), "quý định"),
        ("Đảng uỷ", "ĐẢNG ỦY"),
        ("１２％", "12%"),
        ("Ðảng", "Đảng"),
        ("衛生", "卫生"),
        ("衛(wèi)生", "卫生"),
        ("健 康", "健康"),
        ("an\u00adtoàn", "antoàn"),
    ],
)
def test_spellings_of_the_same_word_are_one(one: str, other: str) -> None:
    assert normalise_for_search(one) == normalise_for_search(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "họa"), ("hoàn", "hòan"), ("mùa", "mua"), ("đo", "do"), ("维生素C(VC)", "维生素C"), ("tỉnh", "tỷnh")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normalise_for_search(one) != normalise_for_search(other)


def test_vietnamese_gives_syllables_pairs_and_both_without_marks() -> None:
    assert index_keys("sức khỏe") == ["sức", "khỏe", "sức_khỏe", "~suc", "~khoe", "~suc_khoe"]


def test_pairs_do_not_reach_across_a_full_stop() -> None:
    assert "họp_sở" not in index_keys("Đã họp. Sở dự")
    assert "họp_sở" in index_keys("Đã họp Sở dự")


def test_chinese_gives_simplified_characters_and_bigrams() -> None:
    assert index_keys("健康機關") == ["健", "康", "机", "关", "健康", "康机", "机关"]


def test_english_gives_words_without_plural() -> None:
    assert index_keys("Ministry's reports and policies") == [
        "ministry", "report", "and", "policy", "ministry_report", "report_and", "and_policy",
    ]  # fmt: skip


def test_numbers_are_written_one_way() -> None:
    assert index_keys("1.234") == ["1234"]
    assert index_keys("1,234,567") == ["1234567"]
    assert index_keys("5,5") == ["5,5"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("BVCSSK cán bộ", "bảo vệ, chăm sóc sức khỏe cán bộ"),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Hội nghị T.Ư", "Hội nghị Trung ương"),
        ("KT-XH", "kinh tế - xã hội"),
        ("区疾控中心", "区疾病预防控制中心"),
    ],
)
def test_short_and_long_forms_find_each_other(short: str, long: str) -> None:
    assert set(query_keys(short)) & set(index_keys(long)) - set(query_keys(long))
    assert len(set(query_keys(long)) & set(index_keys(short))) >= 2


def test_synonyms_in_either_order_share_their_pair() -> None:
    assert "đảm_bảo" in query_keys("bảo đảm an toàn")
    assert "đảm_bảo" in index_keys("đảm bảo an toàn")


def test_a_query_without_marks_looks_among_keys_without_marks() -> None:
    read = read_query("so ket 6 thang dau nam")
    assert read.stripped
    assert set(read.keys) < set(index_keys("sơ kết 6 tháng đầu năm"))


@pytest.mark.parametrize(
    "query",
    ["How many reports were issued in the first half?", "Sơ kết 6 tháng đầu năm", "2024年上半年", "UBND", ""],
)
def test_other_queries_are_not_taken_for_stripped_vietnamese(query: str) -> None:
    assert not read_query(query).stripped


def test_foreign_names_in_a_stripped_query_are_looked_up_as_written() -> None:
    assert "microsoft" in query_keys("bao cao cua Microsoft nam nay")


@given(MIXED)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_for_search(text)
    assert normalise_for_search(once) == once


@given(st.text(max_size=80))
def test_no_text_is_refused_and_no_key_holds_a_space(text: str) -> None:
    keys = index_keys(text) + query_keys(text)
    assert all(key and not any(letter.isspace() for letter in key) for key in keys)


@given(MIXED)
def test_decomposed_letters_give_the_same_keys(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert index_keys(composed) == index_keys(decomposed)
    assert query_keys(composed) == query_keys(decomposed)


@given(st.text(alphabet="衛生國健康機關創建a 1，。", max_size=40))
def test_traditional_and_simplified_give_the_same_keys(text: str) -> None:
    assert index_keys(text) == index_keys(to_simplified(text))


@given(st.text(alphabet="衛乾著瞭國", max_size=20))
def test_simplifying_twice_changes_nothing_and_keeps_the_length(text: str) -> None:
    assert to_simplified(to_simplified(text)) == to_simplified(text)
    assert len(to_simplified(text)) == len(text)


@given(MIXED)
def test_the_form_for_the_model_is_stable(text: str) -> None:
    assert readable_form(readable_form(text)) == readable_form(text)


def test_lines_in_capitals_become_sentences_for_the_model() -> None:
    assert readable_form("BÁO CÁO SƠ KẾT\nUBND TỈNH\nSở Y tế") == "Báo cáo sơ kết\nUbnd tỉnh\nSở Y tế"
    assert readable_form("UBND") == "UBND"


def test_marks_may_be_added_to_what_was_typed_and_never_taken_away() -> None:
    assert marks_agree("sưc", "sức")
    assert marks_agree("suc", "sức")
    assert not marks_agree("súc", "sực")
    assert not marks_agree("sức", "súc")


def test_syllable_shapes() -> None:
    assert all(looks_like_syllable(word) for word in ("nghiep", "khoe", "uy", "yeu", "quyet", "an"))
    assert not any(looks_like_syllable(word) for word in ("report", "health", "meeting", "bowl", "xlix"))


def test_tone_moves_to_its_older_place_in_open_rimes_only() -> None:
    assert [fold_syllable(word) for word in ("hoà", "khoẻ", "thuý", "toàn", "quý", "qúy")] == [
        "hòa", "khỏe", "thúy", "toàn", "quý", "quý",
    ]  # fmt: skip


def test_every_letter_loses_its_marks() -> None:
    assert strip_tone_marks("Đường phố Huế ở đâu") == "Duong pho Hue o dau"
