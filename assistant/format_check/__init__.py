"""Reading the layout of any DOCX and holding it against a profile."""
