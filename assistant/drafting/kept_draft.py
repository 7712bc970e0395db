"""A draft on its way to a signature: outline, choices of the writer, versions, and the events in which it is written.

Values only. ``assistant.drafting.draft_desk`` works on them and ``assistant.workspace`` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.draft import WrittenBy as WrittenBy
from assistant.drafting.draft_check import CheckSheet
from assistant.drafting.fact_values import FactPlace

VersionKind = Literal["written", "edited", "revised", "locked", "restored"]
DraftFormat = Literal["docx", "markdown", "pdf", "check"]


@dataclass(frozen=True, slots=True)
class OutlineFact:
    """A sentence of a report that a part may tell; ``chosen`` says whether the draft tells it as things stand."""

    place: FactPlace
    text: str
    title: str
    """Title of its report, else its file's name."""
    chosen: bool
    pinned: bool = False
    conflicts: tuple[FactPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A part of the document with what the reports hold for it, best first; ``heading`` is worded for people."""

    code: str
    heading: str
    facts: tuple[OutlineFact, ...]
    required: bool
    """Without a chosen fact it becomes a blank in the draft."""


@dataclass(frozen=True, slots=True)
class OutlineChoices:
    """What the writer decided about the outline."""

    pinned: frozenset[FactPlace] = frozenset()
    """Told whatever the length."""
    dropped: frozenset[FactPlace] = frozenset()
    """Never told."""
    added: tuple[tuple[str, FactPlace], ...] = ()
    """Sentences put into a part by hand: code of the part and place."""
    dropped_documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outline:
    """What would be written: parts with facts, and the documents that they come from (id, title)."""

    brief: Brief
    choices: OutlineChoices
    parts: tuple[OutlinePart, ...]
    documents: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...] = ()
    """What the writer must know, such as a chosen document that has left the library."""


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft as a row of the list of a writer's drafts."""

    draft_id: str
    """Unguessable (128 random bits, hexadecimal)."""
    title: str
    genre: str
    language: str
    created_at: datetime
    changed_at: datetime
    version: int
    """Number of the version that stands; 0 while there is an outline only."""


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One state of the text. ``note`` is the instruction or the part that was changed."""

    number: int
    kind: VersionKind
    note: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft whole, as it stands: ``draft`` and ``sheet`` are ``None`` before it was first written."""

    summary: DraftSummary
    brief: Brief
    choices: OutlineChoices = field(default_factory=OutlineChoices)
    draft: Draft | None = None
    sheet: CheckSheet | None = None
    versions: tuple[DraftVersion, ...] = ()
    """Oldest first; the one that stands is ``summary.version``."""


@dataclass(frozen=True, slots=True)
class BlockChange:
    """How one block differs between two versions: ``before`` or ``after`` is ``None`` where it is new or gone."""

    before: DraftBlock | None
    after: DraftBlock | None


@dataclass(frozen=True, slots=True)
class PartStarted:
    """A part is being written. ``number`` counts from 1; ``seconds_left`` is an estimate, ``None`` without one.

    Comes again for the same part, with a new estimate, before each further paragraph of it.
    """

    part: str
    heading: str
    number: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class PartWritten:
    """All blocks of a part as they stand now; ``refused`` says why the model's text was not taken, if it was not.

    Comes once for each paragraph of the part that was tried: ``blocks`` always are those of the whole part, in order,
    and replace what the part held before. ``written_by`` is ``model`` where at least one of them is in its words.
    """

    part: str
    blocks: tuple[DraftBlock, ...]
    written_by: WrittenBy
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftFinished:
    """The draft was written, checked and kept."""

    kept: KeptDraft


@dataclass(frozen=True, slots=True)
class DraftComposed:
    """The whole draft without the model, which stands until its parts are rewritten."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DraftRewritten:
    """The whole draft after the model's work, checked; it is kept by whoever asked for it."""

    draft: Draft


DraftEvent = PartStarted | PartWritten | DraftComposed | DraftRewritten | DraftFinished
