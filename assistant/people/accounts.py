"""Accounts: adding, changing and finding them. Nobody is deleted: what was done by a name stays that person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from assistant.errors import AccountExists, AccountNameInvalid, LastAdministrator, UnknownAccount
from assistant.people.attempts import forget, locked_until, subject_of
from assistant.people.audit_log import AuditLog
from assistant.people.moments import Clock, moment, parse_moment
from assistant.people.passwords import Passwords
from assistant.people.people_tables import AccountRow, SessionRow
from assistant.people.values import EVERYONE, LOCAL_NAME, Account, Actor, AuditAction, Role
from ingest.database import Database

_NAME: Final = re.compile(r"[^\W_][\w.@\\-]{1,63}")
_RESERVED: Final = frozenset((LOCAL_NAME, EVERYONE, "command line"))


class Accounts:
    """The accounts of one file of people."""

    def __init__(self, database: Database, passwords: Passwords, audit: AuditLog, clock: Clock) -> None:
        self._database = database
        self._passwords = passwords
        self._audit = audit
        self._clock = clock

    def any(self) -> bool:
        """Tell whether there is an account at all, also a disabled one."""
        with self._database.reading() as connection:
            return connection.scalar(select(AccountRow.name).limit(1)) is not None

    def all(self) -> tuple[Account, ...]:
        """List the accounts by name."""
        now = self._clock()
        with self._database.reading() as connection:
            rows = connection.execute(_accounts_query()).mappings().all()
            return tuple(
                _account(row, locked_until(connection, subject_of("account", row["name"]), now)) for row in rows
            )

    def find(self, name: str) -> Account:
        """Give one account; raises ``UnknownAccount``."""
        wanted = clean_name(name)
        with self._database.reading() as connection:
            row = connection.execute(_accounts_query().where(AccountRow.name == wanted)).mappings().first()
            if row is None:
                raise UnknownAccount(name=name)
            return _account(row, locked_until(connection, subject_of("account", wanted), self._clock()))

    def add(self, name: str, role: Role, password: str | None, by: Actor) -> Account:
        """Add a person; without a password only the reverse proxy can let it in.

        Raises ``AccountNameInvalid``, ``AccountExists`` and what ``Passwords.hash`` raises.
        """
        clean = new_name(name)
        kept = None if password is None else self._passwords.hash(clean, password)
        with self._database.transaction() as connection:
            if connection.scalar(select(AccountRow.name).where(AccountRow.name == clean)) is not None:
                raise AccountExists(name=clean)
            connection.execute(
                insert(AccountRow).values(
                    name=clean, role=role, password_hash=kept, disabled=False, created_at=moment(self._clock())
                )
            )
            self._audit.write_in(connection, by, "account_added", clean, detail=role)
        return self.find(clean)

    def set_role(self, name: str, role: Role, by: Actor) -> Account:
        """Give a person another role; raises ``UnknownAccount`` and ``LastAdministrator``."""
        return self._change(name, {"role": role}, by, f"role {role}")

    def disable(self, name: str, by: Actor) -> Account:
        """Keep a person out from now on, also where it is logged in; raises as ``set_role``."""
        return self._change(name, {"disabled": True}, by, "disabled", end_sessions=True)

    def enable(self, name: str, by: Actor) -> Account:
        """Let a disabled or locked person in again."""
        return self._change(name, {"disabled": False}, by, "enabled", unlock=True)

    def set_password(self, name: str, password: str, by: Actor, action: AuditAction = "password_changed") -> Account:
        """Give a person a new password; every log-in made with the old one ends, and a lock is lifted."""
        kept = self._passwords.hash(clean_name(name), password)
        values = {"password_hash": kept}
        return self._change(name, values, by, "password", action=action, end_sessions=True, unlock=True)

    def _change(
        self,
        name: str,
        values: dict[str, Any],
        by: Actor,
        detail: str,
        *,
        action: AuditAction = "account_changed",
        end_sessions: bool = False,
        unlock: bool = False,
    ) -> Account:
        clean = clean_name(name)
        with self._database.transaction() as connection:
            changed = connection.execute(update(AccountRow).where(AccountRow.name == clean).values(values))
            if changed.rowcount != 1:
                raise UnknownAccount(name=name)
            if not _administrators(connection) and ("role" in values or values.get("disabled")):
                raise LastAdministrator(name=clean)
            if end_sessions:
                connection.execute(delete(SessionRow).where(SessionRow.account == clean))
            if unlock:
                forget(connection, subject_of("account", clean))
            self._audit.write_in(connection, by, action, clean, detail=detail)
        return self.find(clean)


def clean_name(name: str) -> str:
    """The one form of a name: composed, of one width and one case, without blanks around it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def new_name(name: str) -> str:
    """Bring the name of a new account into its one form; raises ``AccountNameInvalid``."""
    clean = clean_name(name)
    if not _NAME.fullmatch(clean) or clean in _RESERVED:
        raise AccountNameInvalid(name=name)
    return clean


def _administrators(connection: Connection) -> Sequence[str]:
    return connection.scalars(
        select(AccountRow.name).where(AccountRow.role == "administrator", AccountRow.disabled.is_(False))
    ).all()


def _accounts_query() -> Any:
    seen = select(func.max(SessionRow.seen_at)).where(SessionRow.account == AccountRow.name).scalar_subquery()
    return select(AccountRow.__table__, seen.label("seen_at")).order_by(AccountRow.name)


def _account(row: Any, locked: Any) -> Account:
    return Account(
        name=row["name"],
        role=row["role"],
        disabled=row["disabled"],
        has_password=row["password_hash"] is not None,
        created_at=parse_moment(row["created_at"]),
        last_seen_at=None if row["seen_at"] is None else parse_moment(row["seen_at"]),
        locked_until=locked,
    )
