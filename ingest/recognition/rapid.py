"""RapidOCR: the PP-OCR models that its wheel carries, run in this process by ONNX Runtime without a network."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest.recognition.readings import Box, ReadLine, ReadWord

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.loaders.limits import ReadingClock

_ENGINE: Final = threading.Lock()
"""The engine keeps state between its steps; one page at a time."""


class Rapid:
    """The engine, whose models are loaded on first use.

    Its detector places every stretch of text; its recogniser knows Chinese and English and, of the letters of
    Vietnamese, about half: the others it leaves out. Figures it reads in every language.
    """

    def __init__(self, package_version: str) -> None:
        self._version = package_version
        self._engine: Any = None

    @property
    def name(self) -> str:
        return f"rapidocr {self._version}"

    def read(
        self, picture: Image, languages: Sequence[str], clock: ReadingClock, *, strip: bool = False
    ) -> tuple[ReadLine, ...]:
        """Read a page; every stretch that the detector places is a line of one word."""
        clock.check()
        with _ENGINE:
            found = self._loaded()(np.asarray(picture.convert("RGB")))
        clock.check()
        if found.boxes is None or not found.txts:
            return ()
        lines = []
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            if text.strip():
                left, top = corners.min(axis=0)
                right, bottom = corners.max(axis=0)
                box = Box(float(left), float(top), float(right), float(bottom))
                lines.append(ReadLine((ReadWord(text.strip(), box, float(score)),)))
        return tuple(lines)

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(
                params={
                    "Global.log_level": "error",
                    "Global.max_side_len": 4000,
                    "Global.use_cls": False,
                    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
                }
            )
        return self._engine


@cache
def installed_rapid() -> Rapid | None:
    """Find the package; ``None`` where it or its runtime is missing."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    try:
        return Rapid(version("rapidocr"))
    except PackageNotFoundError:
        return None
