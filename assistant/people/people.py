"""The facade of people: accounts, log-in, rights over collections and the audit log, in a file of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AccountExists, AccountNameInvalid, PeopleDamaged, UnknownAccount
from assistant.people.accounts import Accounts, clean_name
from assistant.people.attempts import LockRules
from assistant.people.audit_log import EVERY_ENTRY, AuditForm, AuditLog
from assistant.people.collection_rights import CollectionRights
from assistant.people.log_ins import LogInRules, LogIns
from assistant.people.migrations import HEAD, VERSION_TABLE
from assistant.people.moments import Clock, now
from assistant.people.passwords import Passwords
from assistant.people.values import (
    COMMAND_LINE,
    Account,
    Actor,
    AuditAction,
    AuditEntry,
    AuditFilter,
    Collection,
    Level,
    Right,
    Role,
    Visitor,
)
from ingest.database import Database, Schema

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from assistant.settings import Settings

FILE_NAME = "people.sqlite3"
_SCHEMA = Schema(
    migrations=Path(__file__).resolve().parent / "migrations",
    head=HEAD,
    version_table=VERSION_TABLE,
    damaged=lambda path, detail: PeopleDamaged(path=path, detail=detail),
    secure_delete=True,
)


class People:
    """Everything about people. Usable from several threads and, the file being SQLite's, several processes at once.

    What changes something takes ``by``: who did it, for the audit log (``visitor.actor`` on the page).
    """

    def __init__(self, database: Database, settings: Settings, hasher: PasswordHasher | None, clock: Clock) -> None:
        self._database = database
        self._new_role: Role | None = "reader" if settings.server.unknown_users == "reader" else None
        passwords = Passwords(settings.access.password_characters, hasher)
        self._audit = AuditLog(database, clock, settings.audit.keep_days)
        self._accounts = Accounts(database, passwords, self._audit, clock)
        self._log_ins = LogIns(database, passwords, self._audit, clock, log_in_rules(settings))
        self._rights = CollectionRights(database, self._audit)

    @classmethod
    def open(cls, url: str, settings: Settings, *, hasher: PasswordHasher | None = None, clock: Clock = now) -> People:
        """Open the people at a SQLAlchemy URL, creating the tables where there are none.

        Raises ``StorageFailed`` (``DiskFull``, ``DataFolderReadOnly``) or ``PeopleDamaged``.
        """
        return cls(Database.open(url, _SCHEMA), settings, hasher, clock)

    @classmethod
    def in_folder(cls, settings: Settings) -> People:
        """Open the people of a data folder; the library need not be there."""
        folder = settings.data_dir.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return cls.open(f"sqlite:///{folder / FILE_NAME}", settings)

    def close(self) -> None:
        """Release every connection."""
        self._database.close()

    # ---- accounts ----------------------------------------------------------------------------------------------

    def has_accounts(self) -> bool:
        """Tell whether there is any account, disabled ones too: from then on everybody has to log in."""
        return self._accounts.any()

    def users(self) -> tuple[Account, ...]:
        """List the accounts by name."""
        return self._accounts.all()

    def user(self, name: str) -> Account:
        """Give one account; raises ``UnknownAccount``."""
        return self._accounts.find(name)

    def add_user(self, name: str, role: Role, password: str | None, *, by: Actor = COMMAND_LINE) -> Account:
        """Add an account; without a password only the reverse proxy lets it in.

        Raises ``AccountNameInvalid``, ``AccountExists`` and ``PasswordRefused``.
        """
        return self._accounts.add(name, role, password, by)

    def set_role(self, name: str, role: Role, *, by: Actor = COMMAND_LINE) -> Account:
        """Give an account another role; raises ``UnknownAccount`` and ``LastAdministrator``."""
        return self._accounts.set_role(name, role, by)

    def disable(self, name: str, *, by: Actor = COMMAND_LINE) -> Account:
        """Keep an account out from now on; raises ``UnknownAccount`` and ``LastAdministrator``."""
        return self._accounts.disable(name, by)

    def enable(self, name: str, *, by: Actor = COMMAND_LINE) -> Account:
        """Let a disabled or locked account in again; raises ``UnknownAccount``."""
        return self._accounts.enable(name, by)

    def reset_password(self, name: str, password: str, *, by: Actor = COMMAND_LINE) -> Account:
        """Give an account a new password, which ends its log-ins; raises ``UnknownAccount``, ``PasswordRefused``."""
        return self._accounts.set_password(name, password, by)

    # ---- logging in --------------------------------------------------------------------------------------------

    def log_in(self, name: str, password: str, address: str, replaced: str | None = None) -> str:
        """Give a fresh token; raises ``LogInFailed`` or ``LogInLocked``."""
        return self._log_ins.log_in(name, password, address, replaced)

    def log_out(self, token: str, address: str) -> None:
        """End the log-in of a token; an unknown one is no error."""
        self._log_ins.log_out(token, address)

    def change_password(self, name: str, old: str, new: str, address: str) -> None:
        """Let a person change its own password, which ends all of its log-ins.

        Raises ``LogInFailed`` (the old one is wrong), ``LogInLocked`` and ``PasswordRefused``.
        """
        self._log_ins.check_password(name, old, address)
        self._accounts.set_password(name, new, Actor(clean_name(name), address))

    def visitor_of(self, token: str, address: str) -> Visitor | None:
        """Say who a token belongs to, with the rights of this moment; ``None`` if it does not count (any more)."""
        name = self._log_ins.account_of(token)
        return None if name is None else self.visitor(name, address)

    def visitor(self, name: str, address: str = "") -> Visitor | None:
        """Work out what an account may do now; ``None`` for an unknown or disabled one."""
        with suppress(UnknownAccount):
            account = self._accounts.find(name)
            if not account.disabled:
                return self._rights.visitor(account.name, account.role, address)
        return None

    def vouched_visitor(self, name: str, address: str) -> Visitor | None:
        """Say who a person is that the reverse proxy has logged in; a new one is added where the settings say so."""
        known = self.visitor(name, address)
        if known is not None or self._new_role is None:
            return known
        with suppress(AccountExists, AccountNameInvalid):  # a disabled account stays out
            self._accounts.add(name, self._new_role, None, Actor("reverse proxy", address))
        return self.visitor(name, address)

    # ---- rights ------------------------------------------------------------------------------------------------

    def collections(self, known: Iterable[str] = ()) -> tuple[Collection, ...]:
        """List the collections with their rights; ``known`` are those that hold reports (``Service.collections``)."""
        return self._rights.collections(known)

    def rights(self, name: str | None = None) -> tuple[Right, ...]:
        """List the rights that were granted, to one account only where one is named."""
        return self._rights.rights(name)

    def confidential(self) -> frozenset[str]:
        """The names of the collections that are marked as confidential."""
        return self._rights.confidential()

    def grant(self, collection: str, name: str, level: Level, *, by: Actor = COMMAND_LINE) -> None:
        """Let an account (``EVERYONE``: all of them) read, write or manage a collection.

        Raises ``CollectionNameInvalid``, ``UnknownAccount`` and ``ConfidentialNotForEveryone``.
        """
        self._rights.grant(collection, name, level, by)

    def revoke(self, collection: str, name: str, *, by: Actor = COMMAND_LINE) -> bool:
        """Take a right away; tell whether there was one."""
        return self._rights.revoke(collection, name, by)

    def set_confidential(self, collection: str, confidential: bool, *, by: Actor = COMMAND_LINE) -> None:
        """Mark a collection as confidential, which takes it from everyone, or take the mark away."""
        self._rights.set_confidential(collection, confidential, by)

    # ---- the audit log -----------------------------------------------------------------------------------------

    def note(
        self,
        who: Actor,
        action: AuditAction,
        object: str = "",
        *,
        collection: str = "",
        outcome: str = "done",
        detail: str = "",
    ) -> None:
        """Write down what somebody did; it is on the disk when this returns."""
        self._audit.write(who, action, object, collection=collection, outcome=outcome, detail=detail)

    def audit(self, wanted: AuditFilter = EVERY_ENTRY, *, limit: int = 200, offset: int = 0) -> tuple[AuditEntry, ...]:
        """Give the entries of the audit log that pass, latest first."""
        return self._audit.find(wanted, limit=limit, offset=offset)

    def count_audit(self, wanted: AuditFilter = EVERY_ENTRY) -> int:
        """Count the entries that pass."""
        return self._audit.count(wanted)

    def export_audit(
        self, wanted: AuditFilter = EVERY_ENTRY, form: AuditForm = "csv", *, by: Actor = COMMAND_LINE
    ) -> Iterator[str]:
        """Write the entries that pass, oldest first, line by line; that it was exported is an entry too."""
        self._audit.write(by, "exported", "audit", detail=form)
        return self._audit.export(wanted, form)


def log_in_rules(settings: Settings) -> LogInRules:
    """Read the rules of logging in from the settings."""
    access = settings.access
    by_account = LockRules(
        access.failures, timedelta(seconds=access.lock_seconds), timedelta(seconds=access.longest_lock_seconds)
    )
    return LogInRules(
        idle=timedelta(minutes=access.idle_minutes),
        longest=timedelta(hours=access.session_hours),
        by_account=by_account,
        by_address=replace(by_account, failures=access.failures_per_address),
    )
