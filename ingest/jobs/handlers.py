"""Does the items of each kind of job."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Protocol

from ingest.catalogue_bin import RecycledRecord, Recycling, recycled_records
from ingest.catalogue_writes import GenerationRecord
from ingest.duplicate_groups import compare_new
from ingest.errors import RollBackImpossible, UnknownDocument
from ingest.intake import Intake
from ingest.jobs.queue import ItemResult, JobQueue
from ingest.jobs.records import JobItem, JobKind
from ingest.jobs.sweeps import EVER, RAW_PATH, Sweeper
from ingest.jobs.unpacking import Unpacking, stamp_of
from ingest.jobs.worker import Handler, Task
from ingest.library import Library
from ingest.opening import returnable_generations
from ingest.originals import file_digest
from ingest.outcomes import IngestOutcome, IngestProgress, OnProgress, RebuildReport
from ingest.pipeline import IngestPipeline, Pace
from ingest.rebuild import GenerationBuild
from ingest.upload_names import free_name
from vectorstore.identity import IndexIdentity

_BATCH_PIECES = 4
"""Pieces of embedding after which documents are acknowledged."""
ROLLED_BACK_FROM = "rolled_back_from"
"""The setting that keeps what a roll-back left, so that the next start does not rebuild it by itself."""
_EVER = datetime.fromtimestamp(0, UTC)


class LibraryParts(Protocol):
    """What the handlers need beside the library: pipelines, and what has to happen when the indexes are switched."""

    def pipeline(self, pace: Pace) -> IngestPipeline:
        """The pipeline with the configured parts, working at ``pace``."""
        ...

    def pipeline_for(self, generation_id: int, pace: Pace) -> IngestPipeline:
        """The pipeline with the parts of an earlier set of indexes; raises ``RollBackImpossible``."""
        ...

    def switch(self, build: GenerationBuild) -> bool:
        """Let a complete set of indexes answer from now on; say whether it was complete."""
        ...

    def give_way(self) -> None:
        """Wait while questions are being answered."""
        ...

    def pull_model(self, name: str, on_bytes: Callable[[int, int], None]) -> None:
        """Fetch a model of the list."""
        ...


class LibraryHandlers:
    """The kinds of jobs that change one library."""

    def __init__(self, library: Library, queue: JobQueue, parts: LibraryParts, *, embed_at_once: int) -> None:
        self._library = library
        self._queue = queue
        self._parts = parts
        self._embed_at_once = embed_at_once
        self._unpacking = Unpacking(library, queue)
        self._building = threading.Lock()

    def long(self) -> Mapping[JobKind, Handler]:
        """What takes its time."""
        return {
            "ingest": self.ingest,
            "restore": self.restore,
            "sweep": self.sweep,
            "rebuild": self.rebuild,
            "roll_back": self.roll_back,
        }

    def quick(self) -> Mapping[JobKind, Handler]:
        """What must not wait behind the others."""
        return {"remove": self.remove, "purge": self.purge}

    def fetching(self) -> Mapping[JobKind, Handler]:
        """What waits for a network, not for the library."""
        return {"model_pull": self.model_pull}

    # ---- files -------------------------------------------------------------------------------------------------

    def ingest(self, task: Task) -> None:
        """Take files in; each item is settled with what ``baocao ingest`` says of it."""
        asked = _EVER if task.job.parameters.get(EVER) else task.job.created_at
        pipeline = self._parts.pipeline(self._pace(task))
        files = [(item, _intake(item, task, asked)) for item in task.items]
        files = self._unpacking.open(task, files, pipeline.archives)
        check = bool(task.job.parameters.get("check_content"))
        outcomes = pipeline.take_in([intake for _, intake in files], on_progress=_notes(task), check_content=check)
        self._settle(task, [item for item, _ in files], outcomes)
        compare_new(self._library)

    def restore(self, task: Task) -> None:
        """Put documents back from the bin, under a name that no other document has."""
        with self._library.catalogue.reading() as connection:
            recycled = {one.document_id: one for one in recycled_records(connection)}
        there = [item for item in task.items if item.subject in recycled]
        for item in task.items:
            if item.subject not in recycled:
                self._settle_missing(task, item, "restored")
        intakes = [self._returning(recycled[item.subject]) for item in there]
        pipeline = self._parts.pipeline(self._pace(task))
        outcomes = pipeline.take_in(intakes, on_progress=_notes(task))
        self._settle(task, there, outcomes, restored=True)
        compare_new(self._library)

    def _returning(self, recycled: RecycledRecord) -> Intake:
        document_id = recycled.document_id
        original = self._library.originals.path(document_id)
        source = recycled.source
        if not _still_holds(Path(source), recycled):
            name = f"restored/{PurePath(source.replace(chr(92), '/')).name}"
            taken = self._library.catalogue.sources()
            source = free_name(name, lambda one: one in taken and taken[one].document_id != document_id)
        return Intake(original, source, recycled.collection, document_id=document_id)

    # ---- removing ----------------------------------------------------------------------------------------------

    def remove(self, task: Task) -> None:
        """Remove documents; one that is not there any more was removed before, by whoever took the item up first."""
        recycling = None if task.job.parameters.get("for_good") else Recycling(task.job.by, "removed")
        for item in task.items:
            task.check()
            try:
                self._library.remove(item.subject, recycling=recycling)
            except UnknownDocument:
                if recycling is None:
                    self._library.empty_bin([item.subject])
            task.settle(ItemResult(item.item_id, "done", "removed", document_id=item.subject), at_once=True)

    def purge(self, task: Task) -> None:
        """Delete documents of the bin for good."""
        for item in task.items:
            task.check()
            self._library.empty_bin([item.subject])
            task.settle(ItemResult(item.item_id, "done", "purged", document_id=item.subject))

    # ---- folders, indexes, models ------------------------------------------------------------------------------

    def sweep(self, task: Task) -> None:
        """Sweep a watched folder."""
        for item in task.items:
            task.check()
            counts = Sweeper(self._library, self._queue).sweep(int(str(item.detail["folder_id"])))
            result = ItemResult(item.item_id, "done", "swept", seconds=counts.seconds, detail=asdict(counts))
            task.settle(result, at_once=True)

    def rebuild(self, task: Task) -> None:
        """Make the indexes again beside the old ones and switch when they are whole."""
        pipeline = self._parts.pipeline(self._pace(task))
        self._library.put_setting(ROLLED_BACK_FROM, "")
        for item in task.items:
            if self._was_rebuilt(pipeline.identity, task.job.created_at):
                task.settle(_rebuilt(item, RebuildReport(0, 0, 0.0)), at_once=True)
                continue
            with self._alone(task):
                report = pipeline.rebuild(on_progress=_counts(task, item), switch=self._parts.switch)
            task.settle(_rebuilt(item, report), at_once=True)

    def roll_back(self, task: Task) -> None:
        """Let earlier indexes answer again, after adding what they lack."""
        for item in task.items:
            with self._alone(task):
                report = self._go_back(task, item)
            task.settle(_rebuilt(item, report), at_once=True)

    def _go_back(self, task: Task, item: JobItem) -> RebuildReport:
        record = self._earlier(item.detail.get("generation_id"))
        if record.state == "current":  # switched before the process ended
            return RebuildReport(0, 0, 0.0)
        pipeline = self._parts.pipeline_for(record.generation_id, self._pace(task))
        left = self._library.identity
        report = pipeline.go_back(record, on_progress=_counts(task, item), switch=self._parts.switch)
        self._library.put_setting(ROLLED_BACK_FROM, left.digest)
        return report

    @contextmanager
    def _alone(self, task: Task) -> Iterator[None]:
        """Build one set of indexes at a time, however many workers there are."""
        while not self._building.acquire(timeout=0.2):
            task.check()
        try:
            yield
        finally:
            self._building.release()

    def _was_rebuilt(self, identity: IndexIdentity, asked_at: datetime) -> bool:
        """Say whether the rebuild was complete, and only its end not noted, when the process was killed."""
        current = next(one for one in self._library.catalogue.generations() if one.state == "current")
        return current.identity.matches(identity) and datetime.fromisoformat(current.created_at) > asked_at

    def _earlier(self, wanted: object) -> GenerationRecord:
        """The set of indexes to go back to, while its term lasts; raises ``RollBackImpossible``."""
        catalogue = self._library.catalogue
        kept = returnable_generations(catalogue, self._library.rollback_days)
        for one in catalogue.generations():
            if wanted == one.generation_id and (one.generation_id in kept or one.state == "current"):
                return one
        raise RollBackImpossible(detail="no earlier set of indexes is kept")

    def model_pull(self, task: Task) -> None:
        """Fetch a model of the list; a pull that was stopped goes on where it was."""
        for item in task.items:

            def note(done: int, total: int, item: JobItem = item) -> None:
                task.check()
                task.note(item.item_id, "fetching", done=done, total=total)

            self._parts.pull_model(item.subject, note)
            task.settle(ItemResult(item.item_id, "done", "fetched"), at_once=True)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _pace(self, task: Task) -> Pace:
        def pause() -> None:
            task.check()
            self._parts.give_way()

        return Pace(self._embed_at_once, _BATCH_PIECES * self._embed_at_once, pause)

    def _settle(
        self, task: Task, items: Sequence[JobItem], outcomes: Iterator[IngestOutcome], *, restored: bool = False
    ) -> None:
        received: list[str] = []
        for item, outcome in zip(items, outcomes, strict=True):
            result = _result(item, outcome)
            task.settle(replace(result, outcome="restored") if restored and result.state == "done" else result)
            if item.file is not None and (result.state == "done" or stamp_of(item) is not None):
                received.append(item.file)
        task.flush()
        for file in received:  # the library keeps its own copies by now, or a container still has the file
            Path(file).unlink(missing_ok=True)

    def _settle_missing(self, task: Task, item: JobItem, outcome: str) -> None:
        """Settle an item whose document is not in the bin: it is back already, or was deleted for good."""
        if item.subject in self._library.view.records:
            task.settle(ItemResult(item.item_id, "done", outcome, document_id=item.subject))
        else:
            facts = {"document_id": item.subject}
            task.settle(ItemResult(item.item_id, "refused", "refused", UnknownDocument.code, facts))


def _intake(item: JobItem, task: Task, asked: datetime) -> Intake:
    raw = item.detail.get(RAW_PATH)
    named = Path(os.fsdecode(bytes.fromhex(str(raw)))) if raw is not None else Path(item.subject)
    file = named if item.file is None else Path(item.file)
    return Intake(file, item.subject, task.job.collection, asked, stamp=stamp_of(item))


def _result(item: JobItem, outcome: IngestOutcome) -> ItemResult:
    plain = (int, float, str)
    facts = {name: value if isinstance(value, plain) else str(value) for name, value in outcome.facts.items()}
    return ItemResult(
        item.item_id,
        "refused" if outcome.outcome == "refused" else "done",
        outcome.outcome,
        outcome.code,
        facts,
        outcome.document_id,
        outcome.seconds,
        outcome.to_json(),
    )


def _rebuilt(item: JobItem, report: RebuildReport) -> ItemResult:
    return ItemResult(item.item_id, "done", "rebuilt", seconds=report.seconds, detail=asdict(report))


def _notes(task: Task) -> OnProgress:
    by_subject = {item.subject: item.item_id for item in task.items}

    def note(progress: IngestProgress) -> None:
        item_id = by_subject.get(progress.source)
        if item_id is not None and progress.stage != "done":
            task.note(item_id, progress.stage)

    return note


def _counts(task: Task, item: JobItem) -> OnProgress:
    def note(progress: IngestProgress) -> None:
        task.note(item.item_id, progress.stage, done=progress.done, total=progress.total)

    return note


def _still_holds(path: Path, recycled: RecycledRecord) -> bool:
    """Say whether the file of a removed document is where it was, so that its path can be taken up again."""
    try:
        return path.is_absolute() and path.stat().st_size == recycled.size and file_digest(path) == recycled.document_id
    except OSError:
        return False
