"""Packs the text of a document for the catalogue, and unpacks it again."""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple, dataclass
from typing import Any

from ingest.documents import Block, CleanDocument, Gap, LoadedDocument, Observation, OffsetMap, Page, Region, Removal

_FORMAT = b"1"
_COMPRESSION_LEVEL = 3


@dataclass(frozen=True, slots=True)
class StoredText:
    """A document as it was read: the decoded original and the clean text with its way back to it."""

    loaded: LoadedDocument
    clean: CleanDocument

    @property
    def raw(self) -> str:
        """The decoded original; ``raw_*`` offsets count its characters."""
        return self.loaded.text


def pack_text(loaded: LoadedDocument, clean: CleanDocument) -> bytes:
    """Write both layers as compressed JSON; lone surrogates survive."""
    values = {
        "loaded": {
            "source": loaded.source,
            "document_id": loaded.document_id,
            "media_type": loaded.media_type,
            "text": loaded.text,
            "encoding": loaded.encoding,
            "pages": [astuple(page) for page in loaded.pages],
            "regions": [astuple(region) for region in loaded.regions],
            "properties": loaded.properties,
            "warnings": loaded.warnings,
        },
        "clean": {
            "text": clean.text,
            "blocks": [astuple(block) for block in clean.blocks],
            "offsets": clean.offsets.pieces,
            "removals": [astuple(removal) for removal in clean.removals],
            "gaps": [astuple(gap) for gap in clean.gaps],
            "observations": [astuple(observation) for observation in clean.observations],
            "defects": clean.defects,
            "damaged": clean.damaged,
            "language_hint": clean.language_hint,
        },
    }
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return _FORMAT + zlib.compress(written, _COMPRESSION_LEVEL)


def unpack_text(packed: bytes) -> StoredText:
    """Read what :func:`pack_text` wrote; raises ``ValueError`` for anything else."""
    if packed[:1] != _FORMAT:
        raise ValueError(f"unknown form of stored text: {packed[:1]!r}")
    try:
        values = json.loads(zlib.decompress(packed[1:]).decode("utf-8", "surrogatepass"))
    except zlib.error as error:
        raise ValueError(f"stored text cannot be decompressed: {error}") from error
    return StoredText(loaded=_loaded(values["loaded"]), clean=_clean(values["clean"]))


def _loaded(values: dict[str, Any]) -> LoadedDocument:
    return LoadedDocument(
        source=values["source"],
        document_id=values["document_id"],
        media_type=values["media_type"],
        text=values["text"],
        encoding=values["encoding"],
        pages=tuple(Page(*page) for page in values["pages"]),
        regions=tuple(Region(*region) for region in values["regions"]),
        properties=tuple((name, value) for name, value in values["properties"]),
        warnings=tuple(values["warnings"]),
    )


def _clean(values: dict[str, Any]) -> CleanDocument:
    return CleanDocument(
        text=values["text"],
        blocks=tuple(Block(*block) for block in values["blocks"]),
        offsets=OffsetMap(tuple((piece[0], piece[1], piece[2], piece[3]) for piece in values["offsets"])),
        removals=tuple(Removal(*removal) for removal in values["removals"]),
        gaps=tuple(Gap(*gap) for gap in values["gaps"]),
        observations=tuple(Observation(*observation) for observation in values["observations"]),
        defects=tuple(values["defects"]),
        damaged=tuple((start, end) for start, end in values["damaged"]),
        language_hint=values["language_hint"],
    )
