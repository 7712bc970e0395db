"""Answering: from passages to an answer with citations, or to abstaining."""
