"""Carries out a sweep: what the plan found is brought into the library, by the folder's policy."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ingest.catalogue_bin import Recycling, put_withdrawn_stamp, withdrawn_sources
from ingest.catalogue_records import SourceRecord
from ingest.errors import FolderEmptied, FolderMissing, UnknownDocument
from ingest.jobs.folders import WatchedFolders
from ingest.jobs.queue import JobQueue
from ingest.jobs.records import GoneFile, NewItem, SweepCounts, WatchedFolder
from ingest.library import Library
from ingest.sweeping import KnownFiles, SweepPlan, below, plan_sweep
from ingest.walking import path_text

FOLDER_PARAMETER = "folder_id"
RAW_PATH = "raw_path"
"""Hexadecimal bytes of a path that is not the text by which the library knows it."""
EVER = "ever"
"""Parameter of a job whose files never bring back a document that was removed on purpose, whenever that was."""


class Sweeper:
    """Sweeps watched folders of one library."""

    def __init__(self, library: Library, queue: JobQueue) -> None:
        self._library = library
        self._queue = queue
        self._folders = WatchedFolders(queue)

    def sweep(self, folder_id: int) -> SweepCounts:
        """Bring one folder in; reading the files is queued as a job of its own.

        Raises ``UnknownFolder``, ``FolderMissing`` and ``FolderEmptied``; the last two are kept with the folder, and
        nothing was concluded then.
        """
        folder = self._folders.one(folder_id)
        started = time.monotonic()
        try:
            plan = plan_sweep(Path(folder.path), self._known(folder.path), collection=folder.collection)
        except (FolderMissing, FolderEmptied) as trouble:
            self._folders.note_sweep(folder_id, None, trouble.code)
            raise
        self._move(plan)
        asking = self._let_go(folder, plan)
        self._queue_files(folder, plan)
        counts = SweepCounts(
            files=plan.files,
            new=len(plan.new),
            changed=len(plan.changed),
            moved=len(plan.moved),
            gone=len(plan.gone),
            unchanged=plan.unchanged,
            refused=plan.refused,
            asking=asking,
            withdrawn=plan.withdrawn,
            unreadable=len(plan.unreadable),
            seconds=round(time.monotonic() - started, 3),
        )
        self._folders.note_sweep(folder_id, counts, None)
        return counts

    def _known(self, folder: str) -> KnownFiles:
        catalogue = self._library.catalogue
        with catalogue.reading() as connection:
            withdrawn = withdrawn_sources(connection)
        refusals: dict[str, datetime] = {one.path: one.refused_at for one in catalogue.refusals()}
        return KnownFiles(
            {path: one for path, one in catalogue.sources().items() if below(path, folder)},
            {path: one for path, one in withdrawn.items() if below(path, folder)},
            {path: at for path, at in refusals.items() if below(path, folder)},
        )

    def _move(self, plan: SweepPlan) -> None:
        for gone, source in plan.moved:
            try:
                self._library.attach(source)
            except UnknownDocument:
                continue  # removed since the plan was made; the next sweep sees it so
            self._library.drop_source(gone)
        with self._library.change(), self._library.catalogue.transaction() as connection:
            for source in plan.restamped:
                put_withdrawn_stamp(connection, source.path, source.stamp)

    def _let_go(self, folder: WatchedFolder, plan: SweepPlan) -> int:
        """Follow the policy for gone files; return how many wait for a decision."""
        kept = self._folders.kept()
        gone = [one for one in plan.gone if one.path not in kept]
        if folder.gone == "recycle" and not plan.sudden:
            for source in gone:
                remove_source(self._library, source.path, Recycling(reason="gone"))
            gone = []
        asked: Sequence[SourceRecord] = [] if folder.gone == "keep" else gone
        waiting = [self._gone_file(folder, source) for source in asked]
        waiting += [self._gone_file(folder, one) for one in plan.gone if one.path in kept]
        return self._folders.put_gone(folder.folder_id, waiting)

    def _gone_file(self, folder: WatchedFolder, source: SourceRecord) -> GoneFile:
        record = self._library.view.records.get(source.document_id)
        title = record.metadata.title if record is not None else None
        return GoneFile(folder.folder_id, source.path, source.document_id, title)

    def _queue_files(self, folder: WatchedFolder, plan: SweepPlan) -> None:
        if is_being_read(self._queue, folder.folder_id):
            return  # what the last sweep queued is not read yet; the next one sees the rest
        items = [file_item(path) for path in (*plan.new, *plan.changed)]
        if items:
            parameters = {FOLDER_PARAMETER: folder.folder_id, EVER: True}
            self._queue.enqueue("ingest", items, label=folder.path, collection=folder.collection, parameters=parameters)


def is_being_read(queue: JobQueue, folder_id: int) -> bool:
    """Say whether files of a watched folder are still queued."""
    waiting = queue.jobs(limit=1000, unfinished=True, kinds=("ingest",))
    return any(job.parameters.get(FOLDER_PARAMETER) == folder_id for job in waiting)


def remove_source(library: Library, path: str, recycling: Recycling) -> None:
    """Let a document go whose file at ``path`` is gone; one that is found elsewhere too only loses the path."""
    with library.change():
        source = library.catalogue.sources([path]).get(path)
        if source is None:
            return
        record = library.view.records.get(source.document_id)
        if record is not None and len(record.sources) > 1:
            library.drop_source(path)
        elif record is not None:
            library.remove(source.document_id, recycling=recycling)


def file_item(path: Path) -> NewItem:
    """A file of this machine as an item; a path whose bytes are no text is kept beside its showable form."""
    name = path_text(path)
    facts = {} if name == str(path) else {RAW_PATH: os.fsencode(path).hex()}
    try:
        return NewItem(name, size=path.stat().st_size, facts=facts)
    except (OSError, ValueError):
        return NewItem(name, facts=facts)
