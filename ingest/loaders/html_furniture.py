"""What on a saved page stands outside the text: by element, by the names its makers gave, and by link density."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from ingest.documents import RegionKind
from ingest.loaders.html_tables import tag_of

Element = etree._Element

FURNITURE_TAGS: Final = frozenset({"nav", "aside", "footer", "menu", "form", "header"})
_FURNITURE_ROLES: Final = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alertdialog"}
)
_FURNITURE_WORDS: Final = (
    "nav navbar navigation topnav mainnav subnav menu mainmenu topmenu submenu megamenu breadcrumb breadcrumbs "
    "crumb crumbs footer foot bottombar sidebar aside related relate relatednews relatednew recommend recommended "
    "othernews tinlienquan tinkhac lienquan tinmoi docnhieu share sharing social socials comment comments binhluan "
    "ads adsense advert advertisement quangcao pagination pager paging toolbar login copyright banquyen counter "
    "thongke visitor visitors weblink weblinks lienket popup modal cookie cookies skip hotline subscribe newsletter "
    "daohang dibu xgyd xgwz xiangguan tuijian fenxiang pinglun youqing friendlink friendlinks hotnews ranking"
)
_FURNITURE_NAMES: Final = frozenset(_FURNITURE_WORDS.split())
_CONTENT_WORDS: Final = (
    "article entry post content detail details news body main story text chitiet noidung baiviet zhengwen wenzhang"
)
_CONTENT_NAMES: Final = frozenset(_CONTENT_WORDS.split())
_NAME_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDING_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDING_RULE: Final = re.compile(r"([^{}]{1,500})\{([^{}]{0,500}?display\s*:\s*none[^{}]{0,500})\}", re.IGNORECASE)
_MEDIA_BLOCK: Final = re.compile(
    r"@media[^{}]{0,500}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,500}[^{}]{0,2000}\}", re.IGNORECASE
)
_LONGEST_SHEET: Final = 100_000
_SIMPLE_NAME: Final = re.compile(r"[.#][\w-]+")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_LABEL: Final = re.compile(
    r"\s*(?:(?:các )?tin (?:khác|liên quan|mới|cùng)|bài viết (?:liên quan|khác)|xem thêm|đọc (?:thêm|nhiều)|related"
    r"|more |see also|相关|相關|更多|热门|熱門|推荐|推薦|上一篇|下一篇|延伸)",
    re.IGNORECASE,
)
_LINKED_SHARE: Final = 0.6
_WHOLLY_LINKED_SHARE: Final = 0.9
_RUN: Final = 3


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of a page with what decides whether it is text or furniture."""

    text: str
    kind: RegionKind | None = None
    level: int = 0
    linked_characters: int = 0
    links: int = 0
    furniture: bool = False
    in_article: bool = False
    container: int = 0
    """Tells which element of layout the block stands in directly."""


@dataclass(slots=True)
class SubtreeSize:
    """Characters of text below an element, and those of them inside links."""

    characters: int = 0
    linked: int = 0
    has_title: bool = False


def hiding_names(root: Element) -> frozenset[str]:
    """The classes (``.name``) and ids (``#name``) that the page's own styles hide whatever the medium."""
    names: set[str] = set()
    for style in root.iter("style"):
        sheet = _MEDIA_BLOCK.sub("", (style.text or "")[:_LONGEST_SHEET])
        for selectors, _ in _HIDING_RULE.findall(sheet):
            names.update(part.strip() for part in selectors.split(",") if _SIMPLE_NAME.fullmatch(part.strip()))
    return frozenset(names)


def is_hidden(element: Element, names: frozenset[str]) -> bool:
    """Tell elements that the browser would not show; ``names`` are those of ``hiding_names``."""
    if names:
        own = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        if not names.isdisjoint(own):
            return True
    if element.get("hidden") is not None or element.get("type") == "hidden":
        return True
    style = element.get("style")
    return style is not None and _HIDING_STYLE.search(style) is not None


def is_article(element: Element) -> bool:
    """Tell the elements in which a page says that its main text stands."""
    return (
        tag_of(element) in {"article", "main"}
        or element.get("role") in {"main", "article"}
        or (element.get("itemprop") or "") == "articleBody"
    )


