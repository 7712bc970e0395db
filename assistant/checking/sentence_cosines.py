"""Nearness in meaning of many texts to many others, for comparing what a text states with what sources say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Embedder
from vectorstore.readable_text import readable_form

_REMEMBERED: Final = 4_096


def sentence_cosines(embedder: Embedder) -> Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]:
    """Give a function from two lists of texts to their cosines, shape (first, second).

    It embeds what it has not met before in one batch, and remembers the last few thousand texts.
    """
    known: dict[str, NDArray[np.float32]] = {}

    def vectors_of(texts: Sequence[str]) -> NDArray[np.float32]:
        found = {text: known[text] for text in texts if text in known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, embedder.embed_passages(missing), strict=True))
            if len(known) + len(missing) > _REMEMBERED:
                known.clear()
            known.update({text: found[text] for text in missing})
        return np.stack([found[text] for text in texts])

    def cosines(first: Sequence[str], second: Sequence[str]) -> NDArray[np.float32]:
        if not first or not second:
            return np.zeros((len(first), len(second)), np.float32)
        vectors = vectors_of([readable_form(text) for text in (*first, *second)])
        result: NDArray[np.float32] = vectors[: len(first)] @ vectors[len(first) :].T
        return result

    return cosines
