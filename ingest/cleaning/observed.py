"""What stamps and bylines that stay in the text say of the document."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.cleaning.lines import Line
from ingest.cleaning.mapped_text import MappedText
from ingest.cleaning.metaline import MetaField, line_key, read_fields
from ingest.cleaning.phrases import phrase_list
from ingest.cleaning.structure import Sorted
from ingest.documents import Observation


def observe_kept_lines(
    mapped: MappedText, lines: list[Line], kinds: list[Sorted], earlier: Iterable[Observation]
) -> list[Observation]:
    """Dates, authors and sources of the stamp and byline blocks, with their clean and raw offsets."""
    uploaded = any(item.field == "user_uploaded" for item in earlier)
    found: list[Observation] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind.kind not in ("stamp", "byline"):
            continue
        fields = read_fields(line_key(line.text))
        if not fields:
            found.append(_observation(mapped, "author", line, line.text.strip("()（）"), 0, len(line.text)))
        for item in fields:
            name = _field_name(item, uploaded)
            if name:
                value = line.text[item.value_start : item.value_end].strip(" ()（）")
                found.append(_observation(mapped, name, line, value, item.start, item.end))
    return found


def _field_name(item: MetaField, uploaded: bool) -> str | None:
    if item.kind == "stamp":
        return "uploaded_at" if uploaded or item.label in phrase_list("upload_labels") else "published_at"
    return item.kind if item.kind in ("author", "source") else None


def _observation(mapped: MappedText, name: str, line: Line, value: str, start: int, end: int) -> Observation:
    clean = (line.start + start, line.start + end)
    return Observation(name, value, *mapped.raw_span(*clean), *clean)
