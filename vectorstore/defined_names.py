"""Short forms that a document defines itself: ``Trung tâm Y tế (TTYT)``, ``区卫生健康局（以下简称区卫健局）``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.abbreviations import Words, split_form
from vectorstore.chinese_text import HAN, to_simplified
from vectorstore.vietnamese_text import strip_tone_marks

_SHORT = re.compile(
    r"[(（](?:(?:sau đây )?(?:gọi|viết) tắt là:? ?|hereinafter (?:the )?)?[\"“]?"
    r"(?P<short>[A-ZĐƯ][A-ZĐƯa-z&.-]{1,11})[\"”]?[)）]"
)
_SHORT_HAN = re.compile(
    rf"[(（](?:以下|下称)?(?:统称|简称|称)(?:为|:|：)?[\"“「『]?(?P<short>[{HAN}]{{2,8}})[\"”」』]?[)）]"
)
_LOOK_BACK = 120
_STOP = re.compile(r"[.;:!?()\n。；：！？（），,]")
_LINKS = frozenset({"va", "cua", "ve", "the", "of", "and", "for", "on", "in"})


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A short form with the words that it stands for, both folded as search keys are."""

    short: Words
    long: Words

    @property
    def term(self) -> str:
        """The definition as one word for an index field."""
        return f"{'_'.join(self.short)}={'_'.join(self.long)}"

    @classmethod
    def parse(cls, term: str) -> DefinedName:
        """Read what ``term`` wrote."""
        short, _, long = term.partition("=")
        return cls(tuple(short.split("_")), tuple(long.split("_")))


def find_defined_names(text: str) -> list[DefinedName]:
    """Find the short forms that ``text`` defines; initials (characters) of the long form must spell it."""
    if "(" not in text and "（" not in text:
        return []
    return [*_find_latin(text), *_find_han(to_simplified(text))]


def _find_latin(text: str) -> Iterator[DefinedName]:
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        words = split_form(re.split(r"[.;:!?()\n]", " " + before)[-1])
        long = _words_spelling(words, match["short"])
        if long:
            yield DefinedName(split_form(match["short"]), long)


def _words_spelling(words: Words, short: str) -> Words:
    letters = [letter for letter in strip_tone_marks(short).lower() if letter.isalpha()]
    plain = [strip_tone_marks(word) for word in words]
    for start in range(len(words) - 2, -1, -1):
        initials = [word[0] for word in plain[start:]]
        linked = [word[0] for word in plain[start:] if word not in _LINKS]
        if letters in (initials, linked):
            return words[start:]
    return ()


def _find_han(text: str) -> Iterator[DefinedName]:
    for match in _SHORT_HAN.finditer(text):
        before = _STOP.split(text[max(0, match.start() - 40) : match.start()])[-1]
        place = len(before)
        for letter in reversed(match["short"]):
            place = before.rfind(letter, 0, place) if place >= 0 else -1
        if place >= 0 and len(before) - place > len(match["short"]):
            yield DefinedName(tuple(match["short"]), tuple(before[place:]))
