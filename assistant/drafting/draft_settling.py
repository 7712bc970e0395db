"""A draft put in order after a change: numbers of headings and items, numbers of citations, open places, title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.answer import Notice
from assistant.drafting.block_editing import splice
from assistant.drafting.draft import Draft, DraftBlock, Gap
from assistant.drafting.draft_phrases import fill, phrase
from vectorstore.records import Language

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_HAN: Final = "一二三四五六七八九十"
_VI: Final = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
_EN: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_FIRST_LEVEL: Final[Mapping[Language, re.Pattern[str]]] = {
    "vi": re.compile(r"^[IVX]+(?=\. )"),
    "zh": re.compile(rf"^[{_HAN}](?=、)"),
    "en": re.compile(r"^\d+(?= )"),
}
_SECOND_LEVEL: Final[Mapping[Language, re.Pattern[str]]] = {
    "vi": re.compile(r"^\d+(?=\. )"),
    "zh": re.compile(rf"(?<=^（)[{_HAN}](?=）)"),
    "en": re.compile(r"^\d+\.\d+(?= )"),
}
_ITEM: Final[Mapping[Language, re.Pattern[str]]] = {
    "vi": re.compile(rf"^(?:{'|'.join(_VI)})(?= là,)"),
    "zh": re.compile(rf"^[{_HAN}](?=是)"),
    "en": re.compile(rf"^(?:{'|'.join(_EN)})(?=, )"),
}
_ITEM_WORDS: Final[Mapping[Language, Sequence[str]]] = {"vi": _VI, "zh": _HAN, "en": _EN}
_COUNTED_ZH: Final = re.compile(rf"(?:^|(?<=[。；;]))[{_HAN}](?=是)")


def settle(draft: Draft) -> Draft:
    """Put a draft in order; locked blocks and those written by hand keep their words."""
    blocks = renumbered(draft.blocks, draft.brief.language)
    return _with_title(_with_notices(_with_gaps(_with_citations(replace(draft, blocks=tuple(blocks))))))


def is_free(block: DraftBlock) -> bool:
    """Whether the program may change the words of a block."""
    return not block.locked and block.written_by != "hand"


def renumbered(blocks: Sequence[DraftBlock], language: Language) -> list[DraftBlock]:
    """Count headings and items on without gaps."""
    first = second = 0
    items: dict[str, int] = {}
    done: list[DraftBlock] = []
    for block in blocks:
        number = ""
        match = None
        if block.kind == "heading" and block.level == 1 and (match := _FIRST_LEVEL[language].match(block.text)):
            first, second = first + 1, 0
            number = _number((_ROMAN if language == "vi" else _HAN), first, plain=language == "en")
        elif block.kind == "heading" and (match := _SECOND_LEVEL[language].search(block.text)):
            second += 1
            number = {"vi": f"{second}", "en": f"{first}.{second}"}.get(language) or _number(_HAN, second)
        elif block.kind in {"paragraph", "list_item"}:
            counted = list(_COUNTED_ZH.finditer(block.text)) if language == "zh" else []
            if len(counted) > 1:
                done.append(_counted_inside(block, len(counted)))
                continue
            if match := _ITEM[language].match(block.text):
                items[block.part] = items.get(block.part, 0) + 1
                number = _number(_ITEM_WORDS[language], items[block.part])
        done.append(
            splice(block, *match.span(), number) if match and number and _differs(block, match, number) else block
        )
    return done


def _differs(block: DraftBlock, match: re.Match[str], number: str) -> bool:
    return match[0] != number and is_free(block)


def _number(words: Sequence[str], at: int, *, plain: bool = False) -> str:
    if plain:
        return str(at)
    return words[at - 1] if at <= len(words) else ""


def _counted_inside(block: DraftBlock, count: int) -> DraftBlock:
    """Count 一是、二是 of one paragraph on from the first."""
    if count > len(_HAN) or not is_free(block):
        return block
    for number, match in enumerate(_COUNTED_ZH.finditer(block.text)):
        if match[0] != _HAN[number]:
            block = splice(block, *match.span(), _HAN[number])
    return block


def _with_citations(draft: Draft) -> Draft:
    """Number the citations over the document from 1, in the order of use; what is cited no more goes."""
    known = {one.key: one for one in draft.citations}
    used = dict.fromkeys(key for block in draft.blocks for key in block.citations if key in known)
    numbers = {key: number for number, key in enumerate(used, start=1)}

    def renamed(block: DraftBlock) -> DraftBlock:
        figures = tuple(
            replace(one, citation=numbers.get(one.citation) if one.citation is not None else None)
            for one in block.figures
        )
        keys = tuple(numbers[key] for key in block.citations if key in numbers)
        return replace(block, citations=keys, figures=figures)

    return replace(
        draft,
        blocks=tuple(renamed(block) for block in draft.blocks),
        citations=tuple(replace(known[key], key=number) for key, number in numbers.items()),
    )


def _with_gaps(draft: Draft) -> Draft:
    """What is still open: the gaps whose blanks are there, and those of new blanks."""
    open_now = [(block.part, one.wanted) for block in draft.blocks for one in block.blanks]
    wanted = {one for _, one in open_now}
    kept = [gap for gap in draft.gaps if gap.wanted in wanted]
    named = {gap.wanted for gap in kept}
    new = [Gap(part, one) for part, one in open_now if one not in named]
    return replace(draft, gaps=tuple(dict.fromkeys((*kept, *new))))


def _with_notices(draft: Draft) -> Draft:
    """A conflict over a sentence that is told no more, or a gap in a report that is cited no more, is no notice."""

    def stands(notice: Notice) -> bool:
        facts = dict(notice.facts)
        if notice.code == "source_incomplete" and "document" in facts:
            return any(one.document_id == facts["document"] for one in draft.citations)
        if notice.code != "sources_conflict" or "used_document" not in facts:
            return True
        start, end = int(facts["used_start"]), int(facts["used_end"])
        return any(
            one.document_id == facts["used_document"] and one.char_start < end and start < one.char_end
            for one in draft.citations
        )

    return replace(draft, notices=tuple(one for one in draft.notices if stands(one)))


def _with_title(draft: Draft) -> Draft:
    """The title of a draft is what its title block says by now."""
    for block in draft.blocks:
        if block.kind == "title":
            return replace(draft, title=block.text)
        if block.kind == "subject" and draft.profile == "nd30":
            subject = block.text[:1].lower() + block.text[1:] if block.text[1:2].islower() else block.text
            values = {"subject": subject}
            title = fill(phrase("vi", f"{draft.brief.genre}.title"), values, "vi").text
            return replace(draft, title=draft.title if title.casefold() == draft.title.casefold() else title)
    return draft
