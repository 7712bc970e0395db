"""Watched folders: what is new, changed, moved and gone, and what is never concluded from a disk that is away."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import FolderNotWatchable, UnknownFolder
from ingest.jobs.records import GonePolicy, SweepCounts, WatchedFolder
from tests.work_samples import Desk, open_desk, report, write_reports

AN_HOUR_AGO = time.time() - 3600


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_reports(tmp_path / "watched", range(4))
    age(tmp_path / "watched")
    return tmp_path / "watched"


def age(folder: Path) -> None:
    """Give files a time stamp that is old enough to prove that they have not changed."""
    for path in folder.rglob("*.txt"):
        if path.stat().st_mtime > AN_HOUR_AGO:
            os.utime(path, (AN_HOUR_AGO, AN_HOUR_AGO))


def sweep(desk: Desk, watched: WatchedFolder) -> SweepCounts | None:
    desk.run(desk.work.enqueue_sweep(watched.folder_id))
    desk.run_all()
    return next(one.last for one in desk.work.watched_folders() if one.folder_id == watched.folder_id)


def counted(counts: SweepCounts | None) -> dict[str, int]:
    assert counts is not None
    names = ("new", "changed", "moved", "gone", "unchanged", "refused", "asking", "withdrawn")
    return {name: getattr(counts, name) for name in names if getattr(counts, name)}


def names(desk: Desk) -> set[str]:
    return {Path(source).name for source in desk.titles()}


def test_new_changed_and_gone_files_are_followed(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder, collection="shared")
    assert counted(sweep(desk, watched)) == {"new": 4}
    assert counted(sweep(desk, watched)) == {"unchanged": 4}
    assert {record.collection for record in desk.library.documents()} == {"shared"}
    (folder / "0.txt").write_text(report(100), encoding="utf-8")
    (folder / "1.txt").unlink()
    write_reports(folder, range(4, 5))
    assert counted(sweep(desk, watched)) == {"new": 1, "changed": 1, "gone": 1, "unchanged": 2}
    assert names(desk) == {"0.txt", "2.txt", "3.txt", "4.txt"}
    assert [one.reason for one in desk.work.recycled()] == ["gone"]


def test_a_moved_file_keeps_its_document(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    before = {record.document_id: record.indexed_at for record in desk.library.documents()}
    (folder / "2024").mkdir()
    (folder / "0.txt").rename(folder / "2024" / "renamed.txt")
    assert counted(sweep(desk, watched)) == {"moved": 1, "unchanged": 3}
    assert {record.document_id: record.indexed_at for record in desk.library.documents()} == before
    assert names(desk) == {"renamed.txt", "1.txt", "2.txt", "3.txt"}
    assert desk.work.recycled() == ()


def test_a_gone_file_that_returns_comes_back_by_itself(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    (folder / "0.txt").rename(folder.parent / "kept.txt")
    sweep(desk, watched)
    assert names(desk) == {"1.txt", "2.txt", "3.txt"}
    (folder.parent / "kept.txt").rename(folder / "0.txt")
    assert counted(sweep(desk, watched)) == {"new": 1, "unchanged": 3}
    assert len(desk.library.documents()) == 4
    assert desk.work.recycled() == ()


def test_what_a_person_removed_does_not_come_back_with_the_next_sweep(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    [gone] = [one.document_id for one in desk.library.documents() if one.source.endswith("0.txt")]
    desk.run(desk.work.enqueue_removal([gone]))
    assert counted(sweep(desk, watched)) == {"withdrawn": 1, "unchanged": 3}
    os.utime(folder / "0.txt")
    assert counted(sweep(desk, watched)) == {"withdrawn": 1, "unchanged": 3}
    shutil.copy(folder / "0.txt", folder / "copy.txt")
    sweep(desk, watched)
    assert gone not in {record.document_id for record in desk.library.documents()}
    (folder / "0.txt").write_text(report(50), encoding="utf-8")
    sweep(desk, watched)
    assert names(desk) == {"0.txt", "1.txt", "2.txt", "3.txt"}


@pytest.mark.parametrize("policy", ["keep", "ask"])
def test_gone_files_stay_where_the_policy_says_so(desk: Desk, folder: Path, policy: GonePolicy) -> None:
    watched = desk.work.watch_folder(folder, gone=policy)
    sweep(desk, watched)
    (folder / "0.txt").unlink()
    (folder / "1.txt").unlink()
    expected = {"gone": 2, "unchanged": 2} | ({"asking": 2} if policy == "ask" else {})
    assert counted(sweep(desk, watched)) == expected
    assert len(desk.library.documents()) == 4
    if policy == "ask":
        asked = {Path(one.path).name: one for one in desk.work.gone_files()}
        assert set(asked) == {"0.txt", "1.txt"}
        desk.work.decide_gone([asked["0.txt"].path], remove=True, by="An")
        desk.work.decide_gone([asked["1.txt"].path], remove=False)
        assert counted(sweep(desk, watched)) == {"gone": 1, "unchanged": 2}
        assert names(desk) == {"1.txt", "2.txt", "3.txt"}
        assert [(one.reason, one.by) for one in desk.work.recycled()] == [("gone", "An")]


@pytest.mark.parametrize(("fault", "code"), [("away", "folder_missing"), ("empty", "folder_emptied")])
def test_a_disk_that_is_away_removes_nothing_and_is_reported(desk: Desk, folder: Path, fault: str, code: str) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    folder.rename(folder.parent / "elsewhere")
    if fault == "empty":
        folder.mkdir()
    job = desk.work.enqueue_sweep(watched.folder_id)
    [item] = desk.run(job)
    assert (item.state, item.code) == ("failed", code)
    assert [one.trouble for one in desk.work.watched_folders()] == [code]
    assert len(desk.library.documents()) == 4
    if fault == "empty":
        folder.rmdir()
    (folder.parent / "elsewhere").rename(folder)
    desk.work.retry_failed(job.job_id)
    assert [one.outcome for one in desk.run(job)] == ["swept"]
    assert [one.trouble for one in desk.work.watched_folders()] == [None]


def test_where_most_of_a_folder_is_gone_at_once_a_person_decides(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    write_reports(folder / "a", range(25))
    write_reports(folder / "b", range(25, 30))
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    shutil.rmtree(folder / "a")
    counts = sweep(desk, watched)
    assert counts is not None
    assert (counts.gone, counts.asking) == (25, 25)
    assert len(desk.library.documents()) == 30


def test_a_refused_file_is_read_again_only_when_it_has_changed(desk: Desk, folder: Path) -> None:
    (folder / "5.txt").write_bytes(b"")
    age(folder)
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    assert counted(sweep(desk, watched)) == {"unchanged": 4, "refused": 1}
    (folder / "5.txt").write_text(report(5), encoding="utf-8")
    assert counted(sweep(desk, watched)) == {"unchanged": 4, "new": 1}
    assert len(desk.library.documents()) == 5


def test_only_folders_of_their_own_can_be_watched(desk: Desk, folder: Path, tmp_path: Path) -> None:
    watched = desk.work.watch_folder(folder)
    (folder / "inner").mkdir()
    for other in (folder, folder / "inner", tmp_path, tmp_path / "data", tmp_path / "nowhere"):
        with pytest.raises(FolderNotWatchable):
            desk.work.watch_folder(other)
    changed = desk.work.change_watched_folder(watched.folder_id, gone="keep", every_minutes=5, enabled=False)
    assert (changed.gone, changed.every_minutes, changed.enabled) == ("keep", 5, False)
    desk.work.unwatch_folder(watched.folder_id)
    with pytest.raises(UnknownFolder):
        desk.work.enqueue_sweep(watched.folder_id)


def test_watched_folders_are_swept_when_they_are_due(desk: Desk, folder: Path) -> None:
    desk.work.watch_folder(folder)
    desk.work.look_after()
    desk.work.look_after()
    assert [job.kind for job in desk.work.jobs(unfinished=True)] == ["sweep"]
    desk.run_all()
    assert len(desk.library.documents()) == 4
    desk.work.look_after()
    assert desk.work.jobs(unfinished=True) == ()
