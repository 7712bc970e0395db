"""Pictures of pages (PNG, JPEG, TIFF of several pages, BMP, WebP, GIF): read by the engines that are installed."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ingest.errors import CorruptFile, FileTooLarge, NoReadableText, NoTextLayer
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.pdf_assembly import assemble_pages
from ingest.loaders.pdf_running import drop_running_lines
from ingest.loaders.scanned_pages import (
    DOUBT,
    ScannedPage,
    found_engines,
    read_scanned_page,
    recognition_properties,
    take_out_doubts,
)
from ingest.loaders.text import LoadedText

if TYPE_CHECKING:
    from PIL import Image

    from ingest.recognition.page_reading import Engines

_MOST_PIXELS: Final = 120_000_000
"""Pixels of one page: A3 at 600 points an inch has 70 million."""
_LONGEST_SIDE: Final = 4_000
_SMALLEST_SIDE: Final = 24
_BROKEN: Final = (OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError, KeyError, TypeError)
"""What the image library lets through when a file is broken."""
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")


def load_image(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read every page of a picture file; raises a subclass of ``RefusedFile``.

    ``NoTextLayer`` where no engine is installed, ``FileTooLarge`` for more pixels than a page has, ``NoReadableText``
    where nothing is found in the picture.
    """
    engines = found_engines(limits)
    pictures = _pictures(data, limits, clock)
    if engines is None:
        raise NoTextLayer(pages=sum(1 for _ in pictures))
    return load_pictures(pictures, engines, limits, clock)


def load_pictures(
    pictures: Iterable[Image.Image], engines: Engines, limits: LoadLimits, clock: ReadingClock
) -> LoadedText:
    """Make one document of the pictures of its pages; raises ``NoReadableText`` where nothing is found in them."""
    pages: dict[int, ScannedPage] = {}
    number = 0
    for number, picture in enumerate(pictures, 1):
        if min(picture.size) >= _SMALLEST_SIDE:
            pages[number] = read_scanned_page(picture, engines, limits, clock)
    found = [pages[at].page for at in sorted(pages)]
    if not any(page.lines for page in found):
        raise NoReadableText(letters=0)
    lines, running = drop_running_lines(found)
    loaded = take_out_doubts(assemble_pages(lines, limits.max_characters))
    told = {
        "page_without_text": len(found) < number or not all(page.lines for page in found),
        "figures_uncertain": any(page.doubted for page in pages.values()),
    }
    return replace(
        loaded,
        properties=(
            *(("running_line", text.replace(DOUBT, "")) for text in running),
            *recognition_properties(pages),
        ),
        warnings=tuple(code for code, holds in told.items() if holds),
    )


def _pictures(data: bytes, limits: LoadLimits, clock: ReadingClock) -> Iterator[Image.Image]:
    """The pages one after another; only one is unpacked at a time, and none whose size is beyond a page's."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = Image.open(io.BytesIO(data), formats=_FORMATS)
            count = 1 if file.format in {"GIF", "WEBP"} else int(getattr(file, "n_frames", 1))
    except Image.DecompressionBombError as problem:
        found = re.search(r"\d{9,}", str(problem))
        raise FileTooLarge(
            limit=_MOST_PIXELS, found=int(found.group()) if found else _MOST_PIXELS, unit="pixels"
        ) from problem
    except _BROKEN as problem:
        raise CorruptFile(format="image", detail=str(problem)[:200]) from problem
    if count == 0:
        raise CorruptFile(format="image", detail="no pages")
    check_limit(count, limits.max_scanned_pages, "scanned pages")
    with file:
        for index in range(count):
            clock.check()
            try:
                if index:
                    file.seek(index)
                check_limit(file.width * file.height, _MOST_PIXELS, "pixels")
                picture = _upright(file)
            except _BROKEN as problem:
                raise CorruptFile(format="image", detail=str(problem)[:200]) from problem
            yield picture


def _upright(file: Image.Image) -> Image.Image:
    """The picture as a viewer shows it: turned as its camera says, on white, not larger than an engine reads."""
    from PIL import Image, ImageOps

    if max(file.size) > 2 * _LONGEST_SIDE:
        file.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    picture = ImageOps.exif_transpose(file)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(paper, layer)
    if picture.mode in {"I", "F", "I;16", "I;16B", "I;16L"}:
        picture = _eight_bits(picture)
    picture = picture.convert("RGB" if picture.mode not in {"L", "1"} else "L")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    import numpy as np
    from PIL import Image

    values = np.asarray(picture).astype(np.float64)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1.0))).astype(np.uint8))
