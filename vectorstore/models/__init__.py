"""Embedding models: which ones are known, where they come from, and how a folder of one is recognised."""

from vectorstore.models.catalogue import CATALOGUE, DEFAULT_MODEL, ModelEntry
from vectorstore.models.fetch import installed_models, model_folder, pull_model
from vectorstore.models.manifest import ModelManifest, read_manifest

__all__ = [
    "CATALOGUE",
    "DEFAULT_MODEL",
    "ModelEntry",
    "ModelManifest",
    "installed_models",
    "model_folder",
    "pull_model",
    "read_manifest",
]
