"""The sentences of a clean document, each with the headings over it, what introduces it, and its roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_sentences import SentencePlace, block_sentences
from assistant.answering.evidence import sentence_language
from assistant.drafting.sentence_roles import SentenceRole, roles_of
from ingest.documents import Block, CleanDocument
from vectorstore.records import Language

_FIRST: Final = re.compile(r"一是|^\W*(?:thứ nhất|một là|first)\b", re.IGNORECASE)
_LATER: Final = re.compile(
    r"^\W*(?:[二三四五六七八九十]是|(?:thứ (?:hai|ba|tư|năm)|hai là|ba là|bốn là|năm là|second|third)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """``headings``: those that enclose it, the nearest last; ``before``: the line that introduces its list, or the
    sentence before it in the same section."""

    place: SentencePlace
    language: Language
    headings: tuple[str, ...]
    before: str
    roles: frozenset[SentenceRole]


def label_sentences(clean: CleanDocument, language: Language) -> Iterator[LabelledSentence]:
    """Read a document in order; ``language`` is that of the document, a sentence may have its own."""
    headings: list[tuple[int, str]] = []
    before = lead = ""
    for block in clean.blocks:
        if block.kind == "heading":
            headings = [*(one for one in headings if one[0] < block.level), (block.level, _text(clean, block))]
            before = lead = ""
            continue
        if block.kind == "gap":
            headings, before, lead = [], "", ""
        if block.kind not in {"list_item", "table"} and not _LATER.match(_text(clean, block)):
            lead = ""
        for place in block_sentences(clean, block):
            lead = _lead(place, before, lead)
            own = sentence_language(place.reading, language)
            over = tuple(text for _, text in headings)
            introduced = lead or before
            heading = "\n".join((*over, place.header) if place.header else over)
            roles = roles_of(place.text, own, heading=heading, before=introduced)
            yield LabelledSentence(place, own, over, introduced, roles)
            before = place.text


def _text(clean: CleanDocument, block: Block) -> str:
    return clean.text[block.start : block.end]


def _lead(place: SentencePlace, before: str, lead: str) -> str:
    """What introduces ``place``: the line that ends with a colon, for every item after it, 二是 after 一是 too."""
    if before.rstrip().endswith((":", "：")):
        return before
    first = _FIRST.search(before)
    if first and _LATER.match(place.text):
        opened = before[: first.start()].rstrip()
        return opened if opened.endswith((":", "：")) else lead
    return lead if lead and (place.kind in {"list_item", "table"} or _LATER.match(place.text)) else ""
