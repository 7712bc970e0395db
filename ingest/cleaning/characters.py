"""First step: one kind of line end, one kind of space, no invisible characters, composed letters.

Rules: catalogue of noise, sections 3.4 and 3.7. Compatibility forms stay (``½``, ``²``, full-width letters): only
canonical composition (NFC) is applied.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.cleaning.mapped_text import Edit, MappedText

_LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAYBE_COMBINING = re.compile(
    "[^\x00-\u02ff\u1e00-\u2027\u2030-\u205f\u2e80-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7af]{31,}"
)
_MAX_COMBINING = 30
"""Marks on one letter beyond this are no writing (the limit of the stream-safe text format, UAX #15)."""
_NEVER_CONTINUES = re.compile(
    "[\x00-\u02ff\u0370-\u0482\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2e80-\u3029\u3400-\u9fff\uff01-\uff60]"
)
_D_LOOKALIKE = re.compile(r"(?<=\w)[\u00d0\u0189]|[\u00d0\u0189](?=\w)|(?<=\w)[\u00f0\u0256]|[\u00f0\u0256](?=\w)")
_VIETNAMESE_ONLY = re.compile("[ơưđĂăƠƯĐ\u1ea0-\u1ef9]")


def normalise_characters(mapped: MappedText) -> MappedText:
    """Unify line ends and spaces, drop invisible characters, compose letters, mend look-alikes of ``Đ``."""
    mapped = mapped.apply(_simple_edits(mapped.text))
    mapped = mapped.apply(_excess_marks(mapped.text))
    mapped = mapped.apply(_composition_edits(mapped.text))
    return mapped.apply(_lookalike_edits(mapped.text))


def _simple_edits(text: str) -> list[Edit]:
    edits = [Edit(match.start(), match.end(), "\n") for match in _LINE_END.finditer(text)]
    edits += [Edit(match.start(), match.end()) for match in _INVISIBLE.finditer(text)]
    edits += [Edit(match.start(), match.end(), " ") for match in _SPACE.finditer(text)]
    edits += [Edit(match.start(), match.end(), "\ufffd") for match in _SURROGATE.finditer(text)]
    return edits


def _excess_marks(text: str) -> list[Edit]:
    """Cut piles of combining marks, which cost quadratic time to normalise and mean nothing."""
    edits = []
    for match in _MAYBE_COMBINING.finditer(text):
        run = 0
        for offset in range(match.start(), match.end()):
            run = run + 1 if unicodedata.combining(text[offset]) else 0
            if run > _MAX_COMBINING:
                edits.append(Edit(offset, offset + 1, "", "combining_marks"))
    return edits


def _composition_edits(text: str) -> list[Edit]:
    """NFC, cluster by cluster, so that the map to the original stays as fine as possible."""
    edits: list[Edit] = []
    position = 0
    for line in text.split("\n"):
        if not line.isascii() and not unicodedata.is_normalized("NFC", line):
            edits += _compose_line(line, position)
        position += len(line) + 1
    return edits


def _compose_line(line: str, position: int) -> list[Edit]:
    edits = []
    boundaries = [match.start() for match in _NEVER_CONTINUES.finditer(line)]
    starts = sorted({0, *boundaries})
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        cluster = line[start:end]
        if len(cluster) == 1 and cluster.isascii():
            continue
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            edits.append(Edit(position + start, position + end, composed))
    return edits


def _lookalike_edits(text: str) -> list[Edit]:
    edits: list[Edit] = []
    if not any(letter in text for letter in "\u00d0\u0189\u00f0\u0256"):
        return edits
    position = 0
    for line in text.split("\n"):
        if _VIETNAMESE_ONLY.search(line):
            for match in _D_LOOKALIKE.finditer(line):
                letter = "Đ" if match.group() in "\u00d0\u0189" else "đ"
                edits.append(Edit(position + match.start(), position + match.end(), letter))
        position += len(line) + 1
    return edits
