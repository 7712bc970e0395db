"""Archives and mails on disks: what they hold is found under its own name and goes with them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.chunker import ChunkerConfig
from ingest.jobs.records import JobItem, SweepCounts, WatchedFolder
from ingest.loaders.contained import ArchiveLimits
from ingest.outcomes import IngestOutcome, IngestProgress
from ingest.pipeline import IngestPipeline
from tests.corpus.containers import archive, mail_of
from tests.corpus.docx_files import docx, para
from tests.corpus.office_files import row, xlsx
from tests.corpus.pdf_files import paragraph, pdf_of_pages
from tests.work_samples import EMBEDDER, Desk, open_desk, report

AN_HOUR_AGO = time.time() - 3600
HARVEST = docx(para("Harvest report") + para("The commune harvested 420 hectares of rice."))
ROADS = pdf_of_pages([paragraph(["Road report", "The district repaired 17 kilometres of roads."])])
SCHOOLS = xlsx({"Schools": row("Commune", "Schools") + row("Upper", 7)})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    folder.mkdir()
    write(folder / "plain.txt", report(1).encode())
    write(folder / "reports.zip", archive({"2024/harvest.docx": HARVEST, "wells.txt": report(2).encode()}))
    attached = {"roads.pdf": ROADS, "schools.xlsx": SCHOOLS}
    write(folder / "letter.eml", mail_of("Please find the works attached.", attached))
    return folder


def write(path: Path, content: bytes, age: float = 3600) -> None:
    """Write a file with a time stamp that is old enough to prove that it has not changed."""
    path.write_bytes(content)
    os.utime(path, (time.time() - age, time.time() - age))


def names(desk: Desk, folder: Path) -> set[str]:
    return {source.removeprefix(f"{folder}/") for record in desk.library.documents() for source in record.sources}


def told(items: tuple[JobItem, ...], folder: Path) -> list[tuple[str, str | None, str | None]]:
    return [(one.subject.removeprefix(f"{folder}/"), one.outcome, one.code) for one in items]


def ingest(desk: Desk, folder: Path) -> list[tuple[str, str | None, str | None]]:
    return told(desk.run(desk.work.enqueue_files([folder])), folder)


def sweep(desk: Desk, watched: WatchedFolder) -> dict[str, int]:
    desk.run(desk.work.enqueue_sweep(watched.folder_id))
    desk.run_all()
    counts = next(one.last for one in desk.work.watched_folders() if one.folder_id == watched.folder_id)
    assert isinstance(counts, SweepCounts)
    shown = ("new", "changed", "moved", "gone", "unchanged", "refused", "asking", "withdrawn")
    return {name: getattr(counts, name) for name in shown if getattr(counts, name)}


def incoming(desk: Desk) -> list[Path]:
    return [path for path in (desk.library.data_dir / "incoming").rglob("*") if path.is_file()]


EVERYTHING = {
    "plain.txt",
    "letter.eml",
    "letter.eml/roads.pdf",
    "letter.eml/schools.xlsx",
    "reports.zip/2024/harvest.docx",
    "reports.zip/wells.txt",
}


def test_what_archives_and_mails_hold_is_found_under_its_own_name(desk: Desk, folder: Path) -> None:
    assert ingest(desk, folder) == [
        ("plain.txt", "added", None),
        ("letter.eml/roads.pdf", "added", None),
        ("letter.eml/schools.xlsx", "added", None),
        ("letter.eml", "added", None),
        ("reports.zip/2024/harvest.docx", "added", None),
        ("reports.zip/wells.txt", "added", None),
    ]
    assert names(desk, folder) == EVERYTHING
    sources = {record.document_id: record.source for record in desk.library.documents()}
    for words, source in (
        ("hectares of rice", "reports.zip/2024/harvest.docx"),
        ("kilometres of roads", "letter.eml/roads.pdf"),
        ("Upper commune schools", "letter.eml/schools.xlsx"),
        ("works attached", "letter.eml"),
    ):
        best = desk.library.lexical_search(words, 1)[0]
        assert sources[best.document_id] == f"{folder}/{source}"
    assert incoming(desk) == []


def test_the_pipeline_alone_gives_the_same_outcomes_and_leaves_nothing(desk: Desk, folder: Path) -> None:
    seen: list[IngestProgress] = []
    pipeline = IngestPipeline(desk.library, EMBEDDER, chunker=ChunkerConfig())
    outcomes: list[IngestOutcome] = list(pipeline.ingest([folder], on_progress=seen.append))
    assert [(one.source.removeprefix(f"{folder}/"), one.outcome) for one in outcomes] == [
        ("letter.eml/roads.pdf", "added"),
        ("letter.eml/schools.xlsx", "added"),
        ("letter.eml", "added"),
        ("plain.txt", "added"),
        ("reports.zip/2024/harvest.docx", "added"),
        ("reports.zip/wells.txt", "added"),
    ]
    assert (seen[-1].done, seen[-1].total) == (6, 6)
    assert {one.outcome for one in pipeline.ingest([folder])} == {"unchanged"}
    assert incoming(desk) == []


def test_a_container_that_has_not_changed_is_not_opened_again(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)

    def no_opening(*_given: object, **_named: object) -> None:
        raise AssertionError("it was opened again")

    monkeypatch.setattr("ingest.containers.unpacked", no_opening)
    assert sorted(ingest(desk, folder)) == sorted((name, "unchanged", None) for name in EVERYTHING)
    assert sweep(desk, watched) == {"unchanged": 3}


def test_bytes_that_the_library_has_already_are_unchanged(desk: Desk, folder: Path, tmp_path: Path) -> None:
    ingest(desk, folder)
    write(tmp_path / "again.zip", archive({"same.docx": HARVEST, "copy.docx": HARVEST}))
    assert ingest(desk, tmp_path / "again.zip") == [
        ("same.docx", "unchanged", None),
        ("copy.docx", "unchanged", None),
    ]
    assert len(desk.library.documents()) == 6


def test_a_file_that_changes_in_an_archive_takes_the_place_of_the_former_one(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    assert sweep(desk, watched) == {"new": 3}
    assert sweep(desk, watched) == {"unchanged": 3}
    write(folder / "reports.zip", archive({"2024/harvest.docx": HARVEST, "wells.txt": report(9).encode()}), 1800)
    assert sweep(desk, watched) == {"changed": 1, "unchanged": 2}
    job = desk.work.jobs(limit=1)[0]
    assert told(desk.work.items(job.job_id), folder) == [
        ("reports.zip/2024/harvest.docx", "unchanged", None),
        ("reports.zip/wells.txt", "replaced", None),
    ]
    assert names(desk, folder) == EVERYTHING
    assert sweep(desk, watched) == {"unchanged": 3}


def test_what_goes_away_with_or_from_a_container_is_recycled(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    write(folder / "letter.eml", mail_of("Please find the works attached.", {"roads.pdf": ROADS}), 1800)
    assert sweep(desk, watched) == {"changed": 1, "unchanged": 2}
    assert names(desk, folder) == EVERYTHING - {"letter.eml/schools.xlsx"}
    (folder / "reports.zip").unlink()
    assert sweep(desk, watched) == {"gone": 2, "unchanged": 2}
    assert names(desk, folder) == {"plain.txt", "letter.eml", "letter.eml/roads.pdf"}
    assert {(Path(one.source).name, one.reason) for one in desk.work.recycled()} >= {
        ("schools.xlsx", "gone"),
        ("harvest.docx", "gone"),
        ("wells.txt", "gone"),
    }
    assert sweep(desk, watched) == {"unchanged": 2}


def test_what_a_person_is_to_decide_about_is_asked_by_the_next_sweep(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder, gone="ask")
    sweep(desk, watched)
    write(folder / "reports.zip", archive({"2024/harvest.docx": HARVEST}), 1800)
    sweep(desk, watched)
    assert sweep(desk, watched) == {"gone": 1, "asking": 1, "unchanged": 3}
    [asked] = desk.work.gone_files()
    assert asked.path == f"{folder}/reports.zip/wells.txt"
    desk.work.decide_gone([asked.path], remove=True)
    assert names(desk, folder) == EVERYTHING - {"reports.zip/wells.txt"}
    assert sweep(desk, watched) == {"unchanged": 3}


def test_a_file_renamed_in_an_archive_and_a_mail_that_is_moved_keep_their_documents(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    before = {record.document_id: record.indexed_at for record in desk.library.documents()}
    write(folder / "reports.zip", archive({"2025/harvest.docx": HARVEST, "wells.txt": report(2).encode()}), 1800)
    (folder / "sent").mkdir()
    (folder / "letter.eml").rename(folder / "sent" / "works.eml")
    assert sweep(desk, watched) == {"changed": 1, "moved": 3, "unchanged": 1}
    assert {record.document_id: record.indexed_at for record in desk.library.documents()} == before
    assert names(desk, folder) == {
        "plain.txt",
        "sent/works.eml",
        "sent/works.eml/roads.pdf",
        "sent/works.eml/schools.xlsx",
        "reports.zip/2025/harvest.docx",
        "reports.zip/wells.txt",
    }
    assert desk.work.recycled() == ()
    assert sweep(desk, watched) == {"unchanged": 3}


def test_what_a_person_removed_from_a_container_does_not_come_back_with_it(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    [wells] = [one.document_id for one in desk.library.documents() if one.source.endswith("wells.txt")]
    desk.run(desk.work.enqueue_removal([wells]))
    assert sweep(desk, watched) == {"unchanged": 3}
    os.utime(folder / "reports.zip", (AN_HOUR_AGO + 60, AN_HOUR_AGO + 60))
    assert sweep(desk, watched) == {"changed": 1, "unchanged": 2}
    assert names(desk, folder) == EVERYTHING - {"reports.zip/wells.txt"}
    assert sweep(desk, watched) == {"unchanged": 3}


def test_a_broken_file_beside_good_ones_is_refused_alone_and_until_it_changes(desk: Desk, folder: Path) -> None:
    write(folder / "reports.zip", archive({"harvest.docx": HARVEST, "broken.docx": HARVEST[:900], "empty.txt": b""}))
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    refused = {Path(one.path).name: one.code for one in desk.library.refusals()}
    assert refused.keys() == {"broken.docx", "empty.txt"}
    assert refused["empty.txt"] == "empty"
    assert sweep(desk, watched) == {"unchanged": 3}
    assert incoming(desk) == []
    write(folder / "reports.zip", archive({"harvest.docx": HARVEST, "broken.docx": SCHOOLS + b""}), 1800)
    sweep(desk, watched)
    assert desk.library.refusals() == ()
    assert f"{folder}/reports.zip/broken.docx" in {s for one in desk.library.documents() for s in one.sources}


def test_an_archive_that_is_refused_as_a_whole_keeps_what_was_taken_from_it_before(desk: Desk, folder: Path) -> None:
    watched = desk.work.watch_folder(folder)
    sweep(desk, watched)
    write(folder / "reports.zip", b"PK\x03\x04 rubbish", 1800)
    sweep(desk, watched)
    assert [(Path(one.path).name, one.code) for one in desk.library.refusals()] == [("reports.zip", "corrupt")]
    assert names(desk, folder) >= {"plain.txt", "letter.eml"}


def test_a_container_beyond_the_limits_is_one_refused_item(desk: Desk, folder: Path) -> None:
    pipeline = IngestPipeline(desk.library, EMBEDDER, chunker=ChunkerConfig(), archives=ArchiveLimits(max_files=1))
    outcomes = [(Path(one.source).name, one.outcome, one.code) for one in pipeline.ingest([folder])]
    assert outcomes == [
        ("letter.eml", "refused", "too_large"),
        ("plain.txt", "added", None),
        ("reports.zip", "refused", "too_large"),
    ]
    assert incoming(desk) == []
