"""The visible text of a DOCX paragraph: insertions kept, deletions and hidden text gone, fields as shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from lxml import etree

from ingest.loaders.docx_styles import StyleSheet, child, is_on, name_of, value
from ingest.loaders.vietnamese_legacy import convert_legacy, convert_upper_font, share_rises

Element = etree._Element
FontFamily = Literal["tcvn3", "tcvn3-upper", "vni"]

_TRANSPARENT_NAMES: Final = (
    "hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml dir bdo oMath oMathPara "
    "e num den sub sup r f sSub sSup sSubSup rad nary d fName limLow limUpp lim acc bar func m mr"
)
_TRANSPARENT: Final = frozenset(_TRANSPARENT_NAMES.split())
_CHECKED: Final = {0xFE: "☑", 0xFC: "✓", 0xA8: "☐", 0x6F: "☐", 0xFD: "☒", 0x78: "☒"}
_SYMBOL_FONT_BULLET: Final = "•"


@dataclass(slots=True)
class ParagraphText:
    """What was found in one paragraph, in order."""

    segments: list[tuple[str, FontFamily | None]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Footnotes and endnotes referred to, as (part, id)."""
    boxes: list[Element] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    """Alternative texts of the pictures."""

    def text(self, accepted: frozenset[FontFamily]) -> str:
        """Join the segments, reading those in a legacy font by its table where that font was accepted."""
        stretches = groupby(self.segments, key=lambda segment: segment[1])
        return "".join(
            _read_segment("".join(text for text, _ in stretch), family, accepted) for family, stretch in stretches
        )


@dataclass(slots=True)
class RunReader:
    """Reads paragraphs with the styles of one document; remembers whether anything hidden was left out."""

    styles: StyleSheet
    tells_fonts: bool = True
    """Whether legacy fonts are looked up; false for the many files that use none."""
    hidden: bool = False

    def read(self, paragraph: Element) -> ParagraphText:
        """Collect the text, notes, boxes and pictures of a paragraph."""
        found = ParagraphText()
        self._collect(paragraph, paragraph, found)
        return found

    def _collect(self, element: Element, paragraph: Element, found: ParagraphText) -> None:
        for below in element:
            name = name_of(below)
            if name == "AlternateContent":
                chosen = child(below, "Choice")
                self._collect_content(chosen if chosen is not None else below, paragraph, found)
            elif name == "r" and not _is_math(below):
                self._collect_run(below, paragraph, found)
            elif name == "t":
                found.segments.append((below.text or "", None))
            elif name in _TRANSPARENT:
                self._collect(below, paragraph, found)

    def _collect_run(self, run: Element, paragraph: Element, found: ParagraphText) -> None:
        if is_on(self.styles.run_property(run, paragraph, "vanish")):
            self.hidden = self.hidden or any(name_of(below) == "t" for below in run)
            return
        family = font_family(self.styles, run, paragraph) if self.tells_fonts else None
        for below in run:
            name = name_of(below)
            if name == "t":
                found.segments.append((below.text or "", family))
            elif name in {"footnoteReference", "endnoteReference"}:
                found.notes.append((name.removesuffix("Reference") + "s", value(below, "id") or ""))
            elif name in {"drawing", "pict", "object", "AlternateContent"}:
                self._collect_content(below, paragraph, found)
            elif (character := _special(below, name)) is not None:
                found.segments.append((character, None))

    def _collect_content(self, element: Element, paragraph: Element, found: ParagraphText) -> None:
        """Find text boxes and pictures in a drawing; a fallback repeats its choice and is passed over."""
        source = child(element, "Choice") if name_of(element) == "AlternateContent" else element
        if source is None:
            source = element
        boxes = list(_outermost(source, "txbxContent"))
        found.boxes.extend(boxes)
        if not boxes:
            pictures = [below for below in source.iter() if name_of(below) in {"pic", "imagedata"}]
            details = next((below for below in source.iter() if name_of(below) == "docPr"), None)
            if pictures:
                found.images.append(" ".join((value(details, "descr") or "").split()))
            runs = [below for below in source if name_of(below) == "r"]
            for run in runs:
                self._collect_run(run, paragraph, found)


def _outermost(element: Element, name: str) -> Iterator[Element]:
    """The elements of a name below ``element`` that stand in no other of that name, and in no fallback."""
    pending = list(reversed(element))
    while pending:
        below = pending.pop()
        if name_of(below) == name:
            yield below
        elif name_of(below) != "Fallback":
            pending.extend(reversed(below))


def font_family(styles: StyleSheet, run: Element, paragraph: Element | None) -> FontFamily | None:
    """The legacy encoding that the run's font implies by its name (``.VnTime``, ``.VnTimeH``, ``VNI-Times``)."""
    fonts = styles.run_property(run, paragraph, "rFonts")
    font = value(fonts, "ascii") or value(fonts, "hAnsi") or ""
    name = font.casefold()
    if name.startswith(".vn"):
        return "tcvn3-upper" if font.endswith("H") else "tcvn3"
    return "vni" if name.startswith("vni-") else None


def accepted_families(parts: list[Element], styles: StyleSheet) -> frozenset[FontFamily]:
    """The legacy fonts whose text becomes possible Vietnamese when it is read by their tables."""
    if not any(_is_legacy_font(fonts) for part in (*parts, *styles.fonts()) for fonts in _named(part, "rFonts")):
        return frozenset()
    samples: dict[FontFamily, list[str]] = {"tcvn3": [], "tcvn3-upper": [], "vni": []}
    for part in parts:
        for paragraph in (element for element in part.iter() if name_of(element) == "p"):
            for text, family in RunReader(styles).read(paragraph).segments:
                if family is not None:
                    samples[family].append(text)
            for texts in samples.values():
                texts.append("\n")
    accepted: set[FontFamily] = set()
    for family, texts in samples.items():
        if share_rises("".join(texts), "vni" if family == "vni" else "tcvn3", minimum_words=1):
            accepted.add(family)
    return frozenset(accepted)


def _named(part: Element, name: str) -> Iterator[Element]:
    return (element for element in part.iter() if name_of(element) == name)


def _is_legacy_font(fonts: Element) -> bool:
    return any(str(font).casefold().startswith((".vn", "vni-")) for font in fonts.attrib.values())


def _read_segment(text: str, family: FontFamily | None, accepted: frozenset[FontFamily]) -> str:
    if family is None or family not in accepted:
        return text
    if family == "tcvn3-upper":
        return convert_upper_font(text)
    return convert_legacy(text, family)


def _is_math(run: Element) -> bool:
    return "/math" in str(run.tag)


def _special(element: Element, name: str) -> str | None:
    if name in {"tab", "ptab"}:
        return "\t"
    if name in {"br", "cr"}:
        return "\n" if value(element, "type") in {None, "textWrapping"} else " "
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        code = value(element, "char") or ""
        try:
            number = int(code, 16)
        except ValueError:
            return None
        if 0xF000 <= number <= 0xF0FF:
            return _CHECKED.get(number & 0xFF, _SYMBOL_FONT_BULLET)
        return chr(number) if 0x20 <= number < 0xD800 else None
    return None
