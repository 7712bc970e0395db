"""An embedder that remembers what it embedded last, so that the steps of one answer share their vectors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedder

Vectors = NDArray[np.float32]

MOST_REMEMBERED = 16_384
"""Vectors kept of each kind (25 MB at 384 dimensions)."""


class RememberingEmbedder:
    """Gives the vectors of another embedder; the same text is embedded once as long as it is remembered.

    Threads may share it. Ingestion should use the embedder itself: a report is embedded once anyway.
    """

    def __init__(self, embedder: Embedder, most: int = MOST_REMEMBERED) -> None:
        self._embedder = embedder
        self._passages = _Memory(embedder.embed_passages, most)
        self._queries = _Memory(embedder.embed_queries, most)
        self.model_name = embedder.model_name
        self.weights_digest = embedder.weights_digest
        self.prompts = embedder.prompts
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._passages.vectors(texts, self.dimension)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._queries.vectors(texts, self.dimension)


class _Memory:
    """The latest vectors of one kind; the least recently used are forgotten first."""

    def __init__(self, embed: Callable[[Sequence[str]], Vectors], most: int) -> None:
        self._embed = embed
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def vectors(self, texts: Sequence[str], dimension: int) -> Vectors:
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self._embed(missing), strict=True))
        with self._lock:
            for text, vector in known.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, dimension), np.float32)
