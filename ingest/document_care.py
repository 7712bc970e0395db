"""Looking after documents that are in the library: correcting, moving and reading them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ingest import catalogue_care as care
from ingest.catalogue_care import DocumentEvent
from ingest.catalogue_writes import Transaction
from ingest.corrections import Correction, effective, field_text, read_value
from ingest.errors import CorrectionInvalid, UnknownCorrection
from ingest.library import Library
from ingest.pipeline import IngestPipeline

LONGEST_COLLECTION = 80


class DocumentCare:
    """What administrators do with documents. ``author`` is the name of the person in every call.

    ``pipeline`` is ``None`` where there is no model: corrections then count at once, and the indexes learn of them at
    the next start.
    """

    def __init__(self, library: Library, pipeline: IngestPipeline | None) -> None:
        self._library = library
        self._pipeline = pipeline

    # ---- correcting --------------------------------------------------------------------------------------------

    def correct(
        self, document_id: str, field: str, written: str | None, *, author: str, for_new_versions: bool = True
    ) -> None:
        """Set a field by hand; an empty text says that the document does not state it.

        What already stands there changes nothing. Raises ``CorrectionInvalid`` and ``UnknownDocument``.
        """
        name, value = read_value(field, written)
        with self._library.change():
            record = self._library.document(document_id)
            former = field_text(getattr(record.metadata, name))
            if value == former:
                return

            def write(connection: Transaction) -> None:
                care.put_correction(
                    connection,
                    document_id,
                    name,
                    value,
                    former=former,
                    author=author,
                    for_new_versions=for_new_versions,
                )
                facts = {"field": name, "value": value, "former": former}
                care.note_event(connection, "corrected", record.source, document_id, author, **facts)

            self._library.commit(write, changed=[document_id])
        self._restate(document_id)

    def withdraw(self, document_id: str, field: str, *, author: str) -> None:
        """Take the correction of a field back; what stood there before counts again.

        Raises ``UnknownCorrection`` where the field was not corrected, and ``UnknownDocument``.
        """
        with self._library.change():
            record = self._library.document(document_id)
            counting = {str(name): one for name, one in effective(self.corrections(document_id)).items()}
            one = counting.get(field)
            if one is None:
                raise UnknownCorrection(correction_id=field)

            def write(connection: Transaction) -> None:
                care.withdraw_correction(connection, document_id, one.correction_id, author)
                facts = {"field": one.field, "value": one.former, "former": one.value}
                care.note_event(connection, "withdrawn", record.source, document_id, author, **facts)

            self._library.commit(write, changed=[document_id])
        self._restate(document_id)

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """Every correction of a document, withdrawn ones too, in the order of their making."""
        return self._library.catalogue.corrections(document_id)

    def history(self, document_id: str) -> tuple[DocumentEvent, ...]:
        """What happened to a document and to the versions before it, latest first; raises ``UnknownDocument``."""
        record = self._library.document(document_id)
        with self._library.catalogue.reading() as connection:
            return care.events_of(connection, document_id, record.sources)

    def forget_history(self, before: datetime) -> int:
        """Delete what happened before a moment from the history of all documents; say how much that was."""
        return self._library.commit(lambda connection: care.forget_events(connection, before))

    # ---- moving and reading again ------------------------------------------------------------------------------

    def move(self, document_ids: Iterable[str], collection: str, *, author: str) -> int:
        """Put documents into a collection; return how many were not in it before. Raises ``UnknownDocument``."""
        name = " ".join(collection.split())
        if not name or len(name) > LONGEST_COLLECTION or not name.isprintable():
            raise CorrectionInvalid(field="collection", value=name[:LONGEST_COLLECTION])
        with self._library.change():
            records = [self._library.view_record(document_id) for document_id in document_ids]
            moving = [record for record in records if record.collections != {name}]

            def write(connection: Transaction) -> None:
                for record in moving:
                    care.move_sources(connection, record.document_id, name)
                    facts = {"collection": name, "former": record.collection}
                    care.note_event(connection, "moved", record.source, record.document_id, author, **facts)

            if moving:
                self._library.commit(write, changed=[record.document_id for record in moving])
        return len(moving)

    def reread(self, document_id: str, *, author: str) -> int:
        """Read one original again; return its number of chunks. Raises ``RefusedFile`` and ``UnknownDocument``."""
        record = self._library.view_record(document_id)
        chunks = self._need_pipeline().reread(document_id)
        self._library.commit(
            lambda connection: care.note_event(connection, "reread", record.source, document_id, author)
        )
        return chunks

    # ---- inside ------------------------------------------------------------------------------------------------

    def _need_pipeline(self) -> IngestPipeline:
        if self._pipeline is None:
            raise ValueError("reading documents needs a model")
        return self._pipeline

    def _restate(self, document_id: str) -> None:
        if self._pipeline is not None and document_id in self._library.outdated():
            self._pipeline.restate(document_id)
