"""Alembic migrations of people; run when the file of people is opened that is not at ``HEAD``."""

HEAD = "0001"
"""The newest revision, so that a current file opens without loading Alembic."""

VERSION_TABLE = "people_version"
"""Not Alembic's default, so that one server database can hold the catalogue, the workspace and people."""
