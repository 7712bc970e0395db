"""Who issued a report: letterhead, signature, the host of the meeting it tells of, or the agency in its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.agencies import AgencyMention, display_name, find_agencies
from ingest.dates import DateMention
from ingest.documents import CleanDocument
from ingest.folding import LazyPattern, fold
from ingest.issuer_names import full_name, restore_capitals
from ingest.people import PersonMention
from ingest.titles import TitleReading
from vectorstore.records import DocumentType, Language, ValueStatus


@dataclass(frozen=True, slots=True)
class IssuerReading:
    """The agency behind a report; ``superior`` is the agency above it where a letterhead names both."""

    name: str
    surface: str
    start: int | None
    end: int | None
    rule: str
    confidence: float
    superior: str = ""
    status: ValueStatus = "stated"


_STATE_NAME = LazyPattern(
    r"CỘNG H[ÒO][ÀA]? ?X[ÃA] HỘI|CỘNG HOÀ XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]\s*Tự do", re.IGNORECASE
)
_NUMBER_LINE = LazyPattern(r"^[\s|*]*(?:Số|SỐ)\s*:", re.MULTILINE)
_HEAD_LINES = 14
_MASTHEAD_LINES = 4
_MASTHEAD_WIDTH = 110
_RED_HEAD = LazyPattern(r"^\s*(?P<n>[\u4e00-\u9fff×*]{4,30}?)(?:文件|（通知）|\(通知\))\s*$")
_HOST_VERB = LazyPattern(
    r"(?:long trọng |đã |phối hợp với [^,.;]{3,80} )?(?:tổ chức|khai mạc|tiến hành|ban hành|chủ trì)(?!\w)|召开|举行"
    r"|举办|开展|held|hosted|convened|organi[sz]ed"
)
_NOT_HOST_BEFORE = LazyPattern(r"(?:tại|ở|của|thuộc|do|với|at|of|for|with|在|到|赴)\s*(?:the\s)?\Z")
_VENUE_CLAUSE = LazyPattern(r"(?<!\w)(?:tại|ở|at|in)\s")
_SUBJECT_TAIL = LazyPattern(
    r"\s*(?:,\s*)?(?:(?:đã|vừa|long trọng|chính thức|trân trọng|phối hợp với [^,.;]{3,80}|has|have)\s*)*\Z"
)
_LIST_JOINT = LazyPattern(r"[\s,]*(?:và|cùng|and|with|phối hợp (?:với|cùng)|(?:bao )?gồm:?)?[\s,]*|[、和与與及]")
_CLAUSE_OPENS = LazyPattern(r"(?:\A|[,，:：]|[.。]\s)[\s|*]*(?:the\s)?\Z", re.IGNORECASE)
"""Where the subject of a clause stands; an agency after a verb is what something is done to."""
_OWN_LEADERS = LazyPattern(r"(?:领导)?班子(?:成员|全体)|(?:領導)?班子成員")
"""The leaders of the host sit with the speaker; other agencies send the people in charge of a subject."""
_REGION_HOST = LazyPattern(
    r"(?:\A|[\n，。,]|[日午])(?P<n>(?![全我本各该今])[\u4e00-\u9fff]{2,3}[省市县区縣區州盟旗])(?:组织|組織)?(?:召开|召開|举行|舉行|举办|舉辦)"
)
_REPORTS = LazyPattern(r"(?:,|\s)(?:xin |trân trọng |kính )?báo cáo(?!\w)[^.\n]{0,160}như sau|xây dựng kế hoạch")


def read_issuer(
    clean: CleanDocument,
    language: Language,
    title: TitleReading | None,
    doc_type: DocumentType,
    agencies: Sequence[AgencyMention],
    people: Sequence[PersonMention],
    event: DateMention | None,
) -> IssuerReading | None:
    """Find the issuing agency, the surest source first; ``None`` when nothing names one.

    A venue, the person addressed, a guest or another agency mentioned is no issuer: a wrong one is worse than none.
    """
    found = _find_issuer(clean, language, title, doc_type, agencies, people, event)
    if found is None:
        return None
    heading = title.title if title is not None else None
    name = full_name(found.name, language, clean.text, heading, agencies, found.superior)
    superior = restore_capitals(found.superior, clean.text) if language == "vi" else found.superior
    return replace(found, name=name, superior=superior)


def _find_issuer(
    clean: CleanDocument,
    language: Language,
    title: TitleReading | None,
    doc_type: DocumentType,
    agencies: Sequence[AgencyMention],
    people: Sequence[PersonMention],
    event: DateMention | None,
) -> IssuerReading | None:
    posts = [
        (person.post_start, person.post_end)
        for person in people
        if person.post_start is not None and person.post_end is not None
    ]
    own = [agency for agency in agencies if not any(start <= agency.start < end for start, end in posts)]
    told = doc_type in {"news", "speech", "other"}
    return (
        (_letterhead(clean) if language == "vi" else _red_head(clean) if language == "zh" else _labelled(clean))
        or (_speaker(clean, agencies) if doc_type == "speech" else None)
        or _reporting_subject(clean.text, own)
        or (_host(clean, own, event) if told else None)
        or _signature_line(clean, own)
        or (_under_title(clean, own, title) if doc_type not in {"news", "speech"} else None)
        or _in_title(own, title)
        or (_region_host(clean, title) if doc_type == "news" else None)
        or _in_source(clean, language)
        or (_own_leaders(clean.text, agencies) if doc_type == "speech" else None)
    )


def _reading(agency: AgencyMention, rule: str, confidence: float, status: ValueStatus | None = None) -> IssuerReading:
    return IssuerReading(
        agency.name, agency.surface, agency.start, agency.end, rule, confidence, status=status or agency.status
    )


def _letterhead(clean: CleanDocument) -> IssuerReading | None:
    """The capital lines above the number in a Vietnamese letterhead: the last is the issuer, above it its superior."""
    head = [(block.start, clean.text[block.start : block.end]) for block in clean.blocks[:_HEAD_LINES]]
    joined = "\n".join(text for _, text in head)
    if not (_STATE_NAME.search(joined) or _NUMBER_LINE.search(joined)):
        return None
    names: list[tuple[str, int, int]] = []
    for start, text in head:
        for cell in re.finditer(r"[^|\t\n]+?(?=\s{3,}|\||\t|$)", text):
            words = cell[0].strip(" *-–_")
            words = _STATE_NAME.split(words)[0].strip(" *-–_")
            letters = [letter for letter in words if letter.isalpha()]
            if len(letters) < 4 or not words.isupper():
                continue
            if find_agencies(words, "vi") or (names and _continues(names[-1], words)):
                at = clean.text.find(words, start)
                names.append((words, at, at + len(words)))
        if names and (_NUMBER_LINE.match(text) or re.match(r"[\s|*]*(?:BÁO CÁO|KẾ HOẠCH|THÔNG BÁO)\s*$", text)):
            break
    if not names:
        return None
    name, start, end = names[-1]
    superior = display_name(names[-2][0]) if len(names) > 1 else ""
    return IssuerReading(display_name(name), name, start, end, "letterhead", 0.95, superior)


def _continues(previous: tuple[str, int, int], words: str) -> bool:
    return re.match(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|XÃ|PHƯỜNG|TRUNG ƯƠNG)(?!\w)", words) is not None and bool(
        previous[0]
    )


def _red_head(clean: CleanDocument) -> IssuerReading | None:
    for block in clean.blocks[:6]:
        match = _RED_HEAD.match(clean.text[block.start : block.end])
        if match:
            start = block.start + match.start("n")
            return IssuerReading(match["n"], match["n"], start, start + len(match["n"]), "red_head", 0.95)
    return None


def _labelled(clean: CleanDocument) -> IssuerReading | None:
    match = re.search(
        r"^(?:From|Prepared by|Issued by|Agency|Submitted by|Organi[sz]ation)\s*:\s*(?P<n>[^\n]{3,100})$",
        clean.text[:3000],
        re.MULTILINE,
    )
    return IssuerReading(match["n"].strip(" ."), match["n"], *match.span("n"), "label", 0.95) if match else None


def _reporting_subject(text: str, agencies: Sequence[AgencyMention]) -> IssuerReading | None:
    """The subject of ``… báo cáo kết quả … như sau:`` is the issuer."""
    match = _REPORTS.search(fold(text[:3000]))
    if match is None:
        return None
    before = [agency for agency in agencies if agency.end <= match.start() + 1 and match.start() - agency.end < 40]
    return _reading(before[-1], "reports_as_follows", 0.9) if before else None


def _speaker(clean: CleanDocument, agencies: Sequence[AgencyMention]) -> IssuerReading | None:
    """The agency that the lines between a speech's title and its salutation give the speaker."""
    first = next((block for block in clean.blocks if block.kind == "salutation"), None)
    if first is None:
        return None
    titles = [block for block in clean.blocks if block.kind == "title" and block.start < first.start]
    above = [agency for agency in agencies if agency.end <= first.start]
    under = [agency for agency in above if titles and agency.start >= titles[0].end]
    posts = [agency for agency in under if _held_post(clean.text, agency)]
    return _reading(posts[0], "speaker", 0.9) if posts else None


