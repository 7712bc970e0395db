"""A block of a draft cut into what must stand as it is and what may be written anew, and put together again.

Blanks, formulas, ordinals and quotations in another language stand; of the rest, sentences that a citation of the
block bears out, neighbours are taken together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.answer import AnsweredFigure, Notice
from assistant.checking.claim_sentences import split_claims
from assistant.checking.source_claims import SourceClaims
from assistant.checking.source_sentences import SourceSentence, source_sentences
from assistant.checking.verification import Likeness, check_sentence
from assistant.drafting.draft import Blank, Draft, DraftBlock
from assistant.drafting.draft_outline import count_words
from assistant.drafting.draft_phrases import phrase
from assistant.drafting.draft_sources import FactSource
from vectorstore.records import Language

PROSE: Final = frozenset({"paragraph", "list_item"})
"""Kinds of blocks that may be written anew."""
_ITEM: Final = re.compile(
    r"\s*(?:-\s+|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là,\s*"
    r"|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth),\s+|[一二三四五六七八九十]是[，,]?)"
)
_MARKED_END: Final = re.compile(r"\s*/\.\s*$")
MOST_WORDS: Final[Mapping[Language, int]] = {"vi": 65, "zh": 130, "en": 65}
"""Length of what is written anew at once, in words (characters in Chinese); one sentence may be longer."""
_PAIR: Final = 1.5
"""How much longer two sentences may be: a single one has nothing to be joined to."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``block.text[start : start + len(text)]``.

    Written anew only where ``sources`` are given: the sentences of reports that bear it out, their keys the citations.
    ``foreign`` is the language of a quotation that waits for its translation; its ``text`` holds the blank too.
    """

    start: int
    text: str
    sources: tuple[SourceSentence, ...] = ()
    foreign: Language | None = None
    sentences: int = 1

    @property
    def fixed(self) -> bool:
        return not self.sources


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the place of a stretch; offsets of figures are in ``text``."""

    text: str
    figures: tuple[AnsweredFigure, ...]
    notices: tuple[Notice, ...] = ()


def sources_of(block: DraftBlock, draft: Draft, library: FactSource) -> tuple[SourceSentence, ...]:
    """Read what a block cites, each sentence under the key of its citation; raises ``UnknownDocument``."""
    cited = {one.key: one for one in draft.citations}
    found: list[SourceSentence] = []
    for key in block.citations:
        one = cited[key]
        stored, record = library.text(one.document_id), library.document(one.document_id)
        found += source_sentences(key, stored.clean, record, one.char_start, one.char_end)
    return tuple(found)


def stretches_of(
    block: DraftBlock, draft: Draft, sources: Sequence[SourceSentence], *, most_words: int | None = None
) -> tuple[Stretch, ...]:
    """Cut a block; joined again, the stretches are its text. ``most_words`` bounds what is written anew at once."""
    if block.kind not in PROSE or block.locked or not sources or "\t" in block.text:
        return (Stretch(0, block.text),)
    language = draft.brief.language
    quotations = _quotations(block, sources, language)
    plain = [
        one
        for one in _sentences(block, sources, language, _lead(block, draft))
        if not any(one.start < other.start + len(other.text) and other.start < one.start + len(one.text)
                   for other in quotations)
    ]  # fmt: skip
    limit = most_words if most_words is not None else MOST_WORDS[language]
    grouped = _grouped(block.text, sorted(plain, key=lambda one: one.start), limit, language)
    return tuple(_filled_up(block.text, sorted([*grouped, *quotations], key=lambda one: one.start)))


def _lead(block: DraftBlock, draft: Draft) -> int:
    """The length of the formula that leads into the facts within their first sentence (``Kết quả chính: ``)."""
    genre, variant = draft.brief.genre, draft.brief.variant
    for key in (f"{genre}.{block.part}_{variant}", f"{genre}.{block.part}_formal", f"{genre}.{block.part}"):
        words = phrase(draft.brief.language, key).rpartition("\n")[2].strip()
        at = block.text.find(words) if words else -1
        if 0 <= at <= 2:
            return at + len(words)
    return 0


def _quotations(block: DraftBlock, sources: Sequence[SourceSentence], language: Language) -> list[Stretch]:
    """Find the sentences in another language with the blank before each that asks for their translation."""
    wanted = phrase(language, "wanted.translation")
    found = []
    for blank in block.blanks:
        if blank.wanted != wanted:
            continue
        for source in sources:
            end = _end_of_quote(block.text, blank.end, source.text)
            if source.language != language and end is not None:
                found.append(Stretch(blank.start, block.text[blank.start : end], (source,), source.language))
                break
    return found


