"""The formulas of official writing that a draft is framed with (``data/draft_phrases.toml``); they state no fact."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from assistant.drafting.draft import Blank, Gap
from vectorstore.records import Language, Period

_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula with its slots filled; what nobody knows is a blank, and a gap of the document."""

    text: str
    blanks: tuple[Blank, ...] = ()
    gaps: tuple[Gap, ...] = ()


@cache
def _tables() -> Mapping[str, Any]:
    text = files("assistant").joinpath("data", "draft_phrases.toml").read_text("utf-8")
    return tomllib.loads(text)


def phrase(language: Language, *keys: str) -> str:
    """Give the formula under the first of ``keys`` (``report.opening``) that exists, else an empty string."""
    for key in keys:
        table: Any = _tables()[language]
        for name in key.split("."):
            table = table.get(name) if isinstance(table, Mapping) else None
        if isinstance(table, str):
            return table
    return ""


def fill(template: str, values: Mapping[str, str | None], language: Language, part: str = "") -> Filled:
    """Fill the slots of a formula; a slot without a value becomes a blank that says what belongs there."""
    text, at = "", 0
    blanks: list[Blank] = []
    gaps: list[Gap] = []
    for match in _SLOT.finditer(template):
        text += template[at : match.start()]
        at = match.end()
        value = values.get(match[1])
        if value is None:
            wanted = phrase(language, f"wanted.{match[1]}") or match[1]
            shown = f"[{wanted}]"
            blanks.append(Blank(len(text), len(text) + len(shown), wanted))
            gaps.append(Gap(part, wanted))
            value = shown
        text += value
    text += template[at:]
    return Filled(text, tuple(blanks), tuple(gaps))


def blank(wanted_key: str, language: Language, part: str) -> Filled:
    """A text that is one blank."""
    return fill("{" + wanted_key + "}", {}, language, part)


def period_words(period: Period, language: Language) -> str:
    """Name a period as a report does: ``6 tháng đầu năm 2024``, ``2024年上半年``, ``the first half of 2024``."""
    start, end = period.start, period.end
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    year = start.year
    if start.year != end.year or start.day != 1:
        key = "span"
    elif months == 12:
        key = "year"
    elif months == 6 and start.month in (1, 7):
        key = "half1" if start.month == 1 else "half2"
    elif months == 3 and start.month % 3 == 1:
        key = f"quarter{start.month // 3 + 1}"
    elif months == 9 and start.month == 1:
        key = "nine"
    elif months == 1:
        key = "month"
    else:
        key = "span"
    values = {"year": str(year), "month": str(start.month), "start": _day(start, language), "end": _day(end, language)}
    return fill(phrase(language, f"period.{key}"), values, language).text


def _day(day: Any, language: Language) -> str:
    if language == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B} {day.year}"
