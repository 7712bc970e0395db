"""A draft changed by hand: a paragraph edited, added, removed, locked, a blank filled. Pure but for the check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from assistant.drafting.block_check import BlockChecker
from assistant.drafting.block_editing import clean_words, splice
from assistant.drafting.draft import Draft, DraftBlock, Mark
from assistant.drafting.draft_settling import settle
from assistant.errors import BlockLocked, TextTooLong

LONGEST_BLOCK: Final = 20_000
"""Characters of one paragraph written by hand."""
_SHOWN: Final = 60


def edit_block(draft: Draft, at: int, text: str, checker: BlockChecker) -> Draft:
    """Replace the text of a block; an empty one removes it. Raises ``BlockLocked`` and ``TextTooLong``."""
    block = _open_block(draft, at)
    words = _words(text)
    if words == block.text:
        return draft
    if not words:
        return settle(replace(draft, blocks=(*draft.blocks[:at], *draft.blocks[at + 1 :])))
    checked = checker.check(draft, block, words)
    return _with_block(replace(draft, citations=(*draft.citations, *checked.citations)), at, checked.block)


def add_block(draft: Draft, after: int, text: str, checker: BlockChecker) -> Draft:
    """Put a paragraph behind a block (``-1``: before all), in its part; raises ``TextTooLong``."""
    words = _words(text)
    if not words:
        return draft
    before = _block(draft, after) if after >= 0 else DraftBlock("paragraph", "")
    kind = before.kind if before.kind == "list_item" else "paragraph"
    checked = checker.check(draft, DraftBlock(kind, "", part=before.part), words)
    blocks = (*draft.blocks[: after + 1], checked.block, *draft.blocks[after + 1 :])
    return settle(replace(draft, blocks=blocks, citations=(*draft.citations, *checked.citations)))


def fill_blank(draft: Draft, at: int, blank: int, text: str) -> Draft:
    """Put the writer's words in the place of a blank; they count as said by the writer. Raises ``BlockLocked``."""
    block = _open_block(draft, at)
    one = block.blanks[blank]
    words = " ".join(_words(text).split())
    if not words:
        return draft
    return _with_block(draft, at, filled(block, one.start, one.end, words, one.wanted))


def filled(block: DraftBlock, start: int, end: int, words: str, wanted: str) -> DraftBlock:
    """Give a block with words of the writer in the place of ``text[start:end]``."""
    block = splice(block, start, end, words)
    marks = (*block.marks, Mark(start, start + len(words), "said", wanted))
    return replace(block, marks=tuple(sorted(marks, key=lambda one: one.start)))


def lock_blocks(draft: Draft, numbers: Collection[int], *, locked: bool) -> Draft:
    """Keep blocks from every change, or let go of them."""
    for number in numbers:
        _block(draft, number)
    blocks = [replace(one, locked=locked) if at in numbers else one for at, one in enumerate(draft.blocks)]
    return replace(draft, blocks=tuple(blocks))


def fill_again(blocks: Sequence[DraftBlock], before: Sequence[DraftBlock]) -> list[DraftBlock]:
    """Fill blanks of a draft composed anew with what the writer said in the same places of the one before."""
    said = {
        (block.kind, block.part, mark.wanted): block.text[mark.start : mark.end]
        for block in before
        for mark in block.marks
        if mark.kind == "said" and mark.wanted
    }
    done = []
    for block in blocks:
        if not block.locked:
            for one in reversed(block.blanks):
                words = said.get((block.kind, block.part, one.wanted))
                if words is not None:
                    block = filled(block, one.start, one.end, words, one.wanted)
        done.append(block)
    return done


def _words(text: str) -> str:
    if len(text) > LONGEST_BLOCK:
        raise TextTooLong(limit=LONGEST_BLOCK, found=len(text))
    return clean_words(text)


def _block(draft: Draft, at: int) -> DraftBlock:
    if not 0 <= at < len(draft.blocks):
        raise IndexError(f"block {at} of {len(draft.blocks)}")
    return draft.blocks[at]


def _open_block(draft: Draft, at: int) -> DraftBlock:
    block = _block(draft, at)
    if block.locked:
        raise BlockLocked(text=block.text if len(block.text) <= _SHOWN else f"{block.text[:_SHOWN]}…")
    return block


def _with_block(draft: Draft, at: int, block: DraftBlock) -> Draft:
    return settle(replace(draft, blocks=(*draft.blocks[:at], block, *draft.blocks[at + 1 :])))
