"""Numbers as written in a text: where each stands, its value, and what its own letters say about exactness."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ingest import numbers_en, numbers_vi
from ingest.figure_units import scaled
from ingest.folding import LazyPattern, fold, has_marks, non_overlapping
from ingest.numbers_zh import DIGITS, NUMERAL_LETTERS, read_chinese_number
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number at ``[start, end)``. ``unit`` is set where the numeral itself says it (百分之三十, 两成)."""

    start: int
    end: int
    value: Decimal
    confidence: float
    rule: str
    above: bool = False
    """The numeral holds 余 or 多: a little more than the value."""
    unit: str = ""
    unscaled: bool = True
    """No scale word was read, so the second number of a range may lend its own (``2-3 triệu``)."""
    scale: int = 1
    spelled: bool = False
    of: Decimal | None = None
    """The second number of ``7/7 chỉ tiêu``."""


_MAX_DIGITS = 18
_LEFT = r"(?<![\w.,/])(?<![^\W\d_][-–])"
_DIGITS_VI = (
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?: \d{3}){2,}(?:,\d+)?|\d+(?:[.,]\d+)?)"
)
_DIGITS_EN = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3}){2,}|\d+(?:\.\d+)?)"
_NOT_MORE = r"(?!\d|[.,:]\d)"
_HALF = "rưỡi|rưởi|ruoi"
_SCALE_VI = "nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm|chục|nghin|ngan|trieu|ty|ti|tram"
_VI_SCALES = {"nghin": 1000, "ngan": 1000, "trieu": 10**6, "ty": 10**9, "ti": 10**9, "tram": 100} | numbers_vi.SCALES

_VI_DIGIT = LazyPattern(
    rf"{_LEFT}(?P<a>{_DIGITS_VI})(?:\s?/\s?(?!100[.,]?000)(?P<of>\d[\d.]*\d|\d))?{_NOT_MORE}"
    rf"(?P<scales>(?:\s?(?:{_SCALE_VI})(?!\w))+)?(?P<more>(?:\s\d{{1,3}}\s(?:{_SCALE_VI})(?!\w))*)(?P<half>\s(?:{_HALF})(?!\w))?"
)
_EN_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_EN_DIGIT = LazyPattern(
    rf"{_LEFT}(?P<a>{_DIGITS_EN})(?:\s?/\s?(?!100[.,]?000)(?P<of>\d[\d,]*\d"
    rf"|\d))?{_NOT_MORE}(?P<scales>(?:[\s-](?:{_EN_SCALE})(?!\w))+|\s?(?:mn|mln|bn|k)(?!\w))?"
)
_ZH_LETTER = f"[{NUMERAL_LETTERS}]"
_ZH_DIGIT = LazyPattern(
    r"(?<![a-z.,/\d])(?<![a-z][-–])(?P<a>\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d+(?:\.\d+)?)(?:\s?/\s?(?P<of>\d+)(?![\d万.]))?(?!\d|[.,:]\d)"
    r"(?:\s?(?P<m1>[余多])?\s?(?P<scales>[十百千万亿]+(?:\d+(?:\.\d+)?[十百千万亿]+)*)(?P<m2>[余多])?|(?P<m3>余|多(?!数|年来)))?"
)
_ZH_WORD = LazyPattern(
    rf"(?P<w>{_ZH_LETTER}+)(?P<m>[余多](?!数))?(?P<tail>[十百千万亿]+(?:[余多])?)?(?P<half>半(?!年|数|径|天|月))?"
)
_ZH_PERCENT = LazyPattern(rf"百分之(?P<v>{_ZH_LETTER}+(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)(?P<m>[余多])?")
_ZH_SHARE = LazyPattern(rf"(?P<d>{_ZH_LETTER}{{1,4}}|\d{{1,3}})分之(?P<n>{_ZH_LETTER}{{1,4}}|\d{{1,3}})")
_ZH_TENTHS = LazyPattern(
    r"(?P<v>[一二两三四五六七八九]|(?<!\d)[1-9])成(?P<h>半)?(?P<m>[余多])?(?!立|为|效|果|员|功|都|本|年|绩|长|熟|就|套|批|交|份|了|品|型|人)"
)
_ZH_DOUBLE = LazyPattern(r"翻(?:了)?(?:一|1)?番|翻(?:了)?(?P<n>[两二三2-4])番")
_ZH_VAGUE_BEFORE = LazyPattern(r"[几数上成好近]\Z")
_ZH_IMPLIED_BEFORE = LazyPattern(r"(?:近|逾|超|超过|突破)\Z")
_DOUBLE_EN = LazyPattern(r"(?<!\w)(?P<w>doubled|tripled|quadrupled|twofold|threefold)(?!\w)")
_DOUBLE_VI = LazyPattern(r"(?<!\w)gấp\s+(?P<w>đôi|ba|bốn|năm|\d+(?:[.,]\d+)?)(?:\s+lần)?(?!\w)|(?<!\w)gap\s+doi(?!\w)")


