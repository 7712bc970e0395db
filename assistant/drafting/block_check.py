"""Words written by hand held against what the draft cites, then against the library; what nothing bears out is marked.

The writer's words are kept whatever the outcome. Sentences that stood before are not judged again, and courtesies
state nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.answering.answer import AnsweredFigure, Citation, Verification
from assistant.checking.claim_sentences import ClaimSentence, split_claims
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence, source_sentences
from assistant.checking.verification import CheckedText, check_text
from assistant.drafting.block_editing import carried, keys_of
from assistant.drafting.draft import Blank, BlockKind, Draft, DraftBlock, Mark
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.sentence_roles import roles_of
from ingest.errors import UnknownDocument
from vectorstore.records import Language

JUDGED: Final[frozenset[BlockKind]] = frozenset({"paragraph", "list_item", "table", "basis", "closing"})
"""Kinds of blocks whose sentences must be borne out; in the others only figures are looked at."""
_FORM: Final[frozenset[BlockKind]] = frozenset(
    {"motto", "type_name", "recipients", "place_date", "number", "issue_date", "signature_post", "signature_name"}
)
_COURTESY: Final = frozenset({"opening", "closing", "commendation"})


class Verify(Protocol):
    """Holds a text against the whole library."""

    def __call__(self, text: str, *, language: Language | None = None) -> Verification: ...


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block with figures, citations and marks as they were found, and the citations that the draft gains by it."""

    block: DraftBlock
    citations: tuple[Citation, ...]


class BlockChecker:
    """Checks blocks of a draft that somebody changed. Holds no state of any draft."""

    def __init__(self, library: FactSource, verify: Verify) -> None:
        self._library = library
        self._verify = verify

    def check(self, draft: Draft, before: DraftBlock, text: str) -> CheckedBlock:
        """Give ``before`` with another text, checked; blanks and what was said in them stay where their words do."""
        blanks = carried(before.blanks, before.text, text)
        said = carried((one for one in before.marks if one.kind == "said"), before.text, text)
        block = replace(before, text=text, blanks=blanks, marks=said, figures=(), citations=(), written_by="hand")
        if before.kind in _FORM:
            return CheckedBlock(block, ())
        work = _Work(draft, before, block, self._library, self._verify)
        return work.result()


