"""Words that a rewriting must keep because they carry force (duty, plan, result, scope), and links that carry none.

Texts of one language are compared by these words one by one; across languages by the classes that they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

Force = Literal["must", "should", "may", "encourage"]
"""How strongly something is asked for; ``should`` holds need, request and advice, which languages part differently."""

_FORCES: Final[Mapping[Language, tuple[tuple[Force, Pattern], ...]]] = {
    "vi": (
        ("must", VietnamesePattern(r"\b(?:phải|bắt buộc|nhất thiết|nghiêm cấm|không được|yêu cầu)\b")),
        ("should", VietnamesePattern(r"\b(?:cần(?! thơ)|(?<!trở )(?<!cho )nên|đề nghị|kiến nghị)\b")),
        ("may", VietnamesePattern(r"\b(?:có thể|được phép)\b")),
        ("encourage", VietnamesePattern(r"\bkhuyến khích\b")),
    ),
    "zh": (
        ("must", re.compile(r"必须|务必|不得|严禁|(?<!必)须")),
        (
            "should",
            re.compile(
                r"应当|(?<![反供适相响效对回因])应(?![当对急用答届邀付景激])|需要"
                r"|(?<![主重需必想只不摘纪简概提紧])要(?![求素点闻])|建议|请(?=[^假示客求])"
            ),
        ),
        ("may", re.compile(r"可以|允许")),
        ("encourage", re.compile(r"鼓励|提倡|倡导")),
    ),
    "en": (
        ("must", re.compile(r"\b(?:must|shall|ha(?:ve|s|d) to|required to|may not)\b")),
        ("should", re.compile(r"\b(?:should|ought to|needs? to|request\w*|recommend\w*|propos\w+)\b")),
        ("may", re.compile(r"\b(?:may(?! (?:not|\d))|can|could|might)\b(?! \d)")),
        ("encourage", re.compile(r"\bencourag\w+\b")),
    ),
}
_PLANNED: Final[Mapping[Language, Pattern]] = {
    "vi": VietnamesePattern(r"\b(?:sẽ|dự kiến|phấn đấu|dự định|mục tiêu|đề xuất|sắp|kế hoạch|chỉ tiêu|ước)\b"),
    "zh": re.compile(r"力争|计划|打算|拟|预计|争取|将(?!军|近)|目标|确保|规划"),
    "en": re.compile(r"\b(?:will|plan(?:s|ned)?|intend\w*|aim\w*|expect\w*|target\w*|schedul\w+|would|going to)\b"),
}
_DONE: Final[Mapping[Language, Pattern]] = {
    "vi": VietnamesePattern(r"\b(?:đã|đang|vừa|xong|hoàn thành)\b"),
    "zh": re.compile(r"已|正在|完成|建成|实现"),
    "en": re.compile(r"\b(?:has|have|had|was|were|been|is being|are being|completed|did)\b"),
}
_SCOPE: Final[Mapping[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"\b(?:một số|nhiều|hầu hết|tất cả|toàn bộ|toàn|mọi|chủ yếu|một phần|đa số|phần lớn|chỉ|duy nhất|ít nhất"
        r"|tối đa|tối thiểu|không quá|cơ bản|các|những|mỗi|từng|cả)\b"
    ),
    "zh": re.compile(
        r"部分|一些|有的|全部|所有|大多数|多数|基本|主要|仅|只(?=有|能|是|要)|至少|最多|个别|普遍|各|每|均|都"
    ),
    "en": re.compile(
        r"\b(?:some|many|most|all|every|each|only|mainly|partly|at least|at most|several|few|nearly all|both|no more"
        r" than)\b"
    ),
}
_TIMES: Final[Mapping[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"\b(?:(?:đầu|cuối|giữa|hết|trong|trước|sau|từ|đến|tới)? ?(?:tháng|quý|năm|tuần|ngày)"
        r"(?: (?:\d+|[ivx]+|nay|trước|sau|tới))?"
        r"|hằng (?:ngày|tuần|tháng|quý|năm)|cùng kỳ|thời gian tới|hiện nay|giai đoạn)\b"
    ),
    "zh": re.compile(
        r"(?:[\d一二三四五六七八九十]+|本|上|下|每|今|明|去|前|后|全|次)?[年月日季周](?:度|末|底|初|内|中)?前?|上半年|下半年|同期|目前|近期|截至|今后"
    ),
    "en": re.compile(
        r"\b(?:january|february|march|april|june|july|august|september|october|november|december|years?|months?"
        r"|weeks?|quarters?|days?|daily|weekly|monthly|annual\w*|today|tomorrow|yesterday|currently|now|by|before|after"
        r"|until|since|during|within)\b"
    ),
}
_MOVES: Final = re.compile(r"\b(?:up|down)\b(?! by)")
LINKS: Final[Mapping[Language, tuple[str, ...]]] = {
    "vi": ("đồng thời", "bên cạnh đó", "cùng với đó", "ngoài ra", "thêm vào đó", "song song với đó", "và", "cũng"),
    "zh": ("与此同时", "同时", "此外", "另外", "另一方面", "并且", "并", "还", "也", "以及", "和"),
    "en": ("in addition", "additionally", "meanwhile", "moreover", "furthermore", "also", "as well",
           "and"),
}  # fmt: skip
"""Words that may join two sentences: they claim neither cause, contrast, order in time nor that one belongs to the
other. Longer ones first where one begins another."""

TURNS: Final[Mapping[Language, tuple[str, ...]]] = {
    "vi": ("tuy", "trong đó", "theo đó", "do đó", "vì", "nhờ", "qua", "riêng", "đặc biệt", "cụ thể", "song", "nhưng",
           "còn", "nhân dịp", "trước đó", "sau đó", "tiếp", "cuối cùng", "phát biểu", "kết luận", "về"),
    "zh": ("但", "然而", "不过", "其中", "因此", "为此", "特别", "尤其", "一是", "首先", "其次", "最后", "随后", "会上",
           "一方面", "而"),
    "en": ("however", "but", "of", "among", "therefore", "as a result", "in particular", "especially", "then", "first",
           "finally", "these", "this", "they", "it", "he", "she"),
}  # fmt: skip
"""Beginnings of sentences that turn or go on by themselves; a joining word before them reads wrongly."""


def forces_in(text: str, language: Language) -> list[tuple[Force, str]]:
    """List the words of duty in the order of the text, each with its force."""
    folded = fold(text)
    found = [
        (match.start(), match.end(), force, match[0])
        for force, pattern in _FORCES[language]
        for match in matcher(pattern, folded).finditer(folded)
    ]
    kept: list[tuple[int, int, Force, str]] = []
    for one in sorted(found, key=lambda row: (row[0], -row[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return [(force, word) for _, _, force, word in kept]


def planned_in(text: str, language: Language) -> list[str]:
    """List the words that make something a plan or a target."""
    return _words(_PLANNED[language], text)


def done_in(text: str, language: Language) -> list[str]:
    """List the words that make something done or under way."""
    return _words(_DONE[language], text)


def scope_in(text: str, language: Language) -> list[str]:
    """List the words that say of how many something is said."""
    return _words(_SCOPE[language], text)


def times_in(text: str, language: Language) -> list[str]:
    """List the words of time, whether or not they make a date: ``9月底前``, ``hằng tháng``, ``by``."""
    return [" ".join(word.split()) for word in _words(_TIMES[language], text)]


def moves_in(text: str, language: Language) -> list[str]:
    """List the English particles of rise and fall that stand without a verb (``down 30%``)."""
    return _words(_MOVES, text) if language == "en" else []


def _words(pattern: Pattern, text: str) -> list[str]:
    folded = fold(text)
    return [match[0] for match in matcher(pattern, folded).finditer(folded)]
