"""What a meeting's news tells of the meeting itself: who came, and what was done there. Neither is a result of work."""

from __future__ import annotations

import re
from typing import Final

from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

_ATTENDANCE: Final[dict[Language, VietnamesePattern | re.Pattern[str]]] = {
    "vi": VietnamesePattern(
        r"có sự tham (?:gia|dự) của|tham dự (?:hội nghị|buổi lễ)|(?:về|đến|tới) dự|dự (?:hội nghị|buổi lễ)|có mặt tại"
        r"|thành phần (?:tham )?dự|cùng dự|(?:hội nghị|buổi lễ) do .{4,90} chủ trì|chủ trì (?:hội nghị|buổi lễ)"
    ),
    "zh": re.compile(r"参加(?:今天的?|本次|此次)?会议|出席|列席|参会|到会|主持(?:了)?会议|会议由"),
    "en": re.compile(r"\battended\b|\btook part in the (?:meeting|conference)\b|\bwas chaired by\b|\bwere present\b"),
}
_PROCEDURE: Final[dict[Language, VietnamesePattern | re.Pattern[str]]] = {
    "vi": VietnamesePattern(
        r"(?:lần lượt |đã )?trình bày (?:các )?(?:báo cáo|tham luận)"
        r"|(?:đã )?(?:được )?(?:lắng )?nghe (?:các )?(?:báo cáo|tham luận|ý kiến)"
        r"|tiến hành thảo luận|thảo luận (?:sôi nổi|tại|các|về)|đóng góp ý kiến|ý kiến phát biểu"
        r"|tổ chức (?:hội nghị|buổi lễ)|(?:hội nghị|buổi lễ) (?:đã )?(?:diễn ra|được tổ chức|thông qua|tiến hành)"
        r"|(?:các )?đại biểu.{0,60}(?:nắm được|nắm bắt)"
    ),
    "zh": re.compile(
        r"(?:作了?|进行了?)?(?:汇报|交流|表态|典型)发言|听取了?|观看了?|审议|(?:召开|举行)[^，。]{0,30}会"
        r"|会议传达"
    ),
    "en": re.compile(
        r"\b(?:heard|listened to|presented) (?:the )?reports?\b|\bthe (?:meeting|conference) (?:was held|heard)\b"
    ),
}


def tells_attendance(text: str, language: Language) -> bool:
    """Whether a sentence tells who came, or who chaired."""
    return _holds(_ATTENDANCE[language], text, language)


def tells_procedure(text: str, language: Language) -> bool:
    """Whether a sentence tells how a meeting went: that it was held, that reports were given and discussed."""
    return _holds(_PROCEDURE[language], text, language)


def _holds(pattern: VietnamesePattern | re.Pattern[str], text: str, language: Language) -> bool:
    folded = fold(text)
    if language == "zh":
        from vectorstore.chinese_text import to_simplified

        folded = to_simplified(folded)
    on = pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern
    return on.search(folded) is not None
