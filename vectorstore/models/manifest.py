"""The small file that marks a model folder as complete and says what is in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.errors import ModelCorrupt

MANIFEST_NAME = "baocao-model.json"
WEIGHT_SUFFIXES = (".safetensors", ".bin", ".onnx")


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What a fetched model folder holds. It is written last, so a folder without it is not a model."""

    name: str
    weights_digest: str
    query_prompt: str
    passage_prompt: str
    origin: str


def write_manifest(folder: Path, manifest: ModelManifest) -> None:
    """Mark ``folder`` as complete."""
    (folder / MANIFEST_NAME).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> ModelManifest | None:
    """Read the mark of a complete folder; ``None`` where there is none. Raises ``ModelCorrupt`` on a broken one."""
    try:
        fields = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        return ModelManifest(**fields)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ModelCorrupt(name=folder.name, expected=MANIFEST_NAME, found=str(error)) from error


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weights_digest(folder: Path) -> str:
    """SHA-256 over the weight files of a model folder, in the order of their names."""
    digest = hashlib.sha256()
    weights = sorted(path for path in folder.rglob("*") if path.suffix in WEIGHT_SUFFIXES)
    if not weights:
        raise ModelCorrupt(name=folder.name, expected="a weight file", found="none")
    for path in weights:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(bytes.fromhex(file_digest(path)))
    return digest.hexdigest()
