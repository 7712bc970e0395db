"""What readers think of answers: read from the page, remembered in its turn, handed to the service."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import gradio as gr

from assistant.conversations import Feedback, FeedbackReason
from assistant.ui.events import payload, text_value
from assistant.ui.render.turn_tools import COMMENT_CHARACTERS
from assistant.ui.service import PageService
from assistant.ui.visit import Turn, Visit

_REASONS: dict[str, FeedbackReason] = {reason: reason for reason in get_args(FeedbackReason)}


def chosen_feedback(turn: Turn, event: gr.EventData) -> Feedback | None:
    """What a button says: useful, not useful for a reason, or nothing any more.

    A choice that is pressed a second time is taken back.
    """
    useful = payload(event).get("useful")
    given = turn.feedback
    if useful is True:
        return None if given is not None and given.useful else Feedback(True)
    if useful is not False:
        return None
    reason = _REASONS.get(text_value(event, "reason"))
    if given is None or given.useful:
        return Feedback(False, reason)
    if reason == given.reason:
        return replace(given, reason=None) if given.comment else None
    return replace(given, reason=reason)


def commented_feedback(turn: Turn, event: gr.EventData) -> Feedback | None:
    """What a typed comment says; an empty one takes only the comment back."""
    comment = " ".join(text_value(event, "comment").split())[:COMMENT_CHARACTERS]
    given = turn.feedback
    reason = given.reason if given is not None and not given.useful else None
    if not comment:
        return None if reason is None else Feedback(False, reason)
    return Feedback(False, reason or "other", comment)


def give_feedback(service: PageService, visit: Visit, turn: Turn, feedback: Feedback | None) -> None:
    """Store it and remember it on the page; raises what the service raises."""
    if turn.kept is None or turn.conversation_id is None:
        return
    service.give_feedback(visit.user, turn.conversation_id, turn.kept, feedback)
    visit.change_turn(replace(turn, feedback=feedback))


def turn_number(event: gr.EventData) -> int:
    """The turn that a button or a form (whose values are texts) is about; −1 when it makes no sense."""
    value = payload(event).get("turn")
    if isinstance(value, str) and value.isdecimal() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
