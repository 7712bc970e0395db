"""Short paragraphs of one part put into one block, so that they can be written as running text."""

from __future__ import annotations

from dataclasses import replace

from assistant.drafting.draft import Blank, DraftBlock
from vectorstore.records import Language


def paragraphs_together(first: DraftBlock, second: DraftBlock) -> bool:
    """Tell whether two neighbouring blocks may become one: paragraphs of one part that nobody locked."""
    kinds = {first.kind, second.kind}
    return kinds == {"paragraph"} and first.part == second.part and not (first.locked or second.locked)


def joined(first: DraftBlock, second: DraftBlock, language: Language) -> DraftBlock:
    """Put two blocks into one; figures and blanks move with their text."""
    gap = "" if language == "zh" else " "
    text = f"{first.text.rstrip()}{gap}"
    by = len(text)
    return replace(
        first,
        text=text + second.text,
        citations=tuple(dict.fromkeys([*first.citations, *second.citations])),
        figures=(
            *first.figures,
            *(replace(one, start=one.start + by, end=one.end + by) for one in second.figures),
        ),
        blanks=(*first.blanks, *(Blank(one.start + by, one.end + by, one.wanted) for one in second.blanks)),
        notices=tuple(dict.fromkeys([*first.notices, *second.notices])),
    )
