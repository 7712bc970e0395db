"""Create the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create documents, sources, refusals, generations and what each generation read."""
    _create_library_tables()
    _create_generation_tables()


def downgrade() -> None:
    """Drop everything."""
    for name in ("settings", "chunks", "texts", "readings", "refusals", "sources", "documents", "generations"):
        op.drop_table(name)


def _create_library_tables() -> None:
    op.create_table(
        "generations",
        sa.Column("generation_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String(16), nullable=False),
        sa.Column("added_at", sa.String(40), nullable=False),
        sa.Column("removed_at", sa.String(40)),
        sa.Column("purge_pending", sa.Boolean, nullable=False),
    )
    op.create_index("documents_by_state", "documents", ["state"])
    op.create_index("documents_by_size", "documents", ["size"])
    op.create_table(
        "sources",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("inode", sa.String(24), nullable=False),
        sa.Column("seen_ns", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sources_document_id", "sources", ["document_id"])
    op.create_table(
        "refusals",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("refused_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _create_generation_tables() -> None:
    op.create_table(
        "readings",
        sa.Column("generation_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("script", sa.String(8), nullable=False),
        sa.Column("doc_type", sa.String(16), nullable=False),
        sa.Column("issuer", sa.Text),
        sa.Column("doc_number", sa.Text),
        sa.Column("period_start", sa.Date),
        sa.Column("period_end", sa.Date),
        sa.Column("event_date", sa.Date),
        sa.Column("issue_date", sa.Date),
        sa.Column("published_at", sa.String(40)),
        sa.Column("place", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("source_name", sa.Text),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("reliability", sa.String(8), nullable=False),
        sa.Column("defects", sa.JSON, nullable=False),
        sa.Column("missing_characters", sa.Integer, nullable=False),
        sa.Column("found_values", sa.JSON, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("chunk_count", sa.Integer, nullable=False),
        sa.Column("indexed_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("generation_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "chunks",
        sa.Column("generation_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("chunk_id", sa.String(80), primary_key=True),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("char_start", sa.Integer, nullable=False),
        sa.Column("char_end", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("embedded_text", sa.Text, nullable=False),
    )
    op.create_index("chunks_by_document", "chunks", ["generation_id", "document_id", "position"])
