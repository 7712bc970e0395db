"""Retrieval: from a question to passages."""
