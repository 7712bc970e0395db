"""What a block says, cut where its look changes: blanks, figures that were not borne out, and source numbers.

A review copy shows what belongs in a blank, highlights it, highlights figures whose check did not succeed, and numbers
the sources. A clean copy holds none of that, but a blank stays visible as a row of dots or as empty brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.conversation_export import clean_for_file
from assistant.drafting.draft import BlockKind, DraftBlock
from vectorstore.records import Language

Copy = Literal["review", "clean"]
Mark = Literal["plain", "blank", "unchecked"]

CHECKED: Final = frozenset({"supported", "derived"})
"""Outcomes of checking a figure that need no highlight."""
BLANK_TEXT: Final[dict[Language, str]] = {"vi": "…………", "zh": "【　　】", "en": "…………"}
"""How a blank looks in a clean copy."""
_FORM_KINDS: Final[frozenset[BlockKind]] = frozenset({"number", "place_date", "issue_date"})
"""Blocks whose blank keeps its prescribed shape: ``Số:       /BC-…``, ``〔    〕  号``."""
_SHAPED: Final = re.compile(r"…|\.\.\.|_|＿|\s{2}")
"""A blank that has its prescribed shape already: ``… tháng …``."""
_UNFILLED: Final = re.compile(r"…+|\s{2,}")
"""A blank of a prescribed form that the draft need not name."""
_FILLER: Final = re.compile(r"[\s.…_·＿〔〕【】\[\]（）()xX×*-]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one look; ``keys`` are the sources named after it."""

    text: str
    mark: Mark = "plain"
    keys: tuple[int, ...] = ()


Line = tuple[Stretch, ...]


def line_text(line: Iterable[Stretch]) -> str:
    """The words of a line."""
    return "".join(stretch.text for stretch in line)


def block_lines(block: DraftBlock, copy: Copy, language: Language) -> tuple[Line, ...]:
    """Cut a block into lines of stretches; empty lines are left out, the source numbers follow the last one."""
    keep_form = block.kind in _FORM_KINDS
    pieces: list[Stretch] = []
    at = 0
    for start, end, mark, wanted in _spans(block):
        if start < at:
            continue
        pieces.append(Stretch(block.text[at:start]))
        text = block.text[start:end]
        if mark == "blank":
            pieces.append(_blank(text, wanted, copy, language, keep_form=keep_form))
        else:
            pieces.append(Stretch(text, "unchecked" if copy == "review" else "plain"))
        at = end
    pieces.append(Stretch(block.text[at:]))
    lines = list(_split(pieces))
    if copy == "review" and block.citations and lines:
        last = lines[-1]
        lines[-1] = (*last[:-1], replace(last[-1], keys=block.citations))
    return tuple(lines)


def _spans(block: DraftBlock) -> list[tuple[int, int, Mark, str]]:
    """Blanks, and figures and sentences that nothing bears out, in order of place; a blank wins where both stand."""
    size = len(block.text)
    found: list[tuple[int, int, Mark, str]] = [
        (one.start, one.end, "blank", one.wanted) for one in block.blanks if 0 <= one.start <= one.end <= size
    ]
    found += [
        (one.start, one.end, "unchecked", "")
        for one in block.figures
        if one.status not in CHECKED and 0 <= one.start < one.end <= size
    ]
    found += [
        (one.start, one.end, "unchecked", "")
        for one in block.marks
        if one.kind == "unsupported" and 0 <= one.start < one.end <= size
    ]
    if block.kind in _FORM_KINDS:
        found += [
            (*match.span(), "blank", "")
            for match in _UNFILLED.finditer(block.text)
            if not any(one.start < match.end() and match.start() < one.end for one in block.blanks)
        ]
    return sorted(found, key=lambda span: (span[0], span[2] != "blank", span[1]))


def _blank(text: str, wanted: str, copy: Copy, language: Language, *, keep_form: bool) -> Stretch:
    filler = _FILLER.fullmatch(text) is not None
    if keep_form and (filler or _SHAPED.search(text)) and text:
        return Stretch(text, "blank" if copy == "review" else "plain")
    if copy == "clean":
        return Stretch(BLANK_TEXT[language])
    if filler and wanted:
        return Stretch(f"【{wanted}】" if language == "zh" else f"[{wanted}]", "blank")
    bracketed = re.fullmatch(r"\[(.*)\]", text)
    if language == "zh" and bracketed:
        return Stretch(f"【{bracketed[1]}】", "blank")
    return Stretch(BLANK_TEXT[language] if filler else text, "blank")


def _split(pieces: Iterable[Stretch]) -> Iterator[Line]:
    line: list[Stretch] = []
    for piece in pieces:
        for index, text in enumerate(re.split(r"[\r\n\v\f\u2028\u2029]+", piece.text)):
            if index:
                if line_text(line).strip():
                    yield _tidied(line)
                line = []
            cleaned = clean_for_file(text, strip=False)
            if cleaned:
                line.append(Stretch(cleaned, piece.mark))
    if line_text(line).strip():
        yield _tidied(line)


def _tidied(line: list[Stretch]) -> Line:
    """Take white space off both ends, for the layout sets its own indents."""
    first, last = 0, len(line) - 1
    while first < last and not line[first].text.strip():
        first += 1
    while last > first and not line[last].text.strip():
        last -= 1
    kept = line[first : last + 1]
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def with_ending(line: Line, ending: str, *, instead_of: str = ".;, ") -> Line:
    """Give a line its prescribed ending; sources and looks stay."""
    *head, last = line
    text = last.text
    while text and text[-1] in instead_of + "/":
        text = text[:-1]
    if text == "" and head:
        return (*head, Stretch(ending, keys=last.keys))
    if last.mark != "plain":
        return (*head, replace(last, text=text, keys=()), Stretch(ending, keys=last.keys))
    return (*head, replace(last, text=text + ending))


def in_capitals(line: Line) -> Line:
    """The line in capital letters."""
    return tuple(replace(stretch, text=stretch.text.upper()) for stretch in line)
