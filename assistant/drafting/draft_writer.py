"""A draft composed from a brief without any language model: parts, their facts, formulas around them, all checked.

What no report holds is a visible blank; what the check does not bear out is left out; a plan stands among plans. The
length comes within 15 % of what was asked wherever the facts allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.cancellation import Cancellation
from assistant.drafting.draft import Blank, Brief, Draft
from assistant.drafting.draft_body import BodyWriter
from assistant.drafting.draft_brief import profile_of, wanted_words
from assistant.drafting.draft_choices import NO_CHOICES, force_facts, is_dropped, told_with_period
from assistant.drafting.draft_extras import Extra, extras_of
from assistant.drafting.draft_facts import gather_facts
from assistant.drafting.draft_frame import Framing, known_values, with_inferred, write_foot, write_head
from assistant.drafting.draft_outline import (
    FilledPart,
    Part,
    count_words,
    fill_parts,
    in_source_order,
    part_for_point,
    parts_of,
)
from assistant.drafting.draft_phrases import Filled, fill, period_words, phrase
from assistant.drafting.draft_pieces import BlockBuilder, PieceMaker
from assistant.drafting.draft_relevance import usable_facts
from assistant.drafting.draft_slots import Slot
from assistant.drafting.draft_sources import FactLibrary, FactSearch, FactSource, RememberedReports, choose_sources
from assistant.drafting.fact_values import Fact, FactPlace
from assistant.drafting.kept_draft import OutlineChoices
from assistant.drafting.speaker_agency import with_speaker_agency
from assistant.drafting.unnamed_subject import is_unnamed, with_only_report
from ingest.catalogue_records import DocumentRecord
from ingest.errors import UnknownDocument
from vectorstore.embedder import Embedder

HEAD_AND_FOOT: Final = frozenset(
    {"superior", "issuer", "motto", "number", "place_date", "type_name", "subject", "title", "subtitle", "addressee"}
    | {"recipients", "signature_post", "signature_name", "issue_date", "byline"}
)
"""Kinds of blocks that do not count as length."""
WITHIN: Final = 0.15
_SUBJECT_UNNAMED: Final = frozenset({"subject_unnamed", "subject_unnamed_alone"})
_ROUNDS: Final = 4
_NEAR: Final = 0.06
_FILL_TO: Final = 0.08
_MOST_FILLED: Final = 3
"""Formulas for length alone are at most one word in so many."""
_POINT_HELD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed draft with what it was chosen from: facts that could be told, and the parts as filled."""

    draft: Draft
    parts: tuple[FilledPart, ...]
    usable: tuple[tuple[Fact, Slot], ...]
    maker: PieceMaker


