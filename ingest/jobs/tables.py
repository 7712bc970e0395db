"""The tables of the queue, as SQLAlchemy sees them; ``migrations/versions`` creates them.

A *job* is what somebody asked for, an *item* one unit of it with its own outcome. Moments are seconds since 1970.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the queue."""


class JobRow(Base):
    """What was asked for, by whom and when."""

    __tablename__ = "jobs"

    job_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    collection: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[float] = mapped_column(Float)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)


class ItemRow(Base):
    """One unit of work. Whoever works on it holds a lease: ``owner`` until ``lease_until``; then anybody takes it."""

    __tablename__ = "job_items"

    item_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    job_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    document_id: Mapped[str | None] = mapped_column(String(64))
    seconds: Mapped[float] = mapped_column(Float)
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[float | None] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        Index("job_items_by_job", "job_id", "position"),
        Index("job_items_to_do", "state", "priority", "job_id", "position"),
    )


class FolderRow(Base):
    """A folder that is swept on a schedule."""

    __tablename__ = "watched_folders"

    folder_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    path: Mapped[str] = mapped_column(Text, unique=True)
    collection: Mapped[str] = mapped_column(Text)
    gone: Mapped[str] = mapped_column(String(16))
    every_minutes: Mapped[int] = mapped_column(Integer)
    enabled: Mapped[bool] = mapped_column(Boolean)
    swept_at: Mapped[float | None] = mapped_column(Float)
    trouble: Mapped[str | None] = mapped_column(String(40))
    last: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class GoneRow(Base):
    """A document whose file is gone from a watched folder; ``kept`` once a person has decided to keep it."""

    __tablename__ = "gone_files"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    folder_id: Mapped[int] = mapped_column(Integer)
    document_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(Text)
    kept: Mapped[bool] = mapped_column(Boolean)
