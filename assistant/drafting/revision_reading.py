"""What a writer asks to be changed in a draft, read by rule from free words in Vietnamese, Chinese or English.

Only what is plain is understood; anything else is left to a language model, or to the writer to say otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from assistant.drafting.brief_lengths import find_length
from assistant.drafting.draft_brief import request_language
from ingest.folding import VietnamesePattern, fold
from ingest.periods import find_periods
from vectorstore.records import Language, Period

RevisionKind = Literal["field", "slogans", "period", "specific", "remove", "shorten", "lengthen", "add", "length"]
BriefField = Literal["addressee", "speaker", "issuer", "occasion", "date"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One change. ``words`` is a length to reach, or to gain or lose where ``by``; ``ratio`` is of the length now.

    ``subject`` is what is to be added or taken out; ``field`` and ``value`` are a particular of the document.
    """

    kind: RevisionKind
    words: int | None = None
    by: bool = False
    ratio: float | None = None
    subject: str = ""
    period: Period | None = None
    field: BriefField | None = None
    value: str = ""


class _Cue:
    """A Vietnamese pattern, also without tone marks, and one of the other languages."""

    def __init__(self, vietnamese: str, other: str) -> None:
        self._vietnamese = VietnamesePattern(rf"(?<!\w)(?:{vietnamese})(?!\w)")
        self._other = re.compile(other)

    def find(self, folded: str) -> re.Match[str] | None:
        return self._vietnamese.on(folded).search(folded) or self._other.search(folded)


