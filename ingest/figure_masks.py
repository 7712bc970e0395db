"""What looks like a quantity and is none: dates, periods, numbers of documents, list markers, names, times, phones."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.dates import date_spans
from ingest.document_numbers import document_number_spans
from ingest.folding import LazyPattern, fold
from ingest.period_patterns import match_periods
from vectorstore.records import Language

_REACH = 100
_GAP = LazyPattern(r"⟦[^⟧\n]*⟧|(?:省略|全文共|只显示|共)\d+字")
_TIME = LazyPattern(
    r"(?<![\d.,])(?:[01]?\d|2[0-4])\s?(?:(?:h|g|giờ|gio)\s?[0-5]\d(?:\s?(?:phút|phut))?|:[0-5]\d(?::[0-5]\d)?"
    r"|[时点][0-5]\d分?)(?!\d)"
    r"|(?<![\d.,])(?:lúc|từ|vào|hồi|at)\s(?P<h>\d{1,2})\s?(?:h|giờ|am|pm)(?!\w)(?:\s?[0-5]\d\s?(?:phút|phut)(?!\w))?|(?<![\d.,/])24/(?:7|24)(?!\d)"
)
_PHONE = LazyPattern(
    r"(?:điện thoại|đt|fax|hotline|đường dây nóng|tel|phone|电话|传真|热线|邮编|qq"
    r"|微信)[^\n\d]{0,12}(?:\+?\d[\d .()-]{4,}\d)|(?<![\d.,])(?:\+84|0\d{2,3})[ .-]\d{3,4}[ .-]?\d{3,4}(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<![\d.,])1(?:1[0-9]|2[0-9]|2\d{3})(?=\s?(?:指挥|急救|热线|平台|电话|hotline|helpline|emergency line))"
)
_URL = LazyPattern(
    r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+|(?<![\w.+-])[a-z0-9.+_-]{1,64}@[a-z0-9-]{1,64}(?:\.[a-z0-9-]{1,64}){1,4}"
    r"|(?<![\w.-])[a-z0-9-]{1,64}\.(?:vn|com|cn|org|gov|edu|net)(?!\w)(?:\.\w{1,20}){0,4}(?:/[^\s\u4e00-\u9fff]*)?"
)
_LIST_MARKER = LazyPattern(
    r"(?m)^[ \t|>*#-]*(?:\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)、．/](?!\d)|\(?\d{1,2}(?:\.\d{1,2}){1,3}(?=\s)"
    r"|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|\d{1,2}(?=-\s))"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|(?<=[。；;\s])\d{1,2}[、．](?=\s?[^\d\s])|(?<=[。；;\s])[一二三四五六七八九十]{1,3}、"
    r"|(?<=\s)\(\d{1,2}\)(?=\s)"
)
_EN_HEADING = re.compile(r"(?m)^[ \t|>*#]*(?P<n>\d{1,2}(?:\.\d{1,2}){0,3})[ \t]+[A-Z][^\n.;:,!?|]{0,70}$")
"""``2 Older people`` alone on its line: the number of a section, told by the capital that no counted noun has."""
_CODES = LazyPattern(
    r"(?<![\w])[a-zđ]{1,8}[-–_]?\d[\w.]*(?![\w%])|(?<!\w)\d+[a-zđ]\d\w*|\[\d{1,3}(?:[-–,]\s?\d{1,3})*\]"
    r"|(?<!\w)km\s?\d+\+\d+|(?<!\w)(?:pm)\s?2[.,]5|pm\s?10(?!\d)|\*{1,2}\d"
)
_QUOTED = LazyPattern(r"[“\"「『‘]([^“”\"「」『』‘’\n]{1,60})[”\"」』’]")
_TITLED = LazyPattern(r"[《〈][^《》〈〉\n]{1,120}[》〉]")
_MEASURED = LazyPattern(r"%|元|đồng|triệu|tỷ|million|billion|万")
_SENTENCE_END = LazyPattern(r"[。！？;；]|[.!?]\s")
_HAN_NUMERAL = LazyPattern(r"[一二两三四五六七八九十百千万\d]")
_VI_LABELS = (
    "khu phố|tổ dân phố|điều|khoản|điểm|mục|phần|chương|bảng|biểu|hình|phụ lục|sơ đồ|trang|câu|thứ|lần thứ|khóa"
    "|quận|phường|đội|xóm|hẻm|ấp|đường"
    "|ngõ|quốc lộ|ql|tỉnh lộ|"
    "version|phiên bản|nghị quyết|tọa đàm|đợt|kỳ|số hiệu|mẫu số|bước|giai đoạn|vòng|ca|tuần|mã|số|hạng|loại|cấp"
    "|tuyến|nhóm|tổ|khu|khối|lớp|cụm|độ|mức|km|type|stt|tập|quyển|bài|nhà|lô|kiện|tầng|phòng|hội trường"
)
_STRONG_LABELS = frozenset(
    [
        "điều",
        "khoản",
        "mục",
        "phần",
        "chương",
        "bảng",
        "biểu",
        "hình",
        "trang",
        "câu",
        "thứ",
        "quận",
        "đường",
        "ngõ",
        "ql",
        "tầng",
        "lô",
        "stt",
        "khu phố",
        "phường",
        "đội",
        "xóm",
        "tổ dân phố",
        "hẻm",
        "ấp",
        "phụ lục",
        "sơ đồ",
        "lần thứ",
        "quốc lộ",
        "tỉnh lộ",
        "phiên bản",
        "số hiệu",
        "mẫu số",
        "hội trường",
    ]
)
_VI_LABEL = LazyPattern(rf"(?<!\w)(?P<label>{_VI_LABELS})\s*:?\s?\Z")
_EN_LABEL = LazyPattern(
    r"(?<!\w)(?P<label>no\.?|number|article|section|chapter|table|figure|fig\.?|annex|appendix|phase|step|level"
    r"|type|class|grade|room|page|pages|version|"
    r"part|item|clause|paragraph|district|ward|stage|tier|circular|decree|decision|building|zone|goal|sdg|block"
    r"|route|highway|lot|line|chart|box|covid|iso|category)\s?\Z"
)
_ZH_LABEL_BEFORE = LazyPattern(r"(?:第|附件|附表|附录|图表|图|序号|编号|代码|房间|no\.?|型号|版本|周期表)\s?\Z")
_ZH_TABLE_BEFORE = LazyPattern(r"(?:^|[^\u4e00-\u9fff])表\s?\Z")
_ZH_LABEL_AFTER = LazyPattern(r"\s?(?:号|楼|层|版(?!面)|级|型|室(?!内)|届|栋|单元|路|#|℃以|[a-z])")
_EN_ORDINAL = LazyPattern(r"(?:st|nd|rd|th)(?!\w)")


def excluded_stretches(text: str, folded: str, language: Language, numbers: list[tuple[int, int]]) -> bytearray:
    """Mark, one byte a character, what no quantity may touch; only the surroundings of ``numbers`` are looked at."""
    mask = bytearray(len(text))
    for start, end in date_spans(folded, language):
        mask[start:end] = b"\x01" * (end - start)
    for period in match_periods(folded, language):
        mask[period.start : period.end] = b"\x01" * (period.end - period.start)
    for start, end in document_number_spans(text):
        mask[start:end] = b"\x01" * (end - start)
    near = _surroundings(numbers, len(text))
    for pattern in (_GAP, _TIME, _PHONE, _URL, _LIST_MARKER, _CODES, _TITLED, _name_pattern(language)):
        for start, end in near:
            for match in pattern.finditer(folded, start, end):
                mask[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    if language == "en":
        for match in _EN_HEADING.finditer(text):
            mask[match.start("n") : match.end("n")] = b"\x01" * (match.end("n") - match.start("n"))
    for start, end in _quoted_names(folded, language):
        mask[start:end] = b"\x01" * (end - start)
    return mask


def _surroundings(numbers: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    near: list[tuple[int, int]] = []
    for start, end in numbers:
        if near and start - _REACH <= near[-1][1]:
            near[-1] = (near[-1][0], min(length, end + _REACH))
        else:
            near.append((max(0, start - _REACH), min(length, end + _REACH)))
    return near


def is_label(text: str, folded: str, start: int, end: int, language: Language, *, has_unit: bool) -> bool:
    """Tell whether a number names something (Điều 3, 第二, 1楼, Table 2, Quân Y 5) instead of counting."""
    before = folded[max(0, start - 24) : start]
    if language == "zh":
        return bool(
            _ZH_LABEL_BEFORE.search(before)
            or _ZH_TABLE_BEFORE.search(before)
            or (not has_unit and _ZH_LABEL_AFTER.match(folded, end))
        )
    if language == "en":
        if _EN_ORDINAL.match(folded, end):
            return True
        return bool(_EN_LABEL.search(before)) or (not has_unit and _follows_name(text, start))
    match = _VI_LABEL.search(before)
    if match:
        label = match["label"]
        if label in _STRONG_LABELS and not before[: match.start()].endswith(("tổng ", "toàn ")):
            return True
        if not has_unit and not re.search(r"(?:tổng|con|chỉ|trị|dân)\s\Z", before[: match.start()]):
            return True
    return not has_unit and _follows_name(text, start)


def _follows_name(text: str, start: int) -> bool:
    """Tell whether the word just before is capitalised inside a sentence (``Bệnh viện Quân Y 5``)."""
    match = re.search(r"(\S+)[ \u00a0]([^\W\d_]+)[ \u00a0]?\Z", text[max(0, start - 40) : start])
    if match is None or not match[2][:1].isupper():
        return False
    return match[1][-1].isalnum() and (match[1][0].isupper() or len(match[2]) > 1)


def _quoted_names(folded: str, language: Language) -> list[tuple[int, int]]:
    """Short quotations are names; what is quoted once as a name is one wherever it stands (“三项行动”, 三项行动)."""
    spans = []
    names = set()
    for match in _QUOTED.finditer(folded):
        inner = match[1]
        long = len(inner) > 16 if language == "zh" else len(inner.split()) > 8
        if long or _MEASURED.search(inner) or _SENTENCE_END.search(inner) or not _HAN_NUMERAL.search(inner):
            continue
        spans.append((match.start(), match.end()))
        if language == "zh" and len(inner) > 2:
            names.add(inner)
    for name in names:
        start = folded.find(name)
        while start >= 0:
            spans.append((start, start + len(name)))
            start = folded.find(name, start + len(name))
    return spans


@cache
def _name_pattern(language: Language) -> re.Pattern[str]:
    data: dict[str, Any] = tomllib.loads(files("ingest").joinpath("data", "names.toml").read_text("utf-8"))
    names = sorted((fold(name) for name in data[language]), key=len, reverse=True)
    body = "|".join(map(re.escape, names))
    return re.compile(body if language == "zh" else rf"(?<!\w)(?:{body})(?!\w)")
