from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.library_lock import LibraryLock
from tests.conftest import REPOSITORY
from vectorstore.errors import DataFolderReadOnly, IndexLocked

HOLD = (
    "import sys, pathlib; from ingest.library_lock import LibraryLock; "
    "lock = LibraryLock.acquire(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_at_once_who_has_the_library(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    with pytest.raises(IndexLocked) as raised:
        LibraryLock.acquire(tmp_path)
    assert raised.value.facts["path"] == str(tmp_path)
    assert f"process {holder.pid}" in str(raised.value.facts["holder"])


def test_a_killed_holder_blocks_nobody_and_is_noticed(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    holder.kill()
    holder.wait()
    lock = LibraryLock.acquire(tmp_path)
    assert lock.left_open
    lock.release()


def test_two_handles_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    lock = LibraryLock.acquire(tmp_path)
    with pytest.raises(IndexLocked):
        LibraryLock.acquire(tmp_path)
    lock.release()
    lock.release()
    second = LibraryLock.acquire(tmp_path)
    assert not second.left_open
    second.release()


@pytest.mark.parametrize("content", ["", "not json", "{}", "[]", json.dumps({"pid": 1})])
def test_what_is_written_about_the_holder_decides_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "library.holder.json").write_text(content)
    lock = LibraryLock.acquire(tmp_path)
    (tmp_path / "library.holder.json").write_text(content)
    with pytest.raises(IndexLocked) as raised:
        LibraryLock.acquire(tmp_path)
    assert raised.value.facts["holder"] == "another process"
    lock.release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_does_not_own_what_its_parent_locked(tmp_path: Path) -> None:
    lock = LibraryLock.acquire(tmp_path)
    child = os.fork()
    if child == 0:
        mine = lock.is_mine
        lock.release()
        os._exit(1 if mine else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert lock.is_mine
    assert (tmp_path / "library.holder.json").exists()
    lock.release()


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, *_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataFolderReadOnly) as raised:
        LibraryLock.acquire(tmp_path)
    assert raised.value.code == "data_folder_read_only"
