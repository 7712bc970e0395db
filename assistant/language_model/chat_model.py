"""What is needed of a language model: text for messages, piece by piece, and the count of its tokens."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation

MessageRole = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: MessageRole
    content: str


@dataclass(frozen=True, slots=True)
class WritingRules:
    """What a text may hold: of digits only runs that are in ``numbers``, and no Han character if ``without_han``."""

    numbers: tuple[str, ...]
    without_han: bool = False


@dataclass(frozen=True, slots=True)
class YesNo:
    """The beginnings of a reply that mean yes and those that mean no, in small letters."""

    yes: frozenset[str]
    no: frozenset[str]

    def log_odds(self, tokens: Mapping[str, float]) -> float | None:
        """Give the logarithm of P(yes) ÷ P(no) from tokens' log-probabilities; ``None`` where neither is among them.

        What is not among the likeliest tokens counts as one in a million.
        """
        shares = [
            sum(math.exp(value) for token, value in tokens.items() if token.strip().lower() in words)
            for words in (self.yes, self.no)
        ]
        return math.log((shares[0] + _UNTOLD) / (shares[1] + _UNTOLD)) if any(shares) else None


_UNTOLD = 1e-6


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
        rules: WritingRules | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        """Say how many earlier requests are waited for, whenever it changes; then give the text as it comes.

        ``rules`` are kept where the server can hold the model to them; an answer is checked in any case.
        Closing the iterator or cancelling stops the generation. Raises ``Cancelled``, ``ChatModelFailed`` and
        ``ChatModelTimeout``.
        """
        ...

    def lean(
        self, messages: Sequence[ChatMessage], words: YesNo, *, cancellation: Cancellation
    ) -> Generator[Waiting, None, float | None]:
        """Say what is waited for, then return how far the model leans to yes (log-odds).

        ``None`` where it does not tell. Raises what ``stream`` raises.
        """
        ...
