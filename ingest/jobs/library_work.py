"""The work on one library by the process that holds it: ``service.jobs``."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from ingest.catalogue_bin import RecycledRecord, Recycling, recycled_records
from ingest.catalogue_records import DocumentRecord
from ingest.duplicate_groups import NearGroup, compare_new, near_groups
from ingest.errors import RollBackImpossible, UnknownDocument
from ingest.jobs.handlers import ROLLED_BACK_FROM, LibraryHandlers, LibraryParts
from ingest.jobs.queue import JobQueue
from ingest.jobs.records import (
    DuplicateGroup,
    DuplicateMember,
    GenerationSummary,
    Job,
    JobKind,
    NewItem,
    RecycledDocument,
    Upload,
    WorkState,
)
from ingest.jobs.requests import WorkRequests
from ingest.jobs.sweeps import remove_source
from ingest.jobs.uploads import IncomingFiles
from ingest.jobs.worker import Handler, Worker
from ingest.library import Library
from ingest.loaders.contained import ArchiveLimits
from ingest.opening import returnable_generations
from vectorstore.errors import ModelUnknown, StorageFailed

_logger = logging.getLogger(__name__)
_UPKEEP_SECONDS = 20.0
_ADDING: frozenset[JobKind] = frozenset({"ingest", "restore"})


@dataclass(frozen=True, slots=True)
class WorkConfig:
    """What can be set about the work. Days may be fractions; ``models`` are the names that may be fetched."""

    workers: int = 1
    embed_at_once: int = 512
    recycle_days: float = 30.0
    keep_jobs_days: float = 30.0
    max_upload_bytes: int = 2_000_000_000
    archives: ArchiveLimits = field(default_factory=ArchiveLimits)
    models: frozenset[str] = frozenset()


class QueuedLibraryWork(WorkRequests):
    """Does the queue's work on an open library, in threads of its own once :meth:`start` was called."""

    def __init__(self, library: Library, queue: JobQueue, parts: LibraryParts, config: WorkConfig) -> None:
        super().__init__(queue, library.data_dir)
        self._library = library
        self._config = config
        self._handlers = LibraryHandlers(library, queue, parts, embed_at_once=config.embed_at_once)
        self._incoming = IncomingFiles(
            library.data_dir, max_upload_bytes=config.max_upload_bytes, archives=config.archives
        )
        self._workers: list[Worker] = []
        self._stopping = threading.Event()
        self._upkeep = threading.Thread(target=self._look_after, name="library-upkeep", daemon=True)

    # ---- working -----------------------------------------------------------------------------------------------

    def start(self, *, may_add: Callable[[], bool] = lambda: True, on_rest: Callable[[], None] = lambda: None) -> None:
        """Begin to work. Whoever held items before is dead, for this process holds the library.

        Files wait while ``may_add`` says that the indexes are not made with the configured parts (a rebuild is coming).
        """
        long, quick, fetching = self._handlers.long(), self._handlers.quick(), self._handlers.fetching()
        self.queue.take_over([*long, *quick, *fetching])
        self._workers = [
            *(
                Worker(self.queue, long, on_rest=on_rest, may=lambda kind: kind not in _ADDING or may_add())
                for _ in range(self._config.workers)
            ),
            Worker(self.queue, quick),
            Worker(self.queue, fetching, most=1),
        ]
        for worker in self._workers:
            worker.start()
        self._upkeep.start()

    def worker_for(self, job_id: int) -> Worker:
        """A worker for one job, for a command that does its own work."""
        every: dict[JobKind, Handler] = {}
        for handlers in (self._handlers.long(), self._handlers.quick(), self._handlers.fetching()):
            every |= handlers
        self.queue.take_over(every)
        return Worker(self.queue, every, job_id=job_id)

    def records(self) -> Mapping[str, DocumentRecord]:
        """The indexed documents by id."""
        return self._library.view.records

    def stop(self) -> None:
        """Give back what is not finished and end; calling it twice is no error."""
        self._stopping.set()
        for worker in self._workers:
            worker.stop()
        self._workers = []
        if self._upkeep.is_alive():
            self._upkeep.join(10)

    def state(self) -> WorkState:
        trouble = next((worker.trouble for worker in self._workers if worker.trouble is not None), None)
        state = super().state()
        if trouble is None:
            return state
        facts = {name: str(value) for name, value in trouble.facts.items()}
        return replace(state, trouble=trouble.code, facts=facts)

    def _queued(self, job_id: int) -> Job:
        for worker in self._workers:
            worker.wake()
        return self.queue.job(job_id)

    # ---- asking for work ---------------------------------------------------------------------------------------

    def receive(self, stream: BinaryIO, name: str) -> Upload:
        return self._incoming.receive(stream, name)

    def enqueue_uploads(self, uploads: Sequence[Upload], *, collection: str = "default", by: str = "") -> Job:
        with self._library.change():  # two uploads of one name must not both find it free
            sources = self._library.catalogue.sources()
            known = {path: source.document_id for path, source in sources.items()}
            waiting = self._waiting_names()
            items = list(self._incoming.items(uploads, lambda name: known.get(name) or waiting.get(name)))
            label = uploads[0].name if uploads else ""
            job_id = self.queue.enqueue("ingest", items, label=label, by=by, collection=collection)
        return self._queued(job_id)

    def _waiting_names(self) -> dict[str, str]:
        """The names that queued uploads will have."""
        names: dict[str, str] = {}
        for job in self.queue.jobs(limit=200, unfinished=True, kinds=("ingest",)):
            for item in self.queue.items(job.job_id, states=frozenset({"queued", "working"}), limit=100_000):
                names[item.subject] = "waiting"
        return names

    def enqueue_removal(self, document_ids: Sequence[str], *, by: str = "", for_good: bool = False) -> Job:
        records = self._library.view.records
        for document_id in document_ids:
            if document_id not in records:
                raise UnknownDocument(document_id=document_id)
        documents = [(one, records[one].metadata.title) for one in document_ids if one in records]
        return self.enqueue_known_removal(documents, by=by, for_good=for_good)

    def enqueue_restore(self, document_ids: Sequence[str], *, by: str = "") -> Job:
        recycled = {one.document_id: one for one in self._recycled()}
        for document_id in document_ids:
            if document_id not in recycled:
                raise UnknownDocument(document_id=document_id)
        items = [NewItem(one, size=recycled[one].size, facts={"title": recycled[one].title}) for one in document_ids]
        label = next((recycled[one].title or one[:12] for one in document_ids), "")
        return self._queued(self.queue.enqueue("restore", items, label=label, by=by))

    def enqueue_model_pull(self, name: str, *, by: str = "") -> Job:
        if name not in self._config.models:
            raise ModelUnknown(name=name)
        return self._queued(self.queue.enqueue("model_pull", [NewItem(name)], label=name, by=by))

    # ---- gone files and the bin --------------------------------------------------------------------------------

    def decide_gone(self, paths: Sequence[str], *, remove: bool, by: str = "") -> None:
        if remove:
            for path in paths:
                remove_source(self._library, path, Recycling(by, "gone"))
            self._folders.forget_gone(paths)
        else:
            self._folders.keep(paths)

    def recycled(self) -> tuple[RecycledDocument, ...]:
        term = timedelta(days=self._config.recycle_days)
        return tuple(
            RecycledDocument(
                document_id=one.document_id,
                title=one.title,
                source=one.source,
                collection=one.collection,
                size=one.size,
                removed_at=one.removed_at,
                expires_at=one.removed_at + term,
                by=one.by,
                reason=one.reason,
            )
            for one in self._recycled()
        )

    def empty_bin(self, document_ids: Sequence[str] | None = None, *, by: str = "") -> Job:
        recycled = {one.document_id: one for one in self._recycled()}
        chosen = list(recycled) if document_ids is None else [one for one in document_ids if one in recycled]
        items = [NewItem(one, facts={"title": recycled[one].title}) for one in chosen]
        label = next((recycled[one].title or one[:12] for one in chosen), "")
        return self._queued(self.queue.enqueue("purge", items, label=label, by=by))

    def _recycled(self) -> tuple[RecycledRecord, ...]:
        with self._library.catalogue.reading() as connection:
            return recycled_records(connection)

    # ---- generations -------------------------------------------------------------------------------------------

    def generations(self) -> tuple[GenerationSummary, ...]:
        catalogue, library = self._library.catalogue, self._library
        returnable = returnable_generations(catalogue, library.rollback_days)
        live = library.view.records.keys()
        summaries = []
        for one in catalogue.generations():
            if one.state == "retired" and one.generation_id not in returnable:
                continue
            read = catalogue.read_documents(one.generation_id)
            retired = None if one.retired_at is None else datetime.fromisoformat(one.retired_at)
            summaries.append(
                GenerationSummary(
                    generation_id=one.generation_id,
                    state=one.state,
                    model=one.identity.model_name,
                    chunker=dict(one.identity.chunker).get("version", ""),
                    tokeniser=one.identity.tokeniser,
                    created_at=datetime.fromisoformat(one.created_at),
                    documents=len(read & live),
                    retired_at=retired,
                    expires_at=None if retired is None else retired + timedelta(days=library.rollback_days),
                    missing=len(live - read),
                )
            )
        order = {"current": 0, "building": 1, "retired": 2}
        return tuple(sorted(summaries, key=lambda one: (order[one.state], -one.generation_id)))

    def enqueue_roll_back(self, generation_id: int | None = None, *, by: str = "") -> Job:
        retired = [one.generation_id for one in self.generations() if one.state == "retired"]
        if generation_id is None and not retired:
            raise RollBackImpossible(detail="no earlier set of indexes is kept")
        number = retired[0] if generation_id is None else generation_id
        if number not in retired:
            raise RollBackImpossible(detail=f"generation {number} is not kept")
        item = NewItem(f"generation {number}", facts={"generation_id": number})
        return self._queued(self.queue.enqueue("roll_back", [item], label=item.subject, by=by))

    def went_back_from(self, digest: str) -> bool:
        """Say whether somebody rolled back from the indexes of this identity and has asked for no rebuild since."""
        return self._library.setting(ROLLED_BACK_FROM) == digest

    # ---- near-duplicates ---------------------------------------------------------------------------------------

    def duplicate_groups(self) -> tuple[DuplicateGroup, ...]:
        records = self._library.view.records
        groups = [self._near(group) for group in near_groups(self._library.catalogue, records)]
        for record in records.values():
            if len(record.sources) > 1:
                title = record.metadata.title
                members = [DuplicateMember(record.document_id, title, source, 1.0) for source in record.sources]
                groups.append(DuplicateGroup(members[0], tuple(members[1:]), "exact"))
        return tuple(groups)

    def _near(self, group: NearGroup) -> DuplicateGroup:
        records = self._library.view.records
        members = [
            DuplicateMember(one, records[one].metadata.title, records[one].source, round(group.similarity(one), 3))
            for one in group.document_ids
            if one in records
        ]
        drafts = any(pair.reason == "draft_and_final" for pair in group.pairs)
        return DuplicateGroup(members[0], tuple(members[1:]), "draft_and_final" if drafts else "same_report")

    # ---- upkeep ------------------------------------------------------------------------------------------------

    def _look_after(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look_after()
            except StorageFailed as error:
                _logger.warning("looking after the library waits: %s", error)
            self._stopping.wait(_UPKEEP_SECONDS)

    def look_after(self) -> None:
        """Queue what is due: sweeps of watched folders, the end of a document's term in the bin; forget old jobs."""
        now = datetime.now(UTC)
        compare_new(self._library)
        for folder in self._folders.all():
            due = folder.swept_at is None or now - folder.swept_at >= timedelta(minutes=folder.every_minutes)
            if folder.enabled and due:
                self.enqueue_sweep(folder.folder_id)
        expired = [one.document_id for one in self.recycled() if one.expires_at <= now]
        if expired and not self.queue.jobs(limit=1, unfinished=True, kinds=("purge",)):
            self.empty_bin(expired)
        self.queue.forget_finished(now.timestamp() - self._config.keep_jobs_days * 86_400)
        self._incoming.clear(self.queue.files_in_use())
