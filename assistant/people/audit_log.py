"""The audit log: who did what to what, kept for as long as the settings say, filtered and exported."""

from __future__ import annotations

import csv
import io
import json
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Select, delete, func, insert, select

from assistant.people.moments import Clock, moment, parse_moment
from assistant.people.people_tables import AuditRow
from assistant.people.values import Actor, AuditAction, AuditEntry, AuditFilter
from ingest.database import Database

AuditForm = Literal["csv", "jsonl"]
_COLUMNS: Final = ("number", "at", "who", "action", "object", "collection", "outcome", "address", "detail")
_LONGEST_DETAIL: Final = 2_000
_PURGE_EVERY: Final = timedelta(hours=6)
EVERY_ENTRY: Final = AuditFilter()


class AuditLog:
    """Writes entries and finds them again. ``keep_days`` 0 keeps them for ever."""

    def __init__(self, database: Database, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._clock = clock
        self._keep = timedelta(days=keep_days) if keep_days else None
        self._purged_at: datetime | None = None
        self._lock = threading.Lock()

    def write(
        self,
        who: Actor,
        action: AuditAction,
        object: str = "",
        *,
        collection: str = "",
        outcome: str = "done",
        detail: str = "",
    ) -> None:
        """Add one entry; it is on the disk when this returns."""
        with self._database.transaction() as connection:
            self.write_in(connection, who, action, object, collection=collection, outcome=outcome, detail=detail)
        self._purge_now_and_then()

    def write_in(
        self,
        connection: Connection,
        who: Actor,
        action: AuditAction,
        object: str = "",
        *,
        collection: str = "",
        outcome: str = "done",
        detail: str = "",
    ) -> None:
        """Add one entry in the transaction of what it tells of, so that there is never one without the other."""
        connection.execute(
            insert(AuditRow).values(
                at=moment(self._clock()),
                who=_plain(who.name)[:64],
                action=action,
                object=_plain(object)[:_LONGEST_DETAIL],
                collection=_plain(collection)[:_LONGEST_DETAIL],
                outcome=outcome,
                address=_plain(who.address)[:64],
                detail=_plain(detail)[:_LONGEST_DETAIL],
            )
        )

    def find(self, wanted: AuditFilter = EVERY_ENTRY, *, limit: int = 200, offset: int = 0) -> tuple[AuditEntry, ...]:
        """Give the entries that pass, latest first."""
        query = _filtered(select(AuditRow.__table__), wanted).order_by(AuditRow.number.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return tuple(_entry(row) for row in rows)

    def count(self, wanted: AuditFilter = EVERY_ENTRY) -> int:
        """Count the entries that pass."""
        query = _filtered(select(func.count(AuditRow.number)), wanted)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def export(self, wanted: AuditFilter = EVERY_ENTRY, form: AuditForm = "csv") -> Iterator[str]:
        """Write the entries that pass, oldest first, a line at a time, beginning with a head for ``csv``."""
        query = _filtered(select(AuditRow.__table__), wanted).order_by(AuditRow.number)
        with self._database.reading() as connection:
            entries = (_entry(row) for row in connection.execute(query).mappings())
            yield from _csv_lines(entries) if form == "csv" else _json_lines(entries)

    def _purge_now_and_then(self) -> None:
        if self._keep is None:
            return
        now = self._clock()
        with self._lock:
            if self._purged_at is not None and now - self._purged_at < _PURGE_EVERY:
                return
            self._purged_at = now
        with self._database.transaction() as connection:
            connection.execute(delete(AuditRow).where(AuditRow.at < moment(now - self._keep)))


def _filtered(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    if wanted.who:
        query = query.where(AuditRow.who == wanted.who)
    if wanted.actions:
        query = query.where(AuditRow.action.in_(sorted(wanted.actions)))
    if wanted.object:
        query = query.where(AuditRow.object == wanted.object)
    if wanted.collection:
        query = query.where(AuditRow.collection == wanted.collection)
    if wanted.since is not None:
        query = query.where(AuditRow.at >= moment(wanted.since))
    if wanted.until is not None:
        query = query.where(AuditRow.at <= moment(wanted.until))
    if wanted.words:
        holds = AuditRow.detail.icontains(wanted.words, autoescape=True)
        query = query.where(holds | AuditRow.object.icontains(wanted.words, autoescape=True))
    return query


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(**{**dict(row), "at": parse_moment(row["at"])})


def _fields(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS} | {"at": entry.at.isoformat(timespec="seconds")}


def _csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Lines that a spreadsheet shows as they are: a byte order mark first, and nothing that it would calculate."""
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    for entry in entries:
        line = io.StringIO()
        csv.writer(line).writerow(_uncalculated(value) for value in _fields(entry).values())
        yield line.getvalue()


def _uncalculated(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(_fields(entry), ensure_ascii=False) + "\n"


def _plain(text: str) -> str:
    """One line that every database takes."""
    shown = (" " if character in "\r\n\t" else character for character in text)
    kept = "".join(character for character in shown if unicodedata.category(character)[0] != "C")
    return kept.encode("utf-8", "replace").decode("utf-8")
