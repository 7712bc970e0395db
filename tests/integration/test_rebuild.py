from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.chunker import ChunkerConfig
from ingest.library import Library
from ingest.outcomes import IngestProgress
from ingest.pipeline import IngestPipeline, index_identity
from tests.fakes import WordCountEmbedder
from vectorstore.errors import IndexDamaged, IndexMismatch

EMBEDDER, OTHER_EMBEDDER = WordCountEmbedder(64), WordCountEmbedder(48)
CHUNKER = ChunkerConfig()
SMALL_CHUNKER = replace(CHUNKER, target_latin=120, version="small")


def report(number: int) -> str:
    lines = [f"Report {number} on the works of the year"]
    lines += [f"In district {part} of plan {number} the team repaired {number + part} bridges." for part in range(12)]
    return "\n".join(lines)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(report(number), encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, reports: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data", identity=index_identity(EMBEDDER, CHUNKER)) as library:
        assert {one.outcome for one in IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([reports])} == {
            "added"
        }
        yield library


def found_documents(library: Library, embedder: WordCountEmbedder) -> set[str]:
    vector = embedder.embed_queries(["bridges repaired in a district"])[0]
    dense = {hit.document_id for hit in library.dense_search(vector, 10_000)}
    assert dense == {hit.document_id for hit in library.lexical_search("bridges repaired", 10_000)}
    return dense


def folders(tmp_path: Path) -> list[str]:
    return sorted(folder.name for folder in (tmp_path / "data" / "generations").iterdir())


def test_a_rebuild_with_other_parts_takes_over_and_the_old_folder_goes(library: Library, tmp_path: Path) -> None:
    before = {record.document_id: record.chunk_count for record in library.documents()}
    pipeline = IngestPipeline(library, OTHER_EMBEDDER, chunker=SMALL_CHUNKER)
    seen: list[IngestProgress] = []
    done = pipeline.rebuild(on_progress=seen.append)
    assert (done.documents, done.from_stored_text) == (6, ())
    assert library.identity == pipeline.identity
    assert found_documents(library, OTHER_EMBEDDER) == before.keys()
    after = {record.document_id: record.chunk_count for record in library.documents()}
    assert all(after[document_id] > count for document_id, count in before.items())
    assert sum(after.values()) == done.chunks
    assert folders(tmp_path) == ["2"]
    assert (seen[-1].done, seen[-1].total, seen[-1].stage) == (6, 6, "done")
    assert library.catalogue.read_documents(1) == frozenset()


def test_after_a_rebuild_the_library_opens_with_the_new_parts_only(tmp_path: Path, reports: Path) -> None:
    old, new = index_identity(EMBEDDER, CHUNKER), index_identity(OTHER_EMBEDDER, CHUNKER)
    with Library.open(tmp_path / "data", identity=old) as library:
        list(IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([reports]))
    with Library.open(tmp_path / "data", identity=new, for_rebuild=True) as library:
        IngestPipeline(library, OTHER_EMBEDDER, chunker=CHUNKER).rebuild()
    with pytest.raises(IndexMismatch):
        Library.open(tmp_path / "data", identity=old)
    with Library.open(tmp_path / "data", identity=new) as library:
        assert library.reconciled.is_clean
        assert len(found_documents(library, OTHER_EMBEDDER)) == 6


def test_questions_are_answered_throughout(library: Library) -> None:
    everything = {record.document_id for record in library.documents()}
    stop, wrong, asked = threading.Event(), list[object](), list[int]()

    def ask() -> None:
        while not stop.is_set():
            hits = library.lexical_search("bridges repaired", 10_000)
            chunks = library.chunks([hit.chunk_id for hit in hits])
            documents = {hit.document_id for hit in hits}
            if documents != everything:
                wrong.append(documents)
            asked.append(len(chunks))

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for version in ("a", "b", "c"):
        IngestPipeline(library, EMBEDDER, chunker=replace(CHUNKER, version=version)).rebuild()
    stop.set()
    for asker in askers:
        asker.join()
    assert wrong == []
    assert len(asked) > 3


def test_documents_added_and_removed_meanwhile_are_in_the_new_index_or_not(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = tmp_path / "late.txt"
    late.write_text(report(77), encoding="utf-8")
    gone = library.documents()[0].document_id
    pipeline = IngestPipeline(library, EMBEDDER, chunker=SMALL_CHUNKER)
    embed = pipeline.embed
    changed: list[str] = []

    def embed_while_others_work(chunks: list[object]) -> object:
        if not changed:
            [added] = IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([late])
            changed.append(str(added.document_id))
            library.remove(gone)
        return embed(chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "embed", embed_while_others_work)
    pipeline.rebuild()
    found = found_documents(library, EMBEDDER)
    assert changed[0] in found
    assert gone not in found
    assert len(found) == 6


def test_a_document_whose_original_is_lost_is_rebuilt_from_its_stored_text(library: Library) -> None:
    lost = library.documents()[2]
    text = library.text(lost.document_id)
    library.originals.path(lost.document_id).unlink()
    done = IngestPipeline(library, EMBEDDER, chunker=SMALL_CHUNKER).rebuild()
    assert done.from_stored_text == (lost.document_id,)
    assert library.text(lost.document_id) == text
    assert len(found_documents(library, EMBEDDER)) == 6


def test_an_original_that_was_altered_does_not_take_the_place_of_the_document(library: Library) -> None:
    altered = library.documents()[1].document_id
    library.originals.path(altered).write_text("something else entirely, with many words in it", encoding="utf-8")
    done = IngestPipeline(library, EMBEDDER, chunker=SMALL_CHUNKER).rebuild()
    assert done.from_stored_text == (altered,)


def test_a_lost_vector_index_is_filled_again_without_touching_the_files(tmp_path: Path, reports: Path) -> None:
    import shutil

    identity = index_identity(EMBEDDER, CHUNKER)
    with Library.open(tmp_path / "data", identity=identity) as library:
        list(IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([reports]))
        count = sum(record.chunk_count for record in library.documents())
    shutil.rmtree(tmp_path / "data" / "generations" / "1" / "dense")
    with Library.open(tmp_path / "data", identity=identity) as library:
        assert len(library.missing_vectors) == count
        assert len(library.lexical_search("bridges repaired", 10_000)) > 0
        assert IngestPipeline(library, EMBEDDER, chunker=CHUNKER).repair() == count
        assert library.missing_vectors == ()
        assert len(found_documents(library, EMBEDDER)) == 6


def test_a_lost_word_index_is_filled_again_when_the_library_opens(tmp_path: Path, reports: Path) -> None:
    import shutil

    identity = index_identity(EMBEDDER, CHUNKER)
    with Library.open(tmp_path / "data", identity=identity) as library:
        list(IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([reports]))
        count = sum(record.chunk_count for record in library.documents())
    shutil.rmtree(tmp_path / "data" / "generations" / "1" / "lexical")
    with Library.open(tmp_path / "data", identity=identity) as library:
        assert library.reconciled.restored_lexical_chunks == count
        assert len(found_documents(library, EMBEDDER)) == 6


def test_a_damaged_vector_index_is_named_and_a_rebuild_replaces_it(tmp_path: Path, reports: Path) -> None:
    identity = index_identity(EMBEDDER, CHUNKER)
    with Library.open(tmp_path / "data", identity=identity) as library:
        list(IngestPipeline(library, EMBEDDER, chunker=CHUNKER).ingest([reports]))
    (tmp_path / "data" / "generations" / "1" / "dense" / "chroma.sqlite3").write_bytes(b"rubbish " * 4096)
    with pytest.raises(IndexDamaged):
        Library.open(tmp_path / "data", identity=identity)
    with Library.open(tmp_path / "data", identity=identity, for_rebuild=True) as library:
        IngestPipeline(library, EMBEDDER, chunker=CHUNKER).rebuild()
        assert len(found_documents(library, EMBEDDER)) == 6