def is_furniture(element: Element, size: SubtreeSize, whole: SubtreeSize, *, in_article: bool) -> bool:
    """Judge a container by its kind and names; one that holds most of the page's unlinked text never is."""
    tag = tag_of(element)
    if tag in {"html", "body", "h1"} or is_article(element):
        return False
    unlinked = size.characters - size.linked
    if unlinked * 2 > whole.characters - whole.linked:
        return False
    if tag in {"header", "footer"} and in_article:
        return False
    if tag == "header" or element.get("role") == "banner":
        return not size.has_title
    if tag in FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    return not size.has_title and _named_as_furniture(element)


def _named_as_furniture(element: Element) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}".strip()
    if not names or len(names) > 1000:
        return False
    for name in names.split():
        parts = [part.lower() for part in _NAME_PARTS.findall(name)]
        joined = "".join(parts)
        if joined in _FURNITURE_NAMES:
            return True
        if _CONTENT_NAMES.isdisjoint(parts) and not _FURNITURE_NAMES.isdisjoint(parts):
            return True
        if not _FURNITURE_NAMES.isdisjoint(parts[-1:]):
            return True
    return False


def mark_furniture(blocks: list[PageBlock]) -> list[PageBlock]:
    """Mark rows of links before, between and after the text, and the labels that introduce them."""
    linked = [_is_linked(block) for block in blocks]
    body = [index for index, block in enumerate(blocks) if _is_body(block) and not linked[index]]
    if not body:
        return blocks
    first, last = body[0], body[-1]
    homes = {blocks[index].container for index in body}
    marked = list(blocks)
    for begin, stop in _runs(linked):
        start, end = begin, stop
        if stop <= first and blocks[stop - 1].kind == "heading" and blocks[stop - 1].links == 1:
            end -= 1  # the title, linked to its own page
        inside = first < start and end <= last
        labelled = start - 1 > first and _is_label(blocks[start - 1])
        if inside and (blocks[start].in_article or end - start < _RUN or blocks[start].container in homes):
            continue
        if (
            start < end
            and _is_statement(blocks[start])
            and (end - start == 1 or _leaves_home(blocks[start : start + 2], homes))
        ):
            start += 1
        if end <= first and end - start < _RUN and sum(block.links for block in blocks[start:end]) < 2:
            continue
        for index in range(start, end):
            marked[index] = replace(marked[index], furniture=True)
        if labelled and start < end:
            marked[start - 1] = replace(marked[start - 1], furniture=True)
    return marked


def _is_linked(block: PageBlock) -> bool:
    """A block that is little but links."""
    size = _size(block)
    return size > 0 and block.kind not in {"image", "title"} and block.linked_characters >= _LINKED_SHARE * size


def _is_statement(block: PageBlock) -> bool:
    """A line with one link after words of its own, as in ``Nguồn: …``; alone, it says something about the text."""
    if block.links != 1 or _LABEL.match(block.text) is not None:
        return False
    return block.linked_characters < _WHOLLY_LINKED_SHARE * _size(block)


def _leaves_home(pair: list[PageBlock], homes: set[int]) -> bool:
    """Tell whether the first block stands with the text and the second does not."""
    return pair[0].container in homes and pair[1].container not in homes


def _size(block: PageBlock) -> int:
    return len("".join(block.text.split()))


def _is_body(block: PageBlock) -> bool:
    """A block that carries text: a sentence or so, or a table, not yet known as furniture."""
    if block.furniture:
        return False
    if block.kind == "table":
        return True
    return len(block.text) + 2 * len(_HAN.findall(block.text)) >= 60


def _is_label(block: PageBlock) -> bool:
    """A short line that says what the links below it are."""
    if block.kind in {"title", "image", "table"} or len(block.text) > 60:
        return False
    return block.kind == "heading" or block.text.rstrip().endswith((":", "：")) or _LABEL.match(block.text) is not None


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    runs = []
    start = None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            runs.append((start, index))
            start = None
    return runs
