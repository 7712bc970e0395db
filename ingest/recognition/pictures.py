"""Making the picture of a page ready to be read: red seals out, contrast, specks, and lines brought level."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.uint8]

_RED_OVER: Final = 36
"""By how much red must exceed green and blue to be the ink of a seal."""
_PRINTED_RED: Final = 0.35
"""The share of the page's width beyond which red in one row is printing (a red head, a red rule), not a seal."""
_SMALL_SIDE: Final = 700
_STEEPEST: Final = 4.0
_LEVEL: Final = 0.15
"""Degrees below which a page counts as level."""
_READABLE_WIDTH: Final = 1900
_MOST_ENLARGED: Final = 2.0
_SPECKLED: Final = 0.0025
"""The share of the page's pixels that are dark with nothing dark beside them, above which a page is speckled."""


def prepare(picture: Image.Image) -> Image.Image:
    """Give the grey picture that the engines read: upright lines, no seals, dark on white, large enough."""
    grey = without_seals(picture)
    grey = stretch_contrast(grey)
    made = Image.fromarray(grey)
    if is_speckled(grey):
        made = made.filter(ImageFilter.MedianFilter(3))
    made = enlarge(made)
    angle = skew(np.asarray(made))
    if abs(angle) >= _LEVEL:
        made = made.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return made


def without_seals(picture: Image.Image) -> Grey:
    """Turn grey; where a seal was stamped in red only what is dark below it stays, and printed red stays as it is."""
    if picture.mode in {"1", "L", "I", "F", "I;16"}:
        return np.asarray(picture.convert("L"))
    colours = np.asarray(picture.convert("RGB"))
    red = colours[..., 0]
    others = np.maximum(colours[..., 1], colours[..., 2])
    grey = np.array(picture.convert("L"))
    is_red = red.astype(np.int16) - others > _RED_OVER
    if not is_red.any():
        return grey
    width = is_red.shape[1]
    first = np.argmax(is_red, axis=1)
    last = width - 1 - np.argmax(is_red[:, ::-1], axis=1)
    stamped = is_red.any(axis=1) & (last - first < _PRINTED_RED * width)
    seal = is_red & stamped[:, None]
    grey[seal] = np.maximum(red[seal], grey[seal])
    # what is left of a light red is lighter than any letter
    grey[seal & (red > 110)] = 255
    return grey


def stretch_contrast(grey: Grey) -> Grey:
    """Spread the greys between ink and paper over the whole range, shadows over a part of the page evened out."""
    height, width = grey.shape
    coarse = Image.fromarray(grey).resize((max(1, width // 16), max(1, height // 16)), Image.Resampling.BOX)
    paper = coarse.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    light = np.asarray(paper.resize((width, height), Image.Resampling.BILINEAR)).astype(np.float32)
    even = np.clip(grey / np.maximum(light, 40) * 255, 0, 255)
    sample = even[:: max(1, height // 600), :: max(1, width // 600)]
    dark = float(np.percentile(sample, 0.7))
    pale = float(np.percentile(sample, 60))
    if pale - dark < 12:
        return even.astype(np.uint8)
    return np.clip((even - dark) * (255 / (pale - dark)), 0, 255).astype(np.uint8)


def is_speckled(grey: Grey) -> bool:
    """Tell a page strewn with single dark pixels."""
    dark = grey < 110
    inner = dark[1:-1, 1:-1]
    beside = dark[:-2, 1:-1].astype(np.uint8) + dark[2:, 1:-1] + dark[1:-1, :-2] + dark[1:-1, 2:]
    return bool((inner & (beside == 0)).mean() > _SPECKLED)


def enlarge(picture: Image.Image) -> Image.Image:
    """Enlarge a page whose letters are too small for the engines."""
    factor = min(_MOST_ENLARGED, _READABLE_WIDTH / max(1, min(picture.width, picture.height)))
    if factor <= 1.05:
        return picture
    return picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.BICUBIC)


def skew(grey: Grey) -> float:
    """The angle, in degrees against the clock, by which the page must be turned for its lines to lie level."""
    height, width = grey.shape
    factor = _SMALL_SIDE / max(1, min(height, width))
    small = Image.fromarray(grey)
    if factor < 1:
        small = small.resize((round(width * factor), round(height * factor)), Image.Resampling.BOX)
    ink = Image.fromarray((255 - np.asarray(small)).astype(np.uint8))
    coarse = [step * 0.5 for step in range(int(-_STEEPEST * 2), int(_STEEPEST * 2) + 1)]
    best = max(coarse, key=lambda angle: (_levelness(ink, angle), -abs(angle)))
    fine = [best + step * 0.1 for step in range(-4, 5)]
    return max(fine, key=lambda angle: (_levelness(ink, angle), -abs(angle)))


def _levelness(ink: Image.Image, angle: float) -> float:
    """How sharply rows of ink and rows of paper alternate when the page is turned by ``angle``."""
    turned = np.asarray(ink.rotate(angle, resample=Image.Resampling.BILINEAR)).astype(np.float32)
    margin = turned.shape[0] // 20
    rows = turned[margin : -margin or None].sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
