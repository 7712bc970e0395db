"""What one open page remembers of the Draft tab. The drafts themselves are kept by the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.drafting.draft import Draft
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import BlockChange, KeptDraft, Outline, OutlineChoices

if TYPE_CHECKING:
    from assistant.ui.visit import Problem

DraftView = Literal["outline", "text"]
FoundFact = tuple[FactPlace, str, str]
"""Place, text and title of the report of a sentence that a search found."""


@dataclass(frozen=True, slots=True)
class DraftRun:
    """A draft being written or revised: how far it is, and the text as it stands so far."""

    draft_id: str
    revising: bool = False
    heading: str = ""
    number: int = 0
    """The part being written, from 1; 0 while nothing has begun."""
    total: int = 0
    seconds_left: float | None = None
    part: str = ""
    draft: Draft | None = None
    """The text with the parts written so far; ``None`` until something is there."""
    written: frozenset[str] = frozenset()
    """Codes of the parts that are done."""
    kept: KeptDraft | None = None
    """What came of it, once it is finished."""
    problem: Problem | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class FactFinding:
    """A search for sentences to add to a part by hand."""

    part: str
    words: str
    found: tuple[FoundFact, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions held against one another."""

    before: int
    after: int
    changes: tuple[BlockChange, ...]


@dataclass(slots=True)
class DraftVisit:
    """What is open in the Draft tab of one page."""

    request: str = ""
    """A request that something else on the page put into the box."""
    prefilled: int = 0
    """Counts those requests, so that the page's script tells a new one from an old one."""
    sources: frozenset[str] = frozenset()
    """Documents that a new draft shall draw on; empty for all that are found."""
    source_search: str = ""
    list_search: str = ""
    kept: KeptDraft | None = None
    """The open draft as this page saw it last."""
    outline: Outline | None = None
    choices: OutlineChoices = field(default_factory=OutlineChoices)
    """The choices as they were sent last; the kept ones follow."""
    view: DraftView = "outline"
    focus: int | None = None
    """The block whose sources stand beside the text."""
    editing: int | None = None
    adding: int | None = None
    """The block behind which a paragraph is being put in."""
    finding: FactFinding | None = None
    comparison: Comparison | None = None
    opened: tuple[str, int, int, int] | None = None
    """The open source, as in ``Visit``."""
    run: DraftRun | None = None
    problem: Problem | None = None
    unsaved: str = ""
    """What the writer typed and could not be saved."""

    def open(self, kept: KeptDraft, outline: Outline | None) -> None:
        """Show a draft from its beginning; nothing of another one stays."""
        self.close()
        self.kept, self.outline, self.choices = kept, outline, kept.choices
        self.view = "outline" if kept.draft is None else "text"

    def stand(self, kept: KeptDraft) -> None:
        """Show what a change left standing; what was pointed at stays pointed at, where it still is."""
        count = 0 if kept.draft is None else len(kept.draft.blocks)
        self.kept, self.comparison, self.unsaved = kept, None, ""
        if self.focus is not None and self.focus >= count:
            self.focus = None
        self.editing = self.adding = None

    def close(self) -> None:
        """Leave the draft; it stays in the list."""
        self.kept = self.outline = self.focus = self.editing = self.adding = None
        self.finding = self.comparison = self.opened = self.run = self.problem = None
        self.choices, self.view, self.unsaved = OutlineChoices(), "outline", ""

    @property
    def draft(self) -> Draft | None:
        """The text to be shown: as it is being written, else as it stands."""
        if self.run is not None and not self.run.ended and self.run.draft is not None:
            return self.run.draft
        return None if self.kept is None else self.kept.draft

    @property
    def writing(self) -> bool:
        return self.run is not None and not self.run.ended
