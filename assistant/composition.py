"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engines import Parts
from assistant.service import Service
from vectorstore.models import model_folder
from vectorstore.models.describe import describe_model

if TYPE_CHECKING:
    from assistant.language_model.chosen_model import ChosenModel
    from assistant.settings import Settings
    from ingest.jobs.library_work import QueuedLibraryWork
    from ingest.loaders import LoadLimits
    from vectorstore.embedder import Embedder
    from vectorstore.identity import EmbeddingParts, IndexIdentity


def build_embedder(settings: Settings) -> Embedder:
    """Load the configured embedding model."""
    return load_embedder(settings, model_folder(settings.embedding_model, settings.models_dir))


def load_embedder(settings: Settings, folder: Path) -> Embedder:
    """Load the embedding model in a folder."""
    from vectorstore.embedder import SentenceTransformerEmbedder

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


def build_service(settings: Settings, *, with_model: bool = True, answer_on: bool = False) -> Service:
    """Open the library and put the assistant on top of it.

    Without a model the service lists, shows and removes, and raises ``ModelUnavailable`` for what needs one.
    ``answer_on`` opens indexes that were made with other parts than the configured ones as they are, with their own
    search model, where that is on disk: they answer until a rebuild takes their place.
    """
    from assistant.people.people import People
    from assistant.workspace import Workspace
    from ingest.chunker import ChunkerConfig
    from ingest.library import Library
    from ingest.pipeline import index_identity

    folder = model_folder(settings.embedding_model, settings.models_dir)
    configured: EmbeddingParts | None = describe_model(folder)
    embedder: Embedder | None = None
    if configured is None:
        configured = embedder = build_embedder(settings)
    wanted = index_identity(configured, ChunkerConfig())
    answering = _answering_identity(settings, wanted) if answer_on else None
    if with_model and answering is not None:
        embedder = load_embedder(settings, answering[1])
    elif with_model and embedder is None:
        embedder = build_embedder(settings)
    with ExitStack() as opened:
        library = Library.open(
            settings.data_dir,
            identity=wanted if answering is None else answering[0],
            building=wanted if has_unfinished_rebuild(settings) or answering is not None else None,
            rollback_days=settings.ingest.rollback_days,
        )
        opened.callback(library.close)
        parts = Parts(
            library=library,
            embedder=embedder,
            configured=configured,
            settings=settings,
            limits=build_limits(settings),
            workspace=Workspace.in_folder(settings.data_dir),
            chat=build_chat_model(settings if with_model else without_chat_model(settings)),
            people=People.in_folder(settings),
        )
        opened.pop_all()  # all of them are there: the service closes them from here on
    return Service(parts)


def _answering_identity(settings: Settings, wanted: IndexIdentity) -> tuple[IndexIdentity, Path] | None:
    """What the stored indexes were made with and the folder of their model, where they are not the configured ones."""
    from assistant.library_parts import folder_of_model
    from ingest.opening import stored_identity

    stored = stored_identity(settings.data_dir)
    if stored is None or wanted.matches(stored):
        return None
    folder = folder_of_model(settings, stored)
    return None if folder is None else (stored, folder)


def has_unfinished_rebuild(settings: Settings) -> bool:
    """Say whether a rebuild was begun that is to go on."""
    from ingest.jobs.queue import JOBS_FILE, JobQueue

    if not (settings.data_dir / JOBS_FILE).exists():
        return False
    queue = JobQueue.in_folder(settings.data_dir)
    try:
        return bool(queue.jobs(limit=1, unfinished=True, kinds=("rebuild",)))
    finally:
        queue.close()


@contextmanager
def open_work(settings: Settings, *, for_rebuild: bool = False) -> Iterator[QueuedLibraryWork]:
    """Open the library for a command that works on it by itself; the search model is loaded when it is needed.

    Raises ``IndexLocked`` where another process holds it.
    """
    from assistant.library_parts import ConfiguredParts, build_work, lazy_embedder, own_workshops
    from ingest.chunker import ChunkerConfig
    from ingest.library import Library
    from ingest.pipeline import index_identity

    folder = model_folder(settings.embedding_model, settings.models_dir)
    embedder = lazy_embedder(settings, folder)
    identity = index_identity(embedder, ChunkerConfig())
    building = identity if has_unfinished_rebuild(settings) else None
    with Library.open(
        settings.data_dir,
        identity=identity,
        for_rebuild=for_rebuild,
        building=building,
        rollback_days=settings.ingest.rollback_days,
    ) as library:
        workshops = own_workshops(settings, build_limits(settings))
        parts = ConfiguredParts(library, settings, embedder, workshops)
        work = build_work(library, settings, parts)
        try:
            yield work
        finally:
            work.stop()
            work.queue.close()
            parts.close()
