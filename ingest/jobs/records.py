"""The values of the queue: what was asked for, how far it is, and what became of each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

JobKind = Literal["ingest", "remove", "restore", "purge", "sweep", "rebuild", "roll_back", "model_pull"]
"""``restore`` puts removed documents back from the bin, ``purge`` deletes them for good."""

JobState = Literal["queued", "working", "cancelling", "done", "failed", "cancelled"]
"""``done`` also where some files were refused; ``failed`` where some item failed and a retry may help."""

ItemState = Literal["queued", "working", "done", "refused", "failed", "cancelled"]
"""``refused`` is the file's own fault (retrying needs another file or program), ``failed`` is the machine's."""

ItemStage = Literal["waiting", "reading", "embedding", "storing", "fetching", "verifying", "done"]

FINISHED_JOB: Final[frozenset[JobState]] = frozenset({"done", "failed", "cancelled"})
FINISHED_ITEM: Final[frozenset[ItemState]] = frozenset({"done", "refused", "failed", "cancelled"})

GonePolicy = Literal["keep", "recycle", "ask"]
"""What a sweep does with a document whose file is gone from its folder."""

DuplicateReason = Literal["exact", "same_report", "draft_and_final"]
"""``exact``: the same bytes at several places; ``same_report``: the same text with other page furniture."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """One unit of work to be queued.

    ``subject`` is what people read: a path, a document id, a model's name. ``file`` is where the bytes lie when that is
    elsewhere (an upload, a file out of an archive). ``size`` in bytes helps to tell the time that is left. An item with
    a ``code`` is refused from the start; ``facts`` then word the refusal.
    """

    subject: str
    file: str | None = None
    size: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True, slots=True)
class JobItem:
    """One unit of work as it stands. ``code`` and ``facts`` word a refusal or failure (``assistant.messages``).

    ``outcome`` of a finished item: ``added``, ``unchanged``, ``replaced``, ``refused``, ``removed``, ``restored``,
    ``purged``, ``rebuilt``, ``fetched``, ``swept``. ``detail`` holds the fields of ``baocao ingest`` for a file.
    ``done``/``total`` count within the item (documents of a rebuild, bytes of a model); ``total`` is 0 where nothing is
    counted.
    """

    item_id: int
    job_id: int
    position: int
    subject: str
    state: ItemState
    stage: ItemStage = "waiting"
    outcome: str | None = None
    code: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    document_id: str | None = None
    seconds: float = 0.0
    done: int = 0
    total: int = 0
    attempts: int = 0
    size: int = 0
    file: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How many items of a job are in which state; ``seconds_left`` is an estimate, ``None`` while there is none.

    ``done`` counts every item that succeeded. ``fraction`` (0 to 1) also counts what is done inside a single item.
    """

    total: int
    done: int = 0
    refused: int = 0
    failed: int = 0
    cancelled: int = 0
    working: int = 0
    fraction: float = 0.0
    seconds: float = 0.0
    """Since the first item was taken up, until the last was finished."""
    seconds_left: float | None = None

    @property
    def finished(self) -> int:
        """Items that have an outcome of any kind."""
        return self.done + self.refused + self.failed + self.cancelled


@dataclass(frozen=True, slots=True)
class Job:
    """One request as a row of the list of jobs. ``by`` is the user's name, ``""`` for the program itself.

    ``label`` is what people asked for, as text: the first path, the model's name, the folder's name.
    ``current`` is the item in work, if any.
    """

    job_id: int
    kind: JobKind
    state: JobState
    by: str
    label: str
    collection: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: JobProgress
    current: JobItem | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED_JOB

    @property
    def can_retry(self) -> bool:
        """Whether there is something failed or cancelled that a retry would take up."""
        return self.is_finished and self.progress.failed + self.progress.cancelled > 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was streamed into the data folder: ``name`` is data, never a path; the bytes lie at ``file``."""

    name: str
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder that is swept on a schedule: new and changed files come in, moved ones are recognised, gone ones follow
    ``gone``. ``trouble`` is the code of what kept the last sweep from looking (``folder_missing``, ``folder_emptied``).
    """

    folder_id: int
    path: str
    collection: str = "default"
    gone: GonePolicy = "recycle"
    every_minutes: int = 60
    enabled: bool = True
    swept_at: datetime | None = None
    trouble: str | None = None
    last: SweepCounts | None = None


@dataclass(frozen=True, slots=True)
class SweepCounts:
    """What one sweep found. ``asking`` are gone files that wait for a decision (policy ``ask``); ``withdrawn`` are
    files whose document a person removed and that therefore do not come back by themselves.
    """

    files: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    unchanged: int = 0
    refused: int = 0
    """Files that were refused before and have not changed since."""
    asking: int = 0
    withdrawn: int = 0
    unreadable: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A document whose file is gone from a watched folder and about which a person has to decide."""

    folder_id: int
    path: str
    document_id: str
    title: str | None


@dataclass(frozen=True, slots=True)
class RecycledDocument:
    """A removed document that can still be put back until ``expires_at``. Nothing of it is found in answers.

    ``reason``: ``removed`` by a person, ``gone`` from a watched folder, ``replaced`` by another version of the file.
    """

    document_id: str
    title: str | None
    source: str
    collection: str
    size: int
    removed_at: datetime
    expires_at: datetime
    by: str
    reason: Literal["removed", "gone", "replaced"]


@dataclass(frozen=True, slots=True)
class GenerationSummary:
    """One set of indexes. A ``retired`` one can be rolled back to until ``expires_at``; ``missing`` counts the
    documents that were added since and would be added to it first.
    """

    generation_id: int
    state: Literal["building", "current", "retired"]
    model: str
    chunker: str
    tokeniser: str
    created_at: datetime
    documents: int
    retired_at: datetime | None = None
    expires_at: datetime | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class DuplicateMember:
    """One document of a group of near-duplicates. ``similarity`` (0 to 1) is that to the preferred one."""

    document_id: str
    title: str | None
    source: str
    similarity: float


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Documents that are the same report. A reader of an answer sees ``preferred``; the others stay in the library."""

    preferred: DuplicateMember
    others: tuple[DuplicateMember, ...]
    reason: DuplicateReason


@dataclass(frozen=True, slots=True)
class WorkState:
    """Whether work on the library goes on at this moment, for the status line.

    ``waiting`` and ``working`` count items; ``trouble`` is the code of what has stopped the worker (a full disk), with
    its ``facts``, until it succeeds again.
    """

    waiting: int = 0
    working: int = 0
    trouble: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
