"""What is known about a report as a whole, each value with where it stands and which rule found it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ingest.agencies import AgencyMention, find_agencies
from ingest.dates import DateMention, check_date_order, find_dates
from ingest.document_numbers import DocumentNumber, find_document_numbers
from ingest.document_types import TypeReading, classify_document
from ingest.documents import BODY_KINDS, Block, CleanDocument, LoadedDocument, Observation
from ingest.folding import UPPER
from ingest.issuers import IssuerReading, read_issuer
from ingest.language import detect_language
from ingest.people import PersonMention, find_people
from ingest.places import PlaceMention, find_places
from ingest.reporting_period import PeriodReading, read_reporting_period
from ingest.scanned_metadata import doubt_scanned, recognition_values
from ingest.titles import TitleReading, read_title
from vectorstore.records import Language, MetadataValue, ReportMetadata, ValueStatus

_HEAD = 6000
_LEAD_BLOCKS = 3
_MAX_TITLE_LINE = 200
_MAX_LISTED = 30
_INCOMPLETE = frozenset({"truncated", "redacted", "missing_fields"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """Everything read from one document before it is put together."""

    clean: CleanDocument
    language: Language
    title: TitleReading | None
    doc_type: TypeReading
    dates: tuple[DateMention, ...]
    people: tuple[PersonMention, ...]
    agencies: tuple[AgencyMention, ...]
    numbers: tuple[DocumentNumber, ...]
    places: tuple[PlaceMention, ...]


def read_metadata(clean: CleanDocument, loaded: LoadedDocument) -> ReportMetadata:
    """Read title, type, issuer, number, period, dates by kind, place, author, source and completeness.

    What the report does not say is ``None``; nothing is taken from the file's name.
    """
    language, script = detect_language(clean.text)
    reading = _read(clean, loaded, language)
    published = _publication(reading)
    number = _own_number(reading)
    issue = _issue_date(reading, number)
    if issue is not None and published is not None and issue.rule.endswith("date_label") and issue.day == published.day:
        published = None
    event = _event_date(reading, _year_of(issue, published, clean))
    issuer = read_issuer(
        clean,
        language,
        reading.title,
        reading.doc_type.doc_type,
        reading.agencies,
        reading.people,
        event.mention if event else None,
    )
    told = issue or event
    told_on = told.day if told else None
    period = read_reporting_period(
        clean, language, reading.title, reading.doc_type.doc_type, told_on.year if told_on else None, told_on
    )
    place = _place(reading)
    author, source = _observed(clean, "author"), _observed(clean, "source") or _observed(clean, "publisher")
    crawl = _observed(clean, "crawl_date")
    defects = _defects(clean)
    values = (
        *_title_values(reading), *_issuer_values(issuer), *_number_values(reading, number), *_period_values(period),
        *_date_values(event, issue, published), *_place_values(place),
        *_observation_values(clean, author, source, crawl),
        *_order_conflicts(event, issue, published, crawl, language), *_mention_values(reading),
        *recognition_values(loaded),
    )  # fmt: skip
    values, doubted = doubt_scanned(values, clean, loaded)
    return ReportMetadata(
        title=reading.title.title if reading.title else None,
        language=language,
        script=script,
        doc_type=reading.doc_type.doc_type,
        issuer=issuer.name if issuer else None,
        doc_number=number.value if number and "doc_number" not in doubted else None,
        period=period.period if period and "period" not in doubted else None,
        event_date=event.day if event and "event_date" not in doubted else None,
        issue_date=issue.day if issue and "issue_date" not in doubted else None,
        published_at=published.moment if published else None,
        place=place.name if place else None,
        author=re.sub(r"\A(?:通讯员|记者|作者|供稿)[:：\s]*", "", author.value) if author else None,
        source_name=source.value if source else None,
        complete=not clean.gaps and not _INCOMPLETE & set(defects),
        reliability="low" if "user_uploaded" in defects else "normal",
        defects=defects,
        missing_characters=_missing_characters(clean),
        values=values,
    )


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date chosen for one of the report's own fields."""

    field: str
    day: date
    moment: datetime
    surface: str
    start: int | None
    end: int | None
    rule: str
    confidence: float
    status: ValueStatus
    mention: DateMention | None = None


