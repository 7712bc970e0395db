"""Candidate sentences around the passages found, what speaks for each, and the choice among them.

The weights that turn signals into a score are fitted (``assistant.answering.abstention``); nothing here is tuned by
hand but what is counted as a signal.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answer_agreement import (
    CONTRADICTED,
    UNKNOWN,
    Belonging,
    PlacesAsked,
    TimeAsked,
    place_agreement,
    places_asked,
    time_agreement,
    time_asked,
    without_place_and_time,
)
from assistant.answering.answer_amounts import Sentence
from assistant.answering.answer_kinds import is_dateline, issue_asked, satisfaction, shortcoming
from assistant.answering.answer_patterns import PLAN_CUES, RESULT_CUES, matcher
from assistant.answering.answer_sentences import (
    SentencePlace,
    gives_orders,
    heading_at,
    sentences_around,
    signature_block,
)
from assistant.answering.answer_terms import coverage, names_covered, question_terms, text_keys
from assistant.answering.concepts import concepts_in
from assistant.answering.question_analysis import QuestionAnalysis
from ingest.catalogue_records import DocumentRecord
from ingest.documents import CleanDocument
from ingest.folding import fold
from ingest.stored_text import StoredText
from vectorstore.embedder import Embedder
from vectorstore.readable_text import readable_form
from vectorstore.records import Language, Passage

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
    standing: float
    """The cosine against those of the other candidates in the same language, 0.5 for the mean."""
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
    topic: float
    """``coverage`` of what is asked about without the places and times that the question names."""
    place: float
    time: float
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

    @property
    def contradicted(self) -> bool:
        """Whether it speaks of another place or another time than the question."""
        return CONTRADICTED in (self.signals.place, self.signals.time)


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
    cosines = vectors.cosines(question.text, [place.reading for place, _ in places])
    belonging = {key: Belonging.of(records[key], texts[key]) for key in documents}
    asked = places_asked(question.text, list(belonging.values()))
    surroundings = {key: _Surroundings.of(records[key], passages) for key in documents}
    matter = _Matter(
        asked,
        time_asked(question.text, question.language, exact=bool({"count", "money", "rate"} & set(question.kinds))),
        question_terms(without_place_and_time(question.text, question.language, asked.keys), question.language),
        _rarity(question, [place.reading for place, _ in places]),
    )
    evidence: list[Evidence] = []
    before: tuple[str, str] = ("", "")
    for (place, passage), cosine in zip(places, cosines, strict=True):
        own = passage.document_id
        reading = _Reading(question, texts[own], records[own], surroundings[own], belonging[own], matter)
        previous = before[1] if before[0] == passage.chunk_id else ""
        evidence.append(_measure(reading, place, passage, cosine, previous))
        before = (passage.chunk_id, place.text)
    return _with_standing(evidence)


def _with_standing(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Compare each cosine with those of the candidates in its own language: languages lie at other heights."""
    settled = []
    for item in evidence:
        others = [other.signals.cosine for other in evidence if other.language == item.language]
        spread = max(float(np.std(others)), _LEAST_SPREAD)
        standing = (item.signals.cosine - sum(others) / len(others)) / spread
        signals = replace(item.signals, standing=max(0.0, min(1.0, 0.5 + standing / 6)))
        settled.append(replace(item, signals=signals))
    return tuple(settled)


_LEAST_SPREAD: Final = 0.005


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
            if gives_orders(clean, place):
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
class _Matter:
    """What a question is about: where, when, and its other words with their weights."""

    places: PlacesAsked
    time: TimeAsked
    topic: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is the same for every sentence of one report."""

    question: QuestionAnalysis
    clean: CleanDocument
    record: DocumentRecord
    surroundings: _Surroundings
    belonging: Belonging
    matter: _Matter

    @property
    def weights(self) -> Mapping[str, float]:
        return self.matter.weights


def _measure(reading: _Reading, place: SentencePlace, passage: Passage, cosine: float, previous: str) -> Evidence:
    question, record = reading.question, reading.record
    language = sentence_language(place.text, record.metadata.language)
    kinds = tuple(
        satisfaction(asked, Sentence(place.reading, language, place.kind), question) for asked in question.strong
    )
    known = passage.cosine if passage.cosine == passage.cosine else 0.0
    heading = heading_at(reading.clean, place.start)
    topic = _topic(reading, place, language, heading, previous)
    formality = _is_formality(question, place, record)
    same = language == question.language
    kinds = tuple(
        _cause(value, heading, topic if same else 1.0, language) if asked.kind == "reason" else value
        for asked, value in zip(question.strong, kinds, strict=True)
    )
    context = _own_name(reading) if formality else _context(reading, place, heading, language)
    context_names = max(
        names_covered(question.names, place.text), names_covered(question.names, reading.surroundings.text)
    )
    credit = formality or place.kind in {"stamp", "byline"}
    signals = Signals(
        cosine=known if credit else cosine,
        standing=0.5,
        passage_cosine=known,
        passage_lexical=min(1.0, passage.lexical),
        coverage=context if credit else _coverage_with_lead(reading, place, language, heading, previous),
        context=context,
        focus=float(max(kinds, default=0.0) > 0) if credit else _focus(question, place, heading, language),
        kind=sum(kinds) / len(kinds) if kinds else shortcoming(question, f"{heading}\n{place.text}", language),
        names=context_names if credit else names_covered(question.names, place.text),
        context_names=context_names,
        topic=topic,
        place=_place(reading, place, language, "" if credit else f"{heading}\n{previous}\n{passage.text}"),
        time=time_agreement(reading.matter.time, record, language, place.reading, heading),
        role=_role(question, place.text, language),
        apart=float(place.kind not in _RUNNING and not credit),
        short=float(not credit and len(place.text) < (12 if language == "zh" else 25)),
    )
    return Evidence(place, passage, language, signals, kinds)


_NUMBER_ASKED: Final = re.compile(
    r"số hiệu|số mấy|số bao nhiêu|so hieu|文号|编号|文件号|document number|reference number"
)
_LONGEST_FORMALITY: Final = 60


def _place(reading: _Reading, place: SentencePlace, language: Language, around: str) -> float:
    """A signature or dateline is that of the document's own place, whatever else the document mentions."""
    value = place_agreement(reading.matter.places, reading.belonging, language, place.text, around)
    return value if around or value >= UNKNOWN else CONTRADICTED


