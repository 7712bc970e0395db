"""Brings the indexes in line with the catalogue after a process ended in the middle of something."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Catalogue, batched
from ingest.catalogue_bin import recycled_ids
from ingest.catalogue_records import ReconcileReport
from ingest.catalogue_writes import discard_queued, forget_generation, note_purged
from ingest.generation import Generation, delete_folder
from ingest.originals import Originals
from vectorstore.records import Chunk, DocumentState

_DOCUMENTS_AT_ONCE = 64
_SAMPLED_DOCUMENTS = 25
"""Documents of which a finished rebuild is asked for chunks before it may answer."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index lacked or held too much of, compared with the catalogue."""

    stray_chunks: int
    missing_vectors: tuple[str, ...]
    restored_lexical_chunks: int


def discard_generations(catalogue: Catalogue, folder: Path, keep: frozenset[int]) -> tuple[int, ...]:
    """Delete every generation but those to ``keep``: rows first, then the folder."""
    discarded = tuple(record.generation_id for record in catalogue.generations() if record.generation_id not in keep)
    for generation_id in discarded:
        with catalogue.transaction() as connection:
            forget_generation(connection, generation_id)
    kept = {str(generation_id) for generation_id in keep}
    for child in folder.iterdir() if folder.exists() else ():
        if child.name not in kept:
            delete_folder(child)
    if discarded:
        catalogue.compact()
    return discarded


def reconcile(catalogue: Catalogue, generation: Generation, originals: Originals, *, unclean: bool) -> ReconcileReport:
    """Finish or undo what the last owner left; ``unclean`` says that it did not close the library."""
    queued = catalogue.documents_in(DocumentState.QUEUED)
    pending = catalogue.purge_pending()
    with catalogue.reading() as connection:
        recycled = recycled_ids(connection)
    generation.purge([*queued, *pending])
    if queued or pending:
        with catalogue.transaction() as connection:
            discard_queued(connection, queued)
            note_purged(connection, pending)
        for document_id in {*queued, *pending} - recycled:
            originals.discard(document_id)
    if unclean:
        originals.sweep(frozenset(catalogue.documents_in(DocumentState.INDEXED)) | recycled)
    state = compare_indexes(catalogue, generation, thorough=unclean)
    return ReconcileReport(
        discarded_documents=queued,
        purged_documents=pending,
        stray_chunks=state.stray_chunks,
        restored_lexical_chunks=state.restored_lexical_chunks,
        missing_vectors=state.missing_vectors,
    )


def compare_indexes(catalogue: Catalogue, generation: Generation, *, thorough: bool) -> IndexState:
    """Purge what no document owns, put back what the lexical index lacks, list what Chroma lacks.

    Counts are compared always, the ids of all entries of both indexes when the counts differ or ``thorough`` is set: an
    index may lack one document and hold another too much.
    """
    expected = catalogue.chunk_count(generation.generation_id)
    stray = 0
    missing: tuple[str, ...] = ()
    if thorough or generation.dense.count() != expected:
        wanted = catalogue.chunk_owners(generation.generation_id)
        stored = generation.dense.owners()
        superfluous = sorted(stored.keys() - wanted.keys())
        missing = tuple(sorted(wanted.keys() - stored.keys()))
        generation.dense.remove_chunks(superfluous)
        stray = len(superfluous)
    restored = 0
    if generation.lexical.count() != expected or (
        thorough and generation.lexical.chunk_ids() != catalogue.chunk_owners(generation.generation_id).keys()
    ):
        restored = _renew_lexical(catalogue, generation)
    return IndexState(stray, missing, restored)


def verify_indexes(catalogue: Catalogue, generation: Generation) -> frozenset[str]:
    """The documents that an index does not give back as the catalogue holds them, by counts and by a sample.

    Where the counts of the catalogue and both indexes differ, every document is named. In the sample each chunk must
    be the nearest to its own vector and be found by its own words.
    """
    number = generation.generation_id
    expected = catalogue.chunk_count(number)
    documents = sorted(catalogue.read_documents(number))
    if not generation.dense.count() == generation.lexical.count() == expected:
        return frozenset(documents)
    step = max(1, len(documents) // _SAMPLED_DOCUMENTS)
    return frozenset(one for one in documents[::step] if not _gives_back(catalogue, generation, one))


def _gives_back(catalogue: Catalogue, generation: Generation, document_id: str) -> bool:
    own = frozenset({document_id})
    chunks = catalogue.document_chunks(generation.generation_id, document_id)
    sampled = [chunk for chunk in chunks if any(character.isalnum() for character in chunk.embedded_text)][:2]
    vectors = generation.dense.vectors([chunk.chunk_id for chunk in sampled])
    for chunk in sampled:
        if chunk.chunk_id not in vectors:
            return False
        nearest = generation.dense.search(vectors[chunk.chunk_id], len(chunks), document_ids=own)
        matches = generation.lexical.search(chunk.embedded_text, len(chunks), document_ids=own)
        if chunk.chunk_id not in {hit.chunk_id for hit in nearest} & {hit.chunk_id for hit in matches}:
            return False
    return True


def _renew_lexical(catalogue: Catalogue, generation: Generation) -> int:
    generation.renew_lexical()
    restored = 0
    documents = sorted(catalogue.read_documents(generation.generation_id))
    for batch in batched(documents, _DOCUMENTS_AT_ONCE):
        chunks: list[Chunk] = []
        for document_id in batch:
            chunks.extend(catalogue.document_chunks(generation.generation_id, document_id))
        generation.write_lexical(chunks)
        restored += len(chunks)
    return restored
