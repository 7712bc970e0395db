"""Another addressee, speaker, agency, occasion or date: head, foot and formulas are composed anew, the text stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer_posts import find_posts
from assistant.drafting.draft import Brief, Draft, DraftBlock
from assistant.drafting.draft_phrases import fill, phrase
from assistant.drafting.draft_settling import is_free, settle
from assistant.drafting.draft_writer import HEAD_AND_FOOT, DraftWriter
from assistant.drafting.hand_editing import fill_again, filled
from assistant.drafting.kept_draft import OutlineChoices
from assistant.drafting.revision_reading import BriefField

_DATE_PLACES: Final = re.compile(
    r"ngày (?:…|\.+|\d+) tháng (?:…|\.+|\d+) năm (?:…|\.+|\d+)|[ 　]*\d*年[ 　]*\d*月[ 　]*\d*日"
)
_NUMBERS: Final = re.compile(r"\d+")
_PLAIN_MONTH: Final = 3
"""Months before it are written with a nought (Nghị định 30/2020/NĐ-CP)."""
_FORMULA_PARTS: Final = frozenset({"opening", "closing", "salutation"})


def with_particular(draft: Draft, field: BriefField, value: str, writer: DraftWriter, choices: OutlineChoices) -> Draft:
    """Give a draft with another particular; the same one where the value says nothing."""
    if not value.strip():
        return draft
    if field == "date":
        return with_date(draft, value)
    brief = with_field(draft.brief, field, value.strip())
    changed = with_frame(draft, writer.compose(brief, choices).draft)
    return _addressed(changed) if field == "addressee" else changed


def _addressed(draft: Draft) -> Draft:
    """Name the addressee under the title where the layout does not do so itself."""
    addressee = draft.brief.addressee or ""
    head, body, foot = frame_of(draft.blocks)
    if any(block.kind == "addressee" or addressee in block.text for block in head):
        return draft
    at = next((n for n, one in enumerate(head) if one.kind not in HEAD_AND_FOOT), len(head))
    words = fill(phrase(draft.brief.language, "frame.addressee"), {"addressee": addressee}, draft.brief.language)
    head.insert(at, DraftBlock("addressee", words.text))
    return settle(replace(draft, blocks=(*head, *body, *foot)))


def with_field(brief: Brief, field: BriefField, value: str) -> Brief:
    """Give a brief with another particular; what was inferred before is said now."""
    inferred = tuple(one for one in brief.inferred if one != field)
    brief = replace(brief, inferred=inferred)
    if field == "addressee":
        return replace(brief, addressee=value)
    if field == "issuer":
        return replace(brief, issuer=value)
    if field == "occasion":
        return replace(brief, occasion=value)
    posts = find_posts(value, brief.language)
    post = posts[0] if posts else None
    name = value
    if post is not None:
        name = (value[: post.start] + value[post.end :]).strip(" ,，–-")
        return replace(brief, speaker=name or None, speaker_post=value[post.start : post.end])
    return replace(brief, speaker=name)


def with_frame(draft: Draft, fresh: Draft) -> Draft:
    """Take head, foot and formulas of another composition; locked blocks and those written by hand stand."""
    head, _, foot = frame_of(fill_again(fresh.blocks, draft.blocks))
    old_head, body, old_foot = frame_of(draft.blocks)
    blocks = (*_standing(head, old_head), *body, *_standing(foot, old_foot))
    return settle(replace(draft, brief=fresh.brief, title=fresh.title, profile=fresh.profile, blocks=blocks))


def frame_of(blocks: Sequence[DraftBlock]) -> tuple[list[DraftBlock], list[DraftBlock], list[DraftBlock]]:
    """Cut blocks into head, body and foot: what stands before the first block that tells something, and after the last.

    Head and foot hold formulas such as opening and closing too.
    """
    telling = [at for at, block in enumerate(blocks) if not _is_frame(block)]
    first, last = (telling[0], telling[-1] + 1) if telling else (len(blocks), len(blocks))
    return list(blocks[:first]), list(blocks[first:last]), list(blocks[last:])


def _is_frame(block: DraftBlock) -> bool:
    return not block.citations and (block.kind in HEAD_AND_FOOT or block.part in _FORMULA_PARTS)


def _standing(fresh: Sequence[DraftBlock], before: Sequence[DraftBlock]) -> list[DraftBlock]:
    """The blocks of a frame, with those of before that must stand in their places."""
    kept = [one for one in before if not is_free(one)]
    done: list[DraftBlock] = []
    for block in fresh:
        own = next((one for one in kept if (one.kind, one.part) == (block.kind, block.part)), None)
        if own is not None:
            kept.remove(own)
        done.append(own or block)
    return [*done, *kept]


def with_date(draft: Draft, value: str) -> Draft:
    """Write a date as said by the writer where the layout has a place for one."""
    blocks = list(draft.blocks)
    for at, block in enumerate(blocks):
        if not is_free(block):
            continue
        one = next((one for one in block.blanks if one.wanted in {"date", "成文日期", "ngày"}), None)
        if one is not None:
            blocks[at] = filled(block, one.start, one.end, value, one.wanted)
            continue
        match = _DATE_PLACES.search(block.text) if block.kind in {"place_date", "issue_date"} else None
        if match is not None:
            blocks[at] = filled(block, *match.span(), _written(value, draft), "")
    return settle(replace(draft, blocks=tuple(blocks)))


def _written(value: str, draft: Draft) -> str:
    """A date given in figures in the words of the layout."""
    numbers = _NUMBERS.findall(value)
    if len(numbers) != 3 or draft.brief.language == "en":
        return value
    first, month, last = numbers
    year, day = (first, last) if len(first) == 4 else (last, first)
    if draft.brief.language == "zh":
        return f"{int(year)}年{int(month)}月{int(day)}日"
    shown = f"0{int(month)}" if int(month) < _PLAIN_MONTH else f"{int(month)}"
    return f"ngày {int(day):02} tháng {shown} năm {year}"
