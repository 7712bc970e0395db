"""Pictures of pages made into the lines that a PDF's own text is made into, with the doubted figures marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.documents import Page, Region
from ingest.loaders.limits import LoadLimits, ReadingClock
from ingest.loaders.pdf_characters import Span
from ingest.loaders.pdf_layout import join_lines, page_lines
from ingest.loaders.pdf_rules import Grid, Rule, grids_of
from ingest.loaders.pdf_running import PageLines
from ingest.loaders.pdf_tables import gather_tables
from ingest.loaders.text import LoadedText

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.recognition.page_reading import Engines
    from ingest.recognition.readings import PageReading, ReadWord

DOUBT: Final = "\ufdd1"
"""Stands behind a doubted figure until the document is put together; a code point that no text may hold."""
_DOUBTED: Final = re.compile(r"([-−]?[\d０-９][\d０-９.,．，]*(?:\s?[%‰％])?|[IVX]{1,6})?" + DOUBT)
_SPLIT: Final = re.compile(rf"(?P<first>\d[\d.,]*){DOUBT}?[ \u00a0]+(?=(?P<second>\d[\d.,]*(?:\s?[%‰])?))")
_PAGE_WIDTH: Final = 595.0
"""Points: every picture of a page is taken for one of A4 width."""
_WIDE_GAP: Final = 1.6
_LIKE_THE_REST: Final = (0.62, 1.4)
"""Shares of the page's usual letter height within which a line has that height: boxes differ by their letters."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """The lines of a page that was read from its picture, and what the reading is worth."""

    page: PageLines
    engines: tuple[str, ...]
    confidence: float
    doubted: int
    characters: int


def found_engines(limits: LoadLimits) -> Engines | None:
    """The engines to read pictures with; ``None`` where there is none or none is wanted."""
    if limits.recognition == "none":
        return None
    from ingest.recognition.installed import installed_engines

    return installed_engines()


def read_scanned_page(picture: Image, engines: Engines, limits: LoadLimits, clock: ReadingClock) -> ScannedPage:
    """Read the picture of one page; raises ``ReadingTimedOut`` beyond the time of one page."""
    from ingest.recognition.page_reading import read_page

    with clock.apart(limits.max_page_seconds):
        reading = read_page(picture, engines, clock)
    scale = _PAGE_WIDTH / max(1, reading.width)
    top = reading.height * scale
    grids = _grids(reading, scale, top)
    spans = gather_tables(_spans(reading, scale, top, grids), grids)
    characters = sum(len(line.text) for line in reading.lines)
    page = PageLines(page_lines(spans), 0.0, top)
    return ScannedPage(page, reading.engines, reading.confidence, reading.doubted_figures, characters)


def _grids(reading: PageReading, scale: float, top: float) -> list[Grid]:
    across = [Rule(top - place * scale, start * scale, end * scale) for place, start, end in reading.across]
    upright = [Rule(place * scale, top - end * scale, top - start * scale) for place, start, end in reading.upright]
    return grids_of(across, upright)


def _spans(reading: PageReading, scale: float, top: float, grids: Sequence[Grid]) -> list[Span]:
    """Words joined along their row until a wide gap or a drawn line parts them."""
    words = [_word_span(word, scale, top) for line in reading.lines for word in line.words]
    if not words:
        return []
    usual = median(word.size for word in words for _ in range(1 + len(word.text) // 4))
    low, high = (share * usual for share in _LIKE_THE_REST)
    words = [replace(word, size=usual) if low < word.size < high else word for word in words]
    walls = [(rule.place, rule.start, rule.end) for grid in grids for rule in grid.verticals]
    spans = [span for row in _rows(words) for span in _join_row(row, walls)]
    return [replace(span, text=doubt_split_figures(span.text)) for span in spans]


def doubt_split_figures(text: str) -> str:
    """Mark figures with nothing but a space between them: one figure may have been read as two."""
    if _SPLIT.search(text) is None:
        return text
    marked: list[str] = []
    position = 0
    for match in _SPLIT.finditer(text):
        for end in (match.end("first"), match.end("second")):
            if end == position:
                continue
            marked += [text[position:end], "" if text.startswith(DOUBT, end) else DOUBT]
            position = end
    return "".join(marked) + text[position:]


def _join_row(row: list[Span], walls: list[tuple[float, float, float]]) -> list[Span]:
    spans: list[Span] = []
    for word in sorted(row, key=lambda word: word.left):
        if spans and _joins(spans[-1], word, walls):
            spans[-1] = _joined(spans[-1], word)
        else:
            spans.append(word)
    return spans


def _word_span(word: ReadWord, scale: float, top: float) -> Span:
    text = word.text
    for _, end in sorted(word.doubted, reverse=True):
        text = text[:end] + DOUBT + text[end:]
    box = word.box
    return Span(
        text, box.left * scale, top - box.bottom * scale, box.right * scale, top - box.top * scale, box.height * scale
    )


def _rows(words: list[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        if rows and _same_row(rows[-1][0], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _same_row(one: Span, other: Span) -> bool:
    return abs(one.middle - other.middle) < 0.5 * max(one.size, other.size)


def _joins(last: Span, word: Span, walls: list[tuple[float, float, float]]) -> bool:
    gap = word.left - last.right
    if not -2 * last.size < gap < _WIDE_GAP * max(last.size, word.size):
        return False
    return not any(last.right - 1 <= x <= word.left + 1 and low <= word.middle <= high for x, low, high in walls)


def _joined(last: Span, word: Span) -> Span:
    return replace(
        last,
        text=join_lines([last.text, word.text]),
        bottom=min(last.bottom, word.bottom),
        right=max(last.right, word.right),
        top=max(last.top, word.top),
        size=max(last.size, word.size),
    )


def take_out_doubts(loaded: LoadedText) -> LoadedText:
    """Take the marks out of the text and make what stands before each an ``uncertain`` region."""
    if DOUBT not in loaded.text:
        return loaded
    pieces: list[str] = []
    doubted: list[Region] = []
    marks: list[int] = []
    position = length = 0
    for match in _DOUBTED.finditer(loaded.text):
        piece = loaded.text[position : match.end() - 1]
        pieces.append(piece)
        length += len(piece)
        doubted.append(Region("uncertain", length - len(match.group(1) or " "), length))
        marks.append(match.end() - 1)
        position = match.end()
    pieces.append(loaded.text[position:])

    def moved(offset: int) -> int:
        return offset - sum(mark < offset for mark in marks)

    return replace(
        loaded,
        text="".join(pieces),
        regions=(
            *(replace(region, start=moved(region.start), end=moved(region.end)) for region in loaded.regions),
            *doubted,
        ),
        pages=tuple(Page(page.number, moved(page.start), moved(page.end)) for page in loaded.pages),
    )


def recognition_properties(pages: dict[int, ScannedPage]) -> tuple[tuple[str, str], ...]:
    """What a document's record keeps of the reading: engines, mean confidence, doubted figures, and which pages."""
    if not pages:
        return ()
    engines = list(dict.fromkeys(name for page in pages.values() for name in page.engines))
    characters = sum(page.characters for page in pages.values())
    mean = sum(page.confidence * page.characters for page in pages.values()) / max(1, characters)
    return (
        ("ocr_engine", ", ".join(engines)),
        ("ocr_confidence", f"{mean:.3f}"),
        ("ocr_doubted_figures", str(sum(page.doubted for page in pages.values()))),
        ("ocr_pages", ",".join(str(number) for number in sorted(pages))),
    )
