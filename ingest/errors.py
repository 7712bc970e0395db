"""Errors of reading and cataloguing reports.

IngestError
├── RefusedFile                 a file that cannot be indexed, with the reason
│   ├── EmptyFile               no bytes, or nothing but white space
│   ├── NoReadableText          text, but nothing that a report could be made of (only furniture or symbols)
│   ├── NoTextLayer             pictures of pages, and nothing installed that reads them
│   ├── EncryptedFile           a password is needed
│   ├── CorruptFile             the format is recognised but the file is broken
│   ├── UnsupportedFormat       a format that no loader reads
│   ├── ConverterAbsent         an old Office format that only LibreOffice reads, which is not installed
│   ├── FileTooLarge            beyond a size, page or expansion limit
│   ├── ReadingTimedOut         the loader did not finish within its limit
│   ├── UnreadableFile          the operating system refused (permissions, vanished file)
│   └── ReadingFailed           this program made a mistake on the file
└── UnknownDocument             an id that the catalogue does not hold

Every class has a stable ``code``; text for people lives in ``assistant/messages/<language>.toml`` under it.
"""

from __future__ import annotations

from typing import ClassVar


class IngestError(Exception):
    """Anything that goes wrong between a file and the catalogue and that a user can be told about."""

    code: ClassVar[str] = "ingest_error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: " + ", ".join(f"{key}={value!r}" for key, value in facts.items()))


class RefusedFile(IngestError):
    """A file that cannot be indexed (facts: file, and what the subclass adds)."""

    code = "refused"


class EmptyFile(RefusedFile):
    """The file holds no bytes, or nothing but white space."""

    code = "empty"


class NoReadableText(RefusedFile):
    """The file has characters but no sentence that a report could be made of."""

    code = "no_readable_text"


class NoTextLayer(RefusedFile):
    """Pages that are pictures, where no recogniser for their language is installed (facts: pages)."""

    code = "no_text_layer"


class EncryptedFile(RefusedFile):
    """The file opens only with a password."""

    code = "encrypted"


class CorruptFile(RefusedFile):
    """The format is recognised but the content is broken (facts: detail)."""

    code = "corrupt"


class UnsupportedFormat(RefusedFile):
    """No loader reads this format (facts: format)."""

    code = "unsupported"


class ConverterAbsent(RefusedFile):
    """The format is read through LibreOffice, which is not installed (facts: format)."""

    code = "converter_absent"


class FileTooLarge(RefusedFile):
    """Beyond a limit (facts: limit, found, unit)."""

    code = "too_large"


class ReadingTimedOut(RefusedFile):
    """The loader did not finish within its limit (facts: seconds)."""

    code = "timeout"


class UnreadableFile(RefusedFile):
    """The operating system refused to give the file (facts: detail)."""

    code = "unreadable"


class ReadingFailed(RefusedFile):
    """This program met something in the file that it has no rule for (facts: detail)."""

    code = "reading_failed"


class UnknownDocument(IngestError):
    """The catalogue holds no such document (facts: document_id)."""

    code = "unknown_document"
