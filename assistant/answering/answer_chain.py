"""Question in, checked answer out: complete, retrieve, select, compose, verify, as a chain of LangChain runnables.

Without a language model an answer is a quotation. With one, the quotation is what its prose is written from, checked
against and replaced by where the prose does not hold. Evidence is announced before anything is written; what cannot
be supported becomes an abstention with the nearest passages and better questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from assistant.answering.abstention import Calibration, guard, measure_support, side_of, support_signals
from assistant.answering.answer import (
    Answer,
    AnswerEvent,
    AnswerTimings,
    Finished,
    PassagesFound,
    QuestionRewritten,
    TextDelta,
)
from assistant.answering.answer_composition import abstention_text, compose, notices_for, suggestions_for
from assistant.answering.answer_conflicts import conflicting_evidence
from assistant.answering.answer_selection import best_of, choose, rank
from assistant.answering.answer_sentences import heading_at
from assistant.answering.citations import cite, merge_spans
from assistant.answering.evidence import DocumentSource, Evidence, SentenceVectors, gather_evidence
from assistant.answering.prose_answer import Ground, summarise
from assistant.answering.prose_step import REFUSED_SUPPORT, ProseStep
from assistant.answering.question_analysis import analyse_question
from assistant.asking import EVERYTHING, Asking
from assistant.cancellation import Cancellation
from assistant.conversations import Exchange
from assistant.follow_ups.question_completion import QuestionCompleter
from ingest.catalogue_records import DocumentRecord
from ingest.stored_text import StoredText
from vectorstore.embedder import Embedder
from vectorstore.records import Language, SearchFilter, SearchResult

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

PASSAGES_READ: Final = 10
_PIECE: Final = 48
"""Characters of the text that arrive together."""


class PassageSearch(Protocol):
    """What is needed of the retriever."""

    def search(
        self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING, ignored: frozenset[str] = frozenset()
    ) -> SearchResult: ...


@dataclass(frozen=True, slots=True)
class Prose:
    """What it takes to answer in a model's words; ``index`` names the index for provenance."""

    step: ProseStep | None = None
    completer: QuestionCompleter | None = None
    index: str = ""


