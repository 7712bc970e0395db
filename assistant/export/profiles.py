"""The layouts that drafts are written in and that any DOCX can be checked against.

``nd30`` is Nghị định 30/2020/NĐ-CP, Phụ lục I; ``gbt9704`` is GB/T 9704-2012. The ``plain`` ones are for speeches,
news and summaries, which carry no letterhead; no standard prescribes them. A ``Range`` gives what a rule allows and
the value that this program writes. Lengths are in millimetres (``_mm``), type and spacing in points (``_pt``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, get_args

from assistant.drafting.draft import Profile as ProfileName
from vectorstore.records import Language

Align = Literal["left", "center", "right", "both"]
NumberPlace = Literal["header_center", "footer_center", "footer_outer"]

PROFILE_NAMES: Final[tuple[ProfileName, ...]] = get_args(ProfileName)
TWIPS_PER_MM: Final = 1440 / 25.4
TWIPS_PER_PT: Final = 20
BLACK: Final = "000000"
RED: Final = "FF0000"
TIMES: Final = "Times New Roman"
FANGSONG: Final = "仿宋_GB2312"
KAITI: Final = "楷体_GB2312"
HEITI: Final = "黑体"
XIAOBIAOSONG: Final = "方正小标宋简体"
SONGTI: Final = "宋体"

SAME_FACE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        FANGSONG: frozenset(
            {"仿宋", "FangSong", "FangSong_GB2312", "STFangsong", "华文仿宋", "方正仿宋_GBK", "方正仿宋简体"}
        ),
        KAITI: frozenset({"楷体", "KaiTi", "KaiTi_GB2312", "STKaiti", "华文楷体", "方正楷体_GBK", "方正楷体简体"}),
        HEITI: frozenset({"SimHei", "STHeiti", "方正黑体_GBK", "方正黑体简体"}),
        XIAOBIAOSONG: frozenset(
            {"方正小标宋_GBK", "方正小标宋", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "小标宋"}
        ),
        SONGTI: frozenset({"SimSun", "NSimSun", "新宋体", "STSong", "华文宋体"}),
        TIMES: frozenset({"Liberation Serif", "Times"}),
    }
)
"""Names under which the same typeface is sold or substituted."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a rule allows, both ends included, and the value that is written."""

    least: float
    value: float
    most: float

    def holds(self, found: float, slack: float = 0.0) -> bool:
        return self.least - slack <= found <= self.most + slack

    @property
    def written(self) -> str:
        """``13`` or ``13–14``."""
        return f"{self.least:g}" if self.least == self.most else f"{self.least:g}–{self.most:g}"


def exactly(value: float) -> Range:
    """A rule that allows one value."""
    return Range(value, value, value)


@dataclass(frozen=True, slots=True)
class PageFormat:
    """Paper and margins in millimetres."""

    top_mm: Range
    bottom_mm: Range
    left_mm: Range
    right_mm: Range
    header_mm: float = 10.0
    footer_mm: float = 10.0
    width_twips: int = 11906
    height_twips: int = 16838

    @property
    def text_twips(self) -> int:
        """Width of the type area."""
        return self.width_twips - twips(self.left_mm.value) - twips(self.right_mm.value)


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """``multiple`` of a single line, or ``exact`` points."""

    kind: Literal["multiple", "exact"]
    amount: Range


@dataclass(frozen=True, slots=True)
class RoleFormat:
    """How one element is set. ``None`` leaves an aspect to the writer."""

    size_pt: Range
    bold: bool | None = False
    italic: bool | None = False
    upper: bool = False
    align: Align | None = None
    latin: str = TIMES
    east_asian: str = TIMES
    colour: str = BLACK
    first_line_mm: Range | None = None
    first_line_characters: int | None = None
    before_pt: Range = Range(0, 0, 0)
    after_pt: float = 0.0
    line: LineSpacing | None = None
    """``None`` takes the profile's."""
    spacing_twips: int = 0
    """Added to every character's width: 28 characters of 16 pt are 158 mm, the type area of GB/T 9704 is 156 mm."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Where page numbers stand and how they look; ``{page}`` and ``{pages}`` are fields."""

    place: NumberPlace
    pattern: str
    size_pt: Range
    latin: str
    east_asian: str
    on_first_page: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of a page and characters of a line, with the pitch of ``w:docGrid``.

    The pitch of characters is set on the runs (``RoleFormat.spacing_twips``): LibreOffice gives a character that is
    wider than a cell of a character grid two cells.
    """

    lines: int
    characters: int
    line_pitch_twips: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A layout whole; ``rule`` names the decree or standard that it follows."""

    name: ProfileName
    language: Language
    rule: str
    page: PageFormat
    line: LineSpacing
    number: NumberFormat
    roles: Mapping[str, RoleFormat]
    grid: Grid | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """Names that a house profile gives: ``superior``, ``issuer``, ``issuer_code``, ``place``."""

    def role(self, name: str) -> RoleFormat:
        """The format of a role; one that the layout does not name is set like body text."""
        return self.roles.get(name) or self.roles["body"]

    @property
    def has_letterhead(self) -> bool:
        return self.name in {"nd30", "gbt9704"}


