"""Turns rows of the queue into records: an item from its own row, a job from its row and the counts of its items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from ingest.jobs.records import Job, JobItem, JobProgress, JobState
from ingest.jobs.tables import ItemRow


def item_of(row: RowMapping) -> JobItem:
    """Read an item; what it was queued with (``given``) is among its details until it has details of its own."""
    return JobItem(
        item_id=row["item_id"],
        job_id=row["job_id"],
        position=row["position"],
        subject=row["subject"],
        state=row["state"],
        stage=row["stage"],
        outcome=row["outcome"],
        code=row["code"],
        facts=row["facts"],
        document_id=row["document_id"],
        seconds=row["seconds"],
        done=row["done"],
        total=row["total"],
        attempts=row["attempts"],
        size=row["size"],
        file=row["file"],
        detail=row["detail"] or row["given"],
    )


def job_of(connection: Connection, row: RowMapping, now: float) -> Job:
    """Read a job with its progress as of ``now`` (seconds since 1970)."""
    counts = _counts(connection, row["job_id"])
    progress, started, finished = _progress(counts, now)
    state = _state(progress, cancel_requested=row["cancel_requested"])
    current = None
    if progress.working:
        query = select(ItemRow.__table__).where(ItemRow.job_id == row["job_id"], ItemRow.state == "working")
        first = connection.execute(query.order_by(ItemRow.position).limit(1)).mappings().first()
        current = item_of(first) if first is not None else None
    return Job(
        job_id=row["job_id"],
        kind=row["kind"],
        state=state,
        by=row["asked_by"],
        label=row["label"],
        collection=row["collection"],
        created_at=moment(row["created_at"]),
        started_at=None if started is None else moment(started),
        finished_at=moment(finished) if finished is not None and progress.finished == progress.total else None,
        progress=progress,
        current=current,
        parameters=row["parameters"],
    )


def moment(seconds: float) -> datetime:
    """A moment given as seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _counts(connection: Connection, job_id: int) -> dict[str, Any]:
    share = ItemRow.done * 1.0 / func.nullif(ItemRow.total, 0)
    query = (
        select(
            ItemRow.state,
            func.count().label("count"),
            func.coalesce(func.sum(ItemRow.size), 0).label("size"),
            func.coalesce(func.sum(share), 0.0).label("inside"),
            func.min(ItemRow.started_at).label("started"),
            func.max(ItemRow.finished_at).label("finished"),
        )
        .where(ItemRow.job_id == job_id)
        .group_by(ItemRow.state)
    )
    return {row["state"]: row for row in connection.execute(query).mappings()}


def _progress(counts: Mapping[str, Any], now: float) -> tuple[JobProgress, float | None, float | None]:
    def count(state: str) -> int:
        return int(counts[state]["count"]) if state in counts else 0

    total = sum(int(row["count"]) for row in counts.values())
    ended = sum(count(state) for state in ("done", "refused", "failed", "cancelled"))
    inside = float(counts["working"]["inside"]) if "working" in counts else 0.0
    started = min((row["started"] for row in counts.values() if row["started"] is not None), default=None)
    finished = max((row["finished"] for row in counts.values() if row["finished"] is not None), default=None)
    fraction = 1.0 if total == 0 else min((ended + inside) / total, 1.0)
    until = finished if ended == total and finished is not None else now
    seconds = 0.0 if started is None else max(until - started, 0.0)
    progress = JobProgress(
        total=total,
        done=count("done"),
        refused=count("refused"),
        failed=count("failed"),
        cancelled=count("cancelled"),
        working=count("working"),
        fraction=fraction,
        seconds=seconds,
        seconds_left=_seconds_left(counts, fraction, seconds, finished=ended == total),
    )
    return progress, started, finished


def _seconds_left(counts: Mapping[str, Any], fraction: float, seconds: float, *, finished: bool) -> float | None:
    """Estimate by bytes where sizes are known, by items otherwise; the first seconds tell nothing."""
    if finished:
        return 0.0
    if seconds < 2.0:
        return None
    sizes = {state: float(row["size"]) for state, row in counts.items()}
    total = sum(sizes.values())
    ended = sum(size for state, size in sizes.items() if state not in ("queued", "working"))
    share = ended / total if total > 0 else fraction
    return seconds * (1.0 - share) / share if share > 0 else None


def _state(progress: JobProgress, *, cancel_requested: bool) -> JobState:
    if progress.finished < progress.total:
        if cancel_requested:
            return "cancelling"
        return "working" if progress.working or progress.finished else "queued"
    if cancel_requested and progress.cancelled:
        return "cancelled"
    return "failed" if progress.failed else "done"
