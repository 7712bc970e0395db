"""Chinese script: simplified forms for searching, pinyin annotations, what counts as a Han character."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Ranges of Han ideographs for use inside a character class (with 〇, which stands among them in years)."""

_PINYIN = re.compile(
    rf"(?<=[{HAN}])(?:\((?=[a-zü]{{0,5}}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{{1,6}}\))+",
    re.IGNORECASE,
)
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")


@cache
def _simplified_letters() -> dict[int, str]:
    """Map each traditional character to its simplified one (the character table of the OpenCC project).

    Characters with several simplified forms take the first; keys need one form, not the right one in each word.
    """
    table = {}
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    for line in lines:
        traditional, _, simplified = line.partition("\t")
        if simplified:
            table[ord(traditional)] = simplified.split(" ")[0]
    for letter in tuple(table):
        table[letter] = table.get(ord(table[letter]), table[letter])
    return table


def to_simplified(text: str) -> str:
    """Give ``text`` with every traditional character replaced by its simplified form; the length stays the same."""
    return text if text.isascii() else text.translate(_simplified_letters())


def strip_pinyin(text: str) -> str:
    """Take out readings in brackets after a character (``創(chuàng)建`` → ``創建``); they must carry a tone mark."""
    return _PINYIN.sub("", text) if "(" in text else text


def join_han(text: str) -> str:
    """Take out the spaces between Han characters, which layout puts there and no word needs."""
    return _BETWEEN_HAN.sub("", text)
