"""Instructions carried out by rule on a draft that stands: sentences go, facts of the reports come, nothing is worded.

What is locked or was written by hand stays as it is. What comes in is a fact with its citation, checked as in any
composed draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.cancellation import Cancellation
from assistant.drafting.draft import Brief, Draft
from assistant.drafting.draft_brief import wanted_words
from assistant.drafting.draft_choices import part_for
from assistant.drafting.draft_outline import Part, candidates, count_words, weight
from assistant.drafting.draft_particulars import with_particular
from assistant.drafting.draft_phrases import period_words, phrase
from assistant.drafting.draft_slots import Slot
from assistant.drafting.draft_writer import (
    HEAD_AND_FOOT,
    Composition,
    DraftWriter,
    draft_length,
    fact_notices,
    parts_for,
    with_length_notice,
)
from assistant.drafting.fact_insertion import insert_facts, is_told
from assistant.drafting.fact_values import Fact, FactPlace
from assistant.drafting.kept_draft import OutlineChoices
from assistant.drafting.revision_parts import blocks_of, find_parts, parts_in
from assistant.drafting.revision_reading import LONGER, SHORTER, Revision, read_revision
from assistant.drafting.sentence_cutting import (
    body_words,
    shorten,
    units_of,
    without_parts,
    without_slogans,
    without_subject,
    without_units,
)
from assistant.errors import InstructionUnclear, NothingToRevise
from vectorstore.records import Language, Period

FindPlaces = Callable[[Brief, str], Sequence[FactPlace]]
"""Searches the whole library for sentences about something."""
_RESULTS: Final[frozenset[Slot]] = frozenset({"results", "event", "commendations"})
"""What is told of another period unless a part is named: its shortcomings and plans are not those of the draft's."""
_MOST_ADDED: Final = 3
_ABOUT_IT: Final = 0.6
_SPECIFIC_ROOM: Final = 0.25
"""Share of a part's length that it may gain in figures before the sentences without any give way."""
_LEAST_ROOM: Final[dict[Language, int]] = {"vi": 60, "zh": 90, "en": 50}


@dataclass(frozen=True, slots=True)
class Revised:
    """A draft after an instruction, with what it means for the brief and the choices of the outline."""

    draft: Draft
    brief: Brief
    choices: OutlineChoices


class Reviser:
    """Carries instructions out over a library. Holds no state of any draft."""

    def __init__(self, writer: DraftWriter, find_places: FindPlaces) -> None:
        self._writer = writer
        self._find_places = find_places

    def revise(
        self,
        draft: Draft,
        choices: OutlineChoices,
        instruction: str,
        *,
        part: str | None = None,
        cancellation: Cancellation | None = None,
    ) -> Revised:
        """Do what an instruction asks; raises ``InstructionUnclear``, ``NothingToRevise`` and ``Cancelled``."""
        asked = read_revision(instruction, draft.brief.language)
        if asked is None:
            raise InstructionUnclear(instruction=instruction)
        if not parts_in(draft):
            raise NothingToRevise(instruction=instruction)
        subject_named = asked.kind in {"add", "period"} or (asked.kind == "remove" and bool(asked.subject))
        parts = (part,) if part else find_parts(instruction, draft, named=subject_named)
        whole_part = asked.kind == "remove" and not asked.subject
        if asked.kind != "field" and (parts is None or (whole_part and not parts)):
            raise InstructionUnclear(instruction=instruction)
        work = _Work(self._writer, self._find_places, draft, choices, parts or (), cancellation)
        done = work.carry_out(asked)
        done = replace(done, draft=with_length_notice(done.draft))
        if done.draft.blocks == draft.blocks and done.brief == draft.brief:
            raise NothingToRevise(instruction=instruction)
        return done