_FIELD_WORDS: Final[tuple[tuple[BriefField, str], ...]] = (
    ("addressee", r"nơi nhận|kính gửi|nơi gửi|主送机关|主送|收文单位|报送单位|addressee|recipient"),
    ("speaker", r"người phát biểu|người nói|diễn giả|lãnh đạo phát biểu|讲话人|发言人|speaker"),
    ("issuer", r"cơ quan ban hành|đơn vị ban hành|tên cơ quan|tên đơn vị|发文机关|落款单位|单位名称|agency|issuer"),
    ("occasion", r"tên hội nghị|hội nghị|会议名称|会议|occasion|conference|meeting"),
    ("date", r"ngày ban hành|ngày tháng|ngày|成文日期|日期|落款日期|date"),
)
_CHANGED_VI: Final = (
    r"(?:hãy )?(?:đổi|thay|sửa|chuyển|cập nhật)(?: lại)? ({words})(?: phát biểu)? (?:thành|sang|là|bằng) (.+)$"
)
_CHANGED_ZH: Final = r"(?:把|将)?({words})(?:改为|改成|换成|换为|写为|改写为|更正为)(.+)$"
_CHANGED_EN: Final = r"(?:change|set|make|correct) (?:the )?({words}) (?:to|be|into) (.+)$"
_SENT_TO: Final = _Cue(
    r"^(?:kính )?gửi (?:lên |tới |đến |cho )?(?P<vi>.+)",
    r"^(?:主送|报送|呈送|报给)(?P<zh>.+)|^(?:address|send) (?:it|this) to (?P<en>.+)",
)
_SLOGANS: Final = _Cue(
    r"(?:bớt|giảm(?: bớt)?|bỏ(?: bớt)?|lược(?: bỏ)?|tránh|cắt|không dùng|hạn chế)[^,.;]{0,16}"
    r"(?:khẩu hiệu|sáo rỗng|sáo ngữ|hô hào|hoa mỹ|rườm rà|lời lẽ chung chung|chung chung|văn hoa)",
    r"(?:少(?:一?些|点|用|讲|写)?|减少|去掉|删(?:去|除|掉)?|避免|不要|压减)[^，。]{0,6}(?:口号|套话|空话|官话|大话|虚话|废话)"
    r"|\b(?:fewer|less|cut|drop|remove|without|no|avoid|tone down)\b[^,.;]{0,16}"
    r"\b(?:slogans?|clich|rhetoric|platitude|empty words|buzzwords)",
)
_ADD: Final = _Cue(
    r"(?:hãy )?(?:thêm|bổ sung(?: thêm)?|đưa thêm|nêu thêm|nói thêm|nhấn mạnh thêm|viết thêm|cập nhật)",
    r"(?:增加|补充|加上|加入|添加|写上|再写|加一[段点条]|加些|多写)|\b(?:add|include|mention|insert)\b",
)
_FIGURES: Final = _Cue(
    r"số liệu|dữ liệu|con số|số thống kê|kết quả",
    r"数据|数字|指标|成绩|情况|\b(?:figures?|data|numbers?|results?|statistics)\b",
)
_PLAIN_FIGURES: Final = _Cue(r"số liệu|dữ liệu|con số", r"数据|数字|\b(?:figures?|data|numbers?)\b")
_SPECIFIC: Final = _Cue(
    r"cụ thể(?: hơn| hóa)?|chi tiết hơn|rõ (?:hơn|ràng hơn)|có số liệu|nhiều số liệu",
    r"(?:更|再)?具体(?:一?些|点)?|细化|用数据说话|多用数据|更详实"
    r"|\b(?:more (?:specific|concrete|precise)|be specific|more (?:figures|data|numbers))\b",
)
_REMOVE: Final = _Cue(
    r"(?:hãy )?(?:bỏ(?: đi)?|xóa(?: bỏ)?|lược bỏ|loại bỏ|cắt bỏ|không nêu|không nhắc(?: đến| tới)?"
    r"|đừng nêu|đừng nhắc(?: đến)?)",
    r"(?:删(?:去|除|掉)|去掉|拿掉|不(?:要|再)?(?:写|提|讲))"
    r"|\b(?:remove|delete|drop|leave out|take out|cut out|omit|do not mention|don't mention)\b",
)
_SHORTEN: Final = _Cue(
    r"rút (?:ngắn|gọn)|ngắn gọn|ngắn (?:hơn|lại|bớt)|cô đọng|gọn (?:lại|hơn)|viết gọn|cắt bớt|lược bớt|tóm gọn|thu gọn"
    r"|giảm (?:độ dài|dung lượng|bớt)|bớt (?:đi )?(?:\d+|một (?:nửa|phần))",
    r"压缩|缩短|精简|删减|简化|缩减|精炼|写短|短(?:一?[些点])|简短"
    r"|\b(?:shorten|shorter|condense|trim|cut down|cut|more concise"
    r"|tighten|reduce)\b|\bhalf (?:the|its) length\b",
)
_LENGTHEN: Final = _Cue(
    r"dài (?:hơn|ra|thêm)|kéo dài|mở rộng|khai triển|triển khai thêm|đầy đủ hơn|chi tiết"
    r"|tăng (?:độ dài|dung lượng|thêm)"
    r"|thêm (?:khoảng )?\d+ (?:chữ|từ)|gấp đôi",
    r"扩写|扩充|加长|拉长|写长|长(?:一?[些点])|充实|丰富|展开|详细"
    r"|\b(?:lengthen|longer|expand|extend|elaborate|more detail(?:ed|s)?"
    r"|double)\b",
)
_BY: Final = re.compile(
    r"(?:bớt|giảm|thêm|tăng|bot|giam|them|tang|减少|删减|减|少|增加|加|\bby|\badd|\banother)"
    r"\s*(?:đi |di )?(?:khoảng |khoang |about |约)?"
    r"[\d一二三四五六七八九十百千]"
)
_ABOUT: Final = _Cue(
    r"(?:một |các |những |vài |số )*(?:ý|nội dung|thông tin|đoạn|câu|phần|mục|điểm)?(?: nào)?"
    r"\s*(?:nói về|nói đến|về|liên quan (?:đến|tới)|có)\s+(?P<vi>.+)$",
    r"(?:一[段点条句]|些)?(?:关于|有关|涉及|对于)(?P<zh>.+)$|\b(?:about|on|concerning|regarding|mentioning)\s+(?P<en>.+)$",
)
_LED: Final = re.compile(
    r"^\W*(?:(?:một|các|những|vài|mot|cac|nhung)\s+)?(?:ý|nội dung|thông tin|đoạn|câu|điểm|noi dung"
    r"|thong tin|doan|cau)\s+|^\W*(?:一[段点条句]|些)"
    r"|^\W*(?:an?|the|some|any|more)\s+(?:points?|sentences?|paragraphs?|lines?|words?)?\s*|^\W*(?:về|ve)\s+"
)
_PLACE: Final = re.compile(
    r"\s*(?<!\w)(?:vào|trong|ở|cho|vao|o)\s+(?:cuối |đầu )?(?:phần|mục|phan|muc)(?!\w).*$"
    r"|\s*(?:到|在|于)?第[一二三四五六七八九十\d]个?(?:部分|点|条|方面)(?:里|中)?"
    r"|\s+(?:to|in|into|from|under)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}(?:section|part)\b.*$"
    r"|\s+(?:to|in|into|from)\s+(?:section|part)\s+\w+.*$"
)
_TAIL: Final = re.compile(
    r"(?:方面)?的?(?:内容|部分|表述|句子|段落|情况介绍)$"
    r"|\s*(?:đi|nhé|giúp tôi|nữa)$|\s+(?:please)$|^[的把将]|[。.!！]+$"
)
_PART_NUMBER: Final = re.compile(r"\b(?:section|part|phần|mục|phan|muc)\s+\w+", re.IGNORECASE)
_WHOLE_PART: Final = _Cue(r"^\s*(?:cả |toàn bộ )?(?:phần|mục)", r"部分|\b(?:section|part)\b")
_HALF: Final = re.compile(r"một nửa|phân nửa|(?<!\w)nửa(?!\w)|mot nua|一半|1/2|\bhalf\b")
_THIRD: Final = re.compile(r"một phần ba|1/3|三分之一|\ba third\b|\bone third\b|mot phan ba")
_QUARTER: Final = re.compile(r"một phần tư|1/4|四分之一|\ba quarter\b|mot phan tu")
_PERCENT: Final = re.compile(r"(\d{1,3})\s?(?:%|％|phần trăm|percent)")
_TWICE: Final = re.compile(r"gấp đôi|gap doi|一倍|double|twice")
_DOWN_TO: Final = re.compile(
    r"(?<!\w)(?:còn|xuống|con|xuong)(?!\w)|[到至]"
    r"|\bto (?:a |one |about )?(?:half|third|quarter|\d)|\bhalf (?:the|its) length"
)
SHORTER: Final = 0.6
LONGER: Final = 1.4
"""What "shorter" and "longer" mean where nobody says by how much."""


