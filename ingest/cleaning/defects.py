"""Marks of a source that lacks something: names and dates deleted, places masked, bytes lost."""

from __future__ import annotations

import re

from ingest.cleaning.mojibake import find_unrepairable

_BREAK = r"(?:^|(?<=[。，,；;：:、！？\s(（]))"
_MISSING = re.compile(
    _BREAK + r"月\d{1,2}[日号號]"
    r"|(?:在|于|於|自|从|從|至|截至|到)年(?=[开開召举舉组組开推进進实實深展建创創成完获獲印下制])"
    r"|(?<![\d〇○一二三四五六七八九十零×xX*本当當今去明前某每全几幾])年\s*月\s*日"
    r"|由(?=任(?:副)?(?:组长|組長|主任|局长|局長|会长|會長|总指挥|總指揮))任(?:副)?[\u3400-\u9fff]{2}"
    r"|[,，、;；]任(?:副)?(?:组长|組長|主任|局长|局長|会长|會長|总指挥|總指揮)"
    r"|[〔\[［（(【]\s*[〕\]］）)】]\s*第?\s*\d{1,4}\s*[号號]"
    r"|[Nn]gày\s*(?:[.…_]{2,}|…|\s)\s*tháng\s*(?:[.…_]{2,}|…|\d{1,2}|\s)\s*năm"
    r"|(?:Số|SỐ)\s*:\s*(?:[.…_]{2,}|…)?\s*/[A-ZĐ]",
    re.MULTILINE,
)
_REDACTED = re.compile(
    r"[*＊]{1,3}(?=[省市县縣区區镇鎮乡鄉村街局厅廳委院校站所科公同职職单單企地])|[×✕]{1,4}(?=[\u3400-\u9fff])|"
    r"(?<=[\u3400-\u9fff])[×✕]{2,4}|(?<![A-Za-z])[XxＸ]{1,3}(?=[省市县縣区區镇鎮乡鄉村街局厅廳委同志])"
    r"|某(?:某|[省市县縣区區镇鎮乡鄉村局厅廳院校厂廠企公单單]|同志)|\b(?:xã|huyện|tỉnh|phường|thôn|ông|bà|anh|"
    r"chị)\s+(?:X{1,3}|\*{1,3}|[A-Z]\.(?:[A-Z]\.)*)(?![\w*])|█+|\[redacted\]",
    re.IGNORECASE,
)


def find_missing_fields(text: str) -> list[tuple[int, int]]:
    """Stretches where a month, a year, a name or a number was deleted and the words around it left."""
    return [match.span() for match in _MISSING.finditer(text)]


def is_redacted(text: str) -> bool:
    """Tell whether places, agencies or people are masked (``*镇``, ``××局``, ``某县``)."""
    return _REDACTED.search(text) is not None


def damaged_stretches(text: str) -> list[tuple[int, int]]:
    """Everything in which characters were lost, in order."""
    return sorted(set(find_missing_fields(text)) | set(find_unrepairable(text)))
