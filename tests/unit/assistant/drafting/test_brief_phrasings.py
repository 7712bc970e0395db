"""Requests as people word them: length, genre, variant, speaker, audience, period and language of the text."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.drafting.brief_lengths import find_length
from assistant.drafting.draft_brief import read_brief
from vectorstore.records import Language

LENGTHS: tuple[tuple[str, str, int | None, int | None], ...] = (
    ("Viết bài phát biểu tầm 2 trang cho Giám đốc Sở Y tế", "speech", 800, None),
    ("soạn giúp em cái báo cáo dài khoảng nửa trang về công tác tiêm chủng", "report", 200, None),
    ("Cho anh bài phát biểu 5 phút tại lễ khai giảng lớp tập huấn", "speech", 750, None),
    ("Viết báo cáo một trang rưỡi về phòng chống dịch quý I năm 2024", "report", 600, None),
    ("Viết báo cáo 1,5 trang về phòng chống dịch", "report", 600, None),
    ("Anh cần bài nói chuyện chừng 10 phút trước cán bộ trạm y tế", "speech", 1500, None),
    ("Tóm tắt ngắn gọn trong vòng 100 từ báo cáo quý 2/2024", "summary", 100, None),
    ("Viết tin ngắn dưới 200 chữ về lễ trao thiết bị", "news", 180, 200),
    ("Soạn báo cáo ít nhất 3 trang về công tác dược năm 2023", "report", 1200, None),
    ("Viết bài phát biểu hai trang A4 cho đồng chí Chủ tịch UBND huyện", "speech", 800, None),
    ("báo cáo khoảng năm trăm chữ về công tác dân số", "report", 500, None),
    ("Em viết giùm chị cái tin tầm ba trăm chữ về hội nghị giao ban", "news", 300, None),
    ("viet bao cao khoang nua trang ve tiem chung", "report", 200, None),
    ("写一份不超过一千字的工作总结", "report", 900, 1000),
    ("写一份两页纸的汇报材料", "report", 1200, None),
    ("起草一个五分钟左右的发言稿", "speech", 1000, None),
    ("写篇千把字的讲话", "speech", 1000, None),
    ("写一份1000-1500字的年度总结", "report", 1250, None),
    ("帮我写个三百来字的简报", "summary", 300, None),
    ("写一篇一页左右的新闻稿", "news", 600, None),
    ("写个半页的摘要", "summary", 300, None),
    ("写一份一页半的工作汇报", "report", 900, None),
    ("起草一份3000字以上的工作报告", "report", 3000, None),
    ("给区长写一份在教育工作大会上的讲话，十分钟", "speech", 2000, None),
    ("Write about a page on vaccination for the annual report", "report", 400, None),
    ("Draft a two-page report on dengue control", "report", 800, None),
    ("Give me a five-minute speech for the Minister", "speech", 650, None),
    ("Write a half-page summary of the Q3 report", "summary", 200, None),
    ("Keep it under 250 words: a news item on the training course", "news", 225, 250),
    ("Write remarks of roughly three hundred words", "speech", 300, None),
    ("Draft a one-and-a-half page plan for 2025", "plan", 600, None),
    ("Write a report of a page and a half on staffing", "report", 600, None),
    ("Viết báo cáo 6 tháng đầu năm 2024", "report", None, None),
    ("Viết báo cáo về năm trạm y tế", "report", None, None),
    ("写一份上半年工作总结", "report", None, None),
    ("Write a report on the half-year results", "report", None, None),
)


@pytest.mark.parametrize(("request_text", "genre", "words", "most"), LENGTHS)
def test_a_length_is_read_however_it_is_worded(
    request_text: str, genre: str, words: int | None, most: int | None
) -> None:
    brief = read_brief(request_text)
    assert (brief.genre, brief.words, brief.most_words, brief.notices) == (genre, words, most, ())


@pytest.mark.parametrize(
    ("request_text", "words", "most"),
    [
        ("Viết bài phát biểu 500 chữ, tối đa 400 chữ", 360, 400),
        ("Viết báo cáo 2 trang, khoảng 300 chữ", 300, None),
        ("写一份800字的总结，控制在500字以内", 450, 500),
        ("写一份两页纸的总结，三千字左右", 3000, None),
        ("Write a 600 word report, at most 400 words", 360, 400),
        ("Write a two-page report in about a hundred words", 100, None),
    ],
)
def test_lengths_that_contradict_one_another_are_told(request_text: str, words: int, most: int | None) -> None:
    brief = read_brief(request_text)
    assert (brief.words, brief.most_words) == (words, most)
    assert [one.code for one in brief.notices] == ["lengths_differ"]


@pytest.mark.parametrize(
    ("request_text", "subject"),
    [
        ("soạn giúp em cái báo cáo dài khoảng nửa trang về công tác tiêm chủng", "công tác tiêm chủng"),
        ("Viết tin ngắn dưới 200 chữ về lễ trao thiết bị", "lễ trao thiết bị"),
        ("Viết báo cáo một trang rưỡi về phòng chống dịch năm 2024", "phòng chống dịch năm 2024"),
        ("写一份不超过一千字的工作总结", None),
        ("写篇千把字的传染病防控总结", "传染病防控"),
        ("Draft a two-page report on dengue control", "dengue control"),
    ],
)
def test_the_length_is_no_part_of_the_subject(request_text: str, subject: str | None) -> None:
    assert read_brief(request_text).subject == subject


FIELDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Soạn lời khai mạc hội thảo khoa học cho PGS.TS. Mạc Thế Lữ, Viện trưởng Viện Y học Lam Sơn",
     {"genre": "speech", "variant": "opening", "speaker": "Mạc Thế Lữ", "issuer": "Viện Y học Lam Sơn"}),
    ("Thay mặt Chủ tịch Công đoàn, viết diễn văn bế mạc đại hội",
     {"variant": "closing", "speaker_post": "Chủ tịch Công đoàn"}),
    ("viết hộ bài tham luận của trưởng khoa Dược tại hội nghị khách hàng",
     {"variant": "contribution", "speaker_post": "Trưởng khoa Dược"}),
    ("Chuẩn bị bài nói cho Bí thư Huyện ủy, người nghe là cán bộ thôn bản",
     {"speaker_post": "Bí thư Huyện ủy", "audience": "cán bộ thôn bản"}),
    ("Viết bài phát biểu của Phó Giám đốc Sở Y tế Vân Khê tại lễ phát động",
     {"speaker_post": "Phó Giám đốc Sở Y tế Vân Khê"}),
    ("Dự thảo diễn văn khai giảng, đối tượng nghe: học viên lớp bác sĩ gia đình",
     {"genre": "speech", "audience": "học viên lớp bác sĩ gia đình"}),
    ("Làm báo cáo 9 tháng năm 2024 trình Sở Y tế Vân Khê",
     {"addressee": "Sở Y tế Vân Khê", "issuer": None, "period": "2024-01-01/2024-09-30"}),
    ("Làm giúp tôi báo cáo tháng 3/2024 của Trung tâm Y tế Suối Ngàn",
     {"issuer": "Trung tâm Y tế Suối Ngàn", "period": "2024-03-01/2024-03-31"}),
    ("Báo cáo tổng kết năm 2023, phương hướng nhiệm vụ năm 2024 của Bệnh viện Sông Nhiên",
     {"variant": "annual", "issuer": "Bệnh viện Sông Nhiên", "period": "2023-01-01/2023-12-31"}),
    ("Xây dựng kế hoạch quý IV năm 2024 của Phòng Y tế", {"genre": "plan", "period": "2024-10-01/2024-12-31"}),
    ("Viết bài phát biểu bằng tiếng Anh cho Giám đốc tại buổi tiếp đoàn",
     {"language": "en", "speaker_post": "Giám đốc"}),
    ("dịch sang tiếng Trung: tóm tắt báo cáo 6 tháng đầu năm 2024",
     {"genre": "summary", "language": "zh", "period": "2024-01-01/2024-06-30"}),
    ("Viet bao cao so ket quy 1 nam 2024 bang tieng Viet", {"variant": "interim", "period": "2024-01-01/2024-03-31"}),
    ("Điểm tin hội nghị giao ban tuần", {"genre": "summary", "variant": "bulletin"}),
    ("Viết mẩu tin về buổi làm việc của Giám đốc Sở với bệnh viện", {"genre": "news"}),
    ("Lên phương án ứng phó bão lũ năm 2025", {"genre": "plan", "variant": "scheme"}),
    ("替局长写一份在动员大会上的讲话稿", {"variant": "directive", "speaker_post": "局长"}),
    ("给院长准备一份开幕式致辞", {"variant": "opening", "speaker_post": "院长"}),
    ("以区长名义起草新春贺词", {"variant": "congratulation", "speaker_post": "区长"}),
    ("为县疾控中心主任起草表态发言", {"variant": "contribution", "speaker_post": "县疾控中心主任"}),
    ("写一份2023年度述职报告", {"variant": "work_summary", "period": "2023-01-01/2023-12-31"}),
    ("起草2024年第一季度工作汇报，报送市卫生健康委",
     {"variant": "briefing", "addressee": "市卫生健康委", "period": "2024-01-01/2024-03-31"}),
    ("拟一份2025年工作要点", {"genre": "plan", "period": "2025-01-01/2025-12-31"}),
    ("写一则培训班开班的报道", {"genre": "news"}),
    ("编一条政务信息，面向基层干部", {"genre": "summary", "variant": "information", "audience": "基层干部"}),
    ("用英文写一篇会议新闻", {"genre": "news", "variant": "conference", "language": "en"}),
    ("用越南语起草开幕词", {"variant": "opening", "language": "vi"}),
    ("写一份动员讲话，听众是社区医生", {"variant": "directive", "audience": "社区医生"}),
    ("把这份总结压成一份要点摘编", {"genre": "summary"}),
    ("Write talking points for the Deputy Director on vaccination",
     {"genre": "speech", "speaker_post": "Deputy Director"}),
    ("Draft the closing remarks by the Minister of Health",
     {"variant": "closing", "speaker_post": "Minister of Health"}),
    ("Prepare the annual report for 2023 addressed to the Provincial People's Committee",
     {"variant": "annual", "addressee": "Provincial People's Committee", "period": "2023-01-01/2023-12-31"}),
    ("Write a press release on the health fair", {"genre": "news"}),
    ("Summarise the Q2 2024 report in Vietnamese",
     {"genre": "summary", "language": "vi", "period": "2024-04-01/2024-06-30"}),
    ("Draft an action plan for the first quarter of 2025", {"genre": "plan", "period": "2025-01-01/2025-03-31"}),
    ("I need an opening address for the Director, aimed at village nurses",
     {"variant": "opening", "speaker_post": "Director", "audience": "village nurses"}),
    ("Please write a news story in Chinese about the training workshop", {"genre": "news", "language": "zh"}),
    ("Make a digest of the mid-year review", {"genre": "summary"}),
    ("Write a congratulatory speech for the Chairman", {"variant": "congratulation", "speaker_post": "Chairman"}),
    ("Prepare a progress report for the third quarter of 2024",
     {"variant": "interim", "period": "2024-07-01/2024-09-30"}),
)  # fmt: skip


@pytest.mark.parametrize(("request_text", "expected"), FIELDS)
def test_who_speaks_to_whom_about_when_is_read(request_text: str, expected: dict[str, Any]) -> None:
    brief = read_brief(request_text)
    read = {name: getattr(brief, name) for name in expected}
    if "period" in read:
        read["period"] = str(read["period"])
    assert read == expected


@pytest.mark.parametrize(
    ("instruction", "language", "words"),
    [
        ("rút ngắn một nửa", "vi", None),
        ("bỏ phần hai", "vi", None),
        ("压缩一半", "zh", None),
        ("cut it in half", "en", None),
    ],
)
def test_a_share_is_no_length(instruction: str, language: Language, words: int | None) -> None:
    assert find_length(instruction, language).words is words
