"""Lines of a text under edit, and what can be said of a line from its characters alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cleaning.mapped_text import Edit

GAP_OPEN, GAP_CLOSE = "⟦", "⟧"
_HAN = re.compile(r"[\u3400-\u9fff]")
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_FINAL = re.compile(r"[.!?…。！？][\"'”’»）)\]】]*$")
_ABBREVIATION_END = re.compile(
    r"(?:^|[\s(])(?:TS|ThS|GS|PGS|BS|CN|KS|DS|ĐD|TP|TX|TT|Tp|Mr|Mrs|Dr|Ms|St|No|T\.Ư|T\.W)\.$"
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the space around it: ``text[start:end]``; ``index`` counts lines that are not blank."""

    index: int
    start: int
    end: int
    text: str
    blank_before: bool = False
    indent: int = 0

    @property
    def is_gap(self) -> bool:
        return self.text.startswith(GAP_OPEN) and self.text.endswith(GAP_CLOSE)

    def drop(self, rule: str) -> Edit:
        """The edit that takes the whole line out."""
        return Edit(self.start, self.end, "", rule)


def split_lines(text: str) -> list[Line]:
    """Every line that is not blank."""
    lines: list[Line] = []
    position = 0
    blank = False
    for row in text.split("\n"):
        stripped = row.strip()
        if stripped:
            indent = len(row) - len(row.lstrip())
            start = position + indent
            lines.append(Line(len(lines), start, start + len(stripped), stripped, blank, indent))
        blank = not stripped
        position += len(row) + 1
    return lines


def is_mostly_han(text: str) -> bool:
    """Tell whether Chinese characters are at least a third of the letters."""
    han = len(_HAN.findall(text))
    return han > 0 and han * 3 >= sum(map(str.isalpha, text))


def is_vietnamese(text: str) -> bool:
    """Tell whether a text has a letter that among the three languages only Vietnamese has."""
    return _VIETNAMESE.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Tell whether a sentence ends where the line ends (``TS.`` and the like end none)."""
    return _FINAL.search(text[-8:]) is not None and _ABBREVIATION_END.search(text[-8:]) is None


def word_count(text: str) -> int:
    """Words between spaces; a Chinese character counts as half a word."""
    han = len(_HAN.findall(text))
    return len(_WORD.findall(text)) if not han else (han + 1) // 2 + len(_WORD.findall(_HAN.sub("", text)))


def is_upper(text: str) -> bool:
    """Tell whether a text is at least half letters with case and all of them are capitals."""
    cased = [character for character in text if character.lower() != character.upper()]
    return len(cased) >= 2 and len(cased) * 2 >= len(text) and all(character.isupper() for character in cased)


def starts_lower(text: str) -> bool:
    """Tell whether a text starts with a small letter."""
    return text[:1].islower()
