"""The tables of kept conversations and drafts, as SQLAlchemy sees them; ``migrations/versions`` creates them.

Moments are ISO 8601 text in UTC, so that they sort as they passed.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the workspace."""


class ConversationRow(Base):
    """One conversation of one user; ``turns`` is the number of the last turn, and how many there are."""

    __tablename__ = "conversations"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    searched_title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[str] = mapped_column(String(40))
    turns: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("conversations_by_owner", "owner", "changed_at"),)


class TurnRow(Base):
    """One answered question; ``answer`` and ``search_filter`` are JSON as ``stored_answers`` writes it.

    ``searched`` is the question and the answer's text as searching compares them. The judgement is the reader's;
    ``useful`` is null where there is none.
    """

    __tablename__ = "turns"

    conversation_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[str] = mapped_column(String(40))
    search_filter: Mapped[str] = mapped_column(Text)
    ignored: Mapped[list[str]] = mapped_column(JSON)
    searched: Mapped[str] = mapped_column(Text)
    useful: Mapped[bool | None] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(Text)
    judged_at: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (Index("turns_by_judgement", "judged_at"),)


class DraftRow(Base):
    """One draft of one user, ``brief`` and ``choices`` as JSON; ``version`` is the one that stands, 0 before any.

    ``latest`` counts all versions. ``named`` says that the writer gave the title. ``searched`` is the text that stands,
    as searching compares it.
    """

    __tablename__ = "drafts"

    draft_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    named: Mapped[bool] = mapped_column(Boolean)
    searched_title: Mapped[str] = mapped_column(Text)
    genre: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    latest: Mapped[int] = mapped_column(Integer)
    brief: Mapped[str] = mapped_column(Text)
    choices: Mapped[str] = mapped_column(Text)
    searched: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("drafts_by_owner", "owner", "changed_at"),)


class DraftVersionRow(Base):
    """One state of the text of a draft, with its check sheet, both as JSON."""

    __tablename__ = "draft_versions"

    draft_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("drafts.draft_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    made_at: Mapped[str] = mapped_column(String(40))
    draft: Mapped[str] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(Text)
