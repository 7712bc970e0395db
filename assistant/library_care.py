"""What those who look after the library can do and see, beyond asking: ``service.care``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.report_table import ReportTable, TablePage, TableQuery
from assistant.usage import UsageReport, report_usage
from assistant.views import ReportSummary

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.workspace import Workspace
    from ingest.catalogue_care import DocumentEvent
    from ingest.corrections import Correction
    from ingest.document_care import DocumentCare
    from ingest.library import Library
    from vectorstore.records import Chunk


@dataclass(frozen=True, slots=True)
class CareParts:
    """What the care of the library is made of. ``reports`` lists every document, refused files too."""

    library: Library
    workspace: Workspace
    settings: Settings
    reports: Callable[[], list[ReportSummary]]
    documents: Callable[[], DocumentCare]


class LibraryCare:
    """The table, corrections, moves, history, usage and clean-up. Calls may come from several threads."""

    def __init__(self, parts: CareParts) -> None:
        self._parts = parts
        self._table: tuple[int, ReportTable] | None = None
        self._making = threading.Lock()

    # ---- the table ---------------------------------------------------------------------------------------------

    def table(self, query: TableQuery, *, offset: int = 0, limit: int | None = None) -> TablePage:
        """Give some rows of what matches, with the counts of every filter."""
        return self._current_table().page(query, offset=offset, limit=limit)

    def _current_table(self) -> ReportTable:
        revision = self._parts.library.revision
        with self._making:
            if self._table is None or self._table[0] != revision:
                self._table = revision, ReportTable(self._parts.reports())
            return self._table[1]

    # ---- documents ---------------------------------------------------------------------------------------------

    def correct(
        self, document_id: str, field: str, written: str | None, *, author: str, for_new_versions: bool = True
    ) -> None:
        """Set a field of a document by hand; raises ``CorrectionInvalid`` and ``UnknownDocument``."""
        documents = self._parts.documents()
        documents.correct(document_id, field, written, author=author, for_new_versions=for_new_versions)

    def withdraw(self, document_id: str, field: str, *, author: str) -> None:
        """Take a correction back; raises ``UnknownCorrection`` and ``UnknownDocument``."""
        self._parts.documents().withdraw(document_id, field, author=author)

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """Every correction of a document, withdrawn ones too."""
        return self._parts.documents().corrections(document_id)

    def history(self, document_id: str) -> tuple[DocumentEvent, ...]:
        """What happened to a document, latest first; raises ``UnknownDocument``."""
        return self._parts.documents().history(document_id)

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The passages of a document as they are searched; raises ``UnknownDocument``."""
        return self._parts.library.document_chunks(document_id)

    def move(self, document_ids: Iterable[str], collection: str, *, author: str) -> int:
        """Put documents into a collection; raises ``CorrectionInvalid`` and ``UnknownDocument``."""
        return self._parts.documents().move(document_ids, collection, author=author)

    def reread(self, document_ids: Iterable[str], *, author: str) -> int:
        """Read documents again from their originals; return how many. The first that fails raises ``RefusedFile``."""
        documents, done = self._parts.documents(), 0
        for document_id in document_ids:
            documents.reread(document_id, author=author)
            done += 1
        return done

    # ---- usage and clean-up ------------------------------------------------------------------------------------

    def usage(self, weeks: int = 12, *, now: datetime | None = None) -> UsageReport:
        """Sum up what everybody asked in the last weeks; questions are shown where ``usage.show_questions`` says so."""
        moment = now or datetime.now(UTC).astimezone()
        monday = moment.date() - timedelta(days=moment.weekday())
        since = datetime.combine(monday, datetime.min.time(), moment.tzinfo) - timedelta(weeks=weeks - 1)
        asked = self._parts.workspace.asked(since)
        return report_usage(asked, since=since, now=moment, shown=self._parts.settings.usage.show_questions)
