"""Walking a parsed page into blocks of text, without recursion: pages may be nested a hundred thousand deep."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from ingest.documents import RegionKind
from ingest.loaders.assembly import render_table
from ingest.loaders.html_furniture import PageBlock, SubtreeSize, is_article, is_furniture, is_hidden
from ingest.loaders.html_tables import data_rows, is_data_table, tag_of
from ingest.loaders.limits import ReadingClock

Element = etree._Element

_SILENT_NAMES: Final = (
    "script style template noscript svg canvas iframe object embed head select option button textarea input audio "
    "video map dialog math datalist"
)
_SILENT: Final = frozenset(_SILENT_NAMES.split())
_BLOCKS_NAMES: Final = (
    "html body div p section article main header footer nav aside address blockquote center fieldset form h1 h2 h3 h4 "
    "h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th pre hr figure figcaption details summary "
    "menu legend marquee"
)
_BLOCKS: Final = frozenset(_BLOCKS_NAMES.split())
_CONTAINERS: Final = frozenset({"html", "body", "div", "section", "article", "main", "td", "aside", "nav", "form"})
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_SPACES: Final = re.compile(r"[ \t\r\n\f\v]+")
_LIST_MARK: Final = re.compile(
    r"\s*(?:[-–—•*+●○▪■◆]|\(?\d{1,3}[.)、]|\(?[a-zđ][.)]|[（(]?[一二三四五六七八九十]{1,3}[)）、.])"
)
_CLOCK_EVERY: Final = 512


@dataclass(slots=True)
class _Frame:
    """One open element."""

    element: Element
    tag: str
    furniture: bool
    in_article: bool
    linked: bool
    list_depth: int
    counter: int = 0
    preformatted: bool = False
    container: int = 0


@dataclass(slots=True)
class PageWalk:
    """Collects blocks while walking; ``hidden`` counts the elements that were left out because they are not shown."""

    clock: ReadingClock
    sizes: dict[Element, SubtreeSize]
    whole: SubtreeSize
    blocks: list[PageBlock] = field(default_factory=list)
    hidden: int = 0
    hiding_names: frozenset[str] = frozenset()
    _text: list[str] = field(default_factory=list)
    _linked: int = 0
    _links: int = 0
    _open: list[_Frame] = field(default_factory=list)
    _mark: str = ""
    _block_frame: _Frame | None = None
    _steps: int = 0

    def walk(self, root: Element) -> None:
        """Visit every element once, in document order."""
        pending: list[Element | None] = [root]
        while pending:
            element = pending.pop()
            self._tick()
            if element is None:
                self._leave()
                continue
            if self._enter(element):
                pending.append(None)
                pending.extend(reversed(element))
            elif element is not root:
                self._add_text(element.tail)
        self._flush()

    def _characters_below(self, element: Element) -> int:
        size = self.sizes.get(element)
        return size.characters if size is not None else 0

    def _is_main(self, element: Element) -> bool:
        """Tell an element that holds most of the text; what hides it is undone by a script."""
        return 2 * self._characters_below(element) > self.whole.characters

    def _tick(self) -> None:
        self._steps += 1
        if self._steps % _CLOCK_EVERY == 0:
            self.clock.check()

    def _enter(self, element: Element) -> bool:
        """Open an element; false when nothing below it is to be visited."""
        tag = tag_of(element)
        if not tag or tag in _SILENT:
            return False
        if is_hidden(element, self.hiding_names) and not self._is_main(element):
            self.hidden += 1
            return False
        if tag == "br":
            self._text.append("\n")
            return False
        if tag == "img":
            self._add_image(element)
            return False
        if tag in _BLOCKS:
            self._flush()
        frame = self._frame(element, tag)
        if tag == "table" and is_data_table(element, self._characters_below):
            self._add_table(element, frame)
            return False
        self._open.append(frame)
        if tag == "li":
            self._mark = self._list_mark()
        if tag == "a":
            self._links += 1
        self._add_text(element.text)
        return True

    def _frame(self, element: Element, tag: str) -> _Frame:
        above = self._open[-1] if self._open else None
        in_article = (above.in_article if above else False) or is_article(element)
        furniture = (above.furniture if above else False) or (
            tag in _BLOCKS and is_furniture(element, self.sizes[element], self.whole, in_article=in_article)
        )
        return _Frame(
            element,
            tag,
            furniture,
            in_article,
            linked=tag == "a" or (above.linked if above else False),
            list_depth=(above.list_depth if above else 0) + (tag in {"ul", "ol", "menu"}),
            counter=_first_number(element) - 1 if tag == "ol" else 0,
            preformatted=tag == "pre" or (above.preformatted if above else False),
            container=self._steps if tag in _CONTAINERS else (above.container if above else 0),
        )

    def _leave(self) -> None:
        frame = self._open[-1]
        if frame.tag in _BLOCKS:
            self._flush()
        self._open.pop()
        if self._open:
            self._add_text(frame.element.tail)

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        frame = self._open[-1] if self._open else None
        shown = text if frame is not None and frame.preformatted else _SPACES.sub(" ", text)
        if frame is not None and frame.linked:
            self._linked += len("".join(shown.split()))
        self._text.append(shown)

    def _flush(self) -> None:
        """Close the block that is being collected."""
        lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(self._text).split("\n"))
        text = "\n".join(line for line in lines if line)
        linked, links = self._linked, self._links
        self._text.clear()
        self._linked = self._links = 0
        if not text or not self._open:
            return
        frame = self._open[-1]
        kind, level = self._kind()
        if kind == "list_item" and self._mark and not _LIST_MARK.match(text):
            text = self._mark + text
        self._mark = ""
        self.blocks.append(
            PageBlock(text, kind, level, linked, links, frame.furniture, frame.in_article, frame.container)
        )

    def _kind(self) -> tuple[RegionKind | None, int]:
        for frame in reversed(self._open):
            if frame.tag in _HEADINGS:
                return "heading", _HEADINGS[frame.tag]
            if frame.tag == "li":
                return ("list_item", max(1, frame.list_depth)) if self._mark else (None, 0)
            if frame.tag in {"table", "section", "article", "body"}:
                break
        return None, 0

    def _list_mark(self) -> str:
        for frame in reversed(self._open):
            if frame.tag == "ol":
                frame.counter += 1
                return f"{list_numeral(frame.counter, frame.element.get('type') or '1')}. "
            if frame.tag in {"ul", "menu"}:
                return "- "
        return "- "

    def _add_image(self, element: Element) -> None:
        if self._open and not self._open[-1].furniture and not _is_icon(element):
            self._flush()
            frame = self._open[-1]
            alternative = re.sub(r"[\[\]\s]+", " ", element.get("alt") or "").strip()
            self.blocks.append(PageBlock(f"![{alternative}]()", "image", in_article=frame.in_article))

    def _add_table(self, element: Element, frame: _Frame) -> None:
        caption = next((child for child in element if tag_of(child) == "caption"), None)
        if caption is not None:
            title = " ".join("".join(str(part) for part in caption.itertext()).split())
            if title:
                self.blocks.append(PageBlock(title, None, 0, 0, 0, frame.furniture, frame.in_article))
        rows = data_rows(element)
        linked = self.sizes[element].linked
        links = sum(1 for _ in element.iter("a"))
        text = render_table(rows)
        self.blocks.append(
            PageBlock(text, "table", 0, linked, links, frame.furniture, frame.in_article, frame.container)
        )


def subtree_sizes(root: Element, clock: ReadingClock) -> dict[Element, SubtreeSize]:
    """Measure every element once, children before parents."""
    sizes: dict[Element, SubtreeSize] = {}
    for step, (_, element) in enumerate(etree.iterwalk(root, events=("end",))):
        if step % _CLOCK_EVERY == 0:
            clock.check()
        tag = tag_of(element)
        size = SubtreeSize()
        if tag and tag not in _SILENT:
            size.characters = _visible(element.text)
            size.has_title = tag == "h1"
            for child in element:
                below = sizes.get(child)
                size.characters += _visible(child.tail)
                if below is not None:
                    size.characters += below.characters
                    size.linked += below.linked
                    size.has_title = size.has_title or below.has_title
            if tag == "a":
                size.linked = size.characters
        sizes[element] = size
    return sizes


def _visible(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _is_icon(element: Element) -> bool:
    for name in ("width", "height"):
        value = (element.get(name) or "").removesuffix("px").strip()
        if value.isdecimal() and len(value) < 6 and int(value) < 48:
            return True
    return False


def _first_number(element: Element) -> int:
    value = element.get("start") or "1"
    return int(value) if value.isdecimal() and len(value) < 7 else 1


def list_numeral(number: int, style: str) -> str:
    """Write the number of a list item in the style ``1``, ``a``, ``A``, ``i`` or ``I``."""
    if style in {"a", "A"} and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in {"i", "I"} and 1 <= number <= 3999:
        return roman_numeral(number) if style == "I" else roman_numeral(number).lower()
    return str(number)


_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman_numeral(number: int) -> str:
    """Write 1..3999 in capitals (``14`` → ``XIV``)."""
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text
