"""A speech says whose words it repeats: its speaker's in the first person, another's as that person's."""

from __future__ import annotations

import pytest

from assistant.drafting.draft_brief import read_brief
from assistant.drafting.fact_attribution import attribute
from assistant.drafting.fact_recasting import recast
from assistant.drafting.fact_values import Fact
from vectorstore.records import Language

HEAD = "Viết bài phát biểu bế mạc hội nghị cho Viện trưởng"
OF_AGENCY = "Viết bài phát biểu bế mạc hội nghị cho Giám đốc Sở Y tế Vân Khê"
NAMED = "Viết bài phát biểu bế mạc hội nghị cho đồng chí Mạc Thế Lữ, Giám đốc Sở Y tế Vân Khê"
CHIEF_ZH = "为区卫生健康局局长起草在工作会议上的讲话"
CHIEF_EN = "Write a closing speech for the Director"


def fact(text: str, language: Language = "vi", issuer: str | None = None) -> Fact:
    return Fact(text, "d", 0, len(text), frozenset({"instruction", "event"}), (), None, issuer, "", 1.0, language)


@pytest.mark.parametrize(
    ("request_text", "source", "told"),
    [
        (HEAD, fact("Phát biểu bế mạc Hội nghị, TS. Mạc Thế Lữ – Viện trưởng đề nghị các khoa giảm 5% chi phí."),
         "Tôi đề nghị các khoa giảm 5% chi phí."),
        (HEAD, fact("Phát biểu bế mạc, TS. Mạc Thế Lữ – Phó Viện trưởng đề nghị các khoa giảm 5% chi phí."),
         "Như đồng chí Mạc Thế Lữ, Phó Viện trưởng đã đề nghị, các khoa giảm 5% chi phí."),
        (OF_AGENCY, fact("Đồng chí Lò Thị Na, Giám đốc Trung tâm Y tế Suối Ngàn yêu cầu các trạm trực 24/24 giờ."),
         "Như đồng chí Lò Thị Na, Giám đốc Trung tâm Y tế Suối Ngàn đã yêu cầu, các trạm trực 24/24 giờ."),
        (OF_AGENCY, fact("Đồng chí Mạc Thế Lữ, Giám đốc Sở Y tế Vân Khê ghi nhận, biểu dương 12 tập thể."),
         "Tôi ghi nhận, biểu dương 12 tập thể."),
        (NAMED, fact("Đồng chí Mạc Thế Lữ, Giám đốc Sở Y tế Vân Khê nhấn mạnh công tác dự phòng."),
         "Tôi nhấn mạnh công tác dự phòng."),
        (NAMED, fact("Đồng chí Lò Thị Na, Giám đốc Sở Y tế Vân Khê nhấn mạnh công tác dự phòng."),
         "Như đồng chí Lò Thị Na, Giám đốc Sở Y tế Vân Khê đã nhấn mạnh, công tác dự phòng."),
        (HEAD, fact("Viện trưởng đề nghị các khoa báo cáo trước ngày 15."),
         "Tôi đề nghị các khoa báo cáo trước ngày 15."),
        (HEAD, fact("Phó Viện trưởng đề nghị các khoa báo cáo trước ngày 15."), None),
        (HEAD, fact("Các khoa đề nghị được bổ sung 3 bác sĩ."), None),
        (CHIEF_ZH, fact("局长王某明强调要抓好整改。", "zh"), None),
        (CHIEF_ZH, fact("区卫生健康局局长李国安强调，要抓好整改。", "zh"), "我强调，要抓好整改。"),
        (CHIEF_ZH, fact("局长李国安在会上要求各单位7月底前完成整改。", "zh", "区卫生健康局"),
         "我要求各单位7月底前完成整改。"),
        (CHIEF_ZH, fact("副区长李国安强调，要抓好整改。", "zh"), "正如副区长李国安同志强调的，要抓好整改。"),
        (CHIEF_ZH, fact("县疾控中心主任李国安要求各镇每周报送。", "zh"),
         "正如县疾控中心主任李国安同志要求的，各镇每周报送。"),
        (CHIEF_ZH, fact("群众要求增设门诊。", "zh"), None),
    ],
)  # fmt: skip
def test_who_said_it_is_made_right_for_the_speaker(request_text: str, source: Fact, told: str | None) -> None:
    brief = read_brief(request_text)
    said = attribute(source.text, source, brief)
    assert (said.text if said else None) == told
    if said is not None:
        assert source.text.startswith(said.source_lead)
        assert said.text.removeprefix(said.lead) == source.text.removeprefix(said.source_lead)


def test_where_nobody_knows_who_speaks_nothing_is_attributed() -> None:
    source = fact("Đồng chí Mạc Thế Lữ, Giám đốc Sở Y tế Vân Khê yêu cầu các trạm trực 24/24 giờ.")
    assert attribute(source.text, source, read_brief("Viết bài phát biểu tại hội nghị sơ kết")) is None


def test_no_other_genre_speaks_in_the_first_person() -> None:
    source = fact("Đồng chí Mạc Thế Lữ, Giám đốc Sở Y tế Vân Khê yêu cầu các trạm trực 24/24 giờ.")
    made = recast(source, read_brief("Viết tin về hội nghị của Giám đốc Sở Y tế Vân Khê"))
    assert made is not None
    assert made.text == source.text


def test_where_names_are_forbidden_the_post_alone_is_told() -> None:
    source = fact("Đồng chí Lò Thị Na, Phó Giám đốc Sở Y tế Vân Khê yêu cầu các trạm trực 24/24 giờ.")
    said = attribute(source.text, source, read_brief(f"{OF_AGENCY}, không nêu tên cá nhân"))
    assert said is not None
    assert said.text == "Như đồng chí Phó Giám đốc Sở Y tế Vân Khê đã yêu cầu, các trạm trực 24/24 giờ."
