"""The state of the disk is told before it becomes trouble, and looking never fails."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import machine_state
from assistant.machine_state import LOW_BYTES, folder_size, look_at_machine


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=size, total=10 * LOW_BYTES))


def test_sizes_are_told_by_what_takes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 5 * LOW_BYTES)
    (tmp_path / "originals" / "ab").mkdir(parents=True)
    (tmp_path / "originals" / "ab" / "x").write_bytes(b"1234567")
    (tmp_path / "catalogue.sqlite3").write_bytes(b"12345")
    (tmp_path / "catalogue.sqlite3-wal").write_bytes(b"123")
    state = look_at_machine(tmp_path)
    assert (state.disk, state.databases, dict(state.parts)["originals"], state.used) == ("good", 8, 7, 15)


def test_little_room_is_told_also_where_the_indexes_would_not_fit_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, LOW_BYTES - 1)
    assert look_at_machine(tmp_path).disk == "low"
    free(monkeypatch, 2 * LOW_BYTES)
    monkeypatch.setattr(machine_state, "folder_size", lambda folder: 3 * LOW_BYTES * (folder.name == "generations"))
    assert look_at_machine(tmp_path).disk == "low"


@pytest.mark.parametrize(("number", "expected"), [(28, "full"), (30, "read_only"), (5, "gone")])
def test_a_folder_that_cannot_be_written_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str
) -> None:
    free(monkeypatch, 5 * LOW_BYTES)

    def refuse(**_given: object) -> object:
        raise OSError(number, "refused")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert look_at_machine(tmp_path).disk == expected


def test_a_folder_that_is_not_there_is_gone(tmp_path: Path) -> None:
    assert look_at_machine(tmp_path / "vanished").disk == "gone"
    assert folder_size(tmp_path / "vanished") == 0
