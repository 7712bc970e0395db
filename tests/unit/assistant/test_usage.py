"""Usage is counted by week, and refused questions are told by what they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.usage import AskedQuestion, UnansweredTopic, WeekOfUse, find_topics, report_usage
from vectorstore.records import Language

NOW = datetime(2024, 7, 31, 12, tzinfo=UTC)  # a Wednesday


def asked(question: str, *, days_ago: int = 0, language: Language = "vi", refused: bool = True) -> AskedQuestion:
    moment = NOW - timedelta(days=days_ago)
    reason = "no_evidence" if refused else None
    return AskedQuestion(moment, "lan", question, language, refused, reason, "extractive", 0.5)


ROADS = (
    asked("Kinh phí sửa chữa đường tỉnh 293 năm 2024 là bao nhiêu?", days_ago=1),
    asked("Sửa chữa đường tỉnh hết bao nhiêu kinh phí?", days_ago=2),
    asked("Kinh phí sửa chữa đường tỉnh năm 2023?", days_ago=9),
)
REVENUE = (
    asked("澜溪县2023年上半年财政收入是多少？", language="zh", days_ago=3),
    asked("财政收入2022年是多少？", language="zh", days_ago=4),
)
ALONE = asked("Ai là hiệu trưởng trường Sông Lam?", days_ago=5)


def test_refused_questions_about_the_same_thing_are_one_topic_whatever_the_year() -> None:
    topics = find_topics([ALONE, *REVENUE, *ROADS])
    assert [(topic.count, topic.words[0]) for topic in topics] == [
        (3, "kinh phí sửa chữa đường tỉnh"),
        (2, "财政收入"),
        (1, "hiệu trưởng trường sông lam"),
    ]
    assert topics[0].questions == tuple(one.question for one in ROADS)
    assert topics[0].last_asked == ROADS[0].asked_at


def test_a_span_of_use_is_summed_up_by_week() -> None:
    answered = replace(asked("Bao nhiêu trường?", refused=False), useful=True, seconds=2.0)
    useless = replace(
        asked("Bao nhiêu chợ?", refused=False, days_ago=8), useful=False, comment="thiếu", seconds=9.0, user="minh"
    )
    report = report_usage([*ROADS, answered, useless], since=NOW - timedelta(days=14), now=NOW, shown=True)
    assert report.weeks == (
        WeekOfUse(date(2024, 7, 15)),
        WeekOfUse(date(2024, 7, 22), questions=2, refused=1, not_useful=1),
        WeekOfUse(date(2024, 7, 29), questions=3, refused=2, useful=1),
    )
    assert (report.questions, report.refused, report.useful, report.not_useful, report.users) == (5, 3, 1, 1, 2)
    assert (report.median_seconds, report.slow_seconds) == (0.5, 9.0)
    assert report.slowest[0] == useless
    assert report.not_useful_answers == (useless,)
    assert report.reasons == (("no_evidence", 3),)


def test_without_leave_nobodys_question_is_shown_nor_a_topic_that_is_one_persons_question() -> None:
    useless = replace(ALONE, useful=False, comment="thiếu")
    other = replace(ROADS[1], user="minh")
    report = report_usage(
        [ROADS[0], other, ROADS[2], *REVENUE, useless], since=NOW - timedelta(days=30), now=NOW, shown=False
    )
    assert report.topics == (UnansweredTopic(("kinh phí sửa chữa đường tỉnh",), 3, 2, "vi", ROADS[0].asked_at, ()),)
    assert {(one.question, one.comment, one.user) for one in (*report.slowest, *report.not_useful_answers)} == {
        ("", "", "")
    }


def test_nothing_asked_is_a_report_of_nothing() -> None:
    report = report_usage([], since=NOW - timedelta(days=1), now=NOW, shown=True)
    assert (report.questions, report.median_seconds, report.topics) == (0, None, ())
    assert report.weeks == (WeekOfUse(date(2024, 7, 29)),)


@given(st.lists(st.text(max_size=60), max_size=25), st.randoms())
def test_every_refused_question_is_in_exactly_one_topic_in_whatever_order_they_come(
    questions: list[str], shuffler: object
) -> None:
    refused = [asked(question, days_ago=at) for at, question in enumerate(questions)]
    topics = find_topics(refused)
    assert sum(topic.count for topic in topics) == len(refused)
    assert find_topics(refused[::-1]) == topics
