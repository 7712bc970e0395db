"""Reading one page with what is installed: each line by the engine that knows its script, figures by both.

Tesseract knows the letters of Vietnamese; RapidOCR reads Chinese better and figures in any language. Where both are
there, the one that does not give a line's text confirms its figures; where one is missing, the other reads the
lines with figures again at another size. What is not confirmed is marked, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from ingest.recognition.figure_agreement import confirm_line, figures_in
from ingest.recognition.pictures import prepare
from ingest.recognition.readings import Box, PageReading, ReadLine, ReadWord, TextRecogniser
from ingest.recognition.rules import find_rules

if TYPE_CHECKING:
    from ingest.loaders.limits import ReadingClock

_HAN_LINE: Final = 0.3
"""The share of Han characters among a line's letters from which on the line is Chinese."""
_FOREIGN_LETTERS: Final = 0.01
"""The share of letters beyond ASCII among Latin ones from which on a page is Vietnamese."""
_UPRIGHT: Final = 0.62
"""The confidence below which a page is tried in other directions."""
_GLANCE_SIDE: Final = 1_300
_SECOND_SIZE: Final = 0.72
_STRIP_GAP: Final = 24
_MOST_STRIP: Final = 12_000
_FEW_LETTERS: Final = 8
_UNSURE_LINE: Final = 0.8
"""RapidOCR's confidence in a line below which its figures are doubted."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines that pages are read with; at least one."""

    tesseract: TextRecogniser | None
    rapid: TextRecogniser | None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in (self.tesseract, self.rapid) if one is not None)


def read_page(picture: Image.Image, engines: Engines, clock: ReadingClock) -> PageReading:
    """Read a page; one that lies on its side or upside down is turned first."""
    best = _read_upright(picture, engines, clock, 0)
    if _letters(best.lines) >= _FEW_LETTERS and _worth(best) >= _UPRIGHT:
        return best
    if not _letters(best.lines) and _is_blank(picture):
        return best
    turned = max((0, 90, 270, 180), key=lambda turned: _glance(picture, turned, engines, clock))
    if not turned:
        return best
    other = _read_upright(picture.rotate(turned, expand=True), engines, clock, turned)
    return other if _worth(other) * _letters(other.lines) > _worth(best) * _letters(best.lines) else best


def _glance(picture: Image.Image, turned: int, engines: Engines, clock: ReadingClock) -> float:
    """How much a small picture of the page, turned, looks like text to one engine."""
    engine = engines.rapid or engines.tesseract
    if engine is None:
        return 0.0
    small = picture.convert("L").rotate(turned, expand=True)
    small.thumbnail((_GLANCE_SIDE, _GLANCE_SIDE))
    lines = engine.read(small, ("vi",), clock)
    return _worth(PageReading(lines, small.width, small.height, ())) * _letters(lines)


def _read_upright(picture: Image.Image, engines: Engines, clock: ReadingClock, turned: int) -> PageReading:
    clock.check()
    page = prepare(picture)
    if engines.rapid is None:
        lines = _by_tesseract_alone(page, engines.tesseract, clock)
    elif engines.tesseract is None:
        lines = _by_rapid_alone(page, engines.rapid, clock)
    else:
        lines = _by_both(page, engines.tesseract, engines.rapid, clock)
    across, upright = find_rules(page)
    return PageReading(lines, page.width, page.height, engines.names, tuple(across), tuple(upright), turned)


def _by_both(
    page: Image.Image, tesseract: TextRecogniser, rapid: TextRecogniser, clock: ReadingClock
) -> tuple[ReadLine, ...]:
    overview = rapid.read(page, ("zh",), clock)
    chinese = [line for line in overview if _han_share(line.text) >= _HAN_LINE]
    latin = [line for line in overview if _han_share(line.text) < _HAN_LINE]
    lines: list[ReadLine] = []
    if any(character.isalnum() for line in latin for character in line.text) or not overview:
        language = "vi" if _is_vietnamese(latin) or not overview else "en"
        places = [line.box for line in chinese]
        for line in tesseract.read(page, (language,), clock):
            words = tuple(word for word in line.words if not any(word.box.overlaps(place) for place in places))
            if words:
                rest = ReadLine(words)
                lines.append(confirm_line(rest, _touching(rest, latin)))
        lines += _unseen(latin, lines)
    seconds = _read_strips(page, chinese, tesseract, 1.0, clock)
    lines += [confirm_line(line, second, _UNSURE_LINE) for line, second in zip(chinese, seconds, strict=True)]
    return tuple(lines)


def _unseen(latin: Sequence[ReadLine], read: Sequence[ReadLine]) -> list[ReadLine]:
    """The stretches with figures where the other engine read nothing, all of each in doubt."""
    taken = [word.box for line in read for word in line.words]
    found: list[ReadLine] = []
    for line in latin:
        run: list[ReadWord] = []
        for part in (*_parts(line), None):
            if part is not None and not any(box.overlaps(part.box) for box in taken):
                run.append(replace(part, doubted=((0, len(part.text)),)))
                continue
            if any(figures_in(word.text) for word in run):
                found.append(ReadLine(tuple(run)))
            run = []
    return found


