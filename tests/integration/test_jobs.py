"""The queue and its workers over a real library: outcomes, cancelling, retrying, leases, the recycle bin, rebuilds."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from ingest.errors import JobsDamaged, RollBackImpossible, UnknownDocument, UnknownJob
from ingest.jobs.library_work import WorkConfig
from ingest.jobs.migrations import HEAD, VERSION_TABLE
from ingest.jobs.protocol import LibraryWork
from ingest.jobs.queue import JOBS_FILE, MOST_ATTEMPTS, ItemResult, JobQueue
from ingest.jobs.records import NewItem
from ingest.jobs.tables import Base
from ingest.jobs.worker import Task, Worker
from tests.work_samples import CHUNKER, SMALL_CHUNKER, SMALL_IDENTITY, Desk, open_desk, report, wait_for, write_reports
from vectorstore.errors import DiskFull


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[JobQueue]:
    queue = JobQueue.in_folder(tmp_path)
    yield queue
    queue.close()


def facade(desk: Desk) -> LibraryWork:
    return desk.work


# ---- jobs ----------------------------------------------------------------------------------------------------------


def test_each_file_of_a_job_has_its_own_outcome(desk: Desk, tmp_path: Path) -> None:
    first, _ = write_reports(tmp_path / "in", range(2))
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    job = facade(desk).enqueue_files([tmp_path / "in"], collection="2024", by="An")
    assert (job.state, job.progress.total, job.by, job.label) == ("queued", 3, "An", str(tmp_path / "in"))
    items = desk.run(job)
    assert [(Path(one.subject).name, one.state, one.outcome, one.code) for one in items] == [
        ("0.txt", "done", "added", None),
        ("1.txt", "done", "added", None),
        ("empty.txt", "refused", "refused", "empty"),
    ]
    ended = desk.work.job(job.job_id)
    assert (ended.state, ended.progress.done, ended.progress.refused, ended.progress.fraction) == ("done", 2, 1, 1.0)
    assert ended.progress.seconds_left == 0.0
    assert items[0].detail["source"] == str(first)
    assert items[0].document_id in desk.found("bridges of plan 0")
    assert {record.collection for record in desk.library.documents()} == {"2024"}
    again = desk.run(desk.work.enqueue_files([tmp_path / "in"], collection="2024"))
    assert [one.outcome for one in again] == ["unchanged", "unchanged", "refused"]


def test_a_cancelled_job_keeps_what_is_done_and_begins_nothing_else(desk: Desk, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(5))
    job = desk.work.enqueue_files([tmp_path / "in"])
    Worker(desk.work.queue, desk.work._handlers.long(), most=2).work_once()
    cancelled = facade(desk).cancel(job.job_id)
    assert (cancelled.state, cancelled.progress.done, cancelled.progress.cancelled) == ("cancelled", 2, 3)
    assert desk.run(job)[4].state == "cancelled"
    assert len(desk.library.documents()) == 2
    assert facade(desk).retry_failed(job.job_id).progress.cancelled == 0
    assert [one.outcome for one in desk.run(job)] == ["added"] * 5
    with pytest.raises(UnknownJob):
        desk.work.cancel(999)


def test_a_job_is_stopped_in_the_middle_of_its_items(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.jobs.worker._LOOK_SECONDS", 0.0)
    write_reports(tmp_path / "in", range(5))
    job = desk.work.enqueue_files([tmp_path / "in"])
    seen: list[str] = []

    def cancel_after_two() -> None:
        seen.append("")
        if len(seen) == 3:
            desk.work.cancel(job.job_id)

    monkeypatch.setattr(desk.parts, "give_way", cancel_after_two)
    items = desk.run(job)
    assert {one.state for one in items} == {"cancelled"}
    assert desk.library.documents() == []
    assert [path for path in (tmp_path / "data" / "originals").glob("*/*") if path.is_file()] == []


def test_a_full_disk_is_named_and_the_work_goes_on_where_it_stopped(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(tmp_path / "in", range(3))
    job = desk.work.enqueue_files([tmp_path / "in"])

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    worker = desk.work.worker_for(job.job_id)
    with pytest.raises(DiskFull):
        worker.work_once()
    monkeypatch.undo()
    assert desk.work.job(job.job_id).state == "queued"
    assert desk.library.documents() == []
    assert [one.outcome for one in desk.run(job)] == ["added"] * 3


def test_work_goes_on_in_threads_until_it_is_stopped(desk: Desk, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(4))
    desk.work.start()
    job = desk.work.enqueue_files([tmp_path / "in"])
    wait_for(lambda: desk.work.job(job.job_id).is_finished)
    removal = desk.work.enqueue_removal([desk.library.documents()[0].document_id])
    pulled = desk.work.queue.enqueue("model_pull", [NewItem("some-model")], label="")
    wait_for(lambda: desk.work.job(removal.job_id).is_finished and desk.work.job(pulled).is_finished)
    assert len(desk.library.documents()) == 3
    assert desk.parts.asked == ["some-model"]
    assert facade(desk).state().waiting == 0


def test_the_migrations_of_the_queue_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    JobQueue.in_folder(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / JOBS_FILE}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_a_queue_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / JOBS_FILE).write_bytes(b"rubbish " * 999)
    with pytest.raises(JobsDamaged):
        JobQueue.in_folder(tmp_path)


# ---- leases --------------------------------------------------------------------------------------------------------


def test_an_item_belongs_to_one_worker_until_its_lease_runs_out(tmp_path: Path) -> None:
    clock = [1000.0]
    queue = JobQueue.open(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", clock=lambda: clock[0])
    queue.enqueue("ingest", [NewItem(str(number)) for number in range(3)], label="")
    mine = queue.claim("one", ["ingest"], lease_seconds=60, most=2)
    assert [one.subject for one in mine] == ["0", "1"]
    assert [one.subject for one in queue.claim("two", ["ingest"], lease_seconds=60, most=9)] == ["2"]
    assert queue.claim("three", ["ingest"], lease_seconds=60) == ()
    clock[0] += 59
    assert queue.renew("one", 60) == 2
    clock[0] += 2
    assert [one.subject for one in queue.claim("three", ["ingest"], lease_seconds=60, most=9)] == ["2"]
    assert queue.finish("two", [ItemResult(3, "done")]) == 0
    assert queue.finish("three", [ItemResult(3, "done")]) == 1
    assert queue.finish("one", [ItemResult(1, "done"), ItemResult(2, "done")]) == 2
    queue.close()


def test_an_item_that_brings_its_worker_down_is_not_tried_for_ever(tmp_path: Path) -> None:
    clock = [0.0]
    queue = JobQueue.open(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", clock=lambda: clock[0])
    job_id = queue.enqueue("ingest", [NewItem("deadly"), NewItem("harmless")], label="")
    for _ in range(MOST_ATTEMPTS):
        assert queue.claim("dead", ["ingest"], lease_seconds=10)[0].subject == "deadly"
        clock[0] += 11
    assert queue.claim("living", ["ingest"], lease_seconds=10)[0].subject == "harmless"
    [deadly] = queue.items(job_id, states=frozenset({"failed"}))
    assert (deadly.code, dict(deadly.facts)) == ("job_interrupted", {"attempts": MOST_ATTEMPTS})
    queue.close()


def test_several_workers_share_a_queue_and_none_does_what_another_does(queue: JobQueue) -> None:
    job_ids = [
        queue.enqueue("ingest", [NewItem(f"{job}/{number}") for number in range(60)], label="") for job in range(3)
    ]
    done: list[str] = []
    lock = threading.Lock()

    def note(task: Task) -> None:
        with lock:
            done.extend(item.subject for item in task.items)
        for item in task.items:
            task.settle(ItemResult(item.item_id, "done"))

    workers = [Worker(queue, {"ingest": note}, most=7) for _ in range(4)]
    for worker in workers:
        worker.start()
    wait_for(lambda: all(queue.job(job_id).is_finished for job_id in job_ids))
    for worker in workers:
        worker.stop()
    assert sorted(done) == sorted(f"{job}/{number}" for job in range(3) for number in range(60))


def test_several_workers_fill_one_library_without_losing_anything(tmp_path: Path) -> None:
    with open_desk(tmp_path / "data", config=WorkConfig(workers=3)) as desk:
        write_reports(tmp_path / "a", range(40))
        write_reports(tmp_path / "b", range(20, 60))
        desk.work.start()
        jobs = [desk.work.enqueue_files([tmp_path / name]) for name in ("a", "b")]
        wait_for(lambda: all(desk.work.job(job.job_id).is_finished for job in jobs), 120)
        assert {one.state for job in jobs for one in desk.work.items(job.job_id)} == {"done"}
        assert len(desk.library.documents()) == 60
        expected = sum(record.chunk_count for record in desk.library.documents())
        with desk.library.generation_in_use() as generation:
            assert generation.dense.count() == generation.lexical.count() == expected
        for record in desk.library.documents():
            assert desk.library.originals.path(record.document_id).exists()


def test_finished_jobs_are_forgotten_after_their_term(tmp_path: Path) -> None:
    clock = [0.0]
    queue = JobQueue.open(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", clock=lambda: clock[0])
    old = queue.enqueue("ingest", [NewItem("a")], label="")
    waiting = queue.enqueue("ingest", [NewItem("b")], label="")
    [item] = queue.claim("one", ["ingest"], lease_seconds=10)
    queue.finish("one", [ItemResult(item.item_id, "done")])
    clock[0] = 1000.0
    assert queue.forget_finished(500.0) == 1
    assert [job.job_id for job in queue.jobs()] == [waiting]
    with pytest.raises(UnknownJob):
        queue.job(old)
    queue.close()


# ---- removing and putting back -------------------------------------------------------------------------------------


def test_a_removed_document_is_nowhere_found_and_comes_back_from_the_bin(desk: Desk, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(3))
    [gone, *_] = [str(one.document_id) for one in desk.run(desk.work.enqueue_files([tmp_path / "in"]))]
    desk.run(facade(desk).enqueue_removal([gone], by="Bình"))
    assert gone not in desk.found("bridges of plan 0")
    with pytest.raises(UnknownDocument):
        desk.library.text(gone)
    [binned] = facade(desk).recycled()
    assert (binned.document_id, binned.by, binned.reason) == (gone, "Bình", "removed")
    assert desk.library.originals.path(gone).read_text() == report(0)
    [restored] = desk.run(facade(desk).enqueue_restore([gone]))
    assert (restored.outcome, restored.document_id) == ("restored", gone)
    assert desk.library.document(gone).source == str(tmp_path / "in" / "0.txt")
    assert gone in desk.found("bridges of plan 0")
    assert facade(desk).recycled() == ()


def test_a_document_whose_file_is_gone_or_another_comes_back_beside_it(desk: Desk, tmp_path: Path) -> None:
    [path] = write_reports(tmp_path / "in", range(1))
    [item] = desk.run(desk.work.enqueue_files([path]))
    desk.run(desk.work.enqueue_removal([str(item.document_id)]))
    path.write_text(report(7), encoding="utf-8")
    desk.run(desk.work.enqueue_files([path]))
    desk.run(desk.work.enqueue_restore([str(item.document_id)]))
    assert desk.titles() == {str(path), "restored/0.txt"}


def test_what_is_removed_for_good_or_purged_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(2))
    first, second = (str(one.document_id) for one in desk.run(desk.work.enqueue_files([tmp_path / "in"])))
    desk.run(desk.work.enqueue_removal([first], for_good=True))
    assert desk.work.recycled() == ()
    assert not desk.library.originals.path(first).exists()
    desk.run(desk.work.enqueue_removal([second]))
    assert desk.library.originals.path(second).exists()
    desk.run(facade(desk).empty_bin())
    assert not desk.library.originals.path(second).exists()
    with pytest.raises(UnknownDocument):
        desk.work.enqueue_restore([second])


def test_the_bin_keeps_its_originals_over_an_unclean_end_and_gives_them_up_after_the_term(tmp_path: Path) -> None:
    with open_desk(tmp_path / "data") as desk:
        write_reports(tmp_path / "in", range(1))
        [item] = desk.run(desk.work.enqueue_files([tmp_path / "in"]))
        document_id = str(item.document_id)
        desk.run(desk.work.enqueue_removal([document_id]))
    (tmp_path / "data" / "library.holder.json").write_text("{}")
    with open_desk(tmp_path / "data") as desk:
        assert desk.library.originals.path(document_id).exists()
        desk.work.look_after()
        assert desk.work.jobs(unfinished=True) == ()
    with open_desk(tmp_path / "data", config=WorkConfig(recycle_days=0)) as desk:
        desk.work.look_after()
        desk.run_all()
        assert not desk.library.originals.path(document_id).exists()
        assert desk.work.recycled() == ()


def test_a_job_that_was_queued_before_a_removal_does_not_bring_the_document_back(desk: Desk, tmp_path: Path) -> None:
    [path] = write_reports(tmp_path / "in", range(1))
    copy = tmp_path / "copy.txt"
    copy.write_bytes(path.read_bytes())
    [item] = desk.run(desk.work.enqueue_files([path]))
    waiting = desk.work.enqueue_files([path, copy])
    desk.run(desk.work.enqueue_removal([str(item.document_id)]))
    assert [(one.state, one.code) for one in desk.run(waiting)] == [("refused", "removed_meanwhile")] * 2
    assert desk.library.documents() == []
    assert [one.outcome for one in desk.run(desk.work.enqueue_files([copy]))] == ["added"]
    assert desk.work.recycled() == ()


# ---- rebuilding and going back -------------------------------------------------------------------------------------


def test_a_rebuild_is_kept_for_a_while_and_can_be_undone_with_what_came_since(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(4))
    with open_desk(tmp_path / "data", wanted=SMALL_CHUNKER) as desk:
        desk.parts.wanted = CHUNKER
        first, *_ = (str(one.document_id) for one in desk.run(desk.work.enqueue_files([tmp_path / "in"])))
        desk.parts.wanted = SMALL_CHUNKER
        rebuilding = facade(desk).enqueue_rebuild()
        assert facade(desk).enqueue_rebuild() == rebuilding
        [item] = desk.run(rebuilding)
        assert (item.outcome, item.detail["documents"]) == ("rebuilt", 4)
        assert desk.library.identity == SMALL_IDENTITY
        write_reports(tmp_path / "in", range(4, 6))
        desk.run(desk.work.enqueue_files([tmp_path / "in"]))
        desk.run(desk.work.enqueue_removal([first]))
        assert [(one.state, one.documents, one.missing) for one in facade(desk).generations()] == [
            ("current", 5, 0),
            ("retired", 3, 2),
        ]
        [back] = desk.run(facade(desk).enqueue_roll_back())
        assert (back.outcome, back.detail["documents"]) == ("rebuilt", 2)
        assert desk.library.identity.matches(SMALL_IDENTITY) is False
        assert len(desk.found("bridges repaired")) == 5
        assert first not in desk.found("bridges of plan 0")
        assert desk.work.went_back_from(SMALL_IDENTITY.digest)
    with open_desk(tmp_path / "data", opened_as=CHUNKER) as desk:
        assert desk.library.reconciled.is_clean
        assert len(desk.found("bridges repaired")) == 5


def test_indexes_whose_term_is_over_are_gone_and_cannot_answer_again(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", range(2))
    with open_desk(tmp_path / "data", rollback_days=0) as desk:
        desk.run(desk.work.enqueue_files([tmp_path / "in"]))
        desk.run(desk.work.enqueue_rebuild())
        assert [folder.name for folder in (tmp_path / "data" / "generations").iterdir()] == ["2"]
        with pytest.raises(RollBackImpossible):
            facade(desk).enqueue_roll_back()


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ingest_run.BATCH_DOCUMENTS", 2)
    write_reports(tmp_path / "in", range(6))
    with open_desk(tmp_path / "data", wanted=SMALL_CHUNKER) as desk:
        desk.parts.wanted = CHUNKER
        desk.run(desk.work.enqueue_files([tmp_path / "in"]))
        desk.parts.wanted = SMALL_CHUNKER
        job = desk.work.enqueue_rebuild()
        worker = desk.work.worker_for(job.job_id)
        looks: list[int] = []

        def stop_after_some() -> None:
            looks.append(1)
            if len(looks) == 6:
                worker._stop.set()

        monkeypatch.setattr(desk.parts, "give_way", stop_after_some)
        assert worker.work_once()
        assert desk.work.job(job.job_id).state == "queued"
    with open_desk(tmp_path / "data", wanted=SMALL_CHUNKER) as desk:
        [item] = desk.run(desk.work.job(job.job_id))
        assert item.outcome == "rebuilt"
        assert 0 < int(str(item.detail["documents"])) < 6
        assert len(desk.found("bridges repaired")) == 6
