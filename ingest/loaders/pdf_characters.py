"""Characters of a PDF page with their places, joined into spans that stand on one baseline without a wide gap."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]

from ingest.loaders.limits import ReadingClock

_WIDE_GAP: Final = 1.6
"""Character heights between two characters that make them parts of different spans."""
_CLOCK_EVERY: Final = 4096
_HYPHENS: Final = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
"""What PDFium reports for a hyphen at the end of a line."""


Wall = tuple[float, float, float]
"""A drawn vertical line: its x, and the y where it begins and ends."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text on one baseline, in points from the lower left corner of the page; ``size`` is the height of its letters."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a whole ruled table, which stands among the spans as one of them."""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Glyph:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    invented: bool
    index: int


def page_spans(text_page: Any, clock: ReadingClock, walls: Sequence[Wall] = ()) -> list[Span]:
    """The spans of a page in the order in which the file draws them; none reaches across a wall."""
    spans: list[Span] = []
    current: list[_Glyph] = []
    last_inked: _Glyph | None = None
    for glyph in _glyphs(text_page):
        if glyph.index % _CLOCK_EVERY == 0:
            clock.check()
        if not glyph.text.strip() and glyph.text not in "\r\n":
            if current:
                current.append(glyph)
            continue
        if glyph.text in "\r\n" or (last_inked is not None and not _follows(last_inked, glyph, walls)):
            _close(text_page, current, spans)
            last_inked = None
        if glyph.text not in "\r\n":
            current.append(glyph)
            last_inked = glyph
    _close(text_page, current, spans)
    return spans


def _glyphs(text_page: Any) -> Iterator[_Glyph]:
    handle = text_page.raw
    rectangle = pdfium_raw.FS_RECTF()
    place = ctypes.byref(rectangle)
    lead = 0
    for index in range(pdfium_raw.FPDFText_CountChars(handle)):
        code = pdfium_raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00) if lead else 0xFFFD
            lead = 0
        if code == 0:
            continue
        text = _HYPHENS.get(code) or chr(code)
        found = pdfium_raw.FPDFText_GetLooseCharBox(handle, index, place)
        if not found:
            yield _Glyph(text if not text.strip() else " ", 0, 0, 0, 0, True, index)
            continue
        yield _Glyph(text, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, False, index)


def _is_bold(handle: Any, index: int) -> bool:
    """Tell bold type by the font's name, or by its weight where the file states one."""
    flags = ctypes.c_int()
    length = pdfium_raw.FPDFText_GetFontInfo(handle, index, None, 0, ctypes.byref(flags))
    if 0 < length < 512:
        name = ctypes.create_string_buffer(length)
        pdfium_raw.FPDFText_GetFontInfo(handle, index, name, length, ctypes.byref(flags))
        if any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"simhei")):
            return True
    return bool(pdfium_raw.FPDFText_GetFontWeight(handle, index) >= 650)


def _follows(previous: _Glyph, glyph: _Glyph, walls: Sequence[Wall]) -> bool:
    height = max(previous.top - previous.bottom, 1.0)
    drop = abs((previous.top + previous.bottom) - (glyph.top + glyph.bottom)) / 2
    gap = glyph.left - previous.right
    if drop >= height * 0.5 or not -height * 2 < gap < height * _WIDE_GAP:
        return False
    if gap < 1 or not walls:
        return True
    middle = (glyph.top + glyph.bottom) / 2
    return not any(previous.right - 1 <= x <= glyph.left + 1 and low <= middle <= high for x, low, high in walls)


def _close(text_page: Any, glyphs: list[_Glyph], spans: list[Span]) -> None:
    inked = [glyph for glyph in glyphs if glyph.text.strip() and not glyph.invented]
    if inked:
        heights = sorted(glyph.top - glyph.bottom for glyph in inked)
        spans.append(
            Span(
                "".join(glyph.text for glyph in glyphs).strip(),
                min(glyph.left for glyph in inked),
                min(glyph.bottom for glyph in inked),
                max(glyph.right for glyph in inked),
                max(glyph.top for glyph in inked),
                heights[len(heights) // 2],
                _is_bold(text_page.raw, inked[0].index),
            )
        )
    glyphs.clear()
