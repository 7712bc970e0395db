"""What is needed of a language model: text for messages, piece by piece, and the count of its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation

MessageRole = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: MessageRole
    content: str


class ChatModel(Protocol):
    """A language model. Several threads may call it at once; it admits them in the order of their arrival."""

    @property
    def name(self) -> str:
        """What the model is called where people read it and where provenance is kept."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count with the model's own tokenizer where it has one at hand, else estimate from above."""
        ...

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        allowed_numbers: Sequence[str] | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        """Say how many earlier requests are waited for, whenever it changes; then give the text as it comes.

        ``allowed_numbers``: the only strings of digits that may be written, where the model can be held to it.
        Closing the iterator or cancelling stops the generation. Raises ``Cancelled``, ``ChatModelFailed`` and
        ``ChatModelTimeout``.
        """
        ...
