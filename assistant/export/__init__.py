"""Drafts as files: DOCX in the prescribed layouts, Markdown, and PDF where LibreOffice is installed."""

from assistant.export.docx_document import export_docx
from assistant.export.markdown_document import export_markdown
from assistant.export.pdf_document import export_pdf

__all__ = ["export_docx", "export_markdown", "export_pdf"]
