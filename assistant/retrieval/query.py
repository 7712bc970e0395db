"""What a question says about where its answer stands: language, period, agency, kind of document, number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.checking.known_names import KnownNames, NameMatch
from ingest.document_numbers import find_document_numbers
from ingest.periods import find_periods
from vectorstore.chinese_text import HAN, to_simplified
from vectorstore.readable_text import readable_form
from vectorstore.records import DocumentType, Language, Period, Script, SearchFilter
from vectorstore.search_text import read_query
from vectorstore.tone_marks import MarkVocabulary, lacks_tone_marks, restore_tone_marks
from vectorstore.vietnamese_text import has_vietnamese_marks

__all__ = ["KnownNames", "NameMatch", "QueryUnderstanding", "query_language", "understand_query"]

_HAN_LETTER = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")

_TYPE_CUES: tuple[tuple[DocumentType, str], ...] = (
    (
        "report",
        r"(?:trong|theo|bản|của) (?:bản )?báo cáo|报告(?:中|里|显示|指出|提到)|(?:in|according to) the .{0,40}report",
    ),
    ("speech", r"(?:bài|trong|lời) phát biểu|讲话(?:中|里|稿|强调|要求|提到)|的讲话|(?:in|of) (?:the|his|her) speech"),
    ("plan", r"(?:trong|theo|bản) kế hoạch (?:số|của|năm)|(?:方案|计划)(?:中|里|规定|提出)|according to the plan"),
    ("notice", r"(?:trong|theo|bản) (?:thông báo|công văn)|通知(?:中|里|要求)|according to the notice"),
    ("news", r"(?:bản|bài|theo) tin\b|(?:新闻|消息|报道)(?:中|里)?|(?:in|according to) the news"),
    ("summary", r"(?:trong|theo|bản) tổng kết|总结(?:中|里)"),
)
_TYPES = tuple((kind, re.compile(cue, re.IGNORECASE)) for kind, cue in _TYPE_CUES)


@dataclass(frozen=True, slots=True)
class QueryUnderstanding:
    """A question as the retriever sees it.

    ``text`` is the question as it is embedded: composed, not in capitals, simplified, with the tone marks that it
    lacks. ``stripped`` tells that it came without them. Everything inferred only moves passages up or down.
    """

    question: str
    text: str
    language: Language
    script: Script
    stripped: bool
    periods: tuple[Period, ...]
    agencies: tuple[NameMatch, ...]
    doc_types: tuple[DocumentType, ...]
    doc_numbers: tuple[str, ...]

    @property
    def inferred(self) -> SearchFilter:
        """The same as a filter, for showing to the reader; what is not clear without doubt is left out."""
        whole = frozenset(match.name for match in self.agencies if match.coverage >= 0.8)
        return SearchFilter(
            issuers=whole,
            doc_types=frozenset(self.doc_types),
            period=self.periods[0] if len(self.periods) == 1 else None,
        )


def understand_query(
    query: str, known: KnownNames, *, vocabulary: MarkVocabulary | None = None, ignored: frozenset[str] = frozenset()
) -> QueryUnderstanding:
    """Recognise what a question says about its document.

    ``vocabulary`` restores tone marks. ``ignored`` names fields of ``SearchFilter`` that must not be inferred.
    """
    text = readable_form(query).strip()
    lacking = vocabulary is not None and lacks_tone_marks(text, vocabulary)
    restored = restore_tone_marks(text, vocabulary) if vocabulary is not None and lacking else text
    language = query_language(text)
    numbers = find_document_numbers(text)
    return QueryUnderstanding(
        question=query,
        text=restored,
        language=language,
        script=_script(query, language),
        stripped=lacking or read_query(text).stripped,
        periods=() if "period" in ignored else _periods(restored, language),
        agencies=() if "issuers" in ignored else known.matches(restored),
        doc_types=() if "doc_types" in ignored else tuple(kind for kind, cue in _TYPES if cue.search(restored)),
        doc_numbers=tuple(number.value for number in numbers),
    )


def query_language(text: str) -> Language:
    """Tell the language of a question by its letters; Vietnamese without marks by the shape of its words."""
    han = len(_HAN_LETTER.findall(text))
    if han and han * 2 >= len(_LATIN_WORD.findall(text)):
        return "zh"
    if has_vietnamese_marks(text.lower()) or read_query(text).stripped:
        return "vi"
    return "en"


def _script(query: str, language: Language) -> Script:
    if language != "zh":
        return "latin"
    return "hans" if to_simplified(query) == query else "hant"


def _periods(text: str, language: Language) -> tuple[Period, ...]:
    mentions = find_periods(text, language)
    found = (mention.period for mention in mentions if mention.period is not None and mention.role != "comparison")
    return tuple(dict.fromkeys(found))
