"""Logging in and out, and who a token belongs to.

A name that does not exist costs as much as one that does and gives the same error, so that nobody learns who has an
account. A failure is counted before the password is looked at, so that many guesses at once are no way around the
lock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from assistant.errors import LogInFailed, LogInLocked
from assistant.people import attempts
from assistant.people.accounts import clean_name
from assistant.people.attempts import LockRules, subject_of, subject_of_address
from assistant.people.audit_log import AuditLog
from assistant.people.moments import Clock, moment, parse_moment
from assistant.people.passwords import Passwords
from assistant.people.people_tables import AccountRow, SessionRow
from assistant.people.values import Actor
from ingest.database import Database

_SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a log-in was last used."""


@dataclass(frozen=True, slots=True)
class LogInRules:
    """When log-ins end, and when failures lock a name or an address."""

    idle: timedelta
    longest: timedelta
    by_account: LockRules
    by_address: LockRules


class LogIns:
    """The log-ins of one file of people."""

    def __init__(
        self, database: Database, passwords: Passwords, audit: AuditLog, clock: Clock, rules: LogInRules
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._audit = audit
        self._clock = clock
        self._rules = rules

    def log_in(self, name: str, password: str, address: str, replaced: str | None = None) -> str:
        """Give a fresh token for a name and its password; the log-in of the token ``replaced`` ends.

        Raises ``LogInFailed`` (without saying what was wrong) and ``LogInLocked`` (seconds).
        """
        account = clean_name(name)
        kept = self._checked(account, password, address)
        token = secrets.token_urlsafe(32)
        with self._database.transaction() as connection:
            self._forget_expired(connection)
            if connection.scalar(_password_query(account)) != kept:
                raise LogInFailed  # disabled, or given another password, while this one was looked at
            if replaced is not None:
                connection.execute(delete(SessionRow).where(SessionRow.token_hash == _hashed(replaced)))
            self._insert(connection, token, account, address)
            self._audit.write_in(connection, Actor(account, address), "logged_in")
        self._keep_hash_current(account, kept, password)
        return token

    def account_of(self, token: str) -> str | None:
        """Say whose token it is, and that the person is here; ``None`` for one that does not count any more."""
        now = self._clock()
        query = (
            select(SessionRow.account, SessionRow.created_at, SessionRow.seen_at)
            .join(AccountRow, AccountRow.name == SessionRow.account)
            .where(SessionRow.token_hash == _hashed(token), AccountRow.disabled.is_(False))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or self._is_over(row, now):
            return None
        if now - parse_moment(row["seen_at"]) >= _SEEN_EVERY:
            with self._database.transaction() as connection:
                connection.execute(
                    update(SessionRow).where(SessionRow.token_hash == _hashed(token)).values(seen_at=moment(now))
                )
        return str(row["account"])

    def log_out(self, token: str, address: str) -> None:
        """End the log-in of a token; an unknown one is no error."""
        with self._database.transaction() as connection:
            account = connection.scalar(
                delete(SessionRow).where(SessionRow.token_hash == _hashed(token)).returning(SessionRow.account)
            )
            if account is not None:
                self._audit.write_in(connection, Actor(account, address), "logged_out")

    def check_password(self, name: str, password: str, address: str) -> None:
        """Raise ``LogInFailed`` or ``LogInLocked`` unless it is the password of a person who is logged in."""
        self._checked(clean_name(name), password, address)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _checked(self, account: str, password: str, address: str) -> str | None:
        """Give the hash that the password was found right by."""
        keys = subject_of("account", account), subject_of_address(address)
        locked = self._begin_attempt(keys)
        with self._database.reading() as connection:
            kept: str | None = connection.scalar(_password_query(account))
            known = connection.scalar(select(AccountRow.name).where(AccountRow.name == account))
        is_right = self._passwords.verify(kept, password)
        with self._database.transaction() as connection:
            if is_right:
                attempts.forget(connection, keys[0])
                attempts.take_back_failure(connection, keys[1])
                return kept
            who = Actor(known or "", address)
            self._audit.write_in(connection, who, "log_in_failed", outcome=LogInFailed.code)
            if locked:
                self._audit.write_in(connection, who, "locked_out", outcome=LogInLocked.code, detail=locked)
        raise LogInFailed

    def _begin_attempt(self, keys: tuple[str, str]) -> str:
        """Count the attempt as a failure until it turns out to be none; say what that locked, if anything.

        Raises ``LogInLocked``.
        """
        now = self._clock()
        with self._database.transaction() as connection:
            attempts.forget_old(connection, now)
            waits = [attempts.locked_until(connection, key, now) for key in keys]
            until = max((one for one in waits if one is not None), default=None)
            if until is not None:
                raise LogInLocked(seconds=max(1, round((until - now).total_seconds())))
            account = attempts.count_failure(connection, keys[0], self._rules.by_account, now)
            address = attempts.count_failure(connection, keys[1], self._rules.by_address, now)
        return "account" if account else "address" if address else ""

    def _insert(self, connection: Connection, token: str, account: str, address: str) -> None:
        at = moment(self._clock())
        connection.execute(
            insert(SessionRow).values(
                token_hash=_hashed(token), account=account, created_at=at, seen_at=at, address=address[:64]
            )
        )

    def _is_over(self, row: Any, now: datetime) -> bool:
        is_idle = now - parse_moment(row["seen_at"]) > self._rules.idle
        return is_idle or now - parse_moment(row["created_at"]) > self._rules.longest

    def _forget_expired(self, connection: Connection) -> None:
        now = self._clock()
        is_idle = SessionRow.seen_at < moment(now - self._rules.idle)
        connection.execute(
            delete(SessionRow).where(or_(is_idle, SessionRow.created_at < moment(now - self._rules.longest)))
        )

    def _keep_hash_current(self, account: str, kept: str | None, password: str) -> None:
        if kept is not None and self._passwords.is_outdated(kept):
            fresh = self._passwords.rehash(password)
            with self._database.transaction() as connection:
                connection.execute(
                    update(AccountRow)
                    .where(AccountRow.name == account, AccountRow.password_hash == kept)
                    .values(password_hash=fresh)
                )


def _password_query(account: str) -> Any:
    return select(AccountRow.password_hash).where(AccountRow.name == account, AccountRow.disabled.is_(False))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
