"""Who, where, for whom and what about: the fields of a brief that a request names, each by its own rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from assistant.answering.answer_posts import find_posts
from ingest.agencies import AgencyMention, find_agencies
from ingest.folding import VietnamesePattern, fold
from ingest.people import find_people
from vectorstore.records import Language

_LONGEST_FIELD: Final = 160
_TEXT: Final = r"(?:speech|report|news|plan|summary|text|version|remarks)"
_INTO: Final = r"(?:bằng |sang |dịch ra |bang )(?:tiếng |tieng )?"
_TARGET: Final[tuple[tuple[Language, re.Pattern[str]], ...]] = (
    (
        "vi",
        re.compile(
            rf"{_INTO}(?:việt|viet)(?!\w)|[用以]越(?:南语|南文|文|语)|越南语稿|in vietnamese|vietnamese {_TEXT}"
        ),
    ),
    (
        "zh",
        re.compile(
            rf"{_INTO}(?:trung(?: quốc)?|hoa)(?!\w)|(?:用|以|译成)(?:中文|汉语|简体中文)|中文[稿版]"
            rf"|in (?:simplified )?(?:chinese|mandarin)|chinese {_TEXT}"
        ),
    ),
    ("en", re.compile(rf"{_INTO}anh(?!\w)|(?:用|以|译成)英[文语]|英文[稿版]|in english|english {_TEXT}")),
)
_STOP_VI: Final = (
    r"(?=\s*(?:[,.;:\n()]|khoảng|dài|không quá|tối đa|cho (?:đồng chí|viện trưởng|giám đốc"
    r"|chủ tịch|phó|lãnh đạo|ông|bà)|do |gửi |theo thể thức|đúng thể thức|dựa |căn cứ |trong đó"
    r"|gồm |nêu |nhấn mạnh|bằng tiếng|đăng |để |từ (?:các |báo )"
    r"|của (?!ngành)|,|\Z))"
)
_OCCASION: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        rf"(?<!\w)(?:hội nghị|hội thảo|đại hội|cuộc họp|buổi (?:lễ|họp|làm việc)|lễ (?!tân|phép)|tọa đàm|diễn đàn)"
        rf"(?:(?!\d+ (?:chữ|từ)(?!\w)).){{0,140}}?{_STOP_VI}"
    ),
    "zh": re.compile(
        r"(?:全[省市区县国]|[0-9一二三四五六七八九十]{4}年)?[^，。；、：（(“”写在为于的]{2,30}"
        r"(?:会议(?!新闻|稿|纪要)|大会|(?:推进|座谈|动员|总结|研讨|培训|发布|调度|现场|专题|协调|视频|表彰|启动|部署|交流"
        r"|工作|专题|年|例)会(?!议|计|员|场|上发)|仪式|典礼)"
    ),
    "en": re.compile(
        r"\b(?:the |a |an )?(?:[\w-]+ ){0,6}(?:conference|meeting|workshop|ceremony|seminar|congress|forum)"
        r"(?: (?:on|of|for) (?!the director|about|\d)[^,.;:(]{3,80}?"
        r"(?=[,.;:(]|\bof about\b|\babout \d|\bin about\b|\bfor the\b|\bby the\b|$))?"
    ),
}
_ADDRESSEE: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?<!\w)(?:kính gửi|gửi(?: lên| tới| cho| đến)?|trình(?! bày)(?: lên)?|nộp(?: cho| lên)?)\s+"
    ),
    "zh": re.compile(r"(?:报送|呈送|呈报|上报|报给|提交(?:给)?|报|送|向(?=[^，。]{2,16}(?:汇报|报告)))"),
    "en": re.compile(r"\b(?:addressed to|submitted to|to be sent to|sent to|for submission to)\s+(?:the )?"),
}
_AUDIENCE: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?:người nghe là|trước (?:toàn thể )?|đối tượng(?: nghe| đọc)?(?: là)?:? )([^,.;:\n]{3,100})"
    ),
    "zh": re.compile(r"(?:面向|听众(?:是|为)|读者(?:是|为)|对象(?:是|为))([^，。；\n]{2,40})"),
    "en": re.compile(r"\b(?:audience(?: is| of|:)|aimed at|readers are) ([^,.;\n]{3,80})"),
}
_POINTS: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?<!\w)(?:(?:gồm|bao gồm|nêu(?: rõ)?|có)(?: đủ)? (?:các |những |\d+ |mấy )?(?:phần|ý"
        r"|nội dung|mục)(?: chính| sau)*"
        r"(?: là|:| sau:)?|nhấn mạnh(?: vào| đến)?|tập trung (?:vào|nêu|nói về)|nêu (?:rõ|bật)"
        r"|trong đó nêu|phải nêu)\s*:?\s*"
        r"([^.;\n]{3,300})"
    ),
    "zh": re.compile(
        r"(?:分为?|包括|包含|涵盖|突出|重点(?:写|讲|突出|是|谈|放在)|要写(?:明|清)?|要点[是为]?[:：]?|按照?(?=[^，。；\n]*、))"
        r"([^，。；\n]{2,120}?)(?:来?(?:写|展开|撰写|分))?"
        r"(?:[一二三四五六七八0-9]+个?(?:部分|方面|块|点)|等(?:方面|内容)|[，。；\n]|$)"
    ),
    "en": re.compile(
        r"\b(?:covering|including|with sections on|stress(?:ing)?|focus(?:ing)? on|mention(?:ing)?|points?:)"
        r"\s*([^.;\n]{3,200})"
    ),
}
_POINT_SPLIT: Final = re.compile(r"\s*(?:[、;；]|,(?!\d)|，|\s(?:và|and|va)\s|和|以及)\s*")
_CLAUSE: Final = re.compile(r"[^,.;，。；\n]+(?:[,.](?=\d)[^,.;，。；\n]+)*")
_INSISTING: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?<!\w)(?:không (?:được|cần|nêu|thêm|bịa|tự|suy diễn|ghi|dùng|đưa|nhắc)|đừng|tránh"
        r"|chỉ (?:dùng|nêu|lấy|sử dụng|dựa)"
        r"|đúng thể thức|bắt buộc|bớt|giữ nguyên|để trống|phải)(?!\w)"
    ),
    "zh": re.compile(r"不要|不得|不能|不可|不用|请勿|切勿|勿|只用|只能|仅用|必须|务必|避免|少用|留空|保留"),
    "en": re.compile(
        r"\b(?:do not|don't|never|avoid|only use|use only|must(?: not)?|no (?:names|figures|slogans|new)|without"
        r"|leave blank|keep)\b"
    ),
}
_LENGTH_CLAUSE: Final = re.compile(r"\d[\d.,]*\s*(?:chữ|từ|trang|phút|chu|tu|words?|pages?|字|页|分钟)|[百千]字")
_SPEAKER_BEFORE: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?:cho|của|do|để|thay mặt|là)\s+(?:(?:đồng chí|đ/c|ông|bà|anh|chị|ts\.?|bs\.?|ths\.?|pgs\.?|[,])\s*)*\Z"
    ),
    "zh": re.compile(r"(?:为|替|供|由|以|给|是|请|请帮|帮)?[^，。；]{0,24}\Z"),
    "en": re.compile(r"\b(?:for|by|of|from|to be given by)\s+(?:the |our |mr\.? |ms\.? |dr\.? )*(?:[\w ,'-]{0,40})\Z"),
}


_BODY_OF_POST: Final[dict[Language, re.Pattern[str]]] = {
    "vi": re.compile(
        r"\s(?:(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) ủy|Công đoàn|Đoàn Thanh niên|Hội đồng nhân dân|HĐND|Hội đồng quản lý)"
        r"|(?<=[Kk]hoa)\s[A-ZĐ]\w+|(?<=[Pp]hòng)\s[A-ZĐ]\w+"
    ),
    "en": re.compile(r"\s(?:of|for) [A-Z]\w+(?:(?: and| of|,)? [A-Z]\w+)*"),
}
"""A body behind a post that is no agency of its own in the lists."""


_LED_IN_EN: Final = re.compile(
    r"^.*?\b(?:at|of|on|about|closing|opening|for)\s+"
    r"(?=(?:the|a|our)\b.*\b(?:conference|meeting|workshop|ceremony|seminar|congress|forum)\b)"
)


_LED_IN_ZH: Final = re.compile(
    r"^(?:请|帮我?|代|给|替|撰写|起草|草拟|拟写|编写|编|写|拟|做|草|我们?|召开|关于|把|将|根据|按照|以|用"
    r"|[一1]?[份篇个则条期段](?=.{2})|副?(?:局长|主任|区长|市长|院长|县长|书记|厅长))+"
)
"""What stands before a name in a request that has no space: verbs of writing, counters, posts."""


_AND: Final = re.compile(r"\s*(?:,|;|và|,\s*và|và các|đồng gửi|and|and the|、|和|并报|，)\s*")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name, a post, or both; empty where the request does not say."""

    name: str | None
    post: str | None