def _parts(line: ReadLine) -> list[ReadWord]:
    """The words of a line whose engine gives stretches, each where it stands if all characters are of one width."""
    parts: list[ReadWord] = []
    for word in line.words:
        step = (word.box.right - word.box.left) / max(1, len(word.text))
        for match in re.finditer(r"\S+", word.text):
            left, right = (word.box.left + step * at for at in match.span())
            parts.append(ReadWord(match.group(), replace(word.box, left=left, right=right), word.confidence))
    return parts


def _by_tesseract_alone(
    page: Image.Image, tesseract: TextRecogniser | None, clock: ReadingClock
) -> tuple[ReadLine, ...]:
    if tesseract is None:
        return ()
    first = tesseract.read(page, ("vi", "zh", "en"), clock)
    size = (round(page.width * _SECOND_SIZE), round(page.height * _SECOND_SIZE))
    again = tesseract.read(page.resize(size, Image.Resampling.BICUBIC), ("vi", "zh", "en"), clock)
    second = [_scaled(line, 1 / _SECOND_SIZE) for line in again]
    return tuple(confirm_line(line, _touching(line, second), _UNSURE_LINE) for line in first)


def _by_rapid_alone(page: Image.Image, rapid: TextRecogniser, clock: ReadingClock) -> tuple[ReadLine, ...]:
    """Read a page that is not Vietnamese, whose letters this engine lacks."""
    first = rapid.read(page, ("zh", "en"), clock)
    if _is_vietnamese(first):
        return ()
    seconds = _read_strips(page, first, rapid, _SECOND_SIZE, clock)
    return tuple(confirm_line(line, second, _UNSURE_LINE) for line, second in zip(first, seconds, strict=True))


def _read_strips(
    page: Image.Image, lines: Sequence[ReadLine], engine: TextRecogniser, size: float, clock: ReadingClock
) -> list[list[ReadLine]]:
    """Read the lines that hold figures once more, cut out and set below one another; nothing for the others."""
    chosen = [at for at, line in enumerate(lines) if figures_in(line.text)]
    found: list[list[ReadLine]] = [[] for _ in lines]
    while chosen:
        pieces: list[tuple[int, Image.Image]] = []
        height = _STRIP_GAP
        while chosen and height < _MOST_STRIP:
            at = chosen.pop(0)
            piece = _cut(page, lines[at].box, size)
            pieces.append((at, piece))
            height += piece.height + _STRIP_GAP
        strip = Image.new("L", (max(piece.width for _, piece in pieces) + 2 * _STRIP_GAP, height), 255)
        bands: list[tuple[int, float, float]] = []
        top = _STRIP_GAP
        for at, piece in pieces:
            strip.paste(piece, (_STRIP_GAP, top))
            bands.append((at, top - _STRIP_GAP / 2, top + piece.height + _STRIP_GAP / 2))
            top += piece.height + _STRIP_GAP
        for line in engine.read(strip, ("zh",), clock, strip=True):
            for at, low, high in bands:
                if low <= line.box.middle < high:
                    found[at].append(line)
    return found


def _cut(page: Image.Image, box: Box, size: float) -> Image.Image:
    margin = 0.1 * box.height
    left, top = round(box.left - margin), round(box.top - margin / 2)
    piece = page.crop((left, top, round(box.right + margin), round(box.bottom + margin / 2)))
    if size == 1.0:
        return piece
    return piece.resize((max(1, round(piece.width * size)), max(1, round(piece.height * size))))


def _touching(line: ReadLine, others: Sequence[ReadLine]) -> list[ReadLine]:
    return [other for other in others if other.box.overlaps(line.box)]


def _scaled(line: ReadLine, factor: float) -> ReadLine:
    def scaled(box: Box) -> Box:
        return Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)

    return ReadLine(tuple(replace(word, box=scaled(word.box)) for word in line.words))


def _han(text: str) -> int:
    return sum("\u3400" <= character <= "\u9fff" for character in text)


def _han_share(text: str) -> float:
    letters = sum(character.isalpha() for character in text)
    return _han(text) / letters if letters else 0.0


def _is_vietnamese(lines: Sequence[ReadLine]) -> bool:
    letters = [one for line in lines for one in line.text if one.isalpha() and one < "\u3000"]
    return sum(one > "\x7f" for one in letters) > _FOREIGN_LETTERS * len(letters)


def _letters(lines: Sequence[ReadLine]) -> int:
    return sum(one.isalpha() for line in lines for one in line.text)


def _worth(reading: PageReading) -> float:
    """The confidence, less where the text stands upright as lines of a page on its side do."""
    wide = sum(line.box.right - line.box.left >= line.box.height for line in reading.lines if len(line.text) > 2)
    long = sum(len(line.text) > 2 for line in reading.lines)
    return reading.confidence * (wide / long if long else 1.0)


def _is_blank(picture: Image.Image) -> bool:
    low, high = picture.convert("L").getextrema()
    return bool(high - low < 24)  # type: ignore[operator]
