"""What a text is about, as its title names it: the words that a request puts after (in Chinese before) the genre."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from assistant.drafting.brief_genres import find_genre
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

_END: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"[.;\n(]|,?\s*(?:(?:gửi|trình|khoảng|dài|đúng thể thức|theo thể thức|theo nghị định|bằng tiếng|không quá"
        r"|tối đa|đăng|dựa (?:vào|trên)|căn cứ|nhấn mạnh|trong đó|gồm (?:các |\d )|nêu rõ|để trống"
        r"|không (?:nêu|thêm|được|bịa)|chỉ dùng|cho (?:đồng chí|giám đốc|viện trưởng|chủ tịch)|trong \d+)(?!\w)"
        r"|\d+[\d.-]* (?:chữ|từ|trang))|,\s*(?=\d|phương hướng|từ )"
    ),
    "zh": re.compile(r"[，。；、\n]"),
    "en": re.compile(
        r"[.;,\n(]|\s(?:in|of) (?:about|at most|around) \d|\s(?:about|around|at most) \d|\sin \d+ words"
        r"|\sin (?:vietnamese|chinese|english)|\s(?:for|to) the (?:director|minister|people)|\sbased on|\susing"
        r"|\sfrom the|\saddressed|\ssubmitted"
    ),
}
_LEAD: Final[dict[Language, Pattern]] = {
    "zh": re.compile(r"^关于"),
    "vi": VietnamesePattern(r"^(?:về|việc|về việc|kết quả|tại|của)\s+(?=\S)"),
    "en": re.compile(r"^(?:on|of|about|for)\s+"),
}
_ZH_SOURCE: Final = re.compile(r"(?:根据|依据|按照|结合)([^，。；]{2,40}?)(?:的?(?:材料|资料|报告|文件|情况|讲话))")
_ZH_GENERIC: Final = re.compile(r"^(?:的|工作|有关|这些|上述|现有|以上|已有|所附|附件|库里|库中)*$")


def find_subject(request: str, language: Language) -> str | None:
    """Give the words of the subject, or ``None`` where the request only names the genre."""
    folded = fold(request)
    mention = find_genre(folded, language)
    if mention is None:
        return None
    if language == "zh":
        return _chinese(request, mention.start)
    rest = request[mention.end :]
    end = matcher(_END[language], folded).search(folded, mention.end)
    subject = rest[: end.start() - mention.end] if end else rest
    subject = subject.strip(" ,:–-")
    if language == "vi":
        subject = _MANNER_VI.sub("", subject)
        kind = request[mention.start : mention.end].casefold()
        lead = "" if kind in {"báo cáo", "kế hoạch", "tóm tắt", "phương án"} else kind
        subject = subject if not lead.startswith("bản ") else f"{lead[4:]} {subject}"
    folded_subject = fold(subject)
    cut = matcher(_LEAD[language], folded).match(folded_subject)
    dropped = fold(subject[: cut.end()]).strip() if cut else ""
    if cut and (language == "en" or dropped in {"về", "việc", "về việc", "tại", "ve", "viec", "tai"}):
        subject = subject[cut.end() :]
    return subject.strip() if len(subject.strip()) >= 4 else None


def _chinese(request: str, genre_start: int) -> str | None:
    clause = re.split(r"[，。；！？\n]", request[:genre_start])[-1]
    told = re.split(r"写|起草|撰写|草拟|拟|编写|整理|形成|制定|准备|做", clause)[-1]
    while (cut := _LEAD_ZH.match(told)) is not None and cut.end():
        told = told[cut.end() :]
    told = re.sub(r"(?:的|情况的?)$", "", told)
    if len(told) >= 3 and not _ZH_GENERIC.match(told):
        return told
    source = _ZH_SOURCE.search(request)
    if source and not _ZH_GENERIC.match(source[1]):
        return source[1]
    return None


_MANNER_VI: Final = re.compile(r"^(?:thật )?(?:ngắn gọn|ngắn|chi tiết|đầy đủ)(?:\s+|$)", re.IGNORECASE)
"""How a text is to be written, between its genre and its subject."""
_LEAD_ZH: Final = re.compile(
    r"(?:一?[份篇个条则期](?=.{2})|关于|向[^，。\d]{2,8}(?:汇报|报告|的)|[\d一二两三四五六七八九十百千余]+字(?:左右|以内|以上)?的?)"
)
