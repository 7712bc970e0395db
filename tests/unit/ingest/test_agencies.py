"""Agencies: where a name ends, what only points back, and abbreviations both ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.agencies import display_name, expand_abbreviations, find_agencies
from vectorstore.records import Language

NAMED: list[tuple[Language, str, list[str]]] = [
    ("vi", "Viện Sức khỏe nghề nghiệp và môi trường tổ chức Hội nghị", ["Viện Sức khỏe nghề nghiệp và môi trường"]),
    ("vi", "Trung tâm Bảo vệ, chăm sóc sức khỏe cán bộ tỉnh", ["Trung tâm Bảo vệ, chăm sóc sức khỏe cán bộ tỉnh"]),
    (
        "vi",
        "Bệnh viện Mắt, Bệnh viện Phổi và Bệnh viện Quân Y 5",
        ["Bệnh viện Mắt", "Bệnh viện Phổi", "Bệnh viện Quân Y 5"],
    ),
    ("vi", "Sở Y tế phối hợp với UBND tỉnh An Bình", ["Sở Y tế", "UBND tỉnh An Bình"]),
    ("vi", "nhiệm vụ được Bộ Y tế giao", ["Bộ Y tế"]),
    ("vi", "Sở Giáo dục và Đào tạo tỉnh Hà Nam đã báo cáo", ["Sở Giáo dục và Đào tạo tỉnh Hà Nam"]),
    ("vi", "Trung tâm ĐT&QLKH", ["Trung tâm ĐT&QLKH"]),
    ("vi", "UBND tỉnh Bắc Giang Mai Lâm", ["UBND tỉnh Bắc Giang"]),
    ("vi", "lãnh đạo Viện, các Khoa, Phòng, Trung tâm và đơn vị; bộ phận, ban ngành", []),
    ("vi", "PHÒNG, CHỐNG DỊCH; CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", []),
    ("vi", "TỔ CHỨC THỰC HIỆN. Tổ chức Tháng hành động. Hội nghị thành công", []),
    ("vi", "Tổ chức Y tế Thế giới và Hội Chữ thập đỏ", ["Tổ chức Y tế Thế giới", "Hội Chữ thập đỏ"]),
    ("vi", "07 TRẠM Y TẾ BỊ NGẬP TRONG THÁNG 6", ["Trạm Y tế"]),
    (
        "vi",
        "Ủy ban nhân dân tỉnh quan tâm, Bệnh viện Đa khoa tỉnh chuẩn bị",
        ["Ủy ban nhân dân tỉnh", "Bệnh viện Đa khoa tỉnh"],
    ),
    (
        "vi",
        "Phòng Kế hoạch - Tài chính và Phòng Công nghệ thông tin",
        ["Phòng Kế hoạch - Tài chính", "Phòng Công nghệ thông tin"],
    ),
    ("vi", "Bệnh viện Mắt - Nguyễn Văn An", ["Bệnh viện Mắt"]),
    ("vi", "Uỷ ban nhân dân huyện Tân An", ["Uỷ ban nhân dân huyện Tân An"]),
    (
        "zh",
        "新建鹭洲新城社区卫生服务中心，为11家社区卫生服务中心配备，增设双渡街道",
        ["鹭洲新城社区卫生服务中心", "双渡街道"],
    ),
    ("zh", "年内招录大学生25名，在中小学开展课程，尚无社区卫生服务中心", []),
    ("zh", "基层报销比例比区级医院高，云江市人民政府办公室印发", ["区级医院", "云江市人民政府办公室"]),
    ("en", "Prepared for the Northfield Health Department", ["Northfield Health Department"]),
    ("zh", "区卫生健康局要发挥牵头抓总作用", ["区卫生健康局"]),
    ("zh", "支持区疾控中心、区卫生监督所等单位", ["区疾控中心", "区卫生监督所"]),
    ("zh", "云江市卫生健康委员会召开会议", ["云江市卫生健康委员会"]),
    ("zh", "着力培养衛生局工作人员", ["衛生局"]),
    ("zh", "我局、该局、全局干部职工会", []),
    (
        "en",
        "The National Institute of Occupational Health held a meeting",
        ["National Institute of Occupational Health"],
    ),
    ("en", "Northfield District Health Office", ["Northfield District Health Office"]),
    ("en", "the office and the hospital", []),
]


@pytest.mark.parametrize(("language", "text", "names"), NAMED, ids=[text[:36] for _, text, _ in NAMED])
def test_an_agency_is_found_up_to_where_its_name_ends(language: Language, text: str, names: list[str]) -> None:
    assert [agency.name for agency in find_agencies(text, language)] == names


def test_a_redacted_name_keeps_its_mark_and_is_damaged() -> None:
    (agency,) = find_agencies("各*街道要落实", "zh")
    assert (agency.name, agency.status) == ("*街道", "damaged")


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("SỞ Y TẾ TỈNH AN BÌNH", "Sở Y tế tỉnh An Bình"),
        ("TRUNG TÂM KIỂM SOÁT BỆNH TẬT", "Trung tâm Kiểm soát bệnh tật"),
        ("UBND HUYỆN TÂN AN", "UBND huyện Tân An"),
        ("SỞ Y TẾ HÀ NAM", "Sở Y tế Hà Nam"),
        ("Sở Y tế", "Sở Y tế"),
    ],
)
def test_capitals_are_written_as_names_are(capitals: str, written: str) -> None:
    assert display_name(capitals) == written


def test_abbreviations_are_expanded_both_ways() -> None:
    short, long = "BVCSSK cán bộ", "bảo vệ, chăm sóc sức khỏe cán bộ"
    assert "bảo vệ chăm sóc sức khỏe cán bộ" in expand_abbreviations(short)
    assert "bvcssk cán bộ" in expand_abbreviations(long)
    assert expand_abbreviations("không có gì") == ["không có gì"]


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet=st.sampled_from("Sở Y tế tỉnh, và BỘ UBND Viện 5&–区卫生健康局医院*的"), max_size=60),
    ),
    st.sampled_from(["vi", "zh", "en"]),
)
def test_any_text_gives_ordered_agencies_that_quote_it(text: str, language: Language) -> None:
    last = 0
    for agency in find_agencies(text, language):
        assert last <= agency.start < agency.end <= len(text)
        assert text[agency.start : agency.end] == agency.surface
        last = agency.end
    assert expand_abbreviations(text)
