"""The values that travel from a file to its chunks.

Three layers of text: the bytes as received; ``LoadedDocument.text``, the decoded original (``raw``); and
``CleanDocument.text`` (``clean``), for reading and quoting, with a map back to raw offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

MediaType = Literal[
    "text", "markdown", "html", "mhtml", "docx", "doc", "rtf", "odt", "pptx", "ppt", "odp", "xlsx", "xls", "ods", "csv",
    "eml", "msg", "pdf", "image",
]  # fmt: skip
RegionKind = Literal["heading", "table", "list_item", "image", "furniture", "title", "uncertain"]
BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "table", "caption", "stamp", "byline", "salutation", "gap"
]

BODY_KINDS: frozenset[BlockKind] = frozenset(
    {"title", "heading", "paragraph", "list_item", "table", "salutation", "gap"}
)
"""The kinds that make up the running text; captions, stamps and bylines stand beside it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the original: ``raw[start:end]`` is its text; ``number`` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """What a loader knows about a stretch of raw text from the file format itself.

    ``level`` is the heading or list depth, from 1; 0 where it has no meaning. ``furniture`` is what the format marks as
    standing outside the text (running heads, navigation, hidden elements) and the loader kept for the record.
    ``uncertain`` are figures that were read from a picture of a page and that nothing confirms.
    """

    kind: RegionKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A file as its loader read it: decoded text, pages and format-given structure."""

    source: str
    document_id: str
    """SHA-256 of the file's bytes, hexadecimal."""
    media_type: MediaType
    text: str
    encoding: str | None = None
    """The encoding that the bytes were read in (``utf-8``, ``gb18030``, ``tcvn3`` …); ``None`` for binary formats."""
    pages: tuple[Page, ...] = ()
    regions: tuple[Region, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    """Title, author and dates that the format itself carries, as (name, value)."""
    warnings: tuple[str, ...] = ()
    """Stable codes of what was lost or uncertain while reading (``undecodable_bytes``, ``page_without_text`` …)."""


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps clean offsets to raw offsets, piece by piece.

    Each piece ``(clean_start, raw_start, raw_end, clean_length)`` says which stretch of raw text a stretch of clean
    text came from. Where both have the same length, characters correspond one to one; otherwise the piece as a whole
    does (a repaired sequence, a normalised character).
    """

    pieces: tuple[tuple[int, int, int, int], ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(piece[0] for piece in self.pieces))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest raw stretch that covers ``clean[start:end]``; raises ``ValueError`` for an empty stretch."""
        if start >= end or not self.pieces:
            raise ValueError(f"no raw stretch for clean[{start}:{end}]")
        return self._raw_start(start), self._raw_end(end - 1)

    def _piece_at(self, offset: int) -> tuple[int, int, int, int]:
        return self.pieces[max(0, bisect_right(self._starts, offset) - 1)]

    def _raw_start(self, offset: int) -> int:
        clean_start, raw_start, raw_end, length = self._piece_at(offset)
        if raw_end - raw_start == length:
            return raw_start + min(offset - clean_start, length)
        return raw_start

    def _raw_end(self, offset: int) -> int:
        clean_start, raw_start, raw_end, length = self._piece_at(offset)
        if raw_end - raw_start == length:
            return raw_start + min(offset - clean_start, length - 1) + 1
        return raw_end


@dataclass(frozen=True, slots=True)
class Block:
    """One line of clean text and what it is (a table: its consecutive lines)."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Heading depth: 1 for ``I.`` / ``一、``, 2 for ``1.`` / ``（一）`` and so on; 0 for what is not a heading."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """Something the cleaner took out: the rule, where it stood in raw text, and the text itself."""

    rule: str
    raw_start: int
    raw_end: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the source itself lacks text; it stands as a marker line in the clean text."""

    start: int
    end: int
    missing_characters: int | None
    kind: Literal["paywall", "end", "unknown"]


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact that the cleaner met while removing or keeping furniture, for the metadata step.

    ``field`` is one of ``crawl_date``, ``published_at``, ``author``, ``source``, ``views``, ``comment_count``,
    ``uploaded_at``, ``user_uploaded``, ``tags``, ``section``, ``publisher``, ``full_length``, ``shown_length``.
    ``start``/``end`` are clean offsets where the line was kept, else ``None``; raw offsets are always given.
    """

    field: str
    value: str
    raw_start: int
    raw_end: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """Clean text as lines joined by ``\\n``, one block a line, with everything needed to go back."""

    text: str
    blocks: tuple[Block, ...]
    offsets: OffsetMap
    removals: tuple[Removal, ...] = ()
    gaps: tuple[Gap, ...] = ()
    observations: tuple[Observation, ...] = ()
    defects: tuple[str, ...] = ()
    """Stable codes: ``truncated``, ``redacted``, ``missing_fields``, ``mojibake``, ``user_uploaded``."""
    damaged: tuple[tuple[int, int], ...] = ()
    """Clean stretches in which characters were lost (mojibake, empty brackets); figures there prove nothing."""
    language_hint: str | None = None
