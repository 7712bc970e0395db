"""How near the best sentence of a passage is to a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.sentences import split_sentences
from vectorstore.embedder import Embedder
from vectorstore.readable_text import readable_form
from vectorstore.records import Chunk, Language

Vectors = NDArray[np.float32]

_SHORTEST = 2
_LONGEST = 400
"""Characters of a sentence that are embedded."""
_MOST_SENTENCES = 12
"""Sentences of one passage that are looked at; a passage of more (a table) is cut off there."""


class SentenceScorer:
    """Embeds the sentences of the best passages; fast with an embedder that remembers (``RememberingEmbedder``)."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def best(
        self,
        chunks: Sequence[Chunk],
        question: Vectors,
        language_of: Callable[[str], Language],
        centre: Callable[[Vectors, Sequence[Language]], Vectors],
    ) -> dict[str, float]:
        """Give each chunk's id with the cosine of its best sentence and ``question``, after ``centre``."""
        sentences: list[str] = []
        owners: list[int] = []
        languages: list[Language] = []
        for index, chunk in enumerate(chunks):
            language = language_of(chunk.document_id)
            for sentence in _sentences(chunk.text, language):
                sentences.append(sentence)
                owners.append(index)
                languages.append(language)
        if not sentences:
            return {}
        cosines = centre(self._embedder.embed_passages(sentences), languages) @ question
        found: dict[str, float] = {}
        for owner, cosine in zip(owners, cosines, strict=True):
            chunk_id = chunks[owner].chunk_id
            found[chunk_id] = max(found.get(chunk_id, -1.0), float(cosine))
        return found


def _sentences(text: str, language: Language) -> list[str]:
    spans = split_sentences(text, language)[:_MOST_SENTENCES]
    return [readable_form(text[start:end])[:_LONGEST] for start, end in spans if end - start >= _SHORTEST]
