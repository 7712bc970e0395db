"""Numbers and dates of a spreadsheet as its cells show them: 0.963 under ``0.0%`` is ``96,3%`` in a Vietnamese sheet.

Number formats: ECMA-376 part 1 §18.8.30 and §18.8.31. The separators are those of the language of the sheet's words,
since a file stores none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

_BUILT_IN: Final[dict[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 27: "yyyy\\年m\\月", 28: "m\\月d\\日", 29: "m\\月d\\日",
    30: "m-d-yy", 31: "yyyy\\年m\\月d\\日",
    36: "yyyy\\年m\\月", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss",
    47: "mm:ss", 48: "0.0E+0", 49: "@", 50: "yyyy\\年m\\月", 57: "yyyy\\年m\\月", 58: "m\\月d\\日",
}  # fmt: skip
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[(?:\$([^-\]]*)[^\]]*|[^\]]*)\]')
_DATE_TOKEN: Final = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s|am/pm|\x00\d+\x00", re.IGNORECASE)
_DATE_LIKE: Final = re.compile(r"[ydhs]|m", re.IGNORECASE)
_NUMBER_PART: Final = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*,*)?(?:E[+-]0+)?")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHOWN_NUMBER: Final = re.compile(r"\d(?:[\d.,\u00a0\u202f ]*\d)?")
_SIGNIFICANT: Final = 12
_LARGEST_DAY: Final = 2_958_466


@dataclass(frozen=True, slots=True)
class Separators:
    """How numbers and short dates are written in the language of a sheet."""

    decimal: str = "."
    thousands: str = ","
    date: str = "yyyy-mm-dd"


VIETNAMESE: Final = Separators(",", ".", "dd/mm/yyyy")
CHINESE: Final = Separators(".", ",", "yyyy-m-d")
ENGLISH: Final = Separators(".", ",", "yyyy-mm-dd")
_VIETNAMESE_LETTERS: Final = re.compile("[\u0103\u0111\u01a1\u01b0\u0102\u0110\u01a0\u01af\u1ea0-\u1ef9]")
_HAN: Final = re.compile("[\u3400-\u9fff]")


def separators_for(words: str) -> Separators:
    """Choose by the letters of the sheets' words."""
    vietnamese, han = len(_VIETNAMESE_LETTERS.findall(words)), len(_HAN.findall(words))
    if vietnamese > han:
        return VIETNAMESE
    return CHINESE if han else ENGLISH


def built_in_format(number: int) -> str:
    """The format that a number stands for where the file defines none."""
    return _BUILT_IN.get(number, "General")


@lru_cache(maxsize=2048)
def is_date_format(code: str) -> bool:
    """Tell formats of dates and times."""
    plain = _LITERAL.sub("", code.split(";")[0])
    return plain.lower() != "general" and _DATE_LIKE.search(plain) is not None and "0" not in plain


def show_number(value: float | int | Decimal, code: str, separators: Separators) -> str:
    """Write a number as a cell with the format ``code`` shows it."""
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    sections = _sections(code)
    if len(sections) > 1 and number < 0:
        return _with_format(-number, sections[1], separators)
    if len(sections) > 2 and number == 0:
        return _with_format(number, sections[2], separators)
    return _with_format(number, sections[0], separators)


def _sections(code: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)


def _with_format(number: Decimal, code: str, separators: Separators) -> str:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match.group(1) or match.group(2) or match.group(3) or "")
        return f"\x00{len(literals) - 1}\x00"

    plain = _LITERAL.sub(keep, code)
    part = _NUMBER_PART.search(re.sub(r"\x00\d+\x00", lambda match: "\x00" * len(match.group()), plain))
    words = re.sub(r"\x00\d+\x00", "", plain).strip().lower()
    if words in {"general", "@", ""} or part is None or "/" in words:
        shown = general_number(number, separators)
        if "general" in plain.lower() and "\x00" in plain:
            shown = re.sub("general", lambda _: shown, plain, flags=re.IGNORECASE)
            return re.sub(r"\x00(\d+)\x00", lambda match: literals[int(match.group(1))], shown).strip()
        return shown
    shown = _shown(number, part.group(), plain.count("%"), separators)
    text = plain[: part.start()] + "\x01" + plain[part.end() :]
    text = re.sub(r"\x00(\d+)\x00", lambda match: literals[int(match.group(1))], text)
    return text.replace("\x01", shown).strip()


