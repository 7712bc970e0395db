"""Rules that every layout has: paper, margins, page numbers, and how each element is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.export.profiles import RED, SAME_FACE, TWIPS_PER_MM, NumberFormat, Profile, Range, RoleFormat, twips
from assistant.format_check.docx_reading import ReadDocument, ReadNumber, ReadParagraph, ReadRun, ReadSection
from assistant.format_check.elements import Elements, is_red
from assistant.format_check.findings import FormatFinding, finding

_MM_SLACK: Final = 0.5
_PT_SLACK: Final = 0.25
_CJK: Final = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FREE_FACES: Final = frozenset({"plain_en"})
_ENGLISH_FACES: Final = frozenset({"Times New Roman", "Liberation Serif", "Calibri", "Carlito"})


def check_page(document: ReadDocument, profile: Profile) -> Iterator[FormatFinding]:
    """Paper and margins of every section; a section on its side is for wide tables and keeps its margins to itself."""
    page = profile.page
    for at, section in enumerate(document.sections, 1):
        where = f"§{at}"
        short, long = sorted((section.width, section.height))
        if abs(short - page.width_twips) > 60 or abs(long - page.height_twips) > 60:
            found = f"{short / TWIPS_PER_MM:.0f} × {long / TWIPS_PER_MM:.0f} mm"
            yield finding("page.paper", where, found, "210 × 297 mm")
        if section.width > section.height:
            if len(document.sections) == 1:
                yield finding("page.orientation", where, "landscape", "portrait")
            continue
        for name in ("top", "bottom", "left", "right"):
            allowed: Range = getattr(page, f"{name}_mm")
            margin = getattr(section, name) / TWIPS_PER_MM
            if not allowed.holds(margin, _MM_SLACK):
                yield finding(f"page.{name}", where, f"{margin:.1f} mm", f"{allowed.written} mm")


def check_numbers(document: ReadDocument, profile: Profile) -> Iterator[FormatFinding]:
    """Page numbers: where they stand, how they look, and whether the first page has one."""
    section, wanted = document.sections[0], profile.number
    numbers = [one for one in section.numbers if one.kind != "first"]
    if not numbers:
        yield finding("page_number.missing", "§1", "–", wanted.pattern.replace("{page}", "1").replace("{pages}", "2"))
        return
    part = wanted.place.split("_")[0]
    for one in numbers:
        where = f"{one.part} ({one.kind})"
        if one.part != part:
            yield finding("page_number.place", where, one.part, part)
        yield from _number_look(one, wanted, where)
    yield from _first_page(section, wanted)
    if wanted.place == "footer_outer":
        yield from _outer(document, section, numbers)
    else:
        for one in numbers:
            if one.paragraph.align != "center":
                yield finding("page_number.align", f"{one.part} ({one.kind})", one.paragraph.align, "center")


def _number_look(one: ReadNumber, wanted: NumberFormat, where: str) -> Iterator[FormatFinding]:
    pattern = re.sub(r"\{pages?\}", "#", wanted.pattern)
    if re.sub(r"\s", "", one.words) != re.sub(r"\s", "", pattern):
        yield finding("page_number.form", where, one.words, pattern)
    for run in one.paragraph.runs:
        if run.text.strip() and not wanted.size_pt.holds(run.size_pt, _PT_SLACK):
            yield finding("page_number.size", where, f"{run.size_pt:g} pt", f"{wanted.size_pt.written} pt")
            break
    for run in one.paragraph.runs:
        if run.text.strip() and (run.bold or run.italic):
            yield finding("page_number.upright", where, "bold" if run.bold else "italic", "upright")
            break


def _first_page(section: ReadSection, wanted: NumberFormat) -> Iterator[FormatFinding]:
    shown = not section.title_page or any(one.kind == "first" for one in section.numbers)
    if shown != wanted.on_first_page:
        yield finding("page_number.first_page", "§1", "1" if shown else "–", "1" if wanted.on_first_page else "–")


def _outer(document: ReadDocument, section: ReadSection, numbers: list[ReadNumber]) -> Iterator[FormatFinding]:
    """Odd pages right, even pages left, one character from the edge."""
    if not document.even_and_odd:
        yield finding("page_number.odd_even", "§1", "–", "odd ≠ even")
        return
    kinds = {one.kind: one.paragraph for one in numbers}
    for kind, side in (("default", "right"), ("even", "left")):
        paragraph = kinds.get(kind)
        if paragraph is None:
            yield finding("page_number.odd_even", f"footer ({kind})", "–", side)
        elif paragraph.align != side:
            yield finding("page_number.align", f"footer ({kind})", paragraph.align, side)
        elif not 200 <= (inset := paragraph.right if side == "right" else paragraph.left) <= 400:
            yield finding("page_number.inset", f"footer ({kind})", f"{inset / 20:g} pt", "14 pt")


def check_looks(elements: Elements, profile: Profile) -> Iterator[FormatFinding]:
    """Every recognised element against the format of its role."""
    for role, paragraphs in elements.by_role.items():
        if role in profile.roles:
            form = profile.roles[role]
            previous_after = 0
            for one in paragraphs:
                yield from _check_type(role, one, form, profile)
                if one.table < 0 or role in {"motto", "tieu_ngu", "superior", "issuer", "number", "place_date"}:
                    yield from _check_layout(role, one, form, profile, previous_after)
                previous_after = one.after


def _words(one: ReadParagraph) -> list[ReadRun]:
    return [run for run in one.runs if run.text.strip()]


def _check_type(role: str, one: ReadParagraph, form: RoleFormat, profile: Profile) -> Iterator[FormatFinding]:
    runs = _words(one)
    for run in runs:
        face = _wrong_face(run, form, profile)
        if face:
            yield finding(f"{role}.font", one, face[0], face[1])
            break
    for run in runs:
        if not form.size_pt.holds(run.size_pt, _PT_SLACK):
            yield finding(f"{role}.size", one, f"{run.size_pt:g} pt", f"{form.size_pt.written} pt")
            break
    for name, wanted in (("bold", form.bold), ("italic", form.italic)):
        share = _share(runs, name)
        if (wanted is True and share < 0.98) or (wanted is False and share > 0.6):
            yield finding(f"{role}.{name}", one, _yes(not wanted), _yes(wanted))
    for run in runs:
        if form.colour == RED and not is_red(run.colour):
            yield finding(f"{role}.colour", one, run.colour or "auto", RED)
            break
        if form.colour != RED and run.colour.upper() not in {"", "AUTO", "000000", form.colour}:
            yield finding(f"{role}.colour", one, run.colour, "000000")
            break
    if form.upper and one.text != one.text.upper():
        yield finding(f"{role}.case", one, one.text[:40], one.text.upper()[:40])


def _yes(value: bool) -> str:
    return "✓" if value else "✗"


def _share(runs: list[ReadRun], name: str) -> float:
    """How much of the letters has a look."""
    whole = sum(len(run.text.strip()) for run in runs)
    return sum(len(run.text.strip()) for run in runs if getattr(run, name)) / whole if whole else 0.0


def _wrong_face(run: ReadRun, form: RoleFormat, profile: Profile) -> tuple[str, str] | None:
    """The face found and the one wanted, for the script that the run is in."""
    if _CJK.search(run.text):
        wanted, found = form.east_asian, run.east_asian
        if form.latin == form.east_asian:  # a layout in Latin letters says nothing of Chinese ones
            return None
    else:
        wanted, found = form.latin, run.latin
        if form.latin != form.east_asian or not _LETTER.search(run.text):
            return None
        if profile.name in _FREE_FACES and found in _ENGLISH_FACES:
            return None
    same = SAME_FACE.get(wanted, frozenset())
    return None if found == wanted or found in same else (found, wanted)


def _check_layout(
    role: str, one: ReadParagraph, form: RoleFormat, profile: Profile, previous_after: int
) -> Iterator[FormatFinding]:
    if form.align and one.align != form.align and not (form.align == "left" and one.align == "both"):
        yield finding(f"{role}.align", one, one.align, form.align)
    yield from _check_first_line(role, one, form)
    least = form.before_pt.least
    gap = (max(one.before, previous_after) + one.after) / 20
    if least and gap < least - _PT_SLACK:
        yield finding(f"{role}.gap", one, f"{gap:g} pt", f"≥ {least:g} pt")
    yield from _check_spacing(role, one, form, profile)
    if one.listed:
        yield finding(f"{role}.auto_list", one, "•", "- / a) / 1.")


def _check_first_line(role: str, one: ReadParagraph, form: RoleFormat) -> Iterator[FormatFinding]:
    if form.first_line_characters:
        wanted = form.first_line_characters
        size = max((run.size_pt for run in one.runs), default=16.0)
        found = one.first_line_characters / 100 or one.first_line / 20 / size
        typed = len(one.runs[0].text) - len(one.runs[0].text.lstrip("　")) if one.runs else 0
        if abs(found + typed - wanted) > 0.2:
            yield finding(f"{role}.first_line", one, f"{found + typed:.1f} 字", f"{wanted} 字")
    elif (form.first_line_mm and form.first_line_mm.most > 0) or (role == "body" and form.first_line_mm):
        found_mm = one.first_line / TWIPS_PER_MM
        if not form.first_line_mm.holds(found_mm, _MM_SLACK):
            yield finding(f"{role}.first_line", one, f"{found_mm:.1f} mm", f"{form.first_line_mm.written} mm")


def _check_spacing(role: str, one: ReadParagraph, form: RoleFormat, profile: Profile) -> Iterator[FormatFinding]:
    line = form.line or profile.line
    value, rule = one.line
    size = max((run.size_pt for run in one.runs), default=14.0)
    if line.kind == "exact":
        if role in {"title", "issuer", "subtitle"}:
            return
        if rule != "exact" or not line.amount.holds(value / 20, 0.06):
            found = f"{value / 20:g} pt ({rule})" if rule != "auto" else f"× {value / 240:.2f}"
            yield finding(f"{role}.line_spacing", one, found, f"{line.amount.written} pt")
        return
    multiple = value / 240 if rule == "auto" else value / 20 / (size * 1.15)
    if not line.amount.holds(multiple, 0.02 if rule == "auto" else 0.06):
        yield finding(f"{role}.line_spacing", one, f"× {multiple:.2f}", f"× {line.amount.written}")


def check_tables(document: ReadDocument, elements: Elements, profile: Profile) -> Iterator[FormatFinding]:
    """Tables of the text: a first row that is repeated, and no wider than the type area."""
    tables = {one.table for role in ("table_head", "table_cell") for one in elements.of(role)}
    for index in sorted(tables):
        table = document.tables[index]
        where = f"▦{index + 1}"
        if table.rows > 1 and not table.head_repeats:
            yield finding("table.head_repeat", where, "✗", "✓")
        section = document.sections[-1]
        room = section.width - section.left - section.right
        if table.width > room + twips(3):
            yield finding(
                "table.width", where, f"{table.width / TWIPS_PER_MM:.0f} mm", f"≤ {room / TWIPS_PER_MM:.0f} mm"
            )
