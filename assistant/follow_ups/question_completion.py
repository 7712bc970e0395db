"""Completing a follow-up from its conversation: by rule where a rule can, else by the model under a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answering.answer import TextDelta
from assistant.cancellation import Cancellation
from assistant.conversations import Exchange
from assistant.errors import ChatModelError
from assistant.follow_ups.follow_up import accept_rewrite, complete_question, rewrite_messages
from assistant.language_model.chat_model import ChatModel
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class CompletedQuestion:
    """A question that stands alone; ``prompt`` names the prompt if a model wrote it."""

    text: str
    prompt: str | None = None


class QuestionCompleter(Protocol):
    """Completes a question that leans on its conversation."""

    def complete(
        self,
        question: str,
        history: Sequence[Exchange],
        language: Language,
        model: ChatModel | None,
        cancellation: Cancellation,
    ) -> CompletedQuestion | None:
        """Give the completed question, or ``None`` where it stands alone."""
        ...


LONGEST_REWRITE = 80
"""Tokens that a completed question may take."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Completes by rules, and asks the model where the rules are not sure; ``history_tokens`` bounds what it is shown.

    What the model writes is taken only if it adds nothing that question and conversation do not hold; else, and where
    the model fails, the best that the rules can do is taken.
    """

    history_tokens: int = 160

    def complete(
        self,
        question: str,
        history: Sequence[Exchange],
        language: Language,
        model: ChatModel | None,
        cancellation: Cancellation,
    ) -> CompletedQuestion | None:
        """Give the completed question, or ``None`` where it stands alone."""
        del language  # the rules read it from question and conversation
        completion = complete_question(question, history)
        if completion.how == "needs_model" and model is not None:
            rewritten = self._rewritten(question, history, model, cancellation)
            if rewritten is not None:
                return CompletedQuestion(rewritten, "follow_up")
        return CompletedQuestion(completion.text) if completion.changed else None

    def _rewritten(
        self, question: str, history: Sequence[Exchange], model: ChatModel, cancellation: Cancellation
    ) -> str | None:
        messages = rewrite_messages(question, history, budget=self.history_tokens, count_tokens=model.count_tokens)
        try:
            events = model.stream(messages, max_tokens=LONGEST_REWRITE, cancellation=cancellation)
            written = "".join(event.text for event in events if isinstance(event, TextDelta))
        except ChatModelError:
            return None  # the answer goes on with what the rules made of the question
        return accept_rewrite(question, history, written)
