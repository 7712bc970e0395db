"""What an index must know of a model, read from its folder without loading it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import ModelCorrupt
from vectorstore.models.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """The parts of an embedding model that an index identity holds."""

    model_name: str
    weights_digest: str
    dimension: int
    prompts: tuple[str, str]


def describe_model(folder: Path) -> ModelDescription | None:
    """Describe a fetched model; ``None`` for a folder without a manifest, which only loading can describe."""
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    try:
        dimension = int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelCorrupt(name=manifest.name, expected="config.json with hidden_size", found=str(error)) from error
    return ModelDescription(
        manifest.name, manifest.weights_digest, dimension, (manifest.query_prompt, manifest.passage_prompt)
    )
