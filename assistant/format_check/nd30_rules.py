"""What Nghị định 30/2020/NĐ-CP, Phụ lục I asks beyond the look of each element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.format_check.docx_reading import ReadDocument, ReadParagraph
from assistant.format_check.elements import MOTTO, TIEU_NGU, Elements
from assistant.format_check.findings import FormatFinding, finding

_NEEDED: Final = ("motto", "tieu_ngu", "issuer", "number", "place_date", "signature_post", "signature_name")
_BLANK: Final = r"[\s….·_]*"
_NUMBER: Final = re.compile(rf"Số: (?P<number>\d+|{_BLANK}|\s*)/(?P<symbol>\S.*)")
_DATE: Final = re.compile(
    rf"(?P<place>[^,]+), ngày (?P<day>\d+ |{_BLANK})tháng (?P<month>\d+ |{_BLANK})năm (?P<year>\d{{4}}|{_BLANK})"
)
_MIXED_CODES: Final = frozenset({"QyĐ", "CTr", "TTr"})
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
"""Điểm: no f, j, w, z, and no letter with a mark but đ."""
_ORDER: Final = (
    ("motto", "tieu_ngu"),
    ("superior", "issuer"),
    ("issuer", "number"),
    ("tieu_ngu", "place_date"),
    ("number", "type_name"),
    ("place_date", "type_name"),
    ("type_name", "subject"),
    ("subject", "addressee"),
    ("addressee", "body"),
    ("basis", "body"),
    ("body", "signature_post"),
    ("signature_post", "signature_name"),
)


def check_nd30(document: ReadDocument, elements: Elements) -> Iterator[FormatFinding]:
    """Every rule of the letterhead, its wording and its order."""
    yield from _check_present(elements)
    yield from _check_wording(elements)
    yield from _check_number(elements)
    yield from _check_date(elements)
    for role in ("tieu_ngu", "issuer", "subject"):
        yield from _check_line(document, elements, role)
    yield from _check_columns(elements)
    yield from check_order(elements, _ORDER)
    yield from _check_basis(elements)
    yield from _check_foot(elements)
    yield from _check_end(document, elements)
    yield from _check_sequence(elements)


def _check_present(elements: Elements) -> Iterator[FormatFinding]:
    letter = bool(elements.of("short_subject"))
    needed = _NEEDED if letter else (*_NEEDED, "type_name")
    for role in needed:
        if not elements.of(role):
            yield finding(f"{role}.missing", "–", "–", {"motto": MOTTO, "tieu_ngu": TIEU_NGU}.get(role, "✓"))
    if not elements.of("recipients_label"):
        yield finding("recipients_label.missing", "–", "–", "Nơi nhận:")
    elif not elements.of("recipients"):
        yield finding("recipients.missing", "–", "–", "- …;")


def _check_wording(elements: Elements) -> Iterator[FormatFinding]:
    for role, wanted in (("motto", MOTTO), ("tieu_ngu", TIEU_NGU)):
        for one in elements.of(role):
            text = one.text.replace("HOÀ", "HÒA").replace("Hoà", "Hòa")
            if role == "motto" and text != text.upper():
                continue  # reported as its case
            if text != wanted:
                yield finding(f"{role}.words", one, one.text, wanted)
    label = elements.first("recipients_label")
    if label is not None and not label.text.startswith("Nơi nhận:"):
        yield finding("recipients_label.words", label, label.text, "Nơi nhận:")
    for one in elements.of("addressee"):
        if not one.text.startswith(("Kính gửi:", "- ")):
            yield finding("addressee.words", one, one.text[:40], "Kính gửi:")
    for one in elements.of("type_name"):
        if len(one.text.split()) > 0 and one.text.endswith((".", ":")):
            yield finding("type_name.words", one, one.text, one.text.rstrip(".:"))


def _check_number(elements: Elements) -> Iterator[FormatFinding]:
    one = elements.first("number")
    if one is None:
        return
    match = _NUMBER.fullmatch(_unfilled(one.text))
    if match is None:
        yield finding("number.form", one, one.text, "Số: 15/BC-…")
        return
    number, symbol = match["number"], match["symbol"]
    if number.isdigit() and len(number) < 2:
        yield finding("number.form", one, one.text, f"Số: 0{number}/{symbol}")
    elif re.search(r"\s", symbol):
        yield finding("number.form", one, one.text, "Số: 15/BC-…")
    else:
        groups = [group for group in re.split(r"[-/.]", symbol) if group not in _MIXED_CODES]
        if any(group != group.upper() for group in groups):
            yield finding("number.case", one, symbol, symbol.upper())


def _unfilled(text: str) -> str:
    """The text with single spaces, and dots for a blank that says what belongs in it."""
    return re.sub(r"\s+", " ", re.sub(r"\[[^\]]*\]", "…", text))


def _check_date(elements: Elements) -> Iterator[FormatFinding]:
    one = elements.first("place_date")
    if one is None:
        return
    match = _DATE.fullmatch(_unfilled(one.text))
    if match is None:
        yield finding("place_date.form", one, one.text, "Lam Sơn, ngày 05 tháng 01 năm 2024")
        return
    day, month = match["day"].strip(), match["month"].strip()
    wanted_day = f"{int(day):02d}" if day.isdigit() else day
    wanted_month = month
    if month.isdigit():
        wanted_month = f"{int(month):02d}" if int(month) <= 2 else str(int(month))
    if (day, month) != (wanted_day, wanted_month):
        yield finding("place_date.form", one, f"ngày {day} tháng {month}", f"ngày {wanted_day} tháng {wanted_month}")
    elif match["place"][:1].islower():
        yield finding("place_date.case", one, match["place"], match["place"][:1].upper() + match["place"][1:])


def _check_line(document: ReadDocument, elements: Elements, role: str) -> Iterator[FormatFinding]:
    """A line under the element, drawn as a border or a picture; typed characters are none."""
    paragraphs = elements.of(role)
    if not paragraphs:
        return
    last = paragraphs[-1]
    at = next((at for at, one in enumerate(document.paragraphs) if one is last), len(document.paragraphs))
    after = next(iter(document.paragraphs[at + 1 : at + 2]), None)
    if last.bottom_border or last.drawn:
        return
    if after is not None and (after.table, after.column) == (last.table, last.column):
        if not after.text and (after.top_border or after.bottom_border or after.drawn):
            return
        if re.fullmatch(r"[_\-–—*=\s]{3,}", after.text):
            yield finding(f"{role}.line", after, after.text, "───")
            return
    yield finding(f"{role}.line", last, "–", "───")


def _check_columns(elements: Elements) -> Iterator[FormatFinding]:
    """The agencies stand left of Quốc hiệu, the number left of the date."""
    for left, right in (("issuer", "motto"), ("number", "place_date")):
        one, other = elements.first(left), elements.first(right)
        if one is None or other is None or one.table < 0 or one.table != other.table:
            continue
        if one.column >= other.column:
            yield finding(f"{left}.place", one, "→", "←")


def check_order(elements: Elements, order: Sequence[tuple[str, str]]) -> Iterator[FormatFinding]:
    """The first paragraph of one element comes before that of the other."""
    for before, after in order:
        one, other = elements.first(before), elements.first(after)
        if one is not None and other is not None and one.index > other.index:
            yield finding(f"{before}.order", one, place(one), f"< {place(other)}")


def place(one: ReadParagraph) -> str:
    """A paragraph's number."""
    return f"¶{one.index}"


