"""Styles and numbering of a DOCX: what a paragraph inherits, and the marks that Word computes for lists.

WordprocessingML, ECMA-376 part 1: styles §17.7, numbering §17.9, number formats §17.18.59.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree

from ingest.loaders.html_blocks import roman_numeral

Element = etree._Element

_MAXIMUM_CHAIN: Final = 32


def name_of(element: Element) -> str:
    """The local name of an element, whichever edition of the namespace it is in."""
    tag = element.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """Follow local names downwards; ``None`` as soon as one is missing."""
    for name in path:
        if element is None:
            return None
        for below in element:
            if name_of(below) == name:
                element = below
                break
        else:
            return None
    return element


def value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for name, content in element.attrib.items():
        if str(name).rpartition("}")[2] == attribute:
            return str(content)
    return None


def is_on(element: Element | None) -> bool:
    """Read a toggle property: present means on unless it says otherwise."""
    return element is not None and (value(element) or "true") not in {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The styles by id, and the properties every run starts from."""

    styles: dict[str, Element] = field(default_factory=dict)
    default_run: Element | None = None
    default_paragraph_style: str | None = None
    _inherited: dict[tuple[str | None, ...], Element | None] = field(default_factory=dict, repr=False, compare=False)
    """Properties that styles give, found once: the key is the style and the path to the property."""

    @classmethod
    def read(cls, root: Element | None) -> StyleSheet:
        """Read ``styles.xml``; an absent part gives an empty sheet."""
        if root is None:
            return cls()
        styles: dict[str, Element] = {}
        default = None
        for style in root:
            identifier = value(style, "styleId")
            if name_of(style) == "style" and identifier is not None:
                styles.setdefault(identifier, style)
                if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true", "on"}:
                    default = identifier
        return cls(styles, child(root, "docDefaults", "rPrDefault", "rPr"), default)

    def chain(self, identifier: str | None) -> Iterator[Element]:
        """A style and those it is based on, nearest first; a cycle ends the chain."""
        for _ in range(_MAXIMUM_CHAIN):
            style = self.styles.get(identifier or "")
            if style is None:
                return
            yield style
            identifier = value(child(style, "basedOn"))

    def fonts(self) -> list[Element]:
        """Everything that can set a font: the styles and the defaults."""
        return [*self.styles.values(), *([self.default_run] if self.default_run is not None else [])]

    def paragraph_property(self, paragraph: Element, *path: str) -> Element | None:
        """A paragraph property from the paragraph itself or from its style."""
        own = child(paragraph, "pPr", *path)
        return own if own is not None else self._from_style(self.style_of(paragraph), "pPr", *path)

    def style_of(self, paragraph: Element) -> str | None:
        """The paragraph's style id, or the default one."""
        return value(child(paragraph, "pPr", "pStyle")) or self.default_paragraph_style

    def run_property(self, run: Element, paragraph: Element | None, name: str) -> Element | None:
        """A run property from the run, its style, the paragraph's style or the defaults."""
        own = child(run, "rPr", name)
        if own is not None:
            return own
        identifiers = [value(child(run, "rPr", "rStyle"))]
        if paragraph is not None:
            identifiers.append(self.style_of(paragraph))
        for identifier in identifiers:
            inherited = self._from_style(identifier, "rPr", name) if identifier is not None else None
            if inherited is not None:
                return inherited
        return child(self.default_run, name)

    def _from_style(self, identifier: str | None, *path: str) -> Element | None:
        key = (identifier, *path)
        if key not in self._inherited:
            found = (child(style, *path) for style in self.chain(identifier))
            self._inherited[key] = next((element for element in found if element is not None), None)
        return self._inherited[key]

    def heading_level(self, paragraph: Element) -> int | None:
        """The heading depth from 1, 0 for the document's title, ``None`` for body text."""
        for style in self.chain(self.style_of(paragraph)):
            name = (value(child(style, "name")) or "").casefold()
            if name == "title":
                return 0
            match = re.fullmatch(r"heading ([1-9])", name)
            if match is not None:
                return int(match.group(1))
        outline = value(self.paragraph_property(paragraph, "outlineLvl"))
        return int(outline) + 1 if outline is not None and outline in "012345678" else None


