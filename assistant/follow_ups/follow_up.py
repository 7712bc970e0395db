"""Follow-up questions made complete from their conversation, by rule and only where they need it.

A question that has a subject of its own stays as it is, however short. One that leans on what was asked before, by a
pointing word (``đơn vị đó``, 他), by leaving its subject out (``ở đâu?``, 为什么) or by naming only what is to change
(``thế còn năm 2023?``, 那下半年呢), is completed from the stand-alone form of the last question, so that chains of
follow-ups work. Nothing is added that the conversation does not hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.question_analysis import question_language
from assistant.conversations import Exchange
from assistant.follow_ups.follow_up_asked import (
    Asked,
    Completion,
)
from assistant.follow_ups.follow_up_changes import changed_part, comparison, left_out, said_before, same_again
from assistant.follow_ups.follow_up_pointing import listed_item, part_of_it, pointing
from assistant.follow_ups.follow_up_rewriting import accept_rewrite, rewrite_messages
from assistant.follow_ups.follow_up_slots import (
    period_mentions,
)
from assistant.follow_ups.follow_up_words import (
    ASKING,
    COURTESY,
    find,
)
from vectorstore.records import Language

__all__ = ["Completion", "accept_rewrite", "complete_question", "rewrite_messages"]


def complete_question(question: str, history: Sequence[Exchange]) -> Completion:
    """Make a question complete from the exchanges before it (oldest first), where it leans on them."""
    text = " ".join(unicodedata.normalize("NFC", question).split())
    alone = Completion(question, changed=False, how="alone")
    asked_before = [exchange for exchange in history if not _is_courtesy(exchange.question)]
    if not asked_before or not any(character.isalnum() for character in text) or _is_courtesy(text):
        return alone
    language = _language(text, asked_before[-1])
    asked = Asked(_without_courtesy(text, language), asked_before[-1], tuple(asked_before[:-1]), language)
    for rule in _RULES:
        completion = rule(asked)
        if completion is not None:
            return alone if completion.text == asked.text else _capitalised(completion)
    return alone


def _capitalised(completion: Completion) -> Completion:
    return replace(completion, text=completion.text[:1].upper() + completion.text[1:])


def _language(text: str, last: Exchange) -> Language:
    """The language of a short question; what could be any is in the language of the conversation."""
    if re.search(r"[\u3400-\u9fff]", text):
        return "zh"
    before = question_language(last.standalone)
    if len(re.findall(r"[^\W\d_]+", text)) <= 1 and before != "zh":
        return before
    return question_language(text)


def _is_courtesy(text: str) -> bool:
    """Tell thanks, greetings and words of having understood from questions."""
    folded = unicodedata.normalize("NFC", text).strip()
    for language in ("vi", "zh", "en"):
        match = find(COURTESY, folded, language)
        rest = folded[match.end() :] if match else folded
        if match and (len(re.findall(r"\w", rest)) == 0 or (len(rest) < 12 and not _asks(rest, language))):
            return True
    return False


def _asks(text: str, language: Language) -> bool:
    return bool(find(ASKING, text, language) or period_mentions(text, language) or "?" in text or "？" in text)


def _without_courtesy(text: str, language: Language) -> str:
    """Drop a sentence of thanks before the question."""
    parts = re.split(r"(?<=[.!。！])\s*", text, maxsplit=1)
    return parts[1] if len(parts) == 2 and parts[1] and _is_courtesy(parts[0]) else text


_RULES: Final[tuple[Callable[[Asked], Completion | None], ...]] = (
    listed_item,
    part_of_it,
    comparison,
    same_again,
    pointing,
    changed_part,
    left_out,
    said_before,
)
