"""Alembic migrations of the conversations and drafts; run when a workspace is opened that is not at ``HEAD``."""

HEAD = "0002"
"""The newest revision, so that a current workspace opens without loading Alembic."""

VERSION_TABLE = "workspace_version"
"""Not Alembic's default, so that one server database can hold the catalogue and the workspace."""
