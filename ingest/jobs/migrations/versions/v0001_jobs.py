"""Create the queue and the watched folders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create jobs, their items, watched folders and the files gone from them."""
    _create_jobs()
    _create_items()
    _create_folders()


def downgrade() -> None:
    """Drop everything."""
    for name in ("gone_files", "watched_folders", "job_items", "jobs"):
        op.drop_table(name)


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )


def _create_items() -> None:
    op.create_table(
        "job_items",
        sa.Column("item_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("file", sa.Text),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("code", sa.String(40)),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("document_id", sa.String(64)),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(120)),
        sa.Column("lease_until", sa.Float),
        sa.Column("started_at", sa.Float),
        sa.Column("finished_at", sa.Float),
        sqlite_autoincrement=True,
    )
    op.create_index("job_items_by_job", "job_items", ["job_id", "position"])
    op.create_index("job_items_to_do", "job_items", ["state", "priority", "job_id", "position"])


def _create_folders() -> None:
    op.create_table(
        "watched_folders",
        sa.Column("folder_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("path", sa.Text, nullable=False, unique=True),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("gone", sa.String(16), nullable=False),
        sa.Column("every_minutes", sa.Integer, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("swept_at", sa.Float),
        sa.Column("trouble", sa.String(40)),
        sa.Column("last", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "gone_files",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("folder_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("kept", sa.Boolean, nullable=False),
    )