class _Work:
    """One instruction on one draft."""

    def __init__(
        self,
        writer: DraftWriter,
        find_places: FindPlaces,
        draft: Draft,
        choices: OutlineChoices,
        parts: Sequence[str],
        cancellation: Cancellation | None,
    ) -> None:
        self._writer, self._find_places = writer, find_places
        self._draft, self._choices = draft, choices
        self._brief = draft.brief
        self._parts = tuple(parts)
        self._cancellation = cancellation

    def carry_out(self, asked: Revision) -> Revised:
        match asked.kind:
            case "shorten":
                return self._done(self._shorter(self._draft, self._target(asked, SHORTER)))
            case "lengthen":
                return self._done(self._longer(self._draft, self._target(asked, LONGER)))
            case "length":
                return self._whole_length(asked.words or wanted_words(self._brief))
            case "specific":
                return self._done(self._more_specific())
            case "slogans":
                return self._done(without_slogans(self._draft, self._numbers(self._draft)))
            case "remove":
                return self._without(asked.subject)
            case "add":
                return self._with_subject(asked.subject)
            case "period":
                return self._with_period(asked)
            case "field":
                return self._with_field(asked)

    def _done(self, draft: Draft) -> Revised:
        return Revised(draft, draft.brief, self._choices)

    def _numbers(self, draft: Draft) -> list[int]:
        return [at for at in blocks_of(draft, self._parts) if draft.blocks[at].kind not in HEAD_AND_FOOT]

    def _target(self, asked: Revision, ratio: float) -> int:
        now = body_words(self._draft, self._numbers(self._draft))
        if asked.words is None:
            return round(now * (asked.ratio or ratio))
        if not asked.by:
            return asked.words if self._parts else max(asked.words - self._around(self._draft), 0)
        return max(now - asked.words, 0) if asked.kind == "shorten" else now + asked.words

    def _around(self, draft: Draft) -> int:
        """What counts as length and cannot change: headings and formulas."""
        return draft_length(draft) - body_words(draft, self._numbers(draft))

    # ---- length ------------------------------------------------------------------------------------------------

    def _shorter(self, draft: Draft, wanted: int) -> Draft:
        return shorten(draft, self._numbers(draft), wanted, self._choices.pinned)

    def _longer(self, draft: Draft, wanted: int) -> Draft:
        """Tell further facts, the weightiest first, until the length is reached."""
        found = self._composition(self._brief, self._choices)
        left = wanted - body_words(draft, self._numbers(draft))
        chosen: dict[str, list[Fact]] = {}
        pool = [(fact, part) for part in self._telling_parts() for fact in self._untold(part, found, draft)]
        for fact, part in sorted(pool, key=lambda one: -weight(one[0])):
            size = self._size(fact, found)
            taken = any(fact in facts or _clashes(fact, facts) for facts in chosen.values())
            if left <= 0 or taken or size > left + max(wanted * 0.1, 5):
                continue
            chosen.setdefault(part.code, []).append(fact)
            left -= size
        return self._inserted(draft, chosen, found)

    def _whole_length(self, words: int) -> Revised:
        self._parts = ()
        wanted = max(words - self._around(self._draft), 0)
        now = body_words(self._draft, self._numbers(self._draft))
        changed = self._shorter(self._draft, wanted) if wanted < now else self._longer(self._draft, wanted)
        brief = replace(
            changed.brief, words=words, inferred=tuple(one for one in changed.brief.inferred if one != "words")
        )
        return Revised(replace(changed, brief=brief), brief, self._choices)

    # ---- content -----------------------------------------------------------------------------------------------

    def _more_specific(self) -> Draft:
        """Tell facts with figures; sentences without any give way where the part would grow too long."""
        draft = self._draft
        found = self._composition(self._brief, self._choices)
        chosen: dict[str, list[Fact]] = {}
        for part in self._telling_parts():
            numbers = [at for at in self._numbers(draft) if draft.blocks[at].part == part.code]
            room = max(round(body_words(draft, numbers) * _SPECIFIC_ROOM), _LEAST_ROOM[self._brief.language])
            for fact in self._untold(part, found, draft):
                size = self._size(fact, found)
                if not fact.figures or size > room or _clashes(fact, chosen.get(part.code, [])):
                    continue
                chosen.setdefault(part.code, []).append(fact)
                room -= size
        return self._inserted(draft, chosen, found, give_way=True)

    def _without(self, subject: str) -> Revised:
        if not subject:
            return self._done(without_parts(self._draft, self._parts))
        draft, places = without_subject(self._draft, self._numbers(self._draft), subject)
        choices = replace(
            self._choices,
            dropped=self._choices.dropped | places,
            pinned=self._choices.pinned - places,
            added=tuple(one for one in self._choices.added if one[1] not in places),
        )
        return Revised(draft, draft.brief, choices)

    def _with_subject(self, subject: str) -> Revised:
        """Tell what the reports of the brief say about a subject, else what the whole library does."""
        keys = content_keys(subject, self._brief.language) or tuple(text_keys(subject))
        found = self._composition(self._brief, self._choices)
        slots = {fact.place: slot for fact, slot in found.usable}
        facts = self._about(keys, [fact for fact, _ in found.usable], found)
        facts = [fact for fact in facts if slots[fact.place] in self._slots()] or facts
        if facts:
            chosen: dict[str, list[Fact]] = {}
            for fact in facts:
                chosen.setdefault(self._part_of(slots[fact.place]), []).append(fact)
            return self._added(chosen, found)
        places = self._find_places(self._brief, subject)
        return self._with_places(places, keys)

    def _with_period(self, asked: Revision) -> Revised:
        """Tell figures of another period, each with its period; they stay chosen when the draft is written again."""
        period = asked.period
        if period is None:
            return self._done(self._draft)
        found = self._composition(_about_period(self._brief, period, asked.subject), _only_dropped(self._choices))
        keys = content_keys(asked.subject, self._brief.language) if asked.subject else ()
        facts = [
            fact
            for fact, slot in found.usable
            if fact.period is not None
            and fact.period.overlaps(period)
            and fact.figures
            and "plan" not in fact.roles
            and slot in (self._slots() if self._parts else _RESULTS)
            and (not keys or coverage(keys, text_keys(fact.text)) >= _ABOUT_IT)
        ]
        places = [fact.place for fact in sorted(facts, key=lambda one: -weight(one))]
        return self._with_places(places, ())

    def _with_field(self, asked: Revision) -> Revised:
        if asked.field is None:
            return self._done(self._draft)
        draft = with_particular(self._draft, asked.field, asked.value, self._writer, self._choices)
        return Revised(draft, draft.brief, self._choices)

    # ---- facts -------------------------------------------------------------------------------------------------

    def _composition(self, brief: Brief, choices: OutlineChoices) -> Composition:
        return self._writer.compose(brief, choices, self._cancellation)

    def _telling_parts(self) -> list[Part]:
        """The parts of the draft that tell facts and that the instruction is about."""
        there = self._parts or parts_in(self._draft)
        return [part for part in parts_for(self._brief) if part.code in there and part.slots]

    def _slots(self) -> frozenset[Slot]:
        return frozenset(slot for part in self._telling_parts() for slot in part.slots)

    def _part_of(self, slot: Slot) -> str:
        part = part_for(self._telling_parts(), slot)
        there = [one for one in parts_in(self._draft) if one not in {"opening", "closing", "points"}]
        return part.code if part is not None else (self._parts or tuple(there) or parts_in(self._draft))[0]

    def _untold(self, part: Part, found: Composition, draft: Draft) -> list[Fact]:
        ranked = candidates(part, found.usable, parts_for(self._brief))
        return [fact for fact in ranked if self._may_be_told(fact, found) and not is_told(fact, draft.citations)]

    def _may_be_told(self, fact: Fact, found: Composition) -> bool:
        own = fact.language == self._brief.language
        return own and fact.place not in self._choices.dropped and found.maker.piece(fact) is not None

    def _about(self, keys: Sequence[str], facts: Sequence[Fact], found: Composition) -> list[Fact]:
        near = [
            (coverage(keys, text_keys(fact.text)), fact)
            for fact in facts
            if self._may_be_told(fact, found) and not is_told(fact, self._draft.citations)
        ]
        ranked = sorted((one for one in near if one[0] >= _ABOUT_IT), key=lambda one: (-one[0], -weight(one[1])))
        return [fact for _, fact in ranked[:_MOST_ADDED]]

    def _with_places(self, places: Sequence[FactPlace], keys: Sequence[str]) -> Revised:
        """Force sentences from anywhere in the library into the draft, as the writer could in the outline."""
        code = self._telling_parts()[0].code if self._parts and self._telling_parts() else ""
        wanted = tuple((code, place) for place in places[: 4 * _MOST_ADDED])
        trial = replace(self._choices, added=(*self._choices.added, *wanted))
        found = self._composition(self._brief, trial)
        slots = {fact.place: (fact, slot) for fact, slot in found.usable}
        chosen: dict[str, list[Fact]] = {}
        for place in places:
            if place not in slots or sum(map(len, chosen.values())) >= _MOST_ADDED:
                continue
            fact, slot = slots[place]
            repeated = any(_clashes(fact, facts) for facts in chosen.values())
            off = keys and coverage(keys, text_keys(fact.text)) < _ABOUT_IT
            if off or repeated or not self._may_be_told(fact, found) or is_told(fact, self._draft.citations):
                continue
            chosen.setdefault(self._part_of(slot), []).append(fact)
        return self._added(chosen, found)

    def _added(self, chosen: dict[str, list[Fact]], found: Composition) -> Revised:
        draft = self._inserted(self._draft, chosen, found)
        added = tuple((code, fact.place) for code, facts in chosen.items() for fact in facts)
        choices = replace(self._choices, added=tuple(dict.fromkeys((*self._choices.added, *added))))
        return Revised(draft, draft.brief, choices)

    def _inserted(
        self, draft: Draft, chosen: dict[str, list[Fact]], found: Composition, *, give_way: bool = False
    ) -> Draft:
        for code, facts in chosen.items():
            numbers = [at for at in self._numbers(draft) if draft.blocks[at].part == code]
            plain = [one for one in units_of(draft, numbers, self._choices.pinned) if one.keys and one.value < 1]
            draft = insert_facts(draft, code, facts, found.maker)
            new = fact_notices(facts, found.maker.library)
            draft = replace(draft, notices=tuple(dict.fromkeys((*draft.notices, *new))))
            if give_way:
                room = sum(self._size(fact, found) for fact in facts)
                draft = _give_way(draft, code, [one.text for one in plain], room)
        return draft

    def _size(self, fact: Fact, found: Composition) -> int:
        piece = found.maker.piece(fact)
        return count_words(piece.text, self._brief.language) if piece else 0


