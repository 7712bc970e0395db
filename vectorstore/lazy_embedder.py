"""An embedding model that is loaded when something is first embedded: loading takes longer than most commands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedder
from vectorstore.identity import EmbeddingParts


class LazyEmbedder:
    """Stands for a model of which only the description is known; threads may share it."""

    def __init__(self, parts: EmbeddingParts, load: Callable[[], Embedder]) -> None:
        self.model_name = parts.model_name
        self.weights_digest = parts.weights_digest
        self.prompts = parts.prompts
        self.dimension = parts.dimension
        self._load = load
        self._loading = threading.Lock()
        self._loaded: Embedder | None = None

    @property
    def max_tokens(self) -> int:
        return self._embedder().max_tokens

    def count_tokens(self, text: str) -> int:
        return self._embedder().count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder().embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder().embed_queries(texts)

    def _embedder(self) -> Embedder:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded
