"""Facts put into a draft that stands, in the manner of the part that they go to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer import AnsweredFigure, Citation
from assistant.answering.citations import cite
from assistant.drafting.block_editing import splice
from assistant.drafting.draft import BlockKind, Draft, DraftBlock
from assistant.drafting.draft_pieces import Piece, PieceMaker
from assistant.drafting.draft_settling import is_free, settle
from assistant.drafting.fact_recasting import lower_first
from assistant.drafting.fact_values import Fact, FactPlace
from assistant.drafting.sentence_cutting import TEXT_KINDS

_ITEM: Final = re.compile(
    r"^(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là, |^(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth"
    r"|Tenth), |^[一二三四五六七八九十]是"
)
_FIRST: Final = {"vi": "Một là, ", "en": "First, ", "zh": "一是"}
_COUNTED: Final = re.compile(r"[一二三四五六七八九十]是")
_MOST_TOGETHER: Final = 4


def is_told(fact: Fact, citations: Sequence[Citation]) -> bool:
    """Whether a draft tells a fact, the same from another report, or another figure for the same thing."""
    places = (fact.place, *fact.also_in, *fact.conflicts)
    return any(
        one.document_id == place.document_id and one.char_start < place.end and place.start < one.char_end
        for one in citations
        for place in places
    )


def insert_facts(draft: Draft, part: str, facts: Sequence[Fact], maker: PieceMaker) -> Draft:
    """Tell facts at the end of a part; a blank that only said that nothing was known goes."""
    told = [(fact, piece) for fact in facts if (piece := maker.piece(fact)) is not None]
    if not told:
        return draft
    citations = list(draft.citations)
    blocks = list(draft.blocks)
    at = _last(blocks, part)
    like = blocks[at]
    new: list[DraftBlock] = []
    for fact, piece in told:
        key = _cited(fact, citations, maker)
        words = _as_item(like, piece, draft)
        block = DraftBlock(_kind(like), words.text, 0, part, (key,), _keyed(words, key), words.blanks)
        if new and like.kind == "paragraph" and not _ITEM.match(like.text) and len(new[-1].citations) < _MOST_TOGETHER:
            new[-1] = _together(new[-1], block, draft)
        else:
            new.append(block)
    counted = len(_COUNTED.findall(like.text)) > 1 and draft.brief.language == "zh" and is_free(like)
    if counted:
        for block in new:
            like = _together(like, block, draft)
        blocks[at] = like
    else:
        blocks[at + 1 : at + 1] = new
    blocks = [one for block in blocks if (one := _without_open_place(block, part)) is not None]
    return settle(replace(draft, blocks=tuple(blocks), citations=tuple(citations)))


def _last(blocks: Sequence[DraftBlock], part: str) -> int:
    """The block behind which a part goes on: its last one that tells something, else its last one."""
    own = [at for at, block in enumerate(blocks) if block.part == part]
    telling = [at for at in own if blocks[at].kind in TEXT_KINDS and blocks[at].citations]
    return (telling or own)[-1]


def _kind(like: DraftBlock) -> BlockKind:
    return "list_item" if like.kind == "list_item" else "paragraph"


def _as_item(like: DraftBlock, piece: Piece, draft: Draft) -> Piece:
    """Words in the form of the other items; the numbers are put right afterwards."""
    language = draft.brief.language
    lead = ""
    if like.kind == "list_item" and like.text.startswith("-"):
        lead = "- "
    elif _ITEM.match(like.text):
        lead = _FIRST[language]
    foreign = piece.fact is not None and piece.fact.language != language
    text = piece.text if lead in {"", "- "} or foreign else lower_first(piece.text, language)
    by = len(lead)
    return replace(
        piece,
        text=lead + text,
        figures=tuple(replace(one, start=one.start + by, end=one.end + by) for one in piece.figures),
        blanks=tuple(replace(one, start=one.start + by, end=one.end + by) for one in piece.blanks),
    )


def _keyed(piece: Piece, key: int) -> tuple[AnsweredFigure, ...]:
    return tuple(replace(one, citation=key) for one in piece.figures)


def _cited(fact: Fact, citations: list[Citation], maker: PieceMaker) -> int:
    known = {FactPlace(one.document_id, one.char_start, one.char_end): one.key for one in citations}
    library = maker.library
    key = max((one.key for one in citations), default=0) + 1
    new = cite(key, library.text(fact.document_id), library.document(fact.document_id), fact.start, fact.end)
    place = FactPlace(new.document_id, new.char_start, new.char_end)
    if place in known:
        return known[place]
    citations.append(new)
    return key


def _together(first: DraftBlock, second: DraftBlock, draft: Draft) -> DraftBlock:
    """Two blocks as one paragraph."""
    joint = "" if draft.brief.language == "zh" else " "
    by = len(first.text) + len(joint)
    moved = replace(
        second,
        figures=tuple(replace(one, start=one.start + by, end=one.end + by) for one in second.figures),
        blanks=tuple(replace(one, start=one.start + by, end=one.end + by) for one in second.blanks),
    )
    return replace(
        first,
        text=first.text + joint + second.text,
        citations=tuple(dict.fromkeys((*first.citations, *second.citations))),
        figures=(*first.figures, *moved.figures),
        blanks=(*first.blanks, *moved.blanks),
    )


def _without_open_place(block: DraftBlock, part: str) -> DraftBlock | None:
    """A blank for a whole part is filled by what was put there; one inside a sentence stays."""
    if block.part != part or block.kind not in TEXT_KINDS or block.citations or not is_free(block):
        return block
    for one in reversed(block.blanks):
        alone = not block.text[one.end :].strip(" .。") and block.text[: one.start].rstrip()[-1:] in {
            "",
            ".",
            "。",
            ":",
            "：",
        }
        if alone:
            block = splice(block, one.start, len(block.text), "")
    return block if any(letter.isalnum() for letter in block.text) else None
