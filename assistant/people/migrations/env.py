"""What Alembic runs for each migration: the connection comes from the file that is being opened."""

from __future__ import annotations

from alembic import context

from assistant.people.migrations import VERSION_TABLE
from assistant.people.people_tables import Base


def run() -> None:
    """Migrate over the connection that the caller put into the configuration."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