class DraftWriter:
    """Writes drafts over a library. Holds no state of any draft; may be used from several threads."""

    def __init__(self, retriever: FactSearch, library: FactLibrary, embedder: Embedder | None = None) -> None:
        self._retriever = retriever
        self._library = library
        self._embedder = embedder

    def write(
        self, brief: Brief, *, choices: OutlineChoices = NO_CHOICES, cancellation: Cancellation | None = None
    ) -> Draft:
        """Write a draft; raises ``UnknownDocument`` where a chosen report is gone, and ``Cancelled``."""
        return self._composition(brief, choices, cancellation).draft

    def compose(
        self, brief: Brief, choices: OutlineChoices = NO_CHOICES, cancellation: Cancellation | None = None
    ) -> Composition:
        """Compose a draft; a document that has left the library, chosen or found, is a notice and never an error."""
        gone: dict[str, Notice] = {}
        while True:
            left = replace(brief, sources=tuple(one for one in brief.sources if one not in gone))
            try:
                if brief.sources and not left.sources:
                    done = compose_facts(left, (), self._library, choices=choices, cancellation=cancellation)
                else:
                    done = self._composition(left, choices, cancellation)
            except UnknownDocument as error:
                name = str(error.facts["document_id"])
                if name in gone:
                    raise
                gone[name] = Notice("document_gone", (("document", name), ("source", "")))
                continue
            notices = tuple(dict.fromkeys((*gone.values(), *done.draft.notices)))
            return replace(done, draft=replace(done.draft, notices=notices))

    def _composition(self, brief: Brief, choices: OutlineChoices, cancellation: Cancellation | None) -> Composition:
        library = RememberedReports(self._library)
        if is_unnamed(brief):
            brief = with_only_report(brief, self._library.documents())
            if not brief.sources:
                return compose_facts(brief, (), library, choices=choices, cancellation=cancellation)
        facts = gather_facts(
            self._with_sources(brief, library),
            self._retriever,
            library,
            self._embedder,
            without=choices.dropped_documents,
        )
        if cancellation is not None:
            cancellation.check()
        return compose_facts(brief, facts, library, choices=choices, cancellation=cancellation)

    def _with_sources(self, brief: Brief, library: FactSource) -> Brief:
        """What a speech tells of a meeting stands in the reports given there, not only in news of it: both are read."""
        if brief.sources or brief.genre not in {"speech", "plan"}:
            return brief
        if brief.genre == "plan":
            planned = choose_sources(replace(brief, period=None), self._retriever, library)
            return replace(brief, sources=tuple(one.record.document_id for one in planned))
        period = period_words(brief.period, brief.language) if brief.period else ""
        request = " ".join(
            part for part in (phrase(brief.language, "search.report"), period, brief.issuer, *brief.points) if part
        )
        asked = replace(brief, occasion=None, points=(), request=request)
        found = [
            *choose_sources(asked, self._retriever, library),
            *choose_sources(brief, self._retriever, library),
        ]
        return replace(brief, sources=tuple(dict.fromkeys(one.record.document_id for one in found)))


def compose_draft(
    brief: Brief, facts: Sequence[Fact], library: FactSource, *, cancellation: Cancellation | None = None
) -> Draft:
    """Compose a draft from facts; nothing found at all gives a skeleton of blanks with a notice."""
    return compose_facts(brief, facts, library, cancellation=cancellation).draft


def compose_facts(
    brief: Brief,
    facts: Sequence[Fact],
    library: FactSource,
    *,
    choices: OutlineChoices = NO_CHOICES,
    cancellation: Cancellation | None = None,
) -> Composition:
    """Compose a draft from facts as the writer chose among them."""
    fitting = usable_facts(brief, facts, library)
    forced = force_facts(choices, parts_for(brief), fitting, facts, library)
    apart = {fact.place for fact, _, _ in forced.facts}
    own = [library.document(one) for one in dict.fromkeys(fact.document_id for fact, _ in fitting)]
    maker = PieceMaker(brief, library, told_with_period(brief, (fact for fact, _, _ in forced.facts), own))
    usable = []
    for fact, slot in [
        *(one for one in fitting if one[0].place not in apart),
        *((one[0], one[1]) for one in forced.facts),
    ]:
        if cancellation is not None:
            cancellation.check()
        if maker.piece(fact) is not None:
            usable.append((fact, slot))
    told = [(fact, slot) for fact, slot in usable if not is_dropped(fact.place, choices)]
    stays = {fact.place for fact, _ in told}
    codes = {fact.place: code for fact, _, code in forced.facts if fact.place in stays}
    draft, parts = _fitted(brief, told, library, maker, codes)
    draft = _with_notices(draft, told, library, maker, forced.notices)
    return Composition(draft, parts, tuple(usable), maker)


