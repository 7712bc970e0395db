"""Stamps (when a page was put up) and bylines (who wrote it, where it came from); both stay in the text."""

from __future__ import annotations

import re

from ingest.cleaning.lines import Line, ends_sentence, is_upper, word_count
from ingest.cleaning.metaline import MetaField, date_line, line_key, read_fields
from ingest.cleaning.protected import is_signature_cue

_NEAR_TITLE = 3
_EVENT = re.compile(
    r"(?:\d{1,2}\s?(?:h|giờ|:)\s?\d{0,2}\s*[-–:]\s*\D|地点|主持|出席|参会|địa điểm|chủ trì|thành phần|venue|"
    r"location|chair)"
)
_BARE_NAME = re.compile(r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?: [A-ZĐÀ-Ỹ][a-zà-ỹđ]+){1,3}")
_WRITER = re.compile(
    r"[(（]?\s*(?:本报|本网|本台|本站)?(?:记者|通讯员|记者站|特约记者|实习生|編輯|"
    r"编辑)\s*[:：]?\s*[\u3400-\u9fff·\s、/|]{2,40}[)）]?"
)
_ENGLISH_BY = re.compile(r"By [A-Z][\w.'-]+,?(?: (?:[A-Z][\w.'-]+|and|of|the|for),?){1,8}")
_PHOTO_LABELS = frozenset(("ảnh", "photo", "photos", "图", "picture", "image"))
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊"
    "黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒閆龍賀顧龔萬錢嚴"
)
_CHINESE_NAMES = re.compile(
    rf"[(（][{_SURNAMES}][\u3400-\u9fff]{{1,2}}(?:[\s、]+[{_SURNAMES}][\u3400-\u9fff]{{1,2}}){{0,3}}[)）]"
)
_END_LABELS = frozenset(
    (
        "nguồn",
        "source",
        "来源",
        "thực hiện",
        "biên tập",
        "图",
        "文",
        "video",
        "clip",
        "ảnh",
        "tin",
        "bài",
        "tổng hợp",
        "审核",
        "签发",
        "记者",
        "编辑",
        "summary",
        "by",
        "editor",
        "theo",
    )
)


def is_stamp(lines: list[Line], index: int, title: int | None) -> bool:
    """Tell whether a line is a date of publication: labelled, or a bare date close below or above the title."""
    key = line_key(lines[index].text) if len(lines[index].text) <= 260 else ""
    if not key or _is_event_data(lines, index):
        return False
    found = read_fields(key)
    stamps = [item for item in found if item.kind == "stamp"]
    if not stamps or any(item.kind not in ("stamp", "author", "source") for item in found):
        return False
    if any(item.label for item in found):
        return True
    if lines[index].text[0] in "(（":
        return False
    return date_line(key) and title is not None and abs(index - title) <= _NEAR_TITLE


def _is_event_data(lines: list[Line], index: int) -> bool:
    """A time with a place or a chair beside it tells of a meeting, not of the page."""
    near = lines[max(0, index - 1) : index + 3]
    return any(_EVENT.match(line_key(line.text[:30])) for line in near)


def is_byline(lines: list[Line], index: int, title: int | None) -> bool:
    """Tell whether a line names the writer or the source: labelled, or a bare name as the last line of an article."""
    line = lines[index]
    if len(line.text) > 260:
        return False
    if _WRITER.fullmatch(line.text) or _ENGLISH_BY.fullmatch(line.text):
        return True
    found = read_fields(line_key(line.text))
    if found and all(item.kind in ("author", "source") for item in found):
        return _names_somebody(line, found) and (_beside_article(lines, index, title) or not _is_ambiguous(found))
    if _beside_article(lines, index, None):
        return _CHINESE_NAMES.fullmatch(line.text) is not None or _is_bare_name(lines, index)
    return False


def _names_somebody(line: Line, found: tuple[MetaField, ...]) -> bool:
    value = line.text[found[-1].value_start : found[-1].value_end]
    if found[-1].label in _PHOTO_LABELS and word_count(value) > 4:
        return False
    return bool(value.strip()) and len(value) <= 120 and not (ends_sentence(value) and len(value) > 40)


def _is_ambiguous(found: tuple[MetaField, ...]) -> bool:
    return len(found) == 1 and found[0].label in _END_LABELS


def _beside_article(lines: list[Line], index: int, title: int | None) -> bool:
    """Close to the title, or with nothing but bylines, stamps and short lines below."""
    if title is not None and abs(index - title) <= _NEAR_TITLE + 1:
        return True
    if len(lines) - index > 5:
        return False
    return all(read_fields(line_key(line.text[:300])) for line in lines[index + 1 :])


def _is_bare_name(lines: list[Line], index: int) -> bool:
    """Two to four capitalised syllables under a finished sentence; under a post in capitals they sign a document."""
    if index == 0 or _BARE_NAME.fullmatch(lines[index].text) is None:
        return False
    before = lines[max(0, index - 4) : index]
    signed = any(
        is_signature_cue(line.text) or is_upper(line.text) or line.text.startswith("Nơi nhận") for line in before
    )
    return not signed and ends_sentence(lines[index - 1].text)
