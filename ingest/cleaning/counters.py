"""Counters of visits, readers and comments, alone on their lines or beside a date and a source."""

from __future__ import annotations

import re

from ingest.cleaning import phrases
from ingest.cleaning.lines import Line
from ingest.cleaning.mapped_text import Edit
from ingest.cleaning.metaline import MetaField
from ingest.cleaning.page_lines import PageLines, is_meta
from ingest.cleaning.protected import is_protected

COMMENTS = re.compile(
    r"(?:ý kiến|bình luận|phản hồi|评论|回复|comments?)[^\d]{0,12}(\d+)|(\d+)\s*(?:ý kiến|bình luận|phản hồi|"
    r"条?评论|回复|comments?)"
)
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
_EVENT_PLACE = re.compile(r"(?:地点|主持人|主持|出席|参会|địa điểm|chủ trì|thành phần|venue|location|chair)\s*:")


def drop_counters(page: PageLines) -> None:
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


def _settle_counters(page: PageLines, run: list[int]) -> None:
    items = [item for index in run for item in page.fields[index] if item.kind == "counter"]
    speaks_of_visits = any(_WEB_COUNTER.search(page.keys[index]) for index in run)
    unmistakable = any(item.label in phrases.phrase_list("unmistakable_counters") or not item.label for item in items)
    beside = any(near in page.dropped or is_meta(page, near) for near in (run[0] - 1, run[-1] + 1))
    if (len(items) >= 2 and speaks_of_visits) or (unmistakable and beside):
        for index in run:
            page.drop(index, "counter")
            observe_counters(page, index)


def observe_counters(page: PageLines, index: int) -> None:
    """Observe the counters of a line that goes."""
    for item in page.fields[index]:
        if item.kind == "counter" and index in page.dropped:
            _observe_counter(page, index, item)


def _observe_counter(page: PageLines, index: int, item: MetaField) -> None:
    key = page.keys[index]
    digits = re.sub(r"\D", "", key[item.start : item.end])
    if re.search("online|trực tuyến|đang|hôm|在线|今日|昨日", key[item.start : item.end]):
        return
    name = "comment_count" if COMMENTS.search(key[item.start : item.end]) else "views"
    if digits and (
        name == "comment_count"
        or item.label in _TOTALS
        or item.label in phrases.phrase_list("unmistakable_counters")
        or not item.label
    ):
        page.observe(name, digits, index)


def cut_mixed_lines(page: PageLines) -> None:
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