def _shown(number: Decimal, pattern: str, percents: int, separators: Separators) -> str:
    if "E" in pattern:
        return general_number(number, separators)
    thousands = len(pattern) - len(pattern.rstrip(","))
    whole, _, fraction = pattern.rstrip(",").partition(".")
    number = number * 100**percents / 1000**thousands
    digits, needed = len(fraction), fraction.count("0")
    shown = format(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")
    sign, shown = ("-", shown[1:]) if shown.startswith("-") else ("", shown)
    head, _, tail = shown.partition(".")
    while len(tail) > needed and tail.endswith("0"):
        tail = tail[:-1]
    head = head.zfill(whole.replace(",", "").count("0"))
    if "," in whole:
        head = f"{int(head):,}".replace(",", separators.thousands)
    shown = head + (separators.decimal + tail if tail else "")
    return sign + shown if shown.strip("0.,") else shown


def general_number(number: Decimal, separators: Separators) -> str:
    """Write a number without a format: no more digits than a spreadsheet shows, no exponent."""
    if number == number.to_integral_value() and abs(number) < 10**15:
        return str(int(number))
    places = max(0, _SIGNIFICANT - 1 - number.adjusted())
    shown = format(round(number, places), "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace(".", separators.decimal)


def with_separators(shown: str, value: str, separators: Separators) -> str:
    """Write a shown number with other separators; ``value`` is what it stands for, so that the two are told apart."""
    match = _SHOWN_NUMBER.search(shown)
    if match is None:
        return shown
    try:
        number = abs(Decimal(value)) * (100 if "%" in shown else 1)
    except InvalidOperation:
        return shown
    for decimal, thousands in ((".", ","), (",", "."), (",", " "), (",", "\u00a0"), (",", "\u202f")):
        head, _, tail = match.group().partition(decimal)
        plain = head.replace(thousands, "")
        if not plain.isdecimal() or (tail and not tail.isdecimal()):
            continue
        if abs(Decimal(f"{plain}.{tail or 0}") - number) <= Decimal("0.51").scaleb(-len(tail)):
            written = head.replace(thousands, separators.thousands) + (separators.decimal + tail if tail else "")
            return shown[: match.start()] + written + shown[match.end() :]
    return shown


def show_date(value: float, code: str, separators: Separators, *, from_1904: bool = False) -> str:
    """Write a day number as a cell with a format of dates shows it; as a number where it is no day."""
    if not 0 <= value < _LARGEST_DAY:
        return general_number(Decimal(repr(value)), separators)
    base = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 61 else 31)  # noqa: DTZ001
    moment = base + timedelta(seconds=round(value * 86400))
    code = code.split(";")[0]
    if value < 1 and not from_1904 and not re.search("[yd]", _LITERAL.sub("", code), re.IGNORECASE):
        moment = datetime(1900, 1, 1) + timedelta(seconds=round(value * 86400))  # noqa: DTZ001
    return show_moment(moment, separators.date if code in {"yyyy-mm-dd", "m/d/yyyy", "mm-dd-yy"} else code)


def show_moment(moment: datetime, code: str) -> str:
    """Write a moment in a format of dates; ``m`` after hours or before seconds means minutes."""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match.group(1) or match.group(2) or match.group(3) or "")
        return f"\x00{len(literals) - 1}\x00"

    plain = _LITERAL.sub(keep, code)
    tokens = [match.group() for match in _DATE_TOKEN.finditer(plain)]
    position = -1

    def write(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        token = match.group().lower()
        if token.startswith("\x00"):
            return literals[int(token.strip("\x00"))]
        around = [one.lower()[0] for one in tokens if one[0] != "\x00"]
        place = sum(one[0] != "\x00" for one in tokens[:position])
        minutes = token in {"m", "mm"} and (
            (place > 0 and around[place - 1] == "h") or (place + 1 < len(around) and around[place + 1] == "s")
        )
        return _date_part(moment, token, minutes=minutes)

    return _DATE_TOKEN.sub(write, plain).strip()


def _date_part(moment: datetime, token: str, *, minutes: bool) -> str:
    if minutes:
        return f"{moment.minute:02d}" if token == "mm" else str(moment.minute)
    values = {"y": moment.year, "d": moment.day, "h": moment.hour, "s": moment.second, "m": moment.month}
    if token == "yyyy":
        return f"{moment.year:04d}"
    if token == "yy":
        return f"{moment.year:04d}"
    if token in {"mmm", "mmmm"}:
        return _MONTHS[moment.month - 1]
    if token == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    number = values[token[0]]
    return f"{number:02d}" if len(token) == 2 else str(number)
