"""The tables of people, as SQLAlchemy sees them; ``migrations/versions`` creates them.

Moments are ISO 8601 text in UTC, so that they sort as they passed.
"""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of people."""


class AccountRow(Base):
    """A person who may log in; without a password hash only through the reverse proxy."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[str] = mapped_column(String(40))


class SessionRow(Base):
    """A log-in that still counts; only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name", ondelete="CASCADE"), index=True)
    created_at: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(64))


class AttemptRow(Base):
    """Failed log-ins for one name or from one address (``subject`` is a hash of it)."""

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[str] = mapped_column(String(40))
    locked_until: Mapped[str | None] = mapped_column(String(40))


class CollectionRow(Base):
    """A collection that rights or a marking were given to."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    confidential: Mapped[bool] = mapped_column(Boolean)


class RightRow(Base):
    """What one subject may do with one collection."""

    __tablename__ = "rights"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[str] = mapped_column(String(8))


class AuditRow(Base):
    """One entry of the audit log; numbers are never given twice, so that a gap shows."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    object: Mapped[str] = mapped_column(Text)
    collection: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("audit_by_time", "at"),
        Index("audit_by_person", "who", "at"),
        {"sqlite_autoincrement": True},
    )
