"""The outline as a writer sees it: what would be told in each part, what else could be, and where it comes from."""

from __future__ import annotations

from typing import Final

from assistant.drafting.draft import Brief
from assistant.drafting.draft_choices import is_dropped
from assistant.drafting.draft_outline import FilledPart, candidates
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.draft_templates import part_heading
from assistant.drafting.draft_writer import Composition, parts_for
from assistant.drafting.fact_values import Fact
from assistant.drafting.kept_draft import Outline, OutlineChoices, OutlineFact, OutlinePart
from ingest.errors import UnknownDocument

MOST_FACTS: Final = 40
"""Facts of a part that are offered beside those that are told."""


def read_outline(brief: Brief, choices: OutlineChoices, composition: Composition, library: FactSource) -> Outline:
    """Say what a composition told and what it could have told; facts that the writer dropped stay to be taken back."""
    titles: dict[str, str] = {}
    for document_id in dict.fromkeys(fact.document_id for fact, _ in composition.usable):
        titles[document_id] = _title(document_id, library)
    parts = tuple(
        _part(filled, brief, choices, composition, titles) for filled in composition.parts if filled.part.slots
    )
    for document_id in sorted(choices.dropped_documents):
        titles.setdefault(document_id, _title(document_id, library))
    documents = tuple((one, title) for one, title in titles.items() if title)
    left_out = {"left_out", "length_short", "length_long"}
    notices = tuple(one for one in composition.draft.notices if one.code not in left_out)
    return Outline(brief, choices, parts, documents, notices)


def _part(
    filled: FilledPart, brief: Brief, choices: OutlineChoices, composition: Composition, titles: dict[str, str]
) -> OutlinePart:
    told = {fact.place for fact in filled.facts}
    elsewhere = {fact.place for other in composition.parts for fact in other.facts} - told
    ranked = candidates(filled.part, composition.usable, parts_for(brief))
    ranked += [fact for fact in filled.facts if fact not in ranked]
    free = [fact for fact in ranked if fact.place not in told | elsewhere][:MOST_FACTS]
    shown = [fact for fact in ranked if fact.place in told or fact in free]
    added = {place for _, place in choices.added}

    def row(fact: Fact) -> OutlineFact:
        return OutlineFact(
            place=fact.place,
            text=fact.text,
            title=titles.get(fact.document_id, ""),
            chosen=fact.place in told,
            pinned=fact.place in choices.pinned or (fact.place in added and not is_dropped(fact.place, choices)),
            conflicts=fact.conflicts,
        )

    facts = tuple(row(fact) for fact in shown)
    return OutlinePart(filled.part.code, part_heading(filled.part.code, brief.language), facts, filled.part.required)


def _title(document_id: str, library: FactSource) -> str:
    try:
        record = library.document(document_id)
    except UnknownDocument:
        return ""
    return record.metadata.title or record.source
