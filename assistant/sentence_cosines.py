"""Nearness in meaning of many texts to many others, for comparing what a text states with what sources say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedder
from vectorstore.readable_text import readable_form


def sentence_cosines(embedder: Embedder) -> Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]:
    """Give a function from two lists of texts to their cosines, shape (first, second)."""

    def cosines(first: Sequence[str], second: Sequence[str]) -> NDArray[np.float32]:
        if not first or not second:
            return np.zeros((len(first), len(second)), np.float32)
        vectors = embedder.embed_passages([readable_form(text) for text in (*first, *second)])
        result: NDArray[np.float32] = vectors[: len(first)] @ vectors[len(first) :].T
        return result

    return cosines
