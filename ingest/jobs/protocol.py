"""What an interface can ask of the work on the library: ``service.jobs`` keeps this."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from ingest.jobs.records import (
    DuplicateGroup,
    GenerationSummary,
    GoneFile,
    GonePolicy,
    ItemState,
    Job,
    JobItem,
    RecycledDocument,
    Upload,
    WatchedFolder,
    WorkState,
)


class LibraryWork(Protocol):
    """Work on the library off the request path. Every ``enqueue_…`` returns at once with the job that was queued.

    What a job did counts when its item is ``done``: an added document is found from then on, a removed one never again
    (it can be put back from the bin within its term). ``by`` is the name of the user who asks.
    """

    # ---- asking for work ---------------------------------------------------------------------------------------

    def receive(self, stream: BinaryIO, name: str) -> Upload:
        """Write an upload to the data folder as it comes, whatever its size.

        Raises ``FileTooLarge`` beyond ``ingest.max_upload_megabytes`` and ``StorageFailed`` (``DiskFull`` …); nothing
        is left behind then.
        """
        ...

    def enqueue_uploads(self, uploads: Sequence[Upload], *, collection: str = "default", by: str = "") -> Job:
        """Take in uploads; a ZIP becomes one item for each file in it, known as ``archive.zip/inner/name.pdf``.

        A name that another document has already is given a number: ``name (2).pdf``.
        """
        ...

    def enqueue_files(
        self, paths: Sequence[Path], *, collection: str = "default", by: str = "", check_content: bool = False
    ) -> Job:
        """Take in files and folders of this machine."""
        ...

    def enqueue_removal(self, document_ids: Sequence[str], *, by: str = "", for_good: bool = False) -> Job:
        """Remove documents, into the recycle bin unless ``for_good``; raises ``UnknownDocument``."""
        ...

    def enqueue_restore(self, document_ids: Sequence[str], *, by: str = "") -> Job:
        """Put documents back from the recycle bin; raises ``UnknownDocument`` for one that is not in it."""
        ...

    def enqueue_rebuild(self, *, by: str = "") -> Job:
        """Make the indexes again with the configured parts, beside those that answer; one at a time."""
        ...

    def enqueue_model_pull(self, name: str, *, by: str = "") -> Job:
        """Fetch a model of the list; raises ``ModelUnknown``."""
        ...

    # ---- following it ------------------------------------------------------------------------------------------

    def state(self) -> WorkState:
        """Say how much waits and whether something has stopped the work."""
        ...

    def jobs(self, *, limit: int = 50, unfinished: bool = False) -> tuple[Job, ...]:
        """The latest jobs, newest first."""
        ...

    def job(self, job_id: int) -> Job:
        """One job; raises ``UnknownJob``."""
        ...

    def items(
        self, job_id: int, *, states: frozenset[ItemState] = frozenset(), limit: int = 500, after: int = 0
    ) -> tuple[JobItem, ...]:
        """The items of a job in their order, those beyond ``after`` (a position) and in ``states`` (all if empty)."""
        ...

    def cancel(self, job_id: int) -> Job:
        """Stop a job: what is done stays done, what waits is not begun; raises ``UnknownJob``."""
        ...

    def retry_failed(self, job_id: int) -> Job:
        """Queue again what failed or was cancelled, and nothing else; raises ``UnknownJob``."""
        ...

    # ---- watched folders ---------------------------------------------------------------------------------------

    def watched_folders(self) -> tuple[WatchedFolder, ...]: ...

    def watch_folder(
        self, path: Path, *, collection: str = "default", gone: GonePolicy = "recycle", every_minutes: int = 60
    ) -> WatchedFolder:
        """Watch a folder; raises ``FolderNotWatchable`` (not there, inside another one, the data folder itself)."""
        ...

    def change_watched_folder(
        self,
        folder_id: int,
        *,
        gone: GonePolicy | None = None,
        every_minutes: int | None = None,
        enabled: bool | None = None,
    ) -> WatchedFolder:
        """Change how a folder is watched; raises ``UnknownFolder``."""
        ...

    def unwatch_folder(self, folder_id: int) -> None:
        """Watch a folder no longer; its documents stay. Raises ``UnknownFolder``."""
        ...

    def enqueue_sweep(self, folder_id: int, *, by: str = "") -> Job:
        """Sweep a folder now; raises ``UnknownFolder``."""
        ...

    def gone_files(self) -> tuple[GoneFile, ...]:
        """The documents of gone files that wait for a decision (policy ``ask``)."""
        ...

    def decide_gone(self, paths: Sequence[str], *, remove: bool, by: str = "") -> None:
        """Remove the documents of gone files (into the bin), or keep them without their files."""
        ...

    # ---- recycle bin -------------------------------------------------------------------------------------------

    def recycled(self) -> tuple[RecycledDocument, ...]:
        """What can be put back, latest removal first."""
        ...

    def empty_bin(self, document_ids: Sequence[str] | None = None, *, by: str = "") -> Job:
        """Delete documents of the bin (all by default) for good."""
        ...

    # ---- generations -------------------------------------------------------------------------------------------

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The sets of indexes, the current one first."""
        ...

    def enqueue_roll_back(self, generation_id: int | None = None, *, by: str = "") -> Job:
        """Answer from an earlier set of indexes again (the latest retired one by default), after adding what it lacks.

        Raises ``RollBackImpossible`` naming the reason.
        """
        ...

    # ---- near-duplicates ---------------------------------------------------------------------------------------

    def duplicate_groups(self) -> tuple[DuplicateGroup, ...]:
        """The groups of documents that are the same report."""
        ...
