"""A worker: takes items from the queue, hands them to whoever knows their kind, keeps its leases alive."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ingest.errors import IngestError
from ingest.jobs.queue import ItemResult, JobQueue
from ingest.jobs.records import ItemStage, Job, JobItem, JobKind, NewItem
from vectorstore.errors import StorageFailed, StoreError

_logger = logging.getLogger(__name__)

LEASE_SECONDS: Final = 60.0
_DEFECTS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a mistake of ours would raise; it must end the item, not the worker."""
_IDLE_SECONDS: Final = 0.5
_TROUBLED_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.5


class WorkStopped(Exception):
    """The work is to end: its job was cancelled, its lease was lost, or the program closes. Never shown."""


class Task:
    """Items of one job that a worker has taken up, and what it can say about them."""

    def __init__(self, worker: Worker, job: Job, items: Sequence[JobItem]) -> None:
        self.job = job
        self.items = tuple(items)
        self._worker = worker
        self._unfinished = {item.item_id for item in items}
        self._looked = time.monotonic()
        self._noted = 0.0
        self._results: list[ItemResult] = []
        self._settled = time.monotonic()
        self.cancelled = False

    @property
    def unfinished(self) -> frozenset[int]:
        """The items that have no outcome yet."""
        return frozenset(self._unfinished)

    def check(self) -> None:
        """Raise ``WorkStopped`` where the job was cancelled or the program closes; asked often, it looks seldom."""
        if self._worker.stopping:
            raise WorkStopped
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if self._worker.queue.cancel_requested(self.job.job_id):
            self.cancelled = True
            raise WorkStopped

    def settle(self, result: ItemResult, *, at_once: bool = False) -> None:
        """Note what became of an item; a few are written together unless ``at_once``."""
        self._results.append(result)
        if at_once or len(self._results) >= 64 or time.monotonic() - self._settled > _LOOK_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was noted."""
        if self._results:
            self._worker.queue.finish(self._worker.name, self._results)
            self._unfinished -= {result.item_id for result in self._results}
            self._results = []
        self._settled = time.monotonic()

    def replace(self, item: JobItem, items: Sequence[NewItem]) -> None:
        """Queue other items of the same job in place of one."""
        self._worker.queue.replace(self._worker.name, item.item_id, items)
        self._unfinished.discard(item.item_id)

    def note(self, item_id: int, stage: ItemStage, *, done: int = 0, total: int = 0) -> None:
        """Say at which stage an item is; written at most twice a second."""
        if time.monotonic() - self._noted > _LOOK_SECONDS:
            self._noted = time.monotonic()
            self._worker.queue.note(self._worker.name, [item_id], stage, done=done, total=total)


Handler = Callable[[Task], None]
"""Does the items of a task and settles each; raises known errors for those that it could not settle."""


class Worker:
    """Works through some kinds of jobs, in a thread of its own (:meth:`start`) or in the caller's (:meth:`work_once`).

    Several workers may share a queue, in one process or in several: an item is worked on by one at a time.
    """

    def __init__(
        self,
        queue: JobQueue,
        handlers: Mapping[JobKind, Handler],
        *,
        lease_seconds: float = LEASE_SECONDS,
        most: int = 64,
        job_id: int | None = None,
        may: Callable[[JobKind], bool] = lambda _kind: True,
        on_rest: Callable[[], None] = lambda: None,
    ) -> None:
        self.queue = queue
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        self.trouble: StoreError | None = None
        """What stopped the work (a full disk), until it goes on."""
        self._handlers = dict(handlers)
        self._lease_seconds = lease_seconds
        self._most = most
        self._job_id = job_id
        self._may = may
        self._on_rest = on_rest
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def start(self) -> None:
        """Work in a thread of its own until :meth:`stop`."""
        self._thread = threading.Thread(target=self._run, name="library-work", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    def stop(self, seconds: float = 30.0) -> None:
        """Give back what is not finished and end; returns when the thread has ended, or after ``seconds``."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def work_once(self) -> bool:
        """Take up a few items and do them; say whether there were any. Raises ``StorageFailed``."""
        kinds = [kind for kind in self._handlers if self._may(kind)]
        items = self.queue.claim(
            self.name, kinds, lease_seconds=self._lease_seconds, most=self._most, job_id=self._job_id
        )
        if not items:
            return False
        task = Task(self, self.queue.job(items[0].job_id), items)
        with _Heart(self.queue, self.name, self._lease_seconds):
            self._do(task)
        self.trouble = None
        return True

    def _run(self) -> None:
        while not self.stopping:
            try:
                found = self.work_once()
            except StorageFailed as error:
                _logger.warning("work on the library waits: %s", error)
                self.trouble = error
                self._pause(_TROUBLED_SECONDS)
                continue
            if not found:
                self._on_rest()
                self._pause(_IDLE_SECONDS)

    def _pause(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _do(self, task: Task) -> None:
        try:
            self._handlers[task.job.kind](task)
            task.flush()
        except WorkStopped:
            task.flush()
            self._give_back(task)
        except StorageFailed:
            self._give_up_for_now(task)
            raise
        except (IngestError, StoreError) as error:
            facts = {name: str(value) for name, value in error.facts.items()}
            self._fail(task, error.code, facts)
        except _DEFECTS as error:
            _logger.exception("job %d failed", task.job.job_id)
            self._fail(task, "internal_error", {"incident": f"{type(error).__name__}"})
        else:
            self._fail(task, "internal_error", {"incident": "no outcome"})

    def _give_back(self, task: Task) -> None:
        """A cancelled item is cancelled; what the closing of the program interrupted is queued as before."""
        if task.cancelled:
            self.queue.finish(self.name, [ItemResult(one, "cancelled") for one in sorted(task.unfinished)])
        self.queue.release(self.name)

    def _give_up_for_now(self, task: Task) -> None:
        try:
            task.flush()
            self.queue.release(self.name)
        except StorageFailed:
            _logger.warning("job %d is taken up again when its lease has run out", task.job.job_id)

    def _fail(self, task: Task, code: str, facts: dict[str, str]) -> None:
        task.flush()
        failed = [ItemResult(one, "failed", code=code, facts=dict(facts)) for one in sorted(task.unfinished)]
        if failed:
            self.queue.finish(self.name, failed)


class _Heart:
    """Renews a worker's leases while it is at work."""

    def __init__(self, queue: JobQueue, owner: str, lease_seconds: float) -> None:
        self._queue = queue
        self._owner = owner
        self._lease_seconds = lease_seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> _Heart:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join(10)

    def _beat(self) -> None:
        while not self._ended.wait(self._lease_seconds / 3):
            try:
                self._queue.renew(self._owner, self._lease_seconds)
            except StorageFailed:
                _logger.warning("a lease could not be renewed; tried again before it runs out", exc_info=True)
