"""Which of the facts found may be told in a draft: those of reports about its subject, its period and its agency.

A draft about a year of which there is no report stays a skeleton of blanks; figures of another year never fill it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.checking.known_names import name_words
from assistant.drafting.draft import Brief
from assistant.drafting.draft_slots import Slot, slot_of
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.fact_attribution import said_by_speaker
from assistant.drafting.fact_register import framed_slot, hangs_on_another, praised_by_another
from assistant.drafting.fact_values import Fact
from assistant.drafting.meeting_procedure import tells_attendance, tells_procedure
from assistant.drafting.role_cues import promised_by
from ingest.catalogue_records import DocumentRecord, subject_period
from ingest.folding import fold
from vectorstore.records import DocumentType, Period

_TOLD_AFTER: Final = timedelta(days=150)
"""A period is still reported on this long after its end."""
_PLANNED_BEFORE: Final = timedelta(days=100)
"""What is to be done is planned in reports of the months before."""
_NAME_HELD: Final = 0.6
_TOPIC_HELD: Final = 0.4
_HEAD: Final = 1_500
_STANDING: Final[Mapping[DocumentType, int]] = {
    "report": 0,
    "plan": 0,
    "summary": 1,
    "speech": 2,
    "notice": 2,
    "news": 3,
}
_INDICATORS: Final = re.compile(r"chỉ tiêu|indicator|指标")
"""Heads of tables whose rows say something alone; rows of places or things are read in their table only."""
_TOTAL: Final = re.compile(r"^\W*(?:tổng(?: cộng| số)?|cộng|合计|总计|共计|total)\W")
_COUNTED_SPEAKERS: Final = re.compile(r"^có \d+ ý kiến phát biểu|^có \d+ lượt ý kiến")
_ANNEX: Final = re.compile(r"(?:^|\n)\W*(?:phụ lục|phu luc|附件|附表|annex|appendix)")
_ATTENDED: Final = re.compile(r"dự hội nghị|tham dự|参加今天|参加会议的有|出席(?:今天)?会议|attended by")
_OPENING: Final = ("khai mạc", "khai mac", "开幕")
_CLOSING: Final = ("bế mạc", "be mac", "闭幕")


def usable_facts(brief: Brief, facts: Sequence[Fact], library: FactSource) -> list[tuple[Fact, Slot]]:
    """Give the facts that a draft may tell, each with its slot; what a more official report contradicts is left out."""
    records = {one: library.document(one) for one in dict.fromkeys(fact.document_id for fact in facts)}
    fitting = {one for one, record in records.items() if _is_about(brief, record, library)}
    kinds = {one: record.metadata.doc_type for one, record in records.items()}
    kept = [fact for fact in facts if fact.document_id in fitting and not _is_outranked(fact, kinds, fitting)]
    titles = {one: _bare(record.metadata.title or "") for one, record in records.items()}
    kept = [fact for fact in kept if _bare(fact.text) != titles[fact.document_id]]
    parted = _with_parts_of_limits(kept)
    slotted = [(fact, _slot(brief, fact, kinds[fact.document_id], parted)) for fact in kept]
    only_news = all(kinds[one] == "news" for one in fitting)
    return [(fact, slot) for fact, slot in slotted if slot != "none" and _suits(brief, fact, slot, only_news=only_news)]


def _slot(brief: Brief, fact: Fact, kind: DocumentType, parted: set[str]) -> Slot:
    """The slot of a fact in this draft; a report that has a section of shortcomings states none among its results."""
    if hangs_on_another(fact.text, fact.language) or (_ANNEX.search(fold(fact.heading)) and fact.kind != "table"):
        return "none"
    slot = slot_of(fact, kind)
    if slot in {"event", "directions", "participants"} and brief.genre != "news" and (framed := framed_slot(fact)):
        return framed
    if brief.genre == "speech" and slot in {"event", "results"}:
        if tells_procedure(fact.text, fact.language):
            return "event" if not fact.roles & {"plan", "instruction"} else slot
        return "results" if "result" in fact.roles else slot
    if slot in {"limits", "causes"} and fact.document_id in parted and kind in {"report", "summary"}:
        near = promised_by(fold(fact.heading.split("\n")[-1]), fact.language)
        over = {one for line in fact.heading.split("\n") for one in promised_by(fold(line), fact.language)}
        if fact.heading and not over & {"limitation", "cause"} and not near & {"limitation", "cause", "plan"}:
            return "results" if fact.figures else slot
    return slot


def _bare(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _with_parts_of_limits(facts: Sequence[Fact]) -> set[str]:
    return {
        fact.document_id
        for fact in facts
        if any("limitation" in promised_by(fold(line), fact.language) for line in fact.heading.split("\n"))
    }


def _is_about(brief: Brief, record: DocumentRecord, library: FactSource) -> bool:
    if record.document_id in brief.sources:
        return True
    text = library.text(record.document_id).clean.text
    metadata = record.metadata
    return (
        _of_period(brief, subject_period(metadata))
        and _of_agency(brief, f"{metadata.issuer or ''} {metadata.title or ''} {text[:_HEAD]} {text[-_HEAD:]}", record)
        and _of_topic(brief, f"{metadata.title or ''}\n{text}", record)
    )


def _of_period(brief: Brief, subject: Period | None) -> bool:
    wanted = brief.period
    if wanted is None or subject is None:
        return True
    if brief.genre == "plan":
        wanted = Period(wanted.start - _PLANNED_BEFORE, wanted.end)
    return wanted.overlaps(Period(subject.start - (_TOLD_AFTER if _is_day(subject) else timedelta()), subject.end))


def _is_day(period: Period) -> bool:
    return period.start == period.end


def _of_agency(brief: Brief, text: str, record: DocumentRecord) -> bool:
    if brief.issuer is None or record.metadata.language != _written_in(brief):
        return True
    wanted = set(name_words(brief.issuer))
    if record.metadata.language == "zh":
        from vectorstore.chinese_text import to_simplified

        return fold(brief.issuer)[-4:] in fold(to_simplified(text)) or fold(brief.issuer) in fold(to_simplified(text))
    return not wanted or len(wanted & set(name_words(text))) >= _NAME_HELD * len(wanted)


def _of_topic(brief: Brief, text: str, record: DocumentRecord) -> bool:
    language = _written_in(brief)
    if record.metadata.language != language:
        return True
    said = " ".join(part for part in (brief.subject, brief.occasion, *brief.points) if part) or brief.request
    return coverage(content_keys(said, language), text_keys(text)) >= _TOPIC_HELD


def _written_in(brief: Brief) -> str:
    from assistant.drafting.draft_brief import request_language

    return request_language(brief.request)


def _is_outranked(fact: Fact, kinds: Mapping[str, DocumentType], fitting: set[str]) -> bool:
    """Whether a more official report gives another figure for the same thing."""
    own = _STANDING.get(kinds[fact.document_id], 4)
    return any(
        place.document_id in fitting and _STANDING.get(kinds[place.document_id], 4) < own for place in fact.conflicts
    )


def _suits(brief: Brief, fact: Fact, slot: Slot, *, only_news: bool) -> bool:
    """Who came to a meeting is told in news alone; a closing speech does not repeat what was said at the opening."""
    if fact.kind == "table" and not (_INDICATORS.search(fold(fact.header)) or _TOTAL.match(fold(fact.text))):
        return False
    if brief.genre == "summary" and slot == "participants":
        return False
    if brief.genre in {"report", "plan", "summary"} and slot in {"event", "participants", "directions"}:
        return only_news and not (slot == "directions" and any(word in fold(fact.text) for word in _OPENING))
    if brief.genre != "speech":
        return True
    if slot == "directions" and not only_news:
        return False
    if _COUNTED_SPEAKERS.search(fold(fact.text)):
        return False
    folded = fold(fact.text)
    if fact.kind == "table" or (praised_by_another(fact, brief) and not said_by_speaker(fact, brief)):
        return False
    if slot == "participants" or _ATTENDED.search(folded) or tells_attendance(fact.text, fact.language):
        return False
    if slot == "event" and (brief.variant != "closing" or "tổ chức hội nghị" in folded):
        return False
    if brief.variant == "closing" and any(word in folded for word in _OPENING):
        return False
    return not (brief.variant == "opening" and any(word in folded for word in _CLOSING))
