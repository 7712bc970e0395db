"""Mends the indexes of a library that was restored from a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.settings import Settings


def mend_library(settings: Settings) -> dict[str, Any]:
    """Open a library that was restored, and mend its indexes; say what that took.

    Without the search model on disk the vectors that are missing are made when it is there.
    """
    from assistant import composition
    from ingest.chunker import ChunkerConfig
    from ingest.library import Library
    from ingest.pipeline import IngestPipeline, index_identity
    from vectorstore.errors import IndexDamaged, ModelUnavailable

    limits = composition.build_limits(settings)
    try:
        embedder = composition.build_embedder(settings)
    except ModelUnavailable:
        return {"mended": 0, "rebuilt": False, "model": False}
    identity = index_identity(embedder, ChunkerConfig())
    try:
        with Library.open(settings.data_dir, identity=identity) as library:
            missing = len(library.missing_vectors)
            if 2 * missing <= library.catalogue.chunk_count(library.view.generation.generation_id):
                IngestPipeline(library, embedder, chunker=ChunkerConfig(), limits=limits).repair()
                return {"mended": missing, "rebuilt": False, "model": True}
    except IndexDamaged:
        pass  # made again from the originals, which were compared with their digests
    with Library.open(settings.data_dir, identity=identity, for_rebuild=True) as library:
        report = IngestPipeline(library, embedder, chunker=ChunkerConfig(), limits=limits).rebuild()
    return {"mended": report.chunks, "rebuilt": True, "model": True}
