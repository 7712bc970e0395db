"""Backups of a data folder, taken while a server works on it, and their way back into an empty folder.

Nothing is locked. The catalogue is copied by SQLite's online backup, then every original that the copy names gets a
second name at once, so that a removal meanwhile cannot take it away; where one was removed before that, the catalogue
is copied again. The indexes are copied as a process that was killed at that moment would have left them: their files
must not have changed while they were copied. What the indexes then lack or have too much of compared with the
catalogue is mended when the restored library is opened, as after a kill.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from assistant.backup_archive import MANIFEST, ArchiveWriter, open_archive
from assistant.errors import BackupDamaged, BackupError, BackupExists, RestoreNotEmpty
from ingest.originals import Originals, link_or_copy
from vectorstore.storage_errors import storage_error, storage_errors

FORMAT: Final = 1
STAGING: Final = ".backup-"
"""Beginning of the folder, inside the data folder, in which a backup is put together."""
_KEPT_IN_TARGET: Final = frozenset({"models"})
"""What a folder to restore into may hold already."""
_SNAPSHOTS: Final = 20
_INDEX_TRIES: Final = 40
_PLAIN_FILES: Final = ("baocao.toml",)
_PLAIN_FOLDERS: Final = ("house",)


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds. ``indexes`` is false where they would not hold still: they are then made again."""

    path: str
    documents: int
    files: int
    bytes: int
    indexes: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was taken back: every file was compared with the digest that the backup names."""

    path: str
    documents: int
    files: int
    made_at: str
    indexes: bool


def write_backup(data_dir: Path, target: Path, *, index_tries: int = _INDEX_TRIES) -> BackupReport:
    """Write a backup of ``data_dir`` to ``target``: a ZIP file, or a folder where the name does not end in ``.zip``.

    It appears whole or not at all. Raises ``BackupExists``, ``StorageFailed`` (``DiskFull``) and ``BackupError`` where
    there is nothing to back up.
    """
    started = time.monotonic()
    data_dir, target = data_dir.absolute(), target.absolute()
    if target.exists():
        raise BackupExists(path=str(target))
    if not (data_dir / "catalogue.sqlite3").exists():
        raise BackupError(path=str(data_dir))
    with storage_errors(data_dir):
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=data_dir))
    try:
        documents = _stage(data_dir, staging)
        generation = _current_generation(staging / "catalogue.sqlite3")
        indexes = _stage_generation(data_dir, staging, generation, index_tries)
        with ArchiveWriter(target) as archive:
            for file in _files_below(staging):
                archive.add(file, file.relative_to(staging).as_posix())
            archive.finish(
                {
                    "format": FORMAT,
                    "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "documents": documents,
                    "indexes": indexes,
                }
            )
            return BackupReport(
                str(target), documents, archive.files, archive.bytes, indexes, round(time.monotonic() - started, 2)
            )
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def restore_backup(source: Path, data_dir: Path) -> RestoreReport:
    """Take a backup back into an empty folder; every digest is checked before anything appears there.

    Raises ``RestoreNotEmpty``, ``BackupDamaged`` and ``StorageFailed``.
    """
    data_dir = data_dir.absolute()
    if data_dir.exists() and {child.name for child in data_dir.iterdir()} - _KEPT_IN_TARGET:
        raise RestoreNotEmpty(path=str(data_dir))
    with storage_errors(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        incoming = Path(tempfile.mkdtemp(prefix=".restoring-", dir=data_dir))
    try:
        manifest = _extract(source, incoming)
        # as after a kill: opening then compares every entry of the indexes with the catalogue
        (incoming / "library.holder.json").write_text(
            json.dumps({"command": "baocao restore", "pid": 0, "since": manifest["made_at"]}), encoding="utf-8"
        )
        with storage_errors(data_dir):
            for child in incoming.iterdir():
                child.rename(data_dir / child.name)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return RestoreReport(
        str(data_dir), manifest["documents"], len(manifest["files"]), manifest["made_at"], manifest["indexes"]
    )


# ---- putting a backup together -------------------------------------------------------------------------------------


def _stage(data_dir: Path, staging: Path) -> int:
    """Copy the databases and name every original once more; return how many documents that are."""
    originals, kept = Originals(data_dir / "originals"), Originals(staging / "originals")
    for _ in range(_SNAPSHOTS):
        copy_database(data_dir / "catalogue.sqlite3", staging / "catalogue.sqlite3")
        indexed, recycled = _documents(staging / "catalogue.sqlite3")
        missing = [one for one in (*indexed, *recycled) if not _keep(originals.path(one), kept.path(one))]
        if not missing:
            break
    else:
        raise BackupError(path=str(originals.path(missing[0])))
    wanted = frozenset((*indexed, *recycled))
    for file in (staging / "originals").rglob("*"):
        if file.is_file() and file.name not in wanted:
            file.unlink()
    for database in sorted(data_dir.glob("*.sqlite3")):
        if database.name != "catalogue.sqlite3":
            copy_database(database, staging / database.name)
    _stage_plain(data_dir, staging)
    return len(indexed)


def _stage_plain(data_dir: Path, staging: Path) -> None:
    for name in _PLAIN_FILES:
        if (data_dir / name).is_file():
            _keep(data_dir / name, staging / name, link=False)
    for name in _PLAIN_FOLDERS:
        for file in sorted((data_dir / name).rglob("*")) if (data_dir / name).is_dir() else ():
            if file.is_file():
                _keep(file, staging / file.relative_to(data_dir), link=False)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database as of one moment, while others read and write it.

    The copy is one file without a log beside it. Raises ``StorageFailed``.
    """
    target.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=30)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.Error as error:
        raise storage_error(source, str(error)) from error


