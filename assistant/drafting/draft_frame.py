"""Head and foot of a document: what the layout prescribes, filled with what is known and blank where nothing is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief, Profile
from assistant.drafting.draft_brief import profile_of
from assistant.drafting.draft_phrases import Filled, fill, period_words, phrase
from assistant.drafting.draft_pieces import BlockBuilder
from ingest.agencies import find_agencies
from ingest.catalogue_records import DocumentRecord
from ingest.folding import fold
from vectorstore.records import Language

Values = Mapping[str, str | None]
_AT_MEETING: Final = re.compile(r"^在(.+?)(?:工作)?(?:推进|动员|部署|总结|座谈)?(?:会议?|大会)上(?:的讲话)?$")
_YEARLESS: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(r"(?:\d+|sáu|ba|chín) tháng (?:đầu|cuối) năm(?!\w)|(?<!\w)quý (?:[1-4]|i{1,3}|iv)(?!\w)"),
    "zh": re.compile(r"[上下]半年|第?[一二三四]季度|前三季度"),
}
"""A period in the name of a meeting that does not say of which year."""
_OWN_WORDS: Final = frozenset({"report", "plan", "summary", "speech", "notice"})
"""Kinds of reports whose issuer speaks in its own name; a news item only tells of others."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What the formulas of a draft are filled with, and which of it a rule took from the sources."""

    values: Values
    inferred: tuple[str, ...]


def known_values(brief: Brief, records: Sequence[DocumentRecord]) -> Framing:
    """Gather what the brief says; issuer and period that all sources share stand in where it says nothing."""
    inferred: list[str] = []
    issuer = brief.issuer
    if issuer is None and all(record.metadata.doc_type in _OWN_WORDS for record in records):
        issuer = _shared([record.metadata.issuer for record in records])
        if issuer and brief.language == "zh":
            from assistant.drafting.fact_recasting import simplified

            issuer = simplified(issuer)
        inferred += ["issuer"] if issuer else []
    period = brief.period
    if period is None and brief.genre != "plan":
        periods = {record.metadata.period for record in records}
        period = periods.pop() if len(periods) == 1 else None
        inferred += ["period"] if period else []
    subject = brief.subject
    if subject is None and records and brief.genre in {"report", "summary", "plan"}:
        subject = _subject_of(records[0], brief)
        inferred += ["subject"] if subject else []
    if subject:
        subject = _without_issuer(subject, issuer, brief)
    words = period_words(period, brief.language) if period else None
    occasion = dated_occasion(brief, records)
    inferred += ["occasion"] if occasion != brief.occasion else []
    if occasion and brief.language == "vi":
        occasion = occasion[:1].upper() + occasion[1:]
    gathering = gathering_of(brief)
    return Framing(
        {
            "issuer": issuer,
            "period": words,
            "subject": subject,
            "occasion": occasion,
            "addressee": phrase(brief.language, "frame.joint").join((brief.addressee or "").split("; ")) or None,
            "addressee_lines": addressee_lines(brief),
            "honoured": brief.addressee or phrase(brief.language, "frame.honoured"),
            "gathering": gathering,
            "gathering_low": gathering[:1].lower() + gathering[1:],
            "speaker": brief.speaker,
            "speaker_post": brief.speaker_post,
            "signer_post": brief.speaker_post if brief.genre != "speech" else None,
        },
        tuple(inferred),
    )


def with_inferred(brief: Brief, framing: Framing) -> Brief:
    """Mark in the brief what stands in the draft without having been asked for; a year that was added is told of."""
    occasion = framing.values["occasion"]
    notices = brief.notices
    if "occasion" in framing.inferred and occasion:
        notices = (*notices, Notice("occasion_inferred", (("occasion", occasion),)))
    return replace(brief, inferred=tuple(dict.fromkeys((*brief.inferred, *framing.inferred))), notices=notices)


def dated_occasion(brief: Brief, records: Sequence[DocumentRecord]) -> str | None:
    """The meeting with the year of the period that its name leaves open, where all sources are about one year."""
    occasion = brief.occasion
    pattern = _YEARLESS.get(brief.language)
    if not occasion or pattern is None or not records or re.search(r"(?:19|20)\d\d", occasion):
        return occasion
    periods = [record.metadata.period for record in records]
    years = {one.start.year if one and one.start.year == one.end.year else 0 for one in periods}
    named = brief.period.start.year if brief.period else None
    match = pattern.search(fold(occasion))
    if match is None or len(years) != 1 or 0 in years or (named is not None and named not in years):
        return occasion
    year = years.pop()
    if brief.language == "zh":
        return f"{occasion[: match.start()]}{year}年{occasion[match.start() :]}"
    joint = " " if match[0].endswith(("năm", "nam")) else " năm "
    return f"{occasion[: match.end()]}{joint}{year}{occasion[match.end() :]}"


