"""A grammar that lets a model write any text but only certain numbers, and no foreign script where none belongs.

It is written in GBNF, the notation of llama.cpp. Text is a row of stretches without a digit and of allowed runs of
digits; two runs never touch, so that each run is read as a whole: with ``20`` and ``2024`` allowed, ``202`` is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language_model.chat_model import WritingRules
from vectorstore.chinese_text import HAN

DIGITS = "0-9\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f"
"""Digits, as a character class holds them: ASCII, full-width, Arabic, Persian and Devanagari."""
_RUN = re.compile(r"[0-9]+")


def digit_runs(texts: Iterable[str]) -> tuple[str, ...]:
    """The runs of digits in ``texts``, each once, sorted: ``1.250,5`` holds ``1``, ``250`` and ``5``."""
    return tuple(sorted({run for text in texts for run in _RUN.findall(text)}))


def writing_grammar(rules: WritingRules) -> str:
    """The grammar of all texts that keep the rules."""
    runs = digit_runs(rules.numbers)
    other = f"other ::= [^{DIGITS}{HAN if rules.without_han else ''}]\n"
    if not runs:
        return f"root ::= other*\n{other}"
    choices = " | ".join(f'"{run}"' for run in runs)
    return f"root ::= other* (number (other+ number)* other*)?\nnumber ::= {choices}\n{other}"
