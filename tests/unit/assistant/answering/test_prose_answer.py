"""Answers in a model's words: what survives the check, what is mended, dropped, struck or quoted instead."""

from __future__ import annotations

import pytest

from assistant.answering.abstention import default_calibration
from assistant.answering.answer import Answer, AnswerEvent, Finished, PassagesFound, SentenceChecked, TextDelta
from assistant.answering.answer_chain import AnswerChain, Prose
from assistant.answering.answer_writing import AnswerWriter, WritingLimits, numbers_in
from assistant.answering.model_answer import Unsupported
from assistant.answering.prose_step import LeaningWeights, ProseStep
from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import ChatModelFailed, ChatModelTimeout
from prompts.catalog import default_catalog
from tests.fakes import ScriptedChatModel
from tests.unit.assistant.answer_fixtures import invented_library

BRIDGES = "Năm 2023 đã sửa chữa bao nhiêu cây cầu?"


def chain(
    model: ScriptedChatModel, unsupported: Unsupported = "drop", leaning: LeaningWeights | None = None
) -> AnswerChain:
    library = invented_library()
    writer = AnswerWriter(model, default_catalog(), WritingLimits())
    step = ProseStep(writer, library.embedder, unsupported=unsupported, leaning=leaning)
    return AnswerChain(library, library, library.embedder, default_calibration(), Prose(step, index="i1"))


def ask(question: str, *replies: str | tuple[str | Exception, ...], unsupported: Unsupported = "drop") -> Answer:
    return chain(ScriptedChatModel(*replies), unsupported).answer(question)


def notices(answer: Answer) -> dict[str, dict[str, str]]:
    return {notice.code: dict(notice.facts) for notice in answer.notices}


def test_what_the_sources_bear_out_is_the_answer_with_keys_placed_by_code() -> None:
    answer = ask(BRIDGES, "Trả lời: Năm 2023, Ban Quản lý đã sửa chữa 27 cây cầu [7].")
    assert answer.mode == "model"
    assert answer.text == "Năm 2023, Ban Quản lý đã sửa chữa 27 cây cầu [1]."
    assert [(one.citations, one.status) for one in answer.sentences] == [((1,), "supported")]
    assert answer.text[slice(answer.sentences[0].start, answer.sentences[0].end)] == answer.text
    assert "đã sửa chữa 27 cây cầu" in answer.citations[0].quote
    assert [(one.surface, one.status, one.citation) for one in answer.figures] == [("27", "supported", 1)]
    assert all(answer.text[one.start : one.end] == one.surface for one in answer.figures)
    assert (answer.summary.sentences, answer.summary.unsupported) == (1, 0) if answer.summary else False
    provenance = dict(answer.provenance)
    assert provenance["model"] == "scripted"
    assert provenance["prompt"].startswith("vi/answer@1 ")
    assert provenance["index"] == "i1"
    assert answer.timings.first_token is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "Năm 2023, Ban Quản lý đã sửa chữa 28 cây cầu.",
        "Ban Quản lý đã mua sắm nhiều xe ô tô mới cho cán bộ.",
        "Các trích đoạn không nêu thông tin này.",
        "",
    ],
)
def test_where_nothing_holds_the_reports_are_quoted_and_it_is_said(wrong: str) -> None:
    answer = ask(BRIDGES, wrong)
    quoting = AnswerChain(library := invented_library(), library, library.embedder, default_calibration()).answer(
        BRIDGES
    )
    assert (answer.mode, answer.text, answer.citations) == ("extractive", quoting.text, quoting.citations)
    assert "quoted_instead" in notices(answer)


def test_a_wrong_sentence_beside_a_right_one_is_dropped_with_a_note() -> None:
    answer = ask(BRIDGES, "Năm 2023 đã sửa chữa 27 cây cầu. Ngoài ra đã xây mới 15 trường học.")
    assert answer.text == "Năm 2023 đã sửa chữa 27 cây cầu [1]."
    assert notices(answer)["sentences_dropped"] == {"count": "1"}
    assert [(one.status, one.start >= 0) for one in answer.sentences] == [("supported", True), ("unsupported", False)]
    assert all(one.status == "supported" for one in answer.figures)


def test_or_it_is_kept_without_a_key_and_with_what_is_wrong() -> None:
    answer = ask(BRIDGES, "Năm 2023 đã sửa chữa 27 cây cầu. Ngoài ra đã xây mới 15 trường học.", unsupported="strike")
    assert answer.text == "Năm 2023 đã sửa chữa 27 cây cầu [1]. Ngoài ra đã xây mới 15 trường học."
    struck = answer.sentences[1]
    assert answer.text[struck.start : struck.end] == "Ngoài ra đã xây mới 15 trường học."
    assert (struck.status, struck.citations) == ("unsupported", ())
    assert struck.findings
    assert all(answer.text[one.start : one.end] == one.surface for one in struck.findings if one.surface)
    assert {one.surface: one.status for one in answer.figures} == {"27": "supported", "15 trường học": "unsupported"}


def test_a_lost_word_of_approximation_is_put_back() -> None:
    answer = ask("Năm 2023 đã sửa chữa bao nhiêu km đường?", "Năm 2023 đã sửa chữa 140 km đường.")
    assert "gần 140 km" in answer.text
    assert {one.op for one in answer.figures if one.value == 140} == {"<~"}


def test_what_was_asked_and_is_not_in_the_prose_is_quoted_after_it() -> None:
    question = "Hội nghị tổng kết công tác sửa chữa cầu đường được tổ chức ở đâu, vào ngày nào?"
    answer = ask(question, "Hội nghị tổng kết được tổ chức ngày 15/3/2024.")
    assert answer.mode == "model"
    assert answer.text.startswith("Hội nghị tổng kết được tổ chức ngày 15/3/2024 [1].\n\n")
    assert "tại Hội trường" in answer.text
    assert all(answer.text[one.start : one.end] == one.text for one in answer.sentences[1:])


