"""The shared vocabulary: frozen values that every layer passes on.

All offsets are half-open character offsets ``[start, end)``. Offsets named ``char_*`` count characters of a
document's *clean* text, offsets named ``raw_*`` characters of its decoded original.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Language = Literal["vi", "zh", "en"]
Script = Literal["latin", "hans", "hant", "mixed"]
DocumentType = Literal["report", "news", "speech", "plan", "summary", "notice", "other"]
ValueStatus = Literal["stated", "inferred", "damaged"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """An interval of whole days, both ends included (``2024-01-01/2024-06-30`` is the first half of 2024)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"period starts {self.start} after it ends {self.end}")

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the form that ``str()`` writes; raises ``ValueError`` on any other."""
        start, _, end = text.partition("/")
        return cls(date.fromisoformat(start), date.fromisoformat(end))

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class MetadataValue:
    """One recognised value with where it stands in the clean text and which rule found it.

    ``start``/``end`` are ``None`` for a value that was derived from something that is not in the clean text
    (a file property, a removed page-furniture line).
    """

    field: str
    value: str
    surface: str
    start: int | None
    end: int | None
    rule: str
    confidence: float
    status: ValueStatus = "stated"


@dataclass(frozen=True, slots=True)
class ReportMetadata:
    """What is known about a report as a whole. ``None`` means that the report does not say."""

    title: str | None
    language: Language
    script: Script
    doc_type: DocumentType
    issuer: str | None = None
    doc_number: str | None = None
    period: Period | None = None
    event_date: date | None = None
    issue_date: date | None = None
    published_at: datetime | None = None
    place: str | None = None
    author: str | None = None
    source_name: str | None = None
    complete: bool = True
    reliability: Literal["normal", "low"] = "normal"
    defects: tuple[str, ...] = ()
    """Stable codes: ``truncated``, ``redacted``, ``missing_fields``, ``mojibake``, ``user_uploaded``."""
    missing_characters: int = 0
    values: tuple[MetadataValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one document that is embedded and found as a unit.

    Invariant: ``clean_text[char_start:char_end] == text``. The chunks of a document follow one another in order
    and, with the separators between them, restore it. ``embedded_text`` (title, issuer, period and heading path
    before the text) is what the indexes see and is never shown.
    """

    chunk_id: str
    document_id: str
    index: int
    text: str
    char_start: int
    char_end: int
    page: int | None
    heading_path: tuple[str, ...]
    embedded_text: str


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a reader asked to be searched; empty fields do not restrict.

    A document passes when it satisfies every field that is set; a field with several values is satisfied by any.
    ``period`` is satisfied by a document whose reporting period overlaps it.
    """

    document_ids: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    issuers: frozenset[str] = frozenset()
    doc_types: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    period: Period | None = None

    @property
    def is_empty(self) -> bool:
        return self == SearchFilter()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as found: its place, its text and its score (higher is better)."""

    rank: int
    score: float
    chunk_id: str
    document_id: str
    source: str
    title: str | None
    page: int | None
    char_start: int
    char_end: int
    text: str
    cosine: float
    """Cosine similarity of question and chunk embeddings, −1..1; ``nan`` when it was not computed."""
    lexical: float
    """BM25 divided by the sum of the query terms' idf, 0..about 2; 0 when no term matches."""
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievalTimings:
    """Milliseconds spent in each step of one search."""

    embed: float = 0.0
    dense: float = 0.0
    lexical: float = 0.0
    fuse: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, best first, and what the query was understood to mean."""

    passages: tuple[Passage, ...]
    timings: RetrievalTimings
    applied_filter: SearchFilter = field(default_factory=SearchFilter)


class DocumentState(StrEnum):
    """The life of a document in the catalogue."""

    QUEUED = "queued"
    INDEXED = "indexed"
    REFUSED = "refused"
    REMOVED = "removed"
