"""People: who is named with which post, and which capitalised words are nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.people import find_people
from vectorstore.records import Language

Person = tuple[str, str, str]

NAMED: list[tuple[Language, str, list[Person]]] = [
    (
        "vi",
        "TS. Lê Văn An – Viện trưởng Viện Sức khỏe lao động nhấn mạnh tầm quan trọng",
        [("Lê Văn An", "Viện trưởng", "Viện Sức khỏe lao động")],
    ),
    (
        "vi",
        "Dự hội nghị có đồng chí Ngô Thị Hoa, Phó Giám đốc Sở Y tế An Bình; đồng chí Vũ Minh Tâm, Phó Chủ tịch"
        " UBND thành phố "
        "An Bình; đại diện lãnh đạo các bệnh viện.",
        [
            ("Ngô Thị Hoa", "Phó Giám đốc", "Sở Y tế An Bình"),
            ("Vũ Minh Tâm", "Phó Chủ tịch", "UBND thành phố An Bình"),
        ],
    ),
    (
        "vi",
        "Phó Chủ tịch Thường trực UBND tỉnh An Giang Mai Lâm chúc mừng các y, bác sĩ",
        [("Mai Lâm", "Phó Chủ tịch Thường trực", "UBND tỉnh An Giang")],
    ),
    (
        "vi",
        "Đồng chí Đại tá Nguyễn Quốc Bảo, Trưởng Công an thành phố phát biểu",
        [("Nguyễn Quốc Bảo", "Trưởng Công an", "thành phố")],
    ),
    ("vi", "đồng chí Mai Lâm ghi nhận nỗ lực", [("Mai Lâm", "", "")]),
    ("vi", "Bộ trưởng Bộ Y tế Đào Thị Hòa đã đến thăm", [("Đào Thị Hòa", "Bộ trưởng", "Bộ Y tế")]),
    ("vi", "Tin, ảnh: Trần Thu Hà", [("Trần Thu Hà", "", "")]),
    ("vi", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nPhạm Văn Dũng", [("Phạm Văn Dũng", "PHÓ GIÁM ĐỐC", "")]),
    ("vi", "Bệnh viện Mắt Ninh Bình, Bộ Y tế, Viện Quốc gia, thành phố Hồ Chí Minh, huyện Mai Sơn", []),
    ("vi", "Trường THPT Lê Quý Đôn và đường Trần Phú", []),
    ("vi", "Phó Giám đốc Sở Y tế Ninh Bình chủ trì", []),
    ("zh", "区卫生健康局局长王建国出席会议并讲话", [("王建国", "局长", "区卫生健康局")]),
    ("zh", "副院长李敏主持会议", [("李敏", "副院长", "")]),
    ("zh", "张伟同志作了汇报", [("张伟", "", "")]),
    ("zh", "（通讯员 陈晓）", [("陈晓", "通讯员", "")]),
    ("zh", "局長張建國主持", [("張建國", "局長", "")]),
    ("zh", "成立了由任組長,任副組長,各科室主要負責人為成員的網絡", []),
    ("zh", "院长高度重视，主任医师和局长分工负责，书记王某、主任张××", []),
    (
        "en",
        "Dr Nguyen Van An, Director of the Institute of Health, opened the meeting.",
        [("Nguyen Van An", "Director", "Institute of Health")],
    ),
    ("en", "Deputy Director Jane Smith spoke.", [("Jane Smith", "Deputy Director", "")]),
    ("en", "The Department of Health met in Green Hill District.", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), NAMED, ids=[text[:36] for _, text, _ in NAMED])
def test_a_person_is_found_with_post_and_organisation(language: Language, text: str, expected: list[Person]) -> None:
    assert [(one.name, one.post, one.organisation) for one in find_people(text, language)] == expected


def test_degrees_and_ranks_are_kept_beside_the_name() -> None:
    (person,) = find_people("đồng chí PGS.TS. Trần Văn Cường, Cục trưởng", "vi")
    assert person.honorifics == ("đồng chí", "PGS.", "TS.")


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet=st.sampled_from("Nguyễn Văn An, – Giám đốc Sở;.\n局长王建国同志、书记"), max_size=60),
    ),
    st.sampled_from(["vi", "zh", "en"]),
)
def test_any_text_gives_ordered_names_that_quote_it(text: str, language: Language) -> None:
    last = 0
    for person in find_people(text, language):
        assert last <= person.start < person.end <= len(text)
        assert text[person.start : person.end] == person.surface
        last = person.end


def test_a_signature_block_names_a_person_of_any_family_name_and_a_line_alone_does_not() -> None:
    for post in ("GIÁM ĐỐC", "Giám đốc"):
        signed = find_people(f"- Lưu: VT.\n{post}\nXà Thị Ngân\n", "vi")
        assert [(one.name, one.post) for one in signed] == [("Xà Thị Ngân", post)]
    assert find_people("- Lưu: VT.\nTổ chức thực hiện\nXà Thị Ngân\n", "vi") == ()


def test_the_organisation_of_a_speaker_ends_before_the_meeting() -> None:
    (speaker,) = find_people("đồng chí Trần Văn Nam, Giám đốc Sở Y tế tỉnh An Bình tại Hội nghị tổng kết", "vi")
    assert (speaker.post, speaker.organisation) == ("Giám đốc", "Sở Y tế tỉnh An Bình")


def test_a_verb_before_a_post_is_no_chinese_name() -> None:
    assert find_people("成立由区长任组长的领导小组", "zh") == ()
