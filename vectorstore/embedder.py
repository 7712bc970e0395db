"""Turn texts into unit vectors with a sentence-transformers model."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingError, ModelCorrupt, ModelUnavailable
from vectorstore.models.manifest import read_manifest, weights_digest

MAX_BATCH_TEXTS = 64
MAX_BATCH_TOKENS = 8192
PASSAGE_PROMPTS = ("passage", "document", "corpus")
"""Names under which models store the prompt of what is searched, the first one found counts."""


class Embedder(Protocol):
    """What the indexes and the retriever need of an embedding model. Rows returned are unit vectors in float32."""

    @property
    def model_name(self) -> str: ...
    @property
    def weights_digest(self) -> str: ...
    @property
    def prompts(self) -> tuple[str, str]: ...
    @property
    def dimension(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` as a passage, its prompt and the special tokens included."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by folder or by the id of one in the local cache.

    Runs in bf16 where the processor multiplies it in hardware (cosine to fp32 above 0.999, about three times as fast),
    in fp32 elsewhere. Texts are embedded in batches of like length, since a batch is as slow as its longest text.
    """

    def __init__(self, model: str | Path, *, threads: int | None = None, bf16: bool | None = None) -> None:
        """Load the model; ``threads`` defaults to the processor's cores, ``bf16`` to what the processor is fast at.

        Raises ``ModelUnavailable`` when there is no such model on disk and ``ModelCorrupt`` when it cannot be read.
        """
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # threads that wait by spinning cost four times the processor time on a busy machine
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        from sentence_transformers import SentenceTransformer

        _silence_loading()
        folder = Path(model)
        manifest = read_manifest(folder) if folder.is_dir() else None
        self._torch = torch
        if threads is not None:
            torch.set_num_threads(threads)
        use_bf16 = multiplies_bf16_fast() if bf16 is None else bf16
        try:
            self._model = SentenceTransformer(
                str(model),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": torch.bfloat16 if use_bf16 else torch.float32},
            )
        except (OSError, ValueError, KeyError) as error:
            if folder.is_dir():
                raise ModelCorrupt(
                    name=str(model), expected="a sentence-transformers folder", found=str(error)
                ) from error
            raise ModelUnavailable(
                name=str(model), tried=str(error).split("\n", 1)[0], command="baocao models pull"
            ) from error
        self._model.eval()
        self._lock = threading.Lock()
        self.folder = folder
        self.number_type = "bf16" if use_bf16 else "fp32"
        self.model_name = manifest.name if manifest else folder.name
        self.weights_digest = manifest.weights_digest if manifest else _digest_of(folder, self._model)
        self.prompts = _prompts(self._model.prompts)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)
        self._tokenizer = self._model.tokenizer.backend_tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._prompt_tokens = len(self._tokenizer.encode(self.prompts[1]).ids) if self.prompts[1] else 2

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(self.prompts[1] + sanitise(text)).ids)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self.prompts[1] + sanitise(text) for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self.prompts[0] + sanitise(text) for text in texts])

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        result = np.empty((len(texts), self.dimension), np.float32)
        with self._lock, self._torch.inference_mode():
            encodings = self._tokenizer.encode_batch(list(texts))
            lengths = [min(len(encoding.ids), self.max_tokens) for encoding in encodings]
            for batch in batches_by_length(lengths):
                result[batch] = self._forward([encodings[index].ids for index in batch])
        norms = np.linalg.norm(result, axis=1)
        if not np.all(np.isfinite(norms)) or np.any(norms < 0.5):
            raise EmbeddingError(model=self.model_name, detail="a vector is not finite or has no length")
        result /= norms[:, None]
        return result

    def _forward(self, rows: Sequence[list[int]]) -> NDArray[np.float32]:
        torch = self._torch
        rows = [_truncate(row, self.max_tokens) for row in rows]
        width = max(len(row) for row in rows)
        padding = self._model.tokenizer.pad_token_id
        ids = torch.full((len(rows), width), padding, dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = torch.tensor(row)
            mask[index, : len(row)] = 1
        output: dict[str, Any] = self._model({"input_ids": ids, "attention_mask": mask})
        return np.asarray(output["sentence_embedding"].float().numpy(), np.float32)


def multiplies_bf16_fast() -> bool:
    """Tell whether this processor multiplies bf16 matrices in hardware (AMX or AVX-512 BF16)."""
    import torch

    names = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, name, lambda: False)()) for name in names)


def batches_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Split positions into batches of like length, longest first, each within the limits of texts and tokens.

    Every position appears once. The order within equal lengths is that of ``lengths``, so results are reproducible.
    """
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    batch: list[int] = []
    for index in order:
        widest = lengths[batch[0]] if batch else lengths[index]
        if batch and (len(batch) == MAX_BATCH_TEXTS or (len(batch) + 1) * widest > MAX_BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def sanitise(text: str) -> str:
    """Drop what tokenizers choke on: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _silence_loading() -> None:
    """Keep progress bars and reports about unused weights off the terminal: stdout and stderr are the commands' own."""
    from transformers.utils import logging

    for silence in (logging.disable_progress_bar, logging.set_verbosity_error):
        silence()  # type: ignore[no-untyped-call]


def _truncate(row: list[int], limit: int) -> list[int]:
    return row if len(row) <= limit else [*row[: limit - 1], row[-1]]


def _prompts(known: dict[str, Any]) -> tuple[str, str]:
    passage = next((str(known[name]) for name in PASSAGE_PROMPTS if known.get(name)), "")
    return str(known.get("query") or ""), passage


def _digest_of(folder: Path, model: Any) -> str:
    return weights_digest(folder if folder.is_dir() else Path(model[0].auto_model.config.name_or_path))
