"""A draft composed from a brief without any language model: parts, their facts, formulas around them, all checked.

What no report holds is a visible blank; what the check does not bear out is left out; a plan stands among plans. The
length comes within 15 % of what was asked wherever the facts allow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.cancellation import Cancellation
from assistant.drafting.draft import Blank, Brief, Draft
from assistant.drafting.draft_body import BodyWriter
from assistant.drafting.draft_brief import profile_of, wanted_words
from assistant.drafting.draft_extras import Extra, extras_of
from assistant.drafting.draft_facts import gather_facts
from assistant.drafting.draft_frame import Framing, known_values, write_foot, write_head
from assistant.drafting.draft_outline import Part, count_words, fill_parts, in_source_order, part_for_point, parts_of
from assistant.drafting.draft_phrases import Filled, fill, period_words, phrase
from assistant.drafting.draft_pieces import BlockBuilder, PieceMaker
from assistant.drafting.draft_relevance import usable_facts
from assistant.drafting.draft_slots import Slot
from assistant.drafting.draft_sources import FactSearch, FactSource, RememberedReports, choose_sources
from assistant.drafting.fact_values import Fact, FactPlace
from ingest.catalogue_records import DocumentRecord
from vectorstore.embedder import Embedder

HEAD_AND_FOOT: Final = frozenset(
    {"superior", "issuer", "motto", "number", "place_date", "type_name", "subject", "title", "subtitle", "addressee"}
    | {"recipients", "signature_post", "signature_name", "issue_date", "byline"}
)
"""Kinds of blocks that do not count as length."""
WITHIN: Final = 0.15
_ROUNDS: Final = 4
_NEAR: Final = 0.06
_FILL_TO: Final = 0.08
_POINT_HELD: Final = 0.5


class DraftWriter:
    """Writes drafts over a library. Holds no state of any draft; may be used from several threads."""

    def __init__(self, retriever: FactSearch, library: FactSource, embedder: Embedder | None = None) -> None:
        self._retriever = retriever
        self._library = library
        self._embedder = embedder

    def write(self, brief: Brief, *, cancellation: Cancellation | None = None) -> Draft:
        """Write a draft; raises ``UnknownDocument`` where a chosen report is gone, and ``Cancelled``."""
        library = RememberedReports(self._library)
        facts = gather_facts(self._with_sources(brief, library), self._retriever, library, self._embedder)
        if cancellation is not None:
            cancellation.check()
        return compose_draft(brief, facts, library, cancellation=cancellation)

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
    maker = PieceMaker(brief, library)
    usable = []
    for fact, slot in usable_facts(brief, facts, library):
        if cancellation is not None:
            cancellation.check()
        if maker.piece(fact) is not None:
            usable.append((fact, slot))
    records = [library.document(one) for one in dict.fromkeys(fact.document_id for fact, _ in usable)]
    sizes = {fact.place: _size(maker, fact, brief) for fact, _ in usable}
    framing = known_values(brief, records)
    brief = replace(brief, inferred=tuple(dict.fromkeys((*brief.inferred, *framing.inferred))))
    wanted = wanted_words(brief)
    room = _first_room(brief, wanted)
    draft = _compose(brief, usable, sizes, room, maker, framing, records)
    for _ in range(_ROUNDS):
        found = draft_length(draft)
        if abs(found - wanted) <= wanted * _NEAR:
            break
        wider = room + wanted - found
        other = _compose(brief, usable, sizes, max(wider, 0), maker, framing, records)
        if abs(draft_length(other) - wanted) >= abs(found - wanted):
            break
        draft, room = other, wider
    if usable and brief.words is not None and brief.most_words is None:
        draft = _filled(
            draft, wanted, lambda extras: _compose(brief, usable, sizes, room, maker, framing, records, extras)
        )
    return _with_notices(draft, usable, library, maker)


def _filled(draft: Draft, wanted: int, compose: Callable[[Sequence[Extra]], Draft]) -> Draft:
    """Where the facts do not fill the length asked for, formulas and blanks of the genre do, one at a time."""
    extras = extras_of(draft.brief)
    for count in range(1, len(extras) + 1):
        if draft_length(draft) >= wanted * (1 - _FILL_TO):
            break
        with_more = compose(extras[:count])
        if draft_length(with_more) <= wanted * (1 + _FILL_TO):
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
    usable: Sequence[tuple[Fact, Slot]],
    sizes: dict[FactPlace, int],
    room: int,
    maker: PieceMaker,
    framing: Framing,
    records: Sequence[DocumentRecord],
    extras: Sequence[Extra] = (),
) -> Draft:
    profile = profile_of(brief)
    parts = fill_parts(_parts(brief), usable, sizes, room)
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


def _parts(brief: Brief) -> tuple[Part, ...]:
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


def _with_notices(draft: Draft, usable: Sequence[tuple[Fact, Slot]], library: FactSource, maker: PieceMaker) -> Draft:
    notices: list[Notice] = list(draft.brief.notices)
    cited = {(one.document_id, one.char_start) for one in draft.citations}
    chosen = [fact for fact, _ in usable if (fact.document_id, fact.start) in cited]
    if not chosen:
        notices.append(Notice("nothing_found"))
    for fact in chosen:
        for place in fact.conflicts:
            other = library.text(place.document_id).clean.text[place.start : place.end]
            facts = (("used", fact.text), ("used_in", _title(library, fact.document_id)))
            notices.append(
                Notice("sources_conflict", (*facts, ("other", other), ("other_in", _title(library, place.document_id))))
            )
    for document_id in dict.fromkeys(fact.document_id for fact in chosen if not fact.complete):
        notices.append(Notice("source_incomplete", (("source", _title(library, document_id)),)))
    if any(fact.language != draft.brief.language for fact in chosen):
        notices.append(Notice("untranslated"))
    for text in maker.dropped.values():
        if text.lstrip().startswith("|"):
            continue
        notices.append(Notice("left_out", (("text", text),)))
    found, wanted = draft_length(draft), wanted_words(draft.brief)
    over = draft.brief.most_words is not None and found > draft.brief.most_words
    if draft.brief.words is not None and (over or abs(found - wanted) > wanted * WITHIN):
        code = "length_short" if found < wanted else "length_long"
        notices.append(Notice(code, (("wanted", str(wanted)), ("found", str(found)))))
    return replace(draft, notices=tuple(dict.fromkeys(notices)))


def _title(library: FactSource, document_id: str) -> str:
    record = library.document(document_id)
    return record.metadata.title or record.source
