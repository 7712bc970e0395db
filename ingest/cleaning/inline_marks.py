"""Markdown inside lines: targets of links, the asterisks of emphasis and the mark of a quotation.

An asterisk that masks a name (``*镇``, ``**同志和**同志``) is no mark and stays, as does every single one inside
a line.
"""

from __future__ import annotations

import re

from ingest.cleaning.mapped_text import Edit, MappedText, delete_overlapping

_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,200})\]\((?:https?://|mailto:|tel:|javascript:|/|\./|\.\./|#)[^()\s]{0,600}(?: "
    r"\"[^\"\n]{0,100}\")?\)"
)
_STRONG = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_\n]{1,300})(?<=[^\s*_])\1(?![*_])")
_WHOLE_LINE = re.compile(r"^[ \t]*([*_])(?=[^\s*_])([^*_\n]{1,300})(?<=[^\s*_])\1[ \t]*$", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]{0,3}(> ?)(?=[^\W\d_])", re.MULTILINE)
"""The mark of a quotation before a word; before a number or a sign it may say ``more than`` and stays."""
_MASKED = frozenset("镇鎮乡鄉村街市县縣区區省局厅廳委院校站所科公同职職单單企地女先某号號年月日")


def strip_inline_marks(mapped: MappedText) -> MappedText:
    """Take out the marks and keep the words; the record holds every mark and every target."""
    text = mapped.text
    edits: list[Edit] = []
    if "](" in text:
        for match in _LINK.finditer(text):
            edits.append(Edit(match.start(), match.start(1), "", "link_mark"))
            edits.append(Edit(match.end(1), match.end(), "", "link_target"))
    for pattern in (_STRONG, _WHOLE_LINE):
        for match in pattern.finditer(text):
            if text[match.start(2)] not in _MASKED and text[match.end() : match.end() + 1] not in _MASKED:
                edits.append(Edit(match.start(1), match.start(2), "", "emphasis"))
                edits.append(Edit(match.end(2), match.end(2) + len(match.group(1)), "", "emphasis"))
    edits += [Edit(match.start(1), match.end(1), "", "quotation_mark") for match in _QUOTED_LINE.finditer(text)]
    return mapped.apply(delete_overlapping(edits))
