"""Failed log-ins are counted by name and by address; after too many the next has to wait, longer each time."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from assistant.people.moments import moment, parse_moment
from assistant.people.people_tables import AttemptRow

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""How long after the last failure, and after any lock, failures are remembered."""


@dataclass(frozen=True, slots=True)
class LockRules:
    """After ``failures`` one waits ``first``, after each further failure twice as long, at most ``longest``."""

    failures: int
    first: timedelta
    longest: timedelta

    def delay(self, failures: int) -> timedelta | None:
        """How long to wait after so many failures; ``None`` for not at all."""
        if failures < self.failures:
            return None
        return min(self.first * (1 << min(failures - self.failures, 30)), self.longest)


def subject_of(kind: str, text: str) -> str:
    """Under which key failures are counted: a hash, since people type passwords where names belong."""
    return hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def subject_of_address(address: str) -> str:
    """Under which key failures from an address are counted: of IPv6 the network that one customer has (a /64)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return subject_of("address", address)
    network = ipaddress.ip_network(f"{known}/64", strict=False) if known.version == 6 else known
    return subject_of("address", str(network))


def locked_until(connection: Connection, subject: str, now: datetime) -> datetime | None:
    """Until when a subject has to wait; ``None`` where it does not."""
    until = connection.scalar(select(AttemptRow.locked_until).where(AttemptRow.subject == subject))
    return parse_moment(until) if until is not None and parse_moment(until) > now else None


def count_failure(connection: Connection, subject: str, rules: LockRules, now: datetime) -> datetime | None:
    """Count one failure and say until when the subject is locked by it."""
    row = connection.execute(select(AttemptRow.__table__).where(AttemptRow.subject == subject)).mappings().first()
    failures = 1 if row is None else row["failures"] + 1
    delay = rules.delay(failures)
    until = None if delay is None else now + delay
    values = {"failures": failures, "last_at": moment(now), "locked_until": None if until is None else moment(until)}
    if row is None:
        connection.execute(insert(AttemptRow).values(subject=subject, **values))
    else:
        connection.execute(update(AttemptRow).where(AttemptRow.subject == subject).values(values))
    return until


def take_back_failure(connection: Connection, subject: str) -> None:
    """Undo the count of one failure, and its lock, that turned out to be none."""
    connection.execute(
        update(AttemptRow)
        .where(AttemptRow.subject == subject)
        .values(failures=AttemptRow.failures - 1, locked_until=None)
    )


def forget(connection: Connection, subject: str) -> None:
    """Forget the failures of a subject."""
    connection.execute(delete(AttemptRow).where(AttemptRow.subject == subject))


def forget_old(connection: Connection, now: datetime) -> None:
    """Forget every failure that is long past."""
    edge = moment(now - FORGOTTEN_AFTER)
    is_free = AttemptRow.locked_until.is_(None) | (AttemptRow.locked_until < edge)
    connection.execute(delete(AttemptRow).where(AttemptRow.last_at < edge, is_free))