def _read(clean: CleanDocument, loaded: LoadedDocument, language: Language) -> _Reading:
    title = read_title(clean, loaded, language)
    marks = sum(block.kind in {"caption", "byline"} for block in clean.blocks)
    marks += any(one.field in {"published_at", "author"} for one in clean.observations)
    body_start = title.end if title is not None and title.end is not None else 0
    body = _body_text(clean, body_start)
    doc_type = classify_document(
        title.title if title else None, body, language, news_marks=marks, type_line=title.type_line if title else None
    )
    return _Reading(
        clean=clean,
        language=language,
        title=title,
        doc_type=doc_type,
        dates=find_dates(clean.text, language),
        people=find_people(clean.text, language),
        agencies=find_agencies(clean.text, language),
        numbers=find_document_numbers(clean.text),
        places=find_places(clean.text[:_HEAD], language),
    )


def _body_text(clean: CleanDocument, start: int) -> str:
    lines = [
        clean.text[block.start : block.end]
        for block in clean.blocks
        if block.start >= start and block.kind in BODY_KINDS
    ]
    return "\n".join(lines)


def lead_blocks(clean: CleanDocument) -> list[Block]:
    """The first paragraphs of running text, where a report says what it is about."""
    running = [block for block in clean.blocks if block.kind in {"paragraph", "list_item"}]
    return running[:_LEAD_BLOCKS]


def _year_of(issue: _Dated | None, published: _Dated | None, clean: CleanDocument) -> int | None:
    """The year in which the report speaks; the clock of a site that reposts uploads says nothing about it."""
    if issue is not None:
        return issue.day.year
    if published is not None and "user_uploaded" not in clean.defects:
        return published.day.year
    return None


def _from_mention(field: str, mention: DateMention, day: date, status: ValueStatus | None = None) -> _Dated:
    moment = mention.as_datetime() or datetime.combine(day, datetime.min.time())
    return _Dated(
        field,
        day,
        moment,
        mention.surface,
        mention.start,
        mention.end,
        mention.rule,
        mention.confidence,
        status or mention.status,
        mention,
    )


def _publication(reading: _Reading) -> _Dated | None:
    for name in ("published_at", "uploaded_at"):
        observed = _observed(reading.clean, name)
        mentions = find_dates(observed.value, reading.language) if observed else ()
        day = mentions[0].value.as_date() if mentions else None
        if observed is not None and day is not None:
            moment = mentions[0].as_datetime() or datetime.combine(day, datetime.min.time())
            return _Dated(
                "published_at", day, moment, observed.value, observed.start, observed.end, name, 0.95, "stated"
            )
    for mention in reading.dates:
        day = mention.value.as_date()
        stamped = mention.kind == "publication" or (
            mention.rule.endswith("date_label") and reading.doc_type.doc_type == "news"
        )
        if stamped and day is not None:
            return _from_mention("published_at", mention, day)
    return None


def _issue_date(reading: _Reading, number: DocumentNumber | None) -> _Dated | None:
    """The date of signing; where several lines look like it, the first (an annex repeats it)."""
    if reading.doc_type.doc_type == "news":
        return None
    for mention in reading.dates:
        day = mention.value.as_date()
        own_line = mention.rule.endswith("date_label") or not _in_stamp(reading.clean, mention)
        if mention.kind == "issue" and day is not None and own_line:
            return _from_mention("issue_date", mention, day)
    for mention in reading.dates:
        day = mention.value.as_date()
        if day is not None and (
            _beside_number(reading.clean.text, mention, number)
            or _in_masthead(reading, mention)
            or _under_agency(reading, mention)
        ):
            return _from_mention("issue_date", mention, day)
    return None


def _beside_number(text: str, mention: DateMention, number: DocumentNumber | None) -> bool:
    """Tell whether a date ends the line of the report's own number (``Số: 12/BC-X – An Bình, ngày …``)."""
    if number is None or mention.start < number.end or "\n" in text[number.end : mention.start]:
        return False
    return re.match(r"[ \t|*]*(?:\n|\Z)", text[mention.end :]) is not None


def _in_masthead(reading: _Reading, mention: DateMention) -> bool:
    """Tell whether a date closes a line near the top that says who compiled it (``…办公室编 2023年6月20日``)."""
    text = reading.clean.text
    start = text.rfind("\n", 0, mention.start) + 1
    if start > _HEAD or text[:start].count("\n") > _LEAD_BLOCKS + 1:
        return False
    line = text[start : mention.start]
    compiled = re.search(r"(?:编印|編印|主办|主辦|编|編|biên soạn|biên tập|compiled by [^\n]{3,80})\s*\Z", line)
    return compiled is not None and re.match(r"[ \t)）]*(?:\n|\Z)", text[mention.end :]) is not None


