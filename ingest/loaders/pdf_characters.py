"""Characters of a PDF page with their places, joined into spans that stand on one baseline without a wide gap."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium_raw

_WIDE_GAP: Final = 1.6
"""Character heights between two characters that make them parts of different spans."""
_HYPHENS: Final = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
"""What PDFium reports for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text on one baseline, in points from the lower left corner of the page; ``size`` is the height of its letters."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float

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


def page_spans(text_page: Any) -> list[Span]:
    """The spans of a page in the order in which the file draws them."""
    spans: list[Span] = []
    current: list[_Glyph] = []
    for glyph in _glyphs(text_page):
        if glyph.text in "\r\n":
            _close(current, spans)
        elif not current:
            if glyph.text.strip():
                current.append(glyph)
        elif not glyph.text.strip():
            current.append(glyph)
        elif _follows(_last_inked(current), glyph):
            current.append(glyph)
        else:
            _close(current, spans)
            current.append(glyph)
    _close(current, spans)
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
            yield _Glyph(text if not text.strip() else " ", 0, 0, 0, 0, True)
            continue
        yield _Glyph(text, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, False)


def _last_inked(glyphs: list[_Glyph]) -> _Glyph:
    return next(glyph for glyph in reversed(glyphs) if glyph.text.strip())


def _follows(previous: _Glyph, glyph: _Glyph) -> bool:
    height = max(previous.top - previous.bottom, 1.0)
    drop = abs((previous.top + previous.bottom) - (glyph.top + glyph.bottom)) / 2
    gap = glyph.left - previous.right
    return drop < height * 0.5 and -height * 2 < gap < height * _WIDE_GAP


def _close(glyphs: list[_Glyph], spans: list[Span]) -> None:
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
            )
        )
    glyphs.clear()
