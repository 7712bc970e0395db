"""Errors of the storage layer.

StoreError
├── ModelError
│   ├── ModelUnavailable        no source could deliver the model
│   │   └── LanguageModelUnavailable  the same of a language model, without which answers quote
│   ├── ModelCorrupt            a file's digest or layout is not the pinned one
│   └── ModelUnknown            a name that is neither in the catalogue nor a folder
├── IndexMismatch               the index was made with another model, chunker or tokeniser
├── IndexLocked                 another process owns the index
├── IndexDamaged                an index cannot be opened or read
├── StorageFailed               the data folder could not be written or read
│   ├── DiskFull                no space left
│   ├── NotEnoughSpace          less space than a download will take
│   └── DataFolderReadOnly      the data folder may not be written
└── EmbeddingError              the model gave no usable vector

Every class has a stable ``code``; text for people lives in ``assistant/messages/<language>.toml`` under it.
"""

from __future__ import annotations

from typing import ClassVar


class StoreError(Exception):
    """Anything that goes wrong below the assistant and that a user can be told about."""

    code: ClassVar[str] = "store_error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: " + ", ".join(f"{key}={value!r}" for key, value in facts.items()))


class ModelError(StoreError):
    """A model could not be fetched or opened."""

    code = "model_error"


class ModelUnavailable(ModelError):
    """No source could deliver the model (facts: name, tried)."""

    code = "model_unavailable"


class LanguageModelUnavailable(ModelUnavailable):
    """No source could deliver a language model (facts: name, tried, command); answers quote without it."""

    code = "language_model_unavailable"


class ModelCorrupt(ModelError):
    """A model file is not what its pinned digest or its format promises (facts: name, expected, found)."""

    code = "model_corrupt"


class ModelUnknown(ModelError):
    """The name is neither in the catalogue nor a folder on disk (facts: name)."""

    code = "model_unknown"


class IndexMismatch(StoreError):
    """The index was made with other parts than the ones configured (facts: expected, found, command)."""

    code = "index_mismatch"


class IndexLocked(StoreError):
    """Another process owns the index (facts: holder, path)."""

    code = "index_locked"


class IndexDamaged(StoreError):
    """An index cannot be opened or read (facts: path, detail)."""

    code = "index_damaged"


class StorageFailed(StoreError):
    """The data folder could not be written or read (facts: path, detail)."""

    code = "storage_failed"


class DiskFull(StorageFailed):
    """There is no space left on the disk of the data folder (facts: path, detail)."""

    code = "disk_full"


class NotEnoughSpace(StorageFailed):
    """The disk has less space than what is about to be fetched (facts: path, wanted, free, unit)."""

    code = "not_enough_space"


class DataFolderReadOnly(StorageFailed):
    """The data folder may not be written by this account (facts: path, detail)."""

    code = "data_folder_read_only"


class EmbeddingError(StoreError):
    """The embedding model returned something that is not a unit vector (facts: model, detail)."""

    code = "embedding_error"
