"""Changing the text of a block so that figures, blanks and marks stay where they say, or go with their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from assistant.answering.answer import AnsweredFigure, Citation
from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.drafting.draft import Blank, DraftBlock, Mark
from assistant.drafting.fact_recasting import simplified
from ingest.sentences import split_sentences
from vectorstore.records import Language

Span = tuple[int, int]
One = TypeVar("One", AnsweredFigure, Blank, Mark)

LIST_MARK: Final = re.compile(r"^\s*(?:[-–•]\s*|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là,\s*)")
_BORNE_OUT: Final = 0.6
"""Share of a sentence's words that a quotation holds which bears it out."""


def clean_words(text: str) -> str:
    """What a person typed, as it can be kept: no control or format characters, line breaks and tabs stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (one for one in text if one in "\n\t" or unicodedata.category(one)[0] != "C")
    return "\n".join(line.rstrip() for line in "".join(kept).strip().split("\n"))


def splice(block: DraftBlock, start: int, end: int, text: str) -> DraftBlock:
    """Put ``text`` in the place of ``block.text[start:end]``; what was said of that stretch goes with it."""
    return replace(
        block,
        text=block.text[:start] + text + block.text[end:],
        figures=_moved(block.figures, start, end, len(text)),
        blanks=_moved(block.blanks, start, end, len(text)),
        marks=_moved(block.marks, start, end, len(text)),
    )


def _moved(ones: Sequence[One], start: int, end: int, size: int) -> tuple[One, ...]:
    by = size - (end - start)
    before: list[One] = [one for one in ones if one.end <= start]
    behind: list[One] = [
        replace(one, start=one.start + by, end=one.end + by) for one in ones if one.start >= end and one.end > start
    ]
    return tuple(before + behind)


def carried(ones: Iterable[One], old: str, new: str) -> tuple[One, ...]:
    """Those of ``ones`` whose words still stand in the new text, at their new places."""
    head = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    by = len(new) - len(old)
    kept: list[One] = []
    taken: list[Span] = []
    for one in ones:
        if one.end <= head:
            at = one.start
        elif one.start >= len(old) - tail:
            at = one.start + by
        else:
            at = _free(new, old[one.start : one.end], taken)
        end = at + one.end - one.start
        if at >= 0 and not any(low < end and at < high for low, high in taken):
            kept.append(replace(one, start=at, end=end))
            taken.append((at, end))
    return tuple(sorted(kept, key=lambda one: one.start))


def _common(first: str, second: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _free(text: str, words: str, taken: Sequence[Span]) -> int:
    at = text.find(words) if words else -1
    while at >= 0 and any(low < at + len(words) and at < high for low, high in taken):
        at = text.find(words, at + 1)
    return at


def sentences_in(block: DraftBlock, language: Language) -> tuple[Span, ...]:
    """The sentences of a block; a mark of a list belongs to the first."""
    spans = split_sentences(block.text, language)
    mark = LIST_MARK.match(block.text)
    if mark and len(spans) > 1 and spans[0][1] <= mark.end():
        spans = ((spans[0][0], spans[1][1]), *spans[2:])
    return tuple(spans)


def keys_of(block: DraftBlock, span: Span, quotes: Mapping[int, Citation], language: Language) -> tuple[int, ...]:
    """The citations of a block that bear out one of its sentences; none for a formula."""
    inside = {one.citation for one in block.figures if span[0] <= one.start and one.end <= span[1]}
    words = content_keys(block.text[span[0] : span[1]], language)
    found = []
    for key in block.citations:
        quote = quotes[key].quote if key in quotes else ""
        held = text_keys(simplified(quote) if language == "zh" else quote)
        if key in inside or (words and coverage(words, held) >= _BORNE_OUT):
            found.append(key)
    return tuple(found)


def cut(
    block: DraftBlock, spans: Collection[Span], quotes: Mapping[int, Citation], language: Language
) -> DraftBlock | None:
    """Take sentences out of a block; ``None`` where nothing is left of it."""
    all_spans = sentences_in(block, language)
    keys = {span: keys_of(block, span, quotes, language) for span in all_spans}
    stays = {key for span in all_spans if span not in spans for key in keys[span]}
    gone = {key for span in spans for key in keys.get(span, ())} - stays
    ended = block.text.rstrip()[-1:]
    for start, end in sorted(spans, reverse=True):
        after = re.compile(r"[^\S\n]*").match(block.text, end)
        stop = after.end() if after else end
        block = splice(block, start, stop if start == 0 or block.text[start - 1 : start].isspace() else end, "")
    lead = len(block.text) - len(block.text.lstrip())
    block = splice(block, 0, lead, "")
    bare = block.text.rstrip()
    block = splice(block, len(bare), len(block.text), "")
    if bare[-1:] in ";；" and ended in ".。":
        block = splice(block, len(bare) - 1, len(bare), ended)
    if not any(one.isalnum() for one in LIST_MARK.sub("", block.text)):
        return None
    return replace(block, citations=tuple(key for key in block.citations if key not in gone))
