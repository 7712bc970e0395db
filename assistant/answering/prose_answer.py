"""One answer in a model's words: written from evidence, checked sentence by sentence, settled into an answer.

The verdict is code's alone (``assistant.checking.verification``). Where nothing that the model wrote survives, or the
thing asked for is not in what survived, the quotations that an answer without a model consists of take its place or
follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.abstention import LEAST_SATISFACTION
from assistant.answering.answer import (
    AnsweredFigure,
    AnsweredSentence,
    CheckSummary,
    Citation,
    Notice,
    SentenceChecked,
    TextDelta,
    Waiting,
)
from assistant.answering.answer_amounts import Sentence
from assistant.answering.answer_composition import compose, notices_for
from assistant.answering.answer_kinds import satisfaction
from assistant.answering.answer_selection import Chosen
from assistant.answering.answer_sentences import gives_orders
from assistant.answering.answer_writing import AnswerWriter, Writing, WritingLimits
from assistant.answering.citations import cite, merge_spans
from assistant.answering.evidence import Evidence
from assistant.answering.model_answer import ModelAnswerText, Unsupported, assemble, with_operators
from assistant.answering.question_analysis import Asked, QuestionAnalysis
from assistant.cancellation import Cancellation
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence, places_between, sentences_at
from assistant.checking.verification import CheckedText, Cosines, check_text
from ingest.catalogue_records import DocumentRecord
from ingest.dates import find_dates
from ingest.sentences import split_sentences
from ingest.stored_text import StoredText
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer may be made of: the stretches chosen for quoting, best first, and the documents they are in."""

    question: QuestionAnalysis
    language: Language
    chosen: tuple[Chosen, ...]
    ranked: tuple[Evidence, ...]
    texts: Mapping[str, StoredText]
    records: Mapping[str, DocumentRecord]


@dataclass(frozen=True, slots=True)
class Settled:
    """The parts of an answer that the model's writing and its check gave."""

    text: str
    citations: tuple[Citation, ...]
    sentences: tuple[AnsweredSentence, ...]
    figures: tuple[AnsweredFigure, ...]
    notices: tuple[Notice, ...]
    summary: CheckSummary


class ProseAnswer:
    """Iterate ``stream``; then ``settle`` gives the parts of the answer, or ``None`` where nothing survived."""

    def __init__(self, writer: AnswerWriter, ground: Ground, cosines: Cosines, *, unsupported: Unsupported) -> None:
        self._ground = ground
        self._cosines = cosines
        self._unsupported = unsupported
        self._limits = writer.limits
        stretches = _stretches(ground, writer.limits)
        self._sources = tuple(source for stretch in stretches for source in stretch)
        self._claims = SourceClaims.of(self._sources)
        self.writing: Writing = writer.write(
            ground.question, ground.language, [[source.text for source in stretch] for stretch in stretches]
        )

    def stream(self, cancellation: Cancellation) -> Iterator[Waiting | TextDelta | SentenceChecked]:
        """Give the text as it is written, and each sentence of it as soon as it is complete and checked."""
        checked_to = 0
        for event in self.writing.stream(max_tokens=self._limits.max_tokens, cancellation=cancellation):
            yield event
            if isinstance(event, TextDelta):
                for start, end in self._completed(checked_to):
                    checked_to = end
                    yield from self._checked(start, end)
        if self.writing.text[checked_to:].strip():
            yield from self._checked(checked_to, len(self.writing.text))

    def _completed(self, since: int) -> list[tuple[int, int]]:
        """Give the sentences after ``since`` that another one follows already."""
        spans = split_sentences(self.writing.text[since:], self._ground.language)
        return [(since + start, since + end) for start, end in spans[:-1] if start < end]

    def _checked(self, start: int, end: int) -> Iterator[SentenceChecked]:
        for sentence in self._check(self.writing.text[start:end]).sentences:
            yield SentenceChecked(replace(sentence, start=sentence.start + start, end=sentence.end + start))

    def _check(self, text: str) -> CheckedText:
        return check_text(
            text,
            self._claims,
            self._ground.language,
            cosines=self._cosines,
            question=self._ground.question.text,
        )

    def settle(self) -> Settled | None:
        """Check the whole text, mend lost operators, keep what is borne out and quote what is missing."""
        ground, text = self._ground, self.writing.text
        if not text.strip():
            return None
        checked = self._check(text)
        mended = with_operators(text, checked, self._sources, ground.language)
        if mended != text:
            checked = self._check(mended)
        if not any(sentence.status == "supported" for sentence in checked.sentences):
            return None
        missing = self._missing(checked)
        citations, citation_of, quoted = self._citations(checked, missing)
        written = assemble(mended, checked, citation_of, ground.language, unsupported=self._unsupported)
        return self._with_quotations(written, citations, quoted)

    def _missing(self, checked: CheckedText) -> tuple[Chosen, ...]:
        """Give the chosen stretches that hold a thing asked for which nothing that survived holds."""
        ground = self._ground
        kept = [
            Sentence(sentence.text, ground.language, "paragraph")
            for sentence in checked.sentences
            if sentence.status == "supported"
        ]
        missing: list[Chosen] = []
        for index, asked in enumerate(ground.question.strong):
            holders = [one for one in ground.chosen if one.evidence.kinds[index] >= LEAST_SATISFACTION]
            if holders and holders[0] not in missing and not _holds(asked, kept, ground.question, holders[0].evidence):
                missing.append(holders[0])
        return tuple(missing)

    def _citations(
        self, checked: CheckedText, missing: Sequence[Chosen]
    ) -> tuple[tuple[Citation, ...], Callable[[int], int], frozenset[int]]:
        """Number the stretches used, in the order of their use; the last value are the keys of those to be quoted."""
        ground = self._ground
        by_key = {source.key: source for source in self._sources}
        used = [
            by_key[key]
            for sentence in checked.sentences
            if sentence.status == "supported"
            for key in sentence.citations
        ]
        spans = [(source.document_id, source.start, source.end) for source in used]
        quoted = [(one.evidence.passage.document_id, one.start, one.end) for one in missing]
        merged = merge_spans([*spans, *quoted], {key: text.clean for key, text in ground.texts.items()})
        citations = tuple(
            cite(number, ground.texts[document], ground.records[document], start, end)
            for number, (document, start, end) in enumerate(merged, start=1)
        )

        def number_of(document: str, start: int, end: int) -> int:
            return next(
                number
                for number, (other, low, high) in enumerate(merged, start=1)
                if other == document and low <= start and end <= high
            )

        numbers = {source.key: number_of(source.document_id, source.start, source.end) for source in used}
        return citations, lambda key: numbers.get(key, 0), frozenset(number_of(*span) for span in quoted)

    def _with_quotations(
        self, written: ModelAnswerText, citations: tuple[Citation, ...], quoted: frozenset[int]
    ) -> Settled:
        ground = self._ground
        text, sentences, figures = written.text, list(written.sentences), list(written.figures)
        if quoted:
            clean = {key: stored.clean for key, stored in ground.texts.items()}
            shown = [citation for citation in citations if citation.key in quoted]
            composition = compose(ground.question, shown, ground.records, clean, ground.language)
            offset = len(text) + 2
            text = f"{text}\n\n{composition.text}"
            sentences += [replace(one, start=one.start + offset, end=one.end + offset) for one in composition.sentences]
            figures += [replace(one, start=one.start + offset, end=one.end + offset) for one in composition.figures]
        dropped = (Notice("sentences_dropped", (("count", str(written.dropped)),)),) if written.dropped else ()
        about = notices_for(ground.question, citations, ground.records, conflict=False)
        return Settled(
            text, citations, tuple(sentences), tuple(figures), (*dropped, *about), summarise(sentences, figures)
        )


