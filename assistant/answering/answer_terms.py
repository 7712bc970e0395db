"""Subject terms of questions and how much of them a text covers.

Terms are search keys (``vectorstore.search_text``): folded words and pairs of words in Vietnamese and English, pairs
of characters in Chinese. A pair of words that meet again as neighbours is better evidence than both apart, so pairs
weigh as much as words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern
from vectorstore.records import Language
from vectorstore.search_text import index_keys, normalise_for_search, split_words, strip_tone_marks

_STOP: Final[dict[Language, frozenset[str]]] = {
    "vi": frozenset(
        [
            "và",
            "hoặc",
            "của",
            "là",
            "có",
            "các",
            "những",
            "cho",
            "với",
            "trong",
            "ngoài",
            "trên",
            "dưới",
            "tại",
            "ở",
            "từ",
            "đến",
            "về",
            "được",
            "bị",
            "đã",
            "đang",
            "sẽ",
            "này",
            "đó",
            "kia",
            "nào",
            "gì",
            "ai",
            "bao",
            "nhiêu",
            "mấy",
            "thì",
            "mà",
            "do",
            "vì",
            "để",
            "như",
            "thế",
            "khi",
            "vào",
            "ra",
            "lên",
            "xuống",
            "theo",
            "bằng",
            "cùng",
            "cũng",
            "rằng",
            "hãy",
            "nêu",
            "biết",
            "một",
            "việc",
            "sự",
            "người",
            "ta",
            "gồm",
            "bao_nhiêu",
            "hay",
            "không",
            "chưa",
            "còn",
            "đều",
            "rất",
            "nhất",
            "nữa",
            "thêm",
            "cả",
            "mỗi",
            "từng",
            "sau",
            "trước",
            "qua",
            "lại",
            "lúc",
            "đâu",
            "sao",
            "đi",
            "cụ",
            "rõ",
            "kể",
            "tên",
            "đây",
            "hiện",
            "nay",
            "báo",
            "cáo",
            "văn",
            "bản",
            "tài",
            "liệu",
            "bài",
            "viết",
            "theo_báo",
        ]
    ),
    "zh": frozenset(
        [
            "的",
            "了",
            "在",
            "是",
            "和",
            "与",
            "及",
            "或",
            "有",
            "为",
            "对",
            "从",
            "到",
            "将",
            "把",
            "被",
            "由",
            "于",
            "以",
            "其",
            "这",
            "那",
            "一",
            "个",
            "吗",
            "呢",
            "请",
            "问",
            "中",
            "上",
            "下",
            "也",
            "都",
            "就",
            "还",
            "而",
            "并",
            "等",
            "所",
            "之",
            "哪",
            "些",
            "什",
            "么",
            "几",
            "多",
            "少",
            "谁",
            "何",
            "如",
            "怎",
            "样",
        ]
    ),
    "en": frozenset(
        [
            "a",
            "an",
            "the",
            "of",
            "in",
            "on",
            "at",
            "to",
            "for",
            "from",
            "by",
            "with",
            "and",
            "or",
            "as",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "did",
            "does",
            "do",
            "has",
            "have",
            "had",
            "it",
            "its",
            "this",
            "that",
            "these",
            "those",
            "there",
            "their",
            "they",
            "he",
            "she",
            "his",
            "her",
            "what",
            "which",
            "who",
            "whom",
            "when",
            "where",
            "why",
            "how",
            "many",
            "much",
            "will",
            "would",
            "can",
            "could",
            "should",
            "not",
            "no",
            "into",
            "than",
            "then",
            "about",
            "after",
            "before",
            "during",
            "over",
            "under",
            "between",
            "according",
            "report",
            "document",
            "text",
            "say",
            "said",
            "tell",
            "me",
            "please",
        ]
    ),
}
_ASKING: Final[dict[Language, Pattern]] = {
    "vi": VietnamesePattern(
        r"\b(?:bao nhiêu|mấy|khi nào|lúc nào|bao giờ|ở đâu|tại đâu|đâu|nào|như thế nào|thế nào|ra sao|"
        r"tại sao|vì sao|là gì|gì|ai"
        r"|cho biết|hãy nêu|hay không|không\s*\?|bao lâu|mấy giờ)(?!\w)"
    ),
    "zh": re.compile(
        r"多少|哪[些个家份天年月位里儿类种项条几一两三]?[个家份天位项条]?|什么(?:时候|时间|地方)?|何[时处人种]|为什么|为何|怎么样?|怎样|如何"
        r"|是否|有没有|谁|几[个家份天位项条名次]|吗|呢|请问|分别|指的是|一共|总共|共计"
    ),
    "en": re.compile(r"\b(?:how many|how much|how long|what|which|who|whom|whose|when|where|why|how)\b"),
}
_ZH_EMPTY_PAIR: Final = re.compile(
    r"[的了在是和与及或有为对从到将把被由于以其这那吗呢请问也都就还而并等所之哪些什么几多少谁何如怎样]"
)


def question_terms(question: str, language: Language) -> tuple[str, ...]:
    """Give the keys of a question without the words that only ask and without function words."""
    return content_keys(without_asking(question, language), language)


def without_asking(text: str, language: Language) -> str:
    """Put a bar in the place of every word that only asks."""
    folded = normalise_for_search(text)
    return matcher(_ASKING[language], folded).sub(" | ", folded)


@lru_cache(maxsize=4_096)
def content_keys(text: str, language: Language) -> tuple[str, ...]:
    """Give the content keys of a text, each once, in order."""
    stop = _STOP[language]
    bare_stop = frozenset(strip_tone_marks(word) for word in stop)
    keys: list[str] = []
    for run in split_words(text):
        if run and run[0][0] > "\u3000":
            keys += _han_keys(run)
            continue
        marked = any(not word.isascii() for word in run)
        kept = list(run)
        words = [word for word in kept if word not in stop and (marked or language != "vi" or word not in bare_stop)]
        keys += words
        for first, second in pairwise(kept):
            if first in words and second in words:
                keys.append(f"{first}_{second}")
    return tuple(dict.fromkeys(keys))


def _han_keys(run: Sequence[str]) -> list[str]:
    pairs = [first + second for first, second in pairwise(run)]
    kept = [pair for pair in pairs if not _ZH_EMPTY_PAIR.search(pair)]
    return kept or [character for character in run if not _ZH_EMPTY_PAIR.search(character)]


@lru_cache(maxsize=8_192)
def text_keys(text: str) -> frozenset[str]:
    """Give every key under which a text can be met, abbreviations spelled out and marks taken off included."""
    return frozenset(key.removeprefix("~") for key in index_keys(text))


def coverage(terms: Sequence[str], keys: frozenset[str], weights: Mapping[str, float] | None = None) -> float:
    """Share of the terms, by weight, that ``keys`` holds, 0..1; 1 for no terms."""
    known = weights or {}
    total = sum(known.get(term, 1.0) for term in terms)
    if not total:
        return 1.0
    return sum(known.get(term, 1.0) for term in terms if term in keys) / total


def names_covered(names: Sequence[str], text: str) -> float:
    """Share of the proper names that stand in ``text`` as names (capitals kept, spelling folded); 1 for no names."""
    if not names:
        return 1.0
    return sum(_holds_name(name, text) for name in names) / len(names)


def _holds_name(name: str, text: str) -> float:
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) or (name.isupper() and name in text):
        return 1.0
    if len(name.split()) == 1 and name[0] < "\u3000" and not name.isupper():
        return 0.0
    folded = normalise_for_search(name)
    if folded in normalise_for_search(text):
        return 0.9
    return 0.8 * coverage(content_keys(name, "en") or (folded,), text_keys(text))