def read_revision(instruction: str, language: Language) -> Revision | None:
    """Read an instruction about a draft in ``language``; ``None`` where no rule is sure of it."""
    text = " ".join(instruction.split()).strip(" .。")
    folded = fold(text)
    spoken = request_language(text) if text else language
    field = _field(text, folded)
    if field is not None:
        return field
    if _SLOGANS.find(folded):
        return Revision("slogans")
    added = _added(text, folded, spoken)
    if added is not None:
        return added
    found = _ADD.find(folded)
    if found is not None and _ABOUT.find(folded[found.end() :]):
        return Revision("add", subject=_subject(text, folded, found.end()))
    length = find_length(_PART_NUMBER.sub(lambda match: " " * len(match[0]), text), language)
    if _SHORTEN.find(folded):
        return _sized("shorten", folded, length.words)
    if (removed := _REMOVE.find(folded)) is not None:
        whole = _WHOLE_PART.find(folded[removed.end() :]) and not _ABOUT.find(folded[removed.end() :])
        return Revision("remove", subject="" if whole else _subject(text, folded, removed.end()))
    if _LENGTHEN.find(folded) and not _SPECIFIC.find(folded):
        return _sized("lengthen", folded, length.words)
    if _SPECIFIC.find(folded):
        return Revision("specific")
    if found is not None and length.words is None:
        subject = _subject(text, folded, found.end())
        return Revision("add", subject=subject) if subject else None
    if length.words is not None:
        return Revision("length", words=length.words)
    return None


