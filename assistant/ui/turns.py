"""How a turn changes: by the events of its answer, by its end, and on its way to and from the kept conversations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from assistant.answering.answer import (
    AnswerEvent,
    Finished,
    PassagesFound,
    QuestionRewritten,
    SentenceChecked,
    TextDelta,
    Waiting,
)
from assistant.conversations import Exchange, KeptTurn
from assistant.errors import KNOWN_ERRORS, UnknownConversation
from assistant.ui.problems import problem_of
from assistant.ui.service import PageService
from assistant.ui.visit import Turn


def advanced(turn: Turn, events: Iterable[AnswerEvent]) -> Turn:
    """The turn as it is after some more events."""
    for event in events:
        match event:
            case QuestionRewritten(standalone):
                turn = replace(turn, standalone=standalone)
            case PassagesFound(passages, understood):
                turn = replace(turn, passages=passages, understood=understood)
            case Waiting(ahead):
                turn = replace(turn, waiting=ahead)
            case TextDelta(text):
                turn = replace(turn, text=turn.text + text, waiting=None)
            case SentenceChecked(sentence):
                turn = replace(turn, checked=(*turn.checked, sentence))
            case Finished(answer):
                turn = replace(
                    turn,
                    answer=answer,
                    text=answer.text,
                    understood=answer.understood,
                    standalone=answer.standalone or turn.standalone,
                    waiting=None,
                )
    return turn


def ended(turn: Turn, error: BaseException | None) -> Turn:
    """The turn once no more events come: answered, failed, or else stopped."""
    if turn.answer is not None:
        return replace(turn, outcome="answered")
    if error is not None:
        return replace(turn, outcome="failed", problem=problem_of(error))
    return replace(turn, outcome="stopped", waiting=None)


def exchanges(turns: Iterable[Turn]) -> tuple[Exchange, ...]:
    """What a later question may refer to: the answered turns, oldest first."""
    return tuple(
        Exchange(turn.question, turn.standalone or turn.question, turn.answer.text, turn.answer.abstained)
        for turn in turns
        if turn.answer is not None
    )


def keep(service: PageService, user: str, turn: Turn) -> Turn:
    """Hand an answered turn to the service; the turn then knows where it is kept, or why it is not.

    A conversation that was deleted meanwhile, on another page, is begun anew.
    """
    if turn.answer is None:
        return turn
    kept = KeptTurn(0, turn.question, turn.answer, turn.asked_at or datetime.now(UTC), turn.filter, turn.ignored)
    try:
        try:
            identity = service.keep_turn(user, turn.conversation_id, kept)
        except UnknownConversation:
            identity = service.keep_turn(user, None, kept)
        stored = service.conversation(user, identity).turns
    except KNOWN_ERRORS as error:
        return replace(turn, unkept=problem_of(error))
    number = next((one.number for one in reversed(stored) if one.question == turn.question), None)
    return replace(turn, conversation_id=identity, kept=number)


def restored(kept: Iterable[KeptTurn], conversation_id: str) -> tuple[Turn, ...]:
    """The turns of a kept conversation as the page shows them."""
    return tuple(
        Turn(
            number,
            one.question,
            filter=one.filter,
            ignored=one.ignored,
            outcome="answered",
            standalone=one.answer.standalone,
            understood=one.answer.understood,
            text=one.answer.text,
            answer=one.answer,
            asked_at=one.asked_at,
            conversation_id=conversation_id,
            kept=one.number,
            feedback=one.feedback,
        )
        for number, one in enumerate(kept, 1)
    )
