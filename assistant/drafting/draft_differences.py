"""What two versions of a draft do not have in common, block by block, in the order of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.kept_draft import BlockChange

_SAME_BLOCK: Final = 0.5
"""Share of the shorter text's words that the other has where both are one block before and after a change."""


def differences(before: Draft, after: Draft) -> tuple[BlockChange, ...]:
    """Give the blocks that differ; a lock alone is no difference of the text."""
    first, second = [_key(one) for one in before.blocks], [_key(one) for one in after.blocks]
    changes: list[BlockChange] = []
    for tag, low, high, start, end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            changes += _pairs(before.blocks[low:high], after.blocks[start:end])
    return tuple(changes)


def _key(block: DraftBlock) -> tuple[str, str, int, str]:
    return (block.kind, block.part, block.level, block.text)


def _pairs(before: Sequence[DraftBlock], after: Sequence[DraftBlock]) -> Iterator[BlockChange]:
    """Match what is one block changed; the rest is gone or new."""
    at = 0
    for old in before:
        match = next((n for n in range(at, len(after)) if _alike(old, after[n])), None)
        if match is None:
            yield BlockChange(old, None)
            continue
        yield from (BlockChange(None, new) for new in after[at:match])
        yield BlockChange(old, after[match])
        at = match + 1
    yield from (BlockChange(None, new) for new in after[at:])


def _alike(old: DraftBlock, new: DraftBlock) -> bool:
    if (old.kind, old.part) != (new.kind, new.part):
        return False
    single = old.kind not in {"paragraph", "list_item", "heading"}
    first, second = _pieces(old.text), _pieces(new.text)
    shared = sum((first & second).values())
    return single or shared >= _SAME_BLOCK * max(min(first.total(), second.total()), 1)


def _pieces(text: str) -> Counter[str]:
    """Words, in Chinese pairs of characters."""
    if any("\u3400" <= letter <= "\u9fff" for letter in text):
        return Counter(text[at : at + 2] for at in range(len(text) - 1))
    return Counter(text.split())