def test_a_refusal_is_decided_before_the_model_is_asked() -> None:
    model = ScriptedChatModel()
    answer = chain(model).answer("Ban Quản lý đã sửa chữa bao nhiêu trường học?")
    assert (answer.abstained, model.asked) == (True, [])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((ChatModelFailed(name="m", detail="d"),), "chat_model_failed"),
        (("Năm 2023 đã sửa", ChatModelTimeout(name="m", seconds=60)), "chat_model_timeout"),
    ],
)
def test_a_model_that_fails_leaves_the_quotation_and_says_so(reply: tuple[str | Exception, ...], code: str) -> None:
    answer = ask(BRIDGES, reply)
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert notices(answer)["model_failed"]["code"] == code


def test_sentences_are_checked_while_the_text_streams_and_offsets_are_in_it() -> None:
    events: list[AnswerEvent] = list(
        chain(ScriptedChatModel("Năm 2023 đã sửa chữa 27 cây cầu. Đã xây mới 15 trường học.")).stream(BRIDGES)
    )
    assert isinstance(events[0], PassagesFound)
    assert isinstance(events[-1], Finished)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    checked = [event.sentence for event in events if isinstance(event, SentenceChecked)]
    assert [text[one.start : one.end] for one in checked] == [
        "Năm 2023 đã sửa chữa 27 cây cầu.",
        "Đã xây mới 15 trường học.",
    ]
    assert [one.status for one in checked] == ["supported", "unsupported"]
    first_checked = next(number for number, event in enumerate(events) if isinstance(event, SentenceChecked))
    assert any(isinstance(event, TextDelta) for event in events[first_checked:])


def test_stopping_ends_the_writing() -> None:
    cancellation = Cancellation()
    events = chain(ScriptedChatModel("Năm 2023 đã sửa chữa 27 cây cầu." * 9)).stream(BRIDGES, cancellation=cancellation)
    while not isinstance(next(events), TextDelta):
        continue
    cancellation.cancel()
    with pytest.raises(Cancelled):
        next(events)


def test_the_model_may_write_only_numbers_that_the_evidence_or_the_question_holds() -> None:
    model = ScriptedChatModel("27 cây cầu.")
    chain(model).answer(BRIDGES)
    (rules,) = model.rules
    assert rules is not None
    assert {"27", "2023"} <= set(rules.numbers)
    assert "28" not in rules.numbers
    assert rules.without_han
    assert numbers_in(["1.284 lượt, 96,3% ngày 12/7/2024"]) == ("1.284", "96,3", "12", "7", "2024", "1,284", "96.3")


def test_the_prompt_shows_numbered_evidence_after_a_fixed_part() -> None:
    model = ScriptedChatModel("27 cây cầu.", "27 cây cầu.")
    asker = chain(model)
    asker.answer(BRIDGES)
    asker.answer("Tỷ lệ hoàn thành kế hoạch sửa chữa đạt bao nhiêu phần trăm?")
    (system, user), (again, _) = model.asked
    assert (system.role, user.role) == ("system", "user")
    assert system == again
    assert "[1] " in user.content
    assert user.content.index("[1] ") < user.content.index(BRIDGES)


ALWAYS = LeaningWeights(bias={"vi": 0.0, "zh": 0.0, "en": 0.0}, support=0.0, leaning=1.0, low=0.0, high=1.0)
BEYOND_DOUBT = LeaningWeights(bias={"vi": 0.0, "zh": 0.0, "en": 0.0}, support=0.0, leaning=1.0, low=0.0, high=0.0)


def test_a_model_that_finds_no_answer_in_the_evidence_is_heard_where_support_is_in_doubt() -> None:
    model = ScriptedChatModel()
    model.leaning = -3.0
    answer = chain(model, leaning=ALWAYS).answer(BRIDGES)
    assert (answer.abstained, answer.reason, model.asked) == (True, "weak_support", [])
    assert answer.support < 0.05
    assert len(model.weighed) == 1


def test_where_support_is_beyond_doubt_the_model_is_not_asked() -> None:
    model = ScriptedChatModel("Đã sửa chữa 27 cây cầu.")
    model.leaning = -3.0
    assert chain(model, leaning=BEYOND_DOUBT).answer(BRIDGES).mode == "model"
    assert model.weighed == []


def test_a_model_that_does_not_tell_changes_nothing() -> None:
    model = ScriptedChatModel("Đã sửa chữa 27 cây cầu.")
    answer = chain(model, leaning=ALWAYS).answer(BRIDGES)
    assert (answer.mode, len(model.weighed)) == ("model", 1)


def test_what_is_missing_of_its_kind_is_refused_whatever_the_model_leans_to() -> None:
    model = ScriptedChatModel()
    model.leaning = 6.0
    answer = chain(model, leaning=ALWAYS).answer("Ai là Giám đốc Sở Giao thông?")
    assert (answer.abstained, model.weighed) == (True, [])


def test_the_prompt_that_judges_holds_the_best_sentence_and_the_title_of_its_report() -> None:
    model = ScriptedChatModel("Đã sửa chữa 27 cây cầu.")
    model.leaning = 3.0
    chain(model, leaning=ALWAYS).answer(BRIDGES)
    ((_, judging),) = model.weighed
    assert "đã sửa chữa 27 cây cầu" in judging.content
    assert "12,5 tỷ đồng" not in judging.content
    assert BRIDGES in judging.content
