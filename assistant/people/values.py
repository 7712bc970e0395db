"""What is known about people and their rights: values only; ``assistant.people.people`` keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

Role = Literal["reader", "writer", "administrator"]
"""What a person may do at all: ask and read · also draft, check and add where granted · everything."""
Level = Literal["read", "write", "manage"]
"""What a person may do with one collection: read it · also add to it · also remove and correct.

Each holds the ones before.
"""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""Both from the least to the most."""

EVERYONE: Final = "*"
"""Stands for every account where a right is granted."""
LOCAL_NAME: Final = "local"
"""The one person of a page that only this machine can open; never the name of an account."""
DEFAULT_COLLECTION: Final = "default"
"""The collection of what is added without naming one; everyone may read it from the start."""

AuditAction = Literal[
    "logged_in",
    "log_in_failed",
    "locked_out",
    "logged_out",
    "password_changed",
    "account_added",
    "account_changed",
    "right_granted",
    "right_revoked",
    "collection_changed",
    "asked",
    "checked",
    "drafted",
    "opened",
    "exported",
    "uploaded",
    "removed",
    "corrected",
    "refused",
    "setting_changed",
    "maintenance",
]
"""What is written down.

``refused``: somebody tried what is not theirs to do; ``opened``: an original was downloaded.
"""
AUDIT_ACTIONS: Final[tuple[AuditAction, ...]] = get_args(AuditAction)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may log in. ``has_password`` is false for one whom only the reverse proxy lets in."""

    name: str
    role: Role
    disabled: bool
    has_password: bool
    created_at: datetime
    last_seen_at: datetime | None = None
    locked_until: datetime | None = None
    """After too many failures; ``None`` where the account is not locked now."""


@dataclass(frozen=True, slots=True)
class Right:
    """What a person (``EVERYONE``: each account) may do with a collection."""

    collection: str
    subject: str
    level: Level


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of reports as rights see it. A collection that nobody was granted is open to administrators only."""

    name: str
    confidential: bool
    """Marked on its sources, on answers and on drafts made from it; never open to everyone."""
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what. Nothing here is a secret: no password, no token, no text of a report."""

    number: int
    at: datetime
    who: str
    """Name of the account; for a failed log-in the name that was typed, if there is such an account, else empty."""
    action: AuditAction
    object: str = ""
    """A document id, a conversation, an account …"""
    collection: str = ""
    outcome: str = "done"
    """``done``, or the code of the error."""
    address: str = ""
    detail: str = ""
    """A file's name, a question's text where the setting says so …"""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; what is empty does not restrict. ``since`` and ``until`` are both included."""

    who: str = ""
    actions: frozenset[AuditAction] = frozenset()
    object: str = ""
    collection: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    """Text that stands in the detail or the object."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, for the audit log: an account's name, and the address that it came from."""

    name: str
    address: str = ""


COMMAND_LINE: Final = Actor("command line")
"""Whoever may run commands on the server's machine."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, as the server knows it; never made from what a page sends.

    ``readable`` and the others are names of collections; ``None`` means every collection, also those to come.
    """

    name: str
    role: Role
    readable: frozenset[str] | None = frozenset()
    writable: frozenset[str] | None = frozenset()
    managed: frozenset[str] | None = frozenset()
    address: str = field(default="", compare=False)
    is_account: bool = True
    """False for the local user of a page without log-in."""

    def is_at_least(self, role: Role) -> bool:
        """Tell whether the person has a role or one above it."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def actor(self) -> Actor:
        """The person as the audit log names who did something."""
        return Actor(self.name, self.address)

    def may(self, level: Level, collection: str) -> bool:
        """Tell whether the person may read, write or manage a collection."""
        granted = {"read": self.readable, "write": self.writable, "manage": self.managed}[level]
        return granted is None or collection in granted


LOCAL_VISITOR: Final = Visitor(LOCAL_NAME, "administrator", None, None, None, is_account=False)
"""The single user of a page that only this machine can open."""
