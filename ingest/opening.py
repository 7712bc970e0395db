"""Opening a library: which generation is current, what is no longer needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest import catalogue_writes as writes
from ingest.catalogue import Catalogue
from ingest.catalogue_bin import RecycledRecord, recycled_records
from ingest.catalogue_records import DocumentRecord
from ingest.catalogue_writes import GenerationRecord
from ingest.generation import Generation
from ingest.library_lock import LibraryLock
from ingest.reconcile import discard_generations
from vectorstore.errors import IndexMismatch
from vectorstore.identity import REINDEX_COMMAND, IndexIdentity

CATALOGUE_FILE = "catalogue.sqlite3"
Checkpoint = Callable[[str], None]
"""Called with the name of each step that a change has completed; lets a test end the process there."""


def no_checkpoint(_step: str) -> None:
    """Do nothing."""


def generation_folder(data_dir: Path, record: GenerationRecord) -> Path:
    """The folder that holds the indexes of a generation."""
    return data_dir / "generations" / str(record.generation_id)


def current_generation(catalogue: Catalogue, identity: IndexIdentity, *, for_rebuild: bool) -> GenerationRecord:
    """The generation to answer from: the stored one, or a new one in place of an empty one.

    Raises ``IndexMismatch`` when documents are stored that were indexed with other parts than ``identity``;
    ``for_rebuild`` accepts them.
    """
    current = next((one for one in catalogue.generations() if one.state == "current"), None)
    if current is not None and (for_rebuild or identity.matches(current.identity)):
        return current
    if current is not None and catalogue.read_documents(current.generation_id):
        differences = identity.differences(current.identity)
        raise IndexMismatch(
            expected={name: mine for name, (mine, _) in differences.items()},
            found={name: theirs for name, (_, theirs) in differences.items()},
            command=REINDEX_COMMAND,
        )
    with catalogue.transaction() as connection:
        if current is not None:
            writes.retire(connection, current.generation_id)
        return writes.add_generation(connection, identity, "current")


def stored_identity(data_dir: Path) -> IndexIdentity | None:
    """What the indexes of a library were made with, read without opening them; ``None`` where it holds nothing."""
    if not (data_dir / CATALOGUE_FILE).exists():
        return None
    catalogue = Catalogue.open(f"sqlite:///{data_dir.absolute() / CATALOGUE_FILE}")
    try:
        current = next((one for one in catalogue.generations() if one.state == "current"), None)
        holds = current is not None and bool(catalogue.read_documents(current.generation_id))
        return current.identity if current is not None and holds else None
    finally:
        catalogue.close()


def stored_records(data_dir: Path) -> dict[str, DocumentRecord]:
    """The indexed documents of a library that another process may hold."""
    if not (data_dir / CATALOGUE_FILE).exists():
        return {}
    catalogue = Catalogue.open(f"sqlite:///{data_dir.absolute() / CATALOGUE_FILE}")
    try:
        current = next((one for one in catalogue.generations() if one.state == "current"), None)
        return {} if current is None else catalogue.records(current.generation_id)
    finally:
        catalogue.close()


def stored_retired(data_dir: Path) -> int | None:
    """The number of the set of indexes that answered before, in a library that another process may hold."""
    if not (data_dir / CATALOGUE_FILE).exists():
        return None
    catalogue = Catalogue.open(f"sqlite:///{data_dir.absolute() / CATALOGUE_FILE}")
    try:
        retired = [one for one in catalogue.generations() if one.state == "retired" and one.retired_at is not None]
        latest = max(retired, key=lambda one: (one.retired_at or "", one.generation_id), default=None)
        return None if latest is None else latest.generation_id
    finally:
        catalogue.close()


def stored_bin(data_dir: Path) -> tuple[RecycledRecord, ...]:
    """What the recycle bin of a library holds that another process may hold, latest removal first."""
    if not (data_dir / CATALOGUE_FILE).exists():
        return ()
    catalogue = Catalogue.open(f"sqlite:///{data_dir.absolute() / CATALOGUE_FILE}")
    try:
        with catalogue.reading() as connection:
            return recycled_records(connection)
    finally:
        catalogue.close()


def discard_unneeded(
    catalogue: Catalogue,
    data_dir: Path,
    current: GenerationRecord,
    building: IndexIdentity | None,
    rollback_days: float,
) -> tuple[int, ...]:
    """Delete generations that neither answer, nor can still be rolled back to, nor are being built as ``building``."""
    keep = {current.generation_id, *returnable_generations(catalogue, rollback_days)}
    keep |= {
        one.generation_id
        for one in catalogue.generations()
        if one.state == "building" and building is not None and one.identity.matches(building)
    }
    return discard_generations(catalogue, data_dir / "generations", frozenset(keep))


def returnable_generations(catalogue: Catalogue, rollback_days: float) -> frozenset[int]:
    """The latest retired generation that holds documents, while its term lasts."""
    retired = [one for one in catalogue.generations() if one.state == "retired" and one.retired_at is not None]
    latest = max(retired, key=lambda one: (one.retired_at or "", one.generation_id), default=None)
    if latest is None or latest.retired_at is None or not catalogue.read_documents(latest.generation_id):
        return frozenset()
    until = writes.parse_moment(latest.retired_at) + timedelta(days=rollback_days)
    return frozenset({latest.generation_id}) if datetime.now(UTC) < until else frozenset()


def close_all(generation: Generation | None, catalogue: Catalogue | None, lock: LibraryLock) -> None:
    """Release what was opened, the lock last."""
    try:
        if generation is not None:
            generation.close()
        if catalogue is not None:
            catalogue.close()
    finally:
        lock.release()
