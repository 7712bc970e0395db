"""What GB/T 9704-2012 asks beyond the look of each element; clauses in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.export.profiles import Profile
from assistant.format_check.docx_reading import ReadDocument, ReadParagraph
from assistant.format_check.elements import Elements, is_red
from assistant.format_check.findings import FormatFinding, finding
from assistant.format_check.nd30_rules import check_order

_NEEDED: Final = ("issuer", "number", "title", "body", "signature_name", "issue_date")
_NUMBER: Final = re.compile(r"[^〔〕\s]*〔(?P<year>\d{4}|[\s　]*)〕(?P<number>[1-9]\d*|[\s　]*)号")
_DATE: Final = re.compile(r"(?:\d{4}|[\s　【】]*)年(?:[1-9]\d?|[\s　【】]*)月(?:[1-9]\d?|[\s　【】]*)日")
_NUMERALS: Final = "一二三四五六七八九十"
_ORDER: Final = (
    ("issuer", "number"),
    ("number", "title"),
    ("title", "addressee"),
    ("addressee", "body"),
    ("title", "body"),
    ("body", "signature_name"),
    ("signature_name", "issue_date"),
    ("issue_date", "imprint"),
)
_UPWARD: Final = re.compile(r"(?:报告|请示)$")


def check_gbt9704(document: ReadDocument, elements: Elements) -> Iterator[FormatFinding]:
    """The letterhead, the wording and the order of a Chinese official document."""
    for role in _NEEDED:
        if not elements.of(role):
            yield finding(f"{role}.missing", "–", "–", "✓")
    yield from _check_number(document, elements)
    yield from check_order(elements, _ORDER)
    for one in elements.of("addressee"):
        if not one.text.endswith("："):
            yield finding("addressee.ending", one, one.text[-1:], "：")
        if one.align not in {"left", "both"} or one.first_line or one.first_line_characters:
            yield finding("addressee.first_line", one, one.align, "0 字")
    imprint = elements.of("imprint")
    if imprint and re.match("抄", imprint[0].text):
        if not imprint[0].text.startswith("抄送："):
            yield finding("imprint.words", imprint[0], imprint[0].text[:4], "抄送：")
        if not imprint[0].text.endswith("。"):
            yield finding("imprint.ending", imprint[0], imprint[0].text[-1:], "。")


_WIDE: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_NARROW: Final = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!()]|[,;:?!()](?=[\u3400-\u9fff])")
"""Western punctuation beside a Chinese character (GB/T 15834 has it wide)."""


def check_chinese_text(document: ReadDocument, elements: Elements, profile: Profile) -> Iterator[FormatFinding]:
    """What holds with and without a letterhead: grid, title, headings, date."""
    yield from _check_grid(document, elements, profile)
    title = elements.of("title")
    if not title:
        yield finding("title.missing", "–", "–", "✓")
    elif title[-1].text.endswith(("。", "，", "；", "、", ".", "：")):
        yield finding("title.punctuation", title[-1], title[-1].text[-1], "–")
    for one in elements.of("heading_1"):
        if one.text.endswith(("。", "，", "；", "：")):
            yield finding("heading_1.punctuation", one, one.text[-1], "–")
    yield from _check_sequence(elements)
    for role in ("title", "heading_1", "heading_2", "body"):
        for one in elements.of(role):
            narrow = _NARROW.search(one.text)
            if narrow is not None:
                yield finding(f"{role}.punctuation", one, narrow[0], _WIDE[narrow[0]])
    for one in elements.of("issue_date"):
        if _DATE.fullmatch(one.text) is None:
            yield finding("issue_date.form", one, one.text, "2024年7月5日")
        if one.align == "right" and one.right < 2 * 300:
            yield finding("issue_date.inset", one, f"{one.right / 315:.1f} 字", "≥ 2 字")


def _check_number(document: ReadDocument, elements: Elements) -> Iterator[FormatFinding]:
    one = elements.first("number")
    if one is None:
        return
    text = "".join(run.text for run in one.runs)
    words, _, signer = text.strip("　 ").partition("\t")
    if _NUMBER.fullmatch(words.strip("　 ")) is None and "【" not in words:
        yield finding("number.form", one, words, "×发〔2024〕10号")
    upward = bool(elements.of("title")) and _UPWARD.search(elements.of("title")[-1].text)
    if upward and "签发人" not in signer:
        yield finding("number.signer", one, "–", "签发人：")
    if not upward and one.align != "center":
        yield finding("number.align", one, one.align, "center")
    after = next((other for other in document.paragraphs if other.index == one.index + 1), None)
    lines = [one for one in (one, after) if one is not None and (one.bottom_border or one.top_border or one.drawn)]
    if not lines:
        yield finding("number.line", one, "–", "FF0000")
    elif not any(line.drawn or is_red(line.border_colour) for line in lines):
        yield finding("number.line", one, lines[0].border_colour, "FF0000")


def _check_grid(document: ReadDocument, elements: Elements, profile: Profile) -> Iterator[FormatFinding]:
    """22 lines of 28 characters (5.2.3), counted from the type area, the pitch of lines and of characters."""
    if profile.grid is None or not elements.of("body"):
        return
    section = document.sections[0]
    kind, pitch, space = section.grid
    ordinary = elements.of("body")[0]
    if ordinary.line[1] == "exact":
        pitch = ordinary.line[0]
    if pitch and (lines := (section.height - section.top - section.bottom) // pitch) != profile.grid.lines:
        yield finding("page.grid_lines", "§1", lines, profile.grid.lines)
    size = max((run.size_pt for run in ordinary.runs), default=16.0)
    wide = size * 20 + max((run.spacing_twips for run in ordinary.runs), default=0)
    if kind in {"linesAndChars", "snapToChars"}:
        wide += space / 4096 * 20
    room = section.width - section.left - section.right
    if wide and (count := int((room + 5) // wide)) != profile.grid.characters:
        yield finding("page.grid_characters", "§1", count, profile.grid.characters)


def _check_sequence(elements: Elements) -> Iterator[FormatFinding]:
    headings = sorted(
        ((one, level) for level in (1, 2, 3) for one in elements.of(f"heading_{level}")), key=lambda pair: pair[0].index
    )
    last: dict[int, int] = {}
    for one, level in headings:
        number = _ordinal(one, level)
        wanted = last.get(level, 0) + 1
        if number not in {wanted, 1} or (number == 1 and level == 1 and last.get(1)):
            yield finding(f"heading_{level}.sequence", one, number, wanted)
        last[level] = number
        for deeper in range(level + 1, 4):
            last.pop(deeper, None)


def _ordinal(one: ReadParagraph, level: int) -> int:
    if level == 3:
        match = re.match(r"\d+", one.text)
        return int(match[0]) if match else 0
    match = re.match(rf"（?([{_NUMERALS}]+)", one.text)
    return _chinese(match[1]) if match else 0


def _chinese(text: str) -> int:
    """一 to 九十九."""
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _NUMERALS.index(text[0]) + 1
    return (_NUMERALS.index(tens[0]) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones[0]) + 1 if ones else 0)
