"""What kind of document a text is: title cue, then opening formula, then structure.

News *about* a review meeting is news, not the review: a lead that says who held what on which day outweighs the word
``sơ kết`` in the headline. A Chinese 工作总结 and a 报告 are both reports; 简报 and 摘要 are summaries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.folding import LazyPattern, fold
from vectorstore.records import DocumentType, Language


@dataclass(frozen=True, slots=True)
class TypeReading:
    """A document type with the rule that told it and where the cue stands (``None`` for structure)."""

    doc_type: DocumentType
    rule: str
    confidence: float
    start: int | None = None
    end: int | None = None


TYPE_LINES: dict[str, DocumentType] = {
    "báo cáo": "report",
    "báo cáo tóm tắt": "summary",
    "báo cáo nhanh": "report",
    "báo cáo sơ kết": "report",
    "báo cáo tổng kết": "report",
    "báo cáo tham luận": "speech",
    "tham luận": "speech",
    "kế hoạch": "plan",
    "chương trình": "plan",
    "phương án": "plan",
    "đề án": "plan",
    "chương trình công tác": "plan",
    "thông báo": "notice",
    "quyết định": "notice",
    "công văn": "notice",
    "chỉ thị": "notice",
    "công điện": "notice",
    "nghị quyết": "notice",
    "tờ trình": "notice",
    "giấy mời": "notice",
    "hướng dẫn": "notice",
    "biên bản": "summary",
    "tóm tắt": "summary",
    "bản tóm tắt": "summary",
    "tin vắn": "summary",
    "bài phát biểu": "speech",
    "phát biểu": "speech",
    "diễn văn": "speech",
    "bài phát biểu khai mạc": "speech",
    "bài phát biểu bế mạc": "speech",
    "diễn văn khai mạc": "speech",
}
"""Lines of a Vietnamese letterhead that name the type of the document (folded)."""

_VI_TITLE: tuple[tuple[str, DocumentType], ...] = (
    (
        r"\A(?:bài |toàn văn (?:bài )?)?(?:phát biểu|diễn văn|tham luận|lời khai mạc|lời bế mạc)(?! tại hội nghị,)",
        "speech",
    ),
    (r"\A(?:bản )?(?:tóm tắt|tin vắn|bản tin)(?!\w)|\Abáo cáo tóm tắt", "summary"),
    (r"\Abáo cáo(?!\w)", "report"),
    (r"\A(?:dự thảo )?(?:kế hoạch|phương án|chương trình công tác|chương trình hành động|đề án)(?!\w)", "plan"),
    (r"\A(?:thông báo|công văn|quyết định|chỉ thị|công điện|tờ trình|giấy mời|v/v)(?!\w)", "notice"),
)
_ZH_TITLE: tuple[tuple[str, DocumentType], ...] = (
    (r"(?:总结|报告|小结)[和及暨与、].{0,24}(?:计划|打算|安排|要点|思路)\Z", "report"),
    (r"(?:讲话|讲话稿|致辞|致词|发言|发言稿|演讲|开幕词|闭幕词|主持词)(?:[（(].{0,12}[)）])?\Z", "speech"),
    (r"(?:简报|摘要|纪要|快报|简讯汇编|综述)(?:[（(].{0,20}[)）])?\Z", "summary"),
    (r"(?:总结|报告|汇报|汇报材料|自查报告|述职报告|情况|小结|回顾|材料)(?:[（(].{0,12}[)）])?\Z", "report"),
    (r"(?:方案|计划|要点|规划|安排|预案|打算|思路)(?:[（(].{0,12}[)）])?\Z", "plan"),
    (r"(?:通知|函|通报|公告|意见|批复|请示|决定|通告|办法|细则|规定)(?:[（(].{0,12}[)）])?\Z", "notice"),
)
_EN_TITLE: tuple[tuple[str, DocumentType], ...] = (
    (r"\b(?:remarks|speech|address)\b|\bopening statement\b", "speech"),
    (r"\b(?:summary|abstract|brief|briefing note|minutes)\b", "summary"),
    (r"\b(?:report|review|assessment)\b", "report"),
    (r"\b(?:plan|programme of work|roadmap|strategy)\b", "plan"),
    (r"\b(?:notice|circular|letter|decision|announcement|memorandum)\b", "notice"),
)
_OPENINGS: dict[Language, tuple[tuple[str, DocumentType], ...]] = {
    "vi": (
        (r"(?:^|\n)[ \t]*(?:kính thưa|thưa (?:các|toàn thể|quý|hội nghị)|kính thưa các)", "speech"),
        (r"báo cáo[^.\n]{0,220}như sau\s*:", "report"),
        (
            r"(?:xây dựng|ban hành|triển khai)\s+(?:kế hoạch|phương án)[^.\n]{0,220}như sau\s*:"
            r"|kế hoạch[^.\n]{0,160}(?:cụ thể )?như sau\s*:",
            "plan",
        ),
        (r"(?:thông báo|đề nghị|trân trọng kính mời)[^.\n]{0,200}như sau\s*:", "notice"),
        (r"trên đây là báo cáo", "report"),
        (r"trên đây là kế hoạch", "plan"),
    ),
    "zh": (
        (
            r"(?:^|\n)[ \t]*(?:各位[^\n]{0,20}[,，、]\s*)?(?:同志们|各位代表|各位领导|各位来宾|各位同仁)"
            r"[^\n。]{0,20}[:：]",
            "speech",
        ),
        (r"今天[,，]?我们在这里召开|我再?讲(?:几|[一二三四五])点意见", "speech"),
        (r"现将[^。\n]{0,80}(?:总结|报告|汇报|通报)(?:如下|于后)|现(?:总结|报告|汇报)如下|特此报告|以上报告", "report"),
        (r"制定本(?:方案|计划|预案)|制定如下(?:计划|方案)", "plan"),
        (r"特此通知|特此函|现(?:将有关事项|就有关(?:事项|问题))?通知如下", "notice"),
    ),
    "en": (
        (r"(?:^|\n)[ \t]*(?:distinguished guests|ladies and gentlemen|dear colleagues|excellencies)", "speech"),
        (r"this report (?:reviews|summari[sz]es|covers|presents|sets out)", "report"),
        (r"this plan (?:sets out|describes|covers)", "plan"),
    ),
}
_NEWS_LEAD: dict[Language, LazyPattern] = {
    "vi": LazyPattern(
        r"\A[^\n]{0,60}?(?:(?<!\w)(?:(?:sáng|chiều|tối|trưa|các)\s+)?(?:ngày\s+)?\d{1,2}\s*(?:[/.-]\s*\d|tháng)"
        r"|(?<!\w)(?:vừa\s+qua|sáng\s+nay|chiều\s+nay|hôm\s+nay))[^\n]{0,300}?(?:tổ chức|diễn ra|khai mạc"
        r"|chủ trì|có buổi|đã đến|thăm|chúc mừng|dự|ký kết|tiếp đoàn|làm việc|phát động|công bố|triển khai|họp)(?!\w)"
    ),
    "zh": LazyPattern(
        r"\A[^\n]{0,30}?(?:\d{1,2}月\d{1,2}日|近日|日前|今日|今天上午|昨日|本周)[^\n]{0,120}?(?:召开|举行|举办|开展|赴|到|启动|组织|参加|接待|调研)"
    ),
    "en": LazyPattern(
        r"\A[^\n]{0,120}?(?:on|last|this)\s+(?:\d{1,2}\s+\w+|\w+\s+\d{1,2}|monday|tuesday|wednesday|thursday"
        r"|friday)[^\n]{0,200}?(?:held|hosted|convened|organi[sz]ed|opened|launched|visited|met)"
        r"|\A[^\n]{0,160}(?:held|hosted|convened|took place)[^\n]{0,120}?on\s+\d{1,2}\s+\w+"
    ),
}
_NEWS_BODY: dict[Language, LazyPattern] = {
    "vi": LazyPattern(
        r"dự hội nghị có|tại hội nghị,|phát biểu (?:khai mạc|chỉ đạo|tại|kết luận)|(?:^|\n)(?:tin|ảnh|bài"
        r"|tin, ảnh|đưa tin)\s*[:,]|nhân dịp này|đồng chí [^\n.]{3,40} (?:biểu dương|ghi nhận|chúc mừng|tặng)"
    ),
    "zh": LazyPattern(
        r"会议(?:指出|强调|要求|听取|由)|出席会议|参加会议|作(?:了)?(?:重要)?讲话|[（(]?(?:通讯员|记者)\s|主持会议|主持召开"
    ),
    "en": LazyPattern(r"delegates|the meeting (?:noted|heard|stressed)|spoke at|attended by|said\b"),
}
_STRUCTURE: dict[Language, tuple[tuple[str, DocumentType], ...]] = {
    "vi": (
        (r"mục đích\s*(?:,|-|–|và)?\s*yêu cầu", "plan"),
        (
            r"(?:^|\n)[ \t]*(?:[ivx]+|\d+)[.\-/)]\s*(?:kết quả|đánh giá|tình hình|đặc điểm|công tác)[^\n]*\n(?:."
            r"|\n)*?(?:tồn tại|hạn chế|phương hướng|nhiệm vụ)",
            "report",
        ),
    ),
    "zh": (
        (r"保障措施(?:.|\n)*工作要求|(?:^|\n)[一二三四五六]、(?:工作目标|总体要求|指导思想|主要任务|工作任务)", "plan"),
        (
            r"(?:^|\n)[一二三四五六]、[^\n]*(?:存在的?(?:主要)?问题|下一步|不足|打算)|(?:取得的?成效|工作成效|主要做法)",
            "report",
        ),
    ),
    "en": (
        (
            r"(?:^|\n)[ \t]*(?:\d+\.?\s*)?(?:objectives|activities|resources|risks)\b(?:."
            r"|\n)*\n[ \t]*(?:\d+\.?\s*)?(?:monitoring|budget|resources)\b",
            "plan",
        ),
        (r"(?:^|\n)[ \t]*(?:\d+\.?\s*)?results\b[^\n]*\n(?:.|\n)*(?:issues|challenges|priorities|next)", "report"),
    ),
}
_HEAD = 3000


def classify_document(
    title: str | None, body: str, language: Language, *, news_marks: int = 0, type_line: str | None = None
) -> TypeReading:
    """Tell the type of a document from its title, its body (clean text after the title) and the marks of a news page.

    ``news_marks`` counts captions, bylines and publication stamps; ``type_line`` is the line of an official letterhead
    that names the type (``BÁO CÁO``).
    """
    if type_line is not None and (known := TYPE_LINES.get(fold(type_line).strip(" .:"))) is not None:
        return TypeReading(known, "type_line", 1.0)
    if type_line is not None and (known := _by_title(fold(type_line), language)) is not None:
        return TypeReading(known, "masthead", 0.9)
    head = fold(body[:_HEAD])
    news = _news_weight(head, language, news_marks)
    is_news = news >= (2 if title else 4)
    by_title = _by_title(fold(title or ""), language)
    if by_title is not None and not (
        news >= 2 and by_title in {"report", "plan", "speech"} and _tells_event(title or "", language)
    ):
        return TypeReading(by_title, "title", 0.95)
    for pattern, doc_type in _OPENINGS[language]:
        match = re.search(pattern, head)
        if match and not (is_news and doc_type != "speech"):
            return TypeReading(doc_type, "opening", 0.9)
    if is_news:
        return TypeReading("news", "news_lead", 0.9)
    folded = fold(body[: 10 * _HEAD])
    for pattern, doc_type in _STRUCTURE[language]:
        if re.search(pattern, folded):
            return TypeReading(doc_type, "structure", 0.7)
    return TypeReading("other", "no_cue", 0.5)


def _by_title(title: str, language: Language) -> DocumentType | None:
    table = {"vi": _VI_TITLE, "zh": _ZH_TITLE, "en": _EN_TITLE}[language]
    plain = re.sub(r"\A[a-zđ]{2,8} [–-] ", "", title.strip(" |*#.。")) if language == "vi" else title.strip(" |*#.。")
    return next((doc_type for pattern, doc_type in table if re.search(pattern, plain)), None)


def _tells_event(title: str, language: Language) -> bool:
    """Tell whether a headline reports an act (``Sở Y tế tổ chức …``, ××召开……会议) rather than naming a document."""
    folded = fold(title)
    pattern = {
        "vi": r"tổ chức|chúc mừng|thăm|dự|làm việc|hội nghị",
        "zh": r"召开|举行|举办|出席|开展",
        "en": r"\b(?:holds|hosts|opens|meets|visits|reviews)\b",
    }
    return re.search(pattern[language], folded) is not None


def _news_weight(head: str, language: Language, marks: int) -> int:
    lead = 2 if any(_NEWS_LEAD[language].match(line) for line in head.split("\n")[:4] if line.strip()) else 0
    body = 1 if _NEWS_BODY[language].search(head) else 0
    return lead + body + min(marks, 2) if (lead or body) else 0
