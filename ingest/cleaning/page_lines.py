"""The lines of a page with what has been decided about them, which the rules of furniture share."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.cleaning.lines import Line
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.metaline import MetaField
from ingest.cleaning.protected import is_protected
from ingest.documents import Observation

FOOTER_LINES = 15
TOP_LINES = 8
_TAIL_SHARE = 0.15
_TAIL_CHARACTERS = 300


@dataclass(slots=True)
class PageLines:
    """The lines of one text with what has been decided about them."""

    mapped: MappedText
    lines: list[Line]
    keys: list[str]
    fields: list[tuple[MetaField, ...]]
    tables: frozenset[int]
    dropped: dict[int, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def free(self, index: int) -> bool:
        """Whether a rule may still decide about a line."""
        line = self.lines[index]
        return index not in self.dropped and index not in self.tables and not line.is_gap and bool(self.keys[index])

    def drop(self, index: int, rule: str) -> None:
        if self.free(index) and not is_protected(self.lines[index].text):
            self.dropped[index] = rule

    def observe(self, name: str, value: str, index: int) -> None:
        line = self.lines[index]
        raw_start, raw_end = self.mapped.raw_span(line.start, line.end)
        self.observations.append(Observation(name, value.strip(), raw_start, raw_end))

    def kept(self) -> list[int]:
        return [line.index for line in self.lines if line.index not in self.dropped]

    def in_tail(self, index: int) -> bool:
        size = len(self.mapped.text)
        return self.lines[index].start >= min(size * (1 - _TAIL_SHARE), size - _TAIL_CHARACTERS)


def at_edge(page: PageLines, index: int) -> bool:
    """Tell whether a line is one of the first or the last lines."""
    return index < TOP_LINES or len(page.lines) - index <= FOOTER_LINES


def is_meta(page: PageLines, index: int) -> bool:
    """Tell whether a line is made of fields of a page; indices outside the text are none."""
    return 0 <= index < len(page.fields) and bool(page.fields[index])
