"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.service import Parts, Service
from vectorstore.models import model_folder
from vectorstore.models.describe import describe_model

if TYPE_CHECKING:
    from assistant.language_model.chosen_model import ChosenModel
    from assistant.settings import Settings
    from ingest.loaders import LoadLimits
    from ingest.outcomes import IngestProgress
    from vectorstore.embedder import Embedder
    from vectorstore.identity import EmbeddingParts

OnProgress = Callable[["IngestProgress"], None]


def build_embedder(settings: Settings) -> Embedder:
    """Load the configured embedding model."""
    from vectorstore.embedder import SentenceTransformerEmbedder

    folder = model_folder(settings.embedding_model, settings.models_dir)
    return SentenceTransformerEmbedder(folder, threads=settings.threads or None)


def build_chat_model(settings: Settings) -> ChosenModel:
    """Build the language model that the settings name, or say why there is none; nothing is started yet."""
    from assistant.language_model.chosen_model import choose_model

    return choose_model(settings)


def without_chat_model(settings: Settings) -> Settings:
    """Give the settings of a program that only quotes."""
    return settings.model_copy(update={"model": settings.model.model_copy(update={"name": "none"})})


def build_limits(settings: Settings) -> LoadLimits:
    """Turn the settings of ingestion into the loaders' limits."""
    from ingest.loaders import LoadLimits

    wanted = settings.ingest
    return LoadLimits(
        max_bytes=wanted.max_file_megabytes * 1_000_000,
        max_pages=wanted.max_pages,
        max_characters=wanted.max_characters,
        max_seconds=wanted.max_seconds,
        recognition=wanted.recognition,
        max_scanned_pages=wanted.max_scanned_pages,
        max_page_seconds=wanted.max_page_seconds,
        office_program=wanted.office_program,
    )


def build_service(settings: Settings, *, with_model: bool = True) -> Service:
    """Open the library and put the assistant on top of it.

    Without a model the service lists, shows and removes, and raises ``ModelUnavailable`` for what needs one.
    """
    from assistant.workspace import Workspace
    from ingest.chunker import ChunkerConfig
    from ingest.library import Library
    from ingest.pipeline import index_identity

    folder = model_folder(settings.embedding_model, settings.models_dir)
    embedder: Embedder | None = None
    embedding: EmbeddingParts | None = None if with_model else describe_model(folder)
    if embedding is None:
        embedding = embedder = build_embedder(settings)
    with ExitStack() as opened:
        library = Library.open(settings.data_dir, identity=index_identity(embedding, ChunkerConfig()))
        opened.callback(library.close)
        parts = Parts(
            library=library,
            embedder=embedder,
            settings=settings,
            limits=build_limits(settings),
            workspace=Workspace.in_folder(settings.data_dir),
            chat=build_chat_model(settings if with_model else without_chat_model(settings)),
        )
        opened.pop_all()  # all of them are there: the service closes them from here on
    return Service(parts)


def rebuild_library(settings: Settings, *, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """Make the indexes again with the configured parts; say what was made."""
    from ingest.chunker import ChunkerConfig
    from ingest.library import Library
    from ingest.pipeline import IngestPipeline, index_identity

    embedder = build_embedder(settings)
    identity = index_identity(embedder, ChunkerConfig())
    with Library.open(settings.data_dir, identity=identity, for_rebuild=True) as library:
        pipeline = IngestPipeline(library, embedder, chunker=ChunkerConfig(), limits=build_limits(settings))
        return asdict(pipeline.rebuild(on_progress=on_progress))
