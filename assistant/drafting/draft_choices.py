"""What the writer decided about the outline, brought to the facts: pinned and added ones are told, dropped ones never.

A fact of another period than the draft's is told with its period, so that an added figure is never taken for a current
one. What has left the library since it was chosen is a notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief
from assistant.drafting.draft_facts import report_facts
from assistant.drafting.draft_outline import Part
from assistant.drafting.draft_slots import Slot, slot_of
from assistant.drafting.draft_sources import FactSource, SourceReport
from assistant.drafting.fact_values import Fact, FactPlace
from assistant.drafting.kept_draft import OutlineChoices
from ingest.catalogue_records import DocumentRecord
from ingest.errors import UnknownDocument
from ingest.periods import find_periods
from vectorstore.records import Period

NO_CHOICES = OutlineChoices()


@dataclass(frozen=True, slots=True)
class ForcedFacts:
    """Facts that must be told, each with its slot and the code of its part, and what became of those that cannot."""

    facts: tuple[tuple[Fact, Slot, str], ...] = ()
    notices: tuple[Notice, ...] = ()


def is_dropped(place: FactPlace, choices: OutlineChoices) -> bool:
    """Whether the writer does not want a sentence, or its whole document; this outweighs pinning and adding."""
    if place in choices.dropped or place.document_id in choices.dropped_documents:
        return True
    return any(
        one.document_id == place.document_id and one.start < place.end and place.start < one.end
        for one in choices.dropped
    )


def force_facts(
    choices: OutlineChoices,
    parts: Sequence[Part],
    usable: Sequence[tuple[Fact, Slot]],
    gathered: Sequence[Fact],
    library: FactSource,
) -> ForcedFacts:
    """Find the pinned and added facts, also in reports that the brief does not draw on."""
    wanted = dict.fromkeys(sorted(choices.pinned, key=lambda one: (one.document_id, one.start)), "")
    wanted |= {place: code for code, place in choices.added}
    known = {fact.place: (fact, slot) for fact, slot in usable}
    others = {fact.place: fact for fact in gathered}
    found: list[tuple[Fact, Slot, str]] = []
    notices: list[Notice] = []
    for place, code in wanted.items():
        if is_dropped(place, choices):
            continue
        try:
            if place in known:
                fact, slot = known[place]
            else:
                fact = others.get(place) or read_fact(place, library)
                slot = slot_of(fact, library.document(place.document_id).metadata.doc_type)
        except UnknownDocument:
            notices.append(Notice("document_gone", (("document", place.document_id), ("source", ""))))
            continue
        except LookupError:
            notices.append(Notice("fact_gone", (("source", _title(library.document(place.document_id))),)))
            continue
        part = part_for(parts, slot, code)
        if part is not None:
            found.append((fact, slot if slot in part.slots else part.slots[0], part.code))
    return ForcedFacts(tuple(found), tuple(dict.fromkeys(notices)))


def read_fact(place: FactPlace, library: FactSource) -> Fact:
    """Read one sentence of a report as a fact; raises ``UnknownDocument``, and ``LookupError`` where it is none."""
    source = SourceReport(library.document(place.document_id), library.text(place.document_id), 1.0, chosen=True)
    for fact in report_facts(source):
        if fact.start == place.start:
            return fact
    raise LookupError(f"no fact at {place}")


def part_for(parts: Sequence[Part], slot: Slot, code: str = "") -> Part | None:
    """Give the part that was named, else the one that a slot belongs to, else the first that tells facts."""
    telling = [part for part in parts if part.slots]
    for part in telling:
        if part.code == code:
            return part
    return next((part for part in telling if slot in part.slots), telling[0] if telling else None)


def told_with_period(brief: Brief, forced: Iterable[Fact], records: Collection[DocumentRecord]) -> frozenset[FactPlace]:
    """The facts with figures of another period than the draft's that do not name their period themselves."""
    own = brief.period
    if own is None:
        shared = {record.metadata.period for record in records}
        own = shared.pop() if len(shared) == 1 else None
    if own is None or brief.genre == "plan":
        return frozenset()
    return frozenset(fact.place for fact in forced if fact.figures and _of_another(fact, own))


def _of_another(fact: Fact, own: Period) -> bool:
    if fact.period is None or fact.period.overlaps(own):
        return False
    named = find_periods(fact.text, fact.language)
    return not any(one.period is not None and not one.period.overlaps(own) for one in named)


def _title(record: DocumentRecord) -> str:
    return record.metadata.title or record.source