def _own_name(reading: _Reading) -> float:
    """Share of the subject that the document's own title, issuer and number hold: whether it is the one meant."""
    metadata = reading.record.metadata
    parts = [metadata.title, metadata.issuer, metadata.doc_number]
    return coverage(reading.matter.topic, text_keys("\n".join(part for part in parts if part)), reading.weights)


def _is_formality(question: QuestionAnalysis, place: SentencePlace, record: DocumentRecord) -> bool:
    """Tell the line with the number or the date of a document where just that is asked for."""
    if len(place.text) > _LONGEST_FORMALITY:
        return False
    number = record.metadata.doc_number
    if number and number in place.text and _NUMBER_ASKED.search(question.folded):
        return True
    return is_dateline(place.text, place_language(place.text)) and issue_asked(question)


def place_language(text: str) -> Language:
    """Give the language by whose rules dates of a short line are read."""
    return "zh" if any("\u3400" <= character <= "\u9fff" for character in text) else "vi"


def _cause(value: float, heading: str, topic: float, language: Language) -> float:
    """A sentence under a heading of causes is one; a cause of something else is none."""
    folded = fold(heading)
    stated = max(value, 0.8 if _CAUSES_BELOW.search(folded) else 0.0)
    return stated * min(1.0, topic / _OWN_CAUSE)


_CAUSES_BELOW: Final = re.compile(r"nguyên nhân|nguyen nhan|原因|\bcauses?\b|\breasons?\b")
_OWN_CAUSE: Final = 0.5
"""Share of the subject that a sentence with a cause must share, else it is the cause of something else."""
_RUNNING: Final = frozenset({"paragraph", "list_item", "table", "salutation"})
_LEAD_SHARE: Final = 0.5
"""How much a term counts that only the heading above or the sentence before holds."""


def _context(reading: _Reading, place: SentencePlace, heading: str, language: Language) -> float:
    if language != reading.question.language:
        return subject_coverage(reading.question, f"{reading.surroundings.text}\n{heading}\n{place.text}", language)
    keys = reading.surroundings.keys | text_keys(heading) | text_keys(place.reading)
    return coverage(reading.question.terms, keys, reading.weights)


def _coverage_with_lead(
    reading: _Reading, place: SentencePlace, language: Language, heading: str, previous: str
) -> float:
    """A question for what a section holds is asked in the words of its heading, so there the heading counts in full."""
    own = subject_coverage(reading.question, place.reading, language, reading.weights)
    led = subject_coverage(reading.question, f"{heading}\n{previous}\n{place.reading}", language, reading.weights)
    if not reading.question.strong and heading:
        titled = subject_coverage(reading.question, f"{heading}\n{place.reading}", language, reading.weights)
        return max(titled, own + _LEAD_SHARE * (led - own))
    return own + _LEAD_SHARE * (led - own)


def _topic(reading: _Reading, place: SentencePlace, language: Language, heading: str, previous: str) -> float:
    """Count what only the heading or the sentence before holds by half, as ``coverage`` does."""
    terms = reading.matter.topic
    if language != reading.question.language or not terms:
        return subject_coverage(reading.question, place.reading, language)
    keys = text_keys(place.reading)
    own = coverage(terms, keys, reading.weights)
    led = coverage(terms, keys | text_keys(heading) | text_keys(previous), reading.weights)
    return own + _LEAD_SHARE * (led - own)


def _focus(question: QuestionAnalysis, place: SentencePlace, heading: str, language: Language) -> float:
    if language != question.language or not question.focus:
        return 0.5
    own = coverage(question.focus, text_keys(place.reading))
    if question.strong or not heading:
        return own
    return coverage(question.focus, text_keys(place.reading) | text_keys(heading))


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
    return (len(asked & found) + sum(number in folded for number in numbers)) / (total + _DOUBT)


_DOUBT: Final = 0.5
"""Few concepts found again in another language prove less than many."""


def _role(question: QuestionAnalysis, text: str, language: Language) -> float:
    if question.role is None:
        return 0.5
    folded = fold(text)
    plan = matcher(PLAN_CUES[language], folded).search(folded) is not None
    result = matcher(RESULT_CUES[language], folded).search(folded) is not None
    if plan == result:
        return 0.5
    return 1.0 if (question.role == "plan") == plan else 0.0
