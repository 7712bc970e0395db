"""A backup is whole whatever goes on meanwhile, is refused when it was altered, and answers as before when restored."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.backup import restore_backup, write_backup
from assistant.composition import build_service
from assistant.contract import encode_answer
from assistant.errors import BackupDamaged, BackupError, BackupExists, RestoreNotEmpty
from assistant.library_mending import mend_library
from assistant.service import Service
from assistant.settings import load_settings
from ingest.catalogue_bin import Recycling, recycled_ids
from ingest.chunker import ChunkerConfig
from ingest.document_care import DocumentCare
from ingest.library import Library
from ingest.pipeline import IngestPipeline, index_identity
from tests.fakes import WordCountEmbedder
from tests.integration.backup_command import REPOSITORY, baocao
from tests.library_samples import add_text, assert_whole, open_sample_library, sample_reading
from tests.models import embedding_model, models_folder

TEXTS = [f"report {number} tells of {number + 3} bridges\nand of {number + 5} wells" for number in range(6)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A closed library of six documents."""
    with open_sample_library(tmp_path / "data") as library:
        for number, text in enumerate(TEXTS):
            add_text(library, tmp_path / f"{number}.txt", text)
    return tmp_path / "data"


def names(folder: Path) -> list[str]:
    """What a folder holds, without the logs that SQLite keeps beside a database."""
    return sorted(one.name for one in folder.iterdir() if not one.name.endswith(("-shm", "-wal")))


@pytest.mark.parametrize("name", ["backup.zip", "backup"])
def test_a_restored_library_is_the_library(data: Path, tmp_path: Path, name: str) -> None:
    (data / "baocao.toml").write_text("threads = 1\n", encoding="utf-8")
    before = names(data)
    written = write_backup(data, tmp_path / name)
    assert (written.documents, written.indexes) == (6, True)
    assert names(data) == before
    restored = restore_backup(tmp_path / name, tmp_path / "again")
    assert (restored.documents, restored.files, restored.indexes) == (6, written.files, True)
    assert (tmp_path / "again" / "baocao.toml").read_text(encoding="utf-8") == "threads = 1\n"
    with open_sample_library(tmp_path / "again") as library, open_sample_library(data) as original:
        assert library.reconciled.missing_vectors == ()
        assert library.documents() == original.documents()
        assert_whole(library, TEXTS)


