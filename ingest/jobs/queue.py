"""The queue: who may work on what, kept in a database of its own so that it survives every kill.

An item belongs to whoever holds its lease. A worker that dies stops renewing it, and when it has run out anybody may
take the item up; what the dead one still did is harmless, because the library's own changes are idempotent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from ingest.database import Database, Schema
from ingest.errors import JobInterrupted, JobsDamaged, UnknownJob
from ingest.jobs.migrations import HEAD, VERSION_TABLE
from ingest.jobs.queue_rows import item_of, job_of
from ingest.jobs.records import ItemStage, ItemState, Job, JobItem, JobKind, NewItem
from ingest.jobs.tables import ItemRow, JobRow
from vectorstore.storage_errors import storage_errors

JOBS_FILE: Final = "jobs.sqlite3"
MOST_ATTEMPTS: Final = 3
"""An item that has brought its worker down this often is not tried again by itself."""
PRIORITY: Final[dict[JobKind, int]] = {
    "remove": 0,
    "purge": 0,
    "restore": 1,
    "sweep": 2,
    "ingest": 3,
    "roll_back": 4,
    "rebuild": 5,
    "model_pull": 6,
}
_WAITING = ("queued", "working")
_INSERT_AT_ONCE = 1000
_SCHEMA = Schema(
    migrations=Path(__file__).resolve().parent / "migrations",
    head=HEAD,
    version_table=VERSION_TABLE,
    damaged=lambda path, detail: JobsDamaged(path=path, detail=detail),
)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of an item, as its worker reports it."""

    item_id: int
    state: ItemState
    outcome: str | None = None
    code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    seconds: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)


