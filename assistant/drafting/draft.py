"""The values that a draft is made of: a document of blocks, never a string, every block knowing its sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.answering.answer import AnsweredFigure, Citation, Notice
from vectorstore.records import Language, Period

Genre = Literal["report", "speech", "news", "plan", "summary"]
Profile = Literal["nd30", "gbt9704", "plain_vi", "plain_zh", "plain_en"]
"""Layouts: two official letterheads, and the plain page of speeches, news and summaries in each language."""
BlockKind = Literal[
    "superior",
    "issuer",
    "motto",
    "number",
    "place_date",
    "type_name",
    "subject",
    "title",
    "subtitle",
    "addressee",
    "salutation",
    "basis",
    "heading",
    "paragraph",
    "list_item",
    "table",
    "closing",
    "recipients",
    "signature_post",
    "signature_name",
    "issue_date",
    "byline",
]
"""What a block is in an official document (``docs/decisions.md`` gives the rule that each profile lays it out by).

``superior``/``issuer``: the bodies at the head; ``motto``: Quốc hiệu and Tiêu ngữ; ``number``: số, 发文字号;
``place_date``: địa danh và thời gian; ``type_name``: BÁO CÁO; ``subject``: trích yếu; ``addressee``: Kính gửi;
``basis``: căn cứ; ``recipients``: Nơi nhận, 抄送; ``issue_date``: 成文日期.
"""


WrittenBy = Literal["composed", "model", "hand"]
"""Who put the words of a block together: rules from source sentences, a language model under a guard, or a person."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to be filled in by hand: ``start``/``end`` in the block's text, and what belongs there."""

    start: int
    end: int
    wanted: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a block that no report bears out: ``said`` by the writer in a blank, or found ``unsupported``.

    ``wanted`` is what the filled blank asked for; filled again wherever the draft is composed anew.
    """

    start: int
    end: int
    kind: Literal["said", "unsupported"]
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """One block. ``level`` counts headings from 1. A table's rows are lines, its cells parted by ``\\t``."""

    kind: BlockKind
    text: str
    level: int = 0
    part: str = ""
    """The part of the outline that it belongs to; empty for head and foot."""
    citations: tuple[int, ...] = ()
    figures: tuple[AnsweredFigure, ...] = ()
    """Offsets are in ``text``."""
    blanks: tuple[Blank, ...] = ()
    marks: tuple[Mark, ...] = ()
    locked: bool = False
    written_by: WrittenBy = "composed"
    notices: tuple[Notice, ...] = ()
    """What a reader must know about this block alone, such as a translation that is nobody's official one."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What is to be written, as understood from the request; ``None`` is neither said nor assumed."""

    request: str
    genre: Genre
    language: Language
    variant: str = ""
    occasion: str | None = None
    speaker: str | None = None
    speaker_post: str | None = None
    issuer: str | None = None
    audience: str | None = None
    period: Period | None = None
    words: int | None = None
    """Length asked for: words in Vietnamese and English, characters in Chinese."""
    points: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Document ids that the writer chose; empty means all that are found."""
    inferred: tuple[str, ...] = ()
    """Names of the fields that a rule inferred rather than read."""
    subject: str | None = None
    """What the text is about, as its title names it (trích yếu, 事由)."""
    addressee: str | None = None
    """To whom the document is sent (Kính gửi, 主送)."""
    most_words: int | None = None
    """Length that must not be passed, where one is said ("không quá", "以内", "at most")."""
    profile: Profile | None = None
    """The layout that was asked for by name ("đúng thể thức Nghị định 30")."""
    constraints: tuple[str, ...] = ()
    """What the writer forbids or insists on, in the words of the request."""
    notices: tuple[Notice, ...] = ()
    """What was odd about the request and how it was settled."""
    guests: tuple[str, ...] = ()
    """Who attends, highest rank first, in the words of the request."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a document of the genre holds and no report gives."""

    part: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft whole; citations are numbered over the document from 1."""

    brief: Brief
    title: str
    profile: Profile
    blocks: tuple[DraftBlock, ...]
    citations: tuple[Citation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    provenance: tuple[tuple[str, str], ...] = field(default=())
    notices: tuple[Notice, ...] = ()
    """What the writer must know beside the text: conflicts between sources, incomplete sources, nothing found …"""
