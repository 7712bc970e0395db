"""What a claim adds to its sources: praise or blame, "all" for "some", and causes that no source gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from assistant.answering.answer_terms import coverage
from assistant.checking.claim_flaws import Flaw
from assistant.checking.source_claims import Source
from assistant.checking.statements import Statement, keys_in
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

Sources = Sequence[tuple[int, Source]]
_LEAST_CAUSE: Final = 0.34
"""Share of the words of a stated cause that the sources must hold."""


def _table(vi: str, zh: str, en: str) -> dict[Language, Pattern]:
    return {"vi": VietnamesePattern(vi), "zh": re.compile(zh), "en": re.compile(en)}


_JUDGEMENTS: Final = _table(
    r"\b(?:đánh giá (?:là |rất )?(?:tốt|cao)|hài lòng|chặt chẽ|kịp thời|rõ rệt|hiện đại|chính xác|hiệu quả|xuất sắc"
    r"|thành công|vượt bậc|bình thường|nghiêm trọng|hoàn toàn|vượt mức|ngày càng|tích cực|biểu dương|phê bình|đồng bộ"
    r"|gương mẫu|dẫn đầu|uy tín|nhiệt tình|chu đáo|đảm bảo an toàn|giữ chân|bằng khen|cờ thi đua|huân chương)\b",
    r"好评|圆满|显著|明显|先进|齐全|高效|优厚|前列|表彰|深受|欢迎|领先|一流|满意|荣获|稳定|优秀|典型|奖牌|免职|好转",
    r"\b(?:prais\w+|award\w*|success\w*|highly|effective\w*|excellent\w*|modern|on schedule|refus\w+|satisf\w+"
    r"|smooth\w*|outstanding|impressive\w*|rapid\w*|welcom\w+|well[ -]received|declined|criticis\w+|under control)\b",
)
_ALL: Final = _table(
    r"\b(?:tất cả|toàn bộ|mọi)\b",
    r"全部|所有|全面|普遍|均已|均(?=达)|一律|完全",
    r"\b(?:all|every|fully|entire\w*|complete(?:ly)?|everyone|everybody)\b",
)
_WHOLE: Final = _table(
    r"\b(?:tất cả|toàn bộ|mọi|toàn|cả|đều|các|100\s?%)",
    r"全|所有|普遍|均|都|各|每|100%|任何|一律",
    r"\b(?:all|every|fully|entire\w*|complete\w*|each|any|100)\b|100\s?%",
)
_PART: Final = _table(
    r"\b(?:một số|một phần|nhiều|phần lớn|đa số|còn lại)\b|\d",
    r"部分|一些|有的|个别|多数|少数|仅|\d|[一二三四五六七八九十]个",
    r"\b(?:some|several|part|most|many|few|only)\b|\d",
)
_CAUSES: Final = _table(
    r"\b(?:nguyên nhân (?:là|do|vì)(?: do)?|là do|vì|bởi)\b(?! (?:vậy|thế))",
    r"是因为|因为|由于|原因是|原因在于|是由于",
    r"\b(?:because(?: of)?|owing to|due to(?! (?:begin|start|open|finish))|caused by)\b",
)


def _search(table: dict[Language, Pattern], text: str, language: Language) -> re.Match[str] | None:
    folded = fold(text)
    return matcher(table[language], folded).search(folded)


def judge_additions(claim: Statement, sources: Sources) -> list[Flaw]:
    """Find the praise, the "all" and the causes of a claim that its sources do not give."""
    same = [source for _, source in sources if source.language == claim.language]
    if not same:
        return []
    flaws = [*_judgements(claim, same), *_wholes(claim, same), *_causes(claim, sources)]
    return flaws[:1]


def _judgements(claim: Statement, sources: Sequence[Source]) -> list[Flaw]:
    folded = fold(claim.text)
    known = [fold(f"{source.sentence.text}\n{source.sentence.context}") for source in sources]
    for match in matcher(_JUDGEMENTS[claim.language], folded).finditer(folded):
        if not any(_stem(match[0], claim.language) in text for text in known):
            return [Flaw("no_source", match.start(), match.end())]
    return []


def _stem(word: str, language: Language) -> str:
    return word[:5] if language == "en" else word


def _wholes(claim: Statement, sources: Sequence[Source]) -> list[Flaw]:
    found = _search(_ALL, claim.text, claim.language)
    if found is None or any(_search(_WHOLE, one.sentence.text, one.language) for one in sources[:1]):
        return []
    if _search(_PART, sources[0].sentence.text, claim.language) is None:
        return []
    return [Flaw("no_source", found.start(), found.end(), None, None)]


def _causes(claim: Statement, sources: Sources) -> list[Flaw]:
    found = _search(_CAUSES, claim.text, claim.language)
    if found is None:
        return []
    reason = claim.text[found.end() :]
    for _, source in sources:
        words = [key for key in keys_in(reason, claim.language, source.language) if "_" not in key]
        if source.language != claim.language or not words:
            return []
        known = source.statement.keys | source.context_keys
        if coverage(words, known) >= _LEAST_CAUSE:
            return []
    return [Flaw("no_source", found.start(), len(claim.text))]