class JobQueue:
    """An open queue; usable from several threads, and by several processes at the same time.

    ``clock`` gives seconds since 1970. Workers on several machines need clocks that agree to well below the lease.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.database = database
        self.clock = clock

    @classmethod
    def open(cls, url: str, *, clock: Callable[[], float] = time.time) -> JobQueue:
        """Open the queue at a SQLAlchemy URL and bring its tables up to date.

        Raises ``StorageFailed`` (``DiskFull``, ``DataFolderReadOnly``) and ``JobsDamaged``.
        """
        return cls(Database.open(url, _SCHEMA), clock)

    @classmethod
    def in_folder(cls, data_dir: Path) -> JobQueue:
        """Open the queue of a data folder; one process at a time makes or changes its tables."""
        from filelock import FileLock

        with storage_errors(data_dir):
            data_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(data_dir / f".{JOBS_FILE}.lock"):
                return cls.open(f"sqlite:///{data_dir.absolute() / JOBS_FILE}")

    def close(self) -> None:
        """Release every connection."""
        self.database.close()

    # ---- asking ------------------------------------------------------------------------------------------------

    def enqueue(
        self,
        kind: JobKind,
        items: Sequence[NewItem],
        *,
        label: str,
        by: str = "",
        collection: str = "default",
        parameters: dict[str, Any] | None = None,
    ) -> int:
        """Queue a job and return its number; it is there whatever happens to the process afterwards."""
        with self.database.transaction() as connection:
            result = connection.execute(
                insert(JobRow)
                .values(
                    kind=kind,
                    asked_by=by,
                    label=label,
                    collection=collection,
                    parameters=parameters or {},
                    created_at=self.clock(),
                    cancel_requested=False,
                )
                .returning(JobRow.job_id)
            )
            job_id = int(result.scalar_one())
            rows = [_new_row(job_id, kind, position, item) for position, item in enumerate(items, start=1)]
            for start in range(0, len(rows), _INSERT_AT_ONCE):
                connection.execute(insert(ItemRow), rows[start : start + _INSERT_AT_ONCE])
        return job_id

    def cancel(self, job_id: int) -> None:
        """Take back what waits and ask whoever is at work to stop; raises ``UnknownJob``."""
        with self.database.transaction() as connection:
            found = connection.execute(update(JobRow).where(JobRow.job_id == job_id).values(cancel_requested=True))
            if found.rowcount == 0:
                raise UnknownJob(job_id=job_id)
            waiting = and_(ItemRow.job_id == job_id, ItemRow.state == "queued")
            connection.execute(update(ItemRow).where(waiting).values(state="cancelled", finished_at=self.clock()))

    def retry(self, job_id: int) -> int:
        """Queue again what failed or was cancelled; return how many items that are. Raises ``UnknownJob``."""
        with self.database.transaction() as connection:
            found = connection.execute(update(JobRow).where(JobRow.job_id == job_id).values(cancel_requested=False))
            if found.rowcount == 0:
                raise UnknownJob(job_id=job_id)
            again = and_(ItemRow.job_id == job_id, ItemRow.state.in_(("failed", "cancelled")))
            fresh: dict[str, Any] = {"code": None, "facts": {}, "outcome": None, "finished_at": None, "owner": None}
            values = {"state": "queued", "stage": "waiting", "attempts": 0, "done": 0, **fresh}
            return connection.execute(update(ItemRow).where(again).values(**values)).rowcount

    def forget_finished(self, before: float) -> int:
        """Delete the jobs that were all finished before a moment; return how many."""
        unfinished = exists().where(
            ItemRow.job_id == JobRow.job_id,
            or_(ItemRow.state.in_(_WAITING), ItemRow.finished_at >= before),
        )
        with self.database.transaction() as connection:
            old = list(connection.scalars(select(JobRow.job_id).where(JobRow.created_at < before, ~unfinished)))
            for job_id in old:
                connection.execute(delete(ItemRow).where(ItemRow.job_id == job_id))
                connection.execute(delete(JobRow).where(JobRow.job_id == job_id))
        return len(old)

    # ---- looking -----------------------------------------------------------------------------------------------

    def job(self, job_id: int) -> Job:
        """One job; raises ``UnknownJob``."""
        with self.database.reading() as connection:
            row = connection.execute(select(JobRow.__table__).where(JobRow.job_id == job_id)).mappings().first()
            if row is None:
                raise UnknownJob(job_id=job_id)
            return job_of(connection, row, self.clock())

    def jobs(
        self, *, limit: int = 50, unfinished: bool = False, kinds: Iterable[JobKind] | None = None
    ) -> tuple[Job, ...]:
        """The latest jobs, newest first."""
        query = select(JobRow.__table__).order_by(JobRow.job_id.desc()).limit(limit)
        if unfinished:
            query = query.where(exists().where(ItemRow.job_id == JobRow.job_id, ItemRow.state.in_(_WAITING)))
        if kinds is not None:
            query = query.where(JobRow.kind.in_(list(kinds)))
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            return tuple(job_of(connection, row, self.clock()) for row in rows)

    def items(
        self, job_id: int, *, states: frozenset[ItemState] = frozenset(), limit: int = 500, after: int = 0
    ) -> tuple[JobItem, ...]:
        """The items of a job in their order, beyond position ``after``, in ``states`` (all if empty)."""
        query = select(ItemRow.__table__).where(ItemRow.job_id == job_id, ItemRow.position > after)
        if states:
            query = query.where(ItemRow.state.in_(sorted(states)))
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(ItemRow.position).limit(limit)).mappings()
            return tuple(item_of(row) for row in rows)

    def counts(self) -> dict[str, int]:
        """How many items of all jobs wait (``queued``) and are in work (``working``)."""
        query = select(ItemRow.state, func.count()).where(ItemRow.state.in_(_WAITING)).group_by(ItemRow.state)
        with self.database.reading() as connection:
            return {state: int(count) for state, count in connection.execute(query)}

    def cancel_requested(self, job_id: int) -> bool:
        """Say whether somebody wants a job to stop."""
        with self.database.reading() as connection:
            return bool(connection.scalar(select(JobRow.cancel_requested).where(JobRow.job_id == job_id)))

    def files_in_use(self) -> frozenset[str]:
        """The files that items which are not yet done still need (see ``NewItem.file``)."""
        query = select(ItemRow.file).where(ItemRow.file.is_not(None), ItemRow.state != "done")
        with self.database.reading() as connection:
            return frozenset(file for file in connection.scalars(query) if file)

    # ---- working -----------------------------------------------------------------------------------------------

    def claim(
        self,
        owner: str,
        kinds: Iterable[JobKind],
        *,
        lease_seconds: float,
        most: int = 1,
        job_id: int | None = None,
    ) -> tuple[JobItem, ...]:
        """Take up to ``most`` items of the most urgent job, in order; nobody else gets them while the lease lasts.

        ``job_id`` restricts it to one job.
        """
        now = self.clock()
        wanted: list[Any] = [ItemRow.kind.in_(list(kinds))]
        if job_id is not None:
            wanted.append(ItemRow.job_id == job_id)
        free = and_(*wanted, _is_free(now))
        first = select(ItemRow.job_id).where(free).order_by(ItemRow.priority, ItemRow.job_id).limit(1).scalar_subquery()
        chosen = (
            select(ItemRow.item_id)
            .where(free, ItemRow.job_id == first)
            .order_by(ItemRow.position)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        self._settle_lost(now)
        with self.database.transaction() as connection:
            rows = connection.execute(
                update(ItemRow)
                .where(ItemRow.item_id.in_(chosen), _is_free(now))
                .values(
                    state="working",
                    owner=owner,
                    lease_until=now + lease_seconds,
                    attempts=ItemRow.attempts + 1,
                    started_at=func.coalesce(ItemRow.started_at, now),
                )
                .returning(*ItemRow.__table__.columns)
            ).mappings()
            return tuple(sorted((item_of(row) for row in rows), key=lambda item: item.position))

    def renew(self, owner: str, lease_seconds: float) -> int:
        """Keep the leases of ``owner`` alive; return how many it still holds."""
        mine = and_(ItemRow.owner == owner, ItemRow.state == "working")
        with self.database.transaction() as connection:
            values = {"lease_until": self.clock() + lease_seconds}
            return connection.execute(update(ItemRow).where(mine).values(**values)).rowcount

    def note(self, owner: str, item_ids: Sequence[int], stage: ItemStage, *, done: int = 0, total: int = 0) -> None:
        """Note at which stage items are."""
        mine = and_(ItemRow.item_id.in_(list(item_ids)), ItemRow.owner == owner, ItemRow.state == "working")
        with self.database.transaction() as connection:
            connection.execute(update(ItemRow).where(mine).values(stage=stage, done=done, total=total))

    def finish(self, owner: str, results: Sequence[ItemResult]) -> int:
        """Note what became of items; return how many of them were still held by ``owner``, which alone count."""
        counted = 0
        with self.database.transaction() as connection:
            for result in results:
                counted += self._finish_one(connection, owner, result)
        return counted

    def replace(self, owner: str, item_id: int, items: Sequence[NewItem]) -> bool:
        """Put items at the end of a job in place of one that ``owner`` holds; say whether it still held it."""
        mine = and_(ItemRow.item_id == item_id, ItemRow.owner == owner, ItemRow.state == "working")
        with self.database.transaction() as connection:
            held = delete(ItemRow).where(mine).returning(ItemRow.job_id, ItemRow.kind, ItemRow.position)
            row = connection.execute(held).first()
            if row is None:
                return False
            last = connection.scalar(select(func.max(ItemRow.position)).where(ItemRow.job_id == row.job_id))
            first = max(last or 0, row.position) + 1
            rows = [_new_row(row.job_id, row.kind, position, item) for position, item in enumerate(items, start=first)]
            for start in range(0, len(rows), _INSERT_AT_ONCE):
                connection.execute(insert(ItemRow), rows[start : start + _INSERT_AT_ONCE])
        return True

    def release(self, owner: str) -> int:
        """Give back what ``owner`` took and did not finish, as if it had not been begun."""
        with self.database.transaction() as connection:
            mine = and_(ItemRow.owner == owner, ItemRow.state == "working")
            values = {"state": "queued", "stage": "waiting", "owner": None, "attempts": ItemRow.attempts - 1}
            return connection.execute(update(ItemRow).where(mine).values(**values)).rowcount

    def take_over(self, kinds: Iterable[JobKind]) -> int:
        """Free what others hold, for one who knows that they are dead (it holds the library's lock)."""
        with self.database.transaction() as connection:
            held = and_(ItemRow.kind.in_(list(kinds)), ItemRow.state == "working")
            return connection.execute(update(ItemRow).where(held).values(lease_until=0.0)).rowcount

    # ---- inside ------------------------------------------------------------------------------------------------

    def _finish_one(self, connection: Connection, owner: str, result: ItemResult) -> int:
        mine = and_(ItemRow.item_id == result.item_id, ItemRow.owner == owner, ItemRow.state == "working")
        values = {
            "state": result.state,
            "stage": "done",
            "outcome": result.outcome,
            "code": result.code,
            "facts": result.facts,
            "document_id": result.document_id,
            "seconds": result.seconds,
            "detail": result.detail,
            "finished_at": self.clock(),
        }
        return connection.execute(update(ItemRow).where(mine).values(**values)).rowcount

    def _settle_lost(self, now: float) -> None:
        """Settle items whose worker is gone and that nobody is to take up: cancelled ones and those that kill."""
        lost = and_(ItemRow.state == "working", ItemRow.lease_until < now)
        unwanted = exists().where(JobRow.job_id == ItemRow.job_id, JobRow.cancel_requested.is_(True))
        with self.database.reading() as connection:
            if connection.scalar(select(ItemRow.item_id).where(lost).limit(1)) is None:
                return
        with self.database.transaction() as connection:
            connection.execute(update(ItemRow).where(lost, unwanted).values(state="cancelled", finished_at=now))
            deadly = and_(lost, ItemRow.attempts >= MOST_ATTEMPTS)
            failed = {"state": "failed", "code": JobInterrupted.code, "facts": {"attempts": MOST_ATTEMPTS}}
            connection.execute(update(ItemRow).where(deadly).values(finished_at=now, **failed))


def _is_free(now: float) -> Any:
    return or_(ItemRow.state == "queued", and_(ItemRow.state == "working", ItemRow.lease_until < now))


def _new_row(job_id: int, kind: JobKind, position: int, item: NewItem) -> dict[str, Any]:
    return {
        "job_id": job_id,
        "kind": kind,
        "priority": PRIORITY[kind],
        "position": position,
        "subject": item.subject,
        "file": item.file,
        "size": item.size,
        "given": {} if item.code else dict(item.facts),
        "state": "refused" if item.code else "queued",
        "stage": "done" if item.code else "waiting",
        "outcome": "refused" if item.code else None,
        "code": item.code,
        "facts": dict(item.facts) if item.code else {},
        "seconds": 0.0,
        "done": 0,
        "total": 0,
        "detail": {},
        "attempts": 0,
    }