def twips(millimetres: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


# ---- Nghị định 30/2020/NĐ-CP, Phụ lục I ---------------------------------------------------------------------------

_SINGLE: Final = LineSpacing("multiple", Range(1.0, 1.0, 1.5))
_VI_BODY: Final = RoleFormat(
    Range(13, 14, 14), align="both", first_line_mm=Range(10, 12.7, 12.7), before_pt=Range(6, 6, 24)
)


def _vi(least: float, value: float, most: float, align: Align | None = "center", **more: object) -> RoleFormat:
    """An element of a Vietnamese letterhead: single spaced, no indent."""
    return RoleFormat(Range(least, value, most), align=align, line=_SINGLE, **more)  # type: ignore[arg-type]


def _vi_heading(*, upper: bool, bold: bool | None, italic: bool | None = False) -> RoleFormat:
    return RoleFormat(
        Range(13, 14, 14),
        bold=bold,
        italic=italic,
        upper=upper,
        first_line_mm=Range(0, 12.7, 12.7),
        before_pt=Range(6, 6, 24),
    )


_ND30_ROLES: Final[Mapping[str, RoleFormat]] = MappingProxyType(
    {
        "motto": _vi(12, 13, 13, bold=True, upper=True),
        "tieu_ngu": _vi(13, 13, 14, bold=True),
        "superior": _vi(12, 13, 13, upper=True),
        "issuer": _vi(12, 13, 13, bold=True, upper=True),
        "number": _vi(13, 13, 13),
        "place_date": _vi(13, 13, 14, italic=True),
        "type_name": _vi(13, 14, 14, bold=True, upper=True, before_pt=Range(0, 12, 36)),
        "subject": _vi(13, 14, 14, bold=True),
        "addressee": _vi(13, 14, 14, None, before_pt=Range(0, 12, 36)),
        "basis": RoleFormat(
            Range(13, 14, 14),
            italic=True,
            align="both",
            first_line_mm=Range(10, 12.7, 12.7),
            before_pt=Range(6, 6, 24),
        ),
        "body": _VI_BODY,
        "heading_1": _vi_heading(upper=True, bold=True),
        "heading_2": _vi_heading(upper=False, bold=True),
        "heading_3": _vi_heading(upper=False, bold=None),
        "heading_4": _vi_heading(upper=False, bold=None, italic=None),
        "signature_post": _vi(13, 14, 14, bold=True, upper=True),
        "signature_name": _vi(13, 14, 14, bold=True),
        "recipients_label": _vi(12, 12, 12, "left", bold=True, italic=True),
        "recipients": _vi(11, 11, 11, "left"),
        "table_head": _vi(11, 12, 14, bold=True),
        "table_cell": _vi(11, 12, 14, None, bold=None, italic=None),
    }
)
_VI_NUMBER: Final = NumberFormat("header_center", "{page}", Range(13, 14, 14), TIMES, TIMES, on_first_page=False)
_VI_PAGE: Final = PageFormat(Range(20, 20, 25), Range(20, 20, 25), Range(30, 30, 35), Range(15, 15, 20))
_ND30: Final = Profile(
    name="nd30",
    language="vi",
    rule="Nghị định 30/2020/NĐ-CP, Phụ lục I",
    page=_VI_PAGE,
    line=LineSpacing("multiple", Range(1.0, 1.15, 1.5)),
    number=_VI_NUMBER,
    roles=_ND30_ROLES,
)
_PLAIN_VI: Final = Profile(
    name="plain_vi",
    language="vi",
    rule="",
    page=_VI_PAGE,
    line=LineSpacing("multiple", Range(1.0, 1.15, 1.5)),
    number=_VI_NUMBER,
    roles=MappingProxyType(
        {
            "title": _vi(14, 16, 18, bold=True),
            "subtitle": _vi(13, 14, 15, italic=None, bold=None),
            "salutation": RoleFormat(
                Range(13, 14, 15), bold=None, first_line_mm=Range(0, 12.7, 12.7), before_pt=Range(0, 6, 24)
            ),
            "lead": RoleFormat(
                Range(13, 14, 15),
                bold=True,
                align="both",
                first_line_mm=Range(0, 12.7, 12.7),
                before_pt=Range(6, 6, 24),
            ),
            "body": RoleFormat(
                Range(13, 14, 15), align="both", first_line_mm=Range(10, 12.7, 12.7), before_pt=Range(6, 6, 24)
            ),
            "heading_1": RoleFormat(
                Range(13, 14, 15), bold=True, first_line_mm=Range(0, 12.7, 12.7), before_pt=Range(6, 6, 24)
            ),
            "heading_2": _vi_heading(upper=False, bold=True),
            "heading_3": _vi_heading(upper=False, bold=None),
            "heading_4": _vi_heading(upper=False, bold=None, italic=None),
            "byline": _vi(13, 14, 15, "right", bold=True, before_pt=Range(0, 6, 24)),
            "table_head": _ND30_ROLES["table_head"],
            "table_cell": _ND30_ROLES["table_cell"],
        }
    ),
)

# ---- GB/T 9704-2012 -----------------------------------------------------------------------------------------------

_PITCH: Final = LineSpacing("exact", Range(28, 28.95, 28.99))
"""225 mm hold 22 lines of at most 28.99 pt (5.2.3); 28 pt is common practice."""


def _zh(size: float, east_asian: str = FANGSONG, align: Align | None = None, **more: object) -> RoleFormat:
    tighter = -5 if size == 16 else 0
    return RoleFormat(exactly(size), align=align, east_asian=east_asian, spacing_twips=tighter, **more)  # type: ignore[arg-type]


def _zh_indented(east_asian: str) -> RoleFormat:
    return RoleFormat(exactly(16), east_asian=east_asian, first_line_characters=2, spacing_twips=-5)


_ZH_BODY_ROLES: Final[Mapping[str, RoleFormat]] = MappingProxyType(
    {
        "title": _zh(22, XIAOBIAOSONG, "center"),
        "subtitle": _zh(16, KAITI, "center"),
        "addressee": _zh(16),
        "salutation": _zh(16),
        "body": _zh_indented(FANGSONG),
        "heading_1": _zh_indented(HEITI),
        "heading_2": _zh_indented(KAITI),
        "heading_3": _zh_indented(FANGSONG),
        "heading_4": _zh_indented(FANGSONG),
        "signature_name": _zh(16, align="right"),
        "issue_date": _zh(16, align="right"),
        "byline": _zh(16, align="right"),
        "table_head": RoleFormat(Range(10.5, 12, 16), bold=None, align="center", east_asian=HEITI),
        "table_cell": RoleFormat(Range(10.5, 12, 16), bold=None, align=None, east_asian=FANGSONG),
    }
)
_ZH_PAGE: Final = PageFormat(
    Range(36, 37, 38), Range(33, 35, 37), Range(27, 28, 29), Range(24, 26, 28), header_mm=15.0, footer_mm=25.0
)
_GBT_GRID: Final = Grid(22, 28, 579)
_GBT9704: Final = Profile(
    name="gbt9704",
    language="zh",
    rule="GB/T 9704-2012",
    page=_ZH_PAGE,
    line=_PITCH,
    number=NumberFormat("footer_outer", "— {page} —", exactly(14), SONGTI, SONGTI, on_first_page=True),
    roles=MappingProxyType(
        {
            **_ZH_BODY_ROLES,
            "issuer": RoleFormat(Range(22, 42, 62), align="center", east_asian=XIAOBIAOSONG, colour=RED),
            "number": _zh(16),
            "signer": _zh(16, KAITI),
            "imprint": _zh(14),
        }
    ),
    grid=_GBT_GRID,
)
_PLAIN_ZH: Final = Profile(
    name="plain_zh",
    language="zh",
    rule="",
    page=_ZH_PAGE,
    line=_PITCH,
    number=NumberFormat("footer_center", "— {page} —", exactly(14), SONGTI, SONGTI, on_first_page=True),
    roles=_ZH_BODY_ROLES,
    grid=_GBT_GRID,
)

# ---- English ------------------------------------------------------------------------------------------------------


def _en(size: float, *, bold: bool | None = False, align: Align | None = "left", before: float = 0) -> RoleFormat:
    return RoleFormat(exactly(size), bold=bold, align=align, before_pt=Range(0, before, 24), after_pt=6)


_PLAIN_EN: Final = Profile(
    name="plain_en",
    language="en",
    rule="",
    page=PageFormat(exactly(25), exactly(25), exactly(25), exactly(25), 12.5, 12.5),
    line=LineSpacing("multiple", Range(1.0, 1.15, 1.5)),
    number=NumberFormat("footer_center", "Page {page} of {pages}", exactly(9), TIMES, TIMES, on_first_page=True),
    roles=MappingProxyType(
        {
            "title": _en(16, bold=True),
            "subtitle": _en(11),
            "issuer": _en(11),
            "place_date": _en(11),
            "byline": _en(11),
            "salutation": _en(12),
            "lead": RoleFormat(Range(11, 12, 12), bold=None, align="left", after_pt=6),
            "body": RoleFormat(Range(11, 12, 12), align="left", first_line_mm=exactly(0), after_pt=6),
            "heading_1": _en(13, bold=True, before=6),
            "heading_2": _en(12, bold=True, before=6),
            "heading_3": _en(12, bold=True),
            "heading_4": _en(12, bold=None),
            "table_head": RoleFormat(Range(9, 10.5, 12), bold=True, align=None),
            "table_cell": RoleFormat(Range(9, 10.5, 12), bold=None, align=None),
        }
    ),
)

PROFILES: Final[Mapping[ProfileName, Profile]] = MappingProxyType(
    {one.name: one for one in (_ND30, _GBT9704, _PLAIN_VI, _PLAIN_ZH, _PLAIN_EN)}
)
"""Every layout by its name."""
