"""What can be asked of the queue without holding the library: any process of this machine may do it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.errors import FolderNotWatchable, RollBackImpossible, UnreadableFile
from ingest.jobs.folders import WatchedFolders
from ingest.jobs.queue import JobQueue
from ingest.jobs.records import GoneFile, GonePolicy, ItemState, Job, JobItem, NewItem, WatchedFolder, WorkState
from ingest.jobs.sweeps import file_item, is_being_read
from ingest.opening import stored_retired
from ingest.sweeping import below
from ingest.walking import path_text, walk_files


class WorkRequests:
    """Queues work and follows it; whoever holds the library does it. See ``LibraryWork`` for each method."""

    def __init__(self, queue: JobQueue, data_dir: Path) -> None:
        self.queue = queue
        self._data_dir = data_dir.absolute()
        self._folders = WatchedFolders(queue)

    # ---- asking for work ---------------------------------------------------------------------------------------

    def enqueue_files(
        self, paths: Sequence[Path], *, collection: str = "default", by: str = "", check_content: bool = False
    ) -> Job:
        walk = walk_files(paths)
        items = [
            NewItem(path_text(folder), facts={"detail": detail}, code=UnreadableFile.code)
            for folder, detail in walk.closed_folders
        ]
        items += [file_item(path) for path in walk.files]
        label = path_text(Path(paths[0])) if paths else ""
        parameters = {"check_content": check_content, "hidden": walk.hidden}
        return self._queued(
            self.queue.enqueue("ingest", items, label=label, by=by, collection=collection, parameters=parameters)
        )

    def enqueue_known_removal(
        self, documents: Sequence[tuple[str, str | None]], *, by: str = "", for_good: bool = False
    ) -> Job:
        """Remove documents that are known to be there: (id, title)."""
        items = [NewItem(document_id, facts={"title": title}) for document_id, title in documents]
        label = next((title or document_id[:12] for document_id, title in documents), "")
        parameters = {"for_good": for_good}
        return self._queued(self.queue.enqueue("remove", items, label=label, by=by, parameters=parameters))

    def enqueue_rebuild(self, *, by: str = "") -> Job:
        for job in self.queue.jobs(limit=1, unfinished=True, kinds=("rebuild",)):
            return job
        return self._queued(self.queue.enqueue("rebuild", [NewItem("indexes")], label="", by=by))

    def enqueue_roll_back(self, generation_id: int | None = None, *, by: str = "") -> Job:
        number = stored_retired(self._data_dir) if generation_id is None else generation_id
        if number is None:
            raise RollBackImpossible(detail="no earlier set of indexes is kept")
        item = NewItem("indexes", facts={"generation_id": number})
        return self._queued(self.queue.enqueue("roll_back", [item], label="", by=by))

    # ---- following it ------------------------------------------------------------------------------------------

    def state(self) -> WorkState:
        counts = self.queue.counts()
        return WorkState(counts.get("queued", 0), counts.get("working", 0))

    def jobs(self, *, limit: int = 50, unfinished: bool = False) -> tuple[Job, ...]:
        return self.queue.jobs(limit=limit, unfinished=unfinished)

    def job(self, job_id: int) -> Job:
        return self.queue.job(job_id)

    def items(
        self, job_id: int, *, states: frozenset[ItemState] = frozenset(), limit: int = 500, after: int = 0
    ) -> tuple[JobItem, ...]:
        self.queue.job(job_id)
        return self.queue.items(job_id, states=states, limit=limit, after=after)

    def cancel(self, job_id: int) -> Job:
        self.queue.cancel(job_id)
        return self.queue.job(job_id)

    def retry_failed(self, job_id: int) -> Job:
        self.queue.retry(job_id)
        return self._queued(job_id)

    # ---- watched folders ---------------------------------------------------------------------------------------

    def watched_folders(self) -> tuple[WatchedFolder, ...]:
        return self._folders.all()

    def watch_folder(
        self, path: Path, *, collection: str = "default", gone: GonePolicy = "recycle", every_minutes: int = 60
    ) -> WatchedFolder:
        place = path_text(path.absolute())
        if not path.is_dir():
            raise FolderNotWatchable(folder=place)
        others = [path_text(self._data_dir), *(folder.path for folder in self._folders.all())]
        if any(place == other or below(place, other) or below(other, place) for other in others):
            raise FolderNotWatchable(folder=place)
        return self._folders.add(place, collection, gone, every_minutes)

    def change_watched_folder(
        self,
        folder_id: int,
        *,
        gone: GonePolicy | None = None,
        every_minutes: int | None = None,
        enabled: bool | None = None,
    ) -> WatchedFolder:
        return self._folders.change(folder_id, gone=gone, every_minutes=every_minutes, enabled=enabled)

    def unwatch_folder(self, folder_id: int) -> None:
        self._folders.remove(folder_id)

    def enqueue_sweep(self, folder_id: int, *, by: str = "") -> Job:
        folder = self._folders.one(folder_id)
        for job in self.queue.jobs(limit=100, unfinished=True, kinds=("sweep",)):
            if job.parameters.get("folder_id") == folder_id:
                return job
        item = NewItem(folder.path, facts={"folder_id": folder_id})
        parameters = {"folder_id": folder_id}
        return self._queued(
            self.queue.enqueue(
                "sweep", [item], label=folder.path, by=by, collection=folder.collection, parameters=parameters
            )
        )

    def gone_files(self) -> tuple[GoneFile, ...]:
        return self._folders.gone()

    def is_being_read(self, folder_id: int) -> bool:
        """Say whether files of a watched folder are still queued."""
        return is_being_read(self.queue, folder_id)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _queued(self, job_id: int) -> Job:
        """What was queued; the place where a worker in this process is told."""
        return self.queue.job(job_id)
