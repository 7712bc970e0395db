"""What a finding means, in a reader's language: what the source says and what the checked text says instead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from assistant.answering.answer import Finding
from vectorstore.records import Language

LONGEST_QUOTED: Final = 120
"""Characters of either side that a message quotes; longer ones end in an ellipsis."""


@cache
def load_finding_words(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Read the wording of every finding: ``plain``, and ``expected`` where the source says something else."""
    text = files("assistant.finding_words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def finding_message(finding: Finding, language: Language) -> str:
    """Word a finding in one sentence."""
    words = load_finding_words(language)[finding.code]
    if finding.expected and "expected" in words:
        return words["expected"].format(surface=_shortened(finding.surface), expected=_shortened(finding.expected))
    return words["plain"].format(surface=_shortened(finding.surface))


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_QUOTED else f"{plain[: LONGEST_QUOTED - 1].rstrip()}…"
