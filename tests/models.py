"""Where tests find the default embedding model and a language model."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from vectorstore.embedder import SentenceTransformerEmbedder
from vectorstore.errors import ModelUnavailable
from vectorstore.models import DEFAULT_MODEL, model_folder
from vectorstore.models.language_models import DEFAULT_LANGUAGE_MODEL, language_model_file

MODELS_VARIABLE = "BAOCAO_TEST_MODELS"
LANGUAGE_MODEL_VARIABLE = "BAOCAO_TEST_LANGUAGE_MODEL"


def models_folder() -> Path:
    """The folder that holds the fetched models: ``BAOCAO_TEST_MODELS``, else ``data/models`` of this checkout."""
    given = os.environ.get(MODELS_VARIABLE)
    return Path(given) if given else Path(__file__).resolve().parent.parent / "data" / "models"


@cache
def embedding_model() -> SentenceTransformerEmbedder:
    """The default embedding model, loaded once for the whole run; skips by name where it has not been fetched."""
    try:
        folder = model_folder(DEFAULT_MODEL, models_folder())
    except ModelUnavailable:
        pytest.skip(f"model {DEFAULT_MODEL} is not on disk (make setup fetches it)")
    return SentenceTransformerEmbedder(folder)


def language_model() -> Path:
    """The GGUF file of ``BAOCAO_TEST_LANGUAGE_MODEL``, else of the default model; skips by name where there is none."""
    given = os.environ.get(LANGUAGE_MODEL_VARIABLE)
    try:
        return language_model_file(given or DEFAULT_LANGUAGE_MODEL, models_folder())
    except ModelUnavailable:
        pytest.skip(f"language model {DEFAULT_LANGUAGE_MODEL} is not on disk (baocao models pull fetches it)")
