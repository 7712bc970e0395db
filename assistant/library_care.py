"""What those who look after the library can do and see, beyond asking: ``service.care``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from assistant.machine_state import MachineState, look_at_machine
from assistant.report_table import ReportTable, TablePage, TableQuery
from assistant.usage import UsageReport, report_usage
from assistant.views import ReportSummary

if TYPE_CHECKING:
    from assistant.engines import Parts
    from assistant.settings import Settings
    from assistant.workspace import Workspace
    from ingest.catalogue_care import DocumentEvent
    from ingest.corrections import Correction
    from ingest.document_care import DocumentCare
    from ingest.library import Library
    from ingest.pipeline import IngestPipeline
    from vectorstore.records import Chunk

_MOST_TABLES: Final = 16


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
        self._tables: dict[Hashable, tuple[int, ReportTable]] = {}
        self._making = threading.Lock()

    @classmethod
    def of(
        cls, parts: Parts, reports: Callable[[], list[ReportSummary]], pipeline: Callable[[], IngestPipeline]
    ) -> LibraryCare:
        """The care of a service's library; ``pipeline`` is asked for only where there is a search model."""
        from ingest.document_care import DocumentCare

        def documents() -> DocumentCare:
            return DocumentCare(parts.library, pipeline() if parts.embedder is not None else None)

        return cls(CareParts(parts.library, parts.workspace, parts.settings, reports, documents))

    # ---- the table ---------------------------------------------------------------------------------------------

    def table(self, query: TableQuery, *, offset: int = 0, limit: int | None = None) -> TablePage:
        """Give some rows of what matches, with the counts of every filter."""
        return self.table_for(None, self._parts.reports).page(query, offset=offset, limit=limit)

    def table_for(self, seen: Hashable, reports: Callable[[], list[ReportSummary]]) -> ReportTable:
        """Give the table of the present state of the library as those see it who see ``reports``, made once for each.

        ``seen`` names what they see; two of one name see the same.
        """
        revision = self._parts.library.revision
        with self._making:
            known = self._tables.get(seen)
            if known is None or known[0] != revision:
                known = self._tables[seen] = revision, ReportTable(reports())
                while len(self._tables) > _MOST_TABLES:
                    del self._tables[next(iter(self._tables))]
            return known[1]

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

    def machine(self) -> MachineState:
        """Say how the data folder and its disk are."""
        return look_at_machine(self._parts.settings.data_dir)

    # ---- usage and clean-up ------------------------------------------------------------------------------------

    def usage(self, weeks: int = 12, *, now: datetime | None = None) -> UsageReport:
        """Sum up what everybody asked in the last weeks; questions are shown where ``usage.show_questions`` says so."""
        moment = now or datetime.now(UTC).astimezone()
        monday = moment.date() - timedelta(days=moment.weekday())
        since = datetime.combine(monday, datetime.min.time(), moment.tzinfo) - timedelta(weeks=weeks - 1)
        asked = self._parts.workspace.asked(since)
        return report_usage(asked, since=since, now=moment, shown=self._parts.settings.usage.show_questions)

    def clean_up(self, *, now: datetime | None = None) -> dict[str, int]:
        """Delete what is kept longer than the settings say; say how much that was, by what it was."""
        moment, wanted = now or datetime.now(UTC), self._parts.settings.retention
        gone = {"conversations": 0, "history": 0}
        if wanted.conversation_days:
            before = moment - timedelta(days=wanted.conversation_days)
            gone["conversations"] = self._parts.workspace.forget_before(before)
        if wanted.history_days:
            gone["history"] = self._parts.documents().forget_history(moment - timedelta(days=wanted.history_days))
        return gone
