"""A draft composed anew around the blocks of the one before that must stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.answer import Citation
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_particulars import frame_of
from assistant.drafting.draft_settling import settle
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.hand_editing import fill_again

Stands = Callable[[DraftBlock], bool]


def places_of(draft: Draft, stands: Stands) -> frozenset[FactPlace]:
    """What the blocks that stand tell already, so that it is not told twice."""
    keys = {key for block in draft.blocks if stands(block) for key in block.citations}
    return frozenset(
        FactPlace(one.document_id, one.char_start, one.char_end) for one in draft.citations if one.key in keys
    )


def merge_standing(fresh: Draft, before: Draft, stands: Stands) -> Draft:
    """Put the blocks of ``before`` that stand into ``fresh``, each where it stood; blanks are filled again."""
    blocks = fill_again(fresh.blocks, before.blocks)
    citations = list(fresh.citations)
    head, _, _ = frame_of(before.blocks)
    for at, block in enumerate(before.blocks):
        if stands(block):
            own = _with_keys(block, before, citations)
            _place(blocks, own, before.blocks, at, in_head=at < len(head))
    return settle(replace(fresh, blocks=tuple(blocks), citations=tuple(citations)))


def _with_keys(block: DraftBlock, before: Draft, citations: list[Citation]) -> DraftBlock:
    """Give a block the numbers that its citations have in the new draft."""
    numbers: dict[int, int] = {}
    known = {(one.document_id, one.char_start, one.char_end): one.key for one in citations}
    for one in before.citations:
        place = (one.document_id, one.char_start, one.char_end)
        if one.key in block.citations:
            if place not in known:
                known[place] = max((cited.key for cited in citations), default=0) + 1
                citations.append(replace(one, key=known[place]))
            numbers[one.key] = known[place]
    return replace(
        block,
        citations=tuple(numbers[key] for key in block.citations if key in numbers),
        figures=tuple(
            replace(one, citation=numbers.get(one.citation) if one.citation is not None else None)
            for one in block.figures
        ),
    )


def _place(blocks: list[DraftBlock], own: DraftBlock, before: Sequence[DraftBlock], at: int, *, in_head: bool) -> None:
    """Put a block in the place of its like, else among the blocks of its part as many down as it was, else after what
    stood before it."""
    alike = [n for n, one in enumerate(blocks) if (one.kind, one.part, one.level) == (own.kind, own.part, own.level)]
    single = own.kind not in {"paragraph", "list_item", "table"}
    if alike and (single or not own.citations) and not blocks[alike[0]].citations:
        nth = sum((one.kind, one.part, one.level) == (own.kind, own.part, own.level) for one in before[:at])
        target = alike[min(nth, len(alike) - 1)]
        if not blocks[target].locked and not blocks[target].citations and blocks[target].written_by != "hand":
            blocks[target] = own
            return
    part = [n for n, one in enumerate(blocks) if one.part == own.part and own.part]
    if part:
        down = sum(one.part == own.part for one in before[:at])
        blocks.insert(part[min(down, len(part)) - 1] + 1 if down else part[0], own)
        return
    head, body, _ = frame_of(blocks)
    earlier = [one.part for one in before[:at] if one.part]
    after = next((part for part in reversed(earlier) if any(one.part == part for one in blocks)), None)
    if in_head:
        blocks.insert(len(head), own)
    elif after is not None:
        blocks.insert(max(n for n, one in enumerate(blocks) if one.part == after) + 1, own)
    else:
        blocks.insert(len(head) + len(body), own)
