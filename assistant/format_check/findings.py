"""A deviation from a layout, and the words for it in the three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from assistant.format_check.docx_reading import ReadParagraph
from vectorstore.records import Language

Severity = Literal["error", "warning"]
LONGEST_PLACE: Final = 32
"""Characters of a paragraph that tell where it is."""
_ADVISED: Final = frozenset(
    {"line_spacing", "gap", "keep", "head_repeat", "width", "sequence", "grid_lines", "grid_characters", "auto_list"}
)
"""Aspects that a rule only recommends, or that do not change what the document says."""


@dataclass(frozen=True, slots=True)
class FormatFinding:
    """``rule`` is a stable id, ``element.aspect``; ``where`` is a place in the document."""

    rule: str
    severity: Severity
    where: str
    found: str
    expected: str


def finding(rule: str, where: ReadParagraph | str, found: object, expected: object) -> FormatFinding:
    """A finding with the severity of its aspect."""
    place = where if isinstance(where, str) else place_of(where)
    severity: Severity = "warning" if rule.rsplit(".", 1)[-1] in _ADVISED else "error"
    return FormatFinding(rule, severity, place, str(found), str(expected))


def place_of(paragraph: ReadParagraph) -> str:
    """``¶12 “Viện đã quan trắc…”``."""
    text = paragraph.text
    shown = text if len(text) <= LONGEST_PLACE else text[: LONGEST_PLACE - 1].rstrip() + "…"
    return f"¶{paragraph.index} “{shown}”"


def gathered(findings: Iterable[FormatFinding]) -> tuple[FormatFinding, ...]:
    """One finding for many paragraphs that deviate alike: the first place and how many more there are."""
    groups: dict[tuple[str, str, str], list[FormatFinding]] = {}
    for one in findings:
        groups.setdefault((one.rule, one.found, one.expected), []).append(one)
    return tuple(
        FormatFinding(
            first.rule,
            first.severity,
            first.where + (f" +{len(group) - 1}" if len(group) > 1 else ""),
            first.found,
            first.expected,
        )
        for group in groups.values()
        for first in group[:1]
    )


@cache
def rule_table() -> dict[str, Any]:
    """Read the words of elements, aspects and rules."""
    table: dict[str, Any] = tomllib.loads(files("assistant.format_check").joinpath("rules.toml").read_text("utf-8"))
    return table


def rule_words(rule: str, language: Language) -> str:
    """A rule in words: its own, or those of its element and aspect."""
    table = rule_table()
    if rule in table["rule"]:
        return str(table["rule"][rule][language])
    element, _, aspect = rule.rpartition(".")
    return (
        f"{table['element'][element][language]}{'：' if language == 'zh' else ': '}{table['aspect'][aspect][language]}"
    )
