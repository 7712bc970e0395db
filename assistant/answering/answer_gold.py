"""What a correct answer must hold, in a form that a program can check: figures, dates and key strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ingest.dates import PartialDate, find_dates
from ingest.figures import Figure, find_figures
from ingest.folding import fold, unmark
from vectorstore.chinese_text import to_simplified
from vectorstore.records import Language

_KEY: Final = re.compile(r"\s*\[\d{1,3}\]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_APART: Final = re.compile(r"[\W_]+")
_DATE: Final = re.compile(r"(?:(\d{4})-?)?(?:(\d{2})(?:-(\d{2}))?)?")
_STRENGTH: Final = {">": ">~", "<": "<~", ">=": ">~", "<=": "<~"}
"""Operators that languages write alike (``60%以上``, "more than 60 %") count as one."""


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A quantity that must be there: its value in base units and its operator; units differ between languages."""

    value: Decimal
    op: str = "="


@dataclass(frozen=True, slots=True)
class AnswerGold:
    """Every figure, every date and one form of each group of strings must be in a correct answer."""

    figures: tuple[GoldFigure, ...] = ()
    dates: tuple[PartialDate, ...] = ()
    strings: tuple[tuple[str, ...], ...] = ()


def read_gold(row: Mapping[str, Any]) -> AnswerGold:
    """Read ``{"figures": [{"value", "op"}], "dates": ["2024-07-12"], "strings": [["a", "b"]]}``.

    A date may leave its first parts out (``03-16``, ``2024-07``); raises ``ValueError`` for any other form.
    """
    return AnswerGold(
        tuple(GoldFigure(Decimal(str(one["value"])), str(one.get("op") or "=")) for one in row.get("figures") or ()),
        tuple(_partial_date(str(day)) for day in row.get("dates") or ()),
        tuple(tuple(map(str, forms)) for forms in row.get("strings") or ()),
    )


def missing_from(text: str, gold: AnswerGold, language: Language) -> tuple[str, ...]:
    """List what of ``gold`` an answer's text lacks; empty means that it is correct."""
    plain = _KEY.sub("", text)
    languages = _languages(plain, language)
    figures = [figure for one in languages for figure in find_figures(plain, one)]
    days = [
        day
        for one in languages
        for found in (find_dates(plain, one) if gold.dates else ())
        for day in (found.value, found.last)
        if day is not None
    ]
    held = comparable(plain)
    lacking = [f"{one.op} {one.value}" for one in gold.figures if not _stated(one, figures)]
    lacking += [str(day) for day in gold.dates if not any(day.agrees_with(found) for found in days)]
    lacking += [forms[0] for forms in gold.strings if not any(comparable(form) in held for form in forms)]
    return tuple(lacking)


def comparable(text: str) -> str:
    """Fold case, tone marks, script and everything that is no letter or digit away."""
    return _APART.sub("", unmark(fold(to_simplified(text))))


def _languages(text: str, language: Language) -> tuple[Language, ...]:
    """An answer may quote in another language than its own."""
    others: list[Language] = ["zh"] if _HAN.search(text) else []
    latin: list[Language] = ["vi", "en"]
    return tuple(dict.fromkeys([language, *others, *latin]))


def _stated(gold: GoldFigure, figures: Iterable[Figure]) -> bool:
    op = _STRENGTH.get(gold.op, gold.op)
    return any(
        gold.value in (figure.value, figure.high) and _STRENGTH.get(figure.op, figure.op) == op for figure in figures
    )


def _partial_date(written: str) -> PartialDate:
    match = _DATE.fullmatch(written)
    if match is None:
        raise ValueError(f"date {written!r}")
    year, month, day = (int(part) if part else None for part in match.groups())
    return PartialDate(year, month, day)