def _fitted(
    brief: Brief,
    usable: Sequence[tuple[Fact, Slot]],
    library: FactSource,
    maker: PieceMaker,
    forced: Mapping[FactPlace, str],
) -> tuple[Draft, tuple[FilledPart, ...]]:
    """Compose again and again until the length fits as well as the facts allow."""
    records = [library.document(one) for one in dict.fromkeys(fact.document_id for fact, _ in usable)]
    sizes = {fact.place: _size(maker, fact, brief) for fact, _ in usable}
    brief = with_speaker_agency(brief, records, library)
    framing = known_values(brief, records)
    brief = with_inferred(brief, framing)
    wanted = wanted_words(brief)
    room = _first_room(brief, wanted)
    parts = fill_parts(parts_for(brief), usable, sizes, room, forced)
    draft = _compose(brief, parts, maker, framing, records)
    for _ in range(_ROUNDS):
        found = draft_length(draft)
        if abs(found - wanted) <= wanted * _NEAR:
            break
        wider = room + wanted - found
        others = fill_parts(parts_for(brief), usable, sizes, max(wider, 0), forced)
        other = _compose(brief, others, maker, framing, records)
        if abs(draft_length(other) - wanted) >= abs(found - wanted):
            break
        draft, parts, room = other, others, wider
    if usable and brief.words is not None and brief.most_words is None:
        draft = _filled(draft, wanted, lambda extras: _compose(brief, parts, maker, framing, records, extras))
    return draft, parts


def _filled(draft: Draft, wanted: int, compose: Callable[[Sequence[Extra]], Draft]) -> Draft:
    """Where the facts do not fill the length asked for, formulas of the genre do, one at a time, up to a third of the
    body; a thin source stays a short draft, and a notice says so."""
    extras = extras_of(draft.brief)
    bare = draft_length(draft)
    for count in range(1, len(extras) + 1):
        if draft_length(draft) >= wanted * (1 - _FILL_TO):
            break
        with_more = compose(extras[:count])
        length = draft_length(with_more)
        if length <= wanted * (1 + _FILL_TO) and (length - bare) * _MOST_FILLED <= length:
            draft = with_more
    return draft


def draft_length(draft: Draft) -> int:
    """Words of the body (characters in Chinese): head, foot and title do not count."""
    return sum(
        count_words(block.text, draft.brief.language) for block in draft.blocks if block.kind not in HEAD_AND_FOOT
    )


def _size(maker: PieceMaker, fact: Fact, brief: Brief) -> int:
    piece = maker.piece(fact)
    return count_words(piece.text, brief.language) if piece else 0


