"""Joining of lines that were broken for width; what was separate stays separate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.cleaning.bylines import is_byline
from ingest.cleaning.cells import table_rows
from ingest.cleaning.lines import Line, ends_sentence, is_mostly_han, is_upper, split_lines, starts_lower
from ingest.cleaning.mapped_text import Edit, MappedText
from ingest.cleaning.metaline import line_key, read_fields
from ingest.cleaning.numbering import read_marker
from ingest.cleaning.protected import is_protected, is_signature_cue

_CONTINUED = 40
"""A line at least this long whose sentence goes on in lower case on the next line was broken for width."""
_NARROWEST, _WIDEST = 35, 160
_NARROWEST_HAN, _WIDEST_HAN = 16, 70
_FULL = 0.8
_NEARLY_FULL = 0.7
_LIST_END = re.compile(r"[:;：；]$")
_HAN_UNFINISHED = re.compile(r"[\u3400-\u9fff，,、0-9A-Za-z“《（(]$")
_LABEL = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff \t]{0,14}[:：]")
_HYPHEN = re.compile(r"[^\W\d_]-$")


def join_broken_lines(mapped: MappedText) -> MappedText:
    """Join each line to the one before it where that one was broken in the middle of its paragraph."""
    lines = split_lines(mapped.text)
    tables = table_rows(lines, mapped)
    wrapping = _wrapping(lines, tables)
    edits = []
    for previous, line in pairwise(lines):
        if previous.index in tables or line.index in tables or not _may_join(lines, previous, line):
            continue
        if _continues(previous, line) or (not line.blank_before and _was_full(previous, line, wrapping)):
            edits.append(_join(mapped.text, previous, line))
    return mapped.apply(edits)


def _may_join(lines: list[Line], previous: Line, line: Line) -> bool:
    """Markers, dates, bylines, signatures, addressees and gaps begin and end lines of their own."""
    if previous.is_gap or line.is_gap or (_LIST_END.search(previous.text) and not starts_lower(line.text)):
        return False
    if read_marker(line.text) is not None or _LABEL.match(line.text):
        return False
    for candidate in (previous, line):
        if len(candidate.text) <= 160 and (
            read_fields(line_key(candidate.text))
            or is_signature_cue(candidate.text)
            or is_byline(lines, candidate.index, None)
        ):
            return False
    short = (text for text in (previous.text, line.text) if len(text) <= 160)
    return not any(is_protected(text) and not ends_sentence(text) for text in short)


def _continues(previous: Line, line: Line) -> bool:
    """A long line without end, followed by a line that starts in lower case, blank line or not."""
    if not starts_lower(line.text) or len(previous.text) < _CONTINUED or is_upper(previous.text):
        return False
    return not ends_sentence(previous.text) and previous.text[-1] not in ":;：；"


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """At which width a text was broken (0: not at all), and whether its paragraphs begin with an indent."""

    width: int
    indented: bool = False


def _wrapping(lines: list[Line], tables: frozenset[int]) -> _Wrapping:
    """Find out how the text was broken.

    In Latin script the witness is lines that go on in lower case below full ones; in Chinese, that most lines are
    equally long and stop in the middle of a sentence, or that some do while every paragraph begins with an indent.
    """
    pairs = [
        (before, after)
        for before, after in pairwise(lines)
        if not after.blank_before and before.index not in tables and after.index not in tables
    ]
    if len(pairs) < 3:
        return _Wrapping(0)
    indents = sum(2 <= line.indent <= 8 for line in lines)
    indented = indents >= 2 and indents * 5 >= len(lines) and any(line.indent < 2 for line in lines[1:])
    if is_mostly_han("".join(before.text for before, _ in pairs[:40])):
        return _han_wrapping(pairs, indented)
    longest = max(len(line.text) for line in lines if line.index not in tables)
    if not _NARROWEST <= longest <= _WIDEST:
        return _Wrapping(0)
    full = [(before, after) for before, after in pairs if len(before.text) >= _FULL * longest]
    lower = [after for before, after in full if starts_lower(after.text) and not ends_sentence(before.text)]
    return _Wrapping(longest if len(lower) >= 2 and len(lower) * 3 >= len(full) else 0, indented)


def _han_wrapping(pairs: list[tuple[Line, Line]], indented: bool) -> _Wrapping:
    lengths = sorted(len(before.text) + before.indent for before, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST_HAN <= width <= _WIDEST_HAN:
        return _Wrapping(0)
    full = [pair for pair in pairs if abs(len(pair[0].text) + pair[0].indent - width) <= 2]
    unfinished = [pair for pair in full if _HAN_UNFINISHED.search(pair[0].text)]
    broken = [
        after for before, after in pairs if len(before.text) >= _NEARLY_FULL * width and _is_broken(before, after)
    ]
    if indented and len(broken) >= 2:
        return _Wrapping(width, True)
    return _Wrapping(width if len(full) * 2 >= len(pairs) and len(unfinished) >= 3 else 0, indented)


def _is_broken(before: Line, after: Line) -> bool:
    return after.indent < 2 and _HAN_UNFINISHED.search(before.text) is not None


def _was_full(previous: Line, line: Line, wrapping: _Wrapping) -> bool:
    """Whether the line reached the edge, so that the break behind it means nothing."""
    width = wrapping.width
    if not width or (line.indent >= 2 and (wrapping.indented or previous.indent < line.indent)):
        return False
    if is_upper(previous.text) != is_upper(line.text):
        return False
    if is_mostly_han(previous.text):
        if wrapping.indented:
            return len(previous.text) >= _NEARLY_FULL * width and _is_broken(previous, line)
        return len(previous.text) + previous.indent >= width - 2
    first_word = re.match(r"\S*", line.text)
    room = len(first_word.group()) + 1 if first_word else 1
    return len(previous.text) + previous.indent + room > width * 0.9 and not (
        ends_sentence(previous.text) and len(previous.text) < _FULL * width
    )


def _join(text: str, previous: Line, line: Line) -> Edit:
    if _HYPHEN.search(previous.text) and starts_lower(line.text):
        whole = re.search(r"[^\W\d_]+-$", previous.text)
        rest = re.match(r"[^\W\d_]+", line.text)
        if whole and rest and whole.group()[:-1].lower() + rest.group() in text.lower():
            return Edit(previous.end - 1, line.start, "", "line_hyphen")
        return Edit(previous.end, line.start)
    han = any("\u2e80" <= character <= "\uffef" for character in (previous.text[-1], line.text[0]))
    return Edit(previous.end, line.start, "" if han and is_mostly_han(previous.text + line.text) else " ")
