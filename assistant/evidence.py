"""Candidate sentences around the passages found, what speaks for each, and the choice among them.

The weights that turn signals into a score are fitted (``assistant.abstention``); nothing here is tuned by hand but
what is counted as a signal.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answer_kinds import Sentence, satisfaction
from assistant.answer_patterns import PLAN_CUES, RESULT_CUES, matcher
from assistant.answer_sentences import SentencePlace, heading_at, sentences_around, signature_block
from assistant.answer_terms import coverage, names_covered, text_keys
from assistant.concepts import concepts_in
from assistant.question_analysis import QuestionAnalysis
from ingest.catalogue_records import DocumentRecord
from ingest.documents import CleanDocument
from ingest.folding import fold
from ingest.periods import find_periods
from ingest.stored_text import StoredText
from vectorstore.embedder import Embedder
from vectorstore.readable_text import readable_form
from vectorstore.records import Language, Passage, Period

MOST_SENTENCES: Final = 48
MOST_PASSAGES: Final = 8
_REMEMBERED_VECTORS: Final = 20_000


class DocumentSource(Protocol):
    """What is needed of the library: whole texts and what is known about them."""

    def text(self, document_id: str) -> StoredText: ...
    def document(self, document_id: str) -> DocumentRecord: ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for one sentence, each 0..1 (cosines −1..1)."""

    cosine: float
    passage_cosine: float
    passage_lexical: float
    coverage: float
    """Weighted share of the question's terms (across languages: its concepts and numbers) in the sentence."""
    context: float
    """The same in the sentence, its neighbours, headings and the report's title and issuer."""
    focus: float
    """Share of the words nearest to the asking ones that the sentence holds."""
    kind: float
    """How well the things asked for are in the sentence, the mean over the strong kinds; 0.5 if there are none."""
    names: float
    context_names: float
    years: float
    role: float
    apart: float
    """1 for a title, heading, caption, stamp or byline, which a running text outweighs unless one is asked for."""
    short: float


