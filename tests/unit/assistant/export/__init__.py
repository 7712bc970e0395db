"""Exports of drafts and the check of layouts."""
