"""Follow-ups completed by rule: dialogues in three languages, and questions that must be left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import Exchange
from assistant.follow_ups.follow_up import Completion, complete_question

VISITS = Exchange(
    "", "Trong 6 tháng đầu năm 2024, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?", "52.310 lượt người [1]."
)
POOR = Exchange("", "Năm 2024 huyện An Bình có bao nhiêu hộ nghèo?", "Toàn huyện còn 1.204 hộ nghèo [1].")
CONFERENCE = Exchange(
    "", "Hội nghị sơ kết 6 tháng đầu năm 2024 của Sở Y tế Lũng Sương họp ở đâu?", "Tại Hội trường [1]."
)
DIRECTOR = Exchange("", "Ai là Giám đốc Trung tâm Y tế huyện Lũng Sương?", "Giám đốc Trung tâm là bà Trần Thị Mẫu [1].")
CASES = Exchange("", "6 tháng đầu năm 2024 Vân Khê có bao nhiêu ca sốt xuất huyết?", "287 ca [1].")
STATIONS = Exchange("", "Những trạm y tế nào bị ngập?", "Bản Vài, Nà Pừng, Keo Tạng [1].")
REFUSED = Exchange("", "Giám đốc Trung tâm Y tế huyện Đá Trầm là ai?", "Không tìm thấy.", abstained=True)
CHECKS = Exchange("", "2024年上半年澜溪县卫生健康局检查了多少家单位？", "检查单位312家[1]。")
RATE = Exchange("", "澄湾区2024年上半年签约率是多少？", "79.8%[1]。")
MEETING = Exchange("", "2024年上半年工作总结会议什么时候召开的？", "会议于7月5日召开[1]。")
SPEAKER = Exchange("", "望溪区工作推进会上讲话的是谁？", "望溪区卫生健康局局长简若川[1]。")
TREATED = Exchange("", "How many outpatients did the An Binh Health Centre treat in 2024?", "52,310 outpatients [1].")
CHAIRED = Exchange(
    "",
    "Who chaired the 2024 mid-year conference of the Lung Suong Health Centre?",
    "Director Nguyen Van Mau chaired the conference [1].",
)


@pytest.mark.parametrize(
    ("last", "question", "completed"),
    [
        (
            VISITS,
            "Thế còn năm 2023?",
            "Trong 6 tháng đầu năm 2023, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?",
        ),
        (
            VISITS,
            "the con nam 2023",
            "Trong 6 tháng đầu năm 2023, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?",
        ),
        (VISITS, "cả năm 2023?", "Trong cả năm 2023, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?"),
        (
            VISITS,
            "Còn quý III thì sao?",
            "Trong quý III năm 2024, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?",
        ),
        (
            VISITS,
            "Thế cùng kỳ năm trước?",
            "Trong 6 tháng đầu năm 2023, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?",
        ),
        (VISITS, "năm ngoái?", "Trong 6 tháng đầu năm ngoái, Trung tâm Y tế huyện An Bình khám bao nhiêu lượt người?"),
        (VISITS, "Đơn vị này có bao nhiêu bác sĩ?", "Trung tâm Y tế huyện An Bình có bao nhiêu bác sĩ?"),
        (
            VISITS,
            "Thế còn Bệnh viện Đa khoa Hải Kiên?",
            "Trong 6 tháng đầu năm 2024, Bệnh viện Đa khoa Hải Kiên khám bao nhiêu lượt người?",
        ),
        (POOR, "xã Tân Lập?", "Năm 2024 xã Tân Lập có bao nhiêu hộ nghèo?"),
        (POOR, "Hộ cận nghèo thì sao?", "Năm 2024 huyện An Bình có bao nhiêu hộ cận nghèo?"),
        (POOR, "tỷ lệ là bao nhiêu?", "Về số hộ nghèo năm 2024 huyện An Bình, tỷ lệ là bao nhiêu?"),
        (POOR, "Việc này do ai phụ trách?", "Về số hộ nghèo năm 2024 huyện An Bình, do ai phụ trách?"),
        (POOR, "Vì sao?", "Về số hộ nghèo năm 2024 huyện An Bình, vì sao?"),
        (CONFERENCE, "ai chủ trì?", "Ai chủ trì hội nghị sơ kết 6 tháng đầu năm 2024 của Sở Y tế Lũng Sương?"),
        (CONFERENCE, "Khi nào?", "Về hội nghị sơ kết 6 tháng đầu năm 2024 của Sở Y tế Lũng Sương, khi nào?"),
        (
            CONFERENCE,
            "Hội nghị đó do ai chủ trì?",
            "Hội nghị sơ kết 6 tháng đầu năm 2024 của Sở Y tế Lũng Sương do ai chủ trì?",
        ),
        (DIRECTOR, "Bà ấy phát biểu gì?", "Trần Thị Mẫu phát biểu gì?"),
        (DIRECTOR, "Phó Giám đốc thì sao?", "Ai là Phó Giám đốc Trung tâm Y tế huyện Lũng Sương?"),
        (CASES, "Còn tay chân miệng?", "6 tháng đầu năm 2024 Vân Khê có bao nhiêu ca tay chân miệng?"),
        (CASES, "Thế Hải Kiên thì sao?", "6 tháng đầu năm 2024 Hải Kiên có bao nhiêu ca sốt xuất huyết?"),
        (STATIONS, "Trạm thứ hai hỏng những gì?", "Trạm Nà Pừng hỏng những gì?"),
        (REFUSED, "Thế của Suối Ngàn?", "Giám đốc Trung tâm Y tế huyện Suối Ngàn là ai?"),
        (RATE, "那下半年呢？", "澄湾区2024年下半年签约率是多少？"),
        (RATE, "2023年呢", "澄湾区2023年上半年签约率是多少？"),
        (RATE, "前一年同期呢", "澄湾区2023年上半年签约率是多少？"),
        (RATE, "全年呢？", "澄湾区2024年全年签约率是多少？"),
        (RATE, "望溪区呢？", "望溪区2024年上半年签约率是多少？"),
        (RATE, "建档率呢？", "澄湾区2024年上半年建档率是多少？"),
        (RATE, "为什么？", "关于澄湾区2024年上半年签约率，为什么？"),
        (CHECKS, "该局局长是谁？", "澜溪县卫生健康局局长是谁？"),
        (CHECKS, "那教育局呢？", "2024年上半年澜溪县教育局检查了多少家单位？"),
        (CHECKS, "其中整改了多少家？", "2024年上半年澜溪县卫生健康局检查单位中，整改了多少家？"),
        (CHECKS, "具体有哪些", "关于2024年上半年澜溪县卫生健康局检查单位，具体有哪些？"),
        (MEETING, "这次会议在哪里开的？", "2024年上半年工作总结会议在哪里开的？"),
        (MEETING, "谁主持的", "关于2024年上半年工作总结会议，谁主持的？"),
        (SPEAKER, "他是什么职务", "简若川是什么职务"),
        (TREATED, "What about 2023?", "How many outpatients did the An Binh Health Centre treat in 2023?"),
        (
            TREATED,
            "and the second half?",
            "How many outpatients did the An Binh Health Centre treat in the second half of 2024?",
        ),
        (TREATED, "What about inpatients?", "How many inpatients did the An Binh Health Centre treat in 2024?"),
        (TREATED, "How many doctors does it have?", "How many doctors does An Binh Health Centre have?"),
        (CHAIRED, "Where was it held?", "Where was the 2024 mid-year conference of the Lung Suong Health Centre held?"),
        (
            CHAIRED,
            "how many people attended?",
            "How many people attended the 2024 mid-year conference of the Lung Suong Health Centre?",
        ),
        (CHAIRED, "What is his position?", "What is Nguyen Van Mau's position?"),
    ],
)
def test_a_question_that_leans_on_the_last_one_is_completed_from_it(
    last: Exchange, question: str, completed: str
) -> None:
    completion = complete_question(question, [last])
    assert (completion.text, completion.changed) == (completed, True)
    assert completion.how == "rules"
    assert completion.carried != ()


COMPLETE = {
    "vi": [
        "Ai là Chủ tịch UBND huyện Tân Lập?",
        "Số vụ cháy rừng?",
        "Dân số bao nhiêu?",
        "Trường THCS Đồng Tâm có bao nhiêu học sinh giỏi?",
        "Báo cáo nào nói về chuyển đổi số?",
        "Còn ai là Chánh Văn phòng Sở Nội vụ?",
        "Bao nhiêu hộ được công nhận gia đình văn hóa?",
        "tỷ lệ tốt nghiệp THPT năm 2023",
        "Cảm ơn bạn nhé!",
        "Thế là đủ rồi, cảm ơn.",
        "ok, rõ rồi",
        "Xin chào",
    ],
    "zh": [
        "全县义务教育巩固率是多少？",
        "谁是云台镇镇长？",
        "那么安全生产大检查发现了多少隐患？",
        "食品安全抽检合格率",
        "第三季度的重点工作有哪些？",
        "好的，谢谢",
        "明白了。",
        "请用中文回答",
    ],
    "en": [
        "Who is the mayor of Tan Lap?",
        "What is the forest cover rate?",
        "And who signed the food safety plan of 2024?",
        "How many fires were there last year?",
        "Thanks, that helps.",
    ],
}


@pytest.mark.parametrize("question", [question for questions in COMPLETE.values() for question in questions])
@pytest.mark.parametrize("last", [VISITS, CHECKS, TREATED], ids=["vi", "zh", "en"])
def test_a_question_with_a_subject_of_its_own_and_mere_thanks_stay_as_they_are(question: str, last: Exchange) -> None:
    assert complete_question(question, [last]) == Completion(question, changed=False, how="alone")


def test_a_chain_of_follow_ups_is_completed_from_the_completed_ones() -> None:
    history: list[Exchange] = [POOR]
    texts = []
    for question in ("Thế còn năm 2023?", "Xã Tân Lập thì sao?", "còn 2022?", "Cảm ơn", "thế hộ cận nghèo"):
        completed = complete_question(question, history).text
        texts.append(completed)
        history.append(Exchange(question, completed, "…", abstained=question.startswith("Xã")))
    assert texts == [
        "Năm 2023 huyện An Bình có bao nhiêu hộ nghèo?",
        "Năm 2023 xã Tân Lập có bao nhiêu hộ nghèo?",
        "Năm 2022 xã Tân Lập có bao nhiêu hộ nghèo?",
        "Cảm ơn",
        "Năm 2022 xã Tân Lập có bao nhiêu hộ cận nghèo?",
    ]


def test_a_comparison_takes_both_periods_that_were_asked_about() -> None:
    before = Exchange("", "Số bác sĩ ở Vân Khê nửa đầu năm 2023 là bao nhiêu?", "23 [1].")
    after = Exchange("", "Số bác sĩ ở Vân Khê nửa đầu năm 2024 là bao nhiêu?", "16 [1].")
    assert complete_question("Năm nào nhiều hơn?", [before, after]).text == (
        "Về số bác sĩ ở Vân Khê nửa đầu năm 2023 và nửa đầu năm 2024, năm nào nhiều hơn?"
    )


def test_what_rules_are_not_sure_of_is_left_to_the_model_with_the_best_that_they_can_do() -> None:
    completion = complete_question("云台镇有多少？", [CHECKS])
    assert completion == Completion(
        "关于2024年上半年澜溪县卫生健康局检查单位，云台镇有多少？",
        changed=True,
        how="needs_model",
        carried=("2024年上半年澜溪县卫生健康局检查单位",),
    )


def test_two_people_are_not_told_apart_by_guessing() -> None:
    both = Exchange("", "Ai dự hội nghị?", "Dự có ông Trần Văn Mẫu, Giám đốc và ông Lê Văn Thử, Phó Giám đốc [1].")
    assert complete_question("Ông ấy phát biểu gì?", [both]).how == "needs_model"


def test_without_a_conversation_every_question_stands_alone() -> None:
    assert complete_question("Thế còn năm 2023?", []) == Completion("Thế còn năm 2023?", changed=False, how="alone")
    thanked = [Exchange("Cảm ơn", "Cảm ơn", "…")]
    assert not complete_question("Thế còn năm 2023?", thanked).changed


FRAGMENTS = st.sampled_from(
    [
        "thế còn ",
        "năm 2023",
        "那",
        "呢？",
        "what about ",
        "ông ấy",
        "他",
        "it ",
        "thứ hai",
        "trong đó ",
        "其中",
        "?",
        "năm trước ",
    ]
)
ANYTHING = st.lists(FRAGMENTS | st.text(max_size=12), max_size=6).map("".join)


@given(ANYTHING, st.sampled_from([VISITS, CHECKS, CHAIRED, STATIONS]))
def test_no_figure_is_made_up_whatever_is_asked(question: str, last: Exchange) -> None:
    completion = complete_question(question, [last])
    said = set(re.findall(r"[0-9]+", f"{question} {last.standalone} {last.answer}"))
    years = {int(number) for number in said if len(number) == 4}
    neighbours = {str(year + shift) for year in years for shift in (-1, 1)}
    assert set(re.findall(r"[0-9]+", completion.text)) <= said | neighbours
    assert completion.changed == (completion.how != "alone")
    assert completion.changed or completion.text == question