def _under_agency(reading: _Reading, mention: DateMention) -> bool:
    """Tell whether a date has a line to itself under a line that is an agency's name: a signature before annexes."""
    text = reading.clean.text
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    if text[start : mention.start].strip() or text[mention.end : end if end >= 0 else len(text)].strip():
        return False
    floor = max(0, start - _MAX_TITLE_LINE)
    above = floor + len(text[floor:start].rstrip())
    return any(agency.end == above and text[agency.start - 1] == "\n" for agency in reading.agencies)


def _missing_characters(clean: CleanDocument) -> int:
    """How much the text lacks: what its gaps say, or more where the page says how long the whole is."""
    full, shown = _observed(clean, "full_length"), _observed(clean, "shown_length")
    stated = sum(gap.missing_characters or 0 for gap in clean.gaps)
    if full is None or shown is None or not (full.value.isdecimal() and shown.value.isdecimal()):
        return stated
    return max(stated, int(full.value) - int(shown.value))


def _in_stamp(clean: CleanDocument, mention: DateMention) -> bool:
    at = bisect_right(clean.blocks, mention.start, key=lambda block: block.start) - 1
    return at >= 0 and clean.blocks[at].kind == "stamp" and mention.start < clean.blocks[at].end


def _event_date(reading: _Reading, year: int | None) -> _Dated | None:
    """The day of what the text tells of: stated in the lead of news, speeches and minutes."""
    if reading.doc_type.doc_type in {"report", "plan", "notice"} and not _about_meeting(reading.title):
        return None
    lead = lead_blocks(reading.clean)
    for mention in reading.dates:
        in_lead = mention.rule.endswith("note_under_title") or any(
            block.start <= mention.start < block.end for block in lead
        )
        if mention.kind != "event" or not in_lead:
            continue
        day = mention.value.as_date()
        if day is not None:
            return _from_mention("event_date", mention, day)
        if mention.status == "stated" and year is not None and mention.value.month and mention.value.day:
            try:
                day = date(year, mention.value.month, mention.value.day)
            except ValueError:
                continue
            return _from_mention("event_date", mention, day, "inferred")
    return None


def _about_meeting(title: TitleReading | None) -> bool:
    return (
        title is not None
        and re.search(r"hội nghị|hội thảo|会议|座谈|conference|meeting", title.title, re.IGNORECASE) is not None
    )


def _own_number(reading: _Reading) -> DocumentNumber | None:
    """The number in the report's own head: after ``Số:`` or alone on its line, above the title's end."""
    text = reading.clean.text
    limit = max(400, (reading.title.start or 0) if reading.title else 0)
    for number in reading.numbers:
        if number.start > limit:
            return None
        line_start, line_end = text.rfind("\n", 0, number.start) + 1, text.find("\n", number.end)
        before = text[line_start : number.start]
        after = text[number.end : line_end if line_end >= 0 else len(text)]
        labelled = re.fullmatch(r"[\s|*]*(?:(?i:số|so|no\.?)\s*:?)?[\s|*]*", before)
        if labelled and (
            not after.strip(" |*")
            or "|" in after
            or re.match(rf"\s*(?:[–—-]\s*)?(?:[{UPPER}][\w\s]*,\s*)?(?:ngày|签发|V/v)|\s{{2,}}", after)
        ):
            return number
        if number.rule == "vi_blank" and not before.strip(" |*"):
            return number
    return None


def _place(reading: _Reading) -> PlaceMention | None:
    lead = lead_blocks(reading.clean)
    for place in reading.places:
        inside = any(block.start <= place.start < block.end for block in lead)
        if (
            (place.kind == "venue" and inside and _holds_event(reading.clean.text, place))
            or place.rule == "vi_letter_place"
            or place.rule == "zh_place_label"
        ):
            return place
    return None


def _holds_event(text: str, place: PlaceMention) -> bool:
    """Tell whether something is held at a venue that is an agency (and not, say, patients admitted there)."""
    if place.rule != "vi_at_agency":
        return True
    start = max(text.rfind("\n", 0, place.start), text.rfind(". ", 0, place.start)) + 1
    sentence = re.split(r"\n|\.\s", text[start:], maxsplit=1)[0]
    return re.search(r"tổ chức|diễn ra|khai mạc|họp|hội nghị|hội thảo", sentence, re.IGNORECASE) is not None


def _observed(clean: CleanDocument, field: str) -> Observation | None:
    return next((one for one in clean.observations if one.field == field and one.value.strip()), None)


def _defects(clean: CleanDocument) -> tuple[str, ...]:
    found = dict.fromkeys(clean.defects)
    if clean.gaps:
        found.setdefault("truncated")
    return tuple(found)


