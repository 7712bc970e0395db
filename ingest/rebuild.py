"""Builds a new generation of indexes beside the current one and lets it take its place."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ingest import catalogue_writes as writes
from ingest.catalogue_writes import GenerationRecord, Reading
from ingest.generation import Generation
from ingest.library import Library
from ingest.opening import generation_folder, returnable_generations
from ingest.reconcile import compare_indexes, discard_generations, verify_indexes
from vectorstore.identity import IndexIdentity


class GenerationBuild:
    """A generation that is being built while the library goes on answering from the current one.

    Killed at any point, the next build with the same identity goes on where this one stopped.
    """

    def __init__(self, library: Library, generation: Generation) -> None:
        self._library = library
        self._generation = generation

    @property
    def identity(self) -> IndexIdentity:
        """What the new indexes are made with."""
        return self._generation.record.identity

    def close(self) -> None:
        """Give the build up for now; the next one with the same identity goes on from here."""
        with self._library.change():
            self._library.note_building(None)
            self._generation.close()

    @classmethod
    def going_back(cls, library: Library, record: GenerationRecord) -> GenerationBuild:
        """Take up a retired generation, so that it can be completed and answer again."""
        with library.change():
            generation = Generation.open(record, generation_folder(library.data_dir, record))
            library.note_building(generation)
            build = cls(library, generation)
            build._drop_incomplete()
            return build

    @classmethod
    def begin(cls, library: Library, identity: IndexIdentity) -> GenerationBuild:
        """Go on with the unfinished generation of this identity, or begin one; others are discarded."""
        with library.change():
            record = _resumable_or_new(library, identity)
            library.checkpoint("rebuild: begun")
            generation = Generation.open(record, generation_folder(library.data_dir, record), replace_damaged=True)
            library.note_building(generation)
            build = cls(library, generation)
            build._drop_incomplete()
            return build

    def unread(self) -> tuple[str, ...]:
        """The indexed documents that are not in the new generation yet, in the order of their ids."""
        read = self._library.catalogue.read_documents(self._generation.generation_id)
        return tuple(sorted(self._library.view.records.keys() - read))

    def add(self, readings: Sequence[Reading], vectors: NDArray[np.float32]) -> None:
        """Add documents; ``vectors`` are those of all their chunks, in order."""
        with self._library.change():
            self._generation.write([chunk for reading in readings for chunk in reading.chunks], vectors)
            self._library.checkpoint("rebuild: batch written")
            records = self._library.view.records
            kept = [reading for reading in readings if reading.document_id in records]
            with self._library.catalogue.transaction() as connection:
                writes.store_readings(connection, self._generation.generation_id, kept)
            self._generation.purge([one.document_id for one in readings if one.document_id not in records])
            self._library.checkpoint("rebuild: batch committed")

    def verify(self) -> bool:
        """Forget what the new indexes do not give back; say whether they are whole and lack no document."""
        with self._library.change():
            self._drop_incomplete()
            self._forget(verify_indexes(self._library.catalogue, self._generation))
            return not self.unread()

    def finish(self) -> bool:
        """Switch to the new generation if it is whole and lacks no document; say whether it was.

        Searches under way end on the old generation; then its rows and its folder are deleted, unless the library
        keeps them for a while to roll back to.
        """
        library, generation = self._library, self._generation
        with library.change():
            if not self.verify():
                return False
            library.checkpoint("rebuild: verified")
            with library.catalogue.transaction() as connection:
                writes.make_current(connection, generation.generation_id)
                revision = library.next_revision(connection)
                library.checkpoint("rebuild: before commit")
            generation.record = replace(generation.record, state="current")
            old = library.replace_generation(generation, revision)
            library.checkpoint("rebuild: switched")
            old.close()
            library.checkpoint("rebuild: old one closed")
            keep = {generation.generation_id, *returnable_generations(library.catalogue, library.rollback_days)}
            discard_generations(library.catalogue, library.data_dir / "generations", frozenset(keep))
            library.checkpoint("rebuild: old one deleted")
            return True

    def _drop_incomplete(self) -> None:
        """Forget documents that were removed meanwhile or lack a vector; the latter are then unread."""
        catalogue, generation = self._library.catalogue, self._generation
        number = generation.generation_id
        state = compare_indexes(catalogue, generation, thorough=True)
        broken = {chunk.document_id for chunk in catalogue.chunks(number, state.missing_vectors).values()}
        broken |= catalogue.read_documents(number) - self._library.view.records.keys()
        broken |= set(catalogue.outdated(number))  # corrected by hand since they were read
        self._forget(broken)

    def _forget(self, document_ids: AbstractSet[str]) -> None:
        if document_ids:
            with self._library.catalogue.transaction() as connection:
                writes.forget_readings(connection, sorted(document_ids), self._generation.generation_id)
            self._generation.purge(sorted(document_ids))


def _resumable_or_new(library: Library, identity: IndexIdentity) -> GenerationRecord:
    catalogue = library.catalogue
    current = library.view.generation.generation_id
    found = next(
        (one for one in catalogue.generations() if one.state == "building" and one.identity.matches(identity)), None
    )
    keep = {current, *returnable_generations(catalogue, library.rollback_days)}
    if found is not None:
        keep.add(found.generation_id)
    discard_generations(catalogue, library.data_dir / "generations", frozenset(keep))
    if found is not None:
        return found
    with catalogue.transaction() as connection:
        return writes.add_generation(connection, identity, "building")
