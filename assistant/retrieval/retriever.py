"""Find the passages of a library that answer a question: dense and lexical search, fused, limited per document."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import BoostWeights, boosts
from assistant.answering.sentence_scores import SentenceScorer
from assistant.retrieval.copies import one_of_each
from assistant.retrieval.query import QueryUnderstanding, understand_query
from assistant.retrieval.retrieval_state import RetrievalState, StateKeeper
from ingest.library_reader import LibraryReader
from vectorstore.embedder import Embedder
from vectorstore.fusion import Candidate, FusionWeights, limited, scored
from vectorstore.glossary import shared_keys, translated_keys
from vectorstore.language_means import LanguageMeans
from vectorstore.lexical import LexicalHit
from vectorstore.records import Chunk, Language, Passage, RetrievalTimings, SearchFilter, SearchResult
from vectorstore.search_text import query_keys

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

EVERYTHING = SearchFilter()


@dataclass(frozen=True, slots=True)
class RetrieverConfig:
    """Everything that was chosen by measurement (``benchmarks/retrieval_quality.py``).

    ``pool`` is how many passages each index gives; ``centring`` the share of a language's mean vector that is taken
    out. The sentences of the ``sentence_passages`` best passages (more when some of them are in another language than
    the question) are looked at unless the best document is ahead of the next by ``clear_margin``. A document gives at
    most ``most_per_document`` passages where more than ``small_library`` documents are searched.
    """

    pool: int = 64
    centring: float = 0.6
    sentence_passages: int = 6
    sentence_passages_foreign: int = 10
    clear_margin: float = 0.25
    most_per_document: int = 4
    small_library: int = 8
    weights: FusionWeights = field(default_factory=FusionWeights)
    boosts: BoostWeights = field(default_factory=BoostWeights)


class Retriever:
    """Searches one library. Threads may search at the same time."""

    def __init__(self, library: LibraryReader, embedder: Embedder, config: RetrieverConfig | None = None) -> None:
        self._library = library
        self._embedder = embedder
        self._config = config or RetrieverConfig()
        self._states = StateKeeper(library)
        self._sentences = SentenceScorer(embedder)
        self._means: LanguageMeans | None = None

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        filter: SearchFilter = EVERYTHING,
        ignored: frozenset[str] = frozenset(),
    ) -> SearchResult:
        """Find at most ``k`` passages, best first; the same question over the same library gives the same result.

        ``filter`` restricts. What the question itself says about period, agency and kind of document only moves
        passages up; ``ignored`` names the fields of ``SearchFilter`` that are not to be read from it.
        """
        clock = _Clock()
        understanding = self.understand(query, ignored=ignored)
        allowed = self._library.allowed_documents(filter)
        state = self._states.current()
        vector = self._embedder.embed_queries([understanding.text])[0]
        means = self._language_means()
        clock.lap("embed")
        search = _Search(self._library, state, self._config, understanding, vector, means, allowed)
        candidates = search.candidates(clock)
        candidates = one_of_each(self._with_sentences(search, candidates, clock), state.preferred)
        most = self._most_per_document(state, allowed)
        best = limited(candidates, k, most)
        passages = search.passages(best)
        clock.lap("fuse")
        return SearchResult(passages, clock.timings(), _shown_filter(filter, understanding))

    def understand(self, query: str, *, ignored: frozenset[str] = frozenset()) -> QueryUnderstanding:
        """Read what a question says about its document, with the marks restored that this library knows."""
        state = self._states.current()
        with self._library.mark_vocabulary() as vocabulary:
            return understand_query(query, state.names, vocabulary=vocabulary, ignored=ignored)

    def over(self, library: LibraryReader) -> Retriever:
        """The same search over another library, such as what a visitor may read of this one."""
        other = Retriever(library, self._embedder, self._config)
        other._means = self._means
        return other

    def warm(self) -> None:
        """Do now what the first search would have to do."""
        self._library.warm()
        self._language_means()
        self._states.current()

    def as_langchain(self, k: int = 10, *, filter: SearchFilter = EVERYTHING) -> BaseRetriever:
        """Give a LangChain retriever whose documents carry a passage's fields as metadata."""
        return _langchain_retriever(lambda query: self.search(query, k, filter=filter).passages)

    def _language_means(self) -> LanguageMeans:
        if self._means is None:
            self._means = LanguageMeans.measure(self._embedder)
        return self._means

    def _with_sentences(self, search: _Search, candidates: list[Candidate], clock: _Clock) -> list[Candidate]:
        """Look at the sentences of the best passages where the order is not clear without."""
        count = self._config.sentence_passages
        if count < 1 or self._config.weights.sentence == 0.0 or self._is_clear(search, candidates):
            return candidates
        if any(search.is_foreign(one.document_id) for one in candidates[:count]):
            count = max(count, self._config.sentence_passages_foreign)
        first, rest = candidates[:count], candidates[count:]
        chunks = self._library.chunks([one.chunk_id for one in first])
        clock.lap("fuse")
        nearness = self._sentences.best(
            [chunks[one.chunk_id] for one in first if one.chunk_id in chunks],
            search.question_vector,
            search.state.language_of,
            lambda vectors, languages: search.means.centred_passages(vectors, languages, self._config.centring),
        )
        clock.lap("embed")
        looked_at = [replace(one, sentence=nearness.get(one.chunk_id, one.dense)) for one in first]
        return scored([*looked_at, *rest], self._config.weights.sentence)

    def _is_clear(self, search: _Search, candidates: Sequence[Candidate]) -> bool:
        if not candidates or search.is_foreign(candidates[0].document_id):
            return not candidates
        first = candidates[0]
        other = next((one for one in candidates if one.document_id != first.document_id), None)
        return other is not None and first.score - other.score >= self._config.clear_margin

    def _most_per_document(self, state: RetrievalState, allowed: frozenset[str] | None) -> int | None:
        searched = len(state.records) if allowed is None else len(allowed)
        return None if searched <= self._config.small_library else self._config.most_per_document


