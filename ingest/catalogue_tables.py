"""The tables of the catalogue, as SQLAlchemy sees them; ``migrations/versions`` creates them.

A *document* is a file's bytes (its id is their SHA-256), a *source* a path at which such bytes were found, a *reading*
what one generation of the indexes understood of a document: metadata, text and chunks belong to it, so that a rebuild
can stand beside what is being searched.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Float, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the catalogue."""


class GenerationRow(Base):
    """One complete set of indexes in its own folder: ``building``, ``current`` or ``retired``."""

    __tablename__ = "generations"

    generation_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    identity: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[str] = mapped_column(String(40))
    retired_at: Mapped[str | None] = mapped_column(String(40))


class DocumentRow(Base):
    """The bytes of one file and which state of its life they are in: the only truth about what exists."""

    __tablename__ = "documents"

    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[str] = mapped_column(String(40))
    removed_at: Mapped[str | None] = mapped_column(String(40))
    purge_pending: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (Index("documents_by_state", "state"), Index("documents_by_size", "size"))


class SourceRow(Base):
    """A path at which a document's bytes were last seen, with what tells quickly that they have not changed."""

    __tablename__ = "sources"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    collection: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[str] = mapped_column(String(24))
    seen_ns: Mapped[int] = mapped_column(BigInteger)


class RefusalRow(Base):
    """A path whose content could not be indexed, with the error's code and facts."""

    __tablename__ = "refusals"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    collection: Mapped[str] = mapped_column(Text)
    refused_at: Mapped[str] = mapped_column(String(40))


class ReadingRow(Base):
    """What one generation knows about a document as a whole; present only when the indexes hold all its chunks.

    The values are those that were read; corrections by hand are laid over them whenever they are looked up.
    ``made_with`` is the digest of the corrections that the chunks of this reading know.
    """

    __tablename__ = "readings"

    generation_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    script: Mapped[str] = mapped_column(String(8))
    doc_type: Mapped[str] = mapped_column(String(16))
    issuer: Mapped[str | None] = mapped_column(Text)
    doc_number: Mapped[str | None] = mapped_column(Text)
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date | None] = mapped_column(Date)
    event_date: Mapped[date | None] = mapped_column(Date)
    issue_date: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Text)
    source_name: Mapped[str | None] = mapped_column(Text)
    complete: Mapped[bool] = mapped_column(Boolean)
    reliability: Mapped[str] = mapped_column(String(8))
    defects: Mapped[list[str]] = mapped_column(JSON)
    missing_characters: Mapped[int] = mapped_column(Integer)
    found_values: Mapped[list[list[Any]]] = mapped_column(JSON)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    chunk_count: Mapped[int] = mapped_column(Integer)
    indexed_at: Mapped[str] = mapped_column(String(40))
    made_with: Mapped[str] = mapped_column(String(64), server_default="")


class TextRow(Base):
    """The three layers of a document's text, packed (see ``stored_text``)."""

    __tablename__ = "texts"

    generation_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class ChunkRow(Base):
    """One chunk; ``embedded_text`` is what the indexes see, kept so that a lost entry can be made again."""

    __tablename__ = "chunks"

    generation_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    chunk_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer)
    char_start: Mapped[int] = mapped_column(Integer)
    char_end: Mapped[int] = mapped_column(Integer)
    page: Mapped[int | None] = mapped_column(Integer)
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    embedded_text: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("chunks_by_document", "generation_id", "document_id", "position"),)


class RecycledRow(Base):
    """A removed document whose original is kept for a term, so that it can be put back."""

    __tablename__ = "recycled"

    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    collection: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    removed_at: Mapped[str] = mapped_column(String(40))
    removed_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(16))


class WithdrawnRow(Base):
    """A path at which a document stood that was removed on purpose: a sweep does not bring the same bytes back."""

    __tablename__ = "withdrawn_sources"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    collection: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[str] = mapped_column(String(24))
    removed_at: Mapped[str] = mapped_column(String(40))


class FingerprintRow(Base):
    """What tells near-duplicates without reading them again: a sketch of a document's words, and its numbers."""

    __tablename__ = "fingerprints"

    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(8))
    text_digest: Mapped[str] = mapped_column(String(64))
    shingles: Mapped[int] = mapped_column(Integer)
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    numbers: Mapped[list[str]] = mapped_column(JSON)
    draft: Mapped[bool] = mapped_column(Boolean)
    compared: Mapped[bool] = mapped_column(Boolean)


class DuplicatePairRow(Base):
    """Two documents that are the same report."""

    __tablename__ = "duplicate_pairs"

    first: Mapped[str] = mapped_column(String(64), primary_key=True)
    second: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(16))
    similarity: Mapped[float] = mapped_column(Float)


class SettingRow(Base):
    """A named value of the library as a whole: its revision, the calibration of an index identity."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class CorrectionRow(Base):
    """A field of a document's metadata that a person set; ``former`` is what stood there before."""

    __tablename__ = "corrections"

    correction_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(64))
    field: Mapped[str] = mapped_column(String(24))
    value: Mapped[str | None] = mapped_column(Text)
    former: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[str] = mapped_column(String(40))
    for_new_versions: Mapped[bool] = mapped_column(Boolean)
    withdrawn_at: Mapped[str | None] = mapped_column(String(40))
    withdrawn_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("corrections_by_document", "document_id"),)


class DocumentEventRow(Base):
    """Something that happened to a document or, where it was refused, to the file at a path."""

    __tablename__ = "document_events"

    event_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    document_id: Mapped[str | None] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(24))
    happened_at: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        Index("document_events_by_document", "document_id"),
        Index("document_events_by_path", "path"),
    )
