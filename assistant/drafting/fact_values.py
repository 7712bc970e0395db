"""A sentence of a report as a fact for a draft."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.drafting.sentence_roles import SentenceRole
from ingest.documents import BlockKind
from ingest.figures import Figure
from vectorstore.records import Language, Period


@dataclass(frozen=True, slots=True)
class FactPlace:
    """Where a sentence stands: ``clean[start:end]`` of a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence, list item or row of a table, as it stands at ``clean[start:end]``.

    ``figures`` have offsets in ``text``. ``period`` is what the sentence speaks of, else the subject period of its
    report. ``heading`` holds the headings over it, a line each, the nearest last; ``before`` the line that introduces
    it. ``score`` only ranks: higher is nearer to the brief.
    """

    text: str
    document_id: str
    start: int
    end: int
    roles: frozenset[SentenceRole]
    figures: tuple[Figure, ...]
    period: Period | None
    issuer: str | None
    heading: str
    score: float
    language: Language
    before: str = ""
    kind: BlockKind = "paragraph"
    header: str = ""
    """The row of column heads, of a row of a table."""
    also_in: tuple[FactPlace, ...] = ()
    """Less official places that say the same."""
    conflicts: tuple[FactPlace, ...] = ()
    """Places that give another figure for the same thing in the same period."""
    complete: bool = True
    """False where the report as a whole is known to lack text."""
    damaged: bool = False
    """Characters were lost near it: its figures prove nothing."""

    @property
    def place(self) -> FactPlace:
        return FactPlace(self.document_id, self.start, self.end)
