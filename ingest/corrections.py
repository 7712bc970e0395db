"""What people corrected by hand in the metadata of a document, and how it is laid over what was read. Pure functions.

A correction belongs to the document, not to an index: a rebuild, a new version of the program and, where it says so, a
new version of the file keep it. What was read stays beside it, so that taking it back needs no second reading.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

from ingest.errors import CorrectionInvalid
from vectorstore.records import DocumentType, Language, MetadataValue, Period, ReportMetadata

CorrectedField = Literal[
    "title",
    "issuer",
    "doc_type",
    "doc_number",
    "period",
    "event_date",
    "issue_date",
    "published_at",
    "place",
    "author",
    "source_name",
    "language",
]
CORRECTED_FIELDS: Final[tuple[CorrectedField, ...]] = get_args(CorrectedField)
"""What can be corrected, in the order in which it is shown."""
HAND: Final = "hand"
"""The rule of a value that a person gave."""
LONGEST_VALUE: Final = 500
_NEVER_EMPTY: Final = frozenset({"doc_type", "language"})
_EMBEDDED: Final = frozenset({"title", "issuer", "period", "language"})
"""Fields that shape what the indexes see of a document."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one document set by a person; ``value`` ``None`` says that the document does not state it.

    ``former`` is what stood there before. A withdrawn correction counts no more but stays in the history.
    """

    correction_id: int
    document_id: str
    field: CorrectedField
    value: str | None
    former: str | None
    author: str
    made_at: datetime
    for_new_versions: bool = True
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


def effective(corrections: Iterable[Correction]) -> dict[CorrectedField, Correction]:
    """The correction that counts for each field: the latest that was not withdrawn."""
    found: dict[CorrectedField, Correction] = {}
    for one in sorted(corrections, key=lambda correction: correction.correction_id):
        if one.withdrawn_at is None:
            found[one.field] = one
    return found


def apply_corrections(metadata: ReportMetadata, corrections: Iterable[Correction]) -> ReportMetadata:
    """Lay corrections over what was read; each stands first among the values, with the rule ``hand``."""
    counting = effective(corrections)
    if not counting:
        return metadata
    changed: dict[str, Any] = {}
    values: list[MetadataValue] = []
    for field in CORRECTED_FIELDS:
        one = counting.get(field)
        if one is None:
            continue
        changed[field] = None if one.value is None else _READERS[field](one.value)
        written = one.value or ""
        values.append(MetadataValue(field, written, written, None, None, HAND, 1.0))
    return replace(metadata, **changed, values=(*values, *metadata.values))


def corrections_digest(corrections: Iterable[Correction]) -> str:
    """What of the corrections the indexes must have seen; empty where nothing that they see was corrected."""
    seen = {field: one.value for field, one in effective(corrections).items() if field in _EMBEDDED}
    if not seen:
        return ""
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def read_value(field: str, written: str | None) -> tuple[CorrectedField, str | None]:
    """Check what a person wrote for a field and bring it into its stored form; raises ``CorrectionInvalid``."""
    known = next((one for one in CORRECTED_FIELDS if one == field), None)
    text = _one_line(written or "")
    if known is None or len(text) > LONGEST_VALUE or (not text and field in _NEVER_EMPTY):
        raise CorrectionInvalid(field=field, value=text[:80])
    if not text:
        return known, None
    try:
        return known, field_text(_READERS[known](text))
    except ValueError as error:
        raise CorrectionInvalid(field=field, value=text[:80]) from error


def field_text(value: object) -> str | None:
    """The stored form of a field's value."""
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text).split())


def _code(allowed: Iterable[str]) -> Callable[[str], str]:
    codes = frozenset(allowed)

    def read(text: str) -> str:
        if text not in codes:
            raise ValueError(f"{text!r} is none of {sorted(codes)}")
        return text

    return read


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)  # what reports say has no time zone


_READERS: Final[Mapping[CorrectedField, Callable[[str], object]]] = {
    "title": str,
    "issuer": str,
    "doc_type": _code(get_args(DocumentType)),
    "doc_number": str,
    "period": Period.parse,
    "event_date": date.fromisoformat,
    "issue_date": date.fromisoformat,
    "published_at": _moment,
    "place": str,
    "author": str,
    "source_name": str,
    "language": _code(get_args(Language)),
}
