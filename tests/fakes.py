"""Doubles whose behaviour can be predicted by hand."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation
from assistant.language_model.chat_model import ChatMessage, WritingRules, YesNo


class WordCountEmbedder:
    """Embeds a text as the counts of its words, hashed into ``dimension`` buckets: shared words are nearness."""

    model_name = "word-count"
    weights_digest = "0" * 64
    prompts = ("", "")
    max_tokens = 512

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension

    def count_tokens(self, text: str) -> int:
        return len(self._words(text))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._embed(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"[一-鿿]|\w+", text.lower())

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-6, np.float32)
        for word in self._words(text):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1.0
        return vector / np.linalg.norm(vector)


class ScriptedChatModel:
    """Gives prepared replies, one for each call, in pieces of ``piece`` characters; remembers what it was asked.

    A reply that is an exception is raised, after the text before it in the same tuple has been given.
    """

    name = "scripted"

    def __init__(self, *replies: str | tuple[str | Exception, ...], piece: int = 7) -> None:
        self._replies = list(replies)
        self._piece = piece
        self.asked: list[tuple[ChatMessage, ...]] = []
        self.leaning: float | None = None
        self.weighed: list[tuple[ChatMessage, ...]] = []
        self.rules: list[WritingRules | None] = []

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"[一-鿿]|\w+", text))

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        rules: WritingRules | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        self.asked.append(tuple(messages))
        self.rules.append(rules)
        reply = self._replies.pop(0)
        for part in (reply,) if isinstance(reply, str) else reply:
            if isinstance(part, Exception):
                raise part
            for start in range(0, len(part), self._piece):
                cancellation.check()
                yield TextDelta(part[start : start + self._piece])

    def lean(
        self, messages: Sequence[ChatMessage], words: YesNo, *, cancellation: Cancellation
    ) -> Generator[Waiting, None, float | None]:
        self.weighed.append(tuple(messages))
        yield from ()
        return self.leaning