class _Work:
    """One block being checked."""

    def __init__(
        self, draft: Draft, before: DraftBlock, block: DraftBlock, library: FactSource, verify: Verify
    ) -> None:
        self._draft, self._before, self._block = draft, before, block
        self._library, self._verify = library, verify
        self._language = draft.brief.language
        self._claims: SourceClaims | None = None
        self._places = {(one.document_id, one.char_start, one.char_end): one.key for one in draft.citations}
        self._new: list[Citation] = []
        self._figures: list[AnsweredFigure] = []
        self._keys: list[int] = []
        self._marks: list[Mark] = list(block.marks)

    def result(self) -> CheckedBlock:
        bare = self._without_open_places()
        standing = self._standing()
        for sentence in split_claims(bare, self._language):
            if sentence.states and not self._carry(sentence, standing):
                self._judge(sentence, bare)
        block = replace(
            self._block,
            citations=tuple(dict.fromkeys(self._keys)),
            figures=tuple(sorted(self._figures, key=lambda one: one.start)),
            marks=tuple(sorted(self._marks, key=lambda one: one.start)),
        )
        return CheckedBlock(block, tuple(self._new))

    def _without_open_places(self) -> str:
        """The text with blanks, and what was said in them, as spaces: they are no statements of the reports."""
        return _blanked(self._block.text, (*self._block.blanks, *self._block.marks))

    def _standing(self) -> dict[str, tuple[int, int]]:
        """The sentences that stood before without being marked, by their words."""
        said = [one for one in self._before.marks if one.kind == "said"]
        text = _blanked(self._before.text, (*self._before.blanks, *said))
        flagged = [(one.start, one.end) for one in self._before.marks if one.kind == "unsupported"]
        return {
            one.words: (one.start, one.end)
            for one in split_claims(text, self._language)
            if not any(low < one.end and one.start < high for low, high in flagged)
        }

    def _carry(self, sentence: ClaimSentence, standing: dict[str, tuple[int, int]]) -> bool:
        span = standing.get(sentence.words)
        if span is None:
            return False
        inside = [one for one in self._before.figures if span[0] <= one.start and one.end <= span[1]]
        old, new = self._before.text[slice(*span)], self._block.text[sentence.start : sentence.end]
        relative = (replace(one, start=one.start - span[0], end=one.end - span[0]) for one in inside)
        self._figures += self._placed(carried(relative, old, new), sentence.start)
        quotes = {one.key: one for one in self._draft.citations}
        self._keys += keys_of(self._before, span, quotes, self._language)
        return True

    def _placed(self, figures: Iterable[AnsweredFigure], start: int) -> list[AnsweredFigure]:
        return [replace(one, start=one.start + start, end=one.end + start) for one in figures]

    def _judge(self, sentence: ClaimSentence, bare: str) -> None:
        words = bare[sentence.start : sentence.end]
        own = check_text(words, self._sources(), self._language)
        if own.summary.sentences and not own.summary.unsupported:
            self._accept(own, sentence.start)
            return
        found = self._verify(words, language=self._language)
        self._accept_from_library(found, sentence.start)
        if found.summary.unsupported and self._must_be_borne_out(words):
            start = sentence.start + len(words) - len(words.lstrip())
            self._marks.append(Mark(start, sentence.start + len(words.rstrip()), "unsupported"))

    def _must_be_borne_out(self, words: str) -> bool:
        if self._block.kind not in JUDGED:
            return False
        courteous = roles_of(words, self._language) <= _COURTESY
        return not courteous or any(one.isdigit() for one in words)

    def _accept(self, checked: CheckedText, start: int) -> None:
        self._figures += self._placed(checked.figures, start)
        self._keys += [key for one in checked.sentences for key in one.citations]
        self._keys += [one.citation for one in checked.figures if one.citation is not None]

    def _accept_from_library(self, found: Verification, start: int) -> None:
        """Take over what the library says; only what bears something out is cited."""
        supported = {key for one in found.sentences if one.status == "supported" for key in one.citations}
        supported |= {one.citation for one in found.figures if one.status in {"supported", "derived"} and one.citation}
        keys = {one.key: self._key(one) for one in found.citations if one.key in supported}
        self._keys += keys.values()
        placed = self._placed(found.figures, start)
        self._figures += [replace(one, citation=keys.get(one.citation or 0)) for one in placed]

    def _key(self, citation: Citation) -> int:
        place = (citation.document_id, citation.char_start, citation.char_end)
        if place not in self._places:
            number = max(self._places.values(), default=0) + 1
            self._places[place] = number
            self._new.append(replace(citation, key=number))
        return self._places[place]

    def _sources(self) -> SourceClaims:
        if self._claims is None:
            self._claims = SourceClaims.of(cited_sentences(self._draft.citations, self._library))
        return self._claims


def _blanked(text: str, places: Iterable[Blank | Mark]) -> str:
    for one in places:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def cited_sentences(citations: Sequence[Citation], library: FactSource) -> list[SourceSentence]:
    """Read what a draft cites as sources; a document that is gone still proves what was quoted from it."""
    found: list[SourceSentence] = []
    for one in citations:
        try:
            stored, record = library.text(one.document_id), library.document(one.document_id)
        except UnknownDocument:
            language: Language = "zh" if any("\u3400" <= letter <= "\u9fff" for letter in one.quote) else "vi"
            found.append(
                SourceSentence(
                    one.key, one.document_id, one.char_start, one.char_end, one.quote, language, title=one.title or ""
                )
            )
            continue
        found += source_sentences(one.key, stored.clean, record, one.char_start, one.char_end)
    return found
