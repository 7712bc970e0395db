"""The guard over a model's rewriting: what only joins passes; whatever gains, loses or changes something is named."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking.source_sentences import SourceSentence
from assistant.drafting.rewriting_cues import LINKS
from assistant.drafting.rewriting_findings import RewritingFinding
from assistant.drafting.rewriting_guard import REVISING, accept_rewriting, compare_texts
from assistant.drafting.rewriting_words import with_capitals
from assistant.drafting.sentence_salvage import leading_link, salvage
from vectorstore.records import Language

VI = (
    "Toàn tỉnh ghi nhận 287 ca sốt xuất huyết, giảm 30,3% so với cùng kỳ năm 2023, không có tử vong. "
    "Đã kiểm tra 2.148 cơ sở; xử phạt 41 cơ sở. "
    "Giám đốc Sở Y tế Vân Khê yêu cầu các đơn vị phải khắc phục xong 07 trạm y tế trước ngày 31/10/2024. "
    "Dự kiến bố trí hơn 8,5 tỷ đồng theo Công văn số 12/SYT-KHTC."
)
ZH = (
    "全区建立健康档案52.3万份，建档率为90.4%，同比增长5.1%。已检查用人单位342家，尚未办结18起。"
    "望溪区卫生健康局局长要求各单位必须在9月底前完成整改。力争年底前签约率达到78%以上。"
)
EN = (
    "The Centre recorded 287 dengue cases, down 30.3%, and no deaths. "
    "Nearly 5,200 children were vaccinated in May 2024. "
    "The director said that all districts must report by 30 June 2024. The Centre will buy 2 analysers."
)
COMPOSED: dict[Language, str] = {"vi": VI, "zh": ZH, "en": EN}
GOOD: list[tuple[Language, str, str]] = [
    ("vi", "Đã kiểm tra", "Bên cạnh đó, đã kiểm tra"),
    ("vi", "cơ sở; xử phạt", "cơ sở, đồng thời xử phạt"),
    ("vi", "tử vong. Đã", "tử vong; cùng với đó, đã"),
    ("vi", "Dự kiến", "Ngoài ra, dự kiến"),
    ("zh", "已检查", "同时，已检查"),
    ("zh", "5.1%。已检查", "5.1%；此外，已检查"),
    ("zh", "力争", "另外，力争"),
    ("en", "Nearly", "In addition, nearly"),
    ("en", "deaths. Nearly", "deaths, and nearly"),
    ("en", "The Centre will buy", "The Centre will also buy"),
]
BAD: list[tuple[Language, str, str, str]] = [
    ("vi", "287 ca", "278 ca", "figure_new"),
    ("vi", "287 ca", "ca", "figure_lost"),
    ("vi", "30,3%", "30,3 ca", "figure_new"),
    ("vi", "hơn 8,5 tỷ", "8,5 tỷ", "figure_lost"),
    ("vi", "8,5 tỷ", "8,5 triệu", "figure_new"),
    ("vi", "41 cơ sở", "41 cơ sở với 5 đoàn", "figure_new"),
    ("vi", "2.148 cơ sở; xử phạt 41 cơ sở", "41 cơ sở; xử phạt 2.148 cơ sở", "figure_moved"),
    ("vi", "31/10/2024", "30/10/2024", "date_new"),
    ("vi", "trước ngày 31/10/2024", "sớm", "date_lost"),
    ("vi", "năm 2023", "năm trước", "date_lost"),
    ("vi", "12/SYT-KHTC", "13/SYT-KHTC", "number_new"),
    ("vi", " theo Công văn số 12/SYT-KHTC", "", "number_lost"),
    ("vi", "Sở Y tế Vân Khê", "Sở Y tế", "name_lost"),
    ("vi", "các đơn vị phải", "các đơn vị và ông Nguyễn Văn An phải", "name_new"),
    ("vi", "Giám đốc Sở", "Phó Giám đốc Sở", "post_new"),
    ("vi", "Giám đốc Sở", "Sở", "post_lost"),
    ("vi", "phải khắc phục", "có thể khắc phục", "obligation_changed"),
    ("vi", "phải khắc phục", "khắc phục", "obligation_changed"),
    ("vi", "yêu cầu các đơn vị", "đề nghị các đơn vị", "obligation_changed"),
    ("vi", "Dự kiến bố trí", "Đã bố trí", "role_changed"),
    ("vi", "phải khắc phục xong", "phải khắc phục xong, đã khắc phục", "role_changed"),
    ("vi", "không có tử vong", "có tử vong", "negation_changed"),
    ("vi", "giảm 30,3%", "tăng 30,3%", "direction_changed"),
    ("vi", "các đơn vị", "một số đơn vị", "scope_changed"),
    ("vi", "Đã kiểm tra", "Nhờ đó, đã kiểm tra", "words_new"),
    ("vi", "ghi nhận", "ghi nhận thành công", "words_new"),
    ("vi", " sốt xuất huyết", "", "words_lost"),
    ("vi", "Đã kiểm tra", "Đã 检查", "wrong_language"),
    ("vi", "Đã kiểm tra", "**Đã** kiểm tra", "markup"),
    ("vi", "Đã kiểm tra", "\n- Đã kiểm tra", "markup"),
    ("vi", "tử vong. ", "tử vong [1]. ", "markup"),
    ("zh", "52.3万份", "53.2万份", "figure_new"),
    ("zh", "342家", "家", "figure_lost"),
    ("zh", "78%以上", "78%", "figure_lost"),
    ("zh", "90.4%，同比增长5.1%", "5.1%，同比增长90.4%", "figure_moved"),
    ("zh", "9月底前", "年内", "date_lost"),
    ("zh", "望溪区卫生健康局", "卫生健康部门", "name_lost"),
    ("zh", "局长", "副局长", "post_new"),
    ("zh", "必须在", "可以在", "obligation_changed"),
    ("zh", "必须在", "要在", "obligation_changed"),
    ("zh", "力争年底前签约率达到", "年底前签约率已达到", "role_changed"),
    ("zh", "尚未办结", "办结", "negation_changed"),
    ("zh", "增长5.1%", "下降5.1%", "direction_changed"),
    ("zh", "各单位", "部分单位", "scope_changed"),
    ("zh", "全区建立", "全区积极建立", "words_new"),
    ("zh", "已检查", "因此，已检查", "words_new"),
    ("zh", "健康档案", "档案", "words_lost"),
    ("zh", "健康档案", "健康檔案", "wrong_language"),
    ("zh", "健康档案", "health档案", "wrong_language"),
    ("en", "287 dengue", "278 dengue", "figure_new"),
    ("en", "Nearly 5,200", "5,200", "figure_lost"),
    ("en", "May 2024", "June 2024", "date_new"),
    ("en", "by 30 June 2024", "soon", "date_lost"),
    ("en", "must report", "should report", "obligation_changed"),
    ("en", "must report", "may report", "obligation_changed"),
    ("en", "will buy", "has bought", "role_changed"),
    ("en", "no deaths", "deaths", "negation_changed"),
    ("en", "down 30.3%", "up 30.3%", "direction_changed"),
    ("en", "all districts", "most districts", "scope_changed"),
    ("en", "The director", "The deputy director", "post_new"),
    ("en", "all districts", "all districts of Green Valley", "name_new"),
    ("en", "recorded", "successfully recorded", "words_new"),
    ("en", "dengue", "đăng-ghê", "wrong_language"),
]


def codes(found: tuple[RewritingFinding, ...]) -> set[str]:
    return {one.code for one in found}


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_the_composed_text_passes_its_own_guard(language: Language) -> None:
    assert compare_texts(COMPOSED[language], COMPOSED[language], language) == ()


@pytest.mark.parametrize(("language", "old", "new"), GOOD)
def test_a_text_that_only_joins_passes(language: Language, old: str, new: str) -> None:
    composed = COMPOSED[language]
    assert old in composed
    assert compare_texts(composed, composed.replace(old, new, 1), language) == ()


@pytest.mark.parametrize(("language", "old", "new", "code"), BAD)
def test_every_kind_of_change_is_named(language: Language, old: str, new: str, code: str) -> None:
    composed = COMPOSED[language]
    assert old in composed
    assert code in codes(compare_texts(composed, composed.replace(old, new, 1), language))


FREE = {"words_new", "words_lost", "too_short", "too_long"}


@pytest.mark.parametrize(("language", "old", "new", "code"), [row for row in BAD if row[3] not in FREE])
def test_a_revision_may_change_words_but_no_fact(language: Language, old: str, new: str, code: str) -> None:
    composed = COMPOSED[language]
    assert code in codes(compare_texts(composed, composed.replace(old, new, 1), language, REVISING))


def test_a_revision_with_other_words_passes() -> None:
    assert compare_texts(VI, VI.replace("Đã kiểm tra", "Đã tiến hành kiểm tra"), "vi", REVISING) == ()
    assert compare_texts(ZH, ZH.replace("全区建立", "全区累计建立"), "zh", REVISING) == ()


@pytest.mark.parametrize("text", ["", "  ", "…", "。"])
def test_nothing_written_is_one_finding(text: str) -> None:
    assert codes(compare_texts(VI, text, "vi")) == {"empty"}


def test_a_text_far_too_short_or_long_or_going_round_in_circles_is_named() -> None:
    assert "too_short" in codes(compare_texts(VI, VI[:90], "vi"))
    assert {"too_long", "repeated"} <= codes(compare_texts(VI, f"{VI} {VI}", "vi"))


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["vi", "zh", "en"]), st.integers(0, 200), st.integers(1, 8))
def test_a_digit_changed_anywhere_is_always_found(language: Language, at: int, by: int) -> None:
    composed = COMPOSED[language]
    places = [match.start() for match in re.finditer(r"\d", composed)]
    place = places[at % len(places)]
    digit = (int(composed[place]) + by) % 10
    changed = f"{composed[:place]}{digit}{composed[place + 1 :]}"
    assert (compare_texts(composed, changed, language) == ()) == (changed == composed)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["vi", "en"]), st.integers(0, 200))
def test_a_word_left_out_anywhere_is_always_found(language: Language, at: int) -> None:
    composed = COMPOSED[language]
    words = composed.split(" ")
    left = at % len(words)
    if words[left].strip(".,;").casefold() not in LINKS[language]:
        assert compare_texts(composed, " ".join([*words[:left], *words[left + 1 :]]), language)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 200), st.sampled_from(["很", "大力", "显著", "所有", "已", "不"]))
def test_a_chinese_word_put_in_anywhere_is_always_found(at: int, word: str) -> None:
    place = at % len(ZH)
    assert compare_texts(ZH, ZH[:place] + word + ZH[place:], "zh")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["vi", "zh", "en"]), st.data())
def test_joining_words_before_any_sentence_always_pass(language: Language, data: st.DataObject) -> None:
    composed = COMPOSED[language]
    stops = [match.end() for match in re.finditer("。" if language == "zh" else r"\. ", composed)][:-1]
    link = data.draw(st.sampled_from(LINKS[language][:3]))
    place = data.draw(st.sampled_from(stops))
    comma = "，" if language == "zh" else ", "
    assert compare_texts(composed, f"{composed[:place]}{link}{comma}{composed[place:]}", language) == ()


def source(text: str, language: Language = "vi") -> SourceSentence:
    return SourceSentence(3, "d", 0, len(text), text, language)


FIRST, SECOND = "Đã kiểm tra 2.148 cơ sở thực phẩm.", "Trung tâm Y tế huyện Mường Rịa đã mở 12 lớp tập huấn."
SOURCES = (source(FIRST), source(SECOND))


def test_an_accepted_text_has_its_figures_found_again_with_their_citation() -> None:
    written, findings = accept_rewriting(
        f"{FIRST} {SECOND}", f"{FIRST} Bên cạnh đó, trung tâm Y tế huyện Mường Rịa đã mở 12 lớp tập huấn", SOURCES, "vi"
    )
    assert findings == ()
    assert written is not None
    assert written.text == f"{FIRST} Bên cạnh đó, Trung tâm Y tế huyện Mường Rịa đã mở 12 lớp tập huấn."
    assert [(written.text[one.start : one.end], one.citation) for one in written.figures] == [
        (one.surface, 3) for one in written.figures
    ]
    assert [str(one.value) for one in written.figures] == ["2148", "12"]


def test_a_sentence_that_slipped_stands_in_its_composed_words_behind_its_joining_word() -> None:
    written, findings = accept_rewriting(
        f"{FIRST} {SECOND}",
        "Đã kiểm tra 2.184 cơ sở thực phẩm. Cùng với đó, huyện Mường Rịa đã mở 12 lớp.",
        SOURCES,
        "vi",
    )
    assert findings == ()
    assert written is not None
    assert written.text == f"{FIRST} Cùng với đó, {SECOND}"


def test_where_nothing_can_be_kept_the_findings_say_why() -> None:
    written, findings = accept_rewriting(f"{FIRST} {SECOND}", "Đã kiểm tra 2.184 cơ sở thực phẩm.", SOURCES, "vi")
    assert written is None
    assert {"figure_new", "figure_lost", "name_lost"} <= codes(findings)


def test_what_the_sources_do_not_bear_out_is_refused_even_if_it_is_the_composed_text() -> None:
    other = "Đã xây mới 15 trường học."
    written, findings = accept_rewriting(
        f"{FIRST} {other}", f"{FIRST} Ngoài ra, đã xây mới 15 trường học.", SOURCES, "vi"
    )
    assert written is None
    assert codes(findings) == {"not_borne_out"}


def test_a_revision_is_taken_whole_or_not_at_all() -> None:
    written, _ = accept_rewriting(
        f"{FIRST} {SECOND}", f"Đã kiểm tra 2.184 cơ sở. {SECOND}", SOURCES, "vi", revised=True
    )
    assert written is None


@pytest.mark.parametrize(
    ("composed", "text", "language", "kept"),
    [
        ("甲区检查20家。乙区检查30家。", "甲区检查20家。此外，乙区检查35家。", "zh",
         "甲区检查20家。此外，乙区检查30家。"),
        ("甲区检查20家。*镇卫生院检查30家。", "甲区检查20家。同时，镇卫生院检查30家。", "zh",
         "甲区检查20家。同时，*镇卫生院检查30家。"),
        ("甲区检查20家。但乙区只查3家。", "甲区检查20家。此外，但乙区只查3家。", "zh", "甲区检查20家。但乙区只查3家。"),
        ("A has 2 beds. B has 3 beds.", "Also, A has 2 beds. Moreover, b has 3 beds.", "en",
         "A has 2 beds. Moreover, B has 3 beds."),
        ("Xã A có 2 lớp. Tuy vậy xã B chỉ có 1.", "Xã A có 2 lớp. Ngoài ra, tuy vậy xã B chỉ có 1.", "vi",
         "Xã A có 2 lớp. Tuy vậy xã B chỉ có 1."),
    ],
)  # fmt: skip
def test_no_joining_word_stands_first_or_before_a_sentence_that_turns(
    composed: str, text: str, language: Language, kept: str
) -> None:
    assert with_capitals(composed, salvage(composed, text, language), language) == kept


def test_names_keep_their_capitals_and_other_words_lose_them_inside_a_sentence() -> None:
    composed = "Sở Y tế mở 2 lớp. Kiểm tra 3 cơ sở."
    joined = with_capitals(composed, "Sở y tế mở 2 lớp. đồng thời, Kiểm tra 3 cơ sở.", "vi")
    assert joined == "Sở Y tế mở 2 lớp. Đồng thời, kiểm tra 3 cơ sở."
    assert with_capitals("mở 2 lớp. Xong.", "Mở 2 lớp. xong.", "vi") == "mở 2 lớp. Xong."


def test_a_joining_word_is_known_at_the_beginning_of_a_sentence_only_as_a_whole_word() -> None:
    assert leading_link("Bên cạnh đó, đã mở 2 lớp.", "vi") == "Bên cạnh đó"
    assert leading_link("Vàng có 2 lớp.", "vi") is None
    assert leading_link("与此同时，已检查。", "zh") == "与此同时"


def test_a_joining_word_that_stands_already_gives_way_to_another() -> None:
    composed = "甲区检查20家。乙区检查30家。丙区检查40家。"
    written = "甲区检查20家。此外，乙区检查30家。此外，丙区检查40家。"
    assert salvage(composed, written, "zh") == "甲区检查20家。此外，乙区检查30家。同时，丙区检查40家。"
