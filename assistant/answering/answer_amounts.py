"""Does a sentence hold the amount that is asked for: money, a rate, a length of time, a count of something?

The figure must be of the kind asked, count the noun asked about, and be a result where a result is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.answering.answer_terms import content_keys, coverage, text_keys
from assistant.answering.concepts import concepts_in, is_concept
from assistant.answering.question_analysis import Asked, QuestionAnalysis
from ingest.dates import find_dates
from ingest.documents import BlockKind
from ingest.figures import Figure, find_figures
from ingest.folding import fold
from ingest.periods import find_periods
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate as the recognisers see it."""

    text: str
    language: Language
    block: BlockKind = "paragraph"


@lru_cache(maxsize=4_096)
def figures_in(text: str, language: Language) -> tuple[Figure, ...]:
    """Find the figures of a text; remembered, because every kind of amount looks at them."""
    return find_figures(text, language)


_MONEY_UNIT: Final = re.compile(
    r"đồng|vnđ|vnd|tỷ|tỉ|triệu|usd|đô la|nhân dân tệ|tệ\b"
    r"|元|美元|人民币|港币|欧元|yuan|rmb|dong|dollar|euro|pound|[$€£¥]"
)
_RATE_UNIT: Final = re.compile(r"%|phần trăm|percent|per cent|百分|成|‰|percentage")
_STRICT_RATE: Final = re.compile(
    r"%|phần trăm|tỷ lệ|tỉ lệ|tỷ trọng|ty le|phan tram|率|百分|比例|占比|比重|percent|share|proportion|rate"
)
_TIME_UNIT: Final = re.compile(
    r"năm|tháng|ngày|tuần|giờ|phút|quý|年|月|天|日|周|小时|分钟|秒|季度|year|month|day|week|hour|minute|quarter"
)
_EVERY: Final = re.compile(
    r"每|定期|hằng|hàng (?:năm|tháng|quý|tuần|ngày)|mỗi|định kỳ|every|annual|monthly|weekly|daily|"
    r"per (?:year|month|week|day)"
)


def is_asked_with(surface: str, question: QuestionAnalysis) -> bool:
    """Tell whether the question already says it: what is known cannot be what is asked."""
    return fold(surface).strip() in question.folded