def find_target_language(folded: str) -> Language | None:
    """Give the language that the text is to be written in, where the request names one."""
    found = [(match.start(), language) for language, pattern in _TARGET if (match := pattern.search(folded))]
    return min(found)[1] if found else None


def find_occasion(request: str, language: Language) -> str | None:
    """Give the meeting or ceremony that the text is for, as written; ``None`` where there is none."""
    folded = fold(request)
    best = ""
    for match in matcher(_OCCASION[language], folded).finditer(folded):
        text = request[match.start() : match.end()].strip(" ,.;:，。；")
        if language == "en":
            text = _LED_IN_EN.sub("", text)
            text = re.sub(r"^(?:the|a|an|our)\s+", "", text)
        if language == "zh":
            text = _LED_IN_ZH.sub("", text)
        if len(text) > len(best):
            best = text
    return best[:_LONGEST_FIELD] or None


def find_speaker(request: str, language: Language) -> Speaker:
    """Read who speaks: a person or post that the request says the text is for, of or by."""
    folded = fold(request)
    people = find_people(request, language)
    before = matcher(_SPEAKER_BEFORE[language], folded)
    for person in people:
        return Speaker(person.name, person.post.strip(" ,;–-") or _post_of(request, language, person.start))
    for post in find_posts(request, language):
        if before.search(folded[: post.start]) is None:
            continue
        return Speaker(None, _whole_post(request, language, post.start, post.end))
    return Speaker(None, None)


