"""Taking sentences out of a draft: the least telling ones, those about a subject, slogans. Locked blocks stand.

Blocks that a person wrote stand as well; a part keeps at least one sentence that a report bears out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.drafting.block_editing import Span, cut, keys_of, sentences_in
from assistant.drafting.draft import Draft, DraftBlock
from assistant.drafting.draft_outline import count_words
from assistant.drafting.draft_settling import is_free, settle
from assistant.drafting.fact_values import FactPlace
from ingest.folding import VietnamesePattern, fold

TEXT_KINDS: Final = frozenset({"paragraph", "list_item"})
_ABOUT_IT: Final = 0.75
"""Share of the words of a subject that a sentence about it holds."""
_NAMED: Final = re.compile(r"《[^》]+》|[“\"][^”\"]{2,40}[”\"]|\d+/[\w-]{2,}")
_SLOGAN_VI: Final = VietnamesePattern(
    r"(?<!\w)(?:quyết tâm (?:cao|chính trị|thực hiện|phấn đấu)|chung sức|đồng lòng|đoàn kết một lòng|nỗ lực phấn đấu"
    r"|phát huy (?:cao độ )?(?:tinh thần|truyền thống)|không ngừng (?:nỗ lực|phấn đấu|vươn lên)|ra sức thi đua"
    r"|(?:với )?tinh thần (?:quyết tâm|trách nhiệm) cao|nêu cao tinh thần|viết tiếp trang sử|thắng lợi vẻ vang"
    r"|tin tưởng (?:sâu sắc|rằng|tuyệt đối)|khát vọng|đưa .{2,40} lên tầm cao mới|bứt phá)(?!\w)"
)
_SLOGAN: Final = re.compile(
    r"凝心聚力|齐心协力|同心协力|开拓进取|砥砺前行|砥砺奋进|再创佳绩|不忘初心|牢记使命|奋勇争先|锐意进取|再上新台阶|真抓实干"
    r"|开创[^，。；]{0,10}新局面|谱写[^，。；]{0,10}新篇章|只争朝夕|攻坚克难|勇于担当|任务艰巨|众志成城|乘势而上|踔厉奋发"
    r"|\b(?:let us|together we|spare no effort|strive for|new heights|unwavering|with one heart|bright future"
    r"|determined to|rise to the challenge)\b"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence that may be cut. ``keys`` bear it out (none: a formula); ``value`` ranks it, more is more telling."""

    block: int
    span: Span
    text: str
    keys: tuple[int, ...]
    size: int
    value: float
    part: str


def units_of(draft: Draft, numbers: Iterable[int], pinned: Collection[FactPlace] = ()) -> list[Unit]:
    """The sentences of blocks that the program may change; a pinned sentence is none of them."""
    language = draft.brief.language
    quotes = {one.key: one for one in draft.citations}
    kept = {(one.document_id, one.start) for one in pinned}
    fixed = {one.key for one in draft.citations if (one.document_id, one.char_start) in kept}
    units: list[Unit] = []
    for at in numbers:
        block = draft.blocks[at]
        if block.kind not in TEXT_KINDS or not is_free(block):
            continue
        said = [(one.start, one.end) for one in block.marks if one.kind == "said"]
        for span in sentences_in(block, language):
            text = block.text[slice(*span)]
            keys = keys_of(block, span, quotes, language)
            if fixed & set(keys) or any(low < span[1] and span[0] < high for low, high in said):
                continue
            figures = sum(span[0] <= one.start and one.end <= span[1] for one in block.figures)
            value = bool(figures) + 0.1 * min(figures, 4) + 0.25 * bool(_NAMED.search(text))
            units.append(Unit(at, span, text, keys, count_words(text, language), value, block.part))
    return units


def body_words(draft: Draft, numbers: Iterable[int]) -> int:
    """Length of some blocks without their headings: words, in Chinese characters."""
    blocks = (draft.blocks[at] for at in numbers)
    return sum(count_words(one.text, draft.brief.language) for one in blocks if one.kind != "heading")


