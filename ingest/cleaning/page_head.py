"""Furniture at the head of a page: name of the site, clock, path, menus, bars for print and fonts."""

from __future__ import annotations

import re

from ingest.cleaning import phrases
from ingest.cleaning.lines import ends_sentence, word_count
from ingest.cleaning.metaline import date_line, has_clock, has_weekday
from ingest.cleaning.page_lines import TOP_LINES, PageLines, at_edge, is_meta

_POSITION = re.compile(
    r"[\[(]?\s*(?:bạn đang ở(?: đây)?|bạn đang xem|vị trí(?: hiện tại)?|您(?:现在|当前)?的?(?:所在)?位置(?:是)?|"
    r"你(?:现在|当前)?的?位置|您所在的位置|(?:当前|所在|现在)(?:的)?位置|you are here|location)\s*[:>]?\s*"
)
_HOME = re.compile(r"(?:trang chủ|trang nhất|首页|网站首页|home|homepage|主页|本站首页|范文网首页)$")
_CRUMB = re.compile(r"\s*(?:>>|>|»|›|→|/|\\|::|&gt;)\s*")
_ARROW = re.compile(r">|»|›|→|&gt;")
_SIGN_IN = frozenset(
    ("đăng nhập", "đăng ký", "tìm kiếm", "login", "log in", "sign in", "search", "menu", "登录", "注册", "搜索")
)
_SITE_NAME = re.compile(
    r"(?:(?:cổng|trang) (?:thông tin )?(?:điện tử|ttđt)|website) .{3,80}|.{2,30}(?:门户网站|官方网站|官网|信息网|"
    r"政府网|范文网|全球资讯网|资讯网|.部门口网站)$"
)
_GENERIC_TITLES = re.compile(r"^[\s\-+*•]|^\d{1,2}\s*[:h]\s*\d{0,2}")


def drop_site_name(page: PageLines) -> None:
    """The name of the site as the first line, with other furniture directly below it."""
    if len(page.lines) < 4 or not _SITE_NAME.fullmatch(page.keys[0]) or ends_sentence(page.keys[0]):
        return
    if page.fields[1] or _is_breadcrumb_line(page.keys[1]):
        page.drop(0, "site_name")
        if 0 in page.dropped:
            page.observe("publisher", page.lines[0].text, 0)


def drop_render_date(page: PageLines) -> None:
    """A weekday with a date as the first line, with a title or another date below it, is the day of the visit."""
    for index, found in enumerate(page.fields[:TOP_LINES]):
        clock = next((item for item in found if item.kind == "clock"), None)
        if clock is not None and all(item.kind in ("clock", "bar", "navigation") for item in found):
            page.drop(index, "render_date")
            if index in page.dropped:
                page.observe("crawl_date", page.lines[index].text[clock.value_start : clock.value_end], index)
    _drop_clock_below_site_name(page)
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


def _drop_clock_below_site_name(page: PageLines) -> None:
    """A weekday with a date among the short lines of the page's head, with the date of the text further down."""
    for index in range(1, min(6, len(page.lines) - 2)):
        if word_count(page.keys[index - 1]) > 6:
            return
        if not date_line(page.keys[index]) or not has_weekday(page.keys[index]) or has_clock(page.keys[index]):
            continue
        later = range(index + 2, min(index + 12, len(page.lines)))
        if any(date_line(page.keys[near]) and word_count(page.keys[near - 1]) >= 5 for near in later):
            page.drop(index, "render_date")
            if index in page.dropped:
                page.observe("crawl_date", page.lines[index].text, index)
        return


def drop_breadcrumbs(page: PageLines) -> None:
    """Drop the path from the home page to the section; a list of three things with strokes between is none."""
    for index, key in enumerate(page.keys):
        if not page.free(index):
            continue
        lead = _POSITION.match(key)
        segments = [segment.strip(" )]") for segment in _CRUMB.split(key[lead.end() :] if lead else key)]
        segments = [segment for segment in segments if segment]
        if _is_breadcrumb(key, segments, lead is not None, index < TOP_LINES):
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


def drop_bars(page: PageLines) -> None:
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
        if (len(found) >= 2 and len(bars) * 2 >= len(found)) or any(
            item.label not in phrases.phrase_list("weak_bars") for item in bars
        ):
            page.drop(index, "share_bar")
        else:
            weak.append(index)
    for index in weak:
        if page.fields[index][0].label in _SIGN_IN and at_edge(page, index):
            page.drop(index, "navigation")
        if any(near in page.dropped or is_meta(page, near) for near in (index - 1, index + 1)):
            page.drop(index, "share_bar")


def drop_menus(page: PageLines) -> None:
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