def _post_of(request: str, language: Language, near: int) -> str | None:
    posts = [post for post in find_posts(request, language) if abs(post.start - near) < 60]
    return _whole_post(request, language, posts[0].start, posts[0].end) if posts else None


def _whole_post(request: str, language: Language, start: int, end: int) -> str:
    """Take the agency that follows (or, in Chinese, precedes) the post with it."""
    for agency in find_agencies(request, language):
        if language == "zh" and agency.end == start:
            return request[agency.start : end]
        if language != "zh" and start < agency.start < end <= agency.end:
            return request[start : agency.end].strip()
        gap = request[end : agency.start]
        if language != "zh" and agency.start >= end and gap.strip(" ,").casefold() in {"", "of", "of the"}:
            return request[start : agency.end].strip()
    body = _BODY_OF_POST.get(language)
    follows = body.match(request, end) if body else None
    surface = request[start : follows.end() if follows else end].strip()
    return surface[:1].upper() + surface[1:]


def find_addressee(request: str, language: Language) -> tuple[str, int, int] | None:
    """Give to whom the document goes and where the request says so."""
    folded = fold(request)
    for match in matcher(_ADDRESSEE[language], folded).finditer(folded):
        rest = request[match.end() :]
        clause = re.match(r"[^,.;:，。；：\n()（）]{2,100}", rest)
        if clause is None:
            continue
        agencies = [one for one in find_agencies(rest, language) if one.start <= 2]
        if agencies:
            named = _contiguous(rest, find_agencies(rest, language), agencies[0])
            return "; ".join(one.surface for one in named), match.end() + named[0].start, match.end() + named[-1].end
        text = re.split(r"\s(?:đúng|khoảng|theo|dài|about|in about)\s|汇报|报告", clause[0])[0].strip()
        if _is_body(text, language):
            return text, match.end(), match.end() + len(text)
    return None


def _contiguous(text: str, agencies: Sequence[AgencyMention], first: AgencyMention) -> list[AgencyMention]:
    """The addressees that follow the first with nothing but a comma or an "and" between."""
    named = [first]
    for one in agencies:
        if one.start >= named[-1].end and _AND.fullmatch(text[named[-1].end : one.start]):
            named.append(one)
    return named


def _is_body(text: str, language: Language) -> bool:
    """A body by its capital (UBND thành phố) or, in Chinese, by its ending (市政府)."""
    if language == "zh":
        return re.search(r"(?:政府|委|局|厅|部|办|党组|领导|中心|院)$", text) is not None and len(text) <= 20
    return bool(text) and (text[0].isupper() or fold(text).startswith(("ubnd", "uy ban", "ủy ban", "sở", "bộ", "cấp")))


def find_issuer(request: str, language: Language, taken: tuple[int, int] | None) -> str | None:
    """Give the agency in whose name the text is written: the first that is not the addressee nor in a title."""
    quoted = [match.span() for match in re.finditer(r"[“\"《「][^”\"》」]*[”\"》」]", request)]
    for agency in find_agencies(request, language):
        inside = any(low <= agency.start < high for low, high in quoted)
        if inside or (taken is not None and agency.start < taken[1] and taken[0] < agency.end):
            continue
        if _is_mere_place(agency):
            continue
        return _LED_IN_ZH.sub("", agency.surface) if language == "zh" else agency.surface
    return None


def _is_mere_place(agency: AgencyMention) -> bool:
    return len(agency.surface.split()) == 1 and len(agency.surface) <= 3 and not agency.surface.isupper()


def find_audience(request: str, language: Language) -> str | None:
    """Give who reads or hears the text, where the request says so."""
    folded = fold(request)
    match = matcher(_AUDIENCE[language], folded).search(folded)
    return request[match.start(1) : match.end(1)].strip() if match else None


def find_points(request: str, language: Language) -> tuple[str, ...]:
    """List the points that the text is to make, in order."""
    folded = fold(request)
    points: list[str] = []
    for match in matcher(_POINTS[language], folded).finditer(folded):
        for point in _POINT_SPLIT.split(request[match.start(1) : match.end(1)]):
            text = point.strip(' .,:;：，。“”"')
            if 2 <= len(text) <= _LONGEST_FIELD and not _LENGTH_CLAUSE.search(fold(text)):
                points.append(text)
    return tuple(dict.fromkeys(points))[:12]


def find_constraints(request: str, language: Language) -> tuple[str, ...]:
    """List the clauses that forbid or insist, as written; what they say of length is not among them."""
    found = []
    for match in _CLAUSE.finditer(request):
        clause = match[0].strip()
        folded = fold(clause)
        cue = matcher(_INSISTING[language], fold(request) if language == "vi" else folded).search(folded)
        if cue is not None and not _LENGTH_CLAUSE.search(folded):
            found.append(clause[:_LONGEST_FIELD])
    return tuple(found)[:8]
