"""The recycle bin, near-duplicates, and since when a set of indexes no longer answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_jobs"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the column."""
    op.add_column("generations", sa.Column("retired_at", sa.String(40)))
    op.create_table(
        "recycled",
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("removed_at", sa.String(40), nullable=False),
        sa.Column("removed_by", sa.Text, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
    )
    op.create_table(
        "withdrawn_sources",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("inode", sa.String(24), nullable=False),
        sa.Column("removed_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_withdrawn_sources_document_id", "withdrawn_sources", ["document_id"])
    op.create_table(
        "fingerprints",
        sa.Column("document_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(8), nullable=False),
        sa.Column("text_digest", sa.String(64), nullable=False),
        sa.Column("shingles", sa.Integer, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("numbers", sa.JSON, nullable=False),
        sa.Column("draft", sa.Boolean, nullable=False),
        sa.Column("compared", sa.Boolean, nullable=False),
    )
    op.create_table(
        "duplicate_pairs",
        sa.Column("first", sa.String(64), primary_key=True),
        sa.Column("second", sa.String(64), primary_key=True),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("similarity", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Drop what this step brought."""
    for name in ("duplicate_pairs", "fingerprints", "withdrawn_sources", "recycled"):
        op.drop_table(name)
    with op.batch_alter_table("generations") as generations:
        generations.drop_column("retired_at")
