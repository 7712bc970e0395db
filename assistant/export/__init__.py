"""Drafts as files: DOCX in the prescribed layouts, Markdown, and PDF where LibreOffice is installed."""
