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
│   ├── ReadingFailed           this program made a mistake on the file
│   ├── UnsafeArchive           an archive, or an entry of one, that could do harm when unpacked
│   └── RemovedMeanwhile        its document was removed after the file was queued
├── UnknownDocument             an id that the catalogue does not hold
├── CorrectionInvalid           a value that a field of the metadata cannot have
├── UnknownCorrection           a correction that is not there or was withdrawn already
├── UnknownJob                  a number that no job has
├── UnknownFolder               a number that no watched folder has
├── FolderNotWatchable          a folder that cannot be watched
├── FolderMissing               a watched folder that is not there: nothing was concluded from it
├── FolderEmptied               a watched folder that suddenly holds nothing: nothing was concluded from it
├── RollBackImpossible          an earlier set of indexes that cannot answer again
├── JobInterrupted              work that brought its worker down again and again
└── JobsDamaged                 the queue cannot be read

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


class CorrectionInvalid(IngestError):
    """A value that a field of the metadata cannot have (facts: field, value)."""

    code = "correction_invalid"


class UnknownCorrection(IngestError):
    """There is no such correction, or it was withdrawn already (facts: correction_id)."""

    code = "unknown_correction"


class UnsafeArchive(RefusedFile):
    """An archive, or an entry of one, that could do harm when unpacked (facts: detail)."""

    code = "unsafe_archive"


class RemovedMeanwhile(RefusedFile):
    """The document of these bytes was removed after the file was queued; it does not come back by itself."""

    code = "removed_meanwhile"


class UnknownJob(IngestError):
    """The queue holds no such job (facts: job_id)."""

    code = "unknown_job"


class UnknownFolder(IngestError):
    """No such folder is watched (facts: folder)."""

    code = "unknown_folder"


class FolderNotWatchable(IngestError):
    """A folder that is not there, or that overlaps with another watched one or the data folder (facts: folder)."""

    code = "folder_not_watchable"


class FolderMissing(IngestError):
    """A watched folder is not there, or cannot be listed; nothing was removed (facts: folder)."""

    code = "folder_missing"


class FolderEmptied(IngestError):
    """A watched folder holds no file any more though it did; nothing was removed (facts: folder, known)."""

    code = "folder_emptied"


class RollBackImpossible(IngestError):
    """An earlier set of indexes cannot answer again (facts: detail)."""

    code = "roll_back_impossible"


class JobInterrupted(IngestError):
    """Whoever worked on it died each time (facts: attempts)."""

    code = "job_interrupted"


class JobsDamaged(IngestError):
    """The file of the queue is no database, or another version wrote it (facts: path, detail)."""

    code = "jobs_damaged"
