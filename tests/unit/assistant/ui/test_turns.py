from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answering.answer import (
    Answer,
    AnsweredSentence,
    AnswerTimings,
    Finished,
    PassagesFound,
    QuestionRewritten,
    SentenceChecked,
    TextDelta,
    Waiting,
)
from assistant.conversations import Exchange, Feedback, KeptTurn
from assistant.errors import LibraryEmpty
from assistant.ui.turns import advanced, ended, exchanges, keep, restored
from assistant.ui.visit import Problem, Turn
from tests.e2e.scripted_conversations import ScriptedConversations
from tests.e2e.scripted_service import ScriptedService
from vectorstore.errors import StoreError
from vectorstore.records import SearchFilter

MOMENT = datetime(2024, 7, 12, 8, 0, tzinfo=UTC)


def _answer(text: str = "Có. [1]", *, abstained: bool = False, standalone: str | None = None) -> Answer:
    return Answer(
        question="?",
        language="vi",
        text=text,
        abstained=abstained,
        reason=None,
        mode="model",
        support=0.9,
        citations=(),
        sentences=(),
        figures=(),
        timings=AnswerTimings(1.0, 1.0, 2.0, 3.0),
        standalone=standalone,
    )


def test_each_event_leaves_its_trace() -> None:
    sentence = AnsweredSentence("Có.", (1,), "supported", 0, 3)
    found = PassagesFound((), SearchFilter(languages=frozenset({"vi"})))
    turn = advanced(Turn(1, "Thế còn?"), (QuestionRewritten("Năm 2023 thế nào?"), found, Waiting(2)))
    assert (turn.standalone, turn.passages, turn.understood, turn.waiting) == (
        "Năm 2023 thế nào?",
        (),
        found.understood,
        2,
    )
    turn = advanced(turn, (TextDelta("Có"), TextDelta("."), SentenceChecked(sentence)))
    assert (turn.text, turn.checked, turn.waiting) == ("Có.", (sentence,), None)
    turn = advanced(turn, (Finished(_answer()),))
    assert (turn.text, turn.standalone) == ("Có. [1]", "Năm 2023 thế nào?")


def test_a_turn_ends_answered_failed_or_stopped() -> None:
    assert ended(Turn(1, "?", answer=_answer()), None).outcome == "answered"
    failed = ended(Turn(1, "?"), LibraryEmpty())
    assert (failed.outcome, failed.problem) == ("failed", Problem("library_empty"))
    stopped = ended(Turn(1, "?", waiting=2), None)
    assert (stopped.outcome, stopped.waiting) == ("stopped", None)


def test_only_what_was_answered_can_be_referred_to() -> None:
    turns = (
        Turn(1, "Một?", outcome="answered", answer=_answer()),
        Turn(2, "Hỏng?", outcome="failed"),
        Turn(3, "Hai?", outcome="answered", standalone="Hai, năm 2023?", answer=_answer("Không.", abstained=True)),
    )
    assert exchanges(turns) == (
        Exchange("Một?", "Một?", "Có. [1]"),
        Exchange("Hai?", "Hai, năm 2023?", "Không.", abstained=True),
    )


def test_an_answer_is_kept_and_restored_as_it_was() -> None:
    store = ScriptedService()
    asked = Turn(
        4,
        "?",
        filter=SearchFilter(languages=frozenset({"vi"})),
        ignored=frozenset({"period"}),
        outcome="answered",
        text="Có. [1]",
        answer=_answer(standalone="Đủ câu?"),
        standalone="Đủ câu?",
        asked_at=MOMENT,
    )
    kept = keep(store, "local", asked)
    assert (kept.kept, kept.unkept) == (1, None)
    assert kept.conversation_id is not None
    store.give_feedback("local", kept.conversation_id, 1, Feedback(True))
    shown = restored(store.conversation("local", kept.conversation_id).turns, kept.conversation_id)
    assert shown == (replace(kept, number=1, feedback=Feedback(True)),)


def test_what_was_stopped_or_failed_is_not_kept() -> None:
    store = ScriptedService()
    assert keep(store, "local", Turn(1, "?", outcome="stopped")) == Turn(1, "?", outcome="stopped")
    assert store.conversations("local") == ()


def test_a_conversation_that_was_deleted_on_another_page_is_begun_anew() -> None:
    store = ScriptedService()
    first = keep(store, "local", Turn(1, "Một?", answer=_answer()))
    assert first.conversation_id is not None
    store.delete_conversation("local", first.conversation_id)
    second = keep(store, "local", Turn(2, "Hai?", conversation_id=first.conversation_id, answer=_answer()))
    assert second.conversation_id not in {None, first.conversation_id}
    assert second.kept == 1


def test_an_answer_that_cannot_be_kept_is_shown_with_the_reason() -> None:
    class Broken(ScriptedService):
        def keep_turn(self, user: str, conversation_id: str | None, turn: KeptTurn) -> str:
            raise StoreError(detail="disk")

    kept = keep(Broken(), "local", Turn(1, "?", answer=_answer()))
    assert kept.kept is None
    assert kept.unkept == Problem("store_error", (("detail", "disk"),))


def test_the_scripted_store_keeps_users_apart() -> None:
    store = ScriptedConversations()
    identity = store.keep_turn("one", None, KeptTurn(0, "?", _answer(), MOMENT))
    assert store.conversations("other") == ()
    assert [one.conversation_id for one in store.conversations("one")] == [identity]
