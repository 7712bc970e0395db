"""The layout of any DOCX held against the decree, the standard or a house profile."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.export.house_profile import HouseProfile, apply_house_profile
from assistant.export.profiles import Profile
from assistant.format_check.docx_reading import ReadDocument, read_docx
from assistant.format_check.elements import Elements, find_elements
from assistant.format_check.findings import FormatFinding, finding, gathered
from assistant.format_check.gbt9704_rules import check_chinese_text, check_gbt9704
from assistant.format_check.layout_rules import check_looks, check_numbers, check_page, check_tables
from assistant.format_check.nd30_rules import check_nd30
from assistant.format_check.typed_columns import with_typed_columns


def check_docx(
    data: bytes, profile: Profile, house: HouseProfile | None = None, *, file: str = "DOCX"
) -> tuple[FormatFinding, ...]:
    """Find every deviation, in the order of the document's parts; raises ``DocxUnreadable`` and its kinds."""
    applied = apply_house_profile(profile, house)
    document = read_docx(data, file=file)
    if applied.name == "nd30":
        document = with_typed_columns(document)
    elements = find_elements(document, applied)
    return gathered(_findings(document, elements, applied))


def _findings(document: ReadDocument, elements: Elements, profile: Profile) -> Iterator[FormatFinding]:
    yield from check_page(document, profile)
    yield from check_numbers(document, profile)
    if profile.name == "nd30":
        yield from check_nd30(document, elements)
    elif profile.name == "gbt9704":
        yield from check_gbt9704(document, elements)
    else:
        for one in elements.of("letterhead"):
            yield finding("letterhead.unexpected", one, one.text[:40], "–")
    if profile.language == "zh":
        yield from check_chinese_text(document, elements, profile)
    elif not profile.has_letterhead and not elements.of("title"):
        yield finding("title.missing", "–", "–", "✓")
    if not any(elements.of(role) for role in ("body", "lead", "table_cell")):
        yield finding("body.missing", "–", "–", "✓")
    yield from check_looks(elements, profile)
    yield from check_tables(document, elements, profile)
