"""Corrections by hand, moves and the history, over a real library with a predictable embedder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue_bin import Recycling
from ingest.chunker import ChunkerConfig
from ingest.document_care import DocumentCare
from ingest.errors import CorrectionInvalid, UnknownCorrection, UnknownDocument
from ingest.intake import Intake
from ingest.library import Library
from ingest.pipeline import IngestPipeline, index_identity
from tests.fakes import WordCountEmbedder
from vectorstore.records import Period, SearchFilter

EMBEDDER = WordCountEmbedder(64)
CHUNKER = ChunkerConfig()
REPOSITORY = Path(__file__).resolve().parents[2]

HARVEST = (
    "Báo cáo kết quả sản xuất vụ mùa năm 2031\n\n"
    "Toàn xã gieo cấy 420 ha lúa, đạt 103% kế hoạch. Năng suất bình quân đạt 58 tạ/ha.\n"
)
NEW_HARVEST = HARVEST + "Đã nạo vét 12 km kênh mương.\n"
SCHOOLS = "Báo cáo công tác giáo dục năm học 2031\n\nToàn xã có 7 trường học với 3.210 học sinh.\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data", identity=index_identity(EMBEDDER, CHUNKER)) as library:
        yield library


@pytest.fixture
def pipeline(library: Library) -> IngestPipeline:
    return IngestPipeline(library, EMBEDDER, chunker=CHUNKER)


@pytest.fixture
def care(library: Library, pipeline: IngestPipeline) -> DocumentCare:
    return DocumentCare(library, pipeline)


def add(pipeline: IngestPipeline, path: Path, text: str, collection: str = "default") -> str:
    path.write_text(text, encoding="utf-8")
    (outcome,) = pipeline.ingest([path], collection=collection)
    assert outcome.document_id is not None
    return outcome.document_id


def found_by(library: Library, words: str) -> set[str]:
    return {hit.document_id for hit in library.lexical_search(words, 10)}


def test_a_corrected_title_is_shown_filtered_and_searched_at_once(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    before = library.vectors([chunk.chunk_id for chunk in library.document_chunks(one)])
    care.correct(one, "title", "  Tổng kết thủy lợi\nLũng Sương ", author="lan")
    care.correct(one, "issuer", "Phòng Nông nghiệp Lũng Sương", author="lan")
    care.correct(one, "period", "2031-01-01/2031-06-30", author="lan")
    care.correct(one, "doc_type", "plan", author="lan")
    record = library.document(one)
    assert record.metadata.title == "Tổng kết thủy lợi Lũng Sương"
    assert record.metadata.period == Period(date(2031, 1, 1), date(2031, 6, 30))
    hand = [(value.field, value.value) for value in record.metadata.values if value.rule == "hand"]
    assert hand == [
        ("title", "Tổng kết thủy lợi Lũng Sương"),
        ("issuer", "Phòng Nông nghiệp Lũng Sương"),
        ("doc_type", "plan"),
        ("period", "2031-01-01/2031-06-30"),
    ]
    assert library.documents(SearchFilter(issuers=frozenset({"phòng nông nghiệp lũng sương"}))) == library.documents()
    assert library.documents(SearchFilter(doc_types=frozenset({"report"}))) == []
    assert found_by(library, "Lũng Sương") == {one}
    (chunk,) = library.document_chunks(one)
    assert chunk.embedded_text.startswith(
        "Tổng kết thủy lợi Lũng Sương\nPhòng Nông nghiệp Lũng Sương\n2031-01-01 – 2031-06-30\n"
    )
    after = library.vectors([chunk.chunk_id])
    assert (after[chunk.chunk_id] == EMBEDDER.embed_passages([chunk.embedded_text])[0]).all()
    assert (after[chunk.chunk_id] != before[chunk.chunk_id]).any()
    assert library.outdated() == ()


def test_a_correction_survives_reindexing_reopening_and_a_new_version_at_the_same_path(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    identity = index_identity(EMBEDDER, CHUNKER)
    with Library.open(tmp_path / "data", identity=identity) as library:
        pipeline = IngestPipeline(library, EMBEDDER, chunker=CHUNKER)
        care = DocumentCare(library, pipeline)
        first = add(pipeline, file, HARVEST)
        care.correct(first, "title", "Vụ mùa Sông Lam", author="lan")
        care.correct(first, "place", "Sông Lam", author="lan", for_new_versions=False)
        pipeline.rebuild()
        assert library.document(first).metadata.title == "Vụ mùa Sông Lam"
        assert found_by(library, "Sông Lam") == {first}
        assert library.outdated() == ()
    with Library.open(tmp_path / "data", identity=identity) as library:
        pipeline = IngestPipeline(library, EMBEDDER, chunker=CHUNKER)
        assert library.document(first).metadata.place == "Sông Lam"
        second = add(pipeline, file, NEW_HARVEST)
        assert second != first
        metadata = library.document(second).metadata
        assert (metadata.title, metadata.place) == ("Vụ mùa Sông Lam", None)
        assert found_by(library, "Sông Lam") == {second}
        assert library.outdated() == ()
        assert pipeline.reread(second) == 1
        assert library.document(second).metadata.title == "Vụ mùa Sông Lam"
        kinds = [event.kind for event in DocumentCare(library, pipeline).history(second)]
        assert kinds == ["replaced", "corrected", "corrected", "added"]


def test_taking_a_correction_back_brings_what_stood_before(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    read = library.document(one).metadata
    care.correct(one, "title", "Tựa thứ nhất", author="lan")
    care.correct(one, "title", "Tựa thứ hai", author="minh")
    care.withdraw(one, "title", author="minh")
    assert library.document(one).metadata.title == "Tựa thứ nhất"
    care.withdraw(one, "title", author="minh")
    assert library.document(one).metadata == read
    assert found_by(library, "thứ hai") == set()
    with pytest.raises(UnknownCorrection):
        care.withdraw(one, "title", author="minh")
    events = care.history(one)
    assert [(event.kind, event.author, dict(event.facts)) for event in events[:2]] == [
        ("withdrawn", "minh", {"field": "title", "value": read.title, "former": "Tựa thứ nhất"}),
        ("withdrawn", "minh", {"field": "title", "value": "Tựa thứ nhất", "former": "Tựa thứ hai"}),
    ]


@pytest.mark.parametrize(
    ("field", "written"),
    [("period", "2031"), ("doc_type", "poem"), ("language", ""), ("event_date", "31/12/2031"), ("complete", "yes")],
)
def test_a_value_that_a_field_cannot_have_changes_nothing(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path, field: str, written: str
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    revision = library.revision
    with pytest.raises(CorrectionInvalid):
        care.correct(one, field, written, author="lan")
    assert library.revision == revision


def test_a_rebuild_under_way_takes_up_what_is_corrected_meanwhile(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    corrected = False

    def correct_meanwhile(_progress: object) -> None:
        nonlocal corrected
        if not corrected:
            corrected = True
            care.correct(one, "title", "Sửa giữa chừng", author="lan")

    pipeline.rebuild(on_progress=correct_meanwhile)
    assert corrected
    assert library.outdated() == ()
    assert found_by(library, "giữa chừng") == {one}


def test_bulk_moves_change_the_collection_and_are_noted(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    one, two = add(pipeline, tmp_path / "a.txt", HARVEST), add(pipeline, tmp_path / "b.txt", SCHOOLS)
    assert care.move([one, two], "Năm 2031", author="lan") == 2
    assert care.move([one], "Năm 2031", author="lan") == 0
    assert {record.document_id for record in library.documents(SearchFilter(collections=frozenset({"Năm 2031"})))} == {
        one,
        two,
    }
    assert care.history(one)[0].facts == {"collection": "Năm 2031", "former": "default"}
    with pytest.raises(UnknownDocument):
        care.move(["0" * 64], "x", author="lan")
    with pytest.raises(CorrectionInvalid):
        care.move([one], " \n", author="lan")


def test_what_comes_back_from_the_bin_is_as_it_was_corrected(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    one = add(pipeline, file, HARVEST)
    care.correct(one, "title", "Vụ mùa Sông Lam", author="lan")
    before = library.view_record(one)
    library.remove(one, recycling=Recycling(by="lan"))
    assert found_by(library, "Sông Lam") == set()
    original = library.originals.path(one)
    (outcome,) = pipeline.take_in([Intake(original, str(file), "default", document_id=one)])
    assert outcome.outcome == "added"
    assert library.view_record(one).metadata == before.metadata
    assert found_by(library, "Sông Lam") == {one}
    assert library.outdated() == ()
    events = [(event.kind, event.author) for event in care.history(one)]
    assert events == [("restored", ""), ("removed", "lan"), ("corrected", "lan"), ("added", "")]


def test_a_removed_document_that_is_added_again_keeps_what_was_corrected(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    care.correct(one, "title", "Vụ mùa Sông Lam", author="lan")
    library.remove(one, recycling=Recycling(by="lan"))
    assert add(pipeline, tmp_path / "a.txt", HARVEST) == one
    assert library.view_record(one).metadata.title == "Vụ mùa Sông Lam"
    assert found_by(library, "Sông Lam") == {one}


@pytest.mark.parametrize("binned", [False, True])
def test_what_is_gone_for_good_leaves_no_original_and_no_correction(
    pipeline: IngestPipeline, library: Library, care: DocumentCare, tmp_path: Path, binned: bool
) -> None:
    one = add(pipeline, tmp_path / "a.txt", HARVEST)
    care.correct(one, "title", "Vụ mùa Sông Lam", author="lan")
    if binned:
        library.remove(one, recycling=Recycling(by="lan"))
        assert len(care.corrections(one)) == 1
        library.empty_bin([one])
    else:
        library.remove(one, by="lan")
    assert care.corrections(one) == ()
    assert not library.originals.path(one).exists()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["revise: indexes written", "revise: committed"])
def test_a_process_killed_while_it_embeds_a_correction_leaves_it_counting_and_the_next_start_finishes(
    tmp_path: Path, step: str
) -> None:
    with Library.open(tmp_path / "data", identity=index_identity(EMBEDDER, CHUNKER)) as library:
        one = add(IngestPipeline(library, EMBEDDER, chunker=CHUNKER), tmp_path / "a.txt", HARVEST)
    program = (
        "import os, signal, sys; from pathlib import Path; from tests.integration.test_document_care import *\n"
        "def die(step):\n    if step == sys.argv[3]: os.kill(os.getpid(), signal.SIGKILL)\n"
        "library = Library.open(Path(sys.argv[1]), identity=index_identity(EMBEDDER, CHUNKER), checkpoint=die)\n"
        "care = DocumentCare(library, IngestPipeline(library, EMBEDDER, chunker=CHUNKER))\n"
        "care.correct(sys.argv[2], 'title', 'Vụ mùa Sông Lam', author='lan')\n"
    )
    arguments = [sys.executable, "-c", program, str(tmp_path / "data"), one, step]
    died = subprocess.run(arguments, cwd=REPOSITORY, check=False, env=os.environ | {"PYTHONPATH": str(REPOSITORY)})
    assert died.returncode == -signal.SIGKILL, json.dumps(arguments)
    with Library.open(tmp_path / "data", identity=index_identity(EMBEDDER, CHUNKER)) as library:
        assert library.document(one).metadata.title == "Vụ mùa Sông Lam"
        IngestPipeline(library, EMBEDDER, chunker=CHUNKER).repair()
        assert library.outdated() == ()
        assert found_by(library, "Sông Lam") == {one}
