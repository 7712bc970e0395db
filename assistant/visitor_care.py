"""What one visitor may do to look after the library: ``VisitorService.care``.

Reading follows what the visitor may read. A document is changed or removed by whoever manages every collection that it
stands in; adding wants the right to write. The state of the machine, everybody's use and everybody's jobs are for
administrators. Whatever changes something is noted in the audit log; what is refused too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import NotAllowed
from assistant.report_table import ReportTable, TablePage, TableQuery
from assistant.usage import UsageReport

if TYPE_CHECKING:
    from assistant.library_care import LibraryCare
    from assistant.machine_state import MachineState
    from assistant.people.people import People
    from assistant.people.values import Actor, AuditAction, AuditEntry, AuditFilter, Visitor
    from assistant.service import Service
    from assistant.views import ReportSummary
    from ingest.catalogue_care import DocumentEvent
    from ingest.corrections import Correction
    from ingest.jobs.protocol import LibraryWork
    from ingest.jobs.records import (
        DuplicateGroup,
        GenerationSummary,
        Job,
        JobItem,
        RecycledDocument,
        Upload,
        WatchedFolder,
        WorkState,
    )
    from vectorstore.records import Chunk


class VisitorCare:
    """The care of the library as one visitor may take it."""

    def __init__(self, whole: Service, seen: Service, visitor: Visitor, reports: Callable[[], list[ReportSummary]]):
        self._whole = whole
        self._seen = seen
        self._visitor = visitor
        self._reports = reports

    # ---- reading -----------------------------------------------------------------------------------------------

    def table(self, query: TableQuery, *, offset: int = 0, limit: int | None = None) -> TablePage:
        """Give some rows of what the visitor may read and the query admits."""
        return self._table().page(query, offset=offset, limit=limit)

    def matching(self, query: TableQuery) -> tuple[str, ...]:
        """Give the ids of every document that a query admits."""
        return tuple(one.document_id for one in self._table().reports(query))

    def _table(self) -> ReportTable:
        key = (self._visitor.readable, self._whole.people.confidential())
        return self._care.table_for(key, self._reports)

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """Every correction of a document; raises ``UnknownDocument``."""
        self._seen.library.document(document_id)
        return self._care.corrections(document_id)

    def history(self, document_id: str) -> tuple[DocumentEvent, ...]:
        """What happened to a document, latest first; raises ``UnknownDocument``."""
        self._seen.library.document(document_id)
        return self._care.history(document_id)

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The passages of a document as they are searched; raises ``UnknownDocument``."""
        return self._seen.library.document_chunks(document_id)

    def may_change(self, document_id: str) -> bool:
        """Tell whether the visitor may correct, move and remove a document; never for one that is not there."""
        record = self._whole.library.view.records.get(document_id)
        return record is not None and all(self._visitor.may("manage", name) for name in record.collections)

    def may_add(self) -> bool:
        """Tell whether there is any collection that the visitor may add to."""
        return self._visitor.writable is None or bool(self._visitor.writable)

    def collections(self) -> tuple[str, ...]:
        """The collections that the visitor may add to: those granted, or for an administrator all that there are."""
        if self._visitor.writable is not None:
            return tuple(sorted(self._visitor.writable))
        return tuple(sorted({"default", *self._whole.collections()}))

    # ---- changing ----------------------------------------------------------------------------------------------

    def correct(
        self, document_id: str, field: str, written: str | None, *, author: str, for_new_versions: bool = True
    ) -> None:
        """Set a field of a document by hand."""
        self._need_managing([document_id], "corrected")
        self._care.correct(document_id, field, written, author=author, for_new_versions=for_new_versions)
        self._note("corrected", document_id, detail=field)

    def withdraw(self, document_id: str, field: str, *, author: str) -> None:
        """Take a correction back."""
        self._need_managing([document_id], "corrected")
        self._care.withdraw(document_id, field, author=author)
        self._note("corrected", document_id, detail=field)

    def move(self, document_ids: Sequence[str], collection: str, *, author: str) -> int:
        """Put documents into a collection that the visitor may write."""
        self._need_managing(document_ids, "corrected")
        if not self._visitor.may("write", collection):
            self._refuse("corrected", collection)
        moved = self._care.move(document_ids, collection, author=author)
        for document_id in document_ids:
            self._note("corrected", document_id, collection, detail="collection")
        return moved

    def reread(self, document_ids: Sequence[str], *, author: str) -> int:
        """Read documents again from their originals."""
        self._need_managing(document_ids, "maintenance")
        done = self._care.reread(document_ids, author=author)
        for document_id in document_ids:
            self._note("maintenance", document_id, detail="reread")
        return done

    def remove(self, document_ids: Sequence[str]) -> Job:
        """Put documents into the recycle bin."""
        self._need_managing(document_ids, "removed")
        job = self._jobs.enqueue_removal(document_ids, by=self._visitor.name)
        for document_id in document_ids:
            self._note("removed", document_id)
        return job

    def recycled(self) -> tuple[RecycledDocument, ...]:
        """What can be put back into collections that the visitor manages."""
        return tuple(one for one in self._jobs.recycled() if self._visitor.may("manage", one.collection))

    def restore(self, document_ids: Sequence[str]) -> Job:
        """Put documents back from the recycle bin."""
        allowed = {one.document_id for one in self.recycled()}
        if not allowed.issuperset(document_ids):
            self._refuse("uploaded")
        job = self._jobs.enqueue_restore(document_ids, by=self._visitor.name)
        for document_id in document_ids:
            self._note("uploaded", document_id, detail="restored")
        return job

    # ---- adding ------------------------------------------------------------------------------------------------

    def formats(self) -> tuple[str, ...]:
        """The families of formats that can be read here (codes of ``ReadableFormat.family``), each once."""
        from ingest.loaders.readable_formats import readable_formats

        found = readable_formats(self._whole.parts.limits)
        return tuple(dict.fromkeys(str(one.family) for one in found if one.readable))

    def upload_limits(self) -> tuple[int, int]:
        """Megabytes of the largest file, and of the largest upload."""
        wanted = self._whole.parts.settings.ingest
        return wanted.max_file_megabytes, wanted.max_upload_megabytes

    def receive(self, stream: BinaryIO, name: str) -> Upload:
        """Write an upload to the data folder as it comes."""
        if not self.may_add():
            self._refuse("uploaded")
        return self._jobs.receive(stream, name)

    def enqueue_uploads(self, uploads: Sequence[Upload], collection: str) -> Job:
        """Take in uploads."""
        if not self._visitor.may("write", collection):
            self._refuse("uploaded", collection)
        job = self._jobs.enqueue_uploads(uploads, collection=collection, by=self._visitor.name)
        for upload in uploads:
            self._note("uploaded", collection=collection, detail=upload.name)
        return job

    def jobs(self, limit: int = 20) -> tuple[Job, ...]:
        """The latest jobs: all for administrators, else the visitor's own over collections that it may still read."""
        found = self._jobs.jobs(limit=limit if self._is_administrator else 5 * limit)
        return tuple(job for job in found if self._is_own(job))[:limit]

    def items(self, job_id: int, limit: int = 200) -> tuple[JobItem, ...]:
        """The items of a job of the visitor."""
        self._own_job(job_id)
        return self._jobs.items(job_id, limit=limit)

    def cancel(self, job_id: int) -> Job:
        """Stop a job of the visitor."""
        self._own_job(job_id)
        return self._jobs.cancel(job_id)

    def retry(self, job_id: int) -> Job:
        """Queue again what failed in a job of the visitor."""
        self._own_job(job_id)
        return self._jobs.retry_failed(job_id)

    def work_state(self) -> WorkState:
        """Say how much waits and what has stopped the work."""
        return self._jobs.state()

    # ---- administrators ----------------------------------------------------------------------------------------

    def usage(self, weeks: int = 12, *, now: datetime | None = None) -> UsageReport:
        """Sum up what everybody asked."""
        self._need_administrator()
        return self._care.usage(weeks, now=now)

    def machine(self) -> MachineState:
        """Say how the data folder and its disk are."""
        self._need_administrator()
        return self._care.machine()

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The sets of indexes, the current one first."""
        self._need_administrator()
        return self._jobs.generations()

    def rebuild(self) -> Job:
        """Make the indexes again."""
        self._need_administrator()
        self._note("maintenance", detail="rebuild")
        return self._jobs.enqueue_rebuild(by=self._visitor.name)

    def roll_back(self, generation_id: int) -> Job:
        """Answer from earlier indexes again."""
        self._need_administrator()
        self._note("maintenance", detail="roll_back")
        return self._jobs.enqueue_roll_back(generation_id, by=self._visitor.name)

    def watched_folders(self) -> tuple[WatchedFolder, ...]:
        """The folders that are swept on a schedule."""
        self._need_administrator()
        return self._jobs.watched_folders()

    def sweep(self, folder_id: int) -> Job:
        """Look through a watched folder now."""
        self._need_administrator()
        return self._jobs.enqueue_sweep(folder_id, by=self._visitor.name)

    def duplicate_groups(self) -> tuple[DuplicateGroup, ...]:
        """The groups of documents that are the same report."""
        self._need_administrator()
        return self._jobs.duplicate_groups()

    def audit(self, wanted: AuditFilter, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Entries of the audit log, latest first."""
        return self._people.audit(wanted, limit=limit)

    @property
    def actor(self) -> Actor:
        """The visitor as the audit log names it."""
        return self._visitor.actor

    @property
    def people(self) -> People:
        """Accounts, rights and the audit log."""
        return self._people

    # ---- inside ------------------------------------------------------------------------------------------------

    @property
    def _care(self) -> LibraryCare:
        return self._whole.care

    @property
    def _jobs(self) -> LibraryWork:
        return self._whole.jobs

    @property
    def _people(self) -> People:
        self._need_administrator()
        return self._whole.people

    @property
    def _is_administrator(self) -> bool:
        return self._visitor.is_at_least("administrator")

    def _need_administrator(self) -> None:
        if not self._is_administrator:
            self._refuse("maintenance")

    def _need_managing(self, document_ids: Iterable[str], action: AuditAction) -> None:
        """Let only those through who may change every one; what the visitor may not read is unknown to it."""
        for document_id in document_ids:
            self._seen.library.document(document_id)
            if not self.may_change(document_id):
                self._refuse(action, object=document_id)

    def _own_job(self, job_id: int) -> None:
        if not self._is_administrator and not self._is_own(self._jobs.job(job_id)):
            self._refuse("maintenance")

    def _is_own(self, job: Job) -> bool:
        if self._is_administrator:
            return True
        is_open = job.kind != "ingest" or self._visitor.may("read", job.collection)
        return job.by == self._visitor.name and is_open

    def _note(self, action: AuditAction, object: str = "", collection: str = "", *, detail: str = "") -> None:
        self._whole.people.note(self._visitor.actor, action, object, collection=collection, detail=detail)

    def _refuse(self, action: AuditAction, collection: str = "", *, object: str = "") -> None:
        self._whole.people.note(
            self._visitor.actor, "refused", object, collection=collection, outcome=NotAllowed.code, detail=action
        )
        raise NotAllowed
