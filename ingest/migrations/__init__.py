"""Alembic migrations of the catalogue; run when a catalogue is opened that is not at ``HEAD``."""

HEAD = "0003_care"
"""The newest revision, so that a current catalogue opens without loading Alembic."""
