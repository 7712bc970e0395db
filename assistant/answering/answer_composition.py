"""From chosen stretches to an answer: quotations with keys, lead-ins, figures, notices, or an abstention."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.answer import AnsweredFigure, AnsweredSentence, Citation, Notice
from assistant.answering.answer_patterns import AskedKind
from assistant.answering.answer_phrases import capitalised, has_phrase, phrase, source_phrase, written_date
from assistant.answering.evidence import sentence_language
from assistant.answering.question_analysis import QuestionAnalysis
from assistant.checking.figure_check import check_figure, near_damage, shifted
from ingest.catalogue_records import DocumentRecord
from ingest.documents import CleanDocument
from ingest.figures import find_figures
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Composition:
    """The text with its keys, the sentences that it quotes (a lead-in claims nothing) and the figures in it."""

    text: str
    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]


def compose(
    question: QuestionAnalysis,
    citations: Sequence[Citation],
    records: Mapping[str, DocumentRecord],
    texts: Mapping[str, CleanDocument],
    language: Language,
    *,
    conflicting: frozenset[int] = frozenset(),
) -> Composition:
    """Write the answer: a lead-in, then each quotation with its key; figures are typed in the source's language."""
    parts: list[str] = []
    sentences: list[AnsweredSentence] = []
    figures: list[AnsweredFigure] = []
    length = 0
    previous: str | None = None
    for citation in citations:
        record = records[citation.document_id]
        quoted_in = sentence_language(citation.quote, record.metadata.language)
        lead = _lead(question.lead_kind, citation, previous, language, quoted_in, conflict=citation.key in conflicting)
        opening = f"{lead}{'' if language == 'zh' else ' '}{phrase('quote', 'open', language)}"
        quote = without_keys(" ".join(citation.quote.split("\n")))
        block = f"{opening}{quote}{phrase('quote', 'close', language)} [{citation.key}]"
        offset = length + (2 if parts else 0)
        start = offset + len(opening)
        figures += _figures(citation, quote, start, quoted_in, texts[citation.document_id])
        sentences.append(AnsweredSentence(quote, (citation.key,), "supported", start, start + len(quote)))
        parts.append(block)
        length = offset + len(block)
        previous = citation.document_id
    return Composition("\n\n".join(parts), tuple(sentences), tuple(figures))


_KEY_LIKE = re.compile(r"\[(\d{1,4})\]")


def without_keys(quote: str) -> str:
    """Write bracketed numbers of a source with full-width brackets: only the answer's own keys look like keys."""
    return _KEY_LIKE.sub("［\\1］", quote)


def _lead(
    kind: AskedKind,
    citation: Citation,
    previous: str | None,
    language: Language,
    quoted_in: Language,
    *,
    conflict: bool,
) -> str:
    source = source_phrase(citation.title, citation.source, language)
    if quoted_in != language:
        note = phrase("source", f"foreign_{quoted_in}", language)
        source = f"{source}{note}" if language == "zh" else f"{source} {note}"
    if conflict:
        return capitalised(phrase("source", "conflict", language, source=source))
    if previous == citation.document_id:
        return phrase("source", "same", language)
    if previous is not None:
        return phrase("source", "also", language, source=source)
    return capitalised(phrase("lead", kind, language, source=source))


def _figures(
    citation: Citation, quote: str, offset: int, language: Language, clean: CleanDocument
) -> list[AnsweredFigure]:
    found = find_figures(quote, language)
    answered = []
    for figure in found:
        at = citation.char_start + figure.start
        damaged = near_damage(at, at + figure.end - figure.start, clean.damaged)
        moved = shifted(figure, offset)
        answered.append(
            AnsweredFigure(
                surface=figure.surface,
                value=figure.value,
                high=figure.high,
                unit=figure.unit,
                op=figure.op,
                status="unverifiable" if damaged else check_figure(figure, found),
                citation=citation.key,
                start=moved.start,
                end=moved.end,
            )
        )
    return answered


def abstention_text(question: QuestionAnalysis, reason: str, language: Language, *, passages: int, reports: int) -> str:
    """Write the sentence that says so, what was missing where a rule knows it, and what was read."""
    parts = [phrase("abstain", reason, language)]
    kind = question.lead_kind
    if reason == "kind_missing" and has_phrase("missing", kind):
        parts.append(phrase("missing", kind, language))
    amount = "none" if not passages else "one" if reports == 1 else "many"
    parts.append(phrase("searched", amount, language, passages=passages, reports=reports))
    return ("" if language == "zh" else " ").join(parts)


def notices_for(
    question: QuestionAnalysis, citations: Sequence[Citation], records: Mapping[str, DocumentRecord], *, conflict: bool
) -> tuple[Notice, ...]:
    """List what the reader must know of the cited sources: each code once, with the keys that it is about."""
    about: dict[str, list[int]] = {}
    facts: dict[str, tuple[tuple[str, str], ...]] = {}
    for citation in citations:
        metadata = records[citation.document_id].metadata
        codes = [defect for defect in _TOLD if defect in citation.defects]
        if "truncated" in codes and metadata.missing_characters:
            facts.setdefault("truncated", (("missing_characters", str(metadata.missing_characters)),))
        if any(blank in citation.quote for blank in _BLANK_YEARS):
            codes.append("document_year_missing")
        if "date" in question.kinds and metadata.event_date is None and metadata.published_at is not None:
            codes.append("published_date_only")
            facts.setdefault("published_date_only", (("date", metadata.published_at.date().isoformat()),))
        if records[citation.document_id].copies:
            codes.append("copies_exist")
        for code in codes:
            about.setdefault(code, []).append(citation.key)
    if conflict:
        about["conflict"] = [citation.key for citation in citations]
    return tuple(
        Notice(code, (("keys", ",".join(map(str, keys))), *facts.get(code, ()))) for code, keys in about.items()
    )


_TOLD = ("truncated", "redacted", "missing_fields", "mojibake", "user_uploaded")
_BLANK_YEARS = ("〔〕", "[]", "［］", "（）号", "()号", "()號", "（）號")


def suggestions_for(records: Sequence[DocumentRecord], headings: Sequence[str], language: Language) -> tuple[str, ...]:
    """Suggest two questions that the nearest report does answer, from its title, headings, issuer and period."""
    suggested: list[str] = []
    for record in records:
        metadata = record.metadata
        if metadata.title is None:
            continue
        title = metadata.title.strip('“”"《》 ')
        topic = next((heading for heading in headings if heading), None)
        if topic and not suggested:
            suggested.append(phrase("suggest", "heading", language, title=title, topic=topic))
        if metadata.issuer and metadata.period and metadata.language == language:
            period = f"{written_date(metadata.period.start, language)} – {written_date(metadata.period.end, language)}"
            suggested.append(phrase("suggest", "period", language, issuer=metadata.issuer, period=period))
        suggested.append(phrase("suggest", "report", language, title=title))
    return tuple(dict.fromkeys(suggested))[:2]
