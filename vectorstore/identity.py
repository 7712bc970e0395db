"""What an index was made with: two indexes may be searched alike only when their identities are equal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Protocol

REINDEX_COMMAND = "baocao reindex"
"""The command that rebuilds an index whose identity is not the configured one."""


class EmbeddingParts(Protocol):
    """What the identity needs to know about an embedding model."""

    @property
    def dimension(self) -> int: ...

    @property
    def model_name(self) -> str: ...

    @property
    def weights_digest(self) -> str: ...

    @property
    def prompts(self) -> tuple[str, str]: ...


@dataclass(frozen=True, slots=True)
class IndexIdentity:
    """Every part whose change makes stored vectors, chunks or lexical keys meaningless.

    ``model_name`` is shown to people and does not count: a model that was moved to another folder is the same model,
    ``weights_digest`` decides. ``prompts`` are the texts put before a query and before a passage. ``chunker`` holds the
    chunker's version and sizes, ``tokeniser`` the version of the lexical keys.
    """

    model_name: str
    weights_digest: str
    dimension: int
    prompts: tuple[str, str]
    chunker: tuple[tuple[str, str], ...]
    tokeniser: str
    distance: str = "cosine"

    def to_json(self) -> str:
        """Write the identity as one line of JSON with sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> IndexIdentity:
        """Read the form that :meth:`to_json` writes; raises ``ValueError`` on any other."""
        try:
            values = json.loads(text)
            return cls(
                model_name=str(values["model_name"]),
                weights_digest=str(values["weights_digest"]),
                dimension=int(values["dimension"]),
                prompts=(str(values["prompts"][0]), str(values["prompts"][1])),
                chunker=tuple((str(name), str(value)) for name, value in values["chunker"]),
                tokeniser=str(values["tokeniser"]),
                distance=str(values["distance"]),
            )
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError(f"not an index identity: {error!r}") from error

    @property
    def digest(self) -> str:
        """SHA-256 over the parts that count, hexadecimal."""
        return hashlib.sha256(json.dumps(self._parts(), sort_keys=True).encode()).hexdigest()

    def matches(self, other: IndexIdentity) -> bool:
        """Say whether an index made with ``other`` can be searched with the parts of this identity."""
        return self._parts() == other._parts()

    def differences(self, other: IndexIdentity) -> dict[str, tuple[str, str]]:
        """Name each part that differs, with this identity's value and the other's."""
        mine, theirs = self._parts(), other._parts()
        return {name: (str(mine[name]), str(theirs[name])) for name in mine if mine[name] != theirs[name]}

    def _parts(self) -> dict[str, object]:
        parts = asdict(self)
        del parts["model_name"]
        parts["chunker"] = sorted(self.chunker)
        return parts


def identity_of(embedding: EmbeddingParts, *, chunker: dict[str, object], tokeniser: str) -> IndexIdentity:
    """Compose the identity of an index from the parts that would fill it."""
    return IndexIdentity(
        model_name=embedding.model_name,
        weights_digest=embedding.weights_digest,
        dimension=embedding.dimension,
        prompts=embedding.prompts,
        chunker=tuple(sorted((name, str(value)) for name, value in chunker.items())),
        tokeniser=tokeniser,
    )
