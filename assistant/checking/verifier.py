"""Any text held against the whole library: for each sentence the passages nearest to it, then the check by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from assistant.answering.answer import AnsweredFigure, AnsweredSentence, Citation, Finding, Verification
from assistant.answering.answer_sentences import SentencePlace, gives_orders, sentences_around
from assistant.answering.answer_terms import coverage, text_keys
from assistant.answering.citations import cite
from assistant.answering.evidence import DocumentSource
from assistant.cancellation import Cancellation
from assistant.checking.claim_sentences import ClaimSentence, language_of, split_claims
from assistant.checking.sentence_cosines import sentence_cosines
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence, sentences_at
from assistant.checking.statements import keys_in
from assistant.checking.verification import CheckedSentence, CheckedText, Likeness, check_sentence, gather
from assistant.errors import TextTooLong
from ingest.language import detect_language
from vectorstore.embedder import Embedder
from vectorstore.records import Language, Passage, SearchFilter, SearchResult

EVERYTHING: Final = SearchFilter()
DEFAULT_LIMIT: Final = 20_000
"""Characters of the longest text that is checked unless told otherwise."""
_PASSAGES: Final = 10
_MOST_PLACES: Final = 40
"""Source sentences that one sentence of the text is held against."""
_FOREIGN_BONUS: Final = 0.2
"""What a source in another language gains, as fewer of its words can meet."""
_UNREAD: Final = frozenset({"issuers", "doc_types", "languages", "period", "collections", "document_ids"})
"""A claim says where it looks for its source no more than a question does; what it names is checked instead."""


class PassageSearch(Protocol):
    """What is needed of the retriever."""

    def search(
        self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING, ignored: frozenset[str] = frozenset()
    ) -> SearchResult: ...


@dataclass
class _Gathered:
    """The source sentences found so far, each once, with its number."""

    sources: list[SourceSentence] = field(default_factory=list)
    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)
    pools: list[list[int]] = field(default_factory=list)


class Verifier:
    """Checks texts against a library. Holds no state of any text; may be used from several threads."""

    def __init__(
        self, retriever: PassageSearch, library: DocumentSource, embedder: Embedder, *, limit: int = DEFAULT_LIMIT
    ) -> None:
        self._retriever = retriever
        self._library = library
        self._embedder = embedder
        self._limit = limit

    def verify(
        self,
        text: str,
        *,
        sources: frozenset[str] = frozenset(),
        language: Language | None = None,
        cancellation: Cancellation | None = None,
    ) -> Verification:
        """Hold every sentence of ``text`` against the library, or against the documents ``sources`` alone.

        Citation keys in the text mean nothing here, as nothing says what they number; the citations given back are
        numbered in the order in which they are first used. Raises ``TextTooLong`` and ``Cancelled``.
        """
        if len(text) > self._limit:
            raise TextTooLong(limit=self._limit, found=len(text))
        written_in = language or detect_language(text)[0]
        stated = [replace(one, keys=()) for one in split_claims(text, written_in) if one.states]
        gathered = self._gather(stated, SearchFilter(document_ids=sources), cancellation)
        claims = SourceClaims.of(gathered.sources)
        likeness = Likeness(claims, sentence_cosines(self._embedder))
        checked: list[CheckedSentence] = []
        for sentence, pool in zip(stated, gathered.pools, strict=True):
            _check(cancellation)
            checked.append(check_sentence(sentence, claims, likeness, pool))
        return self._with_citations(text, written_in, gather(checked), gathered.sources)

    def _gather(
        self, stated: Sequence[ClaimSentence], search_filter: SearchFilter, cancellation: Cancellation | None
    ) -> _Gathered:
        gathered = _Gathered()
        for sentence in stated:
            _check(cancellation)
            found = self._retriever.search(sentence.words, _PASSAGES, filter=search_filter, ignored=_UNREAD)
            gathered.pools.append(self._read(sentence, found.passages, gathered))
        return gathered

    def _read(self, sentence: ClaimSentence, passages: Sequence[Passage], gathered: _Gathered) -> list[int]:
        """Read the sentences in and around the passages that share most with the claim as sources."""
        places = _nearest(sentence, self._places(passages))
        for document_id in dict.fromkeys(document_id for document_id, _ in places):
            clean = self._library.text(document_id).clean
            fresh: list[tuple[int, SentencePlace]] = []
            for owner, place in places:
                identity = (owner, place.start, place.end)
                if owner == document_id and identity not in gathered.numbers:
                    gathered.numbers[identity] = len(gathered.numbers)
                    fresh.append((gathered.numbers[identity] + 1, place))
            gathered.sources += sentences_at(clean, self._library.document(document_id), fresh)
        return [gathered.numbers[document_id, place.start, place.end] for document_id, place in places]

    def _places(self, passages: Sequence[Passage]) -> list[tuple[str, SentencePlace]]:
        """List the sentences once each, best passage first; what gives orders to a reader is no source."""
        found: dict[tuple[str, int, int], tuple[str, SentencePlace]] = {}
        for passage in passages:
            clean = self._library.text(passage.document_id).clean
            for place in sentences_around(clean, passage.char_start, passage.char_end):
                if any(letter.isalnum() for letter in place.text) and not gives_orders(clean, place):
                    found.setdefault((passage.document_id, place.start, place.end), (passage.document_id, place))
        return list(found.values())

    def _with_citations(
        self, text: str, language: Language, checked: CheckedText, sources: Sequence[SourceSentence]
    ) -> Verification:
        keys: dict[int, int] = {}
        for sentence in checked.sentences:
            mentioned = [*sentence.citations, *(one.citation for one in sentence.findings if one.citation is not None)]
            for key in mentioned:
                keys.setdefault(key, len(keys) + 1)
        return Verification(
            text=text,
            language=language,
            sentences=tuple(_renumbered(sentence, keys) for sentence in checked.sentences),
            figures=tuple(_figure_renumbered(figure, keys) for figure in checked.figures),
            citations=tuple(self._cite(number, sources[key - 1]) for key, number in keys.items()),
            summary=checked.summary,
        )

    def _cite(self, number: int, source: SourceSentence) -> Citation:
        document_id = source.document_id
        return cite(
            number, self._library.text(document_id), self._library.document(document_id), source.start, source.end
        )


def _nearest(sentence: ClaimSentence, places: Sequence[tuple[str, SentencePlace]]) -> list[tuple[str, SentencePlace]]:
    """Keep the places that share most words and numbers with the claim, those of a better passage first among equals.

    A place in another language is measured by the words that translate; it keeps its rank where none do.
    """
    numbers = [key for key in text_keys(sentence.claim) if key.isdigit()]

    def shared(item: tuple[int, tuple[str, SentencePlace]]) -> tuple[float, int]:
        rank, (_, place) = item
        language = language_of(place.text, sentence.language)
        keys = text_keys(place.text)
        words = keys_in(sentence.claim, sentence.language, language)
        own = coverage(words, keys) if words else 0.0
        same = coverage(numbers, keys) if numbers else 0.0
        return (-(own + same + (_FOREIGN_BONUS if language != sentence.language else 0.0)), rank)

    ordered = sorted(enumerate(places), key=shared)
    return [place for _, place in ordered[:_MOST_PLACES]]


def _check(cancellation: Cancellation | None) -> None:
    if cancellation is not None:
        cancellation.check()


def _renumbered(sentence: AnsweredSentence, keys: Mapping[int, int]) -> AnsweredSentence:
    return replace(
        sentence,
        citations=tuple(keys[key] for key in sentence.citations),
        findings=tuple(_finding_renumbered(finding, keys) for finding in sentence.findings),
    )


def _finding_renumbered(finding: Finding, keys: Mapping[int, int]) -> Finding:
    return finding if finding.citation is None else replace(finding, citation=keys[finding.citation])


def _figure_renumbered(figure: AnsweredFigure, keys: Mapping[int, int]) -> AnsweredFigure:
    return replace(figure, citation=keys.get(figure.citation) if figure.citation is not None else None)
