"""Follow-ups that rules cannot complete: the prompt for a language model, and whether its rewriting can be trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from assistant.answering.question_analysis import question_language
from assistant.conversations import Exchange
from assistant.follow_ups.follow_up_subject import own_words
from assistant.follow_ups.follow_up_words import Table, find, table
from assistant.follow_ups.history import render_history, trim_history
from assistant.language_model.chat_model import ChatMessage
from ingest.folding import fold
from prompts.catalog import default_catalog
from vectorstore.records import Language

TASK: Final = "follow_up"
LONGEST_REWRITE: Final = 300
"""Characters beyond which a rewriting is no question any more."""
LEAST_KEPT: Final = 0.6
"""Share of the question's own content words that must come back."""
MOST_NEW_WORDS: Final = 1
"""Content words (Chinese: characters) that may stand in neither the question nor the conversation."""

_LABEL: Final = re.compile(
    r"^\s*(?:(?:câu hỏi(?: độc lập| đầy đủ)?|viết lại|question|rewritten question|standalone question|问题"
    r"|改写(?:后的问题)?"
    r"|完整问题|q)\s*[:：]\s*)?[\"“「]?(?P<body>.*?)[\"”」]?\s*$",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s+\S)|[。！？](?=\s*\S)")
_DIGITS: Final = re.compile(r"\d+")
_NEGATION: Final[Table] = table(
    r"(?<!\w)(?:không|chưa|chẳng)(?!\w)(?!\s*\?*$)", r"不|没(?!有.*[吗？?]$)|未", r"\b(?:not|no|never|without)\b|n't\b"
)


def rewrite_messages(
    question: str, history: Sequence[Exchange], *, budget: int, count_tokens: Callable[[str], int]
) -> list[ChatMessage]:
    """The prompt that asks a language model to make a question complete, with at most ``budget`` tokens of history."""
    language = question_language(question if len(question.split()) > 2 or not history else history[-1].standalone)
    kept = trim_history(history, budget=budget, count_tokens=count_tokens)
    template = default_catalog().get(language, TASK)
    values = {"history": render_history(kept), "question": " ".join(question.split())}
    return [ChatMessage(role, text) for role, text in template.render(values)]


def accept_rewrite(question: str, history: Sequence[Exchange], rewritten: str) -> str | None:
    """Give a model's rewriting as one clean question, or ``None`` where code cannot find it safe.

    Safe is one sentence of limited length that keeps what the question itself says, a negation included, and in which
    every figure and (nearly) every content word stands in the question or in the conversation.
    """
    body = _one_line(rewritten)
    if body is None:
        return None
    language = question_language(body)
    sources = " ".join([question, *(f"{one.question} {one.standalone} {one.answer}" for one in history)])
    if set(_DIGITS.findall(fold(body))) - set(_DIGITS.findall(fold(sources))):
        return None
    if _new_words(body, sources, language) or not _keeps(question, body):
        return None
    if bool(find(_NEGATION, question, language)) and not find(_NEGATION, body, language):
        return None
    return body


def _one_line(rewritten: str) -> str | None:
    lines = [line for line in unicodedata.normalize("NFC", rewritten).splitlines() if line.strip()]
    match = _LABEL.match(lines[0]) if len(lines) == 1 else None
    body = " ".join(match["body"].split()) if match else ""
    if not body or len(body) > LONGEST_REWRITE or _SENTENCE_END.search(body.rstrip("?？.。!！ ")):
        return None
    if re.search(r"[<>{}\[\]|]", body):
        return None
    han = re.search(r"[\u3400-\u9fff]", body) is not None
    return body.rstrip("?？.。!！ ") + ("？" if han else "?")


def _new_words(body: str, sources: str, language: Language) -> bool:
    """Tell whether a rewriting holds words of content that nobody said; a new name is always one too many."""
    known = fold(sources)
    if language == "zh":
        new = {character for word in own_words(body, "zh").split() for character in fold(word)} - set(known)
        return len(new) > MOST_NEW_WORDS
    said = set(re.findall(r"[^\W_]+", known))
    new = {word for word in own_words(body, language).split() if fold(word) not in said}
    first = re.match(r"\W*([^\W_]+)", body)
    named = {word for word in new if word[0].isupper() and (first is None or word != first[1])}
    return bool(named) or len(new) > MOST_NEW_WORDS


def _keeps(question: str, body: str) -> bool:
    """Tell whether enough of what the question itself says comes back."""
    language = question_language(question)
    own = own_words(question, language)
    units = list(fold("".join(own.split()))) if language == "zh" else fold(own).split()
    if not units:
        return True
    held = fold(body)
    there = sum(unit in held if language == "zh" else bool(re.search(rf"(?<!\w){unit}(?!\w)", held)) for unit in units)
    return there >= LEAST_KEPT * len(units)