@dataclass(slots=True)
class _Search:
    """One search under way."""

    library: LibraryReader
    state: RetrievalState
    config: RetrieverConfig
    understanding: QueryUnderstanding
    vector: NDArray[np.float32]
    means: LanguageMeans
    allowed: frozenset[str] | None
    question_vector: NDArray[np.float32] = field(init=False)
    cosines: dict[str, float] = field(init=False, default_factory=dict)
    matches: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.question_vector = self.means.centred_question(
            self.vector, self.understanding.language, self.config.centring
        )

    def candidates(self, clock: _Clock) -> list[Candidate]:
        """Collect what either index finds, score it, best first."""
        document_boosts = boosts(self.understanding, self.state.records, self.config.boosts)
        favoured = self._favoured(document_boosts)
        documents: dict[str, str] = {}
        for searched in (self.allowed,) if favoured is None else (self.allowed, favoured):
            for hit in self.library.dense_search(self.question_vector, self.config.pool, document_ids=searched):
                documents[hit.chunk_id] = hit.document_id
        clock.lap("dense")
        for hits in self._lexical_hits(favoured):
            for match in hits:
                documents[match.chunk_id] = match.document_id
                if not self.is_foreign(match.document_id):
                    self.matches[match.chunk_id] = match.normalised
        for match in self._foreign_hits():
            documents[match.chunk_id] = match.document_id
            self.matches[match.chunk_id] = match.normalised
        clock.lap("lexical")
        return scored(self._weighed(documents, document_boosts), self.config.weights.sentence)

    def _lexical_hits(self, favoured: frozenset[str] | None) -> Iterator[list[LexicalHit]]:
        text, pool = self.understanding.text, self.config.pool
        yield self.library.lexical_search(text, pool, document_ids=self.allowed)
        if favoured is not None:
            yield self.library.lexical_search(text, pool, document_ids=favoured)

    def _foreign_hits(self) -> Iterator[LexicalHit]:
        """Look up names, numbers and translated terms in the documents of other languages."""
        asked = self.understanding.language
        text = self.understanding.text
        own = query_keys(text)
        for language, document_ids in self.state.by_language.items():
            if language == asked:
                continue
            keys = [*shared_keys(text, asked, language), *translated_keys(text, asked, language)]
            searched = document_ids if self.allowed is None else document_ids & self.allowed
            hits = self.library.keys_search(keys, self.config.pool, beside=own, document_ids=searched)
            yield from (hit for hit in hits if hit.document_id in self.state.records)

    def _favoured(self, document_boosts: Mapping[str, float]) -> frozenset[str] | None:
        """The documents that the question points at, to be searched by themselves as well; ``None`` if it does not."""
        best = max(document_boosts.values(), default=0.0)
        if best <= 0.0:
            return None
        pointed = frozenset(one for one, boost in document_boosts.items() if boost >= best - 1e-9)
        return pointed if self.allowed is None else pointed & self.allowed

    def _weighed(self, documents: Mapping[str, str], document_boosts: Mapping[str, float]) -> list[Candidate]:
        stored = self.library.vectors(list(documents))
        known = [chunk for chunk in documents if chunk in stored and documents[chunk] in self.state.records]
        if not known:
            return []
        vectors = np.stack([stored[chunk] for chunk in known])
        raw = vectors @ self.vector
        languages = [self.state.language_of(documents[chunk]) for chunk in known]
        centred = self.means.centred_passages(vectors, languages, self.config.centring) @ self.question_vector
        self.cosines = {chunk: float(cosine) for chunk, cosine in zip(known, raw, strict=True)}
        return [
            Candidate(
                chunk_id=chunk,
                document_id=documents[chunk],
                dense=float(cosine),
                lexical=self._lexical_weight(language) * self.matches.get(chunk, 0.0),
                boost=document_boosts.get(documents[chunk], 0.0),
            )
            for chunk, cosine, language in zip(known, centred, languages, strict=True)
        ]

    def _lexical_weight(self, language: Language) -> float:
        weights = self.config.weights
        asked = self.understanding.language
        if language != asked:
            return weights.lexical_foreign if "zh" in (language, asked) else weights.lexical_neighbour
        return weights.lexical_stripped if self.understanding.stripped else weights.lexical

    def is_foreign(self, document_id: str) -> bool:
        """Tell whether a document is in another language than the question."""
        return self.state.language_of(document_id) != self.understanding.language

    def passages(self, candidates: Sequence[Candidate]) -> tuple[Passage, ...]:
        """Write the chosen candidates as passages; one whose document went away meanwhile is left out."""
        chunks = self.library.chunks([one.chunk_id for one in candidates])
        present = [one for one in candidates if one.chunk_id in chunks]
        return tuple(self._passage(rank, one, chunks[one.chunk_id]) for rank, one in enumerate(present, start=1))

    def _passage(self, rank: int, candidate: Candidate, chunk: Chunk) -> Passage:
        record = self.state.records[candidate.document_id]
        return Passage(
            rank=rank,
            score=round(candidate.score, 6),
            chunk_id=chunk.chunk_id,
            document_id=chunk.document_id,
            source=record.source,
            title=record.metadata.title,
            page=chunk.page,
            char_start=chunk.char_start,
            char_end=chunk.char_end,
            text=chunk.text,
            cosine=self.cosines[candidate.chunk_id],
            lexical=self.matches.get(candidate.chunk_id, 0.0),
            heading_path=chunk.heading_path,
        )


class _Clock:
    """Adds up the milliseconds between laps by name."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = self._laps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now

    def timings(self) -> RetrievalTimings:
        return RetrievalTimings(**self._laps, total=(self._last - self._started) * 1000)


def _shown_filter(chosen: SearchFilter, understanding: QueryUnderstanding) -> SearchFilter:
    """What the reader chose, completed by what the question was understood to mean."""
    inferred = understanding.inferred
    return replace(
        chosen,
        issuers=chosen.issuers or inferred.issuers,
        doc_types=chosen.doc_types or inferred.doc_types,
        period=chosen.period or inferred.period,
    )


def _langchain_retriever(search: Callable[[str], tuple[Passage, ...]]) -> BaseRetriever:
    """Wrap a search; the class is made here because importing LangChain takes longer than most searches."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class PassageRetriever(BaseRetriever):
        """Gives passages as documents: the text as content, everything else as metadata."""

        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
            del run_manager  # nothing happens in between that callbacks could be told of
            return [
                Document(id=one.chunk_id, page_content=one.text, metadata=_without_text(one)) for one in search(query)
            ]

    return PassageRetriever()


def _without_text(passage: Passage) -> dict[str, Any]:
    values = asdict(passage)
    del values["text"]
    return values
