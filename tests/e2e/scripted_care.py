"""The care of the scripted library: jobs go on with each look at them, corrections and removals count at once.

A file whose name holds ``hỏng`` is refused as broken; a report that is removed waits in the bin.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from assistant.machine_state import MachineState
from assistant.people.people import People
from assistant.people.values import LOCAL_VISITOR, Actor, AuditEntry, AuditFilter
from assistant.report_table import ReportTable, TablePage, TableQuery
from assistant.settings import Settings
from assistant.usage import AskedQuestion, UsageReport, report_usage
from assistant.views import ReportSummary
from ingest.catalogue_care import DocumentEvent
from ingest.corrections import Correction, effective, read_value
from ingest.errors import UnknownCorrection, UnknownDocument
from ingest.jobs.records import (
    DuplicateGroup,
    DuplicateMember,
    GenerationSummary,
    Job,
    JobItem,
    JobKind,
    JobProgress,
    RecycledDocument,
    SweepCounts,
    Upload,
    WatchedFolder,
    WorkState,
)
from vectorstore.records import Chunk, DocumentState

NOW = datetime(2024, 7, 15, 8, 30, tzinfo=UTC)
_STAGES = ("waiting", "reading", "embedding", "storing")


class ScriptedCare:
    """Keeps what is done in memory."""

    def __init__(self, reports: Callable[[], list[ReportSummary]]) -> None:
        self._reports = reports
        self._corrections: list[Correction] = []
        self._collections: dict[str, str] = {}
        self._removed: dict[str, ReportSummary] = {}
        self._added: list[ReportSummary] = []
        self._jobs: list[tuple[Job, list[JobItem]]] = []
        self._looks = 0
        self._people: People | None = None

    # ---- the table ----

    def changed(self, summary: ReportSummary) -> ReportSummary:
        """A report as it is corrected."""
        counting = effective(one for one in self._corrections if one.document_id == summary.document_id)
        title = counting["title"].value if "title" in counting else summary.title
        collection = self._collections.get(summary.document_id, summary.collection)
        return replace(summary, title=title, collection=collection, corrected=tuple(counting))

    def shown(self) -> list[ReportSummary]:
        """Every report that was not removed."""
        found = [self.changed(one) for one in self._reports() if one.document_id not in self._removed]
        return [*self._added, *found]

    def is_removed(self, document_id: str) -> bool:
        return document_id in self._removed

    def table(self, query: TableQuery, *, offset: int = 0, limit: int | None = None) -> TablePage:
        return ReportTable(self.shown()).page(query, offset=offset, limit=limit)

    def matching(self, query: TableQuery) -> tuple[str, ...]:
        return tuple(one.document_id for one in ReportTable(self.shown()).reports(query))

    # ---- documents ----

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        return tuple(one for one in self._corrections if one.document_id == document_id)

    def history(self, document_id: str) -> tuple[DocumentEvent, ...]:
        made = [
            DocumentEvent(
                "corrected",
                "bao-cao.docx",
                one.made_at,
                document_id,
                one.author,
                {"field": one.field, "value": one.value, "former": one.former},
            )
            for one in self._corrections
            if one.document_id == document_id
        ]
        return (*made[::-1], DocumentEvent("added", "bao-cao.docx", NOW, document_id))

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        texts = ("Trong 6 tháng đầu năm 2024 đã khám định kỳ cho 1.284 lượt cán bộ.", "Khoảng 200 cán bộ nghỉ hưu.")
        return tuple(
            Chunk(f"{document_id}:{at}", document_id, at, text, 0, len(text), 1, ("I. Kết quả",), text)
            for at, text in enumerate(texts)
        )

    def may_change(self, document_id: str) -> bool:
        return document_id not in self._removed

    def may_add(self) -> bool:
        return True

    def collections(self) -> tuple[str, ...]:
        return tuple(sorted({"default", *self._collections.values()}))

    def correct(
        self, document_id: str, field: str, written: str | None, *, author: str, for_new_versions: bool = True
    ) -> None:
        name, value = read_value(field, written)
        former = next(one.title for one in self.shown() if one.document_id == document_id)
        number = len(self._corrections) + 1
        self._corrections.append(
            Correction(number, document_id, name, value, former, author, NOW, for_new_versions=for_new_versions)
        )

    def withdraw(self, document_id: str, field: str, *, author: str) -> None:
        counting = {str(name): one for name, one in effective(self.corrections(document_id)).items()}
        if field not in counting:
            raise UnknownCorrection(correction_id=field)
        gone = counting[field]
        self._corrections = [
            replace(one, withdrawn_at=NOW, withdrawn_by=author) if one == gone else one for one in self._corrections
        ]

    def move(self, document_ids: Sequence[str], collection: str, *, author: str) -> int:
        self._collections.update(dict.fromkeys(document_ids, collection))
        return len(document_ids)

    def reread(self, document_ids: Sequence[str], *, author: str) -> int:
        return len(document_ids)

    # ---- the bin ----

    def remove(self, document_ids: Sequence[str]) -> Job:
        known = {one.document_id: one for one in self._reports()}
        for document_id in document_ids:
            if document_id not in known:
                raise UnknownDocument(document_id=document_id)
            self._removed[document_id] = known[document_id]
        return self._job("remove", [(document_id, "removed") for document_id in document_ids])

    def recycled(self) -> tuple[RecycledDocument, ...]:
        until = NOW + timedelta(days=30)
        return tuple(
            RecycledDocument(one.document_id, one.title, one.source, "default", 900, NOW, until, "local", "removed")
            for one in self._removed.values()
        )

    def restore(self, document_ids: Sequence[str]) -> Job:
        for document_id in document_ids:
            self._removed.pop(document_id)
        return self._job("restore", [(document_id, "restored") for document_id in document_ids])

    # ---- adding ----

    def formats(self) -> tuple[str, ...]:
        return ("word", "pdf", "sheets", "slides", "text", "web", "mail", "archive", "scan")

    def upload_limits(self) -> tuple[int, int]:
        return 64, 2000

    def receive(self, stream: BinaryIO, name: str) -> Upload:
        size = 0
        while block := stream.read(65536):
            size += len(block)
        return Upload(name, "/nowhere", size)

    def enqueue_uploads(self, uploads: Sequence[Upload], collection: str) -> Job:
        for one in uploads:
            if "hỏng" not in one.name:
                number = f"{100 + len(self._added):064x}"
                self._added.append(
                    ReportSummary(
                        number,
                        one.name,
                        DocumentState.INDEXED,
                        title=one.name,
                        language="vi",
                        collection=collection,
                        changed_at=NOW + timedelta(days=1),
                    )
                )
        return self._job("ingest", [(one.name, "refused" if "hỏng" in one.name else "added") for one in uploads])

    def _job(self, kind: JobKind, outcomes: Sequence[tuple[str, str]]) -> Job:
        number = len(self._jobs) + 1
        numbered = enumerate(outcomes, 1)
        items = [JobItem(at, number, at, subject, "queued", outcome=outcome) for at, (subject, outcome) in numbered]
        progress = JobProgress(len(items), seconds_left=90.0)
        job = Job(number, kind, "queued", "local", outcomes[0][0], "default", NOW, NOW, None, progress)
        self._jobs.insert(0, (job, items))
        self._looks = 0
        return job

    def jobs(self, limit: int = 20) -> tuple[Job, ...]:
        """Each look brings the latest job one step on."""
        if self._jobs and not self._jobs[0][0].is_finished:
            self._looks += 1
            self._jobs[0] = _advanced(*self._jobs[0], self._looks)
        return tuple(job for job, _ in self._jobs[:limit])

    def items(self, job_id: int, limit: int = 200) -> tuple[JobItem, ...]:
        return tuple(next(items for job, items in self._jobs if job.job_id == job_id)[:limit])

    def cancel(self, job_id: int) -> Job:
        return next(job for job, _ in self._jobs if job.job_id == job_id)

    def retry(self, job_id: int) -> Job:
        return self.cancel(job_id)

    def work_state(self) -> WorkState:
        return WorkState()

    # ---- administrators ----

    def usage(self, weeks: int = 12) -> UsageReport:
        since = NOW - timedelta(weeks=weeks)
        questions = ("Kinh phí sửa chữa đường tỉnh 293 là bao nhiêu?", "Sửa chữa đường tỉnh hết bao nhiêu kinh phí?")
        asked = [
            AskedQuestion(
                NOW - timedelta(days=at),
                "lan" if at % 3 else "minh",
                questions[at % 2],
                "vi",
                at % 4 == 0,
                "no_support" if at % 4 == 0 else None,
                "extractive",
                0.4 + at / 20,
                useful=False if at % 7 == 0 else True if at % 5 == 0 else None,
                feedback="incomplete" if at % 7 == 0 else None,
            )
            for at in range(60)
        ]
        return report_usage(asked, since=since, now=NOW, shown=True)

    def machine(self) -> MachineState:
        parts = (("generations", 331_000_000), ("originals", 812_000_000), ("models", 1_250_000_000))
        return MachineState("low", 1_400_000_000, 64_000_000_000, parts, 96_000_000)

    def generations(self) -> tuple[GenerationSummary, ...]:
        until = NOW + timedelta(days=7)
        return (
            GenerationSummary(2, "current", "multilingual-e5-small", "1", "1", NOW, 3),
            GenerationSummary(1, "retired", "multilingual-e5-small", "1", "1", NOW - timedelta(days=40), 3, NOW, until),
        )

    def rebuild(self) -> Job:
        return self._job("rebuild", [("indexes", "rebuilt")])

    def roll_back(self, generation_id: int) -> Job:
        return self._job("roll_back", [(str(generation_id), "rebuilt")])

    def watched_folders(self) -> tuple[WatchedFolder, ...]:
        return (WatchedFolder(1, "/srv/bao-cao/2024", "default", "recycle", 60, True, NOW, None, SweepCounts(12)),)

    def sweep(self, folder_id: int) -> Job:
        return self._job("sweep", [("/srv/bao-cao/2024", "swept")])

    def duplicate_groups(self) -> tuple[DuplicateGroup, ...]:
        first = self._reports()[0]
        member = DuplicateMember(first.document_id, first.title, first.source, 1.0)
        other = DuplicateMember("x", "Dự thảo báo cáo", "du-thao.docx", 0.93)
        return (DuplicateGroup(member, (other,), "draft_and_final"),)

    def audit(self, wanted: AuditFilter, limit: int = 200) -> tuple[AuditEntry, ...]:
        return self.people.audit(wanted, limit=limit)

    @property
    def actor(self) -> Actor:
        return LOCAL_VISITOR.actor

    @property
    def people(self) -> People:
        if self._people is None:
            self._people = People.in_folder(Settings(data_dir=Path(tempfile.mkdtemp())))
        return self._people

    def close(self) -> None:
        """Release the accounts, if they were looked at."""
        if self._people is not None:
            self._people.close()


def _advanced(job: Job, items: list[JobItem], looks: int) -> tuple[Job, list[JobItem]]:
    if looks < len(_STAGES):
        stage = _STAGES[looks]
        moving = [replace(one, state="working", stage=stage) for one in items]  # type: ignore[arg-type]
        progress = JobProgress(len(items), working=len(items), fraction=looks / 4, seconds_left=40.0)
        return replace(job, state="working", progress=progress), moving
    done = [
        replace(one, state="refused", stage="done", code="corrupt", facts={"detail": "no pages"})
        if one.outcome == "refused"
        else replace(one, state="done", stage="done", document_id=f"{1:064x}")
        for one in items
    ]
    refused = sum(one.state == "refused" for one in done)
    progress = JobProgress(len(items), done=len(items) - refused, refused=refused, fraction=1.0)
    return replace(job, state="done", finished_at=NOW, progress=progress), done
