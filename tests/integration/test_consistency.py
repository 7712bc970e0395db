"""A process is killed at each step of each change: what was acknowledged must be whole, all else must be gone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import UnknownDocument
from tests.conftest import REPOSITORY
from tests.integration.library_worker import FIRST, SECOND, THIRD
from tests.library_samples import (
    IDENTITY,
    OTHER_IDENTITY,
    add_text,
    assert_whole,
    open_sample_library,
    sample_reading,
)
from vectorstore.errors import IndexMismatch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]

BEFORE, AFTER_ADD, AFTER_REPLACE, AFTER_REMOVE = [FIRST, SECOND], [FIRST, SECOND, THIRD], [FIRST, THIRD], [FIRST]

STEPS = [
    ("add", "add: queued", BEFORE),
    ("add", "add: vectors written", BEFORE),
    ("add", "add: lexical written", BEFORE),
    ("add", "add: before commit", BEFORE),
    ("add", "add: committed", AFTER_ADD),
    ("replace", "add: queued", BEFORE),
    ("replace", "add: vectors written", BEFORE),
    ("replace", "add: lexical written", BEFORE),
    ("replace", "add: before commit", BEFORE),
    ("replace", "add: committed", AFTER_REPLACE),
    ("replace", "purge: dense", AFTER_REPLACE),
    ("replace", "purge: indexes", AFTER_REPLACE),
    ("replace", "purge: noted", AFTER_REPLACE),
    ("replace", "purge: originals", AFTER_REPLACE),
    ("remove", "remove: before commit", BEFORE),
    ("remove", "remove: committed", AFTER_REMOVE),
    ("remove", "purge: dense", AFTER_REMOVE),
    ("remove", "purge: indexes", AFTER_REMOVE),
    ("remove", "purge: noted", AFTER_REMOVE),
    ("remove", "purge: originals", AFTER_REMOVE),
]

REBUILD_STEPS = [
    ("rebuild: begun", False),
    ("rebuild: batch written", False),
    ("rebuild: batch committed", False),
    ("rebuild: verified", False),
    ("rebuild: before commit", False),
    ("rebuild: switched", True),
    ("rebuild: old one closed", True),
    ("rebuild: old one deleted", True),
]


@pytest.fixture(scope="module")
def worker() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.library_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def kill_at(worker: subprocess.Popen[str], scenario: str, step: str, folder: Path) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps({"scenario": scenario, "step": step, "folder": str(folder)}) + "\n")
    worker.stdin.flush()
    answer = json.loads(worker.stdout.readline())
    assert answer["signal"] == signal.SIGKILL, f"{scenario} never reached {step!r}: {answer}"


def fill(folder: Path) -> None:
    with open_sample_library(folder / "data") as library:
        add_text(library, folder / "first.txt", FIRST)
        add_text(library, folder / "second.txt", SECOND)


def originals(folder: Path) -> set[str]:
    return {file.name for file in (folder / "data" / "originals").glob("*/*")}


@pytest.mark.parametrize(("scenario", "step", "expected"), STEPS, ids=[f"{row[0]} / {row[1]}" for row in STEPS])
def test_a_kill_leaves_every_acknowledged_document_whole_and_no_other(
    worker: subprocess.Popen[str], tmp_path: Path, scenario: str, step: str, expected: list[str]
) -> None:
    fill(tmp_path)
    kill_at(worker, scenario, step, tmp_path)
    with open_sample_library(tmp_path / "data") as library:
        assert_whole(library, expected)
        assert originals(tmp_path) == {sample_reading(text).document_id for text in expected}
        for text in {FIRST, SECOND, THIRD} - set(expected):
            with pytest.raises(UnknownDocument):
                library.text(sample_reading(text).document_id)
        add_text(library, tmp_path / "third.txt", THIRD)
        assert_whole(library, sorted({*expected, THIRD}))
    with open_sample_library(tmp_path / "data") as library:
        assert library.reconciled.is_clean
        assert_whole(library, sorted({*expected, THIRD}))


@pytest.mark.parametrize(("step", "switched"), REBUILD_STEPS, ids=[row[0] for row in REBUILD_STEPS])
def test_a_killed_rebuild_loses_nothing_and_the_next_one_completes(
    worker: subprocess.Popen[str], tmp_path: Path, step: str, switched: bool
) -> None:
    fill(tmp_path)
    kill_at(worker, "rebuild", step, tmp_path)
    identity, other = (OTHER_IDENTITY, IDENTITY) if switched else (IDENTITY, OTHER_IDENTITY)
    with pytest.raises(IndexMismatch):
        open_sample_library(tmp_path / "data", identity=other)
    kill_at(worker, "rebuild", "rebuild: switched", tmp_path)
    with open_sample_library(tmp_path / "data", identity=OTHER_IDENTITY) as library:
        assert_whole(library, BEFORE)
    assert len(list((tmp_path / "data" / "generations").iterdir())) == 1
    assert identity is not other


@pytest.mark.parametrize("step", [row[0] for row in REBUILD_STEPS if not row[1]])
def test_after_a_killed_rebuild_the_old_index_answers_and_the_unfinished_one_gives_its_disk_back(
    worker: subprocess.Popen[str], tmp_path: Path, step: str
) -> None:
    fill(tmp_path)
    kill_at(worker, "rebuild", step, tmp_path)
    with open_sample_library(tmp_path / "data") as library:
        assert_whole(library, BEFORE)
    assert [folder.name for folder in (tmp_path / "data" / "generations").iterdir()] == ["1"]


def test_killed_at_any_moment_a_busy_library_holds_what_it_acknowledged(tmp_path: Path) -> None:
    """Fold the acknowledgements that were printed; only the change under way may have happened or not."""
    state: dict[str, str] = {}
    moments = random.Random(7)
    program = (
        "import sys, pathlib; from tests.integration.library_worker import run; "
        "run('churn', '', pathlib.Path(sys.argv[1]))"
    )
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        with process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0.05, 0.9))
            os.kill(process.pid, signal.SIGKILL)
            lines = [json.loads(line) for line in (first, *process.stdout) if line.endswith("\n")]
        begun: tuple[str, str | None] | None = None
        for line in lines:
            if "put" in line:
                name, text = line["put"]
                state[name], begun = text, None
            elif "removed" in line:
                state.pop(line["removed"])
                begun = None
            else:
                begun = (line["begin"][0], line["begin"][1])
        with open_sample_library(tmp_path / "data") as library:
            texts = {Path(one.source).name: library.text(one.document_id).raw for one in library.documents()}
            if begun is not None and texts != state:
                name, text = begun
                state = {key: value for key, value in {**state, name: text}.items() if value is not None}
            assert texts == state
            assert_whole(library, sorted(state.values()))


def test_a_word_index_with_as_many_but_other_chunks_is_mended_after_an_unclean_end(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", "first report\nof 3 wells"
    with open_sample_library(data) as library:
        document_id = add_text(library, tmp_path / "a.txt", kept)
        stray = sample_reading("second report\nof 4 dams")
        with library.generation_in_use() as generation:
            generation.purge_lexical([document_id])
            generation.write_lexical(stray.chunks)
        holder = (data / "library.holder.json").read_bytes()
    (data / "library.holder.json").write_bytes(holder)
    with open_sample_library(data) as library:
        assert library.reconciled.restored_lexical_chunks == 2
        assert_whole(library, [kept])
