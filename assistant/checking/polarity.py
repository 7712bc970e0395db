"""Whether a sentence affirms or denies, raises or lowers, and whether it tells of a plan or of a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies at ``text[start:end]`` and the words that it reaches (``scope``)."""

    start: int
    end: int
    scope: str


def _table(vi: str, zh: str, en: str) -> dict[Language, Pattern]:
    return {"vi": VietnamesePattern(vi), "zh": re.compile(zh), "en": re.compile(en)}


_DENIALS: Final = _table(
    r"\b(?:không(?! (?:chỉ|những|gian|khí|ngừng|quân|phận|quá|dưới|ít|nhỏ|thể thiếu|thường xuyên|kể|lây|qua khỏi"
    r"|tập trung|chuyên|dùng thuốc|khói|bao gồm))|chưa(?! (?:kể|bao gồm))|chẳng|chả)\b",
    r"(?:不(?!断|仅|但|少|同|低于|超过|少于|得|足|良|等|孕|合格|锈|明原因|懈|忘|动产|可或缺|可缺|限于|止|法|适|便|力|利|当|正|规范|到位|平衡|安全|稳定|文明|够|均"
    r"|全|齐|清|多于|高于|予|平凡|畏|怕|辞|遗余力|折不扣|留死角|漏一)"
    r"|未(?!来|成年|雨|然|知|满|婚|必|病)|没有?(?!收)|无(?!害|偿|缝|烟|障碍|线|人机|形|限|论|菌|纸|公害|创|忧|微|牌|证|数|锡|疑|私|比|愧|法))",
    r"\b(?:not(?! only| just| merely| including| less| more| fewer| exceeding)|no(?! (?:fewer|less|more|later) than)"
    r"|never|none|neither|nor|without|failed to|cannot|[a-z]+n't)\b",
)
_LACK: Final = _table(
    r"\b(?:thiếu|hết|không|chưa|chẳng|chả|chậm|còn yếu|ngừng|dừng|hủy|bỏ|tránh|thay thế|khó khăn)\b"
    r"|(?<![\d.,])0(?![\d.,%])",
    r"[不未没无零缺欠停免非难]|取消|落后|滞后",
    r"\b(?:no|not|none|never|without|lack\w*|short\w*|fail\w*|stopp?ed|cancel\w*|zero|yet|neither|nor|cannot"
    r"|missing|replac\w+|difficult\w*|unable|un\w+ed|late|delay\w*|\w+n't)\b",
)
_UP: Final = _table(
    r"\b(?:tăng(?! cường)|cao hơn|nhiều hơn|lớn hơn|vượt|nâng)\b",
    r"增长|增加|增至|提高|提升(?!了?能力)|上升|同比增|高于|多于|超过|扩大|增多",
    r"\b(?:rose|risen|ris(?:es|ing)|increas\w*|grew|grow\w*|higher|up by|more than (?:the|last)|raised?|exceed\w*"
    r"|above|rise)\b",
)
_DOWN: Final = _table(
    r"\b(?:giảm|thấp hơn|ít hơn|nhỏ hơn|kém hơn|hụt|hạ)\b",
    r"下降|减少|降低|下滑|回落|同比减|同比降|低于|少于|降至|缩短|缩小",
    r"\b(?:fell|fall(?:en|s|ing)?|decreas\w*|declin\w*|dropp?\w*|lower(?:ed)?|down by|fewer than (?:the|last)|reduc\w*"
    r"|below|cut)\b",
)
_INTENT: Final = _table(
    r"\b(?:sẽ|dự kiến|phấn đấu|kế hoạch|mục tiêu|chỉ tiêu|định hướng|phương hướng|sắp|thời gian tới|nhiệm vụ|cần|phải"
    r"|đề nghị|đề xuất|kiến nghị|yêu cầu|được yêu cầu|tiếp tục|tập trung|dự định|dự toán|chuẩn bị|hướng tới|đặt ra"
    r"|được giao|trước (?:ngày|tháng|cuối)|đến (?:hết |cuối )?năm|trong năm tới|muốn|mong|xin|nhằm|cố gắng|đẩy mạnh"
    r"|tăng cường|ước)\b",
    r"力争|计划|目标|打算|下一步|将|拟|预计|争取|确保|要|规划|安排|明年|下半年|建议|请|须|应|任务|力求|准备|有望|底前|年前|继续"
    r"|进一步|达到",
    r"\b(?:plan\w*|target\w*|goal\w*|aim\w*|will|shall|intend\w*|objective\w*|expect\w*|by the end of|next|is to|are to"
    r"|was to|were to|should|must|propos\w*|request\w*|recommend\w*|schedul\w*|due to|seek\w*|ask\w*|need\w*|require\w*"
    r"|priorit\w*|task\w*|before (?:the end|31|30)|would|budget\w*|forecast\w*|set)\b",
)
_STRONG_INTENT: Final = _table(
    r"\b(?:sẽ|dự kiến|thời gian tới|phấn đấu|dự định|đặt mục tiêu|mục tiêu|đề xuất|đề nghị|kiến nghị"
    r"|có kế hoạch|lên kế hoạch)\b",
    r"力争|计划(?!生育|免疫|的|数)|打算|拟(?=[在于投建开对用组将])|预计|争取|将(?=[在于投建开对用组继进])|目标|建议",
    r"\b(?:will|plans? to|planned to|intends?|aims? to|is to|are to|expected to|(?:is|are|was|were) planned"
    r"|propos\w+ to|scheduled to|targets?)\b",
)
_DUE: Final = _table(
    r"\b(?:cần|phải|yêu cầu|giao cho|xong trước|trước ngày|trước cuối)\b",
    r"(?<![主重需必想只])要(?![求素点闻])|须|应当?(?!急|对|用|诊|答|届)|底前|日前|年前|务必|必须",
    r"\b(?:must|shall|should|by the end of|before the end of|needs? to|required to)\b",
)
_DONE: Final = _table(
    r"\b(?:đã|hoàn thành|xong|đạt được|thực hiện được|ghi nhận|được)\b",
    r"已|了|完成|实现|建成|取得|达到",
    r"\b(?:has|have|had|was|were|did|achieved|completed|reached|[a-z]+ed)\b",
)
_STRONG_DONE: Final = _table(
    r"\bđã\b(?! (?:đề nghị|đề xuất|kiến nghị|yêu cầu|đặt|lên kế hoạch|xây dựng kế hoạch|giao|xác định))",
    r"已(?!纳入计划|列入)|(?<!为)了(?!解|望)|完成了|建成了|实现了",
    r"\b(?:has|have|had) (?!not|no\b|yet)(?:already )?(?:been )?(?!not\b|asked|proposed"
    r"|requested|recommended|planned)[a-z]+(?:ed|en|lt|nt|t|ne|de|ght)\b"
    r"|\bwas (?:completed|built|achieved|repaired|opened|started|finished|raised|increased|allocated|invested"
    r"|spent|launched)\b|\bwere (?:completed|built|achieved|repaired|opened|raised|allocated"
    r"|invested|spent|trained|launched)\b",
)
_PLAN_HEADING: Final = re.compile(
    r"phương hướng|nhiệm vụ trọng tâm|nhiệm vụ (?:\d|sáu|quý|năm|6)|kế hoạch|kiến nghị|đề xuất|đề nghị|mục tiêu"
    r"|giải pháp"
    r"|nhiệm vụ.{0,24}(?:cuối năm|quý|tới)|下一步|打算|工作计划|目标|方案|规划|工作安排|建议|重点任务|下半年"
    r"|\b(?:plans?|priorit\w+|next steps?|proposals?|recommendations?|requests?|targets?|outlook|tasks?)\b"
)

