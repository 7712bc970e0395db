"""Short forms that texts define themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.defined_names import DefinedName, find_defined_names


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Trung tâm Y tế (TTYT) họp", "ttyt=trung_tâm_y_tế"),
        ("Hôm nay Sở Giáo dục và Đào tạo (SGDĐT) họp", "sgdđt=sở_giáo_dục_và_đào_tạo"),
        ("Quỹ Khám bệnh (sau đây gọi tắt là QKB) họp", "qkb=quỹ_khám_bệnh"),
        ("the Regional Health Office (RHO) met", "rho=regional_health_office"),
        ("区卫生健康监督所（以下简称区卫监所）负责", "区_卫_监_所=区_卫_生_健_康_监_督_所"),
        ("區衛生健康監督所(以下簡稱“區衛監所”)負責", "区_卫_监_所=区_卫_生_健_康_监_督_所"),
    ],
)
def test_a_definition_is_read(text: str, term: str) -> None:
    (name,) = find_defined_names(text)
    assert name.term == term
    assert DefinedName.parse(term) == name


@pytest.mark.parametrize(
    "text",
    [
        "Bệnh viện tỉnh (ABC) họp",
        "(TTYT) Trung tâm",
        "Kết thúc. (TTYT)",
        "会议（第二次）召开",
        "职业病（尘肺）防治",
        "Ông An (BS) nói",
        "()",
    ],
)
def test_brackets_that_define_nothing_are_left(text: str) -> None:
    assert find_defined_names(text) == []


@given(st.text(alphabet="TYạn (（)）“区以下简称A.-, \n", max_size=60))
def test_no_text_is_refused(text: str) -> None:
    for name in find_defined_names(text):
        assert DefinedName.parse(name.term) == name