def _field(text: str, folded: str) -> Revision | None:
    for name, words in _FIELD_WORDS:
        for pattern in (_CHANGED_VI, _CHANGED_ZH, _CHANGED_EN):
            compiled = VietnamesePattern(pattern.replace("{words}", words))
            if (match := compiled.on(folded).search(folded)) is not None:
                return Revision("field", field=name, value=text[match.start(2) :].strip(" “”\"'"))
    match = _SENT_TO.find(folded)
    if match is None:
        return None
    group = next(name for name in ("vi", "zh", "en") if name in match.groupdict() and match[name])
    return Revision("field", field="addressee", value=text[match.start(group) :].strip(" “”\"'"))


def _added(text: str, folded: str, spoken: Language) -> Revision | None:
    """Figures of a period, or figures at all, that are to be added."""
    found = _ADD.find(folded)
    if found is None or not _FIGURES.find(folded[found.end() :]):
        return None
    periods = [one for one in find_periods(text, spoken) if one.period is not None]
    if not periods:
        about = _ABOUT.find(folded[found.end() :])
        return None if about or not _PLAIN_FIGURES.find(folded[found.end() :]) else Revision("specific")
    rest = text[: periods[0].start] + " " * (periods[0].end - periods[0].start) + text[periods[0].end :]
    return Revision("period", period=periods[0].period, subject=_about(rest, fold(rest), found.end()))


def _about(text: str, folded: str, start: int) -> str:
    """The subject after a word like "about"; Chinese names it before the figures."""
    match = _ABOUT.find(folded[start:])
    if match is not None:
        group = next(name for name in ("vi", "zh", "en") if name in match.groupdict() and match[name])
        return _trimmed(text[start + match.start(group) : start + match.end(group)])
    plain = re.match(r"\s*(?:关于|有关)?([\u3400-\u9fff]{2,12}?)(?:的|方面)*(?:数据|数字|指标)", folded[start:])
    return _trimmed(text[start + plain.start(1) : start + plain.end(1)]) if plain else ""


def _subject(text: str, folded: str, start: int) -> str:
    match = _ABOUT.find(folded[start:])
    if match is not None:
        group = next(name for name in ("vi", "zh", "en") if name in match.groupdict() and match[name])
        return _trimmed(text[start + match.start(group) : start + match.end(group)])
    return _trimmed(text[start:])


def _trimmed(text: str) -> str:
    words = _LED.sub("", _PLACE.sub("", text.strip()))
    for _ in range(2):
        words = _TAIL.sub("", words.strip())
    return words.strip(" ,，:：“”\"'的")


def _sized(kind: Literal["shorten", "lengthen"], folded: str, words: int | None) -> Revision:
    if words is not None:
        return Revision(kind, words=words, by=_BY.search(folded) is not None)
    return Revision(kind, ratio=_ratio(kind, folded))


def _ratio(kind: Literal["shorten", "lengthen"], folded: str) -> float:
    """The share of the length now that is to be reached: "by a third" leaves two thirds, "to a third" one."""
    down_to = _DOWN_TO.search(folded) is not None
    share = next(
        (value for one, value in ((_HALF, 0.5), (_THIRD, 1 / 3), (_QUARTER, 0.25)) if one.search(folded)), None
    )
    percent = _PERCENT.search(folded)
    if percent is not None:
        share = min(int(percent[1]), 300) / 100
    if kind == "lengthen":
        if _TWICE.search(folded):
            return 2.0
        return 1 + share if share else LONGER
    if share is None or share >= 1:
        return SHORTER
    return share if down_to else 1 - share
