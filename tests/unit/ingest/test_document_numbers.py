"""Numbers of official documents in both countries' forms, damaged ones included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document_numbers import find_document_numbers

READ = [
    ("Quyết định số 15/QĐ-BNV", ["15/QĐ-BNV"]),
    ("Nghị định 30/2020/NĐ-CP", ["30/2020/NĐ-CP"]),
    ("816/QĐ-BYT và 655/KH-BYT", ["816/QĐ-BYT", "655/KH-BYT"]),
    ("Số: 12/KH-UBND.VX", ["12/KH-UBND.VX"]),
    ("Nghị quyết số 05-NQ/TW", ["05-NQ/TW"]),
    ("công văn 1245/SYT-NVY", ["1245/SYT-NVY"]),
    ("Luật số 41/2024/QH15", ["41/2024/QH15"]),
    ("ngày 29/3/2024, trực 24/7, 1/3 số xã, 120/80 mmHg, km/h", []),
    ("国卫办发〔2024〕12号", ["国卫办发〔2024〕12号"]),
    ("根据卫健委发[2023]第5号文件", ["卫健委发〔2023〕5号"]),
    ("（国办发（2019）3号）", ["国办发〔2019〕3号"]),
    ("3号楼，第5号，2024年9号", []),
]


@pytest.mark.parametrize(("text", "values"), READ)
def test_a_document_number_is_read_in_its_own_form(text: str, values: list[str]) -> None:
    assert [number.value for number in find_document_numbers(text)] == values


def test_a_lost_year_is_damaged_and_not_guessed() -> None:
    (number,) = find_document_numbers("的通知》(創國衛辦〔〕9號)的文件精神")
    assert (number.surface, number.value, number.year, number.number, number.status) == (
        "創國衛辦〔〕9號", "创国卫办〔〕9号", None, 9, "damaged",
    )  # fmt: skip


def test_a_blank_number_is_damaged() -> None:
    (number,) = find_document_numbers("Số: …/BC-SYT")
    assert (number.value, number.number, number.type_symbol, number.issuer_symbol, number.status) == (
        "/BC-SYT", None, "BC", "SYT", "damaged",
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.text(alphabet=st.sampled_from("0123456789/-〔〕[]号號QĐBYTKH卫办 Số:…"), max_size=40)
    )
)
def test_any_text_gives_ordered_numbers_that_quote_it(text: str) -> None:
    last = 0
    for number in find_document_numbers(text):
        assert last <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.surface
        last = number.end
