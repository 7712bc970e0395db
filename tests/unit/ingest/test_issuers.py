"""Who issued a report: told apart by place, never a venue, a guest or the agency addressed."""

from __future__ import annotations

import pytest

from ingest.cleaner import clean_text
from ingest.documents import LoadedDocument
from ingest.issuer_names import full_name, place_of
from ingest.metadata import read_metadata


def issuer(text: str) -> str | None:
    return read_metadata(clean_text(text), LoadedDocument("report.txt", "0" * 64, "text", text)).issuer


LETTER = """{above}
{agency}
Số: 12/BC-X
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
{place}, ngày 05 tháng 7 năm 2024

BÁO CÁO
Kết quả công tác 6 tháng đầu năm 2024

Kính gửi: Ủy ban nhân dân tỉnh Lam Giang

Trong 6 tháng đầu năm, đơn vị đã khám cho 1.200 lượt người.
"""


@pytest.mark.parametrize(
    ("above", "agency", "place", "expected"),
    [
        ("UBND TỈNH LAM GIANG", "SỞ Y TẾ", "Lam Giang", "Sở Y tế tỉnh Lam Giang"),
        ("ỦY BAN NHÂN DÂN HUYỆN HẢI NGÀN", "TRUNG TÂM Y TẾ", "Hải Ngàn", "Trung tâm Y tế huyện Hải Ngàn"),
        ("SỞ Y TẾ LAM GIANG", "CHI CỤC DÂN SỐ", "Lam Giang", "Chi cục Dân số tỉnh Lam Giang"),
        ("UBND TP. LAM GIANG", "PHÒNG Y TẾ", "Lam Giang", "Phòng Y tế thành phố Lam Giang"),
        ("SỞ Y TẾ LAM GIANG", "BỆNH VIỆN ĐA KHOA TỈNH", "Lam Giang", "Bệnh viện Đa khoa tỉnh Lam Giang"),
        ("BỘ Y TẾ", "VIỆN VỆ SINH DỊCH TỄ", "Lam Giang", "Viện Vệ sinh dịch tễ"),
        ("BỘ Y TẾ", "SỞ Y TẾ HẢI NGÀN", "Hải Ngàn", "Sở Y tế tỉnh Hải Ngàn"),
    ],
)
def test_a_letterhead_gives_the_agency_with_its_place(above: str, agency: str, place: str, expected: str) -> None:
    assert issuer(LETTER.format(above=above, agency=agency, place=place)) == expected


def test_an_agency_has_one_name_however_its_place_is_written() -> None:
    names = [full_name(name, "vi", "", None, ()) for name in ("Sở Y tế Lam Giang", "Sở Y tế tỉnh Lam Giang")]
    assert names == ["Sở Y tế tỉnh Lam Giang", "Sở Y tế tỉnh Lam Giang"]
    assert full_name("Sở Y tế Hải Phòng", "vi", "", None, ()) == "Sở Y tế thành phố Hải Phòng"


def test_two_possible_places_add_none() -> None:
    one = "Đoàn công tác tỉnh Lam Giang đến thăm."
    assert full_name("Sở Y tế", "vi", one, None, ()) == "Sở Y tế tỉnh Lam Giang"
    assert full_name("Sở Y tế", "vi", one + " Đoàn tỉnh Kim Thành cũng dự.", None, ()) == "Sở Y tế"


def test_the_place_at_the_end_of_a_name_is_read() -> None:
    assert place_of("Ủy ban nhân dân huyện Tân An") == "huyện Tân An"
    assert place_of("Sở Y tế Lam Giang") == "Lam Giang"
    assert place_of("Sở Y tế") == ""


NEWS = """Ngành Y tế Lam Giang sơ kết công tác 6 tháng đầu năm 2024

Thứ Sáu, 12/07/2024, 15:20

{lead} Tới dự có lãnh đạo Trung tâm Y tế huyện Tân An.
"""


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (
            "Ngày 11/7/2024, tại Hội trường tầng 3 Bệnh viện Đa khoa tỉnh, Sở Y tế Lam Giang tổ chức Hội nghị sơ kết.",
            "Sở Y tế tỉnh Lam Giang",
        ),
        ("Ngày 11/7/2024, tại Bệnh viện Phổi Lam Giang đã diễn ra Hội nghị sơ kết công tác.", None),
        (
            "Ngày 11/7/2024, Cụm thi đua gồm: Bệnh viện Mắt Lam Giang và Bệnh viện Phổi Lam Giang tổ chức hội nghị.",
            "Bệnh viện Mắt Lam Giang",
        ),
    ],
)
def test_the_host_of_a_meeting_is_the_issuer_of_its_news_and_the_venue_is_not(lead: str, expected: str | None) -> None:
    assert issuer(NEWS.format(lead=lead)) == expected


def test_an_agency_that_something_is_done_to_is_no_issuer() -> None:
    lead = "Sáng 11/7/2024, đoàn công tác của Sở Y tế tỉnh Lam Giang đã kiểm tra Bệnh viện Đa khoa huyện Tân An."
    title = "Sở Y tế kiểm tra Bệnh viện Đa khoa huyện Tân An"
    assert issuer(f"{title}\n12/07/2024 08:00\n\n{lead}\n") == "Sở Y tế tỉnh Lam Giang"


def test_the_issuer_of_a_speech_is_the_speakers_agency_and_not_the_one_addressed() -> None:
    speech = (
        "BÀI PHÁT BIỂU CHỈ ĐẠO\n{}\nKính thưa đồng chí Phó Chủ tịch Ủy ban nhân dân tỉnh!\n"
        "Kính thưa các vị đại biểu!\nHôm nay, chúng ta họp mặt để bàn việc phòng bệnh.\n"
    )
    spoken = "của đồng chí Trần Văn Nam, Giám đốc Sở Y tế tỉnh Lam Giang tại Hội nghị phòng bệnh năm 2023"
    assert issuer(speech.format(spoken)) == "Sở Y tế tỉnh Lam Giang"
    assert issuer(speech.format("tại Hội nghị phòng bệnh năm 2023")) is None


ZH_SPEECH = """在云江区老年健康工作会上的讲话
{line}
同志们：
今天，我们召开会议。刚才，区疾控中心作了发言。{attending}下面，我讲三点意见。
"""


@pytest.mark.parametrize(
    ("line", "attending", "expected"),
    [
        ("云江区卫生健康局局长 李明", "", "云江区卫生健康局"),
        ("（2023年10月19日）", "参加会议的有区卫生健康局班子成员。", "云江区卫生健康局"),
        ("（2023年10月19日）", "", None),
    ],
)
def test_a_chinese_speech_is_its_speakers_or_its_hosts(line: str, attending: str, expected: str | None) -> None:
    assert issuer(ZH_SPEECH.format(line=line, attending=attending)) == expected


def test_a_county_that_holds_a_meeting_by_itself_is_its_issuer() -> None:
    news = "云江县召开卫生健康调度会\n发布时间：2024-08-07 17:06\n8月6日上午，云江县召开调度会。县人民医院作了汇报。\n"
    assert issuer(news) == "云江县"


def test_a_line_under_the_title_names_the_issuer_of_a_bulletin() -> None:
    text = "Community Health in 2023: Annual Brief\n{}\n\nIn 2023 the centres handled 1.2 million visits.\n"
    assert issuer(text.format("Health Commission of Northfield District")) == "Health Commission of Northfield District"
    assert issuer(text.format("Prepared for the Health Commission of Northfield District")) is None