SIGNAL_NAMES: Final = tuple(Signals.__slots__)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its place, its signals and its score (log-odds that it answers)."""

    place: SentencePlace
    passage: Passage
    language: Language
    signals: Signals
    kinds: tuple[float, ...]
    """Satisfaction of each strong kind asked, in the order of the question."""
    score: float = 0.0

    @property
    def text(self) -> str:
        return self.place.text


class SentenceVectors:
    """Embeds sentences once; the least recently used are forgotten beyond 20,000."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """Give the cosine of the question with each text."""
        if not texts:
            return []
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        forms = [readable_form(text) for text in missing]
        for text, vector in zip(missing, self._embedder.embed_passages(forms) if forms else (), strict=True):
            self._known[text] = vector
        matrix = np.stack([self._touch(text) for text in texts])
        while len(self._known) > _REMEMBERED_VECTORS:
            self._known.popitem(last=False)
        query = self._embedder.embed_queries([readable_form(question)])[0]
        return [float(value) for value in matrix @ query]

    def _touch(self, text: str) -> NDArray[np.float32]:
        self._known.move_to_end(text)
        return self._known[text]


def gather_evidence(
    question: QuestionAnalysis,
    passages: Sequence[Passage],
    library: DocumentSource,
    vectors: SentenceVectors,
) -> tuple[Evidence, ...]:
    """Read the sentences in and around the best passages and measure what speaks for each (scores still 0)."""
    documents = {passage.document_id for passage in passages}
    texts = {document_id: library.text(document_id).clean for document_id in documents}
    records = {document_id: library.document(document_id) for document_id in documents}
    places = _places(passages[:MOST_PASSAGES], texts, wanted=_apart_wanted(question))
    cosines = vectors.cosines(question.text, [place.text for place, _ in places])
    surroundings = {key: _Surroundings.of(records[key], passages) for key in documents}
    weights = _rarity(question, [place.text for place, _ in places])
    evidence: list[Evidence] = []
    before: tuple[str, str] = ("", "")
    for (place, passage), cosine in zip(places, cosines, strict=True):
        own = passage.document_id
        reading = _Reading(question, texts[own], records[own], surroundings[own], weights)
        previous = before[1] if before[0] == passage.chunk_id else ""
        evidence.append(_measure(reading, place, passage, cosine, previous))
        before = (passage.chunk_id, place.text)
    return tuple(evidence)


def _rarity(question: QuestionAnalysis, texts: Sequence[str]) -> dict[str, float]:
    """Weigh each term of the question by how few of the candidates hold it; one that none holds weighs most."""
    keys = [text_keys(text) for text in texts]
    return {term: math.log(1.5 + len(keys) / (1 + sum(term in key for key in keys))) for term in question.terms}


Apart = Literal["credits", "signature"]
_SIGNING: Final = re.compile(r"\bký\b|\bky ten\b|签发|签署|落款|\bsign(?:s|ed)?\b")


def _apart_wanted(question: QuestionAnalysis) -> frozenset[Apart]:
    """Stamps and bylines say who wrote and when it was posted, a signature who holds a post: read only if asked."""
    wanted: set[Apart] = set()
    if {"published", "author"} & set(question.kinds):
        wanted.add("credits")
    if "person" in question.kinds and (question.posts or _SIGNING.search(question.folded)):
        wanted.add("signature")
    return frozenset(wanted)


def _places(
    passages: Sequence[Passage], texts: Mapping[str, CleanDocument], *, wanted: frozenset[Apart]
) -> list[tuple[SentencePlace, Passage]]:
    """List the sentences of each passage and its neighbours once, best passage first, and what stands apart."""
    seen: set[tuple[str, int]] = set()
    places: list[tuple[SentencePlace, Passage]] = []
    apart_of = list(dict.fromkeys(passage.document_id for passage in passages))[:3]
    for passage in passages:
        clean = texts[passage.document_id]
        found: Iterable[SentencePlace] = sentences_around(clean, passage.char_start, passage.char_end)
        if passage.document_id in apart_of:
            apart_of.remove(passage.document_id)
            found = [*_standing_apart(clean, wanted), *found]
        for place in found:
            key = (passage.document_id, place.start)
            unwanted = place.kind in {"stamp", "byline"} and not wanted
            if key in seen or unwanted or not any(letter.isalnum() for letter in place.text):
                continue
            seen.add(key)
            places.append((place, passage))
        if len(places) >= MOST_SENTENCES:
            break
    return places[:MOST_SENTENCES]


def _standing_apart(clean: CleanDocument, wanted: frozenset[Apart]) -> list[SentencePlace]:
    kinds = {"title", "stamp", "byline"} if "credits" in wanted else {"title"}
    blocks = [block for block in clean.blocks if block.kind in kinds][:8]
    places = [
        SentencePlace(block.start, block.end, clean.text[block.start : block.end], block.kind) for block in blocks
    ]
    signature = signature_block(clean) if "signature" in wanted else None
    return [*places, signature] if signature else places


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a report says around a sentence: title, issuer, place, period and the passages found in it."""

    text: str
    keys: frozenset[str]

    @classmethod
    def of(cls, record: DocumentRecord, passages: Sequence[Passage]) -> _Surroundings:
        metadata = record.metadata
        known = [metadata.title, metadata.issuer, metadata.place, str(metadata.period or "")]
        mine = [passage.text for passage in passages if passage.document_id == record.document_id]
        text = "\n".join([part for part in known if part] + mine)
        return cls(text, text_keys(text))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is the same for every sentence of one report."""

    question: QuestionAnalysis
    clean: CleanDocument
    record: DocumentRecord
    surroundings: _Surroundings
    weights: Mapping[str, float]


def _measure(reading: _Reading, place: SentencePlace, passage: Passage, cosine: float, previous: str) -> Evidence:
    question, record = reading.question, reading.record
    language = sentence_language(place.text, record.metadata.language)
    kinds = tuple(
        satisfaction(asked, Sentence(place.text, language, place.kind), question) for asked in question.strong
    )
    known = passage.cosine if passage.cosine == passage.cosine else 0.0
    heading = heading_at(reading.clean, place.start)
    context = _context(reading, place, heading, language)
    context_names = max(
        names_covered(question.names, place.text), names_covered(question.names, reading.surroundings.text)
    )
    credit = place.kind in {"stamp", "byline"}
    signals = Signals(
        cosine=known if credit else cosine,
        passage_cosine=known,
        passage_lexical=min(1.0, passage.lexical),
        coverage=context if credit else _coverage_with_lead(reading, place, language, heading, previous),
        context=context,
        focus=float(max(kinds, default=0.0) > 0) if credit else _focus(question, place, heading, language),
        kind=sum(kinds) / len(kinds) if kinds else 0.5,
        names=context_names if credit else names_covered(question.names, place.text),
        context_names=context_names,
        years=_years(question, place.text, record),
        role=_role(question, place.text, language),
        apart=float(place.kind not in _RUNNING and not credit),
        short=float(not credit and len(place.text) < (12 if language == "zh" else 25)),
    )
    return Evidence(place, passage, language, signals, kinds)


_RUNNING: Final = frozenset({"paragraph", "list_item", "table", "salutation"})
_LEAD_SHARE: Final = 0.5
"""How much a term counts that only the heading above or the sentence before holds."""


def _context(reading: _Reading, place: SentencePlace, heading: str, language: Language) -> float:
    if language != reading.question.language:
        return subject_coverage(reading.question, f"{reading.surroundings.text}\n{heading}\n{place.text}", language)
    keys = reading.surroundings.keys | text_keys(heading) | text_keys(place.text)
    return coverage(reading.question.terms, keys, reading.weights)


def _coverage_with_lead(
    reading: _Reading, place: SentencePlace, language: Language, heading: str, previous: str
) -> float:
    """A question for what a section holds is asked in the words of its heading, so there the heading counts in full."""
    own = subject_coverage(reading.question, place.text, language, reading.weights)
    led = subject_coverage(reading.question, f"{heading}\n{previous}\n{place.text}", language, reading.weights)
    if not reading.question.strong and heading:
        titled = subject_coverage(reading.question, f"{heading}\n{place.text}", language, reading.weights)
        return max(titled, own + _LEAD_SHARE * (led - own))
    return own + _LEAD_SHARE * (led - own)


def _focus(question: QuestionAnalysis, place: SentencePlace, heading: str, language: Language) -> float:
    if language != question.language or not question.focus:
        return 0.5
    own = coverage(question.focus, text_keys(place.text))
    if question.strong or not heading:
        return own
    return coverage(question.focus, text_keys(place.text) | text_keys(heading))


def sentence_language(text: str, document_language: Language) -> Language:
    """Give the document's language, but Chinese for a sentence of Han characters in another and the reverse."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    if han * 3 > len(text):
        return "zh"
    return "en" if document_language == "zh" and not han else document_language


