"""Typed figures: what a number in a report says (value, unit, operator, role, period)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vectorstore.records import Language, Period

Operator = Literal["=", "~", "<~", ">~", ">=", "<=", ">", "<", "range"]
Role = Literal["result", "plan", "target", "comparison", "unknown"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity as written at ``text[start:end]``.

    ``value`` is in base units (``500万元`` is 5 000 000 with unit ``元``); a range keeps its upper end in ``high``.
    ``unit`` is the canonical unit or head noun that two figures must share to be compared (``%``, ``yuan``, ``dong``,
    ``person:cadre``, ``visits`` …), ``unit_surface`` what the text writes. ``head`` is the noun counted, as written.
    """

    surface: str
    start: int
    end: int
    value: Decimal
    unit: str
    op: Operator
    unit_surface: str = ""
    head: str = ""
    high: Decimal | None = None
    role: Role = "unknown"
    period: Period | None = None
    language: Language = "vi"
    confidence: float = 1.0


def find_figures(text: str, language: Language) -> tuple[Figure, ...]:
    """Find every quantity in ``text``, in order of appearance, without overlaps."""
    raise NotImplementedError
