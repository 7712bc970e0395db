"""What the work on the library is done with: workshops, pipelines, and the switch to other indexes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.chunker import ChunkerConfig
from ingest.errors import RollBackImpossible
from ingest.loaders.contained import ArchiveLimits
from ingest.pipeline import IngestPipeline, Pace, index_identity
from ingest.workshop import OwnWorkshop
from ingest.workshop_process import ProcessWorkshop
from vectorstore.models import CATALOGUE, installed_models, model_folder, pull_model
from vectorstore.models.describe import describe_model
from vectorstore.models.language_fetch import pull_language_model
from vectorstore.models.language_models import LANGUAGE_MODELS

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.jobs.governor import Governor
    from ingest.jobs.library_work import QueuedLibraryWork
    from ingest.library import Library
    from ingest.loaders import LoadLimits
    from ingest.rebuild import GenerationBuild
    from ingest.workshop import Workshop
    from vectorstore.embedder import Embedder
    from vectorstore.identity import EmbeddingParts, IndexIdentity

EMBED_AT_ONCE = 16
"""Texts that are embedded between two looks at whether somebody asks: about half a second's work."""

EMBED_UNDISTURBED = 64
"""Texts that are embedded at once by a command that nobody asks anything."""

WorkshopFactory = Callable[[Path], "Workshop"]
"""Makes a workshop with the search model in a folder."""


def build_workshop(folder: Path, limits: LoadLimits, threads: int) -> Workshop:
    """Load the search model in ``folder`` and work with it in this process; called inside a child process."""
    from vectorstore.embedder import SentenceTransformerEmbedder

    return OwnWorkshop(SentenceTransformerEmbedder(folder, threads=threads or None), ChunkerConfig(), limits)


def child_workshops(settings: Settings, limits: LoadLimits) -> WorkshopFactory:
    """Workshops in processes of their own, for a program that answers questions meanwhile."""
    wanted = settings.ingest

    def make(folder: Path) -> Workshop:
        build = partial(build_workshop, folder, limits, wanted.threads)
        return ProcessWorkshop(build, read_seconds=limits.max_seconds, niceness=wanted.niceness)

    return make


def own_workshops(settings: Settings, limits: LoadLimits) -> WorkshopFactory:
    """Workshops in this process, whose model is loaded when it is first needed."""
    return lambda folder: OwnWorkshop(lazy_embedder(settings, folder), ChunkerConfig(), limits)


def lazy_embedder(settings: Settings, folder: Path) -> Embedder:
    """The search model in a folder, loaded on first use where its folder describes it."""
    from vectorstore.embedder import SentenceTransformerEmbedder
    from vectorstore.lazy_embedder import LazyEmbedder

    load = partial(SentenceTransformerEmbedder, folder, threads=settings.threads or None)
    description = describe_model(folder)
    return load() if description is None else LazyEmbedder(description, load)


