"""Completing a follow-up from its conversation: by rule where a rule can, else by the model under a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.cancellation import Cancellation
from assistant.chat_model import ChatModel
from assistant.conversations import Exchange
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
