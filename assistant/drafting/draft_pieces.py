"""Facts turned into checked words, and words put together into blocks with their citations, figures and blanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.answering.answer import AnsweredFigure, Citation
from assistant.answering.citations import cite
from assistant.checking.source_sentences import source_sentences
from assistant.checking.verification import check_text
from assistant.drafting.draft import Blank, BlockKind, Brief, DraftBlock, Gap
from assistant.drafting.draft_phrases import Filled, fill, period_words, phrase
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.fact_recasting import Recast, recast, verbatim
from assistant.drafting.fact_register import stands_as_it_is
from assistant.drafting.fact_values import Fact, FactPlace
from vectorstore.records import Language

_BORNE_OUT: Final = frozenset({"supported", "derived"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the draft. ``fact`` is what bears them out; a formula has none. Offsets are in ``text``."""

    text: str
    fact: Fact | None = None
    figures: tuple[AnsweredFigure, ...] = ()
    blanks: tuple[Blank, ...] = ()
    attributed: bool = False
    """The words begin with whose words they are."""


@dataclass
class PieceMaker:
    """Recasts facts and keeps only what its own source bears out; remembers what it has done."""

    brief: Brief
    library: FactSource
    dated: frozenset[FactPlace] = frozenset()
    """Facts of another period than the draft's: told only with their period before them."""
    dropped: dict[FactPlace, str] = field(default_factory=dict)
    _made: dict[FactPlace, Piece | None] = field(default_factory=dict)

    def piece(self, fact: Fact) -> Piece | None:
        """Give the words for a fact: recast, or its own where that changed what it says; ``None`` where even those
        cannot be confirmed (characters were lost)."""
        if fact.place not in self._made:
            made = self._make(fact)
            self._made[fact.place] = self._with_period(made, fact) if made and fact.place in self.dated else made
        return self._made[fact.place]

    def _with_period(self, piece: Piece, fact: Fact) -> Piece | None:
        """Say of which period a figure is, so that nobody takes it for one of the draft's own period."""
        if fact.period is None:
            self.dropped[fact.place] = fact.text
            return None
        lead = fill(
            phrase(self.brief.language, "frame.other_period"),
            {"period": period_words(fact.period, self.brief.language)},
            self.brief.language,
        ).text
        by = len(lead)
        figures = tuple(replace(one, start=one.start + by, end=one.end + by) for one in piece.figures)
        blanks = tuple(replace(one, start=one.start + by, end=one.end + by) for one in piece.blanks)
        return replace(piece, text=lead + piece.text, figures=figures, blanks=blanks)

    def _make(self, fact: Fact) -> Piece | None:
        if fact.language != self.brief.language:
            return self._untranslated(fact)
        in_words = recast(fact, self.brief)
        if in_words is None:
            return None
        own = verbatim(fact)
        whole = not in_words.lead and stands_as_it_is(own.text, fact, self.brief)
        for words in (in_words, own) if whole else (in_words,):
            figures = self._checked(words, fact)
            if figures is not None:
                return Piece(words.text, fact, figures, words.blanks, attributed=bool(words.lead))
        self.dropped[fact.place] = fact.text
        return None

    def _untranslated(self, fact: Fact) -> Piece | None:
        """A sentence in another language stands as it is, marked as still to be translated."""
        words = verbatim(fact)
        figures = self._checked(words, fact)
        if figures is None:
            self.dropped[fact.place] = fact.text
            return None
        wanted = phrase(self.brief.language, "wanted.translation")
        mark = f"[{wanted}] "
        moved = tuple(replace(one, start=one.start + len(mark), end=one.end + len(mark)) for one in figures)
        return Piece(mark + words.text, fact, moved, (Blank(0, len(mark) - 1, wanted),))

    def _checked(self, words: Recast, fact: Fact) -> tuple[AnsweredFigure, ...] | None:
        """Check the words without their blanks, whose words they are as the source says it; ``None`` where the source
        does not bear them out."""
        stored, record = self.library.text(fact.document_id), self.library.document(fact.document_id)
        sources = source_sentences(1, stored.clean, record, fact.start, fact.end)
        bare = words.text
        for blank in reversed(words.blanks):
            bare = bare[: blank.start] + bare[blank.end :]
        by = len(words.source_lead) - len(words.lead)
        checked = check_text(words.source_lead + bare.removeprefix(words.lead), sources, fact.language)
        if checked.summary.unsupported or any(one.status not in _BORNE_OUT for one in checked.figures):
            return None
        told = [replace(one, start=one.start - by, end=one.end - by) for one in checked.figures]
        return tuple(_shifted(figure, words.blanks) for figure in told if figure.start >= len(words.lead))


def _shifted(figure: AnsweredFigure, blanks: Sequence[Blank]) -> AnsweredFigure:
    by = 0
    for blank in blanks:
        if blank.start <= figure.start + by:
            by += blank.end - blank.start
    return replace(figure, start=figure.start + by, end=figure.end + by)


def formula(filled: Filled) -> Piece:
    """Words of a formula."""
    return Piece(filled.text, None, (), filled.blanks)


@dataclass
class BlockBuilder:
    """Puts pieces into blocks and numbers the citations over the document, in order of use."""

    library: FactSource
    language: Language
    blocks: list[DraftBlock] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    used: dict[FactPlace, int] = field(default_factory=dict)

    def add(
        self, kind: BlockKind, pieces: Sequence[Piece], *, part: str = "", level: int = 0, gap: str | None = None
    ) -> None:
        """Add a block; pieces stand side by side (in Chinese without a space)."""
        text = ""
        figures: list[AnsweredFigure] = []
        blanks: list[Blank] = []
        keys: list[int] = []
        for piece in pieces:
            if text and not text.endswith(("\n", " ")) and (self.language != "zh" or text[-1:].isascii()):
                text += "" if self.language == "zh" else " "
            at = len(text)
            text += piece.text
            blanks += [Blank(one.start + at, one.end + at, one.wanted) for one in piece.blanks]
            key = self._key(piece.fact) if piece.fact else None
            if key is not None and key not in keys:
                keys.append(key)
            figures += [replace(one, start=one.start + at, end=one.end + at, citation=key) for one in piece.figures]
        self.gaps += [Gap(gap if gap is not None else part, one.wanted) for one in blanks]
        self.blocks.append(
            DraftBlock(kind, text, level, part, tuple(keys), tuple(figures), tuple(blanks)),
        )

    def say(self, kind: BlockKind, filled: Filled, *, part: str = "", level: int = 0, gap: str | None = None) -> None:
        """Add a block that is a formula; an empty one adds nothing."""
        if filled.text:
            self.add(kind, [formula(filled)], part=part, level=level, gap=gap)

    def _key(self, fact: Fact) -> int:
        if fact.place not in self.used:
            number = len(self.citations) + 1
            stored, record = self.library.text(fact.document_id), self.library.document(fact.document_id)
            self.citations.append(cite(number, stored, record, fact.start, fact.end))
            self.used[fact.place] = number
        return self.used[fact.place]
