"""The title printed twice, and navigation that extraction ran into the last paragraph."""

from __future__ import annotations

import re

from ingest.cleaning.lines import ends_sentence, split_lines
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.metaline import line_key, read_fields

_SHORTEST_TITLE = 8
_LONGEST_TITLE = 300
_TAIL_SHARE = 0.15
_TAIL_CHARACTERS = 300
_INLINE_TAIL = re.compile(
    r"(?<=[^\s\-–—•*>»·])([ \t]+)(?=(?:上一篇|下一篇|上一条|下一条|相关栏目|相关文章|相關欄目)\s?[:：])"
)


def break_inline_tail(mapped: MappedText) -> MappedText:
    """Put links to the articles before and after, found at the end of a line, on lines of their own."""
    size = len(mapped.text)
    first = min(int(size * (1 - _TAIL_SHARE)), size - _TAIL_CHARACTERS)
    found = (match for match in _INLINE_TAIL.finditer(mapped.text, max(0, first)))
    return mapped.apply(Edit(match.start(1), match.end(1), "\n") for match in found)


def drop_repeated_title(mapped: MappedText) -> MappedText:
    """Drop copies of the first line that follow it directly or with only dates and names between."""
    lines = split_lines(mapped.text)[:8]
    title = next((line for line in lines if not read_fields(line_key(line.text[:300]))), None)
    if title is None or not _SHORTEST_TITLE <= len(title.text) <= _LONGEST_TITLE or ends_sentence(title.text):
        return mapped
    edits = []
    for line in lines[title.index + 1 :]:
        if _comparable(line.text[: _LONGEST_TITLE + 50]) == _comparable(title.text):
            edits.append(line.drop("repeated_title"))
        elif not read_fields(line_key(line.text[:300])):
            break
    return mapped.apply(edits)


def _comparable(text: str) -> str:
    return re.sub(r"[\s\W]+", "", line_key(text))
