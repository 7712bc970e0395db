"""Building the text of a document block by block while keeping regions and offsets exact."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.documents import Region, RegionKind
from ingest.loaders.limits import check_limit


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One paragraph, heading, list item, table or caption as a format gives it."""

    text: str
    kind: RegionKind | None = None
    level: int = 0
    furniture: bool = False


@dataclass(slots=True)
class TextAssembly:
    """Text under construction: blocks stand a blank line apart, so that no later step runs them together."""

    max_characters: int
    length: int = 0
    parts: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def add(self, block: TextBlock) -> None:
        """Append a block; raises ``FileTooLarge`` when the text grows beyond ``max_characters``."""
        if not block.text.strip() and block.kind != "image":
            return
        if self.parts:
            self._append("\n\n")
        start = self.length
        self._append(block.text)
        if block.kind is not None:
            self.regions.append(Region(block.kind, start, self.length, block.level))
        if block.furniture and block.kind != "furniture":
            self.regions.append(Region("furniture", start, self.length))

    def text(self) -> str:
        return "".join(self.parts)

    def _append(self, text: str) -> None:
        self.length += len(text)
        check_limit(self.length, self.max_characters, "characters")
        self.parts.append(text)


def render_table(rows: list[list[str]]) -> str:
    """Write rows as ``| a | b |`` lines; a bar inside a cell is written ``\\|``, a line break as a space."""
    lines = []
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


_MOST_PLACED_ROWS = 3


def table_blocks(rows: list[list[str]]) -> list[TextBlock]:
    """The blocks of a table whose lines nobody knows; paragraphs of a cell stand on lines of their own.

    One of one column, and a letterhead or signature block (two columns, few rows, several lines in a cell) only
    arranges text: its paragraphs are given cell by cell.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in rows), default=0)
    lines = any("\n" in cell.strip() for row in rows for cell in row)
    if width <= 1 or (width == 2 and len(rows) <= _MOST_PLACED_ROWS and lines):
        return [TextBlock(line.strip()) for row in rows for cell in row for line in cell.split("\n") if line.strip()]
    return [TextBlock(render_table([row + [""] * (width - len(row)) for row in rows]), "table")]
