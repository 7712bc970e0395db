"""Typed figures: what a number in a report says (value, unit, operator, role, period)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from ingest.figure_durations import Duration, find_durations
from ingest.figure_masks import excluded_stretches, is_label
from ingest.figure_operators import Operator, operator_after, operator_before
from ingest.figure_roles import PeriodsOfSentences, figure_role
from ingest.figure_tables import ColumnHead, ColumnUnit, column_units, find_cells
from ingest.figure_units import (
    UNKNOWN_COUNT,
    UnitReading,
    currency_before,
    is_measure,
    noun_before,
    refine_classifier,
    scaled,
    unit_after,
)
from ingest.folding import LazyPattern, fold
from ingest.number_tokens import NumberToken, number_tokens
from ingest.periods import find_periods
from vectorstore.records import Language, Period, ValueStatus

Role = Literal["result", "plan", "target", "comparison", "unknown"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity as written at ``text[start:end]``.

    ``value`` is in base units (``500万元`` is 5 000 000 with unit ``yuan``); a range keeps its upper end in ``high``.
    ``unit`` is the canonical unit or head noun that two figures must share to be compared (``%``, ``yuan``, ``dong``,
    ``person:cadre``, ``visits`` …; ``item`` when the noun is not known), ``unit_surface`` what the text writes.
    ``head`` is the noun counted, as written. A ``confidence`` below
    0.6 marks what may be no quantity at all: an article-like "one", a bare number without any noun. ``status`` is
    ``damaged`` where lost characters stand so near that the digits prove nothing.
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
    rule: str = ""
    status: ValueStatus = "stated"


_RANGE: dict[Language, LazyPattern] = {
    "vi": LazyPattern(r"(?P<u>\s?(?:%|phần trăm))?\s?(?:-|–|—|~|đến|tới|den|toi)\s?\Z"),
    "zh": LazyPattern(r"(?P<u>%|[个名人家次条项元])?\s?(?:-|–|—+|~|～|至|到)\s?\Z"),
    "en": LazyPattern(r"(?P<u>\s?(?:%|per cent|percent))?\s?(?:-|–|—|~|to|and)\s?\Z"),
}
_RISES = LazyPattern(
    r"(?:rose|risen|increased?|grew|grown|fell|fallen|decreased?|dropped|declined?|up|down|raised?|cut"
    r"|reduced)\s(?:\w+\s){0,3}from\s\Z"
)
_COLUMN_CONFIDENCE = 0.9
_BETWEEN = LazyPattern(r"between\s(?:about\s)?\Z")
_DAMAGE = LazyPattern(
    r"(?<=[\u4e00-\u9fff）】])\?|\?(?=[\u4e00-\u9fff。])|\ufffd|[\uff21-\uff3a\uff41-\uff5a](?![\uff00-\uffef])"
)
_DAMAGE_REACH = 6
_SHARE_AFTER = LazyPattern(r"\s(?:số|tổng|of\s|the\s|so\s|tong)")
_PER_MANY = LazyPattern(
    r"\s?(?:ca\s|trường hợp\s|cases\s|người\s|bác sĩ\s)?"
    r"(?:/|trên|per|mỗi|1/)\s?100[.,]?000(?!\d)(?:\s(?:dân|người|trẻ|people"
    r"|population|inhabitants))?|/\s?10万|/十万"
)
_PER_TEN_THOUSAND = LazyPattern(
    r"\s?(?:[^\W\d_]+\s){0,3}(?:/|trên|per|mỗi)\s?(?:10[.,]?000|một vạn|1 vạn)(?!\d)"
    r"\s(?:dân|người|people|population|inhabitants)"
    r"|/\s?1?万人|/每万人"
)
_CLAUSE_START = LazyPattern(r"[，。；：！？,;\n|]|[.!?:](?=\s)")
_ARTICLE_BEFORE = LazyPattern(
    r"(?:是|作为|成为|另|这|那|某|同|任何)\Z|(?<!\w)(?:là|như|thành|mỗi|cùng|is|as|was|be|not|which)\s\Z"
)
_GROWTH = LazyPattern(r"(?:增长|增加|提高|上升|扩大|提升)(?:了)?\s*(?:近|约|超过|逾)?\s*\Z")
_TIMES_EN = LazyPattern(r"\s?(?:times(?:\s(?:as|more|higher|the|larger))|-?fold)(?!\w)")
_LENDS: dict[Language, LazyPattern] = {
    "vi": LazyPattern(r"\s(?:trong|trên)(?:\stổng)?(?:\ssố)?\s|\s(?:xuống\scòn|xuống|lên\sđến|lên|còn)\s"),
    "zh": LazyPattern(r"(?:增|升|降|减|提高|下降|上升|增加|减少|增长)?(?:至|到|为)"),
    "en": LazyPattern(r"\s(?:out\s)?of\s(?:the\s)?|\sto\s"),
}
_VI_TIMES = LazyPattern(r"(?:gấp|gap)\s*(?:hơn|gần|khoảng)?\s*\Z")


def find_figures(text: str, language: Language) -> tuple[Figure, ...]:
    """Find every quantity in ``text``, in order of appearance, without overlaps.

    Dates, periods, document and list numbers, ordinals, names and vague amounts (hàng trăm, 数十, several) are none.
    """
    folded = fold(text)
    if not _may_hold_figure(folded, language):
        return ()
    tokens = number_tokens(folded, language)
    if not tokens:
        return ()
    mask = excluded_stretches(text, folded, language, [(token.start, token.end) for token in tokens])
    periods = PeriodsOfSentences(folded, find_periods(text, language))
    damage = [match.start() for match in _DAMAGE.finditer(folded)] if "?" in text or not text.isascii() else []
    lasting = find_durations(folded, language)
    for one in lasting:
        mask[one.start : one.end] = b"\x01" * (one.end - one.start)
    read = list(_read_figures(text, folded, mask, tokens, language))
    read += [_duration(text, folded, one, language) for one in lasting]
    figures: list[Figure] = []
    for figure in _with_columns(text, sorted(read, key=lambda figure: figure.start), language):
        if figures and figure.start < figures[-1].end:
            continue
        if figures and _shares_unit(folded, figures[-1], figure, language):
            figures[-1] = replace(figures[-1], unit=figure.unit, head=figure.head, confidence=figure.confidence)
        if figures and _same_classifier(folded, figures[-1], figure):
            figure = replace(figure, unit=figures[-1].unit)
        role = figure_role(folded, figure.start, figure.end, language)
        damaged = any(figure.start - _DAMAGE_REACH <= at < figure.end + _DAMAGE_REACH for at in damage)
        figures.append(
            replace(
                figure,
                surface=text[figure.start : figure.end],
                head=_as_written(text, folded, figure),
                role=role,
                period=None
                if role == "comparison" and _names_other_period(folded, figure.start)
                else periods.period_of(figure.start, figure.end),
                status="damaged" if damaged else "stated",
            )
        )
    return tuple(figures)


def _duration(text: str, folded: str, one: Duration, language: Language) -> Figure:
    before = operator_before(folded, one.start, language, "")
    start = before.start if before else one.start
    return Figure(
        surface=text[start : one.end],
        start=start,
        end=one.end,
        value=one.value,
        unit=one.unit,
        op=before.op if before else "=",
        unit_surface=one.unit,
        language=language,
        rule="duration",
    )


def _with_columns(text: str, figures: list[Figure], language: Language) -> Iterator[Figure]:
    """Give figures that fill a cell the unit of their column; the numbers of rows are none."""
    cells = find_cells(text)
    if not cells:
        yield from figures
        return
    units = column_units(cells, lambda name: _column_unit(name, language))
    starts = [cell.start for cell in cells]
    for figure in figures:
        at = bisect_right(starts, figure.start) - 1
        cell = cells[at] if at >= 0 and figure.end <= cells[at].end else None
        if cell is None or cell.start != figure.start or cell.end != figure.end:
            yield figure
        elif not cell.head.numbers_rows:
            yield _in_column(figure, cell.head, units.get(cell.head.unit))


def _in_column(figure: Figure, head: ColumnHead, unit: ColumnUnit | None) -> Figure:
    if figure.unit != UNKNOWN_COUNT or figure.unit_surface:
        return figure
    if unit is None:
        return replace(figure, head=figure.head or head.words)
    name = "case:death" if head.deaths and unit.unit in {"case", "person"} else unit.unit
    return replace(
        figure,
        value=scaled(figure.value, int(unit.factor)),
        high=None if figure.high is None else scaled(figure.high, int(unit.factor)),
        unit=name,
        unit_surface=head.unit,
        head=head.words,
        confidence=max(figure.confidence, _COLUMN_CONFIDENCE),
        rule="column",
    )


@cache
def _column_unit(name: str, language: Language) -> ColumnUnit | None:
    """Read the unit that a head names by reading one of it (``1 triệu đồng``)."""
    found = find_figures(f"1{'' if language == 'zh' else ' '}{name}", language)
    if len(found) != 1 or found[0].unit == UNKNOWN_COUNT or found[0].value != found[0].value.to_integral_value():
        return None
    return ColumnUnit(found[0].unit, found[0].value)


def _shares_unit(folded: str, first: Figure, second: Figure, language: Language) -> bool:
    """Tell whether a bare number is of the unit of the next (``4,512 of 4,883 children``, ``46 xuống còn 42 ca``)."""
    if first.unit_surface or first.unit != UNKNOWN_COUNT:
        return False
    return _LENDS[language].fullmatch(folded[first.end : second.start]) is not None


def _same_classifier(folded: str, first: Figure, second: Figure) -> bool:
    """Tell whether a Chinese classifier without a noun goes on counting what it counted before in its sentence."""
    if second.language != "zh" or second.head or second.unit == UNKNOWN_COUNT or is_measure(second.unit):
        return False
    between = folded[first.end : second.start]
    return first.unit_surface == second.unit_surface != "" and bool(first.head) and not re.search(r"[。；;\n]", between)


def _as_written(text: str, folded: str, figure: Figure) -> str:
    """The head with the capitals and characters of the text; the head was read from its folded copy."""
    floor = max(0, figure.start - 80)
    at = folded.find(figure.head, figure.end - len(figure.head), figure.end + 100) if figure.head else -1
    at = folded.rfind(figure.head, floor, figure.end) if at < 0 and figure.head else at
    return text[at : at + len(figure.head)] if at >= 0 else figure.head


def _names_other_period(folded: str, start: int) -> bool:
    return (
        re.search(r"(?:同期|cùng kỳ|same period|last year)[^，,;。.]{0,20}\Z", folded[max(0, start - 40) : start])
        is not None
    )


@cache
def _quick(language: Language) -> re.Pattern[str]:
    return re.compile(r"\d|[一二两三四五六七八九十百千万翻]" if language == "zh" else r"\d|[a-zđà-ỹ]")


def _may_hold_figure(folded: str, language: Language) -> bool:
    return _quick(language).search(folded) is not None


def _read_figures(
    text: str, folded: str, mask: bytearray, numbers: list[NumberToken], language: Language
) -> Iterator[Figure]:
    tokens = [token for token in numbers if not any(mask[token.start : token.end])]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is not None and (low := _range_low(folded, token, following, language)) is not None:
            figure = _build(text, folded, mask, following, language, start=token.start, low=low)
            index += 2
        else:
            figure = _build(text, folded, mask, token, language, start=token.start, low=None)
            index += 1
        if figure is not None:
            yield from figure


def _range_low(folded: str, first: NumberToken, second: NumberToken, language: Language) -> Decimal | None:
    """The lower end when two numbers make a range (``15-20%``, ``từ 2 đến 3 triệu``, ``1—2次``), else ``None``."""
    between = folded[first.end : second.start]
    match = _RANGE[language].match(between) if len(between) <= 12 else None
    if match is None or first.of is not None or second.of is not None or first.spelled != second.spelled:
        return None
    before = folded[max(0, first.start - 40) : first.start]
    if between.strip() in {"and"} and not _BETWEEN.search(before):
        return None
    if between.strip().endswith("to") and _RISES.search(before):
        return None
    low = (
        first.value * second.scale
        if first.unscaled and not second.unscaled and first.value * second.scale < second.value
        else first.value
    )
    return low if low < second.value else None


def _build(
    text: str, folded: str, mask: bytearray, token: NumberToken, language: Language, *, start: int, low: Decimal | None
) -> tuple[Figure, ...] | None:
    """Make the figure of a number (or a range ending in it) with its unit, operator and head; ``None`` for a label."""
    currency = currency_before(folded, start)
    clause_start = _clause_start(folded, start)
    reading = _unit(folded, mask, token, currency, language, start, clause_start)
    known_unit = reading is not None
    if not token.unit and is_label(text, folded, start, token.end, language, has_unit=known_unit):
        return None
    if not known_unit and (token.spelled or _sticks_to_word(folded, token.end, language)):
        return None
    confidence = token.confidence
    if reading is None:
        reading = noun_before(folded, start, language, clause_start)
        confidence *= 0.8 if reading else 0.5
        reading = reading or UnitReading(
            UNKNOWN_COUNT, "", token.end, _loose_head(folded, token.end, language), known=False
        )
        reading = replace(reading, end=token.end)
    if token.spelled and token.value == 1 and _ARTICLE_BEFORE.search(folded, max(0, start - 8), start):
        return None
    if token.spelled and token.value == 1:
        confidence = min(confidence, 0.5)
    figure_start = currency[1] if currency else start
    before = operator_before(folded, figure_start, language, reading.head or folded[token.end : token.end + 20])
    after = operator_after(folded, token.end, reading.end, language)
    op: Operator = (
        "range" if low is not None else after.op if after else ">~" if token.above else before.op if before else "="
    )
    value, unit = _special_value(folded, token, reading, figure_start)
    end = max(reading.end, token.end, after.end if after else 0)
    figure = Figure(
        surface=text[(before.start if before else figure_start) : end],
        start=before.start if before else figure_start,
        end=end,
        value=low if low is not None else value,
        unit=unit,
        op=op,
        unit_surface=text[reading.end - len(reading.surface) : reading.end] if reading.surface else reading.surface,
        head=reading.head,
        high=value if low is not None else None,
        language=language,
        confidence=round(confidence, 2),
        rule=token.rule,
    )
    return (figure,) if token.of is None else _pair(text, folded, token, figure)


def _pair(text: str, folded: str, token: NumberToken, figure: Figure) -> tuple[Figure, ...]:
    """Read ``7/7 chỉ tiêu`` as two figures of the same unit and ``1/3 số xã`` as a share."""
    assert_of = token.of
    if assert_of is None or assert_of == 0:
        return (figure,)
    if token.value < assert_of <= 10 and _SHARE_AFTER.match(folded, token.end):
        return (replace(figure, value=token.value / assert_of, unit="share", rule="share"),)
    slash = folded.index("/", token.start, token.end)
    first_end = slash if folded[slash - 1] != " " else slash - 1
    second_start = slash + 1 if folded[slash + 1] != " " else slash + 2
    return (
        replace(figure, end=first_end, surface=text[figure.start : first_end], rule="part_of"),
        replace(
            figure,
            start=second_start,
            surface=text[second_start : figure.end],
            value=assert_of,
            op="=",
            rule="whole_of",
        ),
    )


def _unit(
    folded: str,
    mask: bytearray,
    token: NumberToken,
    currency: tuple[str, int] | None,
    language: Language,
    start: int,
    clause_start: int,
) -> UnitReading | None:
    if token.unit:
        head = unit_after(folded, token.end, language)
        return UnitReading(token.unit, "", token.end, head.head if head else _loose_head(folded, token.end, language))
    per = _PER_MANY.match(folded, token.end)
    if per:
        return UnitReading("per_100000", per[0].strip(), per.end(), "")
    ten_thousand = _PER_TEN_THOUSAND.match(folded, token.end)
    if ten_thousand:
        return UnitReading("per_10000", ten_thousand[0].strip(), ten_thousand.end(), "")
    times = _TIMES_EN.match(folded, token.end) if language == "en" else None
    if times:
        return UnitReading("multiple", times[0].strip(), times.end(), "")
    reading = unit_after(folded, token.end, language)
    if reading is not None and any(mask[token.end : reading.end]):
        reading = None
    if currency is not None:
        return UnitReading(currency[0], "", token.end, reading.head if reading and not is_measure(reading.unit) else "")
    if reading is None:
        return None
    if language == "zh" and not reading.known:
        return refine_classifier(folded, start, reading, clause_start)
    if (
        language == "vi"
        and reading.unit == "time"
        and (token.value != token.value.to_integral_value() or _VI_TIMES.search(folded[max(0, start - 16) : start]))
    ):
        return replace(reading, unit="multiple")
    return reading


def _special_value(folded: str, token: NumberToken, reading: UnitReading, start: int) -> tuple[Decimal, str]:
    """Count 增长1倍 as twice (the growth is added to the one that was there); every other value stays."""
    if reading.unit == "multiple" and reading.surface == "倍" and _GROWTH.search(folded[max(0, start - 10) : start]):
        return token.value + 1, "multiple"
    return token.value, reading.unit


def _clause_start(folded: str, start: int) -> int:
    floor = max(0, start - 80)
    last = floor
    for match in _CLAUSE_START.finditer(folded, floor, start):
        if match[0] not in ":：" or start - match.end() > 2:
            last = match.end()
    return last


def _sticks_to_word(folded: str, end: int, language: Language) -> bool:
    """Tell whether a letter follows with no space, as in ``7A``: such a number is part of a name."""
    following = folded[end : end + 1]
    return following.isalpha() and not (language == "zh" or "\u4e00" <= following <= "\u9fff")


def _loose_head(folded: str, end: int, language: Language) -> str:
    if language == "zh":
        match = re.match(r"[\u4e00-\u9fff]{0,6}", folded[end:])
        return match[0] if match else ""
    match = re.match(r"\s?((?:[^\W\d_]+(?:\s|$|(?=\W))){0,3})", folded[end : end + 40])
    return match[1].strip() if match else ""
