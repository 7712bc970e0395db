"""Do a question and a sentence speak of the same place and the same time?

A figure of another province or of another half-year is the commonest wrong answer, because it is worded alike. Places
are recognised by the words of administration (``huyện``, ``区``, ``District``) and by the names under which the reports
at hand were issued; times by ``ingest.periods``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from ingest.catalogue_records import DocumentRecord
from ingest.dates import find_dates
from ingest.documents import CleanDocument
from ingest.folding import fold
from ingest.periods import PeriodMention, find_periods, month_end
from vectorstore.records import Language, Period
from vectorstore.search_text import strip_tone_marks

CONTRADICTED: Final = 0.0
UNKNOWN: Final = 0.5
_LEAD: Final = 300
"""Characters at the head of a report that say whose it is."""

_NAME_WORD: Final = r"[A-ZĐÀ-ÖØ-ÞĂĨŨƠƯẠ-Ỹ][^\W\d_]*"
_VI_PLACE: Final = re.compile(
    r"(?<!\w)(?:[Tt]ỉnh|TỈNH|[Tt]inh|[Tt]hành phố|THÀNH PHỐ|TP\.?|[Hh]uyện|HUYỆN|[Hh]uyen|[Qq]uận|QUẬN|[Tt]hị xã|THỊ XÃ"
    rf"|[Tt]hị trấn|[Xx]ã|XÃ|[Pp]hường|PHƯỜNG) (?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,3}})"
)
_EN_PLACE: Final = re.compile(
    rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,2}}) "
    r"(?:Province|Provincial|District|County|City|Municipal|Commune|Township|Ward|province|district|county|city|commune)\b"
)
_ZH_PLACE: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[年和与及在])|(?<=半年)|(?<=季度))(?:在|关于|对|从|把|请问|和|与|及)?"
    r"(?P<name>(?![全本各我该某贵哪几两一二三四五六七八九十每在关对从把请和与及年月日上下])[\u4e00-\u9fff]{2,4}?)"
    r"(?<![社小病地辖校园厂院景矿库城超都股门])(?:省|市|区|县|镇|乡|街道)(?![委级直外内分域])"
)
_ZH_PLACE_INSIDE: Final = re.compile(
    r"(?<=[省市区县])(?P<name>(?![和与及或、在])[\u4e00-\u9fff]{2,3}?)(?<![社小病地辖校园厂院景矿库])(?:区|县|镇|乡|街道)(?![委级直外内分域])"
)
_ISSUER_TAIL: Final = re.compile(rf"(?<= )(?:[^\W\dA-Z_][^\W\d_]*) (?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{1,2}})\Z")
_NO_PLACE: Final = frozenset({"which", "what", "the", "each", "every", "this", "that", "how many"})
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def place_key(name: str) -> str:
    """Give the form under which a place name is compared: no marks, no case, simplified."""
    return strip_tone_marks(fold(name)).strip()


@lru_cache(maxsize=4_096)
def places_in(text: str) -> frozenset[str]:
    """Find the keys of the places that ``text`` names with a word of administration."""
    found = {place_key(match["name"]) for pattern in (_VI_PLACE, _EN_PLACE) for match in pattern.finditer(text)}
    folded = fold(text)
    found |= {match["name"] for pattern in (_ZH_PLACE, _ZH_PLACE_INSIDE) for match in pattern.finditer(folded)}
    return frozenset(key for key in found if len(key) > 1 and key not in _NO_PLACE)


@lru_cache(maxsize=4_096)
def issuer_place(issuer: str) -> frozenset[str]:
    """Find the place in the name of an agency, also where it follows the agency without a word of administration."""
    tail = _ISSUER_TAIL.search(issuer)
    return places_in(issuer) | (frozenset({place_key(tail["name"])}) if tail else frozenset())


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose report it is: its own places, and the folded text of its head, its whole and nothing else."""

    places: frozenset[str]
    identity: str
    whole: str

    @classmethod
    def of(cls, record: DocumentRecord, clean: CleanDocument) -> Belonging:
        """Read issuer, superior agency, title and place of a report."""
        metadata = record.metadata
        superior = [value.value for value in metadata.values if value.field == "superior"]
        agencies = tuple(name for name in (metadata.issuer, *superior) if name)
        return _belonging(agencies, metadata.title or "", metadata.place or "", clean.text)