def gathering_of(brief: Brief) -> str:
    """What the speaker calls the occasion: Hội nghị, buổi lễ, Đại hội …"""
    usual = phrase(brief.language, "frame.gathering")
    folded = fold(brief.occasion or "")
    for beginning in ("đại hội", "hội thảo", "cuộc họp", "tọa đàm", "diễn đàn", "buổi làm việc", "buổi lễ"):
        if brief.language == "vi" and folded.startswith(beginning):
            return beginning.capitalize()
    return "Buổi lễ" if brief.language == "vi" and folded.startswith("lễ") else usual


def addressee_lines(brief: Brief) -> str | None:
    """One addressee on the line itself, several on a line each."""
    named = (brief.addressee or "").split("; ")
    if len(named) < 2 or brief.language != "vi":
        return phrase(brief.language, "frame.joint").join(named) or None
    return "\n" + "\n".join(f"- {one}{';' if at < len(named) - 1 else '.'}" for at, one in enumerate(named))


def _without_issuer(subject: str, issuer: str | None, brief: Brief) -> str:
    """The issuer stands beside the subject already: ``của Sở Y tế`` is not said twice."""
    if brief.language == "vi" and issuer and brief.genre in {"report", "plan"}:
        return " ".join(subject.replace(f" của {issuer}", " ").split()).strip(" ,")
    if brief.language == "zh" and brief.genre == "report":
        subject = subject.removeprefix(f"{issuer}关于").removesuffix("情况").removesuffix("工作")
        return f"{subject}工作" if _formal_name(brief) and subject.endswith(("年", "季度", "月")) else subject
    return subject


def _formal_name(brief: Brief) -> bool:
    """A formal report is named 关于…情况的报告, in which the period alone would be no subject."""
    return profile_of(brief) == "gbt9704"


def _shared(names: Sequence[str | None]) -> str | None:
    known = {name for name in names if name}
    return known.pop() if len(known) == 1 and all(names) else None


def _subject_of(record: DocumentRecord, brief: Brief) -> str | None:
    """The title of the report that weighs most, without the name of its genre, in the language of the draft."""
    title = record.metadata.title
    if not title or record.metadata.language != brief.language:
        return None
    if brief.language == "zh":
        from assistant.drafting.fact_recasting import simplified

        words = simplified(title)
        held = _AT_MEETING.match(words)
        words = held[1] if held else words
        for ending in ("工作总结", "工作报告", "工作汇报", "总结", "报告", "的讲话", "实施方案", "工作方案", "方案"):
            words = words.removesuffix(ending)
        return words or None
    for beginning in ("báo cáo ", "kế hoạch ", "tóm tắt "):
        if fold(title).startswith(beginning):
            title = title[len(beginning) :]
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def write_head(builder: BlockBuilder, brief: Brief, profile: Profile, values: Values) -> str:
    """Add the blocks above the body and give the title."""
    language, genre = brief.language, brief.genre
    if profile == "nd30":
        return _nd30_head(builder, brief, values)
    if profile == "gbt9704":
        builder.say("issuer", fill("{issuer}", values, language), gap="head")
        number = fill(phrase(language, f"frame.number_{genre}"), values, language)
        builder.say("number", number, gap="head")
        title = fill(phrase(language, f"{genre}.title_formal", f"{genre}.title"), values, language)
        builder.say("title", title, gap="head")
        if brief.addressee or genre == "report":
            builder.say("addressee", fill(phrase(language, "frame.addressee"), values, language), gap="head")
        return title.text
    title = fill(phrase(language, f"{genre}.title_{brief.variant}", f"{genre}.title"), _titled(values, brief), language)
    builder.say("title", title, gap="head")
    if genre == "speech":
        _speech_head(builder, brief, values)
    elif language == "en" and genre in {"report", "plan"}:
        builder.say("subtitle", fill(phrase(language, "frame.head"), values, language), gap="head")
    return title.text


