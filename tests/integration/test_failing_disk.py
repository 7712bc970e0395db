"""A disk that fails in the middle: the error is named, nothing half-added is found, and later additions work."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import chromadb.errors
import pytest
from sqlalchemy import text

from ingest.errors import UnreadableFile
from ingest.library import Library
from ingest.originals import Originals, file_digest
from tests.library_samples import add_text, assert_whole, open_sample_library
from vectorstore.errors import DataFolderReadOnly, DiskFull, StoreError

FIRST, SECOND = "the harvest of rice was good\nseven bridges were repaired", "two schools were opened\nin the valley"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", FIRST)
        yield library


def fail_with(error: BaseException) -> Any:
    def fail(*_arguments: object, **_options: object) -> NoReturn:
        raise error

    return fail


def fails_and_recovers(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[StoreError]
) -> None:
    with pytest.raises(error):
        add_text(library, tmp_path / "b.txt", SECOND)
    monkeypatch.undo()
    assert_whole(library, [FIRST])
    add_text(library, tmp_path / "b.txt", SECOND)
    assert_whole(library, [FIRST, SECOND])


def test_no_space_for_the_original(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail_with(OSError(errno.ENOSPC, "No space left on device")))
    fails_and_recovers(library, tmp_path, monkeypatch, DiskFull)
    assert list((tmp_path / "data" / "originals").glob("*/.incoming-*")) == []


def test_no_space_for_the_vectors(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with library.generation_in_use() as generation:
        full = chromadb.errors.InternalError("database or disk is full")
        monkeypatch.setattr(generation.dense._collection, "upsert", fail_with(full))
    fails_and_recovers(library, tmp_path, monkeypatch, DiskFull)


def test_no_space_for_the_words(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with library.generation_in_use() as generation:
        monkeypatch.setattr(
            generation.lexical, "commit", fail_with(ValueError("No space left on device (os error 28)"))
        )
    fails_and_recovers(library, tmp_path, monkeypatch, DiskFull)


def test_a_data_folder_turned_read_only(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with library.generation_in_use() as generation:
        closed = chromadb.errors.InternalError("attempt to write a readonly database")
        monkeypatch.setattr(generation.dense._collection, "upsert", fail_with(closed))
    fails_and_recovers(library, tmp_path, monkeypatch, DataFolderReadOnly)


def test_no_space_for_the_catalogue(library: Library, tmp_path: Path) -> None:
    with library.catalogue.transaction() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    long = "\n".join(f"line {number} of a long report" for number in range(400))
    with pytest.raises(DiskFull):
        add_text(library, tmp_path / "b.txt", long)
    assert_whole(library, [FIRST])
    with library.catalogue.transaction() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    add_text(library, tmp_path / "b.txt", SECOND)
    assert_whole(library, [FIRST, SECOND])


def test_a_removal_counts_even_when_the_indexes_cannot_be_purged(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone = add_text(library, tmp_path / "b.txt", SECOND)
    with library.generation_in_use() as generation:
        broken = chromadb.errors.InternalError("database or disk is full")
        monkeypatch.setattr(generation.dense._collection, "delete", fail_with(broken))
    library.remove(gone)
    assert "wait to be purged" in caplog.text
    assert gone not in {record.document_id for record in library.documents()}
    assert library.lexical_search("schools valley", 10) == []
    assert library.catalogue.purge_pending() == (gone,)
    monkeypatch.undo()
    assert add_text(library, tmp_path / "b.txt", SECOND) == gone
    assert_whole(library, [FIRST, SECOND])


def test_a_file_that_changes_while_it_is_copied_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("before")
    digest = file_digest(file)
    file.write_text("after")
    originals = Originals(tmp_path / "originals")
    with pytest.raises(UnreadableFile):
        originals.keep(file, digest)
    assert not originals.path(digest).exists()
    assert list((tmp_path / "originals").glob("*/*")) == []
