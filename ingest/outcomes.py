"""What became of each file, as the command line prints it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ingest.errors import RefusedFile
from vectorstore.records import DocumentType, Language, Period, ReportMetadata

OutcomeKind = Literal["added", "unchanged", "replaced", "refused"]
Stage = Literal["reading", "embedding", "storing", "verifying", "done"]


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """One line of ``baocao ingest``. ``facts`` fill the message that belongs to ``code``; ``seconds`` are wall time."""

    source: str
    document_id: str | None
    outcome: OutcomeKind
    code: str | None = None
    reason: str | None = None
    chunks: int = 0
    language: Language | None = None
    title: str | None = None
    issuer: str | None = None
    doc_type: DocumentType | None = None
    period: Period | None = None
    event_date: date | None = None
    published_at: datetime | None = None
    complete: bool = False
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The outcome as values that ``json.dumps`` takes."""
        return {
            "source": self.source,
            "document_id": self.document_id,
            "outcome": self.outcome,
            "code": self.code,
            "reason": self.reason,
            "chunks": self.chunks,
            "language": self.language,
            "title": self.title,
            "issuer": self.issuer,
            "doc_type": self.doc_type,
            "period": str(self.period) if self.period else None,
            "event_date": self.event_date.isoformat() if self.event_date else None,
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "complete": self.complete,
            "seconds": round(self.seconds, 3),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far a run is: files with an outcome, files in all, the file at hand; ``hidden`` entries are not read."""

    done: int
    total: int
    source: str
    stage: Stage
    hidden: int = 0


OnProgress = Callable[[IngestProgress], None]


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did; ``from_stored_text`` are documents whose original could not be read again."""

    documents: int
    chunks: int
    seconds: float
    from_stored_text: tuple[str, ...] = ()


def found(
    kind: OutcomeKind,
    source: str,
    document_id: str,
    metadata: ReportMetadata,
    chunks: int,
    *,
    seconds: float,
    warnings: tuple[str, ...] = (),
) -> IngestOutcome:
    """The outcome of a file that is in the library."""
    return IngestOutcome(
        source=source,
        document_id=document_id,
        outcome=kind,
        chunks=chunks,
        language=metadata.language,
        title=metadata.title,
        issuer=metadata.issuer,
        doc_type=metadata.doc_type,
        period=metadata.period,
        event_date=metadata.event_date,
        published_at=metadata.published_at,
        complete=metadata.complete,
        seconds=seconds,
        warnings=warnings,
    )


def refused(source: str, refusal: RefusedFile, *, seconds: float) -> IngestOutcome:
    """The outcome of a file that is not."""
    facts = {name: value for name, value in refusal.facts.items() if name != "file"}
    reason = ", ".join(f"{name}: {value}" for name, value in facts.items())
    return IngestOutcome(
        source=source,
        document_id=None,
        outcome="refused",
        code=refusal.code,
        reason=reason or (type(refusal).__doc__ or refusal.code).splitlines()[0],
        seconds=seconds,
        facts=facts,
    )
