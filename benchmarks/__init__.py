"""Measurements: each one command, each beside a baseline or a stored result of the same kind."""
