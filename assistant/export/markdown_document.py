"""A draft as Markdown: everything that people wrote is text, sources are listed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.confidentiality import is_marked
from assistant.conversation_export import escape_markdown, unlisted
from assistant.drafting.draft import Draft, DraftBlock
from assistant.export.footnotes import source_text
from assistant.export.profiles import PROFILES
from assistant.export.review_marks import Line, block_lines
from assistant.export.words import export_word
from vectorstore.records import Language

_CENTRED: Final = frozenset({"type_name", "title"})
_BOLD: Final = frozenset({"issuer", "motto", "subject", "signature_post", "signature_name"})


def export_markdown(draft: Draft) -> str:
    """Write a draft as CommonMark with tables; blanks are bold, sources are keys that a list at the end resolves."""
    language = PROFILES[draft.profile].language
    parts = [part for block in draft.blocks for part in _block(block, language)]
    if not any(block.kind in _CENTRED | {"subject"} for block in draft.blocks) and draft.title.strip():
        parts.insert(0, f"# {_inline(draft.title)}")
    if is_marked(draft):
        parts.insert(0, f"**{_inline(export_word('notes_confidential', language))}**")
    if draft.citations:
        parts.append("---")
        parts += [f"- \\[{one.key}\\] {escape_markdown(source_text(one, language))}" for one in draft.citations]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _block(block: DraftBlock, language: Language) -> Iterator[str]:
    if block.kind == "table":
        yield _table(block)
        return
    lines = block_lines(block, "review", language)
    if block.kind == "heading":
        yield "\n\n".join(f"{'#' * min(block.level + 1, 6)} {_words(line)}" for line in lines)
    elif block.kind in _CENTRED:
        yield "\n\n".join(f"# {_words(line)}" for line in lines)
    elif block.kind in _BOLD:
        yield from (f"**{_words(line).strip()}**" for line in lines)
    else:
        yield from (unlisted(_words(line)) for line in lines)


def _words(line: Line) -> str:
    pieces = []
    for stretch in line:
        text = escape_markdown(stretch.text)
        pieces.append(f"**{text.strip()}**" if stretch.mark == "blank" and text.strip() else text)
        pieces += [f"\\[{key}\\]" for key in stretch.keys]
    return "".join(pieces)


def _inline(text: str) -> str:
    return escape_markdown(" ".join(text.split()))


def _table(block: DraftBlock) -> str:
    rows = [[_inline(cell) for cell in row.split("\t")] for row in block.text.split("\n") if row.strip()]
    if not rows:
        return ""
    count = max(len(row) for row in rows)
    lines = ["| " + " | ".join([*row, *[""] * (count - len(row))]) + " |" for row in rows]
    keys = "".join(f"\\[{key}\\]" for key in block.citations)
    return "\n".join([lines[0], "|" + " --- |" * count, *lines[1:]]) + (f"\n\n{keys}" if keys else "")
