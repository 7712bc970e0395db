"""The drawn lines of a page in its picture: long thin runs of ink, across and upright."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

Run = tuple[int, int, int]
"""Where a run lies (its row or column), where it begins, where it ends; pixels."""

_INK: Final = 140
_SHORTEST: Final = 0.03
"""The length of a line as a share of the page's width; no letter is as long."""
_FILLED: Final = 0.93
_MOST_RUNS: Final = 6_000


def find_rules(page: Image) -> tuple[list[Run], list[Run]]:
    """The horizontal and the vertical runs; none at all where a page is so full of them that it is a picture."""
    dark = np.asarray(page) < _INK
    length = max(24, int(_SHORTEST * page.width))
    across, upright = _runs(dark, length), _runs(dark.T, length)
    if len(across) > _MOST_RUNS or len(upright) > _MOST_RUNS:
        return [], []
    return across, upright


def _runs(dark: NDArray[np.bool_], length: int) -> list[Run]:
    """Stretches of rows in which every window of ``length`` pixels is nearly all ink."""
    width = dark.shape[1]
    if width <= length:
        return []
    found: list[Run] = []
    full = int(_FILLED * length)
    candidates = np.flatnonzero(dark.sum(axis=1) >= full)
    for row in candidates:
        counts = np.concatenate(([0], np.cumsum(dark[row], dtype=np.int32)))
        inside = counts[length:] - counts[:-length] >= full
        edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            found.append((int(row), int(start), int(end) + length - 1))
            if len(found) > _MOST_RUNS:
                return found
    return found
