"""Follow-ups on their way into the chain: rules, the model where rules are not sure, and what is done when it fails."""

from __future__ import annotations

import pytest

from assistant.cancellation import Cancellation
from assistant.conversations import Exchange
from assistant.errors import ChatModelFailed
from assistant.follow_ups import question_completion
from assistant.follow_ups.follow_up import Completion
from assistant.follow_ups.question_completion import CompletedQuestion, FollowUps
from tests.fakes import ScriptedChatModel

ASKED = "Năm 2023 toàn tỉnh Vân Khê khám bao nhiêu lượt người?"
HISTORY = (Exchange(ASKED, ASKED, "968.300 lượt người [1]."),)


def complete(question: str, model: ScriptedChatModel | None = None) -> CompletedQuestion | None:
    return FollowUps().complete(question, HISTORY, "vi", model, Cancellation())


def test_a_follow_up_is_completed_by_rule_without_asking_a_model() -> None:
    model = ScriptedChatModel()
    completed = complete("Thế còn năm 2022?", model)
    assert completed is not None
    assert "2022" in completed.text
    assert "Vân Khê" in completed.text
    assert (completed.prompt, model.asked) == (None, [])


def test_a_question_that_stands_alone_stays_as_it_is() -> None:
    assert complete("Bệnh viện Mắt Đông Sậy có bao nhiêu giường bệnh năm 2021?") is None


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> Completion:
    best = Completion("Năm 2023 toàn tỉnh Vân Khê khám bao nhiêu nam giới?", changed=True, how="needs_model")
    monkeypatch.setattr(question_completion, "complete_question", lambda question, history: best)
    return best


def test_where_rules_are_not_sure_the_model_is_asked_and_named(unsure: Completion) -> None:
    del unsure
    model = ScriptedChatModel("Năm 2023 toàn tỉnh Vân Khê khám bao nhiêu lượt nam?")
    completed = complete("còn nam?", model)
    assert completed == CompletedQuestion("Năm 2023 toàn tỉnh Vân Khê khám bao nhiêu lượt nam?", "follow_up")


@pytest.mark.parametrize(
    "reply", ["Năm 2019 tỉnh Kim Sương khám 55.000 lượt?", (ChatModelFailed(name="m", detail="d"),)]
)
def test_a_rewriting_that_adds_something_or_fails_leaves_the_best_of_the_rules(
    unsure: Completion, reply: str | tuple[Exception, ...]
) -> None:
    assert complete("còn nam?", ScriptedChatModel(reply)) == CompletedQuestion(unsure.text)
    assert complete("còn nam?") == CompletedQuestion(unsure.text)
