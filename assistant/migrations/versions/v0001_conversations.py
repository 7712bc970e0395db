"""Create the tables of conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create conversations and their turns."""
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("searched_title", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
    )
    op.create_index("conversations_by_owner", "conversations", ["owner", "changed_at"])
    op.create_table(
        "turns",
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversations.conversation_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("asked_at", sa.String(40), nullable=False),
        sa.Column("search_filter", sa.Text, nullable=False),
        sa.Column("ignored", sa.JSON, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("useful", sa.Boolean),
        sa.Column("reason", sa.String(40)),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("judged_at", sa.String(40)),
    )
    op.create_index("turns_by_judgement", "turns", ["judged_at"])


def downgrade() -> None:
    """Drop everything."""
    op.drop_table("turns")
    op.drop_table("conversations")