def shorten(draft: Draft, numbers: Sequence[int], wanted: int, pinned: Collection[FactPlace] = ()) -> Draft:
    """Take out the least telling sentences until some blocks have about ``wanted`` words; gives the same draft where
    nothing can go."""
    excess = body_words(draft, numbers) - wanted
    units = [unit for unit in units_of(draft, numbers, pinned) if unit.keys]
    left = Counter(unit.part for unit in units)
    for part in {draft.blocks[at].part for at in numbers}:
        left[part] += any(
            draft.blocks[at].part == part and draft.blocks[at].citations and not is_free(draft.blocks[at])
            for at in numbers
        )
    gone: list[Unit] = []
    for unit in sorted(units, key=lambda one: (one.value, -one.size, -one.block, -one.span[0])):
        fits = unit.size <= excess + max(wanted * 0.1, 3)
        if excess > 0 and fits and left[unit.part] > 1:
            gone.append(unit)
            left[unit.part] -= 1
            excess -= unit.size
    return without_units(draft, gone)


def without_subject(draft: Draft, numbers: Sequence[int], subject: str) -> tuple[Draft, frozenset[FactPlace]]:
    """Take out the sentences about a subject; the places of what they told come with it."""
    language = draft.brief.language
    wanted = content_keys(subject, language) or tuple(text_keys(subject))
    found = [
        unit
        for unit in units_of(draft, numbers)
        if fold(subject) in fold(unit.text) or (wanted and coverage(wanted, text_keys(unit.text)) >= _ABOUT_IT)
    ]
    keys = {key for unit in found for key in unit.keys}
    places = frozenset(
        FactPlace(one.document_id, one.char_start, one.char_end) for one in draft.citations if one.key in keys
    )
    return without_units(draft, found), places


def without_slogans(draft: Draft, numbers: Sequence[int]) -> Draft:
    """Take out sentences that only exhort: a phrase of slogans, no figure, no date, no named document."""
    return without_units(draft, [one for one in units_of(draft, numbers) if _is_slogan(one)])


def _is_slogan(unit: Unit) -> bool:
    folded = fold(unit.text)
    if unit.value > 0 or any(one.isdigit() for one in folded):
        return False
    return bool(_SLOGAN_VI.on(folded).search(folded) or _SLOGAN.search(folded))


def without_units(draft: Draft, units: Collection[Unit]) -> Draft:
    """Give the draft without some sentences, put in order."""
    if not units:
        return draft
    spans: defaultdict[int, set[Span]] = defaultdict(set)
    for unit in units:
        spans[unit.block].add(unit.span)
    quotes = {one.key: one for one in draft.citations}
    blocks: list[DraftBlock] = []
    for at, block in enumerate(draft.blocks):
        left = cut(block, spans[at], quotes, draft.brief.language) if at in spans else block
        if left is not None:
            blocks.append(left)
    return settle(replace(draft, blocks=tuple(without_empty_headings(blocks))))


def without_empty_headings(blocks: Sequence[DraftBlock]) -> list[DraftBlock]:
    """Leave out headings of the second level with nothing under them."""
    tells: Callable[[int], bool] = lambda at: at < len(blocks) and blocks[at].kind != "heading"  # noqa: E731
    return [
        block
        for at, block in enumerate(blocks)
        if block.kind != "heading"
        or block.level != 2
        or not is_free(block)
        or (tells(at + 1) and blocks[at + 1].part == block.part)
    ]


def without_parts(draft: Draft, parts: Collection[str]) -> Draft:
    """Take out whole parts, but for what is locked or was written by hand."""
    kept = [one for one in draft.blocks if one.part not in parts or not is_free(one)]
    stays = {one.part for one in kept if one.kind != "heading"}
    blocks = [one for one in draft.blocks if one in kept or (one.kind == "heading" and one.part in stays)]
    return settle(replace(draft, blocks=tuple(blocks)))