def number_tokens(folded: str, language: Language) -> list[NumberToken]:
    """Read every number in ``folded``, in order, without overlaps."""
    readers = {"vi": _vietnamese, "zh": _chinese, "en": _english}
    tokens = [*_shares(folded, language), *readers[language](folded)]
    ranks = [(token.start, token.end, 0 if token.unit else 1) for token in tokens]
    return [tokens[index] for index in non_overlapping(ranks)]


def _vietnamese(folded: str) -> Iterator[NumberToken]:
    special = _DOUBLE_VI.finditer(folded)
    for match in special:
        word = match["w"] or "đôi"
        value = {"đôi": Decimal(2), "ba": Decimal(3), "bốn": Decimal(4), "năm": Decimal(5)}.get(word)
        read = numbers_vi.read_digits(word) if value is None else (value, 1.0)
        if read is not None:
            yield NumberToken(match.start(), match.end(), read[0], 0.9, "vi_times", unit="multiple")
    yield from _merged(_vi_digits(folded), _vi_words(folded))


_VI_SHARE = LazyPattern(
    r"(?<!\w)(?P<n>một|hai|ba|bốn|năm)\s+phần\s+(?P<d>hai|ba|tư|bốn|năm|sáu|mười)(?!\w)|(?<!\w)một\s+nửa(?!\w)"
)
_EN_SHARE = LazyPattern(
    r"(?<!\w)(?P<n2>one|two|three|nine)\sin\s(?P<d2>two|three|four|five|six|seven|eight|nine|ten|twenty)(?!\w)"
    r"|(?<!\w)(?P<n>one|two|three|four|a)[\s-](?P<d>third|quarter|fourth|fifth|tenth)s?(?=\sof|\sthe)"
    r"|(?<!\w)half(?=\s(?:of|the)\s(?!year|20))"
)
_ZH_HALF_OF = LazyPattern(r"一半|半数(?=以上|的)?|过半数?")
_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10, "a": 1}


def _shares(folded: str, language: Language) -> Iterator[NumberToken]:
    """Read parts of a whole in words (hai phần ba, two-thirds of, 一半)."""
    pattern = {"vi": _VI_SHARE, "en": _EN_SHARE, "zh": _ZH_HALF_OF}[language]
    for match in pattern.finditer(folded):
        found = match.groupdict()
        over, under = found.get("n"), found.get("d")
        if found.get("n2"):
            value = (numbers_en.read_words(found["n2"]) or Decimal(1)) / (
                numbers_en.read_words(found["d2"]) or Decimal(1)
            )
        elif over and under and language == "en":
            value = Decimal(_PARTS.get(over) or numbers_en.read_words(over) or 1) / _PARTS[under]
        elif over and under:
            value = (numbers_vi.read_words(over) or Decimal(1)) / (numbers_vi.read_words(under) or Decimal(1))
        else:
            value = Decimal("0.5")
        yield NumberToken(match.start(), match.end(), value, 0.9, "share_words", unit="share", unscaled=False)


def _merged(*groups: Iterator[NumberToken]) -> Iterator[NumberToken]:
    yield from sorted((token for group in groups for token in group), key=lambda token: token.start)