class AnswerChain:
    """Answers questions. Holds no state of any question; may be used from several threads."""

    def __init__(
        self,
        retriever: PassageSearch,
        library: DocumentSource,
        embedder: Embedder,
        calibration: Calibration,
        prose: Prose | None = None,
    ) -> None:
        self._retriever = retriever
        self._library = library
        self._embedder = embedder
        self._calibration = calibration
        self.prose = prose or Prose()
        self._vectors = SentenceVectors(embedder)
        self._after_selection = self._build()

    def _build(self) -> Runnable[Any, Any]:
        from langchain_core.runnables import RunnableLambda

        composing: Runnable[Any, Any] = RunnableLambda(self._compose).with_config(run_name="compose")
        return composing | RunnableLambda(self._verify)

    def answer(
        self,
        question: str,
        *,
        filter: SearchFilter = EVERYTHING,
        language: Language | None = None,
        ignored: frozenset[str] = frozenset(),
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer at once; the same ``Answer`` that ``stream`` ends with."""
        for event in self.stream(question, filter=filter, language=language, ignored=ignored, history=history):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(
        self,
        question: str,
        *,
        filter: SearchFilter = EVERYTHING,
        language: Language | None = None,
        ignored: frozenset[str] = frozenset(),
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> Iterator[AnswerEvent]:
        """Complete the question, announce the passages, give the text as it comes, then the checked whole.

        ``ignored`` names the fields of ``SearchFilter`` that are not to be read from the question. Raises
        ``EmptyQuestion`` and ``QuestionTooLong`` before the first event, and ``Cancelled`` from any of them on.
        """
        analysis = analyse_question(question)
        asking = Asking(analysis, language or analysis.language, filter, ignored, time.perf_counter())
        return self._events(asking, history, cancellation or Cancellation())

    def _events(self, asking: Asking, history: Sequence[Exchange], cancellation: Cancellation) -> Iterator[AnswerEvent]:
        asked = asking.question.text
        asking = self._complete(asking, history, cancellation)
        if asking.standalone is not None:
            yield QuestionRewritten(asking.standalone)
        cancellation.check()
        asking = self._retrieve(asking)
        yield PassagesFound(asking.result.passages, asking.result.applied_filter)
        first_evidence = _milliseconds_since(asking.started)
        cancellation.check()
        asking = self._select(asking)
        if self.prose.step is not None:
            asking = yield from self.prose.step.weigh(asking, self.ground(asking), cancellation)
        finished: Asking = self._after_selection.invoke(asking)
        if finished.answer is None:
            raise AssertionError("the last step of the chain fills in the answer")
        answer = finished.answer
        first_token: float | None = None
        if self.prose.step is not None and not answer.abstained and not finished.conflicting:
            answer, began = yield from self.prose.step.write(answer, self.ground(finished), cancellation)
            first_token = (began - asking.started) * 1000.0 if began is not None else None
        else:
            for start in range(0, len(answer.text), _PIECE):
                yield TextDelta(answer.text[start : start + _PIECE])
        timings = AnswerTimings(
            retrieval=finished.retrieval_ms,
            first_evidence=first_evidence,
            first_token=first_token,
            total=_milliseconds_since(finished.started),
        )
        yield Finished(replace(answer, question=asked, standalone=asking.standalone, timings=timings))

    def _complete(self, asking: Asking, history: Sequence[Exchange], cancellation: Cancellation) -> Asking:
        """Complete a follow-up from its conversation; a question that stands alone stays as it is."""
        if self.prose.completer is None or not history:
            return asking
        model = self.prose.step.model if self.prose.step is not None else None
        completed = self.prose.completer.complete(asking.question.text, history, asking.language, model, cancellation)
        if completed is None:
            return asking
        question = analyse_question(completed.text)
        return replace(asking, question=question, standalone=completed.text, rewriting=completed.prompt)

    def ground(self, asking: Asking) -> Ground:
        """Give what the answer to an examined question may be made of."""
        texts, records = self._sources(item.passage.document_id for item in asking.ranked)
        return Ground(asking.question, asking.language, asking.chosen, asking.ranked, texts, records)

    def _retrieve(self, asking: Asking) -> Asking:
        result = self._retriever.search(
            asking.question.text, PASSAGES_READ, filter=asking.filter, ignored=asking.ignored
        )
        return replace(asking, result=result, retrieval_ms=_milliseconds_since(asking.started))

    def warm(self, question: str) -> None:
        """Do what comes before the writing of an answer, so that whatever is loaded on first use is there."""
        analysis = analyse_question(question)
        asking = Asking(analysis, analysis.language, EVERYTHING, frozenset(), time.perf_counter())
        self._after_selection.invoke(self._select(self._retrieve(asking)))

    def examine(self, question: str, *, filter: SearchFilter = EVERYTHING) -> Asking:
        """Run retrieval and selection only and give everything measured: for calibration and for explaining."""
        analysis = analyse_question(question)
        asking = Asking(analysis, analysis.language, filter, frozenset(), time.perf_counter())
        return self._select(self._retrieve(asking))

    def _select(self, asking: Asking) -> Asking:
        question, passages = asking.question, asking.result.passages
        evidence = gather_evidence(question, passages, self._library, self._vectors)
        ranked = rank(question, evidence, self._calibration)
        best = best_of(ranked)
        reason: str | None = guard(question, best)
        asking = replace(asking, ranked=tuple(ranked), best=best, reason=reason)
        if best is None:
            return asking
        side = side_of(question, best)
        support = self._calibration.answerable[side].probability(
            support_signals(measure_support(best, ranked, passages))
        )
        if reason is None and support < self._calibration.threshold[side]:
            reason = "weak_support"
        texts, records = self._sources(item.passage.document_id for item in ranked)
        chosen = choose(question, best, ranked, {key: text.clean for key, text in texts.items()}, records)
        shown = support if reason is None else min(support, REFUSED_SUPPORT)
        return replace(asking, reason=reason, support=shown, measured=support, chosen=chosen)

    def _compose(self, asking: Asking) -> Asking:
        if asking.reason is not None or asking.best is None:
            return asking
        texts, records = self._sources(item.passage.document_id for item in asking.ranked)
        clean = {key: text.clean for key, text in texts.items()}
        against = conflicting_evidence(asking.question, asking.best, asking.ranked, records)
        spans = [(item.evidence.passage.document_id, item.start, item.end) for item in asking.chosen]
        if against is not None:
            spans.append((against.passage.document_id, against.place.start, against.place.end))
        merged = merge_spans(spans, clean)
        citations = tuple(
            cite(key, texts[document_id], records[document_id], start, end)
            for key, (document_id, start, end) in enumerate(merged, start=1)
        )
        conflicting = frozenset(
            citation.key for citation in citations if against and citation.document_id == against.passage.document_id
        )
        composition = compose(asking.question, citations, records, clean, asking.language, conflicting=conflicting)
        return replace(asking, citations=citations, conflicting=conflicting, composition=composition)

    def _verify(self, asking: Asking) -> Asking:
        """Keep only what the sources hold, word for word; then the answer or the abstention is final."""
        if asking.composition is None:
            return replace(asking, answer=self._abstain(asking))
        texts, records = self._sources(citation.document_id for citation in asking.citations)
        for citation in asking.citations:
            if texts[citation.document_id].clean.text[citation.char_start : citation.char_end] != citation.quote:
                return replace(
                    asking, reason="weak_support", answer=self._abstain(replace(asking, reason="weak_support"))
                )
        answer = self._answer_shell(asking)
        return replace(
            asking,
            answer=replace(
                answer,
                text=asking.composition.text,
                citations=asking.citations,
                sentences=asking.composition.sentences,
                figures=asking.composition.figures,
                summary=summarise(asking.composition.sentences, asking.composition.figures),
                notices=notices_for(asking.question, asking.citations, records, conflict=bool(asking.conflicting)),
            ),
        )

    def _abstain(self, asking: Asking) -> Answer:
        reason = asking.reason or "weak_support"
        passages = asking.result.passages
        nearest = _nearest(asking)
        texts, records = self._sources(item.passage.document_id for item in nearest)
        nearest_citations = tuple(
            cite(
                key,
                texts[item.passage.document_id],
                records[item.passage.document_id],
                item.place.start,
                item.place.end,
            )
            for key, item in enumerate(nearest, start=1)
        )
        headings = [heading_at(texts[item.passage.document_id].clean, item.place.start) for item in nearest[:1]]
        text = abstention_text(
            asking.question,
            reason,
            asking.language,
            passages=len(passages),
            reports=len({passage.document_id for passage in passages}),
        )
        return replace(
            self._answer_shell(asking),
            text=text,
            abstained=True,
            reason=reason,
            nearest=nearest_citations,
            suggestions=suggestions_for(list(records.values()), headings, asking.language),
        )

    def _answer_shell(self, asking: Asking) -> Answer:
        return Answer(
            question=asking.question.text,
            language=asking.language,
            text="",
            abstained=False,
            reason=None,
            mode="extractive",
            support=round(asking.support, 4),
            citations=(),
            sentences=(),
            figures=(),
            timings=AnswerTimings(asking.retrieval_ms, asking.retrieval_ms, None, _milliseconds_since(asking.started)),
            understood=asking.result.applied_filter,
            provenance=(
                ("embedding_model", self._embedder.model_name),
                ("embedding_weights", self._embedder.weights_digest),
                ("index", self.prose.index),
                ("passages", ",".join(passage.chunk_id for passage in asking.result.passages)),
                ("kinds", ",".join(asking.question.kinds)),
                *((("follow_up", asking.rewriting),) if asking.rewriting else ()),
            ),
        )

    def _sources(
        self, document_ids: Iterator[str] | Sequence[str]
    ) -> tuple[Mapping[str, StoredText], Mapping[str, DocumentRecord]]:
        ordered = list(dict.fromkeys(document_ids))
        return (
            {key: self._library.text(key) for key in ordered},
            {key: self._library.document(key) for key in ordered},
        )


def _nearest(asking: Asking) -> list[Evidence]:
    """Give the best sentence of each of the two best passages."""
    nearest: list[Evidence] = []
    for item in asking.ranked:
        if item.place.kind in {"stamp", "byline"}:
            continue
        if all(item.passage.chunk_id != other.passage.chunk_id for other in nearest):
            nearest.append(item)
        if len(nearest) == 2:
            break
    return nearest


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
