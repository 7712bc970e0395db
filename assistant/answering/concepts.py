"""Administrative nouns that mean the same in Vietnamese, Chinese and English, and as synonyms within one of them.

The table (``data/concepts.toml``) serves questions in one language about a report in another: a question about
*doanh nghiệp* is answered by a count of 企业. Forms are matched on folded text; Vietnamese and English ones at word
boundaries.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language


@cache
def _table() -> dict[Language, tuple[tuple[str, re.Pattern[str] | VietnamesePattern], ...]]:
    entries: dict[str, dict[Language, list[str]]] = tomllib.loads(
        files("assistant").joinpath("data", "concepts.toml").read_text("utf-8")
    )
    table: dict[Language, list[tuple[str, re.Pattern[str] | VietnamesePattern]]] = {"vi": [], "zh": [], "en": []}
    for concept, forms in entries.items():
        for language, words in forms.items():
            alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
            if language == "vi":
                table["vi"].append((concept, VietnamesePattern(rf"\b(?:{alternatives})\b")))
            elif language == "zh":
                table["zh"].append((concept, re.compile(alternatives)))
            else:
                table["en"].append((concept, re.compile(rf"\b(?:{alternatives})(?:s|es)?\b")))
    return {language: tuple(rows) for language, rows in table.items()}


@lru_cache(maxsize=8_192)
def concepts_in(text: str, language: Language) -> frozenset[str]:
    """Give the concepts that a text names."""
    folded = fold(text)
    return frozenset(
        concept
        for concept, pattern in _table()[language]
        if (pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern).search(folded)
    )


def is_concept(text: str, language: Language) -> bool:
    """Tell whether a text is one of the forms and nothing more."""
    folded = fold(text).strip()
    return any(
        (pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern).fullmatch(folded)
        for _, pattern in _table()[language]
    )
