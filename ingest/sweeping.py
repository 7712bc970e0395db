"""Compares a folder with the library: what is new, changed, moved or gone. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.containers import current_members, is_member_of, member_stamp, stated_members
from ingest.errors import FolderEmptied, FolderMissing, RefusedFile
from ingest.intake import proves_unchanged
from ingest.originals import file_digest
from ingest.walking import file_stamp, path_text, walk_files

_SETTLED_SECONDS: Final = 2.0
_SUDDEN_LEAST: Final = 20
_SUDDEN_SHARE: Final = 0.5
"""Where so many files, and so large a share of a folder, are gone at once, a person decides whatever the policy."""


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """What the library knows of the files below a folder, by path."""

    sources: Mapping[str, SourceRecord]
    withdrawn: Mapping[str, SourceRecord]
    refused: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """What a sweep found. ``moved`` are (gone path, the source as it is now); ``sudden`` says that so much is gone at
    once that a fault is likelier than an intention.
    """

    new: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    moved: tuple[tuple[str, SourceRecord], ...] = ()
    gone: tuple[SourceRecord, ...] = ()
    restamped: tuple[SourceRecord, ...] = ()
    """Withdrawn files with another time stamp but the same bytes."""
    files: int = 0
    unchanged: int = 0
    refused: int = 0
    withdrawn: int = 0
    unreadable: tuple[tuple[str, str], ...] = ()
    sudden: bool = False


def plan_sweep(folder: Path, known: KnownFiles, *, collection: str) -> SweepPlan:
    """Look at every file below ``folder``; only files that may be moved ones are read.

    Raises ``FolderMissing`` where the folder is not there or cannot be listed, and ``FolderEmptied`` where it holds
    nothing although the library knows files of it: both look like a disk that is away, and nothing may be concluded.
    """
    place = path_text(folder)
    if not folder.is_dir():
        raise FolderMissing(folder=place)
    walk = walk_files([folder])
    closed = {path_text(path): detail for path, detail in walk.closed_folders}
    if place in closed:
        raise FolderMissing(folder=place, detail=closed[place])
    if not walk.files and known.sources:
        raise FolderEmptied(folder=place, known=len(known.sources))
    seen = {path_text(path) for path in walk.files}
    contents = known_contents(known, seen)
    looks = _Looks(known, contents, collection)
    for path in walk.files:
        looks.take(path)
    inside = {path for held in contents.values() for path in held.sources}
    hidden = tuple(closed)
    gone = [
        one
        for path, one in sorted(known.sources.items())
        if path not in seen and path not in inside and not _below(path, hidden)
    ]
    gone += looks.gone_inside
    return looks.plan(gone, len(walk.files), tuple(sorted(closed.items())), len(known.sources))


def known_contents(known: KnownFiles, files: Set[str]) -> dict[str, KnownFiles]:
    """What the library knows of the insides of archives and mails among ``files``, by the path of the container."""
    found: dict[str, KnownFiles] = {}
    for name in ("sources", "withdrawn", "refused"):
        for path, value in getattr(known, name).items():
            container = None if path in files else _container(path, files)
            if container is not None:
                getattr(found.setdefault(container, KnownFiles({}, {}, {})), name)[path] = value
    return found


def _container(path: str, files: Set[str]) -> str | None:
    while "/" in path:
        path = path.rpartition("/")[0]
        if path in files:
            return path
    return None


def is_sudden(gone: int, known: int) -> bool:
    """Say whether so much is gone at once that a person should decide."""
    return gone >= _SUDDEN_LEAST and gone > _SUDDEN_SHARE * known


class _Looks:
    """Sorts files by what is known of them."""

    def __init__(self, known: KnownFiles, contents: Mapping[str, KnownFiles], collection: str) -> None:
        self._known = known
        self._contents = contents
        self.gone_inside: list[SourceRecord] = []
        self._collection = collection
        self._new: list[tuple[Path, FileStamp]] = []
        self._changed: list[Path] = []
        self._restamped: list[SourceRecord] = []
        self._unreadable: list[tuple[str, str]] = []
        self._counts = {"unchanged": 0, "refused": 0, "withdrawn": 0}

    def take(self, path: Path) -> None:
        """Look at one file's stamp."""
        name = path_text(path)
        try:
            stamp = file_stamp(path)
        except (OSError, ValueError) as error:
            self._unreadable.append((name, str(error)))
            return
        held = self._contents.get(name)
        whole = held is not None and self._is_whole(held, stamp)
        source = self._known.sources.get(name)
        if held is not None and not whole and not self._was_refused(name, stamp):
            self._changed.append(path)
        elif whole and source is None and name not in self._known.withdrawn:
            self._counts["unchanged"] += 1
        elif source is not None:
            if proves_unchanged(source, stamp) and source.collection == self._collection:
                self._counts["unchanged"] += 1
            else:
                self._changed.append(path)
        elif self._is_withdrawn(path, name, stamp):
            self._counts["withdrawn"] += 1
        elif self._was_refused(name, stamp):
            self._counts["refused"] += 1
        else:
            self._new.append((path, stamp))

    def _is_whole(self, held: KnownFiles, stamp: FileStamp) -> bool:
        """Say whether all that a container holds now was taken in, removed on purpose or refused; note what it held."""
        current = current_members(stamp, held.sources.values())
        withdrawn = [one for one in held.withdrawn.values() if is_member_of(stamp, one)]
        refused = [path for path in held.refused if path not in held.sources and self._was_refused(path, stamp)]
        stated = {stated_members(one.stamp) for one in (*current, *withdrawn)}
        seen = len(current) + len(withdrawn) + len(refused)
        if not seen or (held.sources and not stated) or any(one.collection != self._collection for one in current):
            return False
        if stated and seen < max(stated):
            return False
        present = {one.path for one in current}
        self.gone_inside += [one for path, one in held.sources.items() if path not in present]
        return True

    def plan(self, gone: list[SourceRecord], files: int, closed: tuple[tuple[str, str], ...], known: int) -> SweepPlan:
        """Recognise moved files among the new ones, by their bytes."""
        moved: list[tuple[str, SourceRecord]] = []
        missing = {one.path: one for one in gone}
        sizes = {one.stamp.size for one in gone}
        new: list[Path] = []
        for path, stamp in self._new:
            match = _same_bytes(path, missing.values()) if stamp.size in sizes else None
            attached = [] if match is None else [one for one in missing.values() if below(one.path, match.path)]
            if match is None or len(current_members(match.stamp, attached)) < len(attached):
                new.append(path)
                continue
            name = path_text(path)
            moved.append((match.path, SourceRecord(name, match.document_id, self._collection, stamp)))
            for one in attached:  # a mail moves with what is attached to it
                inside = member_stamp(stamp, one.stamp.size, stated_members(one.stamp))
                source = SourceRecord(name + one.path[len(match.path) :], one.document_id, self._collection, inside)
                moved.append((one.path, source))
            for old in (match, *attached):
                del missing[old.path]
        left = tuple(missing.values())
        return SweepPlan(
            new=tuple(new),
            changed=tuple(self._changed),
            moved=tuple(moved),
            gone=left,
            restamped=tuple(self._restamped),
            files=files,
            unreadable=(*closed, *self._unreadable),
            sudden=is_sudden(len(left), known),
            **self._counts,
        )

    def _is_withdrawn(self, path: Path, name: str, stamp: FileStamp) -> bool:
        withdrawn = self._known.withdrawn.get(name)
        if withdrawn is None:
            return False
        if withdrawn.stamp == stamp:
            return True
        if _same_bytes(path, [withdrawn]) is None:
            return False
        self._restamped.append(SourceRecord(name, withdrawn.document_id, withdrawn.collection, stamp))
        return True

    def _was_refused(self, name: str, stamp: FileStamp) -> bool:
        refused = self._known.refused.get(name)
        return refused is not None and stamp.mtime_ns / 1e9 < refused.timestamp() - _SETTLED_SECONDS


def below(path: str, folder: str) -> bool:
    """Say whether a path lies below a folder."""
    return _below(path, (folder,))


def _below(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(folder.rstrip("/\\") + separator) for folder in folders for separator in ("/", "\\"))


def _same_bytes(path: Path, candidates: Iterable[SourceRecord]) -> SourceRecord | None:
    try:
        digest = file_digest(path)
    except RefusedFile:
        return None  # the ingestion of the file says why
    return next((one for one in candidates if one.document_id == digest), None)
