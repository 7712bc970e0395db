"""A draft as a DOCX: head, text and foot of its layout, in a review or a clean copy."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from assistant.confidentiality import is_marked
from assistant.conversation_export import clean_for_file
from assistant.drafting.draft import BlockKind, Draft, DraftBlock
from assistant.export import letterhead_gbt9704, letterhead_nd30
from assistant.export.borderless_table import add_text_table
from assistant.export.docx_page import PageWriter
from assistant.export.footnotes import Footnotes
from assistant.export.house_profile import HouseProfile, apply_house_profile
from assistant.export.ooxml_markup import TAGS
from assistant.export.profiles import PROFILES, Profile
from assistant.export.review_marks import Copy, Line, Stretch, block_lines, in_capitals, with_ending
from assistant.export.text_width import text_width_pt
from assistant.export.title_lines import title_lines
from assistant.export.words import export_word

_HEAD_ND30: Final[frozenset[BlockKind]] = frozenset(
    {"superior", "issuer", "motto", "number", "place_date", "type_name", "subject", "title", "subtitle"}
)
_FOOT_ND30: Final[frozenset[BlockKind]] = frozenset(
    {"recipients", "signature_post", "signature_name", "issue_date", "byline"}
)
_HEAD_GBT: Final[frozenset[BlockKind]] = frozenset(
    {"superior", "issuer", "motto", "number", "type_name", "subject", "title", "addressee"}
)
_FOOT_GBT: Final[frozenset[BlockKind]] = frozenset(
    {"recipients", "signature_post", "signature_name", "issue_date", "place_date"}
)
_ROLES: Final[dict[BlockKind, str]] = {
    "salutation": "salutation",
    "basis": "basis",
    "addressee": "addressee",
    "title": "title",
    "type_name": "title",
    "subject": "title",
    "subtitle": "subtitle",
    "byline": "byline",
    "signature_name": "signature_name",
    "issue_date": "issue_date",
    "place_date": "place_date",
    "issuer": "issuer",
}
_DEEPEST: Final = 4
_PROPERTY_ORDER: Final = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd", "tabs"),
    *("suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN"),
    *("bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr"),
    "sectPr",
)
"""The order that the schema gives to a paragraph's properties."""


def export_docx(draft: Draft, *, copy: Copy, house: HouseProfile | None = None) -> bytes:
    """Write a draft in its layout; raises ``HouseProfileInvalid`` where the house profile does not fit it."""
    profile = apply_house_profile(PROFILES[draft.profile], house)
    draft = replace(draft, title=clean_for_file(draft.title))
    body = profile.roles["body"]
    notes = Footnotes(draft.citations, profile.language, body.latin, body.east_asian) if copy == "review" else None
    language = profile.language if profile.has_letterhead else draft.brief.language
    writer = PageWriter(profile, language, notes)
    {"nd30": _write_nd30, "gbt9704": _write_gbt9704}.get(profile.name, _write_plain)(writer, draft, copy)
    if copy == "review":
        _write_review_page(writer, draft)
    if notes:
        notes.attach(writer.document)
    _put_in_order(writer)
    return _saved(writer, draft, language)


def _found(draft: Draft, kinds: Iterable[BlockKind], copy: Copy, profile: Profile) -> dict[BlockKind, list[Line]]:
    """The lines of the blocks of head or foot, by kind."""
    wanted = frozenset(kinds)
    lines: defaultdict[BlockKind, list[Line]] = defaultdict(list)
    for block in draft.blocks:
        if block.kind in wanted:
            lines[block.kind] += block_lines(block, copy, profile.language)
    return dict(lines)


def _write_nd30(writer: PageWriter, draft: Draft, copy: Copy) -> None:
    found = _found(draft, _HEAD_ND30 | _FOOT_ND30, copy, writer.profile)
    letterhead_nd30.write_head(writer, draft, found, copy)
    text = [block for block in draft.blocks if block.kind not in _HEAD_ND30 | _FOOT_ND30]
    _write_blocks(writer, text, copy)
    letterhead_nd30.write_foot(writer, found, copy)


def _write_gbt9704(writer: PageWriter, draft: Draft, copy: Copy) -> None:
    found = _found(draft, _HEAD_GBT | _FOOT_GBT, copy, writer.profile)
    letterhead_gbt9704.write_head(writer, draft, found, copy)
    _write_blocks(writer, [block for block in draft.blocks if block.kind not in _HEAD_GBT | _FOOT_GBT], copy)
    letterhead_gbt9704.write_signature(writer, found, copy, sealed=True)
    letterhead_gbt9704.write_imprint(writer, found, copy)


def _write_plain(writer: PageWriter, draft: Draft, copy: Copy) -> None:
    titled = any(block.kind in {"title", "subject", "type_name"} for block in draft.blocks)
    if not titled and draft.title.strip():
        _write_title(writer, [(Stretch(clean_for_file(draft.title)),)])
    foot: frozenset[BlockKind] = frozenset()
    if draft.profile == "plain_zh":
        foot = frozenset({"signature_name", "signature_post", "issue_date"})
    left_out: frozenset[BlockKind] = foot | {"motto", "number", "superior", "recipients"}
    if draft.profile != "plain_en":
        left_out |= {"issuer"}
    _write_blocks(
        writer, [block for block in draft.blocks if block.kind not in left_out], copy, genre=draft.brief.genre
    )
    found = _found(draft, foot, copy, writer.profile)
    if found:
        letterhead_gbt9704.write_signature(writer, found, copy, sealed=False)