def subject_coverage(
    question: QuestionAnalysis, text: str, language: Language, weights: Mapping[str, float] | None = None
) -> float:
    """Share of what the question is about that ``text`` holds: terms in the same language, concepts in another."""
    if language == question.language:
        return coverage(question.terms, text_keys(text), weights)
    asked = concepts_in(question.text, question.language)
    found = concepts_in(text, language)
    numbers = [term for term in question.terms if term[:1].isdigit() and term.isdigit()]
    total = len(asked) + len(numbers)
    if not total:
        return 0.5
    folded = fold(text)
    return (len(asked & found) + sum(number in folded for number in numbers)) / total


def _years(question: QuestionAnalysis, text: str, record: DocumentRecord) -> float:
    """Tell how well the time asked about agrees: 1 the same, 0.5 overlapping or unknown, 0 another; 0.7 if none is."""
    asked = _periods(question.text, question.language, None)
    if not asked:
        return 0.7
    own = record.metadata.period
    anchor = own.start.year if own else None
    found = _periods(text, sentence_language(text, record.metadata.language), anchor)
    known = found or ([own] if own else [])
    if any(period in found for period in asked):
        return 1.0
    if not known:
        return 0.8 if any(str(year) in f"{text}{record.metadata.title or ''}" for year in question.years) else 0.4
    if own and any(period == own for period in asked):
        return 0.9 if not found or any(period.overlaps(other) for period in asked for other in found) else 0.4
    return 0.5 if any(period.overlaps(other) for period in asked for other in known) else 0.0


@lru_cache(maxsize=4_096)
def _cached_periods(text: str, language: Language, anchor: int | None) -> tuple[Period, ...]:
    found = find_periods(text, language, anchor_year=anchor)
    return tuple(mention.period for mention in found if mention.period is not None)


def _periods(text: str, language: Language, anchor: int | None) -> list[Period]:
    return list(_cached_periods(text, language, anchor))


def _role(question: QuestionAnalysis, text: str, language: Language) -> float:
    if question.role is None:
        return 0.5
    folded = fold(text)
    plan = matcher(PLAN_CUES[language], folded).search(folded) is not None
    result = matcher(RESULT_CUES[language], folded).search(folded) is not None
    if plan == result:
        return 0.5
    return 1.0 if (question.role == "plan") == plan else 0.0
