"""Who may do what with which collection, and which collections are confidential.

Nobody but administrators reaches a collection until somebody is named for it; ``EVERYONE`` opens it. The collection
``default`` can be read by everyone from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from assistant.errors import CollectionNameInvalid, ConfidentialNotForEveryone, UnknownAccount
from assistant.people.accounts import clean_name
from assistant.people.audit_log import AuditLog
from assistant.people.people_tables import AccountRow, CollectionRow, RightRow
from assistant.people.values import EVERYONE, LEVELS, Actor, Collection, Level, Right, Role, Visitor
from ingest.database import Database

LONGEST_NAME: Final = 120


class CollectionRights:
    """The rights of one file of people."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def collections(self, known: Iterable[str] = ()) -> tuple[Collection, ...]:
        """List every collection that rights were given for, and those of ``known``, by name."""
        with self._database.reading() as connection:
            marked = dict(connection.execute(select(CollectionRow.name, CollectionRow.confidential)).all())
            rights = _rights(connection)
        names = sorted({*marked, *known})
        return tuple(Collection(name, marked.get(name, False), rights.get(name, ())) for name in names)

    def rights(self, subject: str | None = None) -> tuple[Right, ...]:
        """List the rights that were granted, to one account (``EVERYONE``) only where one is named."""
        with self._database.reading() as connection:
            every = [right for rights in _rights(connection).values() for right in rights]
        return tuple(right for right in every if subject is None or right.subject == clean_name(subject))

    def confidential(self) -> frozenset[str]:
        """The names of the collections that are marked."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(CollectionRow.name).where(CollectionRow.confidential.is_(True))))

    def grant(self, collection: str, subject: str, level: Level, by: Actor) -> None:
        """Let an account, or ``EVERYONE``, read, write or manage a collection, in place of what it might before.

        Raises ``CollectionNameInvalid``, ``UnknownAccount`` and ``ConfidentialNotForEveryone``.
        """
        name, whom = collection_name(collection), clean_name(subject)
        with self._database.transaction() as connection:
            is_confidential = _begin(connection, name)
            if whom == EVERYONE and is_confidential:
                raise ConfidentialNotForEveryone(collection=name)
            if whom != EVERYONE and not _exists(connection, whom):
                raise UnknownAccount(name=subject)
            connection.execute(delete(RightRow).where(RightRow.collection == name, RightRow.subject == whom))
            connection.execute(insert(RightRow).values(collection=name, subject=whom, level=level))
            self._audit.write_in(connection, by, "right_granted", whom, collection=name, detail=level)

    def revoke(self, collection: str, subject: str, by: Actor) -> bool:
        """Take a right away; tell whether there was one."""
        name, whom = collection_name(collection), clean_name(subject)
        with self._database.transaction() as connection:
            gone = connection.execute(delete(RightRow).where(RightRow.collection == name, RightRow.subject == whom))
            if gone.rowcount:
                self._audit.write_in(connection, by, "right_revoked", whom, collection=name)
        return bool(gone.rowcount)

    def set_confidential(self, collection: str, confidential: bool, by: Actor) -> None:
        """Mark a collection, or take the mark away; a confidential one is not open to everyone any more."""
        name = collection_name(collection)
        with self._database.transaction() as connection:
            _begin(connection, name)
            connection.execute(
                update(CollectionRow).where(CollectionRow.name == name).values(confidential=confidential)
            )
            if confidential:
                connection.execute(delete(RightRow).where(RightRow.collection == name, RightRow.subject == EVERYONE))
            detail = "confidential" if confidential else "not confidential"
            self._audit.write_in(connection, by, "collection_changed", name, collection=name, detail=detail)

    def visitor(self, name: str, role: Role, address: str) -> Visitor:
        """Work out what an account may do: its rights and everyone's, as far as its role reaches."""
        if role == "administrator":
            return Visitor(name, role, None, None, None, address)
        query = select(RightRow.collection, RightRow.level).where(RightRow.subject.in_((name, EVERYONE)))
        with self._database.reading() as connection:
            granted = connection.execute(query).all()
        reach = 0 if role == "reader" else len(LEVELS) - 1
        reached = [(collection, min(LEVELS.index(_level(level)), reach)) for collection, level in granted]
        readable, writable, managed = (
            frozenset(collection for collection, level in reached if level >= wanted) for wanted in range(len(LEVELS))
        )
        return Visitor(name, role, readable, writable, managed, address)


def collection_name(name: str) -> str:
    """Check the name of a collection; raises ``CollectionNameInvalid``."""
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise CollectionNameInvalid(name=name[:LONGEST_NAME], most=LONGEST_NAME)
    return clean


def _begin(connection: Connection, name: str) -> bool:
    """See to it that a collection has a row; say whether it is confidential."""
    known = connection.execute(
        update(CollectionRow)
        .where(CollectionRow.name == name)
        .values(confidential=CollectionRow.confidential)
        .returning(CollectionRow.confidential)
    ).scalar()
    if known is None:
        connection.execute(insert(CollectionRow).values(name=name, confidential=False))
    return bool(known)


def _exists(connection: Connection, account: str) -> bool:
    return connection.scalar(select(AccountRow.name).where(AccountRow.name == account)) is not None


def _rights(connection: Connection) -> Mapping[str, tuple[Right, ...]]:
    rows: Any = connection.execute(select(RightRow.__table__).order_by(RightRow.collection, RightRow.subject))
    found: dict[str, tuple[Right, ...]] = {}
    for row in rows.mappings():
        right = Right(row["collection"], row["subject"], _level(row["level"]))
        found[right.collection] = (*found.get(right.collection, ()), right)
    return found


def _level(text: str) -> Level:
    return next(level for level in LEVELS if level == text)
