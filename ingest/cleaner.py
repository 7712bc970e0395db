"""From decoded text to clean text: every step in its order, with the map back to the original.

Order: characters, shifted bytes, readings in brackets, residue of extraction, withheld text, collapsed lines, page
furniture, broken lines, white space; then the lines are sorted into blocks. The steps are repeated until nothing
changes, so that cleaning clean text changes nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.cleaning.cells import table_rows, unwrap
from ingest.cleaning.characters import normalise_characters
from ingest.cleaning.collapsed import restore_line_breaks
from ingest.cleaning.defects import damaged_stretches, find_missing_fields, is_redacted
from ingest.cleaning.furniture import strip_furniture
from ingest.cleaning.gaps import mark_gaps, read_marker
from ingest.cleaning.inline_marks import strip_inline_marks
from ingest.cleaning.letterhead import align_columns, separate_letterhead
from ingest.cleaning.lines import Line, split_lines
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.mojibake import find_unrepairable, repair_shifted_bytes
from ingest.cleaning.observed import observe_kept_lines
from ingest.cleaning.paragraphs import join_broken_lines
from ingest.cleaning.pinyin import strip_readings
from ingest.cleaning.repeats import break_inline_tail, drop_repeated_title
from ingest.cleaning.structure import Hints, Sorted, sort_lines
from ingest.documents import Block, CleanDocument, Gap, LoadedDocument, Observation, Page, Region
from ingest.language import detect_language

_MOST_ROUNDS = 12
_SPACES = re.compile(r"[ \t]{2,}|\t")
_EDGES = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{2,}|\A\n+|\n+\Z")


@dataclass(slots=True)
class _Work:
    """The text under edit with what the steps learnt on the way; raw offsets throughout."""

    mapped: MappedText
    observations: list[Observation] = field(default_factory=list)
    captions: set[int] = field(default_factory=set)
    after_images: set[int] = field(default_factory=set)
    headings: dict[int, int] = field(default_factory=dict)


def clean_text(raw: str) -> CleanDocument:
    """Clean plain text that has no structure but its characters."""
    return _clean(raw, (), ())


def clean_document(document: LoadedDocument) -> CleanDocument:
    """Clean a loaded document, using what its format says of headings, tables, images and furniture."""
    return _clean(document.text, document.regions, document.pages)


def _clean(raw: str, regions: tuple[Region, ...], pages: tuple[Page, ...]) -> CleanDocument:
    tables = tuple((region.start, region.end) for region in regions if region.kind == "table")
    work = _Work(_drop_furniture_regions(MappedText.of(raw, tables), regions))
    for _ in range(_MOST_ROUNDS):
        before = work.mapped.text
        _one_round(work)
        if work.mapped.text == before:
            break
    return _assemble(work, regions, pages)


def _drop_furniture_regions(mapped: MappedText, regions: Iterable[Region]) -> MappedText:
    edits: list[Edit] = []
    for region in sorted(regions, key=lambda region: (region.start, -region.end)):
        start = max(region.start, edits[-1].end if edits else 0)
        if region.kind == "furniture" and start < region.end:
            edits.append(Edit(start, region.end, "\n", "format_furniture"))
    return mapped.apply(edits)


def _one_round(work: _Work) -> None:
    mapped = normalise_characters(work.mapped)
    mapped = strip_readings(repair_shifted_bytes(mapped))
    mapped, residue = unwrap(strip_inline_marks(mapped))
    work.captions |= residue.captions
    work.after_images |= residue.after_images
    work.headings |= residue.headings
    mapped, observations = mark_gaps(mapped)
    work.observations += observations
    mapped = break_inline_tail(restore_line_breaks(align_columns(separate_letterhead(mapped))))
    mapped = drop_repeated_title(mapped)
    mapped, seen = strip_furniture(mapped)
    work.observations += seen
    mapped = join_broken_lines(mapped)
    work.mapped = _tidy_white_space(mapped)


def _tidy_white_space(mapped: MappedText) -> MappedText:
    """One space between words (tabs stay in tables), none at line ends, no blank lines."""
    mapped = mapped.apply(Edit(match.start(), match.end()) for match in _EDGES.finditer(mapped.text))
    lines = split_lines(mapped.text)
    tables = table_rows(lines, mapped)
    starts = [line.start for line in lines]
    edits = []
    for match in _SPACES.finditer(mapped.text):
        index = bisect_right(starts, match.start()) - 1
        if "\t" in match.group() and index >= 0 and lines[index].index in tables:
            continue
        edits.append(Edit(match.start(), match.start() + 1, " "))
        if match.end() > match.start() + 1:
            edits.append(Edit(match.start() + 1, match.end()))
    mapped = mapped.apply(edits)
    edits = []
    for match in _BLANK_LINES.finditer(mapped.text):
        at_edge = match.start() == 0 or match.end() == len(mapped.text)
        edits.append(Edit(match.start() + (not at_edge), match.end()))
    return mapped.apply(edits)


def _assemble(work: _Work, regions: tuple[Region, ...], pages: tuple[Page, ...]) -> CleanDocument:
    mapped = work.mapped
    lines = split_lines(mapped.text)
    sorted_lines = sort_lines(lines, _hints(work, lines, regions))
    blocks = _blocks(mapped, lines, sorted_lines, pages)
    gaps = tuple(_gap(line, index == len(lines) - 1) for index, line in enumerate(lines) if read_marker(line.text)[0])
    observations = _one_view_count(
        (*work.observations, *observe_kept_lines(mapped, lines, sorted_lines, work.observations))
    )
    damaged = sorted({*damaged_stretches(mapped.text), *_uncertain(mapped, regions)})
    return CleanDocument(
        text=mapped.text,
        blocks=blocks,
        offsets=mapped.offset_map(),
        removals=mapped.removals,
        gaps=gaps,
        observations=observations,
        defects=_defects(mapped, gaps, observations),
        damaged=tuple(damaged),
        language_hint=detect_language(mapped.text)[0] if mapped.text else None,
    )


def _uncertain(mapped: MappedText, regions: tuple[Region, ...]) -> list[tuple[int, int]]:
    """Clean stretches of what was read from a picture and is not confirmed."""
    spans = [
        (mapped.position(region.start), mapped.position(region.end)) for region in regions if region.kind == "uncertain"
    ]
    return [(start, end) for start, end in spans if start < end]


def _one_view_count(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Only the first count of views: that of the page stands above that of the site."""
    ordered = sorted(set(observations), key=lambda item: (item.raw_start, item.field, item.value))
    views = [item for item in ordered if item.field == "views"]
    return tuple(item for item in ordered if item.field != "views" or item is views[0])


