"""Every period in a text, whatever the language, with overlapping readings resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest import period_forms_en, period_forms_vi, period_forms_zh
from ingest.folding import LazyPattern, VietnamesePattern, non_overlapping, stretches_around
from ingest.period_reading import PeriodForms, PeriodMatch, PeriodReader
from vectorstore.records import Language

_LONGEST = 10_000
_REACH = 48
"""Characters around a trigger in which a whole period stands."""
_TRIGGERS: dict[Language, LazyPattern] = {
    "vi": LazyPattern(r"tháng|thang|năm|nam |quý|quy |nửa|nua |cùng kỳ|cung ky|hiện|thời gian|(?<!\d)\d{4}(?!\d)|\dt "),
    "zh": LazyPattern(r"[年月季期]|(?<!\d)\d{4}(?!\d)|同比|环比|目前|当前|十[一二三四五]五|阶段"),
    "en": LazyPattern(r"(?<!\d)\d{4}(?!\d)|year|month|quarter|half|q[1-4]|h[12]|yoy|date|current|period"),
}
_FORMS: dict[Language, PeriodForms] = {
    "vi": period_forms_vi.FORMS,
    "zh": period_forms_zh.FORMS,
    "en": period_forms_en.FORMS,
}


@lru_cache(maxsize=2)
def match_periods(folded: str, language: Language) -> list[PeriodMatch]:
    """Read every period in ``folded``, in order; of overlapping readings the earliest-listed, then longest, stays."""
    stretches = stretches_around(folded, _TRIGGERS[language], _REACH)
    found: list[PeriodMatch] = []
    ranks: list[tuple[int, int, int]] = []
    for number, rank in enumerate(_FORMS[language]):
        for match in _run(rank, folded, stretches):
            found.append(match)
            ranks.append((match.start, match.end, number * _LONGEST - min(match.end - match.start, _LONGEST - 1)))
    return [found[index] for index in non_overlapping(ranks)]


def _run(
    rank: tuple[tuple[LazyPattern | VietnamesePattern, PeriodReader], ...],
    folded: str,
    stretches: list[tuple[int, int]],
) -> Iterator[PeriodMatch]:
    for pattern, reader in rank:
        expression: re.Pattern[str] | LazyPattern = (
            pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern
        )
        for start, end in stretches:
            for match in expression.finditer(folded, start, end):
                read = reader(match)
                if read is not None:
                    yield read