@lru_cache(maxsize=256)
def _belonging(agencies: tuple[str, ...], title: str, place: str, text: str) -> Belonging:
    """Read a report's places; the latest reports are remembered, since every question reads the same ones."""
    identity = "\n".join([*agencies, title, place, text[:_LEAD]])
    own = {key for name in agencies for key in issuer_place(name)}
    return Belonging(frozenset(own) | places_in(title) | places_in(place), place_key(identity), place_key(text))


@dataclass(frozen=True, slots=True)
class PlacesAsked:
    """Keys of the places that a question names; ``alternatives`` where each is answered by a report of its own."""

    keys: frozenset[str]
    alternatives: bool = False


def places_asked(question: str, reports: Sequence[Belonging]) -> PlacesAsked:
    """Give the keys of the places that a question names, by class word or as a report at hand bears them."""
    folded = place_key(question)
    known = {key for report in reports for key in report.places if holds_place(folded, key)}
    named = {key for key in places_in(question) if not any(other in key for other in known)}
    own = {key: {at for at, report in enumerate(reports) if key in report.places} for key in known}
    apart = len(known) > 1 and all(not own[a] & own[b] for a in known for b in known if a != b)
    return PlacesAsked(frozenset(known | named), apart and not named)


def holds_place(folded: str, key: str) -> bool:
    """Whether a text in the form of ``place_key`` holds a place as a word."""
    if _HAN.search(key):
        return key in folded
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", folded) is not None


def place_agreement(asked: PlacesAsked, report: Belonging, language: Language, sentence: str, around: str) -> float:
    """Tell how well a sentence's place is the one asked about.

    1 in the sentence or in the report's own name, 0.8 around the sentence, 0.3 elsewhere in the report, 0 nowhere;
    0.5 across scripts, where names are spelled otherwise, and 0.7 where no place is asked about. Of several places
    the worst counts, of two that are compared the better; names in both scripts are taken for two spellings of one.
    """
    if not asked.keys:
        return 0.7
    here, near = place_key(sentence), place_key(around)
    values = [_one_place(key, report, language, here, near) for key in asked.keys]
    both = len({bool(_HAN.search(key)) for key in asked.keys}) == 2
    return max(values) if both or asked.alternatives else min(values)


