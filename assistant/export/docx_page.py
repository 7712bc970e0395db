"""An empty DOCX with a layout's paper, margins, styles and page numbers, and the writer of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from assistant.export.footnotes import Footnotes
from assistant.export.ooxml_markup import (
    add_field,
    parsed,
    run_properties,
    spacing_markup,
    style_paragraph_properties,
)
from assistant.export.profiles import NumberFormat, Profile, RoleFormat, twips
from assistant.export.review_marks import Line, Stretch
from vectorstore.records import Language

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_HIGHLIGHTS: Final = {"blank": "yellow", "unchecked": "cyan"}
KEPT_WITH_NEXT: Final = frozenset(
    {"heading_1", "heading_2", "heading_3", "heading_4", "type_name", "subject", "title", "subtitle", "salutation"}
)


class PageWriter:
    """Writes paragraphs of a layout's roles into a document, its cells, headers and footers."""

    def __init__(self, profile: Profile, language: Language, notes: Footnotes | None = None) -> None:
        from docx import Document

        self.profile = profile
        self.language = language
        self.notes = notes
        self.document: DocxDocument = Document()
        _reset_defaults(self.document, profile, language)
        _define_styles(self.document, profile, language)
        _set_page(self.document, profile)
        _number_pages(self.document, profile, language)

    def write(
        self,
        role: str,
        lines: Sequence[Line],
        container: Any = None,
        *,
        before_pt: float | None = None,
        keep_next: bool = False,
    ) -> Any:
        """Write one paragraph; ``lines`` after the first follow a line break inside it."""
        target = self.document if container is None else container
        form = self.profile.role(role)
        paragraph = target.add_paragraph(style=style_name(role if role in self.profile.roles else "body"))
        if before_pt is not None:
            _properties(paragraph).append(
                parsed(spacing_markup(form, form.line or self.profile.line, before_pt=before_pt))
            )
        if keep_next:
            paragraph.paragraph_format.keep_with_next = True
        for index, line in enumerate(lines):
            if index:
                paragraph._p.append(parsed(f"<w:r>{run_properties(form, self.language)}<w:br/></w:r>"))
            for stretch in line:
                self.write_stretch(paragraph, form, stretch)
        return paragraph

    def write_text(self, role: str, text: str, container: Any = None, **more: Any) -> Any:
        """Write one paragraph of plain words."""
        return self.write(role, ((Stretch(text),),), container, **more)

    def blank_lines(self, count: int, container: Any = None, role: str = "body") -> None:
        """Leave empty lines of a role's height, held to what follows."""
        for _ in range(count):
            self.write(role, (), container, keep_next=True)

    def write_stretch(self, paragraph: Any, form: RoleFormat, stretch: Stretch) -> None:
        mark = _HIGHLIGHTS.get(stretch.mark)
        extra = f'<w:highlight w:val="{mark}"/>' if mark else ""
        if stretch.text:
            run = parsed(f"<w:r>{run_properties(form, self.language, extra=extra)}</w:r>")
            run.append(_text_element(stretch.text))
            paragraph._p.append(run)
        for key in stretch.keys if self.notes else ():
            raised = run_properties(form, self.language, extra='<w:vertAlign w:val="superscript"/>')
            for content in self.notes.reference(key) if self.notes else ():
                paragraph._p.append(parsed(f"<w:r>{raised}{content}</w:r>"))


def style_name(role: str) -> str:
    """The name of a role's paragraph style; headings have Word's own, so that its navigation finds them."""
    if role.startswith("heading_"):
        return f"Heading {role[-1]}"
    return "Draft " + role.replace("_", " ").title()


def _text_element(text: str) -> Any:
    element = parsed('<w:t xml:space="preserve"></w:t>')
    element.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return element


def _properties(paragraph: Any) -> Any:
    return paragraph._p.get_or_add_pPr()


