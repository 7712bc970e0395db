"""Numbers in words and digits of each language, by hand and by round trip."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import numbers_en, numbers_vi
from ingest.numbers_zh import read_chinese_number


def spell_vietnamese(number: int) -> str:
    """Write a number below a million in words, as schools teach it."""
    units = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

    def below_thousand(part: int, *, full: bool) -> list[str]:
        hundreds, rest = divmod(part, 100)
        tens, ones = divmod(rest, 10)
        words = [units[hundreds], "trăm"] if hundreds or full else []
        if tens == 0 and ones:
            return [*words, "linh", units[ones]] if words else [units[ones]]
        if tens == 1:
            words += ["mười"]
        elif tens:
            words += [units[tens], "mươi"]
        if ones:
            words += ["lăm" if ones == 5 and tens else "mốt" if ones == 1 and tens > 1 else units[ones]]
        return words

    thousands, rest = divmod(number, 1000)
    words = [*below_thousand(thousands, full=False), "nghìn"] if thousands else []
    words += below_thousand(rest, full=bool(thousands)) if rest else []
    return " ".join(words) or "không"


def spell_chinese(number: int) -> str:
    """Write a number below 10⁸ in characters."""
    digits = "零一二三四五六七八九"

    def below_myriad(part: int) -> str:
        written, zero = "", False
        for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = part // scale % 10
            if digit:
                written += ("零" if zero and written else "") + digits[digit] + name
                zero = False
            else:
                zero = True
        return written

    high, low = divmod(number, 10_000)
    if not high:
        return below_myriad(low) or "零"
    gap = "零" if low and low < 1000 else ""
    return below_myriad(high) + "万" + gap + below_myriad(low)


def spell_english(number: int) -> str:
    """Write a number below a million in words with hyphens."""
    ones = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

    def below_thousand(part: int) -> str:
        hundreds, rest = divmod(part, 100)
        words = [f"{ones[hundreds]} hundred"] if hundreds else []
        if rest:
            small = ones[rest] if rest < 20 else tens[rest // 10] + (f"-{ones[rest % 10]}" if rest % 10 else "")
            words += (["and"] if words else []) + [small]
        return " ".join(words)

    thousands, rest = divmod(number, 1000)
    words = [f"{below_thousand(thousands)} thousand"] if thousands else []
    words += [below_thousand(rest)] if rest else []
    return " ".join(words) or "zero"


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=999_999))
def test_spelled_numbers_come_back(number: int) -> None:
    assert numbers_vi.read_words(spell_vietnamese(number)) == number
    assert numbers_en.read_words(spell_english(number)) == number


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_come_back(number: int) -> None:
    assert read_chinese_number(spell_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两千", 2000),
        ("一百二", 120),
        ("一百零二", 102),
        ("十二", 12),
        ("三万五千", 35_000),
        ("两万五", 25_000),
        ("3万5千", 35_000),
        ("1.2万", 12_000),
        ("三亿两千万", 320_000_000),
        ("二〇二四", 2024),
        ("二零二四", 2024),
    ],
)
def test_a_chinese_numeral_is_read(text: str, value: int) -> None:
    assert read_chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "万", "百姓", "点", "一一年", "1..2万"])
def test_what_is_no_chinese_numeral_has_no_value(text: str) -> None:
    assert read_chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mười hai", 12),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("một trăm linh năm", 105),
        ("một trăm lẻ năm", 105),
        ("hai triệu rưỡi", 2_500_000),
        ("hai mươi mốt triệu rưỡi", 21_500_000),
        ("một trăm hai", 120),
        ("ba chục", 30),
        ("bốn mươi lăm nghìn tỷ", 45 * 10**12),
    ],
)
def test_vietnamese_words_are_read(text: str, value: int) -> None:
    assert numbers_vi.read_words(text) == value


@pytest.mark.parametrize("text", ["hai ba", "mươi", "linh năm", "trăm", "rưỡi"])
def test_words_that_make_no_number_have_no_value(text: str) -> None:
    assert numbers_vi.read_words(text) is None


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("1.234", "1234", True),
        ("1.234,5", "1234.5", True),
        ("95,2", "95.2", True),
        ("5.5", "5.5", False),
        ("12.50", "12.50", False),
        ("1,234,567", "1234567", False),
        ("1,234", "1.234", False),
    ],
)
def test_vietnamese_separators_are_read_as_vietnamese(text: str, value: str, sure: bool) -> None:
    read = numbers_vi.read_digits(text)
    assert read is not None
    assert (read[0], read[1] == 1.0) == (Decimal(value), sure)


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3", "", "abc", "1..2"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert numbers_vi.read_digits(text) is None
    assert numbers_en.read_digits(text) is None