def _end_of_quote(text: str, start: int, quote: str) -> int | None:
    """Where a quotation ends that begins at ``start``, its letters compared without spaces, marks and script."""
    wanted = _letters(quote)
    shown = [(at, letter) for at, letter in enumerate(text[start:], start) if letter.isalnum()]
    letters = _letters("".join(letter for _, letter in shown))
    for skipped in range(min(6, len(wanted))):
        rest = wanted[skipped:]
        if rest and len(letters) == len(shown) and letters.startswith(rest):
            end = shown[len(rest) - 1][0] + 1
            while end < len(text) and not text[end].isalnum() and not text[end].isspace() and text[end] not in "[（(“":
                end += 1
            return end
    return None


def _letters(text: str) -> str:
    from vectorstore.chinese_text import to_simplified

    return "".join(letter for letter in to_simplified(text).casefold() if letter.isalnum())


def _sentences(
    block: DraftBlock, sources: Sequence[SourceSentence], language: Language, lead: int
) -> Iterator[Stretch]:
    """Give the sentences that citations bear out, without the ordinal before them and without any blank inside."""
    claims = SourceClaims.of(sources)
    for claim in split_claims(block.text, language):
        start, end = max(claim.start, lead), claim.end
        marker = _ITEM.match(block.text, start, end)
        start = marker.end() if marker else start
        while start < end and block.text[start].isspace():
            start += 1
        if closing := _MARKED_END.search(block.text[start:end]):
            end = start + closing.start()
        words = block.text[start:end].rstrip()
        if not claim.states or not words or any(one.start < end and start < one.end for one in block.blanks):
            continue
        bare = next(iter(split_claims(words, language)), None)
        checked = check_sentence(bare, claims, Likeness(claims, None)) if bare else None
        if checked is None or checked.sentence.status != "supported":
            continue
        keys = set(checked.sentence.citations)
        yield Stretch(start, words, tuple(one for one in sources if one.key in keys))


def _grouped(text: str, sentences: Sequence[Stretch], limit: int, language: Language) -> Iterator[Stretch]:
    """Take neighbours together as long as nothing but space is between them and the limit allows."""
    group: Stretch | None = None
    for one in sentences:
        if group is not None:
            end = group.start + len(group.text)
            together = text[group.start : one.start + len(one.text)]
            room = limit * _PAIR if group.sentences == 1 else limit
            if not text[end : one.start].strip() and count_words(together, language) <= room:
                sources, count = _joined(group.sources, one.sources), group.sentences + 1
                group = Stretch(group.start, together, sources, sentences=count)
                continue
            yield group
        group = one
    if group is not None:
        yield group


def _joined(first: Sequence[SourceSentence], second: Sequence[SourceSentence]) -> tuple[SourceSentence, ...]:
    return (*first, *(one for one in second if one not in first))


def _filled_up(text: str, found: Sequence[Stretch]) -> Iterator[Stretch]:
    at = 0
    for one in found:
        if one.start > at:
            yield Stretch(at, text[at : one.start])
        yield one
        at = one.start + len(one.text)
    if at < len(text):
        yield Stretch(at, text[at:])


def rebuild(block: DraftBlock, stretches: Sequence[Stretch], written: Mapping[int, Written]) -> DraftBlock:
    """Put a block together again; ``written`` holds, by number of the stretch, what takes its place.

    Figures and blanks of what stands are moved, those of what was written anew come with it.
    """
    text = ""
    figures: list[AnsweredFigure] = []
    blanks: list[Blank] = []
    notices: list[Notice] = list(block.notices)
    for number, stretch in enumerate(stretches):
        at, end = len(text), stretch.start + len(stretch.text)
        if number in written:
            new = written[number]
            text += new.text
            figures += [replace(one, start=one.start + at, end=one.end + at) for one in new.figures]
            notices += new.notices
            continue
        by = at - stretch.start
        text += stretch.text
        figures += [
            replace(one, start=one.start + by, end=one.end + by)
            for one in block.figures
            if stretch.start <= one.start < end
        ]
        blanks += [Blank(one.start + by, one.end + by, one.wanted) for one in block.blanks
                   if stretch.start <= one.start < end]  # fmt: skip
    return replace(
        block,
        text=text,
        figures=tuple(figures),
        blanks=tuple(blanks),
        written_by="model" if written else block.written_by,
        notices=tuple(dict.fromkeys(notices)),
    )