def _titled(values: Values, brief: Brief) -> Values:
    """A title names the subject without the word that it begins or ends with already."""
    subject = values.get("subject")
    period = values.get("period")
    if subject and period and brief.language == "zh" and brief.period is not None and period[:4] not in subject:
        subject = f"{period}{subject}"
    return {**values, "subject": subject}


def _nd30_head(builder: BlockBuilder, brief: Brief, values: Values) -> str:
    say, genre = builder.say, brief.genre
    say("superior", fill("{superior}", values, "vi"), gap="head")
    say("issuer", fill("{issuer}", values, "vi"), gap="head")
    say("motto", Filled(phrase("vi", "frame.motto")))
    say("number", fill(phrase("vi", f"frame.number_{genre}"), values, "vi"), gap="head")
    say("place_date", fill(phrase("vi", "frame.place_date"), values, "vi"), gap="head")
    say("type_name", Filled(phrase("vi", f"frame.type_{genre}")))
    subject = fill("{subject}", values, "vi")
    capital = Filled(subject.text[:1].upper() + subject.text[1:], subject.blanks)
    say("subject", capital, gap="head")
    if brief.addressee or genre == "report":
        say("addressee", fill(phrase("vi", "frame.addressee"), values, "vi"), gap="head")
    return fill(phrase("vi", f"{genre}.title"), values, "vi").text


def _speech_head(builder: BlockBuilder, brief: Brief, values: Values) -> None:
    language = brief.language
    if language == "vi" and (brief.occasion or brief.variant != "congratulation"):
        builder.say("subtitle", fill(phrase("vi", "speech.subtitle"), values, "vi"), gap="head")
    speaker = " – ".join(part for part in (brief.speaker, brief.speaker_post) if part)
    if language == "zh":
        speaker = "　".join(part for part in (brief.speaker_post, brief.speaker) if part)
    if speaker:
        builder.say("subtitle", Filled(speaker))
    for filled in _ladder(brief, values):
        builder.say("salutation", filled, part="salutation")


def _ladder(brief: Brief, values: Values) -> Iterator[Filled]:
    """Whom a speaker greets, highest rank first and the whole meeting last; the speaker does not greet himself."""
    language = brief.language
    own = fold(brief.speaker_post or "\0")
    guests = [one for one in brief.guests if own not in fold(one)]
    if not guests and language == "vi":
        yield fill(phrase(language, "speech.guest"), values, language)
    for guest in guests:
        folded = fold(guest)
        bare = guest
        for lead in ("các đồng chí ", "đồng chí ", "đ/c "):
            if language == "vi" and folded.startswith(lead):
                bare = guest[len(lead) :]
                break
        several = language == "vi" and fold(bare).startswith(("lãnh đạo", "lanh dao", "đại diện", "dai dien"))
        body = language == "vi" and find_agencies(bare, "vi")[:1] and find_agencies(bare, "vi")[0].start == 0
        key = "guests" if several else "guest_body" if body else "guest_named"
        yield fill(phrase(language, f"speech.{key}", "speech.guest_named"), {"guest": bare}, language)
    if language != "vi":
        yield fill(phrase(language, "speech.guest"), values, language)
    for key in ("delegates", "meeting"):
        yield fill(phrase(language, f"speech.{key}"), values, language)


def write_foot(builder: BlockBuilder, brief: Brief, profile: Profile, values: Values, sources: Sequence[str]) -> None:
    """Add the blocks below the body."""
    language = brief.language
    if profile == "nd30":
        key = "recipients" if brief.addressee or brief.genre == "report" else "recipients_plain"
        builder.say("recipients", fill(phrase("vi", f"frame.{key}"), values, "vi"), gap="foot")
        builder.say("signature_post", fill("{signer_post}", values, "vi"), gap="foot")
        builder.say("signature_name", fill("{signer}", values, "vi"), gap="foot")
    elif profile == "gbt9704" or (language == "zh" and brief.genre in {"report", "plan"}):
        builder.say("signature_name", fill("{issuer}", values, language), gap="foot")
        builder.say("issue_date", fill("{issue_date}", values, language), gap="foot")
    elif brief.genre == "news":
        builder.say("byline", fill(phrase(language, "frame.byline"), values, language), gap="foot")
    elif brief.genre == "summary" and sources:
        named = {**values, "sources": "; ".join(sources) if language != "zh" else "；".join(sources)}
        builder.say("byline", fill(phrase(language, "summary.sources"), named, language), gap="foot")
