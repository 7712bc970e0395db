"""Corrections by hand and the history of documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_care"
down_revision = "0002_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; readings learn which corrections their chunks were made with."""
    op.create_table(
        "corrections",
        sa.Column("correction_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("field", sa.String(24), nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("former", sa.Text),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("for_new_versions", sa.Boolean, nullable=False),
        sa.Column("withdrawn_at", sa.String(40)),
        sa.Column("withdrawn_by", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("corrections_by_document", "corrections", ["document_id"])
    op.create_table(
        "document_events",
        sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String(64)),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("happened_at", sa.String(40), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("document_events_by_document", "document_events", ["document_id"])
    op.create_index("document_events_by_path", "document_events", ["path"])
    op.add_column("readings", sa.Column("made_with", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop what this step brought."""
    with op.batch_alter_table("readings") as readings:
        readings.drop_column("made_with")
    for name in ("document_events", "corrections"):
        op.drop_table(name)
