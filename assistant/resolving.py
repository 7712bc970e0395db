"""Which document a name on the command line means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnknownDocument

if TYPE_CHECKING:
    from ingest.catalogue_records import DocumentRecord

SHORTEST_PREFIX = 6
"""Fewest characters of a document id that stand for it."""


def resolve_document(records: Iterable[DocumentRecord], name: str) -> str:
    """The id of the document that ``name`` means: its id, the beginning of one, or its file's path.

    Raises ``UnknownDocument`` where there is none or more than one.
    """
    known = list(records)
    path = str(Path(name).absolute())
    found = {record.document_id for record in known if name in record.sources or path in record.sources}
    if not found and len(name) >= SHORTEST_PREFIX:
        found = {record.document_id for record in known if record.document_id.startswith(name)}
    if len(found) != 1:
        raise UnknownDocument(document_id=name)
    return found.pop()
