"""The OOXML that a role's format becomes: run properties, paragraph properties, lines drawn beside text, fields."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from assistant.export.profiles import LineSpacing, Profile, RoleFormat, twips
from vectorstore.records import Language

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TAGS: Final[dict[Language, str]] = {"vi": "vi-VN", "zh": "zh-CN", "en": "en-GB"}
_ALIGNED: Final = {"left": "left", "center": "center", "right": "right", "both": "both"}


def parsed(xml: str) -> Any:
    """An element from its markup; ``w:`` is declared."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"^<(w:\w+)", rf'<\1 xmlns:w="{W}"', xml, count=1))


def run_properties(role: RoleFormat, language: Language, *, extra: str = "") -> str:
    """Fonts by script, weight, slant, colour, size in half-points and language, in the order of the schema."""
    latin, east = quoteattr(role.latin), quoteattr(role.east_asian)
    half = round(role.size_pt.value * 2)
    weight = "<w:b/><w:bCs/>" if role.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    slant = "<w:i/><w:iCs/>" if role.italic else '<w:i w:val="0"/><w:iCs w:val="0"/>'
    tighter = f'<w:spacing w:val="{role.spacing_twips}"/>' if role.spacing_twips else ""
    return (
        f"<w:rPr><w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={east} w:cs={latin}/>{weight}{slant}"
        f'<w:color w:val="{role.colour}"/>{tighter}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>{extra}'
        f'<w:lang w:val="{TAGS[language]}" w:eastAsia="zh-CN"/></w:rPr>'
    )


def spacing_markup(role: RoleFormat, line: LineSpacing, *, before_pt: float | None = None) -> str:
    """Space before and after, and the pitch of lines."""
    before = role.before_pt.value if before_pt is None else before_pt
    if line.kind == "exact":
        pitch = f'w:line="{round(line.amount.value * 20)}" w:lineRule="exact"'
    else:
        pitch = f'w:line="{round(line.amount.value * 240)}" w:lineRule="auto"'
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:beforeAutospacing="0" '
        f'w:after="{round(role.after_pt * 20)}" w:afterAutospacing="0" {pitch}/>'
    )


def indent_markup(role: RoleFormat) -> str:
    """The indent of the first line: characters where the layout counts them, else millimetres."""
    if role.first_line_characters:
        width = round(role.first_line_characters * 315)
        return (
            f'<w:ind w:left="0" w:right="0" w:firstLineChars="{role.first_line_characters * 100}" '
            f'w:firstLine="{width}"/>'
        )
    first = twips(role.first_line_mm.value) if role.first_line_mm else 0
    return f'<w:ind w:left="0" w:right="0" w:firstLine="{first}"/>'


def style_paragraph_properties(role: RoleFormat, profile: Profile, *, outline: int | None, keep_next: bool) -> str:
    """Paragraph properties of a role's style."""
    even = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>' if profile.grid else ""
    if profile.grid and role.size_pt.value > profile.roles["body"].size_pt.value:
        even += '<w:snapToGrid w:val="0"/>'  # a large line would else take two lines of the grid
    kept = "<w:keepNext/><w:keepLines/>" if keep_next else ""
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    default = "both" if profile.grid and role.align is None else "left"
    return (
        f"<w:pPr>{kept}<w:widowControl/>{even}{spacing_markup(role, role.line or profile.line)}"
        f'{indent_markup(role)}<w:jc w:val="{_ALIGNED[role.align or default]}"/>{level}</w:pPr>'
    )


def add_drawn_line(container: Any, width_twips: int, room_twips: int, *, colour: str = "auto") -> Any:
    """Draw a line ``width_twips`` long in the middle of ``room_twips``: the upper border of a paragraph 4 pt high."""
    side = max(0, (room_twips - width_twips) // 2)
    paragraph = container.add_paragraph()
    paragraph._p.insert(
        0,
        parsed(
            f'<w:pPr><w:keepNext/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="{colour}"/></w:pBdr>'
            f'<w:spacing w:before="20" w:after="0" w:line="80" w:lineRule="exact"/>'
            f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
        ),
    )
    return paragraph


def add_field(paragraph: Any, code: str, properties: str) -> None:
    """Add a field such as ``PAGE`` to a paragraph."""
    for kind in ("begin", "code", "separate", "text", "end"):
        if kind == "code":
            inner = f'<w:instrText xml:space="preserve"> {code} </w:instrText>'
        elif kind == "text":
            inner = "<w:t>1</w:t>"
        else:
            inner = f'<w:fldChar w:fldCharType="{kind}"/>'
        paragraph._p.append(parsed(f"<w:r>{properties}{inner}</w:r>"))