@dataclass(slots=True)
class ListNumbering:
    """Counts list items as Word does and writes their marks."""

    definitions: dict[str, Element] = field(default_factory=dict)
    instances: dict[str, Element] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _restarted: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, root: Element | None) -> ListNumbering:
        """Read ``numbering.xml``; an absent part gives no marks."""
        numbering = cls()
        for element in root if root is not None else ():
            if name_of(element) == "abstractNum":
                numbering.definitions[value(element, "abstractNumId") or ""] = element
            elif name_of(element) == "num":
                numbering.instances[value(element, "numId") or ""] = element
        return numbering

    def mark(self, number_id: str, depth: int) -> str | None:
        """Count one item of list ``number_id`` at ``depth`` (from 0) and return its mark with its separator."""
        definition_id, levels = self._levels(number_id)
        level = levels.get(depth)
        if definition_id is None or level is None:
            return None
        counters = self._counters.setdefault(definition_id, [None] * 9)
        self._apply_restart(number_id, counters)
        current = counters[depth]
        counters[depth] = self._start(level) if current is None else current + 1
        for above in range(depth):
            if counters[above] is None:
                counters[above] = self._start(levels.get(above))
        counters[depth + 1 :] = [None] * (8 - depth)
        text = self._text(level, levels, counters)
        return text + _separator(level, text) if text else ""

    def _levels(self, number_id: str) -> tuple[str | None, dict[int, Element]]:
        instance = self.instances.get(number_id)
        definition_id = value(child(instance, "abstractNumId"))
        definition = self.definitions.get(definition_id or "")
        if definition is None or definition_id is None:
            return None, {}
        levels = {_depth(level): level for level in definition if name_of(level) == "lvl"}
        for override in instance if instance is not None else ():
            replaced = child(override, "lvl")
            if name_of(override) == "lvlOverride" and replaced is not None:
                levels[_depth(replaced)] = replaced
        return definition_id, levels

    def _apply_restart(self, number_id: str, counters: list[int | None]) -> None:
        """A list instance with a start of its own begins anew the first time it is met."""
        if number_id in self._restarted:
            return
        self._restarted.add(number_id)
        instance = self.instances.get(number_id)
        for override in instance if instance is not None else ():
            start = value(child(override, "startOverride"))
            depth = _depth(override)
            if start is not None and start.isdecimal() and 0 <= depth < 9:
                counters[depth] = int(start) - 1

    @staticmethod
    def _start(level: Element | None) -> int:
        start = value(child(level, "start")) or "1"
        return int(start) if start.isdecimal() and len(start) < 7 else 1

    @staticmethod
    def _text(level: Element, levels: dict[int, Element], counters: list[int | None]) -> str:
        pattern = value(child(level, "lvlText")) or ""
        if (value(child(level, "numFmt")) or "decimal") == "bullet":
            return _bullet(pattern)
        legal = is_on(child(level, "isLgl"))

        def number(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            count = counters[depth]
            style = value(child(levels.get(depth), "numFmt")) or "decimal"
            return format_number(count if count is not None else 1, "decimal" if legal else style)

        return re.sub(r"%([1-9])", number, pattern)


def _depth(level: Element) -> int:
    depth = value(level, "ilvl") or "0"
    return int(depth) if depth.isdecimal() and len(depth) < 3 else 0


def _bullet(pattern: str) -> str:
    """A bullet as typed; the private characters of symbol fonts become ``•``."""
    mark = pattern.strip()
    if not mark:
        return ""
    return "•" if any("\ue000" <= character <= "\uf8ff" for character in mark) or mark == "o" else mark


def _separator(level: Element, text: str) -> str:
    if (value(child(level, "suff")) or "tab") == "nothing" or text.endswith(("、", "）", "．", "，")):
        return ""
    return " "


_CHINESE_DIGITS: Final = "零一二三四五六七八九"
_CHINESE_STYLE_NAMES: Final = (
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand japaneseCounting "
    "ideographDigital koreanDigital2"
)
_CHINESE_STYLES: Final = frozenset(_CHINESE_STYLE_NAMES.split())
_LEGAL_DIGITS: Final = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"


def format_number(number: int, style: str) -> str:
    """Write ``number`` in a number format of Word; a format that is not known is written in digits."""
    if style == "none":
        return ""
    if style in {"upperRoman", "lowerRoman"} and 1 <= number <= 3999:
        return roman_numeral(number) if style == "upperRoman" else roman_numeral(number).lower()
    if style in {"upperLetter", "lowerLetter"} and 1 <= number <= 780:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in _CHINESE_STYLES and 0 <= number <= 9999:
        return chinese_number(number)
    if style in {"chineseLegalSimplified", "ideographLegalTraditional"} and 0 <= number <= 9999:
        return chinese_number(number).translate(_LEGAL_DIGITS)
    if style == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if style == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2474 + number - 1)
    if style == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style == "decimalZero":
        return f"{number:02d}"
    return str(number)


def chinese_number(number: int) -> str:
    """Write 0..9999 in Chinese numerals as counted (``12`` → ``十二``, ``105`` → ``一百零五``)."""
    if number < 10:
        return _CHINESE_DIGITS[number]
    text = ""
    skipped = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            skipped = bool(text)
            continue
        text += "零" if skipped else ""
        text += _CHINESE_DIGITS[digit] + name
        skipped = False
    return text.removeprefix("一") if 10 <= number < 20 else text
