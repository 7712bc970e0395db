"""Checking: any text held against sentences of the reports."""
