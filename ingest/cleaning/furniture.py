"""Removal of page furniture: whole lines, runs of lines and fields of lines, each by a rule with an anchor.

What a removed line knew (dates, views, section, tags …) is observed. A line that ``protected`` names always stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from ingest.cleaning import phrases
from ingest.cleaning.cells import table_rows
from ingest.cleaning.counters import COMMENTS, cut_mixed_lines, drop_counters, observe_counters
from ingest.cleaning.lines import ends_sentence, is_mostly_han, split_lines
from ingest.cleaning.mapped_text import MappedText
from ingest.cleaning.metaline import line_key, read_fields
from ingest.cleaning.page_head import drop_bars, drop_breadcrumbs, drop_menus, drop_render_date, drop_site_name
from ingest.cleaning.page_lines import FOOTER_LINES, PageLines
from ingest.documents import Observation

_LONGEST_KEY = 400
_TAGS = re.compile(
    r"(?:từ khóa|từ khoá|tags?|thẻ|nhãn|chủ đề|关键词|关键字|标签|tag标签|本文标签|keywords?|filed "
    r"under)\s*:\s*(.{0,300})$"
)
_SIBLING = re.compile(
    r"[\s\-–—•*<>«»←→【\[·]*(?:上一篇|下一篇|上一条|下一条|上一页|下一页|前一篇|后一篇|上篇|下篇|bài trước|bài sau|"
    r"bài tiếp theo|bài kế tiếp|tin trước|tin sau|tin kế tiếp|tin tiếp theo|"
    r"previous(?: (?:post|article|news|story|page))?|next(?: (?:post|article|news|story|page))?)\s*(?:文章|新闻|"
    r"信息)?[】\]]?\s*:.{0,200}$"
)
_VENDOR = re.compile(
    r"[\s\-–—•*(]*(?:相关栏目\s*:|收藏在|请阅读下面提示信息|本文(?:地址|链接|网址)\s*:|文章(?:地址|链接)\s*:|"
    r"转载请注明|更多.{0,20}请(?:关注|点击|访问))"
)
_PAGE_NUMBER = re.compile(
    r"(?:-|–|—)\s*\d{1,4}\s*(?:-|–|—)|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,"
    r"4}\s*页(?:\s*第\s*\d{1,4}\s*页)?|trang\s*:?\s*\d{1,4}\s*(?:/|trên|of)\s*\d{1,4}|trang \d{1,4}|page\s+\d{1,"
    r"4}(?:\s*(?:of|/)\s*\d{1,4})?"
)


def strip_furniture(mapped: MappedText) -> tuple[MappedText, tuple[Observation, ...]]:
    """Take out page furniture; return the text without it and what it said of the document."""
    lines = split_lines(mapped.text)
    keys = [line_key(line.text) if len(line.text) <= _LONGEST_KEY else "" for line in lines]
    page = PageLines(mapped, lines, keys, [read_fields(key) if key else () for key in keys], table_rows(lines, mapped))
    rules: tuple[Callable[[PageLines], None], ...] = (
        drop_render_date,
        drop_breadcrumbs,
        drop_bars,
        drop_menus,
        _disclaimers,
        _closed_lines,
        _tail,
        _footer,
        drop_counters,
        _tags,
        cut_mixed_lines,
    )
    drop_site_name(page)
    for rule in rules:
        rule(page)
    page.edits += [page.lines[index].drop(rule) for index, rule in page.dropped.items()]
    return mapped.apply(page.edits), tuple(page.observations)


def _disclaimers(page: PageLines) -> None:
    for index, key in enumerate(page.keys):
        if not page.free(index):
            continue
        cues = {match.group() for match in phrases.DISCLAIMER_CUES.finditer(key)}
        opening = phrases.DISCLAIMER_OPENING.match(key)
        lead_in = key.lstrip("[(*").startswith("导语")
        strong = lead_in and re.search("网友上传|不代表本[站网]|原创", key) is not None
        if strong or (opening and not lead_in and len(cues) >= 2) or phrases.FOREIGN_DISCLAIMER.match(key):
            page.drop(index, "disclaimer")
            if index in page.dropped and phrases.USER_UPLOADED.search(key):
                page.observe("user_uploaded", "true", index)


def _closed_lines(page: PageLines) -> None:
    """Badges, page numbers, links to the articles before and after, offers of the site."""
    for index, key in enumerate(page.keys):
        if not page.free(index):
            continue
        if phrases.BADGES.match(key):
            page.drop(index, "badge")
        elif _PAGE_NUMBER.fullmatch(key):
            page.drop(index, "page_number")
        elif _SIBLING.match(key) and index * 2 >= len(page.lines) - 1:
            page.drop(index, "sibling_link")
        elif _VENDOR.match(key) and (page.in_tail(index) or len(page.lines) - index <= FOOTER_LINES):
            page.drop(index, "vendor_notice")


def _tail(page: PageLines) -> None:
    """Cut what follows a heading of related links, statistics or comments, unless running text comes after it."""
    cut = None
    for index in page.kept():
        if not page.free(index):
            continue
        if cut is None and _tail_start().fullmatch(page.keys[index]):
            comments = COMMENTS.search(page.keys[index])
            if comments:
                page.observe("comment_count", comments.group(1) or comments.group(2), index)
            page.drop(index, "tail")
            if not _prose_after(page, index):
                cut = index
        elif cut is not None:
            page.drop(index, "tail")
            observe_counters(page, index)


@cache
def _tail_start() -> re.Pattern[str]:
    return re.compile(
        r"(?:\[[^\]]{1,60}\])?[\s\-–—•*#>»+▪■●◆【\[]*" + phrases.alternation("tail_starts") + r"[\s:.…>»)\]】]*"
        r"(?:\(\s*\d+\s*\)|\[\s*\d+\s*\])?\s*(?:更多|more|xem thêm|»|\+)?[\s:.…>»)\]】]*"
    )


def _prose_after(page: PageLines, index: int) -> bool:
    sentences = 0
    for line in page.lines[index + 1 :]:
        if line.index in page.tables or line.is_gap:
            return True
        if line.index in page.dropped or not ends_sentence(line.text):
            continue
        han = is_mostly_han(line.text)
        if len(line.text) > (100 if han else 200):
            return True
        sentences += len(line.text) > (25 if han else 60)
    return sentences >= 3


def _footer(page: PageLines) -> None:
    """Copyright, licence and address lines in the last lines of a page; an address alone is no footer."""
    kept = page.kept()
    last = kept[-FOOTER_LINES:]
    strong = [
        i
        for i in last
        if page.free(i) and (phrases.STRONG_FOOTER.match(page.keys[i]) or phrases.FOOTER_ANYWHERE.search(page.keys[i]))
    ]
    if not strong:
        return
    block = set(strong)
    for sequence in (last, last[::-1]):
        for previous, index in pairwise(sequence):
            if (
                previous in block
                and page.free(index)
                and (phrases.WEAK_FOOTER.match(page.keys[index]) or page.fields[index])
            ):
                block.add(index)
    for index in sorted(block):
        if page.free(index) and not any(item.kind in ("stamp", "author", "source") for item in page.fields[index]):
            page.drop(index, "site_footer")
            if index in page.dropped and index in strong:
                page.observe("publisher", page.lines[index].text, index)


def _tags(page: PageLines) -> None:
    for index in page.kept()[-FOOTER_LINES:]:
        match = _TAGS.match(page.keys[index]) if page.free(index) else None
        if (
            match
            and index >= 2
            and not any(ends_sentence(page.lines[later].text) for later in page.kept() if later > index)
        ):
            page.drop(index, "tags")
            if index in page.dropped:
                page.observe("tags", page.lines[index].text[match.start(1) :], index)