def _write_blocks(writer: PageWriter, blocks: Sequence[DraftBlock], copy: Copy, *, genre: str = "") -> None:
    """Write the text; in a Vietnamese letterhead document its last line ends with ``./.``."""
    last = len(blocks) - 1
    bases = [at for at, block in enumerate(blocks) if block.kind == "basis"]
    led = genre != "news"
    for at, block in enumerate(blocks):
        if block.kind == "table":
            _write_table(writer, block, copy)
            continue
        lines = list(block_lines(block, copy, writer.language))
        if not lines:
            continue
        role = _role(block)
        if role == "body" and not led:
            role, led = "lead", True
        if writer.profile.name == "nd30":
            lines = _vietnamese_endings(lines, block.kind, last_basis=bool(bases) and at == bases[-1], last=at == last)
        if role == "title":
            _write_title(writer, lines)
            continue
        if writer.profile.role(role).upper:
            lines = [in_capitals(line) for line in lines]
        for number, line in enumerate(lines):
            paragraph = writer.write(
                role, (line,), keep_next=at >= last - 1 or (block.kind == "addressee" and number == 0)
            )
            if block.kind == "addressee" and number and writer.profile.name == "nd30":
                paragraph.paragraph_format.left_indent = _under_colon(writer)


def _under_colon(writer: PageWriter) -> Any:
    """Where the dashes of several addressees stand: under the colon of ``Kính gửi:``."""
    from docx.shared import Pt

    return Pt(text_width_pt("Kính gửi", writer.profile.role("addressee").size_pt.value))


def _role(block: DraftBlock) -> str:
    if block.kind == "heading":
        return f"heading_{min(max(block.level, 1), _DEEPEST)}"
    return _ROLES.get(block.kind, "body")


def _vietnamese_endings(lines: list[Line], kind: BlockKind, *, last_basis: bool, last: bool) -> list[Line]:
    if kind == "basis":
        ends = [";"] * (len(lines) - 1) + ["." if last_basis else ";"]
        return [with_ending(line, end) for line, end in zip(lines, ends, strict=True)]
    if last and kind in {"paragraph", "list_item", "closing"}:
        return [*lines[:-1], with_ending(lines[-1], "./.")]
    return lines


def _write_title(writer: PageWriter, lines: Sequence[Line]) -> None:
    if writer.profile.grid:
        letterhead_gbt9704.write_title(writer, lines)
        return
    size, room = writer.profile.role("title").size_pt.value, writer.profile.page.text_twips / 20
    for line in lines:
        if len(line) > 1 or line[0].mark != "plain":
            writer.write("title", (line,))
            continue
        broken = title_lines(line[0].text, writer.language, room * 0.92, size) or (line[0].text,)
        marks = [()] * (len(broken) - 1) + [line[0].keys]
        writer.write("title", [(Stretch(text, "plain", keys),) for text, keys in zip(broken, marks, strict=True)])


def _write_table(writer: PageWriter, block: DraftBlock, copy: Copy) -> None:
    """A table's rows are lines and its cells are parted by tabs; marks keep their places."""
    rows = []
    at = 0
    for row in block.text.split("\n"):
        if row.strip():
            rows.append(_cells(block, row, at, copy, writer))
        at += len(row) + 1
    if rows:
        if copy == "review" and block.citations:
            rows[-1][-1] = (*rows[-1][-1], Stretch("", keys=block.citations))
        add_text_table(writer, rows)


def _cells(block: DraftBlock, row: str, offset: int, copy: Copy, writer: PageWriter) -> list[Line]:
    cells: list[Line] = []
    for cell in row.split("\t"):
        part = _part_of(block, offset, offset + len(cell))
        lines = block_lines(part, copy, writer.language)
        cells.append(tuple(stretch for line in lines for stretch in line))
        offset += len(cell) + 1
    return cells


def _part_of(block: DraftBlock, start: int, end: int) -> DraftBlock:
    """A stretch of a block with the marks that lie inside it."""

    def inside(one: Any) -> bool:
        return bool(start <= one.start and one.end <= end)

    return replace(
        block,
        text=block.text[start:end],
        citations=(),
        blanks=tuple(replace(one, start=one.start - start, end=one.end - start) for one in block.blanks if inside(one)),
        figures=tuple(
            replace(one, start=one.start - start, end=one.end - start) for one in block.figures if inside(one)
        ),
    )


def _write_review_page(writer: PageWriter, draft: Draft) -> None:
    """A last page that says what the marks mean and what is missing; it is taken out before signing."""
    language = writer.language
    wanted = [blank.wanted for block in draft.blocks for blank in block.blanks] + [gap.wanted for gap in draft.gaps]
    heading = writer.write_text("heading_1", export_word("notes_title", language))
    heading.paragraph_format.page_break_before = True
    if is_marked(draft):
        writer.write_text("heading_1", export_word("notes_confidential", language))
    for name in ("notes_blanks", "notes_unchecked", "notes_sources"):
        writer.write_text("body", export_word(name, language))
    for one in dict.fromkeys(clean_for_file(text) for text in wanted if text.strip()):
        writer.write_text("body", export_word("notes_missing", language, wanted=one))


def _put_in_order(writer: PageWriter) -> None:
    """Put the properties of every paragraph in the order of the schema, the last of two alike winning."""
    for properties in writer.document.element.body.iter("{*}pPr"):
        kept: dict[str, Any] = {}
        for child in list(properties):
            kept[child.tag.rsplit("}", 1)[-1]] = child
            properties.remove(child)
        for name in sorted(kept, key=_PROPERTY_ORDER.index):
            properties.append(kept[name])


def _saved(writer: PageWriter, draft: Draft, language: Any) -> bytes:
    properties = writer.document.core_properties
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = clean_for_file(draft.title)[:255]
    properties.author = properties.last_modified_by = "baocao"
    properties.comments, properties.language = "", TAGS[language]
    properties.created = properties.modified = now
    buffer = io.BytesIO()
    writer.document.save(buffer)
    return buffer.getvalue()
