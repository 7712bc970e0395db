"""Chinese numerals: 两千, 一百二, 三万五千, 1.2万, 二〇二四."""

from __future__ import annotations

from decimal import Decimal

DIGITS: dict[str, int] = {
    "〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "俩": 2, "仨": 3,
}  # fmt: skip
_SMALL_SCALES: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE_SCALES: dict[str, int] = {"万": 10**4, "亿": 10**8}
SCALES: dict[str, int] = _SMALL_SCALES | _LARGE_SCALES
NUMERAL_LETTERS = "".join(DIGITS) + "".join(SCALES)


def read_chinese_number(text: str) -> Decimal | None:
    """Read a whole numeral in simplified characters; ``None`` when it is not one.

    Reads scales (``三万五千``), mixtures with digits (``3万5千``), a last digit that stands for the next lower
    scale (``一百二`` is 120, ``三万五`` 35 000), a bare scale (``十二``) and digit by digit (``二〇二四``).
    """
    if not text:
        return None
    if len(text) > 1 and all(letter in DIGITS for letter in text):
        return Decimal("".join(str(DIGITS[letter]) for letter in text))
    total, section, pending, last_scale = Decimal(0), Decimal(0), None, 0
    position, zero_seen = 0, False
    while position < len(text):
        letter = text[position]
        if letter.isascii() and letter.isdigit():
            digits = _ascii_number(text, position)
            if pending is not None or digits is None:
                return None
            pending, position = Decimal(digits), position + len(digits)
            continue
        if letter in DIGITS:
            if pending is not None and pending != 0:
                return None
            zero_seen = zero_seen or DIGITS[letter] == 0
            pending = Decimal(DIGITS[letter])
        elif letter in _SMALL_SCALES:
            scale = _SMALL_SCALES[letter]
            if pending is None and letter not in "十拾":
                return None
            section += (Decimal(1) if pending is None else pending) * scale
            pending, last_scale, zero_seen = None, scale, False
        elif letter in _LARGE_SCALES:
            scale = _LARGE_SCALES[letter]
            section += pending or 0
            if section == 0 and total == 0:
                return None
            total, section = (
                (total + section) * scale if total and scale > last_large(total) else total + section * scale,
                Decimal(0),
            )
            pending, last_scale, zero_seen = None, scale, False
        else:
            return None
        position += 1
    if pending is not None:
        colloquial = last_scale >= 100 and not zero_seen and 0 < pending < 10 and text[-1] in DIGITS
        section += pending * (last_scale // 10) if colloquial else pending
    return total + section


def last_large(total: Decimal) -> int:
    """The largest of 万 and 亿 that ``total`` already holds, so that ``三万亿`` multiplies and ``一亿三万`` adds."""
    return 10**8 if total >= 10**8 else 10**4


def _ascii_number(text: str, start: int) -> str | None:
    end = start
    while end < len(text) and ((text[end].isascii() and text[end].isdigit()) or text[end] == "."):
        end += 1
    digits = text[start:end]
    return digits if digits.count(".") <= 1 and not digits.endswith(".") else None