def money(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    """Tell whether an amount of money stands there, spent where spending is asked about."""
    found = [figure for figure in figures_in(sentence.text, sentence.language) if is_money(figure)]
    found = [figure for figure in found if not is_asked_with(figure.surface, question)]
    spent = _SPENT_ASKED.search(question.folded) is None or _SPENT.search(fold(sentence.text)) is not None
    spent_only = question.role == "result"
    return max(
        (
            role_match(figure, question)
            * (1.0 if spent else 0.2)
            * (0.2 if spent_only and _PLANNED_BEFORE.search(fold(sentence.text[: figure.start])) else 1.0)
            for figure in found
        ),
        default=0.0,
    )


_PLANNED_BEFORE: Final = re.compile(
    r"(?:计划|预计|预算|拟|估算|安排)[^,，;；。]{0,8}\Z|(?:dự kiến|kế hoạch|dự toán|phân bổ|bố trí)[^,.;]{0,24}\Z"
    r"|(?:planned|budget|estimated|allocated)[^,.;]{0,24}\Z"
)


_SPENT_ASKED: Final = re.compile(
    r"\bđã (?:chi|giải ngân|sử dụng|tiêu|dùng|mua)\b|\bda (?:chi|giai ngan|su dung|tieu|dung)\b|thực (?:chi|tế)"
    r"|hết bao nhiêu"
    r"|花了|花费了|用了|用掉|支出了?|实际|已经|已使用|been spent|\bspent\b|actually|did .{0,60}\b(?:cost|spend)\b"
)
_SPENT: Final = re.compile(
    r"\bđã\b|giải ngân|\bchi\b|thực hiện|hoàn thành|thanh toán|quyết toán|hết\b|花|支出|支付|完成|实际|已|投入|使用"
    r"|\bspent\b|\bpaid\b|\bcost\b|disbursed|completed"
)
"""Words of money that is gone; an allotment or a budget is not."""


def is_money(figure: Figure) -> bool:
    """Tell whether a figure is an amount of money."""
    return bool(_MONEY_UNIT.search(f"{figure.unit} {figure.unit_surface} {figure.surface}".lower()))


def is_rate(figure: Figure) -> bool:
    """Tell whether a figure is a share or a rate."""
    return bool(_RATE_UNIT.search(f"{figure.unit} {figure.unit_surface} {figure.surface}".lower()))


def rate(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    """Tell whether a share or rate stands there, the one asked for by name."""
    figures = figures_in(sentence.text, sentence.language)
    rates = [role_match(figure, question) for figure in figures if is_rate(figure)]
    if rates:
        return max(rates) * _same_rate(asked.head, sentence, question.language)
    return 0.6 if figures and not _STRICT_RATE.search(asked.surface) else 0.0


def _same_rate(head: str, sentence: Sentence, language: Language) -> float:
    """Grade by how many of the words that tell which rate is meant stand in the sentence, 0.2 to 1."""
    if not head or language != sentence.language:
        return 1.0
    if language == "zh":
        return 1.0 if head[-3:] in fold(sentence.text) else 0.2
    return 0.4 + 0.6 * coverage(content_keys(head, language), text_keys(sentence.text))


def duration(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    """Tell whether a length of time stands there; dates and reporting periods are none."""
    folded = fold(sentence.text)
    if _EVERY.search(folded):
        return 0.9
    dated = [mention.surface for mention in find_dates(sentence.text, sentence.language)]
    dated += [mention.surface for mention in find_periods(sentence.text, sentence.language)]
    for surface in dated:
        folded = folded.replace(fold(surface), " ")
    figures = [one for one in figures_in(sentence.text, sentence.language) if fold(one.surface) in folded]
    if any(_TIME_UNIT.search(f"{figure.unit_surface} {figure.surface}".lower()) for figure in figures):
        return 1.0
    return 0.7 if re.search(rf"\d\s*(?:{_TIME_UNIT.pattern})", folded) else 0.0


def count(asked: Asked, sentence: Sentence, question: QuestionAnalysis) -> float:
    """Tell whether a figure stands there that counts the noun asked about."""
    figures = figures_in(sentence.text, sentence.language)
    countable = [figure for figure in figures if not is_rate(figure) and not is_money(figure)]
    if asked.loose and len(figures) > len(countable):
        amounts = [role_match(one, question) for one in figures if not is_asked_with(one.surface, question)]
        loosely = 0.6 * max(amounts, default=0.0)
    else:
        loosely = 0.0
    matches = [
        role_match(figure, question)
        * max(0.5 * asked.loose, head_match(asked.head, figure, sentence, question.language))
        for figure in countable
        if not is_asked_with(figure.surface, question)
    ]
    return max(*matches, loosely, 0.0)


def role_match(figure: Figure, question: QuestionAnalysis) -> float:
    """1 unless a plan is given for the result asked about (0.2; 0.7 if unsaid) or a result for the plan (0.6)."""
    planned = figure.role in {"plan", "target"}
    if planned and question.role is None:
        return 0.7
    if question.role == "result" and planned:
        return 0.2
    return 0.6 if question.role == "plan" and figure.role == "result" else 1.0


_REACH: Final[dict[Language, tuple[int, int]]] = {"vi": (28, 45), "en": (30, 45), "zh": (16, 14)}
"""Characters before and after a figure within which the noun it counts is looked for."""


def head_match(head: str, figure: Figure, sentence: Sentence, language: Language) -> float:
    """Tell how well a figure counts ``head``, 0..1, by its own noun, the words around it or (across languages) concept.

    The core of the noun decides (first in Vietnamese, last in Chinese and English); its modifiers only grade.
    """
    before, after = _REACH[sentence.language]
    window = sentence.text[max(0, figure.start - before) : figure.end + after]
    own = f"{figure.head} {figure.unit_surface}"
    if not head:
        return 0.8
    if language != sentence.language:
        asked = concepts_in(head, language)
        if not asked:
            return 0.5
        return max(
            _shared(asked, concepts_in(own, sentence.language)),
            0.8 * _shared(asked, concepts_in(window, sentence.language)),
        )
    if len(head) == 1:
        return 1.0 if head in fold(own + sentence.text[figure.start : figure.end + 2]) else 0.0
    if not figure.head:
        return min(0.7, _noun_match(head, window, window, language))
    counted = 0.7 if _GENERIC_COUNTER.fullmatch(fold(figure.head).strip()) else 0.0
    return max(
        _noun_match(head, own, sentence.text, language),
        0.5 * _noun_match(head, window, window, language),
        counted * _noun_match(head, sentence.text, sentence.text, language),
    )


_GENERIC_COUNTER: Final = re.compile(
    r"người|nguoi|ca|trường hợp|đơn vị|cơ sở|人|名|例|家|个|people|persons?|cases?|units?"
)
"""Counters under which a noun named elsewhere in the sentence is counted."""


def _shared(asked: frozenset[str], found: frozenset[str]) -> float:
    return 1.0 if asked <= found else 0.5 if asked & found else 0.0


def _noun_match(head: str, own: str, around: str, language: Language) -> float:
    """The core must stand with the figure; its modifiers may stand anywhere ``around`` it."""
    keys = content_keys(head, language) or (head,)
    present = text_keys(own)
    core = _core(head, language)
    if core and not all(key in present for key in core):
        same = concepts_in(core_phrase(head, language), language) & concepts_in(own, language)
        return 0.6 if same and is_concept(head, language) else min(coverage(keys, present), 0.4)
    modifiers = [key for key in keys if key not in core]
    return 0.4 + 0.6 * coverage(modifiers, present | text_keys(around))


def _core(head: str, language: Language) -> tuple[str, ...]:
    return content_keys(core_phrase(head, language), language)


def core_phrase(head: str, language: Language) -> str:
    """Give the part of a noun phrase that says what is counted."""
    if language == "zh":
        return head[-2:]
    words = head.split()
    if language == "en":
        return words[-1]
    return words[0] if words[0] in _COUNTERS else " ".join(words[:2])


_COUNTERS: Final = frozenset(
    [
        "ca",
        "vụ",
        "lượt",
        "người",
        "hộ",
        "cuộc",
        "đợt",
        "cơ",
        "chiếc",
        "lần",
        "buổi",
        "lớp",
        "điểm",
        "vu",
        "luot",
        "nguoi",
        "ho",
        "cuoc",
        "dot",
        "co",
        "lan",
        "buoi",
        "lop",
        "diem",
        "km",
    ]
)
"""Vietnamese nouns that are counted with what follows as their modifier (``ca sốt``, ``cơ sở``)."""
