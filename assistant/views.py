"""What the interfaces show about the library: frozen values without a word of display text.

Facts that a person reads (a refusal, trouble) travel as a stable code with its facts; the interface words them in the
reader's language. All offsets are half-open character offsets into a document's clean text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ingest.documents import Block, Gap
from vectorstore.records import DocumentState, DocumentType, Language, Period, ReportMetadata

ReadinessState = Literal["ready", "working", "trouble"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether questions can be answered now.

    ``working`` means that answers are given while the library is being changed; ``trouble`` that they are not given.
    ``code`` is the code of an error or of a state (``index_busy``) that ``assistant.messages`` can word.
    """

    state: ReadinessState
    code: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelState:
    """The language model that writes answers, for the status line and ``baocao status``.

    ``none``: switched off by setting. ``absent``: would be used but is not on disk (``command`` fetches it).
    ``starting``, ``ready``; ``failed``: answers are quotations until it is back (``code`` as ``assistant.messages``
    words it, with ``facts``).
    """

    state: Literal["none", "absent", "starting", "ready", "failed"]
    name: str | None = None
    command: str | None = None
    code: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value that reports can be filtered by, and how many indexed reports have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class LibrarySummary:
    """The library in one look. Facets count indexed reports only and come with the most frequent value first."""

    indexed: int
    refused: int
    queued: int
    passages: int
    updated_at: datetime | None
    """When the library last changed, with its time zone; ``None`` for a library that never held anything."""
    revision: int
    issuers: tuple[FacetValue, ...] = ()
    doc_types: tuple[FacetValue, ...] = ()
    languages: tuple[FacetValue, ...] = ()
    years: tuple[FacetValue, ...] = ()
    """Calendar years that reporting periods touch (``"2024"``), newest first."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """One document as a row of the library's list. What is unknown, or unread because refused, is ``None``."""

    document_id: str
    source: str
    state: DocumentState
    title: str | None = None
    issuer: str | None = None
    doc_type: DocumentType | None = None
    language: Language | None = None
    period: Period | None = None
    event_date: date | None = None
    issue_date: date | None = None
    published_at: datetime | None = None
    complete: bool = True
    reliability: Literal["normal", "low"] = "normal"
    defects: tuple[str, ...] = ()
    """Stable codes: ``truncated``, ``redacted``, ``missing_fields``, ``mojibake``, ``user_uploaded``."""
    missing_characters: int = 0
    collection: str = "default"
    confidential: bool = False
    """Whether it stands in a collection that is marked as confidential."""
    passages: int = 0
    code: str | None = None
    """Why the file was refused (a code of ``ingest.errors``)."""
    facts: tuple[tuple[str, str], ...] = ()
    """The facts that belong to ``code``, as the error carried them."""
    changed_at: datetime | None = None
    doc_number: str | None = None
    corrected: tuple[str, ...] = ()
    """Names of the fields that a person set by hand."""


@dataclass(frozen=True, slots=True)
class TextWindow:
    """A stretch ``clean[start:end]`` of a document, cut at line boundaries, with the marks that fall in it.

    ``blocks``, ``gaps`` and ``damaged`` keep offsets into the whole clean text and may reach beyond the window.
    """

    start: int
    end: int
    text: str
    length: int
    """Characters of the whole clean text, so that ``end == length`` tells that nothing follows."""
    blocks: tuple[Block, ...] = ()
    gaps: tuple[Gap, ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RemovedParts:
    """How often one cleaning rule took something out of a document, and how many characters in all."""

    rule: str
    count: int
    characters: int


@dataclass(frozen=True, slots=True)
class RemovedText:
    """What one cleaning rule took out, and before which offset of the clean text it stood."""

    at: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A cited passage in its context: ``char_start``/``char_end`` is what to highlight inside ``window``."""

    summary: ReportSummary
    window: TextWindow
    char_start: int
    char_end: int
    page: int | None = None
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole document: ``window`` spans all of its clean text (empty for a refused file)."""

    summary: ReportSummary
    window: TextWindow
    metadata: ReportMetadata | None = None
    removed: tuple[RemovedParts, ...] = ()
    pages: int = 0
    encoding: str | None = None
    media_type: str | None = None
    removals: tuple[RemovedText, ...] = ()
    """In the order of their places."""
