"""What the reports hold for a brief: their sentences with roles, typed figures, period and issuer, for each part.

Reading stops at running text, list items and rows of tables: bylines, stamps, captions, signatures, addresses and
text that gives orders to a reader are no facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer_sentences import SentencePlace, gives_orders
from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.checking.sentence_cosines import sentence_cosines
from assistant.drafting.draft import Brief
from assistant.drafting.draft_sources import FactSearch, FactSource, SourceReport, choose_sources
from assistant.drafting.fact_agreement import mark_conflicts, without_repeats
from assistant.drafting.fact_register import points_back
from assistant.drafting.fact_values import Fact
from assistant.drafting.labelled_sentences import LabelledSentence, label_sentences
from assistant.drafting.sentence_roles import SentenceRole
from ingest.catalogue_records import subject_period
from ingest.documents import BlockKind
from ingest.figures import Figure, find_figures
from ingest.periods import find_periods
from vectorstore.embedder import Embedder
from vectorstore.records import Period

__all__ = ["Fact", "facts_for_part", "gather_facts"]

_READ: Final[frozenset[BlockKind]] = frozenset({"paragraph", "list_item", "table", "salutation"})
_ROLE_WEIGHT: Final = 0.5
_FIGURE_WEIGHT: Final = 0.15
_POINT_WEIGHT: Final = 0.5
_OTHER_PERIOD: Final = 0.3
_EARLY_WEIGHT: Final = 0.25
_POINT_NAMED: Final = 0.6
_NAMED_SHARE: Final = 0.5
_YEAR_WEIGHT: Final = 0.5
_JOINT: Final = 3
"""Characters between two sentences of one paragraph."""
_SHORT_FOLLOWER: Final = 40
_MEETING_SAYS: Final = re.compile(r"会[议議](?:指出|通[报報]|强[调調]|要求|认为)")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DAMAGE_REACH: Final = 8
_FURNITURE: Final = re.compile(
    r"^\W*(?:số\s*:|nơi nhận|như trên|lưu\s*:|(?:kt|tl|tm|q)\.?$"
    r"|(?:phó )?(?:giám đốc|chủ tịch|viện trưởng|cục trưởng|trưởng phòng)$|cộng hòa xã hội|độc lập\s*[-–]"
    r"|[（(]?(?:通讯员|记者|供稿|撰稿)|prepared (?:for|by)\b|reporting period\b|inquiries\b|date:"
    r"|附件\d*|抄送|联系人|发文|第\d+期)"
    r"|^[^，。；\s]{1,14}[〔\[（(【]\d{0,4}[〕\]）)】]\s?\d*\s?号\W*$"
    r"|^[^\d]{0,30}\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\W*$"
    r"|^[^,]{2,40},? ngày \d{1,2} tháng \d{1,2} năm \d{4}$",
    re.IGNORECASE,
)
_SHORTEST: Final = {"vi": 12, "zh": 6, "en": 12}


def gather_facts(
    brief: Brief,
    retriever: FactSearch,
    library: FactSource,
    embedder: Embedder | None = None,
    *,
    without: Collection[str] = (),
) -> tuple[Fact, ...]:
    """Find what reports hold for a brief, best report first and in the order of its text.

    Without ``embedder`` the points of the brief do not weigh; nothing is read in documents ``without``. Raises
    ``UnknownDocument`` where a chosen report is gone.
    """
    sources = [one for one in choose_sources(brief, retriever, library) if one.record.document_id not in without]
    facts = [fact for source in sources for fact in joined_facts(source)]
    kept = mark_conflicts(without_repeats(facts, {one.record.document_id: one.record for one in sources}))
    return _weighed(brief, kept, embedder)


def report_facts(source: SourceReport) -> Iterator[Fact]:
    """Read one report."""
    clean, metadata = source.stored.clean, source.record.metadata
    figures = {
        block.start: find_figures(clean.text[block.start : block.end], metadata.language) for block in clean.blocks
    }
    starts = sorted(figures)
    subject = subject_period(metadata)
    for sentence in label_sentences(clean, metadata.language):
        place = sentence.place
        if not _is_content(sentence) or gives_orders(clean, place):
            continue
        block = max(start for start in starts if start <= place.start)
        own = tuple(_moved(one, block - place.start) for one in figures[block] if _stands_in(one, block, place))
        yield Fact(
            text=place.text,
            document_id=source.record.document_id,
            start=place.start,
            end=place.end,
            roles=sentence.roles,
            figures=own,
            period=_own_period(sentence) or subject,
            issuer=metadata.issuer,
            heading="\n".join(sentence.headings),
            score=source.score,
            language=sentence.language,
            before=sentence.before,
            kind=place.kind,
            header=place.header,
            complete=metadata.complete,
            damaged=any(
                low < place.end + _DAMAGE_REACH and high > place.start - _DAMAGE_REACH for low, high in clean.damaged
            ),
        )


def joined_facts(source: SourceReport) -> Iterator[Fact]:
    """Facts of a report, a sentence that hangs on the one before it told with that one."""
    clean = source.stored.clean.text
    last: Fact | None = None
    for fact in report_facts(source):
        if last is not None and _belongs_to(fact, last, clean, source):
            by = fact.start - last.start
            last = replace(
                last,
                text=clean[last.start : fact.end],
                end=fact.end,
                roles=last.roles | (fact.roles - {"other"}),
                figures=(*last.figures, *(_moved(one, by) for one in fact.figures)),
                damaged=last.damaged or fact.damaged,
            )
            continue
        if last is not None:
            yield last
        last = fact
    if last is not None:
        yield last


def _belongs_to(fact: Fact, last: Fact, clean: str, source: SourceReport) -> bool:
    if fact.kind == "table" or last.kind == "table" or not 0 <= fact.start - last.end <= _JOINT:
        return False
    if "\n" in clean[last.end : fact.start] or fact.language != last.language:
        return False
    if points_back(fact.text, fact.language):
        return True
    told = source.record.metadata.doc_type == "news" and fact.language == "zh" and len(fact.text) <= _SHORT_FOLLOWER
    return told and _MEETING_SAYS.match(last.text) is not None and _MEETING_SAYS.match(fact.text) is None


def facts_for_part(
    facts: Sequence[Fact],
    roles: Collection[SentenceRole],
    *,
    most: int | None = None,
    used: Collection[Fact] = (),
) -> tuple[Fact, ...]:
    """Rank the facts that do what a part of a document is for, best first.

    ``roles`` is in the order of importance; a fact of several roles stands where its first one does. Those in ``used``
    are left out.
    """
    order = list(roles)
    taken = {(fact.document_id, fact.start) for fact in used}
    fitting = [
        (index, fact)
        for index, fact in enumerate(facts)
        if fact.roles & set(order) and (fact.document_id, fact.start) not in taken
    ]

    def weight(item: tuple[int, Fact]) -> tuple[float, int]:
        index, fact = item
        rank = min(order.index(role) for role in fact.roles if role in order)
        extra = len(fact.roles - set(order) - {"background", "event", "participant"})
        return (-(fact.score - _ROLE_WEIGHT * 0.5 * rank - 0.1 * extra + _FIGURE_WEIGHT * bool(fact.figures)), index)

    return tuple(fact for _, fact in sorted(fitting, key=weight)[:most])


def _is_content(sentence: LabelledSentence) -> bool:
    place = sentence.place
    if place.kind not in _READ or (place.kind == "table" and not place.header):
        return False
    text = place.text.strip()
    shouted = sentence.language != "zh" and text.isupper()
    return len(text) >= _SHORTEST[sentence.language] and not _FURNITURE.search(text) and not shouted


def _stands_in(figure: Figure, block: int, place: SentencePlace) -> bool:
    return place.start <= block + figure.start and block + figure.end <= place.end


def _moved(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _own_period(sentence: LabelledSentence) -> Period | None:
    """The first period that the sentence itself states and does not only compare with."""
    mentions = find_periods(sentence.place.text, sentence.language)
    return next((one.period for one in mentions if one.period is not None and one.role != "comparison"), None)


def _weighed(brief: Brief, facts: Sequence[Fact], embedder: Embedder | None) -> tuple[Fact, ...]:
    """Put how near a fact is to the points of the brief, and whether it speaks of its period, into its score."""
    near = [0.0] * len(facts)
    if brief.points and embedder is not None and facts:
        cosines = sentence_cosines(embedder)([fact.text for fact in facts], list(brief.points))
        near = [float(value) for value in cosines.max(axis=1)]
    places = _places(facts)
    named = [content_keys(point, brief.language) for point in brief.points]
    return tuple(
        replace(
            fact,
            score=round(
                fact.score
                + _POINT_WEIGHT * nearness
                - _OTHER_PERIOD * (not _of_period(brief.period, fact))
                + _EARLY_WEIGHT * (1 - place)
                + _POINT_NAMED * _names_a_point(fact, brief, named)
                + _YEAR_WEIGHT * _year_named(brief, fact),
                4,
            ),
        )
        for fact, nearness, place in zip(facts, near, places, strict=True)
    )


def _places(facts: Sequence[Fact]) -> list[float]:
    """Where each fact stands among those of its report, 0 (first) to 1: what leads a report weighs more."""
    counts: dict[str, int] = {}
    at = []
    for fact in facts:
        at.append(counts.get(fact.document_id, 0))
        counts[fact.document_id] = at[-1] + 1
    return [place / counts[fact.document_id] for fact, place in zip(facts, at, strict=True)]


def _names_a_point(fact: Fact, brief: Brief, points: Sequence[tuple[str, ...]]) -> bool:
    if not points or fact.language != brief.language:
        return False
    held = text_keys(fact.text)
    return any(keys and coverage(keys, held) >= _NAMED_SHARE for keys in points)


def _year_named(brief: Brief, fact: Fact) -> int:
    """1 where a task names the year that is planned for, -1 where it names another one alone."""
    if brief.genre != "plan" or brief.period is None:
        return 0
    years = set(_YEAR.findall(fact.text))
    wanted = {str(brief.period.start.year), str(brief.period.end.year)}
    return 1 if years & wanted else -1 if years else 0


def _of_period(wanted: Period | None, fact: Fact) -> bool:
    if wanted is None or fact.period is None or "plan" in fact.roles:
        return True
    return wanted.overlaps(fact.period)
