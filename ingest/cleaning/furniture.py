"""Removal of page furniture: whole lines, runs of lines and fields of lines, each by a rule with an anchor.

What a removed line knew (dates, views, section, tags …) is observed. A line that ``protected`` names always stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from ingest.cleaning import phrases
from ingest.cleaning.cells import table_rows
from ingest.cleaning.lines import Line, ends_sentence, is_mostly_han, split_lines, word_count
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.metaline import MetaField, date_line, has_clock, has_weekday, line_key, read_fields
from ingest.cleaning.protected import is_protected
from ingest.documents import Observation

_LONGEST_KEY = 400
_FOOTER_LINES = 15
_TOP_LINES = 8
_TAIL_SHARE = 0.15
_TAIL_CHARACTERS = 300
_COMMENTS = re.compile(
    r"(?:ý kiến|bình luận|phản hồi|评论|回复|comments?)[^\d]{0,12}(\d+)|(\d+)\s*(?:ý kiến|bình luận|phản hồi|条?评论|回复|comments?)"
)
_POSITION = re.compile(
    r"[\[(]?\s*(?:bạn đang ở(?: đây)?|bạn đang xem|vị trí(?: hiện tại)?|您(?:现在|当前)?的?(?:所在)?位置(?:是)?|你(?:现在|当前)?的?位置|您所在的位置|(?:当前|所在|现在)(?:的)?位置|you are here|location)\s*[:>]?\s*"
)
_HOME = re.compile(r"(?:trang chủ|trang nhất|首页|网站首页|home|homepage|主页|本站首页|范文网首页)$")
_CRUMB = re.compile(r"\s*(?:>>|>|»|›|→|/|\\|::|&gt;)\s*")
_ARROW = re.compile(r">|»|›|→|&gt;")
_TAGS = re.compile(
    r"(?:từ khóa|từ khoá|tags?|thẻ|nhãn|chủ đề|关键词|关键字|标签|tag标签|本文标签|keywords?|filed under)\s*:\s*(.{0,300})$"
)
_SIBLING = re.compile(
    r"[\s\-–—•*<>«»←→【\[·]*(?:上一篇|下一篇|上一条|下一条|上一页|下一页|前一篇|后一篇|上篇|下篇|bài trước|bài sau|bài tiếp theo|bài kế tiếp|tin trước|tin sau|tin kế tiếp|tin tiếp theo|"
    r"previous(?: (?:post|article|news|story|page))?|next(?: (?:post|article|news|story|page))?)\s*(?:文章|新闻|信息)?[】\]]?\s*:.{0,200}$"
)
_VENDOR = re.compile(
    r"[\s\-–—•*(]*(?:相关栏目\s*:|收藏在|请阅读下面提示信息|本文(?:地址|链接|网址)\s*:|文章(?:地址|链接)\s*:|转载请注明|更多.{0,20}请(?:关注|点击|访问))"
)
_PAGE_NUMBER = re.compile(
    r"(?:-|–|—)\s*\d{1,4}\s*(?:-|–|—)|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,4}\s*页(?:\s*第\s*\d{1,4}\s*页)?|trang\s*:?\s*\d{1,4}\s*(?:/|trên|of)\s*\d{1,4}|trang \d{1,4}|page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
)
_EVENT_PLACE = re.compile(r"(?:地点|主持人|主持|出席|参会|địa điểm|chủ trì|thành phần|venue|location|chair)\s*:")
_TOTALS = frozenset(
    (
        "tổng số",
        "tổng",
        "tổng truy cập",
        "tổng số truy cập",
        "tổng lượt truy cập",
        "tổng số lượt truy cập",
        "总访问量",
        "访问量",
        "total visits",
        "total",
    )
)
_WEB_COUNTER = re.compile("truy cập|trực tuyến|online|xem|đọc|khách|阅读|浏览|点击|访问|在线|人气|view|visit|hits")
_SIGN_IN = frozenset(
    ("đăng nhập", "đăng ký", "tìm kiếm", "login", "log in", "sign in", "search", "menu", "登录", "注册", "搜索")
)
_SITE_NAME = re.compile(
    r"(?:(?:cổng|trang) (?:thông tin )?(?:điện tử|ttđt)|website) .{3,80}|.{2,30}(?:门户网站|官方网站|官网|信息网|政府网|范文网|全球资讯网|资讯网|.部门口网站)$"
)
_GENERIC_TITLES = re.compile(r"^[\s\-+*•]|^\d{1,2}\s*[:h]\s*\d{0,2}")


@dataclass(slots=True)
class _Page:
    """The lines of one text with what has been decided about them."""

    mapped: MappedText
    lines: list[Line]
    keys: list[str]
    fields: list[tuple[MetaField, ...]]
    tables: frozenset[int]
    dropped: dict[int, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def free(self, index: int) -> bool:
        """Whether a rule may still decide about a line."""
        line = self.lines[index]
        return index not in self.dropped and index not in self.tables and not line.is_gap and bool(self.keys[index])

    def drop(self, index: int, rule: str) -> None:
        if self.free(index) and not is_protected(self.lines[index].text):
            self.dropped[index] = rule

    def observe(self, name: str, value: str, index: int) -> None:
        line = self.lines[index]
        raw_start, raw_end = self.mapped.raw_span(line.start, line.end)
        self.observations.append(Observation(name, value.strip(), raw_start, raw_end))

    def kept(self) -> list[int]:
        return [line.index for line in self.lines if line.index not in self.dropped]

    def in_tail(self, index: int) -> bool:
        size = len(self.mapped.text)
        return self.lines[index].start >= min(size * (1 - _TAIL_SHARE), size - _TAIL_CHARACTERS)


def strip_furniture(mapped: MappedText) -> tuple[MappedText, tuple[Observation, ...]]:
    """Take out page furniture; return the text without it and what it said of the document."""
    lines = split_lines(mapped.text)
    keys = [line_key(line.text) if len(line.text) <= _LONGEST_KEY else "" for line in lines]
    page = _Page(mapped, lines, keys, [read_fields(key) if key else () for key in keys], table_rows(lines, mapped))
    rules: tuple[Callable[[_Page], None], ...] = (
        _render_date, _breadcrumbs, _bars, _navigation, _disclaimers, _closed_lines, _tail, _footer, _counters, _tags, _mixed_lines,
    )  # fmt: skip
    _site_name(page)
    for rule in rules:
        rule(page)
    page.edits += [page.lines[index].drop(rule) for index, rule in page.dropped.items()]
    return mapped.apply(page.edits), tuple(page.observations)


def _site_name(page: _Page) -> None:
    """The name of the site as the first line, with other furniture directly below it."""
    if len(page.lines) < 4 or not _SITE_NAME.fullmatch(page.keys[0]) or ends_sentence(page.keys[0]):
        return
    if page.fields[1] or _is_breadcrumb_line(page.keys[1]):
        page.drop(0, "site_name")
        if 0 in page.dropped:
            page.observe("publisher", page.lines[0].text, 0)


def _render_date(page: _Page) -> None:
    """A weekday with a date as the first line, with a title or another date below it, is the day of the visit."""
    for index, found in enumerate(page.fields[:_TOP_LINES]):
        clock = next((item for item in found if item.kind == "clock"), None)
        if clock is not None and all(item.kind in ("clock", "bar", "navigation") for item in found):
            page.drop(index, "render_date")
            if index in page.dropped:
                page.observe("crawl_date", page.lines[index].text[clock.value_start : clock.value_end], index)
    if len(page.lines) < 2 or not date_line(page.keys[0]) or not has_weekday(page.keys[0]):
        return
    later_date = any(
        date_line(key) or any(f.kind == "stamp" for f in found)
        for key, found in zip(page.keys[1:9], page.fields[1:9], strict=True)
    )
    if has_clock(page.keys[0]) and not later_date:
        return
    if not _GENERIC_TITLES.match(page.keys[1]):
        page.drop(0, "render_date")
        if 0 in page.dropped:
            page.observe("crawl_date", page.lines[0].text, 0)


def _breadcrumbs(page: _Page) -> None:
    for index, key in enumerate(page.keys):
        if not page.free(index):
            continue
        lead = _POSITION.match(key)
        segments = [segment.strip(" )]") for segment in _CRUMB.split(key[lead.end() :] if lead else key)]
        segments = [segment for segment in segments if segment]
        if _is_breadcrumb(key, segments, lead is not None, index < _TOP_LINES):
            page.drop(index, "breadcrumb")
            if len(segments) > 1:
                original = _CRUMB.split(page.lines[index].text[lead.end() if lead else 0 :])
                page.observe("section", " > ".join(segment.strip(" )]") for segment in original[1:]), index)


def _is_breadcrumb_line(key: str) -> bool:
    lead = _POSITION.match(key)
    segments = [part.strip(" )]") for part in _CRUMB.split(key[lead.end() :] if lead else key) if part.strip(" )]")]
    return _is_breadcrumb(key, segments, lead is not None, True)


def _is_breadcrumb(key: str, segments: list[str], announced: bool, at_top: bool) -> bool:
    if not segments or ends_sentence(key):
        return False
    home = _HOME.match(segments[0]) is not None
    most = 8 if home or announced else 4
    short = all(word_count(segment) <= most or len(segment) <= 8 for segment in segments[:-1])
    if announced:
        return short and len(segments) > 1
    if len(segments) < 2 or not at_top:
        return False
    if home:
        return short
    return len(segments) >= 3 and _ARROW.search(key) is not None and short and word_count(segments[-1]) <= 4


def _bars(page: _Page) -> None:
    """Share, print and font bars; a bar of one ambiguous word goes only beside other furniture."""
    weak: list[int] = []
    for index, found in enumerate(page.fields):
        if (
            not found
            or not page.free(index)
            or any(item.kind not in ("bar", "navigation", "counter") for item in found)
        ):
            continue
        bars = [item for item in found if item.kind == "bar"]
        if not bars:
            if found[0].label in _SIGN_IN:
                weak.append(index)
            continue
        if (
            len(found) >= 2
            and len(bars) * 2 >= len(found)
            or any(item.label not in phrases.phrase_list("weak_bars") for item in bars)
        ):
            page.drop(index, "share_bar")
        else:
            weak.append(index)
    for index in weak:
        if page.fields[index][0].label in _SIGN_IN and _at_edge(page, index):
            page.drop(index, "navigation")
        if any(near in page.dropped or _is_meta(page, near) for near in (index - 1, index + 1)):
            page.drop(index, "share_bar")


def _at_edge(page: _Page, index: int) -> bool:
    return index < _TOP_LINES or len(page.lines) - index <= _FOOTER_LINES


def _is_meta(page: _Page, index: int) -> bool:
    return 0 <= index < len(page.fields) and bool(page.fields[index])


def _navigation(page: _Page) -> None:
    """Menus: one line of three or more entries, or three or more lines of one entry each."""
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        entries = page.fields[index] if index < len(page.lines) else ()
        single = bool(entries) and all(item.kind in ("navigation", "bar") for item in entries)
        if single and len(entries) >= 3:
            page.drop(index, "navigation")
        if single:
            run.append(index)
            continue
        if len(run) >= 3 or (run and _HOME.match(page.keys[run[0]].strip()) and (len(run) >= 2 or run[0] <= 3)):
            for member in run:
                page.drop(member, "navigation")
        run = []


def _disclaimers(page: _Page) -> None:
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


def _closed_lines(page: _Page) -> None:
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
        elif _VENDOR.match(key) and (page.in_tail(index) or len(page.lines) - index <= _FOOTER_LINES):
            page.drop(index, "vendor_notice")


def _tail(page: _Page) -> None:
    """Cut what follows a heading of related links, statistics or comments, unless running text comes after it."""
    cut = None
    for index in page.kept():
        if not page.free(index):
            continue
        if cut is None and _tail_start().fullmatch(page.keys[index]):
            comments = _COMMENTS.search(page.keys[index])
            if comments:
                page.observe("comment_count", comments.group(1) or comments.group(2), index)
            page.drop(index, "tail")
            if not _prose_after(page, index):
                cut = index
        elif cut is not None:
            page.drop(index, "tail")
            _observe_counters(page, index)


@cache
def _tail_start() -> re.Pattern[str]:
    return re.compile(
        r"[\s\-–—•*#>»+▪■●◆【\[]*" + phrases.alternation("tail_starts") + r"[\s:.…>»)\]】]*"
        r"(?:\(\s*\d+\s*\)|\[\s*\d+\s*\])?\s*(?:更多|more|xem thêm|»|\+)?[\s:.…>»)\]】]*"
    )


def _prose_after(page: _Page, index: int) -> bool:
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


def _footer(page: _Page) -> None:
    """Copyright, licence and address lines in the last lines of a page; an address alone is no footer."""
    kept = page.kept()
    last = kept[-_FOOTER_LINES:]
    strong = [
        i
        for i in last
        if page.free(i) and (phrases.STRONG_FOOTER.match(page.keys[i]) or phrases.FOOTER_ANYWHERE.search(page.keys[i]))
    ]
    if not strong:
        return
    block = set(strong)
    for sequence in (last, last[::-1]):
        for previous, index in zip(sequence, sequence[1:], strict=False):
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


def _counters(page: _Page) -> None:
    """Counters go in company only: two lines on end, of which one speaks of visits, or one beside other furniture."""
    is_counter = [bool(found) and all(item.kind in ("counter", "bar") for item in found) for found in page.fields]
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        if index < len(page.lines) and is_counter[index] and page.free(index):
            run.append(index)
            continue
        if run:
            _settle_counters(page, run)
        run = []


def _settle_counters(page: _Page, run: list[int]) -> None:
    items = [item for index in run for item in page.fields[index] if item.kind == "counter"]
    speaks_of_visits = any(_WEB_COUNTER.search(page.keys[index]) for index in run)
    unmistakable = any(item.label in phrases.phrase_list("unmistakable_counters") or not item.label for item in items)
    beside = any(near in page.dropped or _is_meta(page, near) for near in (run[0] - 1, run[-1] + 1))
    if (len(items) >= 2 and speaks_of_visits) or (unmistakable and beside):
        for index in run:
            page.drop(index, "counter")
            _observe_counters(page, index)


def _observe_counters(page: _Page, index: int) -> None:
    for item in page.fields[index]:
        if item.kind == "counter" and index in page.dropped:
            _observe_counter(page, index, item)


def _observe_counter(page: _Page, index: int, item: MetaField) -> None:
    key = page.keys[index]
    digits = re.sub(r"\D", "", key[item.start : item.end])
    if re.search("online|trực tuyến|đang|hôm|在线|今日|昨日", key[item.start : item.end]):
        return
    name = "comment_count" if _COMMENTS.search(key[item.start : item.end]) else "views"
    if digits and (
        name == "comment_count"
        or item.label in _TOTALS
        or item.label in phrases.phrase_list("unmistakable_counters")
        or not item.label
    ):
        page.observe(name, digits, index)


def _tags(page: _Page) -> None:
    for index in page.kept()[-_FOOTER_LINES:]:
        match = _TAGS.match(page.keys[index]) if page.free(index) else None
        if (
            match
            and index >= 2
            and not any(ends_sentence(page.lines[later].text) for later in page.kept() if later > index)
        ):
            page.drop(index, "tags")
            if index in page.dropped:
                page.observe("tags", page.lines[index].text[match.start(1) :], index)


def _mixed_lines(page: _Page) -> None:
    """Of a line with date, author or source, only counters and bars are taken out."""
    for index, found in enumerate(page.fields):
        if not page.free(index) or is_protected(page.lines[index].text):
            continue
        kept = [item for item in found if item.kind in ("stamp", "author", "source")]
        if not kept or len(kept) == len(found) or _EVENT_PLACE.search(page.keys[index]):
            continue
        for item in found:
            if item.kind == "counter":
                _observe_counter(page, index, item)
        page.edits += _cut_fields(page.lines[index], found)


def _cut_fields(line: Line, found: tuple[MetaField, ...]) -> list[Edit]:
    edits = []
    position = 0
    kept_before = False
    for number, item in enumerate(found):
        if item.kind not in ("stamp", "author", "source"):
            continue
        if number and found[number - 1].kind not in ("stamp", "author", "source"):
            edits.append(
                Edit(line.start + position, line.start + item.start, " " if kept_before else "", "meta_fields")
            )
        position = item.end
        kept_before = True
    if found[-1].kind not in ("stamp", "author", "source"):
        edits.append(Edit(line.start + position, line.end, "", "meta_fields"))
    return edits
