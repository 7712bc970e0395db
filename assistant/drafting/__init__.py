"""Drafts: from a request to a document of checked blocks."""