class ConfiguredParts:
    """The parts that the settings name; ``adopt`` makes a service ready for another search model.

    It is given the model's folder and digest, and returns what makes the service answer with it.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        embedding: EmbeddingParts,
        workshops: WorkshopFactory,
        governor: Governor | None = None,
        adopt: Callable[[Path, str], Callable[[], None]] | None = None,
    ) -> None:
        self._library = library
        self._settings = settings
        self._identity = index_identity(embedding, ChunkerConfig())
        self._folder = model_folder(settings.embedding_model, settings.models_dir)
        self._make = workshops
        self._governor = governor
        self._adopt = adopt
        self._lock = threading.Lock()
        self._workshops: dict[tuple[int, Path], Workshop] = {}

    @property
    def identity(self) -> IndexIdentity:
        """What new indexes are made with."""
        return self._identity

    @property
    def gives_way(self) -> bool:
        """Whether questions may come meanwhile."""
        return self._governor is not None

    @property
    def is_current(self) -> bool:
        """Whether the library's indexes are made with the configured parts, so that files can be added to them."""
        return self._identity.matches(self._library.identity)

    def pipeline(self, pace: Pace) -> IngestPipeline:
        return self._pipeline(self._folder, self._identity, pace)

    def pipeline_for(self, generation_id: int, pace: Pace) -> IngestPipeline:
        record = next(one for one in self._library.catalogue.generations() if one.generation_id == generation_id)
        lacking = self._library.view.records.keys() - self._library.catalogue.read_documents(generation_id)
        folder = folder_of_model(self._settings, record.identity)
        if folder is None:
            raise RollBackImpossible(detail=f"the model {record.identity.model_name} is not on disk")
        description = describe_model(folder)
        ours = None if description is None else index_identity(description, ChunkerConfig())
        if lacking and (ours is None or not ours.matches(record.identity)):
            raise RollBackImpossible(detail=f"{len(lacking)} documents cannot be added to it by this version")
        return self._pipeline(folder, record.identity, pace)

    def _pipeline(self, folder: Path, identity: IndexIdentity, pace: Pace) -> IngestPipeline:
        archives = archive_limits(self._settings)
        return IngestPipeline.with_workshop(
            self._library, self._workshop(folder), identity, pace=pace, archives=archives
        )

    def switch(self, build: GenerationBuild) -> bool:
        if self._adopt is None:
            return build.finish()
        folder = folder_of_model(self._settings, build.identity)
        if folder is None or not build.verify():
            return False
        switch = self._adopt(folder, build.identity.weights_digest)
        with nullcontext() if self._governor is None else self._governor.quiet():
            finished = build.finish()
            if finished:
                switch()
        return finished

    def give_way(self) -> None:
        if self._governor is not None:
            self._governor.give_way()

    def pull_model(self, name: str, on_bytes: Callable[[int, int], None]) -> None:
        if name in LANGUAGE_MODELS:
            pull_language_model(name, self._settings.models_dir, on_bytes=on_bytes)
        else:
            pull_model(name, self._settings.models_dir)

    def rest(self) -> None:
        """Release workshops that have had nothing to do for a while."""
        with self._lock:
            for workshop in self._workshops.values():
                if isinstance(workshop, ProcessWorkshop):
                    workshop.rest()

    def close(self) -> None:
        """Release every workshop."""
        with self._lock:
            for workshop in self._workshops.values():
                workshop.close()
            self._workshops.clear()

    def _workshop(self, folder: Path) -> Workshop:
        """One for each worker's thread, so that two workers do not wait for each other."""
        key = (threading.get_ident(), folder)
        with self._lock:
            if key not in self._workshops:
                self._workshops[key] = self._make(folder)
            return self._workshops[key]


def folder_of_model(settings: Settings, identity: IndexIdentity) -> Path | None:
    """The folder of the search model with which indexes were made, if it is on disk."""
    configured = model_folder(settings.embedding_model, settings.models_dir)
    description = describe_model(configured)
    if description is None or description.weights_digest == identity.weights_digest:
        return configured
    for manifest in installed_models(settings.models_dir):
        if manifest.weights_digest == identity.weights_digest:
            return settings.models_dir / manifest.name
    return None


def archive_limits(settings: Settings) -> ArchiveLimits:
    """What archives and mails may expand to by the settings."""
    wanted = settings.ingest
    return ArchiveLimits(
        max_files=wanted.max_archive_files,
        max_bytes=wanted.max_archive_megabytes * 1_000_000,
        max_file_bytes=wanted.max_file_megabytes * 1_000_000,
        max_seconds=wanted.max_seconds,
    )


def build_work(library: Library, settings: Settings, parts: ConfiguredParts) -> QueuedLibraryWork:
    """Put the queue's work on an open library."""
    from ingest.jobs.library_work import QueuedLibraryWork, WorkConfig
    from ingest.jobs.queue import JobQueue

    wanted = settings.ingest
    megabyte = 1_000_000
    config = WorkConfig(
        workers=wanted.workers,
        embed_at_once=EMBED_AT_ONCE if parts.gives_way else EMBED_UNDISTURBED,
        recycle_days=wanted.recycle_days,
        keep_jobs_days=wanted.keep_jobs_days,
        max_upload_bytes=wanted.max_upload_megabytes * megabyte,
        archives=archive_limits(settings),
        models=frozenset({*CATALOGUE, *LANGUAGE_MODELS}),
    )
    return QueuedLibraryWork(library, JobQueue.in_folder(settings.data_dir), parts, config)


def start_work(work: QueuedLibraryWork, parts: ConfiguredParts, settings: Settings) -> None:
    """Begin to do what is queued; queue a rebuild first where the indexes are not those that the settings name.

    Nothing is rebuilt where somebody went back to the earlier indexes on purpose.
    """
    if not parts.is_current and settings.ingest.rebuild_on_change and not work.went_back_from(parts.identity.digest):
        work.enqueue_rebuild()
    work.start(may_add=lambda: parts.is_current, on_rest=parts.rest)
