"""Which genre, variant and layout a request for a text names, in Vietnamese, Chinese and English.

The genre is the noun that the verb of writing governs: "viết tin về hội nghị sơ kết" asks for news, and a report that
the text is to be written *from* is no genre. Sources of the forms: the skeletons in ``assistant.genre_skeletons``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from assistant.drafting.draft import Genre, Profile
from ingest.folding import VietnamesePattern
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class GenreMention:
    """A genre named at ``[start, end)`` of the folded request."""

    genre: Genre
    start: int
    end: int


_GENRES: Final[tuple[tuple[Genre, dict[Language, str]], ...]] = (
    (
        "speech",
        {
            "vi": r"bài (?:phát biểu|diễn văn|tham luận|nói chuyện|nói)|lời (?:phát biểu|chúc mừng|khai mạc|bế mạc"
            r"|đáp từ|chào mừng)|diễn văn|tham luận|phát biểu",
            "zh": r"讲话稿?|发言稿?|致辞|致词|开幕词|闭幕词|贺词|主持词|演讲稿?",
            "en": r"speech|remarks|address|talking points",
        },
    ),
    (
        "news",
        {
            "vi": r"bản tin|mẩu tin|tin bài|bài báo|bài đưa tin|tin hội nghị|tin(?= (?!nhắn|học|tưởng|cậy|vắn))",
            "zh": r"新闻稿?|会议新闻|通讯稿|报道稿?|消息稿|宣传稿",
            "en": r"news (?:item|story|article|piece|report|release)|press release|news|article",
        },
    ),
    (
        "plan",
        {
            "vi": r"kế hoạch|phương án|chương trình (?:công tác|hành động)",
            "zh": r"(?:工作|实施|行动|活动|专项)?(?:方案|计划)|工作要点|规划",
            "en": r"(?:work|action|implementation|annual) plan|plan|programme of work",
        },
    ),
    (
        "summary",
        {
            "vi": r"bản tóm tắt|tóm tắt|tin vắn|tóm lược|điểm tin",
            "zh": r"摘要|简报|概要|要点摘编|政务信息|工作信息|信息稿|信息(?=[，。,；;、（(]|$)|提要",
            "en": r"summary|summari[sz]e|abstract|brief(?:ing)?(?: note)?|digest",
        },
    ),
    (
        "report",
        {
            "vi": r"báo cáo|bản (?:sơ kết|tổng kết)",
            "zh": r"(?:工作)?(?:总结|小结)(?:报告)?|(?:工作|情况|调研|自查)?报告(?!会)|(?:工作)?汇报(?:材料|稿)?|述职",
            "en": r"(?:half-year|annual|quarterly|mid-year|work|progress)? ?(?:report|review)",
        },
    ),
)
_PATTERNS: Final[dict[Language, tuple[tuple[Genre, Pattern], ...]]] = {
    "vi": tuple((genre, VietnamesePattern(rf"(?<!\w)(?:{forms['vi']})(?!\w)")) for genre, forms in _GENRES),
    "zh": tuple((genre, re.compile(forms["zh"])) for genre, forms in _GENRES),
    "en": tuple((genre, re.compile(rf"\b(?:{forms['en']})s?\b")) for genre, forms in _GENRES),
}
_WRITING: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?<!\w)(?:viết|soạn(?: thảo)?|dự thảo|chuẩn bị|xây dựng|lập|làm|thảo|tạo|biên soạn|cần|muốn|xin|giúp)(?!\w)"
    ),
    "zh": re.compile(r"写|起草|撰写|拟写?|草拟|编写|准备|整理|形成|做一|制定|生成|需要一"),
    "en": re.compile(r"\b(?:write|draft|prepare|compose|produce|make|create|need|want)\b"),
}
_SOURCE_BEFORE: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"(?:từ|theo|dựa (?:trên|vào)|căn cứ(?: vào)?|trong|trên cơ sở|của|nhất trí với|tại) "
        r"(?:(?:các|những|bản|một|mấy|số liệu|nội dung|bài) )*\Z"
    ),
    "zh": re.compile(r"(?:根据|依据|按照|结合|参照|基于|从|把|将|在)[^，。；写拟]{0,40}\Z"),
    "en": re.compile(
        r"\b(?:from|based on|using|according to|in|of)(?: (?:the|these|this|our|all|last))*[\w' -]{0,20}\Z"
    ),
}
_PHRASE_END: Final = re.compile(r"[，。；：,;:.!?！？\n（(“\"「《]|\b(?:for|on|about|of|at|in|to|based|from|using)\b")
_QUOTED: Final = re.compile(r"[“\"「『《][^”\"」』》]{0,200}[”\"」』》]")

_VARIANTS: Final[tuple[tuple[Genre, str, dict[Language, str]], ...]] = (
    ("speech", "opening", {"vi": r"khai mạc", "zh": r"开幕|开场", "en": r"opening|open(?:s|ing)? the"}),
    ("speech", "closing", {"vi": r"bế mạc|kết luận hội nghị", "zh": r"闭幕|总结讲话", "en": r"closing|close the"}),
    ("speech", "congratulation", {"vi": r"chúc mừng|chào mừng", "zh": r"贺词|祝贺|祝词", "en": r"congratulat"}),
    ("speech", "contribution", {"vi": r"tham luận", "zh": r"表态|发言", "en": r"panel|contribution"}),
    ("speech", "directive", {"vi": r"chỉ đạo", "zh": r"动员|推进|部署|工作会议|指示", "en": r"keynote|directive"}),
    (
        "report",
        "interim",
        {
            "vi": r"sơ kết|6 tháng|sáu tháng|quý|giữa năm",
            "zh": r"上半年|季度|半年|阶段",
            "en": r"half[- ]year|interim|mid-year|quarter|first half",
        },
    ),
    (
        "report",
        "annual",
        {"vi": r"tổng kết|cả năm|cuối năm", "zh": r"年度|全年|年终", "en": r"annual|full-year|year-end"},
    ),
    (
        "news",
        "conference",
        {
            "vi": r"hội nghị|hội thảo|cuộc họp|buổi lễ|(?<!\w)lễ(?!\w)|đại hội",
            "zh": r"会议|大会|会(?![计员])|仪式",
            "en": r"conference|meeting|ceremony|workshop",
        },
    ),
    ("plan", "scheme", {"vi": r"phương án", "zh": r"方案", "en": r"scheme"}),
    ("summary", "bulletin", {"vi": r"tin vắn|điểm tin", "zh": r"简报", "en": r"bulletin"}),
    ("summary", "information", {"vi": r"thông tin nhanh", "zh": r"信息", "en": r"information note"}),
)
_ZH_SUMMARY: Final = re.compile(r"总结|小结|述职")
_ZH_BRIEFING: Final = re.compile(r"汇报")
_FORMAL_ZH: Final = re.compile(r"报告(?!会)|方案|9704|公文格式|正式行文|红头")
_ND30: Final = VietnamesePattern(r"nghị định (?:số )?30|nđ[ -]?30|thể thức (?:văn bản )?hành chính|nd ?30")
_GBT: Final = re.compile(r"9704|公文格式|红头")
ALIASES: Final[dict[str, Genre]] = {
    "report": "report",
    "work_summary": "report",
    "work_report": "report",
    "speech": "speech",
    "news": "news",
    "conference_news": "news",
    "plan": "plan",
    "summary": "summary",
    "brief": "summary",
}
"""Names by which a genre may be asked for."""


def find_genre(folded: str, language: Language) -> GenreMention | None:
    """Give the genre that the request asks to be written, or ``None`` where it names none."""
    mentions = _mentions(folded, language)
    if not mentions:
        return None
    after = [one for verb in _verbs(folded, language) for one in mentions if one.start >= verb]
    if after:
        return _head(after, folded, language)
    free = [one for one in mentions if not _is_source(one, folded, language)]
    return _head(free or mentions, folded, language)


def _mentions(folded: str, language: Language) -> list[GenreMention]:
    quoted = [match.span() for match in _QUOTED.finditer(folded)]
    found = [
        GenreMention(genre, match.start(), match.end())
        for genre, pattern in _PATTERNS[language]
        for match in matcher(pattern, folded).finditer(folded)
        if not any(low <= match.start() < high for low, high in quoted)
    ]
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    kept: list[GenreMention] = []
    for one in ordered:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _verbs(folded: str, language: Language) -> list[int]:
    """Where the objects of verbs of writing begin; only the first verb with a genre after it counts."""
    ends = [match.end() for match in matcher(_WRITING[language], folded).finditer(folded)]
    mentions = _mentions(folded, language)
    for end in ends:
        if any(one.start >= end and not _is_source(one, folded[end:], language, end) for one in mentions):
            return [end]
    return []


def _is_source(mention: GenreMention, folded: str, language: Language, offset: int = 0) -> bool:
    before = folded[: max(0, mention.start - offset)]
    return matcher(_SOURCE_BEFORE[language], before if language != "vi" else folded).search(before) is not None


def _head(mentions: list[GenreMention], folded: str, language: Language) -> GenreMention:
    """The head of the phrase: the first in Vietnamese, the last before the phrase ends in Chinese and English."""
    free = [one for one in mentions if not _is_source(one, folded, language)] or mentions
    head = free[0]
    if language == "vi" or folded.startswith(("summarise", "summarize"), head.start):
        return head
    for one in free[1:]:
        if _PHRASE_END.search(folded, head.end, one.start):
            break
        head = one
    return head


def find_variant(genre: Genre, folded: str, language: Language) -> str:
    """Give the variant of the genre that the request names, or an empty string."""
    if genre == "report" and language == "zh":
        if _ZH_BRIEFING.search(folded):
            return "briefing"
        if _ZH_SUMMARY.search(folded):
            return "work_summary"
    for owner, variant, forms in _VARIANTS:
        if owner != genre:
            continue
        pattern: Pattern = VietnamesePattern(forms["vi"]) if language == "vi" else re.compile(forms[language])
        if matcher(pattern, folded).search(folded):
            return variant
    return ""


def asked_profile(folded: str) -> Profile | None:
    """Give the layout that the request names itself."""
    if _ND30.on(folded).search(folded):
        return "nd30"
    return "gbt9704" if _GBT.search(folded) else None


def default_profile(genre: Genre, language: Language, variant: str, folded: str) -> Profile:
    """Give the layout of a genre: letterhead for issued documents, the plain page for everything else."""
    if genre in {"report", "plan"}:
        if language == "vi":
            return "nd30"
        if language == "zh" and variant not in {"work_summary", "briefing"} and _FORMAL_ZH.search(folded):
            return "gbt9704"
    return {"vi": "plain_vi", "zh": "plain_zh", "en": "plain_en"}[language]  # type: ignore[return-value]
