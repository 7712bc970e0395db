"""Web pages, saved whole or in part: the article with its headings, lists, tables and captions; the rest marked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lxml import etree

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock
from ingest.loaders.html_blocks import PageWalk, subtree_sizes
from ingest.loaders.html_furniture import PageBlock, SubtreeSize, mark_furniture
from ingest.loaders.html_tables import tag_of
from ingest.loaders.limits import LoadLimits, ReadingClock
from ingest.loaders.text import LoadedText

Element = etree._Element

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,30})", re.IGNORECASE)
_PROPERTIES: Final[dict[str, str]] = {
    "og:title": "title",
    "articletitle": "title",
    "dc.title": "title",
    "author": "author",
    "article:author": "author",
    "dc.creator": "author",
    "article:published_time": "published",
    "pubdate": "published",
    "publishdate": "published",
    "dc.date": "published",
    "datepublished": "published",
    "date": "published",
    "og:site_name": "site",
    "sitename": "site",
    "contentsource": "source",
    "source": "source",
    "keywords": "keywords",
    "og:url": "url",
}
_MAXIMUM_PROPERTY: Final = 500


def declared_charset(data: bytes) -> str | None:
    """The character set that a page's own head names, as written; ``None`` when it names none."""
    match = _CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:256].lstrip())
    return match.group(1).decode("ascii") if match else None


def load_html(text: str, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a page; raises ``CorruptFile`` when nothing can be parsed out of it."""
    root = _parse(text)
    clock.check()
    body = next((child for child in root if tag_of(child) == "body"), root)
    sizes = subtree_sizes(body, clock)
    walk = PageWalk(clock, sizes, sizes.get(body, SubtreeSize()))
    walk.walk(body)
    properties = _properties(root)
    assembly = TextAssembly(limits.max_characters)
    for block in mark_furniture(_name_title(walk.blocks, dict(properties).get("title", ""))):
        assembly.add(TextBlock(block.text, block.kind, block.level, block.furniture))
    return LoadedText(
        assembly.text(),
        regions=tuple(assembly.regions),
        properties=properties,
        warnings=("hidden_text_dropped",) if walk.hidden else (),
    )


def _parse(text: str) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, recover=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(text.replace("\x00", "\ufffd").encode("utf-8", errors="replace"), parser)
    except etree.ParserError as problem:
        raise CorruptFile(format="html", detail=str(problem)) from problem
    except etree.XMLSyntaxError as problem:
        raise CorruptFile(format="html", detail=str(problem)) from problem
    if root is None:
        raise CorruptFile(format="html", detail="no element")
    return root


def _name_title(blocks: list[PageBlock], title: str) -> list[PageBlock]:
    """Make one first-level heading the title: the one that the page's own title repeats, else the only one."""
    tops = [index for index, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    tops = [index for index in tops if not blocks[index].furniture]
    plain_title = " ".join(title.split()).casefold()
    chosen = next((index for index in tops if " ".join(blocks[index].text.split()).casefold() in plain_title), None)
    if chosen is None and len(tops) == 1:
        chosen = tops[0]
    if chosen is None:
        return blocks
    named = list(blocks)
    named[chosen] = replace(named[chosen], kind="title")
    return named


def _properties(root: Element) -> tuple[tuple[str, str], ...]:
    """Title, author, dates and site as the head gives them; the first statement of each counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        value = " ".join((meta.get("content") or "").split())[:_MAXIMUM_PROPERTY]
        if name in _PROPERTIES and value:
            found.setdefault(_PROPERTIES[name], value)
    title = next(root.iter("title"), None)
    if title is not None and "title" not in found:
        text = " ".join((title.text or "").split())[:_MAXIMUM_PROPERTY]
        if text:
            found["title"] = text
    return tuple(found.items())
