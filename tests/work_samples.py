"""Work on a library with an embedder that needs no model, done in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.chunker import ChunkerConfig
from ingest.jobs.library_work import QueuedLibraryWork, WorkConfig
from ingest.jobs.queue import JobQueue
from ingest.jobs.records import Job, JobItem
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.opening import Checkpoint, no_checkpoint
from ingest.pipeline import IngestPipeline, Pace, index_identity
from ingest.rebuild import GenerationBuild
from ingest.workshop import OwnWorkshop
from tests.fakes import WordCountEmbedder

EMBEDDER = WordCountEmbedder(64)
CHUNKER = ChunkerConfig()
SMALL_CHUNKER = replace(CHUNKER, target_latin=120, version="small")
IDENTITY = index_identity(EMBEDDER, CHUNKER)
SMALL_IDENTITY = index_identity(EMBEDDER, SMALL_CHUNKER)


@dataclass
class SampleParts:
    """Pipelines over a library; ``wanted`` is the chunker that new indexes are made with."""

    library: Library
    wanted: ChunkerConfig = CHUNKER
    asked: list[str] = field(default_factory=list)
    """Models that were to be fetched."""

    def pipeline(self, pace: Pace) -> IngestPipeline:
        return self._pipeline(self.wanted, pace)

    def pipeline_for(self, generation_id: int, pace: Pace) -> IngestPipeline:
        record = next(one for one in self.library.catalogue.generations() if one.generation_id == generation_id)
        chunker = CHUNKER if record.identity.matches(IDENTITY) else SMALL_CHUNKER
        return self._pipeline(chunker, pace)

    def switch(self, build: GenerationBuild) -> bool:
        return build.finish()

    def give_way(self) -> None:
        """Nobody asks."""

    def pull_model(self, name: str, on_bytes: Callable[[int, int], None]) -> None:
        self.asked.append(name)
        on_bytes(1, 2)

    def _pipeline(self, chunker: ChunkerConfig, pace: Pace) -> IngestPipeline:
        workshop = OwnWorkshop(EMBEDDER, chunker, LoadLimits())
        return IngestPipeline.with_workshop(
            self.library, workshop, index_identity(EMBEDDER, chunker), pace=replace(pace, embed_at_once=64)
        )


@dataclass
class Desk:
    """An open library with its work; nothing is done until a test says so."""

    library: Library
    work: QueuedLibraryWork
    parts: SampleParts

    def run(self, job: Job) -> tuple[JobItem, ...]:
        """Do a job to its end and give its items."""
        worker = self.work.worker_for(job.job_id)
        while worker.work_once():
            pass
        return self.work.items(job.job_id, limit=100_000)

    def run_all(self) -> None:
        """Do everything that is queued, most urgent first."""
        while jobs := self.work.jobs(unfinished=True, limit=1000):
            self.run(min(jobs, key=lambda job: job.job_id))

    def found(self, words: str) -> set[str]:
        """The documents that either index finds for some words."""
        dense = self.library.dense_search(EMBEDDER.embed_queries([words])[0], 10_000)
        lexical = self.library.lexical_search(words, 10_000)
        return {hit.document_id for hit in lexical} & {hit.document_id for hit in dense}

    def titles(self) -> set[str]:
        return {record.source for record in self.library.documents()}


@contextmanager
def open_desk(
    data_dir: Path,
    *,
    config: WorkConfig = WorkConfig(),  # noqa: B008 (frozen)
    wanted: ChunkerConfig = CHUNKER,
    opened_as: ChunkerConfig = CHUNKER,
    rollback_days: float = 7.0,
    checkpoint: Checkpoint = no_checkpoint,
) -> Iterator[Desk]:
    library = Library.open(
        data_dir,
        identity=index_identity(EMBEDDER, opened_as),
        building=index_identity(EMBEDDER, wanted),
        rollback_days=rollback_days,
        checkpoint=checkpoint,
    )
    with library:
        queue = JobQueue.in_folder(data_dir)
        parts = SampleParts(library, wanted)
        work = QueuedLibraryWork(library, queue, parts, config)
        try:
            yield Desk(library, work, parts)
        finally:
            work.stop()
            queue.close()


def report(number: int) -> str:
    lines = [f"Report {number} on the works of the year"]
    lines += [
        f"In district {part} of plan {number} the team repaired {number * 31 + part} bridges." for part in range(12)
    ]
    return "\n".join(lines)


def write_reports(folder: Path, numbers: range) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number}.txt" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        path.write_text(report(number), encoding="utf-8")
    return paths


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for another thread or process."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
