from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue_records import FileStamp, ReconcileReport, SourceRecord
from ingest.errors import UnknownDocument
from tests.library_samples import (
    DIMENSION,
    EMBEDDER,
    IDENTITY,
    OTHER_IDENTITY,
    add_text,
    assert_whole,
    open_sample_library,
    sample_reading,
)
from vectorstore.errors import IndexMismatch
from vectorstore.records import SearchFilter

HARVEST = "the harvest of rice was good\nseven bridges were repaired"
SCHOOLS = "two schools were opened in the valley\nthe road to the port is closed"


def test_an_added_document_is_found_by_vector_by_words_and_by_id(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        document_id = add_text(library, tmp_path / "a.txt", HARVEST)
        assert_whole(library, [HARVEST])
        record = library.document(document_id)
        assert (record.source, record.chunk_count, record.collection) == (str(tmp_path / "a.txt"), 2, "default")
        best = library.dense_search(EMBEDDER.embed_queries(["bridges repaired"])[0], 1)
        assert [library.chunks([hit.chunk_id])[hit.chunk_id].text for hit in best] == ["seven bridges were repaired"]
        assert library.document_chunks(document_id) == sample_reading(HARVEST).chunks


def test_a_closed_library_opens_again_as_it_was(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", HARVEST)
        add_text(library, tmp_path / "b.txt", SCHOOLS)
        records, revision = library.documents(), library.revision
    with open_sample_library(tmp_path / "data") as library:
        assert library.reconciled == ReconcileReport()
        assert library.documents() == records
        assert library.revision == revision
        assert_whole(library, [HARVEST, SCHOOLS])


def test_a_removed_document_is_unknown_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        gone = add_text(library, tmp_path / "a.txt", HARVEST)
        add_text(library, tmp_path / "b.txt", SCHOOLS)
        before = library.revision
        library.remove(gone)
        assert library.revision > before
        assert_whole(library, [SCHOOLS])
        assert not library.originals.path(gone).exists()
        for ask in (library.document, library.text, library.document_chunks, library.remove):
            with pytest.raises(UnknownDocument):
                ask(gone)


def test_a_removed_document_can_be_added_again(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        library.remove(add_text(library, tmp_path / "a.txt", HARVEST))
        add_text(library, tmp_path / "a.txt", HARVEST)
        assert_whole(library, [HARVEST])
    with open_sample_library(tmp_path / "data") as library:
        assert_whole(library, [HARVEST])


def test_new_bytes_at_the_same_path_replace_the_old_document(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", HARVEST)
        add_text(library, tmp_path / "a.txt", SCHOOLS)
        assert_whole(library, [SCHOOLS])


def test_the_same_bytes_at_two_paths_are_one_document_that_lives_as_long_as_one_path_holds_them(
    tmp_path: Path,
) -> None:
    with open_sample_library(tmp_path / "data") as library:
        document_id = add_text(library, tmp_path / "a.txt", HARVEST, collection="one")
        library.attach(SourceRecord("/elsewhere/z.txt", document_id, "two", FileStamp(1, 2, "3")))
        record = library.document(document_id)
        assert record.sources == ("/elsewhere/z.txt", str(tmp_path / "a.txt"))
        assert record.collections == {"one", "two"}
        add_text(library, tmp_path / "a.txt", SCHOOLS)
        assert library.document(document_id).sources == ("/elsewhere/z.txt",)
        assert_whole_ids = {one.document_id for one in library.documents()}
        assert document_id in assert_whole_ids
        library.attach(
            SourceRecord("/elsewhere/z.txt", sample_reading(SCHOOLS).document_id, "two", FileStamp(1, 2, "3"))
        )
        assert_whole(library, [SCHOOLS])


def test_a_refusal_is_listed_until_a_good_version_of_the_file_comes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with open_sample_library(tmp_path / "data") as library:
        library.refuse(str(path), "corrupt", {"detail": "no end"}, "default")
        [refusal] = library.refusals()
        assert (refusal.path, refusal.code, dict(refusal.facts)) == (str(path), "corrupt", {"detail": "no end"})
        add_text(library, path, HARVEST)
        assert library.refusals() == ()


def test_a_library_made_with_other_parts_is_not_opened_but_named_with_the_command_that_rebuilds(
    tmp_path: Path,
) -> None:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", HARVEST)
    with pytest.raises(IndexMismatch) as raised:
        open_sample_library(tmp_path / "data", identity=OTHER_IDENTITY)
    assert raised.value.facts["command"] == "baocao reindex"
    assert list(raised.value.facts["expected"]) == ["chunker"]  # type: ignore[call-overload]
    with open_sample_library(tmp_path / "data", identity=OTHER_IDENTITY, for_rebuild=True) as library:
        assert library.identity == IDENTITY
        assert_whole(library, [HARVEST])


def test_an_empty_library_takes_the_parts_it_is_opened_with(tmp_path: Path) -> None:
    open_sample_library(tmp_path / "data").close()
    with open_sample_library(tmp_path / "data", identity=OTHER_IDENTITY) as library:
        assert library.identity == OTHER_IDENTITY
        assert [folder.name for folder in (tmp_path / "data" / "generations").iterdir()] == ["2"]


def test_closing_releases_every_file_and_the_folder_can_be_deleted(tmp_path: Path) -> None:
    library = open_sample_library(tmp_path / "data")
    add_text(library, tmp_path / "a.txt", HARVEST)
    library.close()
    library.close()
    handles = [str(handle.readlink()) for handle in Path("/proc/self/fd").iterdir() if handle.is_symlink()]
    assert [name for name in handles if name.startswith(str(tmp_path / "data"))] == []


@pytest.mark.parametrize(
    ("search_filter", "admitted"),
    [
        (SearchFilter(), None),
        (SearchFilter(collections=frozenset({"north"})), {HARVEST}),
        (SearchFilter(collections=frozenset({"north", "south"})), {HARVEST, SCHOOLS}),
        (SearchFilter(languages=frozenset({"vi"})), set()),
        (SearchFilter(document_ids=frozenset({sample_reading(SCHOOLS).document_id})), {SCHOOLS}),
    ],
)
def test_a_filter_admits_the_documents_that_satisfy_every_field(
    tmp_path: Path, search_filter: SearchFilter, admitted: set[str] | None
) -> None:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", HARVEST, collection="north")
        add_text(library, tmp_path / "b.txt", SCHOOLS, collection="south")
        allowed = library.allowed_documents(search_filter)
        expected = None if admitted is None else {sample_reading(text).document_id for text in admitted}
        assert allowed == expected
        hits = library.dense_search(EMBEDDER.embed_queries(["the"])[0], 100, document_ids=allowed)
        texts = {HARVEST, SCHOOLS} if admitted is None else admitted
        assert len(hits) == 2 * len(texts)


def test_a_document_without_a_reporting_period_is_about_the_day_it_tells_of() -> None:
    from dataclasses import replace

    from ingest.catalogue_records import subject_period
    from vectorstore.records import Period

    metadata = replace(sample_reading(HARVEST).metadata, event_date=date(2031, 5, 4), issue_date=date(2031, 6, 1))
    assert subject_period(metadata) == Period(date(2031, 5, 4), date(2031, 5, 4))
    half = Period(date(2031, 1, 1), date(2031, 6, 30))
    assert subject_period(replace(metadata, period=half)) == half
    assert subject_period(sample_reading(HARVEST).metadata) is None


def test_a_vector_of_another_dimension_is_a_mismatch_not_a_wrong_answer(tmp_path: Path) -> None:
    import numpy as np

    with open_sample_library(tmp_path / "data") as library, pytest.raises(IndexMismatch):
        library.dense_search(np.ones(DIMENSION + 1, np.float32), 5)