def _one_place(key: str, report: Belonging, language: Language, here: str, near: str) -> float:
    if holds_place(here, key) or holds_place(report.identity, key):
        return 1.0
    if holds_place(near, key):
        return 0.8
    if bool(_HAN.search(key)) != (language == "zh"):
        return UNKNOWN
    if holds_place(report.whole, key):
        return 0.3
    return CONTRADICTED if report.places else UNKNOWN


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The periods that a question is about, and whether it says that it wants the whole of a year."""

    periods: tuple[Period, ...]
    whole: bool
    exact: bool = False
    """A figure is asked for: that of a longer time is another figure."""


_WHOLE_YEAR: Final = re.compile(
    r"\bcả năm\b|\bca nam\b|\btrọn năm\b|\btoàn năm\b|全年|整年|一整年|\bwhole year\b|\bfull[- ]year\b|\bentire year\b"
)
_STANDING: Final = frozenset({"month", "quarter", "half", "months", "year", "span", "school_year"})
_YEAR: Final = r"(?P<year>20\d\d)"
_FIRST_HALF: Final = re.compile(
    rf"(?:6|sáu|sau) (?:tháng|thang)(?: (?:đầu|dau))?(?: (?:năm|nam))?[ /]{_YEAR}|giữa (?:năm )?(?P<mid>20\d\d)"
    rf"|(?P<zh>20\d\d)年?(?:上半年|年中)|(?P<en>mid-20\d\d)"
)
_QUARTER: Final = re.compile(
    rf"(?:quý|quy|q) ?(?P<quarter>iv|i{{1,3}}|[1-4])\b.{{0,14}}?{_YEAR}"
    r"|(?P<zh>20\d\d)年?第?(?P<count>[一二三四1-4])季度"
)
_TWO_YEARS: Final = re.compile(
    r"(?P<first>20\d\d)年? ?(?:và|va|and|和|与|、|so với|hay|or|跟) ?(?:năm |nam )?(?P<second>20\d\d)"
)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_ANY_YEAR: Final = re.compile(r"(?<![\d/.〔\[（(-])20\d\d(?![\d/〕\]）)-])")


def time_asked(question: str, language: Language, *, exact: bool = False) -> TimeAsked:
    """Read the periods of a question; those it only compares with are left out where there are others.

    Also the short forms of questions (``6 tháng 2024``, ``2024上半年``) and one period said of two years
    (``2023年和2024年上半年``).
    """
    folded = fold(question)
    mentions = [one for one in _mentions(question, language, None) if one.period is not None and one.kind in _STANDING]
    own = [one for one in mentions if one.role != "comparison"] or mentions
    periods = [one.period for one in own if one.period is not None]
    short = _short_periods(folded)
    parts = [period for period in (*short, *periods) if not _is_year(period)]
    if parts:
        two = _TWO_YEARS.search(folded)
        years = (int(two["first"]), int(two["second"])) if two else ()
        parts += [_in_year(parts[0], year) for year in years]
        covered = {period.start.year for period in parts}
        periods = [period for period in periods if not (_is_year(period) and period.start.year in covered)] + parts
    elif not periods:
        periods = [_year(int(year)) for year in _ANY_YEAR.findall(folded)]
    return TimeAsked(tuple(dict.fromkeys(periods)), _WHOLE_YEAR.search(folded) is not None, exact)


def _short_periods(folded: str) -> list[Period]:
    found = []
    for match in _FIRST_HALF.finditer(folded):
        year = int(next(group for group in match.groups() if group)[-4:])
        found.append(Period(date(year, 1, 1), date(year, 6, 30)))
    for match in _QUARTER.finditer(folded):
        written = match["quarter"] or match["count"]
        quarter = _QUARTERS.get(written) or int(written)
        year = int(match["year"] or match["zh"])
        found.append(Period(date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter)))
    return found


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _is_year(period: Period) -> bool:
    return period == _year(period.start.year)


def _in_year(period: Period, year: int) -> Period:
    return Period(period.start.replace(year=year, day=1), month_end(year, period.end.month))


@lru_cache(maxsize=8_192)
def _mentions(text: str, language: Language, anchor: int | None) -> tuple[PeriodMention, ...]:
    return find_periods(text, language, anchor_year=anchor, bare_year=anchor)


@lru_cache(maxsize=8_192)
def _days(text: str, language: Language) -> tuple[Period, ...]:
    days = (one.value.as_date() for one in find_dates(text, language) if one.status != "damaged")
    return tuple(Period(day, day) for day in days if day is not None)


def time_agreement(
    asked: TimeAsked, record: DocumentRecord, language: Language, sentence: str, heading: str = ""
) -> float:
    """Tell how well a sentence's time is the one asked about; of several asked the best counts.

    1 the same in the sentence, 0.9 the same by the report, 0.8 as what is compared with, 0.5 unknown, less for a
    longer or shorter time, 0 for another; 0.7 where no time is asked about. A sentence without a time of its own takes
    that of its heading.
    """
    if not asked.periods:
        return 0.7
    anchor = _reported(record) or _issued(record)
    year = anchor.start.year if anchor else None
    mentions = _mentions(sentence, language, year)
    compared = [one for one in mentions if one.kind == "comparison" or one.role == "comparison"]
    said = _Said(
        _own_periods(mentions) or _own_periods(_mentions(heading, language, year)),
        tuple(one.period for one in compared if one.period and _is_told(one.period, sentence, asked)),
        _days(sentence, language),
    )
    return max(_one_time(period, said, record, asked) for period in asked.periods)


def _own_periods(mentions: Sequence[PeriodMention]) -> tuple[Period, ...]:
    return tuple(one.period for one in mentions if one.period and one.kind in _STANDING and one.role != "comparison")


def _is_told(compared: Period, sentence: str, asked: TimeAsked) -> bool:
    """A figure of the time compared with is only given where that year is written out, not in ``cùng kỳ`` alone."""
    return not asked.exact or str(compared.start.year) in sentence


@dataclass(frozen=True, slots=True)
class _Said:
    own: tuple[Period, ...]
    compared: tuple[Period, ...]
    days: tuple[Period, ...]


def _one_time(asked: Period, said: _Said, record: DocumentRecord, wanted: TimeAsked) -> float:
    if asked in said.own:
        return 1.0
    reported = _reported(record)
    if asked in said.compared:
        return 0.3 if wanted.exact else 0.8
    if said.own:
        return _by_sentence(asked, said.own, reported, wanted)
    if reported is not None:
        if asked == reported:
            return 0.9
        if any(asked.contains(day) for day in said.days):
            return 0.8
        if not asked.overlaps(reported):
            return CONTRADICTED
        return CONTRADICTED if _is_other_length(asked, (reported,), wanted) else 0.4
    if any(asked.contains(day) for day in said.days):
        return 0.9
    return _by_issue(asked, _issued(record))


def _is_other_length(asked: Period, said: Sequence[Period], wanted: TimeAsked) -> bool:
    """A part of the year does not answer for the whole, nor a longer time for a figure of a part."""
    if wanted.whole and not any(period.contains(asked) for period in said):
        return True
    return wanted.exact and not _is_year(asked) and not any(asked.contains(period) for period in said)


def _by_sentence(asked: Period, said: Sequence[Period], reported: Period | None, wanted: TimeAsked) -> float:
    if any(period.overlaps(asked) for period in said):
        if _is_other_length(asked, said, wanted):
            return CONTRADICTED
        return 0.6 if any(asked.contains(period) for period in said) else 0.4
    return 0.5 if reported == asked else CONTRADICTED


def _by_issue(asked: Period, issued: Period | None) -> float:
    if issued is None:
        return UNKNOWN
    if asked.start > issued.end:
        return CONTRADICTED
    return 0.8 if asked.contains(issued) else UNKNOWN if issued.start.year - asked.end.year <= 1 else 0.2


_HEAD: Final = 600
"""Characters from the start within which a report says what time it is about."""


def _reported(record: DocumentRecord) -> Period | None:
    """Give the period of a report, unless it was only met somewhere in its body."""
    metadata = record.metadata
    if metadata.period is not None and metadata.doc_type in {"speech", "news", "other"}:
        titled = _mentions(metadata.title or "", metadata.language, metadata.period.start.year)
        return metadata.period if any(one.period == metadata.period for one in titled) else None
    for value in metadata.values:
        if value.field == "period" and value.start is not None and value.start > _HEAD:
            return metadata.period if value.surface and value.surface in (metadata.title or "") else None
    return metadata.period


def _issued(record: DocumentRecord) -> Period | None:
    metadata = record.metadata
    published = metadata.published_at.date() if metadata.published_at is not None else None
    day = metadata.event_date or metadata.issue_date or published
    return Period(day, day) if day is not None else None


def without_place_and_time(question: str, language: Language, places: frozenset[str]) -> str:
    """Blank out of a question the places and times that it names: what is left says what is asked of them."""
    folded = place_key(question)
    spans = [(one.start, one.end) for one in _mentions(question, language, None)]
    if len(folded) == len(question):
        lowered = fold(question)
        for pattern in (_FIRST_HALF, _QUARTER, _ANY_YEAR):
            spans += [match.span() for match in pattern.finditer(lowered)]
        for key in places:
            spans += [match.span() for match in re.finditer(rf"{re.escape(key)}(?:省|市|区|县|镇|乡|街道)?", folded)]
    letters = list(question)
    for start, end in spans:
        letters[start:end] = "|" * (end - start)
    return "".join(letters)