def _reset_defaults(document: DocxDocument, profile: Profile, language: Language) -> None:
    """Replace the template's theme fonts and sizes, on which nothing may depend."""
    styles = document.styles.element
    body = profile.roles["body"]
    defaults = styles.find("{*}docDefaults")
    if defaults is not None:
        styles.remove(defaults)
    styles.insert(
        0,
        parsed(
            f"<w:docDefaults><w:rPrDefault>{run_properties(body, language)}</w:rPrDefault>"
            '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
            "</w:pPrDefault></w:docDefaults>"
        ),
    )
    normal: Any = document.styles["Normal"]
    _replace_properties(normal.element, run_properties(body, language), "<w:pPr><w:widowControl/></w:pPr>")


def _replace_properties(style: Any, run: str, paragraph: str) -> None:
    for tag in ("pPr", "rPr"):
        found = style.find(f"{{*}}{tag}")
        if found is not None:
            style.remove(found)
    style.append(parsed(paragraph))
    style.append(parsed(run))


def _define_styles(document: DocxDocument, profile: Profile, language: Language) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    for name, role in profile.roles.items():
        wanted = style_name(name)
        exists = wanted in {style.name for style in document.styles}
        style: Any = document.styles[wanted] if exists else document.styles.add_style(wanted, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        outline = int(name[-1]) - 1 if name.startswith("heading_") else None
        properties = style_paragraph_properties(role, profile, outline=outline, keep_next=name in KEPT_WITH_NEXT)
        _replace_properties(style.element, run_properties(role, language), properties)


def _set_page(document: DocxDocument, profile: Profile) -> None:
    """Paper and margins in twips, and the grid of lines and characters where the layout has one."""
    from docx.shared import Twips

    page, section = profile.page, document.sections[0]
    section.page_width, section.page_height = Twips(page.width_twips), Twips(page.height_twips)
    section.top_margin, section.bottom_margin = Twips(twips(page.top_mm.value)), Twips(twips(page.bottom_mm.value))
    section.left_margin, section.right_margin = Twips(twips(page.left_mm.value)), Twips(twips(page.right_mm.value))
    section.header_distance, section.footer_distance = Twips(twips(page.header_mm)), Twips(twips(page.footer_mm))
    section.gutter = Twips(0)
    for grid in section._sectPr.findall("{*}docGrid"):
        section._sectPr.remove(grid)
    if profile.grid:
        section._sectPr.append(parsed(f'<w:docGrid w:type="lines" w:linePitch="{profile.grid.line_pitch_twips}"/>'))


def _number_pages(document: DocxDocument, profile: Profile, language: Language) -> None:
    number, section = profile.number, document.sections[0]
    if not number.on_first_page:
        section.different_first_page_header_footer = True
        for first in (section.first_page_header, section.first_page_footer):
            first.is_linked_to_previous = False
    if number.place == "header_center":
        _write_number(section.header, number, language, "center", 0)
    elif number.place == "footer_center":
        _write_number(section.footer, number, language, "center", 0)
    else:
        document.settings.odd_and_even_pages_header_footer = True
        inset = round(number.size_pt.value * 20)
        _write_number(section.footer, number, language, "right", inset)
        _write_number(section.even_page_footer, number, language, "left", inset)


def _write_number(part: Any, number: NumberFormat, language: Language, align: str, inset: int) -> None:
    """Write the page number, ``inset`` twips from the side that it is set to."""
    part.is_linked_to_previous = False
    paragraph = part.paragraphs[0]
    paragraph._p.clear_content()
    side = {"right": f'w:right="{inset}"', "left": f'w:left="{inset}"', "center": 'w:left="0"'}[align]
    properties = _properties(paragraph)
    for child in list(properties):
        properties.remove(child)
    for markup in (
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>',
        f'<w:ind {side} w:firstLine="0"/>',
        f'<w:jc w:val="{align}"/>',
    ):
        properties.append(parsed(markup))
    form = RoleFormat(number.size_pt, latin=number.latin, east_asian=number.east_asian)
    look = run_properties(form, language)
    for piece in re.split(r"(\{page\}|\{pages\})", number.pattern):
        if piece.startswith("{"):
            add_field(paragraph, {"{page}": "PAGE", "{pages}": "NUMPAGES"}[piece], look)
        elif piece:
            run = parsed(f"<w:r>{look}</w:r>")
            run.append(_text_element(piece))
            paragraph._p.append(run)
