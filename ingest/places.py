"""Places: where something was held, the area a text speaks of, and scopes that name no place (全区, toàn tỉnh)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.agencies import find_agencies
from ingest.folding import UPPER, LazyPattern, fold_case
from ingest.naming import person_in_run
from vectorstore.records import Language, ValueStatus

PlaceKind = Literal["venue", "area", "scope"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place at ``text[start:end]``; a ``scope`` tells how far something reaches without naming where."""

    surface: str
    start: int
    end: int
    name: str
    kind: PlaceKind
    rule: str
    confidence: float = 1.0
    status: ValueStatus = "stated"


_CAPS = rf"[{UPPER}][\w’'-]*(?:[ \u00a0][{UPPER}0-9][\w’'-]*){{0,4}}"
_VI_AREA_WORD = (
    r"tỉnh|thành phố|TP\.?|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|thôn|bản|Khu công nghiệp|khu công nghiệp|KCN"
)
_VI_AREA = LazyPattern(rf"(?<!\w)(?P<n>(?:{_VI_AREA_WORD})[ \u00a0]{_CAPS})", re.UNICODE)
_VI_VENUE = LazyPattern(
    r"(?<!\w)(?:tại|Tại|ở|địa điểm:?|Địa điểm:?)[ \u00a0](?P<n>(?:[Hh]ội trường|[Pp]hòng họp|[Nn]hà [Vv]ăn hóa"
    r"|[Kk]hách sạn|[Tt]rụ sở|[Nn]hà hát|[Nn]hà khách|[Ss]ân vận động|[Cc]ung|[Qq]uảng trường|[Dd]i tích"
    r"|[Kk]hu du lịch|[Cc]ông viên|[Nn]hà thi đấu|[Hh]ội trường lớn)(?:[ \u00a0](?:[\w-]+)){0,8}?)"
    r"(?=[,.;:()\n]|[ \u00a0](?:đã|tổ chức|diễn ra|với|cùng|vào|do|để|đồng chí|được|lúc)(?!\w)|\Z)"
)
_VI_AT = LazyPattern(rf"(?<!\w)(?:tại|Tại|ở|từ|về)[ \u00a0](?P<n>{_CAPS})")
_VI_ON = LazyPattern(rf"trên địa bàn[ \u00a0](?:toàn[ \u00a0])?(?P<n>(?:(?:{_VI_AREA_WORD})[ \u00a0])?{_CAPS})")
_VI_SCOPE = LazyPattern(
    r"(?<!\w)(?P<n>toàn (?:tỉnh|thành phố|huyện|quận|xã|quốc|ngành)|cả nước|trên địa bàn (?:tỉnh|thành phố|huyện"
    r"|quận|xã)(?![ \u00a0][A-ZĐ]))(?!\w)"
)
_VI_LETTER = LazyPattern(rf"(?m)^[ \t|*]*(?P<n>{_CAPS}),[ \u00a0]+(?:ngày|Ngày)[ \u00a0]")
_NOT_PLACES = LazyPattern(
    r"(?:Hội nghị|Hội thảo|Đại hội|Quyết định|Nghị quyết|Kế hoạch|Nghị định|Thông tư|Luật|Điều|Báo cáo|Phát biểu"
    r"|Lễ|Chương trình|Công văn|Tháng|Quý|Năm|Việt Nam News)"
)