def _title_values(reading: _Reading) -> Iterator[MetadataValue]:
    title, kind = reading.title, reading.doc_type
    if title is not None:
        surface = (
            reading.clean.text[title.start : title.end]
            if title.start is not None and title.end is not None
            else title.title
        )
        yield MetadataValue("title", title.title, surface, title.start, title.end, title.rule, title.confidence)
    yield MetadataValue("doc_type", kind.doc_type, "", kind.start, kind.end, kind.rule, kind.confidence, "inferred")


def _issuer_values(issuer: IssuerReading | None) -> Iterator[MetadataValue]:
    if issuer is not None:
        yield MetadataValue(
            "issuer",
            issuer.name,
            issuer.surface,
            issuer.start,
            issuer.end,
            issuer.rule,
            issuer.confidence,
            issuer.status,
        )
        if issuer.superior:
            yield MetadataValue(
                "superior", issuer.superior, issuer.superior, None, None, issuer.rule, issuer.confidence
            )


def _number_values(reading: _Reading, own: DocumentNumber | None) -> Iterator[MetadataValue]:
    for number in reading.numbers[:_MAX_LISTED]:
        field = "doc_number" if number is own else "cited_number"
        yield MetadataValue(
            field, number.value, number.surface, number.start, number.end, number.rule, number.confidence, number.status
        )


def _period_values(period: PeriodReading | None) -> Iterator[MetadataValue]:
    if period is None:
        return
    mention = period.mention
    yield MetadataValue(
        "period",
        str(period.period),
        mention.surface,
        mention.start,
        mention.end,
        period.rule,
        period.confidence,
        mention.status,
    )
    for planned in period.planned:
        yield MetadataValue(
            "plan_period",
            str(planned.period),
            planned.surface,
            planned.start,
            planned.end,
            planned.rule,
            planned.confidence,
            planned.status,
        )


def _date_values(*dated: _Dated | None) -> Iterator[MetadataValue]:
    for one in dated:
        if one is not None:
            value = one.moment.isoformat() if one.field == "published_at" else one.day.isoformat()
            yield MetadataValue(one.field, value, one.surface, one.start, one.end, one.rule, one.confidence, one.status)


def _place_values(place: PlaceMention | None) -> Iterator[MetadataValue]:
    if place is not None:
        yield MetadataValue(
            "place", place.name, place.surface, place.start, place.end, place.rule, place.confidence, place.status
        )


def _observation_values(clean: CleanDocument, *chosen: Observation | None) -> Iterator[MetadataValue]:
    names = {"source": "source_name", "publisher": "source_name", "crawl_date": "crawl_date", "author": "author"}
    for one in chosen:
        if one is not None:
            yield MetadataValue(names[one.field], one.value, one.value, one.start, one.end, "page_furniture", 0.9)
    for one in clean.observations:
        if one.field in {"views", "comment_count", "section", "tags", "full_length", "shown_length"}:
            yield MetadataValue(one.field, one.value, one.value, one.start, one.end, "page_furniture", 0.9)


def _order_conflicts(
    event: _Dated | None, issue: _Dated | None, published: _Dated | None, crawl: Observation | None, language: Language
) -> Iterator[MetadataValue]:
    """Flag dates that cannot all be right (an event after its publication, a weekday that is another)."""
    crawled = next((mention.value.as_date() for mention in find_dates(crawl.value, language)), None) if crawl else None
    days = [one.day if one else None for one in (event, published)]
    for conflict in check_date_order(days[0], days[1], crawled, issue.day if issue else None):
        yield MetadataValue("date_conflict", conflict, "", None, None, "date_order", 0.9, "inferred")
    for one in (event, issue, published):
        if one is not None and one.mention is not None and one.mention.weekday_agrees is False:
            yield MetadataValue(
                "date_conflict", f"{one.field}_weekday", one.surface, one.start, one.end, "weekday", 0.9, "inferred"
            )


def _mention_values(reading: _Reading) -> Iterator[MetadataValue]:
    seen: set[tuple[str, str]] = set()
    for field, mention, value in _listed(reading.people, reading.agencies):
        if (field, value) in seen or len(seen) >= 2 * _MAX_LISTED:
            continue
        seen.add((field, value))
        yield MetadataValue(
            field, value, mention.surface, mention.start, mention.end, mention.rule, mention.confidence, mention.status
        )


def _listed(
    people: Sequence[PersonMention], agencies: Sequence[AgencyMention]
) -> Iterator[tuple[str, PersonMention | AgencyMention, str]]:
    for person in people:
        yield "person", person, ", ".join(part for part in (person.name, person.post, person.organisation) if part)
    for agency in agencies:
        yield "agency", agency, agency.name
