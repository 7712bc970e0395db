"""Errors planted by code in true sentences: one changed number, one word left out, one name exchanged.

Every change is small, plausible and deterministic for a seed. What cannot be planted in a sentence (no figure, no
name) is not planted.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.figures import find_figures
from ingest.people import find_people
from vectorstore.records import Language


@dataclass(frozen=True, slots=True)
class Planted:
    """A sentence made wrong: the kind of error and the text with it."""

    kind: str
    text: str


_OPERATORS: dict[Language, tuple[str, ...]] = {
    "vi": ("gần ", "hơn ", "trên ", "khoảng "),
    "zh": ("近", "约", "超过"),
    "en": ("nearly ", "more than ", "about "),
}
_OPERATOR_WORD: dict[Language, str] = {
    "vi": r"(?:gần|hơn|trên|khoảng|chừng|tối thiểu|ít nhất|không quá)\s(?=\d)",
    "zh": r"(?<=\d)[余多](?=[\u4e00-\u9fff])|(?:近|约|超过|不低于|不少于)(?=\d)",
    "en": r"(?:nearly|more than|over|about|around|at least|almost)\s(?=\d)",
}
_PLANS: dict[Language, tuple[tuple[str, str], ...]] = {
    "vi": (
        (r"\b[Pp]hấn đấu(?: trong)?", "Đã"),
        (r"\b[Dd]ự kiến", "Đã"),
        (r"\bsẽ\b", "đã"),
        (r"\b[Đđ]ề xuất|\b[Đđ]ề nghị", "Đã"),
    ),
    "zh": (
        ("力争", "已"),
        ("计划(?=[在于投建开对新总])", "已"),
        ("拟(?=[在于投建开对])", "已"),
        ("将(?=[在于投建开继进组])", "已"),
    ),
    "en": (
        (r"\bplans to\b", "has managed to"),
        (r"\bwill be\b", "has been"),
        (r"\bwill\b", "did"),
        (r"\bis to be\b", "was"),
    ),
}
_UNITS: dict[Language, tuple[tuple[str, str], ...]] = {
    "vi": (
        ("lượt người", "cơ sở y tế"),
        ("tỷ đồng", "triệu đồng"),
        ("triệu đồng", "tỷ đồng"),
        ("xã", "huyện"),
        ("bác sĩ", "điều dưỡng"),
        ("giường", "phòng khám"),
        ("ca", "ổ dịch"),
        ("lớp", "hội nghị"),
        ("cơ sở", "hộ gia đình"),
    ),
    "zh": (
        ("万元", "亿元"),
        ("亿元", "万元"),
        ("人次", "家医院"),
        ("个百分点", "倍"),
        ("所", "条街道"),
        ("家", "名专家"),
        ("平方米", "公里"),
    ),
    "en": (
        ("children", "hospitals"),
        ("cases", "deaths"),
        ("communes", "provinces"),
        ("courses", "hospitals"),
        ("million", "billion"),
        ("samples", "clinics"),
    ),
}
_DENY: dict[Language, tuple[tuple[str, str], ...]] = {
    "vi": (
        (r"\bkhông có\b", "có"),
        (r"\bchưa\b", "đã"),
        (r"\bkhông\b ", ""),
        (r"\bđã (?=\w)", "chưa "),
        (r"\bđạt\b", "không đạt"),
        (r"\btăng(?= \d| khoảng| gần| hơn)", "giảm"),
        (r"\bgiảm(?= \d| khoảng| gần| hơn)", "tăng"),
    ),
    "zh": (
        ("没有", "有"),
        ("未", "已"),
        ("已(?=[完建开组])", "未"),
        ("增长", "下降"),
        ("下降", "上升"),
        ("提高", "降低"),
        ("完成了?(?=\\d)", "未完成"),
    ),
    "en": (
        (r"\bno\b", "several"),
        (r"\bwas\b", "was not"),
        (r"\bwere\b", "were not"),
        (r"\brose\b|\bincreased\b", "fell"),
        (r"\bfell\b|\bdecreased\b", "rose"),
    ),
}
_YEAR: dict[Language, str] = {
    "vi": r"(?<=năm )20\d\d",
    "zh": r"20\d\d(?=年)",
    "en": r"(?<![\d,.])20[12]\d(?![\d,.])",
}
_POSTS: dict[Language, tuple[tuple[str, str], ...]] = {
    "vi": (
        (r"\bPhó Giám đốc", "Giám đốc"),
        (r"(?<!Phó )\bGiám đốc", "Phó Giám đốc"),
        (r"(?<!Phó )\bChủ tịch", "Phó Chủ tịch"),
    ),
    "zh": (("副局长", "局长"), ("(?<!副)局长", "副局长"), ("(?<!副)主任", "副主任"), ("(?<!副)院长", "副院长")),
    "en": ((r"\bDeputy Director", "Director"), (r"(?<!Deputy )\bDirector", "Deputy Director")),
}


def plant(text: str, language: Language, names: Sequence[str], rng: random.Random) -> Iterator[Planted]:
    """Give every error that can be planted in ``text``, at most a few of each kind."""
    yield from _numbers(text, language, rng)
    yield from _operators(text, language, rng)
    yield from (Planted("period", changed) for changed in _years(text, language))
    yield from _first(text, _PLANS[language], "role")
    yield from _units(text, language)
    yield from _first(text, _DENY[language], "negation")
    yield from _names(text, language, names, rng)
    yield from _first(text, _POSTS[language], "post")


def _numbers(text: str, language: Language, rng: random.Random) -> Iterator[Planted]:
    for figure in find_figures(text, language):
        digits = re.search(r"\d[\d.,]*\d|\d", figure.surface)
        if digits is None:
            continue
        start, end = figure.start + digits.start(), figure.start + digits.end()
        changed = _another(text[start:end], rng)
        yield Planted("number", text[:start] + changed + text[end:])


def _another(digits: str, rng: random.Random) -> str:
    """Change one digit or exchange two neighbours, so that the number looks as likely as before."""
    letters = list(digits)
    places = [place for place, letter in enumerate(letters) if letter.isdigit()]
    pairs = [
        (one, two) for one, two in itertools.pairwise(places) if letters[one] != letters[two] and letters[two] != "0"
    ]
    if pairs and rng.random() < 0.4:
        one, two = rng.choice(pairs)
        letters[one], letters[two] = letters[two], letters[one]
        return "".join(letters)
    place = rng.choice(places)
    choices = [digit for digit in "123456789" if digit != letters[place]]
    letters[place] = rng.choice(choices)
    return "".join(letters)


def _operators(text: str, language: Language, rng: random.Random) -> Iterator[Planted]:
    word = re.search(_OPERATOR_WORD[language], text)
    if word:
        yield Planted("operator", text[: word.start()] + text[word.end() :])
    exact = [figure for figure in find_figures(text, language) if figure.op == "=" and figure.surface[:1].isdigit()]
    if exact:
        figure = rng.choice(exact)
        yield Planted("operator", text[: figure.start] + rng.choice(_OPERATORS[language]) + text[figure.start :])


def _years(text: str, language: Language) -> Iterator[str]:
    for match in list(re.finditer(_YEAR[language], text))[:2]:
        yield f"{text[: match.start()]}{int(match[0]) - 1}{text[match.end() :]}"


def _first(text: str, changes: Sequence[tuple[str, str]], kind: str) -> Iterator[Planted]:
    for pattern, instead in changes:
        changed = re.sub(pattern, instead, text, count=1)
        if changed != text:
            yield Planted(kind, changed)
            return


def _units(text: str, language: Language) -> Iterator[Planted]:
    for figure in find_figures(text, language):
        for unit, instead in _UNITS[language]:
            tail = text[figure.start : figure.end + len(unit) + 1]
            at = re.search(
                rf"(?<=\d) ?{re.escape(unit)}" if language == "zh" else rf"(?<=\d ){re.escape(unit)}\b", tail
            )
            if at:
                start = figure.start + at.start()
                yield Planted("unit", text[:start] + instead + text[start + len(at[0]) :])
                return


def _names(text: str, language: Language, names: Sequence[str], rng: random.Random) -> Iterator[Planted]:
    for person in find_people(text, language)[:2]:
        others = [name for name in names if name != person.name and (name[0] > "\u3000") == (person.name[0] > "\u3000")]
        if others:
            yield Planted("name", text[: person.start] + rng.choice(others) + text[person.end :])
