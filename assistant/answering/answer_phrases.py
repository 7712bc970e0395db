"""The assistant's own short phrases in each language, read from ``answer_phrases.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template

from assistant.answering.answer import Notice
from vectorstore.records import Language

Phrases = dict[str, dict[str, dict[Language, str]]]


@cache
def phrase_table() -> Phrases:
    """Read every phrase: section, name, language."""
    table: Phrases = tomllib.loads(files("assistant").joinpath("answer_phrases.toml").read_text("utf-8"))
    return table


def phrase(section: str, name: str, language: Language, **facts: object) -> str:
    """Give a phrase with its facts filled in; raises ``KeyError`` for an unknown name or a missing fact."""
    return Template(phrase_table()[section][name][language]).substitute(facts)


def has_phrase(section: str, name: str) -> bool:
    """Tell whether there is such a phrase."""
    return name in phrase_table()[section]


def source_phrase(title: str | None, source: str, language: Language) -> str:
    """Name a report inside a sentence: by its title, else by its file name."""
    if title:
        return phrase("source", "titled", language, title=shortened(title.strip('“”"《》 ')))
    return phrase("source", "untitled", language, file=source.replace("\\", "/").rsplit("/", 1)[-1])


def shortened(title: str, longest: int = 90) -> str:
    """Cut a long title at a word, with an ellipsis; quotation marks inside become single ones."""
    plain = title.replace("“", "‘").replace("”", "’").replace('"', "’")
    if len(plain) <= longest:
        return plain
    cut = plain[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip(" ,，、–-") + "…"


def capitalised(text: str) -> str:
    """Put a capital where a sentence begins with a small letter."""
    return text[:1].upper() + text[1:]


def notice_text(notice: Notice, language: Language) -> str:
    """Word a notice for the reader, with numbers and dates as the language writes them."""
    facts = dict(notice.facts)
    code = notice.code
    if "missing_characters" in facts:
        facts["missing_characters"] = grouped(int(facts["missing_characters"]), language)
    elif code == "truncated":
        code = "truncated_unknown"
    if "date" in facts:
        facts["date"] = written_date(date.fromisoformat(facts["date"]), language)
    return phrase("notice", code, language, **facts)


def grouped(number: int, language: Language) -> str:
    """Write a whole number: ``1.015`` in Vietnamese, ``1015`` in Chinese, ``1,015`` in English."""
    if language == "zh":
        return str(number)
    return f"{number:,}".replace(",", "." if language == "vi" else ",")


def written_date(day: date, language: Language) -> str:
    """Write a day: ``12/7/2024``, ``2024年7月12日``, ``12 July 2024``."""
    if language == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
