"""What a date is the date of, told from its line and its sentence.

First match wins: the page's own clock, a publication stamp, a cited document, the date of signing, an event.
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.folding import LazyPattern

_Kind = Literal["event", "issue", "publication", "crawl", "cited", "other"]

_WEEKDAY = (
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|thu\s+(?:hai|ba|tu|nam|sau|bay)|chu\s+nhat"
    r"|(?:星期|周)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_ONLY_STAMP = LazyPattern(
    rf"[\s|(（]*(?:{_WEEKDAY})?[\s,，(（]*(?:ngày\s*)?@(?:[\s,，|–-]*(?:lúc\s*)?\d{{1,2}}(?:[:h]\d{{2}})?(?::\d{{2}})?)?"
    rf"(?:\s*\(?gmt[^)]*\)?)?[\s|,)）]*(?:{_WEEKDAY})?[\s)）]*\Z"
)
_WITH_WEEKDAY = LazyPattern(_WEEKDAY)
_PUBLISHED_LABEL = LazyPattern(
    r"(?:发布时间|发布日期|时间|发表时间|更新时间|上传时间|来源.{0,30}时间"
    r"|ngày đăng|đăng ngày|đăng lúc|cập nhật|xuất bản"
    r"|ngày xuất bản|ngay dang|cap nhat|published|posted|updated|last updated)\s*(?:on)?\s*[:：]?\s*\Z"
)
_CITED_BEFORE = LazyPattern(
    r"(?:(?:quyết định|nghị định|nghị quyết|kế hoạch|thông tư|chỉ thị|công văn|hướng dẫn|luật|quy chế|tờ trình"
    r"|báo cáo|thông báo|công điện|chương trình|đề án"
    r"|giấy mời|biên bản|hợp đồng)\s+(?:liên tịch\s+)?(?:số\s+)?[^\s,;]{1,30}|(?:^|\s"
    r"|\()(?:số\s*:?\s*)?\d{1,5}/[\w/&-]{2,30}|[〔\[［【(（]\d{4}[〕\]］】)）]\s*第?\d+\s*号|》)"
    r"\s*(?:\([^)]*\)|（[^）]*）)?[\s,，(（]*(?:ban hành\s+|ký\s+|đề\s+)?(?:ngày\s*|dated\s*)?\Z"
)
_CITED_BEFORE_EN = LazyPattern(
    r"(?:no\.?\s*\S+|decision|decree|circular|plan|regulation|letter)\s*,?\s*(?:of|dated|issued on)\s*\Z"
)
_CITED_AFTER = LazyPattern(
    r"\s*(?:của|cua)\s+(?:bộ|chính phủ|thủ tướng|ủy ban|ubnd|sở|quốc hội|ban|cục|bo y te)"
    r"|\s*(?:印发|发布|公布|颁布|施行)的?《"
)
_SIGNED_LINE = LazyPattern(r"(?:[^\d\n,，]{2,40}[,，]\s*)?(?:ngày\s*)?@\s*[)）.]?\s*\Z")
_PRINTED = LazyPattern(r"\s*印发\s*\Z")
_EVENT_VERB = LazyPattern(
    r"tổ chức|diễn ra|khai mạc|đến thăm|làm việc với|chúc mừng|ký kết|khánh thành|chủ trì|kiểm tra|tiến hành"
    r"|đã họp|bế mạc|phát động|to chuc|dien ra|khai mac|召开|举行|举办|召集|开展|开幕|闭幕|组织|赴|调研|视察|慰问|启动"
    r"|held|took place|takes place|convened|opened|hosted|organi[sz]ed|launched|chaired|visited|attended|signed"
    r"|met in|gathered"
)
_STOPS = LazyPattern(r"[。！？；\n]|[.!?;](?=\s|$)")
_TAIL_LINES = 25


def classify_date(folded: str, start: int, end: int) -> tuple[_Kind, str]:
    """Tell what the date at ``folded[start:end]`` is of, and by which rule."""
    line_start = folded.rfind("\n", 0, start) + 1
    line_end = folded.find("\n", end)
    line_end = len(folded) if line_end < 0 else line_end
    before, after = folded[max(line_start, start - 200) : start], folded[end : min(line_end, end + 300)]
    stamp = _classify_stamp(folded, line_start, line_end, before + "@" + after)
    if stamp is not None:
        return stamp
    if _PUBLISHED_LABEL.search(before) and len(before) < 60:
        return "publication", "publication_label"
    if re.search(r"^[\s|*]*(?:date|ngày lập|日期)\s*[:：]\s*\Z", before):
        return "issue", "date_label"
    if _CITED_BEFORE.search(before) or _CITED_BEFORE_EN.search(before):
        return "cited", "after_document"
    if _PRINTED.match(after):
        return "issue", "printed_on"
    return _classify_in_sentence(before, after)


def _classify_stamp(folded: str, line_start: int, line_end: int, line: str) -> tuple[_Kind, str] | None:
    """Classify a date that has its line to itself."""
    if not _SIGNED_LINE.match(line) and not _ONLY_STAMP.match(line):
        return None
    above = folded[:line_start].strip().count("\n") + 1 if folded[:line_start].strip() else 0
    below = folded[line_end:].strip()
    if re.match(r"\s*[(（]\s*@\s*[)）]\s*\Z", line) and 0 < above <= 5 and below:
        return "event", "note_under_title"
    if _ONLY_STAMP.match(line):
        if above == 0 and below and _WITH_WEEKDAY.search(line):
            return "crawl", "first_line_of_file"
        if above <= 3 and below:
            return "publication", "stamp_after_title"
        is_tail = below.count("\n") < _TAIL_LINES
        return ("issue", "last_lines") if is_tail and len(below) < 1500 else ("other", "own_line")
    return "issue", "place_and_date_line"


def _classify_in_sentence(before: str, after: str) -> tuple[_Kind, str]:
    head = _STOPS.split(before)[-1]
    tail = _STOPS.split(after, maxsplit=1)[0]
    if _CITED_AFTER.match(after):
        return "cited", "before_issuer"
    if _EVENT_VERB.search(tail) or _EVENT_VERB.search(head):
        return "event", "sentence_of_event"
    return "other", "no_cue"
