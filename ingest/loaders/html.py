"""Web pages, saved whole or in part: the article with its headings, lists, tables and captions; the rest marked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.html_blocks import PageWalk, subtree_sizes
from ingest.loaders.html_furniture import PageBlock, SubtreeSize, hiding_names, mark_furniture
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
_SILENT_OPENING: Final = re.compile(r"<(script|style|head|template|!--)", re.IGNORECASE)
_BLOCK_TAG: Final = re.compile(
    r"</?(?:div|p|br|li|tr|h[1-6]|table|section|article|body|blockquote)\b[^<>]{0,1000}>", re.I
)
_ANY_TAG: Final = re.compile(r"(?:<[/!a-z][^<>]{0,2000}|--)>", re.IGNORECASE)


def declared_charset(data: bytes) -> str | None:
    """The character set that a page's own head names, as written; ``None`` when it names none."""
    match = _CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:256].lstrip())
    return match.group(1).decode("ascii") if match else None


def load_html(text: str, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read a page; raises ``CorruptFile`` when nothing can be parsed out of it."""
    root, is_whole = _parse(text)
    properties = _properties(root)
    if not is_whole:
        return _load_flat(text, limits, clock, properties)
    body = next((child for child in root if tag_of(child) == "body"), root)
    sizes = subtree_sizes(body, clock)
    walk = PageWalk(clock, sizes, sizes.get(body, SubtreeSize()), hiding_names=hiding_names(root))
    walk.walk(body)
    named = _name_title(mark_furniture(walk.blocks), dict(properties).get("title", ""))
    blocks, repaired = repair_blocks(
        [TextBlock(block.text, block.kind, block.level, block.furniture) for block in named]
    )
    assembly = TextAssembly(limits.max_characters)
    for block in blocks:
        assembly.add(block)
    return LoadedText(
        assembly.text(),
        regions=tuple(assembly.regions),
        properties=properties,
        warnings=("hidden_text_dropped",) if walk.hidden else (),
        encoding=repaired,
    )


def _parse(text: str) -> tuple[Element, bool]:
    """Parse a page; the second value is false when it is nested too deep for the parser to keep all of it."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, recover=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(text.replace("\x00", "\ufffd").encode("utf-8", errors="replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as problem:
        raise CorruptFile(format="html", detail=str(problem)) from problem
    if root is None:
        raise CorruptFile(format="html", detail="no element")
    limited = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root, not limited


def _load_flat(
    text: str, limits: LoadLimits, clock: ReadingClock, properties: tuple[tuple[str, str], ...]
) -> LoadedText:
    """Read the words of a page without its structure, for pages nested beyond any sense."""
    assembly = TextAssembly(limits.max_characters)
    for line in flat_lines(text):
        clock.check()
        assembly.add(TextBlock(line))
    return LoadedText(assembly.text(), properties=properties, warnings=("structure_lost",))


def flat_lines(text: str) -> Iterator[str]:
    """The text between the tags of a page, a line for every block; scripts, styles and comments are passed over."""
    shown: list[str] = []
    position = 0
    for opening in _SILENT_OPENING.finditer(text):
        if opening.start() < position:
            continue
        shown.append(text[position : opening.start()])
        closing = "-->" if opening.group(1) == "!--" else f"</{opening.group(1).lower()}"
        end = text.find(closing, opening.end())
        position = len(text) if end < 0 else end
    shown.append(text[position:])
    broken = _BLOCK_TAG.sub("\n", "".join(shown))
    for line in html.unescape(_ANY_TAG.sub("", broken)).split("\n"):
        words = " ".join(line.split())
        if words:
            yield words


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