def _give_way(draft: Draft, part: str, plain: Sequence[str], room: int) -> Draft:
    """Take out sentences without figures, no more of them than came in."""
    numbers = [at for at, block in enumerate(draft.blocks) if block.part == part]
    gone = []
    for unit in sorted(units_of(draft, numbers), key=lambda one: (one.value, -one.size)):
        if unit.text in plain and unit.keys and unit.size <= room:
            gone.append(unit)
            room -= unit.size
    return without_units(draft, gone)


def _clashes(fact: Fact, others: Sequence[Fact]) -> bool:
    return any(other.place in (*fact.conflicts, *fact.also_in) or other.text == fact.text for other in others)


def _only_dropped(choices: OutlineChoices) -> OutlineChoices:
    return OutlineChoices(dropped=choices.dropped, dropped_documents=choices.dropped_documents)


def _about_period(brief: Brief, period: Period, subject: str) -> Brief:
    """The brief as it would be for a report of another period of the same agency."""
    words = (phrase(brief.language, "search.report"), brief.subject, brief.issuer, subject)
    request = " ".join(one for one in (*words, period_words(period, brief.language)) if one)
    return replace(
        brief, request=request, genre="report", variant="", occasion=None, period=period, points=(), sources=(),
        constraints=(),
    )  # fmt: skip