def _vi_digits(folded: str) -> Iterator[NumberToken]:
    for match in _VI_DIGIT.finditer(folded):
        read = numbers_vi.read_digits(match["a"]) if len(match["a"]) <= _MAX_DIGITS else None
        if read is None:
            continue
        value, confidence = read
        scale = 1
        for word in (match["scales"] or "").split():
            scale *= _VI_SCALES[word]
        value, lowest = scaled(value, scale), scale
        for digits, word in re.findall(rf"(\d+)\s({_SCALE_VI})", match["more"] or ""):
            lowest = _VI_SCALES[word]
            value += int(digits) * lowest
        if match["half"]:
            value += Decimal(lowest) / 2
        of = numbers_vi.read_digits(match["of"]) if match["of"] and len(match["of"]) <= _MAX_DIGITS else None
        yield NumberToken(
            match.start(),
            match.end(),
            value,
            confidence,
            "vi_digits",
            unscaled=scale == 1,
            scale=scale,
            of=of[0] if of else None,
        )


@cache
def _vi_word_run(plain: bool) -> re.Pattern[str]:
    words = sorted(map(fold, numbers_vi.NUMBER_WORDS), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:\s(?:{'|'.join(words)}))*(?!\w)")


def _vi_words(folded: str) -> Iterator[NumberToken]:
    """Read numbers in words; a text without tone marks has none that could be told from other words."""
    if not has_marks(folded):
        return
    for match in _vi_word_run(False).finditer(folded):
        if match[0] in {"lẻ", "linh", "chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "không"}:
            continue
        value = numbers_vi.read_words(match[0])
        if value is not None:
            yield NumberToken(match.start(), match.end(), value, 0.9, "vi_words", unscaled=value < 1000, spelled=True)


def _english(folded: str) -> Iterator[NumberToken]:
    for match in _DOUBLE_EN.finditer(folded):
        value = {"doubled": 2, "twofold": 2, "tripled": 3, "threefold": 3, "quadrupled": 4}[match["w"]]
        yield NumberToken(match.start(), match.end(), Decimal(value), 0.9, "en_times", unit="multiple")
    yield from _merged(_en_digits(folded), _en_words(folded))


def _en_digits(folded: str) -> Iterator[NumberToken]:
    scales = numbers_en.SCALES | numbers_en.SHORT_SCALES
    for match in _EN_DIGIT.finditer(folded):
        read = numbers_en.read_digits(match["a"]) if len(match["a"]) <= _MAX_DIGITS else None
        if read is None:
            continue
        scale = 1
        for word in (match["scales"] or "").replace("-", " ").split():
            scale *= scales[word]
        of = numbers_en.read_digits(match["of"]) if match["of"] and len(match["of"]) <= _MAX_DIGITS else None
        yield NumberToken(
            match.start(),
            match.end(),
            scaled(read[0], scale),
            read[1],
            "en_digits",
            unscaled=scale == 1,
            scale=scale,
            of=of[0] if of else None,
        )


@cache
def _en_word_run() -> re.Pattern[str]:
    words = sorted(numbers_en.NUMBER_WORDS, key=len, reverse=True)
    one = "|".join(words)
    return re.compile(
        rf"(?<![\w-])(?:a(?=\s(?:hundred|thousand|million|dozen))\s)?(?:{one})(?:(?:\s|-|\sand\s)(?:{one}))*(?![\w-])"
    )


def _en_words(folded: str) -> Iterator[NumberToken]:
    for match in _en_word_run().finditer(folded):
        text = re.sub(r"\Aa\s", "one ", match[0])
        value = numbers_en.read_words(text)
        if value is not None and text.split()[0] not in {"hundred", "thousand", "million", "billion", "dozen", "zero"}:
            yield NumberToken(match.start(), match.end(), value, 0.9, "en_words", unscaled=value < 1000, spelled=True)


def _chinese(folded: str) -> Iterator[NumberToken]:
    yield from _zh_special(folded)
    yield from _merged(_zh_digits(folded), _zh_words(folded))


def _zh_special(folded: str) -> Iterator[NumberToken]:
    for match in _ZH_PERCENT.finditer(folded):
        value = _zh_decimal(match["v"])
        if value is not None:
            yield NumberToken(
                match.start(), match.end(), value, 1.0, "zh_percent", above=bool(match["m"]), unit="%", unscaled=False
            )
    for match in _ZH_SHARE.finditer(folded):
        denominator, numerator = read_chinese_number(match["d"]), read_chinese_number(match["n"])
        if denominator and numerator and match["d"] != "百":
            yield NumberToken(
                match.start(), match.end(), numerator / denominator, 1.0, "zh_share", unit="share", unscaled=False
            )
    for match in _ZH_TENTHS.finditer(folded):
        digit = read_chinese_number(match["v"])
        if digit is not None and folded[max(0, match.start() - 1) : match.start()] not in set(NUMERAL_LETTERS + "第"):
            value = digit * 10 + (5 if match["h"] else 0)
            yield NumberToken(
                match.start(), match.end(), value, 0.9, "zh_tenths", above=bool(match["m"]), unit="%", unscaled=False
            )
    for match in _ZH_DOUBLE.finditer(folded):
        times = read_chinese_number(match["n"]) if match["n"] else Decimal(1)
        yield NumberToken(
            match.start(), match.end(), Decimal(2) ** int(times or 1), 0.9, "zh_double", unit="multiple", unscaled=False
        )


def _zh_decimal(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    value = read_chinese_number(whole)
    if value is None or not point:
        return value
    return value + Decimal("0." + "".join(str(DIGITS[letter]) for letter in fraction))


def _zh_digits(folded: str) -> Iterator[NumberToken]:
    for match in _ZH_DIGIT.finditer(folded):
        if len(match["a"]) > _MAX_DIGITS or len(match["scales"] or "") > _MAX_DIGITS:
            continue
        if folded[max(0, match.start() - 1) : match.start()] in tuple("一二三四五六七八九"):
            continue
        value = read_chinese_number(match["a"].replace(",", "") + (match["scales"] or ""))
        if value is not None and value < 10**18:
            yield NumberToken(
                match.start(),
                match.end(),
                scaled(value, 1),
                1.0,
                "zh_digits",
                above=bool(match["m1"] or match["m2"] or match["m3"]),
                unscaled=not match["scales"],
                scale=int(read_chinese_number("一" + match["scales"]) or 1)
                if match["scales"] and not any(c.isdigit() for c in match["scales"])
                else 1,
                of=Decimal(match["of"]) if match["of"] and len(match["of"]) <= _MAX_DIGITS else None,
            )


def _zh_words(folded: str) -> Iterator[NumberToken]:
    for match in _ZH_WORD.finditer(folded):
        word, above = match["w"], bool(match["m"])
        before = folded[max(0, match.start() - 2) : match.start()]
        if match.start() and (folded[match.start() - 1].isdigit() or before[-1:] == "第"):
            continue
        if folded[match.end("w") : match.end("w") + 1] == "几" or len(word) > _MAX_DIGITS:
            continue
        if len(word) > 1 and all(letter in DIGITS for letter in word):
            continue  # a year or a run of neighbours (三五家, 二〇二四), never a count
        text = word + (match["tail"] or "").rstrip("余多")
        implied = _ZH_IMPLIED_BEFORE.search(before)
        if word[0] in "百千万亿":
            if not (above or implied) or (_ZH_VAGUE_BEFORE.search(before) and not implied):
                continue
            text = "一" + text
        elif _ZH_VAGUE_BEFORE.search(before) and not implied:
            continue
        value = read_chinese_number(text)
        if value is None or value >= 10**18 or re.search(r"[一二三四五六七八九][一二三四五六七八九]", word):
            continue
        if match["half"]:
            if word[-1] not in "万亿千百":
                continue
            value += Decimal(int(read_chinese_number("一" + word[-1]) or 0)) / 2
        above = above or (match["tail"] or "").endswith(("余", "多"))
        end = match.end()
        yield NumberToken(match.start(), end, value, 0.9, "zh_words", above=above, unscaled=value < 1000, spelled=True)