def _keep(source: Path, target: Path, *, link: bool = True) -> bool:
    """Give a file a second name in the staging folder; say whether it was there."""
    if target.exists():
        return True
    with storage_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if link:
                link_or_copy(source, target)
            else:
                shutil.copyfile(source, target)
        except FileNotFoundError:
            return False
    return True


def _documents(catalogue: Path) -> tuple[list[str], list[str]]:
    """The documents whose originals must be there: those in the library and those in its recycle bin."""
    with closing(sqlite3.connect(catalogue)) as connection:
        indexed = connection.execute("SELECT document_id FROM documents WHERE state = 'indexed'").fetchall()
        recycled = connection.execute("SELECT document_id FROM recycled").fetchall()
    return [row[0] for row in indexed], [row[0] for row in recycled]


def _current_generation(catalogue: Path) -> int:
    with closing(sqlite3.connect(catalogue)) as connection:
        row = connection.execute("SELECT generation_id FROM generations WHERE state = 'current'").fetchone()
    return int(row[0]) if row else 0


def _stage_generation(data_dir: Path, staging: Path, generation: int, tries: int) -> bool:
    """Copy the current indexes as of one moment; give up where they change whenever they are looked at."""
    folder = data_dir / "generations" / str(generation)
    target = staging / "generations" / str(generation)
    for attempt in range(tries):
        before = _stamps(folder)
        if not before:
            return False
        shutil.rmtree(target, ignore_errors=True)
        if _copy_folder(folder, target, before) and _stamps(folder) == before:
            return True
        time.sleep(min(0.05 * (attempt + 1), 1.0))
    shutil.rmtree(target, ignore_errors=True)
    return False


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the indexes, without the databases, which are copied as of one moment."""
    stamps: dict[str, tuple[int, int]] = {}
    for file in folder.rglob("*"):
        if file.is_file() and not _is_database(file) and not file.name.endswith(".lock"):
            try:
                status = file.stat()
            except FileNotFoundError:
                continue
            stamps[str(file.relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return stamps


def _is_database(file: Path) -> bool:
    return file.name.endswith((".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal"))


def _copy_folder(folder: Path, target: Path, stamps: dict[str, tuple[int, int]]) -> bool:
    for database in folder.rglob("*.sqlite3"):
        (target / database.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
        copy_database(database, target / database.relative_to(folder))
    return all(_keep(folder / name, target / name, link=False) for name in stamps)


def _files_below(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


# ---- taking one back -----------------------------------------------------------------------------------------------


def _extract(source: Path, incoming: Path) -> dict[str, Any]:
    with open_archive(source) as archive:
        manifest = _read_manifest(source, archive.read(MANIFEST))
        for name, facts in manifest["files"].items():
            target = incoming / name
            if not target.resolve().is_relative_to(incoming.resolve()):
                raise BackupDamaged(path=str(source), detail=f"a file named {name!r}")
            with storage_errors(incoming):
                target.parent.mkdir(parents=True, exist_ok=True)
            digest = archive.extract(name, target)
            if digest != facts["sha256"] or target.stat().st_size != facts["size"]:
                raise BackupDamaged(path=str(source), detail=f"{name} is not what was written")
            if name.startswith("originals/") and target.name != digest:
                raise BackupDamaged(path=str(source), detail=f"{name} does not hold the document that it is named for")
    return manifest


def _read_manifest(source: Path, text: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise BackupDamaged(path=str(source), detail=f"format {manifest['format']}, not {FORMAT}")
        for facts in manifest["files"].values():
            facts["sha256"], facts["size"] = str(facts["sha256"]), int(facts["size"])
        return {**manifest, "documents": int(manifest["documents"]), "indexes": bool(manifest["indexes"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(path=str(source), detail=f"{MANIFEST}: {error}") from error