def _first_room(brief: Brief, wanted: int) -> int:
    framed = {"speech": 140, "report": 60, "plan": 60, "news": 0, "summary": 0}[brief.genre]
    return max(wanted - framed, wanted // 3)


def _compose(
    brief: Brief,
    parts: Sequence[FilledPart],
    maker: PieceMaker,
    framing: Framing,
    records: Sequence[DocumentRecord],
    extras: Sequence[Extra] = (),
) -> Draft:
    profile = profile_of(brief)
    if brief.genre == "news":
        told_by = {one.document_id for one in records if one.metadata.doc_type == "news"}
        parts = in_source_order(parts, told_by)
    builder = BlockBuilder(maker.library, brief.language)
    title = write_head(builder, brief, profile, framing.values)
    BodyWriter(builder, brief, maker, framing.values, profile, extras).write(parts)
    _add_missing_points(builder, brief, [f"{fact.heading}\n{fact.before}" for filled in parts for fact in filled.facts])
    write_foot(builder, brief, profile, framing.values, _named_sources(builder, records))
    return Draft(
        brief=brief,
        title=title,
        profile=profile,
        blocks=tuple(builder.blocks),
        citations=tuple(builder.citations),
        gaps=tuple(dict.fromkeys(builder.gaps)),
        provenance=(("mode", "composed"),),
    )


def parts_for(brief: Brief) -> tuple[Part, ...]:
    """Give the parts of the document that a brief asks for."""
    parts = parts_of(brief)
    if brief.genre == "report" and profile_of(brief) == "nd30" and brief.addressee:
        parts = tuple(replace(part, required=True) if part.code == "requests" else part for part in parts)
    if brief.language != "vi":
        parts = tuple(replace(part, required=False) if part.code == "causes" else part for part in parts)
    if brief.genre == "speech" and brief.variant in {"opening", "congratulation"}:
        parts = tuple(part for part in parts if part.code != "limits")
    if brief.variant == "congratulation":
        parts = tuple(replace(part, required=part.required and part.code != "plans") for part in parts)
    return parts


def _named_sources(builder: BlockBuilder, records: Sequence[DocumentRecord]) -> list[str]:
    used = {place.document_id for place in builder.used}
    return [record.metadata.title or record.source for record in records if record.document_id in used]


def _add_missing_points(builder: BlockBuilder, brief: Brief, headings: Sequence[str]) -> None:
    """A point that the writer asked for and no chosen fact, nor the heading over one, speaks of stays visible as a
    blank before the closing."""
    keys = text_keys("\n".join([*(block.text for block in builder.blocks), *headings]))
    for point in brief.points:
        if part_for_point(point) is not None or coverage(content_keys(point, brief.language), keys) >= _POINT_HELD:
            continue
        wanted = fill(phrase(brief.language, "wanted.point"), {"point": point}, brief.language).text
        shown = f"[{wanted}]"
        builder.say("paragraph", Filled(shown, (Blank(0, len(shown), wanted),)), part="points")
        at = next((n for n, block in enumerate(builder.blocks) if block.kind == "closing"), len(builder.blocks) - 1)
        builder.blocks.insert(at, builder.blocks.pop())


def _with_notices(
    draft: Draft,
    usable: Sequence[tuple[Fact, Slot]],
    library: FactSource,
    maker: PieceMaker,
    first: Sequence[Notice] = (),
) -> Draft:
    notices: list[Notice] = [*draft.brief.notices, *first]
    cited = {(one.document_id, one.char_start) for one in draft.citations}
    chosen = [fact for fact, _ in usable if (fact.document_id, fact.start) in cited]
    if not chosen and not any(one.code in _SUBJECT_UNNAMED for one in notices):
        notices.append(Notice("nothing_found"))
    notices += fact_notices(chosen, library)
    if any(fact.language != draft.brief.language for fact in chosen):
        notices.append(Notice("untranslated"))
    for text in maker.dropped.values():
        if text.lstrip().startswith("|"):
            continue
        notices.append(Notice("left_out", (("text", text),)))
    return with_length_notice(replace(draft, notices=tuple(dict.fromkeys(notices))))


def fact_notices(facts: Sequence[Fact], library: FactSource) -> list[Notice]:
    """What a writer must know about facts that are told: other reports that disagree, and reports that lack text."""
    notices: list[Notice] = []
    for fact in facts:
        for place in fact.conflicts:
            other = library.text(place.document_id).clean.text[place.start : place.end]
            sides = (*_side("used", fact.place, fact.text, library), *_side("other", place, other, library))
            notices.append(Notice("sources_conflict", sides))
    for document_id in dict.fromkeys(fact.document_id for fact in facts if not fact.complete):
        facts_of = (("source", _title(library, document_id)), ("document", document_id))
        notices.append(Notice("source_incomplete", facts_of))
    return notices


def with_length_notice(draft: Draft) -> Draft:
    """Say whether a draft has the length that was asked for; what was said of it before goes."""
    notices = [one for one in draft.notices if one.code not in {"length_short", "length_long"}]
    found, wanted = draft_length(draft), wanted_words(draft.brief)
    over = draft.brief.most_words is not None and found > draft.brief.most_words
    if draft.brief.words is not None and (over or abs(found - wanted) > wanted * WITHIN):
        code = "length_short" if found < wanted else "length_long"
        notices.append(Notice(code, (("wanted", str(wanted)), ("found", str(found)))))
    return replace(draft, notices=tuple(notices))


def _side(name: str, place: FactPlace, text: str, library: FactSource) -> tuple[tuple[str, str], ...]:
    """One of two sentences that disagree, with its report and place, so that both can be shown side by side."""
    return (
        (name, text),
        (f"{name}_in", _title(library, place.document_id)),
        (f"{name}_document", place.document_id),
        (f"{name}_start", str(place.start)),
        (f"{name}_end", str(place.end)),
    )


def _title(library: FactSource, document_id: str) -> str:
    record = library.document(document_id)
    return record.metadata.title or record.source