def _held_post(text: str, agency: AgencyMention) -> bool:
    """Tell whether a post stands at an agency's name: before it in Vietnamese, right after it in Chinese."""
    before = re.search(
        r"(?:giám đốc|chủ tịch|viện trưởng|cục trưởng|bộ trưởng|trưởng phòng|trưởng ban|director|head|minister)"
        r"(?:\s+(?:of|the|thường trực))*\s*\Z",
        text[max(0, agency.start - 60) : agency.start].lower(),
    )
    return (
        before is not None
        or re.match(
            r"(?:党组|黨組)?(?:书记|書記|副?(?:局长|局長|主任|院长|院長|厅长|站长|[区县市]长))",
            text[agency.end : agency.end + 8],
        )
        is not None
    )


def _host(clean: CleanDocument, agencies: Sequence[AgencyMention], event: DateMention | None) -> IssuerReading | None:
    """The subject of the event's sentence, or of the first sentence of the body that tells who holds the event."""
    text = clean.text
    lead = next((block for block in clean.blocks if block.kind == "paragraph"), None)
    if event is not None:
        found = _subject_of_event(text, agencies, event.start, event.end)
        if found is not None:
            return found
    return _subject_of_event(text, agencies, lead.start, lead.start, strict=True) if lead is not None else None