def _defects(mapped: MappedText, gaps: tuple[Gap, ...], observations: Iterable[Observation]) -> tuple[str, ...]:
    text = mapped.text
    found = {
        "truncated": bool(gaps),
        "redacted": is_redacted(text),
        "missing_fields": bool(find_missing_fields(text)),
        "mojibake": bool(find_unrepairable(text)) or any(item.rule == "mojibake_repair" for item in mapped.removals),
        "user_uploaded": any(item.field == "user_uploaded" for item in observations),
    }
    return tuple(name for name, present in found.items() if present)


def _gap(line: Line, last: bool) -> Gap:
    return Gap(line.start, line.end, read_marker(line.text)[1], "end" if last else "paywall")


def _hints(work: _Work, lines: list[Line], regions: tuple[Region, ...]) -> Hints:
    spans = [work.mapped.raw_span(line.start, line.end) for line in lines]
    starts = [span[0] for span in spans]

    def covered(region: Region) -> range:
        first = bisect_right(starts, region.start)
        first -= first > 0 and spans[first - 1][1] > region.start
        last = first
        while last < len(spans) and spans[last][0] < region.end:
            last += 1
        return range(first, last)

    def of(kind: str) -> frozenset[int]:
        return frozenset(index for region in regions if region.kind == kind for index in covered(region))

    headings = {index: region.level or 1 for region in regions if region.kind == "heading" for index in covered(region)}
    headings |= {index: work.headings[start] for index, start in enumerate(starts) if start in work.headings}
    images = (bisect_right(starts, region.end - 1) for region in regions if region.kind == "image")
    return Hints(
        captions=frozenset(index for index, start in enumerate(starts) if start in work.captions),
        after_image=frozenset(index for index in images if index < len(lines))
        | frozenset(index for index, start in enumerate(starts) if start in work.after_images),
        headings=headings,
        titles=of("title"),
        list_items=of("list_item"),
        tables=table_rows(lines, work.mapped),
    )


def _blocks(mapped: MappedText, lines: list[Line], kinds: list[Sorted], pages: tuple[Page, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    page_starts = [page.start for page in pages]
    for line, found in zip(lines, kinds, strict=True):
        page = None
        if pages:
            page = pages[max(0, bisect_right(page_starts, mapped.raw_span(line.start, line.end)[0]) - 1)].number
        if found.kind == "table" and blocks and blocks[-1].kind == "table" and kinds[line.index - 1].kind == "table":
            blocks[-1] = Block("table", blocks[-1].start, line.end, 0, blocks[-1].page)
        else:
            blocks.append(Block(found.kind, line.start, line.end, found.level, page))
    return tuple(blocks)
