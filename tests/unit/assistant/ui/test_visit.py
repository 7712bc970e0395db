from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from assistant.ui.visit import Conversation, Turn, Visit
from vectorstore.records import SearchFilter


def _asked(visit: Visit, question: str, conversation_id: str | None = None) -> Turn:
    turn = replace(visit.start_turn(question), outcome="answered")
    visit.finish_turn(replace(turn, conversation_id=conversation_id or turn.conversation_id))
    return turn


def test_a_question_is_live_until_it_is_finished() -> None:
    visit = Visit(filter=SearchFilter(languages=frozenset({"vi"})))
    turn = visit.start_turn("một?", ignored=frozenset({"period"}))
    assert visit.live_here == turn == Turn(1, "một?", 1, visit.filter, frozenset({"period"}))
    visit.finish_turn(replace(turn, outcome="stopped"))
    assert visit.live == {}
    assert visit.conversation == Conversation(1, None, (replace(turn, outcome="stopped"),))


def test_turns_are_numbered_within_their_conversation_and_belong_to_what_is_kept() -> None:
    visit = Visit()
    _asked(visit, "một?", "c1")
    second = _asked(visit, "hai?")
    assert [turn.number for turn in visit.conversation.turns] == [1, 2]
    assert (visit.conversation.conversation_id, second.conversation_id) == ("c1", "c1")
    found = visit.turn(2)
    assert found is not None
    assert found.question == "hai?"
    assert visit.turn(3) is None


def test_two_conversations_may_be_answered_at_once() -> None:
    visit = Visit()
    first = visit.start_turn("một?")
    visit.start_conversation()
    assert visit.live_here is None
    second = visit.start_turn("hai?")
    visit.advance_turn(replace(second, text="Hai"))
    visit.finish_turn(first)
    assert visit.live_here is not None
    assert visit.live_here.text == "Hai"
    assert visit.conversation == Conversation(2)


def test_an_answer_to_a_conversation_that_was_left_is_not_shown_in_another() -> None:
    visit = Visit()
    _asked(visit, "một?", "c1")
    turn = visit.start_turn("hai?")
    visit.start_conversation()
    visit.finish_turn(turn)
    assert visit.conversation == Conversation(2)


def test_going_back_to_a_conversation_finds_what_is_being_answered_in_it() -> None:
    visit = Visit()
    first = replace(_asked(visit, "một?", "c1"), conversation_id="c1", kept=1)
    live = visit.start_turn("hai?")
    visit.start_conversation()
    visit.show_conversation("c1", (first,))
    assert visit.live_here == live
    visit.finish_turn(live)
    assert [turn.question for turn in visit.conversation.turns] == ["một?", "hai?"]


def test_an_answer_to_a_deleted_conversation_is_no_longer_wanted() -> None:
    visit = Visit()
    _asked(visit, "một?", "c1")
    turn = visit.start_turn("hai?")
    visit.forget_conversation("c1")
    assert not visit.is_live(turn)
    visit.finish_turn(turn)
    assert visit.conversation == Conversation(2)


def test_deleting_another_conversation_leaves_the_open_one() -> None:
    visit = Visit()
    _asked(visit, "một?", "c1")
    visit.forget_conversation("c2")
    assert visit.conversation.conversation_id == "c1"


def test_an_empty_conversation_is_not_followed_by_another() -> None:
    visit = Visit()
    visit.start_conversation()
    assert visit.conversation == Conversation(1)


def test_a_kept_conversation_closes_the_source_of_the_one_before() -> None:
    visit = Visit(opened=("d", 0, 1, 1))
    visit.show_conversation("c9", (Turn(1, "?", 1, kept=1),))
    assert visit.opened is None
    assert visit.conversation == Conversation(2, "c9", (Turn(1, "?", 2, kept=1),))


def test_copies_of_a_visit_share_nothing() -> None:
    first = Visit()
    second = deepcopy(first)
    _asked(first, "riêng?")
    assert second == Visit()