_ZH_VENUE = LazyPattern(
    r"(?<![\u4e00-\u9fff])?在(?P<n>[\u4e00-\u9fff\w*×]{2,24}?(?:会议室|报告厅|会议厅|礼堂|会议中心|宾馆|酒店|活动室|广场|大厅|体育馆|医院|中心|卫生院"
    r"|小学|中学|大学|学院|公司|园区|局|市|区|县|镇|村|社区|楼))(?=顺利|隆重|胜利|正式|成功)?(?:顺利|隆重|胜利|正式|成功)?(?:召开|举行|举办|开展|开幕|启动)"
)
_ZH_PLACE_LABEL = LazyPattern(r"(?:会议)?地点[:：]\s*(?P<n>[^\s，。；,;\n]{2,24})")
_ZH_SCOPE = LazyPattern(r"(?P<n>全[区市县省国镇乡街]|辖区内?)(?![\u4e00-\u9fff]{0,1}性)")
_ZH_AREA = LazyPattern(
    r"(?P<n>(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|北京|天津|上海"
    r"|重庆)(?:省|市|自治区)?(?:[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{2,3}[区县])?"
    r"|(?<![\u4e00-\u9fff])[^\W\da-zA-Z全我各本该在为及要推结支与对向由从到动辖园社小校地郊市合]{2,3}[市县区](?![委局长卫政级直域内外])"
    r"|[到赴去](?P<m>[\u4e00-\u9fff]{2,4}(?:小学|中学|医院|新疆)))"
)
_EN_VENUE = LazyPattern(
    r"(?<!\w)(?:at|in)\s(?P<n>(?:the\s)?(?:[A-Z][\w'’-]*|[Mm]eeting|[Cc]onference)(?:\s(?:of|and|the"
    r"|[A-Z0-9][\w'’-]*|room|hall|centre|center))*)(?=[\s,.;)]|\Z)"
)
_EN_MONTHS = LazyPattern(
    r"\A(?:the\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Q[1-4]|H[12])\b"
)


def find_places(text: str, language: Language) -> tuple[PlaceMention, ...]:
    """Find venues, areas and scopes in ``text``, in order, without overlaps; venues win over areas."""
    readers = {"vi": _vietnamese, "zh": _chinese, "en": _english}
    kept: list[PlaceMention] = []
    for mention in readers[language](text):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def _mention(text: str, match: re.Match[str], kind: PlaceKind, rule: str, confidence: float = 1.0) -> PlaceMention:
    start, end = match.span("n")
    end = start + len(text[start:end].rstrip())
    if kind == "area" and (words := list(re.finditer(r"\S+", text[start:end]))):
        first = next((index for index, word in enumerate(words) if word[0][:1].isupper()), 0)
        index = person_in_run([word[0] for word in words[first:]])
        end = start + words[first + index - 1].end() if index is not None else end
    return PlaceMention(text[start:end], start, end, " ".join(text[start:end].split()), kind, rule, confidence)


def _vietnamese(text: str) -> list[PlaceMention]:
    found = [_mention(text, match, "venue", "vi_venue") for match in _VI_VENUE.finditer(text)]
    for agency in find_agencies(text, "vi"):
        if text[max(0, agency.start - 5) : agency.start].lower().endswith(("tại ", "tại\u00a0", "ở ")):
            found.append(PlaceMention(agency.surface, agency.start, agency.end, agency.name, "venue", "vi_at_agency"))
    found += [_mention(text, match, "area", "vi_letter_place") for match in _VI_LETTER.finditer(text)]
    found += [_mention(text, match, "area", "vi_on_area") for match in _VI_ON.finditer(text)]
    found += [_mention(text, match, "area", "vi_area") for match in _VI_AREA.finditer(text)]
    found += [
        _mention(text, match, "area", "vi_at", 0.7)
        for match in _VI_AT.finditer(text)
        if not _NOT_PLACES.match(match["n"]) and len(match["n"].split()) > 1
    ]
    found += [_mention(text, match, "scope", "vi_scope") for match in _VI_SCOPE.finditer(text)]
    return found


def _chinese(text: str) -> list[PlaceMention]:
    folded = fold_case(text)
    found = [_mention(text, match, "venue", "zh_place_label") for match in _ZH_PLACE_LABEL.finditer(folded)]
    found += [_mention(text, match, "venue", "zh_held_at") for match in _ZH_VENUE.finditer(folded)]
    for match in _ZH_AREA.finditer(folded):
        group = "m" if match["m"] else "n"
        start, end = match.span(group)
        found.append(PlaceMention(text[start:end], start, end, text[start:end], "area", "zh_area", 0.7))
    found += [_mention(text, match, "scope", "zh_scope") for match in _ZH_SCOPE.finditer(folded)]
    return found


def _english(text: str) -> list[PlaceMention]:
    return [
        _mention(text, match, "venue", "en_at", 0.7)
        for match in _EN_VENUE.finditer(text)
        if not _EN_MONTHS.match(match["n"])
        and not re.match(r"(?:VND|RMB|USD|US|CNY|EUR)\b", match["n"])
        and not re.match(
            r"(?:the\s)?(?:First|Second|Third|Fourth|This|That|These|Its|Our|Phase|Section|Table|Annex)\b", match["n"]
        )
    ]
