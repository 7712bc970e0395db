"""The watched folders, in the database of the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select, update

from ingest.errors import UnknownFolder
from ingest.jobs.queue import JobQueue
from ingest.jobs.queue_rows import moment
from ingest.jobs.records import GoneFile, GonePolicy, SweepCounts, WatchedFolder
from ingest.jobs.tables import FolderRow, GoneRow


class WatchedFolders:
    """Which folders are swept, how, and what the last sweep found."""

    def __init__(self, queue: JobQueue) -> None:
        self._database = queue.database
        self._clock = queue.clock

    def all(self) -> tuple[WatchedFolder, ...]:
        """Every watched folder, by path."""
        with self._database.reading() as connection:
            rows = connection.execute(select(FolderRow.__table__).order_by(FolderRow.path)).mappings()
            return tuple(_folder(row) for row in rows)

    def one(self, folder_id: int) -> WatchedFolder:
        """One watched folder; raises ``UnknownFolder``."""
        found = next((folder for folder in self.all() if folder.folder_id == folder_id), None)
        if found is None:
            raise UnknownFolder(folder=folder_id)
        return found

    def add(self, path: str, collection: str, gone: GonePolicy, every_minutes: int) -> WatchedFolder:
        """Watch a folder from now on."""
        with self._database.transaction() as connection:
            result = connection.execute(
                insert(FolderRow)
                .values(path=path, collection=collection, gone=gone, every_minutes=every_minutes, enabled=True)
                .returning(FolderRow.folder_id)
            )
            folder_id = int(result.scalar_one())
        return self.one(folder_id)

    def change(self, folder_id: int, **values: object) -> WatchedFolder:
        """Change columns of a folder; raises ``UnknownFolder``."""
        given = {name: value for name, value in values.items() if value is not None}
        if given:
            with self._database.transaction() as connection:
                connection.execute(update(FolderRow).where(FolderRow.folder_id == folder_id).values(**given))
        return self.one(folder_id)

    def remove(self, folder_id: int) -> None:
        """Watch a folder no longer; raises ``UnknownFolder``."""
        self.one(folder_id)
        with self._database.transaction() as connection:
            connection.execute(delete(FolderRow).where(FolderRow.folder_id == folder_id))
            connection.execute(delete(GoneRow).where(GoneRow.folder_id == folder_id))

    def note_sweep(self, folder_id: int, counts: SweepCounts | None, trouble: str | None) -> None:
        """Keep what a sweep found, or what kept it from looking."""
        values: dict[str, Any] = {"swept_at": self._clock(), "trouble": trouble}
        if counts is not None:
            values["last"] = asdict(counts)
        with self._database.transaction() as connection:
            connection.execute(update(FolderRow).where(FolderRow.folder_id == folder_id).values(**values))

    # ---- gone files that wait for a decision -------------------------------------------------------------------

    def put_gone(self, folder_id: int, gone: Iterable[GoneFile]) -> int:
        """Note gone files that a person has to decide about, in place of those of the last sweep; count the open ones.

        What a person decided to keep stays decided.
        """
        wanted = {one.path: one for one in gone}
        with self._database.transaction() as connection:
            rows = connection.execute(select(GoneRow.__table__).where(GoneRow.folder_id == folder_id)).mappings().all()
            known = {row["path"]: row["kept"] for row in rows}
            for path in known.keys() - wanted.keys():
                connection.execute(delete(GoneRow).where(GoneRow.path == path))
            for path in wanted.keys() - known.keys():
                one = wanted[path]
                values = {"path": path, "folder_id": folder_id, "document_id": one.document_id, "title": one.title}
                connection.execute(insert(GoneRow).values(kept=False, **values))
        return sum(not known.get(path, False) for path in wanted)

    def gone(self) -> tuple[GoneFile, ...]:
        """The gone files that wait for a decision."""
        query = select(GoneRow.__table__).where(GoneRow.kept.is_(False)).order_by(GoneRow.path)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return tuple(GoneFile(row["folder_id"], row["path"], row["document_id"], row["title"]) for row in rows)

    def kept(self) -> frozenset[str]:
        """The gone files whose documents a person decided to keep."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(GoneRow.path).where(GoneRow.kept.is_(True))))

    def keep(self, paths: Iterable[str]) -> None:
        """Note that the documents of gone files stay."""
        with self._database.transaction() as connection:
            for path in paths:
                connection.execute(update(GoneRow).where(GoneRow.path == path).values(kept=True))

    def forget_gone(self, paths: Iterable[str]) -> None:
        """Forget gone files whose documents were removed."""
        with self._database.transaction() as connection:
            for path in paths:
                connection.execute(delete(GoneRow).where(GoneRow.path == path))


def _folder(row: Any) -> WatchedFolder:
    return WatchedFolder(
        folder_id=row["folder_id"],
        path=row["path"],
        collection=row["collection"],
        gone=row["gone"],
        every_minutes=row["every_minutes"],
        enabled=row["enabled"],
        swept_at=None if row["swept_at"] is None else moment(row["swept_at"]),
        trouble=row["trouble"],
        last=None if row["last"] is None else SweepCounts(**row["last"]),
    )