def _subject_of_event(
    text: str, agencies: Sequence[AgencyMention], start: int, after: int, *, strict: bool = False
) -> IssuerReading | None:
    stop = re.search(r"[.。\n]\s|。", text[after:])
    limit = after + stop.start() if stop else len(text)
    verb = _HOST_VERB.search(fold(text), after, limit)
    sentence_start = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start)) + 1
    end = verb.start() if verb else limit
    before = [agency for agency in agencies if sentence_start <= agency.start < end and not _is_venue(text, agency)]
    if verb is not None and before and _SUBJECT_TAIL.match(text[before[-1].end : end]):
        return _reading(_first_of_list(text, before), "host", 0.9)
    if strict or not before or not _CLAUSE_OPENS.search(text[sentence_start : before[0].start]):
        return None
    return _reading(before[0], "host", 0.85)


def _first_of_list(text: str, agencies: Sequence[AgencyMention]) -> AgencyMention:
    """The first of the agencies that the last one is joined to (``Cụm A gồm: B, C và D tổ chức``)."""
    first = agencies[-1]
    for agency in reversed(agencies[:-1]):
        if _LIST_JOINT.fullmatch(text[agency.end : first.start]) is None:
            break
        first = agency
    return first


def _is_venue(text: str, agency: AgencyMention) -> bool:
    """Tell whether an agency's name is where something is held or whose something is, not who holds it."""
    if _NOT_HOST_BEFORE.search(text[max(0, agency.start - 8) : agency.start].lower()):
        return True
    clause = max(text.rfind(mark, 0, agency.start) for mark in ",;.\n，。；")
    return _VENUE_CLAUSE.search(text[clause + 1 : agency.start].lower()) is not None


def _region_host(clean: CleanDocument, title: TitleReading | None) -> IssuerReading | None:
    """The county or city that holds a meeting by itself (``云江县召开…会``), in the title before the body."""
    spans = (
        [(title.start, title.end)] if title is not None and title.start is not None and title.end is not None else []
    )
    spans += [(block.start, block.end) for block in clean.blocks if block.kind == "paragraph"][:1]
    for start, end in spans:
        match = _REGION_HOST.search(clean.text[start:end])
        if match is not None:
            at = start + match.start("n")
            return IssuerReading(match["n"], match["n"], at, at + len(match["n"]), "region_host", 0.75)
    return None


def _own_leaders(text: str, agencies: Sequence[AgencyMention]) -> IssuerReading | None:
    """The agency whose leaders attend a speech as a body."""
    for agency in agencies[:8]:
        if agency.status == "stated" and _OWN_LEADERS.match(text[agency.end :]):
            return _reading(agency, "own_leaders", 0.5, "inferred")
    return None


def _signature_line(clean: CleanDocument, agencies: Sequence[AgencyMention]) -> IssuerReading | None:
    """An agency alone on one of the last lines, as under a Chinese document."""
    for block in reversed(clean.blocks[-6:]):
        line = clean.text[block.start : block.end].strip()
        for agency in agencies:
            if (
                block.start <= agency.start
                and agency.end <= block.end
                and agency.surface.strip() == line
                and len(clean.blocks) > 2
            ):
                return _reading(agency, "signature_line", 0.9)
    return None


def _under_title(
    clean: CleanDocument, agencies: Sequence[AgencyMention], title: TitleReading | None
) -> IssuerReading | None:
    """The agency that a short line under the title starts with, as in the masthead of a bulletin."""
    if title is None or title.end is None:
        return None
    following = [block for block in clean.blocks if block.start >= title.end][:_MASTHEAD_LINES]
    if title.rule == "under_masthead":
        following = [block for block in clean.blocks if block.end <= (title.start or 0)]
    for block in following:
        line = clean.text[block.start : block.end].strip()
        if block.kind not in {"paragraph", "heading", "byline", "title"} or len(line) > _MASTHEAD_WIDTH:
            break
        if line.endswith((".", "。", ":", "：", ";")):
            break
        for agency in agencies:
            if agency.start == block.start and agency.end <= block.end:
                return _reading(agency, "under_title", 0.8)
    return None


def _in_title(agencies: Sequence[AgencyMention], title: TitleReading | None) -> IssuerReading | None:
    if title is None or title.start is None or title.end is None:
        return None
    inside = [agency for agency in agencies if title.start <= agency.start < (title.end or 0)]
    if not inside:
        return None
    starts = [agency for agency in inside if agency.start - title.start < 3]
    return _reading((starts or inside)[0] if starts else inside[-1], "title", 0.75)


def _in_source(clean: CleanDocument, language: Language) -> IssuerReading | None:
    for one in clean.observations:
        if one.field in {"source", "publisher"} and (found := find_agencies(one.value, language)):
            return IssuerReading(found[0].name, one.value, one.start, one.end, "source_line", 0.6, status="inferred")
    return None
