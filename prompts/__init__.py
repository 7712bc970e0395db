"""Prompt files, one per language and task, read as package data."""
