"""Translations of report sentences: what code can tell must be the same, names stay in the original, notices say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.checking.source_sentences import SourceSentence
from assistant.drafting.draft_translation import compare_translation, translate
from vectorstore.records import Language


def source(text: str, language: Language) -> SourceSentence:
    return SourceSentence(4, "d", 0, len(text), text, language)


ZH = source("望溪区卫生健康局检查用人单位342家，立案查处18起，罚款52.4万元，同比增长5.1%。", "zh")
ZH_PLAN = source("力争年底前重点人群签约率达到78%以上。", "zh")
VI = source("Đã kiểm tra 2.148 cơ sở thực phẩm, phát hiện 173 cơ sở vi phạm, giảm 12% so với năm 2023.", "vi")
VI_DUTY = source("Các đơn vị phải khắc phục xong 07 trạm y tế trước ngày 31/10/2024.", "vi")
EN = source("Nearly 5,200 children received a measles dose in 2024, and no deaths were recorded.", "en")
DENGUE = source("The Centre recorded 287 dengue cases and no deaths.", "en")
GOOD: list[tuple[SourceSentence, Language, str]] = [
    (
        ZH,
        "vi",
        "Cục Y tế (望溪区卫生健康局) đã kiểm tra 342 đơn vị sử dụng lao động, lập án xử lý 18 vụ, "
        "phạt 524.000 nhân dân tệ, tăng 5,1% so với cùng kỳ.",
    ),
    (VI, "en", "It inspected 2,148 food establishments and found 173 violations, down 12% against 2023."),
    (VI, "zh", "检查食品经营单位2148家，发现违规单位173家，比2023年下降12%。"),
    (VI_DUTY, "en", "The units must finish repairing 7 health stations before 31 October 2024."),
    (EN, "vi", "Gần 5.200 trẻ em được tiêm vắc-xin sởi trong năm 2024, không ghi nhận ca tử vong."),
]
BAD: list[tuple[SourceSentence, Language, str, str]] = [
    (ZH, "vi", GOOD[0][2].replace("342", "324"), "figure_new"),
    (ZH, "vi", GOOD[0][2].replace("524.000", "52,4"), "figure_lost"),
    (ZH, "vi", GOOD[0][2].replace(" (望溪区卫生健康局)", ""), "name_not_kept"),
    (ZH, "vi", GOOD[0][2].replace("tăng 5,1%", "giảm 5,1%"), "direction_changed"),
    (ZH, "vi", GOOD[0][2].replace("xử lý", "查处"), "wrong_language"),
    (ZH, "vi", "The bureau (望溪区卫生健康局) inspected 342 employers and fined 18.", "wrong_language"),
    (ZH_PLAN, "vi", "Tỷ lệ ký kết của nhóm trọng điểm đã đạt từ 78% trở lên vào cuối năm.", "role_changed"),
    (ZH_PLAN, "vi", "Phấn đấu đến cuối năm tỷ lệ ký kết của nhóm trọng điểm đạt 78%.", "figure_lost"),
    (VI, "en", GOOD[1][2].replace("down", "up by"), "direction_changed"),
    (VI, "en", GOOD[1][2].replace("2023", "2022"), "date_new"),
    (VI, "en", GOOD[1][2].replace(" and found 173 violations", ""), "figure_lost"),
    (VI, "zh", GOOD[2][2].replace("检查", "檢查"), "wrong_language"),
    (VI, "zh", GOOD[2][2].replace("173家", "173家、罚款20家"), "figure_new"),
    (VI_DUTY, "en", GOOD[3][2].replace("must", "may"), "obligation_changed"),
    (VI_DUTY, "en", GOOD[3][2].replace("31 October", "30 October"), "date_lost"),
    (EN, "vi", GOOD[4][2].replace("không ghi nhận", "ghi nhận"), "negation_changed"),
    (EN, "vi", GOOD[4][2].replace("Gần 5.200", "5.200"), "figure_lost"),
    (EN, "vi", "**" + GOOD[4][2], "markup"),
    (EN, "vi", GOOD[4][2] * 3, "too_long"),
    (EN, "vi", "…", "empty"),
    (ZH_PLAN, "vi", "Đội ngũ người lớn, mục tiêu đảm bảo tỷ lệ ký hợp đồng đạt 78% trở lên.", "unlike"),
    (ZH_PLAN, "vi", "Phấn đấu tỷ lệ ký kết đạt 78% trở lên trước hết năm ปี.", "wrong_language"),
    (ZH_PLAN, "vi", "Mục tiêu: tỷ lệ ký kết đạt 78% trở lên vào cuối năm.", "markup"),
    (ZH_PLAN, "vi", "Till cuối năm phấn đấu tỷ lệ ký kết đạt 78% trở lên.", "wrong_language"),
    (DENGUE, "vi", "Qua cơ quan điều trị, đã nhận được 287 trường hợp dengue và không có tử vong.", "unlike"),
    (ZH_PLAN, "vi", "78%以上。", "unlike"),
]  # fmt: skip


def cosines_of(value: float) -> Any:
    def cosines(claims: Sequence[str], sources: Sequence[str]) -> NDArray[Any]:
        return np.full((len(claims), len(sources)), value)

    return cosines


@pytest.mark.parametrize(("sentence", "language", "text"), GOOD)
def test_a_right_translation_has_nothing_against_it(sentence: SourceSentence, language: Language, text: str) -> None:
    assert list(compare_translation(sentence, text, language)) == []


@pytest.mark.parametrize(("sentence", "language", "text", "code"), BAD)
def test_every_change_in_a_translation_is_named(
    sentence: SourceSentence, language: Language, text: str, code: str
) -> None:
    assert code in {one.code for one in compare_translation(sentence, text, language)}


def test_an_accepted_translation_has_its_figures_and_says_that_it_is_unofficial() -> None:
    written, findings = translate(EN, GOOD[4][2], "vi", cosines_of(0.93))
    assert findings == ()
    assert written is not None
    assert written.text == GOOD[4][2]
    assert [(str(one.value), one.citation) for one in written.figures][:1] == [("5200", 4)]
    assert [(one.code, dict(one.facts)) for one in written.notices] == [
        ("unofficial_translation", {"original": EN.text, "language": "en"})
    ]


def test_without_a_comparison_of_meaning_or_with_another_meaning_a_translation_is_refused() -> None:
    for cosines in (None, cosines_of(0.5)):
        written, findings = translate(EN, GOOD[4][2], "vi", cosines)
        assert written is None
        assert [one.code for one in findings] == ["unlike"]


def test_an_original_name_without_brackets_gets_them() -> None:
    bare = GOOD[0][2].replace("(望溪区卫生健康局)", "望溪区卫生健康局")
    written, findings = translate(ZH, bare, "vi", cosines_of(0.95))
    assert findings == ()
    assert written is not None
    assert "(望溪区卫生健康局)" in written.text
