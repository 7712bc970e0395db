"""Take the language out of embeddings, so that a question finds its answer in another language too.

Vectors of one language lie together whatever they mean. Subtracting a share of the mean vector of the language, a
question's from questions and a passage's from passages, brings texts of like meaning closer (mean-centring by
language, as in Libovický, Rosa, Fraser: "On the language neutrality of pre-trained multilingual representations",
2020). The means come from a few parallel texts, so that they neither depend on the library nor lean to its subjects.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import Language

LANGUAGES: tuple[Language, ...] = ("vi", "zh", "en")
Vectors = NDArray[np.float32]


class EmbedsTexts(Protocol):
    """The part of an embedding model that is needed here."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """Mean vectors of questions and of passages in each language."""

    questions: Mapping[Language, Vectors]
    passages: Mapping[Language, Vectors]

    @classmethod
    def measure(cls, embedder: EmbedsTexts) -> LanguageMeans:
        """Embed ``data/parallel_texts.toml`` (some 130 short texts)."""
        questions, statements = parallel_texts()
        asked = embedder.embed_queries([row[language] for language in LANGUAGES for row in questions])
        stated = embedder.embed_passages([row[language] for language in LANGUAGES for row in statements])
        return cls(_means(asked, len(questions)), _means(stated, len(statements)))

    def centred_question(self, vector: Vectors, language: Language, share: float) -> Vectors:
        """Give the unit vector of a question without ``share`` of its language's mean."""
        centred = vector - np.float32(share) * self.questions[language]
        return np.asarray(unit_rows(centred[None, :])[0], np.float32)

    def centred_passages(self, vectors: Vectors, languages: Sequence[Language], share: float) -> Vectors:
        """Give unit rows without ``share`` of the means of the rows' languages."""
        if not len(vectors):
            return vectors
        return unit_rows(vectors - np.float32(share) * np.stack([self.passages[language] for language in languages]))


def unit_rows(vectors: Vectors) -> Vectors:
    """Divide each row by its length; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


@cache
def parallel_texts() -> tuple[tuple[Mapping[Language, str], ...], tuple[Mapping[Language, str], ...]]:
    """Read the questions and the statements, each a mapping from language to text."""
    content = tomllib.loads(files("vectorstore").joinpath("data", "parallel_texts.toml").read_text("utf-8"))
    return tuple(content["questions"]), tuple(content["statements"])


def _means(vectors: Vectors, rows: int) -> dict[Language, Vectors]:
    return {
        language: vectors[index * rows : (index + 1) * rows].mean(axis=0) for index, language in enumerate(LANGUAGES)
    }
