"""A library within some collections: for random documents and rights nothing of the rest can be told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_writes import Reading
from ingest.errors import UnknownDocument
from ingest.library import Addition, Library
from ingest.restricted_library import RestrictedLibrary
from tests.library_samples import EMBEDDER, add_text, open_sample_library, sample_reading, sample_vectors
from vectorstore.records import SearchFilter

COLLECTIONS = ("open", "inner", "secret")
WORDS = ("water", "budget", "clinic", "school", "bridge", "forest")

stands_in = st.sets(st.sampled_from(COLLECTIONS), min_size=1)
shelves = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), stands_in), min_size=1, max_size=6
)
rights = st.sets(st.sampled_from(COLLECTIONS)).map(frozenset)


def fill(library: Library, folder: Path, documents: list[tuple[list[str], set[str]]]) -> dict[str, set[str]]:
    """Add each document once for each collection that it stands in; say where each stands."""
    stands: dict[str, set[str]] = {}
    additions, further = list[Addition](), list[SourceRecord]()
    for number, (words, places) in enumerate(documents):
        reading = sample_reading(f"marker{number} {' '.join(words)}\nmarker{number} again {words[0]}")
        stands[reading.document_id] = places
        sources = [_source(folder / f"{place}-{number}.txt", reading, place) for place in sorted(places)]
        additions.append(Addition(reading, sources[0]))
        further += sources[1:]
    library.add(additions, sample_vectors([addition.reading for addition in additions]))
    for source in further:
        library.attach(source)
    return stands


def _source(path: Path, reading: Reading, collection: str) -> SourceRecord:
    return SourceRecord(str(path), reading.document_id, collection, FileStamp(reading.size, 0, "0"))


@settings(max_examples=8, deadline=None)
@given(documents=shelves, allowed=rights, other=rights, query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_nothing_outside_the_allowed_collections_is_found_counted_or_shown(
    documents: list[tuple[list[str], set[str]]], allowed: frozenset[str], other: frozenset[str], query: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_sample_library(Path(folder) / "data") as library:
        stands = fill(library, Path(folder), documents)
        seen = RestrictedLibrary(library, allowed)
        expected = {identifier for identifier, places in stands.items() if places & allowed}
        vector = EMBEDDER.embed_queries([" ".join(query)])[0]
        for named in (None, frozenset(stands)):
            dense = seen.dense_search(vector, 50, document_ids=named)
            lexical = seen.lexical_search(" ".join(query), 50, document_ids=named)
            keys = seen.keys_search(query, 50, document_ids=named)
            assert {hit.document_id for hit in dense} == expected
            assert {hit.document_id for hit in [*lexical, *keys]} <= expected
        whole = [hit for hit in library.lexical_search(" ".join(query), 50) if hit.document_id in expected]
        assert seen.lexical_search(" ".join(query), 50) == whole
        assert {record.document_id for record in seen.documents()} == expected
        for search_filter in (SearchFilter(collections=other or frozenset({"open"})), SearchFilter()):
            passing = seen.allowed_documents(search_filter)
            assert passing is None or passing <= expected
            assert passing is not None or expected == set(stands)
        chunks = [f"{identifier[:24]}{index:08d}" for identifier in stands for index in range(2)]
        assert {chunk.document_id for chunk in seen.chunks(chunks).values()} == expected
        assert {chunk[:24] for chunk in seen.vectors(chunks)} == {identifier[:24] for identifier in expected}
        for identifier, places in stands.items():
            if places & allowed:
                for record in (seen.document(identifier), seen.view.records[identifier]):
                    assert record.collections == places & allowed
                    assert {Path(path).name.split("-")[0] for path in record.sources} == places & allowed
                    assert (record.source, record.collection) == (record.sources[0], record.source_collections[0])
            else:
                for look in (seen.document, seen.text, seen.document_chunks):
                    with pytest.raises(UnknownDocument):
                        look(identifier)


def test_a_change_of_the_library_is_seen_at_once_and_only_what_is_allowed(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        seen = RestrictedLibrary(library, frozenset({"open"}))
        assert seen.documents() == []
        first = add_text(library, tmp_path / "a.txt", "water in the open", collection="open")
        add_text(library, tmp_path / "b.txt", "water kept inside", collection="secret")
        assert [record.document_id for record in seen.documents()] == [first]
        library.remove(first)
        assert seen.documents() == []
        assert seen.dense_search(EMBEDDER.embed_queries(["water"])[0], 5) == []


def test_refused_files_of_other_collections_are_not_listed(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        library.refuse("/a/open.pdf", "corrupt", {}, "open")
        library.refuse("/a/secret.pdf", "corrupt", {}, "secret")
        seen = RestrictedLibrary(library, frozenset({"open"}))
        assert [refusal.path for refusal in seen.refusals()] == ["/a/open.pdf"]


def test_no_whole_index_is_handed_out(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        seen = RestrictedLibrary(library, frozenset({"open"}))
        with pytest.raises(PermissionError), seen.generation_in_use():
            raise AssertionError("handed out")


def test_where_everything_is_allowed_the_search_is_not_filtered(tmp_path: Path) -> None:
    with open_sample_library(tmp_path / "data") as library:
        add_text(library, tmp_path / "a.txt", "water in the open", collection="open")
        assert RestrictedLibrary(library, frozenset({"open", "x"})).allowed_documents(SearchFilter()) is None
        assert RestrictedLibrary(library, frozenset({"x"})).allowed_documents(SearchFilter()) == frozenset()