def test_a_backup_is_for_the_eyes_of_its_maker(data: Path, tmp_path: Path) -> None:
    write_backup(data, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_what_is_restored_shares_no_file_with_the_library_it_came_from(data: Path, tmp_path: Path) -> None:
    write_backup(data, tmp_path / "backup")
    restore_backup(tmp_path / "backup", tmp_path / "again")
    originals = {file.name: file.stat().st_ino for file in (data / "originals").rglob("*") if file.is_file()}
    assert len(originals) == 6
    for folder in ("backup", "again"):
        copies = {f.name: f.stat().st_ino for f in (tmp_path / folder / "originals").rglob("*") if f.is_file()}
        assert copies.keys() == originals.keys()
        assert not set(copies.values()) & set(originals.values())


@pytest.mark.slow
def test_backups_taken_while_documents_come_and_go_are_each_whole(data: Path, tmp_path: Path) -> None:
    """What the catalogue of a backup names is there in full, and the library that was being changed is unharmed."""
    stop = threading.Event()
    with open_sample_library(data) as library:

        def churn() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                add_text(library, tmp_path / f"{number % 5}.txt", f"new report {number}\nwith {number} wells")
                if number % 3 == 0:
                    library.remove(sample_reading(f"new report {number}\nwith {number} wells").document_id)

        worker = threading.Thread(target=churn)
        worker.start()
        try:
            for attempt in range(3):
                code, row, said = baocao("backup", tmp_path / f"{attempt}.zip", "--data-dir", data, "--json")
                assert code == 0, said
                assert row["documents"] >= 1
        finally:
            stop.set()
            worker.join()
        texts = [library.text(record.document_id).raw for record in library.documents()]
        assert_whole(library, texts)
    for attempt in range(3):
        folder = tmp_path / f"restored-{attempt}"
        restore_backup(tmp_path / f"{attempt}.zip", folder)
        with open_sample_library(folder) as library:
            repair(library)
            assert_whole(library, [library.text(record.document_id).raw for record in library.documents()])
    with open_sample_library(data) as library:
        assert_whole(library, texts)
        assert library.reconciled.is_clean


def repair(library: Library) -> None:
    """Embed what the indexes lack, as the pipeline of the samples would."""
    from tests.library_samples import EMBEDDER

    chunks = list(library.chunks(library.missing_vectors).values())
    library.restore_vectors(chunks, EMBEDDER.embed_passages([chunk.embedded_text for chunk in chunks]))


def test_indexes_that_never_hold_still_are_left_out_and_made_again(data: Path, tmp_path: Path) -> None:
    written = write_backup(data, tmp_path / "backup.zip", index_tries=0)
    assert not written.indexes
    assert not restore_backup(tmp_path / "backup.zip", tmp_path / "again").indexes
    with open_sample_library(tmp_path / "again") as library:
        assert len(library.missing_vectors) == 12
        repair(library)
        assert_whole(library, TEXTS)


def altered(path: Path, name: str, content: bytes | None) -> None:
    """Write a ZIP again with one entry changed, or without it."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for entry, held in entries.items():
            if entry != name:
                archive.writestr(entry, held)
            elif content is not None:
                archive.writestr(entry, content)


@pytest.mark.parametrize("content", [b"another report", None], ids=["altered", "missing"])
def test_a_backup_that_is_not_what_was_written_restores_nothing(
    data: Path, tmp_path: Path, content: bytes | None
) -> None:
    write_backup(data, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        original = next(name for name in archive.namelist() if name.startswith("originals/"))
    altered(tmp_path / "backup.zip", original, content)
    with pytest.raises(BackupDamaged) as raised:
        restore_backup(tmp_path / "backup.zip", tmp_path / "again")
    assert original in str(raised.value.facts["detail"])
    assert names(tmp_path / "again") == []


def test_a_name_that_leads_out_of_the_folder_is_refused(data: Path, tmp_path: Path) -> None:
    write_backup(data, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("backup.json"))
    manifest["files"]["../out.txt"] = {"size": 1, "sha256": "0" * 64}
    altered(tmp_path / "backup.zip", "backup.json", json.dumps(manifest).encode())
    with pytest.raises(BackupDamaged):
        restore_backup(tmp_path / "backup.zip", tmp_path / "again")
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize("content", [b"", b"a letter, no ZIP", b"PK\x03\x04 and no more"])
def test_a_file_that_is_no_backup_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore_backup(tmp_path / "a.zip", tmp_path / "again")


def test_nothing_is_overwritten(data: Path, tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(b"kept")
    with pytest.raises(BackupExists):
        write_backup(data, tmp_path / "old.zip")
    assert (tmp_path / "old.zip").read_bytes() == b"kept"
    write_backup(data, tmp_path / "new.zip")
    with pytest.raises(RestoreNotEmpty):
        restore_backup(tmp_path / "new.zip", data)
    with pytest.raises(BackupError):
        write_backup(tmp_path / "nowhere", tmp_path / "other.zip")


def test_a_disk_that_is_full_leaves_no_half_backup_and_no_trace_in_the_library(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vectorstore.errors import DiskFull

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    before = names(data)
    monkeypatch.setattr("assistant.backup_archive._copy", full)
    with pytest.raises(DiskFull):
        write_backup(data, tmp_path / "backup.zip")
    assert names(data) == before
    assert not [name for name in names(tmp_path) if name.startswith("backup")]


QUESTIONS = (
    "Trung tâm Y tế Nam Sương đã khám bệnh cho bao nhiêu lượt người trong 6 tháng đầu năm 2024?",
    "澄湾区2024年上半年免费体检多少人？",
    "How many food poisoning cases were there?",
    "Ai là giám đốc nhà máy điện Hòa Sơn?",
)


def answers(service: Service) -> list[dict[str, Any]]:
    rows = [encode_answer(None, service.ask(question)) for question in QUESTIONS]
    return [{name: value for name, value in row.items() if name != "elapsed_ms"} for row in rows]


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Path]:
    """A data folder with the search model, for the sample reports."""
    embedding_model()
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "models").symlink_to(models_folder())
    yield folder
    shutil.rmtree(folder)


REPORTS = (
    "nam-suong-bao-cao-6-thang-2024.txt",
    "澄湾区卫生健康局2023年上半年工作总结.txt",
    "hai-kien-benh-an-dien-tu.txt",
    "van-khe-tom-tat-ngo-doc-dam-cuoi.md",
)


@pytest.mark.model
@pytest.mark.slow
def test_a_backup_taken_while_reports_are_added_answers_the_same_questions_the_same_way(
    sample: Path, tmp_path: Path
) -> None:
    reports = [REPOSITORY / "examples" / "reports" / name for name in REPORTS]
    service = build_service(load_settings({"data_dir": sample, "model.name": "none"}))
    try:
        list(service.ingest(reports[:2]))
        first = service.reports()[0]
        service.care.correct(first.document_id, "title", "Tựa sửa tay", author="lan")
        adding = service.ingest(reports[2:])
        done = [next(adding)]
        code, row, said = baocao("backup", tmp_path / "backup.zip", "--data-dir", sample, "--json")
        assert code == 0, said
        done += adding
        assert [one.outcome for one in done] == ["added", "added"]
        again = tmp_path / "again"
        again.mkdir()
        (again / "models").symlink_to(models_folder())
        code, restored, said = baocao("restore", tmp_path / "backup.zip", "--data-dir", again, "--json")
        assert code == 0, said
        assert restored["documents"] == row["documents"] >= 2
        other = build_service(load_settings({"data_dir": again, "model.name": "none"}))
        try:
            known = {one.document_id: one.title for one in other.reports()}
            assert known[first.document_id] == "Tựa sửa tay"
            for one in service.reports():
                if one.document_id not in known:
                    service.remove(one.document_id)
            held = answers(other)
        finally:
            other.close()
        assert held == answers(service)
        assert [answer["abstained"] for answer in held].count(False) >= 1
    finally:
        service.close()


def test_a_restored_library_without_its_vector_index_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = WordCountEmbedder(64)
    monkeypatch.setattr("assistant.composition.build_embedder", lambda _settings: embedder)
    identity = index_identity(embedder, ChunkerConfig())
    (tmp_path / "a.txt").write_text("Báo cáo vụ mùa\n\nToàn xã gieo cấy 420 ha lúa.\n", encoding="utf-8")
    with Library.open(tmp_path / "data", identity=identity) as library:
        list(IngestPipeline(library, embedder, chunker=ChunkerConfig()).ingest([tmp_path / "a.txt"]))
        before = library.documents()
    shutil.rmtree(tmp_path / "data" / "generations" / "1" / "dense")
    assert mend_library(load_settings({"data_dir": tmp_path / "data"})) == {
        "mended": 1,
        "rebuilt": True,
        "model": True,
    }
    with Library.open(tmp_path / "data", identity=identity) as library:
        assert [(one.document_id, one.metadata) for one in library.documents()] == [
            (one.document_id, one.metadata) for one in before
        ]
        assert len(library.dense_search(embedder.embed_queries(["lúa"])[0], 5)) == 1


def test_care_is_part_of_the_backup(data: Path, tmp_path: Path) -> None:
    with open_sample_library(data) as library:
        care = DocumentCare(library, None)
        gone, moved = (sample_reading(text).document_id for text in TEXTS[:2])
        library.remove(gone, recycling=Recycling(by="lan"))
        care.move([moved], "Năm 2031", author="lan")
    write_backup(data, tmp_path / "backup.zip")
    restore_backup(tmp_path / "backup.zip", tmp_path / "again")
    with open_sample_library(tmp_path / "again") as library:
        care = DocumentCare(library, None)
        with library.catalogue.reading() as connection:
            assert recycled_ids(connection) == {gone}
        assert library.originals.path(gone).read_text(encoding="utf-8") == TEXTS[0]
        assert library.view_record(moved).collection == "Năm 2031"
        assert [event.kind for event in care.history(moved)] == ["moved", "added"]
