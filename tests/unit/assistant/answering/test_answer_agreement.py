"""Whether a sentence speaks of the place and the time that a question names; all names are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.answer_agreement import (
    CONTRADICTED,
    UNKNOWN,
    Belonging,
    PlacesAsked,
    TimeAsked,
    place_agreement,
    places_asked,
    places_in,
    time_agreement,
    time_asked,
    without_place_and_time,
)
from ingest.catalogue_records import DocumentRecord
from ingest.cleaner import clean_text
from tests.unit.assistant.answer_fixtures import ReportsInMemory, invented_library
from vectorstore.records import Language, Period

FIRST_HALF = Period(date(2031, 1, 1), date(2031, 6, 30))
WHOLE_YEAR = Period(date(2031, 1, 1), date(2031, 12, 31))
YEAR_BEFORE = Period(date(2030, 1, 1), date(2030, 6, 30))


def report_of(issuer: str | None, period: Period | None = None, language: Language = "vi") -> DocumentRecord:
    library = ReportsInMemory(invented_library().embedder)
    library.add("one", "Báo cáo", language, title="Báo cáo công tác", period=period)
    record = library.document("one")
    return replace(record, metadata=replace(record.metadata, issuer=issuer))


def belonging(issuer: str, text: str = "") -> Belonging:
    return Belonging.of(report_of(issuer), clean_text(text or issuer))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Trung tâm Nước huyện Mây Sẫm có bao nhiêu người?", {"may sam"}),
        ("霜洲区2031年上半年门诊量是多少？", {"霜洲"}),
        ("2031年霜洲区和茗溪县哪个多？", {"霜洲", "茗溪"}),
        ("How many wells does Harlow District have?", {"harlow"}),
        ("Which district has no wells?", set()),
        ("全区有多少个社区？", set()),
        ("传染病区什么时候竣工？", set()),
        ("Xã hội hóa là gì?", set()),
    ],
)
def test_places_are_recognised_by_their_words_of_administration(text: str, places: set[str]) -> None:
    assert places_in(text) == places


@pytest.mark.parametrize(
    "question", ["Mây Sẫm khoan bao nhiêu giếng?", "may sam khoan bao nhieu gieng", "MÂY SẪM 2031"]
)
def test_the_place_of_a_report_is_known_without_its_word_and_without_marks(question: str) -> None:
    assert places_asked(question, [belonging("Phòng Nước huyện Mây Sẫm")]).keys == {"may sam"}


def test_a_word_that_only_looks_like_a_place_of_a_report_is_none() -> None:
    assert places_asked("Mây sẫm màu có mưa không?", [belonging("Phòng Nước huyện Lá Bạc")]).keys == set()


def test_the_report_of_another_place_contradicts_and_its_own_agrees() -> None:
    asked = PlacesAsked(frozenset({"may sam"}))
    other, own = belonging("Phòng Nước huyện Lá Bạc"), belonging("Phòng Nước huyện Mây Sẫm")
    assert place_agreement(asked, other, "vi", "Đã khoan 12 giếng.", "") == CONTRADICTED
    assert place_agreement(asked, own, "vi", "Đã khoan 12 giếng.", "") == 1.0


def test_a_sentence_that_names_the_place_agrees_in_the_report_of_another() -> None:
    asked = PlacesAsked(frozenset({"may sam"}))
    other = belonging("Phòng Nước tỉnh Lá Bạc")
    assert place_agreement(asked, other, "vi", "Huyện Mây Sẫm khoan 12 giếng.", "") == 1.0
    assert place_agreement(asked, other, "vi", "Đã khoan 12 giếng.", "Huyện Mây Sẫm:") == 0.8


def test_a_name_in_another_script_proves_nothing() -> None:
    assert (
        place_agreement(PlacesAsked(frozenset({"霜洲"})), belonging("Phòng Nước huyện Lá Bạc"), "vi", "x", "")
        == UNKNOWN
    )


def test_of_two_places_compared_each_report_answers_for_its_own() -> None:
    reports = [belonging("Phòng Nước huyện Lá Bạc"), belonging("Phòng Nước huyện Mây Sẫm")]
    asked = places_asked("Lá Bạc hay Mây Sẫm khoan nhiều giếng hơn?", reports)
    assert asked.alternatives
    assert [place_agreement(asked, one, "vi", "Đã khoan 12 giếng.", "") for one in reports] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("question", "language", "periods"),
    [
        ("6 tháng đầu năm 2031 khoan bao nhiêu giếng?", "vi", (FIRST_HALF,)),
        ("6 thang 2031 khoan bao nhieu gieng", "vi", (FIRST_HALF,)),
        ("Giữa năm 2031 có bao nhiêu giếng?", "vi", (FIRST_HALF,)),
        ("2031上半年打了多少口井", "zh", (FIRST_HALF,)),
        ("2030年和2031年上半年各打了多少口井？", "zh", (FIRST_HALF, YEAR_BEFORE)),
        ("giếng Mây Sẫm 2031", "vi", (WHOLE_YEAR,)),
        ("Quyết định 2031/QĐ-PN nói gì?", "vi", ()),
    ],
)
def test_the_time_asked_about_is_read_also_in_short_forms(
    question: str, language: Language, periods: tuple[Period, ...]
) -> None:
    assert set(time_asked(question, language).periods) == set(periods)


ASKED = TimeAsked((FIRST_HALF,), whole=False, exact=True)


@pytest.mark.parametrize(
    ("reported", "sentence", "value"),
    [
        (FIRST_HALF, "Đã khoan 12 giếng.", 0.9),
        (YEAR_BEFORE, "Đã khoan 12 giếng.", CONTRADICTED),
        (WHOLE_YEAR, "Đã khoan 12 giếng.", CONTRADICTED),
        (WHOLE_YEAR, "6 tháng đầu năm 2031 khoan 12 giếng.", 1.0),
        (FIRST_HALF, "Trong năm 2031 dự kiến khoan 30 giếng.", CONTRADICTED),
        (None, "Đã khoan 12 giếng.", UNKNOWN),
    ],
)
def test_a_figure_of_another_or_longer_time_does_not_answer(
    reported: Period | None, sentence: str, value: float
) -> None:
    assert time_agreement(ASKED, report_of("Phòng Nước", reported), "vi", sentence) == value


def test_half_a_year_does_not_answer_for_the_whole_unless_the_sentence_says_so() -> None:
    whole = time_asked("Cả năm 2031 khoan bao nhiêu giếng?", "vi", exact=True)
    record = report_of("Phòng Nước", FIRST_HALF)
    assert time_agreement(whole, record, "vi", "Đã khoan 12 giếng.") == CONTRADICTED
    assert time_agreement(whole, record, "vi", "Cả năm 2031 khoan 30 giếng.") == 1.0


def test_the_same_period_a_year_before_without_its_year_gives_no_figure_of_it() -> None:
    asked = TimeAsked((YEAR_BEFORE,), whole=False, exact=True)
    record = report_of("Phòng Nước", FIRST_HALF)
    bare = "6 tháng đầu năm 2031 khoan 12 giếng, tăng 3 giếng so với cùng kỳ."
    assert time_agreement(asked, record, "vi", bare) == CONTRADICTED


def test_a_sentence_without_a_time_takes_that_of_its_heading() -> None:
    asked = TimeAsked((Period(date(2031, 10, 1), date(2031, 12, 31)),), whole=False)
    record = report_of("Phòng Nước", Period(date(2031, 7, 1), date(2031, 9, 30)))
    assert time_agreement(asked, record, "vi", "Khoan thêm 4 giếng.", "Kế hoạch quý IV năm 2031") == 1.0
    assert time_agreement(asked, record, "vi", "Khoan thêm 4 giếng.", "Kết quả") == CONTRADICTED


def test_what_is_left_of_a_question_is_what_is_asked_of_the_place_and_time() -> None:
    left = without_place_and_time("霜洲区2031年上半年门诊量是多少？", "zh", frozenset({"霜洲"}))
    assert left.replace("|", "") == "门诊量是多少？"
