"""Doing work on the library from a command: by itself where nobody holds the library, else through whoever does."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli_terminal import say

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.catalogue_records import DocumentRecord
    from ingest.jobs.library_work import QueuedLibraryWork
    from ingest.jobs.records import Job, JobItem
    from ingest.jobs.requests import WorkRequests

_LOOK_SECONDS = 0.1
_HOLDER_SECONDS = 1.0


class Work:
    """The work on a library as one command sees it. ``own`` is ``None`` while another process holds the library."""

    def __init__(self, settings: Settings, opened: ExitStack, *, for_rebuild: bool) -> None:
        self._settings = settings
        self._opened = opened
        self._for_rebuild = for_rebuild
        self.own: QueuedLibraryWork | None = None
        self._requests: WorkRequests | None = None

    @property
    def requests(self) -> WorkRequests:
        """What can be asked for, whoever does it."""
        if self.own is not None:
            return self.own
        if self._requests is None:
            from ingest.jobs.queue import JobQueue
            from ingest.jobs.requests import WorkRequests

            queue = JobQueue.in_folder(self._settings.data_dir)
            self._opened.callback(queue.close)
            self._requests = WorkRequests(queue, self._settings.data_dir)
        return self._requests

    def try_to_hold(self) -> bool:
        """Open the library unless another process has it open; say whether it is ours."""
        from assistant.composition import open_work
        from vectorstore.errors import IndexLocked

        if self.own is None:
            try:
                self.own = self._opened.enter_context(open_work(self._settings, for_rebuild=self._for_rebuild))
            except IndexLocked:
                return False
        return True

    def records(self) -> dict[str, DocumentRecord]:
        """The indexed documents by id, also while another process holds the library."""
        from ingest.opening import stored_records

        if self.own is not None:
            return dict(self.own.records())
        return stored_records(self._settings.data_dir)

    def follow(self, job: Job, on_progress: Callable[[Job], None] = lambda job: None) -> Iterator[JobItem]:
        """Yield the items of a job in their order as they are finished, doing the work where nobody else does.

        Raises what keeps this process from working. A process that holds the library and goes away is replaced.
        """
        position, looked = 0, 0.0
        labour: _Labour | None = None
        try:
            while True:
                if labour is None and time.monotonic() - looked > _HOLDER_SECONDS:
                    looked = time.monotonic()
                    if self.try_to_hold() and self.own is not None:
                        labour = _Labour(self.own, job.job_id)
                ended = labour is not None and labour.ended
                for item in self._finished(job.job_id, position):
                    position = item.position
                    yield item
                now = self.requests.job(job.job_id)
                on_progress(now)
                if now.is_finished:
                    yield from self._finished(job.job_id, position)
                    return
                if ended and labour is not None:
                    labour.raise_error()
                    labour = None
                time.sleep(_LOOK_SECONDS)
        except (KeyboardInterrupt, GeneratorExit):
            if labour is not None:
                self.requests.cancel(job.job_id)
            else:
                say(f"baocao jobs cancel {job.job_id}")
            raise
        finally:
            if labour is not None:
                labour.stop()

    def _finished(self, job_id: int, after: int) -> Iterator[JobItem]:
        from ingest.jobs.records import FINISHED_ITEM

        while True:
            items = self.requests.items(job_id, after=after, limit=500)
            for item in items:
                if item.state not in FINISHED_ITEM:
                    return
                after = item.position
                yield item
            if len(items) < 500:
                return


class _Labour:
    """Does one job in a thread, so that the command can print meanwhile."""

    def __init__(self, work: QueuedLibraryWork, job_id: int) -> None:
        from vectorstore.errors import StoreError

        self._worker = work.worker_for(job_id)
        self._error: StoreError | None = None
        self._kinds = StoreError
        self._thread = threading.Thread(target=self._run, name="own-work", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        self._worker.stop()
        self._thread.join(60)

    def _run(self) -> None:
        try:
            while not self._worker.stopping and self._worker.work_once():
                pass
        except self._kinds as error:
            self._error = error


@contextmanager
def library_work(settings: Settings, *, for_rebuild: bool = False) -> Iterator[Work]:
    """Hold the library for the length of the block, or stand beside the process that does."""
    with ExitStack() as opened:
        work = Work(settings, opened, for_rebuild=for_rebuild)
        work.try_to_hold()
        yield work


@contextmanager
def job_bar() -> Iterator[Callable[[Job], None]]:
    """Show progress on standard error: items done, items in all, the one in work, the time that is left."""
    from tqdm import tqdm

    with tqdm(total=0, unit="file", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def advance(job: Job) -> None:
            bar.total = job.progress.total
            bar.n = job.progress.finished
            current = job.current
            bar.set_postfix_str(f"{current.stage} {Path(current.subject).name[:40]}" if current else "", refresh=True)

        yield advance
