"""Reading and embedding in a process of its own: the same results, and what breaks there breaks nothing here."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.catalogue_writes import Reading
from ingest.chunker import ChunkerConfig
from ingest.errors import EmptyFile, ReadingFailed, ReadingTimedOut
from ingest.jobs.governor import Governor
from ingest.loaders import LoadLimits
from ingest.workshop import OwnWorkshop, ReadingTask, StoredTask, Workshop
from ingest.workshop_process import NICENESS, ProcessWorkshop
from tests.fakes import WordCountEmbedder
from tests.work_samples import report, wait_for
from vectorstore.errors import EmbeddingError

pytestmark = pytest.mark.slow


class TouchyWorkshop:
    """Breaks, hangs or tells its priority where a file's content says so."""

    def __init__(self) -> None:
        self._own = own_workshop()

    def read(self, task: ReadingTask) -> Reading:
        content = task.file.read_text(encoding="utf-8")
        if content.startswith("die"):
            os.kill(os.getpid(), signal.SIGKILL)
        if content.startswith("hang"):
            time.sleep(600)
        return self._own.read(task)

    def read_stored(self, task: StoredTask) -> Reading:
        return self._own.read_stored(task)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if texts == ["nice"]:
            return np.full((1, 1), os.getpriority(os.PRIO_PROCESS, 0), np.float32)
        if texts == ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._own.embed(texts)

    def close(self) -> None:
        """Nothing to release."""


def own_workshop() -> Workshop:
    return OwnWorkshop(WordCountEmbedder(64), ChunkerConfig(), LoadLimits())


def task(path: Path, content: str) -> ReadingTask:
    path.write_text(content, encoding="utf-8")
    return ReadingTask(path, str(path), len(content))


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_child_reads_embeds_refuses_and_is_replaced_when_it_breaks_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.workshop_process._GRACE_SECONDS", 0.0)
    workshop = ProcessWorkshop(partial(TouchyWorkshop), read_seconds=60.0)
    good = task(tmp_path / "good.txt", report(1))
    assert workshop.read(good) == own_workshop().read(good)
    assert np.array_equal(workshop.embed(["two words"]), own_workshop().embed(["two words"]))
    assert workshop.embed(["nice"])[0, 0] == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    with pytest.raises(EmptyFile) as caught:
        workshop.read(task(tmp_path / "empty.txt", ""))
    assert caught.value.facts["file"] == str(tmp_path / "empty.txt")
    with pytest.raises(ReadingFailed):
        workshop.read(task(tmp_path / "die.txt", "die"))
    assert workshop.read(good).document_id == own_workshop().read(good).document_id
    with pytest.raises(EmbeddingError):
        workshop.embed(["die"])
    workshop.embed(["again"])
    workshop._read_seconds = 0.5
    with pytest.raises(ReadingTimedOut):
        workshop.read(task(tmp_path / "hang.txt", "hang"))
    workshop._idle_seconds = 0.0
    workshop._read_seconds = 60.0
    workshop.embed(["once more"])
    child = workshop._child
    assert child is not None
    workshop.rest()
    assert workshop._child is None
    workshop.close()


def test_work_waits_for_questions_but_not_for_ever() -> None:
    governor = Governor(longest_wait=0.05)
    governor.give_way()
    with governor.question():
        assert governor.asking == 1
        governor.give_way()  # returns although somebody asks
    with governor.quiet(0.1):
        assert governor.asking == 0
    waiting = Governor(longest_wait=60.0)
    first, second = waiting.question(), waiting.question()
    first.__enter__()
    worker = threading.Thread(target=waiting.give_way)
    worker.start()
    wait_for(lambda: len(waiting._changed._waiters) == 1)  # type: ignore[attr-defined]
    second.__enter__()
    first.__exit__(None, None, None)
    worker.join(30)
    assert not worker.is_alive()
    assert waiting.asking == 1
    second.__exit__(None, None, None)
    wait_for(lambda: governor.asking == 0)
