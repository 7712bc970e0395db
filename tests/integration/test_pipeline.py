from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ingest.ingest_run
import ingest.pipeline
import ingest.reading
from ingest.catalogue_writes import Reading
from ingest.chunker import ChunkerConfig
from ingest.cleaner import clean_document
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.outcomes import IngestOutcome, IngestProgress
from ingest.pipeline import IngestPipeline, index_identity
from ingest.walking import path_text
from tests.fakes import WordCountEmbedder
from vectorstore.errors import IndexMismatch
from vectorstore.records import SearchFilter

EMBEDDER = WordCountEmbedder(64)
CHUNKER = ChunkerConfig()

HARVEST = (
    "Báo cáo kết quả sản xuất vụ mùa năm 2031\n\n"
    "Toàn xã gieo cấy 420 ha lúa, đạt 103% kế hoạch. Năng suất bình quân đạt 58 tạ/ha.\n"
    "Công tác thủy lợi được bảo đảm; đã nạo vét 12 km kênh mương.\n"
)
SCHOOLS = (
    "Báo cáo công tác giáo dục năm học 2031\n\n"
    "Toàn xã có 7 trường học với 3.210 học sinh. Tỷ lệ tốt nghiệp đạt 99,2%.\n"
    "Hai phòng học mới được đưa vào sử dụng trong tháng 9.\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data", identity=index_identity(EMBEDDER, CHUNKER)) as library:
        yield library


