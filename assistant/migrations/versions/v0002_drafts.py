"""Create the tables of drafts and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create drafts and their versions; what was kept before stays as it is."""
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("searched_title", sa.Text, nullable=False),
        sa.Column("genre", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("brief", sa.Text, nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
    )
    op.create_index("drafts_by_owner", "drafts", ["owner", "changed_at"])
    op.create_table(
        "draft_versions",
        sa.Column("draft_id", sa.String(32), sa.ForeignKey("drafts.draft_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop drafts and their versions."""
    op.drop_table("draft_versions")
    op.drop_table("drafts")
