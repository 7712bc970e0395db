"""Who issued a report: letterhead, signature, the host of the meeting it tells of, or the agency in its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agencies import AgencyMention, display_name, find_agencies
from ingest.dates import DateMention
from ingest.documents import CleanDocument
from ingest.folding import LazyPattern, fold
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
_RED_HEAD = LazyPattern(r"^\s*(?P<n>[\u4e00-\u9fff×*]{4,30}?)(?:文件|（通知）|\(通知\))\s*$")
_HOST_VERB = LazyPattern(
    r"(?:long trọng |đã |phối hợp với [^,.;]{3,80} )?(?:tổ chức|khai mạc|tiến hành|ban hành|chủ trì)(?!\w)|召开|举行"
    r"|举办|开展|held|hosted|convened|organi[sz]ed"
)
_NOT_HOST_BEFORE = LazyPattern(r"(?:tại|ở|của|thuộc|do|với|at|of|for|with|在|到|赴)\s*(?:the\s)?\Z")
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
    """Find the issuing agency, the surest source first; ``None`` when nothing names one."""
    posts = [
        (person.post_start, person.post_end)
        for person in people
        if person.post_start is not None and person.post_end is not None
    ]
    own = [agency for agency in agencies if not any(start <= agency.start < end for start, end in posts)]
    return (
        (_letterhead(clean) if language == "vi" else _red_head(clean) if language == "zh" else _labelled(clean))
        or _reporting_subject(clean.text, own)
        or (_host(clean.text, own, event) if doc_type in {"news", "speech", "other"} else None)
        or _signature_line(clean, own)
        or _in_title(own, title)
        or _in_source(clean, language)
        or _first_in_body(own, doc_type)
        or (_first_in_body(agencies, doc_type) if doc_type == "speech" else None)
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


def _host(text: str, agencies: Sequence[AgencyMention], event: DateMention | None) -> IssuerReading | None:
    """The subject of the event's sentence: the first agency before the verb that is no venue."""
    if event is None:
        return None
    stop = re.search(r"[.。\n]\s", text[event.end :])
    limit = event.end + stop.start() if stop else len(text)
    verb = _HOST_VERB.search(fold(text), event.end, limit)
    sentence_start = max(text.rfind("\n", 0, event.start), text.rfind(". ", 0, event.start)) + 1
    for agency in agencies:
        if not sentence_start <= agency.start < (verb.start() if verb else limit):
            continue
        if not _NOT_HOST_BEFORE.search(text[max(0, agency.start - 8) : agency.start].lower()):
            return _reading(agency, "host", 0.85)
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


def _first_in_body(agencies: Sequence[AgencyMention], doc_type: DocumentType) -> IssuerReading | None:
    if doc_type == "other" or not agencies:
        return None
    stated = [agency for agency in agencies[:8] if agency.status == "stated"]
    return _reading(stated[0], "first_in_body", 0.4, "inferred") if stated else None