def summarise(sentences: Sequence[AnsweredSentence], figures: Sequence[AnsweredFigure]) -> CheckSummary:
    """Count what was checked."""
    return CheckSummary(
        sentences=len(sentences),
        unsupported=sum(sentence.status == "unsupported" for sentence in sentences),
        figures=len(figures),
        unsupported_figures=sum(figure.status not in {"supported", "derived"} for figure in figures),
    )


def _holds(asked: Asked, kept: Sequence[Sentence], question: QuestionAnalysis, holder: Evidence) -> bool:
    """Tell whether what survived holds a thing asked for; a credit or a bare date is known by its place in a report.

    In an answer it stands in running text, so there any date is the one, with its hour where ``holder`` gives one for a
    publication, and any statement names who is credited.
    """
    if asked.kind == "author":
        return bool(kept)
    if asked.kind in {"date", "published"}:
        dates = [found for one in kept for found in find_dates(one.text, one.language)]
        timed = asked.kind == "published" and any(
            found.clock is not None for found in find_dates(holder.text, holder.language)
        )
        if dates and (not timed or any(found.clock is not None for found in dates)):
            return True
    return any(satisfaction(asked, sentence, question) >= LEAST_SATISFACTION for sentence in kept)


def _stretches(ground: Ground, limits: WritingLimits) -> list[tuple[SourceSentence, ...]]:
    """Read the chosen stretches and a few more sentences as sources; every sentence has a key of its own."""
    spans = [(one.evidence.passage.document_id, one.start, one.end) for one in ground.chosen]
    best = ground.chosen[0].evidence.score if ground.chosen else 0.0
    further = 0
    for item in ground.ranked:
        place, document = item.place, item.passage.document_id
        if further >= limits.further_sentences or item.score < best - limits.further_reach:
            break
        if item.contradicted or any(
            other == document and low < place.end and place.start < high for other, low, high in spans
        ):
            continue
        spans.append((document, place.start, place.end))
        further += 1
    stretches: list[tuple[SourceSentence, ...]] = []
    key = 0
    for document, start, end in spans:
        clean = ground.texts[document].clean
        places = [place for place in places_between(clean, start, end) if not gives_orders(clean, place)]
        stretches.append(
            sentences_at(
                clean, ground.records[document], [(key + number, place) for number, place in enumerate(places, 1)]
            )
        )
        key += len(places)
    return stretches
