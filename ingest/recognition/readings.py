"""What an engine reads on the picture of a page, and what every engine has to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.loaders.limits import ReadingClock


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the picture in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Tell whether both stand on one line of text and share some of its width."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        if shared < 0.4 * min(self.height, other.height):
            return False
        return min(self.right, other.right) > max(self.left, other.left)


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One word, or one stretch of text without a space; ``confidence`` is the engine's own, from 0 to 1.

    ``doubted`` are the stretches of ``text`` that hold figures which the engines do not agree on.
    """

    text: str
    box: Box
    confidence: float
    doubted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLine:
    """The words of one line, from left to right."""

    words: tuple[ReadWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        boxes = [word.box for word in self.words]
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    @property
    def confidence(self) -> float:
        """The mean over the line's characters."""
        characters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / max(1, characters)


@dataclass(frozen=True, slots=True)
class PageReading:
    """The lines of one page, the size of the picture that they were read on, and the engines that read them."""

    lines: tuple[ReadLine, ...]
    width: int
    height: int
    engines: tuple[str, ...]
    across: tuple[tuple[int, int, int], ...] = ()
    """Drawn horizontal lines: (row, start, end) in pixels."""
    upright: tuple[tuple[int, int, int], ...] = ()
    """Drawn vertical lines: (column, start, end) in pixels."""
    turned: int = 0
    """Degrees, against the clock, by which the picture was turned before it was read."""

    @property
    def confidence(self) -> float:
        """The mean over the page's characters, 0 for a page without any."""
        characters = sum(len(word.text) for line in self.lines for word in line.words)
        total = sum(word.confidence * len(word.text) for line in self.lines for word in line.words)
        return total / characters if characters else 0.0

    @property
    def doubted_figures(self) -> int:
        return sum(len(word.doubted) for line in self.lines for word in line.words)


class TextRecogniser(Protocol):
    """An engine that turns the picture of a page into lines of text."""

    @property
    def name(self) -> str:
        """What stands in a document's record: the engine and its version."""

    def read(
        self, picture: Image, languages: Sequence[str], clock: ReadingClock, *, strip: bool = False
    ) -> tuple[ReadLine, ...]:
        """Read a grey picture; ``languages`` (``vi``, ``zh``, ``en``) may guide the engine.

        A ``strip`` holds single lines set below one another, else the picture is a page of any arrangement.

        Raises ``ReadingTimedOut`` when the page takes longer than one page may.
        """
