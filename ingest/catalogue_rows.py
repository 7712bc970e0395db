"""Turns rows of the catalogue into records and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import RowMapping

from ingest.catalogue_records import DocumentRecord, FileStamp, SourceRecord
from ingest.corrections import Correction, apply_corrections, effective
from vectorstore.records import (
    Chunk,
    DocumentState,
    DocumentType,
    Language,
    MetadataValue,
    Period,
    ReportMetadata,
    Script,
)


def metadata_columns(metadata: ReportMetadata) -> dict[str, Any]:
    """Spread the metadata over the columns of a reading."""
    period, published = metadata.period, metadata.published_at
    return {
        "title": metadata.title,
        "language": metadata.language,
        "script": metadata.script,
        "doc_type": metadata.doc_type,
        "issuer": metadata.issuer,
        "doc_number": metadata.doc_number,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "event_date": metadata.event_date,
        "issue_date": metadata.issue_date,
        "published_at": published.isoformat() if published else None,
        "place": metadata.place,
        "author": metadata.author,
        "source_name": metadata.source_name,
        "complete": metadata.complete,
        "reliability": metadata.reliability,
        "defects": list(metadata.defects),
        "missing_characters": metadata.missing_characters,
        "found_values": [
            [v.field, v.value, v.surface, v.start, v.end, v.rule, v.confidence, v.status] for v in metadata.values
        ],
    }


def metadata_of(row: RowMapping, *, with_values: bool) -> ReportMetadata:
    """Read the metadata of a reading back; without ``with_values`` its ``values`` stay empty."""
    start, published = row["period_start"], row["published_at"]
    return ReportMetadata(
        title=row["title"],
        language=cast(Language, row["language"]),
        script=cast(Script, row["script"]),
        doc_type=cast(DocumentType, row["doc_type"]),
        issuer=row["issuer"],
        doc_number=row["doc_number"],
        period=Period(start, row["period_end"]) if start is not None else None,
        event_date=row["event_date"],
        issue_date=row["issue_date"],
        published_at=datetime.fromisoformat(published) if published is not None else None,
        place=row["place"],
        author=row["author"],
        source_name=row["source_name"],
        complete=row["complete"],
        reliability="low" if row["reliability"] == "low" else "normal",
        defects=tuple(row["defects"]),
        missing_characters=row["missing_characters"],
        values=tuple(MetadataValue(*value) for value in row["found_values"]) if with_values else (),
    )


def document_record(
    row: RowMapping,
    sources: Sequence[SourceRecord],
    *,
    with_values: bool,
    corrections: Sequence[Correction] = (),
) -> DocumentRecord:
    """Join a document's row, its reading and its sources (ordered by path, at least one), corrected by hand."""
    metadata = apply_corrections(metadata_of(row, with_values=with_values), corrections)
    return DocumentRecord(
        document_id=row["document_id"],
        source=sources[0].path,
        sources=tuple(source.path for source in sources),
        state=DocumentState(row["state"]),
        collection=sources[0].collection,
        collections=frozenset(source.collection for source in sources),
        metadata=metadata if with_values else replace(metadata, values=()),
        chunk_count=row["chunk_count"],
        size=row["size"],
        media_type=row["media_type"],
        added_at=datetime.fromisoformat(row["added_at"]),
        indexed_at=datetime.fromisoformat(row["indexed_at"]),
        warnings=tuple(row["warnings"]),
        corrected=frozenset(effective(corrections)),
        source_collections=tuple(source.collection for source in sources),
    )


def source_of(row: RowMapping) -> SourceRecord:
    """Read a source back."""
    stamp = FileStamp(row["size"], row["mtime_ns"], row["inode"])
    return SourceRecord(row["path"], row["document_id"], row["collection"], stamp, row["seen_ns"])


def chunk_columns(chunk: Chunk, generation_id: int) -> dict[str, Any]:
    """Spread a chunk over the columns of its row."""
    return {
        "generation_id": generation_id,
        "chunk_id": chunk.chunk_id,
        "document_id": chunk.document_id,
        "position": chunk.index,
        "char_start": chunk.char_start,
        "char_end": chunk.char_end,
        "page": chunk.page,
        "heading_path": list(chunk.heading_path),
        "text": chunk.text,
        "embedded_text": chunk.embedded_text,
    }


def chunk_of(row: RowMapping) -> Chunk:
    """Read a chunk back."""
    return Chunk(
        chunk_id=row["chunk_id"],
        document_id=row["document_id"],
        index=row["position"],
        text=row["text"],
        char_start=row["char_start"],
        char_end=row["char_end"],
        page=row["page"],
        heading_path=tuple(row["heading_path"]),
        embedded_text=row["embedded_text"],
    )