_RESULT_HEADING: Final = re.compile(
    r"kết quả|thành tích|đã đạt|成效|完成情况|结果|成绩|\b(?:results?|achieve\w+|against plan)\b"
)


def _search(table: dict[Language, Pattern], text: str, language: Language) -> re.Match[str] | None:
    folded = fold(text)
    return matcher(table[language], folded).search(folded)


@lru_cache(maxsize=8_192)
def find_denials(text: str, language: Language) -> tuple[Denial, ...]:
    """Find every word that denies, with the four words (six characters in Chinese) after it in its clause."""
    folded = fold(text)
    return tuple(
        Denial(match.start(), match.end(), _scope(text, match.end(), language))
        for match in matcher(_DENIALS[language], folded).finditer(folded)
    )


def _scope(text: str, start: int, language: Language) -> str:
    clause = re.split(r"[，。；：,;:.\n()（）、]", text[start : start + 60], maxsplit=1)[0]
    return clause[:6] if language == "zh" else " ".join(clause.split()[:4])


def lacks(text: str, language: Language) -> bool:
    """Tell whether a stretch denies anything or says that something is missing."""
    return _search(_LACK, text, language) is not None


@dataclass(frozen=True, slots=True)
class Turn:
    """A word of growth (+1) or decline (-1) at ``text[start:end]``."""

    start: int
    end: int
    sign: int


@lru_cache(maxsize=8_192)
def find_turns(text: str, language: Language) -> tuple[Turn, ...]:
    """Find the words that raise or lower, in order."""
    folded = fold(text)
    found = [
        Turn(match.start(), match.end(), sign)
        for table, sign in ((_UP, 1), (_DOWN, -1))
        for match in matcher(table[language], folded).finditer(folded)
    ]
    return tuple(sorted(found, key=lambda turn: turn.start))


def intends(text: str, language: Language) -> bool:
    """Tell whether a text holds any word of plan, target, request or duty."""
    return _search(_INTENT, text, language) is not None


def intends_plainly(text: str, language: Language) -> re.Match[str] | None:
    """Find a word that makes the sentence a plan whatever else it says (sẽ, 计划, will)."""
    return _search(_STRONG_INTENT, text, language)


def reports(text: str, language: Language) -> bool:
    """Tell whether a text holds a word of result."""
    return _search(_DONE, text, language) is not None


def reports_plainly(text: str, language: Language) -> re.Match[str] | None:
    """Find a word that makes the sentence a result (đã, 已, has been)."""
    return _search(_STRONG_DONE, text, language)


def is_due(text: str, language: Language) -> bool:
    """Tell whether a text lays down that something must be done, or by when."""
    return _search(_DUE, text, language) is not None


_PLAN_TITLE: Final = re.compile(r"\A\s*(?:kế hoạch|đề án|phương án)\b|方案|规划|工作计划|\bplan\b")
_REPORT_TITLE: Final = re.compile(r"báo cáo|kết quả|总结|简报|汇报|\b(?:report|review|brief)\b")


def is_plan(title: str) -> bool:
    """Tell by its title whether a document lays down what is to be done."""
    folded = fold(title)
    return _PLAN_TITLE.search(folded) is not None and _REPORT_TITLE.search(folded) is None


def heads_plans(heading: str) -> bool:
    """Tell whether what stands under a heading is still to be done."""
    folded = fold(heading)
    return _PLAN_HEADING.search(folded) is not None and _RESULT_HEADING.search(folded) is None
