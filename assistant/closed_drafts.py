"""Kept drafts and their check sheets as one sees them who may not read all of their sources any more.

Paragraphs that rest on a closed source lose their words. What cites nothing – title, head, foot, formulas – may still
name what only a closed report said, so that of it only the writer's own words stay: those of the request and the brief,
and what was filled into blanks. Every block, offset and number of a citation stays in its place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.closed_answers import CLOSED, IsOpen, close_citation, hide
from assistant.confidentiality import CONFIDENTIAL
from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.draft_check import CheckSheet
from assistant.drafting.draft_phrases import period_words
from ingest.folding import fold

_FIXED: Final = frozenset({"motto", "type_name", "heading"})
"""Blocks that say the same whatever the reports hold, unless they were changed by hand."""
_WORD: Final = re.compile(r"\w+")
_DOCUMENTS: Final = ("document", "used_document", "other_document")


def close_draft(draft: Draft, is_open: IsOpen) -> Draft:
    """Give a draft without what rests on closed sources; the same object if nothing of it does."""
    closed = _closed_keys(draft, is_open)
    notices = tuple(one for one in draft.notices if _is_shown(one, draft, is_open))
    if not closed:
        return draft if len(notices) == len(draft.notices) else replace(draft, notices=notices)
    own = _own_words(draft.brief)
    return replace(
        draft,
        title=hide(draft.title, _spans_of(draft.title, own)),
        blocks=tuple(_closed_block(block, closed, own) for block in draft.blocks),
        citations=tuple(
            close_citation(one, draft.brief.language) if one.key in closed else one for one in draft.citations
        ),
        gaps=(),
        notices=(Notice(CLOSED), *(one for one in notices if one.code == CONFIDENTIAL)),
    )


def close_sheet(sheet: CheckSheet, draft: Draft, is_open: IsOpen) -> CheckSheet:
    """Give the sheet of ``draft`` (as it was kept) without what only closed reports say."""
    closed, shown = _closed_keys(draft, is_open), close_draft(draft, is_open)
    titles = {one.title or one.source for one in draft.citations if is_open(one.document_id)}
    notices = tuple(one for one in sheet.notices if _is_shown(one, draft, is_open))
    return replace(
        sheet,
        values=tuple(
            one for one in sheet.values if one.citation not in closed and one.surface in _text_of(shown, one.block)
        )
        if closed
        else sheet.values,
        blanks=tuple(blank.wanted for block in shown.blocks for blank in block.blanks) if closed else sheet.blanks,
        conflicts=tuple(one for one in sheet.conflicts if _is_shown(one, draft, is_open)),
        incomplete=tuple(one for one in sheet.incomplete if one in titles),
        overlaps=tuple(one for one in sheet.overlaps if is_open(one.document_id)),
        notices=shown.notices if closed else notices,
    )


def _closed_keys(draft: Draft, is_open: IsOpen) -> frozenset[int]:
    return frozenset(one.key for one in draft.citations if not is_open(one.document_id))


def _closed_block(block: DraftBlock, closed: frozenset[int], own: frozenset[str]) -> DraftBlock:
    keys = {*block.citations, *(one.citation for one in block.figures)}
    if not closed.isdisjoint(key for key in keys if key is not None):
        return replace(block, text=hide(block.text, ()), figures=(), blanks=(), marks=(), notices=())
    if block.citations or (block.kind in _FIXED and block.written_by != "hand"):
        return block
    marks = tuple(mark for mark in block.marks if mark.kind == "said")
    said = [(mark.start, mark.end) for mark in marks] + [(blank.start, blank.end) for blank in block.blanks]
    text = hide(block.text, [*said, *_spans_of(block.text, own)])
    return replace(block, text=text, figures=(), marks=marks)


def _own_words(brief: Brief) -> frozenset[str]:
    """The words that the writer said, compared without case."""
    period = period_words(brief.period, brief.language) if brief.period else None
    said = (brief.request, brief.occasion, brief.speaker, brief.speaker_post, brief.issuer, brief.audience, period)
    texts = [*said, brief.subject, brief.addressee, *brief.points, *brief.guests, *brief.constraints]
    return frozenset(word for text in texts if text for word in _WORD.findall(fold(text)))


def _spans_of(text: str, own: frozenset[str]) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text) if fold(match.group()) in own]


def _text_of(draft: Draft, block: int) -> str:
    return draft.blocks[block].text if 0 <= block < len(draft.blocks) else ""


def _is_shown(notice: Notice, draft: Draft, is_open: IsOpen) -> bool:
    """A notice is shown unless it tells what a closed report says or is called; cited or not."""
    facts = dict(notice.facts)
    if notice.code == "document_gone":
        return not facts.get("source") or is_open(facts.get("document", ""))
    if notice.code == "left_out":
        quotes = [one.quote for one in draft.citations if is_open(one.document_id)]
        return any(facts["text"] in quote for quote in quotes)
    if notice.code == "fact_gone":
        return facts["source"] in {one.title or one.source for one in draft.citations if is_open(one.document_id)}
    return all(is_open(facts[name]) for name in _DOCUMENTS if name in facts)