@pytest.fixture
def pipeline(library: Library) -> IngestPipeline:
    return IngestPipeline(library, EMBEDDER, chunker=CHUNKER)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "b.txt").write_text(HARVEST, encoding="utf-8")
    (folder / "deep" / "deeper" / "a.txt").write_text(SCHOOLS, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def kinds(outcomes: Iterator[IngestOutcome], folder: Path) -> list[tuple[str, str, str | None]]:
    return [(one.source.removeprefix(f"{folder}/"), one.outcome, one.code) for one in outcomes]


def age(*files: Path) -> None:
    """Make files look written long ago, so that their time stamp is proof enough."""
    for file in files:
        os.utime(file, ns=(10**18, 10**18))


def test_every_file_of_a_folder_gets_an_outcome_in_the_order_of_the_names(
    pipeline: IngestPipeline, library: Library, reports: Path
) -> None:
    assert kinds(pipeline.ingest([reports]), reports) == [
        ("b.txt", "added", None),
        ("deep/deeper/a.txt", "added", None),
        ("empty.txt", "refused", "empty"),
    ]
    assert [record.source for record in library.documents()] == [
        str(reports / "deep" / "deeper" / "a.txt"),
        str(reports / "b.txt"),
    ]
    [refusal] = library.refusals()
    assert (refusal.path, refusal.code) == (str(reports / "empty.txt"), "empty")


def test_an_outcome_carries_every_field_of_the_contract(pipeline: IngestPipeline, reports: Path) -> None:
    [outcome] = pipeline.ingest([reports / "b.txt"])
    line = json.loads(json.dumps(outcome.to_json(), ensure_ascii=False))
    assert set(line) >= {
        *("source", "document_id", "outcome", "code", "reason", "chunks", "language", "title", "issuer"),
        *("doc_type", "period", "event_date", "published_at", "complete", "seconds"),
    }
    assert (line["outcome"], line["language"], line["chunks"] > 0, line["complete"]) == ("added", "vi", True, True)


def test_the_same_folder_again_is_unchanged_and_files_of_old_date_are_not_even_opened(
    pipeline: IngestPipeline, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (reports / "empty.txt").unlink()
    age(reports / "b.txt", reports / "deep" / "deeper" / "a.txt")
    list(pipeline.ingest([reports]))
    monkeypatch.setattr(ingest.pipeline, "file_digest", lambda path: pytest.fail(f"{path} was opened"))
    again = list(pipeline.ingest([reports]))
    assert [one.outcome for one in again] == ["unchanged", "unchanged"]
    assert all(one.document_id and one.title and one.chunks for one in again)


def test_a_file_changed_within_the_same_size_and_time_stamp_is_noticed_when_the_stamp_was_young(
    pipeline: IngestPipeline, reports: Path
) -> None:
    file = reports / "b.txt"
    list(pipeline.ingest([file]))
    stamp = file.stat()
    file.write_text(HARVEST.replace("420", "421"), encoding="utf-8")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert [one.outcome for one in pipeline.ingest([file])] == ["replaced"]


def test_checking_the_content_finds_a_change_that_an_old_stamp_hides(pipeline: IngestPipeline, reports: Path) -> None:
    file = reports / "b.txt"
    age(file)
    list(pipeline.ingest([file]))
    file.write_text(HARVEST.replace("420", "421"), encoding="utf-8")
    age(file)
    assert [one.outcome for one in pipeline.ingest([file])] == ["unchanged"]
    assert [one.outcome for one in pipeline.ingest([file], check_content=True)] == ["replaced"]


def test_a_touched_file_is_compared_once_and_trusted_afterwards(
    pipeline: IngestPipeline, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = reports / "b.txt"
    list(pipeline.ingest([file]))
    age(file)
    assert [one.outcome for one in pipeline.ingest([file])] == ["unchanged"]
    monkeypatch.setattr(ingest.pipeline, "file_digest", lambda path: pytest.fail(f"{path} was opened"))
    assert [one.outcome for one in pipeline.ingest([file])] == ["unchanged"]


def test_new_content_at_a_path_replaces_the_document(pipeline: IngestPipeline, library: Library, reports: Path) -> None:
    file = reports / "b.txt"
    [first] = pipeline.ingest([file])
    file.write_text(HARVEST.replace("58 tạ", "61 tạ"), encoding="utf-8")
    [second] = pipeline.ingest([file])
    assert (second.outcome, second.document_id != first.document_id) == ("replaced", True)
    assert [record.document_id for record in library.documents()] == [second.document_id]


def test_a_bad_new_version_is_refused_and_the_good_old_one_stays(
    pipeline: IngestPipeline, library: Library, reports: Path
) -> None:
    file = reports / "b.txt"
    [first] = pipeline.ingest([file])
    file.write_bytes(b"   \n")
    assert kinds(pipeline.ingest([file]), reports) == [("b.txt", "refused", "empty")]
    assert [record.document_id for record in library.documents()] == [first.document_id]
    file.write_text(HARVEST, encoding="utf-8")
    assert [one.outcome for one in pipeline.ingest([file])] == ["unchanged"]
    assert library.refusals() == ()


def test_the_same_bytes_at_two_paths_are_one_document(
    pipeline: IngestPipeline, library: Library, reports: Path
) -> None:
    (reports / "c.txt").write_text(HARVEST, encoding="utf-8")
    (reports / "empty.txt").unlink()
    assert kinds(pipeline.ingest([reports]), reports) == [
        ("b.txt", "added", None),
        ("c.txt", "unchanged", None),
        ("deep/deeper/a.txt", "added", None),
    ]
    both = next(record for record in library.documents() if len(record.sources) == 2)
    assert both.sources == (str(reports / "b.txt"), str(reports / "c.txt"))
    (reports / "b.txt").write_text(SCHOOLS, encoding="utf-8")
    assert [one.outcome for one in pipeline.ingest([reports / "b.txt"])] == ["replaced"]
    assert len(library.documents()) == 2
    (reports / "c.txt").write_text(SCHOOLS, encoding="utf-8")
    assert [one.outcome for one in pipeline.ingest([reports / "c.txt"])] == ["replaced"]
    [only] = library.documents()
    assert len(only.sources) == 3


def test_a_file_belongs_to_the_collection_it_was_last_added_to(
    pipeline: IngestPipeline, library: Library, reports: Path
) -> None:
    list(pipeline.ingest([reports / "b.txt"], collection="north"))
    [again] = pipeline.ingest([reports / "b.txt"], collection="south")
    assert again.outcome == "unchanged"
    assert library.allowed_documents(SearchFilter(collections=frozenset({"north"}))) == frozenset()
    assert again.document_id is not None
    south = library.allowed_documents(SearchFilter(collections=frozenset({"south"})))
    assert south == frozenset({again.document_id})


def test_a_mistake_of_ours_on_one_file_does_not_stop_the_others(
    pipeline: IngestPipeline, library: Library, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(loaded: Any) -> Any:
        if "giáo dục" in loaded.text:
            raise RecursionError("too deep")
        return clean_document(loaded)

    monkeypatch.setattr(ingest.reading, "clean_document", stumble)
    assert kinds(pipeline.ingest([reports]), reports) == [
        ("b.txt", "added", None),
        ("deep/deeper/a.txt", "refused", "reading_failed"),
        ("empty.txt", "refused", "empty"),
    ]
    assert len(library.documents()) == 1


def test_what_is_not_there_or_not_a_file_is_refused(pipeline: IngestPipeline, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    outcomes = list(pipeline.ingest([tmp_path / "missing.txt", tmp_path / "pipe", tmp_path / "broken"]))
    assert [(one.outcome, one.code) for one in outcomes] == [("refused", "unreadable")] * 3
    assert all(one.reason for one in outcomes)


def test_a_link_that_leads_back_to_its_folder_ends(pipeline: IngestPipeline, reports: Path) -> None:
    (reports / "empty.txt").unlink()
    (reports / "deep" / "loop").symlink_to(reports)
    assert len(list(pipeline.ingest([reports]))) == 2


def test_hidden_files_of_a_folder_are_counted_and_passed_over_but_read_when_named(
    pipeline: IngestPipeline, reports: Path
) -> None:
    (reports / ".draft.txt").write_text(SCHOOLS, encoding="utf-8")
    (reports / "~$b.docx").write_bytes(b"owner")
    seen: list[IngestProgress] = []
    assert len(list(pipeline.ingest([reports], on_progress=seen.append))) == 3
    assert {progress.hidden for progress in seen} == {2}
    assert [one.outcome for one in pipeline.ingest([reports / ".draft.txt"])] == ["unchanged"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not text")
def test_names_in_any_bytes_and_script_are_kept(pipeline: IngestPipeline, library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    for name in ("报告 (1).TXT".encode(), "报告.txt".encode("gb18030"), b"..x.txt", b"new\nline.txt", b"%s {0}.txt"):
        (folder / os.fsdecode(name)).write_text(f"{HARVEST}{name!r}", encoding="utf-8")
    outcomes = list(pipeline.ingest([folder]))
    assert [one.outcome for one in outcomes] == ["added"] * 4
    assert {record.source for record in library.documents()} == {one.source for one in outcomes}
    assert all(one.source.encode("utf-8") for one in outcomes)
    assert path_text(Path(os.fsdecode(b"\xb1\xa8.txt"))) == "\\xb1\\xa8.txt"
    age(*folder.iterdir())
    assert {one.outcome for one in pipeline.ingest([folder])} == {"unchanged"}


def test_a_limit_refuses_what_is_beyond_it(library: Library, reports: Path) -> None:
    pipeline = IngestPipeline(library, EMBEDDER, chunker=CHUNKER, limits=LoadLimits(max_bytes=50))
    assert [one.code for one in pipeline.ingest([reports / "b.txt"])] == ["too_large"]


def test_progress_counts_every_file_and_never_goes_back(pipeline: IngestPipeline, reports: Path) -> None:
    seen: list[IngestProgress] = []
    list(pipeline.ingest([reports], on_progress=seen.append))
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert (seen[-1].done, seen[-1].total, seen[-1].stage) == (3, 3, "done")
    assert {progress.stage for progress in seen} == {"reading", "embedding", "storing", "done"}


def test_outcomes_come_while_the_run_goes_on(
    pipeline: IngestPipeline, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.ingest_run, "BATCH_DOCUMENTS", 2)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"{HARVEST}Phụ lục {number}.", encoding="utf-8")
    run = pipeline.ingest([folder])
    next(run)
    assert len(library.documents()) == 2
    del run
    assert len(list((tmp_path / "data" / "originals").glob("*/*"))) == 2
    assert [one.outcome for one in pipeline.ingest([folder])] == ["unchanged"] * 2 + ["added"] * 3


def test_a_pipeline_with_other_parts_does_not_fill_the_library(library: Library, reports: Path) -> None:
    other = IngestPipeline(library, WordCountEmbedder(32), chunker=CHUNKER)
    with pytest.raises(IndexMismatch):
        list(other.ingest([reports]))
    assert library.documents() == []


def test_chunks_are_the_clean_text_and_lead_back_to_the_original(
    pipeline: IngestPipeline, library: Library, reports: Path
) -> None:
    list(pipeline.ingest([reports]))
    for record in library.documents():
        stored = library.text(record.document_id)
        chunks = library.document_chunks(record.document_id)
        assert len(chunks) == record.chunk_count
        for chunk in chunks:
            assert stored.clean.text[chunk.char_start : chunk.char_end] == chunk.text
            start, end = stored.clean.offsets.raw_span(chunk.char_start, chunk.char_end)
            assert chunk.text.split()[0] in stored.raw[start:end]


def test_memory_does_not_grow_with_the_number_of_files(
    pipeline: IngestPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Count the documents that are held at each outcome: one batch, however many files there are."""
    monkeypatch.setattr(ingest.ingest_run, "BATCH_DOCUMENTS", 5)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:05d}.txt").write_text(f"{SCHOOLS}Số {number}.", encoding="utf-8")
    held = [
        sum(isinstance(value, Reading) for value in gc.get_objects())
        for number, _ in enumerate(pipeline.ingest([folder]))
        if number % 7 == 0
    ]
    assert max(held) <= 11  # one batch that is read, one that is embedded, and the document at hand
