"""Surface cues of what a sentence of a report does, in Vietnamese, Chinese and English (``data/role_cues.toml``).

Every cue is matched on folded text (``ingest.folding``); Vietnamese without tone marks is matched against the cues
without theirs. A cue only proposes a role; ``assistant.drafting.sentence_roles`` decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from ingest.folding import LazyPattern, VietnamesePattern
from vectorstore.records import Language

CueName = Literal[
    "result",
    "perfect",
    "limitation",
    "overcome",
    "cause",
    "plan",
    "instruction",
    "reported",
    "ordered",
    "dated",
    "told",
    "commendation",
    "event",
    "participant",
    "opening",
    "closing",
    "background",
    "wish",
    "standing",
    "onward",
]
"""``perfect``: what is told as done even after a word of planning; ``overcome``: what is done to a shortcoming, so
that the noun after it states none; ``reported``: a speaker who asks; ``ordered``: what is an instruction even among
plans; ``dated``: what is a plan even in an instruction; ``told``: that a meeting was told something; ``standing``: a
state that goes on (``tiếp tục được giữ vững``), which is a result and no task; ``wish``: ``chúc … mạnh khỏe``;
``onward``: a verb of going on at the start of a sentence."""
_FILE: Final = "role_cues.toml"


def cue(name: str, language: Language, folded: str) -> re.Pattern[str]:
    """Give the expression of a cue of sentences that suits ``folded`` (with or without tone marks)."""
    return _on(_tables()[language]["cues"][name], folded)


def promised_by(heading: str, language: Language) -> frozenset[str]:
    """Tell the roles that a folded heading promises of the sentences under it."""
    table = _tables()[language]["headings"]
    return frozenset(name for name, pattern in table.items() if _on(pattern, heading).search(heading))


def _on(pattern: LazyPattern | VietnamesePattern, folded: str) -> re.Pattern[str]:
    return pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern.compiled


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, LazyPattern | VietnamesePattern]]]:
    read = tomllib.loads(files("assistant.data").joinpath(_FILE).read_text(encoding="utf-8"))
    return {
        language: {
            section: {name: _compiled(sources, language) for name, sources in cues.items()}
            for section, cues in sections.items()
        }
        for language, sections in read.items()
    }


def _compiled(sources: list[str], language: str) -> LazyPattern | VietnamesePattern:
    source = "|".join(sources)
    return VietnamesePattern(source) if language == "vi" else LazyPattern(source)
