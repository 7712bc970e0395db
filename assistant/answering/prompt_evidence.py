"""Evidence as a prompt shows it: numbered lines of plain text, as many as the budget of tokens allows.

Text of reports is data. It is put on one line each, so that it can open no section and no turn of a conversation;
marks that a model's chat format gives a meaning to, and characters that a person cannot see, are taken out; sentences
that give orders to a reader are left out (``assistant.answering.answer_sentences.commands_a_reader``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.answer_sentences import commands_a_reader

_FORMAT_MARKS: Final = re.compile(
    r"<\|[^<>\n|]{0,40}\|?>?|</?[A-Za-z!][^<>\n]{0,200}>|\[/?INST\]|<<|>>|```+|~~~+|#{2,}", re.IGNORECASE
)
_OPENING: Final = re.compile(r"<(?=[A-Za-z/!|])|!(?=\[)")
_MARKDOWN_LINKS: Final = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)")
_ADDRESSES: Final = re.compile(r"(?:https?|ftp|data|javascript):\S+|\bwww\.\S+", re.IGNORECASE)
_BRACKETED_NUMBER: Final = re.compile(r"[\[［【](\d{1,3})[\]］】]")
_TURNS: Final = re.compile(r"(?:^|(?<=[\s.!?。！？]))(?:system|assistant|user|human|ai)[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One numbered line of a prompt's evidence."""

    key: int
    text: str

    @property
    def shown(self) -> str:
        return f"[{self.key}] {self.text}"


def as_data(text: str) -> str:
    """Make a text harmless as one line of a prompt; letters and numbers stay as they are."""
    visible = "".join(
        " " if unicodedata.category(character) in _BLANK else character
        for character in text
        if unicodedata.category(character) not in _UNSEEN
    )
    plain = _MARKDOWN_LINKS.sub(r"\1", visible)
    plain = _ADDRESSES.sub(" ", plain)
    plain = _FORMAT_MARKS.sub(" ", plain)
    plain = _TURNS.sub(" ", _OPENING.sub(" ", plain))
    plain = _BRACKETED_NUMBER.sub(r"(\1)", plain)
    return " ".join(plain.split())


_BLANK: Final = frozenset({"Zl", "Zp", "Zs", "Cc"})
_UNSEEN: Final = frozenset({"Cf", "Co", "Cs", "Cn"})


def evidence_lines(
    stretches: Iterable[Sequence[str]], *, budget: int, count_tokens: Callable[[str], int]
) -> tuple[EvidenceLine, ...]:
    """Number the stretches (each given as its sentences), best first, until ``budget`` tokens are used.

    A stretch that does not fit whole is cut after the last sentence that does; the first sentence of the first stretch
    always goes in. Numbers follow the order of the stretches: one that says nothing or gives orders keeps its number
    to itself.
    """
    lines: list[EvidenceLine] = []
    left = budget
    for key, sentences in enumerate(stretches, start=1):
        taken: list[str] = []
        for sentence in sentences:
            text = "" if commands_a_reader(sentence) else as_data(sentence)
            if not text:
                continue
            cost = count_tokens(text) + 1
            if cost > left and (lines or taken):
                break
            taken.append(text)
            left -= cost
        if taken:
            lines.append(EvidenceLine(key, " ".join(taken)))
        if left <= 0:
            break
    return tuple(lines)
