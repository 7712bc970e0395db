"""Alembic migrations of the queue; run when a queue is opened that is not at ``HEAD``."""

HEAD = "0001"
"""The newest revision, so that a current queue opens without loading Alembic."""

VERSION_TABLE = "jobs_version"
"""Not Alembic's default, so that one server database can hold the catalogue and the queue."""