def _check_basis(elements: Elements) -> Iterator[FormatFinding]:
    bases = elements.of("basis")
    for at, one in enumerate(bases):
        wanted = "." if at == len(bases) - 1 else ";"
        if not one.text.endswith(wanted) and not (wanted == "." and one.text.endswith((";", ":"))):
            yield finding("basis.ending", one, one.text[-1:], wanted)


def _check_foot(elements: Elements) -> Iterator[FormatFinding]:
    lines = elements.of("recipients")
    for at, one in enumerate(lines):
        if not one.text.startswith("- "):
            yield finding("recipients.dash", one, one.text[:1], "-")
        wanted = "." if at == len(lines) - 1 else ";"
        if not one.text.endswith(wanted):
            yield finding("recipients.ending", one, one.text[-1:], wanted)
    if lines and not re.match(r"-?\s*Lưu\b", lines[-1].text):
        yield finding("recipients.archive", lines[-1], lines[-1].text[:30], "- Lưu: VT, ….")
    for one in elements.of("signature_name"):
        letters = [letter for letter in one.text if letter.isalpha()]
        if len(letters) > 3 and one.text == one.text.upper():
            yield finding("signature_name.case", one, one.text, one.text.title())


def _check_end(document: ReadDocument, elements: Elements) -> Iterator[FormatFinding]:
    """The last line of the text ends with ``./.``."""
    text = [one for role in ("body", "addressee") for one in elements.of(role)]
    others = [
        one for role in ("table_cell", "heading_1", "heading_2", "heading_3", "heading_4") for one in elements.of(role)
    ]
    last = max(text, key=lambda one: one.index, default=None)
    if last is None or any(one.index > last.index for one in others):
        return
    if not last.text.endswith("./."):
        yield finding("body.end_mark", last, last.text[-4:], "./.")


def _check_sequence(elements: Elements) -> Iterator[FormatFinding]:
    """I., II., III. without a gap; 1., 2. and a), b) begin again under each heading above them."""
    headings = sorted(
        ((one, level) for level in (1, 2, 3) for one in elements.of(f"heading_{level}")), key=lambda pair: pair[0].index
    )
    last: dict[int, int] = {}
    for one, level in headings:
        number = _ordinal(one.text, level)
        if number is None:
            continue
        wanted = last.get(level, 0) + 1
        if number not in {wanted, 1} or (number == 1 and level == 1 and last.get(1)):
            yield finding(f"heading_{level}.sequence", one, number, wanted)
        last[level] = number
        for deeper in range(level + 1, 4):
            last.pop(deeper, None)


def _ordinal(text: str, level: int) -> int | None:
    if level == 1:
        match = re.match(r"([IVXLC]+)\s?[.\-–]", text)
        return _roman(match[1]) if match else None
    if level == 2:
        match = re.match(r"(\d+)\.(?!\d)", text)
        return int(match[1]) if match else None
    match = re.match(r"([a-zđ])\)", text)
    return LETTERS.find(match[1]) + 1 if match else None


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
