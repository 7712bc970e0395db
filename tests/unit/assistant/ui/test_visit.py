from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from assistant.ui.visit import Conversation, Turn, Visit
from vectorstore.records import SearchFilter


def _asked(visit: Visit, question: str) -> Turn:
    turn = replace(visit.start_turn(question), outcome="answered")
    visit.finish_turn(turn)
    return turn


def test_a_question_is_live_until_it_is_finished() -> None:
    visit = Visit(filter=SearchFilter(languages=frozenset({"vi"})))
    turn = visit.start_turn("một?", ignored=frozenset({"period"}))
    assert visit.live_here == turn == Turn(1, "một?", 1, visit.filter, frozenset({"period"}))
    visit.finish_turn(replace(turn, outcome="stopped"))
    assert visit.live is None
    assert visit.conversation == Conversation(1, (replace(turn, outcome="stopped"),))


def test_turns_are_numbered_within_their_conversation() -> None:
    visit = Visit()
    _asked(visit, "một?")
    _asked(visit, "hai?")
    assert [turn.number for turn in visit.conversation.turns] == [1, 2]
    found = visit.turn(2)
    assert found is not None
    assert found.question == "hai?"
    assert visit.turn(3) is None


def test_an_answer_goes_to_the_conversation_that_it_was_asked_in() -> None:
    visit = Visit()
    _asked(visit, "một?")
    turn = visit.start_turn("hai?")
    visit.start_conversation()
    assert visit.live_here is None
    visit.finish_turn(turn)
    assert visit.conversation == Conversation(2)
    visit.open_conversation(1)
    assert [one.question for one in visit.conversation.turns] == ["một?", "hai?"]


def test_an_answer_to_a_forgotten_conversation_is_forgotten() -> None:
    visit = Visit()
    turn = visit.start_turn("một?")
    visit.delete_conversation()
    visit.finish_turn(turn)
    assert visit.conversations == [Conversation(2)]
    assert visit.live is None


def test_an_empty_conversation_is_not_followed_by_another() -> None:
    visit = Visit()
    visit.start_conversation()
    assert visit.conversations == [Conversation(1)]


def test_an_unknown_conversation_cannot_be_opened() -> None:
    visit = Visit()
    visit.open_conversation(7)
    assert visit.current == 1


def test_copies_of_a_visit_share_nothing() -> None:
    first = Visit()
    second = deepcopy(first)
    _asked(first, "riêng?")
    assert second == Visit()
